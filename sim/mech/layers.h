/* SPDX-License-Identifier: GPL-3.0-or-later
 * The boundary between an interpreter and native code: conversions, teams outside of the lock, and
 * calls back into it. */
#ifndef INTERLOCK_SIM_MECH_LAYERS_H
#define INTERLOCK_SIM_MECH_LAYERS_H

#include "sim/mech/python.h"

/*
 * An interpreter's thread that comes to `parallel` lets the lock go and shares out the chunks among
 * native threads, itself one of them; behind the last chunk it takes the lock again.
 *
 *     thread    ==python==|drop|==[ chunk ]===[ chunk ]==join==|take|==python==>
 *     worker 1                |--[ chunk ]---[ chunk ]--|
 *
 * In a chunk it is the other way round: a thread is outside of the lock (tstate->outside), and an op
 * that needs the interpreter is a call back into it, for which it takes the lock and behind which
 * it lets it go (PyGILState_Ensure, PyGILState_Release). Others may be in there, so native tasks
 * that call back stand in a row, as Python threads do.
 *
 * A worker is no thread that Python knows: each call back makes a thread state for it, and a
 * stack of frames, and takes both apart again (`call_back`). All of that is taken to happen with the
 * lock held; in CPython the lesser part, making the thread state, does not need it.
 */

#endif
