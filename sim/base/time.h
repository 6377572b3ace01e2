/* SPDX-License-Identifier: GPL-3.0-or-later
 * Simulated time: integer nanoseconds since the start of the run. */
#ifndef INTERLOCK_SIM_BASE_TIME_H
#define INTERLOCK_SIM_BASE_TIME_H

#include <stdint.h>

/*
 * Integers are exact and equal on every machine, so that a run can be hashed, compared and
 * replayed. One nanosecond is finer than any cost in the models; 63 bits of them last 292 years.
 * A duration never overflows: sums saturate at SIM_TIME_NEVER, which also means "no event".
 */
typedef int64_t sim_time;

#define SIM_TIME_NEVER INT64_MAX

#define SIM_NS(n) ((sim_time)(n))
#define SIM_US(n) ((sim_time)(n)*1000)
#define SIM_MS(n) ((sim_time)(n)*1000000)
#define SIM_S(n) ((sim_time)(n)*1000000000)

/* a + b for a, b >= 0, saturating at SIM_TIME_NEVER. */
static inline sim_time sim_time_add(sim_time a, sim_time b)
{
    sim_time sum;

    return __builtin_add_overflow(a, b, &sum) ? SIM_TIME_NEVER : sum;
}

/* a * n for a, n >= 0, saturating at SIM_TIME_NEVER. */
static inline sim_time sim_time_scale(sim_time a, int64_t n)
{
    sim_time product;

    return __builtin_mul_overflow(a, n, &product) ? SIM_TIME_NEVER : product;
}

static inline sim_time sim_time_clamp(sim_time time, sim_time least, sim_time most)
{
    return time < least ? least : time > most ? most : time;
}

/* a * numerator / denominator without overflow on the way; all >= 0, denominator > 0. */
static inline sim_time sim_time_ratio(sim_time a, int64_t numerator, int64_t denominator)
{
    unsigned __int128 wide = (unsigned __int128)(uint64_t)a * (uint64_t)numerator;

    wide /= (uint64_t)denominator;
    return wide > (uint64_t)SIM_TIME_NEVER ? SIM_TIME_NEVER : (sim_time)wide;
}

#endif
