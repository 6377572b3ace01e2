/* SPDX-License-Identifier: GPL-3.0-or-later
 * Hashing by folded 64x64 -> 128 bit multiplication. */
#include "sim/base/hash.h"

#include "sim/base/assert.h"

/*
 * Two lanes, each word pair xored with constants, multiplied and folded. Position matters since
 * each product is chained into the next, and a zero word still changes the chain. About one
 * nanosecond per 16 bytes, so hashing a checkpoint costs as much as copying it.
 */
static inline uint64_t fold(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t sim_hash(const void *data, size_t size, uint64_t seed)
{
    const uint64_t *word = data;
    size_t words = size / 8;
    uint64_t chain = seed ^ 0x9e3779b97f4a7c15u;

    SIM_REQUIRE(size % 8 == 0);
    for (; words >= 2; words -= 2, word += 2)
        chain = fold(word[0] ^ 0xa0761d6478bd642fu ^ chain, word[1] ^ 0xe7037ed1a0b428dbu);
    if (words)
        chain = fold(word[0] ^ 0xa0761d6478bd642fu ^ chain, 0xe7037ed1a0b428dbu);
    return sim_mix64(chain ^ size);
}
