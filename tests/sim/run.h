/* SPDX-License-Identifier: GPL-3.0-or-later
 * Running a scenario of a test from end to end. */
#ifndef INTERLOCK_TESTS_SIM_RUN_H
#define INTERLOCK_TESTS_SIM_RUN_H

#include "sim/study/result.h"
#include "tests/sim/build.h"
#include "tests/sim/suite.h"

/* Under a model; must go well. The result is the caller's to free. */
static inline struct study_result run_read(const struct build *build, const char *model,
                                           const struct study_reader *reader)
{
    static struct sim_errors errors;
    struct study_result result;

    errors.count = 0;
    ck_assert_msg(sim_scenario_validate(&build->scenario, &errors), "%s", errors.list[0].text);
    ck_assert_msg(
        study_run(&build->scenario, sim_model_find(model), reader, NULL, &result, &errors),
        "%s", errors.list[0].text);
    return result;
}

static inline struct study_result run_build(const struct build *build, const char *model)
{
    return run_read(build, model, NULL);
}

#endif
