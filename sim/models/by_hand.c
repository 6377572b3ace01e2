/* SPDX-License-Identifier: GPL-3.0-or-later
 * Any lock, by hand: who goes on is chosen, at the points where the scenario's own model could
 * switch. */
#include "sim/models/by_hand.h"

#include "sim/mech/hand.h"
#include "sim/mech/loop.h"

#include <stdlib.h>
#include <string.h>

/*
 * The rule
 *   One thread at a time executes bytecode, or touches what threads share.
 *   Where another could go on instead, somebody chooses (sim/mech/hand.h says where that is).
 *   With an interpreter lock that is at check points, without one at every access.
 *   Who waits for something that is taken cannot be chosen.
 *   Under an event loop what tasks await comes when it is chosen, before or after anything else.
 *   So every order that a real machine could come to is a list of choices.
 *
 * What is left out
 *   Memory that shows accesses of one core to another in another order than they were made in.
 */
static void *prepare_checks(const struct sim_scenario *scenario)
{
    return hand_prepare(scenario, HAND_CHECKS);
}

static void *prepare_accesses(const struct sim_scenario *scenario)
{
    return hand_prepare(scenario, HAND_ACCESSES);
}

static void *prepare_loop(const struct sim_scenario *scenario)
{
    return hand_prepare(scenario, HAND_LOOP);
}

static void lay_out_loop(struct sim *sim, struct sim_layout *layout)
{
    interp_layout(sim, layout);
    loop_layout(sim, layout);
}

static void init_loop(struct sim *sim)
{
    interp_init(sim);
    loop_init(sim);
}

#define BY_HAND                                                                                \
    .name = "by hand", .claim = "one thread at a time: the one that is chosen",                \
    .first_python = SIM_PYTHON_2_7, .last_python = SIM_PYTHON_COUNT - 1,                       \
    .interps = SIM_INTERPS_ONE, .lock = INTERP_LOCK_HAND, .choose = hand_grant,                \
    .check = interp_check, .main = STATE_MAIN_BEGIN, .ops = mech_ops, .states = mech_states

static const struct sim_model at_checks = { BY_HAND, .prepare = prepare_checks,
                                            .layout = interp_layout, .init = interp_init };
static const struct sim_model at_accesses = { BY_HAND, .prepare = prepare_accesses,
                                              .layout = interp_layout, .init = interp_init };

static const struct sim_model in_loop = { BY_HAND,
                                          .prepare = prepare_loop,
                                          .layout = lay_out_loop,
                                          .init = init_loop,
                                          .carriers = loop_carriers,
                                          .due = loop_due,
                                          .carry = STATE_LOOP_BEGIN };

static const struct row {
    const char *name; /* of the scenario's model; NULL: of any other */
    const struct sim_model *model;
    const char *why; /* there is none */
} models[] = {
    { "gil", &at_checks, NULL },
    { "gil-ticks", &at_checks, NULL },
    { "native", &at_checks, NULL }, /* it runs no bytecode: all is between ops */
    { "unlocked", &at_accesses, NULL },
    { "free-threaded", &at_accesses, NULL },
    { "gilectomy", &at_accesses, NULL },
    { "asyncio", &in_loop, NULL },
    { "sequential", NULL, "leaves nobody a choice; --set runtime.model=gil does" },
    { "pypy", NULL,
      "switches where a compiled loop's trace has grown long, which is known of no loop in "
      "particular; --set runtime.model=gil --set runtime.python=3.12 asks CPython" },
    { "processes", NULL,
      "gives each process a lock of its own, and a schedule is of one; --set runtime.model=gil "
      "asks what its threads would do in one process" },
    { "subinterpreters", NULL,
      "gives each interpreter a lock of its own, and a schedule is of one; --set "
      "runtime.model=gil asks what its threads would do in one interpreter" },
    { "native-owned", NULL,
      "runs only what no order can change; --set runtime.model=native shows what could" },
    { "layered", NULL,
      "runs teams of native threads below bytecode, which no lock switches; explore the one "
      "with --set runtime.model=gil, the other with native" },
    { NULL, NULL, "is not known here" },
};

static const struct row *row_of(const struct sim_scenario *scenario)
{
    const char *name = sim_model_of(scenario)->name;
    const struct row *row = models;

    while (row->name && strcmp(row->name, name) != 0)
        row++;
    return row;
}

