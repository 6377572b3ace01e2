/* SPDX-License-Identifier: GPL-3.0-or-later
 * Questions on paper: as text, as Markdown, as JSON. */
#ifndef INTERLOCK_UI_REPORT_SHEET_H
#define INTERLOCK_UI_REPORT_SHEET_H

#include "ui/quiz/sheet.h"

#include <stdio.h>

enum sheet_format { SHEET_TEXT, SHEET_MARKDOWN, SHEET_JSON };

/* A sheet to print. What stands over it is the caller's. */
struct sheet {
    const struct quiz_family *family;
    const struct quiz_item *items;
    int count;
    uint64_t seed;
    bool answers; /* with the key and its explanations */
    int width;    /* columns of text */
    FILE *to;
};

void sheet_print(const struct sheet *sheet, enum sheet_format format);

/* One question, numbered from 0, as text; and text wrapped behind an indent. */
void sheet_print_question(const struct sheet *sheet, int n);
void sheet_print_wrapped(FILE *to, int width, int indent, const char *text);
/* With `head` in the first line's indent. */
void sheet_print_behind(FILE *to, int width, int indent, const char *head, const char *text);

#endif
