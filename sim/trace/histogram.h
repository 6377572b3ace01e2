/* SPDX-License-Identifier: GPL-3.0-or-later
 * Many durations in little memory, with quantiles to one part in a thousand. */
#ifndef INTERLOCK_SIM_TRACE_HISTOGRAM_H
#define INTERLOCK_SIM_TRACE_HISTOGRAM_H

#include "sim/base/time.h"

#include <stdint.h>

/*
 * Buckets of equal width up to 2^11 ns, then 2^10 to each doubling: a value is known to 0.1 %.
 * Count, sum, least and most are exact. (The layout is that of G. Tene's HdrHistogram.)
 */
#define HISTOGRAM_BITS 10
#define HISTOGRAM_BUCKETS ((64 - HISTOGRAM_BITS) << HISTOGRAM_BITS)

struct sim_histogram {
    /* Requests that come late together are more than a run is long. */
    unsigned __int128 sum;
    uint64_t count;
    sim_time least, most;
    uint32_t bucket[HISTOGRAM_BUCKETS];
};

void sim_histogram_add(struct sim_histogram *histogram, sim_time value);

/* The value below which `numerator / denominator` of all lie (the nearest rank), exact at both
 * ends; 0 when there is none. */
sim_time sim_histogram_quantile(const struct sim_histogram *histogram, uint64_t numerator,
                                uint64_t denominator);

/* How many are at most `value`, to the width of a bucket. */
uint64_t sim_histogram_upto(const struct sim_histogram *histogram, sim_time value);

static inline sim_time sim_histogram_mean(const struct sim_histogram *histogram)
{
    return histogram->count ? (sim_time)(histogram->sum / histogram->count) : 0;
}

#endif
