/* SPDX-License-Identifier: GPL-3.0-or-later
 * take_gil and drop_gil, step by step. */
#include "sim/mech/gil.h"

#include "sim/mech/python.h"

/*
 * After CPython Python/ceval_gil.h (3.2 to 3.11) and Python/ceval_gil.c (3.12 to 3.14). What
 * people call a hand-off is this exchange; nowhere does anyone give the lock to anyone:
 *
 *     waiter                                   holder
 *     sleeps its interval, times out
 *     no change of owner meanwhile:
 *       posts a drop request
 *     waits again                              notices at a check point
 *                                              locked = 0, signals one waiter
 *                                              request still there: sleeps on switch_cond
 *     (the one signalled) locked = 1
 *     owner changed: switch number + 1
 *     signals switch_cond                      wakes up
 *     clears the request                       queues for the lock like anyone else
 *
 * Who gets the lock is open until somebody has set the flag: a third thread, or the releaser
 * itself if no request is pending, can come in between (barging).
 */
static sim_time small_cost(struct sim *sim, struct sim_thread *thread)
{
    return engine_cost(sim, thread, &sim->head->params.mutex);
}

/* ---- requests ---- */

static void post_request(struct sim *sim, struct sim_thread *thread, struct sim_interp *interp)
{
    struct sim_thread *holder = &sim->threads[interp->last_holder.i];

    if (interp->threads_own)
        sim->tstates[holder->self.i].requested = 1;
    else
        interp->requested = 1;
    engine_record(sim, SIM_RECORD_REQUEST, thread, holder->shown.i, SIM_REASON_SAME, 0);
    if (sim->tstates[holder->self.i].interruptible)
        python_cut(sim, holder); /* as python_interrupt would, this lock being its own */
}

static void clear_request(struct sim *sim, struct sim_thread *thread, struct sim_interp *interp)
{
    /* Up to 3.12 this erases requests of others who still wait: they must time out again. */
    if (interp->threads_own)
        sim->tstates[thread->self.i].requested = 0;
    else
        interp->requested = 0;
}

/* ---- take_gil ---- */

/*
 * [runtime] priority = io, as proposed on the tracker in 2010 (bpo-7946) and not taken: a thread
 * that had to be asked for the lock counts as computing until it next lets go of its own accord.
 * Who does not count so asks a computing owner at once, without the interval.
 */
static bool goes_first(const struct sim *sim, const struct sim_thread *thread,
                       const struct sim_interp *interp)
{
    return sim->head->params.priority == SIM_PRIORITY_IO &&
           !sim->tstates[thread->self.i].computes && sim->tstates[interp->holder.i].computes;
}

/* The lock is somebody's: wait for the interval, or until signalled. */
static enum sim_flow wait_for_it(struct sim *sim, const struct sim_interp *interp,
                                 struct sim_thread *thread, struct sim_frame *frame,
                                 enum cond_haste haste)
{
    sim->tstates[thread->self.i].seen_switches = interp->switches;
    return cond_wait(sim, thread, frame, STATE_TAKE_WAITED, interp->cond, haste);
}

static enum sim_flow lock_is_free(struct sim *sim, struct sim_thread *thread,
                                  struct sim_frame *frame)
{
    uint32_t mutex = interp_of(sim, thread)->switch_mutex;

    if (!mutex_try(sim, thread, mutex))
        return mutex_wait(sim, thread, frame, STATE_TAKE_SWITCH_LOCKED, mutex);
    return take_switch_locked(sim, thread, frame);
}

static enum sim_flow take(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                          uint16_t after)
{
    uint32_t mutex = interp_of(sim, thread)->mutex;

    frame = engine_push(thread, frame, after, STATE_TAKE_LOCKED, 0);
    if (!mutex_try(sim, thread, mutex))
        return mutex_wait(sim, thread, frame, STATE_TAKE_LOCKED, mutex);
    return take_locked(sim, thread, frame);
}

enum sim_flow take_locked(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_interp *interp = interp_of(sim, thread);

    if (!interp->holder.i)
        return lock_is_free(sim, thread, frame);
    if (goes_first(sim, thread, interp))
        post_request(sim, thread, interp);
    return wait_for_it(sim, interp, thread, frame, COND_NORMAL);
}

/* Having posted a request: will this thread still be awake when the holder answers? And if so, does
 * it come for the mutex while the holder still has that, for its call to the kernel takes as long as
 * this one's? These are races of some hundred nanoseconds between two cores, so their outcome is
 * drawn. Without a second core there is no race. */
