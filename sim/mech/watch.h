/* SPDX-License-Identifier: GPL-3.0-or-later
 * Waiting for several queues at a time, to read none of them. */
#ifndef INTERLOCK_SIM_MECH_WATCH_H
#define INTERLOCK_SIM_MECH_WATCH_H

#include "sim/mech/sync.h"

/*
 * multiprocessing.connection.wait() is poll(2): it returns when there is something in one of the
 * pipes it was given, and reads nothing. Two threads of the library's own live by it, and each shares
 * a pipe with somebody who reads it (Lib/multiprocessing/pool.py, _wait_for_updates;
 * Lib/concurrent/futures/process.py, wait_result_broken_or_wakeup).
 *
 * What follows from "there is", where others have "there has come": as long as nobody has read what
 * lies there, each further call returns at once. A pool's worker-handler, which does not read results,
 * goes round and round while the result-handler waits for the lock, and it is the worker-handler
 * that has it.
 *
 *     who watches                          who writes
 *     makes a list of what it watches
 *     lets its lock go, calls poll()
 *     nothing there: sleeps
 *                                          wakes it, and then whoever sleeps in read()
 *     nothing there any more: sleeps on
 *     takes its lock again
 *
 * The op names two queues, of which one or both may be pipes, and says how many descriptors poll()
 * is given: those of the processes that could end are among them.
 */

/* Somebody watches the queue (its row). */
static inline bool watch_over(const struct sim *sim, uint32_t queue)
{
    return sim->queues[queue].watcher.i;
}

/* Wakes who watches it; returns what that costs. */
sim_time watch_tell(struct sim *sim, struct sim_thread *thread, uint32_t queue);

/* Is there something in the queue, as poll() would tell? */
bool watch_finds(const struct sim *sim, uint32_t queue);

#endif
