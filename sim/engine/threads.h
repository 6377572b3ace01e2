/* SPDX-License-Identifier: GPL-3.0-or-later
 * Threads as the engine sees them: bursts, frames, blocking. */
#ifndef INTERLOCK_SIM_ENGINE_THREADS_H
#define INTERLOCK_SIM_ENGINE_THREADS_H

#include "sim/state/state.h"

/* Rows, names and programs of all threads; those that are not `manual` come up at their time. */
void threads_init(struct sim *sim);

/* The thread has got a core and begins to work after `latency`, which is processor time, or not
 * if the core `was_idle` and comes up for it. */
void threads_run(struct sim *sim, struct sim_thread *thread, sim_time latency, bool was_idle);

/* The running thread loses its core to `next`, at a tick or at once; what is left of its burst is
 * kept. */
void threads_preempt(struct sim *sim, struct sim_thread *thread, const struct sim_thread *next,
                     bool at_once);

/* An interrupt puts off the running thread's work. */
void threads_delay(struct sim *sim, struct sim_thread *thread, sim_time time);

/* A thread's event fell due: it comes up, wakes by time-out, or has done its burst. */
void threads_event(struct sim *sim, struct sim_thread *thread);

#endif
