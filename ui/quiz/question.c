/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading, judging and showing answers. */
#include "ui/quiz/question.h"

#include "scenarios/units.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- reading ---- */

static const char *past_blanks(const char *at)
{
    return at + strspn(at, " \t");
}

/* Without blanks at its ends. */
static void trim(char *to, size_t size, const char *from)
{
    size_t length;

    from = past_blanks(from);
    length = strlen(from);
    while (length && strchr(" \t\r\n", from[length - 1]))
        length--;
    snprintf(to, size, "%.*s", (int)(length < size ? length : size - 1), from);
}

/* A letter from a on, or the text of a choice, or how that begins. */
static int find_choice(const struct quiz_question *question, const char *typed)
{
    int found = -1;

    for (int i = 0; i < question->choice_count; i++) {
        if (!strcasecmp(question->choices[i], typed))
            return i;
        if (!strncasecmp(question->choices[i], typed, strlen(typed)))
            found = found == -1 ? i : -2;
    }
    if ((!typed[1] || !strcmp(typed + 1, ")")) &&
        tolower((unsigned char)*typed) - 'a' < question->choice_count &&
        tolower((unsigned char)*typed) >= 'a')
        return tolower((unsigned char)*typed) - 'a';
    return found;
}

static bool refuse(const struct quiz_question *question, const char *typed,
                   struct sim_text *why)
{
    sim_text_put(why, "'");
    sim_text_put(why, typed);
    sim_text_put(why, "' is no answer here: it is ");
    quiz_put_wanted(why, question);
    return false;
}

/* What a word behind a number makes of it; 0 when it is not the question's kind of unit. */
static double size_of_unit(const struct quiz_question *question, const char *word)
{
    enum units_kind kind;
    int64_t size;

    if (!*word || !strcmp(word, question->unit_name))
        return question->unit.size;
    if (!units_find(word, strlen(word), &kind, &size) || kind != question->unit.kind)
        return 0;
    return kind == UNITS_SHARE ? (double)size / 1e6 : (double)size;
}

static double in_units(struct units_decimal number, double size)
{
    double value = (double)number.digits * size, power = 1;

    for (; number.exponent > 0 && isfinite(value); number.exponent--)
        value *= 10;
    for (; number.exponent < 0 && isfinite(power); number.exponent++)
        power *= 10;
    return value / power;
}

bool quiz_read_answer(const struct quiz_question *question, const char *typed, double *answer,
                      struct sim_text *why)
{
    struct units_decimal number;
    char word[QUIZ_CHOICE_TEXT];
    const char *behind;
    double size;
    int choice;

    trim(word, sizeof(word), typed);
    if (question->form == QUIZ_CHOICE) {
        choice = *word ? find_choice(question, word) : -1;
        if (choice < 0)
            return refuse(question, word, why);
        *answer = choice;
        return true;
    }
    behind = isdigit((unsigned char)*word) ? units_decimal(word, &number) : NULL;
    size = behind ? size_of_unit(question, past_blanks(behind)) : 0;
    if (size == 0)
        return refuse(question, word, why);
    *answer = in_units(number, size);
    return isfinite(*answer) || refuse(question, word, why);
}

/* ---- judging ---- */

bool quiz_is_right(const struct quiz_question *question, double answer)
{
    double tolerance = question->tolerance * (question->relative ? fabs(question->truth) : 1);

    /* what a double cannot hold of a decimal number is nobody's mistake */
    return fabs(answer - question->truth) <= tolerance + 1e-9 * fabs(question->truth);
}

/* ---- showing ---- */

static void put_format(struct sim_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void put_format(struct sim_text *text, const char *format, ...)
{
    char digits[64];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(digits, sizeof(digits), format, arguments);
    va_end(arguments);
    sim_text_put(text, digits);
}

static void put_number(struct sim_text *text, const struct quiz_question *question,
                       double number)
{
    switch (question->unit.kind) {
    case UNITS_TIME:
        fill_put_number(text, number, FILL_TIME);
        return;
    case UNITS_SHARE:
        put_format(text, "%.4g %%", 100 * number);
        return;
    case UNITS_SIZE:
        put_format(text, "%.4g ", number / question->unit.size);
        break;
    default:
        if (fabs(number) > 1e15 || number == (double)(int64_t)number)
            fill_put_number(text, number, FILL_COUNT);
        else
            fill_put_number(text, number, FILL_RATIO);
        sim_text_put(text, *question->unit_name ? " " : "");
    }
    sim_text_put(text, question->unit_name);
}

void quiz_put_answer(struct sim_text *text, const struct quiz_question *question, double answer)
{
    char letter[] = "a) ";

    if (question->form != QUIZ_CHOICE) {
        put_number(text, question, answer);
        return;
    }
    letter[0] = (char)('a' + (int)answer);
    sim_text_put(text, letter);
    sim_text_put(text, question->choices[(int)answer]);
}

void quiz_put_wanted(struct sim_text *text, const struct quiz_question *question)
{
    char last[] = "a";

    if (question->form == QUIZ_CHOICE) {
        last[0] = (char)('a' + question->choice_count - 1);
        sim_text_put(text, "a letter from a to ");
        sim_text_put(text, last);
        return;
    }
    sim_text_put(text, question->unit.kind == UNITS_TIME    ? "a time"
                       : question->unit.kind == UNITS_SHARE ? "a share"
                       : question->unit.kind == UNITS_SIZE  ? "a size"
                                                            : "a number");
    if (!*question->unit_name)
        return;
    sim_text_put(text, question->unit.kind == UNITS_COUNT ? " of " : " in ");
    sim_text_put(text, question->unit_name);
}

void quiz_put_tolerance(struct sim_text *text, const struct quiz_question *question)
{
    if (!question->relative || question->tolerance == 0)
        return;
    put_format(text, "; right within %.3g %%", 100 * question->tolerance);
}

/* How far off: a factor says more than a difference. */
static void put_distance(struct sim_text *text, const struct quiz_question *question,
                         double answer)
{
    if (question->truth <= 0 || answer <= 0)
        return;
    if (answer < question->truth)
        put_format(text, ", %.3g times as much", question->truth / answer);
    else
        put_format(text, ", and you said %.3g times as much", answer / question->truth);
}

void quiz_put_verdict(struct sim_text *text, const struct quiz_question *question,
                      double answer)
{
    sim_text_put(text, quiz_is_right(question, answer) ? "Right: you said " : "You said ");
    quiz_put_answer(text, question, answer);
    if (question->form == QUIZ_CHOICE && answer == question->truth) {
        sim_text_put(text, ".");
        return;
    }
    sim_text_put(text, "; it is ");
    quiz_put_answer(text, question, question->truth);
    if (question->form != QUIZ_CHOICE && !quiz_is_right(question, answer))
        put_distance(text, question, answer);
    sim_text_put(text, ".");
}

/* ---- bars ---- */

double quiz_scale(const struct quiz_question *question, double answer)
{
    double most = question->bar;

    if (answer > most)
        most = answer;
    if (question->truth > most)
        most = question->truth;
    return most > 0 ? most : 1;
}

void quiz_put_bar(struct sim_text *text, double value, double scale, int columns, bool unicode)
{
    int full = (int)(value / scale * columns + 0.5);

    if (value > 0 && !full)
        full = 1;
    for (int i = 0; i < columns; i++) {
        if (unicode)
            sim_text_put(text, i < full ? "\u2588" : "\u2500");
        else
            sim_text_put(text, i < full ? "#" : "-");
    }
}
