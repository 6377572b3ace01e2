/* SPDX-License-Identifier: GPL-3.0-or-later
 * Whether two pictures look alike: in every cell of 8x8 pixels, nearly the same mean colour.
 *
 * Usage: near ONE.png OTHER.png
 * Another release of cairo softens edges otherwise, which a cell does not see; a word or a line
 * elsewhere, or in another colour, it does.
 */
#include <cairo.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define CELL 8
#define TOLERANCE 24 /* of 255, of a cell's mean */
#define FEW 200      /* one cell of so many may be further off */

struct picture {
    cairo_surface_t *surface;
    const uint32_t *pixels;
    int width, height, pitch;
};

static struct picture read_picture(const char *name)
{
    struct picture picture = { .surface = cairo_image_surface_create_from_png(name) };

    if (cairo_surface_status(picture.surface) != CAIRO_STATUS_SUCCESS) {
        fprintf(stderr, "near: %s: %s\n", name,
                cairo_status_to_string(cairo_surface_status(picture.surface)));
        exit(99);
    }
    picture.pixels =
        (const uint32_t *)(const void *)cairo_image_surface_get_data(picture.surface);
    picture.width = cairo_image_surface_get_width(picture.surface);
    picture.height = cairo_image_surface_get_height(picture.surface);
    picture.pitch = cairo_image_surface_get_stride(picture.surface) / 4;
    return picture;
}

static int mean(const struct picture *picture, int left, int top, int shift)
{
    int sum = 0, count = 0;

    for (int y = top; y < top + CELL && y < picture->height; y++) {
        for (int x = left; x < left + CELL && x < picture->width; x++, count++)
            sum += (int)(picture->pixels[y * picture->pitch + x] >> shift & 0xff);
    }
    return sum / count;
}

int main(int argc, char **argv)
{
    struct picture one, other;
    int cells = 0, far = 0;

    if (argc != 3)
        return 99;
    one = read_picture(argv[1]);
    other = read_picture(argv[2]);
    if (one.width != other.width || one.height != other.height) {
        printf("%dx%d and %dx%d\n", one.width, one.height, other.width, other.height);
        return 1;
    }
    for (int y = 0; y < one.height; y += CELL) {
        for (int x = 0; x < one.width; x += CELL, cells++) {
            bool differ = false;

            for (int shift = 0; shift < 24; shift += 8)
                differ |= abs(mean(&one, x, y, shift) - mean(&other, x, y, shift)) > TOLERANCE;
            far += differ;
        }
    }
    cairo_surface_destroy(one.surface);
    cairo_surface_destroy(other.surface);
    printf("%d of %d cells differ\n", far, cells);
    return far * FEW > cells;
}
