/* SPDX-License-Identifier: GPL-3.0-or-later
 * Quantities that may be random: 5ms, exp(5ms), trace("file.csv"). */
#ifndef INTERLOCK_SCENARIOS_AMOUNT_H
#define INTERLOCK_SCENARIOS_AMOUNT_H

#include "scenarios/names.h"
#include "scenarios/source.h"
#include "scenarios/units.h"
#include "sim/base/dist.h"

/*
 *     5ms                            always the same
 *     uniform(1ms,3ms)               any value between, both included
 *     exp(5ms)                       exponential with that mean
 *     normal(mean=5ms,sd=1ms)        what would be negative counts as 0
 *     lognormal(mean=5ms,cv=0.4)     cv is standard deviation by mean
 *     choice(1ms:90%,50ms:10%)       shares sum to 100%
 *     trace("file.csv")              one value a line, in order, then from the start again
 *
 * The same for counts and sizes. Values of choices and traces go into one table that all
 * distributions of a scenario share; a trace that is named twice is read once, and scaled once.
 */
#define AMOUNT_ROWS_MAX 1000000
#define AMOUNT_TRACE_MAX 65536 /* values in one trace: its mean is asked for at each use */

/* Largest coefficient of variation, in millionths: beyond it, almost every draw is 0 anyway. */
#define AMOUNT_CV_MAX 100000000

struct amount_trace {
    uint32_t first, entries;
    int64_t least, most; /* of its values */
};

/* Rows of a trace, so many millionths of them. */
struct amount_scaled {
    uint32_t from, to; /* their first */
    int64_t share;
};

struct amounts {
    struct arena *arena;
    struct sources *sources;
    struct sim_dist_entry *table;
    uint32_t count;
    struct names trace_names; /* kind and path */
    struct amount_trace *traces;
    struct amount_scaled *scaled;
    uint32_t scaled_count;
};

void amounts_init(struct amounts *amounts, struct arena *arena, struct sources *sources);

/* Reads the whole text, as written in the file `file`. On failure `dist` and the table stay as
 * they were, and `why` says what is wrong and what would be right. */
bool amounts_parse(struct amounts *amounts, enum units_kind kind, const char *file,
                   const char *string, struct sim_dist *dist, struct sim_text *why);

/* Whether a word is what a distribution begins with. */
bool amounts_is_form(const char *word);

/* Makes all values of a distribution so many millionths of what they are; false when there are too
 * many. */
bool amounts_scale(struct amounts *amounts, struct sim_dist *dist, int64_t share);

/* Whether all values of a distribution, or its mean where they have no bounds, lie between. */
bool amounts_within(const struct amounts *amounts, const struct sim_dist *dist, int64_t least,
                    int64_t most);

#endif
