/* SPDX-License-Identifier: GPL-3.0-or-later
 * Printing the table of a sweep. */
#include "config.h"

#include "ui/report/sweep.h"

#include "sim/study/interval.h"
#include "sim/study/result.h"
#include "ui/report/summary.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/*
 * Two passes: one over the sheet, which finds where points begin, how wide the columns are, and
 * with whom each point is compared; one that prints.
 */
#define CELL 128 /* bytes of a cell that are looked at */

struct series {
    double *figure, *speedup;
    uint32_t count, speedups;
    double cpu;  /* processors on average */
    bool known;  /* all rows have the figure */
    bool random; /* another run has other draws */
    char outcome[32], reason[sizeof(((struct study_result *)NULL)->why)];
};

struct printer {
    const struct sweep_table *table;
    const struct sheet *sheet;
    uint32_t figure; /* column, and */
    const char *figure_name;
    bool is_makespan, is_time;
    bool compares; /* with a base line */
    unsigned figure_width;
    uint32_t axis;   /* column of the one compared along; column_count: none */
    unsigned *width; /* of the axes */
    unsigned point_width;
    bool no_shares; /* no room for how far each mean may be off; */
    bool below; /* or none for the ratio and what follows, which goes into a line of its own */
    uint32_t *first; /* row of each point that is there */
    uint32_t count;
    struct base *bases; /* sorted */
    uint32_t base_count;
    uint32_t most; /* rows of a point */
};

/* A point that others are compared with, by what they have in common with it. */
struct base {
    char *common;
    uint32_t row;
};

/* ---- reading a point ---- */

static void series_free(struct series *series)
{
    free(series->figure);
    free(series->speedup);
    *series = (struct series){ 0 };
}

static void take_row(const struct printer *printer, struct series *series,
                     const struct sheet_row *row)
{
    const struct sheet *sheet = printer->sheet;
    char outcome[32];
    double figure, makespan, cpu, speedup, random;
    bool known = sheet_number(sheet, row, printer->figure, &figure);

    if (!sheet_number(sheet, row, sheet_find(sheet, "random"), &random) || random != 0)
        series->random = true;

    sheet_cell(sheet, row, sheet->known[SHEET_OUTCOME], outcome, sizeof(outcome));
    if (printer->is_makespan && strcmp(outcome, "ended"))
        known = false;
    if (!known && series->known) {
        series->known = false;
        snprintf(series->outcome, sizeof(series->outcome), "%s", outcome);
        sheet_cell(sheet, row, sheet->known[SHEET_REASON], series->reason,
                   sizeof(series->reason));
    }
    if (!known)
        return;
    series->figure[series->count++] = figure;
    if (sheet_number(sheet, row, sheet->known[SHEET_MAKESPAN], &makespan) &&
        sheet_number(sheet, row, sheet->known[SHEET_CPU], &cpu) && makespan > 0)
        series->cpu += cpu / makespan;
    if (sheet_number(sheet, row, sheet->known[SHEET_SPEEDUP], &speedup))
        series->speedup[series->speedups++] = speedup;
}

static bool read_point(const struct printer *printer, uint32_t row, struct series *series)
{
    const struct sheet *sheet = printer->sheet;
    uint32_t count = sheet_rows_of_point(sheet, row);

    *series = (struct series){ .figure = calloc(count, sizeof(double)),
                               .speedup = calloc(count, sizeof(double)),
                               .known = true };
    if (!series->figure || !series->speedup) {
        series_free(series);
        return false;
    }
    for (uint32_t i = row; i < row + count; i++)
        take_row(printer, series, &sheet->rows[i]);
    if (series->count)
        series->cpu /= series->count;
    return true;
}

/* ---- whom to compare with ---- */

/* What a point has along all axes but the one compared along. */
static char *common_of(const struct printer *printer, const struct sheet_row *row)
{
    const struct sheet *sheet = printer->sheet;
    char *text = NULL, cell[CELL];
    size_t length;
    FILE *to = open_memstream(&text, &length);

    for (uint32_t i = 0; to && i < sheet->axis_count; i++) {
        uint32_t column = sheet->first_axis + i;

        if (column != printer->axis)
            fprintf(to, "%s\n", sheet_cell(sheet, row, column, cell, sizeof(cell)));
    }
    if (to)
        fclose(to);
    return text;
}

