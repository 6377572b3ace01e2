/* SPDX-License-Identifier: GPL-3.0-or-later
 * How long a run may get. */
#ifndef INTERLOCK_UI_CLI_LIMITS_H
#define INTERLOCK_UI_CLI_LIMITS_H

#include "sim/study/result.h"
#include "ui/cli/cli.h"

/* assumed: longer than anyone waits for an answer, at 50 ns an event more than a minute */
#define LIMITS_EVENTS 2000000000

/* assumed: a model is run ten times, which at 50 ns an event is a quarter of a minute */
#define LIMITS_EVENTS_COMPARED 30000000

/* By --max-events, or the above; and until somebody interrupts. False after having said what is
 * wrong. */
bool limits_take(const struct cli *cli, struct study_limits *limits);

/* The same for runs that are many: fewer events each, unless --max-events was given. */
struct study_limits limits_of_many(const struct cli *cli, const struct study_limits *limits,
                                   uint64_t events);

#endif
