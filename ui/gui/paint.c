/* SPDX-License-Identifier: GPL-3.0-or-later
 * Rectangles, hatches, wedges and words as pixels. */
#include "ui/gui/paint.h"

#include "ui/view/theme.h"

#include <stdlib.h>
#include <string.h>

/* Colour over colour; `alpha` 0 to 255. Red and blue are done at once. */
static uint32_t blend(uint32_t under, uint32_t over, uint32_t alpha)
{
    uint32_t a = alpha + (alpha >> 7);
    uint32_t rb = ((over & 0xff00ff) * a + (under & 0xff00ff) * (256 - a)) >> 8;
    uint32_t g = ((over & 0x00ff00) * a + (under & 0x00ff00) * (256 - a)) >> 8;

    return (rb & 0xff00ff) | (g & 0x00ff00);
}

static uint32_t *row_of(const struct canvas *canvas, int y)
{
    return canvas->pixels + (size_t)y * (size_t)canvas->pitch;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* ---- hatches ---- */

/* All hatches repeat after so many pixels, times the scale. */
#define PERIOD 24
#define SCALE_MOST 4

/* How far a place is from the lines of a hatch, in pixels: 0 on them. */
static int distance(enum view_hatch hatch, int x, int y, int scale)
{
    int p = 6 * scale, q = 8 * scale, period = PERIOD * scale;

    switch (hatch) {
    case VIEW_HATCH_RISING:
        return (x + y) % p;
    case VIEW_HATCH_FALLING:
        return (x - y + period) % p;
    case VIEW_HATCH_CROSS:
        return least((x + y) % q, (x - y + period) % q);
    case VIEW_HATCH_LEVEL:
        return y % (4 * scale);
    case VIEW_HATCH_UPRIGHT:
        return x % p;
    case VIEW_HATCH_DOTS:
        return (x + (y / (4 * scale) % 2) * 2 * scale) % (4 * scale) < scale ? y % (4 * scale)
                                                                             : p;
    case VIEW_HATCH_SPARSE:
        return (x + (y / q % 2) * 4 * scale) % q < scale ? y % q : p;
    case VIEW_HATCH_BRICK:
        return least(y % p, (x + (y / p % 2) * 6 * scale) % (2 * p));
    default:
        return 0;
    }
}

/* A row of a hatch: how much of the line's colour each pixel has. Slanting lines are softened. */
static void hatch_row(uint8_t *cover, enum view_hatch hatch, int y, int scale)
{
    bool slanting =
        hatch == VIEW_HATCH_RISING || hatch == VIEW_HATCH_FALLING || hatch == VIEW_HATCH_CROSS;
    bool dots = hatch == VIEW_HATCH_DOTS || hatch == VIEW_HATCH_SPARSE;

    for (int x = 0; x < PERIOD * scale; x++) {
        int far = distance(hatch, x, y % (PERIOD * scale), scale);

        cover[x] = far < scale ? (dots ? 215 : 150) : far == scale && slanting ? 70 : 0;
    }
}

/* Each hatch in its colours, made when it is first needed: a lane far out has thousands of columns
 * of one pixel, and would have them all made anew. */
struct tiles {
    int theme, scale;
    uint32_t *of[VIEW_INK_COUNT][VIEW_HATCH_COUNT]; /* PERIOD * scale squared; NULL not yet */
};

/* NULL when out of memory. */
static const uint32_t *tile_of(struct tiles *tiles, uint8_t ink, uint8_t hatch)
{
    struct view_colour colour = view_theme_hatch(tiles->theme, ink);
    int period = PERIOD * tiles->scale;
    uint32_t **tile = &tiles->of[ink][hatch];
    uint8_t cover[PERIOD * SCALE_MOST];

    if (*tile)
        return *tile;
    *tile = malloc(sizeof(uint32_t) * (size_t)(period * period));
    for (int y = 0; *tile && y < period; y++) {
        hatch_row(cover, (enum view_hatch)hatch, y, tiles->scale);
        for (int x = 0; x < period; x++)
            (*tile)[y * period + x] = blend(colour.fill, colour.line, cover[x]);
    }
    return *tile;
}

static void free_tiles(struct tiles *tiles)
{
    for (int ink = 0; ink < VIEW_INK_COUNT; ink++) {
        for (int hatch = 0; hatch < VIEW_HATCH_COUNT; hatch++)
            free(tiles->of[ink][hatch]);
    }
}

static void fill_hatched(const struct canvas *canvas, const struct view_draw *draw,
                         struct tiles *tiles)
{
    const uint32_t *tile = tile_of(tiles, draw->ink, draw->hatch);
    int period = PERIOD * tiles->scale;

    for (int y = draw->y; tile && y < draw->y + draw->height; y++) {
        const uint32_t *from = tile + y % period * period;
        uint32_t *row = row_of(canvas, y);

        for (int x = draw->x, in = draw->x % period; x < draw->x + draw->width; x++) {
            row[x] = from[in];
            in = in + 1 == period ? 0 : in + 1;
        }
    }
}

/* ---- rectangles ---- */

static void fill_row(uint32_t *row, int from, int to, uint32_t colour)
{
    uint32_t alpha = colour >> 24;

    if (alpha == 255) {
        for (int x = from; x < to; x++)
            row[x] = colour;
        return;
    }
    for (int x = from; x < to; x++)
        row[x] = blend(row[x], colour, alpha);
}

/* How far a row of a rounded rectangle begins from its left edge: by a circle. */
static int inset(const struct view_draw *draw, int row)
{
    int r = draw->radius, edge = row < r                   ? r - row
                                 : row >= draw->height - r ? row - (draw->height - r) + 1
                                                           : 0;
    int in = 0;

    while (edge && in < r && (r - in) * (r - in) + edge * edge > r * r + r)
        in++;
    return in;
}

static void fill(const struct canvas *canvas, const struct view_draw *draw, uint32_t colour)
{
    for (int row = 0; row < draw->height; row++) {
        int in = draw->radius ? inset(draw, row) : 0;

        fill_row(row_of(canvas, draw->y + row), draw->x + in, draw->x + draw->width - in,
                 colour);
    }
}

static void outline(const struct canvas *canvas, const struct view_draw *draw, uint32_t colour)
{
    for (int row = 0; row < draw->height; row++) {
        uint32_t *pixels = row_of(canvas, draw->y + row);
        int right = draw->x + draw->width;

        if (row == 0 || row == draw->height - 1)
            fill_row(pixels, draw->x, right, colour);
        fill_row(pixels, draw->x, draw->x + 1, colour);
        fill_row(pixels, right - 1, right, colour);
    }
}

/* A wedge, or turned over a roof. */
static void wedge(const struct canvas *canvas, const struct view_draw *draw, uint32_t colour)
{
    for (int row = 0; row < draw->height; row++) {
        int from = draw->shape == VIEW_SHAPE_ROOF ? draw->height - 1 - row : row;
        int in = from * draw->width / (2 * draw->height);

        fill_row(row_of(canvas, draw->y + row), draw->x + in, draw->x + draw->width - in,
                 colour);
    }
}

/* ---- words ---- */

static void put_word(const struct canvas *canvas, const struct view_draw *draw,
                     const struct font_word *word, uint32_t colour)
{
    int from = draw->x < 0 ? -draw->x : 0, to = least(word->width, canvas->width - draw->x);

    for (int y = 0; y < word->height; y++) {
        const uint8_t *cover = word->cover + (size_t)y * word->pitch;
        uint32_t *row;

        if (draw->y + y < 0 || draw->y + y >= canvas->height)
            continue;
        row = row_of(canvas, draw->y + y) + draw->x;
        for (int x = from; x < to; x++) {
            if (cover[x])
                row[x] = blend(row[x], colour, cover[x]);
        }
    }
}

/* ---- the list ---- */

static void paint(const struct canvas *canvas, const struct view_picture *picture,
                  const struct view_draw *draw, struct fonts *fonts, struct tiles *tiles)
{
    struct view_colour colour = view_theme_colour(tiles->theme, draw->ink);
    const struct font_word *word;

    switch ((enum view_shape)draw->shape) {
    case VIEW_SHAPE_RECT:
        if (draw->hatch)
            fill_hatched(canvas, draw, tiles);
        else
            fill(canvas, draw, colour.fill);
        break;
    case VIEW_SHAPE_OUTLINE:
        outline(canvas, draw, colour.fill);
        break;
    case VIEW_SHAPE_WEDGE:
    case VIEW_SHAPE_ROOF:
        wedge(canvas, draw, colour.fill);
        break;
    case VIEW_SHAPE_TEXT:
        word = fonts_word(fonts, (enum view_face)draw->face, picture->text + draw->text);
        if (word)
            put_word(canvas, draw, word, colour.line);
        break;
    }
}

void paint_picture(const struct canvas *canvas, const struct view_picture *picture,
                   struct fonts *fonts, int theme)
{
    int scale = view_picture_scale(picture);
    struct tiles tiles = { .theme = theme, .scale = least(scale, SCALE_MOST) };

    for (size_t i = 0; i < picture->count; i++)
        paint(canvas, picture, &picture->list[i], fonts, &tiles);
    free_tiles(&tiles);
}
