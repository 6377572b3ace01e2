/* SPDX-License-Identifier: GPL-3.0-or-later
 * From the rows of a sheet to curves. */
#include "config.h"

#include "ui/report/plot.h"

#include "scenarios/arena.h"
#include "scenarios/units.h"
#include "sim/study/interval.h"
#include "ui/report/plot_scale.h"

#include <stdlib.h>
#include <string.h>

#define CELL 128

struct maker {
    const struct sheet *sheet;
    struct plot *plot;
    uint32_t x, y; /* columns */
    const struct expr *where;
    bool *curve_axis; /* of the sweep's axes: whether it tells curves apart */
    struct sim_errors *errors;
};

static bool fail(const struct maker *maker, const char *what, const char *more,
                 const char *rest)
{
    return sim_error_add(maker->errors, NULL, 0, what, more, rest, NULL);
}

static bool no_memory(const struct maker *maker)
{
    return fail(maker, "out of memory", NULL, NULL);
}

/* ---- which column goes where ---- */

static struct expr_value value_at(const struct sheet *sheet, uint32_t row, uint32_t column,
                                  char cell[CELL])
{
    sheet_cell(sheet, &sheet->rows[row], column, cell, CELL);
    return sweep_read_value(sheet->columns[column], cell);
}

/* Different numbers along an axis, up to some; 0 when there are words among them. */
static uint32_t numbers_along(const struct sheet *sheet, uint32_t column)
{
    double seen[64];
    uint32_t count = 0;
    char cell[CELL];

    for (uint32_t row = 0; row < sheet->row_count; row += sheet_rows_of_point(sheet, row)) {
        struct expr_value value = value_at(sheet, row, column, cell);
        uint32_t i = 0;

        if (value.kind != EXPR_NUMBER)
            return 0;
        while (i < count && seen[i] != value.number)
            i++;
        if (i == count && count < 64)
            seen[count++] = value.number;
    }
    return count;
}

static bool choose_x(struct maker *maker, const char *name)
{
    const struct sheet *sheet = maker->sheet;
    uint32_t end = sheet->first_axis + sheet->axis_count, most = 0;

    maker->x = sheet->first_axis;
    for (uint32_t column = sheet->first_axis; column < end && !name; column++) {
        uint32_t count = numbers_along(sheet, column);

        if (count > most) {
            most = count;
            maker->x = column;
        }
    }
    if (name)
        maker->x = sheet_find(sheet, name);
    if (maker->x >= sheet->first_axis && maker->x < end)
        return true;
    return fail(maker, "--x: no axis is called ", name, NULL);
}

static bool choose_y(struct maker *maker, const char *name)
{
    const struct sheet *sheet = maker->sheet;
    uint32_t speedup = sheet->known[SHEET_SPEEDUP];
    double number;

    maker->y = sheet_usual(sheet);
    for (uint32_t row = 0; row < sheet->row_count && !name; row++) {
        if (sheet_number(sheet, &sheet->rows[row], speedup, &number))
            maker->y = speedup;
    }
    if (name)
        maker->y = sheet_find(sheet, name);
    if (maker->y < sheet->column_count)
        return true;
    return fail(maker, "--figure: no column is called ", name,
                "; the first line of the CSV names them");
}

/* ---- which rows ---- */

struct row_context {
    const struct sheet *sheet;
    uint32_t row;
    char cell[CELL];
};

static struct expr_value look_up(void *context, const char *path)
{
    struct row_context *at = context;

    for (uint32_t i = 0; i < at->sheet->column_count; i++) {
        if (sweep_names_key(path, at->sheet->columns[i]))
            return value_at(at->sheet, at->row, i, at->cell);
    }
    return (struct expr_value){ .kind = EXPR_UNKNOWN, .text = "no column is called that" };
}

