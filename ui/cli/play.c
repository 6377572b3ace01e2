/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock play: the reader is the scheduler. */
#include "config.h"

#include "sim/models/by_hand.h"
#include "ui/cli/levels.h"
#include "ui/cli/limits.h"
#include "ui/cli/session.h"
#include "ui/play/game.h"
#include "ui/report/explored.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- choosing a policy: under which can nobody? ---- */

struct judged {
    const struct scenario *scenario;
    const struct explore *result;
    const struct explore_outcome *outcome;
};

/* The words of ui/play/moment.h that an end decides. */
static struct expr_value look_up(void *context, const char *path)
{
    const struct judged *judged = context;
    const struct sim_names *vars = &judged->scenario->sim.vars;

    if (!strcmp(path, "deadlock"))
        return (struct expr_value){ .kind = EXPR_TRUTH,
                                    .truth = judged->outcome->status == SIM_DEADLOCK };
    for (uint32_t i = 0; i < vars->count; i++) {
        int64_t value = judged->outcome->values[i], updates = judged->outcome->updates[i];
        char name[256];

        snprintf(name, sizeof(name), "vars.%s.lost", vars->list[i]);
        if (!strcmp(path, name))
            return (struct expr_value){ .kind = EXPR_NUMBER,
                                        .number = (double)(updates - value) };
        snprintf(name, sizeof(name), "vars.%s.value", vars->list[i]);
        if (!strcmp(path, name))
            return (struct expr_value){ .kind = EXPR_NUMBER, .number = (double)value };
    }
    return (struct expr_value){ .kind = EXPR_UNKNOWN };
}

/* The outcome with the fewest switches that the goal is true of; NULL: none. */
static const struct explore_outcome *reached(const struct scenario_goal *goal,
                                             const struct scenario *scenario,
                                             const struct explore *result)
{
    const struct explore_outcome *found = NULL;

    for (uint32_t i = 0; i < result->outcome_count; i++) {
        struct judged judged = { scenario, result, &result->outcomes[i] };
        struct expr_value value;
        char why[256];
        struct sim_text text = SIM_TEXT(why);

        if (expr_evaluate(goal->expr, look_up, &judged, &value, &text) &&
            value.kind == EXPR_TRUTH && value.truth &&
            (!found || result->outcomes[i].switches < found->switches))
            found = &result->outcomes[i];
    }
    return found;
}

/* Tells what was found; *held: nobody can. One that is found counts, however the search ended. */
static int tell_found(const struct judged *judged, const struct sim_scenario *untimed,
                      const struct sim_model *model, bool *held)
{
    const struct explore *result = judged->result;
    const struct explore_outcome *outcome = judged->outcome;
    char all[32], some[32];
    bool stopped = result->end == EXPLORE_INTERRUPTED;
    int code = outcome && !stopped ? CLI_GOOD : cli_schedules_end(result, false);

    *held = !outcome && code == CLI_GOOD;
    if (*held)
        printf("Nobody can: all %s %s have been tried.\n",
               explored_count(all, result->schedules), explored_counts(result));
    if (!outcome)
        return code;
    printf("Somebody can, in %s of %s %s%s:\n\n", explored_count(some, outcome->schedules),
           explored_count(all, result->schedules), explored_counts(result),
           result->end == EXPLORE_ALL ? "" : " that were tried");
    if (!cli_schedule_print(untimed, model, outcome->choices, outcome->choice_count))
        return CLI_WORLD;
    return code;
}

/* Says whether somebody can under this policy, and how; *held: nobody can. */
static int judge(const struct cli *cli, const struct scenario_goal *goal,
                 const struct scenario_policy *policy, bool *held)
{
    struct explore_limits limits = { .preemptions = -1,
                                     .events = LIMITS_EVENTS,
                                     .interrupted = cli_interrupted() };
    const struct sim_model *model;
    struct sim_scenario *untimed = NULL;
    struct explore result = { 0 };
    int code;
    struct scenario *scenario = cli_load(cli, policy->file, &code);

    if (scenario)
        code = cli_by_hand(scenario, &model, &untimed);
    if (scenario && code == CLI_GOOD)
        code = cli_schedules_try(untimed, model, &limits, &result);
    if (scenario && code == CLI_GOOD) {
        struct judged judged = { scenario, &result, reached(goal, scenario, &result) };

        code = tell_found(&judged, untimed, model, held);
    }
    explore_free(&result);
    free(untimed);
    scenario_free(scenario);
    return code;
}

static void print_policies(const struct scenario_goal *goal)
{
    cli_put_row(stdout, 0, goal->ask);
    for (uint32_t i = 0; i < goal->policy_count; i++)
        cli_put_row(stdout, printf("  %u  ", i + 1), goal->policies[i].words);
    printf("Which one? ");
    fflush(stdout);
}

