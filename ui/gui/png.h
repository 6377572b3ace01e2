/* SPDX-License-Identifier: GPL-3.0-or-later
 * Pixels as a PNG file. */
#ifndef INTERLOCK_UI_GUI_PNG_H
#define INTERLOCK_UI_GUI_PNG_H

#include "ui/gui/paint.h"

#include <stdio.h>

/* False when it cannot be written, or memory is short: ferror(file) tells which. */
bool png_put(FILE *file, const struct canvas *canvas);

#endif
