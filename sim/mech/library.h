/* SPDX-License-Identifier: GPL-3.0-or-later
 * What code of the standard library costs, by version. */
#ifndef INTERLOCK_SIM_MECH_LIBRARY_H
#define INTERLOCK_SIM_MECH_LIBRARY_H

#include "sim/engine/engine.h"

enum library_part {
    LIBRARY_ASYNCIO,
    LIBRARY_FUTURES, /* concurrent.futures */
    LIBRARY_FORK,    /* os.fork, and multiprocessing.Process up to its target */
    LIBRARY_MAIN,    /* runpy, where a process imports the main module */
    LIBRARY_PARTS
};

/* This time's cost of a piece of library code whose parameter says what it takes under 3.12. */
sim_time library_cost(struct sim *sim, struct sim_thread *thread, enum library_part part,
                      const struct sim_dist *cost);

/* This time's cost of so many bytes, by what a MiB takes: alike under every version. */
sim_time library_bytes(struct sim *sim, struct sim_thread *thread, const struct sim_dist *a_mib,
                       int64_t bytes);

/* How many times, in millionths, as long it takes under a version as under 3.12. */
int32_t library_factor(enum library_part part, enum sim_python python);

#endif