static int choose_policy(const struct cli *cli, const struct scenario_goal *goal)
{
    char line[64];
    bool held = false;
    int code = CLI_GOOD;

    while (!held && code == CLI_GOOD) {
        unsigned number = 0;

        print_policies(goal);
        if (!fgets(line, sizeof(line), stdin) || *line == 'q')
            return *cli_interrupted() ? CLI_INTERRUPTED : CLI_FALSE;
        if (sscanf(line, "%u", &number) != 1 || !number || number > goal->policy_count)
            printf("A number from 1 to %u; q leaves.\n", goal->policy_count);
        else
            code = judge(cli, goal, &goal->policies[number - 1], &held);
        printf("\n");
    }
    return code;
}

/* ---- playing ---- */

/* assumed: levels have some hundred places; ten thousand tries take a second */
#define TRIES 20000

static int solve(const struct cli *cli, struct play_session *session)
{
    const struct play_game *game = session->game;
    const char *path = cli->given[CLI_OPTION_OUTPUT] ? cli->value[CLI_OPTION_OUTPUT] : NULL;

    if (!game->goal->text) {
        cli_say("%s: there is no [goal] to be reached", cli->args[0]);
        return CLI_USAGE;
    }
    if (!play_solve(session, TRIES)) {
        cli_say("%s: the goal was not reached in %d tries", cli->args[0], TRIES);
        return CLI_FALSE;
    }
    return cli_schedule_write(path, &session->branches[0]->scenario->sim, game->goal->ask,
                              game->threads, game->choices);
}

static int play(const struct cli *cli, struct play_session *session)
{
    const struct play_game *game = session->game;
    int code = cli_look(cli, session);

    if (code == CLI_GOOD && cli->given[CLI_OPTION_OUTPUT])
        code = cli_schedule_write(cli->value[CLI_OPTION_OUTPUT],
                                  &session->branches[0]->scenario->sim, "played", game->threads,
                                  game->choices);
    return code == CLI_GOOD && game->goal->text && !game->reached ? CLI_FALSE : code;
}

static int open_and_play(const struct cli *cli)
{
    bool solves = cli->given[CLI_OPTION_SOLVE];
    struct cli_session run;
    int code;

    if (!solves && !cli_can_look(cli))
        return CLI_WORLD;
    code = cli_session_play(cli, &run);
    if (code == CLI_GOOD)
        code = solves ? solve(cli, run.session) : play(cli, run.session);
    cli_session_close(&run);
    return code;
}

/* Behind a level that was won on a screen: what comes next. */
static void say_next(const struct cli *cli)
{
    char next[NAME_MAX + 1];

    if (!levels_has(cli->args[0]) || cli->given[CLI_OPTION_SOLVE] ||
        cli->given[CLI_OPTION_KEYS] || cli->given[CLI_OPTION_LINEAR])
        return;
    if (levels_next(cli->args[0], next))
        printf("The goal is reached. The next level: interlock play %s\n", next);
    else
        puts("That was the last level. interlock explore FILE tries every order.");
}

static int play_file(const struct cli *cli)
{
    int code = CLI_USAGE;
    struct scenario *scenario;

    if (!strcmp(cli->args[0], "-")) {
        cli_say("play: the choices come by standard input: save the scenario as a file");
        return CLI_USAGE;
    }
    scenario = cli_load(cli, cli->args[0], &code);
    if (!scenario)
        return code;
    code =
        scenario->goal.policy_count ? choose_policy(cli, &scenario->goal) : open_and_play(cli);
    scenario_free(scenario);
    if (code == CLI_GOOD)
        say_next(cli);
    return code;
}

/* Without a file it is the first level. */
static int verb(const struct cli *cli)
{
    char level[NAME_MAX + 1];
    const char *args[] = { level, NULL };
    struct cli first = *cli;

    if (cli->arg_count)
        return play_file(cli);
    if (!levels_next("", level)) {
        cli_say("no levels found; set INTERLOCK_DATA to the folder of the scenarios");
        return CLI_WORLD;
    }
    first.args = args;
    first.arg_count = 1;
    return play_file(&first);
}

static const enum cli_option_id options[] = {
    CLI_OPTION_KEYS,     CLI_OPTION_SIZE,           CLI_OPTION_LINEAR, CLI_OPTION_OUTPUT,
    CLI_OPTION_SOLVE,    CLI_OPTION_THEME,          CLI_OPTION_ASCII,  CLI_OPTION_SET,
    CLI_OPTION_NO_MOUSE, CLI_OPTION_REDUCED_MOTION, CLI_OPTION_END,
};

const struct cli_verb verb_play = {
    .name = "play",
    .arguments = "[FILE]",
    .example = "play-2-deadlock",
    .summary =
        "be the scheduler: choose who goes on, and bring about what the scenario asks for",
    .least = 0,
    .most = 1,
    .options = options,
    .run = verb,
};
