/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock verify: predictions beside what the interpreters of this machine do. */
#include "config.h"

#include "probe/child.h"
#include "probe/clock.h"
#include "probe/load.h"
#include "probe/pace.h"
#include "probe/preset.h"
#include "scenarios/units.h"
#include "ui/cli/bar.h"
#include "ui/cli/cases.h"
#include "ui/cli/cli.h"
#include "ui/cli/verify.h"
#include "ui/cli/verify_kept.h"
#include "ui/report/json.h"
#include "ui/report/verified.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * A program of scenarios/python measures several figures at once, each against its own baseline, in
 * one process; the programs run in turn, round after round, so that a disturbance of some seconds
 * spoils a little of each. Where that leaves a figure too noisy, its program runs some more.
 */
#define ROUNDS 5 /* assumed: one of them disturbed does not move a median */
#define ROUNDS_MORE 4
#define ROUNDS_QUICK 3
#define LIMIT 20.0 /* seconds for a run of a program; the longest takes two */

/* A program with its arguments, under one interpreter. */
struct job {
    const struct python *python;
    const char *command; /* "threads.py 2 pinned" */
    json_t *runs;        /* what each has printed */
    char *why, *said;    /* the first failure ends it */
};

struct verify {
    const struct cli *cli;
    struct cases cases;
    struct pythons pythons;
    struct job *jobs;
    int job_count;
    struct verified verified;
    struct bar bar;
    double limit;
    struct verify_kept kept; /* of --keep */
};

/* ---- what is to be measured ---- */

/* Named on the command line, by a part of its name; without any all are. */
static bool is_wanted(const struct verify *all, const struct verify_case *of)
{
    for (int i = 0; i < all->cli->arg_count; i++) {
        if (strstr(of->name, all->cli->args[i]))
            return true;
    }
    return !all->cli->arg_count;
}

static bool is_possible(const struct verify_case *of, const struct python *python)
{
    return python->answers && python->version < SIM_PYTHON_COUNT &&
           case_is_for(of, python->version) && python_has(python, of->needs);
}

static struct job *find_job(const struct verify *all, const struct python *python,
                            const char *command)
{
    for (int i = 0; i < all->job_count; i++) {
        if (all->jobs[i].python == python && !strcmp(all->jobs[i].command, command))
            return &all->jobs[i];
    }
    return NULL;
}

/* Interpreters take turns in the innermost loop: what compares them is measured near in time. */
static bool list_jobs(struct verify *all)
{
    all->jobs = calloc((size_t)(all->cases.count * all->pythons.count) + 1, sizeof(*all->jobs));
    for (int c = 0; all->jobs && c < all->cases.count; c++) {
        const struct verify_case *of = &all->cases.list[c];

        for (int p = 0; p < all->pythons.count; p++) {
            const struct python *python = &all->pythons.list[p];

            if (!is_wanted(all, of) || !is_possible(of, python) ||
                find_job(all, python, of->program))
                continue;
            all->jobs[all->job_count++] =
                (struct job){ .python = python,
                              .command = of->program,
                              .runs = verify_kept_runs(&all->kept, python, of->program) };
        }
    }
    return all->jobs;
}

/* ---- measuring ---- */

static void fail(struct job *job, const char *why, const char *said)
{
    job->why = strdup(why);
    job->said = said && *said ? strdup(said) : NULL;
}

/* The program's line is the last one; whatever is above it was printed by somebody else. */
static json_t *last_line(const char *text)
{
    const char *end = text + strlen(text), *line;

    while (end > text && end[-1] == '\n')
        end--;
    line = end;
    while (line > text && line[-1] != '\n')
        line--;
    return json_loadb(line, (size_t)(end - line), 0, NULL);
}

/* What cannot be kept fails the run: a measurement of an hour that is thought to be safe. */
static void take_run(struct verify *all, struct job *job, json_t *line)
{
    const char *why = verify_kept_add(&all->kept, job->python, job->command, line);

    json_array_append(job->runs, line);
    if (why)
        fail(job, "could not be kept", why);
}

