/* SPDX-License-Identifier: GPL-3.0-or-later
 * queue.Queue among the threads of an interpreter. */
#ifndef INTERLOCK_SIM_MECH_QUEUE_H
#define INTERLOCK_SIM_MECH_QUEUE_H

#include "sim/mech/sync.h"

/*
 * A queue.Queue is Python code around a lock, its mutex, and two conditions that share it
 * (Lib/queue.py):
 *
 *     def put(self, item):                       who puts                          queue_cost
 *         with self.not_full:                    takes the mutex, or sleeps for it
 *             while self._qsize() >= maxsize:    calls, so check points:           queue_locked
 *                 self.not_full.wait()             lets it go, sleeps, takes it    of it
 *             self._put(item)
 *             self.not_empty.notify()            wakes one getter
 *                                                lets it go, may wake a putter     the rest
 *
 * What one sees: a request of the interpreter that comes in that share of the time is noticed with
 * the mutex held. Everyone else who comes to the queue then sleeps for the mutex, and lets go of the
 * interpreter at once: who has the mutex has the interpreter back without a wait, and from there
 * on the two wake each other. Two threads that put 60,000 items each take twice as long as they
 * would one after the other, and more.
 *
 * What it costs: two bursts an op where one was enough.
 *
 * threading.Semaphore is the same around a number (Lib/threading.py): `acquire` gets a place, `release`
 * puts one. One between processes is a semaphore of the system's (multiprocessing's SemLock).
 *
 * Left out: queue.SimpleQueue (`simple`), the queues of pools, which the library's own threads use, and
 * native code have no mutex here; neither have runs by hand, in which each op is one step.
 */

/* `put`, `get`, `send` and `recv` within an interpreter. */
enum sim_flow op_queue(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame);

#endif
