/* SPDX-License-Identifier: GPL-3.0-or-later
 * Attaching without a lock, stopping the world, and switching the lock on. */
#include "sim/mech/free.h"

#include "sim/mech/gil.h"
#include "sim/mech/line.h"
#include "sim/mech/python.h"
#include "sim/state/waitlist.h"

static bool is_stopped(const struct sim_interp *interp, const struct sim_thread *thread)
{
    return interp->stopper.i && interp->stopper.i != thread->self.i;
}

/* ---- attaching and detaching ---- */

static enum sim_flow attached(struct sim *sim, struct sim_thread *thread)
{
    interp_of(sim, thread)->attached++;
    sim->tstates[thread->self.i].attached = 1;
    return SIM_FLOW_DONE;
}

static enum sim_flow take(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                          uint16_t after)
{
    return free_look(sim, thread, engine_push(thread, frame, after, STATE_FREE_LOOK, 0));
}

/* Has paused, or comes: the world goes on, maybe with a lock by now. */
enum sim_flow free_look(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (!interp_is_parallel(sim, thread))
        return interp_lock_of(sim, thread)->take(sim, thread, frame, STATE_RETURN);
    if (is_stopped(interp_of(sim, thread), thread))
        return engine_into_kernel(sim, thread, frame, STATE_FREE_IN_KERNEL);
    return attached(sim, thread);
}

enum sim_flow free_in_kernel(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    struct sim_interp *interp = interp_of(sim, thread);

    if (!is_stopped(interp, thread))
        return free_look(sim, thread, frame);
    sim_wait_list_append(sim, &interp->paused, thread);
    thread->waiting = SIM_ASLEEP;
    engine_record_off(sim, SIM_RECORD_PAUSE, thread, interp->stopper.i, SIM_REASON_PAUSE);
    return engine_block(sim, thread, frame, STATE_FREE_LOOK, SIM_TIME_NEVER);
}

/* The last to pause wakes whoever waits for that. */
static sim_time tell_stopper(struct sim *sim, struct sim_thread *thread)
{
    struct sim_interp *interp = interp_of(sim, thread);
    struct sim_thread *stopper = &sim->threads[interp->stopper.i];

    if (!stopper->self.i || interp->attached > 1 || stopper->waiting != SIM_ASLEEP)
        return 0;
    stopper->waiting = SIM_NOT_WAITING;
    engine_record(sim, SIM_RECORD_RESUME, thread, stopper->self.i, SIM_REASON_SAME, 0);
    return engine_wake(sim, thread, stopper);
}

static enum sim_flow drop(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                          uint16_t after)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];

    interp_of(sim, thread)->attached--;
    tstate->attached = 0;
    tstate->requested = 0;
    return engine_pay(sim, thread, frame, after, tell_stopper(sim, thread));
}

static enum sim_flow check(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    engine_record(
        sim, SIM_RECORD_NOTICE, thread,
        python_body(sim, thread)->point[sim->tstates[thread->self.i].point].instruction,
        SIM_REASON_SWITCH, SIM_RECORD_FLAG);
    return drop(sim, thread, frame, STATE_FREE_DROPPED);
}

enum sim_flow free_dropped(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_attach(sim, thread, frame, STATE_PYTHON_TAKEN);
}

/* ---- stopping the world ---- */

static void ask(struct sim *sim, struct sim_interp *interp, struct sim_thread *other)
{
    if (!sim->tstates[other->self.i].attached || interp_of(sim, other) != interp)
        return;
    sim->tstates[other->self.i].requested = 1;
    python_interrupt(sim, other);
}

/* Stops the world and goes on in `after`, or in STATE_STOP_RETRY when somebody else has done so and
 * this thread has paused for that. */
static enum sim_flow stop(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                          uint16_t after)
{
    return stop_begin(sim, thread, engine_push(thread, frame, after, STATE_STOP_BEGIN, 0));
}

enum sim_flow stop_begin(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_interp *interp = interp_of(sim, thread);

    if (is_stopped(interp, thread))
        return drop(sim, thread, frame, STATE_STOP_RETRY);
    thread->result = interp_is_parallel(sim, thread);
    if (!thread->result)
        return SIM_FLOW_DONE; /* the lock is on by now: the world is this thread's */
    interp->stopper = thread->self;
    engine_record(sim, SIM_RECORD_STOP, thread, 0, SIM_REASON_SAME, 0);
    for (uint32_t i = 1; i <= sim->thread_count; i++) {
        if (i != thread->self.i)
            ask(sim, interp, &sim->threads[i]);
    }
    if (interp->attached == 1)
        return SIM_FLOW_DONE;
    return engine_into_kernel(sim, thread, frame, STATE_STOP_IN_KERNEL);
}

enum sim_flow stop_retry(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_attach(sim, thread, frame, STATE_STOP_BEGIN);
}

enum sim_flow stop_in_kernel(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    if (interp_of(sim, thread)->attached == 1)
        return SIM_FLOW_DONE;
    thread->waiting = SIM_ASLEEP;
    engine_record_off(sim, SIM_RECORD_STOP_WAIT, thread, 0, SIM_REASON_PAUSE);
    return engine_block(sim, thread, frame, STATE_STOP_IN_KERNEL, SIM_TIME_NEVER);
}

