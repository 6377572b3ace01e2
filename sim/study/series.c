/* SPDX-License-Identifier: GPL-3.0-or-later
 * Replications of one scenario under one model. */
#include "sim/study/series.h"

#include "sim/study/aim.h"

int study_replications(const struct sim_scenario *scenario)
{
    return sim_scenario_is_random(scenario) ? STUDY_REPLICATIONS : 1;
}

static bool fail(struct sim_text *why, const char *what, const char *more)
{
    sim_text_put(why, what);
    sim_text_put(why, more);
    return false;
}

static bool fail_of(uint32_t aim, const struct study_result *result, struct sim_text *why)
{
    if (result->outcome == SIM_UNTIL && !aim)
        return fail(why, "stopped by [scenario] until", "");
    if (result->outcome == SIM_UNTIL || result->outcome == SIM_ENDED)
        return fail(why, STUDY_UNANSWERED, "");
    return fail(why, "it comes to no end: ", result->why);
}

bool study_series(const struct sim_scenario *scenario, const struct sim_model *model,
                  const struct study_limits *limits, uint32_t aim, int count, double *values,
                  struct sim_text *why)
{
    struct sim_scenario copy = *scenario;
    bool good = true;

    for (int i = 0; i < count && good; i++) {
        struct sim_errors errors = { .count = 0 };
        struct study_result result;

        copy.params.replication = scenario->params.replication + i;
        if (!study_run(&copy, model, NULL, limits, &result, &errors))
            return fail(why, errors.list[0].text, "");
        values[i] = study_aim_value(aim, &result);
        if (!study_aim_is_told(aim, &result))
            good = fail_of(aim, &result, why);
        study_result_free(&result);
    }
    return good;
}
