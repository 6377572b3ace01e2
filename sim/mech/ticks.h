/* SPDX-License-Identifier: GPL-3.0-or-later
 * The interpreter lock of CPython 3.1 and before, 2.7 among them: let go every hundred ticks. */
#ifndef INTERLOCK_SIM_MECH_TICKS_H
#define INTERLOCK_SIM_MECH_TICKS_H

#include "sim/mech/interp.h"

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

extern const struct interp_lock ticks_lock;

/* Which invariant of these locks does not hold; NULL: all do. */
const char *ticks_check_state(const struct sim *sim);

#endif
