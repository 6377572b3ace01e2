/* SPDX-License-Identifier: GPL-3.0-or-later
 * Painting a picture's list through cairo. */
#include "config.h"

#include "ui/report/by_cairo.h"
#include "ui/report/picture_file.h"

#include "ui/view/theme.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- fonts ---- */

struct picture_fonts {
    cairo_scaled_font_t *face[VIEW_FACE_COUNT];
    int ascent[VIEW_FACE_COUNT], height[VIEW_FACE_COUNT];
};

/* Neither hinted nor rounded to pixels: a word has the same width in all kinds of files. */
static cairo_scaled_font_t *open_font(const struct view_face_look *want, int size)
{
    cairo_font_face_t *face = by_cairo.toy_font_face_create(
        want->family, CAIRO_FONT_SLANT_NORMAL,
        want->bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_font_options_t *options = by_cairo.font_options_create();
    cairo_matrix_t letters, page;
    cairo_scaled_font_t *font;

    by_cairo.font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    by_cairo.font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    by_cairo.font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    by_cairo.matrix_init_scale(&letters, size * want->parts / 16, size * want->parts / 16);
    by_cairo.matrix_init_identity(&page);
    font = by_cairo.scaled_font_create(face, &letters, &page, options);
    by_cairo.font_options_destroy(options);
    by_cairo.font_face_destroy(face);
    return font;
}

struct picture_fonts *picture_fonts_open(int size)
{
    struct picture_fonts *fonts = calloc(1, sizeof(*fonts));
    bool good = fonts;

    for (int i = 0; good && i < VIEW_FACE_COUNT; i++) {
        cairo_font_extents_t extents;

        fonts->face[i] = open_font(&view_faces[i], size);
        good = by_cairo.scaled_font_status(fonts->face[i]) == CAIRO_STATUS_SUCCESS;
        by_cairo.scaled_font_extents(fonts->face[i], &extents);
        fonts->ascent[i] = (int)ceil(extents.ascent);
        fonts->height[i] = fonts->ascent[i] + (int)ceil(extents.descent);
    }
    if (good)
        return fonts;
    picture_fonts_close(fonts);
    return NULL;
}

void picture_fonts_close(struct picture_fonts *fonts)
{
    for (int i = 0; fonts && i < VIEW_FACE_COUNT; i++)
        by_cairo.scaled_font_destroy(fonts->face[i]);
    free(fonts);
}

/* The font of strokes is drawn by cairo itself, as one that a program defines. */
bool picture_fonts_missing(const struct picture_fonts *fonts)
{
    return by_cairo.scaled_font_get_type(fonts->face[VIEW_FACE_TEXT]) == CAIRO_FONT_TYPE_USER;
}

/* Strokes know ASCII only: what stands for the rest says the same. */
static void to_strokes(char *to, size_t room, const char *text)
{
    static const struct {
        const char *from, *to;
    } others[] = {
        { "\u2009", " " }, { "\u2022", "*" }, { "\u2026", ".." },
        { "\u25b6", ">" }, { "\u2260", "|" }, { "\u2190", "<" },
        { "\u2192", ">" }, { "\u2191", "^" }, { "\u2193", "v" },
    };
    size_t used = 0;

    while (*text && used + 3 < room) {
        const char *with = "#";
        size_t bytes = 1;

        if (!(*text & 0x80)) {
            to[used++] = *text++;
            continue;
        }
        while ((text[bytes] & 0xc0) == 0x80)
            bytes++;
        for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
            with = strlen(others[i].from) == bytes && !memcmp(others[i].from, text, bytes)
                       ? others[i].to
                       : with;
        used += (size_t)snprintf(to + used, room - used, "%s", with);
        text += bytes;
    }
    to[used] = '\0';
}

/* As it is drawn; `text` itself, or `room` filled in. */
static const char *shown(const struct picture_fonts *fonts, const char *text, char room[1024])
{
    if (!picture_fonts_missing(fonts))
        return text;
    to_strokes(room, 1024, text);
    return room;
}

static int width_of(void *context, enum view_face face, const char *text, size_t bytes)
{
    const struct picture_fonts *fonts = context;
    cairo_text_extents_t extents;
    char word[1024], strokes[1024];

    if (bytes >= sizeof(word))
        bytes = sizeof(word) - 1;
    memcpy(word, text, bytes);
    word[bytes] = '\0';
    by_cairo.scaled_font_text_extents(fonts->face[face], shown(fonts, word, strokes), &extents);
    return (int)ceil(extents.x_advance);
}

struct view_metrics picture_fonts_metrics(struct picture_fonts *fonts)
{
    struct view_metrics metrics = { .width = width_of, .context = fonts };

    memcpy(metrics.height, fonts->height, sizeof(metrics.height));
    return metrics;
}

/* ---- hatches ---- */

/*
 * Lines are cut to their box and filled as polygons: viewers show seams where a pattern repeats,
 * and store it once for each use. They lie where they lie in the window, by the picture's corner,
 * so that neighbours go on into one another.
 */
struct corner {
    double x, y;
};

/* Keeps the part of a convex polygon where a*x + b*y >= least. */
static int cut(struct corner *polygon, int count, double a, double b, double least)
{
    struct corner out[12];
    int kept = 0;

    for (int i = 0; i < count; i++) {
        struct corner p = polygon[i], q = polygon[(i + 1) % count];
        double at_p = a * p.x + b * p.y - least, at_q = a * q.x + b * q.y - least;

        if (at_p >= 0)
            out[kept++] = p;
        if ((at_p < 0) != (at_q < 0)) {
            double part = at_p / (at_p - at_q);

            out[kept++] = (struct corner){ p.x + part * (q.x - p.x), p.y + part * (q.y - p.y) };
        }
    }
    memcpy(polygon, out, sizeof(*out) * (size_t)kept);
    return kept;
}

/* What of least <= a*x + b*y <= most lies in the rectangle. */
static void put_stripe(cairo_t *cairo, const struct view_draw *draw, double a, double b,
                       double least, double most)
{
    double right = draw->x + draw->width, bottom = draw->y + draw->height;
    struct corner polygon[12] = {
        { draw->x, draw->y }, { right, draw->y }, { right, bottom }, { draw->x, bottom }
    };
    int count = cut(polygon, 4, a, b, least);

    count = cut(polygon, count, -a, -b, -most);
    by_cairo.new_sub_path(cairo);
    for (int i = 0; i < count; i++)
        by_cairo.line_to(cairo, polygon[i].x, polygon[i].y);
    if (count)
        by_cairo.close_path(cairo);
}

/* Every `period` from 0 on, as far as the rectangle reaches. */
static void put_stripes(cairo_t *cairo, const struct view_draw *draw, int a, int b, int period,
                        double width)
{
    int right = draw->x + draw->width, bottom = draw->y + draw->height;
    int least = a * draw->x + b * (b < 0 ? bottom : draw->y);
    int most = a * right + b * (b < 0 ? draw->y : bottom);

    for (int n = (int)floor((double)least / period); n * period < most; n++)
        put_stripe(cairo, draw, a, b, n * period, n * period + width);
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* A rectangle that stands where it lies in both. */
static void put_both(cairo_t *cairo, const struct view_draw *draw, int x, int y, int width,
                     int height)
{
    int left = larger(x, draw->x), right = smaller(x + width, draw->x + draw->width);
    int top = larger(y, draw->y), bottom = smaller(y + height, draw->y + draw->height);

    if (left < right && top < bottom)
        by_cairo.rectangle(cairo, left, top, right - left, bottom - top);
}

/* Bits of `width` in rows; every second row begins by `shift` further. */
static void put_rows(cairo_t *cairo, const struct view_draw *draw, int across, int down,
                     int shift, int width, int height)
{
    for (int row = draw->y / down; row * down < draw->y + draw->height; row++) {
        int begin = row % 2 * shift;

        for (int n = (draw->x - begin) / across - 1; n * across + begin < draw->x + draw->width;
             n++)
            put_both(cairo, draw, n * across + begin, row * down, width, height);
    }
}

static void put_hatch(cairo_t *cairo, const struct view_draw *draw, int scale)
{
    int p = 6 * scale, q = 8 * scale, half = 4 * scale;
    double line = 1.4 * scale; /* measured across; what the window's softened lines come to */

    switch ((enum view_hatch)draw->hatch) {
    case VIEW_HATCH_RISING:
        put_stripes(cairo, draw, 1, 1, p, line);
        break;
    case VIEW_HATCH_FALLING:
        put_stripes(cairo, draw, 1, -1, p, line);
        break;
    case VIEW_HATCH_CROSS:
        put_stripes(cairo, draw, 1, 1, q, line);
        put_stripes(cairo, draw, 1, -1, q, line);
        break;
    case VIEW_HATCH_LEVEL:
        put_stripes(cairo, draw, 0, 1, half, scale);
        break;
    case VIEW_HATCH_UPRIGHT:
        put_stripes(cairo, draw, 1, 0, p, scale);
        break;
    case VIEW_HATCH_DOTS:
        put_rows(cairo, draw, half, half, half / 2, scale, scale);
        break;
    case VIEW_HATCH_SPARSE:
        put_rows(cairo, draw, q, q, half, scale, scale);
        break;
    case VIEW_HATCH_BRICK:
        put_stripes(cairo, draw, 0, 1, p, scale);
        put_rows(cairo, draw, 2 * p, p, p, scale, p);
        break;
    default:
        break;
    }
}

static void use(cairo_t *cairo, uint32_t colour, double part)
{
    by_cairo.set_source_rgba(cairo, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0,
                             (colour & 0xff) / 255.0, part * (colour >> 24) / 255.0);
}

/* ---- rectangles ---- */

/*
 * A lane far out is thousands of columns of a pixel, of a few looks. Those that follow one another
 * without overlapping are painted look by look, each look as one shape with one hatch laid over
 * all of it: a file of a tenth the size.
 */
static bool goes_on(const struct view_draw *last, const struct view_draw *next)
{
    bool beside = next->x >= last->x + last->width;
    bool above =
        next->x == last->x && next->width == last->width && next->y + next->height <= last->y;

    return next->shape == VIEW_SHAPE_RECT && !next->radius && (beside || above);
}

/* The path of all in the list that look like the first; returns the box around them. */
static struct view_draw put_alike(cairo_t *cairo, const struct view_draw *list, size_t count)
{
    struct view_draw box = *list;

    by_cairo.new_path(cairo);
    for (size_t i = 0; i < count; i++) {
        const struct view_draw *draw = &list[i];
        int right = larger(box.x + box.width, draw->x + draw->width);
        int bottom = larger(box.y + box.height, draw->y + draw->height);

        if (draw->ink != list->ink || draw->hatch != list->hatch)
            continue;
        by_cairo.rectangle(cairo, draw->x, draw->y, draw->width, draw->height);
        box.x = smaller(box.x, draw->x);
        box.y = smaller(box.y, draw->y);
        box.width = right - box.x;
        box.height = bottom - box.y;
    }
    return box;
}

static void fill_alike(cairo_t *cairo, const struct view_draw *list, size_t count, int theme,
                       int scale)
{
    struct view_colour colour =
        list->hatch ? view_theme_hatch(theme, list->ink) : view_theme_colour(theme, list->ink);
    bool dots = list->hatch == VIEW_HATCH_DOTS || list->hatch == VIEW_HATCH_SPARSE;
    struct view_draw box = put_alike(cairo, list, count);

    use(cairo, colour.fill, 1);
    if (!list->hatch) {
        by_cairo.fill(cairo);
        return;
    }
    by_cairo.fill_preserve(cairo);
    by_cairo.save(cairo);
    by_cairo.clip(cairo);
    use(cairo, colour.line, dots ? 0.84 : 0.6);
    put_hatch(cairo, &box, scale);
    by_cairo.fill(cairo);
    by_cairo.restore(cairo);
}

/* Paints those at the beginning of the list that go on, and returns how many. */
static size_t fill_rects(cairo_t *cairo, const struct view_draw *list, size_t count, int theme,
                         int scale)
{
    bool done[VIEW_INK_COUNT][VIEW_HATCH_COUNT] = { { false } };
    size_t used = 1;

    while (used < count && !list->radius && goes_on(&list[used - 1], &list[used]))
        used++;
    for (size_t i = 0; i < used; i++) {
        if (!done[list[i].ink][list[i].hatch])
            fill_alike(cairo, &list[i], used - i, theme, scale);
        done[list[i].ink][list[i].hatch] = true;
    }
    return used;
}

/* ---- other shapes ---- */

static void fill_round(cairo_t *cairo, const struct view_draw *draw)
{
    double r = smaller(draw->radius, smaller(draw->width, draw->height) / 2);
    double left = draw->x + r, right = draw->x + draw->width - r;
    double top = draw->y + r, bottom = draw->y + draw->height - r;

    by_cairo.new_path(cairo);
    by_cairo.arc(cairo, right, top, r, -M_PI / 2, 0);
    by_cairo.arc(cairo, right, bottom, r, 0, M_PI / 2);
    by_cairo.arc(cairo, left, bottom, r, M_PI / 2, M_PI);
    by_cairo.arc(cairo, left, top, r, M_PI, 3 * M_PI / 2);
    by_cairo.close_path(cairo);
    by_cairo.fill(cairo);
}

static void stroke_outline(cairo_t *cairo, const struct view_draw *draw)
{
    by_cairo.set_line_width(cairo, 1);
    by_cairo.rectangle(cairo, draw->x + 0.5, draw->y + 0.5, draw->width - 1, draw->height - 1);
    by_cairo.stroke(cairo);
}

/* A wedge, or turned over a roof. */
static void fill_wedge(cairo_t *cairo, const struct view_draw *draw)
{
    bool roof = draw->shape == VIEW_SHAPE_ROOF;
    int base = draw->y + (roof ? draw->height : 0), tip = draw->y + (roof ? 0 : draw->height);

    by_cairo.move_to(cairo, draw->x, base);
    by_cairo.line_to(cairo, draw->x + draw->width, base);
    by_cairo.line_to(cairo, draw->x + draw->width / 2.0, tip);
    by_cairo.close_path(cairo);
    by_cairo.fill(cairo);
}

static void show_text(cairo_t *cairo, const struct view_draw *draw,
                      const struct picture_fonts *fonts, const char *text)
{
    char strokes[1024];

    by_cairo.set_scaled_font(cairo, fonts->face[draw->face]);
    by_cairo.move_to(cairo, draw->x, draw->y + fonts->ascent[draw->face]);
    by_cairo.show_text(cairo, shown(fonts, text, strokes));
}

/* Paints the first of the list, and what can be painted with it; returns how many. */
static size_t paint(cairo_t *cairo, const struct view_picture *picture, size_t first,
                    const struct picture_fonts *fonts, int theme)
{
    const struct view_draw *draw = &picture->list[first];
    struct view_colour colour = view_theme_colour(theme, draw->ink);

    use(cairo, draw->shape == VIEW_SHAPE_TEXT ? colour.line : colour.fill, 1);
    switch ((enum view_shape)draw->shape) {
    case VIEW_SHAPE_RECT:
        if (!draw->radius)
            return fill_rects(cairo, draw, picture->count - first, theme,
                              view_picture_scale(picture));
        fill_round(cairo, draw);
        break;
    case VIEW_SHAPE_OUTLINE:
        stroke_outline(cairo, draw);
        break;
    case VIEW_SHAPE_WEDGE:
    case VIEW_SHAPE_ROOF:
        fill_wedge(cairo, draw);
        break;
    case VIEW_SHAPE_TEXT:
        show_text(cairo, draw, fonts, picture->text + draw->text);
        break;
    }
    return 1;
}

/* ---- files ---- */

/* Paints the whole list, and finishes the page; the surface is the caller's. */
static bool paint_all(cairo_surface_t *surface, const struct view_picture *picture,
                      const struct picture_fonts *fonts, int theme)
{
    cairo_t *cairo = by_cairo.create(surface);

    for (size_t i = 0; i < picture->count;)
        i += paint(cairo, picture, i, fonts, theme);
    return by_cairo_end(cairo);
}

bool picture_write_svg(FILE *to, const struct view_picture *picture,
                       const struct picture_fonts *fonts, int theme)
{
    cairo_surface_t *surface = by_cairo.svg_surface_create_for_stream(
        by_cairo_write, to, picture->width, picture->height);

#if CAIRO_VERSION >= CAIRO_VERSION_ENCODE(1, 15, 10)
    by_cairo.svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX);
#endif
    return by_cairo_close(surface, paint_all(surface, picture, fonts, theme));
}

bool picture_write_png(FILE *to, const struct view_picture *picture,
                       const struct picture_fonts *fonts, int theme)
{
    cairo_surface_t *surface =
        by_cairo.image_surface_create(CAIRO_FORMAT_RGB24, picture->width, picture->height);
    bool good = paint_all(surface, picture, fonts, theme) &&
                by_cairo.surface_write_to_png_stream(surface, by_cairo_write, to) ==
                    CAIRO_STATUS_SUCCESS;

    return by_cairo_close(surface, good);
}

/* A pixel is a point. Without the time at which it was made, the same picture is the same file. */
bool picture_write_pdf(FILE *to, const struct view_picture *picture,
                       const struct picture_fonts *fonts, int theme)
{
    cairo_surface_t *surface = by_cairo.pdf_surface_create_for_stream(
        by_cairo_write, to, picture->width, picture->height);

#if CAIRO_VERSION >= CAIRO_VERSION_ENCODE(1, 15, 10)
    by_cairo.pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
#endif
    return by_cairo_close(surface, paint_all(surface, picture, fonts, theme));
}
