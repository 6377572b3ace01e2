/* SPDX-License-Identifier: GPL-3.0-or-later
 * Which lanes the window has room for, where they stand, and their names. */
#include "ui/play/chart_part.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- rows ---- */

static void add_lane(struct lanes *lanes, enum lane_kind kind, struct play_branch *branch,
                     uint32_t id)
{
    bool first = lanes->count && lanes->list[lanes->count - 1].kind != kind;

    if (lanes->count < LANES_MOST)
        lanes->list[lanes->count++] =
            (struct lane){ .kind = kind, .branch = branch, .id = id, .first = first };
}

bool part_is_pinned(const struct play_session *session, uint32_t thread)
{
    for (int i = 0; i < session->pin_count; i++) {
        if (session->pins[i] == thread)
            return true;
    }
    return false;
}

/* Those pinned, in their order; then the others from `first` on, so that there are `rows`. */
static void add_threads(struct lanes *lanes, const struct play_session *session,
                        struct play_branch *branch, uint32_t first, uint32_t rows)
{
    uint32_t threads = branch->cast->threads, added = 0, interp = 0;
    bool grouped = branch->cast->interps > 1 && threads > branch->cast->interps;

    for (int i = 0; i < session->pin_count && added < rows; i++) {
        if (session->pins[i] > threads)
            continue;
        add_lane(lanes, LANE_THREAD, branch, session->pins[i]);
        if (lanes->count)
            lanes->list[lanes->count - 1].pin = i + 1;
        added++;
    }
    for (uint32_t t = first; added < rows && t <= threads; t++) {
        if (part_is_pinned(session, t))
            continue;
        if (grouped && sim_cast_interp_of(branch->cast, t) != interp) {
            interp = sim_cast_interp_of(branch->cast, t);
            add_lane(lanes, LANE_INTERP, branch, interp);
        }
        add_lane(lanes, LANE_THREAD, branch, t);
        added++;
    }
}

static void add_others(struct lanes *lanes, const struct play_session *session, uint32_t first,
                       uint32_t rows)
{
    for (int i = 0; session->beside && i < session->branch_count; i++) {
        struct play_branch *branch = session->branches[i];

        if (i == session->current)
            continue;
        add_lane(lanes, LANE_NAME, branch, 0);
        add_threads(lanes, session, branch, first, rows);
    }
}

/* Those that ever count something in this run. */
static void add_counters(struct lanes *lanes, struct play_branch *branch, int cores)
{
    const struct sim_fold *end = branch->run->end;
    bool queued = false;

    for (uint32_t i = 1; i <= end->cast->threads && !queued; i++)
        queued = end->threads[i].spent[SIM_REASON_RUNNABLE] > 0;
    if (queued && cores)
        add_lane(lanes, LANE_QUEUE, branch, 0);
    if (end->kinds[SIM_RECORD_MEASURED] && cores)
        add_lane(lanes, LANE_ENDED, branch, 0);
}

static void add_all(struct lanes *lanes, const struct part *part, int cores, uint32_t rows)
{
    const struct sim_cast *cast = part->branch->cast;
    uint32_t locks = cast->interps < STRIPS_LOCKS ? cast->interps : STRIPS_LOCKS;
    uint32_t first = part->chart->first_thread;
    uint16_t used[LANES_CORES];
    int count = play_used_cores(part->branch, used);

    lanes->count = 0;
    for (int i = 0; i < count && i < cores; i++)
        add_lane(lanes, LANE_CORE, part->branch, used[i]);
    if (lanes->count && cores < count)
        lanes->list[lanes->count - 1].more = count - cores;
    for (uint32_t i = 1; i <= locks && cores; i++)
        add_lane(lanes, LANE_LOCK, part->branch, i);
    add_counters(lanes, part->branch, cores);
    add_threads(lanes, part->session, part->branch, first, rows);
    add_others(lanes, part->session, first, rows);
}

