/* SPDX-License-Identifier: GPL-3.0-or-later
 * Waiting for requests, and taking them. */
#include "sim/mech/request.h"

#include "sim/mech/states.h"

/* When the next one comes, by the clock of the requests. */
static void expect_next(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_op *op = engine_op(sim, thread);
    struct sim_block *block = engine_block_of(sim, thread, op);

    if (block->value < 0) { /* back from its end */
        block->value = -block->value;
    } else { /* a block before it may have left anything there */
        block->value = op->times ? op->times : INT64_MAX;
        block->count = sim->head->now;
    }
    block->count = sim_time_add(block->count, engine_work(sim, thread, &op->amount));
}

enum sim_flow op_arrive(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    expect_next(sim, thread);
    return engine_call(thread, frame, STATE_ARRIVED, STATE_OP_OFF_CORE, 0);
}

enum sim_flow task_arrive(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    expect_next(sim, thread);
    return engine_call(thread, frame, STATE_ARRIVED, STATE_TASK_IO, 0);
}

sim_time request_wait(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_op *op = engine_op(sim, thread);
    sim_time at;

    if (op->kind != SIM_OP_ARRIVE)
        return engine_work(sim, thread, &op->amount);
    at = engine_block_of(sim, thread, op)->count;
    return at > sim->head->now ? at - sim->head->now : 0;
}

/* It has come, and the thread can go on. By hand, time does not count. */
enum sim_flow arrived(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_op *op = engine_op(sim, thread);
    sim_time late = sim->head->now - engine_block_of(sim, thread, op)->count;
    bool in_us = late > UINT32_MAX;

    (void)frame;
    late = late < 0 ? 0 : late;
    engine_record(sim, SIM_RECORD_ARRIVE, thread, engine_shown(in_us ? late / 1000 : late),
                  SIM_REASON_SAME, in_us ? SIM_RECORD_FLAG : 0);
    engine_record(sim, SIM_RECORD_MEASURE, thread, op->object, SIM_REASON_SAME,
                  SIM_RECORD_FLAG);
    return SIM_FLOW_DONE;
}

void request_end(struct sim *sim, struct sim_thread *thread, const struct sim_op *head)
{
    struct sim_block *block = engine_block_of(sim, thread, head);

    engine_record(sim, SIM_RECORD_MEASURED, thread, head->object, SIM_REASON_SAME, 0);
    if (--block->value <= 0)
        return;
    block->value = -block->value;
    thread->pc = sim->scenario->ops[thread->pc].match - 1; /* the head is what comes next */
}
