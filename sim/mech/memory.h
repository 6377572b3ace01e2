/* SPDX-License-Identifier: GPL-3.0-or-later
 * Regions of memory: what touching them costs, and who touches them at the same time. */
#ifndef INTERLOCK_SIM_MECH_MEMORY_H
#define INTERLOCK_SIM_MECH_MEMORY_H

#include "sim/engine/engine.h"
#include "sim/engine/rates.h"
#include "sim/mech/order.h"

/*
 * A region has a size and parts of equal size; `read R[i]` and `write R[i]` touch one part,
 * `read R` and `write R` all. What that costs follows from how large is what they touch:
 *
 *     larger than a cache line    its bytes stream between core and memory: all cores share the
 *                                 memory's bandwidth (one rate for the machine)
 *     a cache line or less        so many updates of a word, in cache as long as nobody else wants
 *                                 the line: one rate for each line. Parts that lie in one line
 *                                 share it, so bins of 8 bytes are falsely shared, and bins of 64
 *                                 are not
 *     nothing (no size given)     nothing, but that others can see it
 *
 * An update is a store, or with `atomic` an instruction that locks the line. To read is a load,
 * atomic or not (on x86 the same instruction), which has to fetch the line if others write it.
 *
 * What is computed meanwhile is said by `in DURATION`, the time it takes alone: the bytes or updates
 * are spread over it.
 *
 * Who has a region, or a part of it, as `owned` touches a copy, which has lines and parts of
 * its own: one for each thread, for it and its team.
 *
 * Races: two threads that touch one part at the same time, one of them writing and not both with
 * atomic updates (record `race`). Where they do so one after the other, but nothing in the program
 * makes it so, it went well by luck (record `luck`; order.h). What could happen in some run is the
 * ownership check's to say (ownership.h).
 *
 * Left out: caches that hold more than a line (what fits into one is a matter of `in` and of
 * `native`), pages, several memory nodes, prefetching as anything but bandwidth.
 */
#define MEMORY_LINE 64

#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

/* Accesses under way. */
struct sim_touched {
    uint32_t count[ORDER_ACCESS_COUNT];
};

struct sim_part {
    struct sim_touched by;
};

struct sim_region {
    struct sim_touched whole;        /* accesses of all of it */
    struct sim_touched parts;        /* accesses of any part, whichever */
    uint32_t first_part, first_rate; /* rows, constant; 0 rate: parts are larger than a line */
};

#pragma GCC diagnostic pop

/* Indices go round, so that the last part's neighbour is the first. */
static inline uint32_t memory_around(int64_t index, uint32_t parts)
{
    int64_t rest = index % parts;

    return (uint32_t)(rest < 0 ? rest + parts : rest);
}

void memory_layout(struct sim *sim, struct sim_layout *layout);
void memory_init(struct sim *sim);

#endif
