/* SPDX-License-Identifier: GPL-3.0-or-later
 * Laying a session out on a screen. */
#ifndef INTERLOCK_UI_PLAY_DRAW_H
#define INTERLOCK_UI_PLAY_DRAW_H

#include "ui/play/session.h"
#include "ui/view/screen.h"

/*
 * From above to below: head, overview of the whole run, cores, threads, (other branches), time
 * axis, locks, the event, (the choice), the selected thread, sums, (the events before), message, keys. What
 * does not fit collapses in this order: the events before, sums, cores, overview, axis, thread;
 * lanes and locks are cut to fewer rows before any pane goes. Below PLAY_LEAST_WIDTH x
 * PLAY_LEAST_HEIGHT the screen says so. From PLAY_WIDE columns on sums, program and the events
 * before stand to the right.
 *
 * How high a pane is depends on the screen and the run, not on the event: nothing jumps while one
 * steps.
 */
#define PLAY_LEAST_WIDTH 40
#define PLAY_LEAST_HEIGHT 10
#define PLAY_WIDE 150

void play_draw(struct play_session *session, struct view_screen *screen);

/* A click on what was drawn there. */
void play_click(struct play_session *session, const struct view_screen *screen, int x, int y);

/* The same for a region that was laid over the place, `x` counted from its left edge. */
void play_click_region(struct play_session *session, const struct view_region *region, int x);

/* The same in words, for who cannot see it: what is open, else the event, the lock, every thread. */
void play_describe(struct play_session *session, struct sim_text *text);

#endif