/* 1: drawn, 0: not, -1: cannot be told. A point is judged by its first row. */
static int is_wanted(const struct maker *maker, uint32_t row)
{
    struct row_context context = { .sheet = maker->sheet, .row = row };
    struct expr_value value;
    char buffer[192];
    struct sim_text why = SIM_TEXT(buffer);

    if (!maker->where)
        return 1;
    if (!expr_evaluate(maker->where, look_up, &context, &value, &why)) {
        fail(maker, "--where: ", buffer, NULL);
        return -1;
    }
    if (value.kind == EXPR_TRUTH)
        return value.truth;
    fail(maker, "--where: is neither true nor false: compare it with something", NULL, NULL);
    return -1;
}

/* ---- curves ---- */

/* What a point has along the horizontal axis and another one. */
struct pair {
    char x[CELL], other[CELL];
};

static int by_pair(const void *a, const void *b)
{
    const struct pair *one = a, *other = b;
    int x = strcmp(one->x, other->x);

    return x ? x : strcmp(one->other, other->other);
}

/* Whether an axis has one value wherever the horizontal one has one: it goes in lockstep, or does
 * not vary at all. 1: yes, 0: no, -1: out of memory. */
static int is_bound(const struct maker *maker, uint32_t column, const uint32_t *rows,
                    uint32_t count)
{
    const struct sheet *sheet = maker->sheet;
    struct pair *pairs = calloc(count, sizeof(*pairs));
    int is = 1;

    if (!pairs)
        return -1;
    for (uint32_t i = 0; i < count; i++) {
        sheet_cell(sheet, &sheet->rows[rows[i]], maker->x, pairs[i].x, CELL);
        sheet_cell(sheet, &sheet->rows[rows[i]], column, pairs[i].other, CELL);
    }
    qsort(pairs, count, sizeof(*pairs), by_pair);
    for (uint32_t i = 1; i < count; i++) {
        if (!strcmp(pairs[i].x, pairs[i - 1].x) && strcmp(pairs[i].other, pairs[i - 1].other))
            is = 0;
    }
    free(pairs);
    return is;
}

/* Marks the axes that tell curves apart. */
static bool find_curve_axes(struct maker *maker, const uint32_t *rows, uint32_t count)
{
    const struct sheet *sheet = maker->sheet;

    maker->curve_axis = calloc((size_t)sheet->axis_count + 1, sizeof(*maker->curve_axis));
    for (uint32_t i = 0; maker->curve_axis && i < sheet->axis_count; i++) {
        uint32_t column = sheet->first_axis + i;
        int bound = column == maker->x ? 1 : is_bound(maker, column, rows, count);

        if (bound < 0)
            return no_memory(maker);
        maker->curve_axis[i] = !bound;
    }
    return maker->curve_axis || no_memory(maker);
}

/* Values of the axes that tell curves apart: "gil, 4"; to be freed. */
static char *label_of(const struct maker *maker, uint32_t row, bool names)
{
    const struct sheet *sheet = maker->sheet;
    char *text = NULL, cell[CELL];
    size_t length;
    FILE *to = open_memstream(&text, &length);
    bool first = true;

    for (uint32_t i = 0; to && i < sheet->axis_count; i++) {
        uint32_t column = sheet->first_axis + i;

        if (!maker->curve_axis[i])
            continue;
        fprintf(to, "%s%s", first ? "" : ", ",
                names ? sheet->columns[column]
                      : sheet_cell(sheet, &sheet->rows[row], column, cell, CELL));
        first = false;
    }
    if (to)
        fclose(to);
    return text;
}

/* The curve of that label, which it takes. NULL: no memory, or too many. */
static struct plot_curve *curve_of(struct maker *maker, char *label)
{
    struct plot *plot = maker->plot;
    uint32_t i = 0;

