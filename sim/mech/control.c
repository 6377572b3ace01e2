/* SPDX-License-Identifier: GPL-3.0-or-later
 * A thread's way through its program: beginning, blocks, end; starting and joining threads. */
#include "sim/mech/control.h"

#include "sim/engine/model.h"
#include "sim/mech/bag.h"
#include "sim/mech/order.h"
#include "sim/mech/pool.h"
#include "sim/mech/process.h"
#include "sim/mech/python.h"
#include "sim/mech/request.h"
#include "sim/mech/sync.h"
#include "sim/mech/team.h"
#include "sim/state/waitlist.h"

/*
 * A thread takes its interpreter's lock before its first op and lets it go after its last, as
 * CPython's thread_run does (Modules/_threadmodule.c). Between two ops it holds the lock.
 */
enum sim_flow main_begin(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (team_is_worker(sim, thread))
        return team_begin(sim, thread, frame);
    if (process_birth(sim, thread) != SIM_BORN_THREAD)
        return process_begin(sim, thread, frame);
    return python_attach(sim, thread, frame, STATE_MAIN_ATTACHED);
}

/* A thread that another has started comes up in two parts, threading.Thread._bootstrap_inner: it
 * introduces itself, tells its starter, and goes on to what it is to do. On another core than that
 * one's, nothing of what it needs is in the caches. */
enum sim_flow main_attached(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_params *p = &sim->head->params;
    sim_time cost;

    if (!thread->parent.i) {
        thread->life = SIM_UP;
        return main_next(sim, thread, frame);
    }
    cost = engine_cost(sim, thread, &p->thread_birth);
    if (sim->threads[thread->parent.i].core.i != thread->core.i)
        cost += engine_cost(sim, thread, &p->birth_away);
    return engine_spend(sim, thread, frame, STATE_MAIN_BORN, cost);
}

/* Whoever started this thread has waited for this moment, if it has got that far. */
enum sim_flow main_born(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_thread *starter = &sim->threads[thread->starter.i];
    sim_time cost = engine_cost(sim, thread, &sim->head->params.thread_begin);

    thread->life = SIM_UP;
    if (starter->self.i) {
        thread->starter = SIM_NO_THREAD;
        engine_record(sim, SIM_RECORD_RESUME, thread, starter->shown.i, SIM_REASON_SAME, 0);
        cost += engine_wake(sim, thread, starter);
    }
    return engine_spend(sim, thread, frame, STATE_MAIN_BETWEEN, cost);
}

enum sim_flow main_leaves(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_detach(sim, thread, frame, STATE_MAIN_DETACHED);
}

/* Attached, and so before a joiner can know (PyThreadState_Clear): mimalloc's heaps, which each thread
 * has of its own where no lock keeps threads apart. */
static enum sim_flow leave(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_params *p = &sim->head->params;

    if (!thread->parent.i || !sim_python_is_free_threaded(p->python))
        return main_leaves(sim, thread, frame);
    return engine_spend(sim, thread, frame, STATE_MAIN_LEAVES,
                        engine_cost(sim, thread, &p->thread_heaps));
}

/* The program is over, or it is not the thread's own. */
SIM_SELDOM static enum sim_flow next_otherwise(struct sim *sim, struct sim_thread *thread,
                                               struct sim_frame *frame)
{
    if (sim->scenario->groups[thread->group].pool)
        return worker_next(sim, thread, frame);
    if (process_birth(sim, thread) == SIM_BORN_THREAD)
        return leave(sim, thread, frame);
    return python_detach(sim, thread, frame, STATE_PROCESS_ENDS);
}

enum sim_flow main_next(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (thread->pc >= sim->ends[thread->group])
        return next_otherwise(sim, thread, frame);
    frame = engine_push(thread, frame, STATE_MAIN_ADVANCE, STATE_NONE, 0);
    return engine_pass(sim, thread, frame, engine_op_state(sim, thread));
}

enum sim_flow main_advance(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    thread->pc++;
    return main_between(sim, thread, frame);
}

enum sim_flow main_between(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (sim->between)
        return interp_lock_of(sim, thread)->between(sim, thread, frame, STATE_MAIN_NEXT);
    return main_next(sim, thread, frame);
}

/* Of a thread that was there from the beginning, its end is as little a part of the program as its
 * coming up. */
static sim_time end_cost(struct sim *sim, struct sim_thread *thread)
{
    return thread->parent.i ? engine_cost(sim, thread, &sim->head->params.thread_end) : 0;
}