static int by_common(const void *a, const void *b)
{
    const struct base *one = a, *other = b;

    return strcmp(one->common, other->common);
}

static bool find_bases(struct printer *printer, struct sim_errors *errors)
{
    const struct sheet *sheet = printer->sheet;
    char cell[CELL];

    printer->axis = sheet->column_count;
    if (!printer->table->axis)
        return true;
    printer->axis = sheet_find(sheet, printer->table->axis);
    if (printer->axis < sheet->first_axis ||
        printer->axis >= sheet->first_axis + sheet->axis_count)
        return sim_error_add(errors, NULL, 0, "--against: no axis is called ",
                             printer->table->axis, NULL);
    printer->bases = calloc(printer->count + 1, sizeof(*printer->bases));
    for (uint32_t i = 0; printer->bases && i < printer->count; i++) {
        const struct sheet_row *row = &sheet->rows[printer->first[i]];
        struct base *base = &printer->bases[printer->base_count];

        if (strcmp(sheet_cell(sheet, row, printer->axis, cell, sizeof(cell)),
                   printer->table->value))
            continue;
        *base = (struct base){ common_of(printer, row), printer->first[i] };
        if (!base->common)
            return sim_error_add(errors, NULL, 0, "out of memory", NULL);
        printer->base_count++;
    }
    if (printer->bases && printer->base_count)
        qsort(printer->bases, printer->base_count, sizeof(*printer->bases), by_common);
    if (printer->base_count)
        return true;
    return sim_error_add(errors, NULL, 0, "--against: no point has ", printer->table->axis,
                         " = ", printer->table->value, NULL);
}

static const struct base *base_of(const struct printer *printer, uint32_t row)
{
    struct base wanted = { common_of(printer, &printer->sheet->rows[row]), row };
    const struct base *found = NULL;

    if (wanted.common && printer->base_count)
        found = bsearch(&wanted, printer->bases, printer->base_count, sizeof(*printer->bases),
                        by_common);
    free(wanted.common);
    return found;
}

/* Both saw the same draws in the n-th run of each; where one does not vary, its only run stands
 * for all of them. */
static bool ratio_to(const struct series *base, const struct series *series,
                     struct study_interval *ratio)
{
    uint32_t count = base->count > series->count ? base->count : series->count;
    double *one = calloc(2 * (size_t)count, sizeof(*one)), *other = one + count;
    bool good;

    if (!one)
        return false;
    if (base->count > 1 && series->count > 1 && base->count < series->count)
        count = base->count;
    else if (base->count > 1 && series->count > 1)
        count = series->count;
    for (uint32_t i = 0; i < count; i++) {
        one[i] = base->figure[base->count > 1 ? i : 0];
        other[i] = series->figure[series->count > 1 ? i : 0];
    }
    good = study_interval_of_ratios(one, other, count, ratio);
    free(one);
    return good;
}

/* One run of what is drawn tells the ratio of that run, and no more. */
static const char *doubt_of(const struct series *base, const struct series *series)
{
    return base->count < 2 && series->count < 2 && (base->random || series->random) ? "one run"
                                                                                    : NULL;
}

/* How many times as fast; false when it cannot be told. Then, or where nothing follows from it, with the
 * reason. */
static bool ratio_of(const struct printer *printer, uint32_t row, const struct series *series,
                     struct study_interval *ratio, const char **why)
{
    const struct base *base;
    struct series its;
    bool good;

    *why = "unknown: sequential does not end";
    if (!printer->table->axis) {
        good = series->speedups == series->count;
        if (!good)
            return false;
        *ratio = study_interval(series->speedup, series->speedups);
        *why = doubt_of(series, series);
        return true;
    }
    *why = "unknown: nothing to compare with";
    base = base_of(printer, row);
    if (!base || !read_point(printer, base->row, &its))
        return false;
    *why = base->row == row ? "base line" : "unknown: what it is compared with has none";
    good = base->row != row && its.known && ratio_to(&its, series, ratio);
    if (good)
        *why = doubt_of(&its, series);
    series_free(&its);
    return good;
}

