/* SPDX-License-Identifier: GPL-3.0-or-later
 * Any lock, by hand: who goes on is chosen, at the points where the scenario's own model could
 * switch. */
#include "sim/models/by_hand.h"

#include "sim/mech/hand.h"

#include <stdlib.h>
#include <string.h>

/*
 * The rule in five lines
 *   One thread at a time executes bytecode, or touches what threads share.
 *   Where another could go on instead, somebody chooses (sim/mech/hand.h says where that is).
 *   With an interpreter lock that is at check points, without one at every access.
 *   Who waits for something that is taken cannot be chosen.
 *   So every order that a real machine could come to is a list of choices.
 *
 * What is left out
 *   Memory that shows accesses of one core to another in another order than they were made in.
 */
static void *prepare_checks(const struct sim_scenario *scenario)
{
    return hand_prepare(scenario, false);
}

static void *prepare_accesses(const struct sim_scenario *scenario)
{
    return hand_prepare(scenario, true);
}

#define BY_HAND                                                                                \
    .name = "by hand", .claim = "one thread at a time: the one that is chosen",                \
    .first_python = SIM_PYTHON_2_7, .last_python = SIM_PYTHON_COUNT - 1,                       \
    .interps = SIM_INTERPS_ONE, .lock = INTERP_LOCK_HAND, .layout = interp_layout,             \
    .init = interp_init, .choose = hand_grant, .check = interp_check,                          \
    .main = STATE_MAIN_BEGIN, .ops = mech_ops, .states = mech_states

static const struct sim_model at_checks = { BY_HAND, .prepare = prepare_checks };
static const struct sim_model at_accesses = { BY_HAND, .prepare = prepare_accesses };

static const struct {
    const char *name; /* of the scenario's model */
    const struct sim_model *model;
} models[] = {
    { "gil", &at_checks },
    { "gil-ticks", &at_checks },
    { "native", &at_checks }, /* it runs no bytecode: all is between ops */
    { "unlocked", &at_accesses },
};

/* One lock is handed out, and the threads that a pool adds are no part of what was written. */
const char *by_hand_refuses(const struct sim_scenario *scenario)
{
    if (scenario->map)
        return "a [map] has no schedule of its own; write its tasks as threads, each with a "
               "[thread NAME]";
    if (sim_scenario_processes(scenario) > 1)
        return "several processes have a lock each, and a schedule is of one; leave out "
               "`process =`";
    return NULL;
}

const struct sim_model *by_hand_model(const struct sim_scenario *scenario)
{
    const char *name = sim_model_of(scenario)->name;

    if (by_hand_refuses(scenario))
        return NULL;
    for (size_t i = 0; i < sizeof(models) / sizeof(*models); i++) {
        if (!strcmp(models[i].name, name))
            return models[i].model;
    }
    return NULL;
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

static bool is_elsewhere(const struct sim_op *op)
{
    return op->kind == SIM_OP_IO || op->kind == SIM_OP_SLEEP ||
           (op->kind == SIM_OP_NATIVE && !op->keyword);
}

struct sim_scenario *by_hand_untimed(const struct sim_scenario *scenario)
{
    size_t groups = scenario->group_count * sizeof(*scenario->groups),
           ops = scenario->op_count * sizeof(*scenario->ops);
    struct sim_scenario *made = malloc(sizeof(*made) + groups + ops);
    struct sim_group *group = (struct sim_group *)(made + 1);
    struct sim_op *op = (struct sim_op *)(group + scenario->group_count);

    if (!made)
        return NULL;
    *made = *scenario;
    made->groups = memcpy(group, scenario->groups, groups);
    made->ops = memcpy(op, scenario->ops, ops);
    take_time_out(&made->params);
    for (uint32_t i = 0; i < made->group_count; i++)
        group[i].start = sim_dist_constant(0);
    for (uint32_t i = 0; i < made->op_count; i++) {
        if (is_elsewhere(&op[i]))
            op[i].amount = sim_dist_constant(0);
    }
    return made;
}
