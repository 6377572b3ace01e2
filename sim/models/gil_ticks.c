/* SPDX-License-Identifier: GPL-3.0-or-later
 * The interpreter lock of CPython 3.1 and before, 2.7 among them: let go every hundred ticks. */
#include "sim/models/models.h"

#include "sim/mech/python.h"
#include "sim/mech/ticks.h"
#include "sim/mech/translate.h"

/*
 * The rule
 *   One thread at a time executes bytecode: the one that holds the lock.
 *   Every 101 ticks (instructions, but for the cheapest) the owner lets the lock go and takes it
 *   again at once.
 *   If somebody waits, letting go wakes one of them: a system call, and a core that comes up.
 *   The lock goes to whoever looks while it is free, which is hardly longer than that call.
 *   A blocking call lets go of the lock before it begins, and queues for it again after it.
 *   Each process has an interpreter, and so a lock, of its own.
 *
 * What you will see
 *   On several cores a waiter is woken, comes too late and sleeps again, tens of thousands of times
 *   a second; each time the owner pays for it. Two computing threads take longer than one that
 *   does the work of both, eight of them much longer. On a single core a thread comes to its turn
 *   when the kernel's tick takes the core from the other, and hardly anything is lost. A thread
 *   that waits for input gets its answer soon: the lock is free a million times a second.
 *
 * What it costs
 *   A third more time with two threads on two cores, and half more processor time.
 *
 * What is left out
 *   The storm of checks while a signal is pending; the check that is put off before a `try`; that
 *   there is no lock at all before the first thread is started.
 *
 * Sources: CPython Python/ceval.c, Python/thread_pthread.h (2.7.18, 3.1.5); sim/mech/ticks.h.
 */
const struct sim_model model_gil_ticks = {
    .name = "gil-ticks",
    .claim = "one thread at a time; it lets the lock go every hundred ticks and takes it again",
    .first_python = SIM_PYTHON_2_7,
    .last_python = SIM_PYTHON_3_1,
    .prepare = python_prepare,
    .translate = translate_threads,
    .interps = SIM_INTERPS_EACH,
    .lock = INTERP_LOCK_TICKS,
    .layout = interp_layout,
    .init = interp_init,
    .check = ticks_check_state,
    .main = STATE_MAIN_BEGIN,
    .ops = mech_ops,
    .states = mech_states,
};
