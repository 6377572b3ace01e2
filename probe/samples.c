/* SPDX-License-Identifier: GPL-3.0-or-later
 * Order statistics and shares. */
#include "probe/samples.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void probe_samples_fini(struct probe_samples *samples)
{
    free(samples->values);
    *samples = (struct probe_samples){ 0 };
}

void probe_samples_add(struct probe_samples *samples, double value)
{
    if (samples->count == samples->capacity) {
        size_t capacity = samples->capacity ? samples->capacity * 2 : 256;
        double *values = realloc(samples->values, capacity * sizeof(*values));

        if (!values) {
            fputs("out of memory for measurements\n", stderr);
            exit(4);
        }
        samples->values = values;
        samples->capacity = capacity;
    }
    samples->values[samples->count++] = value;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* A sorted copy; the caller frees its values. */
static struct probe_samples sorted(const struct probe_samples *samples)
{
    struct probe_samples copy = { 0 };

    for (size_t i = 0; i < samples->count; i++)
        probe_samples_add(&copy, samples->values[i]);
    if (copy.count)
        qsort(copy.values, copy.count, sizeof(*copy.values), compare);
    return copy;
}

static double quantile_of_sorted(const struct probe_samples *samples, double at)
{
    double rank = at * (double)(samples->count - 1), below = floor(rank);
    size_t i = (size_t)below;

    if (i + 1 >= samples->count)
        return samples->values[samples->count - 1];
    return samples->values[i] + (rank - below) * (samples->values[i + 1] - samples->values[i]);
}

double probe_samples_quantile(const struct probe_samples *samples, double at)
{
    struct probe_samples copy;
    double value;

    if (!samples->count)
        return 0;
    copy = sorted(samples);
    value = quantile_of_sorted(&copy, at);
    probe_samples_fini(&copy);
    return value;
}

struct probe_summary probe_samples_summary(const struct probe_samples *samples)
{
    struct probe_summary summary = { .count = samples->count };
    struct probe_samples copy;
    double sum = 0;

    if (!samples->count)
        return summary;
    copy = sorted(samples);
    for (size_t i = 0; i < copy.count; i++)
        sum += copy.values[i];
    summary.mean = sum / (double)copy.count;
    summary.least = copy.values[0];
    summary.p10 = quantile_of_sorted(&copy, 0.1);
    summary.median = quantile_of_sorted(&copy, 0.5);
    summary.p90 = quantile_of_sorted(&copy, 0.9);
    summary.most = copy.values[copy.count - 1];
    probe_samples_fini(&copy);
    return summary;
}

struct probe_share probe_share_of(size_t hits, size_t trials)
{
    const double z = 1.959964; /* of the normal distribution, 95 % */
    double n = (double)trials, share, middle, half;

    if (!trials)
        return (struct probe_share){ .high = 1 };
    share = (double)hits / n;
    middle = (share + z * z / (2 * n)) / (1 + z * z / n);
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n);
    /* the share lies within, but where it is 0 or 1 rounding would leave it out */
    return (struct probe_share){ .value = share,
                                 .low = fmin(share, fmax(0, middle - half)),
                                 .high = fmax(share, fmin(1, middle + half)) };
}
