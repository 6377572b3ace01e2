/* SPDX-License-Identifier: GPL-3.0-or-later
 * What cores share: memory bandwidth, and cache lines that several of them want. */
#include "probe/clock.h"
#include "probe/crew.h"
#include "probe/helper.h"
#include "probe/kernel.h"
#include "probe/probes.h"
#include "probe/topology.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

/*
 * Each of these lets a crew repeat one thing for a while: all wait until everybody is there, then
 * count what they do until a time is over. So no start and no end is in it, and nobody is alone at
 * it while others have finished.
 */
#define WINDOW 20000000 /* ns */
#define ENOUGH 9

/* Updates of a line at a time, and words of a core in it, 32 bytes. */
#define BATCH 2000
#define WORDS 4

struct rate {
    void (*unit)(struct rate *rate, int worker); /* so much at a time */
    double units;                                /* that many */
    _Atomic int ready;
    _Alignas(128) _Atomic int64_t pace; /* of all, units a second */
    double *arrays;                     /* streams: three for each worker */
    uint8_t order[BATCH];               /* words */
    _Alignas(128) union {
        _Atomic uint64_t shared;
        uint64_t words[8];
    } line;
};

/* A worker's pace is its own: what it has done by its own last look at the clock. */
static void repeat(void *arg, int worker, int workers)
{
    struct rate *rate = arg;
    int64_t done = 0, begin, now;

    if (!crew_is_whole())
        return;
    atomic_fetch_add(&rate->ready, 1);
    while (atomic_load(&rate->ready) < workers)
        ;
    begin = now = probe_now();
    for (; now < begin + WINDOW; done++) {
        rate->unit(rate, worker);
        now = probe_now();
    }
    atomic_fetch_add(&rate->pace,
                     (int64_t)((double)done * rate->units * 1e9 / (double)(now - begin)));
}

/* Samples of units a second that `workers` do together. */
static void measure(struct rate *rate, int workers, struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, ENOUGH);

    do {
        atomic_store(&rate->ready, 0);
        atomic_store(&rate->pace, 0);
        if (crew_run(workers, repeat, rate) < 0)
            return;
        probe_samples_add(&result->samples, (double)atomic_load(&rate->pace));
    } while (probe_goes_on(&limit));
}

/* ---- streams ---- */

#define STREAM (1l << 20) /* doubles of an array, 8 MiB */
#define FACTOR 3.0

/* What is written is read first. */
#define STREAM_BYTES (4.0 * 8 * STREAM)

static void stream(struct rate *rate, int worker)
{
    double *restrict a = rate->arrays + 3 * STREAM * worker;
    const double *restrict b = a + STREAM, *restrict c = b + STREAM;

    for (long i = 0; i < STREAM; i++)
        a[i] = b[i] + FACTOR * c[i];
}

static void measure_streams(int workers, struct probe_result *result, double seconds)
{
    size_t count = 3 * (size_t)STREAM * (size_t)workers;
    struct rate rate = { .unit = stream, .units = STREAM_BYTES };

    rate.arrays = malloc(count * sizeof(double));
    if (!rate.arrays)
        return;
    for (size_t i = 0; i < count; i++)
        rate.arrays[i] = 1;
    measure(&rate, workers, result, seconds);
    free(rate.arrays);
}

void probe_core_bandwidth(struct probe_result *result, double seconds)
{
    measure_streams(1, result, seconds);
}

void probe_memory_bandwidth(struct probe_result *result, double seconds)
{
    measure_streams(topology_get()->count, result, seconds);
}

/* ---- lines ---- */

static void add_atomically(struct rate *rate, int worker)
{
    (void)worker;
    for (int i = 0; i < BATCH; i++)
        atomic_fetch_add_explicit(&rate->line.shared, 1, memory_order_relaxed);
}

/* Volatile words: each update is a load and a store of its own. A core that updates one word only
 * waits for itself, not for the line; so each has four words, and the next core's follow. They are
 * updated in no regular order: a regular one lets a core do more while it has the line, which
 * programs seldom do. */
static void add_plainly(struct rate *rate, int worker)
{
    volatile uint64_t *words = &rate->line.words[worker * WORDS];

    for (int i = 0; i < BATCH; i++)
        words[rate->order[i]] = words[rate->order[i]] + 1;
}

static void measure_line(void (*unit)(struct rate *, int), int workers,
                         struct probe_result *result, double seconds)
{
    struct rate rate = { .unit = unit, .units = BATCH };
    unsigned state = 5;

    for (int i = 0; i < BATCH; i++)
        rate.order[i] = (uint8_t)(kernel_random(&state) % WORDS);

    measure(&rate, workers, result, seconds);
}

/* Two cores are enough for a line to be shared; how fast it goes round hardly depends on more. */
#define SHARERS 2

void probe_atomic_rate(struct probe_result *result, double seconds)
{
    measure_line(add_atomically, 1, result, seconds);
}

void probe_atomic_shared(struct probe_result *result, double seconds)
{
    measure_line(add_atomically, SHARERS, result, seconds);
}

void probe_store_rate(struct probe_result *result, double seconds)
{
    measure_line(add_plainly, 1, result, seconds);
}

void probe_store_shared(struct probe_result *result, double seconds)
{
    measure_line(add_plainly, SHARERS, result, seconds);
}
