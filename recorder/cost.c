/* SPDX-License-Identifier: GPL-3.0-or-later
 * Timing the preloaded library against the C library. */
#include "recorder/cost.h"

#include "recorder/format.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/*
 * The calls that a take and a drop consist of, and others, are made through pointers, to the C
 * library's functions and to the recorder's. Of each the fastest round counts: what disturbs a round
 * makes it slower, never faster. So this is what recording costs when nothing else is in the way; what
 * it takes from others comes on top: caches, and time with a mutex that they wait for.
 */
#define ROUNDS 9
#define PAIRS 500
#define CALLS 100
#define ASKS 20
#define THREADS 10

struct calls {
    int (*lock)(pthread_mutex_t *);
    int (*unlock)(pthread_mutex_t *);
    int (*signal)(pthread_cond_t *);
    ssize_t (*write)(int, const void *, size_t);
    ssize_t (*read)(int, void *, size_t);
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
           find(library, "pthread_cond_signal", &calls->signal) &&
           find(library, "write", &calls->write) && find(library, "read", &calls->read);
}

static int64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* One of a lock that nobody else wants. */
static void take_and_drop(const struct calls *calls)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER,
                           second = PTHREAD_MUTEX_INITIALIZER;
    static pthread_cond_t cond = PTHREAD_COND_INITIALIZER, switched = PTHREAD_COND_INITIALIZER;

    calls->lock(&mutex);
    calls->lock(&second);
    calls->signal(&switched);
    calls->unlock(&second);
    calls->unlock(&mutex);
    calls->lock(&mutex);
    calls->signal(&cond);
    calls->unlock(&mutex);
}

static int64_t time_pairs(const struct calls *calls)
{
    int64_t begin = now();

    for (int i = 0; i < PAIRS; i++)
        take_and_drop(calls);
    return (now() - begin) / PAIRS;
}

/* What comes through a pipe: each byte is written and read. */
static int64_t time_calls(const struct calls *calls)
{
    int ends[2];
    int64_t begin;
    char byte = 0;

    if (pipe(ends) != 0)
        return 0;
    begin = now();
    for (int i = 0; i < CALLS; i++) {
        if (calls->write(ends[1], &byte, 1) != 1 || calls->read(ends[0], &byte, 1) != 1)
            break;
    }
    begin = now() - begin;
    close(ends[0]);
    close(ends[1]);
    return begin / (2 * CALLS);
}

static void *live_briefly(void *calls)
{
    take_and_drop(calls);
    return NULL;
}

static int64_t time_threads(const struct calls *calls)
{
    int64_t begin = now();
    pthread_t thread;

    for (int i = 0; i < THREADS; i++) {
        if (pthread_create(&thread, NULL, live_briefly, (void *)(uintptr_t)calls) == 0)
            pthread_join(thread, NULL);
    }
    return (now() - begin) / THREADS;
}

/* What the library asks at the end of a stretch. */
static int64_t time_looks(const struct calls *calls)
{
    int64_t begin = now();
    struct timespec time;
    struct rusage usage;

    (void)calls;
    for (int i = 0; i < PAIRS; i++) {
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        getrusage(RUSAGE_THREAD, &usage);
    }
    return (now() - begin) / PAIRS;
}

static int64_t time_asks(const struct calls *calls)
{
    int64_t begin = now();
    char text[64];

    for (int i = 0; i < ASKS; i++) {
        int file = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);

        if (file < 0 || calls->read(file, text, sizeof(text)) < 0)
            return 0;
        close(file);
    }
    return (now() - begin) / ASKS;
}

/* The fastest of the rounds. */
static int64_t least(int64_t (*time)(const struct calls *), const struct calls *calls)
{
    int64_t best = INT64_MAX;

    for (int round = 0; round < ROUNDS; round++) {
        int64_t its = time(calls);

        best = its < best ? its : best;
    }
    return best;
}

static int64_t longer(int64_t (*time)(const struct calls *), const struct calls *plain,
                      const struct calls *recorded)
{
    int64_t with = least(time, recorded), without = least(time, plain);

    return with > without ? with - without : 0;
}

static void measure(const struct calls *plain, const struct calls *recorded, struct cost *cost)
{
    cost->pair = longer(time_pairs, plain, recorded);
    cost->call = longer(time_calls, plain, recorded);
    cost->thread = longer(time_threads, plain, recorded);
    cost->look = least(time_looks, plain);
    cost->ask = least(time_asks, plain);
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
