/* SPDX-License-Identifier: GPL-3.0-or-later
 * The interpreter lock of CPython 3.2 to 3.14: a waiter's patience. */
#include "sim/models/models.h"

#include "sim/mech/gil.h"
#include "sim/mech/python.h"
#include "sim/mech/translate.h"

/*
 * The rule
 *   One thread at a time executes bytecode: the one that holds the lock.
 *   Who wants the lock and finds it taken waits 5 ms; if it still has the same owner, it posts a
 *   request.
 *   The owner notices the request at its next check point, lets go, and waits until somebody
 *   else has taken the lock.
 *   A blocking call lets go of the lock before it begins, and queues for it again after it.
 *   Nobody is handed the lock: it goes to whoever gets there first.
 *   Each process has an interpreter, and so a lock, of its own.
 *
 * What you will see
 *   Two computing threads take turns of about 5.09 ms, on however many cores: the interval, the
 *   timer's slack and a wake-up. A third core changes nothing. A thread that waits for input pays
 *   one such turn for each answer it gets.
 *
 * What it costs
 *   Two wake-ups a turn, under one per cent of the time at 5 ms; much more at short intervals.
 *
 * What is left out
 *   Signals, pending calls and the collector's run from the eval breaker; finalisation.
 *
 * Sources: CPython Python/ceval_gil.h (3.2-3.11), Python/ceval_gil.c (3.12-3.14); sim/mech/gil.c.
 */
const struct sim_model model_gil = {
    .name = "gil",
    .claim = "one thread at a time; a waiter asks for the lock after the switch interval",
    .first_python = SIM_PYTHON_3_2,
    .last_python = SIM_PYTHON_3_14,
    .prepare = python_prepare,
    .translate = translate_threads,
    .interps = SIM_INTERPS_EACH,
    .lock = INTERP_LOCK_GIL,
    .layout = gil_layout,
    .init = gil_init,
    .check = gil_check,
    .main = STATE_MAIN_BEGIN,
    .ops = mech_ops,
    .states = mech_states,
};
