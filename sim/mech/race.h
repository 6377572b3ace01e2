/* SPDX-License-Identifier: GPL-3.0-or-later
 * Updates of one variable that several cores make at the same time, with nothing to keep them apart. */
#ifndef INTERLOCK_SIM_MECH_RACE_H
#define INTERLOCK_SIM_MECH_RACE_H

#include "sim/engine/engine.h"

/*
 * An update reads the variable, and some instructions later writes it. What others write in
 * between is overwritten. That is not simulated update by update: with k threads at it, each of
 * whose turns is open for the share f between reading and writing, the variable grows by 1 with a
 * turn, less what the others made it grow while the turn was open:
 *
 *     g = 1 - (k - 1) f g      of each update, the share  1 / (1 + (k - 1) f)  is kept
 *
 * Two threads keep two thirds where f is a half, many together no more than one writes per
 * opening. How many are at it changes, so each variable sums up the share lost over time; a burst
 * of updates loses the mean of that over its own time.
 *
 * Where the variable stands in a container with a lock of its own, as in builds without an
 * interpreter lock, writing waits for that lock, and who waits yields its core to whoever queues
 * there (Python/lock.c, MAX_SPIN_COUNT). So with more threads than cores, a thread that loses its
 * core does so between reading and writing, and when it goes on it overwrites what all others have
 * made of the variable meanwhile: only the updates of as many threads as there are cores count.
 * (This was found by measuring: 3.13.5, two threads on two cores keep 0.57, four keep 0.26.)
 *
 * Left out: that turns of the same length run in step, so that on a real machine all is lost or
 * nothing, by chance; and without such a lock a thread that loses its core between reading and
 * writing, which takes its old value along, as under a lock.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

struct sim_race {
    sim_time since;  /* `lost` is summed up to here */
    int64_t lost;    /* integral of the share lost, in 2^-8 ns: enough for a year */
    int64_t open;    /* sum of the shares f of those at it, in 2^-20 */
    uint32_t adders; /* how many are at it, and */
    uint32_t yields; /* how many of them may yield their core between reading and writing */
};

/* How a thread updates. It leaves as it entered, whatever parameters have changed meanwhile. */
struct race_way {
    uint32_t open;   /* the share f of its turns, in 2^-20 */
    uint32_t yields; /* it may yield its core between reading and writing */
};

#pragma GCC diagnostic pop

/* Each update is open for `window` of each `turn`. */
struct race_way race_way(int64_t window, int64_t turn, bool yields);

/* A thread begins with such updates. Returns the sum by now. */
int64_t race_enter(struct sim *sim, struct sim_race *race, const struct race_way *way);

/* It has made `updates` since it entered at `from`, with `before` the sum then. Returns how many
 * of them others have overwritten. */
int64_t race_leave(struct sim *sim, struct sim_race *race, const struct race_way *way,
                   sim_time from, int64_t before, int64_t updates);

#endif
