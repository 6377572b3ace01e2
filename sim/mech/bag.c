/* SPDX-License-Identifier: GPL-3.0-or-later
 * Taking chunks, and going through their tasks. */
#include "sim/mech/bag.h"

#include "sim/engine/threads.h"
#include "sim/mech/states.h"
#include "sim/mech/sync.h"
#include "sim/mech/watch.h"

/* Streams of tasks lie behind those of threads. */
#define FIRST_STREAM (UINT64_C(1) << 32)

static void begin_task(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_params *params = &sim->scenario->params;

    thread->work_stream = sim_stream((uint64_t)params->seed, (uint64_t)params->replication,
                                     FIRST_STREAM + thread->task);
    thread->work_draws = (uint32_t)thread->task; /* the n-th begins with a trace's n-th value */
    engine_record(sim, SIM_RECORD_TASK, thread, (uint32_t)thread->task + 1, SIM_REASON_SAME, 0);
}

/* Leaves the loop whose end the op knows. */
static enum sim_flow leave(const struct sim *sim, struct sim_thread *thread)
{
    thread->pc = engine_op(sim, thread)->match;
    return SIM_FLOW_DONE;
}

enum sim_flow op_take(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_map *map = sim->scenario->map;
    uint64_t chunks = sim_map_chunks(map), taken = sim->bag[1].taken;

    (void)frame;
    if (taken == chunks * sim_map_calls(map))
        return leave(sim, thread);
    sim->bag[1].taken++;
    thread->task = taken / chunks * map->tasks + taken % chunks * sim_map_chunk(map);
    return SIM_FLOW_DONE;
}

void bag_begin(struct sim *sim, struct sim_thread *thread, struct sim_block *block)
{
    const struct sim_map *map = sim->scenario->map;
    uint64_t left = map->tasks - thread->task % map->tasks, chunk = sim_map_chunk(map);

    block->value = (int64_t)(left < chunk ? left : chunk);
    block->draws = thread->work_draws;
    begin_task(sim, thread);
}

void bag_next(struct sim *sim, struct sim_thread *thread, const struct sim_block *block)
{
    thread->task++;
    if (block->value > 0) {
        begin_task(sim, thread);
        return;
    }
    thread->work_stream = threads_work_stream(sim, thread);
    thread->work_draws = block->draws;
}

enum sim_flow op_leave(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_op *op = engine_op(sim, thread);
    bool stays =
        op->keyword ? watch_finds(sim, op->object + 1) : !sim->flags[op->object + 1].set;

    (void)frame;
    return stays ? SIM_FLOW_DONE : leave(sim, thread);
}

void bag_layout(struct sim *sim, struct sim_layout *layout)
{
    if (sim->scenario->map)
        sim_layout_rows(layout, &sim->bag, sizeof(*sim->bag), 1);
}
