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
 * Beside it stands the core's load: the same average of how many were ready, so that who queues
 * counts, too; and a new thread begins with a load of one (init_entity_runnable_average), so that it
 * counts before it has done anything. A new thread is taken to use half of what is left of its core,
 * but not more than the core's use by its load (post_init_entity_util_avg): where many begin within
 * tens of milliseconds, each is taken to use less than that.
 *
 * A kernel of a virtual machine may pack: as long as a core is used less than `machine.pack` and
 * not more than one queues there, threads woken on it stay there, and threads woken from it come
 * there, if it has room for them, too, though other cores are idle. A new thread stays on the core
 * of the one who starts it if nobody queues there; that it will use something itself does not
 * count. So its host needs to run fewer cores. Where neither packing nor crowds decide, none of this is
 * counted: it would cost every wake-up something.
 *
 * Where a thread begins (sched_balance_find_dst_group). Its starter's core is full while it is used
 * more than `machine.crowded`, or more than its inverse is ready there; full and with somebody
 * queued, it is overloaded. Else it has something to spare, even if somebody runs there. A new thread
 * goes to the core of the better kind; among those that have to spare, to an idle one, and otherwise
 * it stays. So who starts threads after having computed puts them all on one other core, and they
 * part at a tick: a program that has just run a loop in sequence begins its threads so.
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

/* How a core looks to a thread that begins. */
enum usage_kind { USAGE_SPARE, USAGE_BUSY, USAGE_OVERLOADED };

struct usage_crowd {
    enum usage_kind kind;
    bool idle;
    int64_t level, load;
};

struct usage_crowd usage_crowd_of(struct sim *sim, uint16_t core);

/* Is the one better than the other, of two that are both not the starter's? */
bool usage_is_less(const struct usage_crowd *a, const struct usage_crowd *b);

/* Is the better of those good enough to leave the starter's core for it? */
bool usage_is_worth_it(const struct sim *sim, const struct usage_crowd *there,
                       const struct usage_crowd *here);

static inline bool usage_packs(const struct sim *sim)
{
    return sim->head->params.pack;
}

/* Neither can change during a run. */
static inline bool usage_is_wanted(const struct sim *sim)
{
    return sim->scenario->params.pack || sim->scenario->params.crowded;
}

static inline bool usage_is_counted(const struct sim *sim)
{
    return sim->core_usages;
}

/* Something begins or ends to run on the core, or comes to it; to be called while that is not yet
 * so. */
static inline void usage_count_core(struct sim *sim, uint16_t core)
{
    if (usage_is_counted(sim))
        usage_do_count_core(sim, core);
}

/* The same for the thread. */
static inline void usage_count_thread(struct sim *sim, struct sim_thread *thread)
{
    if (usage_is_counted(sim))
        usage_do_count_thread(sim, thread);
}

/* A thread that does not run moves from its core to another, which may be the same. */
static inline void usage_move(struct sim *sim, struct sim_thread *thread, uint16_t to)
{
    if (usage_is_counted(sim) && thread->core.i != to)
        usage_do_move(sim, thread, to);
}

/* A thread that does not run is about to be given the core. */
static inline void usage_give(struct sim *sim, uint16_t core, struct sim_thread *thread)
{
    if (usage_is_counted(sim))
        usage_do_give(sim, core, thread);
}

/* The thread, which runs, is about to leave its core. */
static inline void usage_leave(struct sim *sim, struct sim_thread *thread)
{
    if (usage_is_counted(sim))
        usage_do_leave(sim, thread);
}

/* A new thread begins on the core. */
static inline void usage_begin(struct sim *sim, struct sim_thread *thread, uint16_t core)
{
    if (usage_is_counted(sim))
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
