/* SPDX-License-Identifier: GPL-3.0-or-later
 * Every order, one after the other. */
#include "tests/sim/interleave.h"

#include <stdbool.h>

struct interleaver {
    const char *turn;
    int threads, turns;
    uint64_t values; /* a bit for each final value */
};

struct position {
    const char *at[INTERLEAVE_THREADS];
    int turns_left[INTERLEAVE_THREADS], read[INTERLEAVE_THREADS];
    int value, owner;
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

static void interleave(struct interleaver *of, struct position here)
{
    bool over = true;

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
    struct interleaver of = { .turn = turn, .threads = threads, .turns = count };
    struct position start = { .value = 0 };

    for (int t = 0; t < threads; t++) {
        start.at[t] = turn;
        start.turns_left[t] = count;
    }
    interleave(&of, start);
    return of.values;
}
