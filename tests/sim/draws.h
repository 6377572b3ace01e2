/* SPDX-License-Identifier: GPL-3.0-or-later
 * Numbers for drawn cases: the same for each seed, on each machine. */
#ifndef INTERLOCK_TESTS_SIM_DRAWS_H
#define INTERLOCK_TESTS_SIM_DRAWS_H

#include "sim/base/rng.h"

/* From 0 on, below `limit`; the stream begins at any number. */
static inline int64_t below(uint64_t *stream, int64_t limit)
{
    *stream = sim_mix64(*stream + 1);
    return (int64_t)sim_draw_below(*stream, (uint64_t)limit);
}

#endif
