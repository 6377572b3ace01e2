/* SPDX-License-Identifier: GPL-3.0-or-later
 * Runs of interlock verify that outlive it. */
#ifndef INTERLOCK_UI_CLI_VERIFY_KEPT_H
#define INTERLOCK_UI_CLI_VERIFY_KEPT_H

#include "ui/cli/pythons.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/*
 * Ten interpreters take an hour, and what was measured is not to be lost when the hour is cut. So
 * each run of a program is a line of a file, written when it ends:
 *
 *     {"interpreter": PATH, "label": "CPython 3.12.1", "program": "threads.py 2", "run": {...}}
 *
 * A line that is not whole, as one is that was being written when the power went, counts as not
 * there. A run that failed is not kept: it is tried again. Without a file nothing is kept.
 */
struct verify_kept {
    FILE *file;
    json_t *lines;
};

/* Reads what is there; false after having said why the file cannot be used. */
bool verify_kept_open(struct verify_kept *kept, const char *path);

/* The runs of that program under that interpreter, in order; to be freed. */
json_t *verify_kept_runs(const struct verify_kept *kept, const struct python *python,
                         const char *program);

/* NULL, or why it could not be written. */
const char *verify_kept_add(struct verify_kept *kept, const struct python *python,
                            const char *program, json_t *run);

void verify_kept_close(struct verify_kept *kept);

#endif
