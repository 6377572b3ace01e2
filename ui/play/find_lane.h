/* SPDX-License-Identifier: GPL-3.0-or-later
 * Finding a thread by a part of its name. */
#ifndef INTERLOCK_UI_PLAY_FIND_LANE_H
#define INTERLOCK_UI_PLAY_FIND_LANE_H

#include "ui/play/session.h"

/* A thread is found by its own name or by its process's: the next one behind the selected one, so
 * that the same word again finds another. */
struct play_found {
    uint32_t thread; /* 0: none */
    uint32_t count;  /* of those that match */
    uint32_t place;  /* of this one among them, from 1 */
};

struct play_found play_look_for_lane(const struct play_session *session, const char *word);

/* Selects it, or says that there is none; no word at all is the last one again. */
void play_find_lane(struct play_session *session, const char *word);

#endif
