/* SPDX-License-Identifier: GPL-3.0-or-later
 * Sheets of generated questions. */
#ifndef INTERLOCK_UI_QUIZ_SHEET_H
#define INTERLOCK_UI_QUIZ_SHEET_H

#include "ui/quiz/kinds.h"
#include "ui/quiz/question.h"

/*
 * A question is drawn from a seed and its number: a kind, a scenario of the family, other
 * values of some parameters, who is asked about and when. So the same seed gives the same
 * sheet, and a longer sheet begins like a shorter one. What was drawn stands as settings, so
 * that every other verb can show the same run.
 *
 * A run is cut off (by scenario.until) where a person would lose the thread.
 */
#define QUIZ_FILES 256
#define QUIZ_QUESTIONS 1000
#define QUIZ_SETTINGS 8

/* The scenarios to ask about; strings are kept by reference. */
struct quiz_family {
    const char *files[QUIZ_FILES];
    int file_count;
    const char *const *search;   /* as in struct scenario_options */
    const char *const *settings; /* likewise, for all of them */
};

struct quiz_item {
    struct quiz_question question;
    const char *file;
    char settings[QUIZ_SETTINGS][64];
    int setting_count;
    char title[256];    /* the scenario's, and what is otherwise: "...; here: 8 cores" */
    char subject[128];  /* who or what is asked about; "" nothing */
    char machine[160];  /* "gil, CPython 3.12, 4 cores, ..." */
    char models[2][24]; /* of BREAK_EVEN: the second is faster from a value of this on */
    char parameter[96]; /* "values.task" */
    struct quiz_asked asked;
    int64_t truth;                 /* as the kind has it: a thread, a reason, a number */
    int64_t choices[QUIZ_CHOICES]; /* what each stands for */
};

/* Draws question number `n` (from 0) of a seed; `before` are those drawn already, which are not
 * asked again. False with errors: a scenario is not valid, or nothing can be asked. */
bool quiz_draw(const struct quiz_family *family, uint64_t seed, int n,
               const struct quiz_item *before, struct quiz_item *item,
               struct sim_errors *errors);

/* Where a wrong answer and the run part. */
struct quiz_parting {
    uint64_t step;
    char sentence[QUIZ_TEXT]; /* what happens there, and what that means for the answer */
};

bool quiz_find_parting(const struct quiz_family *family, const struct quiz_item *item,
                       double answer, struct quiz_parting *parting, struct sim_errors *errors);

/* The command that opens the stepper at a step of its run; step 0: at the beginning. Of two models
 * the one that compares them where they break even. */
void quiz_put_command(struct sim_text *text, const struct quiz_family *family,
                      const struct quiz_item *item, uint64_t step);

#endif
