/* SPDX-License-Identifier: GPL-3.0-or-later
 * Requests that come by themselves: the op `arrive`. */
#ifndef INTERLOCK_SIM_MECH_REQUEST_H
#define INTERLOCK_SIM_MECH_REQUEST_H

#include "sim/engine/engine.h"

/*
 * The rule
 *   The first request comes a drawn time after the thread has come to the op, each further one such a
 *   time after the one before: nobody waits for an answer before sending the next (an open loop).
 *   The thread reads one after the other, as from a socket: it lets the interpreter lock go, waits if
 *   none is there, and wants the lock again.
 *   What has come meanwhile is read at once, the oldest first; it is not lost however many wait.
 *   What a request takes is counted from when it came, not from when the thread got round to it.
 *   When requests come, and how many, is the scenario's to say: it is the same under every model.
 * What one sees: a thread that answers in 4 ms answers each request in 4 ms while they come seldom, and
 *   in seconds as soon as more come than it can do. Where a client sends the next request only after the
 *   last answer (`io` in a `repeat`), a slow server is sent fewer, and the measurement leaves out those
 *   who would have waited (G. Tene's "coordinated omission").
 * What it costs: a system call for each, as `io` does; under asyncio what reading from a stream takes.
 * Left out: a full backlog, by which a kernel turns clients away; clients that give up.
 */

/* How long the op under way waits from now on: of `arrive` until its request comes, of others as long
 * as they say. 0: not at all. */
sim_time request_wait(struct sim *sim, struct sim_thread *thread);

/* At the `end` of a request: goes back to wait for the next, if there is to be one. */
void request_end(struct sim *sim, struct sim_thread *thread, const struct sim_op *head);

#endif
