/* SPDX-License-Identifier: GPL-3.0-or-later
 * Cores and their run queues: who runs where, for how long. */
#ifndef INTERLOCK_SIM_ENGINE_CORES_H
#define INTERLOCK_SIM_ENGINE_CORES_H

#include "sim/engine/policy.h"
#include "sim/engine/runqueue.h"
#include "sim/engine/siblings.h"
#include "sim/engine/threads.h"
#include "sim/engine/usage.h"

/*
 * Always so (checked by the whole-state validator, sim/engine/check.c):
 *  1  A core is idle, or exactly one thread has it: running, or waking up for it.
 *  2  An idle core has an empty run queue.
 *  3  A core has a pending tick exactly while its run queue is not empty, unless the scheduler is
 *     fifo. Ticks that nobody could notice are not simulated.
 *  4  A thread that is runnable, or lingers (sim/engine/fair.h), is in exactly one run queue; no
 *     other thread is in any.
 */

/* All cores idle, ready for their first thread. */
void cores_init(struct sim *sim);

/* The core event fell due: a tick, or the end of a round-robin slice. */
void cores_tick(struct sim *sim, uint16_t core);

/* Where a new thread starts: beside the one who starts it, on the core `near`, if the kernel packs
 * and that has room; an idle core; or else the one with the fewest threads (Linux,
 * sched_balance_find_dst_cpu); among equals `near`, or, if that is 0, one after the other. */
uint16_t cores_place_new(struct sim *sim, struct sim_thread *thread, uint16_t near);

/* `waker`, on another core, has made the core change threads, which it learns by an interrupt. */
void cores_interrupt(struct sim *sim, uint16_t core, struct sim_thread *waker);

/* Whoever has the core has made it change threads by a call that takes so long: it sees that on its
 * way out of the kernel, before it does anything else. */
void cores_change_after(struct sim *sim, uint16_t core, sim_time call);

/* An interrupt takes that much of the core from the thread that runs there. */
void cores_steal(struct sim *sim, uint16_t core, sim_time time);

/* ---- idle cores ---- */

/* A core that changes threads has nobody for a moment, and is not idle. */
static inline bool cores_is_idle(const struct sim *sim, uint16_t core)
{
    return sim->cores[core].state == SIM_CORE_IDLE;
}

static inline void cores_set_idle(struct sim *sim, uint16_t id)
{
    struct sim_core *core = &sim->cores[id];

    core->running = SIM_NO_THREAD;
    core->idle_since = sim->head->now;
    core->state = SIM_CORE_IDLE;
    sim->idle[id] = 1;
    sim->head->idle++;
    if (sim->paired)
        siblings_changed(sim, id);
}

static inline void cores_set_busy(struct sim *sim, uint16_t id)
{
    sim->cores[id].state = SIM_CORE_ALONE;
    sim->idle[id] = 0;
    sim->head->idle--;
    if (sim->paired)
        siblings_changed(sim, id);
}

/* The first idle core from `from` to `to`, 0 if there is none; `whole`: with an idle sibling, too. */
uint16_t cores_idle_between(const struct sim *sim, uint32_t from, uint32_t to, bool whole);

/* The waker's core, 0 if there is no waker or the thread may not run there. */
static inline uint16_t cores_of_waker(const struct sim_thread *thread,
                                      const struct sim_thread *waker)
{
    uint16_t core = waker ? waker->core.i : 0;

    return core >= thread->first_core && core <= thread->last_core ? core : 0;
}

/* The core where it was has others, or the kernel packs. */
uint16_t cores_place_anew(struct sim *sim, struct sim_thread *thread,
                          const struct sim_thread *waker, bool makes_way);

/* Where a woken thread goes. `waker` may be NULL: no other core is near then. Does it say that it is
 * about to leave its core? */
static inline uint16_t cores_place(struct sim *sim, struct sim_thread *thread,
                                   const struct sim_thread *waker, bool makes_way)
{
    const struct sim_params *p = &sim->head->params;
    uint16_t last = thread->core.i, here;

    SIM_INVARIANT_IN(sim, last >= thread->first_core && last <= thread->last_core);
    if (!cores_is_idle(sim, last) || usage_packs(sim))
        return cores_place_anew(sim, thread, waker, makes_way);
    if (p->place_previous >= 1000000) /* mostly, wherever its waker is */
        return last;
    here = cores_of_waker(thread, waker);
    return !here || engine_chance(thread, p->place_previous) ? last : here;
}

/* What wakes an idle core. */
enum cores_waker {
    CORES_BY_THREAD, /* a call on another core */
    CORES_ON_ENTRY,  /* the same, while it was still on its way into idleness */
    CORES_BY_TIMER,  /* its own timer */
};

