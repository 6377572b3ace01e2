/* SPDX-License-Identifier: GPL-3.0-or-later
 * How long waking took while a program was recorded. */
#ifndef INTERLOCK_RECORDER_WAKES_H
#define INTERLOCK_RECORDER_WAKES_H

#include "sim/trace/fold.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether a call that lets the lock go for some microseconds finds it free afterwards is a race
 * with whoever is woken by the letting go. What decides it, the machine's time for waking a thread,
 * differs by half from one hour to the next on a virtual machine, and with the depth to which its
 * cores had fallen asleep. The recording has it: from the lock's being let go until who slept for
 * it is awake, and until a call begins for which it was let go, which is the waker's part of it.
 *
 * Counted is only what nothing else can have taken part in: one signal, to threads that had been
 * asleep for WAKES_ASLEEP, while a core was free.
 */
#define WAKES_ASLEEP SIM_US(20)
#define WAKES_LEAST 25 /* of fewer nothing is said */
#define WAKES_PARTS 5  /* the middles of fifths, as calibration gives them */

struct wakes {
    const struct sim_cast *cast;
    uint32_t cores; /* 0: not known, and nothing is counted */
    struct wakes_signal {
        uint32_t waker; /* 0: none is under way */
        bool counts, calls;
        sim_time time;
    } * signals; /* by interpreter, from 1 */
    struct wakes_times {
        sim_time *list;
        size_t count, room;
    } latency, call;
    bool good; /* false: out of memory */
};

/* wakes_end() in any case; false when out of memory. */
bool wakes_begin(struct wakes *wakes, const struct sim_cast *cast, uint32_t cores);
void wakes_end(struct wakes *wakes);

/* A record that the fold does not have yet. */
void wakes_see(struct wakes *wakes, const struct sim_fold *fold, struct sim_record record);

/* False: too few. Puts them in order. */
bool wakes_parts(struct wakes_times *times, sim_time parts[WAKES_PARTS]);

#endif
