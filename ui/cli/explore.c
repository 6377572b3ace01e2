/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock explore: all that a small scenario can come to, whoever goes on when. */
#include "config.h"

#include "sim/models/by_hand.h"
#include "ui/cli/limits.h"
#include "ui/cli/session.h"
#include "ui/report/explored.h"
#include "ui/report/json.h"

#include <stdlib.h>
#include <string.h>

struct exploration {
    const struct cli *cli;
    struct scenario *scenario;
    const struct sim_model *model;
    struct sim_scenario *untimed;
    struct explore_limits limits;
    struct explore result;
    struct explored told;
};

/* ---- the command line ---- */

static bool take_limits(struct exploration *exploration)
{
    const struct cli *cli = exploration->cli;
    struct study_limits limits;
    uint64_t preemptions = 0;

    if (!limits_take(cli, &limits))
        return false;
    exploration->limits.events = limits.events;
    exploration->limits.interrupted = limits.interrupted;
    if (!cli_take_number(cli, CLI_OPTION_MAX_STATES, 1, 100000000,
                         &exploration->limits.states) ||
        !cli_take_number(cli, CLI_OPTION_PREEMPTIONS, 0, 1000000, &preemptions))
        return false;
    exploration->limits.preemptions =
        cli->given[CLI_OPTION_PREEMPTIONS] ? (int)preemptions : -1;
    return true;
}

/* ---- one schedule ---- */

static const struct explore_outcome *outcome_of(const struct exploration *exploration,
                                                int which)
{
    return &exploration->result.outcomes[which];
}

/* Each kind of evil once; two that the same schedule shows, together. */
static bool print_worst(const struct exploration *exploration)
{
    const int *shortest = exploration->told.shortest;
    const struct explore_outcome *outcome;

    for (int evil = 0; evil < EXPLORED_EVILS; evil++) {
        bool told = shortest[evil] < 0;

        for (int before = 0; before < evil; before++)
            told |= shortest[before] == shortest[evil];
        if (told)
            continue;
        printf("\n%s (outcome %d):\n\n", explored_heading((enum explored_evil)evil),
               shortest[evil] + 1);
        outcome = outcome_of(exploration, shortest[evil]);
        if (!cli_schedule_print(exploration->untimed, exploration->model, outcome->choices,
                                outcome->choice_count))
            return false;
    }
    return true;
}

/* The outcome that --step and --output are about; -1 after having said that there is none. */
static int chosen_outcome(const struct exploration *exploration)
{
    uint64_t number = 0, count = exploration->result.outcome_count;

    if (!count) {
        cli_say("no schedule was gone to its end");
        return -1;
    }
    if (exploration->cli->given[CLI_OPTION_STEP])
        return cli_take_number(exploration->cli, CLI_OPTION_STEP, 1, count, &number)
                   ? (int)number - 1
                   : -1;
    for (int evil = 0; evil < EXPLORED_EVILS; evil++) {
        if (exploration->told.shortest[evil] >= 0)
            return exploration->told.shortest[evil];
    }
    return 0;
}

static int save(const struct exploration *exploration, int which)
{
    const struct explore_outcome *outcome = outcome_of(exploration, which);
    char about[512];
    struct sim_text text = SIM_TEXT(about);

    sim_text_put_shown(&text, exploration->cli->args[0]);
    sim_text_put(&text, ": the shortest to outcome ");
    sim_text_put_int(&text, which + 1);
    sim_text_put(&text, ", by interlock explore");
    return cli_schedule_write(exploration->cli->value[CLI_OPTION_OUTPUT],
                              &exploration->scenario->sim, about, outcome->choices,
                              outcome->choice_count);
}

static int step_through(const struct exploration *exploration, int which)
{
    const struct explore_outcome *outcome = outcome_of(exploration, which);
    struct cli_session run;
    int code;

    if (!cli_can_look(exploration->cli))
        return CLI_WORLD;
    code = cli_session_follow(exploration->cli, &run, outcome->choices, outcome->choice_count);
    if (code == CLI_GOOD)
        code = cli_look(exploration->cli, run.session);
    cli_session_close(&run);
    return code;
}

