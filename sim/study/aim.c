/* SPDX-License-Identifier: GPL-3.0-or-later
 * Which figure of a run counts. */
#include "sim/study/aim.h"

uint32_t study_aim(const struct sim_scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->op_count; i++) {
        const struct sim_op *op = &scenario->ops[i];

        if (op->kind == SIM_OP_ARRIVE)
            return op->object < STUDY_AIMS_MAX ? op->object + 1 : 0;
    }
    return 0;
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
