/* SPDX-License-Identifier: GPL-3.0-or-later
 * The list of those who wait for a core. */
#ifndef INTERLOCK_SIM_ENGINE_RUNQUEUE_H
#define INTERLOCK_SIM_ENGINE_RUNQUEUE_H

#include "sim/engine/earliest.h"

/* In the order in which they came. Beside the runnable there may be those who linger: asleep, but
 * not yet let go (sim/engine/fair.h). */
static inline uint32_t runqueue_length(const struct sim_core *core)
{
    return core->queued + core->lingering;
}

/* Counts one more (or, with `by` negative, one less) of the thread's sort. */
static inline void runqueue_count(struct sim *sim, struct sim_core *core,
                                  const struct sim_thread *thread, int by)
{
    if (sim->head->params.scheduler == SIM_SCHEDULER_EEVDF) /* no other has accounts */
        core->sum += by * (thread->service - core->origin);
    if (thread->lingers) {
        core->lingering += (uint32_t)by;
        return;
    }
    core->queued += (uint32_t)by;
    if (thread->first_core != thread->last_core)
        sim->head->movable += (uint32_t)by;
}

static inline void runqueue_add(struct sim *sim, struct sim_core *core,
                                struct sim_thread *thread)
{
    thread->queue_prev = core->queue_last;
    if (core->queue_first.i)
        sim->threads[core->queue_last.i].queue_next = thread->self;
    else
        core->queue_first = thread->self;
    core->queue_last = thread->self;
    runqueue_count(sim, core, thread, 1);
    if (sim->places)
        earliest_add(sim, core, thread);
}

static inline void runqueue_remove(struct sim *sim, struct sim_core *core,
                                   struct sim_thread *thread)
{
    struct sim_thread_id prev = thread->queue_prev, next = thread->queue_next;

    if (prev.i)
        sim->threads[prev.i].queue_next = next;
    else
        core->queue_first = next;
    if (next.i)
        sim->threads[next.i].queue_prev = prev;
    else
        core->queue_last = prev;
    thread->queue_prev = thread->queue_next = SIM_NO_THREAD;
    runqueue_count(sim, core, thread, -1);
    if (core->top.i)
        earliest_remove(sim, core, thread);
}

#endif
