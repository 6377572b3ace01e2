/* SPDX-License-Identifier: GPL-3.0-or-later
 * Files that are whole when they have their name. */
#ifndef INTERLOCK_UI_CLI_OUTPUT_H
#define INTERLOCK_UI_CLI_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

/*
 * What is written goes to FILE.new, which becomes FILE when all of it is on the disk; so whoever
 * sees FILE sees the whole of it, and a failure leaves what was there before. A path that is no
 * file, as /dev/stdout or a pipe, is written to directly; no path, or "-", is stdout.
 */
struct output {
    const char *path; /* NULL: stdout */
    char *part;       /* FILE.part: a name beside it for what is under way; NULL: no file */
    char *fresh;      /* FILE.new */
    FILE *file;
};

/* False after having said that there is no memory. */
bool output_open(struct output *output, const char *path);

/* NULL after having said why not. */
FILE *output_begin(struct output *output);

/* Exit codes; not 0 after having said why. output_fail() gives up what was begun. */
int output_end(struct output *output);
int output_fail(struct output *output);

void output_close(struct output *output);

#endif
