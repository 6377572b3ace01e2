/* SPDX-License-Identifier: GPL-3.0-or-later
 * The whole-state validator: is this a state that a machine can be in? */
#ifndef INTERLOCK_SIM_ENGINE_CHECK_H
#define INTERLOCK_SIM_ENGINE_CHECK_H

#include "sim/state/state.h"

/* NULL when every invariant holds, else a sentence that says which one does not. Looks at
 * everything, so it is for tests and for builds with --enable-checks. */
const char *sim_check(const struct sim *sim);

#endif
