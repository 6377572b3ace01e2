/* SPDX-License-Identifier: GPL-3.0-or-later
 * Colours of roles in a window. */
#ifndef INTERLOCK_UI_GUI_THEME_H
#define INTERLOCK_UI_GUI_THEME_H

#include "ui/view/picture.h"

#include <stdint.h>

/* 0xAARRGGBB; `line` is of a hatch, and of words in that role. */
struct theme_colour {
    uint32_t fill, line;
};

/* Names of themes, ended by NULL. */
extern const char *const theme_names[];

struct theme_colour theme_colour(int theme, uint8_t ink);

#endif
