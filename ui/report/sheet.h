/* SPDX-License-Identifier: GPL-3.0-or-later
 * The results of a sweep as CSV: written, and read again. */
#ifndef INTERLOCK_UI_REPORT_SHEET_H
#define INTERLOCK_UI_REPORT_SHEET_H

#include "scenarios/sweep.h"
#include "sim/study/result.h"
#include "sim/study/speedup.h"

#include <stdio.h>

/*
 * One line for each point and replication, after one that names the columns:
 *
 *     sweep,version,seed,points,point,AXES...,replication,outcome,reason,makespan_ns,...
 *
 * The first four are the same in all lines of a sweep and say which one it is, so that parts that
 * do not belong together are found out however they were cut and joined. AXES are named as --set
 * names them, what follows as in `run --json`. A cell that has no value is empty. The columns are a
 * contract (docs/SWEEP.md): there may be more of them at the end.
 */

/* ---- writing ---- */

struct sheet_identity {
    uint64_t sweep; /* equal for the same points of the same scenario, run the same way */
    uint32_t points;
    uint32_t
        aim; /* sim/study/aim.h: what counts, which a table shows where nothing else is asked for */
};

void sheet_put_head(FILE *to, const struct scenario *scenario);

/* The cells before those of a run, then those of a run, then the end of the line. */
struct sheet_line {
    const struct scenario *scenario; /* whose sweep it is */
    struct sheet_identity identity;
    uint32_t point, combination; /* the first counts from 1 */
    int64_t replication;
    bool random; /* another replication has other draws */
};

void sheet_put_run(FILE *to, const struct sheet_line *line, const struct study_result *result,
                   const struct study_speedup *speedup);

/* A point that came to no result: "refused" or "given up", and why. */
void sheet_put_failure(FILE *to, const struct sheet_line *line, const char *outcome,
                       const char *why);

/* ---- reading ---- */

enum sheet_column {
    SHEET_SWEEP,
    SHEET_VERSION,
    SHEET_SEED,
    SHEET_POINTS,
    SHEET_POINT,
    SHEET_REPLICATION,
    SHEET_OUTCOME,
    SHEET_REASON,
    SHEET_MAKESPAN,
    SHEET_SPEEDUP,
    SHEET_CPU,
    SHEET_COLUMN_COUNT
};

struct sheet_row {
    uint32_t point;
    uint32_t line;    /* in its file */
    const char *text; /* not ended by a zero byte */
    size_t length;    /* without the line feed */
};

struct sheet {
    const char *name;
    char *bytes;
    const char *head; /* the first line, without its line feed; of `bytes` */
    size_t head_length;
    char **columns; /* their names */
    uint32_t column_count;
    uint32_t known[SHEET_COLUMN_COUNT]; /* which column is which */
    uint32_t first_axis, axis_count;
    char sweep[32], version[32], seed[32]; /* of all lines, as they stand there */
    uint32_t points;                       /* of the whole sweep */
    struct sheet_row *rows;                /* by point, and within one as in the file */
    uint32_t row_count;
    bool shared; /* columns and head are another sheet's */
};

/* Reads a sweep from a file that is open; `name` stands in errors and outlives the sheet. NULL
 * with an error that names the line. */
struct sheet *sheet_read(FILE *from, const char *name, struct sim_errors *errors);
void sheet_free(struct sheet *sheet); /* NULL is allowed */

/* The sheet of a sweep that has not been run: columns and no rows. NULL when out of memory. */
struct sheet *sheet_empty(const struct scenario *scenario);

/* The column of that name; column_count when there is none. */
uint32_t sheet_find(const struct sheet *sheet, const char *column);

/* The column to look at where none is asked for: the one that counts, as the sheet says; and where that
 * is the makespan, but no run has come to its end, how late requests are answered, 99 of 100 of them. */
uint32_t sheet_usual(const struct sheet *sheet);

/* What stands in a cell. Its beginning, when the buffer is too short. */
const char *sheet_cell(const struct sheet *sheet, const struct sheet_row *row, uint32_t column,
                       char *buffer, size_t size);

/* The number in a cell; false when there is none. */
bool sheet_number(const struct sheet *sheet, const struct sheet_row *row, uint32_t column,
                  double *number);

/* One sheet of all rows of several, which it points into. NULL with an error when they are not of
 * one sweep, or say different things of a point. Points may be missing. */
struct sheet *sheet_merge(struct sheet *const *parts, uint32_t count,
                          struct sim_errors *errors);

/* Puts the numbers of the points that are missing, a few of them: "3-5, 9 and 12 more"; false when
 * none is. */
bool sheet_put_missing(const struct sheet *sheet, struct sim_text *text);

/* Writes the first line and all rows. */
void sheet_write(const struct sheet *sheet, FILE *to);

/* How many rows the point of `row` has, from this one on. */
uint32_t sheet_rows_of_point(const struct sheet *sheet, uint32_t row);

#endif
