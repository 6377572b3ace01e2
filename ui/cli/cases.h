/* SPDX-License-Identifier: GPL-3.0-or-later
 * The table of what can be verified: scenarios that have a real counterpart. */
#ifndef INTERLOCK_UI_CLI_CASES_H
#define INTERLOCK_UI_CLI_CASES_H

#include "ui/cli/pythons.h"

/* A line of verify/cases.csv, where the fields are explained. */
struct verify_case {
    const char *name, *program, *figure, *python, *needs, *scenario, *settings, *value;
    long runs;
    double allowed; /* share */
};

struct cases {
    char folder[PATH_MAX]; /* of the table: scenarios are named from there */
    char *text;
    struct verify_case *list;
    int count;
};

/* False after having said what is wrong with the table. */
bool cases_open(struct cases *cases);
void cases_close(struct cases *cases);

/* NULL when there is none of that name. */
const struct verify_case *cases_find(const struct cases *cases, const char *name);

/* Does the case exist for that version (an enum sim_python)? */
bool case_is_for(const struct verify_case *of, int version);

#endif
