/* SPDX-License-Identifier: GPL-3.0-or-later
 * The interpreter lock of PyPy: a word, a stealer and a forced switch. */
#ifndef INTERLOCK_SIM_MECH_PYPY_H
#define INTERLOCK_SIM_MECH_PYPY_H

#include "sim/mech/interp.h"

/*
 * After PyPy rpython/translator/c/src/thread_gil.c, pypy/interpreter/executioncontext.py and
 * pypy/module/pypyjit/interp_jit.py (7.3). The lock is a word in memory and a mutex, and its holder
 * has both:
 *
 *     holder                                    those who wait
 *     a blocking call: word = 0, one store      one of them, the stealer, sleeps for the mutex, for
 *       nobody is woken                         0.1 ms at a time, and after each looks whether
 *                                               the word is 0; if so it takes it
 *     back from it: takes the word, if it is    the others queue behind the stealer
 *       still 0
 *     every so many loop turns, if somebody     the stealer has the lock; the next in the queue
 *       waits: unlocks the mutex, which wakes   becomes the stealer
 *       the stealer, and queues behind all
 *
 * So letting go costs nothing and a waiter may be late by 0.1 ms; switches between computing threads
 * are a matter of loop turns, not of time, and each is a hand-over to the one who waits longest.
 *
 * A compiled loop counts down at each jump back, by a 32nd of the length of its trace and at least by
 * one, from a million (sys.getcheckinterval() times a hundred): for the shortest loops that is a
 * million turns, for those of bytecode.def at least 300,000. It does so in memory, and only once
 * a thread has been started: GILThreadLocals.gil_ready is a constant in compiled code until it
 * changes, and then all loops are compiled anew. Each turn's load has to wait for the store of the
 * turn before, so short turns become longer: `count_down`.
 *
 * Left out: that a short loop may or may not wait for that store, as its code happens to lie: a turn
 * of 0.7 ns becomes 1.0 or 2.0. That a compiled call of a function counts nothing, so that a
 * recursion without a loop never hands over. That a lock of the program is taken without the
 * interpreter lock; and that who comes to that one looks at it up to 400 times before it sleeps.
 *
 * A loop is interpreted at first, then traced and compiled: `warm_up` is spent on the first of each
 * kind, by whoever comes first.
 */
extern const struct interp_lock pypy_lock;

/* All interpreters have this lock, if it is wanted; whether threads have been started. */
void pypy_init(struct sim *sim);

/* Which invariant does not hold; NULL: all do. */
const char *pypy_check(const struct sim *sim);

#endif