static void run_job(struct verify *all, struct job *job)
{
    char words[256], script[PATH_MAX], how[CHILD_TEXT];
    const char *command[PYTHON_WORDS];
    struct child child;
    json_t *line;
    char *space;

    snprintf(words, sizeof(words), "%s", job->command);
    space = strchr(words, ' ');
    if (space)
        *space++ = '\0';
    if (!python_script(script, "python", words)) {
        fail(job, "its program is missing", NULL);
        return;
    }
    python_command(command, job->python->path, script, space);
    child_run(&child, command, all->limit, cli_interrupted());
    line = child_is_good(&child) ? last_line(child.out) : NULL;
    if (!child_is_good(&child))
        fail(job, child_say(how, &child, all->limit), child.err);
    else if (!json_is_object(json_object_get(line, "samples")))
        fail(job, "did not print its figures", *child.err ? child.err : child.out);
    else
        take_run(all, job, line);
    json_decref(line);
    child_free(&child);
}

/* The median of what one run saw of a figure; NAN when it did not tell. */
static double sample_of(const json_t *run, const char *figure)
{
    const json_t *numbers = json_object_get(json_object_get(run, "samples"), figure);
    struct probe_samples samples = { 0 };
    double middle;

    for (size_t i = 0; i < json_array_size(numbers); i++)
        probe_samples_add(&samples, json_number_value(json_array_get(numbers, i)));
    middle = samples.count ? probe_samples_quantile(&samples, 0.5) : (double)NAN;
    probe_samples_fini(&samples);
    return middle;
}

/* The line of a case with what has been measured so far; false when out of memory. */
static bool take_samples(struct verified_line *line, const struct verify_case *of,
                         const struct job *job)
{
    size_t count = json_array_size(job->runs);
    const char *why = job->why;

    line->name = strdup(of->name);
    line->interpreter = strdup(job->python->label);
    line->python = strdup(job->python->version == SIM_PYTHON_COUNT
                              ? "?"
                              : sim_python_names[job->python->version]);
    line->samples = calloc(count + 1, sizeof(*line->samples));
    line->allowed = of->allowed;
    for (size_t i = 0; line->samples && i < count; i++) {
        double sample = sample_of(json_array_get(job->runs, i), of->figure);

        if (!isnan(sample))
            line->samples[line->sample_count++] = sample;
        else if (!why)
            why = "its program does not tell this figure";
    }
    line->why = why ? strdup(why) : NULL;
    line->said = job->said ? strdup(job->said) : NULL;
    return line->name && line->interpreter && line->python && line->samples;
}

static bool is_noisy(const struct verify *all, const struct job *job)
{
    bool noisy = false;

    for (int i = 0; i < all->cases.count && !job->why; i++) {
        const struct verify_case *of = &all->cases.list[i];
        struct verified one = { .count = 0 };
        struct verified_line *line;

        if (strcmp(of->program, job->command) != 0 || !is_wanted(all, of))
            continue;
        line = verified_add(&one);
        if (line && take_samples(line, of, job)) {
            verified_judge(line);
            noisy |= line->verdict == VERIFIED_NOISY;
        }
        verified_free(&one);
    }
    return noisy;
}

