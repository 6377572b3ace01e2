/* SPDX-License-Identifier: GPL-3.0-or-later
 * A condition variable as glibc builds it: two groups of waiters. */
#ifndef INTERLOCK_SIM_MECH_COND_H
#define INTERLOCK_SIM_MECH_COND_H

#include "sim/engine/wake.h"
#include "sim/mech/mutex.h"
#include "sim/state/waitlist.h"

/*
 * The rule (glibc 2.25 to 2.40, nptl/pthread_cond_wait.c, pthread_cond_signal.c):
 *  - a waiter joins group 2;
 *  - a signal goes to group 1; when all of group 1 have been signalled, group 2 becomes group 1
 *    first;
 *  - a signal is a token: whoever of group 1 looks first takes it. Normally that is the oldest
 *    sleeper, which the kernel wakes for it; but a waiter of the group that is not yet asleep
 *    looks earlier, and steals it. The sleeper then wakes for nothing and sleeps again;
 *  - who times out leaves its group, and joins group 2 when it waits again;
 *  - the kernel's queue of sleepers is its own (kernel/futex): who has woken for nothing is the
 *    last there again; who has been woken by its time-out is there until it runs, and a wake-up
 *    spent on it makes its wait a signalled one.
 *  - who signals has the mutex, and keeps it for as long as its call to the kernel takes. Who comes
 *    back before that is over sleeps for the mutex, and is woken by its unlocking. That call takes
 *    longer if there is somebody to be woken, though he may be awake already.
 *  - who waits with a time-out is in the kernel's queue before its timer is set.
 * So the oldest are served first, roughly; and a thread that times out and waits again at once is
 * still awake when the answer comes, and tends to win, though it may have to sleep for the mutex.
 * Left out: waiting for stragglers of a closed group (they keep their token here), requeueing.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

struct sim_cond {
    struct sim_wait_list group[2];
    uint32_t members[2];  /* in each list */
    uint32_t first;       /* which of the two is group 1 */
    uint32_t unsignalled; /* members of group 1 for whom no token has been put yet */
    uint32_t tokens;      /* put into group 1 and not yet taken */

    /* constant */
    uint32_t mutex; /* given up while waiting */
    uint16_t timed; /* waits end after the switch interval */
    uint8_t kind;   /* enum sim_record_kind of the record that begins a sleep here */
    uint8_t reason; /* enum sim_reason of the time asleep */
    uint32_t unused[5];
};

#pragma GCC diagnostic pop

_Static_assert(sizeof(struct sim_cond) == 64, "a condition variable's row is a cache line");

/* How a wait ends, in thread->result. */
enum cond_result {
    COND_SIGNALLED,
    COND_TIMED_OUT,
};

/* How soon a waiter is asleep. */
enum cond_haste {
    COND_NORMAL,  /* after sleep_call */
    COND_LINGERS, /* after a while: it will be awake when an answer comes soon */
    COND_EARLY, /* the same; but it comes back before the mutex is free, and sleeps for that */
    COND_FAST,  /* before anyone can answer, or the way there has been paid for */
};

/* A lingering waiter stays awake for that many times sleep_call if nobody answers. What counts
 * is whether the answer comes first, which is drawn; so it only has to be long enough for a
 * holder that is in bytecode, and short against every interval. */
#define COND_LINGER 8

/* A hand-off waits three times and signals twice, so both are made one piece with their callers. */

/* ---- groups ---- */

static inline void cond_join(struct sim *sim, struct sim_cond *cond, struct sim_thread *thread)
{
    uint32_t second = cond->first ^ 1;

    sim_wait_list_append(sim, &cond->group[second], thread);
    cond->members[second]++;
    thread->list = (uint16_t)second;
    thread->waiting = SIM_ABOUT_TO_WAIT;
}

static inline void cond_leave(struct sim *sim, struct sim_cond *cond, struct sim_thread *thread)
{
    sim_wait_list_remove(sim, &cond->group[thread->list], thread);
    cond->members[thread->list]--;
    thread->waiting = SIM_NOT_WAITING;
}

/* Group 2 becomes group 1. Who is left of the old group 1 has been signalled and is on its way:
 * each of them keeps a token of its own. */
static inline void cond_switch_groups(struct sim *sim, struct sim_cond *cond)
{
    struct sim_thread *left;

    while ((left = sim_wait_list_take(sim, &cond->group[cond->first])))
        left->waiting = SIM_CALLED;
    cond->members[cond->first] = 0;
    cond->first ^= 1;
    cond->unsignalled = cond->members[cond->first];
    cond->tokens = 0;
}

/* ---- waiting ---- */

static inline enum sim_flow cond_sleep_until(struct sim *sim, const struct sim_cond *cond,
                                             struct sim_thread *thread, struct sim_frame *frame,
                                             sim_time until)
{
    enum sim_reason reason = (enum sim_reason)cond->reason;

    engine_record_off(sim, (enum sim_record_kind)cond->kind, thread, 0, reason);
    return engine_block_as(sim, thread, frame, STATE_COND_WOKEN, until, reason);
}

/* It takes so long to set its timer, or its time is over before it could leave its core. */
SIM_SELDOM enum sim_flow cond_set_timer(struct sim *sim, struct sim_thread *thread,
                                        struct sim_frame *frame, sim_time until, sim_time set);

