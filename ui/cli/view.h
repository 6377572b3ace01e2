/* SPDX-License-Identifier: GPL-3.0-or-later
 * The verb that two programs have. */
#ifndef INTERLOCK_UI_CLI_VIEW_H
#define INTERLOCK_UI_CLI_VIEW_H

#include "ui/cli/cli.h"

/*
 * `interlock view` starts `interlock-view`, so that a machine without a display needs none of the
 * libraries that a window is made with. Both know the same options and explain them alike: the
 * verb is one, and what it does is linked to each program from a file of its own.
 */
extern const struct cli_verb verb_view;

/* In view_start.c: starts the other program. In view_main.c: opens the window. */
int view_carry_out(const struct cli *cli);

#endif
