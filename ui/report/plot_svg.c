/* SPDX-License-Identifier: GPL-3.0-or-later
 * A plot as SVG. */
#include "config.h"

#include "ui/report/escape.h"
#include "ui/report/plot_picture.h"

static void put_color(FILE *to, const char *attribute, unsigned ink)
{
    const struct plot_color *color = &plot_colors[ink];

    fprintf(to, " %s=\"#%02x%02x%02x\"", attribute, color->r, color->g, color->b);
}

static void put_corners(FILE *to, const double *xy, uint32_t corners)
{
    fputs(" points=\"", to);
    for (uint32_t i = 0; i < corners; i++)
        fprintf(to, "%s%.1f,%.1f", i ? " " : "", xy[2 * i], xy[2 * i + 1]);
    fputc('"', to);
}

static void put_fill(FILE *to, unsigned ink, bool filled)
{
    put_color(to, "stroke", ink);
    if (filled)
        put_color(to, "fill", ink);
    else
        fputs(" fill=\"#ffffff\"", to);
    fputs("/>\n", to);
}

static void line(void *context, const double *xy, uint32_t corners, unsigned ink, double width,
                 unsigned dash)
{
    FILE *to = context;

    fputs("<polyline fill=\"none\"", to);
    put_corners(to, xy, corners);
    put_color(to, "stroke", ink);
    fprintf(to, " stroke-width=\"%.1f\"", width);
    if (dash)
        fprintf(to, " stroke-dasharray=\"%.0f %.0f\"", plot_dashes[dash].on,
                plot_dashes[dash].off);
    fputs("/>\n", to);
}

static void shape(void *context, const double *xy, uint32_t corners, unsigned ink, bool filled)
{
    fputs("<polygon", context);
    put_corners(context, xy, corners);
    put_fill(context, ink, filled);
}

static void disc(void *context, double x, double y, double radius, unsigned ink, bool filled)
{
    fprintf(context, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"", x, y, radius);
    put_fill(context, ink, filled);
}

static void text(void *context, double x, double y, enum plot_anchor anchor, bool upwards,
                 const char *string)
{
    static const char *const anchors[] = { "start", "middle", "end" };
    FILE *to = context;

    fprintf(to, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"", x, y, anchors[anchor]);
    if (upwards)
        fprintf(to, " transform=\"rotate(-90 %.1f %.1f)\"", x, y);
    put_color(to, "fill", PLOT_INK);
    fputc('>', to);
    escape_xml(to, string);
    fputs("</text>\n", to);
}

static const struct plot_painter painter = { line, shape, disc, text };

bool plot_svg(FILE *to, const struct plot *plot, unsigned width, unsigned height)
{
    fprintf(to,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" "
            "viewBox=\"0 0 %u %u\" font-family=\"sans-serif\" font-size=\"%d\">\n<title>",
            width, height, width, height, PLOT_LETTER);
    escape_xml(to, plot->y.name);
    fputs(" by ", to);
    escape_xml(to, plot->x.name);
    fputs("</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n", to);
    plot_paint(&painter, to, plot, width, height);
    fputs("</svg>\n", to);
    return !ferror(to);
}
