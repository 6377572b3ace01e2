/* SPDX-License-Identifier: GPL-3.0-or-later
 * The names before the window's lanes. */
#include "ui/play/chart_part.h"
#include "ui/play/group.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void middle_text(const struct part *part, const struct lane *lane, int x, int room,
                        enum view_face face, int ink, const char *text)
{
    int y = lane->y + (lane->height - part->picture->metrics->height[face]) / 2;

    view_picture_text(part->picture, x, y, room, face, ink, text);
}

static int measure_text(const void *context, const char *text)
{
    return view_picture_width(context, VIEW_FACE_TEXT, text);
}

static void cut_text(const struct part *part, const struct lane *lane, int x, int room, int ink,
                     const char *name)
{
    const char *number = pane_cut_before(name, room, measure_text, part->picture);
    int tail = number ? view_picture_width(part->picture, VIEW_FACE_TEXT, number) : 0;
    int height = part->picture->metrics->height[VIEW_FACE_TEXT];
    char kind[160];

    if (!number) {
        middle_text(part, lane, x, room, VIEW_FACE_TEXT, ink, name);
        return;
    }
    snprintf(kind, sizeof(kind), "%.*s", (int)(number - name), name);
    x += view_picture_text(part->picture, x, lane->y + (lane->height - height) / 2, room - tail,
                           VIEW_FACE_TEXT, ink, kind);
    middle_text(part, lane, x, tail, VIEW_FACE_TEXT, ink, number);
}

/* The selected one in bold letters, unless they have no room. */
static void put_name(const struct part *part, const struct lane *lane, int x, bool chosen,
                     const char *name)
{
    int room = part->label - x - part->gap / 2 - part->token;
    bool bold = chosen && view_picture_width(part->picture, VIEW_FACE_STRONG, name) <= room;

    if (bold)
        middle_text(part, lane, x, room, VIEW_FACE_STRONG, VIEW_VALUE, name);
    else
        cut_text(part, lane, x, room, chosen ? VIEW_VALUE : VIEW_PLAIN, name);
}

/* ---- folding ---- */

/* Whether threads can be folded at all. */
static bool can_fold(const struct sim_cast *cast)
{
    for (uint32_t g = 0; g < cast->group_count; g++) {
        if (play_group_of(cast, cast->groups[g].first))
            return true;
    }
    return false;
}

static int box_size(const struct part *part)
{
    return part->line * 3 / 4 | 1; /* so that it has a middle */
}

int part_fold_width(const struct part *part)
{
    for (int i = 0; i < part->session->branch_count; i++) {
        if (can_fold(part->session->branches[i]->cast))
            return box_size(part) + part->gap / 2;
    }
    return 0;
}

/* A box with a minus, which folds, or with a plus, which unfolds. */
static void draw_box(const struct part *part, const struct lane *lane, uint32_t group)
{
    int size = box_size(part), x = part->gap, y = lane->y + (lane->height - size) / 2;
    int thick = view_picture_scale(part->picture), pad = size / 4;
    int middle = (size - thick) / 2;

    part_rect(part, x, y, size, size, VIEW_INK_GROUND);
    view_picture_rect(part->picture, (struct view_draw){ .x = x,
                                                         .y = y,
                                                         .width = size,
                                                         .height = size,
                                                         .shape = VIEW_SHAPE_OUTLINE,
                                                         .ink = VIEW_INK_OTHERS });
    part_rect(part, x + pad, y + middle, size - 2 * pad, thick, VIEW_KEY);
    if (lane->kind == LANE_FOLDED)
        part_rect(part, x + middle, y + pad, thick, size - 2 * pad, VIEW_KEY);
    if (lane->branch == part->branch)
        view_picture_region(part->picture, (struct view_region){ 0, y - 2, x + size + 2,
                                                                 size + 4, PANE_GROUP, group });
}

/* ---- threads ---- */

