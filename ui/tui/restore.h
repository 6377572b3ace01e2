/* SPDX-License-Identifier: GPL-3.0-or-later
 * Giving the terminal back, whatever happens. */
#ifndef INTERLOCK_UI_TUI_RESTORE_H
#define INTERLOCK_UI_TUI_RESTORE_H

#include <stdbool.h>

/* Notes how the terminal and the signals are; before curses begins. */
void restore_note(void);

/* From now on signals that end the program give the terminal back first; those that were ignored
 * still are. After curses began. */
void restore_watch(void);

/* Signals are as they were. */
void restore_forget(void);

/* Has ^C been pressed? */
bool restore_interrupted(void);

#endif
