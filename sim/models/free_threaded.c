/* SPDX-License-Identifier: GPL-3.0-or-later
 * CPython built without the interpreter lock: 3.13t and 3.14t. */
#include "sim/models/models.h"

#include "sim/mech/free.h"
#include "sim/mech/gil.h"
#include "sim/mech/line.h"
#include "sim/mech/python.h"
#include "sim/mech/translate.h"

/*
 * The rule
 *   Every thread that has bytecode to execute does so, as many at a time as there are cores.
 *   An object is counted cheaply by the thread that made it and atomically by all others.
 *   Lists and dictionaries have a lock of their own for each change; a shared variable is still
 *   read and written in two steps, and what others write in between is overwritten.
 *   A garbage collection stops the world: all pause at their next check point until it is done.
 *   The import of an extension that is not marked as safe switches the interpreter lock on.
 *
 * What you will see
 *   What shares nothing scales with the cores. One object that all threads use, or one list that
 *   all change, turns that round: its cache line is one core's at a time, and with each further
 *   thread everybody gets slower. The plain counter loses updates in every run.
 *
 * What it costs
 *   One thread alone is slower than with the lock. In 3.13 most bodies take a quarter to seven
 *   tenths longer, those that use an attribute, an item or little but one object two to three
 *   times as long; in 3.14 most take up to two fifths longer, those of little but one object
 *   three quarters and more.
 *
 * What is left out
 *   Which collections a program's objects bring about: `collect` says when. A thread that loses
 *   its core while it holds a container's lock. Memory that is freed late, for readers without a
 *   lock.
 *
 * Sources: PEP 703; CPython 3.13 and 3.14, Include/refcount.h, Python/lock.c, Python/pystate.c,
 * Python/gc_free_threading.c; sim/mech/turns.csv, sim/mech/share.h, sim/mech/line.h,
 * sim/mech/free.h.
 */
const struct sim_model model_free_threaded = {
    .name = "free-threaded",
    .claim = "no interpreter lock: all cores busy, until threads share an object",
    .first_python = SIM_PYTHON_3_13T,
    .last_python = SIM_PYTHON_3_14T,
    .translate = translate_threads,
    .prepare = python_prepare,
    .interps = SIM_INTERPS_EACH,
    .lock = INTERP_LOCK_FREE,
    .layout = gil_layout,
    .init = free_init,
    .check = free_check,
    .lines = true,
    .main = STATE_MAIN_BEGIN,
    .ops = mech_ops,
    .states = mech_states,
};
