/* SPDX-License-Identifier: GPL-3.0-or-later
 * The layout of a plot as a picture. */
#include "config.h"

#include "ui/report/plot_picture.h"

#include <math.h>
#include <string.h>

/* published: M. Okabe and K. Ito 2008, Color Universal Design: told apart by all eyes. The curves
 * have marks and dashes, too. */
const struct plot_color plot_colors[PLOT_CURVE + PLOT_CURVES_MAX] = {
    { 0x22, 0x22, 0x22 }, { 0xdd, 0xdd, 0xdd }, { 0x00, 0x72, 0xb2 }, { 0xd5, 0x5e, 0x00 },
    { 0x00, 0x9e, 0x73 }, { 0xcc, 0x79, 0xa7 }, { 0x56, 0xb4, 0xe9 }, { 0xe6, 0x9f, 0x00 },
    { 0x22, 0x22, 0x22 }, { 0x88, 0x88, 0x88 },
};

const struct plot_dash plot_dashes[4] = { { 0, 0 }, { 6, 3 }, { 2, 3 }, { 10, 4 } };

#define MARGIN 16.0
#define LETTER ((double)PLOT_LETTER)

struct layout {
    const struct plot_painter *painter;
    void *context;
    const struct plot *plot;
    double left, top, right, bottom; /* of the field */
};

