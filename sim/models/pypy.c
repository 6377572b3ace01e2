/* SPDX-License-Identifier: GPL-3.0-or-later
 * PyPy: compiled loops under an interpreter lock of its own. */
#include "sim/models/models.h"

#include "sim/mech/pypy.h"
#include "sim/mech/python.h"
#include "sim/mech/translate.h"

/*
 * The rule
 *   One thread at a time executes Python: the one that holds the lock.
 *   A loop is interpreted for its first thousand turns or so, then compiled; from then on it is
 *   faster by one or two orders of magnitude.
 *   Once a thread has been started each turn counts down; after a million turns of a short loop
 *   the owner hands the lock over, if somebody waits.
 *   A blocking call gives the lock up by a single store, which wakes nobody; of those who wait
 *   one looks every 0.1 ms whether that has happened.
 *   Whoever waits longest is the next.
 *
 * What you will see
 *   Each thread is fast and still only one runs. Computing threads take turns of a fraction of a
 *   millisecond to tens of them, as long as a million turns last, whatever the switch interval.
 *   A thread that waits for input gets the lock after such a turn.
 *
 * What it costs
 *   A wake-up for each turn of the lock, and the processor time of whoever polls. And the counting
 *   itself: with the first thread that is started, short loops become slower by a third and more.
 *
 * What is left out
 *   Garbage collection, which stops everything; loops that compile badly; that a short loop is
 *   slowed by more or less, as its code happens to lie; locks that let the interpreter go.
 *
 * Sources: PyPy 7.3, thread_gil.c, executioncontext.py, interp_jit.py; sim/mech/pypy.h.
 */
static const struct sim_op_change changes[] = {
    { SIM_OP_PYTHON, { NULL, STATE_OP_JIT } },
    { SIM_OP_LOOP, { NULL, STATE_OP_JIT } },
    { SIM_OP_ADD, { NULL, STATE_OP_JIT } },
    { SIM_OP_REF,
      { "nothing is counted: PyPy's collector finds out what is in use", STATE_OP_JIT } },
    { SIM_OP_COUNT, { NULL, STATE_NONE } },
};

const struct sim_model model_pypy = {
    .name = "pypy",
    .claim = "one thread at a time, in compiled loops; a lock that is polled and handed over",
    .first_python = SIM_PYTHON_PYPY,
    .last_python = SIM_PYTHON_PYPY,
    .translate = translate_threads,
    .prepare = python_prepare,
    .interps = SIM_INTERPS_EACH,
    .lock = INTERP_LOCK_PYPY,
    .layout = interp_layout,
    .init = pypy_init,
    .check = pypy_check,
    .main = STATE_MAIN_BEGIN,
    .ops = mech_ops,
    .changes = changes,
    .states = mech_states,
};
