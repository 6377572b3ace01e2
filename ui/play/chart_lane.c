/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a lane of the window holds: who has a core or a lock, what a thread does. */
#include "ui/play/chart_part.h"
#include "ui/play/group.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is read ---- */

/* Those read last, or new ones; NULL when out of memory. */
const struct strips *part_read_strips(const struct part *part, struct strips *have,
                                      struct play_window window, uint32_t columns,
                                      uint32_t first)
{
    struct play_branch *branch = part->branch;
    const struct sim_cast *cast = branch->cast;
    struct strips wanted = { .from = window.from,
                             .to = window.to,
                             .columns = columns,
                             .cores = strips_cores(branch->run),
                             .locks =
                                 cast->interps < STRIPS_LOCKS ? cast->interps : STRIPS_LOCKS,
                             .first_thread = first > cast->threads ? 1 : first };

    if (wanted.first_thread + STRIPS_LANES > cast->threads + 1)
        wanted.first_thread =
            cast->threads > STRIPS_LANES ? cast->threads + 1 - STRIPS_LANES : 1;
    wanted.threads = cast->threads < STRIPS_LANES ? cast->threads : STRIPS_LANES;
    if (!branch->fine.begun && !strips_survey_begin(&branch->fine, branch->run))
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

/* ---- what they hold ---- */

/* At the beginning of its stretch; or behind the cursor and the arrows beside it, where they would
 * cover the word and it has room there. */
static int word_x(const struct part *part, struct stretch at, int width, int pad)
{
    const struct play_session *session = part->session;
    int now =
        part_x(&part->chart->lanes, session->own, play_branch_time(play_current(session)));
    int x = at.x + pad, aside = now + part->line + pad;

    return now > x - part->line && now < x + width && aside + width + pad <= at.x + at.width
               ? aside
               : x;
}

bool part_put_in_stretch(const struct part *part, struct stretch at, const char *word,
                         bool plate)
{
    int height = part->picture->metrics->height[VIEW_FACE_SMALL], pad = part->line / 3;
    int width = view_picture_width(part->picture, VIEW_FACE_SMALL, word);
    int x, y = at.y + (at.height - height) / 2;

    if (at.width < width + 3 * pad || at.height < height - 1)
        return false;
    x = word_x(part, at, width, pad);
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
    return part_put_in_stretch(part, at, name, false);
}

/* Colours are six, so that one thread may take over from another of the same: a line stands between
 * them, where both have room beside it. */
static void draw_dividers(const struct part *part, const struct strip_holder *row, int columns,
                          struct stretch lane)
{
    int begin = 0, end = 0, room = part->line / 3;
    uint32_t last = 0;

    for (int x = 1; x <= columns; x++) {
        uint32_t thread = strip_thread(&row[begin]);

        if (x < columns && strip_thread(&row[x]) == thread)
            continue;
        if (x - begin >= room) {
            if (thread && last && thread != last && begin - end <= 2 &&
                view_thread_role(thread) == view_thread_role(last))
                part_rect(part, lane.x + begin, lane.y, view_picture_scale(part->picture),
                          lane.height, VIEW_INK_LANE);
            last = thread;
            end = x;
        }
        begin = x;
    }
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
    draw_dividers(part, row, columns, lane);
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

void part_put_waiting(struct sim_text *text, uint32_t waiting)
{
    if (waiting)
        pane_count_text(text, waiting);
    else
        sim_text_put(text, "nobody");
    sim_text_put(text, waiting > 1 ? " wait" : " waits");
}

static bool name_waiting(const struct part *part, struct stretch at, uint32_t waiting)
{
    char words[32];
    struct sim_text text = SIM_TEXT(words);

    part_put_waiting(&text, waiting);
    return waiting && part_put_in_stretch(part, at, words, true);
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
                      const struct lane *lane, int columns, struct stretch at)
{
    const struct strip_holder *row = strips_lock(strips, lane->id, 0);
    struct stretch waiting = at;
    uint32_t most = 1;

    for (int i = 0; i < columns; i++)
        most = row[i].most > most ? row[i].most : most;
    at.height = at.height * 3 / 5;
    waiting.y += at.height + 1;
    waiting.height -= at.height + 1;
    draw_holders(part, row, columns, at);
    draw_waiting(part, row, columns, waiting, most);
}

/* A column of several reasons is divided between them, from below in the order of reasons; each
 * has at least a pixel. */
static void draw_mix(const struct part *part, struct stretch at, uint32_t thread,
                     const struct strip_mix *mix)
{
    int bottom = at.y + at.height, sum = 0;

    for (int i = 0; i < STRIPS_REASONS && mix->share[i]; i++) {
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
           part_put_in_stretch(part, at, sim_reasons[reason].name,
                               reason != SIM_REASON_RUNNING);
}

static void draw_thread(const struct part *part, const struct strips *strips,
                        const struct lane *lane, int columns, struct stretch at)
{
    const struct strip_mix *row = strips_thread(strips, lane->id, 0);
    int from = 0, begin = 0;
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

/* What has not happened yet may be hidden. */
static int shown_columns(const struct part *part, const struct strips *strips)
{
    struct chart_box box = part->chart->lanes;
    int now = part_x(&box, part->session->own, play_branch_time(play_current(part->session)));

    now -= box.x;
    if (play_shows_future(part->session) || now > (int)strips->columns)
        return (int)strips->columns;
    return now < 0 ? 0 : now;
}

/* A lane may lie far from those that are read together: it was pinned, or what lies between is
 * folded. Such are read by blocks. */
static const struct strips *strips_of(const struct part *part, const struct lane *lane)
{
    uint32_t columns = (uint32_t)part->chart->lanes.width;
    struct play_window window = part->session->own;
    const struct strips *strips =
        part_read_strips(part, &lane->branch->strips, window, columns, part->chart->first_lane);
    uint32_t block;

    if (lane->kind != LANE_THREAD || !strips ||
        (lane->id >= strips->first_thread && lane->id < strips->first_thread + strips->threads))
        return strips;
    block = (lane->id - 1) / STRIPS_LANES;
    return part_read_strips(part, &lane->branch->apart[block % PLAY_BRANCH_APART], window,
                            columns, block * STRIPS_LANES + 1);
}

/* ---- folded groups ---- */

/* Of one branch: its folded groups are read together. */
static void read_sums(const struct part *part, const struct lanes *lanes,
                      struct play_branch *branch)
{
    uint32_t groups[STRIPS_LANES], count = 0;
    const struct strips *strips;
    struct part own = *part;

    for (int i = 0; i < lanes->count && count < STRIPS_LANES; i++) {
        if (lanes->list[i].kind == LANE_FOLDED && lanes->list[i].branch == branch)
            groups[count++] = lanes->list[i].id;
    }
    own.branch = branch;
    strips = count
                 ? part_read_strips(&own, &branch->strips, part->session->own,
                                    (uint32_t)part->chart->lanes.width, part->chart->first_lane)
                 : NULL;
    if (strips)
        strips_sums_read(&branch->sums, strips, branch->run, branch->spare, groups, count,
                         play_group_of);
}

void part_read_sums(const struct part *part, const struct lanes *lanes)
{
    for (int i = 0; i < part->session->branch_count; i++)
        read_sums(part, lanes, part->session->branches[i]);
}

static bool same_sum(const struct strip_sum *a, const struct strip_sum *b)
{
    return a->runner == b->runner && !memcmp(&a->mix, &b->mix, sizeof(a->mix));
}

/* A word says what most do, where they do so for long. */
static void name_sum(const struct part *part, struct stretch at, enum sim_reason reason,
                     enum sim_reason *named)
{
    if (reason == *named || reason == SIM_REASON_ABSENT || reason == SIM_REASON_SWITCH)
        return;
    if (part_put_in_stretch(part, at, sim_reasons[reason].name, true))
        *named = reason;
}

static void draw_sum(const struct part *part, const struct strip_sum *row, int columns,
                     struct stretch at)
{
    enum sim_reason named = SIM_REASON_ABSENT;
    int from = 0, begin = 0;

    for (int x = 1; x <= columns; x++) {
        if (x < columns && same_sum(&row[x], &row[from]))
            continue;
        draw_mix(part, (struct stretch){ at.x + from, x - from, at.y, at.height },
                 row[from].runner ? row[from].runner : 1, &row[from].mix);
        from = x;
    }
    for (int x = 1; x <= columns; x++) {
        enum sim_reason reason = strip_reason(&row[begin].mix);

        if (x < columns && strip_reason(&row[x].mix) == reason)
            continue;
        name_sum(part, (struct stretch){ at.x + begin, x - begin, at.y, at.height }, reason,
                 &named);
        begin = x;
    }
}

/* ---- one lane ---- */

/* Cores that have no lane of their own have this one together. */
static void draw_cores(const struct part *part, const struct strips *strips,
                       const struct lane *lane, int columns, struct stretch at)
{
    struct strip_holder *row;

    if (!lane->more) {
        draw_holders(part, strips_core(strips, lane->row, 0), columns, at);
        return;
    }
    row = calloc((size_t)strips->columns + 1, sizeof(*row));
    if (row) {
        strips_put_cores(strips, lane->row, row);
        draw_holders(part, row, columns, at);
    }
    free(row);
}

/* Whose lane it is: a group's is its first thread's; 0: nobody's. */
static uint32_t lane_thread(const struct lane *lane)
{
    return lane->kind == LANE_THREAD   ? lane->id
           : lane->kind == LANE_FOLDED ? play_group_first(lane->branch->cast, lane->id)
                                       : 0;
}

void part_draw_lane(const struct part *part, const struct lane *lane)
{
    struct chart_box box = part->chart->lanes;
    struct part own = *part;
    const struct strips *strips;
    struct stretch at = { box.x, box.width, lane->y + 1, lane->height - 3 };
    int known;

    own.branch = lane->branch;
    if (lane->kind == LANE_NAME || lane->kind == LANE_GROUP)
        return;
    part_rect(part, at.x, at.y, at.width, at.height, VIEW_INK_LANE);
    strips = strips_of(&own, lane);
    if (!strips)
        return;
    known = shown_columns(part, strips);
    if (lane->kind == LANE_CORE)
        draw_cores(&own, strips, lane, known, at);
    else if (lane->kind == LANE_LOCK)
        draw_lock(&own, strips, lane, known, at);
    else if (lane->kind == LANE_QUEUE || lane->kind == LANE_ENDED)
        part_draw_counter(&own, strips, lane, known, at);
    else if (lane->kind == LANE_FOLDED && strips_sums_row(&lane->branch->sums, lane->id))
        draw_sum(&own, strips_sums_row(&lane->branch->sums, lane->id), known, at);
    else if (lane->kind == LANE_THREAD)
        draw_thread(&own, strips, lane, known, at);
    view_picture_region(part->picture,
                        (struct view_region){ box.x, lane->y, box.width, lane->height,
                                              PANE_WINDOW, lane_thread(lane) });
}