static void measure(struct verify *all)
{
    bool quick = all->cli->given[CLI_OPTION_QUICK];
    int rounds = quick ? ROUNDS_QUICK : ROUNDS, most = rounds + (quick ? 0 : ROUNDS_MORE);
    struct probe_load begin = probe_load_begin();
    struct probe_load_figures load;
    struct probe_pace pace = { .count = 0 };
    char advice[PRESET_ADVICE];
    const char *doubt;
    char *text = NULL;
    size_t size;
    FILE *file;

    bar_begin(&all->bar, !all->cli->given[CLI_OPTION_QUIET], cli_unicode(all->cli), "runs", 0,
              (uint64_t)(rounds * all->job_count));
    for (int round = 0; round < most; round++) {
        for (int i = 0; i < all->job_count && !*cli_interrupted(); i++) {
            struct job *job = &all->jobs[i];

            if (job->why || (round >= rounds && !is_noisy(all, job)))
                continue;
            probe_pace_note(&pace);
            if ((size_t)round >= json_array_size(job->runs))
                run_job(all, job);
            if (round < rounds)
                bar_add(&all->bar);
        }
    }
    bar_end(&all->bar);
    load = probe_pace_load(&pace, &begin);
    doubt = preset_advice(advice, &load);
    all->verified.doubt = doubt ? strdup(doubt) : NULL;
    file = open_memstream(&text, &size);
    if (file) {
        preset_print_machine(file, &load);
        fclose(file);
    }
    all->verified.machine = text;
}

/* ---- lines ---- */

static bool add_line(struct verify *all, const struct verify_case *of, const struct job *job)
{
    struct verified_line *line = verified_add(&all->verified);

    if (!line || !take_samples(line, of, job))
        return false;
    line->given = verify_given(job->runs);
    return true;
}

/* An interpreter that does not answer, or of which the models know nothing, is one failed case. */
static bool add_stranger(struct verify *all, const struct python *python)
{
    struct verified_line *line = verified_add(&all->verified);
    char *newline;

    if (!line)
        return false;
    line->name = strdup("which Python it is");
    line->interpreter = strdup(python->answers ? python->label : python->path);
    line->python = strdup("?");
    line->why = strdup(python->answers ? "no model knows this version"
                       : python->why   ? python->why
                                       : "does not answer");
    newline = line->why ? strchr(line->why, '\n') : NULL;
    if (newline) {
        *newline = '\0';
        line->said = newline[1] ? strdup(newline + 1) : NULL;
    }
    return line->name && line->interpreter && line->python && line->why;
}

static bool add_lines(struct verify *all)
{
    for (int p = 0; p < all->pythons.count; p++) {
        const struct python *python = &all->pythons.list[p];
        bool good = true;

        if (!python->answers || python->version == SIM_PYTHON_COUNT)
            good = add_stranger(all, python);
        for (int c = 0; good && c < all->cases.count; c++) {
            const struct verify_case *of = &all->cases.list[c];
            const struct job *job = find_job(all, python, of->program);

            if (job && is_wanted(all, of) && is_possible(of, python))
                good = add_line(all, of, job);
        }
        if (!good)
            return false;
    }
    return true;
}

/* Files of --json before, between commas: their measurements, to be foretold anew. */
static int read_lines(struct verify *all)
{
    char *files = strdup(all->cli->value[CLI_OPTION_MEASURED]), *rest = NULL;
    int code = files ? CLI_GOOD : CLI_WORLD;

    for (char *file = files ? strtok_r(files, ",", &rest) : NULL; file && code == CLI_GOOD;
         file = strtok_r(NULL, ",", &rest)) {
        json_error_t error;
        json_t *object = json_load_file(file, 0, &error);

        if (!object) {
            cli_say("%s:%d: %s", file, error.line, error.text);
            code = CLI_WORLD;
        } else if (!verified_take_json(&all->verified, object)) {
            cli_say("%s: is not what interlock verify --json prints", file);
            code = CLI_WORLD;
        }
        json_decref(object);
    }
    free(files);
    return code;
}

/* ---- the verb ---- */

static bool take_limit(struct verify *all)
{
    const char *value = all->cli->value[CLI_OPTION_LIMIT];
    char why[256];
    struct sim_text text = SIM_TEXT(why);
    int64_t limit;

    all->limit = LIMIT;
    if (!value)
        return true;
    if (!units_parse(UNITS_TIME, value, &limit, &text)) {
        cli_say("--limit %s: %s", value, why);
        return false;
    }
    all->limit = (double)limit * 1e-9;
    return true;
}

