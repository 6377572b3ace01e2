/* SPDX-License-Identifier: GPL-3.0-or-later
 * An interpreter without a lock, whose threads can all be stopped. */
#ifndef INTERLOCK_SIM_MECH_FREE_H
#define INTERLOCK_SIM_MECH_FREE_H

#include "sim/mech/interp.h"

/*
 * In a free-threaded build a thread still attaches before it executes bytecode and detaches before
 * it blocks, but several are attached at a time. What is left of the lock is that one thread can
 * stop the world (CPython Python/pystate.c, stop_the_world; 3.13 and 3.14):
 *
 *     who stops it                         the others
 *     asks each of those attached          go on to their next check point,
 *     sleeps until the last has paused     detach and sleep there
 *     does what must be done alone         who would attach sleeps as well
 *     lets the world go on, waking each    attach again
 *
 * A garbage collection does so, and so does the import of an extension module that is not marked as
 * safe: it switches the interpreter lock on, for good (Python/import.c,
 * _PyImport_CheckGILEnabled). From then on the interpreter's row names another kind of lock, and
 * who pauses takes that one.
 *
 * Where there is no such build nothing stops the world: with an interpreter lock, or with that
 * lock taken away (`unlocked`, `lock = none`), a collection takes its time and no more.
 *
 * Left out: that a collection begins by itself after so many new objects, and stops the world
 * twice, the second time for a moment; that who waits looks again each millisecond.
 */
extern const struct interp_lock free_lock;

/* The same with every reference counted atomically, as if shared: the gilectomy. */
extern const struct interp_lock gilectomy_lock;

/* Laid out by gil_layout; without its lock until an extension switches it on. */
void free_init(struct sim *sim);

/* Which invariant does not hold; NULL: all do. */
const char *free_check(const struct sim *sim);

#endif
