/* SPDX-License-Identifier: GPL-3.0-or-later
 * What recording costs on this machine, now. */
#ifndef INTERLOCK_RECORDER_COST_H
#define INTERLOCK_RECORDER_COST_H

#include <stdbool.h>
#include <stdint.h>

/* Nanoseconds that each lasts longer for being recorded. */
struct cost {
    int64_t pair;   /* a take and a drop */
    int64_t look;   /* a stretch at whose end the processor time is looked at */
    int64_t ask;    /* and the kernel is asked how long the thread was ready */
    int64_t call;   /* a call that writes or reads, where somebody may be at the other end */
    int64_t thread; /* a thread's beginning and end */
};

/* Measures it in this process, in a few milliseconds, with the library at that path; it writes into
 * the folder. False when it cannot be loaded here. */
bool cost_measure(const char *library, const char *folder, struct cost *cost);

#endif
