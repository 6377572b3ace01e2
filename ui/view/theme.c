/* SPDX-License-Identifier: GPL-3.0-or-later
 * Two themes, light and dark; both for every kind of colour vision. */
#include "ui/view/theme.h"

#include <stddef.h>

/*
 * Threads have Okabe and Ito's colours, which people of every kind of colour vision tell apart;
 * blue and yellow are shifted so far that black words can be read on each of them (at least 6:1)
 * and all stand out from a lane. What is waited for is pale, with lines of a stronger colour: a
 * lane is read by light and dark first, then by hatch, then by colour. Words have at least 4.5:1
 * on what is behind them.
 */
struct look {
    uint32_t fill, line;
};

#define SAME(colour)                                                                           \
    {                                                                                          \
        (colour), (colour)                                                                     \
    }

static const struct look looks[VIEW_INK_COUNT][VIEW_THEMES] = {
    [VIEW_PLAIN] = { SAME(0xff24292f), SAME(0xffd9dee5) },
    [VIEW_QUIET] = { SAME(0xff59636e), SAME(0xff9aa5b3) },
    [VIEW_TITLE] = { SAME(0xff0b5a99), SAME(0xff7db8ea) },
    [VIEW_VALUE] = { SAME(0xff0d1117), SAME(0xffffffff) },
    [VIEW_CHOSEN] = { SAME(0xff0d1117), SAME(0xffffffff) },
    [VIEW_NOW] = { SAME(0xff0d1117), SAME(0xffffffff) },
    [VIEW_NEWS] = { SAME(0xff0d1117), SAME(0xffffffff) },
    [VIEW_WARNING] = { SAME(0xffa8260f), SAME(0xffffa28a) },
    [VIEW_KEY] = { SAME(0xff0b4f86), SAME(0xffa8d1f5) },
    [VIEW_THREAD_1] = { SAME(0xff4f9fe0), SAME(0xff4f9fe0) },
    [VIEW_THREAD_1 + 1] = { SAME(0xffe69f00), SAME(0xffe69f00) },
    [VIEW_THREAD_1 + 2] = { SAME(0xff21b088), SAME(0xff21b088) },
    [VIEW_THREAD_1 + 3] = { SAME(0xffd284b0), SAME(0xffd284b0) },
    [VIEW_THREAD_1 + 4] = { SAME(0xffe77238), SAME(0xffe77238) },
    [VIEW_THREAD_6] = { SAME(0xffcfc125), SAME(0xffe2d543) },
    [VIEW_REASON + SIM_REASON_RUNNING] = { SAME(0xff24292f), SAME(0xffd9dee5) },
    [VIEW_REASON +
        SIM_REASON_NATIVE] = { { 0xffc5d4e3, 0xff3f5b77 }, { 0xff33475c, 0xffa9c4de } },
    [VIEW_REASON +
        SIM_REASON_INTERPRETER] = { { 0xfffadfdb, 0xffb8332a }, { 0xff46262a, 0xfff0857b } },
    [VIEW_REASON + SIM_REASON_SWITCH] = { SAME(0xff444c56), SAME(0xffc3ccd6) },
    [VIEW_REASON +
        SIM_REASON_RUNNABLE] = { { 0xfffff0c2, 0xff876300 }, { 0xff453a18, 0xffe8c75a } },
    [VIEW_REASON + SIM_REASON_IO] = { { 0xffd8efeb, 0xff14685c }, { 0xff17383a, 0xff6fd0c2 } },
    [VIEW_REASON +
        SIM_REASON_SLEEP] = { { 0xffe7eaee, 0xff66707b }, { 0xff2b313b, 0xff98a3b1 } },
    [VIEW_REASON +
        SIM_REASON_LOCK] = { { 0xfff0e1f6, 0xff76318f }, { 0xff3a2745, 0xffcf9ae6 } },
    [VIEW_REASON +
        SIM_REASON_QUEUE] = { { 0xffe5e2f9, 0xff5046b0 }, { 0xff2b2a4d, 0xffaaa4f2 } },
    [VIEW_REASON +
        SIM_REASON_SYNC] = { { 0xffe0eaf8, 0xff2f5a9c }, { 0xff22324d, 0xff8fb4ea } },
    [VIEW_REASON +
        SIM_REASON_JOIN] = { { 0xffe6eaee, 0xff5b6672 }, { 0xff2a313a, 0xff9daab8 } },
    [VIEW_REASON +
        SIM_REASON_PICKLE] = { { 0xfff7e6d0, 0xff86490b }, { 0xff45301b, 0xffe5ab6a } },
    [VIEW_REASON +
        SIM_REASON_TRANSFER] = { { 0xffd9edf8, 0xff1b678f }, { 0xff18384a, 0xff75bde6 } },
    [VIEW_REASON +
        SIM_REASON_STARTUP] = { { 0xffeeeedd, 0xff6a6a35 }, { 0xff35361f, 0xffc9c98c } },
    [VIEW_REASON +
        SIM_REASON_LOOP] = { { 0xfff6e2ea, 0xff98335e }, { 0xff43253a, 0xffe892b8 } },
    [VIEW_REASON +
        SIM_REASON_PAUSE] = { { 0xfff0d9d9, 0xff801c1c }, { 0xff4a2020, 0xfff08f8f } },
    [VIEW_REASON +
        SIM_REASON_STALL] = { { 0xffe9e1d8, 0xff6b543d }, { 0xff3b3228, 0xffcfb595 } },
    [VIEW_REASON +
        SIM_REASON_SHARED] = { { 0xffdfe6d3, 0xff4c6420 }, { 0xff2d3820, 0xffb4cf80 } },
    [VIEW_INK_GROUND] = { SAME(0xffffffff), SAME(0xff12151a) },
    [VIEW_INK_PANEL] = { SAME(0xfff6f8fa), SAME(0xff191d24) },
    [VIEW_INK_LANE] = { SAME(0xffeff2f5), SAME(0xff20252d) },
    [VIEW_INK_GRID] = { SAME(0x1a24292f), SAME(0x1effffff) },
    [VIEW_INK_EDGE] = { SAME(0xffd4dae1), SAME(0xff323a45) },
    [VIEW_INK_SELECT] = { SAME(0xffdce9f7), SAME(0xff22344d) },
    [VIEW_INK_ON_THREAD] = { SAME(0xff10141a), SAME(0xff10141a) },
    [VIEW_INK_FRAME] = { SAME(0xff0b5a99), SAME(0xff7db8ea) },
    [VIEW_INK_VEIL] = { SAME(0x80ffffff), SAME(0x8012151a) },
    [VIEW_INK_OTHERS] = { SAME(0xffaab3bd), SAME(0xff565f6c) },
    [VIEW_INK_RANGE] = { SAME(0x2a0b5a99), SAME(0x3a7db8ea) },
    [VIEW_INK_ARROW] = { SAME(0xff8a0f6b), SAME(0xffff9ce0) },
    [VIEW_INK_CAP] = { SAME(0xffe3eaf2), SAME(0xff28323f) },
};

struct view_colour view_theme_colour(int theme, uint8_t ink)
{
    const struct look *look = &looks[ink < VIEW_INK_COUNT ? ink : VIEW_PLAIN][theme];

    return (struct view_colour){ look->fill, look->line };
}

struct view_colour view_theme_hatch(int theme, uint8_t ink)
{
    struct view_colour colour = view_theme_colour(theme, ink);

    if (ink >= VIEW_THREAD_1 && ink <= VIEW_THREAD_6)
        colour.line = view_theme_colour(theme, VIEW_INK_ON_THREAD).line;
    return colour;
}
