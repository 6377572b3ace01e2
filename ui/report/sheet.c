/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading the results of a sweep. */
#include "config.h"

#include "ui/report/sheet.h"

#include "scenarios/source.h"
#include "ui/report/json.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * The text is kept as it is, and rows say where each line of it lies: a merged sweep is then the
 * lines of its parts in another order, byte for byte. Cells are cut out when they are asked for.
 */

static const char *const names[] = {
    [SHEET_SWEEP] = "sweep",
    [SHEET_VERSION] = "version",
    [SHEET_SEED] = "seed",
    [SHEET_POINTS] = "points",
    [SHEET_POINT] = "point",
    [SHEET_REPLICATION] = "replication",
    [SHEET_OUTCOME] = "outcome",
    [SHEET_REASON] = "reason",
    [SHEET_MAKESPAN] = "makespan_ns",
    [SHEET_SPEEDUP] = "speedup",
    [SHEET_CPU] = "cpu_ns",
};

static const char beginning[] = "sweep,version,seed,points,point,";

static bool fail(const struct sheet *sheet, uint32_t line, struct sim_errors *errors,
                 const char *what, const char *more)
{
    return sim_error_add(errors, sheet->name, line, what, more, NULL);
}

/* ---- cells ---- */

/* Moves behind the cell that begins here, and the comma; NULL behind the last. */
static const char *skip_cell(const char *at, const char *end)
{
    bool quoted = false;

    for (; at < end; at++) {
        quoted ^= *at == '"';
        if (*at == ',' && !quoted)
            return at + 1;
    }
    return NULL;
}

static void copy_cell(const char *at, const char *end, char *buffer, size_t size)
{
    struct sim_text text = sim_text_over(buffer, size);
    bool quoted = at < end && *at == '"';

    for (at += quoted; at < end; at++) {
        if (*at == ',' && !quoted)
            break;
        if (*at == '"' && quoted) {
            if (at + 1 == end || at[1] != '"')
                break;
            at++;
        }
        sim_text_put_bytes(&text, at, 1);
    }
}

const char *sheet_cell(const struct sheet *sheet, const struct sheet_row *row, uint32_t column,
                       char *buffer, size_t size)
{
    const char *at = row->text, *end = row->text + row->length;

    (void)sheet;
    buffer[0] = '\0';
    while (column-- && at)
        at = skip_cell(at, end);
    if (at)
        copy_cell(at, end, buffer, size);
    return buffer;
}

bool sheet_number(const struct sheet *sheet, const struct sheet_row *row, uint32_t column,
                  double *number)
{
    char buffer[64], *end;

    sheet_cell(sheet, row, column, buffer, sizeof(buffer));
    *number = strtod(buffer, &end);
    return end != buffer && !*end && isfinite(*number);
}

static uint32_t cells_in(const struct sheet_row *row)
{
    uint32_t count = 1;

    for (const char *at = row->text; (at = skip_cell(at, row->text + row->length)); count++)
        continue;
    return count;
}

/* ---- the first line ---- */

uint32_t sheet_find(const struct sheet *sheet, const char *column)
{
    uint32_t i = 0;

    while (i < sheet->column_count && strcmp(sheet->columns[i], column))
        i++;
    return i;
}

static bool has_ended(const struct sheet *sheet)
{
    char outcome[32];

    for (uint32_t i = 0; i < sheet->row_count; i++) {
        sheet_cell(sheet, &sheet->rows[i], sheet->known[SHEET_OUTCOME], outcome,
                   sizeof(outcome));
        if (!strcmp(outcome, "ended"))
            return true;
    }
    return false;
}

uint32_t sheet_usual(const struct sheet *sheet)
{
    static const char begin[] = "latency.", end[] = ".p99_ns";
    char figure[256];
    uint32_t counts = sheet->column_count;
    double number;

    if (sheet->row_count)
        counts = sheet_find(sheet, sheet_cell(sheet, sheet->rows, sheet_find(sheet, "figure"),
                                              figure, sizeof(figure)));
    if (counts < sheet->column_count && counts != sheet->known[SHEET_MAKESPAN])
        return counts;
    if (has_ended(sheet))
        return sheet->known[SHEET_MAKESPAN];
    for (uint32_t i = 0; i < sheet->column_count; i++) {
        size_t length = strlen(sheet->columns[i]);

        if (length > strlen(end) && !strncmp(sheet->columns[i], begin, strlen(begin)) &&
            !strcmp(sheet->columns[i] + length - strlen(end), end) && sheet->row_count &&
            sheet_number(sheet, &sheet->rows[0], i, &number))
            return i;
    }
    return sheet->known[SHEET_MAKESPAN];
}

static bool take_columns(struct sheet *sheet)
{
    struct sheet_row head = { .text = sheet->head, .length = sheet->head_length };
    char name[256];

    sheet->column_count = cells_in(&head);
    sheet->columns = calloc(sheet->column_count, sizeof(*sheet->columns));
    for (uint32_t i = 0; !sheet->shared && sheet->columns && i < sheet->column_count; i++) {
        sheet->columns[i] = strdup(sheet_cell(sheet, &head, i, name, sizeof(name)));
        if (!sheet->columns[i])
            return false;
    }
    return sheet->columns;
}

