/* SPDX-License-Identifier: GPL-3.0-or-later
 * Assigning parameters by type. */
#include "scenarios/parameters.h"

#include "scenarios/nearest.h"
#include "scenarios/values.h"
#include "sim/models/models.h"
#include "sim/scenario/costs.h"

#include <string.h>

static const char *const part_names[] = {
    [PARAMETERS_VALUE] = "",
    [PARAMETERS_SOURCE] = ".source",
    [PARAMETERS_LOW] = ".low",
    [PARAMETERS_HIGH] = ".high",
};

#define PART_COUNT (sizeof(part_names) / sizeof(*part_names))

struct parameters_key parameters_find(const char *section, const char *key)
{
    struct parameters_key found = { PARAMETERS_NONE, PARAMETERS_VALUE };
    size_t length = strcspn(key, ".");
    size_t part = 0;

    while (part < PART_COUNT && strcmp(part_names[part], key + length))
        part++;
    for (int i = 0; i < SIM_PARAM_COUNT && part < PART_COUNT; i++) {
        const struct sim_param *param = &sim_param_table[i];

        if (!strcmp(param->section, section) && strlen(param->key) == length &&
            !memcmp(param->key, key, length))
            found = (struct parameters_key){ (enum sim_param_id)i, (enum parameters_part)part };
    }
    return found;
}

/* By "section.key". */
static enum sim_param_id id_of(const char *name)
{
    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        const struct sim_param *param = &sim_param_table[i];
        size_t length = strlen(param->section);

        if (!strncmp(name, param->section, length) && name[length] == '.' &&
            !strcmp(name + length + 1, param->key))
            return (enum sim_param_id)i;
    }
    return PARAMETERS_NONE;
}

bool parameters_put(struct sim_text *text, const struct scenario *scenario, const char *name)
{
    enum sim_param_id id = id_of(name);

    if (id == PARAMETERS_NONE)
        return false;
    if (sim_param_table[id].type == SIM_TYPE_MODEL)
        sim_text_put(text, sim_model_of(&scenario->sim)->name);
    else
        sim_param_put(text, &scenario->sim.params, id, scenario->sim.table);
    return true;
}

static void put_limit(struct sim_text *text, enum sim_param_id id, int64_t limit)
{
    struct sim_params params = sim_params_default();

    if (sim_param_table[id].type == SIM_TYPE_LATENCY)
        *sim_param_dist(&params, id) = sim_dist_constant(limit);
    else
        *sim_param_number(&params, id) = limit;
    sim_param_put(text, &params, id, NULL);
}

static void put_choices(struct sim_text *text, const char *const *choice)
{
    for (bool first = true; *choice; choice++, first = false) {
        sim_text_put(text, first ? "" : choice[1] ? ", " : " or ");
        sim_text_put(text, *choice);
    }
}

void parameters_put_range(struct sim_text *text, enum sim_param_id id)
{
    const struct sim_param *param = &sim_param_table[id];

    if (param->type == SIM_TYPE_MODEL || param->type == SIM_TYPE_VERSION)
        return;
    if (sim_param_choices(param->type)) {
        put_choices(text, sim_param_choices(param->type));
        return;
    }
    put_limit(text, id, param->least);
    sim_text_put(text, param->most == INT64_MAX ? " or more" : " to ");
    if (param->most != INT64_MAX)
        put_limit(text, id, param->most);
}

bool parameters_is_word(const char *name)
{
    enum sim_param_id id = id_of(name);

    return id != PARAMETERS_NONE && (sim_param_table[id].type == SIM_TYPE_MODEL ||
                                     sim_param_choices(sim_param_table[id].type));
}

const char *parameters_home(const char *key)
{
    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        if (!strcmp(sim_param_table[i].key, key))
            return sim_param_table[i].section;
    }
    return NULL;
}

void parameters_offer(const char *section, struct nearest *nearest)
{
    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        if (!strcmp(sim_param_table[i].section, section))
            nearest_offer(nearest, sim_param_table[i].key);
    }
}

void parameters_default(struct scenario *scenario)
{
    scenario->sim.params = sim_params_default();
    for (int i = 0; i < SIM_PARAM_COUNT; i++)
        scenario->origins[i] = (struct scenario_origin){ .source = sim_param_table[i].source };
}

/* ---- values by type ---- */

