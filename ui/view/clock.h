/* SPDX-License-Identifier: GPL-3.0-or-later
 * The time of whoever looks: for motion and for how long something takes. */
#ifndef INTERLOCK_UI_VIEW_CLOCK_H
#define INTERLOCK_UI_VIEW_CLOCK_H

#include <stdint.h>
#include <time.h>

/* CLOCK_MONOTONIC, in nanoseconds. */
static inline int64_t view_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

#endif
