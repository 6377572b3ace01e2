/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock derive: a recording as a scenario, to ask what would have happened otherwise. */
#include "config.h"

#include "recorder/derive.h"
#include "ui/cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Closes the file; CLI_WORLD with a message when not everything could be written. */
static int close_file(FILE *to, const char *path)
{
    if (fclose(to) == 0)
        return CLI_GOOD;
    cli_say("%s cannot be written: %s", path, strerror(errno));
    return CLI_WORLD;
}

static int write_to(struct recording *recording, const struct cli *cli, const char *path,
                    struct sim_errors *errors)
{
    FILE *to = path ? fopen(path, "w") : stdout;
    int code;

    if (!to) {
        cli_say("%s cannot be written: %s", path, strerror(errno));
        return CLI_WORLD;
    }
    code = derive_scenario(recording, cli->args[0], to, errors) ? CLI_GOOD : CLI_INVALID;
    if (path) {
        int closed = close_file(to, path);

        code = code == CLI_GOOD ? closed : code;
        if (code != CLI_GOOD)
            unlink(path);
    }
    return code;
}

static int verb(const struct cli *cli)
{
    const char *path = cli->given[CLI_OPTION_OUTPUT] ? cli->value[CLI_OPTION_OUTPUT] : NULL;
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct recording *recording = errors ? recording_open(cli->args[0], errors) : NULL;
    int code = CLI_WORLD;

    if (recording) {
        code = write_to(recording, cli, path, errors);
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
    .summary = "turn a recording into a scenario, for what-if",
    .least = 1,
    .most = 1,
    .options = options,
    .run = verb,
};
