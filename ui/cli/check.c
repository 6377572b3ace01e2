/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock check: is a scenario valid? */
#include "config.h"

#include "ui/cli/asker.h"

static int verb(const struct cli *cli)
{
    int worst = CLI_GOOD;

    for (int i = 0; i < cli->arg_count; i++) {
        int code = CLI_GOOD;
        struct scenario *scenario = cli_load(cli, cli->args[i], &code);

        if (scenario)
            code = asker_check(cli, cli->args[i], scenario);
        if (code > worst)
            worst = code;
        scenario_free(scenario);
    }
    return worst;
}

static const enum cli_option_id options[] = { CLI_OPTION_SET, CLI_OPTION_END };

const struct cli_verb verb_check = {
    .name = "check",
    .arguments = "FILE...",
    .example = "two-threads",
    .summary = "say what is wrong with scenario files; nothing when they are valid",
    .least = 1,
    .most = -1,
    .options = options,
    .run = verb,
};
