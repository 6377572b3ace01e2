/* SPDX-License-Identifier: GPL-3.0-or-later
 * One character for each reason. */
#ifndef INTERLOCK_UI_VIEW_GLYPH_H
#define INTERLOCK_UI_VIEW_GLYPH_H

#include "sim/state/reason.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A lane must be readable without colour, and without any character beyond ASCII: what is done is
 * dark, what is waited for is light or a letter, what is not there is blank. In ASCII each reason
 * is the letter that it has everywhere (sim/state/reason.h), but running, which is '#'.
 */
const char *view_glyph(enum sim_reason reason, bool unicode);

/* A character for a thread in a core's lane: 1 to 9, then a to z, then '+'; '-' for VIEW_SELDOM. */
#define VIEW_SELDOM UINT32_MAX /* in place of a thread: the core was idle most of the time, */
#define VIEW_SELDOM_TEXT "core mostly idle" /* as a legend says */
char view_thread_mark(uint32_t thread);

/* A bar of `eighths` eighths of a cell each, at most `width` cells, as UTF-8 or '#'. Writes at most
 * 3 * width + 1 bytes; returns the number of cells used. */
unsigned view_bar(char *to, unsigned eighths, unsigned width, bool unicode);

#endif
