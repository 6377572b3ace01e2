/* SPDX-License-Identifier: GPL-3.0-or-later
 * Text of a scenario or a recording inside JSON, XML and CSV. */
#ifndef INTERLOCK_UI_REPORT_ESCAPE_H
#define INTERLOCK_UI_REPORT_ESCAPE_H

#include <stdio.h>

/*
 * Names and titles are anybody's: a scenario may come by mail, and a program names its threads as
 * it likes. Whatever stands in them stays text. What is no UTF-8, and characters that the format
 * cannot hold, become U+FFFD.
 */

/* For a terminal, with a '?' for what cannot be shown there. */
void escape_shown(FILE *to, const char *text);

/* A string with its quotes. `<` is written as a number, so that it may stand in a page's script. */
void escape_json(FILE *to, const char *text);

/* Between tags and within double quotes, of XML and of HTML. */
void escape_xml(FILE *to, const char *text);

/* A cell in quotes. */
void escape_csv(FILE *to, const char *text);

#endif