/* Wakes everyone who joins the thread; one a step, so that a step stays bounded. */
enum sim_flow main_detached(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_thread *joiner;

    if (thread->owed)
        return engine_spend(sim, thread, frame, STATE_MAIN_DETACHED, 0);
    thread->life = SIM_OVER; /* before a joiner can look, which may take the core at once */
    joiner = sim_wait_list_take(sim, &thread->joiners);
    if (!joiner)
        return engine_spend(sim, thread, frame, STATE_MAIN_ENDS, end_cost(sim, thread));
    engine_record(sim, SIM_RECORD_RESUME, thread, joiner->shown.i, SIM_REASON_SWITCH, 0);
    joiner->waiting = SIM_CALLED;
    return engine_spend(sim, thread, frame, STATE_MAIN_DETACHED,
                        engine_wake(sim, thread, joiner));
}

enum sim_flow main_ends(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    (void)frame;
    engine_end(sim, thread);
    return SIM_FLOW_DONE;
}

/* ---- blocks ---- */

enum sim_flow op_block(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_op *op = engine_op(sim, thread);
    struct sim_block *block = engine_block_of(sim, thread, op);

    (void)frame;
    if (op->kind == SIM_OP_MEASURE) {
        engine_record(sim, SIM_RECORD_MEASURE, thread, op->object, SIM_REASON_SAME, 0);
        return SIM_FLOW_DONE;
    }
    if (op->kind == SIM_OP_TASK) {
        bag_begin(sim, thread, block);
        return SIM_FLOW_DONE;
    }
    block->value = engine_work(sim, thread, &op->amount);
    if (block->value <= 0)
        thread->pc = op->match; /* not even once */
    return SIM_FLOW_DONE;
}

enum sim_flow op_end(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_op *ops = sim->scenario->ops, *head = &ops[ops[thread->pc].match];
    struct sim_block *block = engine_block_of(sim, thread, head);

    if (head->kind == SIM_OP_PARALLEL)
        return team_end(sim, thread, frame);
    if (head->kind == SIM_OP_SUBMIT)
        pool_end_here(sim, thread, head);
    else if (head->kind == SIM_OP_ARRIVE)
        request_end(sim, thread, head);
    else if (head->kind == SIM_OP_MEASURE)
        engine_record(sim, SIM_RECORD_MEASURED, thread, head->object, SIM_REASON_SAME, 0);
    else if (--block->value > 0)
        thread->pc = ops[thread->pc].match;
    if (head->kind == SIM_OP_TASK)
        bag_next(sim, thread, block);
    return SIM_FLOW_DONE;
}

/* ---- starting and joining ---- */

struct sim_thread *control_next(struct sim *sim, const struct sim_thread *thread,
                                const struct sim_frame *frame)
{
    uint32_t group = engine_op(sim, thread)->object;

    if (frame->arg == sim->scenario->groups[group].count)
        return NULL;
    return &sim->threads[sim_scenario_first_thread(sim->scenario, group) + frame->arg];
}

/* threading.Thread.start creates the thread and then waits until it has come up, for which the
 * child needs the interpreter lock: beside threads that compute, an interval or more. */
enum sim_flow op_start(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    return start_next(sim, thread, frame);
}

enum sim_flow start_next(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_thread *child = control_next(sim, thread, frame);

    if (!child)
        return SIM_FLOW_DONE;
    frame->arg++;
    if (process_birth(sim, child) == SIM_BORN_PROCESS && child->schedule == SIM_THREAD_ABSENT)
        return engine_call(thread, frame, STATE_START_NEXT, STATE_PROCESS_MAKE, child->self.i);
    return engine_call(thread, frame, STATE_START_NEXT, STATE_START_THREAD, child->self.i);
}

/* Starts the thread whose id is frame->arg. */
enum sim_flow start_thread(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return engine_spend(sim, thread, frame, STATE_START_CREATED,
                        engine_cost(sim, thread, &sim->head->params.thread_start));
}

enum sim_flow start_created(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_thread *child = &sim->threads[frame->arg];

    if (child->schedule != SIM_THREAD_ABSENT) /* a second start: Python raises RuntimeError */
        return SIM_FLOW_DONE;
    order_after(sim, thread, child);
    child->parent = thread->self;
    interp_of(sim, thread)->threaded = 1;
    engine_record(sim, SIM_RECORD_STARTS, thread, child->self.i, SIM_REASON_SAME, 0);
    return engine_spend(sim, thread, frame, STATE_START_LEFT, engine_start(sim, thread, child));
}

