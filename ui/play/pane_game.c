/* SPDX-License-Identifier: GPL-3.0-or-later
 * The goal, and who may go on. */
#include "ui/play/game.h"
#include "ui/play/pane.h"

#include <stdio.h>

static void draw_goal(const struct pane *pane)
{
    const struct play_game *game = pane->session->game;
    struct pane inside = pane_label(pane, "goal");
    int x = 0;

    if (game->reached)
        x = pane_put(&inside, x, 0, VIEW_NOW, "reached: ");
    pane_put_prose(&inside, x, 0, VIEW_NEWS,
                   game->goal->text ? game->goal->ask : "none: try things");
}

/* "  2 counter-2 stands at a check point", or "- 1 north cannot: waits for left". */
static void draw_chance(const struct pane *pane, int row, uint32_t thread)
{
    char words[PLAY_LINE], number[16];
    struct sim_text text = SIM_TEXT(words);
    bool may = play_put_chance(&text, pane->session, thread);
    enum view_role role = may ? VIEW_PLAIN : VIEW_QUIET;
    int x = pane_put(pane, 0, row, may ? VIEW_KEY : VIEW_QUIET, may ? "" : "- ");

    snprintf(number, sizeof(number), "%s%u ", may ? "  " : "", thread);
    x = pane_put(pane, x, row, may ? VIEW_KEY : VIEW_QUIET, number);
    x = pane_put_thread(pane, x, row, role, thread);
    if (!may)
        x = pane_put(pane, x, row, role, " cannot: it");
    pane_put_prose(pane, x + 1, row, role, words);
    view_add_region(pane->screen, (struct view_region){ pane->x, pane->y + row, pane->width, 1,
                                                        PANE_CHOICE, thread });
}

/* Those who may be chosen first, if there is no room for all. */
static void draw_chances(const struct pane *pane)
{
    uint32_t threads = pane->branch->cast->threads;
    int row = 0;

    for (int may = 1; may >= 0; may--) {
        for (uint32_t i = 1; i <= threads && row < pane->rows; i++) {
            char words[PLAY_LINE];
            struct sim_text text = SIM_TEXT(words);

            if (play_put_chance(&text, pane->session, i) == (may == 1))
                draw_chance(pane, row++, i);
        }
    }
}

void pane_draw_game(const struct pane *pane)
{
    struct pane rest = *pane;

    draw_goal(pane);
    rest.y++;
    rest.rows--;
    if (rest.rows <= 0)
        return;
    rest = pane_label(&rest, "who");
    if (play_branch_ended(pane->branch))
        pane_put_prose(&rest, 0, 0, VIEW_QUIET, "nobody: the run has come to its end");
    else if (pane->branch->place < pane->branch->run->count)
        pane_put_prose(&rest, 0, 0, VIEW_QUIET,
                       "this has been chosen; G goes back to where one chooses");
    else
        draw_chances(&rest);
}

struct pane_wish pane_wish_game(const struct play_session *session)
{
    int threads = (int)session->branches[0]->cast->threads;

    if (!session->game)
        return (struct pane_wish){ 0, 0, 0 };
    return (struct pane_wish){ 3, 1 + (threads < 5 ? threads : 5), 1 + threads };
}
