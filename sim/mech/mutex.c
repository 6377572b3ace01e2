/* SPDX-License-Identifier: GPL-3.0-or-later
 * Blocking on a mutex, and waking from it. */
#include "sim/mech/mutex.h"

#include "sim/state/waitlist.h"

static enum sim_flow into_kernel(struct sim *sim, struct sim_thread *thread,
                                 struct sim_frame *frame)
{
    sim->mutexes[frame->arg].contended = 1;
    return engine_into_kernel(sim, thread, frame, STATE_MUTEX_IN_KERNEL);
}

/* Others may still sleep for it, so it is taken as contended, to be on the safe side. */
static bool try_contended(struct sim *sim, struct sim_thread *thread, uint32_t id)
{
    if (!mutex_try(sim, thread, id))
        return false;
    sim->mutexes[id].contended = 1;
    return true;
}

enum sim_flow mutex_wait(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                         uint16_t after, uint32_t id)
{
    return into_kernel(sim, thread,
                       engine_push(thread, frame, after, STATE_MUTEX_IN_KERNEL, id));
}

static enum sim_flow fall_asleep(struct sim *sim, struct sim_thread *thread,
                                 struct sim_frame *frame)
{
    struct sim_mutex *mutex = &sim->mutexes[frame->arg];

    sim_wait_list_append(sim, &mutex->waiters, thread);
    engine_record_off(sim, SIM_RECORD_MUTEX_WAIT, thread, sim->threads[mutex->holder.i].shown.i,
                      SIM_REASON_SWITCH);
    return engine_block(sim, thread, frame, STATE_MUTEX_WOKEN, SIM_TIME_NEVER);
}

enum sim_flow mutex_sleep(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                          uint16_t after, uint32_t id)
{
    sim->mutexes[id].contended = 1;
    return fall_asleep(sim, thread,
                       engine_push(thread, frame, after, STATE_MUTEX_IN_KERNEL, id));
}

enum sim_flow mutex_in_kernel(struct sim *sim, struct sim_thread *thread,
                              struct sim_frame *frame)
{
    if (try_contended(sim, thread, frame->arg))
        return SIM_FLOW_DONE;
    /* let go and taken anew meanwhile: FUTEX_WAIT returns EAGAIN */
    if (!sim->mutexes[frame->arg].contended)
        return into_kernel(sim, thread, frame);
    return fall_asleep(sim, thread, frame);
}

enum sim_flow mutex_woken(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (try_contended(sim, thread, frame->arg))
        return SIM_FLOW_DONE;
    return into_kernel(sim, thread, frame);
}

sim_time mutex_wake(struct sim *sim, struct sim_thread *thread, struct sim_mutex *mutex)
{
    struct sim_thread *first = sim_wait_list_take(sim, &mutex->waiters);

    engine_record(sim, SIM_RECORD_SIGNAL, thread, first->shown.i, SIM_REASON_SAME, 0);
    return engine_wake(sim, thread, first);
}
