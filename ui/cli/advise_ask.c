/* SPDX-License-Identifier: GPL-3.0-or-later
 * Running a scenario with settings over it. */
#include "config.h"

#include "sim/base/text.h"
#include "ui/cli/advise.h"

#include <string.h>

static bool put_settings(struct scenario_setting *list, const char *const *settings)
{
    size_t count = 0;

    for (; settings[count]; count++) {
        if (count == ADVISE_SETTINGS)
            return false;
        list[count] = (struct scenario_setting){ .text = settings[count], .file = "advise" };
    }
    list[count] = (struct scenario_setting){ .text = NULL };
    return true;
}

/* The caller frees it; NULL: there is no such scenario. */
static struct scenario *variant_with(const struct advise *advise, const char *const *settings)
{
    struct scenario_setting list[ADVISE_SETTINGS + 1];
    struct sim_errors errors = { .count = 0 };

    if (*advise->limits.interrupted || !put_settings(list, settings))
        return NULL;
    return scenario_variant(advise->scenario, list, &errors);
}

bool advise_times(const struct advise *advise, const char *const *settings, double *times)
{
    struct scenario *variant = variant_with(advise, settings);
    char why[256];
    struct sim_text text = SIM_TEXT(why);
    bool good;

    if (!variant)
        return false;
    good = study_series(&variant->sim, sim_model_of(&variant->sim), &advise->limits,
                        advise->aim, advise->advised->replications, times, &text);
    scenario_free(variant);
    return good;
}

bool advise_waterfall(const struct advise *advise, const char *const *settings,
                      struct study_waterfall *waterfall)
{
    struct scenario *variant = variant_with(advise, settings);
    struct sim_errors errors = { .count = 0 };
    bool good;

    if (!variant)
        return false;
    good = study_waterfall(&variant->sim, sim_model_of(&variant->sim), &advise->limits,
                           waterfall, &errors);
    scenario_free(variant);
    return good && waterfall->known;
}

bool advise_gain(const struct advise *advise, const char *const *settings,
                 struct study_interval *gain)
{
    double times[STUDY_REPLICATIONS];

    return advise_times(advise, settings, times) &&
           study_interval_of_ratios(advise->times, times, (size_t)advise->advised->replications,
                                    gain);
}

struct advise_model advise_settings_of(const struct advise *advise,
                                       const struct sim_model *model)
{
    int64_t python = sim_model_version(model, advise->scenario->sim.params.python);
    struct advise_model settings;

    snprintf(settings.model, sizeof(settings.model), "runtime.model=%s", model->name);
    snprintf(settings.python, sizeof(settings.python), "runtime.python=%s",
             sim_python_names[python]);
    return settings;
}

/* ---- commands ---- */

static void put_setting(struct sim_text *text, const char *setting)
{
    sim_text_put(text, " --set ");
    sim_text_put_word(text, setting);
}

void advise_put_command(const struct advise *advise, struct sim_text *text, const char *verb,
                        const char *file, const char *const *settings)
{
    sim_text_put(text, "interlock ");
    sim_text_put(text, verb);
    sim_text_put(text, " ");
    sim_text_put_word(text, file);
    for (const char *const *set = advise->cli->sets; *set; set++)
        put_setting(text, *set);
    for (; settings && *settings; settings++)
        put_setting(text, *settings);
}

void advise_command(const struct advise *advise, char *command, size_t size, const char *verb,
                    const char *const *settings)
{
    struct sim_text text = sim_text_over(command, size);

    advise_put_command(advise, &text, verb, advise->file, settings);
}
