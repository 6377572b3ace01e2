/* SPDX-License-Identifier: GPL-3.0-or-later
 * The list of parameters, and giving one another value. */
#ifndef INTERLOCK_UI_PLAY_CHANGE_H
#define INTERLOCK_UI_PLAY_CHANGE_H

#include "ui/play/session.h"

/* Rows of the list: a few parameters that people ask about, how many threads there are of each
 * group, then all others. */
struct play_change {
    const char *section, *name,
        *key;                      /* "machine", NULL, "cores"; "thread", "worker", "count" */
    const struct sim_param *param; /* NULL for the count of a group */
    enum sim_param_id id;
    uint32_t group;
};

int play_change_count(const struct play_session *session);
struct play_change play_change_row(const struct play_session *session, int row);

/* "machine.cores", "thread.worker.count" */
void play_put_change_name(struct sim_text *text, const struct play_change *change);

/* The value at the place, as a scenario file writes it. */
void play_put_change_value(struct sim_text *text, const struct play_session *session,
                           const struct play_change *change);

/* What it is. */
const char *play_change_help(const struct play_change *change);

void play_change_key(struct play_session *session, uint32_t key);

#endif
