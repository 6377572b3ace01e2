/* SPDX-License-Identifier: GPL-3.0-or-later
 * Waiting and signalling with two groups. */
#include "sim/mech/cond.h"

#include "sim/state/waitlist.h"

/* A lingering waiter stays awake for that many times sleep_call if nobody answers. What counts
 * is whether the answer comes first, which is drawn; so it only has to be long enough for a
 * holder that is in bytecode, and short against every interval. */
#define LINGER 8

/* ---- groups ---- */

static void join(struct sim *sim, struct sim_cond *cond, struct sim_thread *thread)
{
    uint32_t second = cond->first ^ 1;

    sim_wait_list_append(sim, &cond->group[second], thread);
    cond->members[second]++;
    thread->list = (uint16_t)second;
    thread->waiting = SIM_ABOUT_TO_WAIT;
}

static void leave(struct sim *sim, struct sim_cond *cond, struct sim_thread *thread)
{
    sim_wait_list_remove(sim, &cond->group[thread->list], thread);
    cond->members[thread->list]--;
    thread->waiting = SIM_NOT_WAITING;
}

/* Group 2 becomes group 1. Who is left of the old group 1 has been signalled and is on its way:
 * each of them keeps a token of its own. */
static void switch_groups(struct sim *sim, struct sim_cond *cond)
{
    struct sim_thread *left;

    while ((left = sim_wait_list_take(sim, &cond->group[cond->first])))
        left->waiting = SIM_CALLED;
    cond->members[cond->first] = 0;
    cond->first ^= 1;
    cond->unsignalled = cond->members[cond->first];
    cond->tokens = 0;
}

/* Takes a token if there is one for this waiter. */
static bool take_token(struct sim *sim, struct sim_cond *cond, struct sim_thread *thread)
{
    if (thread->waiting == SIM_CALLED) {
        thread->waiting = SIM_NOT_WAITING;
        return true;
    }
    if (thread->list != cond->first || !cond->tokens)
        return false;
    cond->tokens--;
    leave(sim, cond, thread);
    return true;
}

/* ---- waiting ---- */

SIM_INLINE enum sim_flow fall_asleep(struct sim *sim, const struct sim_cond *cond,
                                     struct sim_thread *thread, struct sim_frame *frame)
{
    enum sim_reason reason = (enum sim_reason)cond->reason;

    thread->waiting = SIM_ASLEEP;
    engine_record_off(sim, (enum sim_record_kind)cond->kind, thread, 0, reason);
    return engine_block_as(sim, thread, frame, STATE_COND_WOKEN,
                           engine_time_out(sim, thread, thread->deadline), reason);
}

SIM_FLAT enum sim_flow cond_wait(struct sim *sim, struct sim_thread *thread,
                                 struct sim_frame *frame, uint16_t after, uint32_t id,
                                 enum cond_haste haste)
{
    const struct sim_params *p = &sim->head->params;
    struct sim_cond *cond = &sim->conds[id];
    uint16_t last_look = haste == COND_EARLY ? STATE_COND_EARLY : STATE_COND_IN_KERNEL;
    struct sim_frame *mine = engine_push(thread, frame, after, last_look, id);
    sim_time awake;

    thread->deadline = SIM_TIME_NEVER;
    if (cond->timed)
        thread->deadline = sim_time_add(sim->head->now, p->switch_interval);
    join(sim, cond, thread);
    awake = mutex_unlock(sim, thread, cond->mutex);
    if (haste == COND_FAST)
        return fall_asleep(sim, cond, thread, mine);
    awake += engine_cost(sim, thread, &p->sleep_call) * (haste == COND_NORMAL ? 1 : LINGER);
    return engine_spend(sim, thread, mine, last_look, awake);
}

/* With the mutex again; glibc takes it as contended here, so its unlocking will call the kernel. */
enum sim_flow cond_locked(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    (void)thread;
    sim->mutexes[sim->conds[frame->arg].mutex].contended = 1;
    return SIM_FLOW_DONE;
}

static enum sim_flow come_back(struct sim *sim, const struct sim_cond *cond,
                               struct sim_thread *thread, struct sim_frame *frame,
                               enum cond_result result)
{
    uint32_t mutex = cond->mutex;

    thread->result = (uint8_t)result;
    if (!mutex_try(sim, thread, mutex))
        return mutex_wait(sim, thread, frame, STATE_COND_LOCKED, mutex);
    sim->mutexes[mutex].contended = 1; /* as in cond_locked */
    return SIM_FLOW_DONE;
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
SIM_FLAT enum sim_flow cond_in_kernel(struct sim *sim, struct sim_thread *thread,
                                      struct sim_frame *frame)
{
    struct sim_cond *cond = &sim->conds[frame->arg];

