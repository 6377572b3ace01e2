/* SPDX-License-Identifier: GPL-3.0-or-later
 * Lists from which something is chosen: the help, the parameters. */
#include "ui/play/change.h"
#include "ui/play/help.h"
#include "ui/play/pane.h"

#include <stdio.h>
#include <string.h>

/* The first row shown, so that the chosen one is in sight. */
static int first_row(int chosen, int rows, int count)
{
    int first = chosen - rows / 2;

    if (first > count - rows)
        first = count - rows;
    return first < 0 ? 0 : first;
}

static enum view_role row_role(const struct pane *pane, int row, bool chosen)
{
    view_fill(pane->screen, pane->x, pane->y + row, pane->width,
              chosen ? VIEW_CHOSEN : VIEW_PLAIN, " ");
    if (chosen)
        pane_put(pane, 0, row, VIEW_CHOSEN, ">");
    return chosen ? VIEW_CHOSEN : VIEW_PLAIN;
}

/* Which of a list's rows is chosen, where not all are in sight. */
static void put_place(const struct pane *pane, int x, int chosen, int rows, int count)
{
    char text[48];

    snprintf(text, sizeof(text), "%d of %d", chosen + 1, count);
    if (rows < count && x + 2 < pane->width - view_width(text))
        pane_put(pane, pane->width - view_width(text), 0, VIEW_QUIET, text);
}

static void add_row_region(const struct pane *pane, int row, int value)
{
    view_add_region(pane->screen, (struct view_region){ pane->x, pane->y + row, pane->width, 1,
                                                        PANE_ROW, value });
}

/* ---- help ---- */

static void draw_action(const struct pane *pane, int row, enum play_action action, bool chosen)
{
    enum view_role role = row_role(pane, row, chosen);
    char keys[64];
    struct sim_text text = SIM_TEXT(keys);
    int name = pane->width < 60 ? 10 : 14, help = pane->width < 60 ? 24 : 32;

    play_put_action_keys(&text, pane->session, action, pane->width < 60 ? 1 : 4);
    pane_put(pane, 2, row, chosen ? role : VIEW_KEY, keys);
    name = pane_put(pane, name, row, role, play_actions[action].name);
    pane_put_prose(pane, name < help ? help : name + 2, row, role, play_actions[action].help);
}

void pane_draw_help(const struct pane *pane)
{
    const struct play_menu *menu = &pane->session->help;
    enum play_action rows[PLAY_ACTION_COUNT];
    int count = play_help_rows(pane->session, rows);
    int first = first_row(menu->chosen, pane->rows - 1, count);
    int x = pane_put(pane, 1, 0, VIEW_TITLE, "Help");

    x = pane_put(pane, x, 0, VIEW_QUIET, menu->typed[0] ? ", searching: " : "; type a word: ");
    x = pane_put(pane, x, 0, VIEW_VALUE, menu->typed);
    pane->screen->caret_x = pane->x + x;
    pane->screen->caret_y = pane->y;
    put_place(pane, x, menu->chosen, pane->rows - 1, count);
    if (!count)
        pane_put(pane, 2, 1, VIEW_WARNING, "no action has this in its name, keys or help");
    for (int row = 1; row < pane->rows && first + row - 1 < count; row++) {
        int i = first + row - 1;

        draw_action(pane, row, rows[i], i == menu->chosen);
        add_row_region(pane, row, i);
    }
}

/* ---- parameters ---- */

static void draw_parameter(const struct pane *pane, int row, int i, bool chosen)
{
    const struct play_session *session = pane->session;
    struct play_change change = play_change_row(session, i);
    enum view_role role = row_role(pane, row, chosen);
    char name[96], value[256];
    struct sim_text text = SIM_TEXT(name), now = SIM_TEXT(value);
    int column = pane->width < 60 ? 25 : 31, x;

    play_put_change_name(&text, &change);
    play_put_change_value(&now, session, &change);
    x = pane_put(pane, 2, row, role, name);
    x = pane_put(pane, x < column ? column : x + 1, row, chosen ? role : VIEW_VALUE, value);
    if (chosen && session->pending) {
        x = pane_put(pane, x, row, role, pane_glyph(pane, " \u2192 ", " -> "));
        x = pane_put(pane, x, row, VIEW_NOW, session->pending);
        pane->screen->caret_x = pane->x + x;
        pane->screen->caret_y = pane->y + row;
    } else if (chosen) {
        pane_put(pane, x, row, role, pane_glyph(pane, "  \u2190 \u2192", "  <- ->"));
    }
    if (pane->width >= 60 && x < 48)
        pane_put_prose(pane, 48, row, chosen ? role : VIEW_QUIET, play_change_help(&change));
}

/* What changing it means, and what it is. */
static void draw_meaning(const struct pane *pane, const struct play_change *change, int row)
{
    bool live = change->param && change->param->when == SIM_LIVE;
    char text[1024];

    snprintf(text, sizeof(text), "%s. %s", play_change_help(change),
             live ? "Changing it makes a branch that has the past in common."
                  : "Changing it makes a new run, shown at the same time.");
    view_put_wrapped(pane->screen, pane->x + 1, pane->y + row, pane->width - 2,
                     pane->rows - row, VIEW_NEWS, text);
}

#define MEANING 3 /* rows at the end */

void pane_draw_change(const struct pane *pane)
{
    const struct play_menu *menu = &pane->session->change;
    struct play_change change = play_change_row(pane->session, menu->chosen);
    int count = play_change_count(pane->session), rows = pane->rows - 1;
    int first, x;

    if (rows > MEANING + 2)
        rows -= MEANING;
    first = first_row(menu->chosen, rows, count);
    x = pane_put(pane, 1, 0, VIEW_TITLE, "What if? Values at this moment:");
    put_place(pane, x, menu->chosen, rows, count);
    for (int row = 1; row <= rows && first + row - 1 < count; row++) {
        draw_parameter(pane, row, first + row - 1, first + row - 1 == menu->chosen);
        add_row_region(pane, row, first + row - 1);
    }
    if (rows < pane->rows - 1)
        draw_meaning(pane, &change, rows + 1);
}
