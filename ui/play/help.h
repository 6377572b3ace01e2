/* SPDX-License-Identifier: GPL-3.0-or-later
 * The help: all actions, searchable, and done when chosen. */
#ifndef INTERLOCK_UI_PLAY_HELP_H
#define INTERLOCK_UI_PLAY_HELP_H

#include "ui/play/session.h"

/* The actions that have all typed words in their name, keys or help, first those of which it is a
 * key; returns how many. */
int play_help_rows(const struct play_session *session,
                   enum play_action rows[PLAY_ACTION_COUNT]);

/* Keys of an action as they are bound: "Right l s". */
void play_put_action_keys(struct sim_text *text, const struct play_session *session,
                          enum play_action action, int most);

void play_help_key(struct play_session *session, uint32_t key);

#endif
