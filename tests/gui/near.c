/* SPDX-License-Identifier: GPL-3.0-or-later
 * Whether two pictures look alike: in every cell of 8x8 pixels, nearly the same mean colour, and
 * nearly as much of what differs from it.
 *
 * Usage: near ONE.png OTHER.png
 * Another release of cairo softens edges otherwise, which a cell does not see; a word or a line
 * elsewhere, or in another colour, it does. What differs is said: how many cells, where the furthest
 * of them is, and by how much.
 */
#include <cairo.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define CELL 8
#define TOLERANCE 16 /* of 255, of a cell's mean */
#define FEW 1000     /* one cell of so many may be further off */

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

/* Of one colour in a cell: its mean, and how far pixels are from it. */
struct tint {
    int mean, spread;
};

static struct tint tint_of(const struct picture *picture, int left, int top, int shift)
{
    struct tint tint = { 0, 0 };
    int sum = 0, count = 0, far = 0;

    for (int pass = 0; pass < 2; pass++) {
        for (int y = top; y < top + CELL && y < picture->height; y++) {
            for (int x = left; x < left + CELL && x < picture->width; x++) {
                int value = (int)(picture->pixels[y * picture->pitch + x] >> shift & 0xff);

                sum += pass ? 0 : value;
                count += !pass;
                far += pass ? abs(value - tint.mean) : 0;
            }
        }
        tint.mean = sum / count;
    }
    tint.spread = far / count;
    return tint;
}

/* How far a cell is off, in the colour in which it is furthest. */
static int distance(const struct picture *one, const struct picture *other, int x, int y)
{
    int most = 0;

    for (int shift = 0; shift < 24; shift += 8) {
        struct tint a = tint_of(one, x, y, shift), b = tint_of(other, x, y, shift);
        int mean = abs(a.mean - b.mean), spread = abs(a.spread - b.spread);

        most = mean > most ? mean : most;
        most = spread > most ? spread : most;
    }
    return most;
}

int main(int argc, char **argv)
{
    struct picture one, other;
    int cells = 0, differ = 0, most = 0, most_x = 0, most_y = 0;

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
            int off = distance(&one, &other, x, y);

            differ += off > TOLERANCE;
            if (off > most)
                most = off, most_x = x, most_y = y;
        }
    }
    cairo_surface_destroy(one.surface);
    cairo_surface_destroy(other.surface);
    printf("%d of %d cells differ, most at %d,%d: by %d of 255, where %d is allowed\n", differ,
           cells, most_x, most_y, most, TOLERANCE);
    return differ * FEW > cells;
}
