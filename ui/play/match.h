/* SPDX-License-Identifier: GPL-3.0-or-later
 * Finding a word in a text. */
#ifndef INTERLOCK_UI_PLAY_MATCH_H
#define INTERLOCK_UI_PLAY_MATCH_H

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>

/* Does `length` bytes of `word` stand in a text? The case of letters makes no difference, since
 * what is searched for is mostly typed in haste. */
static inline bool play_contains(const char *text, const char *word, size_t length)
{
    for (; *text; text++) {
        size_t i = 0;

        while (i < length && tolower((unsigned char)text[i]) == tolower((unsigned char)word[i]))
            i++;
        if (i == length)
            return true;
    }
    return false;
}

#endif
