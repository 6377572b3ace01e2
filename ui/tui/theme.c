/* SPDX-License-Identifier: GPL-3.0-or-later
 * Themes: the usual one, one safe for colour blindness, one of high contrast, and none. */
#include "ui/tui/theme.h"

#include "ui/tui/tui.h"
#include "ui/view/screen.h"

#include <curses.h>
#include <stdlib.h>

/*
 * Colour is an addition: each state has a character of its own, so `mono` loses nothing. The
 * background is the terminal's, so that dark and light ones both work; hence no role is black or
 * white, and none is told from another by bold type alone.
 *
 * `safe` takes Okabe and Ito's colours, which people of every kind of colour vision tell apart, as
 * near as 256 colours come; with fewer it keeps to blue, yellow and attributes.
 */
enum tui_theme tui_usual_theme(void)
{
    const char *none = getenv("NO_COLOR");

    return none && *none ? TUI_MONO : TUI_DEFAULT;
}

#define NONE (-1) /* the terminal's own colour */

struct colour {
    int16_t of_16, of_256;
};

struct look {
    struct colour colour[3]; /* default, safe, contrast */
    attr_t attributes;       /* in mono, and beside the colour */
};

#define LOOK(d16, d256, s16, s256, c16, c256, attributes)                                      \
    {                                                                                          \
        { { d16, d256 }, { s16, s256 }, { c16, c256 } }, attributes                            \
    }

static const struct look looks[VIEW_ROLE_COUNT] = {
    [VIEW_PLAIN] = LOOK(NONE, NONE, NONE, NONE, NONE, NONE, A_NORMAL),
    [VIEW_QUIET] = LOOK(NONE, 244, NONE, 244, NONE, NONE, A_NORMAL),
    [VIEW_TITLE] = LOOK(COLOR_CYAN, 37, COLOR_BLUE, 32, NONE, NONE, A_BOLD),
    [VIEW_VALUE] = LOOK(NONE, NONE, NONE, NONE, NONE, NONE, A_BOLD),
    [VIEW_CHOSEN] = LOOK(NONE, NONE, NONE, NONE, NONE, NONE, A_REVERSE),
    [VIEW_NOW] = LOOK(NONE, NONE, NONE, NONE, NONE, NONE, A_REVERSE),
    [VIEW_NEWS] = LOOK(NONE, NONE, NONE, NONE, NONE, NONE, A_BOLD),
    [VIEW_WARNING] = LOOK(COLOR_RED, 160, COLOR_YELLOW, 166, NONE, NONE, A_UNDERLINE),
    [VIEW_KEY] = LOOK(COLOR_CYAN, 37, COLOR_BLUE, 32, NONE, NONE, A_BOLD),
    [VIEW_THREAD_1] = LOOK(COLOR_BLUE, 33, COLOR_BLUE, 25, NONE, NONE, A_NORMAL),
    [VIEW_THREAD_1 + 1] = LOOK(COLOR_GREEN, 35, COLOR_YELLOW, 172, NONE, NONE, A_NORMAL),
    [VIEW_THREAD_1 + 2] = LOOK(COLOR_MAGENTA, 133, COLOR_CYAN, 74, NONE, NONE, A_NORMAL),
    [VIEW_THREAD_1 + 3] = LOOK(COLOR_YELLOW, 136, COLOR_MAGENTA, 175, NONE, NONE, A_NORMAL),
    [VIEW_THREAD_1 + 4] = LOOK(COLOR_CYAN, 37, COLOR_GREEN, 36, NONE, NONE, A_NORMAL),
    [VIEW_THREAD_1 + 5] = LOOK(COLOR_RED, 160, COLOR_RED, 166, NONE, NONE, A_NORMAL),
    [VIEW_REASON + SIM_REASON_RUNNING] =
        LOOK(COLOR_GREEN, 35, COLOR_BLUE, 25, NONE, NONE, A_NORMAL),
    [VIEW_REASON + SIM_REASON_NATIVE] =
        LOOK(COLOR_BLUE, 33, COLOR_CYAN, 74, NONE, NONE, A_NORMAL),
    [VIEW_REASON + SIM_REASON_INTERPRETER] =
        LOOK(COLOR_RED, 160, COLOR_YELLOW, 166, NONE, NONE, A_NORMAL),
    [VIEW_REASON + SIM_REASON_SWITCH] =
        LOOK(COLOR_MAGENTA, 133, COLOR_MAGENTA, 175, NONE, NONE, A_NORMAL),
    [VIEW_REASON + SIM_REASON_RUNNABLE] =
        LOOK(COLOR_YELLOW, 136, COLOR_YELLOW, 172, NONE, NONE, A_NORMAL),
    [VIEW_REASON + SIM_REASON_IO] = LOOK(COLOR_CYAN, 37, COLOR_GREEN, 36, NONE, NONE, A_NORMAL),
    [VIEW_REASON + SIM_REASON_LOCK] =
        LOOK(COLOR_RED, 160, COLOR_RED, 166, NONE, NONE, A_NORMAL),
};

static int theme = TUI_MONO;

static int16_t colour_of(const struct look *look)
{
    struct colour colour = look->colour[theme];

    return COLORS >= 256 ? colour.of_256 : colour.of_16;
}

void theme_start(int chosen)
{
    theme = chosen;
    if (theme == TUI_MONO || !has_colors()) {
        theme = TUI_MONO;
        return;
    }
    start_color();
    use_default_colors();
    for (int role = 0; role < VIEW_ROLE_COUNT; role++) {
        /* A role without a look of its own is a reason that is only waited for. */
        int16_t colour = looks[role].colour[0].of_16 || looks[role].attributes
                             ? colour_of(&looks[role])
                             : NONE;

        init_pair((short)(role + 1), colour, NONE);
    }
}

unsigned long theme_of(uint8_t role)
{
    if (role >= VIEW_ROLE_COUNT)
        return A_NORMAL;
    return looks[role].attributes | (theme == TUI_MONO ? 0 : COLOR_PAIR(role + 1));
}
