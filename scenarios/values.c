/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading values of keys. */
#include "scenarios/values.h"

#include "scenarios/nearest.h"

#include <string.h>

/* What a parser of quantities has to say about a text. */
#define WHY_SIZE 192

static bool out_of_range(struct build *build, const struct place *place, enum units_kind kind,
                         const char *text, int64_t least, int64_t most)
{
    char low[32], high[32], quoted[QUOTED];
    struct sim_text from = SIM_TEXT(low), to = SIM_TEXT(high);

    units_put(kind, &from, least);
    units_put(kind, &to, most);
    quote(quoted, text);
    quoted[strlen(quoted) - 1] = '\0'; /* without quotes: it is a number, and was understood */
    if (most == INT64_MAX)
        return complain(build->errors, place, "must be at least ", low, ", got ", quoted + 1,
                        NULL);
    return complain(build->errors, place, "must be ", low, " to ", high, ", got ", quoted + 1,
                    NULL);
}

bool values_number(struct build *build, const struct place *place, enum units_kind kind,
                   const char *text, int64_t least, int64_t most, int64_t *value)
{
    char buffer[WHY_SIZE];
    struct sim_text why = SIM_TEXT(buffer);
    int64_t number;

    if (!units_parse(kind, text, &number, &why))
        return complain(build->errors, place, buffer, NULL);
    if (number < least || number > most)
        return out_of_range(build, place, kind, text, least, most);
    *value = number;
    return true;
}

bool values_amount(struct build *build, const struct place *place, enum units_kind kind,
                   const char *text, int64_t least, int64_t most, struct sim_dist *value)
{
    char buffer[WHY_SIZE];
    struct sim_text why = SIM_TEXT(buffer);
    struct sim_dist dist;

    if (!amounts_parse(&build->amounts, kind, place->file, text, &dist, &why))
        return complain(build->errors, place, buffer, NULL);
    if (!amounts_within(&build->amounts, &dist, least, most))
        return out_of_range(build, place, kind, text, least, most);
    *value = dist;
    return true;
}

bool values_choice(struct build *build, const struct place *place, const char *text,
                   const char *const *choices, int64_t *value)
{
    char quoted[QUOTED], hint[NEAREST_HINT], buffer[WHY_SIZE];
    struct sim_text list = SIM_TEXT(buffer);

    for (const char *const *choice = choices; *choice; choice++) {
        if (!strcmp(*choice, text)) {
            *value = choice - choices;
            return true;
        }
        sim_text_put(&list, choice == choices ? "" : ", ");
        sim_text_put(&list, *choice);
    }
    return complain(build->errors, place, "must be one of ", buffer, ", not ",
                    quote(quoted, text), nearest_of(text, choices, hint), NULL);
}

bool values_yes_no(struct build *build, const struct place *place, const char *text,
                   bool *value)
{
    static const char *const choices[] = { "no", "yes", NULL };
    int64_t choice;

    if (!values_choice(build, place, text, choices, &choice))
        return false;
    *value = choice;
    return true;
}

bool values_expr(struct build *build, const struct place *place, const char *text,
                 enum expr_kind kind, const struct expr **value)
{
    char buffer[WHY_SIZE];
    struct sim_text why = SIM_TEXT(buffer);
    const struct expr *expr = expr_parse(build->arena, text, &why);
    enum expr_kind is = expr ? expr_kind(expr) : EXPR_UNKNOWN;

    if (!expr)
        return complain(build->errors, place, buffer, NULL);
    if (kind == EXPR_TRUTH && is != EXPR_TRUTH && is != EXPR_UNKNOWN)
        return complain(build->errors, place,
                        "is neither true nor false: ", "compare it with something", NULL);
    *value = expr;
    return true;
}

const char *values_text(struct build *build, const struct read_entry *entry)
{
    size_t size = strlen(entry->value) + 1;
    struct sim_text text;

    if (!entry->more)
        return entry->value;
    for (const struct read_line *line = entry->more; line; line = line->next)
        size += strlen(line->text) + 1;
    text = sim_text_over(arena_take(build->arena, size, 1), size);
    sim_text_put(&text, entry->value);
    for (const struct read_line *line = entry->more; line; line = line->next) {
        sim_text_put(&text, text.used ? "\n" : "");
        sim_text_put(&text, line->text);
    }
    return text.at;
}
