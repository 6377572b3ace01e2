/* SPDX-License-Identifier: GPL-3.0-or-later
 * Which stretch of a run's time. */
#ifndef INTERLOCK_UI_CLI_WINDOW_H
#define INTERLOCK_UI_CLI_WINDOW_H

#include "sim/base/time.h"
#include "ui/cli/cli.h"

/* --from and --to; -1: not given. */
struct window {
    sim_time from, to;
};

/* False after having said what is wrong. */
bool window_take(const struct cli *cli, struct window *window);

#endif
