/* SPDX-License-Identifier: GPL-3.0-or-later
 * Threads that stand together, and may be folded to one lane. */
#ifndef INTERLOCK_UI_PLAY_GROUP_H
#define INTERLOCK_UI_PLAY_GROUP_H

#include "ui/play/session.h"

/*
 * Where there are several interpreters with several threads, as processes have, a group is the
 * threads of one of them; else it is those of one [thread] section, if it has three or more: two
 * lanes are no crowd. A group has a number from 1 on; 0 is no group.
 *
 * A folded group has one lane, which stands where its first thread's did. Pinned lanes stay.
 */
uint32_t play_group_of(const struct sim_cast *cast, uint32_t thread);

/* Are groups processes? Then each has a name above its lanes. */
bool play_groups_are_processes(const struct sim_cast *cast);

uint32_t play_group_first(const struct sim_cast *cast, uint32_t group); /* thread */
uint32_t play_group_size(const struct sim_cast *cast, uint32_t group);
void play_group_put(const struct sim_cast *cast, struct sim_text *text, uint32_t group);

bool play_group_folded(const struct play_session *session, const struct sim_cast *cast,
                       uint32_t group);
/* Folds the group, or unfolds it. */
void play_group_toggle(struct play_session *session, uint32_t group);

/* The same for the selected thread's group, and for all: what keys do. */
void play_group_key(struct play_session *session);
void play_group_all_key(struct play_session *session);

/* Does a thread have a row of its own among those that are not pinned: its lane, or its folded
 * group's? */
bool play_group_begins_row(const struct play_session *session, const struct sim_cast *cast,
                           uint32_t thread);
/* The thread whose row it stands in. */
uint32_t play_group_row_of(const struct play_session *session, const struct sim_cast *cast,
                           uint32_t thread);

#endif
