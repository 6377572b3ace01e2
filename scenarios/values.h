/* SPDX-License-Identifier: GPL-3.0-or-later
 * Values of keys, by type and range. */
#ifndef INTERLOCK_SCENARIOS_VALUES_H
#define INTERLOCK_SCENARIOS_VALUES_H

#include "scenarios/build.h"

/*
 * Each reads the whole of a text. When it is not what it should be, or out of range, they
 * complain with the place, and leave the output as it was.
 */
bool values_number(struct build *build, const struct place *place, enum units_kind kind,
                   const char *text, int64_t least, int64_t most, int64_t *value);

/* A number or a distribution, which is in range with all its values, or its mean. */
bool values_amount(struct build *build, const struct place *place, enum units_kind kind,
                   const char *text, int64_t least, int64_t most, struct sim_dist *value);

/* One of several words, the last followed by NULL; the index of it. */
bool values_choice(struct build *build, const struct place *place, const char *text,
                   const char *const *choices, int64_t *value);

bool values_yes_no(struct build *build, const struct place *place, const char *text,
                   bool *value);

/* An expression whose value is, or may be, of a kind; EXPR_UNKNOWN: of any. */
bool values_expr(struct build *build, const struct place *place, const char *text,
                 enum expr_kind kind, const struct expr **value);

/* The value of an entry with the lines below it, joined by line feeds. */
const char *values_text(struct build *build, const struct read_entry *entry);

#endif
