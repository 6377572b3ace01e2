/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading questions. */
#include "scenarios/question.h"

#include "scenarios/values.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

uint32_t question_add(struct build *build, const struct place *place,
                      const struct read_section *section)
{
    struct scenario *made = build->made;
    char quoted[QUOTED];

    if (!names_allowed(section->name)) {
        complain(build->errors, place, quote(quoted, section->name), " is no name: " NAMES_RULE,
                 NULL);
        return NAMES_NONE;
    }
    build->questions = arena_more(build->arena, build->questions, made->question_count,
                                  sizeof(*build->questions));
    build->questions[made->question_count] = (struct scenario_question){
        .name = section->name,
        .file = section->file,
        .line = section->line,
        .unit = { "", UNITS_COUNT, 1 },
    };
    return made->question_count++;
}

/* ---- expressions ---- */

/* An expression whose value depends on the run: what does not would be a stored answer. */
static bool read_expr(struct build *build, const struct place *place, const char *text,
                      enum expr_kind kind, const struct expr **expr)
{
    if (!values_expr(build, place, text, kind, expr))
        return false;
    if (expr_names_path(*expr))
        return true;
    return complain(build->errors, place,
                    "is the same whatever the run does: an answer is computed from it, as in "
                    "`makespan_ns` or `speedup < 1.1`",
                    NULL);
}

static bool assign_answer(struct build *build, const struct place *place,
                          const struct read_entry *entry, uint32_t row)
{
    struct scenario_question *question = &build->questions[row];

    question->answer = entry->value;
    return read_expr(build, place, entry->value, EXPR_NUMBER, &question->expr);
}

static bool assign_watch(struct build *build, const struct place *place,
                         const struct read_entry *entry, uint32_t row)
{
    const struct expr *expr;

    build->questions[row].watch = entry->value;
    return values_expr(build, place, entry->value, EXPR_TRUTH, &expr);
}

/* ---- quantities ---- */

static bool assign_unit(struct build *build, const struct place *place,
                        const struct read_entry *entry, uint32_t row)
{
    struct scenario_unit unit = { entry->value, UNITS_COUNT, 1 };
    int64_t size;

    (void)place;
    if (units_find(entry->value, strlen(entry->value), &unit.kind, &size))
        unit.size = unit.kind == UNITS_SHARE ? (double)size / 1e6 : (double)size;
    build->questions[row].unit = unit;
    return true;
}

/* A number above zero that needs no run. */
static bool read_number(struct build *build, const struct place *place, const char *text,
                        double *number)
{
    struct expr_value value = { .kind = EXPR_UNKNOWN };
    char buffer[256];
    struct sim_text why = SIM_TEXT(buffer);
    const struct expr *expr;

    if (!values_expr(build, place, text, EXPR_NUMBER, &expr))
        return false;
    if (!expr_names_path(expr) && expr_evaluate(expr, NULL, NULL, &value, &why) &&
        value.kind == EXPR_NUMBER && value.number > 0) {
        *number = value.number;
        return true;
    }
    return complain(build->errors, place,
                    "must be a number above 0 with its unit, as 5ms or 10%", NULL);
}

static bool assign_tolerance(struct build *build, const struct place *place,
                             const struct read_entry *entry, uint32_t row)
{
    build->questions[row].tolerance_text = entry->value;
    return read_number(build, place, entry->value, &build->questions[row].tolerance);
}

static bool assign_bar(struct build *build, const struct place *place,
                       const struct read_entry *entry, uint32_t row)
{
    return read_number(build, place, entry->value, &build->questions[row].bar);
}

/* ---- choices ---- */

/* The last " when " of a line; NULL: there is none. */
static const char *find_when(const char *text)
{
    const char *found = NULL;

    for (const char *at = text; (at = strstr(at, " when ")) != NULL; at++)
        found = at;
    return found;
}

static bool add_choice(struct build *build, const struct place *place,
                       struct scenario_question *question, const char *text)
{
    const char *when = find_when(text);
    struct scenario_choice choice;
    char quoted[QUOTED];

    if (!when)
        return complain(build->errors, place, quote(quoted, text),
                        " lacks `when CONDITION`: the run says which choice is right", NULL);
    if (question->choice_count == SCENARIO_CHOICES_MAX)
        return complain(build->errors, place, "more than 8 choices", NULL);
    choice.text = arena_text(build->arena, text, (size_t)(when - text));
    if (!read_expr(build, place, when + strlen(" when "), EXPR_TRUTH, &choice.when))
        return false;
    question->choices[question->choice_count++] = choice;
    return true;
}

