/* SPDX-License-Identifier: GPL-3.0-or-later
 * An interpreter in front, native code behind: the lock above, a team of native threads below. */
#include "sim/models/models.h"

#include "sim/mech/gil.h"
#include "sim/mech/layers.h"
#include "sim/mech/python.h"
#include "sim/mech/team.h"
#include "sim/mech/translate.h"

/*
 * The rule
 *   Threads execute bytecode one at a time, by the rules of `gil`.
 *   `parallel` lets the lock go, shares its chunks out among native threads, and takes it again.
 *   What stands in a chunk is native; bytecode there is a call back into the interpreter, which
 *   takes the lock and lets it go.
 *   Python objects are no native memory: `convert` turns the ones into the other, with the lock.
 *   Each process has an interpreter, and so a lock, of its own.
 *
 * What you will see
 *   Stretches of one busy core and stretches of all, by turns: Amdahl's law as a picture. With the
 *   native part shared among more cores, what is left is bytecode and conversion. Chunks that call
 *   back are cores that wait in a row for the lock.
 *
 * What it costs
 *   What `gil` and `native` cost; letting the lock go and taking it again for each `parallel`; some
 *   microseconds for each call back of a thread that Python does not know.
 *
 * What is left out
 *   Native code that keeps its workers known to Python, so that calls back cost a tenth of a
 *   microsecond; teams within teams; memory order between the layers.
 *
 * Sources: CPython Python/pystate.c (PyGILState_Ensure, 3.2-3.14), Include/ceval.h
 * (Py_BEGIN_ALLOW_THREADS); costs as `interlock explain runtime` says.
 */
static void lay_out(struct sim *sim, struct sim_layout *layout)
{
    gil_layout(sim, layout);
    team_layout(sim, layout);
}

/* A call back is bytecode for a while. What makes or awaits other threads is the thread's own. */
static const char *refuses(const struct sim_op *op)
{
    switch (op->parallel ? op->kind : SIM_OP_END) {
    case SIM_OP_START:
    case SIM_OP_JOIN:
    case SIM_OP_SUBMIT:
    case SIM_OP_RESULTS:
    case SIM_OP_SEND:
    case SIM_OP_RECV:
        return "a native worker has no threads of its own; write it outside of `parallel`";
    default:
        return NULL;
    }
}

static const char in_chunks[] = "in a chunk of `parallel` a call back, with the lock";

static const struct sim_op_change changes[] = {
    { SIM_OP_PYTHON, { in_chunks, STATE_OP_LAYERS } },
    { SIM_OP_LOOP, { in_chunks, STATE_OP_LAYERS } },
    { SIM_OP_ADD, { in_chunks, STATE_OP_LAYERS } },
    { SIM_OP_REF, { in_chunks, STATE_OP_LAYERS } },
    { SIM_OP_COLLECT, { in_chunks, STATE_OP_LAYERS } },
    { SIM_OP_EXTENSION, { in_chunks, STATE_OP_LAYERS } },
    { SIM_OP_IMPORT, { in_chunks, STATE_OP_LAYERS } },
    { SIM_OP_CONVERT, { in_chunks, STATE_OP_LAYERS } },
    { SIM_OP_NATIVE, { "in a chunk of `parallel` a call back if `holding`", STATE_OP_LAYERS } },
    { SIM_OP_LOCK, { in_chunks, STATE_OP_LAYERS } },
    { SIM_OP_UNLOCK, { in_chunks, STATE_OP_LAYERS } },
    { SIM_OP_BARRIER, { in_chunks, STATE_OP_LAYERS } },
    { SIM_OP_PUT, { in_chunks, STATE_OP_LAYERS } },
    { SIM_OP_GET, { in_chunks, STATE_OP_LAYERS } },
    { SIM_OP_ACQUIRE, { in_chunks, STATE_OP_LAYERS } },
    { SIM_OP_RELEASE, { in_chunks, STATE_OP_LAYERS } },
    { SIM_OP_SET, { in_chunks, STATE_OP_LAYERS } },
    { SIM_OP_WAIT, { in_chunks, STATE_OP_LAYERS } },
    { SIM_OP_PARALLEL, { "by native threads, without the lock", STATE_OP_LAYERS_FORK } },
    { SIM_OP_END, { NULL, STATE_OP_LAYERS_END } },
    { SIM_OP_COUNT, { NULL, STATE_NONE } },
};

const struct sim_model model_layered = {
    .name = "layered",
    .claim =
        "an interpreter with a lock, and below it native threads that share out `parallel`",
    .first_python = SIM_PYTHON_3_2,
    .last_python = SIM_PYTHON_3_14,
    .refuses = refuses,
    .prepare = python_prepare,
    .translate = translate_threads,
    .interps = SIM_INTERPS_EACH,
    .lock = INTERP_LOCK_GIL,
    .layout = lay_out,
    .init = gil_init,
    .check = gil_check,
    .main = STATE_MAIN_BEGIN,
    .ops = mech_ops,
    .changes = changes,
    .states = mech_states,
};
