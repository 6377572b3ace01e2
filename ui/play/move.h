/* SPDX-License-Identifier: GPL-3.0-or-later
 * Actions that go somewhere else in the run. */
#ifndef INTERLOCK_UI_PLAY_MOVE_H
#define INTERLOCK_UI_PLAY_MOVE_H

#include "ui/play/find.h"
#include "ui/play/session.h"

void play_step(struct play_session *session, enum play_direction direction);
void play_to_thread(struct play_session *session, enum play_direction direction);
void play_to_kind(struct play_session *session, enum play_direction direction);
/* To where a thread begins to wait, and selects it. */
void play_to_wait(struct play_session *session, enum play_direction direction);
void play_half_window(struct play_session *session, enum play_direction direction);
void play_to_first(struct play_session *session);
void play_to_last(struct play_session *session);

/* To the last event up to a time; where that lies further back than `near`, it is said that it is the
 * last before `where`, or before the time. */
void play_go_about(struct play_session *session, sim_time time, sim_time near,
                   const char *where);

/* "20ms", "#412", "50%". */
void play_go_written(struct play_session *session, const char *where);

/* Goes where the finder finds something, or says how far it has looked for `what`. */
void play_go_by_fold(struct play_session *session, enum play_direction direction,
                     const struct play_finder *finder, const char *what);

void play_to_match(struct play_session *session, enum play_direction direction);

/* Sets the break, or forgets it when the text is empty. False, with a warning: it is no condition,
 * and the break is what it was. */
bool play_set_break(struct play_session *session, const char *condition);
void play_forget_break(struct play_session *session);
void play_to_break(struct play_session *session, enum play_direction direction);
/* Is the break's condition true at the place? */
bool play_breaks(struct play_session *session);

#endif
