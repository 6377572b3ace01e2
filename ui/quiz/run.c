/* SPDX-License-Identifier: GPL-3.0-or-later
 * Making the run that a question is about. */
#include "ui/quiz/run.h"

#include "sim/models/models.h"

#include <string.h>

#define BUDGET ((size_t)4 << 20) /* bytes, for checkpoints that nobody needs */

static struct scenario *load(const struct quiz_family *family, const struct quiz_item *item,
                             struct sim_errors *errors)
{
    const char *all[96];
    struct scenario_options options = { .search = family->search, .settings = all };
    size_t count = 0;

    for (const char *const *one = family->settings; one && *one && count < 80;)
        all[count++] = *one++;
    for (int i = 0; i < item->setting_count; i++)
        all[count++] = item->settings[i];
    all[count] = NULL;
    return scenario_load(item->file, &options, errors);
}

bool quiz_run_make(struct quiz_run *run)
{
    struct timeline *timeline = run->timeline;
    sim_time patience = sim_time_scale(timeline->cast->interval, 8);
    sim_time longest = patience > QUIZ_TIME_MAX ? patience : QUIZ_TIME_MAX;

    while (timeline->status == SIM_GOING && timeline_step_now(timeline) < QUIZ_STEPS_MAX &&
           sim_run_length(timeline->run) <= longest) {
        if (!timeline_run(timeline, timeline_step_now(timeline) + 100))
            return false;
    }
    run->complete = timeline->status != SIM_GOING;
    return true;
}

bool quiz_run_open(const struct quiz_family *family, const struct quiz_item *item,
                   struct quiz_run *run, struct sim_errors *errors)
{
    const struct sim_model *model;

    *run = (struct quiz_run){ .family = family };
    run->scenario = load(family, item, errors);
    if (!run->scenario)
        return false;
    model = sim_model_of(&run->scenario->sim);
    if (!sim_model_check(model, &run->scenario->sim, errors))
        return false;
    run->timeline = timeline_create(&run->scenario->sim, model, BUDGET, errors);
    if (!run->timeline)
        return false;
    run->spare = sim_fold_create(run->timeline->cast);
    return run->spare || sim_error_add(errors, NULL, 0, "out of memory", NULL);
}

void quiz_run_close(struct quiz_run *run)
{
    sim_fold_destroy(run->spare);
    timeline_destroy(run->timeline);
    scenario_free(run->scenario);
}

sim_time quiz_run_cut(const struct quiz_run *run)
{
    static const int leads[] = { 1, 2, 5 };
    sim_time length = sim_run_length(run->timeline->run), cut = 1;

    for (sim_time power = 1; power <= length; power *= 10) {
        for (size_t i = 0; i < sizeof(leads) / sizeof(*leads); i++)
            cut = power * leads[i] <= length ? power * leads[i] : cut;
    }
    return cut;
}