/* Cores are lower than threads, since they say less; locks have a graph of waiters below them. */
static int lane_height(const struct lane *lane, int unit)
{
    return lane->kind == LANE_CORE || lane->kind == LANE_NAME || lane->kind == LANE_INTERP
               ? unit * 3 / 4
           : lane->kind == LANE_LOCK ? unit * 4 / 3
                                     : unit;
}

static int total(const struct lanes *lanes, int unit, int line)
{
    int height = line / 2;

    for (int i = 0; i < lanes->count; i++)
        height += lane_height(&lanes->list[i], unit) + (lanes->list[i].first ? line / 3 : 0);
    return height;
}

static int least_unit(const struct part *part)
{
    return part->line * 5 / 4;
}

static int most_unit(const struct part *part)
{
    return part->line * 3;
}

int part_lanes_height(const struct part *part)
{
    struct lanes lanes;

    add_all(&lanes, part, STRIPS_LANES, part->branch->cast->threads);
    return total(&lanes, most_unit(part), part->line);
}

/* As many as have room: first cores are left out beyond four, then threads, then cores and locks
 * altogether. */
static void choose_lanes(struct lanes *lanes, const struct part *part)
{
    static const int cores[] = { STRIPS_LANES, 8, 4, 2, 0 };
    uint32_t threads = part->branch->cast->threads, rows = threads;
    int unit = least_unit(part), room = part->box.height;

    for (size_t i = 0; i < sizeof(cores) / sizeof(*cores); i++) {
        for (rows = threads < STRIPS_LANES ? threads : STRIPS_LANES; rows > 0; rows--) {
            add_all(lanes, part, cores[i], rows);
            if (total(lanes, unit, part->line) <= room)
                goto found;
            if (cores[i] > 4 || (rows <= 4 && cores[i]))
                break;
        }
    }
    add_all(lanes, part, 0, 1);
found:
    while (unit < most_unit(part) && total(lanes, unit + 1, part->line) <= room)
        unit++;
    lanes->unit = unit;
    part->chart->thread_rows = rows ? rows : 1;
}

static void place_lanes(struct lanes *lanes, const struct part *part)
{
    int y = part->box.y + part->line / 4;

    for (int i = 0; i < lanes->count; i++) {
        y += lanes->list[i].first ? part->line / 3 : 0;
        lanes->list[i].y = y;
        lanes->list[i].height = lane_height(&lanes->list[i], lanes->unit);
        y += lanes->list[i].height;
    }
}

/* ---- names ---- */

static void middle_text(const struct part *part, const struct lane *lane, int x, int room,
                        enum view_face face, int ink, const char *text)
{
    int y = lane->y + (lane->height - part->picture->metrics->height[face]) / 2;

    view_picture_text(part->picture, x, y, room, face, ink, text);
}

static void draw_thread_name(const struct part *part, const struct lane *lane)
{
    bool chosen = lane->id == part->session->thread && lane->branch == part->branch;
    int chip = part->line * 3 / 4, x = part->gap + chip + part->gap;
    char name[128];
    struct sim_text text = SIM_TEXT(name);

    sim_cast_put_thread(lane->branch->cast, &text, lane->id);
    part_chip(part, part->gap, lane->y + (lane->height - chip) / 2, chip, lane->id);
    if (lane->pin) /* a needle in it */
        part_rect(part, part->gap + chip / 2 - 1, lane->y + (lane->height - chip) / 2, 2,
                  chip / 2, VIEW_INK_ON_THREAD);
    middle_text(part, lane, x, part->label - x - part->gap / 2,
                chosen ? VIEW_FACE_STRONG : VIEW_FACE_TEXT, chosen ? VIEW_VALUE : VIEW_PLAIN,
                name);
    view_picture_region(
        part->picture,
        (struct view_region){ 0, lane->y, part->label, lane->height, PANE_THREAD, lane->id });
}

