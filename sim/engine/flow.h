/* SPDX-License-Identifier: GPL-3.0-or-later
 * How a simulated thread gets from one step to the next: states, frames and bursts. */
#ifndef INTERLOCK_SIM_ENGINE_FLOW_H
#define INTERLOCK_SIM_ENGINE_FLOW_H

#include "sim/state/state.h"

/*
 * A thread is data, not a coroutine: a stack of at most SIM_FRAMES frames, each holding the state
 * in which it goes on. A state is a C function; together the states of a procedure read like the
 * code they stand for, cut where time passes:
 *
 *     enum sim_flow take_locked(struct sim *sim, struct sim_thread *thread, struct sim_frame *f)
 *     {
 *         ... the mutex is held ...
 *         return engine_spend(sim, thread, f, STATE_TAKE_PAID, cost);
 *     }
 *
 *     enum sim_flow take_paid(...)
 *     {
 *         ... cost has passed ...
 *         return SIM_FLOW_DONE;
 *     }
 *
 * Time passes in three ways only: a burst on a core (engine_spend), which may be preempted and
 * goes on later; blocking off the core (engine_block); and either of them inside a call (burst.h). Where no
 * time passes one state simply calls the next. A state may append at most
 * SIM_RECORDS_PER_STATE records before it returns.
 */
#define SIM_RECORDS_PER_STATE 4

/* Has the step no room for what one more state may append? */
static inline bool engine_is_full(const struct sim *sim)
{
    return sim->out > sim->out_end - SIM_RECORDS_PER_STATE;
}

/* Where the thread stands, or will go on. */
static inline const struct sim_frame *engine_top(const struct sim_thread *thread)
{
    return &thread->frames[thread->depth - 1];
}

/* Somebody else has it go on in `state` instead. */
static inline void engine_redirect(struct sim_thread *thread, uint16_t state)
{
    thread->frames[thread->depth - 1].state = state;
}

/* Calls a procedure that begins in `state`; afterwards this frame goes on in `after`. Returns the
 * new frame. */
static inline struct sim_frame *engine_push(struct sim_thread *thread, struct sim_frame *frame,
                                            uint16_t after, uint16_t state, uint32_t arg)
{
    uint32_t depth = thread->depth;
    struct sim_frame *top = &thread->frames[depth];

    SIM_REQUIRE(depth < SIM_FRAMES);
    frame->state = after;
    thread->depth = (uint8_t)(depth + 1);
    *top = (struct sim_frame){ .state = state, .arg = arg };
    return top;
}

/* The same as a flow: goes on with the new frame. */
static inline enum sim_flow engine_call(struct sim_thread *thread, struct sim_frame *frame,
                                        uint16_t after, uint16_t state, uint32_t arg)
{
    engine_push(thread, frame, after, state, arg);
    return SIM_FLOW_AGAIN;
}

/* Goes on in `state` at once, but through the step's bound on work. */
static inline enum sim_flow engine_go(struct sim_frame *frame, uint16_t state)
{
    frame->state = state;
    return SIM_FLOW_AGAIN;
}

/* Leaves processor time to the thread's next burst, where nobody else could notice the difference:
 * it saves a step. The next thing that takes time must be a burst. */
static inline void engine_owe(struct sim_thread *thread, sim_time time)
{
    thread->owed += time;
}

/* The op under way. */
static inline const struct sim_op *engine_op(const struct sim *sim,
                                             const struct sim_thread *thread)
{
    return &sim->scenario->ops[thread->pc];
}

/* The state in which it begins. */
static inline uint16_t engine_op_state(const struct sim *sim, const struct sim_thread *thread)
{
    return sim->op_states[engine_op(sim, thread)->kind];
}

/* The thread's row for the block that `op` opens: which turn it is in, and what else it counts. */
static inline struct sim_block *engine_block_of(const struct sim *sim,
                                                const struct sim_thread *thread,
                                                const struct sim_op *op)
{
    return &sim->blocks[thread->blocks + op->depth];
}

/* Carriers have the last rows. */
static inline bool engine_is_carrier(const struct sim *sim, uint32_t id)
{
    return id + sim->carrier_count > sim->thread_count;
}

/* A time as the arg of a record: four seconds stand for all that is longer. */
static inline uint32_t engine_shown(sim_time time)
{
    return time > UINT32_MAX ? UINT32_MAX : (uint32_t)time;
}

/* What the thread owes, as the arg of a record. */
static inline uint32_t engine_owes(const struct sim_thread *thread)
{
    return engine_shown(thread->owed);
}

/* How much later than `asked` a time-out of select, poll and epoll may end: a thousandth of the time
 * until then, at most 100 ms, at least the timer slack; and not at all where there is none (Linux 6.12,
 * fs/select.c, select_estimate_accuracy). Left out: five times as much for who is nice. */
static inline sim_time engine_poll_slack(const struct sim *sim, sim_time asked)
{
    sim_time slack = sim->head->params.timer_slack, part = (asked - sim->head->now) / 1000;

    if (part > SIM_MS(100))
        part = SIM_MS(100);
    return slack && part > slack ? part : slack;
}

/* When a wait or sleep ends that asks to end at `asked`, and is begun on this core: at most the
 * slack later. SIM_TIME_NEVER stays never. A time-out that falls due on the same core within the
 * slack takes this one along (kernel/time/hrtimer.c, __hrtimer_run_queues): waiters of one core
 * come up together. Left out: when it is cancelled, those that it has taken along stay with it; and
 * that any interrupt of a timer within the slack ends it, the tick's too. */
static inline sim_time engine_time_out_within(struct sim *sim, const struct sim_thread *thread,
                                              sim_time asked, sim_time slack)
{
    struct sim_core *core = &sim->cores[thread->core.i];
    sim_time at = core->timer_at, latest;

    if (asked == SIM_TIME_NEVER)
        return asked;
    latest = sim_time_add(asked, slack);
    if (at > sim->head->now && at >= asked && at <= latest)
        return at;
    core->timer_at = latest;
    core->timer_of = thread->self;
    return latest;
}

/* The same with the slack of all that is no poll. */
static inline sim_time engine_time_out(struct sim *sim, const struct sim_thread *thread,
                                       sim_time asked)
{
    return engine_time_out_within(sim, thread, asked, sim->head->params.timer_slack);
}

#endif
