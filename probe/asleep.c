/* SPDX-License-Identifier: GPL-3.0-or-later
 * Going to sleep: until when can a thread still be stopped, and what does it take then? */
#include "probe/helper.h"
#include "probe/probes.h"

/*
 * A thread that calls the kernel to wait can be met in three states:
 *
 *     call -----> looks at the word -----> off its core -------> asleep
 *            |                        |
 *            the word has changed:    woken now, it stays on
 *            returns at once          its core and returns soon
 *
 * The moments cannot be seen from outside; but another thread can change the word and wake it
 * at a chosen delay after its call, and see what comes of it. The share of those that were met
 * in the first state, as a function of the delay, is the distribution of how long that state
 * lasts; the share that returned quickly is that of the first two together.
 */

/* Delays tried, evenly from 0. The call of a wait takes about a microsecond. */
#define DELAY_MOST 4000
#define BIN 25
#define BINS (DELAY_MOST / BIN)

/* Who returns within this has not been asleep, as far as a lock is concerned: the same bound as
 * for the replica's awake share. */
#define QUICK 4000

/* Pauses between trials, so that both cores find the line and the queue as they were. */
#define PAUSE 2000

struct waiter {
    struct probe_helper helper;
    probe_word word, stop;            /* the next trial after `stop` is the last */
    _Atomic int64_t called, returned; /* stamps; 0: not yet */
    _Atomic int outcome;              /* of the wait: 0 or an errno */
};

static void wait_again_and_again(void *arg)
{
    struct waiter *waiter = arg;
    bool last;

    do {
        struct timespec deadline = probe_timespec(probe_now() + 1000000000);
        int outcome;

        probe_spin(PAUSE);
        atomic_store(&waiter->called, probe_stamp().time);
        outcome = probe_wait(&waiter->word, 0, &deadline);
        last = atomic_load(&waiter->stop);
        waiter->outcome = outcome;
        atomic_store(&waiter->returned, probe_stamp().time);
        while (atomic_load(&waiter->returned))
            ;
    } while (!last);
}

struct trial {
    int64_t delay;   /* from the waiter's call to the change of the word */
    int64_t latency; /* from that change to its return */
    bool early;      /* the waiter found the word changed */
};

static struct trial try_at(struct waiter *waiter, int64_t delay)
{
    int64_t called, changed, returned;

    while (!(called = atomic_load(&waiter->called)))
        ;
    changed = probe_spin_until(called + delay).time;
    atomic_store(&waiter->word, 1);
    probe_wake(&waiter->word);
    while (!(returned = atomic_load(&waiter->returned)))
        ;
    atomic_store(&waiter->called, 0);
    atomic_store(&waiter->word, 0);
    atomic_store(&waiter->returned, 0);
    return (struct trial){ changed - called, returned - changed, waiter->outcome == EAGAIN };
}

static void stop(struct waiter *waiter)
{
    atomic_store(&waiter->stop, 1);
    try_at(waiter, 0);
    probe_helper_join(&waiter->helper);
    probe_unpin(0);
}

static void start(struct waiter *waiter)
{
    *waiter = (struct waiter){ 0 };
    probe_pin(probe_cores()->here);
    probe_helper_start(&waiter->helper, probe_cores()->there, wait_again_and_again, waiter);
}

/* ---- from shares by delay to quantiles ---- */

/* Trials at a delay, and how many of them were early. */
struct bin {
    double trials, early;
};

/* The share that is early can only fall with the delay: neighbours that say otherwise are
 * averaged (pool adjacent violators, the maximum likelihood estimate for such data). */
static void make_falling(struct bin bin[BINS])
{
    struct bin pool[BINS];
    int size[BINS], pools = 0, at = 0;

    for (int i = 0; i < BINS; i++) {
        pool[pools] = bin[i];
        size[pools++] = 1;
        while (pools > 1 && pool[pools - 1].early * pool[pools - 2].trials >
                                pool[pools - 2].early * pool[pools - 1].trials) {
            pools--;
            pool[pools - 1].early += pool[pools].early;
            pool[pools - 1].trials += pool[pools].trials;
            size[pools - 1] += size[pools];
        }
    }
    for (int i = 0; i < pools; i++)
        for (int j = 0; j < size[i]; j++)
            bin[at++] = pool[i];
}

/* The delay at which the share that is early has fallen to `share`. The shortest delays cannot
 * be tried: the other core sees the call only some 100 ns late. */
static double delay_at(const struct bin bin[BINS], double share)
{
    int i = 0;

    while (i < BINS - 1 && (bin[i].trials < 1 || bin[i].early > share * bin[i].trials))
        i++;
    return (i + 0.5) * BIN;
}

/* A trial is kept as one number: its delay, negative when it was not early. */
static void work_out(struct probe_result *result)
{
    struct bin bin[BINS] = { 0 };

    for (size_t i = 0; i < result->samples.count; i++) {
        double sample = result->samples.values[i];
        int at = (int)(fabs(sample) / BIN);

        if (at >= BINS)
            continue;
        bin[at].trials++;
        bin[at].early += sample > 0;
    }
    make_falling(bin);
    result->value = delay_at(bin, 0.5);
    result->low = delay_at(bin, 0.9);
    result->high = delay_at(bin, 0.1);
}

static void add_trial(struct probe_result *result, int64_t delay, bool early)
{
    probe_samples_add(&result->samples, early ? (double)delay : -(double)delay);
}

/* ---- probes ---- */

void probe_sleep_call(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 4000);
    struct waiter waiter;

    start(&waiter);
    while (probe_goes_on(&limit)) {
        struct trial trial = try_at(&waiter, 1 + probe_random(DELAY_MOST / 2));

        add_trial(result, trial.delay, trial.early);
    }
    stop(&waiter);
    work_out(result);
}

void probe_asleep_after(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 4000);
    struct waiter waiter;

    start(&waiter);
    while (probe_goes_on(&limit)) {
        struct trial trial = try_at(&waiter, 1 + probe_random(DELAY_MOST));

        add_trial(result, trial.delay, trial.early || trial.latency < QUICK);
    }
    stop(&waiter);
    work_out(result);
}

void probe_awake_latency(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 4000);
    struct waiter waiter;

    start(&waiter);
    while (probe_goes_on(&limit)) {
        struct trial trial = try_at(&waiter, 1 + probe_random(DELAY_MOST / 2));

        if (trial.early)
            probe_samples_add(&result->samples, (double)trial.latency);
    }
    stop(&waiter);
}