/* How long an idle core needs to come up for a thread. */
static inline sim_time cores_wake_latency(struct sim *sim, struct sim_thread *thread,
                                          uint16_t core, enum cores_waker by)
{
    const struct sim_params *p = &sim->head->params;
    sim_time since = sim->cores[core].idle_since;
    bool deep = sim->head->now - since >= p->deep_idle_after;

    if (by == CORES_ON_ENTRY)
        return since + p->idle_entry - sim->head->now;
    if (by == CORES_BY_TIMER)
        return engine_cost(sim, thread, deep ? &p->deep_timer_latency : &p->timer_latency);
    return engine_cost(sim, thread, deep ? &p->deep_wake_latency : &p->wake_latency);
}

/* A thread wakes somebody for an idle core: is that on its way into idleness yet? It sees by itself
 * that it has something to do, so the call is cheap, but it sees that only at the end of its way:
 * on a virtual machine, setting and stopping timers takes ten microseconds. */
static inline enum cores_waker cores_waker(struct sim *sim, struct sim_thread *thread,
                                           uint16_t core)
{
    const struct sim_params *p = &sim->head->params;
    bool recent = sim->head->now - sim->cores[core].idle_since < p->idle_entry;

    return recent && engine_chance(thread, p->idle_entry_share) ? CORES_ON_ENTRY
                                                                : CORES_BY_THREAD;
}

/* ---- coming and going ---- */

/* Mostly a core is a thread's alone: it is idle before and after. These two ways are short, and
 * stand here, so that they become one piece with what calls them. */

/* Gives the core to `thread`, which begins to work after `latency`, and with `booked`: what an idle
 * core needs to come up for it, or what it takes to change threads. */
SIM_INLINE void cores_give(struct sim *sim, uint16_t id, struct sim_thread *thread,
                           sim_time latency, sim_time booked, bool was_idle)
{
    struct sim_core *core = &sim->cores[id];
    sim_time up = was_idle ? sim_time_add(latency, booked) : 0;

    usage_give(sim, id, thread);
    core->up_at = sim_time_add(sim->head->now, up);
    policy_begin(sim, core, thread, was_idle);
    thread->burst_left += booked;
    if (was_idle)
        cores_set_busy(sim, id);
    core->running = thread->self;
    if (thread->core.i != id)
        thread->burst_left += engine_cost(sim, thread, &sim->head->params.migration);
    thread->core.i = id;
    threads_run(sim, thread, latency, was_idle);
}

/* The core is another's: the thread queues. */
void cores_line_up(struct sim *sim, struct sim_thread *thread, uint16_t core);

/* A thread that was off its core is ready to go on: gives it an idle core or queues it. An idle
 * core comes up for it in `latency` and, counted as the thread's processor time, `booked`. */
static inline void cores_ready(struct sim *sim, struct sim_thread *thread, uint16_t core,
                               sim_time latency, sim_time booked)
{
    if (cores_is_idle(sim, core))
        cores_give(sim, core, thread, latency, booked, true);
    else
        cores_line_up(sim, thread, core);
}

/* There are others in the queue, one of whom gets the core. */
void cores_leave_to_others(struct sim *sim, struct sim_thread *thread);

/* The core has become idle: does another have threads queued that could run here? */
void cores_fetch_when_idle(struct sim *sim, uint16_t core);

/* Does nobody want anything of the running thread's core: neither to be told, nor to have it? */
static inline bool cores_is_alone(const struct sim *sim, const struct sim_thread *thread)
{
    return !usage_is_counted(sim) && !runqueue_length(&sim->cores[thread->core.i]) &&
           !sim->head->movable;
}

/* Then, the running thread leaves it. */
static inline void cores_leave_alone(struct sim *sim, struct sim_thread *thread)
{
    SIM_INVARIANT_IN(sim, !sim_events_has(&sim->ticks, thread->core.i));
    thread->off_since = sim->head->now;
    thread->lag = 0; /* it has had its fair share */
    cores_set_idle(sim, thread->core.i);
}

/* The running thread leaves its core; the next in line gets it. */
static inline void cores_leave(struct sim *sim, struct sim_thread *thread)
{
    uint16_t id = thread->core.i;

    usage_leave(sim, thread);
    if (runqueue_length(&sim->cores[id])) {
        thread->off_since = sim->head->now;
        cores_leave_to_others(sim, thread);
        return;
    }
    usage_count_core(sim, id);
    cores_leave_alone(sim, thread);
    if (sim->head->movable)
        cores_fetch_when_idle(sim, id);
}

#endif
