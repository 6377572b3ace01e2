/* SPDX-License-Identifier: GPL-3.0-or-later
 * From a folder of parts to a recording. */
#ifndef INTERLOCK_RECORDER_GATHER_H
#define INTERLOCK_RECORDER_GATHER_H

#include "recorder/format.h"
#include "sim/base/error.h"

#include <stdbool.h>

/* Writes the head and all parts in the folder, without the space that they did not use. False
 * with an error; nothing is left of the file then. */
bool gather_parts(const char *folder, const char *file, const struct recording_head *head,
                  struct sim_errors *errors);

/* Removes a folder of parts. */
void gather_remove(const char *folder);

#endif
