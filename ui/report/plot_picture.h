/* SPDX-License-Identifier: GPL-3.0-or-later
 * A plot as a picture: what any painter of pictures can do. */
#ifndef INTERLOCK_UI_REPORT_PLOT_PICTURE_H
#define INTERLOCK_UI_REPORT_PLOT_PICTURE_H

#include "ui/report/plot.h"

enum plot_anchor { PLOT_START, PLOT_MIDDLE, PLOT_END };

/* Colours by their number: 0 is that of text, 1 that of the grid, then those of the curves. */
enum plot_ink { PLOT_INK, PLOT_GRID, PLOT_CURVE };

struct plot_color {
    unsigned char r, g, b;
};

extern const struct plot_color plot_colors[PLOT_CURVE + PLOT_CURVES_MAX];

/* Lengths are pixels or points, from the upper left corner. */
struct plot_painter {
    /* `dash`: 0 is a whole line, others are patterns. */
    void (*line)(void *context, const double *xy, uint32_t corners, unsigned ink, double width,
                 unsigned dash);
    /* A closed shape, filled or not. */
    void (*shape)(void *context, const double *xy, uint32_t corners, unsigned ink, bool filled);
    void (*disc)(void *context, double x, double y, double radius, unsigned ink, bool filled);
    void (*text)(void *context, double x, double y, enum plot_anchor anchor, bool upwards,
                 const char *text);
};

#define PLOT_LETTER 12 /* height of letters */

/* On and off lengths of a pattern; 0, 0: a whole line. */
struct plot_dash {
    double on, off;
};

extern const struct plot_dash plot_dashes[4];

void plot_paint(const struct plot_painter *painter, void *context, const struct plot *plot,
                double width, double height);

#endif
