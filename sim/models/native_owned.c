/* SPDX-License-Identifier: GPL-3.0-or-later
 * Compiled code behind an ownership check: a program that could race does not run. */
#include "sim/models/models.h"

#include "sim/mech/interp.h"
#include "sim/mech/ownership.h"
#include "sim/mech/states.h"
#include "sim/mech/team.h"
#include "sim/mech/translate.h"

/*
 * The rule
 *   Before the run the program is looked at: which task reads and writes which part of what.
 *   Of two tasks that may run at the same time, none may write what the other touches.
 *   Arguments are borrowed to read, mutable to write alone, owned as a copy, or moved for good.
 *   If a rule is broken nothing runs: both tasks, both lines and the region are named.
 *   Else it runs as native code, at no further cost: what is checked before needs no lock.
 *
 * What you will see
 *   Either a refusal, or the timeline of `native`. The schedule still differs from run to run; what
 *   is computed does not.
 *
 * What it costs
 *   Programs that are right for reasons the check cannot see (a barrier, a queue, the values of
 *   indices) are refused, too.
 *
 * What is left out
 *   Lifetimes, references within values, traits. This is no existing language: Rust has such a
 *   check between threads; Mojo 1.0 documents exclusivity within one call and none for tasks of
 *   parallelize (docs/MODELS.md).
 */
static void lay_out(struct sim *sim, struct sim_layout *layout)
{
    interp_layout(sim, layout);
    team_layout(sim, layout);
}

const struct sim_model model_native_owned = {
    .name = "native-owned",
    .claim = "compiled code after an ownership check: a program that could race is refused",
    .first_python = SIM_PYTHON_2_7,
    .last_python = SIM_PYTHON_PYPY,
    .translate = translate_native,
    .find = ownership_find,
    .strict = true,
    .layout = lay_out,
    .init = interp_init,
    .check = interp_check,
    .main = STATE_MAIN_BEGIN,
    .ops = mech_native_ops,
    .states = mech_states,
};
