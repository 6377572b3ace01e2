/* SPDX-License-Identifier: GPL-3.0-or-later
 * Questions on paper: as text, as Markdown, as JSON. */
#ifndef INTERLOCK_UI_REPORT_QUIZ_SHEET_H
#define INTERLOCK_UI_REPORT_QUIZ_SHEET_H

#include "ui/quiz/sheet.h"

#include <stdio.h>

enum quiz_sheet_format { QUIZ_SHEET_TEXT, QUIZ_SHEET_MARKDOWN, QUIZ_SHEET_JSON };

/* A sheet to print. What stands over it is the caller's. */
struct quiz_sheet {
    const struct quiz_family *family;
    const struct quiz_item *items;
    int count;
    uint64_t seed;
    bool answers; /* with the key and its explanations */
    int width;    /* columns of text */
    FILE *to;
};

void quiz_sheet_print(const struct quiz_sheet *sheet, enum quiz_sheet_format format);

/* One question, numbered from 0, as text; and text wrapped behind an indent. */
void quiz_sheet_print_question(const struct quiz_sheet *sheet, int n);
void quiz_sheet_print_wrapped(FILE *to, int width, int indent, const char *text);
/* With `head` in the first line's indent. */
void quiz_sheet_print_behind(FILE *to, int width, int indent, const char *head,
                             const char *text);

#endif
