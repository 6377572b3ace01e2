/* SPDX-License-Identifier: GPL-3.0-or-later
 * Compiled code without an interpreter: as many at a time as there are cores. */
#include "sim/models/models.h"

#include "sim/mech/sync.h"

/*
 * The rule in five lines
 *   There is no interpreter and no lock of its own: every thread that has work runs.
 *   Where there are more threads than cores, they take turns by the kernel's rules.
 *   Locks, queues and barriers of the program are all that makes threads wait for each other.
 *
 * What you will see
 *   All cores busy as long as there are threads for them.
 *
 * What it costs
 *   Context switches where threads outnumber cores.
 *
 * What is left out
 *   Shared memory bandwidth and contended cache lines; fork-join constructs; bytecode, which has
 *   no meaning here.
 */
static const char no_interpreter[] =
    "bytecode needs an interpreter; write `native` with the time of the compiled code";

static void lay_out(struct sim *sim, struct sim_layout *layout)
{
    interp_layout(sim, layout, 0);
    sync_layout(sim, layout);
}

static const struct sim_op_rule ops[SIM_OP_COUNT] = {
    [SIM_OP_PYTHON] = { no_interpreter, STATE_NONE },
    [SIM_OP_LOOP] = { no_interpreter, STATE_NONE },
    [SIM_OP_ADD] = { no_interpreter, STATE_NONE },
    [SIM_OP_NATIVE] = { NULL, STATE_OP_NATIVE },
    [SIM_OP_IO] = { NULL, STATE_OP_OFF_CORE },
    [SIM_OP_SLEEP] = { NULL, STATE_OP_OFF_CORE },
    [SIM_OP_LOCK] = { NULL, STATE_OP_LOCK },
    [SIM_OP_UNLOCK] = { NULL, STATE_OP_UNLOCK },
    [SIM_OP_BARRIER] = { NULL, STATE_OP_SYNC },
    [SIM_OP_PUT] = { NULL, STATE_OP_SYNC },
    [SIM_OP_GET] = { NULL, STATE_OP_SYNC },
    [SIM_OP_SET] = { NULL, STATE_OP_SYNC },
    [SIM_OP_WAIT] = { NULL, STATE_OP_SYNC },
    [SIM_OP_START] = { NULL, STATE_OP_START },
    [SIM_OP_JOIN] = { NULL, STATE_OP_JOIN },
    [SIM_OP_REPEAT] = { NULL, STATE_OP_BLOCK },
    [SIM_OP_MEASURE] = { NULL, STATE_OP_BLOCK },
    [SIM_OP_END] = { NULL, STATE_OP_END },
};

const struct sim_model model_native = {
    .name = "native",
    .claim = "compiled code, no interpreter lock: as many threads at a time as cores",
    .first_python = SIM_PYTHON_2_7,
    .last_python = SIM_PYTHON_3_14,
    .layout = lay_out,
    .init = sync_init,
    .main = STATE_MAIN_BEGIN,
    .ops = ops,
    .states = mech_states,
};
