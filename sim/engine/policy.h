/* SPDX-License-Identifier: GPL-3.0-or-later
 * Scheduling policies: who gets a core, and when that is asked anew. */
#ifndef INTERLOCK_SIM_ENGINE_POLICY_H
#define INTERLOCK_SIM_ENGINE_POLICY_H

#include "sim/engine/fair.h"

struct policy {
    /* A thread is ready on a core that is another's: queues it, if it is not still there (it
     * lingers). Is the core to be given anew? */
    bool (*join)(struct sim *sim, uint16_t core, struct sim_thread *thread);
    /* The running thread goes off its core, which then is nobody's; others are queued. */
    void (*leave)(struct sim *sim, uint16_t core, struct sim_thread *thread);
    /* A queued thread is taken out, to be moved to another core. */
    void (*move)(struct sim *sim, uint16_t core, struct sim_thread *thread);
    /* A tick: is the core to be given anew? */
    bool (*tick)(struct sim *sim, uint16_t core);
    /* When the next tick is due, others being queued; SIM_TIME_NEVER: none is. */
    sim_time (*next_tick)(const struct sim *sim, uint16_t core);
    /* To whom: the one who runs, or one of the queue, where it still is; NULL: nobody is there. */
    struct sim_thread *(*pick)(struct sim *sim, uint16_t core);
};

/* Indexed by enum sim_scheduler. */
extern const struct policy *const policies[SIM_SCHEDULER_COUNT];

/* That of [machine] scheduler. */
static inline const struct policy *policy_of(const struct sim *sim)
{
    return policies[sim->head->params.scheduler];
}

/* A thread begins on a core that is idle, or that it has just been picked for. Under all policies
 * but the fair one it has it for a slice. No call by a pointer: each turn begins so. */
SIM_INLINE void policy_begin(struct sim *sim, struct sim_core *core, struct sim_thread *thread,
                             bool was_idle)
{
    const struct sim_params *p = &sim->head->params;

    if (p->scheduler == SIM_SCHEDULER_EEVDF && !was_idle)
        fair_begin(sim, core, thread);
    else if (p->scheduler != SIM_SCHEDULER_EEVDF)
        core->slice_end = sim_time_add(sim->head->now, p->slice);
}

#endif
