/* SPDX-License-Identifier: GPL-3.0-or-later
 * Starting helpers. */
#include "probe/helper.h"

#include <stdio.h>
#include <stdlib.h>

static void *main_of(void *arg)
{
    struct probe_helper *helper = arg;

    if (helper->core >= 0)
        probe_pin(helper->core);
    helper->id = (pid_t)syscall(SYS_gettid);
    probe_post(&helper->ready, 1);
    helper->body(helper->arg);
    return NULL;
}

void probe_helper_start(struct probe_helper *helper, int core, void (*body)(void *), void *arg)
{
    *helper = (struct probe_helper){ .body = body, .arg = arg, .core = core };
    if (pthread_create(&helper->thread, NULL, main_of, helper)) {
        fputs("cannot start a thread\n", stderr);
        exit(4);
    }
    probe_await(&helper->ready, 1);
}

void probe_helper_join(struct probe_helper *helper)
{
    pthread_join(helper->thread, NULL);
}

/* ---- waiters ---- */

/* Between trials, so that both cores find the line and the queue as they were. */
#define PAUSE 2000

static void wait_again_and_again(void *arg)
{
    struct probe_waiter *waiter = arg;
    bool last;

    do {
        struct timespec deadline = probe_timespec(probe_now() + waiter->longest);
        int outcome;

        probe_spin(PAUSE);
        atomic_store(&waiter->called, probe_stamp().time);
        outcome = probe_wait(&waiter->word, 0, waiter->longest ? &deadline : NULL);
        last = atomic_load(&waiter->stop);
        waiter->outcome = outcome;
        atomic_store(&waiter->returned, probe_stamp().time);
        while (atomic_load(&waiter->returned))
            ;
    } while (!last);
}

void probe_waiter_start(struct probe_waiter *waiter, int64_t longest)
{
    *waiter = (struct probe_waiter){ .longest = longest };
    probe_pin(probe_cores()->here);
    probe_helper_start(&waiter->helper, probe_cores()->there, wait_again_and_again, waiter);
}

struct probe_trial probe_waiter_try(struct probe_waiter *waiter, int64_t delay)
{
    int64_t called, changed, woken, returned;

    while (!(called = atomic_load(&waiter->called)))
        ;
    changed = probe_spin_until(called + delay).time;
    atomic_store(&waiter->word, 1);
    probe_wake(&waiter->word);
    woken = probe_stamp().time;
    while (!(returned = atomic_load(&waiter->returned)))
        ;
    atomic_store(&waiter->called, 0);
    atomic_store(&waiter->word, 0);
    atomic_store(&waiter->returned, 0);
    return (struct probe_trial){ changed - called, woken - changed, returned - changed,
                                 returned - called, waiter->outcome };
}

void probe_waiter_stop(struct probe_waiter *waiter)
{
    atomic_store(&waiter->stop, 1);
    probe_waiter_try(waiter, 0);
    probe_helper_join(&waiter->helper);
    probe_unpin(0);
}

double probe_wait_without_sleep(int64_t (*clock)(void))
{
    struct probe_samples samples = { .count = 0 };
    probe_word word = 1;
    double median;

    for (int i = 0; i < 101; i++) {
        int64_t begin = clock();

        probe_wait(&word, 0, NULL);
        probe_samples_add(&samples, (double)(clock() - begin));
    }
    median = probe_samples_quantile(&samples, 0.5);
    probe_samples_fini(&samples);
    return median;
}

/* ---- chance ---- */

int64_t probe_random(int64_t range)
{
    static uint64_t state = 1;

    /* xorshift64* (Vigna 2016): good enough for where to poke. */
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (int64_t)((state * UINT64_C(0x2545f4914f6cdd1d) >> 11) % (uint64_t)range);
}

/* ---- spinners ---- */

static void spin_until_stopped(void *arg)
{
    struct probe_spinner *spinner = arg;

    while (!atomic_load_explicit(&spinner->stop, memory_order_relaxed))
        ;
}

void probe_spinner_start(struct probe_spinner *spinner, int core)
{
    spinner->stop = false;
    probe_helper_start(&spinner->helper, core, spin_until_stopped, spinner);
}

void probe_spinner_stop(struct probe_spinner *spinner)
{
    spinner->stop = true;
    probe_helper_join(&spinner->helper);
}

/* ---- where it ends ---- */

struct probe_bounds probe_halve(struct probe_samples *answers,
                                bool (*is_so)(void *context, double share), void *context)
{
    struct probe_bounds bounds = { 0, 1 };

    for (int i = 0; i < 6; i++) {
        double middle = (bounds.low + bounds.high) / 2;
        bool so = is_so(context, middle);

        probe_samples_add(answers, so);
        *(so ? &bounds.low : &bounds.high) = middle;
    }
    return bounds;
}
