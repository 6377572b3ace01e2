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
 * What a core is used is known as of the last time the kernel counted: when a thread came to it,
 * left it or took over from another, and at each tick while one runs. A thread that is put
 * elsewhere is still in it until then (remove_entity_load_avg): so when one has left a core that
 * is used too much, those woken there in the next moments leave it, too.
 *
 * A new thread is taken to use half of what is left of its core (post_init_entity_util_avg). Left
 * out is that function's other bound, by the core's load: where many threads begin within tens of
 * milliseconds, each is taken to use less than that.
 *
 * A kernel of a virtual machine may pack: as long as a core is used less than `machine.pack` and
 * not more than one queues there, threads woken on it stay there, and threads woken from it come
 * there, if it has room for them, too, though other cores are idle. A new thread stays on the core
 * of the one who starts it if nobody queues there; that it will use something itself does not
 * count. So its host needs to run fewer cores. Without packing none of this is counted.
 *
 * So where two threads are that call each other depends on what they did before. After a rest
 * they are together, until the core they share has been used for some 50 ms; and once apart they
 * stay apart as long as both together use more than one core may be.
 */

void usage_do_count_core(struct sim *sim, uint16_t core);
void usage_do_count_thread(struct sim *sim, struct sim_thread *thread);
void usage_do_move(struct sim *sim, struct sim_thread *thread, uint16_t to);
void usage_do_give(struct sim *sim, uint16_t core, struct sim_thread *thread);
void usage_do_leave(struct sim *sim, struct sim_thread *thread);
void usage_do_begin(struct sim *sim, struct sim_thread *thread, uint16_t core);
bool usage_would_fit(struct sim *sim, uint16_t core, struct sim_thread *thread);
bool usage_would_fit_new(struct sim *sim, uint16_t core);

static inline bool usage_packs(const struct sim *sim)
{
    return sim->head->params.pack;
}

/* Something begins or ends to run on the core, or comes to it; to be called while that is not yet
 * so. */
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

/* A thread that does not run is about to be given the core. */
static inline void usage_give(struct sim *sim, uint16_t core, struct sim_thread *thread)
{
    if (usage_packs(sim))
        usage_do_give(sim, core, thread);
}

/* The thread, which runs, is about to leave its core. */
static inline void usage_leave(struct sim *sim, struct sim_thread *thread)
{
    if (usage_packs(sim))
        usage_do_leave(sim, thread);
}

/* A new thread begins on the core. */
static inline void usage_begin(struct sim *sim, struct sim_thread *thread, uint16_t core)
{
    if (usage_packs(sim))
        usage_do_begin(sim, thread, core);
}

/* Does the kernel pack, and has this core room for the thread, which does not run? */
static inline bool usage_has_room(struct sim *sim, uint16_t core, struct sim_thread *thread)
{
    return usage_packs(sim) && usage_would_fit(sim, core, thread);
}

/* The same for a thread that begins. */
static inline bool usage_has_room_for_new(struct sim *sim, uint16_t core)
{
    return usage_packs(sim) && usage_would_fit_new(sim, core);
}

#endif
