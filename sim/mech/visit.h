/* SPDX-License-Identifier: GPL-3.0-or-later
 * What code of a library costs that is run in turn with other code, not in a row of its own. */
#ifndef INTERLOCK_SIM_MECH_VISIT_H
#define INTERLOCK_SIM_MECH_VISIT_H

#include "sim/engine/engine.h"

/*
 * The costs of a pool's pieces are measured one by one, hundreds of times in a row: then a core has
 * what it needs to know of the code. When the threads of a pool take turns on a core, each finds what
 * the others have left there: its branches are foretold worse, and its instructions are fetched anew.
 *
 * A visit begins when a piece is run on a core on which another thread's was the last. Until the thread
 * comes back to the piece with which it has begun, each takes `executor_in_turn` or `map_in_turn`
 * longer; after that it is in a row, and costs what was measured.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

struct sim_visit {
    uint32_t first; /* the op with which it began */
    uint32_t again; /* that one has come again */
};

#pragma GCC diagnostic pop

/* Rows for the threads of a pool, and for the cores; without a [map] there are none. */
void visit_layout(struct sim *sim, struct sim_layout *layout);

/* What the piece of the thread's op takes it now that takes `cost` in a row. */
sim_time visit_cost(struct sim *sim, const struct sim_thread *thread, sim_time cost);

#endif
