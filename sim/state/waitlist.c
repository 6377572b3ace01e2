/* SPDX-License-Identifier: GPL-3.0-or-later
 * A doubly linked list over thread rows. */
#include "sim/state/waitlist.h"

void sim_wait_list_append(struct sim *sim, struct sim_wait_list *list,
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

void sim_wait_list_remove(struct sim *sim, struct sim_wait_list *list,
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

void sim_wait_list_move(struct sim *sim, struct sim_wait_list *to, struct sim_wait_list *from)
{
    if (sim_wait_list_empty(from))
        return;
    sim->threads[from->first.i].wait_prev = to->last;
    if (to->last.i)
        sim->threads[to->last.i].wait_next = from->first;
    else
        to->first = from->first;
    to->last = from->last;
    from->first = from->last = SIM_NO_THREAD;
}

struct sim_thread *sim_wait_list_take(struct sim *sim, struct sim_wait_list *list)
{
    struct sim_thread *thread = &sim->threads[list->first.i];

    if (sim_wait_list_empty(list))
        return NULL;
    sim_wait_list_remove(sim, list, thread);
    return thread;
}
