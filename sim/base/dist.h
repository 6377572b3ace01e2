/* SPDX-License-Identifier: GPL-3.0-or-later
 * Durations that may be random: integer distributions. */
#ifndef INTERLOCK_SIM_BASE_DIST_H
#define INTERLOCK_SIM_BASE_DIST_H

#include "sim/base/time.h"

#include <stdint.h>

/*
 * A distribution is a constant of the scenario; drawing from it is a pure function of 64 uniform
 * bits. One draw uses exactly one step of its stream however many numbers it needs inside, so
 * streams of different models stay in step. All values are nanoseconds (or bytes, or counts:
 * any non-negative integer quantity) and never negative.
 *
 * What is drawn lies between two integers. A time or a size is the lower one, a nanosecond
 * or byte that nobody misses. A count of three cannot be cut so: it is the upper one as
 * often as it is near it, which keeps the mean.
 */
enum sim_dist_kind {
    SIM_DIST_CONSTANT,    /* a */
    SIM_DIST_UNIFORM,     /* a to b, both possible */
    SIM_DIST_EXPONENTIAL, /* mean a */
    SIM_DIST_NORMAL,      /* mean a, standard deviation b, below zero cut to zero */
    SIM_DIST_LOGNORMAL,   /* mean a, coefficient of variation b in millionths */
    SIM_DIST_CHOICE,      /* table: value and cumulative probability in 2^-32 */
    SIM_DIST_TRACE,       /* table: values in order, used again from the start */
    SIM_DIST_KIND_COUNT
};

struct sim_dist_entry {
    int64_t value;
    uint64_t until; /* choice: this entry holds while 32 uniform bits are below `until` */
};

/* No pointer inside, so that a distribution can stand in the state of a run. */
struct sim_dist {
    int64_t a, b;
    uint16_t kind;           /* enum sim_dist_kind */
    uint16_t is_count;       /* 1: of how many, which is not cut */
    uint32_t first, entries; /* choice and trace: rows of the scenario's table */
    uint32_t taken;          /* of a trace in the state of a run: so many values */
};

static inline struct sim_dist sim_dist_constant(int64_t value)
{
    return (struct sim_dist){ .a = value, .kind = SIM_DIST_CONSTANT };
}

/* Uniform, if they differ. */
static inline struct sim_dist sim_dist_between(int64_t least, int64_t most)
{
    if (least == most)
        return sim_dist_constant(least);
    return (struct sim_dist){ .a = least, .b = most, .kind = SIM_DIST_UNIFORM };
}

/* Nothing drawn exceeds a year in nanoseconds: sums and hundredfolds of work cannot overflow. */
#define SIM_DIST_MOST (INT64_C(86400000000000) * 365)

/* The `nth` value (from 0) of a distribution, given the 64 uniform bits of that draw. `table` is
 * the scenario's; `nth` matters to SIM_DIST_TRACE alone. */
int64_t sim_dist_value(const struct sim_dist *dist, const struct sim_dist_entry *table,
                       uint64_t bits, uint64_t nth);

/* Mean, rounded down; of a truncated normal distribution the mean before truncation. */
int64_t sim_dist_mean(const struct sim_dist *dist, const struct sim_dist_entry *table);

/* The largest value that it can have; `otherwise` if it has no bound. */
int64_t sim_dist_bound(const struct sim_dist *dist, const struct sim_dist_entry *table,
                       int64_t otherwise);

static inline int sim_dist_is_random(const struct sim_dist *dist)
{
    return dist->kind != SIM_DIST_CONSTANT && dist->kind != SIM_DIST_TRACE;
}

#endif
