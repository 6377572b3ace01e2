/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock report: one HTML page about scenarios, recordings and sweeps. */
#include "config.h"

#include "ui/report/page.h"

#include "scenarios/source.h"
#include "scenarios/sweep.h"
#include "ui/cli/advise.h"
#include "ui/cli/command.h"
#include "ui/cli/limits.h"
#include "ui/cli/models.h"
#include "ui/cli/output.h"
#include "ui/cli/sheets.h"
#include "ui/cli/subject.h"
#include "ui/cli/sweep_run.h"
#include "ui/cli/window.h"

#include <stdlib.h>
#include <string.h>

/* assumed: a record is 150 bytes of the page, so this is half a megabyte; nobody steps further */
#define RECORDS 3000
#define RECORDS_MOST 100000

/* assumed: more take longer than one waits for a page; `interlock sweep` runs them once for all */
#define POINTS_MOST 2000

struct report {
    const struct cli *cli;
    struct study_limits limits;
    struct window window;
    const struct sim_model *models[STUDY_MODELS_MAX + 1];
    uint64_t records;
    struct page page;
};

/* ---- the run ---- */

/* The second time a run is made, for what needs to know its length. */
struct gather {
    struct view_cells *cells;
    struct page_steps *steps;
};

static void read_record(void *context, const struct sim_fold *before, struct sim_record record)
{
    struct gather *gather = context;
    struct study_reader steps = page_steps_reader(gather->steps);

    view_cells_read(gather->cells, before, record);
    steps.read(steps.context, before, record);
}

static void read_end(void *context, const struct sim_fold *last)
{
    const struct gather *gather = context;

    view_cells_finish(gather->cells, last);
}

static bool make_gather(const struct report *report, const struct study_result *result,
                        struct gather *gather)
{
    const struct sim_cast *cast = result->cast;
    const struct window *window = &report->window;

    gather->cells = view_cells_create(
        0, result->makespan, PAGE_COLUMNS, cast->cores < PAGE_CORES ? cast->cores : PAGE_CORES,
        1, cast->threads < PAGE_THREADS ? cast->threads : PAGE_THREADS);
    gather->steps = page_steps_create(window->from < 0 ? 0 : window->from,
                                      window->to < 0 ? SIM_TIME_NEVER : window->to,
                                      (uint32_t)report->records);
    return gather->cells && gather->steps;
}

static int put_run(struct report *report, const struct subject *subject,
                   const struct study_result *result, struct gather *gather)
{
    struct study_reader reader = { read_record, gather, read_end };
    struct study_speedup speedup = subject_speedup(subject, result, &report->limits);
    struct study_result again;
    struct page_run run = { .result = &again,
                            .speedup = &speedup,
                            .scenario = subject->scenario,
                            .recording = subject->recording,
                            .cells = gather->cells,
                            .steps = gather->steps };
    int code = subject_play(subject, &reader, &report->limits, &again);

    if (code != CLI_GOOD)
        return code;
    if (page_steps_finish(gather->steps, &again)) {
        page_put_run(&report->page, &run);
    } else {
        cli_say("out of memory");
        code = CLI_WORLD;
    }
    study_result_free(&again);
    return code;
}

static int write_run(struct report *report, const struct subject *subject)
{
    struct gather gather = { NULL, NULL };
    struct study_result result;
    int code = subject_play(subject, NULL, &report->limits, &result);

    if (code != CLI_GOOD)
        return code;
    if (report->window.from > result.makespan) {
        cli_say("--from %s: %s has ended before", report->cli->value[CLI_OPTION_FROM],
                subject->file);
        code = CLI_USAGE;
    } else if (!make_gather(report, &result, &gather)) {
        cli_say("out of memory");
        code = CLI_WORLD;
    } else
        code = put_run(report, subject, &result, &gather);
    view_cells_destroy(gather.cells);
    page_steps_destroy(gather.steps);
    study_result_free(&result);
    return code;
}

/* ---- studies ---- */

