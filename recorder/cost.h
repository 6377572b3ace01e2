/* SPDX-License-Identifier: GPL-3.0-or-later
 * What recording costs on this machine, now. */
#ifndef INTERLOCK_RECORDER_COST_H
#define INTERLOCK_RECORDER_COST_H

#include <stdbool.h>
#include <stdint.h>

struct cost {
    int64_t pair;  /* ns that a take and a drop last longer for being recorded */
    int64_t clock; /* ns to read a thread's processor time */
};

/* Measures it in this process, in a few milliseconds, with the library at that path; it writes into
 * the folder. False when it cannot be loaded here. */
bool cost_measure(const char *library, const char *folder, struct cost *cost);

#endif
