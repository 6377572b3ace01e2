/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock run: a scenario or a recording from beginning to end. */
#include "config.h"

#include "ui/cli/limits.h"
#include "ui/cli/subject.h"
#include "ui/report/expect.h"
#include "ui/report/findings.h"
#include "ui/report/json.h"
#include "ui/report/recorded.h"
#include "ui/report/summary.h"

#include <stdlib.h>
#include <string.h>

struct run {
    const struct cli *cli;
    struct subject subject;
    struct study_limits limits;
    struct study_result result;
    struct study_speedup speedup;
    json_t *json;
};

/* ---- printing ---- */

static int print_lanes(struct run *run, const struct summary_style *style)
{
    const struct sim_cast *cast = run->result.cast;
    uint32_t cores = cast->cores < SUMMARY_CORES ? cast->cores : SUMMARY_CORES;
    uint32_t threads = cast->threads < SUMMARY_THREADS ? cast->threads : SUMMARY_THREADS;
    struct view_cells *cells = view_cells_create(
        0, run->result.makespan, summary_columns(style, &run->result), cores, 1, threads);
    struct study_reader reader = { view_cells_read, cells, view_cells_finish };
    struct study_result again;
    int code = CLI_WORLD;

    /* How wide a column is, is known only now: the run is made a second time. */
    if (cells)
        code = subject_play(&run->subject, &reader, &run->limits, &again);
    else
        cli_say("out of memory");
    if (code == CLI_GOOD) {
        summary_lanes(style, &again, cells);
        study_result_free(&again);
    }
    view_cells_destroy(cells);
    return code;
}

static int print_text(struct run *run)
{
    struct summary_style style = { .to = stdout,
                                   .width = (unsigned)cli_width(),
                                   .unicode = cli_unicode(run->cli) };

    summary_head(&style, &run->result, &run->speedup);
    if (run->subject.recording)
        recorded_print(&style, run->subject.recording, &run->result);
    if (run->result.outcome == SIM_REFUSED) /* nothing has happened */
        return CLI_GOOD;
    summary_waterfall(&style, &run->result);
    return run->cli->given[CLI_OPTION_QUIET] ? CLI_GOOD : print_lanes(run, &style);
}

/* ---- expectations ---- */

/* With --set it is another run than the one of which something is expected. */
static int check_expectations(struct run *run)
{
    const struct scenario *scenario = run->subject.scenario;
    struct expect_run subject = { .json = run->json,
                                  .scenario = scenario,
                                  .result = &run->result };
    bool quiet = run->cli->given[CLI_OPTION_QUIET];
    uint32_t wrong;

    if (!scenario || !scenario->expectation_count)
        return CLI_GOOD;
    if (run->cli->set_count) {
        if (!quiet)
            cli_say("values were changed by --set or --seed: [expect] is not checked");
        return CLI_GOOD;
    }
    wrong = expect_check(scenario, &subject, stderr);
    if (wrong && !quiet)
        cli_say("%u of %u expectations are not met", wrong, scenario->expectation_count);
    return wrong ? CLI_FALSE : CLI_GOOD;
}

/* A program that was refused is an error, unless it is what the scenario expects. */
static int check_refusal(struct run *run, int code)
{
    const struct scenario *scenario = run->subject.scenario;
    bool expected = scenario && scenario->expectation_count && !run->cli->set_count;

    if (run->result.outcome != SIM_REFUSED || (expected && code == CLI_GOOD))
        return code;
    findings_print(stderr, scenario, &run->result);
    return CLI_INVALID;
}

static int report(struct run *run)
{
    int code, printed = CLI_GOOD;

    run->speedup = subject_speedup(&run->subject, &run->result, &run->limits);
    if (run->subject.recording)
        run->json = recorded_json(run->subject.recording, &run->result, &run->speedup);
    else if (run->cli->given[CLI_OPTION_JSON])
        run->json = report_run(run->subject.scenario, &run->result, &run->speedup);
    else
        run->json = report_facts(run->subject.scenario, &run->result, &run->speedup);
    if (!run->json) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    code = check_refusal(run, check_expectations(run));
    if (code == CLI_INVALID) /* told of on stderr, as other mistakes of a scenario */
        ;
    else if (run->cli->given[CLI_OPTION_JSON])
        report_print(run->json, stdout);
    else
        printed = print_text(run);
    json_decref(run->json);
    return printed == CLI_GOOD ? code : printed;
}

static int run_subject(struct run *run)
{
    int code = subject_play(&run->subject, NULL, &run->limits, &run->result);

    if (code != CLI_GOOD)
        return code;
    code = report(run);
    study_result_free(&run->result);
    if (code == CLI_GOOD && *run->limits.interrupted) {
        cli_say("interrupted: not all of it is told");
        return CLI_INTERRUPTED;
    }
    return code;
}

static int verb(const struct cli *cli)
{
    struct run *run = calloc(1, sizeof(*run));
    int code = CLI_USAGE;

    if (!run) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    run->cli = cli;
    if (limits_take(cli, &run->limits)) {
        code = subject_open(&run->subject, cli, cli->args[0]);
        if (code == CLI_GOOD)
            code = run_subject(run);
        subject_close(&run->subject);
    }
    free(run);
    return code;
}

static const enum cli_option_id options[] = {
    CLI_OPTION_JSON,  CLI_OPTION_SET,        CLI_OPTION_SEED, CLI_OPTION_ASCII,
    CLI_OPTION_QUIET, CLI_OPTION_MAX_EVENTS, CLI_OPTION_END,
};

const struct cli_verb verb_run = {
    .name = "run",
    .arguments = "FILE",
    .example = "two-threads",
    .summary = "run a scenario, or read a recording, and say where the time went",
    .least = 1,
    .most = 1,
    .options = options,
    .run = verb,
};
