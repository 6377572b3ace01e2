/* SPDX-License-Identifier: GPL-3.0-or-later
 * From which value on something else is faster. */
#ifndef INTERLOCK_SIM_STUDY_EVEN_H
#define INTERLOCK_SIM_STUDY_EVEN_H

#include "sim/study/interval.h"

#include <stdint.h>

/*
 * Two ways to do the same are compared at one value of a quantity by paired replications: mean
 * base time by mean other time, of the same draws. Along the quantity that ratio crosses 1, perhaps: there
 * they break even. Where, is bisected.
 *
 *     ratio
 *      1.01 |              . . o        o  beyond it the other one is surely faster: `high`
 *      1    |- - - - - x - - - - -      x  the means are equal: `at`
 *      0.99 |   . . o                   o  before it the base is surely faster: `low`
 *           +--------------------- value
 *
 * Surely: the 95 % interval of the ratio lies beyond STUDY_MARGIN. So between low and high, neither
 * of them included, they cannot be told apart, by chance or because it hardly matters.
 *
 * Bisection asks at few values, so first a coarse grid is laid, from `from` to `to` in equal
 * proportions: it finds which of several crossings lies nearest to where the scenario is now.
 */
#define STUDY_EVEN_GRID 13
#define STUDY_EVEN_ASKED_MAX 128

/* Of two neighbours: values that differ by less are the same; assumed, well below what is asked of
 * a break-even point (2 %). */
#define STUDY_EVEN_NEAR 1.002

enum study_even_end {
    STUDY_EVEN_FOUND,
    STUDY_EVEN_OTHER,   /* the other one is surely faster somewhere, and nowhere slower */
    STUDY_EVEN_BASE,    /* the base is */
    STUDY_EVEN_NEITHER, /* they cannot be told apart anywhere */
    STUDY_EVEN_UNKNOWN, /* fewer than two values could be asked */
    STUDY_EVEN_GIVEN_UP,
};

/* The ratio at a value; false when it cannot be had there. */
typedef bool (*study_even_fn)(void *context, int64_t value, struct study_interval *ratio);

struct study_even_question {
    int64_t from, to, now; /* from is 1 or more */
    study_even_fn ratio;
    void *context;
    const _Atomic int *interrupted; /* or NULL */
};

struct study_even {
    enum study_even_end end;
    bool other_above; /* beyond it the other one is faster; else below */
    /* FOUND: the last values surely on either side. OTHER: the first and the last at which it is
     * surely faster, around now. */
    int64_t at, low, high;
    bool low_open, high_open;   /* there is no such value within the range: its end */
    int crossings;              /* on the grid */
    int64_t least, most;        /* values at which it could be asked */
    struct study_interval here; /* the ratio at `now`, when that could be asked */
    bool here_known;
};

struct study_even study_even(const struct study_even_question *question);

#endif
