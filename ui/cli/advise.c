/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock advise: what to do about a program, and how sure that is. */
#include "config.h"

#include "ui/cli/advise.h"

#include "ui/cli/bar.h"
#include "ui/cli/limits.h"
#include "ui/report/json.h"
#include "ui/report/waterfall.h"

#include <stdlib.h>
#include <string.h>

/* assumed: all of the questions take some four hundred replications; at 50 ns an event this is
 * half a minute */
#define EVENTS_ALTOGETHER 600000000
#define QUESTIONS 400

/* assumed: with the fewest replications that tell anything that is three minutes */
#define EVENTS_OF_RUN 3000000

/* assumed: a question that takes so much longer than the scenario itself is not answered, which
 * bounds the range of a break-even point */
#define QUESTION_TIMES 10
#define EVENTS_OF_QUESTION 1000000

static int print(const struct advise *advise)
{
    struct summary_style style = { .to = stdout,
                                   .width = (unsigned)cli_width(),
                                   .unicode = cli_unicode(advise->cli),
                                   .fold = cli_width_of(stdout) };

    if (advise->cli->given[CLI_OPTION_JSON])
        return cli_print_json(advised_json(advise->scenario, advise->advised));
    if (advise->cli->given[CLI_OPTION_WATERFALL])
        report_waterfall_text(&style, &advise->advised->waterfall);
    else
        advised_print(&style, advise->scenario, advise->advised);
    return CLI_GOOD;
}

/* The events of a run as it is. False with an error where so many runs would take too long, unless
 * --max-events allows it. */
static bool count_events(struct advise *advise, struct sim_errors *errors)
{
    struct study_limits limits = limits_of_many(advise->cli, &advise->limits, EVENTS_OF_RUN);
    struct study_result result = { .events = 0 };
    struct sim_errors own = { .count = 0 };
    bool bounded = !advise->cli->given[CLI_OPTION_MAX_EVENTS];

    if (study_run(&advise->scenario->sim, advise->own, NULL, &limits, &result, &own)) {
        advise->events = result.events;
        study_result_free(&result);
        return true;
    }
    if (bounded && result.events == EVENTS_OF_RUN)
        return sim_error_add(errors, advise->file, 0,
                             "a run has too many events to ask hundreds of questions: make it "
                             "shorter, or allow it by --max-events",
                             NULL);
    *errors = own;
    return false;
}

/* How long it takes as it is. False when there is no such time; then a finding says why. */
static bool time_it(struct advise *advise)
{
    struct advised_finding *finding;
    char why[256] = "";
    struct sim_text text = SIM_TEXT(why);
    int count = study_replications(&advise->scenario->sim);

    while (count > 3 && (double)advise->events * count * QUESTIONS > EVENTS_ALTOGETHER)
        count--;
    if ((double)advise->events * QUESTION_TIMES > EVENTS_OF_QUESTION)
        advise->limits.events = advise->events * QUESTION_TIMES;
    else
        advise->limits.events = EVENTS_OF_QUESTION;
    advise->advised->replications = count;
    if (study_series(&advise->scenario->sim, advise->own, &advise->limits, advise->aim, count,
                     advise->times, &text))
        return true;
    finding = advised_add(advise->advised, "limit");
    snprintf(finding->text, sizeof(finding->text), "%s cannot be compared: %s",
             advise->own->name, why);
    advise_command(advise, finding->command, sizeof(finding->command), "run", NULL);
    return false;
}

/* A long program takes seconds for each of them; the first one is what is lost. */
#define KINDS 6

static void find_all(struct advise *advise, struct bar *bar)
{
    const struct sim_model *other;

    bar_add(bar);
    if (time_it(advise)) {
        other = advise_models(advise);
        bar_add(bar);
        if (other)
            advise_even(advise, other);
        bar_add(bar);
        if (!advise->advised->requests)
            advise_limits(advise);
        bar_add(bar);
        advise_changes(advise);
        bar_add(bar);
        if (!advise->advised->requests)
            advise_scaling(advise);
    } else {
        advise_limits(advise);
    }
}

bool advise_all(struct advise *advise, bool only_lost, bool *outside, struct sim_errors *errors)
{
    const struct sim_scenario *scenario = &advise->scenario->sim;
    struct bar bar;
    bool known;

    *outside = false;
    bar_begin(&bar, !advise->cli->given[CLI_OPTION_QUIET], cli_unicode(advise->cli),
              "questions", 0, only_lost ? 1 : KINDS);
    known = only_lost || count_events(advise, errors);
    if (known) {
        advise->aim = study_aim(scenario, &advise->limits);
        advise->advised->requests =
            advise->aim ? scenario->measures.list[advise->aim - 1] : NULL;
        known = study_waterfall(scenario, advise->own, &advise->limits,
                                &advise->advised->waterfall, errors);
    }
    if (known && !only_lost) {
        find_all(advise, &bar);
        *outside = advise_domain(advise);
    }
    bar_end(&bar);
    if (*advise->limits.interrupted && !errors->count)
        sim_error_add(errors, advise->file, 0, "interrupted", NULL);
    return known && !*advise->limits.interrupted;
}

static int advise_scenario(struct advise *advise)
{
    struct sim_errors errors = { .count = 0 };
    bool outside;

    if (!advise_all(advise, advise->cli->given[CLI_OPTION_WATERFALL], &outside, &errors)) {
        scenario_print_errors(stderr, &errors);
        return *advise->limits.interrupted ? CLI_INTERRUPTED : CLI_WORLD;
    }
    if (print(advise) != CLI_GOOD)
        return CLI_WORLD;
    if (!outside || advise->cli->given[CLI_OPTION_FORCE])
        return CLI_GOOD;
    cli_say("outside of what is validated; --force says that this is known");
    return CLI_OUTSIDE;
}

static int verb(const struct cli *cli)
{
    struct advised *advised = calloc(1, sizeof(*advised));
    struct advise advise = { .cli = cli, .file = cli->args[0], .advised = advised };
    struct scenario *scenario = NULL;
    int code = CLI_USAGE;

    if (limits_take(cli, &advise.limits) && advise_choose(cli, advise.models))
        scenario = cli_load(cli, cli->args[0], &code);
    advise.scenario = scenario;
    if (scenario && !advised) {
        cli_say("out of memory");
        code = CLI_WORLD;
    } else if (scenario) {
        advise.own = sim_model_of(&scenario->sim);
        code = advise_scenario(&advise);
    }
    free(advised);
    scenario_free(scenario);
    return code;
}

static const enum cli_option_id options[] = {
    CLI_OPTION_MODELS, CLI_OPTION_WATERFALL,  CLI_OPTION_JSON,
    CLI_OPTION_FORCE,  CLI_OPTION_ASCII,      CLI_OPTION_SET,
    CLI_OPTION_SEED,   CLI_OPTION_MAX_EVENTS, CLI_OPTION_END,
};

const struct cli_verb verb_advise = {
    .name = "advise",
    .arguments = "FILE",
    .example = "two-threads",
    .summary = "what to do about a program: which model, from when on, what limits it",
    .least = 1,
    .most = 1,
    .options = options,
    .run = verb,
};