/* Close enough for leaving room; fonts differ. */
static double wide(const char *text)
{
    double width = 0;

    for (; *text; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80 ? 0.6 * LETTER : 0;
    return width;
}

static double x_of(const struct layout *layout, double x)
{
    return layout->left + plot_place(&layout->plot->x, x) * (layout->right - layout->left);
}

static double y_of(const struct layout *layout, double y)
{
    return layout->bottom - plot_place(&layout->plot->y, y) * (layout->bottom - layout->top);
}

static void put_line(const struct layout *layout, double x, double y, double to_x, double to_y,
                     unsigned ink)
{
    double xy[4] = { x, y, to_x, to_y };

    layout->painter->line(layout->context, xy, 2, ink, 1, 0);
}

/* ---- axes ---- */

static void put_y(const struct layout *layout)
{
    const struct plot_axis *y = &layout->plot->y;

    for (uint32_t i = 0; i < y->tick_count; i++) {
        double at = y_of(layout, y->ticks[i].at);

        put_line(layout, layout->left, at, layout->right, at, PLOT_GRID);
        layout->painter->text(layout->context, layout->left - 6, at + LETTER / 3, PLOT_END,
                              false, y->ticks[i].text);
    }
    layout->painter->text(layout->context, MARGIN + LETTER / 2,
                          (layout->top + layout->bottom) / 2, PLOT_MIDDLE, true, y->name);
}

static void put_x(const struct layout *layout)
{
    const struct plot_axis *x = &layout->plot->x;
    double free_from = -1e9;

    for (uint32_t i = 0; i < x->tick_count; i++) {
        double at = x_of(layout, x->ticks[i].at), half = wide(x->ticks[i].text) / 2;

        put_line(layout, at, layout->bottom, at, layout->bottom + 4, PLOT_INK);
        if (at - half < free_from)
            continue;
        layout->painter->text(layout->context, at, layout->bottom + 6 + LETTER, PLOT_MIDDLE,
                              false, x->ticks[i].text);
        free_from = at + half + LETTER / 2;
    }
    put_line(layout, layout->left, layout->bottom, layout->right, layout->bottom, PLOT_INK);
    put_line(layout, layout->left, layout->top, layout->left, layout->bottom, PLOT_INK);
    layout->painter->text(layout->context, (layout->left + layout->right) / 2,
                          layout->bottom + 10 + 2.3 * LETTER, PLOT_MIDDLE, false, x->name);
}

/* ---- curves ---- */

/* The second four are the first four, hollow. */
static void put_mark(const struct layout *layout, uint32_t curve, double x, double y)
{
    static const struct {
        uint32_t corners;
        double xy[8];
    } shapes[] = {
        { 0, { 0 } },
        { 3, { 0, -5, 5, 4, -5, 4 } },
        { 4, { -4, -4, 4, -4, 4, 4, -4, 4 } },
        { 4, { 0, -5, 5, 0, 0, 5, -5, 0 } },
    };
    unsigned ink = PLOT_CURVE + curve;
    bool filled = curve < 4;
    double xy[8];

    if (!shapes[curve % 4].corners) {
        layout->painter->disc(layout->context, x, y, 4, ink, filled);
        return;
    }
    for (int i = 0; i < 8; i++)
        xy[i] = shapes[curve % 4].xy[i] + (i % 2 ? y : x);
    layout->painter->shape(layout->context, xy, shapes[curve % 4].corners, ink, filled);
}

static void put_interval(const struct layout *layout, const struct plot_mark *mark,
                         unsigned ink)
{
    double x = x_of(layout, mark->x), low = y_of(layout, mark->low),
           high = y_of(layout, mark->high);

    put_line(layout, x, low, x, high, ink);
    put_line(layout, x - 4, low, x + 4, low, ink);
    put_line(layout, x - 4, high, x + 4, high, ink);
}

static void put_curve(const struct layout *layout, uint32_t number)
{
    const struct plot_curve *curve = &layout->plot->curves[number];
    unsigned ink = PLOT_CURVE + number;

    for (uint32_t i = 0; i < curve->count; i++) {
        const struct plot_mark *mark = &curve->marks[i];
        double x = x_of(layout, mark->x), y = y_of(layout, mark->y);

        if (i && layout->plot->x.unit != PLOT_WORD) {
            double xy[4] = { x_of(layout, mark[-1].x), y_of(layout, mark[-1].y), x, y };

            layout->painter->line(layout->context, xy, 2, ink, 1.5, number % 4);
        }
        if (mark->high > mark->low)
            put_interval(layout, mark, ink);
    }
    for (uint32_t i = 0; i < curve->count; i++)
        put_mark(layout, number, x_of(layout, curve->marks[i].x),
                 y_of(layout, curve->marks[i].y));
}

/* ---- key ---- */

static unsigned key_lines(const struct plot *plot)
{
    return *plot->others ? plot->curve_count + 1 : 0;
}

static double key_width(const struct plot *plot)
{
    double most = *plot->others ? wide(plot->others) : 0;

    for (uint32_t i = 0; i < plot->curve_count && *plot->others; i++) {
        double its = 20 + wide(plot->curves[i].label);

        most = its > most ? its : most;
    }
    return most;
}

static void put_key(const struct layout *layout)
{
    const struct plot *plot = layout->plot;
    double x = layout->right + MARGIN, y = layout->top + LETTER;

    if (!key_lines(plot))
        return;
    layout->painter->text(layout->context, x, y, PLOT_START, false, plot->others);
    for (uint32_t i = 0; i < plot->curve_count; i++) {
        y += 1.6 * LETTER;
        put_mark(layout, i, x + 6, y - LETTER / 3);
        layout->painter->text(layout->context, x + 20, y, PLOT_START, false,
                              plot->curves[i].label);
    }
}

/* What a reader has to know of the bars. */
static void put_note(const struct layout *layout)
{
    char note[128];

    if (layout->plot->replications < 2)
        return;
    snprintf(note, sizeof(note), "means of up to %u runs, with 95 %% intervals",
             layout->plot->replications);
    layout->painter->text(layout->context, layout->left, layout->top - 6, PLOT_START, false,
                          note);
}

void plot_paint(const struct plot_painter *painter, void *context, const struct plot *plot,
                double width, double height)
{
    struct layout layout = { .painter = painter, .context = context, .plot = plot };
    double ticks = 0;

    for (uint32_t i = 0; i < plot->y.tick_count; i++) {
        double its = wide(plot->y.ticks[i].text);

        ticks = its > ticks ? its : ticks;
    }
    layout.left = MARGIN + 1.5 * LETTER + ticks + 6;
    layout.top = MARGIN + LETTER;
    layout.right = width - MARGIN - (key_lines(plot) ? key_width(plot) + MARGIN : 0);
    layout.bottom = height - MARGIN - 10 - 2.3 * LETTER;
    if (layout.right < layout.left + 40)
        layout.right = layout.left + 40;
    put_y(&layout);
    put_x(&layout);
    for (uint32_t i = 0; i < plot->curve_count; i++)
        put_curve(&layout, i);
    put_key(&layout);
    put_note(&layout);
}
