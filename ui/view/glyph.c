/* SPDX-License-Identifier: GPL-3.0-or-later
 * Characters for reasons, threads and bars. */
#include "ui/view/glyph.h"

#include <stddef.h>
#include <string.h>

static const char *const unicode_glyphs[SIM_REASON_COUNT] = {
    [SIM_REASON_RUNNING] = "\u2588",
    [SIM_REASON_NATIVE] = "\u2593",
    [SIM_REASON_INTERPRETER] = "\u2591",
    [SIM_REASON_ABSENT] = " ",
};

static const char *const ascii_glyphs[SIM_REASON_COUNT] = { [SIM_REASON_SAME] = "?",
#define REASON(id, name, letter, text) [SIM_REASON_##id] = (const char[]){ letter, '\0' },
                                                            SIM_REASONS(REASON)
#undef REASON
};

const char *view_glyph(enum sim_reason reason, bool unicode)
{
    if (unicode && unicode_glyphs[reason])
        return unicode_glyphs[reason];
    return reason == SIM_REASON_RUNNING ? "#" : ascii_glyphs[reason];
}

char view_thread_mark(uint32_t thread)
{
    if (thread == VIEW_SELDOM)
        return '-';
    if (thread <= 9)
        return (char)('0' + thread);
    return thread <= 35 ? (char)('a' + thread - 10) : '+';
}

/* U+2588 is the full block, U+2589 to U+258F have seven eighths to one. */
static size_t put_block(char *to, unsigned eighths)
{
    to[0] = (char)0xe2;
    to[1] = (char)0x96;
    to[2] = (char)(0x88 + (8 - eighths));
    return 3;
}

unsigned view_bar(char *to, unsigned eighths, unsigned width, bool unicode)
{
    unsigned cells = 0;

    if (!unicode)
        eighths = (eighths + 4) / 8 * 8;
    for (; eighths && cells < width; cells++) {
        unsigned here = eighths < 8 ? eighths : 8;

        if (unicode)
            to += put_block(to, here);
        else
            *to++ = '#';
        eighths -= here;
    }
    *to = '\0';
    return cells;
}