/* What could not be found out is said where it would stand; the rest of the page is as good. */
static int give_up(struct report *report, const char *heading, const struct sim_errors *errors)
{
    if (*report->limits.interrupted) {
        scenario_print_errors(stderr, errors);
        return CLI_INTERRUPTED;
    }
    page_begin_part(&report->page, heading);
    page_say(&report->page, errors->count ? errors->list[0].text : "out of memory");
    return CLI_GOOD;
}

static int write_comparison(struct report *report, const struct scenario *scenario,
                            struct sim_errors *errors)
{
    struct study_comparison *comparison = calloc(1, sizeof(*comparison));
    struct study_limits limits =
        limits_of_many(report->cli, &report->limits, LIMITS_EVENTS_COMPARED);
    int code = CLI_GOOD;

    if (comparison &&
        study_compare(&scenario->sim, report->models, &limits, comparison, errors))
        page_put_comparison(&report->page, comparison);
    else
        code = give_up(report, "The same workload under each model", errors);
    free(comparison);
    return code;
}

/* What is lost, what to do about it, and how it grows with the machine. */
static int put_advice(struct report *report, struct advise *advise, struct sim_errors *errors)
{
    bool outside;

    if (!advise_all(advise, report->cli->given[CLI_OPTION_NO_ADVICE], &outside, errors))
        return give_up(report, "From the ideal time to the actual one", errors);
    if (!advise->advised->requests) /* else it is no time that counts */
        page_put_waterfall(&report->page, &advise->advised->waterfall);
    page_put_advice(&report->page, advise->advised);
    page_put_scaling(&report->page, advise->advised);
    return CLI_GOOD;
}

static int write_advice(struct report *report, const char *file,
                        const struct scenario *scenario, struct sim_errors *errors)
{
    struct advised *advised = calloc(1, sizeof(*advised));
    struct advise advise = { .cli = report->cli,
                             .file = file,
                             .scenario = scenario,
                             .own = sim_model_of(&scenario->sim),
                             .limits = report->limits,
                             .advised = advised };
    int code = CLI_WORLD;

    if (!advised)
        cli_say("out of memory");
    else if (advise_choose(report->cli, advise.models))
        code = put_advice(report, &advise, errors);
    free(advised);
    return code;
}

static int write_plot(struct report *report, const struct sheet *sheet)
{
    struct plot_choice choice = { .x = NULL };
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct plot *plot = errors ? plot_create(sheet, &choice, errors) : NULL;
    int code = CLI_GOOD;

    if (plot) {
        page_put_plot(&report->page, plot);
    } else if (errors) {
        code = give_up(report, "Along its axes", errors);
    } else {
        cli_say("out of memory");
        code = CLI_WORLD;
    }
    plot_destroy(plot);
    free(errors);
    return code;
}

static int write_sweep(struct report *report, const struct scenario *scenario)
{
    const struct scenario_sweep *sweep = scenario->sweep;
    struct sheet *sheet;
    char text[256];
    int code;

    if (!sweep || !sweep->axis_count)
        return CLI_GOOD;
    if (sweep->combinations > POINTS_MOST) {
        page_begin_part(&report->page, "Along its axes");
        snprintf(text, sizeof(text),
                 "The sweep has up to %u points. interlock sweep runs them; its results can be "
                 "given to interlock report.",
                 sweep->combinations);
        page_say(&report->page, text);
        return CLI_GOOD;
    }
    sheet = sweep_all(scenario, &report->limits, !report->cli->given[CLI_OPTION_QUIET], &code);
    if (sheet)
        code = write_plot(report, sheet);
    sheet_free(sheet);
    return code;
}

static int write_studies(struct report *report, const char *file,
                         const struct scenario *scenario)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    int code = CLI_WORLD;

    if (errors)
        code = write_comparison(report, scenario, errors);
    else
        cli_say("out of memory");
    if (errors && code == CLI_GOOD) {
        errors->count = 0;
        code = write_advice(report, file, scenario, errors);
    }
    free(errors);
    if (code == CLI_GOOD)
        code = write_sweep(report, scenario);
    if (code == CLI_GOOD)
        page_put_parameters(&report->page, scenario);
    return code;
}

/* ---- a file ---- */

