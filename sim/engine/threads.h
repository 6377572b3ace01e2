/* SPDX-License-Identifier: GPL-3.0-or-later
 * Threads as the engine sees them: bursts, frames, blocking. */
#ifndef INTERLOCK_SIM_ENGINE_THREADS_H
#define INTERLOCK_SIM_ENGINE_THREADS_H

#include "sim/engine/engine.h"
#include "sim/engine/rates.h"

/* Rows, names and programs of all threads; those that are not `manual` come up at their time. */
void threads_init(struct sim *sim);

/* The stream of what a thread's own program draws: by its name and its place among those of that name, so
 * that it is the same whoever else there is. */
uint64_t threads_work_stream(const struct sim *sim, const struct sim_thread *thread);

/* ---- bursts ---- */

/*
 * A thread that has a core is always in a burst, if only one of no length: what it does next, it
 * does when the burst has ended. The burst's work is counted in nanoseconds on a core of speed
 * 100%; burst_from is when it goes on, in the future while the core still comes up for it.
 */
#define THREADS_FULL_SPEED 1000000

/* Who has rested does for the first time what it does then, and misses in its caches, until all that it
 * needs is there again. The thread has been off its core for so long: what is lost? */
SIM_SELDOM void threads_rested(const struct sim_params *params, struct sim_thread *thread,
                               sim_time off);

/* Owes what that takes in the burst of so much work that comes next. */
void threads_refill(struct sim_thread *thread, sim_time work);

/* Where it is. */
void threads_arm_otherwise(struct sim *sim, struct sim_thread *thread);

/* Does its burst take another time than its work says, or may it? */
static inline bool threads_is_paced(const struct sim *sim, const struct sim_thread *thread)
{
    return thread->shares || sim->uneven;
}

/* Gives the thread, which has the core or is off it, the event of its burst's end. */
static inline void threads_arm(struct sim *sim, struct sim_thread *thread)
{
    if (threads_is_paced(sim, thread))
        threads_arm_otherwise(sim, thread);
    else
        engine_arm(sim, thread, sim_time_add(thread->burst_from, thread->burst_left),
                   SIM_RANK_BURST);
}

/* What has been done of the burst in so much time, where the same holds. */
SIM_SELDOM sim_time threads_done_otherwise(const struct sim *sim,
                                           const struct sim_thread *thread, sim_time time);

/* The burst goes on from now, if it has begun, with so much left. */
static inline void threads_go_on(struct sim *sim, struct sim_thread *thread, sim_time left)
{
    thread->burst_left = left;
    rates_leave(sim, thread);
    if (thread->burst_from < sim->head->now)
        thread->burst_from = sim->head->now;
}

/* The thread has got its core and begins to work after `latency`, which is processor time, or not
 * if the core `was_idle` and comes up for it. */
SIM_INLINE void threads_run(struct sim *sim, struct sim_thread *thread, sim_time latency,
                            bool was_idle)
{
    thread->schedule = SIM_THREAD_ON_CORE;
    thread->burst_from = sim_time_add(sim->head->now, latency);
    threads_arm(sim, thread);
    engine_append(sim, SIM_RECORD_DISPATCH,
                  thread->reason | SIM_RECORD_ON_CORE | (was_idle ? SIM_RECORD_FLAG : 0u),
                  thread->core.i, thread->shown.i, engine_shown(latency));
}

/* A thread that has just been blocked until then, or for ever, leaves its core, of which others want
 * something. Returns SIM_FLOW_PAUSE. */
enum sim_flow threads_block_otherwise(struct sim *sim, struct sim_thread *thread,
                                      sim_time until);

/* A wait that would have timed out at `at` ends before that, on the core where its timer was set: what
 * it takes to cancel it. If it was the next, the processor is told of the one behind it. */
sim_time threads_cancel_timer(struct sim *sim, struct sim_thread *thread, sim_time at);

/* The running thread loses its core to `next`, at a tick or at once; what is left of its burst is
 * kept. */
void threads_preempt(struct sim *sim, struct sim_thread *thread, const struct sim_thread *next,
                     bool at_once);

/* An interrupt puts off the running thread's work. */
void threads_delay(struct sim *sim, struct sim_thread *thread, sim_time time);

/* The burst of a thread that draws on a rate has come so far. Does it go on? */
bool threads_draws_on(struct sim *sim, struct sim_thread *thread);

/* An event fell due for a thread that has no core: it comes up, wakes by time-out, or what it waits
 * for while it is carried has come. */
void threads_event_off_core(struct sim *sim, struct sim_thread *thread);

#endif
