/* SPDX-License-Identifier: GPL-3.0-or-later
 * Texts with figures of the run in them. */
#ifndef INTERLOCK_SCENARIOS_FILL_H
#define INTERLOCK_SCENARIOS_FILL_H

#include "scenarios/expr.h"

/*
 *     The lock went {locks[interpreter lock].handoffs} times from one to the other, every
 *     {makespan_ns / locks[interpreter lock].handoffs as time}.
 *
 * `as` says how a number is written: `count` (the default), `time`, `share` (a per cent figure)
 * or `ratio` (two decimal places, more where that would leave less than two digits). A text is put as it is.
 */
enum fill_as { FILL_COUNT, FILL_TIME, FILL_SHARE, FILL_RATIO, FILL_AS_COUNT };

struct fill_piece {
    const char *before; /* text that stands before it */
    size_t length;
    const struct expr *expr; /* NULL: the text ends here */
    enum fill_as as;
    struct fill_piece *next;
};

/* Cuts a text into pieces; NULL when `why` says what is wrong. `text` must live on. */
const struct fill_piece *fill_parse(struct arena *arena, const char *text,
                                    struct sim_text *why);

/* Appends the text with its figures; false when `why` says which expression has no value. */
bool fill_put(const struct fill_piece *pieces, expr_lookup_fn lookup, void *context,
              struct sim_text *text, struct sim_text *why);

/* A number as `as` says. */
void fill_put_number(struct sim_text *text, double number, enum fill_as as);

#endif
