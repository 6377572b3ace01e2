/* SPDX-License-Identifier: GPL-3.0-or-later
 * What is under the pointer, in words beside it. */
#include "ui/play/chart_part.h"

#include "sim/trace/sentence.h"
#include "ui/play/group.h"

/* ---- what a lane has at a time; the fold stands there ---- */

/* What the threads of a folded group do, counted by reason. */
static void put_counts(struct sim_text *text, const struct sim_fold *fold, uint32_t group)
{
    uint32_t counts[SIM_REASON_COUNT] = { 0 };
    const char *before = " has ";

    for (uint32_t t = 1; t <= fold->cast->threads; t++)
        counts[fold->threads[t].reason] += play_group_of(fold->cast, t) == group;
    part_put_folded_name(fold->cast, text, group);
    for (int reason = 1; reason < SIM_REASON_ABSENT; reason++) {
        if (!counts[reason])
            continue;
        sim_text_put(text, before);
        pane_count_text(text, counts[reason]);
        sim_text_put(text, " ");
        sim_text_put(text, sim_reasons[reason].name);
        before = ", ";
    }
}

static void put_thread(struct sim_text *text, const struct sim_fold *fold,
                       const struct lane *lane)
{
    sim_cast_put_thread(fold->cast, text, lane->id);
    sim_text_put(text, " ");
    sim_state_sentence(text, fold, lane->id);
}

static void put_folded(struct sim_text *text, const struct sim_fold *fold,
                       const struct lane *lane)
{
    put_counts(text, fold, lane->id);
}

static void put_core(struct sim_text *text, const struct sim_fold *fold,
                     const struct lane *lane)
{
    uint32_t taken = 0;

    for (uint32_t core = lane->id; core <= fold->cast->cores; core++)
        taken += fold->cores[core].thread != 0;
    if (lane->more) {
        pane_count_text(text, taken);
        sim_text_put(text, " of these cores ");
        sim_text_put(text, taken == 1 ? "is taken" : "are taken");
        return;
    }
    if (fold->cores[lane->id].thread)
        sim_cast_put_thread(fold->cast, text, fold->cores[lane->id].thread);
    else
        sim_text_put(text, "nobody");
    sim_text_put(text, " is on core ");
    pane_count_text(text, lane->id);
}

static void put_lock(struct sim_text *text, const struct sim_fold *fold,
                     const struct lane *lane)
{
    const struct fold_lock *lock = &fold->interps[lane->id];

    if (lock->owner)
        sim_cast_put_thread(fold->cast, text, lock->owner);
    else
        sim_text_put(text, "nobody");
    sim_text_put(text,
                 lock->owner ? " has had the interpreter lock" : " has the interpreter lock");
    sim_cast_put_whose(fold->cast, text, (uint16_t)lane->id);
    if (lock->owner) {
        sim_text_put(text, " for ");
        sim_text_put_time(text, fold->now - lock->since);
    }
    sim_text_put(text, "; ");
    part_put_waiting(text, lock->waiting);
}

static void put_queue(struct sim_text *text, const struct sim_fold *fold,
                      const struct lane *lane)
{
    uint32_t ready = 0;

    (void)lane;
    for (uint32_t t = 1; t <= fold->cast->threads; t++)
        ready += fold->threads[t].reason == SIM_REASON_RUNNABLE;
    pane_count_text(text, ready);
    sim_text_put(text, ready == 1 ? " thread is ready and has no core"
                                  : " threads are ready and have no core");
}

static void put_ended(struct sim_text *text, const struct sim_fold *fold,
                      const struct lane *lane)
{
    (void)lane;
    part_put_measures(text, fold->cast);
    sim_text_put(text, ": ");
    pane_count_text(text, fold->kinds[SIM_RECORD_MEASURED]);
    sim_text_put(text, " ended so far");
}

typedef void (*put_fn)(struct sim_text *text, const struct sim_fold *fold,
                       const struct lane *lane);

static const put_fn puts_of[] = {
    [LANE_CORE] = put_core,   [LANE_LOCK] = put_lock,     [LANE_QUEUE] = put_queue,
    [LANE_ENDED] = put_ended, [LANE_THREAD] = put_thread, [LANE_FOLDED] = put_folded,
    [LANE_GROUP] = NULL,      [LANE_NAME] = NULL,
};

/* A time lies mostly between two events: what is left of a wait is told as of then. */
static void put_under(struct sim_text *text, const struct lane *lane, sim_time time)
{
    const struct play_branch *branch = lane->branch;
    struct sim_fold *fold = branch->spare;
    sim_time event;

    sim_run_fold(branch->run, fold, sim_run_records_at(branch->run, time));
    event = fold->now;
    fold->now = time;
    part_put_exact(text, time);
    sim_text_put(text, ": ");
    puts_of[lane->kind](text, fold, lane);
    fold->now = event; /* where others go on from */
}

/* ---- the plate ---- */

#define ROWS_MOST 6
#define WIDEST 44 /* lines' heights */

/* Beside the pointer: below it, or above where it would cover what stands below the lanes, which says
 * more; but within the window. */
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
    if (y + height > chart->lanes.y + chart->lanes.height)
        y = chart->pointer_y - height - pad;
    y = y < 0 ? 0 : y;
    view_picture_rect(part->picture, (struct view_draw){ .x = x,
                                                         .y = y,
                                                         .width = width + 2 * pad,
                                                         .height = height,
                                                         .radius = 4,
                                                         .ink = VIEW_PLAIN });
    view_picture_wrapped(part->picture, x + pad, y + pad / 2, width, rows, VIEW_FACE_TEXT,
                         VIEW_INK_GROUND, words);
}

/* The lane under the pointer that has something to say; NULL: none. */
static const struct lane *lane_under(const struct play_chart *chart, const struct lanes *lanes)
{
    const struct chart_box *box = &chart->lanes;

    if (chart->pointer_x < box->x || chart->pointer_x >= box->x + box->width)
        return NULL;
    for (int i = 0; i < lanes->count; i++) {
        const struct lane *lane = &lanes->list[i];

        if (chart->pointer_y >= lane->y && chart->pointer_y < lane->y + lane->height)
            return puts_of[lane->kind] ? lane : NULL;
    }
    return NULL;
}

void part_draw_pointer(const struct part *part, const struct lanes *lanes)
{
    const struct play_chart *chart = part->chart;
    const struct lane *lane = lane_under(chart, lanes);
    struct play_window window = part->session->own;
    char words[1024];
    struct sim_text text = SIM_TEXT(words);
    sim_time time;

    if (!lane || chart->keyed)
        return;
    time = window.from + sim_time_ratio(window.to - window.from,
                                        chart->pointer_x - chart->lanes.x, chart->lanes.width);
    if (time > sim_run_length(lane->branch->run) ||
        (!play_shows_future(part->session) && time > play_branch_time(part->branch)))
        return;
    put_under(&text, lane, time);
    put_plate(part, words);
}
