/* SPDX-License-Identifier: GPL-3.0-or-later
 * records FILE [SETTING...]: the records of a run as bytes, to be compared with those of a page. */
#include "scenarios/load.h"
#include "sim/study/result.h"
#include "ui/wasm/engine.h"

#include <stdlib.h>

static void write_record(void *context, const struct sim_fold *before, struct sim_record record)
{
    (void)context;
    (void)before;
    fwrite(&record, sizeof(record), 1, stdout);
}

int main(int count, char **words)
{
    static struct sim_errors errors;
    const char *search[] = { getenv("INTERLOCK_DATA"), NULL };
    struct scenario_options options = { .search = search,
                                        .settings = (const char *const *)words + 2 };
    struct study_reader reader = { write_record, NULL, NULL };
    struct study_limits limits = { .events = ENGINE_STEPS };
    struct scenario *scenario = count > 1 ? scenario_load(words[1], &options, &errors) : NULL;
    struct study_result result = { 0 };
    bool good = scenario && study_run(&scenario->sim, sim_model_of(&scenario->sim), &reader,
                                      &limits, &result, &errors);

    if (!good)
        scenario_print_errors(stderr, &errors);
    study_result_free(&result);
    scenario_free(scenario);
    return good && fflush(stdout) == 0 ? 0 : 1;
}