static bool read_head(struct sheet *sheet, struct sim_errors *errors)
{
    if (sheet->head_length < strlen(beginning) ||
        memcmp(sheet->head, beginning, strlen(beginning)))
        return fail(sheet, 0, errors, "this is no sweep: the first line of one begins with ",
                    beginning);
    if (source_text_length(sheet->head, sheet->head_length) < sheet->head_length)
        return fail(sheet, 1, errors, "is no text", NULL);
    if (!take_columns(sheet))
        return fail(sheet, 0, errors, "out of memory", NULL);
    for (int i = 0; i < SHEET_COLUMN_COUNT; i++) {
        sheet->known[i] = sheet_find(sheet, names[i]);
        if (sheet->known[i] == sheet->column_count)
            return fail(sheet, 1, errors, "this is no sweep: it lacks the column ", names[i]);
    }
    sheet->first_axis = sheet->known[SHEET_POINT] + 1;
    sheet->axis_count = sheet->known[SHEET_REPLICATION] - sheet->first_axis;
    return true;
}

/* ---- the others ---- */

/* Whether a cell is what it is in all lines, which the first one says. */
static bool is_same(const struct sheet *sheet, const struct sheet_row *row,
                    enum sheet_column column, char *first, size_t size)
{
    char buffer[32];

    sheet_cell(sheet, row, sheet->known[column], buffer, sizeof(buffer));
    if (!sheet->row_count)
        snprintf(first, size, "%s", buffer);
    return !strcmp(first, buffer);
}

/* Up to what is a time yet when it has been a double. */
static bool is_count(const char *text)
{
    return strlen(text) <= 19 && !text[strspn(text, "0123456789")] &&
           strtod(text, NULL) < 9.2e18;
}

/* A variable may have been counted down. */
static bool is_whole(const char *text)
{
    return is_count(text + (*text == '-'));
}

static bool is_ratio(const char *text)
{
    return *text != '-' && !text[strspn(text, "0123456789.e+-")] &&
           isfinite(strtod(text, NULL));
}

static bool is_outcome(const char *text)
{
    for (int i = SIM_ENDED; i <= SIM_OVERLONG; i++) {
        if (!strcmp(text, report_outcome((enum sim_status)i)))
            return true;
    }
    return !strcmp(text, "given up");
}

/* By what a column's name begins with. The first cells are looked at elsewhere; columns that we do not
 * know are left alone. */
static const struct {
    const char *begin;
    bool (*allows)(const char *text);
} cells[] = {
    { "replication", is_count }, { "outcome", is_outcome }, { "makespan_ns", is_count },
    { "speedup", is_ratio },     { "work_ns", is_count },   { "cpu_ns", is_count },
    { "events", is_count },      { "handoffs", is_count },  { "forced", is_count },
    { "waits.", is_count },      { "latency.", is_count },  { "vars.", is_whole },
    { "random", is_count },
};

static bool is_allowed(const char *column, const char *text)
{
    for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++) {
        if (!strncmp(column, cells[i].begin, strlen(cells[i].begin)))
            return !*text || cells[i].allows(text);
    }
    return true;
}

static bool check_cells(const struct sheet *sheet, const struct sheet_row *row,
                        struct sim_errors *errors)
{
    const char *at = row->text, *end = row->text + row->length;
    char text[64];

    for (uint32_t i = 0; i < sheet->column_count; i++, at = skip_cell(at, end)) {
        if (i < sheet->known[SHEET_REPLICATION])
            continue;
        copy_cell(at, end, text, sizeof(text));
        if (!is_allowed(sheet->columns[i], text))
            return sim_error_add(errors, sheet->name, row->line, sheet->columns[i],
                                 ": cannot be '", text, "'", NULL);
    }
    return true;
}

static bool check_row(struct sheet *sheet, struct sheet_row *row, struct sim_errors *errors)
{
    char points[32], point[32];
    long of, number;

    if (source_text_length(row->text, row->length) < row->length)
        return fail(sheet, row->line, errors, "is no text", NULL);
    if (cells_in(row) != sheet->column_count)
        return fail(sheet, row->line, errors,
                    "has another number of cells than the first line: was the file cut off?",
                    NULL);
    of = strtol(sheet_cell(sheet, row, sheet->known[SHEET_POINTS], points, sizeof(points)),
                NULL, 10);
    number = strtol(sheet_cell(sheet, row, sheet->known[SHEET_POINT], point, sizeof(point)),
                    NULL, 10);
    if (number < 1 || number > of || of > SWEEP_POINTS_MAX)
        return fail(sheet, row->line, errors, "no such point: ", point);
    if ((sheet->row_count && of != sheet->points) ||
        !is_same(sheet, row, SHEET_SWEEP, sheet->sweep, sizeof(sheet->sweep)) ||
        !is_same(sheet, row, SHEET_VERSION, sheet->version, sizeof(sheet->version)) ||
        !is_same(sheet, row, SHEET_SEED, sheet->seed, sizeof(sheet->seed)))
        return fail(sheet, row->line, errors,
                    "belongs to another sweep, version or seed than the lines above", NULL);
    sheet->points = (uint32_t)of;
    row->point = (uint32_t)number;
    return check_cells(sheet, row, errors);
}

