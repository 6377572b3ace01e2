/* SPDX-License-Identifier: GPL-3.0-or-later
 * How long a run may get. */
#ifndef INTERLOCK_UI_CLI_LIMITS_H
#define INTERLOCK_UI_CLI_LIMITS_H

#include "sim/study/result.h"
#include "ui/cli/cli.h"

/* assumed: longer than anyone waits for an answer, at 50 ns an event more than a minute */
#define LIMITS_EVENTS 2000000000

/* By --max-events, or the above; and until somebody interrupts. False after having said what is
 * wrong. */
bool limits_take(const struct cli *cli, struct study_limits *limits);

#endif