static enum units_kind units_of(enum sim_param_type type)
{
    switch (type) {
    case SIM_TYPE_TIME:
    case SIM_TYPE_LATENCY:
        return UNITS_TIME;
    case SIM_TYPE_SHARE:
    case SIM_TYPE_CHANCE:
        return UNITS_SHARE;
    case SIM_TYPE_RATE:
        return UNITS_RATE;
    case SIM_TYPE_SIZE:
        return UNITS_SIZE;
    default:
        return UNITS_COUNT;
    }
}

/* Models stand in a list of their own; in parameters, 0 is none of them. */
static bool assign_model(struct build *build, const struct place *place, const char *value,
                         int64_t *model)
{
    struct nearest nearest = nearest_to(value);
    char quoted[QUOTED], hint[NEAREST_HINT];

    for (int i = 0; sim_models[i]; i++) {
        nearest_offer(&nearest, sim_models[i]->name);
        if (strcmp(sim_models[i]->name, value))
            continue;
        *model = i + 1;
        return true;
    }
    return complain(build->errors, place, "no model is called ", quote(quoted, value),
                    *nearest_hint(&nearest, hint) ? hint : "; interlock list models names them",
                    NULL);
}

/* Puts a value that can be one into `params`. */
static bool assign_value(struct build *build, const struct place *place, enum sim_param_id id,
                         const char *value, struct sim_params *params)
{
    const struct sim_param *param = &sim_param_table[id];
    const char *const *choices = sim_param_choices(param->type);

    if (choices)
        return values_choice(build, place, value, choices, sim_param_number(params, id));
    if (param->type == SIM_TYPE_MODEL)
        return assign_model(build, place, value, sim_param_number(params, id));
    if (param->type == SIM_TYPE_LATENCY)
        return values_amount(build, place, UNITS_TIME, value, param->least, param->most,
                             sim_param_dist(params, id));
    return values_number(build, place, units_of(param->type), value, param->least, param->most,
                         sim_param_number(params, id));
}

/* ---- where they come from ---- */

static bool check_source(struct build *build, const struct place *place, const char *value)
{
    static const char *const words[] = { "measured", "published", "assumed", "by definition" };

    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        size_t length = strlen(words[i]);

        if (!strncmp(value, words[i], length) && (value[length] == ':' || !value[length]))
            return true;
    }
    return complain(build->errors, place,
                    "begins with 'measured:', 'published:' or 'assumed:', and then how, where "
                    "or why",
                    NULL);
}

/* A file may give the bounds before the value, and may give them alone. */
static bool assign_bound(struct build *build, const struct place *place,
                         const struct parameters_key *key, const char *value)
{
    struct scenario_origin *origin = &build->made->origins[key->id];
    struct sim_params scratch = build->made->sim.params;

    if (!assign_value(build, place, key->id, value, &scratch))
        return false;
    if (key->part == PARAMETERS_LOW)
        origin->low = value;
    else
        origin->high = value;
    return true;
}

bool parameters_assign(struct build *build, const struct place *place,
                       const struct parameters_key *key, const char *value)
{
    struct scenario_origin *origin = &build->made->origins[key->id];
    bool good;

    switch (key->part) {
    case PARAMETERS_VALUE:
        good = assign_value(build, place, key->id, value, &build->made->sim.params);
        if (!origin->file && origin->source == sim_param_table[key->id].source)
            origin->source = NULL; /* that of the default, which no longer holds */
        origin->file = place->file;
        origin->line = place->line;
        origin->written = value;
        return good;
    case PARAMETERS_SOURCE:
        origin->source = value;
        return check_source(build, place, value);
    case PARAMETERS_LOW:
    case PARAMETERS_HIGH:
        break;
    }
    return assign_bound(build, place, key, value);
}

/* ---- what-if ---- */

bool parameters_scale(struct build *build)
{
    bool good = true;
    struct sim_params *params = &build->made->sim.params;

    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        enum sim_param_id id = (enum sim_param_id)i, cost_class = sim_cost_class(id);
        int64_t share = SIM_COST_WHOLE;

        if (cost_class != SIM_PARAM_COUNT)
            share = sim_param_value(params, cost_class);
        if (share == SIM_COST_WHOLE)
            continue;
        if (sim_param_table[i].type == SIM_TYPE_LATENCY)
            good &= amounts_scale(&build->amounts, sim_param_dist(params, id), share);
        else
            sim_cost_scale(params, id, share);
    }
    return good;
}
