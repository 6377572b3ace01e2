/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock advise: what to do about a program, and how sure that is. */
#include "config.h"

#include "ui/cli/cli.h"
#include "ui/report/json.h"
#include "ui/report/waterfall.h"

#include <stdlib.h>

/* assumed: as for `run`; it holds for each run */
#define EVENTS_MAX 2000000000

static int print(const struct cli *cli, const struct scenario *scenario,
                 const struct study_waterfall *waterfall)
{
    struct summary_style style = { .to = stdout,
                                   .width = (unsigned)cli_width(),
                                   .unicode = cli_unicode(cli) };
    json_t *json;

    if (!cli->given[CLI_OPTION_JSON]) {
        report_waterfall_text(&style, waterfall);
        return CLI_GOOD;
    }
    json = report_head("interlock/advise/1", scenario);
    json_object_set_new(json, "waterfall", report_waterfall(waterfall));
    report_print(json, stdout);
    json_decref(json);
    return CLI_GOOD;
}

static int advise(const struct cli *cli, const struct scenario *scenario)
{
    struct study_limits limits = { .events = EVENTS_MAX, .interrupted = cli_interrupted() };
    struct sim_errors errors = { .count = 0 };
    struct study_waterfall waterfall;

    if (study_waterfall(&scenario->sim, sim_model_of(&scenario->sim), &limits, &waterfall,
                        &errors))
        return print(cli, scenario, &waterfall);
    scenario_print_errors(stderr, &errors);
    return *limits.interrupted ? CLI_INTERRUPTED : CLI_WORLD;
}

static int verb(const struct cli *cli)
{
    int code = CLI_USAGE;
    struct scenario *scenario = cli_load(cli, cli->args[0], &code);

    if (scenario)
        code = advise(cli, scenario);
    scenario_free(scenario);
    return code;
}

static const enum cli_option_id options[] = {
    CLI_OPTION_WATERFALL, CLI_OPTION_JSON, CLI_OPTION_ASCII,
    CLI_OPTION_SET,       CLI_OPTION_SEED, CLI_OPTION_END,
};

const struct cli_verb verb_advise = {
    .name = "advise",
    .arguments = "FILE",
    .summary = "what to do about a program: which model, from when on, what limits it",
    .least = 1,
    .most = 1,
    .options = options,
    .run = verb,
};
