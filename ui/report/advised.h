/* SPDX-License-Identifier: GPL-3.0-or-later
 * Advice: what was found, in sentences and as JSON. */
#ifndef INTERLOCK_UI_REPORT_ADVISED_H
#define INTERLOCK_UI_REPORT_ADVISED_H

#include "scenarios/load.h"
#include "sim/study/interval.h"
#include "sim/study/usl.h"
#include "sim/study/waterfall.h"
#include "ui/report/summary.h"

#include <jansson.h>

/*
 * A finding is a sentence with its numbers, and the command that shows them again. Where there is
 * a value from which on something else holds, it is in the finest unit of its kind (ns, bytes,
 * millionths as `share`), with the range in which that cannot be told, its ends excluded; low and
 * high are unknown where the range has no end among the values that were tried.
 */
struct advised_finding {
    const char *kind; /* model, break-even, limit, change, scaling, domain */
    char text[640];
    char parameter[96];
    const char *unit; /* of the threshold: ns, bytes, share, count; NULL: there is none */
    double threshold, low, high;
    bool low_open, high_open;
    double gain; /* of a change: how many times as fast */
    char command[640];
};

#define ADVISED_FINDINGS 48

/* One activity, made cheaper step by step: how much faster is the program then? */
#define ADVISED_STEPS 4

struct advised_change {
    const char *text;                          /* "pickling" */
    char setting[ADVISED_STEPS][96];           /* "costs.pickling=50%"; empty: no such step */
    int percent[ADVISED_STEPS];                /* how much of it is taken away */
    struct study_interval gain[ADVISED_STEPS]; /* time now / time then */
    bool known[ADVISED_STEPS];
};

#define ADVISED_CHANGES 24

struct advised_point {
    int cores;
    struct study_interval speedup; /* against one core */
    double bound;                  /* what work and span allow */
    double amdahl;
};

#define ADVISED_POINTS 16

struct advised {
    struct advised_finding finding[ADVISED_FINDINGS];
    struct advised_change change[ADVISED_CHANGES];
    struct advised_point point[ADVISED_POINTS];
    size_t findings, changes, points;
    struct study_waterfall waterfall;
    struct study_usl usl;
    bool usl_known;
    int replications;
    const char *requests; /* what counts is how late these are answered; NULL: the makespan */
    char axis[128];       /* what grows from point to point */
};

/* The next finding; the last one over and over when there are too many. */
struct advised_finding *advised_add(struct advised *advised, const char *kind);

/* " (3.05 to 3.15)", with this word between; empty where that says nothing. */
#define ADVISED_RANGE 80
const char *advised_range(char buffer[ADVISED_RANGE], const struct study_interval *interval,
                          const char *between);

/* Whether some step of a change makes a difference that can be told. */
bool advised_is_worth(const struct advised_change *change);

/* What the law came to, in words. */
#define ADVISED_USL 128
const char *advised_usl_text(char buffer[ADVISED_USL], const struct study_usl *usl, bool known);

void advised_print(const struct summary_style *style, const struct scenario *scenario,
                   const struct advised *advised);

/* The object of `advise --json`. NULL when out of memory; the caller decrefs. */
json_t *advised_json(const struct scenario *scenario, const struct advised *advised);

#endif