static inline enum sim_flow cond_fall_asleep(struct sim *sim, const struct sim_cond *cond,
                                             struct sim_thread *thread, struct sim_frame *frame)
{
    sim_time slack = sim->head->params.timer_slack, until;
    sim_time set = engine_set_timer(sim, thread, thread->deadline, slack, &until);

    thread->waiting = SIM_ASLEEP;
    if (set || until <= sim->head->now)
        return cond_set_timer(sim, thread, frame, until, set);
    return cond_sleep_until(sim, cond, thread, frame, until);
}

/* Waits, with the mutex given up meanwhile and held again afterwards; goes on in `after`. */
SIM_INLINE enum sim_flow cond_wait(struct sim *sim, struct sim_thread *thread,
                                   struct sim_frame *frame, uint16_t after, uint32_t id,
                                   enum cond_haste haste)
{
    const struct sim_params *p = &sim->head->params;
    struct sim_cond *cond = &sim->conds[id];
    uint16_t last_look = haste == COND_EARLY     ? STATE_COND_EARLY
                         : haste == COND_LINGERS ? STATE_COND_LINGERS
                                                 : STATE_COND_IN_KERNEL;
    struct sim_frame *mine = engine_push(thread, frame, after, last_look, id);
    sim_time awake;

    thread->deadline = SIM_TIME_NEVER;
    if (cond->timed)
        thread->deadline = sim_time_add(sim->head->now, p->switch_interval);
    cond_join(sim, cond, thread);
    awake = mutex_unlock(sim, thread, cond->mutex);
    if (haste == COND_FAST)
        return cond_fall_asleep(sim, cond, thread, mine);
    awake +=
        engine_cost(sim, thread, &p->sleep_call) * (haste == COND_NORMAL ? 1 : COND_LINGER);
    return engine_pay(sim, thread, mine, last_look, awake);
}

/* ---- signalling ---- */

/* Is somebody of group 1 not asleep yet? */
static inline bool cond_is_looked_at(const struct sim *sim, const struct sim_cond *cond)
{
    return sim->threads[cond->group[cond->first].last.i].waiting == SIM_ABOUT_TO_WAIT;
}

/* Whoever that is finds the token and returns with it. `first` is who is to be woken by the signaller's
 * call, if anybody. */
void cond_call_back(struct sim *sim, struct sim_cond *cond, struct sim_thread *signaller,
                    const struct sim_thread *first);

/* Does it set its timer? */
static inline bool cond_is_setting(const struct sim_thread *thread)
{
    return engine_top(thread)->state == STATE_COND_TIMER_SET;
}

/* Is it in the kernel's queue of this condition variable? One that sets its timer is, and one whose
 * time-out has woken it, until it has run. */
static inline bool cond_is_queued(const struct sim_thread *thread)
{
    return thread->schedule == SIM_THREAD_BLOCKED || cond_is_setting(thread) ||
           (thread->waiting == SIM_ASLEEP && thread->timed_out);
}

static inline struct sim_thread *cond_first_queued(struct sim *sim, struct sim_cond *cond)
{
    uint32_t i = cond->group[cond->first].first.i;

    while (i && !cond_is_queued(&sim->threads[i]))
        i = sim->threads[i].wait_next.i;
    return i ? &sim->threads[i] : NULL;
}

/* It will not sleep, but cancels its timer, and looks for its token. */
SIM_SELDOM void cond_call_from_timer(struct sim *sim, struct sim_thread *thread);

/* The kernel takes the first out of its queue, and wakes it. One that its time-out has woken
 * already, or that is not asleep yet, will find that it was signalled. */
static inline sim_time cond_wake_first(struct sim *sim, struct sim_thread *thread,
                                       struct sim_thread *first)
{
    if (first->schedule != SIM_THREAD_BLOCKED) {
        first->timed_out = 0;
        if (cond_is_setting(first))
            cond_call_from_timer(sim, first);
        return engine_cost(sim, thread, &sim->head->params.wake_call_awake);
    }
    first->reason = SIM_REASON_SWITCH;
    return wake_thread(sim, thread, first, false);
}

/* Puts a token for one waiter and wakes it if it sleeps; nothing happens without waiters. Takes
 * effect at once; returns the processor time that the call takes. */
SIM_INLINE sim_time cond_signal(struct sim *sim, struct sim_thread *thread, uint32_t id)
{
    struct sim_cond *cond = &sim->conds[id];
    struct sim_thread *first;

    if (!cond->unsignalled) {
        if (!cond->members[cond->first ^ 1])
            return 0;
        cond_switch_groups(sim, cond);
    }
    cond->unsignalled--;
    cond->tokens++;
    first = cond_first_queued(sim, cond);
    if (cond_is_looked_at(sim, cond))
        cond_call_back(sim, cond, thread, first);
    if (!first) {
        engine_record(sim, SIM_RECORD_SIGNAL, thread, 0, SIM_REASON_SAME, 0);
        return engine_cost(sim, thread, &sim->head->params.wake_call_none);
    }
    engine_record(sim, SIM_RECORD_SIGNAL, thread, first->shown.i, SIM_REASON_SAME, 0);
    return cond_wake_first(sim, thread, first);
}

#endif
