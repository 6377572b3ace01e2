/* SPDX-License-Identifier: GPL-3.0-or-later
 * The table of states. */
#include "sim/mech/states.h"

#include <stddef.h>

const sim_state_fn mech_states[STATE_COUNT] = {
    NULL,
#define STATE(id, function) [STATE_##id] = function,
#include "sim/mech/states.def"
#undef STATE
};

const struct sim_op_rule mech_ops[SIM_OP_COUNT] = {
    [SIM_OP_PYTHON] = { NULL, STATE_OP_BYTECODE },
    [SIM_OP_LOOP] = { NULL, STATE_OP_BYTECODE },
    [SIM_OP_ADD] = { NULL, STATE_OP_BYTECODE },
    [SIM_OP_NATIVE] = { NULL, STATE_OP_NATIVE },
    [SIM_OP_IO] = { NULL, STATE_OP_OFF_CORE },
    [SIM_OP_SLEEP] = { NULL, STATE_OP_OFF_CORE },
    [SIM_OP_DEVICE] = { NULL, STATE_OP_DEVICE },
    [SIM_OP_CONVERT] = { NULL, STATE_OP_CONVERT },
    [SIM_OP_LOCK] = { NULL, STATE_OP_LOCK },
    [SIM_OP_UNLOCK] = { NULL, STATE_OP_UNLOCK },
    [SIM_OP_BARRIER] = { NULL, STATE_OP_SYNC },
    [SIM_OP_PUT] = { NULL, STATE_OP_PUT },
    [SIM_OP_GET] = { NULL, STATE_OP_GET },
    [SIM_OP_ACQUIRE] = { NULL, STATE_OP_GET },
    [SIM_OP_RELEASE] = { NULL, STATE_OP_PUT },
    [SIM_OP_SET] = { NULL, STATE_OP_SYNC },
    [SIM_OP_WAIT] = { NULL, STATE_OP_SYNC },
    [SIM_OP_START] = { NULL, STATE_OP_START },
    [SIM_OP_READ] = { NULL, STATE_OP_MEMORY },
    [SIM_OP_WRITE] = { NULL, STATE_OP_MEMORY },
    [SIM_OP_PARALLEL] = { "a loop: the thread does all chunks itself", STATE_OP_CHUNKS },
    [SIM_OP_JOIN] = { NULL, STATE_OP_JOIN },
    [SIM_OP_SEND] = { "put into a queue; pickled where that is in another process",
                      STATE_OP_PUT },
    [SIM_OP_RECV] = { "taken from a queue", STATE_OP_GET },
    [SIM_OP_IMPORT] = { NULL, STATE_OP_IMPORT },
    [SIM_OP_REPEAT] = { NULL, STATE_OP_BLOCK },
    [SIM_OP_MEASURE] = { NULL, STATE_OP_BLOCK },
    [SIM_OP_END] = { NULL, STATE_OP_END },
    [SIM_OP_ARRIVE] = { NULL, STATE_OP_ARRIVE },
    [SIM_OP_SUBMIT] = { NULL, STATE_OP_SUBMIT },
    [SIM_OP_RESULTS] = { NULL, STATE_OP_RESULTS },
    [SIM_OP_REF] = { NULL, STATE_OP_REF },
    [SIM_OP_COLLECT] = { NULL, STATE_OP_COLLECT },
    [SIM_OP_EXTENSION] = { NULL, STATE_OP_EXTENSION },
    [SIM_OP_TAKE] = { NULL, STATE_OP_TAKE },
    [SIM_OP_TASK] = { NULL, STATE_OP_BLOCK },
    [SIM_OP_LEAVE] = { NULL, STATE_OP_LEAVE },
    [SIM_OP_WATCH] = { NULL, STATE_OP_WATCH },
    [SIM_OP_SERVE] = { NULL, STATE_OP_SERVE },
};

