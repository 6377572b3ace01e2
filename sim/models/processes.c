/* SPDX-License-Identifier: GPL-3.0-or-later
 * A process for each thread: multiprocessing. */
#include "sim/models/models.h"

#include "sim/mech/gil.h"
#include "sim/mech/meet.h"
#include "sim/mech/process.h"
#include "sim/mech/python.h"
#include "sim/mech/server.h"
#include "sim/mech/ticks.h"
#include "sim/mech/translate.h"
#include "sim/mech/visit.h"

/*
 * The rule
 *   Each thread of the scenario is a process, with an interpreter and a lock of its own.
 *   `parent` starts them one after the other; each then has to come up, which takes time.
 *   Variables are copies, unless they are shared: what a process adds is not seen by others.
 *   What is sent is pickled, written into a pipe of 64 KiB, read and unpickled.
 *   Locks work as between threads. Barriers and events are of a lock and semaphores: who calls others
 *   waits until they are awake.
 *
 * What you will see
 *   All cores busy with bytecode once the processes are up; for short work nothing but starting.
 *   Large messages cost more than the work on them; while a pool's parent pickles, nobody else in
 *   the parent does.
 *
 * What it costs
 *   Starting: fractions of a millisecond up to a hundred, by method. Each message: pickling by
 *   size and kind, copying twice, two wake-ups. Memory: an interpreter for each.
 *
 * What is left out
 *   Managers and their server process; signals; the resource tracker. The feeder thread of
 *   multiprocessing.Queue: a queue is a SimpleQueue, whose put waits when the pipe is full. That up to
 *   3.6 word for an executor's manager is a None among the results, not a pipe of its own.
 *
 * Sources: CPython Lib/multiprocessing, Lib/concurrent/futures/process.py; sim/mech/process.h,
 * server.h, pipe.h, meet.h, translate.h.
 */
/* What multiprocessing and concurrent.futures came to have since 2.7. */
static bool check_start_method(const struct sim_scenario *scenario, struct sim_errors *errors)
{
    if (sim_python_language(scenario->params.python) >= SIM_PYTHON_3_4 ||
        sim_params_start_method(&scenario->params) == SIM_START_FORK)
        return true;
    return sim_model_refuse(
        "processes", scenario, 0, "[runtime] start_method",
        "before 3.4 processes are forked; write `fork`, or a later `python`", errors);
}

static bool check_pool(const struct sim_scenario *scenario, struct sim_errors *errors)
{
    if (!scenario->map || scenario->map->pool != SIM_MAP_EXECUTOR ||
        sim_python_language(scenario->params.python) >= SIM_PYTHON_3_2)
        return true;
    return sim_model_refuse(
        "processes", scenario, scenario->map->line, "[map] pool = executor",
        "concurrent.futures came with 3.2; write `pool = pool`, or a later `python`", errors);
}

static bool fits(const struct sim_scenario *scenario, struct sim_errors *errors)
{
    bool lacks_barriers = sim_python_language(scenario->params.python) < SIM_PYTHON_3_3;
    bool good = check_start_method(scenario, errors);

    good &= check_pool(scenario, errors);
    for (uint32_t i = 0; lacks_barriers && i < scenario->op_count; i++) {
        if (scenario->ops[i].kind == SIM_OP_BARRIER)
            good &= sim_model_refuse(
                "processes", scenario, scenario->ops[i].line, scenario->ops[i].text,
                "barriers of processes came with 3.3; write a later `python`", errors);
    }
    return good;
}

static bool has_ticks(const struct sim *sim)
{
    return sim_python_language(sim->scenario->params.python) < SIM_PYTHON_3_2;
}

static void lay_out(struct sim *sim, struct sim_layout *layout)
{
    if (has_ticks(sim))
        interp_layout(sim, layout);
    else
        gil_layout(sim, layout);
    server_layout(sim, layout);
    visit_layout(sim, layout);
    meet_layout(sim, layout);
}

static void init(struct sim *sim)
{
    if (has_ticks(sim))
        interp_init_as(sim, INTERP_LOCK_TICKS);
    else
        gil_init(sim);
    server_init(sim);
    meet_init(sim);
}

static const char *check(const struct sim *sim)
{
    return has_ticks(sim) ? ticks_check_state(sim) : gil_check(sim);
}

static const struct sim_op_change changes[] = {
    { SIM_OP_BARRIER, { "multiprocessing's, of a lock and semaphores", STATE_OP_MEET } },
    { SIM_OP_SET, { "multiprocessing's, of a lock and semaphores", STATE_OP_MEET } },
    { SIM_OP_WAIT, { "multiprocessing's, of a lock and semaphores", STATE_OP_MEET } },
    { SIM_OP_COUNT, { NULL, STATE_NONE } },
};

const struct sim_model model_processes = {
    .name = "processes",
    .claim = "each thread is a process with a lock of its own; what they exchange is pickled",
    .first_python = SIM_PYTHON_2_7,
    .last_python = SIM_PYTHON_3_14,
    .refuses = process_refuses,
    .fits = fits,
    .translate = translate_processes,
    .prepare = python_prepare,
    .interps = SIM_INTERPS_EACH,
    .lock = INTERP_LOCK_GIL,
    .layout = lay_out,
    .init = init,
    .check = check,
    .main = STATE_MAIN_BEGIN,
    .ops = mech_ops,
    .changes = changes,
    .states = mech_states,
};
