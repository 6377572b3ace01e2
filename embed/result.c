/* SPDX-License-Identifier: GPL-3.0-or-later
 * Runs from end to end, for other programs. */
#include "sim/study/result.h"
#include "embed/handles.h"

#include <interlock/result.h>
#include <stdlib.h>

_Static_assert((int)INTERLOCK_GOING == (int)SIM_GOING &&
                   (int)INTERLOCK_ENDED == (int)SIM_ENDED &&
                   (int)INTERLOCK_UNTIL == (int)SIM_UNTIL &&
                   (int)INTERLOCK_DEADLOCK == (int)SIM_DEADLOCK &&
                   (int)INTERLOCK_REFUSED == (int)SIM_REFUSED &&
                   (int)INTERLOCK_OVERLONG == (int)SIM_OVERLONG,
               "outcomes are the simulator's");

struct interlock_result {
    struct study_result study;
    struct interlock_account account;
};

struct interlock_result *interlock_result_create(const struct interlock_scenario *scenario,
                                                 uint64_t events,
                                                 struct interlock_errors **errors)
{
    struct interlock_result *result = calloc(1, sizeof(*result));
    struct interlock_errors *found = embed_errors();
    struct study_limits limits = { .events = events };

    if (!embed_end(result && found &&
                       study_run(&scenario->scenario->sim, scenario->model, NULL, &limits,
                                 &result->study, &found->list),
                   found, errors)) {
        free(result);
        return NULL;
    }
    result->account = (struct interlock_account){ result->study.cast, result->study.fold };
    return result;
}

void interlock_result_free(struct interlock_result *result)
{
    if (!result)
        return;
    study_result_free(&result->study);
    free(result);
}

enum interlock_outcome interlock_result_outcome(const struct interlock_result *result)
{
    return (enum interlock_outcome)result->study.outcome;
}

const char *interlock_result_why(const struct interlock_result *result)
{
    return result->study.why;
}

int64_t interlock_result_makespan(const struct interlock_result *result)
{
    return result->study.makespan;
}

int64_t interlock_result_work(const struct interlock_result *result)
{
    return result->study.work;
}

uint64_t interlock_result_events(const struct interlock_result *result)
{
    return result->study.events;
}

struct interlock_latency interlock_result_latency(const struct interlock_result *result,
                                                  uint32_t i)
{
    const struct sim_names *names = &result->study.cast->measures;
    const struct sim_histogram *of;

    if (i >= names->count)
        return (struct interlock_latency){ NULL, 0, 0, 0, 0, 0, 0 };
    of = &result->study.latency[i];
    return (struct interlock_latency){
        .name = names->list[i],
        .count = of->count,
        .mean = sim_histogram_mean(of),
        .median = sim_histogram_quantile(of, 1, 2),
        .p90 = sim_histogram_quantile(of, 9, 10),
        .p99 = sim_histogram_quantile(of, 99, 100),
        .most = of->most,
    };
}

const struct interlock_account *interlock_result_account(const struct interlock_result *result)
{
    return &result->account;
}
