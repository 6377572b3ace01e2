/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a run takes of memory. */
#ifndef INTERLOCK_SIM_STUDY_MEMORY_H
#define INTERLOCK_SIM_STUDY_MEMORY_H

#include "sim/engine/model.h"

/*
 * Counted, not simulated: an interpreter and what the program has in memory before it starts
 * anything; for each thread its stack, or for each task of an event loop its coroutine; for each
 * further interpreter or process what it has for itself alone, so pages that a fork shares count
 * once; and for each interpreter what its threads import, once. All at the same time, since pools and servers
 * are.
 *
 * Left out: what messages and data of the work take; what allocators keep.
 */

/* In bytes, of a scenario as a model runs it (sim->scenario). */
int64_t study_memory(const struct sim_scenario *scenario, const struct sim_model *model);

#endif
