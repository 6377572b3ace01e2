/* SPDX-License-Identifier: GPL-3.0-or-later
 * Pixels as a PNG file. */
#ifndef INTERLOCK_UI_GUI_PNG_H
#define INTERLOCK_UI_GUI_PNG_H

#include "ui/gui/paint.h"

/* False when it cannot be written; errno says why. */
bool png_write(const char *file, const struct canvas *canvas);

#endif
