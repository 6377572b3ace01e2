/* SPDX-License-Identifier: GPL-3.0-or-later
 * The selected stretch of time in the window: over the lanes, and its sums in the drawer. */
#include "ui/play/chart_part.h"

#include "ui/play/range.h"
#include "ui/play/spent.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* While what comes is hidden, nobody is told what it adds up to either. */
bool part_range(const struct part *part, struct play_window *range)
{
    sim_time now = play_branch_time(part->branch);
    bool any = play_range(part->session, range);

    if (any && !play_shows_future(part->session) && range->to > now)
        range->to = now;
    return any && range->to > range->from;
}

/* ---- over the lanes ---- */

/* "5.06 ms", between two places of the ruler, if it has room there. */
void part_put_length(const struct part *ruler, int from, int to, sim_time length,
                     struct ruler_taken *taken)
{
    struct chart_box lanes = ruler->chart->lanes;
    char text[48];
    struct sim_text put = SIM_TEXT(text);
    int width;

    sim_text_put_time(&put, length);
    width = view_picture_width(ruler->picture, VIEW_FACE_SMALL, text);
    from = from < lanes.x ? lanes.x : from;
    to = to > lanes.x + lanes.width ? lanes.x + lanes.width : to;
    if (to - from < width + 4)
        return;
    from += (to - from - width) / 2;
    part_rect(ruler, from - 2, ruler->box.y, width + 4,
              ruler->picture->metrics->height[VIEW_FACE_SMALL], VIEW_INK_GROUND);
    view_picture_text(ruler->picture, from, ruler->box.y, width + 1, VIEW_FACE_SMALL,
                      VIEW_TITLE, text);
    part_take_ruler(taken, from - 4, from + width + 4);
}

void part_draw_range(const struct part *ruler, struct ruler_taken *taken)
{
    struct chart_box lanes = ruler->chart->lanes;
    struct play_window range, own = ruler->session->own;
    int from, to, bottom = lanes.y + lanes.height;

    if (!play_range(ruler->session, &range) || range.to < own.from || range.from > own.to)
        return;
    from = part_x(&lanes, own, range.from);
    to = part_x(&lanes, own, range.to);
    from = from < lanes.x ? lanes.x : from;
    to = to <= from ? from + 1 : to;
    part_rect(ruler, from, lanes.y, to - from, lanes.height, VIEW_INK_RANGE);
    if (range.from >= own.from) /* where it begins, not where the window does */
        part_rect(ruler, from, ruler->box.y, 1, bottom - ruler->box.y, VIEW_INK_FRAME);
    if (range.to <= own.to)
        part_rect(ruler, to - 1, ruler->box.y, 1, bottom - ruler->box.y, VIEW_INK_FRAME);
    part_take_ruler(taken, from, from);
    part_take_ruler(taken, to, to);
    part_put_length(ruler, from, to, range.to - range.from, taken);
}

/* ---- in the drawer ---- */

/* Two folds far out of sight take a millisecond, so the sums are kept while they are the same. */
static const struct play_totals *totals_of(const struct part *part, struct play_window range)
{
    struct play_branch *branch = part->branch;
    uint32_t thread = part->session->thread;

    if (branch->totals_thread != thread || branch->totals_from != range.from ||
        branch->totals_to != range.to)
        branch->totals = play_range_totals(branch, range, thread);
    branch->totals_thread = thread;
    branch->totals_from = range.from;
    branch->totals_to = range.to;
    return &branch->totals;
}

static void put_title(const struct part *part, struct play_window range,
                      const struct play_totals *totals)
{
    char text[128];
    struct sim_text put = SIM_TEXT(text);

    sim_text_put_time(&put, range.to - range.from);
    sim_text_put(&put, " selected");
    if (totals->handoffs) {
        sim_text_put(&put, ", hand-offs: ");
        pane_count_text(&put, totals->handoffs);
    }
    if (totals->forced) {
        sim_text_put(&put, ", asked for: ");
        pane_count_text(&put, totals->forced);
    }
    view_picture_text(part->picture, part->box.x, part->box.y, part->box.width, VIEW_FACE_SMALL,
                      VIEW_TITLE, text);
}

/* "all threads: interpreter 73%, running 20%" */
static int put_words(const struct part *part, int y, const char *whose,
                     const sim_time spent[SIM_REASON_COUNT])
{
    char words[512];
    struct sim_text text = SIM_TEXT(words);
    int left = (part->box.y + part->box.height - y) / part->line;

    sim_text_put(&text, whose);
    sim_text_put(&text, ":");
    play_put_shares(&text, spent);
    return y + part->line * view_picture_wrapped(part->picture, part->box.x, y, part->box.width,
                                                 left > 0 ? left : 0, VIEW_FACE_TEXT,
                                                 VIEW_PLAIN, words);
}

static void put_whose(const struct part *part, const char *whose)
{
    view_picture_text(part->picture, part->box.x, part->box.y, part->box.width,
                      VIEW_FACE_STRONG, VIEW_VALUE, whose);
}

bool part_draw_totals(const struct part *part)
{
    struct play_window range;
    const struct play_totals *totals;
    bool both = part->box.width >= 34 * part->line; /* else only the thread has room */
    int top = part->line + part->gap / 2;
    int room = both ? part->box.width / 2 - part->gap : part->box.width;
    struct part own = part_in(part, part->box.x, part->box.y + top, room, part->line);
    struct part all =
        part_in(part, part->box.x + room + 2 * part->gap, own.box.y, room, part->line);
    char name[128];
    struct sim_text text = SIM_TEXT(name);

    if (!part_range(part, &range))
        return false;
    totals = totals_of(part, range);
    put_title(part, range, totals);
    sim_cast_put_thread(part->branch->cast, &text, part->session->thread);
    if (part->box.height < 6 * part->line) {
        top = put_words(part, part->box.y + top, name, totals->own);
        put_words(part, top, "all threads", totals->all);
        return true;
    }
    put_whose(&own, name);
    if (both)
        put_whose(&all, "all threads");
    own.box.y += part->line;
    own.box.height = all.box.height = part->box.y + part->box.height - own.box.y;
    all.box.y = own.box.y;
    part_draw_sums(&own, totals->own, totals->own);
    if (both)
        part_draw_sums(&all, totals->all, totals->all);
    return true;
}
