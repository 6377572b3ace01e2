/* SPDX-License-Identifier: GPL-3.0-or-later
 * Many measurements of one quantity, and what may honestly be said of it. */
#ifndef INTERLOCK_PROBE_SAMPLES_H
#define INTERLOCK_PROBE_SAMPLES_H

#include <stddef.h>

/*
 * On a machine that others use too, a mean is spoilt by one long interruption, and a minimum
 * shows a day that nobody has. So a quantity is its median, and the honest range is that of the
 * middle eight tenths of what was seen: p10 to p90.
 */
struct probe_samples {
    double *values; /* in the order of measuring */
    size_t count, capacity;
};

struct probe_summary {
    size_t count;
    double least, p10, median, p90, most, mean; /* all 0 without samples */
};

void probe_samples_fini(struct probe_samples *samples);

/* Ends the program when memory does. A zeroed struct is an empty array. */
void probe_samples_add(struct probe_samples *samples, double value);

struct probe_summary probe_samples_summary(const struct probe_samples *samples);

/* The value below which a share `at` (0 to 1) of the samples lies, linear between neighbours
 * (type 7 of Hyndman and Fan 1996, the default of R); 0 without samples. */
double probe_samples_quantile(const struct probe_samples *samples, double at);

/* A share estimated by counting, and the range that holds the true one 19 times out of 20
 * (Wilson 1927): unlike the usual one it says something when none or all were hits. */
struct probe_share {
    double value, low, high;
};

struct probe_share probe_share_of(size_t hits, size_t trials);

#endif
