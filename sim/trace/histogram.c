/* SPDX-License-Identifier: GPL-3.0-or-later
 * Buckets of a histogram. */
#include "sim/trace/histogram.h"

static uint32_t bucket_of(sim_time value)
{
    uint64_t v = value < 0 ? 0 : (uint64_t)value;
    int shift = 63 - HISTOGRAM_BITS - __builtin_clzll(v | 1);

    if (shift <= 0)
        return (uint32_t)v;
    return (uint32_t)(((uint64_t)shift << HISTOGRAM_BITS) + (v >> shift));
}

/* The middle of a bucket. */
static sim_time value_of(uint32_t bucket)
{
    uint32_t shift = bucket >> HISTOGRAM_BITS;

    if (shift <= 1)
        return bucket;
    shift--;
    return (sim_time)((((uint64_t)bucket - ((uint64_t)shift << HISTOGRAM_BITS)) << shift) +
                      ((uint64_t)1 << shift) / 2);
}

void sim_histogram_add(struct sim_histogram *histogram, sim_time value)
{
    if (!histogram->count || value < histogram->least)
        histogram->least = value;
    if (value > histogram->most)
        histogram->most = value;
    histogram->count++;
    histogram->sum += (uint64_t)value;
    histogram->bucket[bucket_of(value)]++;
}

sim_time sim_histogram_quantile(const struct sim_histogram *histogram, uint64_t numerator,
                                uint64_t denominator)
{
    uint64_t rank = (histogram->count * numerator + denominator - 1) / denominator, seen = 0;

    if (rank <= 1)
        return histogram->least;
    if (rank >= histogram->count)
        return histogram->most;
    for (uint32_t i = bucket_of(histogram->least); i < HISTOGRAM_BUCKETS; i++) {
        seen += histogram->bucket[i];
        if (seen >= rank)
            return sim_time_clamp(value_of(i), histogram->least, histogram->most);
    }
    return histogram->most;
}

uint64_t sim_histogram_upto(const struct sim_histogram *histogram, sim_time value)
{
    uint32_t last = bucket_of(value);
    uint64_t count = 0;

    if (value >= histogram->most)
        return histogram->count;
    for (uint32_t i = bucket_of(histogram->least); i <= last; i++)
        count += histogram->bucket[i];
    return count;
}
