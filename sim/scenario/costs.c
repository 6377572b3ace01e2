/* SPDX-License-Identifier: GPL-3.0-or-later
 * Scaling costs by class. */
#include "sim/scenario/costs.h"

enum sim_param_id sim_cost_class(enum sim_param_id id)
{
    /* Stored from 1: who is not named has 0. */
    static const uint16_t classes[SIM_PARAM_COUNT] = {
#define COST(class, parameter) [SIM_PARAM_##parameter] = SIM_PARAM_##class + 1,
#include "sim/scenario/costs.def"
#undef COST
    };

    return classes[id] ? (enum sim_param_id)(classes[id] - 1) : SIM_PARAM_COUNT;
}

/* Rates are worth so much more as what they are paid for is to cost less. */
static int64_t quotient(int64_t value, int64_t share, int64_t most)
{
    return share ? sim_time_ratio(value, SIM_COST_WHOLE, share) : most;
}

/* What is missing to certainty is the cost. */
static int64_t chance(int64_t value, int64_t share)
{
    return SIM_COST_WHOLE - sim_time_ratio(SIM_COST_WHOLE - value, share, SIM_COST_WHOLE);
}

static int64_t scaled(const struct sim_param *param, int64_t value, int64_t share)
{
    switch (param->type) {
    case SIM_TYPE_SHARE:
    case SIM_TYPE_CHANCE:
        return chance(value, share);
    case SIM_TYPE_RATE:
    case SIM_TYPE_COUNT:
        return quotient(value, share, param->most);
    default:
        return sim_time_ratio(value, share, SIM_COST_WHOLE);
    }
}

void sim_cost_scale(struct sim_params *params, enum sim_param_id id, int64_t share)
{
    const struct sim_param *param = &sim_param_table[id];
    int64_t *number = sim_param_number(params, id);

    *number = sim_time_clamp(scaled(param, *number, share), param->least, param->most);
}

void sim_cost_remove(struct sim_params *params, enum sim_param_id cost_class)
{
    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        enum sim_param_id id = (enum sim_param_id)i;

        if (sim_cost_class(id) != cost_class)
            continue;
        if (sim_param_table[i].type == SIM_TYPE_LATENCY)
            *sim_param_dist(params, id) = sim_dist_constant(0);
        else
            sim_cost_scale(params, id, 0);
    }
    *sim_param_number(params, cost_class) = 0;
}
