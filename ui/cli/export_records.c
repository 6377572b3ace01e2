/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock export, for other programs: Chrome's trace format, and CSV. */
#include "config.h"

#include "ui/cli/command.h"
#include "ui/cli/export.h"
#include "ui/cli/limits.h"
#include "ui/cli/output.h"
#include "ui/cli/subject.h"
#include "ui/report/chrome.h"
#include "ui/report/told.h"

#include <string.h>

struct job {
    const struct cli *cli;
    const struct subject *subject;
    sim_time from, until;
    struct study_limits limits;
    FILE *to;
};

/* A time that the run does not reach is a mistake that is known only at its end. */
static int check_reached(const struct job *job, const struct study_result *result)
{
    if (!job->from || job->from <= result->fold->now)
        return CLI_GOOD;
    cli_say("--from %s: the run has ended before", job->cli->value[CLI_OPTION_FROM]);
    return CLI_USAGE;
}

/* ---- CSV ---- */

static void read_line(void *context, const struct sim_fold *before, struct sim_record record)
{
    const struct job *job = context;
    sim_time time = told_time(before, record);

    if (record.kind != SIM_RECORD_GAP && time >= job->from && time <= job->until)
        told_csv(job->to, before, record);
}

static int write_csv(struct job *job)
{
    struct study_reader reader = { read_line, job, NULL };
    struct study_result result;
    int code;

    told_csv_head(job->to);
    code = subject_play(job->subject, &reader, &job->limits, &result);
    if (code != CLI_GOOD)
        return code;
    code = check_reached(job, &result);
    study_result_free(&result);
    return code;
}

/* ---- Chrome ---- */

static int end_chrome(const struct job *job, struct chrome *chrome,
                      const struct study_result *result)
{
    char seed[32], command[COMMAND_SIZE];
    const struct scenario *scenario = job->subject->scenario;
    struct chrome_facts facts = { .version = PACKAGE_VERSION,
                                  .command = command_text(job->cli, command) };
    int code = check_reached(job, result);

    if (code != CLI_GOOD)
        return code;
    if (scenario) {
        snprintf(seed, sizeof(seed), "%lld", (long long)scenario->sim.params.seed);
        facts.seed = seed;
    }
    if (chrome_end(chrome, result, &facts))
        return CLI_GOOD;
    cli_say("out of memory");
    return CLI_WORLD;
}

static int write_chrome(struct job *job)
{
    struct chrome *chrome = chrome_create(job->to, job->from, job->until);
    struct study_reader reader;
    struct study_result result;
    int code;

    if (!chrome) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    reader = chrome_reader(chrome);
    code = subject_play(job->subject, &reader, &job->limits, &result);
    if (code == CLI_GOOD) {
        code = end_chrome(job, chrome, &result);
        study_result_free(&result);
    }
    chrome_destroy(chrome);
    return code;
}

/* ---- all of it ---- */

static int write_file(struct job *job, const char *path, const char *format)
{
    struct output output;
    int code = CLI_WORLD;

    job->to = output_to(&output, path);
    if (job->to)
        code = strcmp(format, "csv") ? write_chrome(job) : write_csv(job);
    return output_finish(&output, code);
}

int export_records(const struct cli *cli, const struct window *window, const char *format)
{
    struct subject subject;
    struct job job = { .cli = cli,
                       .subject = &subject,
                       .from = window->from < 0 ? 0 : window->from,
                       .until = window->to < 0 ? SIM_TIME_NEVER : window->to };
    int code;

    if (!limits_take(cli, &job.limits))
        return CLI_USAGE;
    code = subject_open(&subject, cli, cli->args[0]);
    if (code == CLI_GOOD)
        code = write_file(&job, cli->value[CLI_OPTION_OUTPUT], format);
    subject_close(&subject);
    return code;
}
