/* SPDX-License-Identifier: GPL-3.0-or-later
 * The window's painter and cairo paint the same list: every ink, hatch and shape, in both themes.
 *
 * Catches a colour, a hatch or a shape that only one of them knows, or that lies elsewhere. Edges
 * and slanting lines are softened otherwise, so means over cells are compared, not pixels.
 */
#include "ui/gui/paint.h"
#include "ui/report/picture_file.h"
#include "ui/view/theme.h"

#include <cairo.h>
#include <stdio.h>
#include <stdlib.h>

#define CELL 48
#define ACROSS 9     /* cells in a row: a hatch each */
#define TOLERANCE 14 /* of 255, in a cell's mean: a twentieth */

static int failures;

/* A cell for each ink and hatch, and a row of other shapes. */
static void fill(struct view_picture *picture, const struct view_metrics *metrics)
{
    int rows = VIEW_INK_COUNT + 1;

    view_picture_begin(picture, ACROSS * CELL, rows * CELL, metrics);
    for (int i = 0; i < rows * ACROSS; i++) {
        struct view_draw draw = { .x = i % ACROSS * CELL,
                                  .y = i / ACROSS * CELL,
                                  .width = CELL,
                                  .height = CELL,
                                  .ink = VIEW_INK_GROUND };

        view_picture_rect(picture, draw);
        draw.ink = (uint8_t)(i / ACROSS);
        draw.hatch = (uint8_t)(i % ACROSS);
        if (draw.ink < VIEW_INK_COUNT &&
            (!draw.hatch || view_theme_colour(0, draw.ink).fill >> 24 == 255)) {
            view_picture_rect(picture, draw);
            continue;
        }
        draw.hatch = VIEW_HATCH_NONE;
        draw.ink = VIEW_THREAD_1;
        draw.shape = (uint8_t)(i % ACROSS % VIEW_SHAPE_TEXT);
        draw.radius = draw.shape == VIEW_SHAPE_RECT ? 12 : 0;
        view_picture_rect(picture, draw);
    }
}

static int mean(const uint32_t *pixels, int pitch, int cell, int shift)
{
    const uint32_t *corner = pixels + cell / ACROSS * CELL * pitch + cell % ACROSS * CELL;
    int sum = 0;

    for (int y = 0; y < CELL; y++) {
        for (int x = 0; x < CELL; x++)
            sum += (int)(corner[y * pitch + x] >> shift & 0xff);
    }
    return sum / (CELL * CELL);
}

static void compare(const uint32_t *one, const uint32_t *other, int other_pitch, int theme)
{
    for (int cell = 0; cell < (VIEW_INK_COUNT + 1) * ACROSS; cell++) {
        for (int shift = 0; shift < 24; shift += 8) {
            int a = mean(one, ACROSS * CELL, cell, shift);
            int b = mean(other, other_pitch, cell, shift);

            if (abs(a - b) <= TOLERANCE)
                continue;
            failures++;
            fprintf(stderr, "painters: %s, ink %d, hatch %d: %d and %d\n",
                    theme == VIEW_DARK ? "dark" : "light", cell / ACROSS, cell % ACROSS, a, b);
        }
    }
}

static cairo_status_t take(void *context, unsigned char *bytes, unsigned count)
{
    return fread(bytes, 1, count, context) == count ? CAIRO_STATUS_SUCCESS
                                                    : CAIRO_STATUS_READ_ERROR;
}

static void paint_both(const struct view_picture *picture, const struct picture_fonts *fonts,
                       int theme)
{
    struct canvas canvas = { .width = picture->width,
                             .height = picture->height,
                             .pitch = picture->width };
    FILE *file = tmpfile();
    cairo_surface_t *surface;

    canvas.pixels = calloc((size_t)(canvas.width * canvas.height), sizeof(uint32_t));
    if (!file || !canvas.pixels || !picture_write_png(file, picture, fonts, theme))
        exit(99);
    paint_picture(&canvas, picture, NULL, theme); /* there are no words */
    rewind(file);
    surface = cairo_image_surface_create_from_png_stream(take, file);
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
        exit(99);
    compare(canvas.pixels,
            (const uint32_t *)(const void *)cairo_image_surface_get_data(surface),
            cairo_image_surface_get_stride(surface) / 4, theme);
    cairo_surface_destroy(surface);
    fclose(file);
    free(canvas.pixels);
}

/* Read by the sanitizer, if there is one: fontconfig keeps its tables until the end. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig";
}

int main(void)
{
    struct picture_fonts *fonts = picture_load_cairo() ? NULL : picture_fonts_open(14);
    struct view_picture picture = { 0 };
    struct view_metrics metrics = view_fixed_metrics(17);

    if (!fonts)
        return 99;
    fill(&picture, &metrics);
    for (int theme = 0; theme < VIEW_THEMES; theme++)
        paint_both(&picture, fonts, theme);
    view_picture_free(&picture);
    picture_fonts_close(fonts);
    cairo_debug_reset_static_data();
    return failures ? 1 : 0;
}
