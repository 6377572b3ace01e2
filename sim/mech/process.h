/* SPDX-License-Identifier: GPL-3.0-or-later
 * Processes and sub-interpreters: how they come up, and how they end. */
#ifndef INTERLOCK_SIM_MECH_PROCESS_H
#define INTERLOCK_SIM_MECH_PROCESS_H

#include "sim/mech/interp.h"
#include "sim/mech/states.h"

/*
 * Process.start() returns as soon as the process exists; what that has to do until its target runs
 * is its own time, on a core of its own if there is one (Lib/multiprocessing/popen_fork.py,
 * popen_spawn_posix.py, popen_forkserver.py):
 *
 *                 who starts                         the new process
 *     fork        fork(): page tables are copied;    copies pages it writes to, bootstrap
 *                 copies pages it writes to after
 *     spawn       fork() and exec()                  interpreter, imports, main module
 *     forkserver  asks a server, which forks         copies pages, up to 3.13 main module
 *                 (server.h)
 *
 * The main module is imported by runpy, which is work before its first line, also if it is empty. From
 * 3.14 on the server does so, once, and what it forks has it.
 *
 * A sub-interpreter is made by the thread that will run in it. Its modules are its own, and so is
 * its lock; the other interpreters' threads go on meanwhile.
 */

/* How the thread comes up. */
static inline enum sim_birth process_birth(const struct sim *sim,
                                           const struct sim_thread *thread)
{
    return (enum sim_birth)sim->scenario->groups[thread->group].birth;
}

/* What threads in processes of their own cannot do: for models whose `refuses` this is. */
const char *process_refuses(const struct sim_op *op);
const char *process_interp_refuses(const struct sim_op *op); /* and in interpreters */

/* The thread has come up: so do its process or interpreter, and then it begins. */
enum sim_flow process_begin(struct sim *sim, struct sim_thread *thread,
                            struct sim_frame *frame);

#endif
