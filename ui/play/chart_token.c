/* SPDX-License-Identifier: GPL-3.0-or-later
 * The interpreter locks as objects that go from thread to thread. */
#include "ui/play/chart_part.h"
#include "ui/play/group.h"

/*
 * A padlock hangs behind the name of the thread that holds the lock, and behind the lock's own
 * name while nobody does; where there are several locks each has its own. While one plays, or
 * steps, it moves from one place to the other, so that the eye can follow whom the lock goes to
 * without comparing colours. Who has a clock says how far it has come (play_chart.token_part); on
 * paper it is there.
 */

int part_token_width(const struct part *part)
{
    bool narrow = part->picture->width < 24 * part->line; /* there names matter more */

    return part->branch->cast->interps && !narrow ? part->line * 3 / 4 : 0;
}

/* Where the lanes of threads begin that do not stay in sight. */
static int top_of_threads(const struct part *part, const struct lanes *lanes)
{
    for (int i = 0; i < lanes->count; i++) {
        if (lanes->list[i].kind >= LANE_THREAD && !lanes->list[i].pin)
            return lanes->list[i].y;
    }
    return part->box.y;
}

/* The middle of the lane where a lock is; threads out of sight are above or below. */
static int place_of(const struct part *part, const struct lanes *lanes, uint32_t lock)
{
    uint32_t owner = part->branch->now->interps[lock].owner;
    const struct lane *at = owner ? part_lane_of(part, lanes, owner) : NULL;
    uint32_t first = owner ? play_group_row_of(part->session, part->branch->cast, owner) : 0;

    for (int i = 0; i < lanes->count && !owner; i++) {
        if (lanes->list[i].kind == LANE_LOCK && lanes->list[i].id == lock)
            at = &lanes->list[i];
    }
    if (at) /* where a lock's own lane has who holds it */
        return at->y + (owner ? at->height / 2 : at->height * 3 / 10);
    if (!owner || !lanes->count)
        return -1;
    return first < part->chart->first_thread ? top_of_threads(part, lanes)
                                             : part->box.y + part->box.height;
}

/* On from where it was; a lock whose place was not known yet is where it is. */
static int move(struct play_chart *chart, struct chart_token *token, int place)
{
    int now = token->from + (token->to - token->from) * chart->token_part / CHART_TOKEN_THERE;

    if (!token->known || !chart->token_moves || place < 0) {
        *token = (struct chart_token){ place, place, place >= 0 };
        return place;
    }
    if (place == token->to)
        return now;
    *token = (struct chart_token){ now, place, true };
    chart->token_part = 0;
    return now;
}

static void draw_padlock(const struct part *part, int x, int y, uint32_t owner)
{
    int width = part->line * 5 / 8, body = width * 3 / 4, bow = width / 2;
    int thick = part->line < 24 ? 2 : part->line / 10, in = width / 6;

    y -= (body + bow) / 2;
    part_rect(part, x + in, y, width - 2 * in, thick, VIEW_VALUE);
    part_rect(part, x + in, y, thick, bow, VIEW_VALUE);
    if (owner) /* else it is open */
        part_rect(part, x + width - in - thick, y, thick, bow, VIEW_VALUE);
    view_picture_rect(part->picture, (struct view_draw){ .x = x,
                                                         .y = y + bow,
                                                         .width = width,
                                                         .height = body,
                                                         .radius = 2,
                                                         .ink = VIEW_VALUE });
    part_rect(part, x + (width - thick) / 2, y + bow + body / 4, thick, body / 2,
              owner ? (int)view_thread_role(owner) : VIEW_INK_GROUND);
}

void part_draw_tokens(const struct part *part, const struct lanes *lanes)
{
    const struct sim_cast *cast = part->branch->cast;
    uint32_t locks = !part->token                   ? 0
                     : cast->interps < STRIPS_LOCKS ? cast->interps
                                                    : STRIPS_LOCKS;
    int x = part->label - part->line * 7 / 8, height = part->line;

    for (uint32_t lock = 1; lock <= locks; lock++) {
        int y = move(part->chart, &part->chart->tokens[lock], place_of(part, lanes, lock));
        int top = part->box.y + height / 2,
            bottom = part->box.y + part->box.height - height / 2;

        if (y < 0 || bottom < top)
            continue;
        draw_padlock(part, x,
                     y < top      ? top
                     : y > bottom ? bottom
                                  : y,
                     part->branch->now->interps[lock].owner);
    }
}