/* Results of a sweep begin with the name of their first column. What can be read only once is taken for
 * a scenario. */
static bool is_sheet(const char *path)
{
    static const char first[] = "sweep,";
    char bytes[16] = "";
    FILE *file = cli_is_read_once(path) ? NULL : fopen(path, "r");
    size_t count = file ? fread(bytes, 1, sizeof(bytes), file) : 0;

    if (file)
        fclose(file);
    return !strncmp(bytes + source_mark_length(bytes, count), first, strlen(first));
}

static int write_sheet(struct report *report, const char *file)
{
    int code;
    struct sheet *sheet = sheets_open(file, &code);

    if (!sheet)
        return code;
    page_begin_subject(&report->page, file, "A sweep");
    code = write_plot(report, sheet);
    page_end_subject(&report->page);
    sheet_free(sheet);
    return code;
}

static int write_subject(struct report *report, const char *file)
{
    struct subject subject;
    int code = subject_open(&subject, report->cli, file);

    if (code == CLI_GOOD) {
        page_begin_subject(&report->page, file,
                           subject.scenario ? subject.scenario->sim.title
                                            : "A recorded program");
        if (subject.scenario && subject.scenario->description)
            page_say(&report->page, subject.scenario->description);
        if (subject.scenario && subject.scenario->caveat)
            page_say(&report->page, subject.scenario->caveat);
        code = write_run(report, &subject);
        if (code == CLI_GOOD && subject.scenario)
            code = write_studies(report, file, subject.scenario);
        page_end_subject(&report->page);
    }
    subject_close(&subject);
    return code;
}

/* ---- the page ---- */

static int write_page(struct report *report, FILE *to)
{
    char command[COMMAND_SIZE], title[1024];
    struct sim_text text = SIM_TEXT(title);
    int code = CLI_GOOD;

    for (int i = 0; i < report->cli->arg_count; i++) {
        sim_text_put(&text, i ? ", " : "");
        sim_text_put(&text, report->cli->args[i]);
    }
    page_begin(&report->page, to, title);
    for (int i = 0; i < report->cli->arg_count && code == CLI_GOOD; i++) {
        const char *file = report->cli->args[i];

        code = is_sheet(file) ? write_sheet(report, file) : write_subject(report, file);
    }
    page_end(&report->page, PACKAGE_VERSION, command_text(report->cli, command));
    if (code == CLI_GOOD && report->page.failed) {
        cli_say("out of memory");
        code = CLI_WORLD;
    }
    return code;
}

static bool take_options(struct report *report)
{
    const struct cli *cli = report->cli;

    if (!cli->value[CLI_OPTION_OUTPUT]) {
        cli_say("where to? as in: interlock report FILE -o report.html");
        return false;
    }
    return limits_take(cli, &report->limits) && window_take(cli, &report->window) &&
           models_take(cli, report->models) &&
           cli_take_number(cli, CLI_OPTION_PAGE_RECORDS, 1, RECORDS_MOST, &report->records);
}

static int verb(const struct cli *cli)
{
    struct report report = { .cli = cli, .records = RECORDS };
    struct output output;
    int code = CLI_WORLD;
    FILE *to;

    if (!take_options(&report))
        return CLI_USAGE;
    to = output_to(&output, cli->value[CLI_OPTION_OUTPUT]);
    if (to)
        code = write_page(&report, to);
    return output_finish(&output, code);
}

static const enum cli_option_id options[] = {
    CLI_OPTION_OUTPUT,       CLI_OPTION_MODELS,     CLI_OPTION_FROM, CLI_OPTION_TO,
    CLI_OPTION_PAGE_RECORDS, CLI_OPTION_NO_ADVICE,  CLI_OPTION_SET,  CLI_OPTION_SEED,
    CLI_OPTION_QUIET,        CLI_OPTION_MAX_EVENTS, CLI_OPTION_END,
};

const struct cli_verb verb_report = {
    .name = "report",
    .arguments = "FILE...",
    .example = "two-threads -o two-threads.html",
    .summary = "all about scenarios, recordings and sweeps in one HTML page",
    .least = 1,
    .most = -1,
    .options = options,
    .run = verb,
};
