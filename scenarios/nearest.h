/* SPDX-License-Identifier: GPL-3.0-or-later
 * The nearest valid word to one that is not. */
#ifndef INTERLOCK_SCENARIOS_NEAREST_H
#define INTERLOCK_SCENARIOS_NEAREST_H

#include <stdint.h>

/*
 * Offer every valid word; the hint names the nearest, if it is near: one slip (a letter
 * missing, added, wrong, or two swapped) for each four letters begun, and three at most. A
 * letter in the wrong case is half a slip, all of them are no more. A word that has a valid one in it
 * (python3.12, 3.12.1) is next to that. A word that is a part of the valid one (`interval`
 * of switch_interval), or is but for its last letter the beginning of it (`pickle` of pickling), is
 * only just near. Of several equally near the first stays. Of versions the next one is near.
 */
struct nearest {
    const char *word;
    const char *best;
    uint32_t distance; /* of best, in half slips; without one, the first that is not near */
    uint32_t apart;    /* of two versions, by number */
};

#define NEAREST_HINT 96

struct nearest nearest_to(const char *word);

void nearest_offer(struct nearest *nearest, const char *candidate);

/* "; did you mean 'cores'?", or "" when nothing is near or the word itself is valid. */
const char *nearest_hint(const struct nearest *nearest, char buffer[NEAREST_HINT]);

/* The hint from a list of words that a NULL ends. */
const char *nearest_of(const char *word, const char *const *list, char buffer[NEAREST_HINT]);

#endif
