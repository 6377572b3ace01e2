/* SPDX-License-Identifier: GPL-3.0-or-later
 * Native code below an interpreter: the op `convert`, and ops in and around `parallel`. */
#include "sim/mech/layers.h"

#include "sim/engine/model.h"
#include "sim/mech/library.h"
#include "sim/mech/team.h"

/* ---- converting ---- */

enum sim_flow op_convert(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_op *op = engine_op(sim, thread);
    const struct sim_params *p = &sim->head->params;
    const struct sim_dist *const a_mib[2][SIM_PAYLOAD_COUNT] = {
        { &p->unbox_bytes, &p->unbox_ints, &p->unbox_floats },
        { &p->box_bytes, &p->box_ints, &p->box_floats },
    };
    int64_t size;

    interp_begin_op(sim, thread);
    size = engine_work(sim, thread, &op->amount);
    return engine_spend(sim, thread, frame, STATE_RETURN,
                        library_bytes(sim, thread, a_mib[op->keyword][op->form], size));
}

/* ---- out, and back ---- */

static enum sim_flow come_back(struct sim *sim, struct sim_thread *thread,
                               struct sim_frame *frame, uint16_t after)
{
    sim->tstates[thread->self.i].outside = 0;
    return python_attach(sim, thread, frame, after);
}

/* ---- `parallel` ---- */

enum sim_flow op_layers_fork(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    return python_detach(sim, thread, frame, STATE_LAYERS_DETACHED);
}

enum sim_flow layers_detached(struct sim *sim, struct sim_thread *thread,
                              struct sim_frame *frame)
{
    sim->tstates[thread->self.i].outside = 1;
    return engine_call(thread, frame, STATE_LAYERS_CHUNK, STATE_OP_PARALLEL, 0);
}

/* The `end` of a chunk, or of a block within it, or of any other. */
enum sim_flow op_layers_end(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return engine_call(thread, frame,
                       sim->scenario->ops[engine_op(sim, thread)->match].kind == SIM_OP_PARALLEL
                           ? STATE_LAYERS_CHUNK
                           : STATE_RETURN,
                       STATE_OP_END, 0);
}

/* Another chunk has begun, and the thread is at its head; or there is none any more. A worker is
 * outside for good. */
enum sim_flow layers_chunk(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (engine_op(sim, thread)->kind == SIM_OP_PARALLEL || team_is_worker(sim, thread))
        return SIM_FLOW_DONE;
    return come_back(sim, thread, frame, STATE_RETURN);
}

/* ---- calls back ---- */

/* Does the op stand in a chunk and need the interpreter? Which ops may is the model's to say, and
 * only those come here; native code does when it keeps the lock. */
static bool calls_back(const struct sim_op *op)
{
    return op->parallel && (op->kind != SIM_OP_NATIVE || op->keyword);
}

enum sim_flow op_layers(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_op *op = engine_op(sim, thread);

    if (!calls_back(op))
        return engine_go(frame, mech_ops[op->kind].state);
    engine_record(sim, SIM_RECORD_CALL_BACK, thread, 0, SIM_REASON_SAME, 0);
    return come_back(sim, thread, frame, STATE_LAYERS_INSIDE);
}

enum sim_flow layers_inside(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return engine_spend(sim, thread, frame, STATE_LAYERS_CALL,
                        engine_cost(sim, thread, &sim->head->params.call_back));
}

enum sim_flow layers_call(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return engine_call(thread, frame, STATE_LAYERS_CALLED,
                       mech_ops[engine_op(sim, thread)->kind].state, 0);
}

enum sim_flow layers_called(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_detach(sim, thread, frame, STATE_LAYERS_LEFT);
}

enum sim_flow layers_left(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    (void)frame;
    sim->tstates[thread->self.i].outside = 1;
    return SIM_FLOW_DONE;
}