/* ---- columns ---- */

/* Bytes that begin a character: all but those that continue one. */
static unsigned wide(const char *text)
{
    unsigned count = 0;

    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

/* "count" of thread.worker.count: the key's section goes on a line of its own above it. */
static const char *last_part(const char *key)
{
    const char *dot = strrchr(key, '.');

    return dot ? dot + 1 : key;
}

static void measure(struct printer *printer)
{
    const struct sheet *sheet = printer->sheet;
    char cell[CELL];

    for (uint32_t i = 0; i < sheet->axis_count; i++) {
        const char *key = sheet->columns[sheet->first_axis + i], *last = last_part(key);

        printer->width[i] =
            wide(last) > (unsigned)(last - key) ? wide(last) : (unsigned)(last - key);
        for (uint32_t p = 0; p < printer->count; p++) {
            unsigned its = wide(sheet_cell(sheet, &sheet->rows[printer->first[p]],
                                           sheet->first_axis + i, cell, sizeof(cell)));

            printer->width[i] = its > printer->width[i] ? its : printer->width[i];
        }
    }
    printer->point_width = (unsigned)snprintf(NULL, 0, "%u", sheet->points);
    if (printer->point_width < 5)
        printer->point_width = 5;
}

static void put_right(FILE *to, const char *text, unsigned width)
{
    fprintf(to, "  %*s%s", (int)(wide(text) < width ? width - wide(text) : 0), "", text);
}

/* Room for an interval only where there may be one. */
static unsigned share_width(const struct printer *printer)
{
    return printer->most > 1 && !printer->no_shares ? 8 : 0;
}

static unsigned ratio_width(const struct printer *printer)
{
    return printer->most > 1 ? 16 : 7;
}

/* Where words begin behind the axes; `figures`: behind all that are numbers in their line. */
static unsigned column_of(const struct printer *printer, bool figures)
{
    unsigned column = 2 + printer->point_width + 2;

    for (uint32_t i = 0; i < printer->sheet->axis_count && !(figures && printer->below); i++)
        column += printer->width[i] + 2;
    if (figures && !printer->below)
        column += printer->figure_width + share_width(printer) + 2;
    if (figures)
        column += ratio_width(printer) + 2 + 5 + 2; /* "00.00" of cores */
    return column;
}

static bool has_room(const struct printer *printer, unsigned columns)
{
    return !printer->table->width || columns <= printer->table->width;
}

/* On a narrow terminal the ratio's interval is kept and that of the mean is not; and what is said of
 * the ratio goes below where that is not enough. */
static void fit(struct printer *printer)
{
    unsigned word = (unsigned)strlen("distinguishable");

    printer->no_shares =
        printer->compares && !has_room(printer, column_of(printer, true) + word);
    printer->below = printer->no_shares && !has_room(printer, column_of(printer, true) + word);
    printer->no_shares &= !printer->below || !has_room(printer, column_of(printer, false) +
                                                                    printer->figure_width + 8);
}

/* The last of a line: where there is room for its longest word it goes on below. */
static void put_words(const struct printer *printer, unsigned column, const char *words)
{
    struct summary_style style = { .to = printer->table->to, .width = UINT_MAX };

    if (column + strlen("distinguishable") <= printer->table->width)
        style.width = printer->table->width;
    summary_wrap(&style, column, column, words);
}

/* What stands behind the figure, or below it: the ratio, cores, and words. */
static void put_last(const struct printer *printer, const char *ratio, const char *cores,
                     const char *words)
{
    FILE *to = printer->table->to;

    if (printer->below)
        fprintf(to, "\n  %*s", (int)printer->point_width, "");
    fprintf(to, "  %-*s  %5s  ", (int)ratio_width(printer), ratio, cores);
    put_words(printer, column_of(printer, true), words);
}

/* Where what names the draws is an axis, points have others. */
static bool have_same_draws(const struct sheet *sheet)
{
    for (uint32_t i = 0; i < sheet->axis_count; i++) {
        const char *key = sheet->columns[sheet->first_axis + i];

        if (!strcmp(key, "scenario.seed") || !strcmp(key, "scenario.replication"))
            return false;
    }
    return true;
}

static void put_count(const struct printer *printer)
{
    char words[160];
    struct sim_text text = SIM_TEXT(words);

    sim_text_put_int(&text, printer->count);
    sim_text_put(&text, printer->count == 1 ? " point" : " points");
    if (printer->count < printer->sheet->points) {
        sim_text_put(&text, " of ");
        sim_text_put_int(&text, printer->sheet->points);
    }
    if (printer->most > 1) {
        sim_text_put(&text, "; means of up to ");
        sim_text_put_int(&text, printer->most);
        sim_text_put(&text, " runs each, ");
        sim_text_put(&text, have_same_draws(printer->sheet) ? "the same draws for all, " : "");
        sim_text_put(&text, "with 95 % intervals");
    }
    put_words(printer, 0, words);
}

static void put_head(const struct printer *printer)
{
    const struct sheet *sheet = printer->sheet;
    const struct sweep_table *table = printer->table;
    const char *figure = printer->is_makespan ? "time" : printer->figure_name;
    FILE *to = table->to;
    char against[CELL];

    const struct summary_style style = { .to = to,
                                         .width = table->width ? table->width : UINT_MAX,
                                         .unicode = table->unicode };

    if (table->title)
        summary_title(&style, table->title);
    put_count(printer);
    fprintf(to, "\n  %*s", (int)printer->point_width, "");
    for (uint32_t i = 0; i < sheet->axis_count; i++) {
        const char *key = sheet->columns[sheet->first_axis + i];
        int length = (int)(last_part(key) - key);

        fprintf(to, "  %*.*s", (int)printer->width[i], length, key);
    }
    fprintf(to, "\n  %*s", (int)printer->point_width, "point");
    for (uint32_t i = 0; i < sheet->axis_count; i++)
        put_right(to, last_part(sheet->columns[sheet->first_axis + i]), printer->width[i]);
    /* A long name may stand over the intervals as well. */
    if (wide(figure) <= printer->figure_width)
        fprintf(to, "  %*s%*s", (int)printer->figure_width, figure, (int)share_width(printer),
                "");
    else
        put_right(to, figure, printer->figure_width + share_width(printer));
    snprintf(against, sizeof(against), "against %s", table->axis ? table->value : "sequential");
    if (printer->compares)
        put_last(printer, table->axis ? "ratio" : "speedup", "cores", against);
    else
        fprintf(to, "  %5s\n", "cores");
}

/* ---- a point ---- */

/* A time in its unit, another figure as a number; and how far the mean may be off. */
static void put_figure(const struct printer *printer, const struct series *series)
{
    struct study_interval interval = study_interval(series->figure, series->count);
    FILE *to = printer->table->to;
    char figure[32], share[32] = "";
    struct sim_text text = SIM_TEXT(figure);

    if (printer->is_time)
        sim_text_put_time(&text, (sim_time)interval.mean);
    else
        snprintf(figure, sizeof(figure), "%.6g", interval.mean);
    if (interval.high > interval.low && interval.mean > 0)
        snprintf(share, sizeof(share), "%s%.1f %%", printer->table->unicode ? "±" : "+-",
                 50 * (interval.high - interval.low) / interval.mean);
    put_right(to, figure, printer->figure_width);
    if (share_width(printer))
        fprintf(to, " %s%*s", share,
                (int)(wide(share) + 1 < share_width(printer)
                          ? share_width(printer) - 1 - wide(share)
                          : 0),
                "");
}

static void put_verdict(const struct printer *printer, uint32_t row,
                        const struct series *series)
{
    static const char *const sides[][2] = {
        [STUDY_BELOW] = { "more", "slower" },
        [STUDY_WITHIN] = { "not distinguishable", "not distinguishable" },
        [STUDY_ABOVE] = { "less", "faster" },
    };
    FILE *to = printer->table->to;
    struct study_interval ratio;
    const char *verdict;
    char text[64] = "-", cores[16];
    bool known;

    snprintf(cores, sizeof(cores), "%5.2f", series->cpu);
    if (!printer->compares) {
        fprintf(to, "  %s\n", cores);
        return;
    }
    known = ratio_of(printer, row, series, &ratio, &verdict);
    if (known) {
        if (!verdict)
            verdict = sides[study_side_of(&ratio)][printer->is_makespan];
        if (ratio.high > ratio.low)
            snprintf(text, sizeof(text), "%.2f (%.2f-%.2f)", ratio.mean, ratio.low, ratio.high);
        else
            snprintf(text, sizeof(text), "%.2f", ratio.mean);
    }
    put_last(printer, text, cores, verdict);
}

static void put_series(const struct printer *printer, uint32_t row, const struct series *series)
{
    char words[sizeof(series->outcome) + sizeof(series->reason) + 2];

    if (series->known) {
        put_figure(printer, series);
        put_verdict(printer, row, series);
        return;
    }
    snprintf(words, sizeof(words), "%s%s%s", series->outcome, *series->reason ? ": " : "",
             series->reason);
    fputs("  ", printer->table->to);
    put_words(printer, column_of(printer, false), words);
}

static bool put_points(const struct printer *printer)
{
    const struct sheet *sheet = printer->sheet;
    FILE *to = printer->table->to;
    char cell[CELL];

    for (uint32_t p = 0; p < printer->count; p++) {
        const struct sheet_row *row = &sheet->rows[printer->first[p]];
        struct series series;

        if (!read_point(printer, printer->first[p], &series))
            return false;
        fprintf(to, "  %*u", (int)printer->point_width, row->point);
        for (uint32_t i = 0; i < sheet->axis_count; i++)
            put_right(to, sheet_cell(sheet, row, sheet->first_axis + i, cell, sizeof(cell)),
                      printer->width[i]);
        put_series(printer, printer->first[p], &series);
        series_free(&series);
    }
    return true;
}

/* ---- all ---- */

static bool find_points(struct printer *printer)
{
    const struct sheet *sheet = printer->sheet;

    printer->first = calloc(sheet->row_count + 1, sizeof(*printer->first));
    printer->width = calloc(sheet->axis_count + 1, sizeof(*printer->width));
    if (!printer->first || !printer->width)
        return false;
    for (uint32_t row = 0, count; row < sheet->row_count; row += count) {
        printer->first[printer->count++] = row;
        count = sheet_rows_of_point(sheet, row);
        printer->most = count > printer->most ? count : printer->most;
    }
    return true;
}

bool report_sweep_has(const struct sheet *sheet, const char *figure, struct sim_errors *errors)
{
    if (!figure || sheet_find(sheet, figure) < sheet->column_count)
        return true;
    return sim_error_add(errors, NULL, 0, "no column is called ", figure,
                         "; the first line of the CSV names them", NULL);
}

static void find_figure(struct printer *printer)
{
    const struct sheet *sheet = printer->sheet;
    const char *name =
        printer->table->figure ? printer->table->figure : sheet->columns[sheet_usual(sheet)];
    size_t length = strlen(name);

    printer->figure_name = name;
    printer->figure = sheet_find(sheet, name);
    printer->is_makespan = !strcmp(name, SWEEP_FIGURE);
    printer->is_time =
        (length > 3 && !strcmp(name + length - 3, "_ns")) || !strncmp(name, "waits.", 6);
    printer->compares = printer->is_makespan || printer->table->axis;
    printer->figure_width = 9;
    if (!printer->is_makespan && length > 9 + share_width(printer))
        printer->figure_width = (unsigned)length - share_width(printer);
}

bool report_sweep_table(const struct sweep_table *table, const struct sheet *sheet,
                        struct sim_errors *errors)
{
    struct printer printer = { .table = table, .sheet = sheet };
    bool good = report_sweep_has(sheet, table->figure, errors);

    if (good) {
        good = find_points(&printer) || sim_error_add(errors, NULL, 0, "out of memory", NULL);
        find_figure(&printer);
    }
    good = good && find_bases(&printer, errors);
    if (good) {
        measure(&printer);
        fit(&printer);
        put_head(&printer);
        good = put_points(&printer) || sim_error_add(errors, NULL, 0, "out of memory", NULL);
    }
    while (printer.base_count)
        free(printer.bases[--printer.base_count].common);
    free(printer.bases);
    free(printer.first);
    free(printer.width);
    return good;
}
