/* SPDX-License-Identifier: GPL-3.0-or-later
 * Making a cast from a scenario, and names from ids. */
#include "sim/trace/cast.h"

#include <stdlib.h>
#include <string.h>

/* The cast and its arrays are one allocation. */
struct sim_cast *sim_cast_create(const struct sim_scenario *scenario, const char *model,
                                 uint32_t interps)
{
    size_t groups = scenario->group_count * sizeof(struct sim_cast_group);
    size_t ops = scenario->op_count * sizeof(struct sim_cast_op);
    struct sim_cast *cast = calloc(1, sizeof(*cast) + groups + ops);
    struct sim_cast_group *group;
    struct sim_cast_op *op;

    if (!cast)
        return NULL;
    group = (struct sim_cast_group *)(cast + 1);
    op = (struct sim_cast_op *)(void *)(group + scenario->group_count);
    *cast =
        (struct sim_cast){ .title = scenario->title,
                           .model = model,
                           .python = interps ? sim_python_names[scenario->params.python] : NULL,
                           .version = (enum sim_python)scenario->params.python,
                           .interval = interps ? scenario->params.switch_interval : 0,
                           .cores = (uint32_t)scenario->params.cores,
                           .threads = (uint32_t)sim_scenario_threads(scenario),
                           .interps = interps,
                           .groups = group,
                           .group_count = scenario->group_count,
                           .ops = op,
                           .op_count = scenario->op_count,
                           .vars = scenario->vars,
                           .locks = scenario->locks,
                           .events = scenario->events,
                           .measures = scenario->measures,
                           .queues = scenario->queues,
                           .barriers = scenario->barriers,
                           .regions = scenario->regions };
    for (uint32_t g = 0, first = 1; g < scenario->group_count; g++) {
        const struct sim_group *from = &scenario->groups[g];

        uint32_t interp = interps > 1 ? from->process + 1 : interps;

        group[g] = (struct sim_cast_group){ from->name, first, from->count, (uint16_t)interp,
                                            from->daemon };
        first += from->count;
    }
    for (uint32_t i = 0; i < scenario->op_count; i++) {
        const struct sim_op *from = &scenario->ops[i];

        op[i] = (struct sim_cast_op){ from->text, from->code, from->kind, from->object,
                                      from->line };
    }
    return cast;
}

void sim_cast_destroy(struct sim_cast *cast)
{
    free(cast);
}

const struct sim_cast_group *sim_cast_group_of(const struct sim_cast *cast, uint32_t thread)
{
    uint32_t low = 0, high = cast->group_count;

    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;

        if (cast->groups[middle].first <= thread)
            low = middle;
        else
            high = middle;
    }
    return &cast->groups[low];
}

void sim_cast_put_thread(const struct sim_cast *cast, struct sim_text *text, uint32_t thread)
{
    const struct sim_cast_group *group;

    if (!thread) {
        sim_text_put(text, "nobody");
        return;
    }
    group = sim_cast_group_of(cast, thread);
    sim_text_put(text, group->name);
    if (group->count > 1) {
        sim_text_put(text, "-");
        sim_text_put_int(text, thread - group->first + 1);
    }
}

uint32_t sim_cast_first_of(const struct sim_cast *cast, uint32_t interp)
{
    for (uint32_t i = 0; i < cast->group_count; i++) {
        if (cast->groups[i].interp == interp)
            return cast->groups[i].first;
    }
    return 0;
}

bool sim_cast_is_object(const struct sim_cast *cast, uint32_t var)
{
    for (uint32_t i = 0; i < cast->op_count; i++) {
        if (cast->ops[i].kind == SIM_OP_REF && cast->ops[i].object == var)
            return true;
    }
    return false;
}

uint32_t sim_cast_find_thread(const struct sim_cast *cast, const char *name)
{
    char buffer[256];

    for (uint32_t thread = 1; thread <= cast->threads; thread++) {
        struct sim_text text = SIM_TEXT(buffer);

        sim_cast_put_thread(cast, &text, thread);
        if (!strcmp(buffer, name))
            return thread;
    }
    return 0;
}
