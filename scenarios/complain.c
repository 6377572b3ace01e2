/* SPDX-License-Identifier: GPL-3.0-or-later
 * Putting complaints together. */
#include "scenarios/complain.h"

#include <stdarg.h>
#include <string.h>

/* Room for the quotes, three dots and the zero byte. */
#define QUOTED_BYTES (QUOTED - 6)

static size_t shortened(const char *word, size_t length)
{
    if (length <= QUOTED_BYTES)
        return length;
    length = QUOTED_BYTES;
    while (length && ((unsigned char)word[length] & 0xc0) == 0x80)
        length--; /* not into the middle of a character of UTF-8 */
    return length;
}

static void put_shortened(struct sim_text *text, const char *word)
{
    size_t length = strlen(word), kept = shortened(word, length);

    sim_text_put_bytes(text, word, kept);
    sim_text_put(text, kept < length ? "..." : "");
}

const char *quote(char buffer[QUOTED], const char *word)
{
    struct sim_text text = sim_text_over(buffer, QUOTED);

    sim_text_put(&text, "'");
    put_shortened(&text, word);
    sim_text_put(&text, "'");
    return buffer;
}

const char *in_digits(char buffer[24], int64_t number)
{
    struct sim_text text = sim_text_over(buffer, 24);

    sim_text_put_int(&text, number);
    return buffer;
}

bool complain(struct sim_errors *errors, const struct place *place, ...)
{
    char buffer[SIM_ERROR_TEXT];
    struct sim_text text = SIM_TEXT(buffer);
    const char *piece;
    va_list pieces;

    if (place->kind) {
        sim_text_put(&text, "[");
        put_shortened(&text, place->kind);
        sim_text_put(&text, place->name[0] ? " " : "");
        put_shortened(&text, place->name);
        sim_text_put(&text, place->key ? "] " : "]");
        put_shortened(&text, place->key ? place->key : "");
        sim_text_put(&text, ": ");
    }
    va_start(pieces, place);
    while ((piece = va_arg(pieces, const char *)))
        sim_text_put(&text, piece);
    va_end(pieces);
    return sim_error_add(errors, place->file, place->line, buffer, NULL);
}
