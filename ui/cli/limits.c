/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading --max-events. */
#include "config.h"

#include "ui/cli/limits.h"

#include <stdlib.h>

bool limits_take(const struct cli *cli, struct study_limits *limits)
{
    const char *events = cli->value[CLI_OPTION_MAX_EVENTS];
    char *end;

    *limits =
        (struct study_limits){ .events = LIMITS_EVENTS, .interrupted = cli_interrupted() };
    if (!events)
        return true;
    limits->events = strtoull(events, &end, 10);
    if (!*end && end != events && limits->events)
        return true;
    cli_say("--max-events %s: must be a number of 1 or more", events);
    return false;
}
