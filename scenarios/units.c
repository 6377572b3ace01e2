/* SPDX-License-Identifier: GPL-3.0-or-later
 * Exact decimal arithmetic, and the kinds of quantities. */
#include "scenarios/units.h"

#include "scenarios/complain.h"
#include "scenarios/nearest.h"

#include <stddef.h>
#include <string.h>

static const struct sim_unit ratio_units[] = { { "%", 10000 }, { "", 1000000 }, { NULL, 0 } };

static const struct sim_unit no_units[] = { { NULL, 0 } };

struct kind {
    const char *noun;
    const char *examples;
    const char *finest;
    const struct sim_unit *units;
    const char *per; /* follows every unit */
};

static const struct kind kinds[UNITS_KIND_COUNT] = {
    [UNITS_COUNT] = { "count", "4, 1000, 1e6", "one", no_units, "" },
    [UNITS_TIME] = { "time", "5ms, 250us", "a nanosecond", sim_units_of_time, "" },
    [UNITS_SIZE] = { "size", "64KiB, 1MB", "a byte", sim_units_of_size, "" },
    [UNITS_RATE] = { "rate", "800MB/s, 2GiB/s", "a byte a second", sim_units_of_size, "/s" },
    [UNITS_SHARE] = { "share", "30%, 0.5%", "0.0001%", sim_units_of_share, "" },
    [UNITS_RATIO] = { "ratio", "0.4, 40%", "0.000001", ratio_units, "" },
};

/* ---- decimal numbers ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits, which single underscores may part; NULL when they do not fit. */
static const char *digits(const char *at, struct units_decimal *number, int32_t each)
{
    for (; is_digit(*at) || (*at == '_' && is_digit(at[-1]) && is_digit(at[1])); at++) {
        if (*at == '_')
            continue;
        if (__builtin_mul_overflow(number->digits, 10, &number->digits) ||
            __builtin_add_overflow(number->digits, (uint64_t)(*at - '0'), &number->digits))
            return NULL;
        number->exponent += each;
    }
    return at;
}

/* Beyond this every number but zero is too large or too small anyway. */
#define EXPONENT_MAX 1000

static const char *exponent(const char *at, struct units_decimal *number)
{
    const char *first = at;
    int32_t power = 0;
    bool is_negative;

    if (*at != 'e' && *at != 'E')
        return at;
    is_negative = *++first == '-';
    if (*first == '-' || *first == '+')
        first++;
    if (!is_digit(*first))
        return at; /* then it is not of the number */
    for (; is_digit(*first); first++)
        power = power > EXPONENT_MAX ? power : power * 10 + (*first - '0');
    number->exponent += is_negative ? -power : power;
    return first;
}

const char *units_decimal(const char *string, struct units_decimal *number)
{
    const char *at = string;

    *number = (struct units_decimal){ 0 };
    if (!is_digit(*at))
        return NULL;
    at = digits(at, number, 0);
    if (at && *at == '.' && is_digit(at[1]))
        at = digits(at + 1, number, -1);
    return at ? exponent(at, number) : NULL;
}

enum outcome { EXACT, TOO_LARGE, TOO_FINE };

static enum outcome multiply(struct units_decimal number, int64_t unit, int64_t *value)
{
    unsigned __int128 product = (unsigned __int128)number.digits * (uint64_t)unit;

    for (; product && number.exponent > 0 && product <= INT64_MAX; number.exponent--)
        product *= 10;
    for (; product && number.exponent < 0; number.exponent++) {
        if (product % 10)
            return TOO_FINE;
        product /= 10;
    }
    if (product > INT64_MAX)
        return TOO_LARGE;
    *value = (int64_t)product;
    return EXACT;
}

/* ---- quantities ---- */

/* The unit of that name in a list, or the NULL at its end. */
static const struct sim_unit *unit_in(const struct sim_unit *unit, const char *name,
                                      size_t length)
{
    while (unit->name && (strlen(unit->name) != length || memcmp(unit->name, name, length)))
        unit++;
    return unit;
}

