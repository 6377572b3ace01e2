/* SPDX-License-Identifier: GPL-3.0-or-later
 * A state as what differs from another. */
#include "sim/timeline/pack.h"

#define GROUP 64 /* words that one word of bits tells of */

static size_t group_at(size_t i, size_t words)
{
    return words - i < GROUP ? words - i : GROUP;
}

size_t timeline_pack_most(size_t size)
{
    size_t words = size / sizeof(uint64_t);

    return (words + (words + GROUP - 1) / GROUP) * sizeof(uint64_t);
}

size_t timeline_pack(uint64_t *packed, const void *state, const void *from, size_t size)
{
    const uint64_t *now = state, *then = from;
    size_t words = size / sizeof(*now);
    uint64_t *to = packed;

    for (size_t i = 0; i < words; i += GROUP) {
        uint64_t *bits = to++;

        *bits = 0;
        for (size_t j = 0; j < group_at(i, words); j++) {
            uint64_t differs = now[i + j] != then[i + j];

            *to = now[i + j]; /* to be overwritten if it does not: no branch to mispredict */
            *bits |= differs << j;
            to += differs;
        }
    }
    return (size_t)(to - packed) * sizeof(*to);
}

void timeline_unpack(void *state, const uint64_t *packed, size_t size)
{
    uint64_t *now = state;

    for (size_t i = 0; i < size / sizeof(*now); i += GROUP) {
        for (uint64_t bits = *packed++; bits; bits &= bits - 1)
            now[i + (size_t)__builtin_ctzll(bits)] = *packed++;
    }
}