    while (label && i < plot->curve_count && strcmp(plot->curves[i].label, label))
        i++;
    if (!label)
        no_memory(maker);
    else if (i == PLOT_CURVES_MAX)
        fail(maker, "this makes more than 8 curves: choose some with --where, such as --where ",
             "'machine.cores == 4'", NULL);
    if (!label || i == PLOT_CURVES_MAX || i < plot->curve_count) {
        free(label);
        return label && i < PLOT_CURVES_MAX ? &plot->curves[i] : NULL;
    }
    plot->curves[plot->curve_count] = (struct plot_curve){ .label = label };
    return &plot->curves[plot->curve_count++];
}

/* The place of a word along an axis of words. */
static bool place_of_word(struct plot *plot, const char *word, double *place)
{
    uint32_t i = 0;
    char **more;

    while (i < plot->word_count && strcmp(plot->words[i], word))
        i++;
    *place = i;
    if (i < plot->word_count)
        return true;
    more = realloc(plot->words, (i + 1) * sizeof(*more));
    if (!more)
        return false;
    plot->words = more;
    plot->words[i] = strdup(word);
    if (plot->words[i])
        plot->word_count++;
    return plot->words[i];
}

/* The figure's values at a point; false when a row lacks it. */
static bool take_values(const struct maker *maker, uint32_t row, uint32_t count, double *values)
{
    const struct sheet *sheet = maker->sheet;
    bool is_makespan = maker->y == sheet->known[SHEET_MAKESPAN];
    char outcome[32];

    for (uint32_t i = 0; i < count; i++) {
        const struct sheet_row *at = &sheet->rows[row + i];

        if (!sheet_number(sheet, at, maker->y, &values[i]))
            return false;
        sheet_cell(sheet, at, sheet->known[SHEET_OUTCOME], outcome, sizeof(outcome));
        if (is_makespan && strcmp(outcome, "ended"))
            return false;
    }
    return true;
}

static bool add_mark(struct plot_curve *curve, const struct plot_mark *mark)
{
    struct plot_mark *more = realloc(curve->marks, (curve->count + 1) * sizeof(*more));

    if (!more)
        return false;
    curve->marks = more;
    curve->marks[curve->count++] = *mark;
    return true;
}

static bool add_point(struct maker *maker, uint32_t row)
{
    struct plot *plot = maker->plot;
    uint32_t count = sheet_rows_of_point(maker->sheet, row);
    double *values = calloc(count, sizeof(*values));
    struct study_interval interval;
    struct plot_mark mark;
    struct plot_curve *curve;
    char cell[CELL];
    struct expr_value x = value_at(maker->sheet, row, maker->x, cell);

    if (!values)
        return no_memory(maker);
    if (!take_values(maker, row, count, values)) {
        plot->left_out++;
        free(values);
        return true;
    }
    interval = study_interval(values, count);
    free(values);
    plot->replications = count > plot->replications ? count : plot->replications;
    mark = (struct plot_mark){ x.number, interval.mean, interval.low, interval.high };
    if (plot->x.unit == PLOT_WORD && !place_of_word(plot, cell, &mark.x))
        return no_memory(maker);
    curve = curve_of(maker, label_of(maker, row, false));
    return curve && (add_mark(curve, &mark) || no_memory(maker));
}

/* ---- all ---- */

static int by_x(const void *a, const void *b)
{
    const struct plot_mark *one = a, *other = b;

    return (one->x > other->x) - (one->x < other->x);
}

/* Rows at which wanted points begin, to be freed; NULL with an error. */
static uint32_t *wanted_rows(const struct maker *maker, uint32_t *count)
{
    const struct sheet *sheet = maker->sheet;
    uint32_t *rows = calloc((size_t)sheet->row_count + 1, sizeof(*rows));
    int is = 0;

    *count = 0;
    for (uint32_t row = 0; rows && row < sheet->row_count && is >= 0;
         row += sheet_rows_of_point(sheet, row)) {
        is = is_wanted(maker, row);
        if (is > 0)
            rows[(*count)++] = row;
    }
    if (rows && is >= 0 && *count)
        return rows;
    if (!rows)
        no_memory(maker);
    else if (is >= 0)
        fail(maker, maker->where ? "--where leaves no point" : "there is no point in it", NULL,
             NULL);
    free(rows);
    return NULL;
}

