/* SPDX-License-Identifier: GPL-3.0-or-later
 * A mutex as glibc builds it on a futex. */
#ifndef INTERLOCK_SIM_MECH_MUTEX_H
#define INTERLOCK_SIM_MECH_MUTEX_H

#include "sim/engine/engine.h"
#include "sim/mech/states.h"

/*
 * The rule (glibc 2.36, nptl/pthread_mutex_lock.c, lowlevellock.c, a normal mutex):
 *  - a free mutex is taken by whoever comes first, also while others sleep or are waking up for
 *    it: barging;
 *  - who finds it taken marks it contended and goes to sleep in the kernel, unless it has become
 *    free until it gets there;
 *  - unlocking a contended mutex wakes the oldest sleeper, which then has to try again.
 * Left out: spinning (a normal mutex does none), priority inheritance, robustness.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

struct sim_mutex {
    struct sim_wait_list waiters;
    struct sim_thread_id holder;
    uint32_t contended; /* somebody may be asleep: unlocking must call the kernel */
};

#pragma GCC diagnostic pop

/* Takes it if it is free. */
static inline bool mutex_try(struct sim *sim, const struct sim_thread *thread, uint32_t id)
{
    struct sim_mutex *mutex = &sim->mutexes[id];

    if (mutex->holder.i)
        return false;
    mutex->holder = thread->self;
    return true;
}

/* After a failed mutex_try: waits for it; goes on in `after` with the mutex held. */
enum sim_flow mutex_wait(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                         uint16_t after, uint32_t id);

/* The same for one whose way into the kernel has been paid for: it sleeps at once. */
enum sim_flow mutex_sleep(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                          uint16_t after, uint32_t id);

/* Wakes the first who sleeps for it. */
sim_time mutex_wake(struct sim *sim, struct sim_thread *thread, struct sim_mutex *mutex);

/* Lets it go, which takes effect at once; returns the processor time that the call takes beyond
 * that. */
static inline sim_time mutex_unlock(struct sim *sim, struct sim_thread *thread, uint32_t id)
{
    struct sim_mutex *mutex = &sim->mutexes[id];

    SIM_INVARIANT_IN(sim, mutex->holder.i == thread->self.i);
    mutex->holder = SIM_NO_THREAD;
    if (!mutex->contended)
        return 0;
    mutex->contended = 0;
    if (mutex->waiters.first.i)
        return mutex_wake(sim, thread, mutex);
    return engine_cost(sim, thread, &sim->head->params.wake_call_none);
}

#endif
