/* SPDX-License-Identifier: GPL-3.0-or-later
 * A window's picture as SVG, PNG or PDF. */
#ifndef INTERLOCK_UI_REPORT_PICTURE_FILE_H
#define INTERLOCK_UI_REPORT_PICTURE_FILE_H

#include "ui/view/picture.h"

#include <stdio.h>

/*
 * The second painter of the list that a window is painted from (ui/gui/paint.h has the first):
 * nothing is laid out here, so a slide shows what the window shows. Lines and letters are shapes,
 * sharp at any size, and the files need no font where they are looked at.
 *
 * Letters are cairo's "toy" fonts, which asks fontconfig for sans-serif and monospace: more
 * (shaping, right to left, a font for every character) nothing here needs, since words are names
 * and English sentences. Where no font is installed it has one of its own, of strokes.
 */
struct picture_fonts;

/* Loads cairo, once; before all that follows, and before plots are painted with it. NULL, or why
 * that cannot be done. */
const char *picture_load_cairo(void);

/* With letters of `size` pixels; NULL when out of memory. */
struct picture_fonts *picture_fonts_open(int size);
void picture_fonts_close(struct picture_fonts *fonts); /* NULL is allowed */

/* Has the system none, so that strokes are all there is? */
bool picture_fonts_missing(const struct picture_fonts *fonts);

/* Sizes of words; refers to `fonts`. */
struct view_metrics picture_fonts_metrics(struct picture_fonts *fonts);

/* Why a picture, or a plot, could not be painted with cairo. */
const char *picture_failure(void);

/* Writes a picture that was laid out with the metrics of `fonts`. False when `to` cannot be
 * written, which ferror(to) tells, or else by picture_failure(). */
typedef bool (*picture_write_fn)(FILE *to, const struct view_picture *picture,
                                 const struct picture_fonts *fonts, int theme);

bool picture_write_svg(FILE *to, const struct view_picture *picture,
                       const struct picture_fonts *fonts, int theme);
bool picture_write_png(FILE *to, const struct view_picture *picture,
                       const struct picture_fonts *fonts, int theme);
bool picture_write_pdf(FILE *to, const struct view_picture *picture,
                       const struct picture_fonts *fonts, int theme);

#endif
