/* SPDX-License-Identifier: GPL-3.0-or-later
 * A plot as PNG and PDF, by cairo. */
#include "config.h"

#include "ui/report/by_cairo.h"
#include "ui/report/plot_picture.h"

#include <math.h>

static void use_ink(cairo_t *cairo, unsigned ink)
{
    const struct plot_color *color = &plot_colors[ink];

    by_cairo.set_source_rgb(cairo, color->r / 255.0, color->g / 255.0, color->b / 255.0);
}

static void draw_path(cairo_t *cairo, const double *xy, uint32_t corners)
{
    by_cairo.new_path(cairo);
    for (uint32_t i = 0; i < corners; i++)
        by_cairo.line_to(cairo, xy[2 * i], xy[2 * i + 1]);
}

static void line(void *context, const double *xy, uint32_t corners, unsigned ink, double width,
                 unsigned dash)
{
    double pattern[2] = { plot_dashes[dash].on, plot_dashes[dash].off };

    draw_path(context, xy, corners);
    use_ink(context, ink);
    by_cairo.set_line_width(context, width);
    by_cairo.set_dash(context, pattern, dash ? 2 : 0, 0);
    by_cairo.stroke(context);
    by_cairo.set_dash(context, NULL, 0, 0);
}

/* What is not filled with ink is filled with paper. */
static void fill(cairo_t *cairo, unsigned ink, bool filled)
{
    use_ink(cairo, ink);
    if (!filled)
        by_cairo.set_source_rgb(cairo, 1, 1, 1);
    by_cairo.fill_preserve(cairo);
    use_ink(cairo, ink);
    by_cairo.set_line_width(cairo, 1);
    by_cairo.stroke(cairo);
}

static void shape(void *context, const double *xy, uint32_t corners, unsigned ink, bool filled)
{
    draw_path(context, xy, corners);
    by_cairo.close_path(context);
    fill(context, ink, filled);
}

static void disc(void *context, double x, double y, double radius, unsigned ink, bool filled)
{
    by_cairo.new_path(context);
    by_cairo.arc(context, x, y, radius, 0, 2 * M_PI);
    fill(context, ink, filled);
}

static void text(void *context, double x, double y, enum plot_anchor anchor, bool upwards,
                 const char *string)
{
    static const double shares[] = { 0, 0.5, 1 };
    cairo_text_extents_t extents;

    by_cairo.save(context);
    by_cairo.translate(context, x, y);
    if (upwards)
        by_cairo.rotate(context, -M_PI / 2);
    by_cairo.text_extents(context, string, &extents);
    by_cairo.move_to(context, -shares[anchor] * extents.x_advance, 0);
    use_ink(context, PLOT_INK);
    by_cairo.show_text(context, string);
    by_cairo.restore(context);
}

static const struct plot_painter painter = { line, shape, disc, text };

static bool paint(cairo_surface_t *surface, const struct plot *plot, unsigned width,
                  unsigned height)
{
    cairo_t *cairo = by_cairo.create(surface);

    by_cairo.set_source_rgb(cairo, 1, 1, 1);
    by_cairo.paint(cairo);
    by_cairo.select_font_face(cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                              CAIRO_FONT_WEIGHT_NORMAL);
    by_cairo.set_font_size(cairo, PLOT_LETTER);
    plot_paint(&painter, cairo, plot, width, height);
    return by_cairo_end(cairo);
}

bool plot_png(FILE *to, const struct plot *plot, unsigned width, unsigned height)
{
    cairo_surface_t *surface =
        by_cairo.image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
    bool good = paint(surface, plot, width, height) &&
                by_cairo.surface_write_to_png_stream(surface, by_cairo_write, to) ==
                    CAIRO_STATUS_SUCCESS;

    return by_cairo_close(surface, good);
}

bool plot_pdf(FILE *to, const struct plot *plot, unsigned width, unsigned height)
{
    cairo_surface_t *surface =
        by_cairo.pdf_surface_create_for_stream(by_cairo_write, to, width, height);

    return by_cairo_close(surface, paint(surface, plot, width, height));
}
