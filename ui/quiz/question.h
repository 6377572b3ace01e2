/* SPDX-License-Identifier: GPL-3.0-or-later
 * A question with its answer: reading what somebody predicts, and laying it over what is so. */
#ifndef INTERLOCK_UI_QUIZ_QUESTION_H
#define INTERLOCK_UI_QUIZ_QUESTION_H

#include "scenarios/load.h"

/*
 * A question comes from a scenario's [question] (ui/quiz/posed.h) or from the table of kinds
 * (ui/quiz/sheet.h). Either way its truth has been computed from a run of the simulator when it
 * gets here; nothing in this file knows how.
 *
 * The truth of a choice is the index of the right one.
 */
enum quiz_form {
    QUIZ_NUMBER,
    QUIZ_CHOICE,
    QUIZ_BAR, /* a number that is drawn on a scale from 0 to `bar` */
};

#define QUIZ_TEXT 1024
#define QUIZ_CHOICES SCENARIO_CHOICES_MAX
#define QUIZ_CHOICE_TEXT 128

struct quiz_question {
    enum quiz_form form;
    char context[QUIZ_TEXT]; /* what one has to know; "" nothing */
    char ask[QUIZ_TEXT];
    char unit_name[32];
    struct scenario_unit unit;
    double tolerance;
    bool relative; /* the tolerance is a share of the truth */
    double bar;
    char choices[QUIZ_CHOICES][QUIZ_CHOICE_TEXT];
    int choice_count;

    double truth;
    char because[QUIZ_TEXT]; /* from the trace */
    char said[QUIZ_TEXT];    /* what is commonly said; "" nothing */
    char so[QUIZ_TEXT];      /* what is so, in a sentence */

    char vary[128];  /* the setting that makes the run asked about another; "" none */
    char watch[256]; /* a condition: the moment at which it can be seen; "" none */
};

/* Reads what somebody typed: a number with the question's unit or without, a choice's letter or
 * text. False when `why` says what it should be. */
bool quiz_read_answer(const struct quiz_question *question, const char *typed, double *answer,
                      struct sim_text *why);

/* Within the tolerance, or the right choice. */
bool quiz_is_right(const struct quiz_question *question, double answer);

/* An answer as it is said: "93.3 ms", "17 hand-offs", "b) worker-2". */
void quiz_put_answer(struct sim_text *text, const struct quiz_question *question,
                     double answer);

/* What is to be typed: "a time in ms", "a number of updates", "a letter from a to c". */
void quiz_put_wanted(struct sim_text *text, const struct quiz_question *question);

/* How near is near enough: "; right within 10 %". Nothing where it is to be exact. */
void quiz_put_tolerance(struct sim_text *text, const struct quiz_question *question);

/* A sentence: "You said 50 ms; it is 93.3 ms, 1.87 times as much." */
void quiz_put_verdict(struct sim_text *text, const struct quiz_question *question,
                      double answer);

/* A bar of `columns` characters, and the scale that holds an answer and the truth. */
double quiz_scale(const struct quiz_question *question, double answer);
void quiz_put_bar(struct sim_text *text, double value, double scale, int columns, bool unicode);

#endif
