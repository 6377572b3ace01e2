/* SPDX-License-Identifier: GPL-3.0-or-later
 * Ownership: who may touch what at the same time, told from the program alone. */
#ifndef INTERLOCK_SIM_MECH_OWNERSHIP_H
#define INTERLOCK_SIM_MECH_OWNERSHIP_H

#include "sim/engine/model.h"

/*
 * The rule of ownership: a region, or a part of it, has at any time either one task that may write
 * it or any number that may read it. Here it is checked between tasks, before anything runs. Tasks
 * are threads, and the chunks of a `parallel`. Two accesses of overlapping parts by two tasks are
 * refused if one of them writes, unless
 *
 *     one comes before the other in every run: because of `start` and `join`;
 *     both hold the same lock; or both are atomic;
 *     a thread has the region as `owned`: then it is a copy of its own, for its chunks only.
 *
 * A task holds a lock if it has taken it on every way on which it can have come there: a loop
 * may be left out or come back, and a chunk has none of its thread's locks. A lock that any op
 * may let go without having taken it keeps nobody apart.
 *
 * Parts are told apart by their indices: R[self] of two threads, R[chunk] of two chunks. What a
 * declared argument (`arguments = borrowed R`) does not allow is refused as well: writing what is
 * borrowed, touching what is not passed at all, touching what has been moved away.
 *
 * The check knows no values, no barriers, no queues and no events: it refuses programs that these
 * keep in order. That is the price of an answer before the run, and of one that holds for all runs.
 */
#define OWNERSHIP_ACCESSES_MAX                                                                 \
    512 /* beyond, looking at every pair of them would take seconds */

/* At most `most` findings, in the order of the program; returns how many there are. */
uint32_t ownership_find(const struct sim_scenario *scenario, struct sim_finding *list,
                        uint32_t most);

#endif
