/* SPDX-License-Identifier: GPL-3.0-or-later
 * Schedules as files: who goes on, choice by choice. */
#ifndef INTERLOCK_UI_CLI_SCHEDULE_H
#define INTERLOCK_UI_CLI_SCHEDULE_H

#include "scenarios/load.h"
#include "sim/study/explore.h"

#include <stddef.h>
#include <stdio.h>

/*
 *     # Interlock schedule
 *     # two-adds-3.9: an update is lost
 *     counter-1
 *     counter-2 4
 *     counter-1
 *
 * A thread's name on a line, and how often in a row it is chosen. Only choices between several
 * threads count. What stands behind # is for people. It is followed without times, but in a level
 * whose goal has them.
 */
struct cli_schedule {
    uint32_t *threads;
    size_t count, room;
};

/* CLI_GOOD, or the exit code after having said why; to be freed in any case. */
int cli_schedule_read(const char *path, const struct sim_scenario *scenario,
                      struct cli_schedule *schedule);
/* Of an open file, which is called `path` in what is said. */
int cli_schedule_parse(FILE *file, const char *path, const struct sim_scenario *scenario,
                       struct cli_schedule *schedule);
/* To standard output, without a path. */
int cli_schedule_write(const char *path, const struct sim_scenario *scenario, const char *about,
                       const uint32_t *threads, size_t count);

/* Prints what the threads of a run by hand do under it; `untimed` and `model` as cli_by_hand() has
 * them. False after having said why not. */
bool cli_schedule_print(const struct sim_scenario *untimed, const struct sim_model *model,
                        const uint32_t *threads, size_t count);
void cli_schedule_free(struct cli_schedule *schedule);

/* Tries all schedules within limits: CLI_GOOD, or the exit code after having said why there is
 * nothing to tell; to be released with explore_free() in any case. */
int cli_schedules_try(const struct sim_scenario *untimed, const struct sim_model *model,
                      const struct explore_limits *limits, struct explore *result);

/* CLI_GOOD when there are no more, or the exit code after having said what ended the search, and
 * with `bounds`, which options move it. */
int cli_schedules_end(const struct explore *result, bool bounds);

#endif
