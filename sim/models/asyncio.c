/* SPDX-License-Identifier: GPL-3.0-or-later
 * An event loop: tasks share one thread, and give it up where they await. */
#include "sim/models/models.h"

#include "sim/mech/gil.h"
#include "sim/mech/loop.h"
#include "sim/mech/pool.h"
#include "sim/mech/python.h"
#include "sim/mech/translate.h"

/*
 * The rule
 *   Every thread of the scenario is a task, and one thread executes them all, in turns.
 *   A turn ends where the task awaits: input, a sleep, a lock, a queue, another task. Nothing else
 *   ends it.
 *   In each iteration the loop runs the handles that are ready, then asks the kernel what has come,
 *   waiting only if nothing is ready, and then no longer than to the nearest timer.
 *   Whatever a task does without awaiting, the others wait for: computing, and blocking calls.
 *   Threads beside the loop (`as = thread`, workers of a pool) share the interpreter lock with it.
 *
 * What you will see
 *   Ten thousand waiters in one thread, a few microseconds of processor time each. One core at work.
 *   A task that computes for 50 ms makes all others 50 ms late, in whatever they do.
 *
 * What it costs
 *   About a microsecond and a half a turn, one an iteration, five a timer, fifteen a socket.
 *
 * What is left out
 *   Cancelling, time-outs around awaits, streams and protocols; the debug mode; signals; eager tasks
 *   (3.12); uvloop.
 *
 * Sources: CPython Lib/asyncio/base_events.py, selector_events.py, locks.py, queues.py,
 * Lib/selectors.py, Lib/concurrent/futures/thread.py (3.6 to 3.13); sim/mech/loop.c.
 */
static void lay_out(struct sim *sim, struct sim_layout *layout)
{
    gil_layout(sim, layout);
    loop_layout(sim, layout);
}

static void init(struct sim *sim)
{
    gil_init(sim);
    loop_init(sim);
}

static const char *check(const struct sim *sim)
{
    const char *wrong = gil_check(sim);

    wrong = wrong ? wrong : loop_check(sim);
    return wrong ? wrong : pool_check(sim);
}

/* ---- what it cannot run ---- */

/* Who uses an object. */
enum user {
    TASKS = 1,
    THREADS = 2,
};

static bool is_shared_kind(const struct sim_op *op)
{
    enum sim_op_arg first = sim_op_table[op->kind].first;

    return first == SIM_OP_ARG_LOCK || first == SIM_OP_ARG_QUEUE ||
           first == SIM_OP_ARG_SEMAPHORE || first == SIM_OP_ARG_BARRIER ||
           first == SIM_OP_ARG_EVENT;
}

/* What stands in a `submit` is executed by a thread. */
static bool is_submitted(const struct sim_scenario *scenario, uint32_t op)
{
    for (uint32_t i = op; i-- > 0;) {
        if (scenario->ops[i].kind == SIM_OP_SUBMIT && scenario->ops[i].match > op)
            return true;
    }
    return false;
}

/* And what stands in a task of [map]. */
static bool is_mapped(const struct sim_scenario *scenario, uint32_t op)
{
    const struct sim_program *task;

    if (!scenario->map)
        return false;
    task = &scenario->programs[scenario->map->program];
    return op >= task->first && op < task->first + task->count;
}

/* Who executes an op: a set, since a program may be that of several groups. */
static unsigned users_of(const struct sim_scenario *scenario, uint32_t op)
{
    unsigned users = 0;

    if (is_submitted(scenario, op) || is_mapped(scenario, op))
        return THREADS;
    for (uint32_t g = 0; g < scenario->group_count; g++) {
        const struct sim_group *group = &scenario->groups[g];
        const struct sim_program *program = &scenario->programs[group->program];

        if (op >= program->first && op < program->first + program->count)
            users |= sim_group_is_task(group) ? TASKS : THREADS;
    }
    return users;
}

static bool refuse(const struct sim_scenario *scenario, const struct sim_op *op,
                   const char *why, struct sim_errors *errors)
{
    return sim_model_refuse("asyncio", scenario, op->line, op->text, why, errors);
}

/* The first op that names the same object tells whose it is; of those that anybody executes. */
static bool check_object(const struct sim_scenario *scenario, uint32_t op,
                         struct sim_errors *errors)
{
    const struct sim_op *this = &scenario->ops[op];

    for (uint32_t i = 0; i <= op; i++) {
        const struct sim_op *other = &scenario->ops[i];

        if (sim_op_table[other->kind].first != sim_op_table[this->kind].first ||
            other->object != this->object || !users_of(scenario, i))
            continue;
        if ((users_of(scenario, i) | users_of(scenario, op)) == (TASKS | THREADS))
            return refuse(
                scenario, this,
                "tasks and threads cannot share one; asyncio's are not for threads, and "
                "those of threads would stop the loop",
                errors);
        return true;
    }
    return true;
}

