/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading --models. */
#include "config.h"

#include "ui/cli/models.h"

#include <string.h>

bool models_take(const struct cli *cli, const struct sim_model *models[STUDY_MODELS_MAX + 1])
{
    char names[512];
    size_t count = 0;

    if (!cli->value[CLI_OPTION_MODELS]) {
        for (; count < STUDY_MODELS_MAX && sim_models[count]; count++)
            models[count] = sim_models[count];
        models[count] = NULL;
        return true;
    }
    snprintf(names, sizeof(names), "%s", cli->value[CLI_OPTION_MODELS]);
    for (char *name = strtok(names, ","); name; name = strtok(NULL, ",")) {
        if (count == STUDY_MODELS_MAX || !(models[count] = sim_model_find(name))) {
            cli_say("--models: no model is called '%s'; `interlock list models` names them",
                    name);
            return false;
        }
        count++;
    }
    models[count] = NULL;
    if (!count)
        cli_say("--models: needs names of models, as in --models gil,native");
    return count;
}
