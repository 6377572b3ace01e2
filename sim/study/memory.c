/* SPDX-License-Identifier: GPL-3.0-or-later
 * Adding up memory. */
#include "sim/study/memory.h"

#include "sim/models/models.h"

int64_t study_memory(const struct sim_scenario *scenario, const struct sim_model *model)
{
    const struct sim_params *params = &scenario->params;
    bool python = model->ops[SIM_OP_PYTHON].state != 0;
    int64_t sum = python ? params->memory_process : 0;

    if (model == sim_model_find("sequential")) /* the program's first thread does it all */
        return sum;
    for (uint32_t g = 0; g < scenario->group_count; g++) {
        const struct sim_group *group = &scenario->groups[g];
        bool task = model->carriers && sim_group_is_task(group);

        if (!group->team || !python) /* no native workers in an interpreter */
            sum += (task ? params->memory_task : params->memory_thread) * group->count;
    }
    return sum;
}
