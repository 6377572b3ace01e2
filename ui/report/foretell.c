/* SPDX-License-Identifier: GPL-3.0-or-later
 * Running a scenario for a figure. */
#include "ui/report/foretell.h"

#include "scenarios/load.h"
#include "sim/study/result.h"
#include "sim/study/speedup.h"
#include "ui/report/expect.h"
#include "ui/report/json.h"

#include <stdlib.h>
#include <string.h>

#define SETTINGS_MAX 24

static bool evaluate(const struct scenario *scenario, const char *value, double *number)
{
    struct study_result result;
    struct expr_value is = { .kind = EXPR_UNKNOWN };
    struct sim_errors errors = { .count = 0 };
    struct arena *arena = arena_create();
    char why[256] = "";
    struct sim_text text = SIM_TEXT(why);
    const struct expr *expr = expr_parse(arena, value, &text);

    bool runs =
        study_run(&scenario->sim, sim_model_of(&scenario->sim), NULL, NULL, &result, &errors);

    if (runs) {
        struct study_speedup speedup = study_speedup(&scenario->sim, &result, NULL);
        json_t *json = report_facts(scenario, &result, &speedup);
        struct expect_run run = { .json = json, .scenario = scenario, .result = &result };

        if (expr && !expr_evaluate(expr, expect_look_up, &run, &is, &text))
            is.kind = EXPR_UNKNOWN;
        json_decref(json);
        study_result_free(&result);
    }
    scenario_print_errors(stderr, &errors);
    arena_destroy(arena);
    if (runs && is.kind != EXPR_NUMBER)
        fprintf(stderr, "%s: %s: %s\n", scenario->sim.file, value,
                *why ? why : "is not a number");
    *number = is.number;
    return is.kind == EXPR_NUMBER;
}

/* `list` is of `length` bytes. */
static bool run_under(const struct foretell *what, const char *list, size_t length,
                      long replication, double *number)
{
    const char *settings[SETTINGS_MAX + 1];
    struct scenario_options options = { .search = what->search, .settings = settings };
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    char *copy = strndup(list, length), *rest = NULL, draws[64];
    struct scenario *scenario = NULL;
    size_t count = 0;
    bool good;

    snprintf(draws, sizeof(draws), "scenario.replication=%ld", replication);
    settings[count++] = draws;
    for (const char *const *at = what->before; at && *at && count < SETTINGS_MAX; at++)
        settings[count++] = *at;
    for (char *at = copy ? strtok_r(copy, " ", &rest) : NULL; at && count < SETTINGS_MAX;
         at = strtok_r(NULL, " ", &rest))
        settings[count++] = at;
    settings[count] = NULL;
    if (errors && copy)
        scenario = scenario_load(what->path, &options, errors);
    if (errors)
        scenario_print_errors(stderr, errors);
    free(errors);
    good = scenario && evaluate(scenario, what->value, number);
    scenario_free(scenario);
    free(copy);
    return good;
}

static bool run_once(const struct foretell *what, long replication, double *number)
{
    const char *over = strstr(what->settings, " / ");
    size_t first = over ? (size_t)(over - what->settings) : strlen(what->settings);
    double by = 1;

    if (!run_under(what, what->settings, first, replication, number))
        return false;
    if (over && !run_under(what, over + 3, strlen(over + 3), replication, &by))
        return false;
    *number /= by;
    return true;
}

bool foretell(const struct foretell *what, double *values)
{
    for (long run = 0; run < what->runs; run++) {
        if (!run_once(what, run, &values[run]))
            return false;
    }
    return true;
}
