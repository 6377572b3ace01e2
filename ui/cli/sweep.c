/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock sweep: one scenario at many points. */
#include "config.h"

#include "sim/study/aim.h"
#include "ui/cli/limits.h"
#include "ui/cli/output.h"
#include "ui/cli/sheets.h"
#include "ui/cli/sweep_run.h"
#include "ui/report/summary.h"
#include "ui/report/sweep.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define WORKERS_MAX 1024

enum format { FORMAT_TEXT, FORMAT_CSV, FORMAT_JSON };

struct sweep {
    const struct cli *cli;
    struct scenario *scenario;
    struct sweep_points points;
    struct sweep_job job;
    struct bar progress;
    enum format format;
    struct output output;
    struct sweep_table table;
    struct sheets_against against;
    char title[128]; /* of the journal */
};

/* ---- the command line ---- */

static bool take_format(struct sweep *sweep)
{
    const struct cli *cli = sweep->cli;
    const char *path = cli->value[CLI_OPTION_OUTPUT];
    const char *end = path ? strrchr(path, '.') : NULL;

    if (cli->given[CLI_OPTION_CSV] && cli->given[CLI_OPTION_JSON_LINES]) {
        cli_say("--csv and --json: one of them");
        return false;
    }
    if (cli->given[CLI_OPTION_CSV])
        sweep->format = FORMAT_CSV;
    else if (cli->given[CLI_OPTION_JSON_LINES])
        sweep->format = FORMAT_JSON;
    else if (end && (!strcmp(end, ".json") || !strcmp(end, ".jsonl")))
        sweep->format = FORMAT_JSON;
    else if (path && (!end || strcmp(end, ".txt")))
        sweep->format = FORMAT_CSV;
    return true;
}

static bool take_against(struct sweep *sweep)
{
    if (!sheets_against(sweep->cli, &sweep->against))
        return false;
    sweep->table.axis = sweep->against.axis;
    sweep->table.value = sweep->against.value;
    return true;
}

static bool take_options(struct sweep *sweep)
{
    const struct cli *cli = sweep->cli;
    uint64_t workers = sweep_workers();

    if (!cli_take_number(cli, CLI_OPTION_WORKERS, 1, WORKERS_MAX, &workers) ||
        !limits_take(cli, &sweep->job.limits) ||
        !shard_parse(cli->value[CLI_OPTION_SHARD], &sweep->job.shard) || !take_format(sweep) ||
        !take_against(sweep))
        return false;
    sweep->job.workers = (unsigned)workers;
    return true;
}

/* ---- preparing ---- */

/* A value that is set for all points would be none of any. */
static bool sets_axis(const struct sweep *sweep, const struct scenario_axis *axis)
{
    size_t length = strlen(axis->key);

    for (const char *const *set = sweep->cli->sets; *set; set++) {
        if (strncmp(*set, axis->key, length) || !strchr("= \t", (*set)[length]))
            continue;
        cli_say("--set %s: the sweep varies that; --vary %s=%s gives it one value", *set,
                axis->key, *set + length + 1);
        return true;
    }
    return false;
}

/* Whether anything varies, and whether what is to be compared with is there. */
static int check_axes(const struct sweep *sweep)
{
    const struct scenario_sweep *axes = sweep->scenario->sweep;
    const struct sweep_table *table = &sweep->table;
    uint32_t axis = 0, value = 0;

    if (!axes || !axes->axis_count) {
        cli_say("%s: nothing varies; write [sweep] in it, or --vary machine.cores=1,2,4..16",
                sweep->cli->args[0]);
        return CLI_USAGE;
    }
    if (sweep->cli->given[CLI_OPTION_PRECISION] && axes->replications != SWEEP_AUTO) {
        cli_say("--precision says when --replications auto are enough; give that, too");
        return CLI_USAGE;
    }
    for (uint32_t i = 0; i < axes->axis_count; i++) {
        if (sets_axis(sweep, &axes->axes[i]))
            return CLI_USAGE;
    }
    if (!table->axis)
        return CLI_GOOD;
    while (axis < axes->axis_count && strcmp(axes->axes[axis].key, table->axis))
        axis++;
    while (axis < axes->axis_count && value < axes->axes[axis].count &&
           strcmp(axes->axes[axis].values[value], table->value))
        value++;
    if (axis < axes->axis_count && value < axes->axes[axis].count)
        return CLI_GOOD;
    cli_say(axis == axes->axis_count ? "--against %s=%s: no axis is called that"
                                     : "--against %s=%s: the axis has no such value",
            table->axis, table->value);
    return CLI_USAGE;
}

