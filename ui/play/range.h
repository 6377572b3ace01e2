/* SPDX-License-Identifier: GPL-3.0-or-later
 * A stretch of time that is selected, and where the time in it went. */
#ifndef INTERLOCK_UI_PLAY_RANGE_H
#define INTERLOCK_UI_PLAY_RANGE_H

#include "ui/play/session.h"

/* Exact to the nanosecond; where the run ends before `to`, up to there. */
struct play_totals play_range_totals(const struct play_branch *branch, struct play_window range,
                                     uint32_t thread);

/* What is selected; false when nothing is. While its end is not chosen it reaches to the place. */
bool play_range(const struct play_session *session, struct play_window *range);

void play_range_select(struct play_session *session, struct play_window range);
void play_range_forget(struct play_session *session);

/* The key: begins a range at the place, then ends it there and says what is in it. */
void play_range_key(struct play_session *session);

#endif
