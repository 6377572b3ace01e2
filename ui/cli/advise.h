/* SPDX-License-Identifier: GPL-3.0-or-later
 * Asking a scenario what-if questions; for the files of advise. */
#ifndef INTERLOCK_UI_CLI_ADVISE_H
#define INTERLOCK_UI_CLI_ADVISE_H

#include "sim/study/aim.h"
#include "sim/study/compare.h"
#include "sim/study/even.h"
#include "sim/study/series.h"
#include "ui/cli/cli.h"
#include "ui/report/advised.h"

/*
 * Every question is the scenario with settings over it, as --set would put them, so that every
 * answer can be had again by a command. All of them see the same draws.
 */
#define ADVISE_SETTINGS 8

struct advise {
    const struct cli *cli;
    const char *file; /* as the user wrote it, for commands */
    const struct scenario *scenario;
    const struct sim_model *own;
    const struct sim_model *models[STUDY_MODELS_MAX + 1]; /* to choose from; ended by NULL */
    struct study_limits limits;
    uint64_t events;                  /* of a run as it is */
    uint32_t aim;                     /* what counts (sim/study/aim.h) */
    double times[STUDY_REPLICATIONS]; /* that, as it is */
    struct advised *advised;
};

/* What counts with `settings` (ended by NULL) over the scenario; false when it does not run so, or does
 * not tell that. */
bool advise_times(const struct advise *advise, const char *const *settings, double *times);

/* Time as it is / time with them, of each replication. */
bool advise_gain(const struct advise *advise, const char *const *settings,
                 struct study_interval *gain);

/* What is lost with settings over it; false when it cannot be run so. */
bool advise_waterfall(const struct advise *advise, const char *const *settings,
                      struct study_waterfall *waterfall);

/* "runtime.model=processes" and the version it runs. */
struct advise_model {
    char model[64], python[64];
};

struct advise_model advise_settings_of(const struct advise *advise,
                                       const struct sim_model *model);

/* Writes "interlock VERB FILE", what the command line sets, and these settings. */
void advise_put_command(const struct advise *advise, struct sim_text *text, const char *verb,
                        const char *file, const char *const *settings);

/* The same for the file that advice is asked for. */
void advise_command(const struct advise *advise, char *command, size_t size, const char *verb,
                    const char *const *settings);

/* Asks everything: what is lost, and unless `only_lost` all that is below. False with an error when
 * not even the first can be told, or when interrupted. */
bool advise_all(struct advise *advise, bool only_lost, bool *outside,
                struct sim_errors *errors);

/* ---- what is found ---- */

/* Those that --models names, or all that a program could be moved to; false after having said
 * why not. */
bool advise_choose(const struct cli *cli, const struct sim_model *models[STUDY_MODELS_MAX + 1]);

/* Which model wins: the one that `break_even` then compares; NULL: none is comparable. */
const struct sim_model *advise_models(struct advise *advise);

void advise_even(struct advise *advise, const struct sim_model *other);
void advise_limits(struct advise *advise);
void advise_changes(struct advise *advise);
void advise_scaling(struct advise *advise);

/* Says where the numbers hold no more. True when the scenario lies outside of that. */
bool advise_domain(struct advise *advise);

#endif
