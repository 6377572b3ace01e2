/* SPDX-License-Identifier: GPL-3.0-or-later
 * Curves on a terminal. */
#include "config.h"

#include "ui/report/plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 *     speedup
 *       4 |          o--
 *       2 |     o---     x
 *       0 |__________________
 *          1    2        4      machine.cores
 *
 * A cell holds one character. Marks win over the bars of intervals, those over the dots between
 * marks, so nothing that was measured is hidden by what was not; where marks of two curves fall
 * into one cell a sign of its own says so.
 */
enum cell {
    CELL_EMPTY,
    CELL_DOT,
    CELL_BAR,
    CELL_SEVERAL,
    CELL_MARK, /* and the number of the curve */
};

struct canvas {
    FILE *to;
    const struct plot *plot;
    unsigned columns, lines; /* of the field */
    unsigned margin;         /* columns left of it, its border included */
    unsigned char *cells;
    bool unicode;
};

static const char *const marks[2][PLOT_CURVES_MAX] = {
    { "o", "x", "+", "*", "#", "@", "%", "=" },
    { "●", "▲", "■", "◆", "○", "△", "□", "◇" },
};
static const char *const signs[2][CELL_MARK] = {
    { " ", ".", "|", "&" },
    { " ", "·", "│", "✕" },
};

static unsigned char *cell_at(const struct canvas *canvas, int column, int line)
{
    if (column < 0 || line < 0 || column >= (int)canvas->columns || line >= (int)canvas->lines)
        return NULL;
    return &canvas->cells[(unsigned)line * canvas->columns + (unsigned)column];
}

static void put(const struct canvas *canvas, int column, int line, unsigned char sign)
{
    unsigned char *cell = cell_at(canvas, column, line);

    if (!cell)
        return;
    if (*cell >= CELL_MARK && sign >= CELL_MARK && *cell != sign)
        *cell = CELL_SEVERAL;
    else if (*cell != CELL_SEVERAL && sign > *cell)
        *cell = sign;
}

static int column_of(const struct canvas *canvas, double x)
{
    return (int)lround(plot_place(&canvas->plot->x, x) * (canvas->columns - 1));
}

static int line_of(const struct canvas *canvas, double y)
{
    return (int)(canvas->lines - 1) -
           (int)lround(plot_place(&canvas->plot->y, y) * (canvas->lines - 1));
}

/* ---- curves ---- */

static void put_dots(const struct canvas *canvas, const struct plot_mark *from,
                     const struct plot_mark *to)
{
    int x = column_of(canvas, from->x), y = line_of(canvas, from->y);
    int dx = column_of(canvas, to->x) - x, dy = line_of(canvas, to->y) - y;
    int steps = abs(dx) > abs(dy) ? abs(dx) : abs(dy);

    for (int i = 1; i < steps; i++)
        put(canvas, x + (int)lround((double)dx * i / steps),
            y + (int)lround((double)dy * i / steps), CELL_DOT);
}

static void put_curve(const struct canvas *canvas, uint32_t number)
{
    const struct plot_curve *curve = &canvas->plot->curves[number];

    for (uint32_t i = 0; i < curve->count; i++) {
        const struct plot_mark *mark = &curve->marks[i];
        int column = column_of(canvas, mark->x);

        if (i && canvas->plot->x.unit != PLOT_WORD)
            put_dots(canvas, mark - 1, mark);
        for (int line = line_of(canvas, mark->high); line <= line_of(canvas, mark->low); line++)
            put(canvas, column, line, CELL_BAR);
        put(canvas, column, line_of(canvas, mark->y), (unsigned char)(CELL_MARK + number));
    }
}

/* ---- axes ---- */

