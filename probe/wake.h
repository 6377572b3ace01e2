/* SPDX-License-Identifier: GPL-3.0-or-later
 * Waking a thread that sleeps on another core: latency, and cost to the waker. */
#ifndef INTERLOCK_PROBE_WAKE_H
#define INTERLOCK_PROBE_WAKE_H

#include "probe/helper.h"

/*
 * The sleeper lies on its own core, on which nobody else runs, so that from when it sleeps the
 * core is idle, and how long it has been idle is the probe's choice. Deeper idle states take
 * longer to leave; on a virtual machine an idle core has been given back to the host.
 */
struct probe_sleeper {
    struct probe_helper helper;
    probe_word word;      /* what it sleeps on */
    _Atomic int64_t went; /* stamp just before it went to sleep; 0 while it is up */
    _Atomic int64_t came; /* stamp of its first instruction after; 0 while it sleeps */
};

/* What the waker does while the sleeper's core is idle. */
enum probe_waker {
    PROBE_WAKER_SPINS, /* its own core is busy */
    PROBE_WAKER_SLEEPS /* all cores are idle; it comes up just before it wakes the other */
};

struct probe_wake {
    int64_t latency; /* from before the call to the sleeper's first instruction */
    int64_t call;    /* what the call took the waker */
    int64_t idle;    /* how long the sleeper had been asleep */
};

void probe_sleeper_start(struct probe_sleeper *sleeper, int core);
void probe_sleeper_stop(struct probe_sleeper *sleeper);

/* Waits until it has slept for `idle` ns, then wakes it. */
struct probe_wake probe_sleeper_wake(struct probe_sleeper *sleeper, int64_t idle,
                                     enum probe_waker waker);

#endif