static bool is_loop(const struct sim_scenario *scenario)
{
    return row_of(scenario)->model == &in_loop;
}

/* A state of the search knows nothing of what was handed to a pool, and a program that tasks and
 * threads share would await in the one and sleep in the other. */
static const char *refused_op(const struct sim_scenario *scenario)
{
    bool in_a_loop = is_loop(scenario);

    for (uint32_t i = 0; i < scenario->op_count; i++) {
        if (scenario->ops[i].kind == SIM_OP_SUBMIT)
            return "what is submitted to a pool has no schedule of its own; write it as a "
                   "[thread "
                   "NAME]";
    }
    for (uint32_t a = 0; in_a_loop && a < scenario->group_count; a++) {
        for (uint32_t b = 0; b < a; b++) {
            const struct sim_group *one = &scenario->groups[a], *other = &scenario->groups[b];

            if (one->program == other->program &&
                sim_group_is_task(one) != sim_group_is_task(other))
                return "a task and a thread share a program; write it twice";
        }
    }
    return NULL;
}

/* One lock is handed out, and the threads that a pool adds are no part of what was written. */
const char *by_hand_refuses(const struct sim_scenario *scenario)
{
    if (scenario->map)
        return "a [map] has no schedule of its own; write its tasks as threads, each with a "
               "[thread NAME]";
    if (sim_scenario_processes(scenario) > 1)
        return "several processes have a lock each, and a schedule is of one; leave out "
               "`process =`";
    return refused_op(scenario);
}

const struct sim_model *by_hand_model(const struct sim_scenario *scenario)
{
    return by_hand_refuses(scenario) ? NULL : row_of(scenario)->model;
}

const char *by_hand_why_not(const struct sim_scenario *scenario)
{
    return row_of(scenario)->why;
}

/* ---- without times ---- */

static void take_time_out(struct sim_params *params)
{
    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        if (sim_param_table[i].type == SIM_TYPE_LATENCY)
            *sim_param_dist(params, (enum sim_param_id)i) = sim_dist_constant(0);
    }
    params->timer_slack = 0;
    params->switch_interval = 0; /* nobody loses patience */
    params->until = SIM_TIME_NEVER;
}

/* Tasks await: that comes when it is chosen, however long it takes. */
static bool is_awaited(const struct sim_scenario *scenario, uint32_t op)
{
    const struct sim_op *this = &scenario->ops[op];

    if (!is_loop(scenario) || this->kind == SIM_OP_NATIVE ||
        (this->kind == SIM_OP_IO && this->keyword))
        return false;
    for (uint32_t g = 0; g < scenario->group_count; g++) {
        const struct sim_program *program = sim_scenario_program(scenario, g);

        if (op >= program->first && op < program->first + program->count)
            return sim_group_is_task(&scenario->groups[g]);
    }
    return false;
}

static bool is_elsewhere(const struct sim_op *op)
{
    return op->kind == SIM_OP_IO || op->kind == SIM_OP_SLEEP || op->kind == SIM_OP_ARRIVE ||
           (op->kind == SIM_OP_NATIVE && !op->keyword);
}

struct sim_scenario *by_hand_untimed(const struct sim_scenario *scenario)
{
    size_t groups = scenario->group_count * sizeof(*scenario->groups),
           ops = scenario->op_count * sizeof(*scenario->ops);
    struct sim_scenario *made = malloc(sizeof(*made) + groups + ops);
    struct sim_group *group = (struct sim_group *)(made + 1);
    struct sim_op *op = (struct sim_op *)(group + scenario->group_count);
    bool in_a_loop = is_loop(scenario);

    if (!made)
        return NULL;
    *made = *scenario;
    made->groups = memcpy(group, scenario->groups, groups);
    made->ops = memcpy(op, scenario->ops, ops);
    take_time_out(&made->params);
    for (uint32_t i = 0; i < made->group_count; i++)
        group[i].start =
            in_a_loop && sim_group_is_task(&group[i]) ? group[i].start : sim_dist_constant(0);
    for (uint32_t i = 0; i < made->op_count; i++) {
        if (is_elsewhere(&op[i]) && !is_awaited(scenario, i))
            op[i].amount = sim_dist_constant(0);
    }
    return made;
}
