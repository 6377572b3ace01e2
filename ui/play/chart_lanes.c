/* SPDX-License-Identifier: GPL-3.0-or-later
 * The window's lanes: who has each core and each lock, and what each thread does. */
#include "ui/play/chart_part.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- what is read ---- */

/* Those read last, or new ones; NULL when out of memory. */
static const struct strips *read_strips(const struct part *part, struct strips *have,
                                        struct play_window window, uint32_t columns)
{
    struct play_branch *branch = part->branch;
    const struct sim_cast *cast = branch->cast;
    uint16_t cores[LANES_CORES];
    int count = play_used_cores(branch, cores);
    uint32_t first = part->chart->first_thread;
    struct strips wanted = { .from = window.from,
                             .to = window.to,
                             .columns = columns,
                             .cores = count ? cores[count - 1] : 0,
                             .locks =
                                 cast->interps < STRIPS_LOCKS ? cast->interps : STRIPS_LOCKS,
                             .first_thread = first > cast->threads ? 1 : first };

    if (wanted.first_thread + STRIPS_LANES > cast->threads + 1)
        wanted.first_thread =
            cast->threads > STRIPS_LANES ? cast->threads + 1 - STRIPS_LANES : 1;
    wanted.threads = cast->threads < STRIPS_LANES ? cast->threads : STRIPS_LANES;
    if (!branch->fine.begun && !strips_survey_begin(&branch->fine, branch->run, wanted.cores))
        return NULL;
    while (!part->chart->patient && !strips_survey_done(&branch->fine)) {
        if (!strips_survey_on(&branch->fine, branch->run, branch->spare))
            return NULL;
    }
    if (have->columns && strips_same(have, &wanted) &&
        (!have->together || have->done == branch->fine.done))
        return have;
    strips_free(have);
    *have = wanted;
    if (strips_read(branch->run, branch->spare, &branch->fine, have))
        return have;
    strips_free(have);
    return NULL;
}

/* ---- rows ---- */

enum lane_kind {
    LANE_CORE,
    LANE_LOCK,
    LANE_THREAD,
    LANE_NAME, /* of another branch: its threads are below */
};

struct lane {
    enum lane_kind kind;
    struct play_branch *branch;
    uint32_t id;
    int y, height;
    bool first; /* of its kind: a gap stands before it */
    int more;   /* cores that have no room */
};

#define LANES_MOST 256

struct lanes {
    struct lane list[LANES_MOST];
    int count;
    int unit; /* height of a thread's lane */
};

static void add_lane(struct lanes *lanes, enum lane_kind kind, struct play_branch *branch,
                     uint32_t id)
{
    bool first = lanes->count && lanes->list[lanes->count - 1].kind != kind;

    if (lanes->count < LANES_MOST)
        lanes->list[lanes->count++] =
            (struct lane){ .kind = kind, .branch = branch, .id = id, .first = first };
}

static void add_others(struct lanes *lanes, const struct play_session *session, uint32_t first,
                       uint32_t rows)
{
    for (int i = 0; session->beside && i < session->branch_count; i++) {
        struct play_branch *branch = session->branches[i];

        if (i == session->current)
            continue;
        add_lane(lanes, LANE_NAME, branch, 0);
        for (uint32_t t = first; t < first + rows && t <= branch->cast->threads; t++)
            add_lane(lanes, LANE_THREAD, branch, t);
    }
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
    for (uint32_t t = first; t < first + rows && t <= cast->threads; t++)
        add_lane(lanes, LANE_THREAD, part->branch, t);
    add_others(lanes, part->session, first, rows);
}

/* Cores are lower than threads, since they say less; locks have a graph of waiters below them. */
static int lane_height(const struct lane *lane, int unit)
{
    return lane->kind == LANE_CORE || lane->kind == LANE_NAME ? unit * 3 / 4
           : lane->kind == LANE_LOCK                          ? unit * 4 / 3
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
    case LANE_THREAD:
        draw_thread_name(part, lane);
        break;
    case LANE_NAME:
        snprintf(name, sizeof(name), "branch %s%s%s", lane->branch->name,
                 lane->branch->what[0] ? ": " : "", lane->branch->what);
        middle_text(part, lane, part->gap, part->box.width, VIEW_FACE_STRONG, VIEW_TITLE, name);
        break;
    }
}

/* ---- what they hold ---- */

struct stretch {
    int x, width, y, height;
};

/* A word in a stretch, if it has room: on a thread's colour as it is, on a hatch on a plate. */
static bool put_in_stretch(const struct part *part, struct stretch at, const char *word,
                           bool plate)
{
    int height = part->picture->metrics->height[VIEW_FACE_SMALL], pad = part->line / 3;
    int width = view_picture_width(part->picture, VIEW_FACE_SMALL, word);
    int x = at.x + pad, y = at.y + (at.height - height) / 2;

    if (at.width < width + 3 * pad || at.height < height - 1)
        return false;
    if (plate)
        view_picture_rect(part->picture, (struct view_draw){ .x = x - pad / 2,
                                                             .y = y,
                                                             .width = width + pad,
                                                             .height = height,
                                                             .radius = 3,
                                                             .ink = VIEW_INK_LANE });
    view_picture_text(part->picture, x, y, width, VIEW_FACE_SMALL,
                      plate ? VIEW_PLAIN : VIEW_INK_ON_THREAD, word);
    return true;
}

