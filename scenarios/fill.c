/* SPDX-License-Identifier: GPL-3.0-or-later
 * Filling figures into texts. */
#include "scenarios/fill.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const as_names[FILL_AS_COUNT] = {
    [FILL_COUNT] = "count",
    [FILL_TIME] = "time",
    [FILL_SHARE] = "share",
    [FILL_RATIO] = "ratio",
};

/* ---- reading ---- */

/* Where the last " as " of an expression begins; NULL: there is none. */
static const char *find_as(const char *from, const char *to)
{
    for (const char *at = to - strlen(" as "); at > from; at--) {
        if (!strncmp(at, " as ", strlen(" as ")))
            return at;
    }
    return NULL;
}

static bool read_as(const char *word, size_t length, enum fill_as *as, struct sim_text *why)
{
    for (int i = 0; i < FILL_AS_COUNT; i++) {
        if (strlen(as_names[i]) == length && !memcmp(as_names[i], word, length)) {
            *as = (enum fill_as)i;
            return true;
        }
    }
    sim_text_put(why, "behind `as` stands count, time, share or ratio, not '");
    sim_text_put_bytes(why, word, length);
    sim_text_put(why, "'");
    return false;
}

/* What stands between braces. */
static bool read_figure(struct arena *arena, const char *from, const char *to,
                        struct fill_piece *piece, struct sim_text *why)
{
    const char *as = find_as(from, to);

    if (as &&
        !read_as(as + strlen(" as "), (size_t)(to - as) - strlen(" as "), &piece->as, why))
        return false;
    piece->expr =
        expr_parse(arena, arena_text(arena, from, (size_t)((as ? as : to) - from)), why);
    return piece->expr;
}

const struct fill_piece *fill_parse(struct arena *arena, const char *text, struct sim_text *why)
{
    struct fill_piece *first = NULL, **end = &first;

    for (;;) {
        struct fill_piece *piece = ARENA_NEW(arena, struct fill_piece);
        const char *close;

        piece->before = text;
        piece->length = strcspn(text, "{}");
        text += piece->length;
        *end = piece;
        end = &piece->next;
        if (!*text)
            return first;
        close = *text == '{' ? strchr(text, '}') : NULL;
        if (!close) {
            sim_text_put(why, "braces stand around an expression: {makespan_ns as time}");
            return NULL;
        }
        if (!read_figure(arena, text + 1, close, piece, why))
            return NULL;
        text = close + 1;
    }
}

/* ---- writing ---- */

static void put_count(struct sim_text *text, double number)
{
    char digits[48];
    int length = snprintf(digits, sizeof(digits), "%.0f", fabs(number));

    sim_text_put(text, number < 0 ? "-" : "");
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            sim_text_put(text, ",");
        sim_text_put_bytes(text, &digits[i], 1);
    }
}

/* So many that two digits are told. */
static int ratio_places(double ratio)
{
    int places = 2;

    for (double scaled = ratio * 10; ratio > 0 && scaled < 0.995 && places < 12; scaled *= 10)
        places++;
    return places;
}

void fill_put_number(struct sim_text *text, double number, enum fill_as as)
{
    char digits[48];

    switch (as) {
    case FILL_TIME:
        if (fabs(number) > 9e18) /* beyond what a time can be */
            number = 0;
        sim_text_put(text, number < 0 ? "-" : "");
        sim_text_put_time(text, (sim_time)(fabs(number) + 0.5));
        return;
    case FILL_SHARE:
        snprintf(digits, sizeof(digits), "%.*f %%", fabs(number) < 0.1 ? 1 : 0, 100 * number);
        break;
    case FILL_RATIO:
        snprintf(digits, sizeof(digits), "%.*f", ratio_places(number), number);
        break;
    default:
        put_count(text, number);
        return;
    }
    sim_text_put(text, digits);
}

bool fill_put(const struct fill_piece *pieces, expr_lookup_fn lookup, void *context,
              struct sim_text *text, struct sim_text *why)
{
    struct expr_value value;

    for (; pieces; pieces = pieces->next) {
        sim_text_put_bytes(text, pieces->before, pieces->length);
        if (!pieces->expr)
            continue;
        if (!expr_evaluate(pieces->expr, lookup, context, &value, why))
            return false;
        if (value.kind == EXPR_NUMBER)
            fill_put_number(text, value.number, pieces->as);
        else
            sim_text_put(text, value.kind == EXPR_TEXT ? value.text
                               : value.truth           ? "yes"
                                                       : "no");
    }
    return true;
}
