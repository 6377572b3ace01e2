/* SPDX-License-Identifier: GPL-3.0-or-later
 * Putting into a queue and getting out of it, with its mutex. */
#include "sim/mech/queue.h"

static uint32_t mutex_of(const struct sim *sim, const struct sim_thread *thread)
{
    return sync_locks_of_queues(sim) + sync_queue(sim, thread) + 1;
}

static enum sim_queue_kind kind_of(const struct sim *sim, const struct sim_thread *thread)
{
    return (enum sim_queue_kind)sim->scenario->queue_defs[sync_queue(sim, thread)].kind;
}

/* One between processes is C. */
static bool is_locked(const struct sim *sim, const struct sim_thread *thread)
{
    enum sim_queue_kind kind = kind_of(sim, thread);

    return (kind == SIM_QUEUE_LOCKED ||
            (kind == SIM_QUEUE_SEMAPHORE && sim->interp_count == 1)) &&
           !sim_op_is_call(engine_op(sim, thread)) && !interp_lock_of(sim, thread)->chosen;
}

enum sim_flow op_queue(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (!is_locked(sim, thread))
        return op_sync(sim, thread, frame);
    interp_begin_op(sim, thread);
    return sync_acquire(sim, thread, frame, STATE_QUEUE_LOCKED, mutex_of(sim, thread));
}

/* What it does without the mutex comes behind, as much of it as can be kept till then. */
enum sim_flow queue_locked(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_params *p = &sim->head->params;
    bool semaphore = kind_of(sim, thread) == SIM_QUEUE_SEMAPHORE;
    sim_time whole = engine_cost(sim, thread, semaphore ? &p->semaphore_cost : &p->queue_cost);
    sim_time locked = sim_time_ratio(whole, p->queue_locked, 1000000);

    frame->arg = engine_shown(whole - locked);
    return engine_spend(sim, thread, frame, STATE_QUEUE_CHECK, whole - frame->arg);
}

enum sim_flow queue_check(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (!sim->between)
        return engine_go(frame, STATE_QUEUE_LOOK);
    return python_check(sim, thread, frame, STATE_QUEUE_LOOK);
}

enum sim_flow queue_look(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (sync_rule_of(sim, thread)->pass(sim, thread, frame))
        return engine_spend(sim, thread, frame, STATE_QUEUE_NOTIFIED,
                            sync_notify(sim, thread, engine_wake));
    return engine_spend(sim, thread, frame, STATE_QUEUE_RELEASED,
                        sync_release(sim, thread, mutex_of(sim, thread)));
}

enum sim_flow queue_notified(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    sim_time wake = sync_release(sim, thread, mutex_of(sim, thread));

    return engine_spend(sim, thread, frame, STATE_RETURN, sim_time_add(wake, frame->arg));
}

/* ---- waiting for the condition ---- */

enum sim_flow queue_released(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    return sync_let_go(sim, thread, frame, STATE_QUEUE_YIELDED, STATE_QUEUE_DETACHED);
}

enum sim_flow queue_yielded(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (sync_may_pass(sim, thread))
        return queue_again(sim, thread, frame);
    return python_detach(sim, thread, frame, STATE_QUEUE_DETACHED);
}

enum sim_flow queue_detached(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    return engine_into_kernel(sim, thread, frame, STATE_QUEUE_IN_KERNEL);
}

/* Who has changed something since the mutex was let go has told nobody yet. */
enum sim_flow queue_in_kernel(struct sim *sim, struct sim_thread *thread,
                              struct sim_frame *frame)
{
    if (sync_may_pass(sim, thread))
        return queue_woken(sim, thread, frame);
    return sync_sleep(sim, thread, frame, STATE_QUEUE_WOKEN);
}

enum sim_flow queue_woken(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_attach(sim, thread, frame, STATE_QUEUE_AGAIN);
}

enum sim_flow queue_again(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return sync_acquire(sim, thread, frame, STATE_QUEUE_LOOK, mutex_of(sim, thread));
}
