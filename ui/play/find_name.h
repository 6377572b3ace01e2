/* SPDX-License-Identifier: GPL-3.0-or-later
 * Finding a thread, or a parameter, by a part of its name. */
#ifndef INTERLOCK_UI_PLAY_FIND_NAME_H
#define INTERLOCK_UI_PLAY_FIND_NAME_H

#include "ui/play/session.h"

/* A thread is found by its own name or by its process's, a parameter by its name, or by its help where
 * none is called so: the next one behind the selected one, so that the same word again finds another. */
struct play_found {
    uint32_t at;    /* a thread; of parameters the row, from 1; 0: none */
    uint32_t count; /* of those that match */
    uint32_t place; /* of this one among them, from 1 */
};

/* A thread or a parameter: what the session asks for. No word at all is the last one again. */
struct play_found play_look_for_name(const struct play_session *session, const char *word);

/* Selects it, or says that there is none. */
void play_find_name(struct play_session *session, const char *word);

#endif
