/* SPDX-License-Identifier: GPL-3.0-or-later
 * Who woke whom at the selected event: arrows between the lanes of threads. */
#include "ui/play/chart_part.h"

/*
 * Only the event at hand has arrows: those of all events would be a grey carpet. They are two
 * kinds. From the event's thread to each that it wakes; and, since one asks of a thread that goes on
 * why it may, from whoever woke the event's thread last, at the time when that was.
 */

/* As far back as a picture has time for: a thread that was woken and has not come up since then
 * did not wait for longer. */
#define LOOK_BACK 20000

static bool wakes(struct sim_record record)
{
    return (record.kind == SIM_RECORD_SIGNAL || record.kind == SIM_RECORD_RESUME) && record.arg;
}

/* Three pixels thick, with the ground around it: lanes have all colours. */
static void put_line(const struct part *part, int x, int y, int width, int height)
{
    part_rect(part, x - 1, y - 1, width + 2, height + 2, VIEW_INK_GROUND);
    part_rect(part, x, y, width, height, VIEW_INK_ARROW);
}

/* With its tip at a place. */
static void put_head(const struct part *part, int x, int y, bool down)
{
    int width = part->line * 3 / 4, height = part->line / 2;

    view_picture_rect(part->picture,
                      (struct view_draw){ .x = x - width / 2,
                                          .y = down ? y - height : y,
                                          .width = width,
                                          .height = height,
                                          .shape = down ? VIEW_SHAPE_WEDGE : VIEW_SHAPE_ROOF,
                                          .ink = VIEW_INK_ARROW });
}

/* From the middle of one lane at `begin` along to `x`, down or up to another's, on to `end`. */
static void draw_arrow(const struct part *part, const struct lane *from, const struct lane *to,
                       int begin, int x, int end)
{
    bool down = to->y > from->y;
    int start = from->y + from->height / 2, stop = to->y + to->height / 2;

    put_line(part, x - 1, down ? start : stop, 3, down ? stop - start : start - stop);
    if (x > begin)
        put_line(part, begin, start - 1, x - begin + 2, 3);
    if (end > x)
        put_line(part, x - 1, stop - 1, end - x, 3);
    part_rect(part, (begin < x ? begin : x) - 3, start - 3, 7, 7, VIEW_INK_ARROW);
    put_head(part, x, stop, down);
}

/* When `thread` was woken last before the event's step, and by whom. */
static bool find_waker(const struct play_branch *branch, uint32_t thread, uint32_t *waker,
                       sim_time *when)
{
    uint64_t first = branch->before->records, last = first > LOOK_BACK ? first - LOOK_BACK : 0;
    sim_time time = branch->before->now;

    for (uint64_t i = first; i > last; i--) {
        struct sim_record record = sim_run_record(branch->run, i - 1);

        if (wakes(record) && record.arg == thread) {
            *waker = record.thread;
            *when = time;
            return true;
        }
        /* It went on by itself since: nobody's doing. */
        if (record.thread == thread &&
            (record.kind == SIM_RECORD_TAKE || record.kind == SIM_RECORD_OP))
            return false;
        time -= record.dt;
        if (record.kind == SIM_RECORD_GAP)
            return false;
    }
    return false;
}

/* Both stand beside the cursor, not in it: what woke the event's thread to the left, whom it wakes
 * to the right. */
static void draw_waker(const struct part *part, const struct lanes *lanes, uint32_t actor,
                       int x)
{
    struct chart_box box = part->chart->lanes;
    const struct lane *from, *to = part_lane_of(part, lanes, actor);
    uint32_t waker;
    sim_time when;
    int begin;

    if (!to || !find_waker(part->branch, actor, &waker, &when))
        return;
    from = part_lane_of(part, lanes, waker);
    begin = part_x(&box, part->session->own, when);
    begin = begin > x - part->line * 2 / 3 ? x - part->line * 2 / 3 : begin;
    if (from && from != to && begin >= box.x)
        draw_arrow(part, from, to, begin, begin, x);
}

void part_draw_arrows(const struct part *part, const struct lanes *lanes)
{
    const struct play_branch *branch = part->branch;
    struct chart_box box = part->chart->lanes;
    int x = part_x(&box, part->session->own, play_branch_time(branch));
    uint32_t actor = 0;

    if (x < box.x || x >= box.x + box.width - part->line)
        return;
    for (uint64_t i = branch->before->records; i < branch->place; i++) {
        struct sim_record record = sim_run_record(branch->run, i);
        const struct lane *from = part_lane_of(part, lanes, record.thread);
        const struct lane *to = wakes(record) ? part_lane_of(part, lanes, record.arg) : NULL;

        if (from && to && from != to)
            draw_arrow(part, from, to, x, x + part->line * 2 / 3, 0);
        actor = actor ? actor : record.thread;
    }
    if (actor)
        draw_waker(part, lanes, actor, x);
}
