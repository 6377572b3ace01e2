/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a scenario foretells of a figure: an expression over its runs, drawn several times. */
#ifndef INTERLOCK_UI_REPORT_FORETELL_H
#define INTERLOCK_UI_REPORT_FORETELL_H

#include <stdbool.h>

struct foretell {
    const char *path;          /* of the scenario */
    const char *const *search; /* folders of shipped files, ended by NULL */
    const char *const *before; /* settings below the list, ended by NULL; or NULL */
    /* Settings between blanks; where ` / ` stands between two lists, the value is that under the
     * first divided by that under the second. */
    const char *settings;
    const char *value; /* as in [expect] */
    long runs;         /* with different draws */
};

/* Puts the value of each run into values[runs]; false after having said on stderr why it cannot be
 * told. */
bool foretell(const struct foretell *what, double *values);

#endif
