/* SPDX-License-Identifier: GPL-3.0-or-later
 * Colours of roles in a window. */
#ifndef INTERLOCK_UI_VIEW_THEME_H
#define INTERLOCK_UI_VIEW_THEME_H

#include "ui/view/picture.h"

#include <stdint.h>

/* 0xAARRGGBB; `line` is of a hatch, and of words in that role. */
struct view_colour {
    uint32_t fill, line;
};

enum view_theme { VIEW_LIGHT, VIEW_DARK, VIEW_THEMES };

struct view_colour view_theme_colour(int theme, uint8_t ink);

/* The same for a hatch: on a thread's colour its lines are as dark as words on it. */
struct view_colour view_theme_hatch(int theme, uint8_t ink);

#endif
