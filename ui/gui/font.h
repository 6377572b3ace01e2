/* SPDX-License-Identifier: GPL-3.0-or-later
 * Fonts: found, measured, and drawn. */
#ifndef INTERLOCK_UI_GUI_FONT_H
#define INTERLOCK_UI_GUI_FONT_H

#include "sim/base/text.h"
#include "ui/view/picture.h"

#include <stdbool.h>

struct fonts;

/* The system's sans-serif and monospace fonts with letters of `size` pixels. NULL with `why`. */
struct fonts *fonts_open(int size, struct sim_text *why);
void fonts_close(struct fonts *fonts); /* NULL is allowed */

/* Sizes of words; refers to `fonts`. */
struct view_metrics fonts_metrics(struct fonts *fonts);

/* How much of each pixel a word covers, 0 to 255 in rows of `width`; NULL when it cannot be drawn.
 * Belongs to `fonts`, and is valid until the next call. */
struct font_word {
    int width, height, pitch;
    const uint8_t *cover;
};
const struct font_word *fonts_word(struct fonts *fonts, enum view_face face, const char *text);

#endif
