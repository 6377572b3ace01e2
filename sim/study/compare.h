/* SPDX-License-Identifier: GPL-3.0-or-later
 * One workload under several models, with the same draws. */
#ifndef INTERLOCK_SIM_STUDY_COMPARE_H
#define INTERLOCK_SIM_STUDY_COMPARE_H

#include "sim/study/aim.h"
#include "sim/study/interval.h"
#include "sim/study/result.h"

/*
 * Each model runs the scenario STUDY_REPLICATIONS times; in the n-th, all of them see
 * the same work. So the speedup is taken within a replication, against `sequential` under the
 * scenario's own CPython, and its interval is that of paired runs: what makes all of them long or
 * short falls out of it.
 *
 * Where that never ends, or does other work, there is no speedup. Then each model is compared with the
 * scenario's own, in the same way. So it is where answers count (sim/study/aim.h): then what is
 * compared is how late they are, and one thread after the other, where nothing is in the way of who
 * asks, is neither a base line nor compared.
 *
 * A model that does not stand for the scenario's version runs the nearest that it stands for.
 * Versions execute the same bytecode at different speeds, so such a row also says how it compares
 * with `sequential` under its own version.
 */
enum study_verdict {
    STUDY_BASE_LINE,
    STUDY_FASTER,
    STUDY_SLOWER,
    STUDY_ALIKE,   /* cannot be told from the base line */
    STUDY_UNKNOWN, /* there is no base line */
    STUDY_REFUSED, /* the model cannot run this */
    STUDY_UNENDED, /* it came to no end: a deadlock, or [scenario] until */
};

/* Of a measure of the scenario: half of what was measured took at most `median`, 99 % at most `p99`. A
 * mean of so many runs, each with its own. */
struct study_latency {
    const char *name;
    struct study_interval mean, median, p99;
};

#define STUDY_LATENCIES_MAX STUDY_AIMS_MAX /* of a row: those that the scenario names first */

struct study_row {
    const struct sim_model *model;
    int64_t python; /* enum sim_python */
    enum study_verdict verdict;
    char why[256]; /* the verdict's reason in words */
    char wrong
        [128]; /* what is not right any more of what it computes; empty: nothing is known */
    int runs;  /* of which it tells: fewer than were asked for, where one has no end */
    struct study_interval makespan; /* valid unless REFUSED */
    struct study_interval speedup;  /* valid when FASTER, SLOWER, ALIKE or BASE_LINE */
    struct study_interval ratio; /* of comparison->against's makespan to this, where UNKNOWN; of
                                    what is within 99 %, where comparison->requests; else 0 */
    struct study_interval
        own_speedup; /* of another version than the scenario's: against its own; else 0 */
    double cores;    /* processors used on average, overheads included */
    int64_t memory;  /* bytes */
    double spent[SIM_REASON_COUNT]; /* by all threads, of a run, in ns, without `absent` */
    uint32_t
        latency_count; /* 0 unless it has come to an end, or to `until` where answers count */
    struct study_latency latency[STUDY_LATENCIES_MAX];
};

#define STUDY_MODELS_MAX 32

struct study_comparison {
    struct study_row row[STUDY_MODELS_MAX];
    size_t count;
    int replications;     /* 1 where nothing is random */
    int64_t python;       /* enum sim_python, of the base line */
    uint32_t aim;         /* what counts (aim.h) */
    const char *requests; /* whose answers are compared: the aim's name; NULL: the time is */
    const struct sim_model *against; /* in place of one thread after the other; NULL: that */
    char why[256];                   /* it is in place of it */
};

/* Runs the models, NULL at the end. What a model refuses is its row's reason. False with an error
 * when out of memory or given up. `limits` may be NULL. */
bool study_compare(const struct sim_scenario *scenario, const struct sim_model *const *models,
                   const struct study_limits *limits, struct study_comparison *comparison,
                   struct sim_errors *errors);

#endif
