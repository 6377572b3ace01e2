/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a verb shows: a scenario that is run, or a recording that is read. */
#ifndef INTERLOCK_UI_CLI_SUBJECT_H
#define INTERLOCK_UI_CLI_SUBJECT_H

#include "recorder/recording.h"
#include "sim/study/result.h"
#include "sim/study/speedup.h"
#include "ui/cli/cli.h"

/*
 * Both are a cast and records, and all that shows them reads nothing else. What differs stands
 * here: where the records come from.
 */
struct subject {
    const char *file;
    struct scenario *scenario; /* one of the two; the other is NULL */
    struct recording *recording;
    bool quiet; /* nothing tells how far a run is */
};

/* Opens what the command line names. CLI_GOOD, or the exit code after having said why. */
int subject_open(struct subject *subject, const struct cli *cli, const char *file);
void subject_close(struct subject *subject);

/* A recording's records, each once; recording_rewind begins again. */
struct sim_tape subject_tape(const struct subject *subject);

/* From beginning to end; as often as wanted. How far it is stands on the terminal meanwhile. CLI_GOOD, or the exit code after having said why. */
int subject_play(const struct subject *subject, const struct study_reader *reader,
                 const struct study_limits *limits, struct study_result *result);

struct study_speedup subject_speedup(const struct subject *subject,
                                     const struct study_result *result,
                                     const struct study_limits *limits);

#endif
