/* SPDX-License-Identifier: GPL-3.0-or-later
 * cairo, loaded when the first picture is asked for. */
#ifndef INTERLOCK_UI_REPORT_BY_CAIRO_H
#define INTERLOCK_UI_REPORT_BY_CAIRO_H

#include "config.h"

#ifdef WITH_CAIRO /* nothing to be painted with otherwise */

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>
#include <stdbool.h>

/*
 * It brings twenty libraries along, for which the dynamic linker took a millisecond at the beginning
 * of every command: a third of what running a small scenario takes. So the program is not linked
 * with it, and calls it through this table: by_cairo.fill(...) is cairo_fill(...).
 */
struct by_cairo {
#define BY_CAIRO(name) __typeof__(&cairo_##name) name;
#include "ui/report/by_cairo.def"
#undef BY_CAIRO
};

/* Filled by picture_load_cairo (picture_file.h). */
extern struct by_cairo by_cairo;

/* Writes to a FILE, for surfaces that are a stream. */
cairo_status_t by_cairo_write(void *file, const unsigned char *bytes, unsigned count);

/* All is painted: ends the page, and the painting; false when something went wrong with it. */
bool by_cairo_end(cairo_t *cairo);

/* Ends the surface and what it writes; false when it could not, or was not `good` before. */
bool by_cairo_close(cairo_surface_t *surface, bool good);

#endif

#endif
