/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a run takes of memory. */
#ifndef INTERLOCK_SIM_STUDY_MEMORY_H
#define INTERLOCK_SIM_STUDY_MEMORY_H

#include "sim/engine/model.h"

/*
 * Counted, not simulated: the interpreter, and each thread or task, as if all were there at the same
 * time. Left out: what they work with, and what allocators keep.
 */

/* In bytes. */
int64_t study_memory(const struct sim_scenario *scenario, const struct sim_model *model);

#endif
