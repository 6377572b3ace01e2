/* SPDX-License-Identifier: GPL-3.0-or-later
 * Every order, one after the other; but what has been gone on from before is not gone on from again. */
#include "tests/sim/interleave.h"

#include "sim/base/hash.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define SEEN (1 << 18)

struct position {
    const char *at[INTERLEAVE_THREADS];
    int turns_left[INTERLEAVE_THREADS], read[INTERLEAVE_THREADS];
    int value, owner;
};

struct interleaver {
    const char *turn;
    int threads, turns;
    uint64_t values;       /* a bit for each final value */
    struct position *seen; /* a hash table; free places are of nobody */
    int count;
};

/* The thread goes on to its next check point; false if it cannot at all. */
static bool go_on(const struct interleaver *of, struct position *p, int t)
{
    char what;

    if (!p->turns_left[t] || (*p->at[t] == 'L' && p->owner))
        return false;
    do {
        what = *p->at[t];
        switch (what) {
        case 'R':
            p->read[t] = p->value;
            break;
        case 'W':
            p->value = p->read[t] + 1;
            break;
        case 'L':
            if (p->owner)
                return true; /* it waits in front of it */
            p->owner = t + 1;
            break;
        case 'U':
            p->owner = 0;
            break;
        default:
            break;
        }
        if (!*++p->at[t] && --p->turns_left[t])
            p->at[t] = of->turn;
    } while (p->turns_left[t] && what != '|');
    return true;
}

/* Without padding, so that equal positions are equal bytes. */
_Static_assert(sizeof(struct position) ==
                   INTERLEAVE_THREADS * (sizeof(char *) + 2 * sizeof(int)) + 2 * sizeof(int),
               "a position has a padding byte");

static bool is_new(struct interleaver *of, const struct position *here)
{
    size_t place = sim_hash(here, sizeof(*here), 0) % SEEN;

    for (; of->seen[place].at[0]; place = (place + 1) % SEEN) {
        if (!memcmp(&of->seen[place], here, sizeof(*here)))
            return false;
    }
    if (++of->count > SEEN / 2)
        abort();
    of->seen[place] = *here;
    return true;
}

static void interleave(struct interleaver *of, struct position here)
{
    bool over = true;

    if (!is_new(of, &here))
        return;
    for (int t = 0; t < of->threads; t++) {
        struct position there = here;

        if (!go_on(of, &there, t))
            continue;
        over = false;
        interleave(of, there);
    }
    if (!over)
        return;
    of->values |= UINT64_C(1) << here.value;
}

uint64_t interleave_values(const char *turn, int threads, int count)
{
    struct interleaver of = {
        .turn = turn, .threads = threads, .turns = count, .seen = calloc(SEEN, sizeof(*of.seen))
    };
    struct position start = { .value = 0 };

    if (!of.seen)
        abort();
    for (int t = 0; t < threads; t++) {
        start.at[t] = turn;
        start.turns_left[t] = count;
    }
    interleave(&of, start);
    free(of.seen);
    return of.values;
}
