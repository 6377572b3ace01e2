/* SPDX-License-Identifier: GPL-3.0-or-later
 * Ticks and slices: when does a core change from one thread to another? */
#include "probe/helper.h"
#include "probe/probes.h"

#include <stdio.h>
#include <sys/prctl.h>

/*
 * Linux from 6.6 on shares a core by lag: what a thread is owed, or owes. (kernel/sched/fair.c)
 *  - A thread that is owed time when it wakes takes the core at once from one that is not.
 *  - One that is not owed anything waits while the running one is within its slice; after that
 *    the next tick changes them. Slices are renewed at ticks.
 *  - A thread that goes to sleep in debt is kept in the queue until a tick finds the debt
 *    worked off; it then sleeps with no debt and no claim.
 * So a sleeper that first computes beside a spinner, then sleeps over some ticks, and is woken
 * by a timer at a random moment, either takes the core at once, or falls into the slice that
 * the last tick has renewed and waits for the next tick. These waits lie between tick - slice
 * and tick: the shortest of them shows the slice.
 */
#define DEBT 1000000 /* ns of computing beside the spinner */
#define NAP 6000000

static int64_t tick(void)
{
    struct timespec t = { 0 };

    clock_getres(CLOCK_MONOTONIC_COARSE, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

void probe_tick(struct probe_result *result, double seconds)
{
    (void)seconds;
    probe_samples_add(&result->samples, (double)tick());
}

/* ---- a spinner and a sleeper ---- */

static void begin(struct probe_spinner *spinner)
{
    prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
    probe_pin(probe_cores()->here);
    probe_spinner_start(spinner, probe_cores()->here);
}

static void end(struct probe_spinner *spinner)
{
    probe_spinner_stop(spinner);
    probe_unpin(0);
    prctl(PR_SET_TIMERSLACK, 0, 0, 0, 0); /* 0: the default again */
}

/* Computes, sleeps; returns how late it came up. */
static int64_t nap(int64_t computing, int64_t sleeping)
{
    int64_t until;

    probe_spin(computing);
    until = probe_now() + sleeping;
    probe_sleep(sleeping);
    return probe_now() - until;
}

void probe_preempts_in_credit(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 400);
    struct probe_spinner spinner;

    begin(&spinner);
    while (probe_goes_on(&limit))
        probe_samples_add(&result->samples,
                          nap(5000, 1 + probe_random(2000000)) < PROBE_AT_ONCE);
    end(&spinner);
}

/* What the kernel itself says; 0 when it does not. */
static int64_t slice_of_kernel(void)
{
    FILE *file = fopen("/proc/self/sched", "r");
    char line[256];
    long long slice = 0;

    if (!file)
        return 0;
    while (fgets(line, sizeof(line), file) && sscanf(line, "se.slice : %lld", &slice) != 1)
        ;
    fclose(file);
    return slice;
}

static void conclude(struct probe_result *result)
{
    double seen = probe_samples_quantile(&result->samples, 0.95);
    int64_t said = slice_of_kernel();

    result->value = said ? (double)said : seen;
    result->low = fmin(seen, result->value);
    result->high = fmax(probe_samples_quantile(&result->samples, 1), result->value);
    snprintf(result->note, sizeof(result->note), "%s, seen %.2fms in %zu waits",
             said ? "said by /proc/self/sched" : "not said by the kernel", seen * 1e-6,
             result->samples.count);
}

void probe_slice(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 400);
    struct probe_spinner spinner;

    begin(&spinner);
    while (probe_goes_on(&limit)) {
        int64_t late = nap(DEBT, NAP + probe_random(2 * tick()));

        if (late >= PROBE_AT_ONCE && late < tick())
            probe_samples_add(&result->samples, (double)(tick() - late));
    }
    end(&spinner);
    conclude(result);
}

/* ---- two that never sleep ---- */

/* The other has had the core when this much is missing between two readings of the clock. */
#define LOST 200000

void probe_run_length(struct probe_result *result, double seconds)
{
    int64_t last, from = 0, until = probe_now() + (int64_t)(seconds * 1e9);
    struct probe_spinner spinner;

    begin(&spinner);
    for (last = probe_stamp().time; probe_now() < until;) {
        int64_t now = probe_stamp().time;

        if (now - last > LOST) {
            if (from)
                probe_samples_add(&result->samples, (double)(last - from));
            from = now;
        }
        last = now;
    }
    end(&spinner);
}
