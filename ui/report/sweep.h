/* SPDX-License-Identifier: GPL-3.0-or-later
 * A sweep for people and for programs: a table, JSON, the list of its points. */
#ifndef INTERLOCK_UI_REPORT_SWEEP_H
#define INTERLOCK_UI_REPORT_SWEEP_H

#include "ui/report/sheet.h"

/*
 * The table has a line for each point. What it is compared with saw the same draws, so that what is
 * said of a ratio is said of runs in pairs: with `sequential` at the same point, or with the points
 * that have another value along one axis and are otherwise the same.
 *
 * What is compared is a figure, a column of the sheet; the less of it, the better. A run that has
 * not come to its end has no makespan, whatever its line says.
 */
#define SWEEP_FIGURE "makespan_ns"

struct sweep_table {
    FILE *to;
    bool unicode;
    unsigned width;           /* of a terminal, in columns; 0: none is given */
    const char *title;        /* NULL: not known */
    const char *figure;       /* a column; NULL: the usual one (sheet_usual) */
    const char *axis, *value; /* compare with the points that have it; NULL: with sequential */
};

/* Whether a sheet has that column; NULL: none is asked for. */
bool report_sweep_has(const struct sheet *sheet, const char *figure, struct sim_errors *errors);

/* False with an error: no axis of that name, no such value on it, out of memory. */
bool report_sweep_table(const struct sweep_table *table, const struct sheet *sheet,
                        struct sim_errors *errors);

/* An object about the sweep, then one for each line of the sheet. False when out of memory. */
bool report_sweep_lines(FILE *to, const struct scenario *scenario, const struct sheet *sheet);

/* The points and their values, those of `take` (by place, from 0; NULL: all). */
void report_sweep_points(FILE *to, const struct scenario *scenario,
                         const struct sweep_points *points,
                         bool (*take)(const void *context, uint32_t place),
                         const void *context);

#endif
