/* SPDX-License-Identifier: GPL-3.0-or-later
 * Pieces that all panes are made of. */
#include "ui/play/pane.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A narrow screen has short names of panes, at most four columns. */
struct pane pane_label(const struct pane *pane, const char *label)
{
    int gutter = pane->width >= 60 ? 8 : 5;
    struct pane rest = *pane;

    view_put(pane->screen, pane->x, pane->y, gutter - 1, VIEW_TITLE, label);
    rest.x += gutter;
    rest.width -= gutter;
    return rest;
}

/* At the edge of a row, over what stands there: part of a number must not be taken for one. */
static void mark_cut(const struct pane *pane, int row, enum view_role role)
{
    const char *dots = pane_glyph(pane, "\u2026", pane->width < 20 ? "." : "...");
    int width = view_width(dots);

    if (width <= pane->width)
        view_put(pane->screen, pane->x + pane->width - width, pane->y + row, width, role, dots);
}

int pane_put(const struct pane *pane, int x, int row, enum view_role role, const char *text)
{
    int room = pane->width - x, used = 0;

    if (row < 0 || row >= pane->rows)
        return x;
    if (room > 0)
        used = view_put(pane->screen, pane->x + x, pane->y + row, room, role, text);
    if (view_width(text) > room && text[strspn(text, " ")])
        mark_cut(pane, row, role);
    return x + used;
}

void pane_put_prose(const struct pane *pane, int x, int row, enum view_role role,
                    const char *text)
{
    if (row >= 0 && row < pane->rows)
        view_put_wrapped(pane->screen, pane->x + x, pane->y + row, pane->width - x, 1, role,
                         text);
}

int pane_put_time(const struct pane *pane, int x, int row, enum view_role role, sim_time time)
{
    char buffer[32];
    struct sim_text text = SIM_TEXT(buffer);

    sim_text_put_time(&text, time);
    return pane_put(pane, x, row, role, buffer);
}

const char *pane_cut_before(const char *name, int room, pane_measure_fn measure,
                            const void *context)
{
    const char *number = strrchr(name, '-');

    return number && measure(context, name) > room && 2 * measure(context, number) <= room
               ? number
               : NULL;
}

static int measure_columns(const void *context, const char *text)
{
    (void)context;
    return view_width(text);
}

int pane_put_thread(const struct pane *pane, int x, int row, enum view_role role,
                    uint32_t thread)
{
    char buffer[128];
    struct sim_text text = SIM_TEXT(buffer);

    sim_cast_put_thread(pane->branch->cast, &text, thread);
    return pane_put(pane, x, row, role, buffer);
}

int pane_put_thread_in(const struct pane *pane, int x, int row, int columns,
                       enum view_role role, uint32_t thread)
{
    struct pane inside = *pane, kind;
    char name[128], number[128];
    struct sim_text text = SIM_TEXT(name);
    const char *cut;

    inside.width = x + columns < pane->width ? x + columns : pane->width;
    sim_cast_put_thread(pane->branch->cast, &text, thread);
    cut = pane_cut_before(name, inside.width - x, measure_columns, NULL);
    if (!cut)
        return pane_put(&inside, x, row, role, name);
    strcpy(number, cut);
    name[cut - name] = '\0';
    kind = inside;
    kind.width -= view_width(number);
    pane_put(&kind, x, row, role, name);
    return pane_put(&inside, kind.width, row, role, number);
}

void pane_count_text(struct sim_text *text, uint64_t count)
{
    char digits[32];
    int length = snprintf(digits, sizeof(digits), "%" PRIu64, count);

    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            sim_text_put(text, ",");
        sim_text_put_bytes(text, &digits[i], 1);
    }
}

int pane_put_count(const struct pane *pane, int x, int row, enum view_role role, uint64_t count)
{
    char buffer[48];
    struct sim_text text = SIM_TEXT(buffer);

    pane_count_text(&text, count);
    return pane_put(pane, x, row, role, buffer);
}

const char *pane_glyph(const struct pane *pane, const char *unicode, const char *ascii)
{
    return pane->screen->unicode && !pane->words ? unicode : ascii;
}

int pane_column(struct play_window window, int columns, sim_time time)
{
    if (time < window.from || time > window.to)
        return -1;
    if (time == window.to)
        return columns - 1;
    return (int)sim_time_ratio(time - window.from, columns, window.to - window.from);
}