/* Wakes who has paused: one a step, so that a step stays bounded. */
enum sim_flow world_starts(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_thread *first = sim_wait_list_take(sim, &interp_of(sim, thread)->paused);

    if (!first)
        return SIM_FLOW_DONE;
    first->waiting = SIM_CALLED;
    engine_record(sim, SIM_RECORD_RESUME, thread, first->self.i, SIM_REASON_SWITCH, 0);
    return engine_pay(sim, thread, frame, STATE_WORLD_STARTS, engine_wake(sim, thread, first));
}

static enum sim_flow start_world(struct sim *sim, struct sim_thread *thread,
                                 struct sim_frame *frame)
{
    interp_of(sim, thread)->stopper = SIM_NO_THREAD;
    engine_record(sim, SIM_RECORD_GO, thread, 0, SIM_REASON_SAME, 0);
    return world_starts(sim, thread, frame);
}

/* ---- the ops ---- */

/* Where the lock has only been taken away nobody attaches, so nobody can be asked to pause. */
static bool can_stop(struct sim *sim, const struct sim_thread *thread)
{
    return interp_of(sim, thread)->lock == INTERP_LOCK_FREE;
}

/* What takes place in C, with the lock where there is one. */
static enum sim_flow work(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                          uint16_t after)
{
    return engine_spend(sim, thread, frame, after,
                        engine_work(sim, thread, &engine_op(sim, thread)->amount));
}

enum sim_flow op_collect(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    if (!can_stop(sim, thread))
        return work(sim, thread, frame, STATE_RETURN);
    return stop(sim, thread, frame, STATE_COLLECT_STOPPED);
}

enum sim_flow op_collect_nothing(struct sim *sim, struct sim_thread *thread,
                                 struct sim_frame *frame)
{
    (void)frame;
    interp_begin_op(sim, thread);
    return SIM_FLOW_DONE;
}

enum sim_flow collect_stopped(struct sim *sim, struct sim_thread *thread,
                              struct sim_frame *frame)
{
    engine_record(sim, SIM_RECORD_WORK, thread, engine_owes(thread), SIM_REASON_RUNNING, 0);
    return work(sim, thread, frame, STATE_WORLD_GOES);
}

enum sim_flow world_goes(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (interp_of(sim, thread)->stopper.i != thread->self.i)
        return SIM_FLOW_DONE;
    return start_world(sim, thread, frame);
}

enum sim_flow op_extension(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    return work(sim, thread, frame, STATE_EXTENSION_LOADED);
}

enum sim_flow extension_loaded(struct sim *sim, struct sim_thread *thread,
                               struct sim_frame *frame)
{
    if (!engine_op(sim, thread)->keyword || !can_stop(sim, thread) ||
        interp_lock_wanted(sim, INTERP_LOCK_GIL) != INTERP_LOCK_GIL)
        return SIM_FLOW_DONE;
    return stop(sim, thread, frame, STATE_EXTENSION_STOPPED);
}

/* The lock is this thread's from the first. */
enum sim_flow extension_stopped(struct sim *sim, struct sim_thread *thread,
                                struct sim_frame *frame)
{
    struct sim_interp *interp = interp_of(sim, thread);

    if (!thread->result)
        return SIM_FLOW_DONE;
    interp->lock = INTERP_LOCK_GIL;
    interp->holder = interp->last_holder = thread->self;
    interp->switches++;
    python_lock_is_on(sim, sim->tstates[thread->self.i].interp);
    engine_record(sim, SIM_RECORD_LOCK_ON, thread, 0, SIM_REASON_SWITCH, 0);
    engine_record(sim, SIM_RECORD_TAKE, thread, 0, SIM_REASON_SWITCH, SIM_RECORD_FLAG);
    return start_world(sim, thread, frame);
}

/* ---- rows ---- */

void free_init(struct sim *sim)
{
    gil_init(sim);
    for (uint32_t i = 1; i <= sim->interp_count; i++)
        sim->interps[i].threads_own = 1; /* requests are a thread's own, as in 3.13 */
}

/* ---- invariants ---- */

static const char *check_world(const struct sim *sim, uint32_t id)
{
    const struct sim_interp *interp = &sim->interps[id];
    const struct sim_thread *stopper = &sim->threads[interp->stopper.i];
    uint32_t attached = 0;

    for (uint32_t i = 1; i <= sim->thread_count; i++)
        attached += sim->tstates[i].attached && sim->tstates[i].interp.i == id;
    if (interp_locks[interp->lock]->parallel && attached != interp->attached)
        return "who is attached is counted";
    if (stopper->self.i && interp->attached == 1 && stopper->schedule == SIM_THREAD_BLOCKED)
        return "who has stopped the world goes on when all have paused";
    return NULL;
}

const char *free_check(const struct sim *sim)
{
    const char *wrong = gil_check(sim);

    for (uint32_t i = 1; !wrong && i <= sim->interp_count; i++)
        wrong = check_world(sim, i);
    return wrong;
}

const struct interp_lock free_lock = {
    .parallel = true,
    .counting = BODY_COUNTED_BIASED,
    .take = take,
    .drop = drop,
    .done = python_done,
    .interrupt = python_cut,
    .check = check,
    .between = python_between,
};

const struct interp_lock gilectomy_lock = {
    .parallel = true,
    .counts_all = true,
    .counting = BODY_COUNTED_ATOMIC,
    .take = take,
    .drop = drop,
    .done = python_done,
    .interrupt = python_cut,
    .check = check,
    .between = python_between,
};
