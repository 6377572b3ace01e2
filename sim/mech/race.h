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
 * Left out: that turns of the same length run in step, so that on a real machine all is lost or
 * nothing, by chance; and a thread that loses its core between reading and writing, which takes
 * its old value along, as under a lock.
 */
struct sim_race {
    sim_time since;  /* `lost` is summed up to here */
    int64_t lost;    /* integral of the share lost, in 2^-20 ns */
    int64_t open;    /* sum of the shares f of those at it, in 2^-20 */
    uint64_t adders; /* how many are at it */
};

/* A thread begins with updates that are open for `window` of each `turn`. Returns the sum by now. */
int64_t race_enter(struct sim *sim, struct sim_race *race, int64_t window, int64_t turn);

/* It has made `updates` since it entered at `from`, with `before` the sum then. Returns how many
 * of them others have overwritten. */
int64_t race_leave(struct sim *sim, struct sim_race *race, int64_t window, int64_t turn,
                   sim_time from, int64_t before, int64_t updates);

#endif
