/* SPDX-License-Identifier: GPL-3.0-or-later
 * From a folder of parts to a recording. */
#ifndef INTERLOCK_RECORDER_GATHER_H
#define INTERLOCK_RECORDER_GATHER_H

#include "recorder/format.h"

#include <stdbool.h>
#include <stdio.h>

/* Writes the head and all parts in the folder, without the space that they did not use. False with
 * errno. */
bool gather_parts(const char *folder, FILE *to, const struct recording_head *head);

/* Removes a folder of parts. */
void gather_remove(const char *folder);

#endif
