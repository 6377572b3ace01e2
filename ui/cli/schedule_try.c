/* SPDX-License-Identifier: GPL-3.0-or-later
 * Trying all schedules, and saying why they were not all. */
#include "config.h"

#include "ui/cli/schedule.h"

#include "ui/cli/cli.h"

#include <inttypes.h>
#include <stdlib.h>

int cli_schedules_try(const struct sim_scenario *untimed, const struct sim_model *model,
                      const struct explore_limits *limits, struct explore *result)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    bool good = errors && explore(untimed, model, limits, result, errors);

    if (!errors)
        cli_say("out of memory");
    else if (!good)
        scenario_print_errors(stderr, errors);
    free(errors);
    return good ? CLI_GOOD : CLI_WORLD;
}

int cli_schedules_end(const struct explore *result, bool bounds)
{
    switch (result->end) {
    case EXPLORE_STATES_SPENT:
        cli_say("not all schedules: the search was given up after %" PRIu64
                " state%s; make counts smaller%s",
                result->states, result->states == 1 ? "" : "s",
                bounds ? ", or give --max-states or --preemptions" : "");
        return CLI_OUTSIDE;
    case EXPLORE_TOO_DEEP:
        cli_say("not all schedules: one has more than %d choices; loops that touch what is "
                "shared cannot be explored with thousands of turns: two or three show the same",
                EXPLORE_DEPTH);
        return CLI_OUTSIDE;
    case EXPLORE_EVENTS_SPENT:
        cli_say("not all schedules: the search was given up within the limit of events: make "
                "counts smaller%s",
                bounds ? ", or raise --max-events" : "");
        return CLI_OUTSIDE;
    case EXPLORE_INTERRUPTED:
        cli_say("interrupted: not all schedules");
        return CLI_INTERRUPTED;
    default:
        return CLI_GOOD;
    }
}
