/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a recording knows of a thread, in place of its program. */
#include "ui/play/pane_recorded.h"

#include "ui/play/spent.h"

/*
 * Which function a recorded thread is in nobody wrote down. What is known is how it stood to the
 * lock: had it, waited for it, or was out, and out either computed or was blocked. These are the
 * rows of the table that `interlock run` prints of a recording.
 */
struct known {
    const char *name, *in_short;
    uint32_t reasons; /* a bit each */
};

#define BIT(reason) (1u << SIM_REASON_##reason)

static const struct known table[] = {
    { "holds the lock", "holds", BIT(RUNNING) },
    { "waits for the lock", "waits", BIT(INTERPRETER) | BIT(SWITCH) },
    { "is out, computing", "computes", BIT(NATIVE) },
    { "is out, blocked", "blocked", BIT(IO) | BIT(SLEEP) | BIT(LOCK) },
    { "has no processor", "ready", BIT(RUNNABLE) },
};

#define KNOWN ((int)(sizeof(table) / sizeof(*table)))

static sim_time spent_on(const struct fold_thread *thread, uint32_t reasons)
{
    sim_time spent = 0;

    for (int i = 1; i < SIM_REASON_COUNT; i++)
        spent += reasons >> i & 1 ? thread->spent[i] : 0;
    return spent;
}

static const struct fold_thread *selected(const struct pane *pane)
{
    return &pane->branch->now->threads[pane->session->thread];
}

int pane_put_known(const struct pane *pane, int x, int row)
{
    const struct fold_thread *thread = selected(pane);
    int shown = 0;

    for (int i = 0; i < KNOWN; i++) {
        sim_time spent = spent_on(thread, table[i].reasons);

        if (!spent || x + 3 + view_width(table[i].in_short) + 9 > pane->width)
            continue; /* none of it, or no room for the whole of it */
        x = pane_put(pane, x, row, VIEW_QUIET, shown++ ? ", " : "  ");
        x = pane_put(pane, x, row, VIEW_QUIET, table[i].in_short);
        x = pane_put_time(pane, x + 1, row, VIEW_VALUE, spent);
    }
    return x;
}

/* "holds the lock        12.3 ms   41 %": of the time it has been there. */
static void draw_known(const struct pane *pane, int row, const struct known *known,
                       sim_time total)
{
    const struct fold_thread *thread = selected(pane);
    sim_time spent = spent_on(thread, known->reasons);
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
    struct pane inside = pane_label(pane, "known");
    sim_time total = 0;

    for (int i = 0; i < KNOWN; i++)
        total += spent_on(selected(pane), table[i].reasons);
    for (int i = 0; i < KNOWN; i++)
        draw_known(&inside, i, &table[i], total);
    view_put_wrapped(inside.screen, inside.x, inside.y + KNOWN + 1, inside.width,
                     inside.rows - KNOWN - 1, VIEW_QUIET,
                     "Which function this was is not in a recording; interlock derive makes a "
                     "program of what is.");
}
