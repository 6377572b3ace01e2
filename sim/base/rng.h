/* SPDX-License-Identifier: GPL-3.0-or-later
 * Randomness by name: counter-based streams. */
#ifndef INTERLOCK_SIM_BASE_RNG_H
#define INTERLOCK_SIM_BASE_RNG_H

#include "sim/base/hash.h"

#include <stdint.h>

/*
 * A stream is named by (seed, replication, item), a draw in it by (purpose, n) and is a function of
 * these names alone. Nothing is advanced that somebody else reads, so
 *  - all models see the same draws for the same work item, whichever thread executes it;
 *  - adding a thread changes nobody else's work, which is drawn by names (threads_work_stream);
 *  - the state of a stream is one counter, held in the row of the item that draws.
 * A draw is SplitMix64's output number 2n + purpose from a start mixed from the stream's name.
 */
enum sim_purpose {
    SIM_FOR_WORK,    /* durations and sizes that the scenario asks for */
    SIM_FOR_MACHINE, /* what the machine does by chance: latencies, placement, races */
};

static inline uint64_t sim_stream(uint64_t seed, uint64_t replication, uint64_t item)
{
    uint64_t key = sim_mix64(seed + 0x9e3779b97f4a7c15u);

    key = sim_mix64(key ^ (replication + 0xd1b54a32d192ed03u));
    return sim_mix64(key ^ (item + 0x8cb92ba72f3d8dd7u));
}

/* The n-th draw of a stream for a purpose: 64 uniform bits. */
static inline uint64_t sim_draw(uint64_t stream, enum sim_purpose purpose, uint64_t n)
{
    return sim_mix64(stream + (2 * n + (uint64_t)purpose + 1) * 0x9e3779b97f4a7c15u);
}

/* A uniform number in [0, limit) from 64 uniform bits; limit > 0. The bias, limit / 2^64, is
 * below one nanosecond in a century for any duration drawn here. */
static inline uint64_t sim_draw_below(uint64_t bits, uint64_t limit)
{
    return (uint64_t)(((unsigned __int128)bits * limit) >> 64);
}

#endif
