/* SPDX-License-Identifier: GPL-3.0-or-later
 * Whether a display shows a picture: pixel by pixel.
 *
 * Usage: same DUMP PICTURE.png
 * DUMP is what Xvfb keeps of its screen (-fbdir), the picture one of interlock-view's.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct file {
    uint8_t *bytes;
    size_t length;
};

static struct file read_file(const char *name)
{
    struct file file = { NULL, 0 };
    FILE *from = fopen(name, "rb");

    if (!from || fseek(from, 0, SEEK_END) != 0)
        exit(99);
    file.length = (size_t)ftell(from);
    file.bytes = malloc(file.length + 1);
    rewind(from);
    if (!file.bytes || fread(file.bytes, 1, file.length, from) != file.length)
        exit(99);
    fclose(from);
    return file;
}

static uint32_t number(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* Head, one IHDR, one IDAT: as ui/gui/png.c writes it. */
static uint8_t *unpack(const struct file *png, uint32_t *width, uint32_t *height)
{
    uint8_t *rows;
    uLongf length;

    if (png->length < 60 || memcmp(png->bytes + 12, "IHDR", 4))
        exit(99);
    *width = number(png->bytes + 16);
    *height = number(png->bytes + 20);
    length = (3 * *width + 1) * *height;
    rows = malloc(length);
    if (!rows || uncompress(rows, &length, png->bytes + 41, number(png->bytes + 33)) != Z_OK)
        exit(99);
    return rows;
}

int main(int argc, char **argv)
{
    struct file dump, png;
    uint32_t width, height, other = 0, head, colours, line;
    uint8_t *rows;

    if (argc != 3)
        return 2;
    dump = read_file(argv[1]);
    png = read_file(argv[2]);
    rows = unpack(&png, &width, &height);
    /* The format of xwd(1): sizes in its head, a list of colours, then rows of 32-bit pixels. */
    head = number(dump.bytes);
    colours = number(dump.bytes + 76);
    line = number(dump.bytes + 48);
    for (uint32_t y = 0; y < height; y++) {
        const uint8_t *shown = dump.bytes + head + 12 * colours + (size_t)y * line;
        const uint8_t *wanted = rows + (size_t)y * (3 * width + 1) + 1;

        for (uint32_t x = 0; x < width; x++) {
            other += shown[4 * x] != wanted[3 * x + 2] ||
                     shown[4 * x + 1] != wanted[3 * x + 1] || shown[4 * x + 2] != wanted[3 * x];
        }
    }
    printf("%u of %u pixels differ\n", other, width * height);
    free(rows);
    free(png.bytes);
    free(dump.bytes);
    return other != 0;
}