static enum cond_haste haste_after_request(struct sim *sim, struct sim_thread *thread,
                                           const struct sim_interp *interp)
{
    const struct sim_params *p = &sim->head->params;

    if (sim->threads[interp->holder.i].schedule != SIM_THREAD_ON_CORE)
        return COND_NORMAL;
    if (!engine_chance(thread, p->awake_share))
        return COND_FAST;
    return engine_chance(thread, p->mutex_held_share) ? COND_EARLY : COND_LINGERS;
}

/* Back from a wait, with the mutex. */
SIM_FLAT enum sim_flow take_waited(struct sim *sim, struct sim_thread *thread,
                                   struct sim_frame *frame)
{
    struct sim_interp *interp = interp_of(sim, thread);

    if (!interp->holder.i)
        return lock_is_free(sim, thread, frame);
    if (thread->result != COND_TIMED_OUT)
        return wait_for_it(sim, interp, thread, frame, COND_NORMAL);
    if (interp->switches != sim->tstates[thread->self.i].seen_switches) {
        engine_record_on(sim, SIM_RECORD_EXPIRE, thread, sim->threads[interp->holder.i].shown.i,
                         SIM_REASON_INTERPRETER, 0);
        return wait_for_it(sim, interp, thread, frame, COND_FAST);
    }
    post_request(sim, thread, interp);
    return wait_for_it(sim, interp, thread, frame, haste_after_request(sim, thread, interp));
}

/* Under both mutexes: the lock is this thread's now. */
enum sim_flow take_switch_locked(struct sim *sim, struct sim_thread *thread,
                                 struct sim_frame *frame)
{
    struct sim_interp *interp = interp_of(sim, thread);
    bool changed = interp->last_holder.i != thread->self.i;
    sim_time cost = small_cost(sim, thread) * 2;

    interp->holder = thread->self;
    interp->last_holder = thread->self;
    interp->switches += changed;
    engine_record_on(sim, SIM_RECORD_TAKE, thread, 0, SIM_REASON_SWITCH,
                     changed ? SIM_RECORD_FLAG : 0);
    cost += cond_signal(sim, thread, interp->switch_cond);
    return engine_pay(sim, thread, frame, STATE_TAKE_SIGNALLED, cost);
}

SIM_FLAT enum sim_flow take_signalled(struct sim *sim, struct sim_thread *thread,
                                      struct sim_frame *frame)
{
    struct sim_interp *interp = interp_of(sim, thread);
    sim_time cost = mutex_unlock(sim, thread, interp->switch_mutex);

    clear_request(sim, thread, interp);
    cost += mutex_unlock(sim, thread, interp->mutex);
    sim->tstates[thread->self.i].attached = 1;
    engine_owe(thread, cost);
    return engine_done(sim, thread, frame);
}

/* ---- drop_gil ---- */

SIM_FLAT static enum sim_flow drop(struct sim *sim, struct sim_thread *thread,
                                   struct sim_frame *frame, uint16_t after)
{
    uint32_t mutex = interp_of(sim, thread)->mutex;

    sim->tstates[thread->self.i].computes = sim->tstates[thread->self.i].at_check;
    frame = engine_push(thread, frame, after, STATE_DROP_LOCKED, 0);
    if (!mutex_try(sim, thread, mutex))
        return mutex_wait(sim, thread, frame, STATE_DROP_LOCKED, mutex);
    return drop_locked(sim, thread, frame);
}

enum sim_flow drop_locked(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_interp *interp = interp_of(sim, thread);
    bool requested = interp_requested(sim, thread);
    sim_time cost = small_cost(sim, thread) * 2;

    SIM_INVARIANT_IN(sim, interp->holder.i == thread->self.i);
    sim->tstates[thread->self.i].attached = 0;
    interp->last_holder = thread->self;
    interp->holder = SIM_NO_THREAD;
    engine_record_on(sim, SIM_RECORD_DROP, thread, 0, SIM_REASON_SWITCH,
                     requested ? SIM_RECORD_FLAG : 0);
    cost += cond_signal(sim, thread, interp->cond);
    return engine_pay(sim, thread, frame, STATE_DROP_SIGNALLED, cost);
}

/* The request is looked at after the unlocking: a fast taker has already cleared it. */
SIM_FLAT enum sim_flow drop_signalled(struct sim *sim, struct sim_thread *thread,
                                      struct sim_frame *frame)
{
    uint32_t mutex = interp_of(sim, thread)->switch_mutex;

