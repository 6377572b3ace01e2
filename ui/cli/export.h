/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the kinds of interlock export share. */
#ifndef INTERLOCK_UI_CLI_EXPORT_H
#define INTERLOCK_UI_CLI_EXPORT_H

#include "ui/cli/window.h"

/* Each writes what the command line names in that format, one of its own. Exit codes, after having
 * said what is wrong. */
typedef int (*export_fn)(const struct cli *cli, const struct window *window,
                         const char *format);

int export_picture(const struct cli *cli, const struct window *window, const char *format);
int export_records(const struct cli *cli, const struct window *window, const char *format);

#endif