static bool add_row(struct sheet *sheet, const struct sheet_row *row)
{
    uint32_t count = sheet->row_count;

    if (!(count & (count - 1))) {
        size_t room = count ? 2 * (size_t)count : 1;
        struct sheet_row *more = realloc(sheet->rows, room * sizeof(*more));

        if (!more)
            return false;
        sheet->rows = more;
    }
    sheet->rows[sheet->row_count++] = *row;
    return true;
}

static int by_point(const void *a, const void *b)
{
    const struct sheet_row *one = a, *other = b;

    if (one->point != other->point)
        return one->point < other->point ? -1 : 1;
    return one->line < other->line ? -1 : one->line > other->line;
}

static bool read_rows(struct sheet *sheet, const char *at, struct sim_errors *errors)
{
    for (uint32_t line = 2; *at; line++) {
        const char *end = strchr(at, '\n');
        struct sheet_row row = { .line = line, .text = at };

        if (!end)
            return fail(sheet, line, errors, "does not end: was the file cut off?", NULL);
        row.length = (size_t)(end - at);
        if (!check_row(sheet, &row, errors))
            return false;
        if (!add_row(sheet, &row))
            return fail(sheet, 0, errors, "out of memory", NULL);
        at = end + 1;
    }
    if (sheet->row_count)
        qsort(sheet->rows, sheet->row_count, sizeof(*sheet->rows), by_point);
    return true;
}

uint32_t sheet_rows_of_point(const struct sheet *sheet, uint32_t row)
{
    uint32_t end = row;

    while (end < sheet->row_count && sheet->rows[end].point == sheet->rows[row].point)
        end++;
    return end - row;
}

/* The replications of a point are in their order, each once. */
static bool check_replications(const struct sheet *sheet, struct sim_errors *errors)
{
    uint32_t column = sheet->known[SHEET_REPLICATION];
    double before = 0, number;

    for (uint32_t i = 0; i < sheet->row_count; i++, before = number) {
        const struct sheet_row *row = &sheet->rows[i];

        if (!sheet_number(sheet, row, column, &number))
            return fail(sheet, row->line, errors, "lacks its replication", NULL);
        if (i && row->point == row[-1].point && number <= before)
            return fail(sheet, row->line, errors,
                        "the point has this replication already, or a later one", NULL);
    }
    return true;
}

/* ---- a file ---- */

/* All of it, with a zero byte behind. */
static bool slurp(struct sheet *sheet, FILE *from, struct sim_errors *errors)
{
    size_t used = 0, room = 65536, count;

    do {
        char *more = realloc(sheet->bytes, room += room);

        if (!more)
            return fail(sheet, 0, errors, "out of memory", NULL);
        sheet->bytes = more;
        count = fread(sheet->bytes + used, 1, room - used - 1, from);
        used += count;
    } while (used == room - 1);
    if (ferror(from))
        return fail(sheet, 0, errors, "cannot be read: ", strerror(errno));
    sheet->bytes[used] = '\0';
    return strlen(sheet->bytes) == used || fail(sheet, 0, errors, "is no text", NULL);
}

static bool read_all(struct sheet *sheet, FILE *from, struct sim_errors *errors)
{
    if (!slurp(sheet, from, errors))
        return false;
    sheet->head = sheet->bytes + source_mark_length(sheet->bytes, strlen(sheet->bytes));
    sheet->head_length = strcspn(sheet->head, "\n");
    return read_head(sheet, errors) &&
           read_rows(sheet,
                     sheet->head + sheet->head_length +
                         (sheet->head[sheet->head_length] == '\n'),
                     errors) &&
           check_replications(sheet, errors);
}

struct sheet *sheet_read(FILE *from, const char *name, struct sim_errors *errors)
{
    struct sheet *sheet = calloc(1, sizeof(*sheet));

    if (!sheet) {
        sim_error_add(errors, name, 0, "out of memory", NULL);
        return NULL;
    }
    sheet->name = name;
    if (read_all(sheet, from, errors))
        return sheet;
    sheet_free(sheet);
    return NULL;
}

struct sheet *sheet_empty(const struct scenario *scenario)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    FILE *file = tmpfile();
    struct sheet *sheet = NULL;

    if (file && errors) {
        sheet_put_head(file, scenario);
        rewind(file);
        sheet = sheet_read(file, scenario->sim.file, errors);
    }
    if (file)
        fclose(file);
    free(errors);
    return sheet;
}

void sheet_free(struct sheet *sheet)
{
    if (!sheet)
        return;
    for (uint32_t i = 0; !sheet->shared && sheet->columns && i < sheet->column_count; i++)
        free(sheet->columns[i]);
    if (!sheet->shared)
        free(sheet->columns);
    free(sheet->rows);
    free(sheet->bytes);
    free(sheet);
}
