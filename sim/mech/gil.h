/* SPDX-License-Identifier: GPL-3.0-or-later
 * The interpreter lock of CPython 3.2 and later. */
#ifndef INTERLOCK_SIM_MECH_GIL_H
#define INTERLOCK_SIM_MECH_GIL_H

#include "sim/mech/cond.h"
#include "sim/mech/interp.h"

/*
 * CPython Include/internal/pycore_gil.h, struct _gil_runtime_state: a flag guarded by a mutex, a
 * condition variable on which waiters sleep, and a second pair for the forced switch. The
 * algorithm is the same from 3.2 to 3.14 but for where a request is kept.
 */
extern const struct interp_lock gil_lock;

/* Rows for the model's interpreters, each with such a lock. */
void gil_layout(struct sim *sim, struct sim_layout *layout);
void gil_init(struct sim *sim);

/* Which invariant of the locks does not hold; NULL: all do. */
const char *gil_check(const struct sim *sim);

#endif
