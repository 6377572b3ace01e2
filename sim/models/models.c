/* SPDX-License-Identifier: GPL-3.0-or-later
 * The list of models, and what is asked of any of them. */
#include "sim/models/models.h"

#include "sim/mech/bytecode.h"

#include <stddef.h>
#include <string.h>

/* list.inc is made from the list of sources, sim/Makefile.inc: MODEL(name) for each. */
#define MODEL(model) extern const struct sim_model model;
#include "sim/models/list.inc"
#undef MODEL

const struct sim_model *const sim_models[] = {
#define MODEL(model) &model,
#include "sim/models/list.inc"
#undef MODEL
    NULL,
};

static const struct sim_model *by_version(enum sim_python python)
{
    if (python <= model_gil_ticks.last_python)
        return &model_gil_ticks;
    if (python <= model_gil.last_python)
        return &model_gil;
    return python <= model_free_threaded.last_python ? &model_free_threaded : &model_pypy;
}

const struct sim_model *sim_model_of(const struct sim_scenario *scenario)
{
    if (scenario->params.model)
        return sim_models[scenario->params.model - 1];
    return by_version((enum sim_python)scenario->params.python);
}

/* Releases that are built with the lock and without it. */
static const enum sim_python twins[][2] = { { SIM_PYTHON_3_13, SIM_PYTHON_3_13T },
                                            { SIM_PYTHON_3_14, SIM_PYTHON_3_14T } };

static bool stands_for(const struct sim_model *model, int64_t python)
{
    return python >= model->first_python && python <= model->last_python;
}

int64_t sim_model_version(const struct sim_model *model, int64_t python)
{
    for (size_t i = 0; i < sizeof(twins) / sizeof(*twins) && !stands_for(model, python); i++) {
        for (int side = 0; side < 2; side++) {
            if (python == (int64_t)twins[i][side] && stands_for(model, twins[i][!side]))
                return twins[i][!side];
        }
    }
    return sim_time_clamp(python, model->first_python, model->last_python);
}

const struct sim_model *sim_model_find(const char *name)
{
    for (const struct sim_model *const *model = sim_models; *model; model++) {
        if (!strcmp((*model)->name, name))
            return *model;
    }
    return NULL;
}

bool sim_model_refuse(const char *model, const struct sim_scenario *scenario, uint32_t line,
                      const char *what, const char *why, struct sim_errors *errors)
{
    return sim_error_add(errors, scenario->file, line, what, ": the model '", model,
                         "' cannot run this: ", why, NULL);
}

bool sim_model_check(const struct sim_model *model, const struct sim_scenario *scenario,
                     struct sim_errors *errors)
{
    int64_t python = scenario->params.python;
    bool good = true;

    if (python < model->first_python || python > model->last_python)
        good = sim_error_add(
            errors, scenario->file, 0, "[runtime] python: the model '", model->name,
            "' stands for ", sim_python_names[model->first_python], " to ",
            sim_python_names[model->last_python], ", not for ", sim_python_names[python],
            "; the nearest is python = ", sim_python_names[sim_model_version(model, python)],
            NULL);
    for (uint32_t i = 0; i < scenario->op_count; i++) {
        const struct sim_op *op = &scenario->ops[i];
        const struct sim_op_rule *rule = sim_model_rule(model, op->kind);
        const char *why = rule->state ? NULL : rule->how ? rule->how : "it has no such thing";

        if (!why && model->refuses)
            why = model->refuses(op);
        if (!why && op->kind == SIM_OP_ADD && op->form == BODY_LOCKED &&
            sim_scenario_shares(scenario, op->object))
            why = "a lock that several processes take in every turn; write `lock`, `add` and "
                  "`unlock`";
        if (why)
            good = sim_model_refuse(model->name, scenario, op->line, op->text, why, errors);
    }
    if (model->fits)
        good &= model->fits(scenario, errors);
    return good;
}
