/* SPDX-License-Identifier: GPL-3.0-or-later
 * Keys and clicks from a line of text. */
#ifndef INTERLOCK_UI_GUI_SCRIPT_H
#define INTERLOCK_UI_GUI_SCRIPT_H

#include "ui/gui/gui.h"

/* Plays keys (ui/play/keys.h); <Size WxH> changes *width and *height. A click needs a picture, so
 * one is laid out for it. False with `why` at a mistake. */
bool script_play(struct play_chart *chart, struct view_picture *picture, int *width,
                 int *height, const struct view_metrics *metrics, const char *keys,
                 struct sim_text *why);

#endif