static int check_figure(const struct sweep *sweep)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct sheet *sheet = errors ? sheet_empty(sweep->scenario) : NULL;
    int code = CLI_WORLD;

    if (!sheet)
        cli_say("out of memory");
    else if (report_sweep_has(sheet, sweep->table.figure, errors))
        code = CLI_GOOD;
    else {
        cli_say("--figure: %s", errors->list[0].text);
        code = CLI_USAGE;
    }
    sheet_free(sheet);
    free(errors);
    return code;
}

static int prepare(struct sweep *sweep)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    int code = CLI_WORLD;

    if (errors && sweep_points(sweep->scenario, &sweep->points, errors))
        code = CLI_GOOD;
    else if (errors)
        code = CLI_INVALID;
    if (code != CLI_GOOD && errors)
        scenario_print_errors(stderr, errors);
    free(errors);
    sweep->job.scenario = sweep->scenario;
    sweep->job.points = &sweep->points;
    sweep->job.identity = sweep_identity(sweep->scenario, &sweep->points, &sweep->job.limits);
    sweep->job.progress = &sweep->progress;
    sweep->table.title = sweep->scenario->sim.title;
    sweep->table.unicode = cli_unicode(sweep->cli);
    snprintf(sweep->title, sizeof(sweep->title),
             "interlock sweep %016" PRIx64 " %s %" PRId64 " %u %u/%u",
             sweep->job.identity.sweep, PACKAGE_VERSION, sweep->scenario->sim.params.seed,
             sweep->points.count, sweep->job.shard.index, sweep->job.shard.count);
    return code;
}

/* ---- results ---- */

static bool put_table(struct sweep *sweep, const struct sheet *sheet, struct sim_errors *errors)
{
    const struct sweep_table *table = &sweep->table;
    struct summary_style style = { .to = table->to,
                                   .width = table->width ? table->width : UINT_MAX,
                                   .unicode = table->unicode };

    if (!report_sweep_table(table, sheet, errors))
        return false;
    summary_caveat(&style, sweep->scenario);
    return true;
}

static bool put_sheet(struct sweep *sweep, const struct sheet *sheet, FILE *to)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    bool good;

    sweep->table.to = to;
    sweep->table.width = cli_width_of(to);
    if (!errors || sweep->format == FORMAT_JSON)
        good = errors && report_sweep_lines(to, sweep->scenario, sheet);
    else
        good = put_table(sweep, sheet, errors);
    if (!good && errors && errors->count)
        scenario_print_errors(stderr, errors);
    else if (!good && !ferror(to))
        cli_say("out of memory");
    free(errors);
    return good;
}

/* A table and JSON are made of the CSV. */
static bool put_results(struct sweep *sweep, FILE *to)
{
    struct sheet *sheet = sweep_sheet(&sweep->job);
    bool good = sheet && put_sheet(sweep, sheet, to);

    sheet_free(sheet);
    return good;
}

static int write_results(struct sweep *sweep)
{
    FILE *to = output_begin(&sweep->output);
    bool good = to && (sweep->format == FORMAT_CSV ? sweep_put_csv(&sweep->job, to)
                                                   : put_results(sweep, to));

    return output_end(&sweep->output, good ? CLI_GOOD : CLI_WORLD);
}

static uint32_t wanted(const struct sweep *sweep)
{
    return shard_size(&sweep->job.shard, sweep->points.count);
}

/* Rows of CSV to stdout have gone out as they came; all else is written now. */
static int finish(struct sweep *sweep, int code)
{
    struct journal *journal = sweep->job.journal;
    uint32_t done = journal_count(journal);
    bool kept = sweep->output.part;

    if (code == CLI_INTERRUPTED) {
        cli_say("interrupted: %u of %u points are done%s%s%s", done, wanted(sweep),
                kept ? " and kept in " : "", kept ? sweep->output.part : "",
                kept ? "; the same command goes on from there" : "");
        if (!kept && !sweep->job.stream)
            write_results(sweep);
        return code;
    }
    if (code != CLI_GOOD)
        return code;
    if (!sweep->job.stream)
        code = write_results(sweep);
    if (code == CLI_GOOD && kept) {
        journal_remove(journal);
        sweep->job.journal = NULL;
        if (!sweep->cli->given[CLI_OPTION_QUIET])
            cli_say("%s: %u point%s", sweep->output.path, done, done == 1 ? "" : "s");
    }
    return code;
}

