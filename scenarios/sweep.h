/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a scenario says of its sweep: which keys vary, and which points that makes. */
#ifndef INTERLOCK_SCENARIOS_SWEEP_H
#define INTERLOCK_SCENARIOS_SWEEP_H

#include "scenarios/load.h"

/*
 *     [sweep]
 *     machine.cores = 1,2,4..16 step 4
 *     thread.worker.count = 1..16 x2
 *     constraint = thread.worker.count <= 2 * machine.cores
 *     replications = 20
 *
 * An axis is a key as --set names it, with a list of values (scenarios/axis.h). `zip = A, B` lets
 * axes go in lockstep: together they are one dimension. The points are all combinations, the first
 * dimension slowest, less those that a constraint forbids; they are numbered from 1 in that order,
 * which depends on nothing else. `sweep.machine.cores = ...` in [scenario] is the same, for
 * one-liners. A sweep is about the scenario itself, so `extends` does not take it over.
 */
#define SWEEP_POINTS_MAX 1000000
#define SWEEP_RUNS_MAX 10000000
#define SWEEP_REPLICATIONS_MAX 10000
#define SWEEP_AUTO (-1)

struct scenario_axis {
    const char *key;           /* "thread.worker.count" */
    const char *const *values; /* as written */
    uint32_t count;
    uint32_t dimension; /* index; axes in lockstep have the same */
    const char *file;
    uint32_t line;
};

struct scenario_constraint {
    const char *text;
    const struct expr *expr;
    const char *file;
    uint32_t line;
};

struct scenario_sweep {
    const struct scenario_axis *axes;
    const struct scenario_constraint *constraints;
    uint32_t axis_count, constraint_count;
    uint32_t dimension_count;
    const uint32_t *lengths; /* of the dimensions */
    uint32_t combinations;   /* their product: points before constraints */
    int replications;        /* 0: not said; SWEEP_AUTO */
    int64_t precision;       /* of auto: half the interval by the mean, in millionths */
    const char *file;
    uint32_t line;
};

/* measured: nothing; assumed: differences of less are rarely worth a decision */
#define SWEEP_PRECISION 20000

/* Adds what is wrong with the values of the axes: a key that is not there or cannot vary, a value
 * out of its range. Whether values fit together is known of each point only. */
bool sweep_check(const struct scenario *scenario, struct sim_errors *errors);

/* A value of a key as it is written: a number where it can be read as one, with times in
 * nanoseconds. What is one of several words is a text, though versions look like numbers. */
struct expr_value sweep_read_value(const char *key, const char *text);

/* Room for words that an expression names: a comparison has two sides. */
struct sweep_words {
    char text[2][256];
    int turn;
};

/* What a path names of the scenario itself: a parameter, one of [values], how many threads there are of
 * a name. */
struct expr_value sweep_read_own(const struct scenario *scenario, const char *path,
                                 struct sweep_words *words);

/* Whether a path of an expression names a key: thread[my-worker].count is thread.my-worker.count.
 */
bool sweep_names_key(const char *path, const char *key);

/* ---- points ---- */

/* The points that the constraints leave: their numbers among all combinations. */
struct sweep_points {
    uint32_t *list;
    uint32_t count;
};

/* False with errors; the list is the caller's to free. */
bool sweep_points(const struct scenario *scenario, struct sweep_points *points,
                  struct sim_errors *errors);

/* The value of an axis at a combination. */
const char *sweep_value(const struct scenario_sweep *sweep, uint32_t combination,
                        uint32_t axis);

/* The scenario at a combination, with more settings (ended by NULL text; or NULL) over it.
 * Threads may call it at once. NULL with errors. */
struct scenario *sweep_scenario(const struct scenario *scenario, uint32_t combination,
                                struct sim_errors *errors);

#endif
