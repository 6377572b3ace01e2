/* SPDX-License-Identifier: GPL-3.0-or-later
 * Up to which use of a core the kernel packs threads onto it. */
#include "probe/helper.h"
#include "probe/probes.h"

/*
 * A kernel that packs leaves woken threads on a core that is not used much, though another is
 * idle. So a thread computes for a share of each millisecond on one core, and during that wakes
 * another that slept there: does that come up there, or on the idle core? The share from which on
 * it goes elsewhere is found by halving. What counts is the use of the last tens of milliseconds,
 * so each share is held for a while before it is asked.
 */
#define PERIOD 1000000 /* ns; short beside the memory of the kernel's average */
#define SETTLING 120   /* periods: three to four of its half-lives */
#define ASKING 9       /* wake-ups that decide */

struct packing {
    struct probe_helper sleeper;
    probe_word calls; /* the sleeper sleeps until there is one more */
    _Atomic bool asleep, stop;
    _Atomic int here, elsewhere; /* where it came up, how often */
};

static void sleep_here(void *arg)
{
    struct packing *packing = arg;

    for (;;) {
        uint32_t calls;

        probe_pin(probe_cores()->here);
        probe_unpin(0);
        calls = packing->calls;
        if (packing->stop)
            return;
        packing->asleep = true;
        while (packing->calls == calls)
            probe_wait(&packing->calls, calls, NULL);
        if (probe_stamp().core == probe_cores()->here)
            packing->here++;
        else
            packing->elsewhere++;
    }
}

/* One period: computes for that long, and wakes the sleeper in between. */
static void pulse(struct packing *packing, int64_t begin, int64_t computing, bool asking)
{
    int64_t now = probe_now();

    if (begin > now)
        probe_sleep(begin - now);
    probe_spin(computing / 2);
    if (asking && packing->asleep) {
        packing->asleep = false;
        probe_post(&packing->calls, packing->calls + 1);
    }
    probe_spin(computing / 2);
}

/* Do most come up here when the core is used for that share? */
static bool packs_at(void *context, double share)
{
    struct packing *packing = context;
    int64_t begin = probe_now(), computing = (int64_t)(share * PERIOD);
    int period = 0;

    packing->here = packing->elsewhere = 0;
    for (; period < SETTLING; period++)
        pulse(packing, begin + period * (int64_t)PERIOD, computing, false);
    for (; packing->here + packing->elsewhere < ASKING && period < 4 * SETTLING; period++)
        pulse(packing, begin + period * (int64_t)PERIOD, computing, true);
    return packing->here > packing->elsewhere;
}

void probe_pack(struct probe_result *result, double seconds)
{
    struct packing packing = { .stop = false };
    struct probe_bounds bounds;

    (void)seconds; /* halving takes a second, and is of no use before its end */
    probe_helper_start(&packing.sleeper, probe_cores()->here, sleep_here, &packing);
    probe_pin(probe_cores()->here);
    bounds = probe_halve(&result->samples, packs_at, &packing);
    packing.stop = true;
    probe_post(&packing.calls, packing.calls + 1);
    probe_helper_join(&packing.sleeper);
    probe_unpin(0);
    result->value = bounds.low > 0 ? (bounds.low + bounds.high) / 2 : 0;
    result->low = fmin(result->low, bounds.low); /* of no number and a number: that */
    result->high = fmax(result->high, bounds.high);
}