static int run(struct sweep *sweep)
{
    bool quiet = sweep->cli->given[CLI_OPTION_QUIET];
    int code;

    sweep->job.identity.aim = study_aim(&sweep->scenario->sim, &sweep->job.limits);
    sweep->job.journal = journal_open(sweep->output.part, sweep->title, sweep->points.count);
    if (!sweep->job.journal)
        return CLI_WORLD;
    if (journal_count(sweep->job.journal) && !quiet)
        cli_say("%u of %u points are done already", journal_count(sweep->job.journal),
                wanted(sweep));
    if (sweep->format == FORMAT_CSV && !sweep->output.path) {
        sweep->job.stream = stdout;
        sheet_put_head(stdout, sweep->scenario);
    }
    bar_begin(&sweep->progress, !quiet, cli_unicode(sweep->cli), "points",
              journal_count(sweep->job.journal), wanted(sweep));
    code = sweep_run(&sweep->job);
    bar_end(&sweep->progress);
    return finish(sweep, code);
}

/* ---- the verb ---- */

static bool is_ours(const void *context, uint32_t place)
{
    return shard_has(context, place);
}

/* A whole file of this sweep is left as it is. */
static bool is_finished(struct sweep *sweep)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    FILE *file = sweep->format == FORMAT_CSV && sweep->output.part
                     ? fopen(sweep->output.path, "r")
                     : NULL;
    struct sheet *sheet = file && errors ? sheet_read(file, sweep->output.path, errors) : NULL;
    char sweep_text[32], seed[32];
    uint32_t count = 0;
    bool same;

    snprintf(sweep_text, sizeof(sweep_text), "%016" PRIx64, sweep->job.identity.sweep);
    snprintf(seed, sizeof(seed), "%" PRId64, sweep->scenario->sim.params.seed);
    same = sheet && !strcmp(sheet->sweep, sweep_text) && !strcmp(sheet->seed, seed) &&
           !strcmp(sheet->version, PACKAGE_VERSION) && sheet->points == sweep->points.count;
    for (uint32_t row = 0; same && row < sheet->row_count;
         row += sheet_rows_of_point(sheet, row)) {
        same = shard_has(&sweep->job.shard, sheet->rows[row].point - 1);
        count++;
    }
    if (file)
        fclose(file);
    sheet_free(sheet);
    free(errors);
    return same && count == wanted(sweep);
}

static int go(struct sweep *sweep)
{
    const char *path = sweep->cli->value[CLI_OPTION_OUTPUT];

    if (sweep->cli->given[CLI_OPTION_DRY_RUN]) {
        report_sweep_points(stdout, sweep->scenario, &sweep->points, is_ours,
                            &sweep->job.shard);
        return CLI_GOOD;
    }
    if (!output_open(&sweep->output, path))
        return CLI_WORLD;
    if (!is_finished(sweep))
        return run(sweep);
    if (!sweep->cli->given[CLI_OPTION_QUIET])
        cli_say("%s: is whole already; nothing to run", path);
    return CLI_GOOD;
}

static int verb(const struct cli *cli)
{
    struct sweep *sweep = calloc(1, sizeof(*sweep));
    int code = CLI_USAGE;

    if (!sweep) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    sweep->cli = cli;
    sweep->table.figure = cli->value[CLI_OPTION_FIGURE];
    if (take_options(sweep))
        sweep->scenario = cli_load(cli, cli->args[0], &code);
    if (sweep->scenario && (code = check_axes(sweep)) == CLI_GOOD &&
        (code = check_figure(sweep)) == CLI_GOOD && (code = prepare(sweep)) == CLI_GOOD)
        code = go(sweep);
    journal_close(sweep->job.journal);
    output_close(&sweep->output);
    free(sweep->points.list);
    scenario_free(sweep->scenario);
    free(sweep);
    return code;
}

static const enum cli_option_id options[] = {
    CLI_OPTION_VARY,      CLI_OPTION_ZIP,        CLI_OPTION_CONSTRAINT, CLI_OPTION_REPLICATIONS,
    CLI_OPTION_PRECISION, CLI_OPTION_SET,        CLI_OPTION_SEED,       CLI_OPTION_WORKERS,
    CLI_OPTION_SHARD,     CLI_OPTION_DRY_RUN,    CLI_OPTION_FIGURE,     CLI_OPTION_AGAINST,
    CLI_OPTION_CSV,       CLI_OPTION_JSON_LINES, CLI_OPTION_OUTPUT,     CLI_OPTION_ASCII,
    CLI_OPTION_QUIET,     CLI_OPTION_MAX_EVENTS, CLI_OPTION_END,
};

const struct cli_verb verb_sweep = {
    .name = "sweep",
    .arguments = "FILE",
    .example = "two-threads --vary machine.cores=1,2,4",
    .summary = "run one scenario at many points, along the axes of its [sweep] or of --vary",
    .least = 1,
    .most = 1,
    .options = options,
    .run = verb,
};
