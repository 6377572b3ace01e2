/* SPDX-License-Identifier: GPL-3.0-or-later
 * A program that is being recorded, as a screen and as lines. */
#ifndef INTERLOCK_UI_REPORT_LIVE_H
#define INTERLOCK_UI_REPORT_LIVE_H

#include "recorder/live.h"
#include "ui/view/screen.h"

#include <stdio.h>

struct live_title {
    const char *command;
    uint64_t began;   /* CLOCK_MONOTONIC */
    const char *note; /* at the foot, or NULL */
};

/* Who has the lock, who waits, hand-offs a second, and each thread's shares of the time since the
 * program was looked at last. What finds no room is counted. */
void live_draw(struct view_screen *screen, const struct live *live,
               const struct live_title *title);

/* The same as a few lines. */
void live_print(FILE *to, const struct live *live, const struct live_title *title);

#endif