/* Nobody waits for a process to. */
static bool has_come_up(const struct sim *sim, const struct sim_thread *child)
{
    return child->life != SIM_UNBORN || process_birth(sim, child) != SIM_BORN_THREAD;
}

enum sim_flow start_left(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return sync_let_go(sim, thread, frame, STATE_START_YIELDED, STATE_START_WAIT);
}

enum sim_flow start_yielded(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (has_come_up(sim, &sim->threads[frame->arg]))
        return SIM_FLOW_DONE;
    return python_detach(sim, thread, frame, STATE_START_WAIT);
}

enum sim_flow start_wait(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return engine_into_kernel(sim, thread, frame, STATE_START_IN_KERNEL);
}

enum sim_flow start_in_kernel(struct sim *sim, struct sim_thread *thread,
                              struct sim_frame *frame)
{
    struct sim_thread *child = &sim->threads[frame->arg];

    if (has_come_up(sim, child))
        return python_attach(sim, thread, frame, STATE_RETURN);
    child->starter = thread->self;
    engine_record_off(sim, SIM_RECORD_START_WAIT, thread, child->self.i, SIM_REASON_SYNC);
    return engine_block(sim, thread, frame, STATE_START_IN_KERNEL, SIM_TIME_NEVER);
}

enum sim_flow op_join(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    return join_next(sim, thread, frame);
}

enum sim_flow join_next(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_thread *other = control_next(sim, thread, frame);

    if (!other)
        return SIM_FLOW_DONE;
    frame->arg++;
    return engine_call(thread, frame, STATE_JOIN_NEXT, STATE_JOIN_THREAD, other->self.i);
}

/* Waits for the end of the thread whose id is frame->arg. */
enum sim_flow join_thread(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (sim->threads[frame->arg].life == SIM_OVER)
        return join_ended(sim, thread, frame);
    return python_detach(sim, thread, frame, STATE_JOIN_WAIT);
}

enum sim_flow join_ended(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    order_after(sim, &sim->threads[frame->arg], thread);
    return SIM_FLOW_DONE;
}

enum sim_flow join_wait(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return engine_into_kernel(sim, thread, frame, STATE_JOIN_IN_KERNEL);
}

enum sim_flow join_in_kernel(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    struct sim_thread *other = &sim->threads[frame->arg];

    if (other->life == SIM_OVER)
        return python_attach(sim, thread, frame, STATE_JOIN_ENDED);
    sim_wait_list_append(sim, &other->joiners, thread);
    engine_record_off(sim, SIM_RECORD_JOIN_WAIT, thread, other->self.i, SIM_REASON_JOIN);
    return engine_block(sim, thread, frame, STATE_JOIN_IN_KERNEL, SIM_TIME_NEVER);
}

/* A native thread is created and not waited for. */
enum sim_flow op_spawn(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    return spawn_next(sim, thread, frame);
}

enum sim_flow spawn_next(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (!control_next(sim, thread, frame))
        return SIM_FLOW_DONE;
    return engine_spend(sim, thread, frame, STATE_SPAWN_CREATED,
                        engine_cost(sim, thread, &sim->head->params.thread_create));
}

enum sim_flow spawn_created(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_thread *child = control_next(sim, thread, frame);

    frame->arg++;
    if (child->schedule == SIM_THREAD_ABSENT) {
        order_after(sim, thread, child);
        engine_record(sim, SIM_RECORD_STARTS, thread, child->self.i, SIM_REASON_SAME, 0);
        engine_start(sim, thread, child); /* the call's cost has the wake-up in it */
    }
    return engine_go(frame, STATE_SPAWN_NEXT);
}

/* A `start` that is a function call: one of the group after the other, each to its end. It costs
 * nothing that starting a thread does. */
enum sim_flow op_call(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    return call_next(sim, thread, frame);
}

enum sim_flow call_next(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_thread *child = control_next(sim, thread, frame);

    if (!child)
        return SIM_FLOW_DONE;
    frame->arg++;
    if (child->schedule == SIM_THREAD_ABSENT) {
        order_after(sim, thread, child);
        engine_record(sim, SIM_RECORD_STARTS, thread, child->self.i, SIM_REASON_SAME, 0);
        engine_start(sim, thread, child);
    }
    return engine_call(thread, frame, STATE_CALL_NEXT, STATE_JOIN_THREAD, child->self.i);
}
