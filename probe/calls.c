/* SPDX-License-Identifier: GPL-3.0-or-later
 * Small costs: system call, clock, mutex, cache line, thread. */
#include "probe/helper.h"
#include "probe/probes.h"

#include <sched.h>
#include <sys/resource.h>

/*
 * Each sample is the mean of a batch: single calls are as short as the clock that measures
 * them. Between two batches anything may happen; within one, an interruption makes an outlier,
 * which a median ignores.
 */
#define BATCH 200
#define ENOUGH 400
#define IDLE 3000000 /* ns for which the other core has had nothing to do */

static void add_batch(struct probe_result *result, int64_t begin, int64_t end, int parts)
{
    probe_samples_add(&result->samples, (double)(end - begin) / parts);
}

void probe_system_call(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, ENOUGH);

    while (probe_goes_on(&limit)) {
        int64_t begin = probe_stamp().time;

        for (int i = 0; i < BATCH; i++)
            syscall(SYS_getppid);
        add_batch(result, begin, probe_stamp().time, BATCH);
    }
}

static long switches(void)
{
    struct rusage used;

    getrusage(RUSAGE_THREAD, &used);
    return used.ru_nvcsw + used.ru_nivcsw;
}

/* The parameter is of a yield that finds nobody. Where somebody else queued, the core was theirs for
 * a slice, and that batch does not count. */
void probe_yield(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, ENOUGH);

    while (probe_goes_on(&limit)) {
        long before = switches();
        int64_t begin = probe_stamp().time, end;

        for (int i = 0; i < BATCH; i++)
            sched_yield();
        end = probe_stamp().time;
        if (switches() == before)
            add_batch(result, begin, end, BATCH);
    }
}

void probe_clock_read(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, ENOUGH);

    while (probe_goes_on(&limit)) {
        int64_t begin = probe_stamp().time;

        for (int i = 0; i < BATCH; i++)
            probe_now();
        add_batch(result, begin, probe_stamp().time, BATCH);
    }
}

static void lock_and_unlock(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, ENOUGH);
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

    while (probe_goes_on(&limit)) {
        int64_t begin = probe_stamp().time;

        for (int i = 0; i < BATCH; i++) {
            pthread_mutex_lock(&mutex);
            pthread_mutex_unlock(&mutex);
        }
        add_batch(result, begin, probe_stamp().time, BATCH);
    }
}

/* A mutex nobody else wants is only half the truth where the library leaves out the atomic
 * operations of a program with one thread: there must be a second one, doing nothing. */
static void stay_until_posted(void *arg)
{
    probe_await(arg, 1);
}

void probe_mutex(struct probe_result *result, double seconds)
{
    struct probe_helper helper;
    probe_word done = 0;

    probe_helper_start(&helper, -1, stay_until_posted, &done);
    lock_and_unlock(result, seconds);
    probe_post(&done, 1);
    probe_helper_join(&helper);
}

/* ---- a cache line between two cores ---- */

#define END UINT32_MAX

static void answer(void *arg)
{
    probe_word *ball = arg;
    uint32_t seen;

    while ((seen = atomic_load(ball)) != END)
        if (seen & 1)
            atomic_store(ball, seen + 1);
}

void probe_line_transfer(struct probe_result *result, double seconds)
{
    _Alignas(128) probe_word ball = 0;
    struct probe_limit limit = probe_limit(seconds, ENOUGH);
    struct probe_helper helper;
    uint32_t turn = 0;

    probe_pin(probe_cores()->here);
    probe_helper_start(&helper, probe_cores()->there, answer, &ball);
    while (probe_goes_on(&limit)) {
        int64_t begin = probe_stamp().time;

        for (int i = 0; i < BATCH; i++, turn += 2) {
            atomic_store(&ball, turn + 1);
            while (atomic_load(&ball) != turn + 2)
                ;
        }
        add_batch(result, begin, probe_stamp().time, 2 * BATCH);
    }
    atomic_store(&ball, END);
    probe_helper_join(&helper);
    probe_unpin(0);
}

/* ---- threads ---- */

static void *nothing(void *arg)
{
    return arg;
}

/* Bound to another core from the beginning, as the kernels' threads are: its maker sees to that
 * before it lets it go. */
void probe_thread_create(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 100);
    pthread_attr_t attributes;
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(probe_cores()->there, &set);
    pthread_attr_init(&attributes);
    pthread_attr_setaffinity_np(&attributes, sizeof(set), &set);
    probe_pin(probe_cores()->here);
    while (probe_goes_on(&limit)) {
        int64_t begin;
        pthread_t thread;

        probe_spin(IDLE);
        begin = probe_stamp().time;
        if (pthread_create(&thread, &attributes, nothing, NULL))
            break;
        add_batch(result, begin, probe_stamp().time, 1);
        pthread_join(thread, NULL);
    }
    pthread_attr_destroy(&attributes);
    probe_unpin(0);
}

void probe_thread_start(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 100);

    while (probe_goes_on(&limit)) {
        int64_t begin = probe_stamp().time;
        pthread_t thread;

        if (pthread_create(&thread, NULL, nothing, NULL))
            return;
        add_batch(result, begin, probe_stamp().time, 1);
        pthread_join(thread, NULL);
    }
}
