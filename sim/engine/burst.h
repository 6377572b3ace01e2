/* SPDX-License-Identifier: GPL-3.0-or-later
 * How a state lets time pass: in a burst on the core, or blocked off it. */
#ifndef INTERLOCK_SIM_ENGINE_BURST_H
#define INTERLOCK_SIM_ENGINE_BURST_H

#include "sim/engine/cores.h"

/* Work left in a thread's burst at this moment. */
static inline sim_time engine_left(const struct sim *sim, const struct sim_thread *thread)
{
    sim_time time = sim->head->now - thread->burst_from;

    if (thread->schedule != SIM_THREAD_ON_CORE || (time <= 0 && !thread->shares))
        return thread->burst_left;
    if (threads_is_paced(sim, thread))
        time = threads_done_otherwise(sim, thread, time);
    return time < thread->burst_left ? thread->burst_left - time : 0;
}

/* Counts what has been done of the burst until now. */
static inline void engine_settle(struct sim *sim, struct sim_thread *thread)
{
    threads_go_on(sim, thread, engine_left(sim, thread));
}

/* Makes a thread's burst end after `left` more work. */
static inline void engine_cut(struct sim *sim, struct sim_thread *thread, sim_time left)
{
    threads_go_on(sim, thread, left);
    if (thread->schedule == SIM_THREAD_ON_CORE)
        threads_arm(sim, thread);
}

/* Each state ends in one of these, so they stand here: the states that a hand-off goes through are
 * made one piece with them (SIM_FLAT), all others have a copy for each file. */

/* The work that comes next is code that has to be in the caches. */
static inline void engine_refill(struct sim_thread *thread, sim_time work)
{
    if (thread->refill)
        threads_refill(thread, work);
}

/* Works for `work` nanoseconds (on a core of speed 100%) and what it owes, then goes on in `state`.
 * Nothing is recorded: a change of reason is the caller's to record. The code is that of a lock or of
 * the kernel, whose first steps after a rest are in [machine] cold. */
static inline enum sim_flow engine_pay(struct sim *sim, struct sim_thread *thread,
                                       struct sim_frame *frame, uint16_t state, sim_time work)
{
    work += thread->owed;
    thread->owed = 0;
    frame->state = state;
    if (work <= 0)
        return SIM_FLOW_AGAIN;
    thread->burst_from = sim->head->now;
    thread->burst_left = work;
    threads_arm(sim, thread);
    return SIM_FLOW_PAUSE;
}

/* The same for code of the library. */
static inline enum sim_flow engine_spend(struct sim *sim, struct sim_thread *thread,
                                         struct sim_frame *frame, uint16_t state, sim_time work)
{
    engine_refill(thread, work);
    return engine_pay(sim, thread, frame, state, work);
}

/* The same for work that may be cut short or asked about (engine_left): what is owed comes before
 * it and is no part of it. The record that begins the work says so: its arg is engine_owes(). */
static inline enum sim_flow engine_work_for(struct sim *sim, struct sim_thread *thread,
                                            struct sim_frame *frame, uint16_t state,
                                            sim_time work)
{
    frame->state = state;
    thread->burst_from = sim->head->now + thread->owed;
    thread->burst_left = work;
    thread->owed = 0;
    threads_arm(sim, thread);
    return SIM_FLOW_PAUSE;
}

/* The system call by which a thread goes to sleep: what it sleeps for is to be looked at once more
 * in `state`, which calls engine_block if it still has to. */
static inline enum sim_flow engine_into_kernel(struct sim *sim, struct sim_thread *thread,
                                               struct sim_frame *frame, uint16_t state)
{
    return engine_pay(sim, thread, frame, state,
                      engine_cost(sim, thread, &sim->head->params.sleep_call));
}

/* What telling the processor's timer of a time takes. The processor has one timer, which is told only
 * of what is due first on its core, the tick included (kernel/time/hrtimer.c, hrtimer_reprogram). */
static inline sim_time engine_timer_cost(struct sim *sim, struct sim_thread *thread,
                                         sim_time at)
{
    const struct sim_params *p = &sim->head->params;
    sim_time now = sim->head->now;

    return at < now - now % p->tick + p->tick ? engine_cost(sim, thread, &p->timer_set) : 0;
}

/* engine_into_kernel's wait is about to begin: `*at` is when it ends, and what is returned is the
 * processor time that setting the timer takes. Left out: of several that are pending only the one
 * set last is remembered here. */
static inline sim_time engine_set_timer(struct sim *sim, struct sim_thread *thread,
                                        sim_time asked, sim_time slack, sim_time *at)
{
    sim_time before = sim->cores[thread->core.i].timer_at;

    *at = engine_time_out_within(sim, thread, asked, slack);
    return before <= sim->head->now || before > *at ? engine_timer_cost(sim, thread, *at) : 0;
}

/* Leaves the core until engine_wake or, unless it is SIM_TIME_NEVER, `until`; then goes on in
 * `state`, with thread->timed_out telling which it was, and with this reason once it has a core
 * again. What it waits for is the caller's to record, by engine_record_off. */
static inline enum sim_flow engine_block_as(struct sim *sim, struct sim_thread *thread,
                                            struct sim_frame *frame, uint16_t state,
                                            sim_time until, enum sim_reason reason)
{
    uint64_t since;

    SIM_INVARIANT_IN(sim, !thread->owed && !thread->burst_left);
    frame->state = state;
    thread->schedule = SIM_THREAD_BLOCKED;
    thread->timed_out = 0;
    thread->reason = (uint8_t)reason;
    if (until < sim->head->now) /* it has been kept from sleeping that long */
        until = sim->head->now;
    since = sim_events_since(&sim->events, until);
    if (!cores_is_alone(sim, thread))
        return threads_block_otherwise(sim, thread, until);
    if (since < SIM_EVENT_FAR)
        sim_events_set_since(&sim->events, thread->self.i, since, SIM_RANK_TIMER);
    else if (until != SIM_TIME_NEVER)
        return threads_block_otherwise(sim, thread, until);
    cores_leave_alone(sim, thread);
    return SIM_FLOW_PAUSE;
}

/* The same with the reason that a thread has by itself which has come back from the kernel. */
static inline enum sim_flow engine_block(struct sim *sim, struct sim_thread *thread,
                                         struct sim_frame *frame, uint16_t state,
                                         sim_time until)
{
    return engine_block_as(sim, thread, frame, state, until, SIM_REASON_SWITCH);
}

#endif
