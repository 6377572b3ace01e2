/* SPDX-License-Identifier: GPL-3.0-or-later
 * The whole run above the window's lanes, as far as it may be known, and which part of it they show. */
#include "ui/play/chart_part.h"

static void draw_run_thread(const struct part *part, const struct strips *strips, uint32_t id,
                            int y, int height)
{
    const struct strip_mix *row = strips_thread(strips, id, 0);
    int columns = (int)strips->columns, from = 0;

    for (int x = 1; x <= columns; x++) {
        enum sim_reason reason = strip_reason(&row[from]);
        struct part_look look = part_look(id, reason);

        if (x < columns && strip_reason(&row[x]) == reason)
            continue;
        if (reason != SIM_REASON_ABSENT)
            part_rect(part, part->box.x + from, y, x - from, height, look.ink);
        from = x;
    }
}

static void draw_run_frame(const struct part *part, struct play_window run)
{
    struct play_window window = part->session->own;
    int from = part_x(&part->box, run, window.from), to = part_x(&part->box, run, window.to);
    int now = part_x(&part->box, run, play_branch_time(part->branch));
    int top = part->box.y - 2, height = part->box.height + 4;

    to = to - from < 4 ? from + 4 : to;
    part_rect(part, part->box.x, top, from - part->box.x, height, VIEW_INK_VEIL);
    part_rect(part, to, top, part->box.x + part->box.width - to, height, VIEW_INK_VEIL);
    view_picture_rect(part->picture, (struct view_draw){ .x = from,
                                                         .y = top,
                                                         .width = to - from,
                                                         .height = height,
                                                         .shape = VIEW_SHAPE_OUTLINE,
                                                         .ink = VIEW_INK_FRAME });
    part_rect(part, now, top, 2, height, VIEW_NOW);
}

/* How long something is, before the whole run: that, and what the lanes show of it. */
static void put_length(const struct part *part, int y, const char *what, sim_time length)
{
    char words[64];
    struct sim_text text = SIM_TEXT(words);

    sim_text_put(&text, what);
    sim_text_put_time(&text, length);
    view_picture_text(part->picture, part->gap, y, part->label - part->gap, VIEW_FACE_SMALL,
                      VIEW_QUIET, words);
}

void part_draw_run(const struct part *part)
{
    int pad = part->gap, first = part->box.x + part->label;
    struct part map =
        part_in(part, first, part->box.y + pad, part->box.x + part->box.width - first - pad,
                part->box.height - 2 * pad);
    struct play_window run = play_known_run(part->session);
    const struct strips *strips;
    int height;

    if (map.box.width < 1)
        return;
    strips = part_read_strips(&map, &part->branch->overview, run, (uint32_t)map.box.width,
                              part->chart->first_thread);
    if (play_shows_length(part->session))
        put_length(part, map.box.y - pad / 2, "run, ", run.to - 1);
    put_length(part, map.box.y + map.box.height - part->line + pad / 2, "here, ",
               part->session->own.to - part->session->own.from);
    part_rect(&map, map.box.x, map.box.y, map.box.width, map.box.height, VIEW_INK_LANE);
    height = strips && strips->threads ? map.box.height / (int)strips->threads : 0;
    for (uint32_t i = 0; strips && i < strips->threads; i++) {
        int y = map.box.y + map.box.height * (int)i / (int)strips->threads;

        if (y < map.box.y + map.box.height)
            draw_run_thread(&map, strips, strips->first_thread + i, y, height ? height : 1);
    }
    draw_run_frame(&map, run);
    part->chart->run = map.box;
    view_picture_region(part->picture,
                        (struct view_region){ map.box.x, part->box.y, map.box.width,
                                              part->box.height, PANE_RUN, 0 });
}
