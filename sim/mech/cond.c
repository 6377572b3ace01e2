/* SPDX-License-Identifier: GPL-3.0-or-later
 * Waiting and signalling with two groups. */
#include "sim/mech/cond.h"

/* Takes a token if there is one for this waiter. */
SIM_INLINE bool take_token(struct sim *sim, struct sim_cond *cond, struct sim_thread *thread)
{
    if (thread->waiting == SIM_CALLED) {
        thread->waiting = SIM_NOT_WAITING;
        return true;
    }
    if (thread->list != cond->first || !cond->tokens)
        return false;
    cond->tokens--;
    cond_leave(sim, cond, thread);
    return true;
}

/* ---- waiting ---- */

/* The deadline is that of the whole wait, and may be over when a waiter that has woken for nothing
 * waits anew: the interrupt comes before it could leave its core. Else it is in the kernel's queue
 * before its timer is set (futex_do_wait, kernel/futex/waitwake.c): who is signalled meanwhile need
 * not be woken, but comes back only when the timer has been set and cancelled. */
enum sim_flow cond_set_timer(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame, sim_time until, sim_time set)
{
    thread->timed_out = until <= sim->head->now;
    if (!thread->timed_out)
        return engine_pay(sim, thread, frame, STATE_COND_TIMER_SET, set);
    return engine_pay(sim, thread, frame, STATE_COND_WOKEN,
                      set + engine_cost(sim, thread, &sim->head->params.timer_cost));
}

enum sim_flow cond_timer_set(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    return cond_sleep_until(sim, &sim->conds[frame->arg], thread, frame,
                            engine_time_out(sim, thread, thread->deadline));
}

/* With the mutex again; glibc takes it as contended here, so its unlocking will call the kernel. */
enum sim_flow cond_locked(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    sim->mutexes[sim->conds[frame->arg].mutex].contended = 1;
    return engine_done(sim, thread, frame);
}

SIM_INLINE enum sim_flow come_back(struct sim *sim, const struct sim_cond *cond,
                                   struct sim_thread *thread, struct sim_frame *frame,
                                   enum cond_result result)
{
    uint32_t mutex = cond->mutex;

    thread->result = (uint8_t)result;
    if (!mutex_try(sim, thread, mutex))
        return mutex_wait(sim, thread, frame, STATE_COND_LOCKED, mutex);
    sim->mutexes[mutex].contended = 1; /* as in cond_locked */
    return engine_done(sim, thread, frame);
}

/* Who signals is still at it, with the mutex. */
enum sim_flow cond_early(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_cond *cond = &sim->conds[frame->arg];

    if (sim->mutexes[cond->mutex].holder.i && take_token(sim, cond, thread)) {
        engine_record(sim, SIM_RECORD_STEAL, thread, 0, SIM_REASON_SWITCH, 0);
        thread->result = COND_SIGNALLED;
        return mutex_sleep(sim, thread, frame, STATE_COND_LOCKED, cond->mutex);
    }
    return cond_in_kernel(sim, thread, frame);
}

/* At the kernel's last look before sleep. */
enum sim_flow cond_in_kernel(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    struct sim_cond *cond = &sim->conds[frame->arg];

    if (!take_token(sim, cond, thread))
        return cond_fall_asleep(sim, cond, thread, frame);
    engine_record(sim, SIM_RECORD_STEAL, thread, 0, SIM_REASON_SWITCH, 0);
    return come_back(sim, cond, thread, frame, COND_SIGNALLED);
}

/* Nobody has answered, or it has got the token and comes after the signaller is done. */
enum sim_flow cond_lingers(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return cond_in_kernel(sim, thread, frame);
}

/* Whoever has been signalled has not timed out: cond_wake_first makes its wait a signalled one, and who
 * was not in the kernel's queue yet looks for its token before it gets there. */
static enum sim_flow give_up(struct sim *sim, struct sim_cond *cond, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    SIM_REQUIRE_IN(sim, thread->waiting != SIM_CALLED);
    if (thread->list == cond->first) {
        SIM_REQUIRE_IN(sim, cond->unsignalled);
        cond->unsignalled--;
    }
    cond_leave(sim, cond, thread);
    return come_back(sim, cond, thread, frame, COND_TIMED_OUT);
}

/* It stays in its group, but in the kernel's queue it is the last again. */
SIM_SELDOM static enum sim_flow queue_anew(struct sim *sim, struct sim_cond *cond,
                                           struct sim_thread *thread, struct sim_frame *frame)
{
    engine_record(sim, SIM_RECORD_LATE, thread, 0, (enum sim_reason)cond->reason, 0);
    thread->waiting = SIM_ABOUT_TO_WAIT;
    sim_wait_list_remove(sim, &cond->group[thread->list], thread);
    sim_wait_list_append(sim, &cond->group[thread->list], thread);
    return engine_into_kernel(sim, thread, frame, STATE_COND_IN_KERNEL);
}

enum sim_flow cond_woken(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_cond *cond = &sim->conds[frame->arg];

    if (thread->timed_out)
        return give_up(sim, cond, thread, frame);
    if (take_token(sim, cond, thread))
        return come_back(sim, cond, thread, frame, COND_SIGNALLED);
    return queue_anew(sim, cond, thread, frame);
}

/* ---- signalling ---- */

static sim_time back_after(struct sim *sim, struct sim_thread *thread)
{
    if (engine_top(thread)->state == STATE_COND_EARLY)
        return 0;
    return engine_cost(sim, thread, &sim->head->params.awake_latency);
}

/* One that lingers looks for the token before it enters the kernel, and comes for the mutex: by the
 * end of one call, its unlocking, and the beginning of another. Does the signaller's call, in which
 * there is somebody to be woken, take longer? Then the mutex is not free yet. */
static bool outlasts(struct sim *sim, struct sim_thread *thread, const struct sim_thread *first)
{
    const struct sim_params *p = &sim->head->params;
    const struct sim_dist *call = &p->wake_call_awake;
    sim_time takes, sleeps;

    if (!first)
        return false;
    if (first->schedule == SIM_THREAD_BLOCKED)
        call = first->core.i == thread->core.i ? &p->wake_call_busy : &p->wake_call_idle;
    takes = engine_cost(sim, thread, call);
    sleeps = engine_cost(sim, thread, &p->wake_call_none);
    sleeps += engine_cost(sim, thread, &p->sleep_call);
    return takes > sleeps;
}

static void hurry(struct sim_thread *thread)
{
    if (engine_top(thread)->state == STATE_COND_LINGERS)
        engine_redirect(thread, STATE_COND_EARLY);
}

void cond_call_back(struct sim *sim, struct sim_cond *cond, struct sim_thread *signaller,
                    const struct sim_thread *first)
{
    bool held = outlasts(sim, signaller, first);

    for (uint32_t i = cond->group[cond->first].last.i; i; i = sim->threads[i].wait_prev.i) {
        struct sim_thread *thread = &sim->threads[i];

        if (thread->waiting != SIM_ABOUT_TO_WAIT)
            return;
        if (held)
            hurry(thread);
        engine_cut(sim, thread, back_after(sim, thread));
    }
}

void cond_call_from_timer(struct sim *sim, struct sim_thread *thread)
{
    sim_time at = engine_time_out(sim, thread, thread->deadline);

    engine_redirect(thread, STATE_COND_WOKEN);
    engine_cut(sim, thread, engine_left(sim, thread) + threads_cancel_timer(sim, thread, at));
}
