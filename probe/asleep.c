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

/* The wait has a deadline, as a lock's has; it never comes. */
#define LONGEST 1000000000

static bool is_early(struct probe_trial trial)
{
    return trial.outcome == EAGAIN;
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
    struct probe_waiter waiter;

    probe_waiter_start(&waiter, LONGEST);
    while (probe_goes_on(&limit)) {
        struct probe_trial trial = probe_waiter_try(&waiter, 1 + probe_random(DELAY_MOST / 2));

        add_trial(result, trial.delay, is_early(trial));
    }
    probe_waiter_stop(&waiter);
    work_out(result);
}

void probe_asleep_after(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 4000);
    struct probe_waiter waiter;

    probe_waiter_start(&waiter, LONGEST);
    while (probe_goes_on(&limit)) {
        struct probe_trial trial = probe_waiter_try(&waiter, 1 + probe_random(DELAY_MOST));

        add_trial(result, trial.delay, is_early(trial) || trial.latency < QUICK);
    }
    probe_waiter_stop(&waiter);
    work_out(result);
}

void probe_awake_latency(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 4000);
    struct probe_waiter waiter;

    probe_waiter_start(&waiter, LONGEST);
    while (probe_goes_on(&limit)) {
        struct probe_trial trial = probe_waiter_try(&waiter, 1 + probe_random(DELAY_MOST / 2));

        if (is_early(trial))
            probe_samples_add(&result->samples, (double)trial.latency);
    }
    probe_waiter_stop(&waiter);
}