static void draw_lock_name(const struct part *part, const struct lane *lane)
{
    const struct fold_lock *lock = &lane->branch->now->interps[lane->id];
    char name[160], waiting[32];
    struct sim_text text = SIM_TEXT(name);
    int x = part->gap;

    sim_text_put(&text, "GIL");
    if (lane->branch->cast->interps > 1) {
        sim_text_put(&text, " ");
        sim_cast_put_interp(lane->branch->cast, &text, lane->id);
    }
    snprintf(waiting, sizeof(waiting), "%" PRIu32 " wait%s", lock->waiting,
             lock->waiting == 1 ? "s" : "");
    if (lane->height < 2 * part->line) {
        middle_text(part, lane, x, part->label - x, VIEW_FACE_TEXT, VIEW_PLAIN, name);
        x += view_picture_width(part->picture, VIEW_FACE_TEXT, name) + part->gap;
        middle_text(part, lane, x, part->label - x, VIEW_FACE_SMALL, VIEW_QUIET,
                    lock->waiting ? waiting : "");
        return;
    }
    view_picture_text(part->picture, x, lane->y + (lane->height * 3 / 5 - part->line) / 2,
                      part->label - x, VIEW_FACE_TEXT, VIEW_PLAIN, name);
    view_picture_text(part->picture, x, lane->y + lane->height - part->line, part->label - x,
                      VIEW_FACE_SMALL, VIEW_QUIET, lock->waiting ? waiting : "nobody waits");
}

static void draw_name(const struct part *part, const struct lane *lane)
{
    char name[160];
    struct sim_text text = SIM_TEXT(name);

    switch (lane->kind) {
    case LANE_CORE:
        snprintf(name, sizeof(name), "core %" PRIu32, lane->id);
        if (lane->more)
            snprintf(name, sizeof(name), "core %" PRIu32 " +%d", lane->id, lane->more);
        middle_text(part, lane, part->gap, part->label - part->gap, VIEW_FACE_TEXT, VIEW_PLAIN,
                    name);
        break;
    case LANE_LOCK:
        draw_lock_name(part, lane);
        break;
    case LANE_QUEUE:
    case LANE_ENDED:
        middle_text(part, lane, part->gap, part->label - part->gap, VIEW_FACE_TEXT, VIEW_PLAIN,
                    lane->kind == LANE_QUEUE ? "run queue" : "throughput");
        break;
    case LANE_THREAD:
        draw_thread_name(part, lane);
        break;
    case LANE_INTERP:
        sim_text_put(&text, "interpreter ");
        sim_cast_put_interp(lane->branch->cast, &text, lane->id);
        middle_text(part, lane, part->gap, part->box.width, VIEW_FACE_SMALL, VIEW_TITLE, name);
        break;
    case LANE_NAME:
        snprintf(name, sizeof(name), "branch %s%s%s", lane->branch->name,
                 lane->branch->what[0] ? ": " : "", lane->branch->what);
        middle_text(part, lane, part->gap, part->box.width, VIEW_FACE_STRONG, VIEW_TITLE, name);
        break;
    }
}

static void draw_selection(const struct part *part, const struct lane *lane)
{
    if (lane->kind == LANE_THREAD && lane->branch == part->branch &&
        lane->id == part->session->thread) {
        part_rect(part, 0, lane->y - 1, part->label - part->gap / 2, lane->height,
                  VIEW_INK_SELECT);
        part_rect(part, 0, lane->y - 1, 3, lane->height, VIEW_TITLE);
    }
}

void part_draw_lanes(const struct part *part, struct lanes *lanes)
{
    choose_lanes(lanes, part);
    place_lanes(lanes, part);
    /* No branch may be read while another's fold stands elsewhere: each has its own. */
    for (int i = 0; i < lanes->count; i++) {
        draw_selection(part, &lanes->list[i]);
        draw_name(part, &lanes->list[i]);
        part_draw_lane(part, &lanes->list[i]);
    }
}