    if (!take_token(sim, cond, thread))
        return fall_asleep(sim, cond, thread, frame);
    engine_record(sim, SIM_RECORD_STEAL, thread, 0, SIM_REASON_SWITCH, 0);
    return come_back(sim, cond, thread, frame, COND_SIGNALLED);
}

/* A waiter that has been signalled and times out leaves a token that nobody else will take: it
 * puts another one for those behind it. */
static void give_up(struct sim *sim, struct sim_cond *cond, struct sim_thread *thread,
                    uint32_t id)
{
    bool has_token = thread->waiting == SIM_CALLED;

    if (has_token) {
        thread->waiting = SIM_NOT_WAITING;
    } else {
        if (thread->list == cond->first && cond->unsignalled)
            cond->unsignalled--;
        else if (thread->list == cond->first)
            has_token = true, cond->tokens--;
        leave(sim, cond, thread);
    }
    if (has_token)
        cond_signal(sim, thread, id);
}

/* It stays in its group, but in the kernel's queue it is the last again. */
static void queue_anew(struct sim *sim, struct sim_cond *cond, struct sim_thread *thread)
{
    thread->waiting = SIM_ABOUT_TO_WAIT;
    sim_wait_list_remove(sim, &cond->group[thread->list], thread);
    sim_wait_list_append(sim, &cond->group[thread->list], thread);
}

SIM_FLAT enum sim_flow cond_woken(struct sim *sim, struct sim_thread *thread,
                                  struct sim_frame *frame)
{
    struct sim_cond *cond = &sim->conds[frame->arg];

    if (thread->timed_out) {
        give_up(sim, cond, thread, frame->arg);
        return come_back(sim, cond, thread, frame, COND_TIMED_OUT);
    }
    if (take_token(sim, cond, thread))
        return come_back(sim, cond, thread, frame, COND_SIGNALLED);
    engine_record(sim, SIM_RECORD_LATE, thread, 0, (enum sim_reason)cond->reason, 0);
    queue_anew(sim, cond, thread);
    return engine_into_kernel(sim, thread, frame, STATE_COND_IN_KERNEL);
}

/* ---- signalling ---- */

static sim_time back_after(struct sim *sim, struct sim_thread *thread)
{
    if (engine_top(thread)->state == STATE_COND_EARLY)
        return 0;
    return engine_cost(sim, thread, &sim->head->params.awake_latency);
}

/* Whoever is about to sleep finds the token and returns with it. */
static void call_back(struct sim *sim, struct sim_cond *cond)
{
    for (uint32_t i = cond->group[cond->first].last.i; i; i = sim->threads[i].wait_prev.i) {
        struct sim_thread *thread = &sim->threads[i];

        if (thread->waiting != SIM_ABOUT_TO_WAIT)
            return;
        engine_cut(sim, thread, back_after(sim, thread));
    }
}

/* Is it in the kernel's queue of this condition variable? One whose time-out has woken it is, until
 * it has run. */
static bool is_queued(const struct sim_thread *thread)
{
    return thread->schedule == SIM_THREAD_BLOCKED ||
           (thread->waiting == SIM_ASLEEP && thread->timed_out);
}

static struct sim_thread *first_queued(struct sim *sim, struct sim_cond *cond)
{
    uint32_t i = cond->group[cond->first].first.i;

    while (i && !is_queued(&sim->threads[i]))
        i = sim->threads[i].wait_next.i;
    return i ? &sim->threads[i] : NULL;
}

/* The kernel takes the first out of its queue, and wakes it. One that its time-out has woken
 * already will find that it was signalled. */
static sim_time wake_first(struct sim *sim, struct sim_thread *thread, struct sim_thread *first)
{
    if (first->schedule != SIM_THREAD_BLOCKED) {
        first->timed_out = 0;
        return engine_cost(sim, thread, &sim->head->params.wake_call_none);
    }
    first->reason = SIM_REASON_SWITCH;
    return engine_wake(sim, thread, first);
}

SIM_FLAT sim_time cond_signal(struct sim *sim, struct sim_thread *thread, uint32_t id)
{
    struct sim_cond *cond = &sim->conds[id];
    struct sim_thread *first;

    if (!cond->unsignalled) {
        if (!cond->members[cond->first ^ 1])
            return 0;
        switch_groups(sim, cond);
    }
    cond->unsignalled--;
    cond->tokens++;
    call_back(sim, cond);
    first = first_queued(sim, cond);
    engine_record(sim, SIM_RECORD_SIGNAL, thread, first ? first->shown.i : 0, SIM_REASON_SAME,
                  0);
    if (!first)
        return engine_cost(sim, thread, &sim->head->params.wake_call_none);
    return wake_first(sim, thread, first);
}