bool units_find(const char *name, size_t length, enum units_kind *kind, int64_t *size)
{
    static const enum units_kind searched[] = { UNITS_TIME, UNITS_SIZE, UNITS_SHARE };

    for (size_t i = 0; i < sizeof(searched) / sizeof(*searched); i++) {
        const struct sim_unit *unit = unit_in(kinds[searched[i]].units, name, length);

        if (!unit->name)
            continue;
        *kind = searched[i];
        *size = unit->size;
        return true;
    }
    return false;
}

static bool say(struct sim_text *why, const char *before, const struct kind *kind,
                const char *after)
{
    sim_text_put(why, before);
    sim_text_put(why, kind->noun);
    sim_text_put(why, after);
    sim_text_put(why, kind->examples);
    return false;
}

/* The text is not even a number. */
static bool no_number(const struct kind *kind, const char *string, struct sim_text *why)
{
    char quoted[QUOTED];

    if (!*string)
        return say(why, "a ", kind, " is missing: ");
    sim_text_put(why, quote(quoted, string));
    if (*string == '-' && is_digit(string[1]))
        return say(why, ": a ", kind, " is not negative: ");
    if (is_digit(*string))
        return say(why, ": a ", kind, " has at most 19 digits: ");
    return say(why, " is no ", kind, ": ");
}

/* A number, but what follows it is no unit of its kind. */
static bool no_unit(const struct kind *kind, const char *unit, struct sim_text *why)
{
    struct nearest nearest = nearest_to(unit);
    char quoted[QUOTED], hint[NEAREST_HINT];

    if (kind->units == no_units)
        return say(why, "a ", kind, " has no unit: ");
    if (!*unit)
        return say(why, "a ", kind, " needs a unit: ");
    if (*unit == ' ')
        return say(why, "a ", kind, " is written without a space: ");
    for (const struct sim_unit *known = kind->units; known->name && !*kind->per; known++)
        nearest_offer(&nearest, known->name);
    sim_text_put(why, quote(quoted, unit));
    say(why, " is no unit of ", kind, ": ");
    sim_text_put(why, nearest_hint(&nearest, hint));
    return false;
}

static const struct sim_unit *unit_named(const struct kind *kind, const char *name)
{
    static const struct sim_unit one = { "", 1 };
    size_t length = strlen(name), per = strlen(kind->per);
    const struct sim_unit *unit;

    if (kind->units == no_units)
        return length ? NULL : &one;
    if (length < per || strcmp(name + length - per, kind->per))
        return NULL;
    unit = unit_in(kind->units, name, length - per);
    return unit->name ? unit : NULL;
}

bool units_parse(enum units_kind which, const char *string, int64_t *value,
                 struct sim_text *why)
{
    const struct kind *kind = &kinds[which];
    struct units_decimal number;
    const char *rest = units_decimal(string, &number);
    const struct sim_unit *unit = rest ? unit_named(kind, rest) : NULL;
    enum outcome outcome;
    char quoted[QUOTED];

    if (!rest)
        return no_number(kind, string, why);
    if (!unit)
        return no_unit(kind, rest, why);
    outcome = multiply(number, unit->size, value);
    if (outcome == EXACT)
        return true;
    sim_text_put(why, quote(quoted, string));
    sim_text_put(why, outcome == TOO_LARGE ? " is too large" : " is finer than ");
    sim_text_put(why, outcome == TOO_LARGE ? "" : kind->finest);
    return false;
}

enum units_kind units_any(const char *string, int64_t *value)
{
    static const enum units_kind tried[] = { UNITS_COUNT, UNITS_TIME, UNITS_SIZE, UNITS_RATE,
                                             UNITS_SHARE };
    char buffer[192];

    for (size_t i = 0; i < sizeof(tried) / sizeof(*tried); i++) {
        struct sim_text why = SIM_TEXT(buffer);

        if (units_parse(tried[i], string, value, &why))
            return tried[i];
    }
    return UNITS_KIND_COUNT;
}

void units_put(enum units_kind which, struct sim_text *text, int64_t value)
{
    if (kinds[which].units == no_units) {
        sim_text_put_int(text, value);
        return;
    }
    sim_text_put_in(text, kinds[which].units, value);
    sim_text_put(text, kinds[which].per);
}
