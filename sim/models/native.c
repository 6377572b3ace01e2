/* SPDX-License-Identifier: GPL-3.0-or-later
 * Compiled code without an interpreter: as many at a time as there are cores. */
#include "sim/models/models.h"

#include "sim/mech/interp.h"
#include "sim/mech/states.h"
#include "sim/mech/team.h"
#include "sim/mech/translate.h"

/*
 * The rule
 *   There is no interpreter and no lock of its own: every thread that has work runs.
 *   Where there are more threads than cores, they take turns by the kernel's rules.
 *   Memory has a bandwidth, which all cores share: beyond it all who stream are slowed alike.
 *   A cache line that one core writes is no other core's meanwhile: they take turns at it.
 *   `parallel` deals out chunks to a team of threads and goes on when all are done.
 *
 * What you will see
 *   All cores busy as long as there are threads for them. Work that computes is as many times as
 *   fast; work that streams is so until the bandwidth is used up; work on one cache line is slower
 *   with every core that joins in.
 *
 * What it costs
 *   Creating threads, waking a team, the wait for its last chunk; context switches where threads
 *   outnumber cores.
 *
 * What is left out
 *   Bytecode, which has no meaning here. Caches between a line and memory, memory nodes, clock
 *   frequency. Threads that spin at the end of `parallel` rather than sleep.
 */
static void lay_out(struct sim *sim, struct sim_layout *layout)
{
    interp_layout(sim, layout);
    team_layout(sim, layout);
}

const struct sim_model model_native = {
    .name = "native",
    .claim = "compiled code, no interpreter lock: as many threads at a time as cores",
    .first_python = SIM_PYTHON_2_7,
    .last_python = SIM_PYTHON_PYPY,
    .translate = translate_native,
    .layout = lay_out,
    .init = interp_init,
    .check = interp_check,
    .main = STATE_MAIN_BEGIN,
    .ops = mech_native_ops,
    .states = mech_states,
};
