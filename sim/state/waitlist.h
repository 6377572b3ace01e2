/* SPDX-License-Identifier: GPL-3.0-or-later
 * Lists of waiting threads, oldest first, linked by ids through the threads' own rows. */
#ifndef INTERLOCK_SIM_STATE_WAITLIST_H
#define INTERLOCK_SIM_STATE_WAITLIST_H

#include "sim/state/state.h"

/* A thread is in at most one wait list at a time (it may be in a run queue as well). All of
 * these take constant time. The list may be empty; `thread` must be in it where it says so. Who is
 * taken out is looked at in every build: a broken list would be gone through without end. */

static inline bool sim_wait_list_empty(const struct sim_wait_list *list)
{
    return list->first.i == 0;
}

static inline void sim_wait_list_append(struct sim *sim, struct sim_wait_list *list,
                                        struct sim_thread *thread)
{
    struct sim_thread_id self = thread->self, last = list->last;

    SIM_INVARIANT_IN(sim, !thread->wait_prev.i && !thread->wait_next.i && last.i != self.i);
    thread->wait_prev = last;
    thread->wait_next = SIM_NO_THREAD;
    list->last = self;
    if (last.i)
        sim->threads[last.i].wait_next = self;
    else
        list->first = self;
}

/* `thread` must be in `list`. */
static inline void sim_wait_list_remove(struct sim *sim, struct sim_wait_list *list,
                                        struct sim_thread *thread)
{
    struct sim_thread_id prev = thread->wait_prev, next = thread->wait_next;

    SIM_REQUIRE_IN(sim, prev.i || list->first.i == thread->self.i);
    if (prev.i)
        sim->threads[prev.i].wait_next = next;
    else
        list->first = next;
    if (next.i)
        sim->threads[next.i].wait_prev = prev;
    else
        list->last = prev;
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