static bool assign_choices(struct build *build, const struct place *place,
                           const struct read_entry *entry, uint32_t row)
{
    struct scenario_question *question = &build->questions[row];
    struct place at = *place;
    bool good;

    question->is_choice = true;
    good = !*entry->value || add_choice(build, place, question, entry->value);

    for (const struct read_line *line = entry->more; line; line = line->next) {
        at.line = line->line;
        good &= add_choice(build, &at, question, line->text);
    }
    if (good && question->choice_count < 2)
        return complain(build->errors, place, "needs two choices or more, one on each line",
                        NULL);
    return good;
}

/* ---- texts ---- */

#define TEXT_MOST 900 /* bytes; figures make it longer, and all of it has to fit a page */

/* One line of text that the reader's screen wraps where it likes. */
static const char *joined(struct build *build, const struct read_entry *entry)
{
    char *text = arena_join(build->arena, values_text(build, entry), NULL);

    for (char *at = text; *at; at++) {
        if (*at == '\n')
            *at = ' ';
    }
    return text;
}

static const struct {
    const char *key;
    size_t offset;
} texts[] = {
    { "ask", offsetof(struct scenario_question, ask) },
    { "because", offsetof(struct scenario_question, because) },
    { "said", offsetof(struct scenario_question, said) },
    { "so", offsetof(struct scenario_question, so) },
};

static bool assign_text(struct build *build, const struct place *place,
                        const struct read_entry *entry, uint32_t row)
{
    static const struct fill_piece nothing = { .before = "" };
    char *question = (char *)&build->questions[row];
    char buffer[256];
    struct sim_text why = SIM_TEXT(buffer);
    const struct fill_piece *pieces = fill_parse(build->arena, joined(build, entry), &why);

    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        if (!strcmp(texts[i].key, entry->key))
            *(const struct fill_piece **)(void *)(question + texts[i].offset) =
                pieces ? pieces : &nothing;
    }
    if (pieces && strlen(pieces->before) > TEXT_MOST)
        return complain(build->errors, place, "more than 900 bytes: nobody reads that", NULL);
    return pieces || complain(build->errors, place, buffer, NULL);
}

/* Which parameter is varied shows when the scenario is loaded with it: interlock check does. */
static bool assign_vary(struct build *build, const struct place *place,
                        const struct read_entry *entry, uint32_t row)
{
    const char *sign = strchr(entry->value, '=');
    struct scenario_question *question = &build->questions[row];

    if (!sign || !strchr(entry->value, '.'))
        return complain(build->errors, place,
                        "must be section.key=value, as for --set: machine.cores=8", NULL);
    question->vary = entry->value;
    return true;
}

/* ---- the whole ---- */

/* "10" of a share is a thousand per cent, and of a time ten nanoseconds: nobody means that. */
static bool lacks_unit(const struct scenario_question *question)
{
    const char *text = question->tolerance_text;

    return text && question->unit.kind != UNITS_COUNT && !text[strspn(text, "0123456789.")];
}

bool question_finish(struct build *build, const struct place *place, uint32_t row)
{
    const struct scenario_question *question = &build->questions[row];
    const char *lacking = NULL;

    if (!question->ask)
        lacking = "lacks `ask =`";
    else if (!question->answer && !question->is_choice)
        lacking = "lacks `answer =` or `choices =`";
    else if (question->answer && question->is_choice)
        lacking = "has an answer and choices: the choices' conditions are the answer";
    else if (question->is_choice && (question->bar > 0 || question->tolerance_text))
        lacking = "has choices: they have no bar and no tolerance";
    else if (lacks_unit(question))
        lacking = "has a tolerance without its unit, as 5ms or 10%";
    return !lacking || complain(build->errors, place, lacking, NULL);
}

const struct section_key question_keys[] = {
    { "ask", SECTION_LINES, assign_text,
      "the question; {EXPRESSION} in a text stands for its value" },
    { "answer", SECTION_ONE_LINE, assign_answer,
      "an expression over the object of `run --json`" },
    { "unit", SECTION_ONE_LINE, assign_unit,
      "of what is typed: ms, us, %, KiB, ...; any other word counts things" },
    { "tolerance", SECTION_ONE_LINE, assign_tolerance,
      "10% of the answer, as without it, or a number with the unit; of a share: points" },
    { "bar", SECTION_ONE_LINE, assign_bar, "the answer is drawn, on a scale from 0 to this" },
    { "choices", SECTION_LINES, assign_choices,
      "instead of an answer: lines of `TEXT when CONDITION`, of which exactly one is so" },
    { "because", SECTION_LINES, assign_text, "why it is so, with figures of the run" },
    { "said", SECTION_LINES, assign_text, "what is commonly said" },
    { "so", SECTION_LINES, assign_text, "what is so" },
    { "vary", SECTION_ONE_LINE, assign_vary,
      "one setting, as for --set: the question is about the run with it" },
    { "watch", SECTION_ONE_LINE, assign_watch,
      "a condition over a moment: where it can be seen" },
    { NULL, 0, NULL, NULL },
};
