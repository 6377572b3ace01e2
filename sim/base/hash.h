/* SPDX-License-Identifier: GPL-3.0-or-later
 * A 64-bit hash of a block of state. */
#ifndef INTERLOCK_SIM_BASE_HASH_H
#define INTERLOCK_SIM_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/*
 * Two runs are the same when their state hashes are equal at every step, so the hash has to see
 * every byte and be the same on all machines of one byte order. It guards against our mistakes,
 * not against attackers. `size` is a multiple of 8, `data` aligned to 8.
 */
uint64_t sim_hash(const void *data, size_t size, uint64_t seed);

/* Finalizer of SplitMix64 (D. Stafford's variant 13, public domain): every input bit changes
 * every output bit with probability near one half. */
static inline uint64_t sim_mix64(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

#endif
