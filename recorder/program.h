/* SPDX-License-Identifier: GPL-3.0-or-later
 * The program that is recorded: where it is, and why nothing could be seen of it. */
#ifndef INTERLOCK_RECORDER_PROGRAM_H
#define INTERLOCK_RECORDER_PROGRAM_H

#include <limits.h>
#include <stdbool.h>

/* Finds a command as execvp() does. */
bool program_find(const char *command, char path[PATH_MAX]);

/* A clause about a command that was started and used no interpreter lock that was recognised: "it is
 * linked statically, ...". Looks at the file that the shell would find. */
const char *program_why_unseen(const char *command);

#endif
