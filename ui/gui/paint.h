/* SPDX-License-Identifier: GPL-3.0-or-later
 * Painting a picture's list into pixels. */
#ifndef INTERLOCK_UI_GUI_PAINT_H
#define INTERLOCK_UI_GUI_PAINT_H

#include "ui/gui/font.h"

/*
 * Pixels are written here and not by a renderer: a list of rectangles with hatches is a few
 * million stores, the same on every machine with or without a graphics processor, so that what a
 * test has looked at is what everybody sees, and a picture for a slide is the window's.
 */
struct canvas {
    uint32_t *pixels; /* 0x00RRGGBB */
    int width, height;
    int pitch; /* pixels from one row to the next */
};

void paint_picture(const struct canvas *canvas, const struct view_picture *picture,
                   struct fonts *fonts, int theme);

#endif
