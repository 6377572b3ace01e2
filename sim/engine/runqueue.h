/* SPDX-License-Identifier: GPL-3.0-or-later
 * The list of those who wait for a core. */
#ifndef INTERLOCK_SIM_ENGINE_RUNQUEUE_H
#define INTERLOCK_SIM_ENGINE_RUNQUEUE_H

#include "sim/state/state.h"

/* In the order in which they came. Beside the runnable there may be those who linger: asleep, but
 * not yet let go (sim/engine/fair.h). */
void runqueue_add(struct sim *sim, struct sim_core *core, struct sim_thread *thread);
void runqueue_remove(struct sim *sim, struct sim_core *core, struct sim_thread *thread);

static inline uint32_t runqueue_length(const struct sim_core *core)
{
    return core->queued + core->lingering;
}

#endif
