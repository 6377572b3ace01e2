/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a recording knows of a thread, in place of its program. */
#include "ui/play/pane_recorded.h"

#include "ui/play/spent.h"
#include "ui/view/known.h"

static const struct fold_thread *selected(const struct pane *pane)
{
    return &pane->branch->now->threads[pane->session->thread];
}

/* The one with most of the time but for those `taken`, a bit each; NULL: no more has any. */
static const struct view_known *next_known(const struct pane *pane, uint32_t taken)
{
    const struct view_known *known = view_known(pane->branch->cast), *most = NULL;
    sim_time time = 0;

    for (int i = 0; i < VIEW_KNOWN; i++) {
        sim_time spent = view_known_spent(&known[i], selected(pane));

        if (spent > time && !(taken >> i & 1)) {
            most = &known[i];
            time = spent;
        }
    }
    return most;
}

int pane_put_known(const struct pane *pane, int x, int row)
{
    const struct view_known *all = view_known(pane->branch->cast), *known;
    uint32_t taken = 0;

    while ((known = next_known(pane, taken))) {
        x = pane_put(pane, x, row, VIEW_QUIET, taken ? ", " : "  ");
        if (x + view_width(known->in_short) + 10 > pane->width)
            return pane_put(pane, x, row, VIEW_QUIET, pane_glyph(pane, "\u2026", "..."));
        x = pane_put(pane, x, row, VIEW_QUIET, known->in_short);
        x = pane_put_time(pane, x + 1, row, VIEW_VALUE,
                          view_known_spent(known, selected(pane)));
        taken |= 1u << (known - all);
    }
    return x;
}

/* "holds the lock        12.3 ms   41 %": of the time it has been there. */
static void draw_known(const struct pane *pane, int row, const struct view_known *known,
                       sim_time total)
{
    const struct fold_thread *thread = selected(pane);
    sim_time spent = view_known_spent(known, thread);
    bool here = known->reasons >> thread->reason & 1;
    char share[32];
    struct sim_text text = SIM_TEXT(share);

    pane_put(pane, 0, row, VIEW_NOW, here ? pane_glyph(pane, "\u25b6", ">") : " ");
    pane_put(pane, 2, row, here ? VIEW_NEWS : VIEW_PLAIN, known->name);
    pane_put_time(pane, 22, row, VIEW_VALUE, spent);
    play_put_percent(&text, spent, total);
    pane_put(pane, 37 - view_width(share), row, VIEW_QUIET, share);
}

void pane_draw_known(const struct pane *pane)
{
    const struct view_known *known = view_known(pane->branch->cast);
    struct pane inside = pane_label(pane, "known");
    sim_time total = 0;

    for (int i = 0; i < VIEW_KNOWN; i++)
        total += view_known_spent(&known[i], selected(pane));
    for (int i = 0; i < VIEW_KNOWN; i++)
        draw_known(&inside, i, &known[i], total);
    view_put_wrapped(inside.screen, inside.x, inside.y + VIEW_KNOWN + 1, inside.width,
                     inside.rows - VIEW_KNOWN - 1, VIEW_QUIET,
                     "Which function this was is not in a recording; interlock derive makes a "
                     "program of what is.");
}
