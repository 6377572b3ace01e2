/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock derive: a recording as a scenario, to ask what would have happened otherwise. */
#include "config.h"

#include "recorder/derive.h"
#include "ui/cli/cli.h"
#include "ui/cli/output.h"
#include "ui/report/recorded.h"

#include <stdlib.h>

static void say_missing(void *context, const char *text)
{
    cli_say("%s: %s", (const char *)context, text);
}

static int verb(const struct cli *cli)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct recording *recording = errors ? recording_open(cli->args[0], errors) : NULL;
    struct output output;
    FILE *to;
    int code = CLI_WORLD;

    if (recording) {
        to = output_to(&output, cli->value[CLI_OPTION_OUTPUT]);
        if (to)
            code =
                derive_scenario(recording, cli->args[0], to, errors) ? CLI_GOOD : CLI_INVALID;
        recorded_warn(say_missing, (void *)cli->args[0], recording);
        if (code == CLI_GOOD && derive_caveat(recording))
            say_missing((void *)cli->args[0], derive_caveat(recording));
        code = output_finish(&output, code);
        recording_close(recording);
    }
    if (errors)
        scenario_print_errors(stderr, errors);
    free(errors);
    return code;
}

static const enum cli_option_id options[] = { CLI_OPTION_OUTPUT, CLI_OPTION_END };

const struct cli_verb verb_derive = {
    .name = "derive",
    .arguments = "RECORDING",
    .example = "app.rec -o app.ini",
    .summary = "turn a recording into a scenario, for what-if",
    .least = 1,
    .most = 1,
    .options = options,
    .run = verb,
};
