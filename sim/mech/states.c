/* SPDX-License-Identifier: GPL-3.0-or-later
 * The table of states. */
#include "sim/mech/states.h"

#include <stddef.h>

const sim_state_fn mech_states[STATE_COUNT] = {
    NULL,
#define STATE(id, function) [STATE_##id] = function,
#include "sim/mech/states.def"
#undef STATE
};

/* A procedure whose last burst has ended returns. */
enum sim_flow state_return(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    (void)sim;
    (void)thread;
    (void)frame;
    return SIM_FLOW_DONE;
}
