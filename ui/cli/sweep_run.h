/* SPDX-License-Identifier: GPL-3.0-or-later
 * Running the points of a sweep on all cores of this machine. */
#ifndef INTERLOCK_UI_CLI_SWEEP_RUN_H
#define INTERLOCK_UI_CLI_SWEEP_RUN_H

#include "ui/cli/bar.h"
#include "ui/cli/journal.h"
#include "ui/cli/shard.h"
#include "ui/report/sheet.h"

/*
 * Workers take the points in their order, and each puts the lines of the point it has finished
 * into the journal. What a point comes to depends on the scenario and the point alone, so how many
 * workers there are, and who of them was faster, is not seen in the results.
 */
struct sweep_job {
    const struct scenario *scenario;
    const struct sweep_points *points;
    struct sheet_identity identity;
    struct shard shard;
    struct study_limits limits;
    unsigned workers;
    struct journal *journal; /* what it has is not run again */
    struct bar *progress;    /* begun */
    FILE *stream; /* gets the lines of each point once those before it are done; or NULL */
};

/* One for each core that we may use. */
uint64_t sweep_workers(void);

/* A point that is a result under one limit is given up under another. */
struct sheet_identity sweep_identity(const struct scenario *scenario,
                                     const struct sweep_points *points,
                                     const struct study_limits *limits);

/* 0, or the exit code after having said why; CLI_INTERRUPTED without a word. */
int sweep_run(const struct sweep_job *job);

/* The points that are done, in their order. False after having said why, or ferror(to). */
bool sweep_put_csv(const struct sweep_job *job, FILE *to);

/* The same to be read. NULL after having said why. */
struct sheet *sweep_sheet(const struct sweep_job *job);

/* Runs a scenario's sweep, all of it, for somebody who wants nothing but its results. NULL with
 * *code after having said why. */
struct sheet *sweep_all(const struct scenario *scenario, const struct study_limits *limits,
                        bool show_bar, int *code);

#endif
