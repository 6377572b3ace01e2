/* SPDX-License-Identifier: GPL-3.0-or-later
 * The interpreter lock of CPython 3.1 and before, 2.7 among them: let go every hundred ticks. */
#ifndef INTERLOCK_SIM_MECH_TICKS_H
#define INTERLOCK_SIM_MECH_TICKS_H

#include "sim/mech/bytecode.h"
#include "sim/mech/gil.h"

/*
 * The lock is a POSIX semaphore (Python/thread_pthread.h; glibc 2.36, nptl/sem_post.c,
 * sem_waitcommon.c) and the holder gives itself no rest:
 *
 *     holder, every 101 ticks                  waiter
 *     count = 1                                asleep
 *     somebody waits: system call, wakes it    ... is on its way, for some ten microseconds ...
 *     count = 0 again
 *     100 ticks of bytecode
 *     count = 1
 *     somebody waits: system call for nothing
 *     count = 0 again
 *     100 ticks of bytecode                    awake: count is 0, sleeps again
 *
 * Who arrives while the count is 1 has the lock. That is while the holder is inside its system
 * call, so a waiter is let in by what its own waiting costs the holder. With a single core the
 * woken thread is not let in until the kernel takes the core from the holder; then it finds the
 * lock taken and sleeps, and is woken at the next check by a holder that now owes it time: it
 * gets the core at once, in the middle of that system call, and with it the lock.
 *
 * Only checks that wake somebody are events. All others stretch a burst: where in its bytecode,
 * or in which check, the holder is at a moment is arithmetic, and so is whether the lock is free
 * when a waiter looks.
 */
#define TICKS_PERIOD 101 /* `--_Py_Ticker < 0`, from 100: Python/ceval.c */

/* Both as gil_take and gil_drop. */
enum sim_flow ticks_take(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                         uint16_t after);
enum sim_flow ticks_drop(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                         uint16_t after);

/* Sets how long the burst takes that goes from tstate->done by tstate->burst, checks included;
 * it is cut at the first check if that will wake somebody. Returns the length. */
sim_time ticks_stretch(struct sim *sim, struct sim_thread *thread);

/* Work done of the op at this moment of the burst. */
sim_time ticks_done(const struct sim *sim, const struct sim_thread *thread);

/* Brings the thread's op up to this moment: work, updates, ticks, and what checks have taken. */
void ticks_settle(struct sim *sim, struct sim_thread *thread);

/* Something has changed for the thread that holds the lock: settles, and begins a new burst. */
void ticks_anew(struct sim *sim, struct sim_thread *holder);

void ticks_layout(struct sim *sim, struct sim_layout *layout, uint32_t interps);
void ticks_init(struct sim *sim);

/* Which invariant of these locks does not hold; NULL: all do. */
const char *ticks_check_state(const struct sim *sim);

static inline bool ticks_rule(const struct sim *sim, const struct sim_thread *thread)
{
    uint32_t interp = sim->tstates[thread->self.i].interp.i;

    return interp && sim->interps[interp].ticking;
}

#endif
