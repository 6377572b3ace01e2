/* SPDX-License-Identifier: GPL-3.0-or-later
 * Lists of waiting threads, oldest first, linked by ids through the threads' own rows. */
#ifndef INTERLOCK_SIM_STATE_WAITLIST_H
#define INTERLOCK_SIM_STATE_WAITLIST_H

#include "sim/state/state.h"

/* A thread is in at most one wait list at a time (it may be in a run queue as well). All of
 * these take constant time. The list may be empty; `thread` must be in it where it says so. */

static inline bool sim_wait_list_empty(const struct sim_wait_list *list)
{
    return list->first.i == 0;
}

void sim_wait_list_append(struct sim *sim, struct sim_wait_list *list,
                          struct sim_thread *thread);

/* `thread` must be in `list`. */
void sim_wait_list_remove(struct sim *sim, struct sim_wait_list *list,
                          struct sim_thread *thread);

/* Those of `from`, which is empty afterwards, come behind those of `to`. */
void sim_wait_list_move(struct sim *sim, struct sim_wait_list *to, struct sim_wait_list *from);

/* Takes the oldest off and returns it; NULL when there is none. */
struct sim_thread *sim_wait_list_take(struct sim *sim, struct sim_wait_list *list);

#endif