/* The first lane of a group that has no name above it can be folded there. */
static uint32_t folds_here(const struct lane *lane)
{
    const struct sim_cast *cast = lane->branch->cast;
    uint32_t group = play_group_of(cast, lane->id);

    return group && !lane->pin && !play_groups_are_processes(cast) &&
                   play_group_first(cast, group) == lane->id
               ? group
               : 0;
}

static void draw_thread_name(const struct part *part, const struct lane *lane)
{
    bool chosen = lane->id == part->session->thread && lane->branch == part->branch;
    int chip = part->line * 3 / 4, left = part->gap + part->fold;
    int x = left + chip + part->gap, y = lane->y + (lane->height - chip) / 2;
    char name[128];
    struct sim_text text = SIM_TEXT(name);

    sim_cast_put_thread(lane->branch->cast, &text, lane->id);
    part_chip(part, left, y, chip, lane->id);
    if (lane->pin) /* a needle in it */
        part_rect(part, left + chip / 2 - 1, y, 2, chip / 2, VIEW_INK_ON_THREAD);
    put_name(part, lane, x, chosen, name);
    view_picture_region(
        part->picture,
        (struct view_region){ 0, lane->y, part->label, lane->height, PANE_THREAD, lane->id });
    if (folds_here(lane))
        draw_box(part, lane, folds_here(lane));
}

void part_put_folded_name(const struct sim_cast *cast, struct sim_text *text, uint32_t group)
{
    play_group_put(cast, text, group);
    sim_text_put(text, " (");
    pane_count_text(text, play_group_size(cast, group));
    sim_text_put(text, ")");
}

static void draw_folded_name(const struct part *part, const struct lane *lane)
{
    const struct play_session *session = part->session;
    bool chosen = lane->branch == part->branch &&
                  lane->id == play_group_of(lane->branch->cast, session->thread);
    int x = part->gap + part->fold;
    char name[160];
    struct sim_text text = SIM_TEXT(name);

    part_put_folded_name(lane->branch->cast, &text, lane->id);
    put_name(part, lane, x, chosen, name);
    if (lane->branch == part->branch)
        view_picture_region(
            part->picture,
            (struct view_region){ 0, lane->y, part->label, lane->height, PANE_THREAD,
                                  play_group_first(lane->branch->cast, lane->id) });
    draw_box(part, lane, lane->id);
}

/* ---- others ---- */

static void draw_lock_name(const struct part *part, const struct lane *lane)
{
    const struct fold_lock *lock = &lane->branch->now->interps[lane->id];
    char name[160], waiting[32];
    struct sim_text text = SIM_TEXT(name), put = SIM_TEXT(waiting);
    int x = part->gap;

    sim_cast_put_gil(lane->branch->cast, &text, lane->id);
    part_put_waiting(&put, lock->waiting);
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
                      VIEW_FACE_SMALL, VIEW_QUIET, waiting);
}

void part_draw_lane_name(const struct part *part, const struct lane *lane)
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
    case LANE_FOLDED:
        draw_folded_name(part, lane);
        break;
    case LANE_GROUP:
        sim_text_put(&text, "interpreter ");
        sim_cast_put_interp(lane->branch->cast, &text, lane->id);
        middle_text(part, lane, part->gap + part->fold, part->box.width, VIEW_FACE_SMALL,
                    VIEW_TITLE, name);
        draw_box(part, lane, lane->id);
        break;
    case LANE_NAME:
        sim_text_put(&text, "branch ");
        sim_text_put(&text, lane->branch->name);
        sim_text_put(&text, lane->branch->what[0] ? ": " : "");
        sim_text_put(&text, lane->branch->what);
        if (lane->more) {
            sim_text_put(&text, "; lanes not shown: ");
            pane_count_text(&text, (uint64_t)lane->more);
        }
        middle_text(part, lane, part->gap, part->box.width, VIEW_FACE_STRONG, VIEW_TITLE, name);
        break;
    }
}