/* ---- telling ---- */

static int print(const struct exploration *exploration)
{
    if (!exploration->cli->given[CLI_OPTION_JSON]) {
        explored_print(stdout, &exploration->told);
        return print_worst(exploration) ? CLI_GOOD : CLI_WORLD;
    }
    return cli_print_json(explored_json(&exploration->told));
}

static int say_end(const struct exploration *exploration)
{
    int code = cli_schedules_end(&exploration->result, true);

    if (code != CLI_GOOD || exploration->told.shortest[EXPLORED_BREAKS] < 0)
        return code;
    cli_say("an expectation is not met by every schedule");
    return CLI_FALSE;
}

static void say_unchecked(const struct exploration *exploration)
{
    const struct scenario *scenario = exploration->scenario;

    if (!scenario->expectation_count || exploration->cli->given[CLI_OPTION_QUIET])
        return;
    if (exploration->cli->set_count)
        cli_say("values were changed by --set or --seed: [expect] is not checked");
}

static int tell(struct exploration *exploration)
{
    const struct cli *cli = exploration->cli;
    bool one = cli->given[CLI_OPTION_STEP] || cli->given[CLI_OPTION_OUTPUT];
    int code, which = one ? chosen_outcome(exploration) : 0;

    if (which < 0)
        return CLI_USAGE;
    if (cli->given[CLI_OPTION_OUTPUT] && (code = save(exploration, which)) != CLI_GOOD)
        return code;
    if (cli->given[CLI_OPTION_STEP])
        return step_through(exploration, which);
    say_unchecked(exploration);
    code = print(exploration);
    return code == CLI_GOOD ? say_end(exploration) : code;
}

static int search(struct exploration *exploration)
{
    int code = cli_schedules_try(exploration->untimed, exploration->model, &exploration->limits,
                                 &exploration->result);

    if (code == CLI_GOOD) {
        exploration->told = (struct explored){ .scenario = exploration->scenario,
                                               .result = &exploration->result,
                                               .expects = !exploration->cli->set_count,
                                               .preemptions = exploration->limits.preemptions };
        if (explored_prepare(&exploration->told)) {
            code = tell(exploration);
        } else {
            cli_say("out of memory");
            code = CLI_WORLD;
        }
        explored_free(&exploration->told);
    }
    explore_free(&exploration->result);
    return code;
}

static int verb(const struct cli *cli)
{
    struct exploration exploration = { .cli = cli };
    int code = CLI_USAGE;

    if (!take_limits(&exploration))
        return code;
    exploration.scenario = cli_load(cli, cli->args[0], &code);
    if (exploration.scenario)
        code = cli_by_hand(exploration.scenario, &exploration.model, &exploration.untimed);
    if (exploration.scenario && code == CLI_GOOD)
        code = search(&exploration);
    free(exploration.untimed);
    scenario_free(exploration.scenario);
    return code;
}

static const enum cli_option_id options[] = {
    CLI_OPTION_JSON,       CLI_OPTION_STEP,        CLI_OPTION_OUTPUT,
    CLI_OPTION_MAX_STATES, CLI_OPTION_PREEMPTIONS, CLI_OPTION_SET,
    CLI_OPTION_SEED,       CLI_OPTION_QUIET,       CLI_OPTION_KEYS,
    CLI_OPTION_SIZE,       CLI_OPTION_LINEAR,      CLI_OPTION_THEME,
    CLI_OPTION_ASCII,      CLI_OPTION_NO_MOUSE,    CLI_OPTION_REDUCED_MOTION,
    CLI_OPTION_MAX_EVENTS, CLI_OPTION_END,
};

const struct cli_verb verb_explore = {
    .name = "explore",
    .arguments = "FILE",
    .example = "two-adds-3.9",
    .summary = "try all orders in which threads can take turns, and say what can come of them",
    .least = 1,
    .most = 1,
    .options = options,
    .run = verb,
};
