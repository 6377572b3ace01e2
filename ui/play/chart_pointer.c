/* SPDX-License-Identifier: GPL-3.0-or-later
 * What is under the pointer, in words beside it. */
#include "ui/play/chart_part.h"
#include "ui/play/group.h"

#include "sim/trace/sentence.h"

/* What the threads of a folded group do, counted by reason. */
static void put_counts(struct sim_text *text, const struct sim_fold *fold, uint32_t group)
{
    uint32_t counts[SIM_REASON_COUNT] = { 0 };
    const char *before = ": ";

    for (uint32_t t = 1; t <= fold->cast->threads; t++)
        counts[fold->threads[t].reason] += play_group_of(fold->cast, t) == group;
    part_put_folded_name(fold->cast, text, group);
    for (int reason = 1; reason < SIM_REASON_COUNT; reason++) {
        if (!counts[reason] || reason == SIM_REASON_ABSENT)
            continue;
        sim_text_put(text, before);
        sim_text_put_int(text, counts[reason]);
        sim_text_put(text, " ");
        sim_text_put(text, sim_reasons[reason].name);
        before = ", ";
    }
}

/* What a thread does at a time, as its name and a clause. */
static void put_under(const struct part *part, struct sim_text *text, uint32_t thread,
                      sim_time time)
{
    const struct play_branch *branch = part->branch;
    struct sim_fold *fold = branch->spare;
    uint32_t group = play_group_of(branch->cast, thread);

    sim_run_fold(branch->run, fold, sim_run_records_at(branch->run, time));
    if (play_group_folded(part->session, branch->cast, group) &&
        play_pin_of(part->session, thread) < 0) {
        put_counts(text, fold, group);
        return;
    }
    sim_cast_put_thread(branch->cast, text, thread);
    sim_text_put(text, " ");
    if (fold->threads[thread].reason == SIM_REASON_ABSENT)
        sim_text_put(text, "is not there");
    else
        sim_state_sentence(text, fold, thread);
}

#define ROWS_MOST 6
#define WIDEST 44 /* lines' heights */

/* Beside the pointer, but within the window: below it, or above where there is no room below. */
static void put_plate(const struct part *part, const char *words)
{
    const struct play_chart *chart = part->chart;
    struct view_picture_place place = view_picture_place(part->picture);
    int pad = part->gap, line = part->line, room = part->box.width - 4 * pad, rows, x, y;
    int width = view_picture_width(part->picture, VIEW_FACE_TEXT, words), height;

    room = room < WIDEST * line ? room : WIDEST * line;
    width = width < room ? width : room;
    rows = view_picture_wrapped(part->picture, 0, 0, width, ROWS_MOST, VIEW_FACE_TEXT,
                                VIEW_INK_GROUND, words);
    view_picture_take_back(part->picture, place);
    height = rows * line + pad;
    x = chart->pointer_x + 3 * pad + width > part->box.width ? part->box.width - width - 3 * pad
                                                             : chart->pointer_x + pad;
    y = chart->pointer_y + line + pad;
    y = y + height <= part->box.height ? y : chart->pointer_y - height - pad;
    view_picture_rect(part->picture, (struct view_draw){ .x = x,
                                                         .y = y,
                                                         .width = width + 2 * pad,
                                                         .height = height,
                                                         .radius = 4,
                                                         .ink = VIEW_PLAIN });
    view_picture_wrapped(part->picture, x + pad, y + pad / 2, width, rows, VIEW_FACE_TEXT,
                         VIEW_INK_GROUND, words);
}

void part_draw_pointer(const struct part *part)
{
    const struct play_chart *chart = part->chart;
    const struct view_region *region =
        view_picture_region_at(part->picture, chart->pointer_x, chart->pointer_y);
    struct play_window window = part->session->own;
    char words[1024];
    struct sim_text text = SIM_TEXT(words);
    sim_time time;

    if (chart->pointer_x < 0 || !region || region->what != PANE_WINDOW || !region->value ||
        (uint64_t)region->value > part->branch->cast->threads)
        return;
    time = window.from +
           sim_time_ratio(window.to - window.from, chart->pointer_x - region->x, region->width);
    if (time > (part->session->future ? sim_run_length(part->branch->run)
                                      : play_branch_time(part->branch)))
        return;
    put_under(part, &text, (uint32_t)region->value, time);
    put_plate(part, words);
}
