/* SPDX-License-Identifier: GPL-3.0-or-later
 * Quantities as people write them: 5ms, 64KiB, 800MB/s, 30%, 1_000_000. */
#ifndef INTERLOCK_SCENARIOS_UNITS_H
#define INTERLOCK_SCENARIOS_UNITS_H

#include "sim/base/unit.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A quantity is an integer number of the finest unit of its kind, and what is written must be
 * one exactly: 1.5us is 1500 ns, but 1.5ns is an error, not 1 or 2. Decimal fractions and
 * powers of ten are worked out in integers, so no rounding of the machine gets in. A unit is
 * part of the number for times, sizes, rates and shares, and is never guessed.
 */
enum units_kind {
    UNITS_COUNT, /* 4, 1000, 1e6, 1_000_000 */
    UNITS_TIME,  /* in nanoseconds */
    UNITS_SIZE,  /* in bytes */
    UNITS_RATE,  /* in bytes per second */
    UNITS_SHARE, /* in millionths: 30% is 300000 */
    UNITS_RATIO, /* in millionths, with or without '%': 0.4 is 40% */
    UNITS_KIND_COUNT
};

/* Reads the whole text. On failure `value` stays as it was, and `why` says what is wrong and
 * what would be right. */
bool units_parse(enum units_kind kind, const char *string, int64_t *value,
                 struct sim_text *why);

/* The kind of quantity that a whole text is, and its value; UNITS_KIND_COUNT: none. No two kinds
 * share a unit, so there is one at most. */
enum units_kind units_any(const char *string, int64_t *value);

/* The value as that kind is written, in the largest unit that loses nothing. */
void units_put(enum units_kind kind, struct sim_text *text, int64_t value);

/* ---- parts, for the grammar of expressions ---- */

/* A decimal number: digits * 10^exponent. */
struct units_decimal {
    uint64_t digits;
    int32_t exponent;
};

/* Reads a decimal number, without a sign, at the beginning of a string. Returns what follows
 * it, or NULL when no number stands there or it has more than 19 significant digits. */
const char *units_decimal(const char *string, struct units_decimal *number);

/* The size of a unit of time, size or share, in the finest unit of its kind, and that kind;
 * false when there is none of that name. */
bool units_find(const char *name, size_t length, enum units_kind *kind, int64_t *size);

#endif
