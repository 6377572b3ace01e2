/* SPDX-License-Identifier: GPL-3.0-or-later
 * The interpreter lock simply deleted, for teaching: what it has been keeping apart. */
#include "sim/models/models.h"

#include "sim/mech/python.h"
#include "sim/mech/translate.h"

/*
 * The rule
 *   There is one interpreter, and no lock: every thread that has bytecode to execute does so.
 *   As many run at a time as there are cores.
 *   An update of a shared variable reads it, and writes it some instructions later.
 *   What other cores write in between is overwritten, in every version and all the time.
 *   Locks, queues and barriers of the program still work.
 *
 * What you will see
 *   All cores busy, and a shared counter that is wrong after milliseconds: with two threads a
 *   third of all updates is lost, with many threads nearly all.
 *
 * What it costs
 *   Nothing in time, for that is all that has been removed.
 *
 * What is left out
 *   That such an interpreter crashes: its reference counts are updated in the same way, so objects
 *   are freed too early, or never. Counts and locks that were safe without it would cost time.
 *   Cache lines that move between cores. That a collection would have to stop the others: it only
 *   takes its time. An update under a lock of its own in every turn, which
 *   is refused.
 */
static const char *refuses(const struct sim_op *op)
{
    if (op->kind == SIM_OP_ADD && op->form == BODY_LOCKED)
        return "a lock that several cores take in every turn; write `lock`, `add` and `unlock`";
    return NULL;
}

const struct sim_model model_unlocked = {
    .name = "unlocked",
    .claim =
        "the interpreter lock deleted, for teaching: all cores busy, shared variables wrong",
    .first_python = SIM_PYTHON_2_7,
    .last_python = SIM_PYTHON_3_14T,
    .refuses = refuses,
    .prepare = python_prepare,
    .translate = translate_threads,
    .layout = interp_layout,
    .init = interp_init,
    .main = STATE_MAIN_BEGIN,
    .ops = mech_ops,
    .states = mech_states,
};
