/* SPDX-License-Identifier: GPL-3.0-or-later
 * How busy a core has been of late, and packing by that. */
#ifndef INTERLOCK_SIM_ENGINE_USAGE_H
#define INTERLOCK_SIM_ENGINE_USAGE_H

#include "sim/state/state.h"

#include <stdbool.h>

/*
 * After Linux, kernel/sched/pelt.c (util_avg): the share of time in which something ran, where
 * what was 32 ms ago counts half. Each thread has its own; a core's is the sum over the threads
 * that belong to it, asleep or not, since a thread that moves takes its own along.
 *
 * A kernel of a virtual machine may pack: as long as a core is used less than `machine.pack` and
 * has nobody queued, threads woken on it stay there, and threads woken from it come there, though
 * other cores are idle. So its host needs to run fewer of them. Without packing none of this is
 * counted.
 *
 * Left out: what a new thread is assumed to use before it has run.
 */

void usage_do_count_core(struct sim *sim, uint16_t core);
void usage_do_count_thread(struct sim *sim, struct sim_thread *thread);
void usage_do_move(struct sim *sim, struct sim_thread *thread, uint16_t to);
bool usage_would_fit(struct sim *sim, uint16_t core, struct sim_thread *thread);

static inline bool usage_packs(const struct sim *sim)
{
    return sim->head->params.pack;
}

/* Something begins or ends to run on the core; to be called while that is not yet so. */
static inline void usage_count_core(struct sim *sim, uint16_t core)
{
    if (usage_packs(sim))
        usage_do_count_core(sim, core);
}

/* The same for the thread. */
static inline void usage_count_thread(struct sim *sim, struct sim_thread *thread)
{
    if (usage_packs(sim))
        usage_do_count_thread(sim, thread);
}

/* A thread that does not run moves from its core to another, which may be the same. */
static inline void usage_move(struct sim *sim, struct sim_thread *thread, uint16_t to)
{
    if (usage_packs(sim) && thread->core.i != to)
        usage_do_move(sim, thread, to);
}

/* Does the kernel pack, and has this core room for the thread, which does not run? */
static inline bool usage_has_room(struct sim *sim, uint16_t core, struct sim_thread *thread)
{
    return usage_packs(sim) && usage_would_fit(sim, core, thread);
}

#endif
