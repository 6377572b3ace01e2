/* SPDX-License-Identifier: GPL-3.0-or-later
 * Waking a thread. */
#ifndef INTERLOCK_SIM_ENGINE_WAKE_H
#define INTERLOCK_SIM_ENGINE_WAKE_H

#include "sim/engine/cores.h"

/* Mostly who is woken finds its core idle. That way stands here, so that it becomes one piece with the
 * calls that wake somebody in each hand-off; all others go by engine_wake. */

/* A part of an idle core's latency is booked as the thread's own processor time. */
static inline sim_time wake_charge(struct sim *sim, struct sim_thread *thread, sim_time latency,
                                   enum cores_waker by)
{
    const struct sim_params *p = &sim->head->params;
    sim_time booked;

    if (by == CORES_ON_ENTRY)
        return 0;
    booked =
        engine_cost(sim, thread, by == CORES_BY_TIMER ? &p->timer_charge : &p->wake_charge);
    return booked < latency ? booked : latency;
}

/* A core goes cold by being idle: its host lets others have its caches. */
static inline sim_time wake_cold(struct sim *sim, struct sim_thread *thread, uint16_t core)
{
    const struct sim_params *p = &sim->head->params;
    sim_time cold = engine_cost(sim, thread, &p->cold), idle;

    if (!p->cold_after)
        return cold;
    idle = cores_is_idle(sim, core) ? sim->head->now - sim->cores[core].idle_since : 0;
    return idle < p->cold_after ? sim_time_ratio(cold, idle, p->cold_after) : cold;
}

/* What a blocked thread that is ready begins with: its first steps are slow, for its caches have
 * gone cold; and who comes back from a time-out has the way out of the kernel before it, which is as
 * long as the way in. */
static inline sim_time wake_first_steps(struct sim *sim, struct sim_thread *thread,
                                        uint16_t core)
{
    const struct sim_params *p = &sim->head->params;
    sim_time cold = wake_cold(sim, thread, core);

    if (p->refill)
        threads_rested(p, thread, sim->head->now - thread->off_since);
    if (!thread->timed_out && thread->core.i == core && engine_is_armed(sim, thread))
        cold += threads_cancel_timer(sim, thread, engine_armed_for(sim, thread));
    return thread->timed_out ? cold + engine_cost(sim, thread, &p->sleep_call) : cold;
}

/* Its event becomes that of its burst. */
SIM_INLINE void wake_on_idle(struct sim *sim, struct sim_thread *thread, uint16_t core,
                             enum cores_waker by)
{
    sim_time latency = cores_wake_latency(sim, thread, core, by);
    sim_time booked = wake_charge(sim, thread, latency, by);

    thread->burst_left = wake_first_steps(sim, thread, core);
    cores_give(sim, core, thread, latency - booked, booked, true);
}

/* The core is another's. Returns what the call costs the waker, if there is one. */
sim_time wake_for_busy(struct sim *sim, struct sim_thread *waker, struct sim_thread *thread,
                       uint16_t core);

/* As engine_wake, or engine_wake_by_pipe where the waker makes way. */
SIM_INLINE sim_time wake_thread(struct sim *sim, struct sim_thread *waker,
                                struct sim_thread *thread, bool makes_way)
{
    const struct sim_params *p = &sim->head->params;
    uint16_t core = cores_place(sim, thread, waker, makes_way);
    enum cores_waker by;

    /* in every build: who stood in a run queue twice would be looked for without end */
    SIM_REQUIRE_IN(sim, thread->schedule == SIM_THREAD_BLOCKED);
    if (!cores_is_idle(sim, core))
        return wake_for_busy(sim, waker, thread, core);
    by = cores_waker(sim, thread, core);
    wake_on_idle(sim, thread, core, by);
    if (!waker)
        return 0;
    return engine_cost(sim, waker,
                       by == CORES_ON_ENTRY ? &p->wake_call_busy : &p->wake_call_idle);
}

#endif
