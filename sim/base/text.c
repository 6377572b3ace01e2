/* SPDX-License-Identifier: GPL-3.0-or-later
 * The only formatter in libsim. */
#include "sim/base/text.h"

#include "sim/base/assert.h"

#include <stdbool.h>
#include <string.h>

struct sim_text sim_text_over(char *buffer, size_t size)
{
    SIM_REQUIRE(size > 0);
    buffer[0] = '\0';
    return (struct sim_text){ .at = buffer, .size = size };
}

void sim_text_put_bytes(struct sim_text *text, const char *bytes, size_t count)
{
    size_t room = text->size - 1 - text->used;

    if (count > room)
        count = room;
    memcpy(text->at + text->used, bytes, count);
    text->used += count;
    text->at[text->used] = '\0';
}

void sim_text_put(struct sim_text *text, const char *string)
{
    sim_text_put_bytes(text, string, strlen(string));
}

/* Digits of `number`, padded with zeros to `width`. */
static void put_digits(struct sim_text *text, uint64_t number, int width)
{
    char digits[24];
    char *first = digits + sizeof(digits);

    do {
        *--first = (char)('0' + number % 10);
        number /= 10;
    } while (number || digits + sizeof(digits) - first < width);
    sim_text_put_bytes(text, first, (size_t)(digits + sizeof(digits) - first));
}

/* Means nothing to any shell, wherever it stands in a word. */
static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                            "_@%+=:,./-";

void sim_text_put_word(struct sim_text *text, const char *word)
{
    if (*word && !word[strspn(word, plain)]) {
        sim_text_put(text, word);
        return;
    }
    sim_text_put(text, "'");
    for (; *word; word++) {
        if (*word == '\'')
            sim_text_put(text, "'\\''");
        else
            sim_text_put_bytes(text, word, 1);
    }
    sim_text_put(text, "'");
}

void sim_text_put_int(struct sim_text *text, int64_t number)
{
    if (number < 0)
        sim_text_put(text, "-");
    put_digits(text, number < 0 ? -(uint64_t)number : (uint64_t)number, 1);
}

struct unit {
    const char *name;
    sim_time size;
};

static const struct unit units[] = {
    { "s", SIM_S(1) }, { "ms", SIM_MS(1) }, { "us", SIM_US(1) }, { "ns", SIM_NS(1) }
};

void sim_text_put_time(struct sim_text *text, sim_time time)
{
    const struct unit *unit = units;
    int places = 2;
    uint64_t scale = 100, hundredths;

    if (time == SIM_TIME_NEVER) {
        sim_text_put(text, "never");
        return;
    }
    if (time < 0) {
        sim_text_put(text, "-");
        time = -time;
    }
    /* 999.6 us rounds to 1.00 ms, hence 9995/10000 of the unit. */
    while (unit->size > 1 && time < unit->size - unit->size / 2000)
        unit++;
    if (unit->size == 1)
        places = 0, scale = 1;
    else if (time >= 100 * unit->size - unit->size / 20)
        places = 1, scale = 10;
    hundredths = (uint64_t)sim_time_ratio(time, (int64_t)scale * 2, unit->size);
    hundredths = (hundredths + 1) / 2;
    put_digits(text, hundredths / scale, 1);
    if (places) {
        sim_text_put(text, ".");
        put_digits(text, hundredths % scale, places);
    }
    sim_text_put(text, " ");
    sim_text_put(text, unit->name);
}

static const char *const sizes[] = { "B", "KiB", "MiB", "GiB", "TiB" };

void sim_text_put_size(struct sim_text *text, int64_t bytes)
{
    uint64_t tenths;
    int unit = 0;

    for (; unit < 3 && bytes >= 1000 << 10; unit++)
        bytes >>= 10;
    if (bytes < 1000) { /* of them, or of a unit that has become one by chance */
        sim_text_put_int(text, bytes);
        sim_text_put(text, " ");
        sim_text_put(text, sizes[unit]);
        return;
    }
    tenths = (uint64_t)(bytes * 10 + 512) >> 10;
    put_digits(text, tenths / 10, 1);
    sim_text_put(text, ".");
    put_digits(text, tenths % 10, 1);
    sim_text_put(text, " ");
    sim_text_put(text, sizes[unit + 1]);
}

/* What may follow certain first bytes is less than what may follow the others. */
static bool may_follow(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xe0:
        return second >= 0xa0;
    case 0xed:
        return second <= 0x9f;
    case 0xf0:
        return second >= 0x90;
    case 0xf4:
        return second <= 0x8f;
    default:
        return true;
    }
}

size_t sim_text_letter(const char *at, size_t left)
{
    const unsigned char *byte = (const unsigned char *)at;
    size_t length = *byte < 0x80   ? 1
                    : *byte < 0xc2 ? 0
                    : *byte < 0xe0 ? 2
                    : *byte < 0xf0 ? 3
                    : *byte < 0xf5 ? 4
                                   : 0;

    if (length > left)
        return 0;
    for (size_t i = 1; i < length; i++) {
        if ((byte[i] & 0xc0) != 0x80)
            return 0;
    }
    return length < 2 || may_follow(*byte, byte[1]) ? length : 0;
}

uint32_t sim_text_character(const char *at, size_t length)
{
    const unsigned char *byte = (const unsigned char *)at;
    uint32_t character = length > 1 ? *byte & (0x7fu >> length) : *byte;

    for (size_t i = 1; i < length; i++)
        character = character << 6 | (byte[i] & 0x3f);
    return character;
}

size_t sim_text_shown(const char *at, size_t left)
{
    static const struct {
        uint32_t first, last;
    } hidden[] = {
        { 0, 0x1f },        { 0x7f, 0x9f },     { 0x61c, 0x61c },   { 0x200e, 0x200f },
        { 0x2028, 0x202e }, { 0x2066, 0x2069 }, { 0xfdd0, 0xfdef },
    };
    size_t length = sim_text_letter(at, left);
    uint32_t character = sim_text_character(at, length);

    for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++) {
        if (character >= hidden[i].first && character <= hidden[i].last)
            return 0;
    }
    return (character & 0xfffe) == 0xfffe ? 0 : length;
}

size_t sim_text_take_shown(const char **from, const char **shown)
{
    size_t length = sim_text_letter(*from, SIZE_MAX), seen = sim_text_shown(*from, SIZE_MAX);

    *shown = seen ? *from : "?";
    *from += length ? length : 1;
    return seen ? seen : 1;
}

void sim_text_put_shown(struct sim_text *text, const char *string)
{
    while (*string) {
        const char *shown;
        size_t length = sim_text_take_shown(&string, &shown);

        sim_text_put_bytes(text, shown, length);
    }
}
