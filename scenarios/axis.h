/* SPDX-License-Identifier: GPL-3.0-or-later
 * The values along an axis of a sweep: 1,2,4..16. */
#ifndef INTERLOCK_SCENARIOS_AXIS_H
#define INTERLOCK_SCENARIOS_AXIS_H

#include "scenarios/names.h"
#include "sim/base/text.h"

#include <stdbool.h>

/*
 *     gil,native                     one after the other, as written
 *     4..16                          whole numbers, both ends included
 *     4..16 step 4                   4, 8, 12, 16
 *     1ms..9ms step 2ms              what has a unit needs a step
 *     1..64 x2                       each twice the one before: 1, 2, 4, 8, 16, 32, 64
 *     1,2,4..16 step 4               several of them, joined by commas
 *     exp(5ms),uniform(1ms,3ms)      commas between parentheses or quotes do not count
 *     "1..2","3..4"                  in quotes: this very value
 *
 * Steps are worked out in integers of the finest unit, as everything that a scenario says. A range
 * stops at the last value that is not beyond its end.
 */
#ifndef AXIS_VALUES_MAX /* fuzzing has fewer, or it would do little but count */
#define AXIS_VALUES_MAX 100000
#endif

/* Adds the values to `values`, which is empty. On failure `why` says what is wrong and what would
 * be right. */
bool axis_parse(const char *string, struct names *values, struct sim_text *why);

#endif
