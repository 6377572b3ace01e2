/* SPDX-License-Identifier: GPL-3.0-or-later
 * Colours of roles. */
#ifndef INTERLOCK_UI_TUI_THEME_H
#define INTERLOCK_UI_TUI_THEME_H

#include <stdint.h>

/* Prepares a theme for the terminal's colours; `theme` is one of enum tui_theme. */
void theme_start(int theme);

/* Attributes of a role, as curses has them. */
unsigned long theme_of(uint8_t role);

#endif
