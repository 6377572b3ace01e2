/* SPDX-License-Identifier: GPL-3.0-or-later
 * A core on its way into idleness, and bytecode after a short sleep. */
#include "probe/helper.h"
#include "probe/probes.h"

/*
 * A core whose last thread has gone to sleep is not idle at once: it looks for other work, stops
 * its tick and prepares to halt. Who wakes the thread meanwhile only sets a flag, which is cheap;
 * but the core looks at that flag at the end of its way, so the thread comes up no sooner than
 * if it had been woken then. From outside:
 *
 *     waiter   call --> off its core ---- way into idleness ----> sees the flag --> runs
 *     waker              `delay` later: a cheap call       no interrupt is sent
 *
 * Where the call was cheap though the waiter was off its core, its sleep from call to return is as
 * long whatever the delay: that, less what a wait takes that does not sleep, is the way's length.
 * A core need not go the long way: the share of cheap calls among those just after it fell idle.
 */
#define DELAY_MOST 8000 /* ns from the waiter's call to the wake-up */
#define DELAY_JUST 3000 /* just after it fell idle: traced wake-ups were told apart by that */
#define OFF_AFTER 800 /* by then it is off its core: what the probe asleep_after finds, twice */
#define STILL_ON 4000 /* who returns within this had not left its core: as in asleep.c */
#define LONG_IDLE 50000 /* that is no longer on the way */

/* What a wait takes that finds the word changed, and what a call that interrupts an idle core. */
struct costs {
    double no_sleep, interrupt;
};

static struct costs begin(struct probe_waiter *waiter)
{
    struct probe_samples calls = { 0 };
    struct costs costs;

    probe_waiter_start(waiter, 0);
    costs.no_sleep = probe_wait_without_sleep(probe_stamp_time);
    for (int i = 0; i < 51; i++)
        probe_samples_add(&calls, (double)probe_waiter_try(waiter, LONG_IDLE).call);
    costs.interrupt = probe_samples_quantile(&calls, 0.5);
    probe_samples_fini(&calls);
    return costs;
}

static bool is_cheap(const struct probe_trial *trial, const struct costs *costs)
{
    return (double)trial->call < costs->interrupt / 2;
}

static bool had_left(const struct probe_trial *trial)
{
    return !trial->outcome && trial->latency >= STILL_ON;
}

/* What a wake-up tells of a waiter that had left its core, to be noted. */
typedef void tell_fn(struct probe_samples *samples, const struct probe_trial *trial,
                     const struct costs *costs);

static void wake_often(struct probe_result *result, double seconds, int64_t most, tell_fn *tell)
{
    struct probe_limit limit = probe_limit(seconds, 2000);
    struct probe_waiter waiter;
    struct costs costs = begin(&waiter);

    while (probe_goes_on(&limit)) {
        struct probe_trial trial =
            probe_waiter_try(&waiter, OFF_AFTER + probe_random(most - OFF_AFTER));

        if (had_left(&trial))
            tell(&result->samples, &trial, &costs);
    }
    probe_waiter_stop(&waiter);
}

static void tell_length(struct probe_samples *samples, const struct probe_trial *trial,
                        const struct costs *costs)
{
    if (is_cheap(trial, costs))
        probe_samples_add(samples, (double)trial->sleep - costs->no_sleep);
}

static void tell_cheap(struct probe_samples *samples, const struct probe_trial *trial,
                       const struct costs *costs)
{
    probe_samples_add(samples, is_cheap(trial, costs));
}

void probe_idle_entry(struct probe_result *result, double seconds)
{
    wake_often(result, seconds, DELAY_MOST, tell_length);
}

void probe_idle_entry_share(struct probe_result *result, double seconds)
{
    wake_often(result, seconds, DELAY_JUST, tell_cheap);
}

/* ---- bytecode ---- */

/*
 * Two threads pass a lock that is a word to sleep on, as those of 2.7 do, and each executes a
 * hundred ticks with it: a loop that picks one of a few handlers by a table, changes counts of
 * objects that all threads have, and allocates from a list that they share. What the first hundred
 * ticks after a sleep take beyond the next hundred, which find all of it in the cache, is cold_bytecode.
 * assumed: eight lines are shared (free list, ticker, lock, current thread, None, two small numbers,
 * the code object); 24 of its own are touched a hundred ticks (frame, stack, code, constants).
 */
#define TICKS 100
#define SHARED 8
#define OWN 24
#define SLEEP_TICKS 8 /* hundreds of ticks that the other has it: some microseconds */

struct object {
    _Alignas(64) volatile long count;
};

struct state {
    struct object shared[SHARED];
};

struct executor {
    struct probe_helper helper;
    struct state *state;
    struct object own[OWN];
    probe_word *turn;
};

enum { MINE, OTHERS, OVER };

static int64_t hundred_ticks(struct executor *executor)
{
    int64_t begin = probe_stamp().time;

    for (unsigned tick = 0; tick < TICKS; tick++) {
        struct object *own = &executor->own[tick * 7 % OWN];
        struct object *shared = &executor->state->shared[tick % SHARED];

        switch (tick * 5 % 7) {
        case 0:
        case 4:
            shared->count++;
            own->count++;
            break;
        case 1:
            own->count += shared->count;
            break;
        case 2:
        case 5:
            own->count ^= tick;
            shared->count--;
            break;
        default:
            own->count++;
        }
    }
    return probe_stamp().time - begin;
}

static void execute_in_turn(void *arg)
{
    struct executor *executor = arg;
    uint32_t told;

    for (;;) {
        while ((told = atomic_load(executor->turn)) == MINE)
            probe_wait(executor->turn, MINE, NULL);
        if (told == OVER)
            return;
        for (int i = 0; i < SLEEP_TICKS; i++)
            hundred_ticks(executor);
        probe_post(executor->turn, MINE);
    }
}

void probe_cold_bytecode(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 400);
    struct state state = { 0 };
    probe_word turn = MINE;
    struct executor here = { .state = &state }, there = { .state = &state, .turn = &turn };

    probe_pin(probe_cores()->here);
    probe_helper_start(&there.helper, probe_cores()->there, execute_in_turn, &there);
    while (probe_goes_on(&limit)) {
        int64_t cold;

        probe_post(&turn, OTHERS);
        while (atomic_load(&turn) == OTHERS)
            probe_wait(&turn, OTHERS, NULL);
        cold = hundred_ticks(&here);
        probe_samples_add(&result->samples, (double)(cold - hundred_ticks(&here)));
    }
    probe_post(&turn, OVER);
    probe_helper_join(&there.helper);
    probe_unpin(0);
}