static bool check_group(const struct sim_scenario *scenario, uint32_t op,
                        struct sim_errors *errors)
{
    const struct sim_op *this = &scenario->ops[op];

    if (users_of(scenario, op) & THREADS && sim_group_is_task(&scenario->groups[this->object]))
        return refuse(scenario, this,
                      "a thread cannot start or join a task of the loop; let a task do it",
                      errors);
    return true;
}

/* Pieces of [map] that may wait in its executor: of two calls, as long as the last is being gathered. */
static uint64_t gathered(const struct sim_scenario *scenario)
{
    struct sim_map map;

    if (!scenario->map)
        return 0;
    map = *scenario->map;
    map.pool = SIM_MAP_EXECUTOR; /* no call of asyncio's makes chunks: translate.c */
    return sim_map_chunks(&map) * (sim_map_calls(&map) > 1 ? 2 : 1) +
           sim_scenario_items(scenario);
}

static bool check_sections(const struct sim_scenario *scenario, struct sim_errors *errors)
{
    if (gathered(scenario) >= SIM_ITEMS_MAX)
        return sim_model_refuse(
            "asyncio", scenario, scenario->map->line, "[map]",
            "100000 calls or more would be gathered at a time; give `chunk`", errors);
    if (sim_scenario_processes(scenario) > 1)
        return sim_model_refuse("asyncio", scenario, scenario->processes->line, "[process]",
                                "an event loop is of one process; leave out `process =`",
                                errors);
    return true;
}

static bool fits(const struct sim_scenario *scenario, struct sim_errors *errors)
{
    bool good = check_sections(scenario, errors);

    for (uint32_t i = 0; i < scenario->op_count; i++) {
        if (is_shared_kind(&scenario->ops[i]))
            good &= check_object(scenario, i, errors);
        if (sim_op_table[scenario->ops[i].kind].first == SIM_OP_ARG_THREAD)
            good &= check_group(scenario, i, errors);
    }
    return good;
}

/* For those that are threads here; what tasks do is in sim/mech/tasks.c. */
static const struct sim_op_change changes[] = {
    { SIM_OP_IO, { "awaited, unless `blocking`", STATE_OP_OFF_CORE } },
    { SIM_OP_DEVICE, { "stops the loop, unless `ahead`; or `submit` it", STATE_OP_DEVICE } },
    { SIM_OP_ARRIVE, { "awaited", STATE_OP_ARRIVE } },
    { SIM_OP_SLEEP, { "awaited", STATE_OP_OFF_CORE } },
    { SIM_OP_LOCK, { "asyncio's own, awaited", STATE_OP_LOCK } },
    { SIM_OP_BARRIER, { "asyncio's own, awaited", STATE_OP_SYNC } },
    { SIM_OP_PUT, { "asyncio's own, awaited", STATE_OP_PUT } },
    { SIM_OP_GET, { "asyncio's own, awaited", STATE_OP_GET } },
    { SIM_OP_ACQUIRE, { "asyncio's own, awaited", STATE_OP_GET } },
    { SIM_OP_WAIT, { "asyncio's own, awaited", STATE_OP_SYNC } },
    { SIM_OP_START, { "creates a task", STATE_OP_START } },
    { SIM_OP_JOIN, { "awaited", STATE_OP_JOIN } },
    { SIM_OP_SUBMIT, { "run_in_executor", STATE_OP_SUBMIT } },
    { SIM_OP_RESULTS, { "awaited", STATE_OP_RESULTS } },
    { SIM_OP_SEND,
      { "tasks of one loop have no processes between them; write `put`", STATE_NONE } },
    { SIM_OP_RECV,
      { "tasks of one loop have no processes between them; write `get`", STATE_NONE } },
    { SIM_OP_COUNT, { NULL, STATE_NONE } },
};

const struct sim_model model_asyncio = {
    .name = "asyncio",
    .claim = "an event loop: tasks share one thread, and give it up where they await",
    .first_python = SIM_PYTHON_3_4,
    .last_python = SIM_PYTHON_3_14,
    .fits = fits,
    .carriers = loop_carriers,
    .due = loop_due,
    .translate = translate_asyncio,
    .prepare = python_prepare,
    .interps = SIM_INTERPS_ONE,
    .lock = INTERP_LOCK_GIL,
    .layout = lay_out,
    .init = init,
    .check = check,
    .main = STATE_MAIN_BEGIN,
    .carry = STATE_LOOP_BEGIN,
    .ops = mech_ops,
    .changes = changes,
    .states = mech_states,
};