static enum plot_unit unit_of(const struct maker *maker, const uint32_t *rows, uint32_t count)
{
    enum plot_unit unit = PLOT_NUMBER;
    char cell[CELL];
    int64_t value;

    for (uint32_t i = 0; i < count; i++) {
        if (value_at(maker->sheet, rows[i], maker->x, cell).kind != EXPR_NUMBER)
            return PLOT_WORD;
        switch (units_any(cell, &value)) {
        case UNITS_TIME:
            unit = PLOT_TIME;
            break;
        case UNITS_SIZE:
        case UNITS_RATE:
            unit = PLOT_SIZE;
            break;
        case UNITS_SHARE:
            unit = PLOT_SHARE;
            break;
        default:
            break;
        }
    }
    return unit;
}

static bool make_curves(struct maker *maker, const uint32_t *rows, uint32_t count)
{
    const struct sheet *sheet = maker->sheet;
    struct plot *plot = maker->plot;
    const char *figure = sheet->columns[maker->y];
    size_t length = strlen(figure);

    plot->x = (struct plot_axis){ .name = sheet->columns[maker->x],
                                  .unit = unit_of(maker, rows, count) };
    plot->y = (struct plot_axis){ .name = figure };
    if ((length > 3 && !strcmp(figure + length - 3, "_ns")) || !strncmp(figure, "waits.", 6))
        plot->y.unit = PLOT_TIME;
    if (!find_curve_axes(maker, rows, count))
        return false;
    plot->others = label_of(maker, 0, true);
    if (!plot->others)
        return no_memory(maker);
    for (uint32_t i = 0; i < count; i++) {
        if (!add_point(maker, rows[i]))
            return false;
    }
    for (uint32_t i = 0; i < plot->curve_count; i++)
        qsort(plot->curves[i].marks, plot->curves[i].count, sizeof(struct plot_mark), by_x);
    return plot->curve_count ||
           fail(maker, "no point has a value of ", figure,
                "; --figure takes any column that the first line of the CSV "
                "names");
}

static bool make(struct maker *maker, const struct plot_choice *choice, struct arena *arena)
{
    char buffer[256];
    struct sim_text why = SIM_TEXT(buffer);
    uint32_t *rows, count;
    bool good;

    if (choice->where && !(maker->where = expr_parse(arena, choice->where, &why)))
        return fail(maker, "--where: ", buffer, NULL);
    if (!choose_x(maker, choice->x) || !choose_y(maker, choice->figure))
        return false;
    rows = wanted_rows(maker, &count);
    good = rows && make_curves(maker, rows, count);
    free(rows);
    return good && plot_scale(maker->plot, choice->log, maker->errors);
}

struct plot *plot_create(const struct sheet *sheet, const struct plot_choice *choice,
                         struct sim_errors *errors)
{
    struct maker maker = { .sheet = sheet,
                           .plot = calloc(1, sizeof(struct plot)),
                           .errors = errors };
    struct arena *arena = arena_create();
    bool good = maker.plot ? make(&maker, choice, arena) : no_memory(&maker);

    arena_destroy(arena);
    free(maker.curve_axis);
    if (good)
        return maker.plot;
    plot_destroy(maker.plot);
    return NULL;
}

void plot_destroy(struct plot *plot)
{
    if (!plot)
        return;
    for (uint32_t i = 0; i < plot->curve_count; i++) {
        free(plot->curves[i].label);
        free(plot->curves[i].marks);
    }
    for (uint32_t i = 0; i < plot->word_count; i++)
        free(plot->words[i]);
    free(plot->words);
    free(plot->others);
    free(plot);
}
