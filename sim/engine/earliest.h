/* SPDX-License-Identifier: GPL-3.0-or-later
 * A core's queue by the ends of turns: who of those not in debt has the earliest. */
#ifndef INTERLOCK_SIM_ENGINE_EARLIEST_H
#define INTERLOCK_SIM_ENGINE_EARLIEST_H

#include "sim/state/state.h"

/*
 * After kernel/sched/fair.c (pick_eevdf): the threads that queue for a core are a binary tree in
 * order of their turns' ends, and of coming where these are equal. Each knows the least service in
 * its part of the tree, so the way down to the first whose service is at most the mean turns right
 * only where nobody on the left is owed time:
 *
 *                      c ends 30, served 8, least 2
 *                     /                             \
 *      a ends 10, served 9, least 5        d ends 40, served 2, least 2
 *                     \
 *            b ends 20, served 5, least 5             mean 6: b; mean 4: d
 *
 * Balance is by rank, a number drawn once for each thread from its id: nobody has a lower rank than
 * one below it. So the shape hardly depends on the order in which they came, and a way down is
 * about 2 ln n long.
 *
 * A thread's place is a row in the block: nothing is allocated, and a checkpoint has it too.
 *
 * A short queue is looked through from end to end instead, which takes less: measured on four cores,
 * a step with 16 queued is a tenth slower by the tree, with 64 a third faster. A tree is made when
 * a queue becomes EARLIEST_LONG, and given up when half of it is left.
 */
#define EARLIEST_LONG 32

/* Might a queue become long? */
static inline bool earliest_wanted(const struct sim *sim)
{
    return sim->scenario->params.scheduler == SIM_SCHEDULER_EEVDF &&
           sim->thread_count >= EARLIEST_LONG;
}

/* The thread is now in the queue, which may become long; or no longer, and there is a tree. */
void earliest_add(struct sim *sim, struct sim_core *core, const struct sim_thread *thread);
void earliest_remove(struct sim *sim, struct sim_core *core, const struct sim_thread *thread);

/* A thread's rank in trees. */
uint32_t earliest_rank(uint32_t id);

/* The first by end of turn of those that have been served no more than `mean`; NULL if all have. */
struct sim_thread *earliest_eligible(struct sim *sim, const struct sim_core *core,
                                     int64_t mean);

/* Is the tree in order, and has it all who are queued? For checks: walks through it. */
bool earliest_check(const struct sim *sim, const struct sim_core *core);

#endif
