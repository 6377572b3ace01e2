/* SPDX-License-Identifier: GPL-3.0-or-later
 * Running the base line. */
#include "sim/study/speedup.h"

#include "sim/base/text.h"
#include "sim/study/interval.h"

#include <string.h>

static struct study_speedup unknown(const char *what, const char *why)
{
    struct study_speedup speedup = { .known = false };
    struct sim_text text = SIM_TEXT(speedup.why);

    sim_text_put(&text, what);
    sim_text_put(&text, why);
    return speedup;
}

static struct study_speedup against(const struct study_result *base,
                                    const struct study_result *result)
{
    double ratio = study_ratio((double)base->makespan, (double)result->makespan);

    if (base->outcome == SIM_DEADLOCK)
        return unknown("one thread after the other never ends: ", base->why);
    if (base->outcome != SIM_ENDED)
        return unknown("one thread after the other does not end in time", "");
    if (base->daemons > result->daemons)
        return unknown(STUDY_OTHER_WORK, "");
    return (struct study_speedup){ .known = true, .speedup = ratio, .scaling = ratio };
}

struct study_speedup study_speedup(const struct sim_scenario *scenario,
                                   const struct study_result *result,
                                   const struct study_limits *limits)
{
    const struct sim_model *sequential = sim_model_find("sequential");
    struct sim_errors errors = { .count = 0 };
    struct study_result base;
    struct study_speedup speedup;

    if (result->outcome != SIM_ENDED)
        return unknown("the run did not come to its end", "");
    if (!strcmp(result->cast->model, sequential->name))
        return against(result, result);
    if (!study_run(scenario, sequential, NULL, limits, &base, &errors))
        return unknown("one thread after the other cannot be run: ", errors.list[0].text);
    speedup = against(&base, result);
    study_result_free(&base);
    return speedup;
}
