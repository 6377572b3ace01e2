/* SPDX-License-Identifier: GPL-3.0-or-later
 * Writing PNG: three chunks around what zlib packs. */
#include "ui/gui/png.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static void put_number(uint8_t *to, uint32_t number)
{
    for (int i = 0; i < 4; i++)
        to[i] = (uint8_t)(number >> (24 - 8 * i));
}

/* Length, name, content, and the sum of name and content. */
static bool put_chunk(FILE *file, const char *name, const uint8_t *content, size_t length)
{
    uint8_t head[8], sum[4];
    uLong crc = crc32(0, (const Bytef *)name, 4);

    if (length)
        crc = crc32(crc, content, (uInt)length);
    put_number(head, (uint32_t)length);
    memcpy(head + 4, name, 4);
    put_number(sum, (uint32_t)crc);
    return fwrite(head, 1, 8, file) == 8 && fwrite(content, 1, length, file) == length &&
           fwrite(sum, 1, 4, file) == 4;
}

/* Rows of red, green and blue, each behind a byte that says that it stands for itself. */
static uint8_t *rows_of(const struct canvas *canvas, size_t *length)
{
    size_t row = 3 * (size_t)canvas->width + 1;
    uint8_t *rows = malloc(row * (size_t)canvas->height), *at = rows;

    *length = row * (size_t)canvas->height;
    for (int y = 0; rows && y < canvas->height; y++) {
        *at++ = 0;
        for (int x = 0; x < canvas->width; x++) {
            uint32_t pixel = canvas->pixels[(size_t)y * (size_t)canvas->pitch + (size_t)x];

            *at++ = (uint8_t)(pixel >> 16);
            *at++ = (uint8_t)(pixel >> 8);
            *at++ = (uint8_t)pixel;
        }
    }
    return rows;
}

static uint8_t *pack(const struct canvas *canvas, size_t *length)
{
    size_t bytes;
    uint8_t *rows = rows_of(canvas, &bytes), *packed = NULL;
    uLongf room = compressBound((uLong)bytes);

    if (rows)
        packed = malloc(room);
    if (packed && compress2(packed, &room, rows, (uLong)bytes, 9) != Z_OK) {
        free(packed);
        packed = NULL;
    }
    free(rows);
    *length = room;
    return packed;
}

static bool put_all(FILE *file, const struct canvas *canvas, const uint8_t *packed,
                    size_t length)
{
    uint8_t head[13] = { [8] = 8, [9] = 2 }; /* eight bits each of red, green and blue */

    put_number(head, (uint32_t)canvas->width);
    put_number(head + 4, (uint32_t)canvas->height);
    return fwrite("\x89PNG\r\n\x1a\n", 1, 8, file) == 8 &&
           put_chunk(file, "IHDR", head, sizeof(head)) &&
           put_chunk(file, "IDAT", packed, length) && put_chunk(file, "IEND", packed, 0);
}

bool png_put(FILE *file, const struct canvas *canvas)
{
    size_t length;
    uint8_t *packed = pack(canvas, &length);
    bool good = packed && put_all(file, canvas, packed, length);

    free(packed);
    return good;
}
