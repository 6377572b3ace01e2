/* SPDX-License-Identifier: GPL-3.0-or-later
 * Numbers of the mechanisms' states. */
#ifndef INTERLOCK_SIM_MECH_STATES_H
#define INTERLOCK_SIM_MECH_STATES_H

#include "sim/engine/burst.h"
#include "sim/engine/model.h"

enum mech_state {
    STATE_NONE,
#define STATE(id, function) STATE_##id,
#include "sim/mech/states.def"
#undef STATE
    STATE_COUNT
};

#define STATE(id, function)                                                                    \
    enum sim_flow function(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame);
#include "sim/mech/states.def"
#undef STATE

/* Indexed by enum mech_state. */
extern const sim_state_fn mech_states[STATE_COUNT];

/* What threads of an interpreter do for each op. A model in which they do otherwise has a table of
 * its own. */
extern const struct sim_op_rule mech_ops[SIM_OP_COUNT];

/* The same for threads without an interpreter. */
extern const struct sim_op_rule mech_native_ops[SIM_OP_COUNT];

#endif
