/* SPDX-License-Identifier: GPL-3.0-or-later
 * Running another program with the recorder in it. */
#ifndef INTERLOCK_UI_CLI_LAUNCH_H
#define INTERLOCK_UI_CLI_LAUNCH_H

#include "recorder/format.h"
#include "sim/base/time.h"
#include "ui/cli/cli.h"

#include <limits.h>
#include <stdbool.h>

struct launch { /* one at a time: signals are passed on to it */
    const char *const *args;
    char folder[PATH_MAX]; /* for its parts; absolute, since the program may change its own */
    char library[PATH_MAX];
    struct recording_head head;    /* may be changed before the start */
    struct recording_head *shared; /* with the program, in the folder */
    int output;                    /* where it shall write in place of the terminal, or -1 */
};

/* Each returns false after having said why. */

/* --duration, or SIM_TIME_NEVER; --max-size, or INT64_MAX. */
bool launch_take_limits(const struct cli *cli, int64_t *duration, int64_t *room);

/* Makes the folder FILE.parts. */
bool launch_prepare(struct launch *launch, const char *const *args, const char *file);

/* Recorded is what happens within `duration`, or SIM_TIME_NEVER for all. */
bool launch_start(struct launch *launch, int64_t duration);

/* Signals that would end this program go to the one that was started. */
void launch_pass_signals(void);

/* Has it ended? Then the head says how, and is no longer shared. */
bool launch_ended(struct launch *launch, bool wait);

/* From now on nothing is recorded; the program goes on. */
void launch_stop_recording(struct launch *launch);

/* Its exit status as a shell gives it. */
int launch_status(const struct launch *launch);

#endif