static int measure_all(struct verify *all)
{
    if (!pythons_find(&all->pythons, all->cli->value[CLI_OPTION_PYTHONS]))
        return *cli_interrupted() ? CLI_INTERRUPTED : CLI_WORLD;
    if (!verify_kept_open(&all->kept, all->cli->value[CLI_OPTION_KEEP]))
        return CLI_WORLD;
    if (!list_jobs(all)) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    measure(all);
    if (!add_lines(all)) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    return CLI_GOOD;
}

static int show(struct verify *all, const struct scenario *machine)
{
    struct verified_sum sum = verified_sum(&all->verified, NULL);

    if (all->cli->given[CLI_OPTION_JSON]) {
        json_t *object = report_head("interlock/verify/1", machine);

        verified_put_json(object, &all->verified);
        if (cli_print_json(object) != CLI_GOOD)
            return CLI_WORLD;
    } else if (all->cli->given[CLI_OPTION_MARKDOWN]) {
        verify_print_parameters(machine, stdout);
        verified_print_markdown(&all->verified, stdout);
    } else {
        verified_print(&all->verified, stdout);
    }
    if (*cli_interrupted())
        return CLI_INTERRUPTED;
    return sum.verdicts[VERIFIED_MISSED] || sum.verdicts[VERIFIED_FAILED] ? CLI_FALSE
                                                                          : CLI_GOOD;
}

/* Is a case called so at all? What was only mistyped should not need a calibrated machine. */
static bool is_any_wanted(const struct verify *all)
{
    int i = 0;

    while (i < all->cases.count && !is_wanted(all, &all->cases.list[i]))
        i++;
    return i < all->cases.count;
}

static int work(struct verify *all)
{
    const char *list = all->cli->value[CLI_OPTION_PRESET];
    struct verify_presets presets;
    int code;

    if (!take_limit(all))
        return CLI_USAGE;
    if (!cases_open(&all->cases))
        return CLI_WORLD;
    if (!is_any_wanted(all)) {
        cli_say("no case is called so: %s/cases.csv lists them", all->cases.folder);
        return CLI_USAGE;
    }
    if (!verify_presets_open(&presets, list ? list : "host", &code)) {
        verify_presets_close(&presets);
        return code;
    }
    code = all->cli->given[CLI_OPTION_MEASURED] ? read_lines(all) : measure_all(all);
    if (code == CLI_GOOD && !all->verified.count) {
        cli_say("none of these cases exists for these interpreters: scenarios/verify/cases.csv "
                "says for which versions, and what they need");
        code = CLI_USAGE;
    }
    if (code == CLI_GOOD) {
        verify_foretell(&all->verified, &all->cases, &presets);
        code = show(all, presets.machine);
    }
    verify_presets_close(&presets);
    return code;
}

static int verb(const struct cli *cli)
{
    struct verify *all = calloc(1, sizeof(*all));
    int code;

    if (!all) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    all->cli = cli;
    probe_clock_init();
    code = work(all);
    for (int i = 0; i < all->job_count; i++) {
        json_decref(all->jobs[i].runs);
        free(all->jobs[i].why);
        free(all->jobs[i].said);
    }
    free(all->jobs);
    verify_kept_close(&all->kept);
    verified_free(&all->verified);
    pythons_free(&all->pythons);
    cases_close(&all->cases);
    free(all);
    return code;
}

static const enum cli_option_id options[] = {
    CLI_OPTION_PYTHONS, CLI_OPTION_PRESET,   CLI_OPTION_QUICK, CLI_OPTION_LIMIT,
    CLI_OPTION_KEEP,    CLI_OPTION_MEASURED, CLI_OPTION_JSON,  CLI_OPTION_MARKDOWN,
    CLI_OPTION_QUIET,   CLI_OPTION_ASCII,    CLI_OPTION_END
};

const struct cli_verb verb_verify = {
    .name = "verify",
    .arguments = "[CASE...]",
    .example = "--quick",
    .summary = "foretell what the interpreters of this machine do, and measure it",
    .least = 0,
    .most = -1,
    .options = options,
    .run = verb,
};
