/* SPDX-License-Identifier: GPL-3.0-or-later
 * Cores and their run queues: who runs where, for how long. */
#ifndef INTERLOCK_SIM_ENGINE_CORES_H
#define INTERLOCK_SIM_ENGINE_CORES_H

#include "sim/state/state.h"

/*
 * Always so (checked by number in the whole-state validator):
 *  1  A core is idle, or exactly one thread has it: running, or waking up for it.
 *  2  An idle core has an empty run queue.
 *  3  A core has a pending tick exactly while its run queue is not empty, unless the scheduler is
 *     fifo. Ticks that nobody could notice are not simulated.
 *  4  A thread that is runnable is in exactly one run queue; no other thread is in any.
 */

/* All cores idle, ready for their first thread. */
void cores_init(struct sim *sim);

/* The core event fell due: a tick, or the end of a round-robin slice. */
void cores_tick(struct sim *sim, uint16_t core);

/* A thread that was off its core is ready to go on: gives it an idle core or queues it. An idle
 * core comes up for it in `latency` and, counted as the thread's processor time, `booked`. */
void cores_ready(struct sim *sim, struct sim_thread *thread, uint16_t core, sim_time latency,
                 sim_time booked);

/* The running thread leaves its core; the next in line gets it. */
void cores_leave(struct sim *sim, struct sim_thread *thread);

/* Where a woken thread goes. `waker` may be NULL. */
uint16_t cores_place(struct sim *sim, struct sim_thread *thread, struct sim_thread *waker);

/* Where a new thread starts: beside the one who starts it, on the core `near`, if the kernel packs
 * and that has room; an idle core; or else the one with the fewest threads (Linux,
 * sched_balance_find_dst_cpu); among equals `near`, or, if that is 0, one after the other. */
uint16_t cores_place_new(struct sim *sim, struct sim_thread *thread, uint16_t near);

/* What wakes an idle core. */
enum cores_waker {
    CORES_BY_THREAD, /* a call on another core */
    CORES_ON_ENTRY,  /* the same, while it was still on its way into idleness */
    CORES_BY_TIMER,  /* its own timer */
};

/* How long an idle core needs to come up for a thread. */
sim_time cores_wake_latency(struct sim *sim, struct sim_thread *thread, uint16_t core,
                            enum cores_waker by);

/* A core that changes threads has nobody for a moment, and is not idle. */
static inline bool cores_is_idle(const struct sim *sim, uint16_t core)
{
    return sim->idle[core / 64] >> core % 64 & 1;
}

/* A thread wakes somebody for an idle core: is that on its way into idleness yet? It sees by itself
 * that it has something to do, so the call is cheap, but it sees that only at the end of its way:
 * on a virtual machine, setting and stopping timers takes ten microseconds. */
enum cores_waker cores_waker(struct sim *sim, struct sim_thread *thread, uint16_t core);

/* `waker`, on another core, has made the core change threads, which it learns by an interrupt. */
void cores_interrupt(struct sim *sim, uint16_t core, struct sim_thread *waker);

/* An interrupt takes that much of the core from the thread that runs there. */
void cores_steal(struct sim *sim, uint16_t core, sim_time time);

#endif
