/* SPDX-License-Identifier: GPL-3.0-or-later
 * Fair shares of a core: who is owed time, and who may keep the core. */
#ifndef INTERLOCK_SIM_ENGINE_FAIR_H
#define INTERLOCK_SIM_ENGINE_FAIR_H

#include "sim/state/state.h"

/*
 * After Linux 6.12 and later, kernel/sched/fair.c (EEVDF). Each thread on a core has a virtual
 * time, the processor time it has had there; their mean is the core's. Who is behind the mean is
 * owed time, who is ahead is in debt. The rules:
 *
 *  1  The core goes to the one whose turn ends first among those who are not in debt. A turn ends
 *     one slice after it began; it is renewed when the thread is found past its end.
 *  2  Who is found past its end loses the core: at a tick, or when a thread joins and there were
 *     others before. Until then it is protected, but only while it is not in debt: a thread that
 *     is owed time and wakes up takes the core from one in debt at once.
 *  3  A thread that wakes up is owed what it was owed when it went to sleep.
 *  4  One that goes to sleep in debt lingers in its core's queue until the debt has been worked
 *     off. If it is woken before, it is still there, whatever other cores are idle; and it takes the
 *     core at once, even from one who is within its turn, as soon as that has run for longer than
 *     is owed: it is placed by what the running thread had when that was counted last, and only
 *     then is that counted anew, which puts it into debt.
 *
 * Left out: weights (nice), slices of one's own, groups, the half slice of a newborn.
 */

/* A thread begins that comes from the core's queue. (Who finds it idle has no accounts until another
 * joins it: SIM_CORE_ALONE.) */
static inline void fair_begin(const struct sim *sim, struct sim_core *core,
                              struct sim_thread *thread)
{
    thread->protected = thread->turn_end;
    core->counted = sim->head->now;
}

/* A thread is ready on a core that is another's: queues it, or, if it lingers there, lets it stay.
 * Is the core to be given anew? */
bool fair_join(struct sim *sim, uint16_t core, struct sim_thread *thread);

/* Is it to be given anew at this tick? */
bool fair_tick(struct sim *sim, uint16_t core);

/* The running thread goes off, and others are there: it is owed or in debt, or lingers if it only
 * sleeps. */
void fair_leave(struct sim *sim, uint16_t core, struct sim_thread *thread);

/* A queued thread is moved to another core. */
void fair_move(struct sim *sim, uint16_t core, struct sim_thread *thread);

/* Whom the core goes to: the running thread, or one in the queue, where it still is; NULL if
 * there is none. Lets go of those whose lingering is over. */
struct sim_thread *fair_pick(struct sim *sim, uint16_t core);

#endif