    engine_owe(thread, mutex_unlock(sim, thread, interp_of(sim, thread)->mutex));
    if (!interp_requested(sim, thread))
        return engine_done(sim, thread, frame);
    if (!mutex_try(sim, thread, mutex))
        return mutex_wait(sim, thread, frame, STATE_DROP_SWITCH_LOCKED, mutex);
    return drop_switch_locked(sim, thread, frame);
}

/* Not switched yet: wait, without time-out and without a loop. */
enum sim_flow drop_switch_locked(struct sim *sim, struct sim_thread *thread,
                                 struct sim_frame *frame)
{
    struct sim_interp *interp = interp_of(sim, thread);

    if (interp->last_holder.i != thread->self.i)
        return drop_yielded(sim, thread, frame);
    clear_request(sim, thread, interp);
    return cond_wait(sim, thread, frame, STATE_DROP_YIELDED, interp->switch_cond, COND_NORMAL);
}

enum sim_flow drop_yielded(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    engine_owe(thread, mutex_unlock(sim, thread, interp_of(sim, thread)->switch_mutex));
    return engine_done(sim, thread, frame);
}

/* ---- a request is noticed ---- */

SIM_FLAT static enum sim_flow check(struct sim *sim, struct sim_thread *thread,
                                    struct sim_frame *frame)
{
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];

    engine_record_on(sim, SIM_RECORD_NOTICE, thread,
                     python_body(sim, thread)->point[tstate->point].instruction,
                     SIM_REASON_SWITCH, 0);
    python_note_stale(sim, thread);
    return drop(sim, thread, frame, STATE_GIL_DROPPED);
}

SIM_FLAT enum sim_flow gil_dropped(struct sim *sim, struct sim_thread *thread,
                                   struct sim_frame *frame)
{
    return take(sim, thread, frame, STATE_PYTHON_TAKEN);
}

/* ---- rows ---- */

void gil_layout(struct sim *sim, struct sim_layout *layout)
{
    interp_layout(sim, layout);
    sim_layout_rows(layout, &sim->mutexes, sizeof(*sim->mutexes), sim->interp_count * 2);
    sim_layout_rows(layout, &sim->conds, sizeof(*sim->conds), sim->interp_count * 2);
}

void gil_init(struct sim *sim)
{
    interp_init(sim);
    for (uint32_t i = 1; i <= sim->interp_count; i++) {
        struct sim_interp *interp = &sim->interps[i];

        interp->threads_own = interp_language(sim) >= SIM_PYTHON_3_13;
        interp->mutex = interp->cond = 2 * i - 1;
        interp->switch_mutex = interp->switch_cond = 2 * i;
        sim->conds[interp->cond] = (struct sim_cond){ .mutex = interp->mutex,
                                                      .timed = 1,
                                                      .kind = SIM_RECORD_WAIT,
                                                      .reason = SIM_REASON_INTERPRETER };
        sim->conds[interp->switch_cond] = (struct sim_cond){ .mutex = interp->switch_mutex,
                                                             .kind = SIM_RECORD_YIELD,
                                                             .reason = SIM_REASON_SWITCH };
    }
}

/* ---- invariants ---- */

/* Is somebody on the way who will mark the mutex as contended, or take it? */
static bool somebody_comes(const struct sim *sim, uint32_t mutex)
{
    for (uint32_t i = 1; i <= sim->thread_count; i++) {
        const struct sim_thread *thread = &sim->threads[i];
        const struct sim_frame *top = &thread->frames[thread->depth ? thread->depth - 1 : 0];

        if (thread->depth && top->arg == mutex && thread->schedule != SIM_THREAD_BLOCKED &&
            (top->state == STATE_MUTEX_WOKEN || top->state == STATE_MUTEX_IN_KERNEL))
            return true;
    }
    return false;
}

const char *gil_check(const struct sim *sim)
{
    const char *wrong = interp_check(sim);

    if (wrong)
        return wrong;
    for (uint32_t i = 1; i <= sim->interp_count * 2; i++) {
        const struct sim_cond *cond = &sim->conds[i];

        if (cond->tokens + cond->unsignalled > cond->members[cond->first])
            return "a condition variable has no more tokens than waiters for them";
        if (sim->mutexes[i].holder.i && !sim->mutexes[i].contended &&
            sim->mutexes[i].waiters.first.i && !somebody_comes(sim, i))
            return "who lets go of a mutex knows that somebody sleeps for it";
    }
    return NULL;
}

const struct interp_lock gil_lock = {
    .counting = BODY_COUNTED_PLAIN,
    .take = take,
    .drop = drop,
    .done = python_done,
    .interrupt = python_cut,
    .check = check,
    .between = python_between,
};
