/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading lists and ranges of values. */
#include "scenarios/axis.h"

#include "scenarios/complain.h"
#include "scenarios/units.h"

#include <string.h>

/*
 * The list is cut at its commas, and each part is a value or a range. What a value means is not
 * known here: it is handed on as it stands. A range has to be one of numbers.
 */
struct list {
    struct names *values;
    struct sim_text *why;
};

/* A part of the text, without blanks at its ends. */
struct part {
    const char *at;
    size_t length;
};

static bool fail(struct list *list, const char *what, const char *word, const char *more)
{
    char quoted[QUOTED];

    sim_text_put(list->why, what);
    sim_text_put(list->why, word ? quote(quoted, word) : "");
    sim_text_put(list->why, more);
    return false;
}

static bool too_many(struct list *list)
{
    return fail(list, "more than 100,000 values along one axis", NULL, "");
}

static bool add(struct list *list, const char *value)
{
    uint32_t count = list->values->count;

    if (count == AXIS_VALUES_MAX)
        return too_many(list);
    if (names_add(list->values, value) < count)
        return fail(list, "", value, " stands twice; each value makes a point of its own");
    return true;
}

/* ---- ranges ---- */

struct range {
    const char *from, *to, *step, *factor; /* one of the last two, or none */
};

/* 4..16, 4..16 step 4, 1..64 x2: cuts the text, which is a copy. False when it is none. */
static bool cut_range(char *text, struct range *range)
{
    char *dots = strstr(text, ".."), *blank;

    if (!dots || *text < '0' || *text > '9')
        return false;
    *dots = '\0';
    *range = (struct range){ .from = text, .to = dots + 2 + strspn(dots + 2, " \t") };
    text[strcspn(text, " \t")] = '\0';
    blank = dots + 2 + strspn(dots + 2, " \t");
    blank += strcspn(blank, " \t");
    if (!*blank)
        return true;
    *blank++ = '\0';
    blank += strspn(blank, " \t");
    if (!strncmp(blank, "step", 4))
        range->step = blank + 4 + strspn(blank + 4, " \t");
    else if (*blank == 'x')
        range->factor = blank + 1 + strspn(blank + 1, " \t");
    else
        range->step = ""; /* something else: it is no step */
    return true;
}

static bool add_number(struct list *list, enum units_kind kind, int64_t value)
{
    char buffer[48];
    struct sim_text text = SIM_TEXT(buffer);

    units_put(kind, &text, value);
    return add(list, arena_text(list->values->arena, buffer, text.used));
}

static bool add_steps(struct list *list, enum units_kind kind, int64_t from, int64_t to,
                      int64_t step)
{
    /* Known beforehand: a slip of the pen is not to cost the time of those that fit. */
    if ((to - from) / step >= AXIS_VALUES_MAX)
        return too_many(list);
    for (int64_t value = from; value <= to; value += step) {
        if (!add_number(list, kind, value))
            return false;
        if (to - value < step)
            break; /* so that it cannot overflow */
    }
    return true;
}

/* value * factor, to the nearest whole; INT64_MAX when that is too large. */
static int64_t times(int64_t value, struct units_decimal factor)
{
    unsigned __int128 product = (unsigned __int128)(uint64_t)value * factor.digits;

    for (; factor.exponent > 0 && product <= INT64_MAX; factor.exponent--)
        product *= 10;
    for (; factor.exponent < 0 && product; factor.exponent++)
        product = factor.exponent == -1 ? (product + 5) / 10 : product / 10;
    return product > INT64_MAX ? INT64_MAX : (int64_t)product;
}

static bool add_factors(struct list *list, enum units_kind kind, int64_t from, int64_t to,
                        const char *text)
{
    struct units_decimal factor;
    const char *rest = units_decimal(text, &factor);

    if (!rest || *rest || factor.exponent < -9)
        return fail(list, "", text, " is no factor: 1..64 x2");
    for (int64_t value = from, next; value <= to; value = next) {
        if (!add_number(list, kind, value))
            return false;
        next = times(value, factor);
        if (next <= value)
            return fail(list, "a factor of ", text, " gets no further than the beginning");
    }
    return true;
}

static bool add_range(struct list *list, const struct range *range)
{
    int64_t from = 0, to = 0, step = 1;
    enum units_kind kind = units_any(range->from, &from);

    if (kind == UNITS_KIND_COUNT)
        return fail(list, "", range->from, " is no number to begin a range with: 4..16");
    if (units_any(range->to, &to) != kind)
        return fail(list, "", range->to,
                    " cannot end the range; both ends have the same kind of unit");
    if (from > to)
        return fail(list, "the range is backwards; the smaller comes first: ", range->to,
                    " is less");
    if (range->factor)
        return add_factors(list, kind, from, to, range->factor);
    if (!range->step && kind != UNITS_COUNT)
        return fail(list, "a range of quantities says how it goes on: 1ms..9ms step 2ms, or x2",
                    NULL, "");
    if (range->step && (units_any(range->step, &step) != kind || step <= 0))
        return fail(list, "", range->step, " is no step of this range: 4..16 step 4, 1..64 x2");
    return add_steps(list, kind, from, to, step);
}

/* ---- parts ---- */

static struct part trimmed(const char *at, size_t length)
{
    for (; length && (*at == ' ' || *at == '\t'); length--)
        at++;
    while (length && (at[length - 1] == ' ' || at[length - 1] == '\t'))
        length--;
    return (struct part){ at, length };
}

/* Up to the comma, or the end; false when a parenthesis or quote is left open. */
static bool part_length(const char *at, size_t *length)
{
    int depth = 0;
    char quoted = '\0';

    for (*length = 0; at[*length]; ++*length) {
        char c = at[*length];

        if (quoted)
            quoted = c == quoted ? '\0' : quoted;
        else if (c == '"' || c == '\'')
            quoted = c;
        else if (c == ',' && depth <= 0)
            return true;
        else
            depth += (c == '(') - (c == ')');
    }
    return !quoted && depth <= 0;
}

static bool is_quoted(const struct part *part)
{
    return part->length >= 2 && (part->at[0] == '"' || part->at[0] == '\'') &&
           memchr(part->at + 1, part->at[0], part->length - 1) == part->at + part->length - 1;
}

static bool add_part(struct list *list, const struct part *part)
{
    struct arena *arena = list->values->arena;
    struct range range;

    if (!part->length)
        return fail(list, "a value is missing: a list is written 1,2,4..16", NULL, "");
    if (is_quoted(part))
        return add(list, arena_text(arena, part->at + 1, part->length - 2));
    if (cut_range(arena_text(arena, part->at, part->length), &range))
        return add_range(list, &range);
    return add(list, arena_text(arena, part->at, part->length));
}

bool axis_parse(const char *string, struct names *values, struct sim_text *why)
{
    struct list list = { values, why };
    size_t length;

    for (;; string++) {
        struct part part;

        if (!part_length(string, &length))
            return fail(&list, "a quote or parenthesis is not closed", NULL, "");
        part = trimmed(string, length);
        if (!add_part(&list, &part))
            return false;
        string += length;
        if (!*string)
            return true;
    }
}
