/* SPDX-License-Identifier: GPL-3.0-or-later
 * How much of a wake-up is booked as the woken thread's processor time. */
#include "probe/helper.h"
#include "probe/probes.h"

#include <time.h>

/*
 * From a wake-up to the woken thread's first instruction most of the time passes in the idle
 * core: it leaves its sleep, takes an interrupt, chooses. None of that is the thread's work, yet
 * what happens after its clock has been started counts as its processor time, and on a virtual
 * machine that is most of it. So a program whose threads often wake up uses more processor time
 * than it computes, without being any slower for it.
 *
 * A sample is the thread's own processor clock behind a wait less before it, less the same around
 * a wait that returns at once because the word has already changed.
 */
#define IDLE 50000   /* ns asleep before it is woken */
#define TIMED 100000 /* ns of a wait that times out */

static int64_t used(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* Processor time of one wait. */
static int64_t cost_of_wait(probe_word *word, uint32_t seen, int64_t duration)
{
    struct timespec deadline = probe_timespec(probe_now() + duration);
    int64_t before = used();

    probe_wait(word, seen, duration ? &deadline : NULL);
    return used() - before;
}

/* ---- woken by another thread ---- */

enum { ASLEEP, WOKEN, ENDED };

struct sleeper {
    struct probe_helper helper;
    probe_word word;
    _Atomic int64_t cost; /* of the wait it came up from; 0: it has not */
};

static void sleep_and_tell(void *arg)
{
    struct sleeper *sleeper = arg;

    while (atomic_load(&sleeper->word) != ENDED) {
        int64_t cost = cost_of_wait(&sleeper->word, ASLEEP, 0);

        if (atomic_load(&sleeper->word) != WOKEN)
            continue;
        atomic_store(&sleeper->word, ASLEEP);
        atomic_store(&sleeper->cost, cost > 0 ? cost : 1);
    }
}

static int64_t wake(struct sleeper *sleeper)
{
    int64_t cost;

    probe_spin(IDLE);
    probe_post(&sleeper->word, WOKEN);
    while (!(cost = atomic_exchange(&sleeper->cost, 0)))
        ;
    return cost;
}

void probe_wake_charge(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 400);
    struct sleeper sleeper = { .word = ASLEEP };
    double call = probe_wait_without_sleep(used);

    probe_pin(probe_cores()->here);
    probe_helper_start(&sleeper.helper, probe_cores()->there, sleep_and_tell, &sleeper);
    while (probe_goes_on(&limit))
        probe_samples_add(&result->samples, (double)wake(&sleeper) - call);
    probe_post(&sleeper.word, ENDED);
    probe_helper_join(&sleeper.helper);
    probe_unpin(0);
}

/* ---- by its own timer ---- */

/* What it takes to set that is a parameter of its own, and comes before the sleep. */
static double cost_of_timer(void)
{
    struct probe_result result = probe_result_empty();
    double cost;

    probe_timer_set(&result, 0.01);
    cost = result.samples.count ? probe_samples_quantile(&result.samples, 0.5) : 0;
    probe_samples_fini(&result.samples);
    return cost;
}

void probe_timer_charge(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 400);
    double call = probe_wait_without_sleep(used) + cost_of_timer();
    struct probe_spinner spinner;
    probe_word word = 0;

    probe_pin(probe_cores()->here);
    probe_spinner_start(&spinner, probe_cores()->there);
    while (probe_goes_on(&limit))
        probe_samples_add(&result->samples, (double)cost_of_wait(&word, 0, TIMED) - call);
    probe_spinner_stop(&spinner);
    probe_unpin(0);
}
