/* SPDX-License-Identifier: GPL-3.0-or-later
 * Adding up memory; sums that are too large stay at the largest, as those of times do. */
#include "sim/study/memory.h"

#include "sim/models/models.h"

/* What a process has for itself alone that the program has made. */
static int64_t process_memory(const struct sim_params *params)
{
    switch (sim_params_start_method(params)) {
    case SIM_START_SPAWN:
        return params->memory_process;
    case SIM_START_FORKSERVER:
        return params->memory_forkserver;
    default:
        return params->memory_fork +
               sim_time_ratio(params->memory, params->memory_written, 1000000);
    }
}

/* Of one thread: its stack; or, where a loop carries it, its coroutine. */
static int64_t stack_of(const struct sim_params *params, const struct sim_model *model,
                        const struct sim_group *group)
{
    return model->carriers && sim_group_is_task(group) ? params->memory_task
                                                       : params->memory_thread;
}

/* Beside that. */
static int64_t born_with(const struct sim_params *params, const struct sim_group *group)
{
    switch ((enum sim_birth)group->birth) {
    case SIM_BORN_INTERP:
        return params->memory_interp;
    case SIM_BORN_PROCESS:
        return process_memory(params);
    case SIM_BORN_SERVER:
        return params->memory_process;
    case SIM_BORN_THREAD:
        break;
    }
    return 0;
}

/* What a program imports. */
static int64_t imports(const struct sim_scenario *scenario, const struct sim_program *program)
{
    int64_t size = 0;

    for (uint32_t i = program->first; i < program->first + program->count; i++)
        size = sim_time_add(size,
                            scenario->ops[i].kind == SIM_OP_IMPORT ? scenario->ops[i].size : 0);
    return size;
}

/* Does another group before this one execute its program in the same interpreters? */
static bool shares_imports(const struct sim_scenario *scenario, uint32_t g, bool apart)
{
    const struct sim_group *groups = scenario->groups;

    for (uint32_t i = 0; i < g; i++) {
        if (groups[i].program == groups[g].program &&
            (!apart || groups[i].process == groups[g].process))
            return true;
    }
    return false;
}

/* Modules are imported once in an interpreter (sim/mech/import.h). */
static int64_t imported(const struct sim_scenario *scenario, uint32_t g, bool apart)
{
    const struct sim_group *group = &scenario->groups[g];
    int64_t size = imports(scenario, &scenario->programs[group->program]);

    if (!size || shares_imports(scenario, g, apart))
        return 0;
    return sim_time_scale(size, apart ? group->count / sim_scenario_each(scenario, g) : 1);
}

int64_t study_memory(const struct sim_scenario *scenario, const struct sim_model *model)
{
    const struct sim_params *params = &scenario->params;
    bool python = sim_model_rule(model, SIM_OP_PYTHON)->state != 0;
    bool alone = model == sim_model_find("sequential"); /* one thread does it all */
    bool apart = model->interps == SIM_INTERPS_EACH;    /* processes are */
    int64_t sum = params->memory + (python ? params->memory_process : 0);

    for (uint32_t g = 0; g < scenario->group_count; g++) {
        const struct sim_group *group = &scenario->groups[g];

        if (group->team && python)
            continue; /* nobody calls them */
        if (!alone)
            sum = sim_time_add(
                sum, sim_time_scale(stack_of(params, model, group) + born_with(params, group),
                                    group->count));
        sum = sim_time_add(sum, imported(scenario, g, apart));
    }
    for (uint32_t p = 0; apart && p < scenario->process_count; p++)
        sum = sim_time_add(sum, scenario->processes[p].line
                                    ? params->memory_process * scenario->processes[p].count
                                    : 0);
    return sum;
}