static unsigned wide(const char *text)
{
    unsigned count = 0;

    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static unsigned margin_of(const struct plot *plot)
{
    unsigned most = 0;

    for (uint32_t i = 0; i < plot->y.tick_count; i++) {
        unsigned its = wide(plot->y.ticks[i].text);

        most = its > most ? its : most;
    }
    return most + 3;
}

static const char *tick_at(const struct canvas *canvas, unsigned line)
{
    const struct plot_axis *y = &canvas->plot->y;

    for (uint32_t i = 0; i < y->tick_count; i++) {
        if (line_of(canvas, y->ticks[i].at) == (int)line)
            return y->ticks[i].text;
    }
    return "";
}

static void print_line(const struct canvas *canvas, unsigned line)
{
    const char *tick = tick_at(canvas, line);
    const char *border = canvas->unicode ? (*tick ? "┤" : "│") : (*tick ? "+" : "|");
    unsigned used = 0;

    fprintf(canvas->to, "%*s%s %s", (int)(canvas->margin - 2 - wide(tick)), "", tick, border);
    for (unsigned i = 0; i < canvas->columns; i++) {
        if (canvas->cells[line * canvas->columns + i])
            used = i + 1;
    }
    for (unsigned i = 0; i < used; i++) {
        unsigned char cell = canvas->cells[line * canvas->columns + i];

        fputs(cell >= CELL_MARK ? marks[canvas->unicode][cell - CELL_MARK]
                                : signs[canvas->unicode][cell],
              canvas->to);
    }
    fputc('\n', canvas->to);
}

/* The lower border with its ticks, and their names as far as they have room. */
static void print_x(const struct canvas *canvas)
{
    const struct plot_axis *x = &canvas->plot->x;
    char names[1024];
    unsigned end = 0, width = canvas->margin + canvas->columns + 16;

    memset(names, ' ', sizeof(names));
    width = width < sizeof(names) ? width : (unsigned)sizeof(names) - 1;
    fprintf(canvas->to, "%*s%s", (int)canvas->margin - 1, "", canvas->unicode ? "└" : "+");
    for (unsigned column = 0; column < canvas->columns; column++) {
        bool ticked = false;

        for (uint32_t i = 0; i < x->tick_count; i++)
            ticked |= column_of(canvas, x->ticks[i].at) == (int)column;
        if (ticked)
            fputs(canvas->unicode ? "┬" : "+", canvas->to);
        else
            fputs(canvas->unicode ? "─" : "-", canvas->to);
    }
    fputc('\n', canvas->to);
    for (uint32_t i = 0; i < x->tick_count; i++) {
        unsigned length = (unsigned)strlen(x->ticks[i].text);
        int middle = (int)canvas->margin + column_of(canvas, x->ticks[i].at);
        int from = middle - (int)length / 2;

        if (from < 0)
            from = 0;
        if ((unsigned)from < end + (end > 0) || (unsigned)from + length > width)
            continue;
        memcpy(names + from, x->ticks[i].text, length);
        end = (unsigned)from + length;
    }
    fprintf(canvas->to, "%.*s\n", (int)end, names);
    fprintf(canvas->to, "%*s%s%s\n", (int)canvas->margin, "", x->name,
            x->log ? " (logarithmic)" : "");
}

static bool has_several(const struct canvas *canvas)
{
    return memchr(canvas->cells, CELL_SEVERAL, (size_t)canvas->columns * canvas->lines);
}

static void print_key(const struct canvas *canvas)
{
    const struct plot *plot = canvas->plot;

    if (*plot->others)
        fprintf(canvas->to, "\n%s:", plot->others);
    for (uint32_t i = 0; i < plot->curve_count && *plot->others; i++)
        fprintf(canvas->to, "  %s %s", marks[canvas->unicode][i], plot->curves[i].label);
    if (*plot->others && has_several(canvas))
        fprintf(canvas->to, "  %s several", signs[canvas->unicode][CELL_SEVERAL]);
    fputc('\n', canvas->to);
    if (plot->replications > 1)
        fprintf(canvas->to, "means of up to %u runs; %s spans the 95 %% interval\n",
                plot->replications, signs[canvas->unicode][CELL_BAR]);
    if (plot->left_out)
        fprintf(canvas->to, "%u point%s left out: no %s there\n", plot->left_out,
                plot->left_out == 1 ? " is" : "s are", plot->y.name);
}

bool plot_text(FILE *to, const struct plot *plot, unsigned width, unsigned height, bool unicode)
{
    struct canvas canvas = {
        .to = to, .plot = plot, .unicode = unicode, .margin = margin_of(plot)
    };
    unsigned around = 7; /* lines above and below */

    canvas.columns = width > canvas.margin + 10 ? width - canvas.margin - 1 : 10;
    canvas.lines = height > around + 4 ? height - around : 4;
    canvas.cells = calloc(canvas.columns, canvas.lines);
    if (!canvas.cells)
        return false;
    for (uint32_t i = 0; i < plot->curve_count; i++)
        put_curve(&canvas, i);
    fprintf(to, "%s%s\n", plot->y.name, plot->y.log ? " (logarithmic)" : "");
    for (unsigned line = 0; line < canvas.lines; line++)
        print_line(&canvas, line);
    print_x(&canvas);
    print_key(&canvas);
    free(canvas.cells);
    return true;
}
