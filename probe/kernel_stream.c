/* SPDX-License-Identifier: GPL-3.0-or-later
 * Large arrays: square root, triad, sum. How fast they go is up to memory. */
#include "probe/kernel.h"

#include <math.h>
#include <stdlib.h>

/* 64 MiB an array, beyond what a core has of any cache. */
#define COUNT (8l << 20)
#define FACTOR 3.0

/* Partial sums, so far apart that they share no cache line, nor a pair of them. */
#define APART 32

struct stream {
    double *a, *b, *c;
    double *sums;
    double total, right;
    int workers;
};

static bool create(void *data, int workers)
{
    struct stream *stream = data;
    unsigned state = 7;

    stream->a = malloc(sizeof(double) * COUNT);
    stream->b = malloc(sizeof(double) * COUNT);
    stream->c = malloc(sizeof(double) * COUNT);
    stream->sums = calloc((size_t)workers * APART, sizeof(double));
    if (!stream->a || !stream->b || !stream->c || !stream->sums)
        return false;
    for (long i = 0; i < COUNT; i++) {
        stream->a[i] = -1;
        stream->b[i] = kernel_random(&state) % 1000;
        stream->c[i] = kernel_random(&state) % 1000;
        stream->right += stream->b[i];
    }
    return true;
}

static void destroy(void *data)
{
    struct stream *stream = data;

    free(stream->a);
    free(stream->b);
    free(stream->c);
    free(stream->sums);
}

/* A tenth of the old results is spoilt, all over the array, so that a piece left out is noticed. */
static void prepare(void *data, int workers)
{
    struct stream *stream = data;

    for (long i = 0; i < COUNT; i += 10)
        stream->a[i] = -1;
    stream->total = 0;
    stream->workers = workers;
}

static void sqrt_part(void *data, int worker, int workers)
{
    const struct stream *stream = data;
    double *restrict a = stream->a;
    const double *restrict b = stream->b;
    long last = kernel_first(COUNT, worker + 1, workers);

    for (long i = kernel_first(COUNT, worker, workers); i < last; i++)
        a[i] = sqrt(b[i]);
}

static bool sqrt_is_right(const void *data)
{
    const struct stream *stream = data;

    for (long i = 0; i < COUNT; i++) {
        if (stream->a[i] != sqrt(stream->b[i]))
            return false;
    }
    return true;
}

static void triad_part(void *data, int worker, int workers)
{
    const struct stream *stream = data;
    double *restrict a = stream->a;
    const double *restrict b = stream->b, *restrict c = stream->c;
    long last = kernel_first(COUNT, worker + 1, workers);

    for (long i = kernel_first(COUNT, worker, workers); i < last; i++)
        a[i] = b[i] + FACTOR * c[i];
}

static bool triad_is_right(const void *data)
{
    const struct stream *stream = data;

    for (long i = 0; i < COUNT; i++) {
        if (stream->a[i] != stream->b[i] + FACTOR * stream->c[i])
            return false;
    }
    return true;
}

static void sum_part(void *data, int worker, int workers)
{
    const struct stream *stream = data;
    long last = kernel_first(COUNT, worker + 1, workers);
    double sum = 0;

    for (long i = kernel_first(COUNT, worker, workers); i < last; i++)
        sum += stream->b[i];
    stream->sums[worker * APART] = sum;
}

static void sum_finish(void *data, int workers)
{
    struct stream *stream = data;

    for (int i = 0; i < workers; i++)
        stream->total += stream->sums[i * APART];
}

/* Whole numbers: the order in which they are added does not matter. */
static bool sum_is_right(const void *data)
{
    const struct stream *stream = data;

    return stream->total == stream->right;
}

/* What is written is read first: a core fetches a line before it changes a part of it. */
static void two_arrays(const void *data, struct kernel_shape *shape)
{
    (void)data;
    *shape = (struct kernel_shape){ .kind = KERNEL_STREAMS, .bytes = 3.0 * 8 * COUNT };
}

static void three_arrays(const void *data, struct kernel_shape *shape)
{
    (void)data;
    *shape = (struct kernel_shape){ .kind = KERNEL_STREAMS, .bytes = 4.0 * 8 * COUNT };
}

static void one_array(const void *data, struct kernel_shape *shape)
{
    (void)data;
    *shape = (struct kernel_shape){ .kind = KERNEL_STREAMS, .bytes = 8.0 * COUNT };
}

const struct kernel kernel_sqrt = {
    .name = "sqrt",
    .what = "square roots of 8 million doubles",
    .size = sizeof(struct stream),
    .create = create,
    .destroy = destroy,
    .prepare = prepare,
    .part = sqrt_part,
    .is_right = sqrt_is_right,
    .shape = two_arrays,
};

const struct kernel kernel_triad = {
    .name = "triad",
    .what = "a[i] = b[i] + 3 * c[i], 8 million doubles",
    .size = sizeof(struct stream),
    .create = create,
    .destroy = destroy,
    .prepare = prepare,
    .part = triad_part,
    .is_right = triad_is_right,
    .shape = three_arrays,
};

const struct kernel kernel_sum = {
    .name = "sum",
    .what = "sum of 8 million doubles",
    .size = sizeof(struct stream),
    .create = create,
    .destroy = destroy,
    .prepare = prepare,
    .part = sum_part,
    .finish = sum_finish,
    .is_right = sum_is_right,
    .shape = one_array,
};
