/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a recording knows of the selected thread. */
#ifndef INTERLOCK_UI_PLAY_PANE_RECORDED_H
#define INTERLOCK_UI_PLAY_PANE_RECORDED_H

#include "ui/play/pane.h"

/* Its times so far in a row of words; returns the column behind them. */
int pane_put_known(const struct pane *pane, int x, int row);

/* The same as a table, where a scenario has the thread's program. */
void pane_draw_known(const struct pane *pane);

#endif
