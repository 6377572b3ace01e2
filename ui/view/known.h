/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a recording knows of a thread's time, in few classes. */
#ifndef INTERLOCK_UI_VIEW_KNOWN_H
#define INTERLOCK_UI_VIEW_KNOWN_H

#include "sim/trace/fold.h"

/*
 * Which function a recorded thread was in nobody wrote down. What is known is how it stood to the
 * interpreter lock: had it, waited for it, or was out, and out either computed or was blocked. In a
 * build that does without its lock, what is left to wait for is each other.
 */
struct view_known {
    const char *name, *in_short; /* "holds the lock", "holds" */
    const char *above, *below;   /* heading of a column, on two lines */
    uint32_t reasons;            /* a bit each */
};

#define VIEW_KNOWN 5

/* So many of them: those of a recording with or without interpreter locks. */
const struct view_known *view_known(const struct sim_cast *cast);

sim_time view_known_spent(const struct view_known *known, const struct fold_thread *thread);

#endif