static const char no_interpreter[] =
    "bytecode needs an interpreter; write `native` with the time of the compiled code";

static const char no_objects[] = "there are no Python objects to turn into native memory";

static const char no_executor[] = "an executor is one of Python's, and has its costs";

static const char no_server[] = "nothing is forked";

const struct sim_op_rule mech_native_ops[SIM_OP_COUNT] = {
    [SIM_OP_PYTHON] = { no_interpreter, STATE_NONE },
    [SIM_OP_LOOP] = { no_interpreter, STATE_NONE },
    [SIM_OP_ADD] = { no_interpreter, STATE_NONE },
    [SIM_OP_REF] = { no_interpreter, STATE_NONE },
    [SIM_OP_COLLECT] = { no_interpreter, STATE_NONE },
    [SIM_OP_EXTENSION] = { no_interpreter, STATE_NONE },
    [SIM_OP_NATIVE] = { NULL, STATE_OP_NATIVE },
    [SIM_OP_IO] = { NULL, STATE_OP_OFF_CORE },
    [SIM_OP_SLEEP] = { NULL, STATE_OP_OFF_CORE },
    [SIM_OP_DEVICE] = { NULL, STATE_OP_DEVICE },
    [SIM_OP_CONVERT] = { no_objects, STATE_NONE },
    [SIM_OP_LOCK] = { NULL, STATE_OP_LOCK },
    [SIM_OP_UNLOCK] = { NULL, STATE_OP_UNLOCK },
    [SIM_OP_BARRIER] = { NULL, STATE_OP_SYNC_NATIVE },
    [SIM_OP_PUT] = { NULL, STATE_OP_SYNC_NATIVE },
    [SIM_OP_GET] = { NULL, STATE_OP_SYNC_NATIVE },
    [SIM_OP_ACQUIRE] = { NULL, STATE_OP_SYNC_NATIVE },
    [SIM_OP_RELEASE] = { NULL, STATE_OP_SYNC_NATIVE },
    [SIM_OP_SET] = { NULL, STATE_OP_SYNC_NATIVE },
    [SIM_OP_WAIT] = { NULL, STATE_OP_SYNC_NATIVE },
    [SIM_OP_START] = { "the thread is created and not waited for", STATE_OP_SPAWN },
    [SIM_OP_JOIN] = { NULL, STATE_OP_JOIN },
    [SIM_OP_READ] = { NULL, STATE_OP_MEMORY },
    [SIM_OP_WRITE] = { NULL, STATE_OP_MEMORY },
    [SIM_OP_PARALLEL] = { NULL, STATE_OP_PARALLEL },
    [SIM_OP_SEND] = { "put into a queue", STATE_OP_SYNC_NATIVE },
    [SIM_OP_RECV] = { "taken from a queue", STATE_OP_SYNC_NATIVE },
    [SIM_OP_IMPORT] = { no_interpreter, STATE_NONE },
    [SIM_OP_REPEAT] = { NULL, STATE_OP_BLOCK },
    [SIM_OP_MEASURE] = { NULL, STATE_OP_BLOCK },
    [SIM_OP_END] = { NULL, STATE_OP_END },
    [SIM_OP_ARRIVE] = { NULL, STATE_OP_ARRIVE },
    [SIM_OP_SUBMIT] = { no_executor, STATE_NONE },
    [SIM_OP_RESULTS] = { no_executor, STATE_NONE },
    [SIM_OP_TAKE] = { NULL, STATE_OP_TAKE },
    [SIM_OP_TASK] = { NULL, STATE_OP_BLOCK },
    [SIM_OP_LEAVE] = { NULL, STATE_OP_LEAVE },
    [SIM_OP_WATCH] = { no_executor, STATE_NONE },
    [SIM_OP_SERVE] = { no_server, STATE_NONE },
};

/* A procedure whose last burst has ended returns. */
enum sim_flow state_return(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return engine_done(sim, thread, frame);
}
