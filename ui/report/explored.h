/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a scenario can come to, in words and as JSON. */
#ifndef INTERLOCK_UI_REPORT_EXPLORED_H
#define INTERLOCK_UI_REPORT_EXPLORED_H

#include "scenarios/load.h"
#include "sim/study/explore.h"
#include "sim/trace/run.h"

#include <jansson.h>
#include <stdio.h>

enum explored_expect {
    EXPLORED_MET,
    EXPLORED_BROKEN,
    EXPLORED_OPEN, /* it depends on times, which orders do not decide; or nothing is expected */
};

/* What is bad about an outcome. */
enum explored_evil { EXPLORED_LOSES, EXPLORED_DEADLOCK, EXPLORED_BREAKS, EXPLORED_EVILS };

struct explored {
    const struct scenario *scenario; /* as loaded, with its times */
    const struct explore *result;
    bool expects;                 /* its [expect] is looked at */
    int preemptions;              /* the bound on them; -1: none */
    struct sim_cast *cast;        /* for names */
    int shortest[EXPLORED_EVILS]; /* outcomes with the fewest switches; -1: none is so */
    enum explored_expect *expect; /* of each outcome */
    const struct scenario_expectation **broken; /* of each, the first that is; or NULL */
};

/* False when out of memory. */
bool explored_prepare(struct explored *explored);
void explored_free(struct explored *explored);

void explored_print(FILE *to, const struct explored *explored);

/* How many there are, and what is counted: "schedules", or classes of them. */
const char *explored_count(char buffer[32], double count);
const char *explored_counts(const struct explore *result);

/* The sentences of a run by hand that tell what the threads did; `run` is that of the outcome's
 * schedule. False when out of memory. */
bool explored_print_schedule(FILE *to, const struct sim_run *run, int width);

/* What that schedule shows, as a heading: "How an update is lost". */
const char *explored_heading(enum explored_evil evil);

/* The object of `explore --json`; NULL when out of memory. */
json_t *explored_json(const struct explored *explored);

#endif
