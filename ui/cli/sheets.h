/* SPDX-License-Identifier: GPL-3.0-or-later
 * What verbs share that show the results of sweeps. */
#ifndef INTERLOCK_UI_CLI_SHEETS_H
#define INTERLOCK_UI_CLI_SHEETS_H

#include "ui/cli/cli.h"
#include "ui/report/sheet.h"

/* The results in a file, or "-"; NULL with *code set after having said what is wrong. */
struct sheet *sheets_open(const char *path, int *code);

/* --against KEY=VALUE, cut in two. */
struct sheets_against {
    char text[256];
    const char *axis, *value; /* NULL: not given */
};

/* False after having said what is wrong. */
bool sheets_against(const struct cli *cli, struct sheets_against *against);

#endif
