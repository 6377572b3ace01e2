/* SPDX-License-Identifier: GPL-3.0-or-later
 * A histogram with bins of three kinds: private, atomic and shared, plain and falsely shared. */
#include "probe/kernel.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 *     private   | 0 1 2 3 . . . . |  ...  | 0 1 2 3 . . . . |   each worker's bins in lines of its own
 *     atomic    | 0 1 2 3 . . . . |                             one set for all, one line
 *     false     | 0 1 2 3 0 1 2 3 |                             two workers' bins in each line
 */
#define BINS 4
#define LINE 64
#define VALUES (16l << 20)

struct histogram {
    uint8_t *values;
    uint64_t *bins; /* lines */
    uint64_t total[BINS], right[BINS];
    size_t size; /* of the bins */
};

static bool create(void *data, int workers)
{
    struct histogram *histogram = data;
    unsigned state = 3;

    histogram->size = ((size_t)workers + 1) * 2 * LINE;
    histogram->values = malloc(VALUES);
    histogram->bins = aligned_alloc(2 * LINE, histogram->size);
    if (!histogram->values || !histogram->bins)
        return false;
    for (long i = 0; i < VALUES; i++) {
        histogram->values[i] = (uint8_t)(kernel_random(&state) % BINS);
        histogram->right[histogram->values[i]]++;
    }
    return true;
}

static void destroy(void *data)
{
    struct histogram *histogram = data;

    free(histogram->values);
    free(histogram->bins);
}

static void prepare(void *data, int workers)
{
    struct histogram *histogram = data;

    (void)workers;
    memset(histogram->bins, 0, histogram->size);
    memset(histogram->total, 0, sizeof(histogram->total));
}

static bool is_right(const void *data)
{
    const struct histogram *histogram = data;

    return !memcmp(histogram->total, histogram->right, sizeof(histogram->right));
}

/* Worker w's bins begin `apart` words behind worker w - 1's. */
static void count(struct histogram *histogram, int worker, int workers, int apart)
{
    uint64_t *bins = histogram->bins + worker * apart;
    const uint8_t *values = histogram->values;
    long last = kernel_first(VALUES, worker + 1, workers);

    for (long i = kernel_first(VALUES, worker, workers); i < last; i++)
        bins[values[i]]++;
}

static void add_up(struct histogram *histogram, int workers, int apart)
{
    for (int worker = 0; worker < workers; worker++) {
        for (int bin = 0; bin < BINS; bin++)
            histogram->total[bin] += histogram->bins[worker * apart + bin];
    }
}

/* Two lines: processors fetch them in pairs. */
#define APART_PRIVATE (2 * LINE / 8)
#define APART_FALSE BINS

static void private_part(void *data, int worker, int workers)
{
    count(data, worker, workers, APART_PRIVATE);
}

static void private_finish(void *data, int workers)
{
    add_up(data, workers, APART_PRIVATE);
}

static void private_shape(const void *data, struct kernel_shape *shape)
{
    (void)data;
    *shape = (struct kernel_shape){ .kind = KERNEL_STREAMS, .bytes = VALUES };
}

static void false_part(void *data, int worker, int workers)
{
    count(data, worker, workers, APART_FALSE);
}

static void false_finish(void *data, int workers)
{
    add_up(data, workers, APART_FALSE);
}

static void false_shape(const void *data, struct kernel_shape *shape)
{
    (void)data;
    *shape =
        (struct kernel_shape){ .kind = KERNEL_UPDATES, .updates = VALUES, .word = BINS * 8 };
}

/* A quarter of the values: each takes that much longer. */
#define ATOMIC_SHARE 4

static bool atomic_create(void *data, int workers)
{
    struct histogram *histogram = data;

    if (!create(data, workers))
        return false;
    memset(histogram->right, 0, sizeof(histogram->right));
    for (long i = 0; i < VALUES / ATOMIC_SHARE; i++)
        histogram->right[histogram->values[i]]++;
    return true;
}

static void atomic_part(void *data, int worker, int workers)
{
    struct histogram *histogram = data;
    _Atomic uint64_t *bins = (_Atomic uint64_t *)histogram->bins;
    long all = VALUES / ATOMIC_SHARE, last = kernel_first(all, worker + 1, workers);

    for (long i = kernel_first(all, worker, workers); i < last; i++)
        atomic_fetch_add_explicit(&bins[histogram->values[i]], 1, memory_order_relaxed);
}

static void atomic_finish(void *data, int workers)
{
    (void)workers;
    add_up(data, 1, 0);
}

static void atomic_shape(const void *data, struct kernel_shape *shape)
{
    (void)data;
    *shape = (struct kernel_shape){ .kind = KERNEL_UPDATES,
                                    .updates = VALUES / ATOMIC_SHARE,
                                    .atomic = true };
}

const struct kernel kernel_bins_private = {
    .name = "bins-private",
    .what = "histogram of 16 million values, bins for each worker",
    .size = sizeof(struct histogram),
    .create = create,
    .destroy = destroy,
    .prepare = prepare,
    .part = private_part,
    .finish = private_finish,
    .is_right = is_right,
    .shape = private_shape,
};

const struct kernel kernel_bins_atomic = {
    .name = "bins-atomic",
    .what = "histogram of 4 million values, atomic bins in one cache line",
    .size = sizeof(struct histogram),
    .create = atomic_create,
    .destroy = destroy,
    .prepare = prepare,
    .part = atomic_part,
    .finish = atomic_finish,
    .is_right = is_right,
    .shape = atomic_shape,
};

const struct kernel kernel_bins_false = {
    .name = "bins-false",
    .what = "histogram of 16 million values, bins of two workers in each cache line",
    .size = sizeof(struct histogram),
    .create = create,
    .destroy = destroy,
    .prepare = prepare,
    .part = false_part,
    .finish = false_finish,
    .is_right = is_right,
    .shape = false_shape,
};
