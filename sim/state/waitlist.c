/* SPDX-License-Identifier: GPL-3.0-or-later
 * A doubly linked list over thread rows. */
#include "sim/state/waitlist.h"

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
