/* SPDX-License-Identifier: GPL-3.0-or-later
 * A fork server: the process from which a program's others are forked. */
#ifndef INTERLOCK_SIM_MECH_SERVER_H
#define INTERLOCK_SIM_MECH_SERVER_H

#include "sim/engine/engine.h"

/*
 * After CPython Lib/multiprocessing/forkserver.py and popen_forkserver.py, 3.4 to 3.14. Whoever has
 * others started has a server of its own: a process with one thread, which the first request brings
 * up. It answers one request after the other:
 *
 *      who starts                    the server                      the new process
 *      connects, sends descriptors
 *      and what the child needs  ->  accepts, receives, forks    ->  pages copied, target
 *      goes on                   <-  writes the child's number
 *      (joins)                   <-  waits for it, writes how    <-  ends
 *                                    it has ended
 *
 * So who joins such a process is told by the server, not by the kernel. All of that needs a core, and
 * with the children beside it on few cores the server has to wait for one like anybody else. What has
 * ended comes before the next request, as many as there are.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

struct sim_server {
    struct sim_wait_list asked;  /* threads whose processes it is to fork */
    struct sim_wait_list gone;   /* whose processes have ended, and nobody has been told */
    struct sim_thread_id thread; /* constant: its own */
    uint32_t unused;
};

#pragma GCC diagnostic pop

/* Rows for them, if the model's processes come from one. */
void server_layout(struct sim *sim, struct sim_layout *layout);
void server_init(struct sim *sim);

/* Is there one that the thread's process was forked from? */
bool server_made(struct sim *sim, const struct sim_thread *thread);

/* Does the process in which the thread lives have to bring up one first? */
bool server_is_lacking(struct sim *sim, const struct sim_thread *thread);

/* The thread asks for a process in which `child` is to begin: returns what rousing the server takes.
 * When it has forked, the child's `starter` is nobody any more; that is the thread until then, and it
 * is woken if it sleeps. */
sim_time server_ask(struct sim *sim, struct sim_thread *thread, struct sim_thread *child);

/* The process of the thread has ended. */
sim_time server_hears(struct sim *sim, struct sim_thread *thread);

#endif
