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

/* It must come to its end: how long does it take? */
static inline sim_time run_makespan(const struct build *build, const char *model)
{
    struct study_result result = run_build(build, model);
    sim_time time = result.makespan;

    ck_assert_int_eq(result.outcome, SIM_ENDED);
    study_result_free(&result);
    return time;
}

static inline const char *run_name(const struct study_result *result, uint32_t thread)
{
    static char name[64];
    struct sim_text put = SIM_TEXT(name);

    sim_cast_put_thread(result->cast, &put, thread);
    return name;
}

/* What the thread of a name does in the run. */
static inline const struct fold_thread *run_thread(const struct study_result *result,
                                                   const char *name)
{
    for (uint32_t i = 1; i <= result->cast->threads; i++) {
        if (!strcmp(run_name(result, i), name))
            return &result->fold->threads[i];
    }
    ck_abort_msg("no thread %s", name);
    return NULL;
}

#endif
