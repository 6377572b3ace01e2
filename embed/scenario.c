/* SPDX-License-Identifier: GPL-3.0-or-later
 * Scenarios for other programs. */
#include "embed/handles.h"
#include "scenarios/parameters.h"
#include "sim/models/models.h"

#include <stdlib.h>

static const char *const installed[] = { INTERLOCK_DATADIR "/scenarios", NULL };

/* Takes the scenario, which is NULL if there are errors, and the errors. */
static struct interlock_scenario *handle(struct scenario *scenario,
                                         struct interlock_errors *found,
                                         struct interlock_errors **errors)
{
    struct interlock_scenario *made = scenario ? malloc(sizeof(*made)) : NULL;

    if (!embed_end(made, found, errors)) {
        scenario_free(scenario);
        return NULL;
    }
    *made = (struct interlock_scenario){ scenario, sim_model_of(&scenario->sim) };
    return made;
}

static struct scenario_options internal(const struct interlock_options *options)
{
    return (struct scenario_options){
        .search = options && options->search ? options->search : installed,
        .settings = options ? options->settings : NULL,
    };
}

struct interlock_scenario *interlock_scenario_load(const char *name,
                                                   const struct interlock_options *options,
                                                   struct interlock_errors **errors)
{
    struct scenario_options given = internal(options);
    struct interlock_errors *found = embed_errors();

    return handle(found ? scenario_load(name, &given, &found->list) : NULL, found, errors);
}

struct interlock_scenario *interlock_scenario_parse(const char *bytes, size_t count,
                                                    const char *name,
                                                    const struct interlock_options *options,
                                                    struct interlock_errors **errors)
{
    struct scenario_options given = internal(options);
    struct interlock_errors *found = embed_errors();

    return handle(found ? scenario_parse(bytes, count, name, &given, &found->list) : NULL,
                  found, errors);
}

struct interlock_scenario *interlock_scenario_vary(const struct interlock_scenario *scenario,
                                                   const char *const *settings,
                                                   struct interlock_errors **errors)
{
    struct interlock_errors *found = embed_errors();
    struct scenario_setting *list;
    struct scenario *varied;
    size_t count = 0;

    while (settings && settings[count])
        count++;
    list = found ? calloc(count + 1, sizeof(*list)) : NULL;
    if (!list) {
        embed_end(false, found, errors);
        return NULL;
    }
    for (size_t i = 0; i < count; i++)
        list[i] = (struct scenario_setting){ settings[i], "settings", (uint32_t)i + 1 };
    varied = scenario_variant(scenario->scenario, list, &found->list);
    free(list);
    return handle(varied, found, errors);
}

void interlock_scenario_free(struct interlock_scenario *scenario)
{
    if (!scenario)
        return;
    scenario_free(scenario->scenario);
    free(scenario);
}

const char *interlock_scenario_title(const struct interlock_scenario *scenario)
{
    return scenario->scenario->sim.title;
}

const char *interlock_scenario_model(const struct interlock_scenario *scenario)
{
    return scenario->model->name;
}

size_t interlock_scenario_value(const struct interlock_scenario *scenario,
                                const char *parameter, char *buffer, size_t size)
{
    char value[INTERLOCK_TEXT];
    struct sim_text text = SIM_TEXT(value);

    parameters_put(&text, scenario->scenario, parameter);
    return embed_copy(&text, buffer, size);
}

/* The i-th; the list ends in NULL. */
static const struct sim_model *model_at(uint32_t i)
{
    uint32_t count = 0;

    while (count < i && sim_models[count])
        count++;
    return sim_models[count];
}

const char *interlock_model_name(uint32_t i)
{
    return model_at(i) ? model_at(i)->name : NULL;
}

const char *interlock_model_claim(uint32_t i)
{
    return model_at(i) ? model_at(i)->claim : NULL;
}
