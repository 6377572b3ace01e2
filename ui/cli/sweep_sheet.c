/* SPDX-License-Identifier: GPL-3.0-or-later
 * From a sweep's journal to its results. */
#include "config.h"

#include "sim/base/hash.h"
#include "sim/study/aim.h"
#include "ui/cli/cli.h"
#include "ui/cli/sweep_run.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

uint64_t sweep_workers(void)
{
    cpu_set_t set;

    return sched_getaffinity(0, sizeof(set), &set) == 0 ? (uint64_t)CPU_COUNT(&set) : 1;
}

struct sheet_identity sweep_identity(const struct scenario *scenario,
                                     const struct sweep_points *points,
                                     const struct study_limits *limits)
{
    uint64_t sweep = scenario_fingerprint(scenario) ^ sim_mix64(limits->events);

    return (struct sheet_identity){ .sweep = sweep, .points = points->count };
}

bool sweep_put_csv(const struct sweep_job *job, FILE *to)
{
    sheet_put_head(to, job->scenario);
    for (uint32_t point = 1; point <= job->points->count; point++) {
        if (journal_has(job->journal, point) && !journal_copy(job->journal, point, to))
            return false;
    }
    return true;
}

struct sheet *sweep_sheet(const struct sweep_job *job)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    FILE *file = tmpfile();
    struct sheet *sheet = NULL;

    if (errors && file && sweep_put_csv(job, file)) {
        rewind(file);
        sheet = sheet_read(file, "results", errors);
    } else {
        cli_say("temporary file: %s", strerror(errno));
    }
    if (!sheet && errors)
        scenario_print_errors(stderr, errors);
    if (file)
        fclose(file);
    free(errors);
    return sheet;
}

static struct sheet *run_all(struct sweep_job *job, bool show_bar, int *code)
{
    struct sheet *sheet = NULL;

    job->journal = journal_open(NULL, "", job->points->count);
    if (!job->journal)
        return NULL;
    bar_begin(job->progress, show_bar, true, "points", 0, job->points->count);
    *code = sweep_run(job);
    bar_end(job->progress);
    if (*code == CLI_GOOD)
        sheet = sweep_sheet(job);
    if (*code == CLI_GOOD && !sheet)
        *code = CLI_WORLD;
    journal_close(job->journal);
    return sheet;
}

struct sheet *sweep_all(const struct scenario *scenario, const struct study_limits *limits,
                        bool show_bar, int *code)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct sweep_points points = { .list = NULL };
    struct bar bar;
    struct sweep_job job = { .scenario = scenario,
                             .points = &points,
                             .shard = { 1, 1 },
                             .limits = *limits,
                             .workers = (unsigned)sweep_workers(),
                             .progress = &bar };
    struct sheet *sheet = NULL;

    *code = CLI_WORLD;
    if (errors && sweep_points(scenario, &points, errors)) {
        job.identity = sweep_identity(scenario, &points, limits);
        job.identity.aim = study_aim(&scenario->sim, limits);
        sheet = run_all(&job, show_bar, code);
    } else if (errors) {
        *code = CLI_INVALID;
        scenario_print_errors(stderr, errors);
    }
    free(points.list);
    free(errors);
    return sheet;
}
