/* SPDX-License-Identifier: GPL-3.0-or-later
 * Sleeping until there is something to be read. */
#include "sim/mech/watch.h"

#include "sim/mech/pipe.h"
#include "sim/mech/visit.h"

/* The two that an op watches. */
#define WATCHED 2

static uint32_t watched(const struct sim *sim, const struct sim_thread *thread, int which)
{
    const struct sim_op *op = engine_op(sim, thread);

    return (which ? (uint32_t)op->at : op->object) + 1;
}

bool watch_finds(const struct sim *sim, uint32_t queue)
{
    if (sim->pipes && sim->pipes[queue].crosses)
        return sim->pipes[queue].bytes;
    return sim->queues[queue].items;
}

static bool finds_any(const struct sim *sim, const struct sim_thread *thread)
{
    return watch_finds(sim, watched(sim, thread, 0)) ||
           watch_finds(sim, watched(sim, thread, 1));
}

static void watch_as(struct sim *sim, const struct sim_thread *thread,
                     struct sim_thread_id watcher)
{
    for (int i = 0; i < WATCHED; i++)
        sim->queues[watched(sim, thread, i)].watcher = watcher;
}

sim_time watch_tell(struct sim *sim, struct sim_thread *thread, uint32_t queue)
{
    struct sim_thread *watcher = &sim->threads[sim->queues[queue].watcher.i];

    watch_as(sim, watcher, SIM_NO_THREAD);
    engine_record(sim, SIM_RECORD_RESUME, thread, watcher->self.i, SIM_REASON_SAME, 0);
    return engine_wake_by_pipe(sim, thread, watcher);
}

enum sim_flow op_watch(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_params *p = &sim->head->params;
    sim_time cost = engine_cost(sim, thread, &p->watch_call);

    cost += engine_op(sim, thread)->times * engine_cost(sim, thread, &p->watch_each);
    interp_begin_op(sim, thread);
    return engine_spend(sim, thread, frame, STATE_WATCH_LISTED, visit_cost(sim, thread, cost));
}

enum sim_flow watch_listed(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_detach(sim, thread, frame, STATE_WATCH_POLL);
}

enum sim_flow watch_poll(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return engine_spend(sim, thread, frame, STATE_WATCH_LOOK,
                        engine_cost(sim, thread, &sim->head->params.poll_call));
}

enum sim_flow watch_look(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (finds_any(sim, thread))
        return python_attach(sim, thread, frame, STATE_RETURN);
    return engine_into_kernel(sim, thread, frame, STATE_WATCH_IN_KERNEL);
}

enum sim_flow watch_in_kernel(struct sim *sim, struct sim_thread *thread,
                              struct sim_frame *frame)
{
    if (finds_any(sim, thread))
        return python_attach(sim, thread, frame, STATE_RETURN);
    engine_record_off(sim, SIM_RECORD_ITEM_WAIT, thread, engine_op(sim, thread)->object,
                      SIM_REASON_QUEUE);
    watch_as(sim, thread, thread->self);
    return engine_block(sim, thread, frame, STATE_WATCH_LOOK, SIM_TIME_NEVER);
}