/* From below by number; what is above them nobody had. Nearly all is all, since what a context
 * switch takes would fray each edge. */
static void draw_held(const struct part *part, struct stretch at,
                      const struct strip_holder *cell)
{
    int bottom = at.y + at.height, sum = 0;

    for (int i = 0; i < STRIPS_PARTS && cell->thread[i]; i++) {
        int top;

        sum = cell->share[i] > 242 ? 255 : sum + cell->share[i];
        top = at.y + at.height - at.height * (sum < 255 ? sum : 255) / 255;
        top = top >= bottom ? bottom - 1 : top;
        if (top >= at.y)
            part_rect(part, at.x, top, at.width, bottom - top,
                      (int)view_thread_role(cell->thread[i]));
        bottom = top;
    }
}

static bool same_holder(const struct strip_holder *a, const struct strip_holder *b)
{
    return !memcmp(a->thread, b->thread, sizeof(a->thread)) &&
           !memcmp(a->share, b->share, sizeof(a->share));
}

static bool name_holder(const struct part *part, struct stretch at, uint32_t thread)
{
    char name[128];
    struct sim_text text = SIM_TEXT(name);

    if (!thread)
        return false;
    sim_cast_put_thread(part->branch->cast, &text, thread);
    return put_in_stretch(part, at, name, false);
}

/* Columns that look alike are one rectangle; stretches of one thread have its name. */
static void draw_holders(const struct part *part, const struct strip_holder *row, int columns,
                         struct stretch lane)
{
    int from = 0, begin = 0;
    uint32_t named = 0; /* a name stands where it is another one, or behind a pause */
    struct stretch at;

    for (int x = 1; x <= columns; x++) {
        if (x < columns && same_holder(&row[x], &row[from]))
            continue;
        draw_held(part, (struct stretch){ lane.x + from, x - from, lane.y, lane.height },
                  &row[from]);
        from = x;
    }
    for (int x = 1; x <= columns; x++) {
        uint32_t thread = strip_thread(&row[begin]);

        if (x < columns && strip_thread(&row[x]) == thread && !row[x].thread[1])
            continue;
        at = (struct stretch){ lane.x + begin, x - begin, lane.y, lane.height };
        if ((thread != named && name_holder(part, at, thread)) ||
            (!thread && at.width > 2 * part->line))
            named = thread;
        begin = x;
    }
}

static bool name_waiting(const struct part *part, struct stretch at, uint32_t waiting)
{
    char text[32];

    snprintf(text, sizeof(text), "%" PRIu32 " wait%s", waiting, waiting == 1 ? "s" : "");
    return waiting && put_in_stretch(part, at, text, true);
}

/* How many wait for a lock, as steps below it. */
static void draw_waiting(const struct part *part, const struct strip_holder *row, int columns,
                         struct stretch lane, uint32_t most)
{
    int from = 0;
    uint32_t named = 0;

    for (int x = 1; x <= columns; x++) {
        int height = row[from].most ? lane.height * row[from].most / (int)most : 0;

        if (x < columns && row[x].most == row[from].most)
            continue;
        if (row[from].most)
            part_rect(part, lane.x + from, lane.y + lane.height - (height ? height : 1),
                      x - from, height ? height : 1,
                      (int)view_reason_role(SIM_REASON_INTERPRETER));
        if (row[from].most != named &&
            name_waiting(part, (struct stretch){ lane.x + from, x - from, lane.y, lane.height },
                         row[from].most))
            named = row[from].most;
        from = x;
    }
}

static void draw_lock(const struct part *part, const struct strips *strips,
                      const struct lane *lane, struct stretch at)
{
    const struct strip_holder *row = strips_lock(strips, lane->id, 0);
    struct stretch waiting = at;
    uint32_t most = 1;

    for (uint32_t i = 0; i < strips->columns; i++)
        most = row[i].most > most ? row[i].most : most;
    at.height = at.height * 3 / 5;
    waiting.y += at.height + 1;
    waiting.height -= at.height + 1;
    draw_holders(part, row, (int)strips->columns, at);
    draw_waiting(part, row, (int)strips->columns, waiting, most);
}

/* A column of several reasons is divided between them, from below in the order of reasons; each
 * has at least a pixel. */
