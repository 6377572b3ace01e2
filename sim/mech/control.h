/* SPDX-License-Identifier: GPL-3.0-or-later
 * Groups of threads that an op names. */
#ifndef INTERLOCK_SIM_MECH_CONTROL_H
#define INTERLOCK_SIM_MECH_CONTROL_H

#include "sim/engine/flow.h"

/* The thread of the op's group that is next in line, or NULL; frame->arg counts the finished. */
struct sim_thread *control_next(struct sim *sim, const struct sim_thread *thread,
                                const struct sim_frame *frame);

#endif
