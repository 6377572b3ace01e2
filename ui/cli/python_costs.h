/* SPDX-License-Identifier: GPL-3.0-or-later
 * What an interpreter's own work costs, for a preset. */
#ifndef INTERLOCK_UI_CLI_PYTHON_COSTS_H
#define INTERLOCK_UI_CLI_PYTHON_COSTS_H

#include "ui/cli/pythons.h"

#include <jansson.h>
#include <stdio.h>

/* All zero: of no interpreter; then nothing is measured or printed. */
struct python_costs {
    struct pythons pythons; /* one */
    json_t *samples;        /* of python/costs.py, by name of parameter */
    json_t *turns;          /* of python/turns.py: [median, low, high] of each loop body, ns */
};

/* Exit codes, not 0 after having said why. `name` may be NULL. */
int python_costs_find(struct python_costs *costs, const char *name);
int python_costs_measure(struct python_costs *costs);

/* Writes how fast the core is, as a comment, and a section [runtime]. `doubt` is what makes them
 * doubtful, or NULL. */
void python_costs_print(const struct python_costs *costs, const char *doubt, FILE *file);
void python_costs_free(struct python_costs *costs);

#endif
