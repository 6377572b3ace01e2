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

static inline void sim_wait_list_append(struct sim *sim, struct sim_wait_list *list,
                                        struct sim_thread *thread)
{
    thread->wait_prev = list->last;
    thread->wait_next = SIM_NO_THREAD;
    if (list->last.i)
        sim->threads[list->last.i].wait_next = thread->self;
    else
        list->first = thread->self;
    list->last = thread->self;
}

/* `thread` must be in `list`. */
static inline void sim_wait_list_remove(struct sim *sim, struct sim_wait_list *list,
                                        struct sim_thread *thread)
{
    SIM_INVARIANT_IN(sim, thread->wait_prev.i || list->first.i == thread->self.i);
    if (thread->wait_prev.i)
        sim->threads[thread->wait_prev.i].wait_next = thread->wait_next;
    else
        list->first = thread->wait_next;
    if (thread->wait_next.i)
        sim->threads[thread->wait_next.i].wait_prev = thread->wait_prev;
    else
        list->last = thread->wait_prev;
    thread->wait_prev = thread->wait_next = SIM_NO_THREAD;
}

/* Those of `from`, which is empty afterwards, come behind those of `to`. */
void sim_wait_list_move(struct sim *sim, struct sim_wait_list *to, struct sim_wait_list *from);

/* Takes the oldest off and returns it; NULL when there is none. */
static inline struct sim_thread *sim_wait_list_take(struct sim *sim, struct sim_wait_list *list)
{
    struct sim_thread *thread = &sim->threads[list->first.i];

    if (sim_wait_list_empty(list))
        return NULL;
    sim_wait_list_remove(sim, list, thread);
    return thread;
}

#endif
