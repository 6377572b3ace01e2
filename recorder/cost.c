/* SPDX-License-Identifier: GPL-3.0-or-later
 * Timing the preloaded library against the C library. */
#include "recorder/cost.h"

#include "recorder/format.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/*
 * The calls that a take and a drop consist of are made through pointers, in turn to the C library's
 * functions and to the recorder's. Of each the fastest round counts: what disturbs a round makes it
 * slower, never faster. So this is what recording costs when nothing else is in the way; caches
 * that it shares with the program come on top.
 */
#define ROUNDS 9
#define PAIRS 500

struct calls {
    int (*lock)(pthread_mutex_t *);
    int (*unlock)(pthread_mutex_t *);
    int (*signal)(pthread_cond_t *);
};

/* POSIX promises that a function's address fits. */
static bool find(void *library, const char *name, void *function)
{
    void *found = dlsym(library, name);

    memcpy(function, &found, sizeof(found));
    return found != NULL;
}

static bool find_calls(void *library, struct calls *calls)
{
    return find(library, "pthread_mutex_lock", &calls->lock) &&
           find(library, "pthread_mutex_unlock", &calls->unlock) &&
           find(library, "pthread_cond_signal", &calls->signal);
}

static int64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* Nanoseconds for PAIRS takes and drops of a lock that nobody else wants. */
static int64_t time_pairs(const struct calls *calls)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER,
                           second = PTHREAD_MUTEX_INITIALIZER;
    static pthread_cond_t cond = PTHREAD_COND_INITIALIZER, switched = PTHREAD_COND_INITIALIZER;
    int64_t begin = now();

    for (int i = 0; i < PAIRS; i++) {
        calls->lock(&mutex);
        calls->lock(&second);
        calls->signal(&switched);
        calls->unlock(&second);
        calls->unlock(&mutex);
        calls->lock(&mutex);
        calls->signal(&cond);
        calls->unlock(&mutex);
    }
    return now() - begin;
}

static int64_t time_clock(void)
{
    struct timespec time;
    int64_t begin = now();

    for (int i = 0; i < PAIRS; i++)
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return now() - begin;
}

static int64_t lesser(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static void measure(const struct calls *plain, const struct calls *recorded, struct cost *cost)
{
    int64_t without = INT64_MAX, with = INT64_MAX, clock = INT64_MAX;

    for (int round = 0; round < ROUNDS; round++) {
        without = lesser(without, time_pairs(plain));
        with = lesser(with, time_pairs(recorded));
        clock = lesser(clock, time_clock());
    }
    cost->pair = with > without ? (with - without) / PAIRS : 0;
    cost->clock = clock / PAIRS;
}

bool cost_measure(const char *library, const char *folder, struct cost *cost)
{
    struct calls plain, recorded;
    void *loaded;

    if (setenv(PART_FOLDER_VARIABLE, folder, 1) != 0)
        return false;
    loaded = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!loaded || !find_calls(loaded, &recorded) || !find_calls(RTLD_DEFAULT, &plain))
        return false;
    measure(&plain, &recorded, cost);
    return true; /* it stays loaded: threads may not outlive the code of their destructors */
}
