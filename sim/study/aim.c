/* SPDX-License-Identifier: GPL-3.0-or-later
 * Which figure of a run counts. */
#include "sim/study/aim.h"

/* Whether the scenario's own model runs until it is stopped. */
static bool is_stopped(const struct sim_scenario *scenario, const struct study_limits *limits)
{
    struct sim_errors errors = { .count = 0 };
    struct study_result result;
    bool stopped;

    if (scenario->params.until == SIM_TIME_NEVER ||
        !study_run(scenario, sim_model_of(scenario), NULL, limits, &result, &errors))
        return false;
    stopped = result.outcome == SIM_UNTIL;
    study_result_free(&result);
    return stopped;
}

uint32_t study_aim(const struct sim_scenario *scenario, const struct study_limits *limits)
{
    for (uint32_t i = 0; i < scenario->op_count; i++) {
        const struct sim_op *op = &scenario->ops[i];

        if (op->kind == SIM_OP_ARRIVE)
            return op->object < STUDY_AIMS_MAX ? op->object + 1 : 0;
    }
    return scenario->measures.count && is_stopped(scenario, limits);
}

bool study_aim_is_told(uint32_t aim, const struct study_result *result)
{
    if (!aim)
        return result->outcome == SIM_ENDED;
    return (result->outcome == SIM_ENDED || result->outcome == SIM_UNTIL) &&
           result->latency[aim - 1].count;
}

double study_aim_value(uint32_t aim, const struct study_result *result)
{
    if (!aim)
        return (double)result->makespan;
    return (double)sim_histogram_quantile(&result->latency[aim - 1], 99, 100);
}
