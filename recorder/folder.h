/* SPDX-License-Identifier: GPL-3.0-or-later
 * The folder in which a program is recorded: a file for each process, and a head. */
#ifndef INTERLOCK_RECORDER_FOLDER_H
#define INTERLOCK_RECORDER_FOLDER_H

#include <stdbool.h>

/* Hands over the path of each file, in the order of their names, until `take` returns false; so does
 * this then, or, with errno, when the folder cannot be read. */
bool folder_walk(const char *folder, bool (*take)(void *context, const char *path),
                 void *context);

#endif
