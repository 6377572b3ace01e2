/* SPDX-License-Identifier: GPL-3.0-or-later
 * A state as what differs from another. */
#ifndef INTERLOCK_SIM_TIMELINE_PACK_H
#define INTERLOCK_SIM_TIMELINE_PACK_H

#include <stddef.h>
#include <stdint.h>

/*
 * Most of a block is what it was at the beginning: names, streams, parameters, frames that nobody
 * is in. So a checkpoint keeps the words that differ from the first one: for each 64 words a word
 * of bits, which say where, and then those words. Blocks are aligned and whole words.
 */

/* As many bytes as packing can take, for a block of `size` bytes. */
size_t timeline_pack_most(size_t size);

/* Writes to `packed` what turns `from` into `state`; returns how many bytes that takes. */
size_t timeline_pack(uint64_t *packed, const void *state, const void *from, size_t size);

/* Makes `state`, which is as `from` was, what it was. */
void timeline_unpack(void *state, const uint64_t *packed, size_t size);

#endif
