/* SPDX-License-Identifier: GPL-3.0-or-later
 * A sweep as curves: what is drawn, whatever it is drawn with. */
#ifndef INTERLOCK_UI_REPORT_PLOT_H
#define INTERLOCK_UI_REPORT_PLOT_H

#include "ui/report/sheet.h"

/*
 * Along the horizontal axis goes one axis of the sweep, upwards a column, with intervals; each
 * combination of the other axes is a curve. Between words nothing is drawn, since there is nothing.
 * Curves differ by their marks, and by colour only where there is some besides. An axis that is in lockstep with the horizontal one makes no curves.
 */
#define PLOT_CURVES_MAX 8 /* more marks are not told apart */
#define PLOT_TICKS_MAX 16

enum plot_unit { PLOT_NUMBER, PLOT_TIME, PLOT_SIZE, PLOT_SHARE, PLOT_WORD };

struct plot_mark {
    double x, y, low, high; /* low and high are y where nothing varies */
};

struct plot_curve {
    char *label;             /* values of the other axes */
    struct plot_mark *marks; /* by x */
    uint32_t count;
};

struct plot_tick {
    double at;
    char text[32];
};

struct plot_axis {
    const char *name;
    enum plot_unit unit;
    bool log;
    double least, most; /* of what is drawn, with room at the ends */
    struct plot_tick ticks[PLOT_TICKS_MAX];
    uint32_t tick_count;
};

struct plot {
    struct plot_axis x, y;
    char *others; /* names of the axes that make the curves; "" when there are none */
    struct plot_curve curves[PLOT_CURVES_MAX];
    uint32_t curve_count;
    uint32_t replications; /* of the point that has most */
    uint32_t left_out;     /* points without that figure */
    char **words;          /* of an axis of words: the values at 0, 1, ... */
    uint32_t word_count;
};

struct plot_choice {
    const char *x;      /* an axis; NULL: the one with most numbers */
    const char *figure; /* a column; NULL: speedup, or where there is none the makespan */
    const char *where;  /* an expression; NULL: all points */
    const char *log;    /* "x", "y", "xy", "none"; NULL: x if its values are spaced so */
};

/* NULL with an error, which is the command line's fault. */
struct plot *plot_create(const struct sheet *sheet, const struct plot_choice *choice,
                         struct sim_errors *errors);
void plot_destroy(struct plot *plot); /* NULL is allowed */

/* Where along an axis a value is: 0 at its beginning, 1 at its end. */
double plot_place(const struct plot_axis *axis, double value);

/* On a terminal, in so many columns and lines. False when out of memory. */
bool plot_text(FILE *to, const struct plot *plot, unsigned width, unsigned height,
               bool unicode);

/* A picture, in pixels, or points of a page. False when it cannot be made. */
bool plot_svg(FILE *to, const struct plot *plot, unsigned width, unsigned height);

/* The same, in builds with cairo only. */
bool plot_png(FILE *to, const struct plot *plot, unsigned width, unsigned height);
bool plot_pdf(FILE *to, const struct plot *plot, unsigned width, unsigned height);

#endif