static void draw_mix(const struct part *part, struct stretch at, uint32_t thread,
                     const struct strip_mix *mix)
{
    int bottom = at.y + at.height, sum = 0;

    for (int i = 0; i < STRIPS_PARTS && mix->share[i]; i++) {
        struct part_look look = part_look(thread, (enum sim_reason)mix->reason[i]);
        int top;

        sum += mix->share[i];
        top = at.y + at.height - at.height * sum / 255;
        if (top >= bottom)
            top = bottom - 1;
        if (mix->reason[i] != SIM_REASON_ABSENT && top >= at.y)
            part_hatched(part, at.x, top, at.width, bottom - top, look.ink, look.hatch);
        bottom = top;
    }
}

static bool name_reason(const struct part *part, struct stretch at, enum sim_reason reason)
{
    return reason != SIM_REASON_ABSENT && reason != SIM_REASON_SWITCH &&
           put_in_stretch(part, at, sim_reasons[reason].name, reason != SIM_REASON_RUNNING);
}

static void draw_thread(const struct part *part, const struct strips *strips,
                        const struct lane *lane, struct stretch at)
{
    const struct strip_mix *row = strips_thread(strips, lane->id, 0);
    int columns = (int)strips->columns, from = 0, begin = 0;
    enum sim_reason reason, named = SIM_REASON_ABSENT;

    for (int x = 1; x <= columns; x++) {
        if (x < columns && !memcmp(&row[x], &row[from], sizeof(*row)))
            continue;
        draw_mix(part, (struct stretch){ at.x + from, x - from, at.y, at.height }, lane->id,
                 &row[from]);
        from = x;
    }
    for (int x = 1; x <= columns; x++) {
        if (x < columns && row[x].reason[0] == row[begin].reason[0] && row[x].share[0] == 255)
            continue;
        reason = strip_reason(&row[begin + (x - begin) / 2]);
        if (reason != named &&
            name_reason(part, (struct stretch){ at.x + begin, x - begin, at.y, at.height },
                        reason))
            named = reason;
        begin = x;
    }
}

/* ---- one lane ---- */

/* What has not happened yet may be hidden. */
static int shown_columns(const struct part *part, const struct strips *strips)
{
    struct chart_box box = part->chart->lanes;
    int now = part_x(&box, part->session->own, play_branch_time(play_current(part->session)));

    now -= box.x;
    if (part->session->future || now > (int)strips->columns)
        return (int)strips->columns;
    return now < 0 ? 0 : now;
}

static void draw_lane(const struct part *part, const struct lane *lane)
{
    struct chart_box box = part->chart->lanes;
    struct part own = *part;
    const struct strips *strips;
    struct strips shown;
    struct stretch at = { box.x, box.width, lane->y + 1, lane->height - 3 };

    own.branch = lane->branch;
    if (lane->kind == LANE_NAME)
        return;
    part_rect(part, at.x, at.y, at.width, at.height, VIEW_INK_LANE);
    strips = read_strips(&own, &lane->branch->strips, part->session->own, (uint32_t)box.width);
    if (!strips)
        return;
    shown = *strips;
    if (lane->kind == LANE_CORE)
        draw_holders(&own, strips_core(strips, lane->id, 0), shown_columns(part, strips), at);
    else if (lane->kind == LANE_LOCK)
        draw_lock(&own, &shown, lane, at);
    else
        draw_thread(&own, &shown, lane, at);
    if (!part->session->future)
        part_rect(part, at.x + shown_columns(part, strips), at.y, at.width, at.height,
                  VIEW_INK_LANE);
    view_picture_region(part->picture, (struct view_region){
                                           box.x, lane->y, box.width, lane->height, PANE_WINDOW,
                                           lane->kind == LANE_THREAD ? lane->id : 0 });
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

void part_draw_lanes(const struct part *part)
{
    struct part inside = *part;
    struct lanes lanes;

    choose_lanes(&lanes, part);
    place_lanes(&lanes, part);
    /* No branch may be read while another's fold stands elsewhere: each has its own. */
    for (int i = 0; i < lanes.count; i++) {
        draw_selection(&inside, &lanes.list[i]);
        draw_name(&inside, &lanes.list[i]);
        draw_lane(&inside, &lanes.list[i]);
    }
}

/* ---- the whole run ---- */

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

void part_draw_run(const struct part *part)
{
    int pad = part->gap, first = part->box.x + part->label;
    struct part map =
        part_in(part, first, part->box.y + pad, part->box.x + part->box.width - first - pad,
                part->box.height - 2 * pad);
    struct play_window run = { 0, sim_run_length(part->branch->run) + 1 };
    const struct strips *strips;
    char text[64];
    struct sim_text length = SIM_TEXT(text);
    int height;

    if (map.box.width < 1)
        return;
    strips = read_strips(&map, &part->branch->overview, run, (uint32_t)map.box.width);
    sim_text_put(&length, "run, ");
    sim_text_put_time(&length, run.to - 1);
    view_picture_text(part->picture, pad, map.box.y + (map.box.height - part->line) / 2,
                      part->label - pad, VIEW_FACE_SMALL, VIEW_QUIET, text);
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
