/* SPDX-License-Identifier: GPL-3.0-or-later
 * Files that are whole when they have their name. */
#ifndef INTERLOCK_UI_CLI_OUTPUT_H
#define INTERLOCK_UI_CLI_OUTPUT_H

#include "ui/cli/cli.h"

#include <stdbool.h>
#include <stdio.h>

/*
 * What is written goes to a file beside FILE, which nobody else has, and which becomes FILE when all
 * of it is on the disk; so whoever sees FILE sees the whole of it, and a failure leaves what was there
 * before. A path that is no file, as /dev/stdout or a pipe, is written to directly; no path, or "-",
 * is stdout.
 */
struct output {
    const char *path; /* NULL: stdout */
    char *whole;      /* the file it is, behind links; NULL: there is none yet */
    char *part;       /* FILE.part: a name beside it for what is under way; NULL: no file */
    char *fresh; /* what is written to, as FILE.new-Xh3b9T, once it has begun; NULL: no file */
    FILE *file;
};

/* Would what is written by --output replace a file that the command reads? Then says so. */
bool output_replaces(const struct cli *cli, const char *read);

/* A file to write to; NULL after having said why not. */
FILE *output_to(struct output *output, const char *path);

/* Ends it: with 0 it becomes FILE, with another exit code it is given up. Returns the exit code,
 * after having said what is wrong if that is the file. Also to be called when there was none. */
int output_finish(struct output *output, int code);

/* ---- in steps: names first, for who keeps what is under way in FILE.part ---- */

/* False after having said that there is no memory. */
bool output_open(struct output *output, const char *path);
FILE *output_begin(struct output *output);
int output_end(struct output *output, int code);
void output_close(struct output *output);

/* ---- for who renames by himself ---- */

/* Makes a new file beside `path`, whose name is to be freed, whatever is returned: NULL, with errno. It
 * is removed by whatever signal ends the program until output_settle says that there is none. */
FILE *output_beside(const char *path, char **fresh);
void output_settle(void);

/* What a signal does by itself; what is under way is removed first. */
void output_give_up(int number);

#endif
