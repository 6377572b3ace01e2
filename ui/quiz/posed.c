/* SPDX-License-Identifier: GPL-3.0-or-later
 * Answering the questions of a scenario by its run. */
#include "ui/quiz/posed.h"

#include <stdio.h>
#include <string.h>

/* published: none; assumed: who knows how it works is right within a tenth */
#define TOLERANCE 0.1

struct posing {
    expr_lookup_fn lookup;
    void *context;
    struct sim_text *why;
};

static bool fill(const struct posing *posing, const struct fill_piece *pieces,
                 char to[QUIZ_TEXT])
{
    struct sim_text text = sim_text_over(to, QUIZ_TEXT);

    return fill_put(pieces, posing->lookup, posing->context, &text, posing->why);
}

/* The lines of a description flow into each other, except where one is empty. */
static void put_context(const char *description, char to[QUIZ_TEXT])
{
    snprintf(to, QUIZ_TEXT, "%s", description ? description : "");
    for (char *at = to; *at; at++) {
        if (*at == '\n')
            *at = ' ';
    }
}

/* ---- the answer ---- */

static bool find_choice(const struct posing *posing, const struct scenario_question *from,
                        struct quiz_question *question)
{
    int right = 0;

    for (int i = 0; i < from->choice_count; i++) {
        struct expr_value value;

        snprintf(question->choices[i], QUIZ_CHOICE_TEXT, "%s", from->choices[i].text);
        if (!expr_evaluate(from->choices[i].when, posing->lookup, posing->context, &value,
                           posing->why))
            return false;
        if (value.kind == EXPR_TRUTH && value.truth) {
            question->truth = i;
            right++;
        }
    }
    question->form = QUIZ_CHOICE;
    question->choice_count = from->choice_count;
    if (right != 1)
        sim_text_put(posing->why, right ? "more than one of the choices is so in this run"
                                        : "none of the choices is so in this run");
    return right == 1;
}

static bool find_number(const struct posing *posing, const struct scenario_question *from,
                        struct quiz_question *question)
{
    struct expr_value value;
    const char *tolerance = from->tolerance_text;

    if (!expr_evaluate(from->expr, posing->lookup, posing->context, &value, posing->why))
        return false;
    if (value.kind != EXPR_NUMBER) {
        sim_text_put(posing->why, "the answer is no number");
        return false;
    }
    question->form = from->bar > 0 ? QUIZ_BAR : QUIZ_NUMBER;
    question->bar = from->bar;
    question->truth = value.number;
    question->tolerance = tolerance ? from->tolerance : TOLERANCE;
    /* per cent of the answer, unless the answer is itself in per cent */
    question->relative = !tolerance || (tolerance[strlen(tolerance) - 1] == '%' &&
                                        from->unit.kind != UNITS_SHARE);
    return true;
}

bool quiz_pose(const struct scenario *scenario, const struct scenario_question *from,
               expr_lookup_fn lookup, void *context, struct quiz_question *question,
               struct sim_text *why)
{
    struct posing posing = { lookup, context, why };

    memset(question, 0, sizeof(*question));
    snprintf(question->unit_name, sizeof(question->unit_name), "%s", from->unit.name);
    question->unit = from->unit;
    snprintf(question->vary, sizeof(question->vary), "%s", from->vary ? from->vary : "");
    snprintf(question->watch, sizeof(question->watch), "%s", from->watch ? from->watch : "");
    put_context(scenario->description, question->context);
    return fill(&posing, from->ask, question->ask) &&
           fill(&posing, from->because, question->because) &&
           fill(&posing, from->said, question->said) && fill(&posing, from->so, question->so) &&
           (from->choice_count ? find_choice(&posing, from, question)
                               : find_number(&posing, from, question));
}
