/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading and writing keys. */
#include "ui/play/keys.h"

#include "scenarios/units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *name;
    uint32_t key;
} names[] = {
#define KEY(id, name) { name, PLAY_KEY_##id },
    PLAY_KEYS
#undef KEY
    { "Space", ' ' },
    { "Return", PLAY_KEY_ENTER },
    { "lt", '<' },
    { "PageUp", PLAY_KEY_PAGE_UP },
    { "PageDown", PLAY_KEY_PAGE_DOWN },
};

#define NAME_COUNT (sizeof(names) / sizeof(*names))
#define WORD_MAX 64

/* ---- reading ---- */

static bool read_named(const char *word, struct play_input *input)
{
    const char *star = strchr(word, '*');
    size_t length = star && star > word ? (size_t)(star - word) : strlen(word);
    char *end = NULL;

    input->word = PLAY_WORD_KEY;
    input->times = 1;
    if (star && star > word) {
        unsigned long times = strtoul(star + 1, &end, 10);

        if (*end || times < 1 || times > 1000000)
            return false;
        input->times = (uint32_t)times;
    }
    for (size_t i = 0; i < NAME_COUNT; i++) {
        if (strlen(names[i].name) == length && !strncasecmp(names[i].name, word, length)) {
            input->key = names[i].key;
            return true;
        }
    }
    input->key = (unsigned char)word[0];
    return length == 1;
}

static bool read_wait(const char *time, struct play_input *input)
{
    char why[128];
    struct sim_text text = SIM_TEXT(why);

    input->word = PLAY_WORD_WAIT;
    return units_parse(UNITS_TIME, time, &input->wait, &text);
}

static bool read_word(const char *word, struct play_input *input)
{
    char rest;

    memset(input, 0, sizeof(*input));
    input->word = PLAY_WORD_CLICK;
    if (sscanf(word, "Click %d,%d%c", &input->x, &input->y, &rest) == 2)
        return true;
    input->word = PLAY_WORD_SIZE;
    if (sscanf(word, "Size %dx%d%c", &input->x, &input->y, &rest) == 2)
        return input->x > 0 && input->y > 0;
    if (!strncmp(word, "Wait ", 5))
        return read_wait(word + 5, input);
    input->word = PLAY_WORD_SHOW;
    return !strcmp(word, "Show") || read_named(word, input);
}

static bool read_brackets(const char **script, struct play_input *input, struct sim_text *why)
{
    const char *end = strchr(*script, '>');
    char word[WORD_MAX];

    if (end && end - *script - 1 < WORD_MAX) {
        size_t length = (size_t)(end - *script - 1);

        memcpy(word, *script + 1, length);
        word[length] = '\0';
        if (length && read_word(word, input)) {
            *script = end + 1;
            return true;
        }
    }
    sim_text_put(why, "no such key: ");
    sim_text_put_bytes(why, *script, end ? (size_t)(end - *script + 1) : strlen(*script));
    sim_text_put(why, "; there are");
    for (size_t i = 0; i < NAME_COUNT; i++) {
        sim_text_put(why, " <");
        sim_text_put(why, names[i].name);
        sim_text_put(why, ">");
    }
    return false;
}

/* A character beyond ASCII has no action, but may be typed into a search. */
static uint32_t take_utf8(const char **script)
{
    const unsigned char *at = (const unsigned char *)*script;
    int more = *at < 0xc2 ? 0 : *at < 0xe0 ? 1 : *at < 0xf0 ? 2 : 3;
    uint32_t key = more ? *at & (0x3fu >> more) : *at;

    ++*script;
    for (int i = 1; i <= more && (at[i] & 0xc0) == 0x80; i++, ++*script)
        key = key << 6 | (at[i] & 0x3f);
    return key;
}

bool play_take_input(const char **script, struct play_input *input, struct sim_text *why)
{
    if (!**script)
        return false;
    if (**script == '<')
        return read_brackets(script, input, why);
    *input = (struct play_input){ .word = PLAY_WORD_KEY, .times = 1 };
    input->key = take_utf8(script);
    return true;
}

/* ---- writing ---- */

static void put_character(struct sim_text *text, uint32_t key)
{
    char bytes[4];
    size_t count = key < 0x80 ? 1 : key < 0x800 ? 2 : key < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

    for (size_t i = count; i-- > 1; key >>= 6)
        bytes[i] = (char)(0x80 | (key & 0x3f));
    bytes[0] = (char)(lead[count] | key);
    sim_text_put_bytes(text, bytes, count);
}

static const char *name_of(uint32_t key)
{
    for (size_t i = 0; i < NAME_COUNT; i++) {
        if (names[i].key == key)
            return names[i].name;
    }
    return NULL;
}

void play_put_key(struct sim_text *text, uint32_t key)
{
    const char *name = name_of(key);

    if (!name) {
        put_character(text, key);
        return;
    }
    sim_text_put(text, "<");
    sim_text_put(text, name);
    sim_text_put(text, ">");
}

void play_put_key_shown(struct sim_text *text, uint32_t key, bool unicode)
{
    static const char *const arrows[] = { "\u2190", "\u2192", "\u2191", "\u2193" };
    const char *name = name_of(key);

    if (unicode && key >= PLAY_KEY_LEFT && key <= PLAY_KEY_DOWN)
        sim_text_put(text, arrows[key - PLAY_KEY_LEFT]);
    else if (name && key != '<')
        sim_text_put(text, name);
    else
        put_character(text, key);
}
