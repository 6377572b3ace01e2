/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading --max-events. */
#include "config.h"

#include "ui/cli/limits.h"

bool limits_take(const struct cli *cli, struct study_limits *limits)
{
    *limits =
        (struct study_limits){ .events = LIMITS_EVENTS, .interrupted = cli_interrupted() };
    return cli_take_number(cli, CLI_OPTION_MAX_EVENTS, 1, CLI_ANY, &limits->events);
}

struct study_limits limits_of_many(const struct cli *cli, const struct study_limits *limits,
                                   uint64_t events)
{
    struct study_limits many = *limits;

    if (!cli->given[CLI_OPTION_MAX_EVENTS])
        many.events = events;
    return many;
}
