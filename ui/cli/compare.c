/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock compare: one workload under every model that can run it. */
#include "config.h"

#include "ui/cli/limits.h"
#include "ui/cli/models.h"
#include "ui/report/compare.h"
#include "ui/report/json.h"

#include <stdlib.h>
#include <string.h>

static int print(const struct cli *cli, const struct scenario *scenario,
                 const struct study_comparison *comparison)
{
    if (!cli->given[CLI_OPTION_JSON]) {
        struct summary_style style = { .to = stdout,
                                       .width = (unsigned)cli_width(),
                                       .unicode = cli_unicode(cli) };

        report_compare_table(&style, scenario, comparison);
        return CLI_GOOD;
    }
    return cli_print_json(report_compare(scenario, comparison));
}

static int compare(const struct cli *cli, const struct scenario *scenario,
                   const struct sim_model *const *models, const struct study_limits *limits)
{
    struct study_comparison *comparison = calloc(1, sizeof(*comparison));
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    int code = CLI_WORLD;

    if (comparison && errors &&
        study_compare(&scenario->sim, models, limits, comparison, errors))
        code = print(cli, scenario, comparison);
    else if (errors)
        scenario_print_errors(stderr, errors);
    if (*limits->interrupted)
        code = CLI_INTERRUPTED;
    free(errors);
    free(comparison);
    return code;
}

static int verb(const struct cli *cli)
{
    const struct sim_model *models[STUDY_MODELS_MAX + 1] = { NULL };
    struct study_limits limits;
    struct scenario *scenario;
    int code = CLI_USAGE;

    if (!models_take(cli, models) || !limits_take(cli, &limits))
        return code;
    limits = limits_of_many(cli, &limits, LIMITS_EVENTS_COMPARED);
    scenario = cli_load(cli, cli->args[0], &code);
    if (scenario)
        code = compare(cli, scenario, models, &limits);
    scenario_free(scenario);
    return code;
}

static const enum cli_option_id options[] = {
    CLI_OPTION_MODELS, CLI_OPTION_JSON,       CLI_OPTION_SET,
    CLI_OPTION_SEED,   CLI_OPTION_MAX_EVENTS, CLI_OPTION_END,
};

const struct cli_verb verb_compare = {
    .name = "compare",
    .arguments = "FILE",
    .example = "two-threads",
    .summary = "run one workload under every model that can run it",
    .least = 1,
    .most = 1,
    .options = options,
    .run = verb,
};
