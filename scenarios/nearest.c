/* SPDX-License-Identifier: GPL-3.0-or-later
 * Edit distance (optimal string alignment). */
#include "scenarios/nearest.h"

#include "sim/base/text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Longer words are never near; no valid word is that long. */
#define WORD_MAX 48

#define SLIP 2

/* Shorter words are parts of too many. */
#define PART_MIN 4

struct nearest nearest_to(const char *word)
{
    size_t length = strlen(word), slips = length > 8 ? 3 : (length + 3) / 4;
    uint32_t distance = (uint32_t)slips * SLIP + 1;

    if (length == 1)
        distance = SLIP; /* one slip would be all of it */
    return (struct nearest){ .word = word, .distance = distance };
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static uint32_t slip(char a, char b)
{
    bool is_letter = (a >= 'a' && a <= 'z') || (a >= 'A' && a <= 'Z');

    if (a == b)
        return 0;
    return is_letter && (a ^ b) == ('a' ^ 'A') ? SLIP / 2 : SLIP;
}

/* Three rows of the table are enough: two letters back is as far as a swap reaches. */
static uint32_t distance(const char *a, const char *b)
{
    uint32_t rows[3][WORD_MAX + 1], columns = (uint32_t)strlen(b);

    for (uint32_t j = 0; j <= columns; j++)
        rows[0][j] = j * SLIP;
    for (uint32_t i = 1; a[i - 1]; i++) {
        uint32_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];

        row[0] = i * SLIP;
        for (uint32_t j = 1; j <= columns; j++) {
            row[j] = least(above[j], row[j - 1]) + SLIP;
            row[j] = least(row[j], above[j - 1] + slip(a[i - 1], b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + SLIP);
        }
    }
    return rows[strlen(a) % 3][columns];
}

/* No way from one length to another is shorter; most words need no table then. */
static uint32_t least_distance(const char *a, const char *b)
{
    size_t one = strlen(a), other = strlen(b);

    return (uint32_t)(one > other ? one - other : other - one) * SLIP;
}

/* The longest ending that makes another word of one, as of pickle and pickling. */
#define ENDING_MAX 3

/* `pickle` is pickling, but for its last letter and an ending. */
static bool is_stem(const char *word, const char *candidate)
{
    size_t length = strlen(word), other = strlen(candidate);

    return length > PART_MIN && other > length && other < length + ENDING_MAX &&
           !strncmp(word, candidate, length - 1);
}

/* `interval` is one of switch_interval. */
static bool is_part(const char *word, const char *candidate)
{
    size_t length = strlen(word);

    if (length < PART_MIN) /* nothing at all stands everywhere, even behind the end */
        return false;
    for (const char *at = candidate; (at = strstr(at, word)); at++) {
        if ((at == candidate || strchr("_-", at[-1])) && strchr("_-", at[length]))
            return true;
    }
    return false;
}

/* The same in another case; or the valid word whole, with something beside it, as 3.12 in 3.12.1 and
 * in python3.12. */
static bool is_meant(const char *word, const char *candidate)
{
    size_t length = strlen(candidate);
    const char *at = strstr(word, candidate);

    if (!strcasecmp(word, candidate))
        return true;
    return at && length > 2 && !isalnum((unsigned char)at[length]) &&
           (at == word || !isdigit((unsigned char)at[-1])) && (at == word || at[-1] != '.');
}

/* 3.15 is next to 3.14, and not to 3.1, with which it has more letters in common. */
static bool version(const char *text, long *number)
{
    size_t major = strspn(text, "0123456789");
    size_t minor = text[major] == '.' ? strspn(text + major + 1, "0123456789") : 0;

    if (!major || major > 2 || !minor || minor > 2 || text[major + 1 + minor])
        return false;
    *number = strtol(text, NULL, 10) * 100 + strtol(text + major + 1, NULL, 10);
    return true;
}

static void offer_version(struct nearest *nearest, const char *candidate, uint32_t apart)
{
    if (nearest->best && apart >= nearest->apart)
        return;
    nearest->best = candidate;
    nearest->apart = apart;
    nearest->distance = apart > 0;
}

void nearest_offer(struct nearest *nearest, const char *candidate)
{
    uint32_t away;
    long a, b;

    if (strlen(nearest->word) > WORD_MAX || strlen(candidate) > WORD_MAX)
        return;
    if (version(nearest->word, &a) && version(candidate, &b)) {
        offer_version(nearest, candidate, (uint32_t)labs(a - b));
        return;
    }
    away = least_distance(nearest->word, candidate);
    if (away < nearest->distance)
        away = distance(nearest->word, candidate);
    if (!nearest->best && away >= nearest->distance &&
        (is_part(nearest->word, candidate) || is_stem(nearest->word, candidate)))
        away = nearest->distance - 1;
    if (away > 1 && is_meant(nearest->word, candidate))
        away = 1;
    if (away >= nearest->distance)
        return;
    nearest->distance = away;
    nearest->best = candidate;
}

const char *nearest_hint(const struct nearest *nearest, char buffer[NEAREST_HINT])
{
    struct sim_text text = sim_text_over(buffer, NEAREST_HINT);

    if (nearest->best && nearest->distance) {
        sim_text_put(&text, "; did you mean '");
        sim_text_put(&text, nearest->best);
        sim_text_put(&text, "'?");
    }
    return buffer;
}

const char *nearest_of(const char *word, const char *const *list, char buffer[NEAREST_HINT])
{
    struct nearest nearest = nearest_to(word);

    for (; *list; list++)
        nearest_offer(&nearest, *list);
    return nearest_hint(&nearest, buffer);
}
