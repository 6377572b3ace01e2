/* SPDX-License-Identifier: GPL-3.0-or-later
 * A sub-interpreter for each thread, with a lock of its own, in one process. */
#include "sim/models/models.h"

#include "sim/mech/gil.h"
#include "sim/mech/process.h"
#include "sim/mech/python.h"
#include "sim/mech/translate.h"

/*
 * The rule
 *   Each thread makes itself an interpreter, with a lock of its own, and ends it when it is done.
 *   Making one takes as long as starting half a Python; nobody else has to wait meanwhile.
 *   Interpreters share a process, but no objects: variables are copies.
 *   What goes through a queue is pickled; the bytes are handed over without a pipe.
 *   Who finds a queue empty, or full, sleeps for ten milliseconds before it looks again.
 *   A pool's own queues are ordinary ones of the main interpreter, whose sleepers are woken.
 *
 * What you will see
 *   All cores busy with bytecode after some milliseconds of making interpreters; messages that
 *   come late, since nobody is woken for them.
 *
 * What it costs
 *   Eight milliseconds and two and a half megabytes each, of a pool's workers another 28 for modules;
 *   pickling.
 *
 * What is left out
 *   Objects that pass without pickling (None, numbers, text, memoryviews); modules that cannot be
 *   imported there; the first interpreter, in which threads without a program of their own live, and
 *   whose lock a pool's workers need to take a call and to give back what it returns: fifty empty ones
 *   at once took 1.3 to 4.2 ms with two workers, 1.0 here. Modules are imported when the pool is made,
 *   not with a worker's first call. Up to 3.13 there is no such pool; it is as
 *   if one had been written by hand. Locks, barriers and events between interpreters: there are none;
 *   here they work as between threads. Looking on for ever where nobody else can do anything but look,
 *   too (pipe.h).
 *
 * Sources: PEP 684 and 734; CPython Python/pylifecycle.c (3.12), Lib/test/support/interpreters/
 * queues.py (3.13), Lib/concurrent/interpreters/_queues.py and Lib/concurrent/futures/interpreter.py
 * (3.14); sim/mech/process.h, pipe.h.
 */
const struct sim_model model_subinterpreters = {
    .name = "subinterpreters",
    .claim = "each thread has an interpreter with a lock of its own, all in one process",
    .first_python = SIM_PYTHON_3_12,
    .last_python = SIM_PYTHON_3_14,
    .refuses = process_interp_refuses,
    .translate = translate_interps,
    .prepare = python_prepare,
    .interps = SIM_INTERPS_EACH,
    .lock = INTERP_LOCK_GIL,
    .layout = gil_layout,
    .init = gil_init,
    .check = gil_check,
    .main = STATE_MAIN_BEGIN,
    .ops = mech_ops,
    .states = mech_states,
};
