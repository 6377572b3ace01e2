/* SPDX-License-Identifier: GPL-3.0-or-later
 * The window's ruler and its cursor. */
#include "ui/play/chart_part.h"

#include "ui/play/find.h"

#include <inttypes.h>
#include <stdio.h>

void part_put_exact(struct sim_text *text, sim_time time)
{
    char rest[48];

    snprintf(rest, sizeof(rest), ".%03" PRId64 "\u2009%03" PRId64 " ms", time / 1000 % 1000,
             time % 1000);
    pane_count_text(text, (uint64_t)(time / 1000000));
    sim_text_put(text, rest);
}

/* ---- ticks ---- */

struct unit {
    sim_time size;
    const char *name;
};

static const struct unit units[] = {
    { 1000000000, "s" },
    { 1000000, "ms" },
    { 1000, "us" },
    { 1, "ns" },
};

/* The largest unit in which every tick has one decimal at most: 5.5 ms, not 5,500 us. */
static const struct unit *unit_of(sim_time step)
{
    const struct unit *unit = units;

    while (10 * step % unit->size)
        unit++;
    return unit;
}

static void put_tick(struct sim_text *text, sim_time time, sim_time step)
{
    const struct unit *unit = unit_of(step);

    pane_count_text(text, (uint64_t)(time / unit->size));
    if (step % unit->size) {
        sim_text_put(text, ".");
        sim_text_put_int(text, time % unit->size * 10 / unit->size);
    }
    sim_text_put(text, " ");
    sim_text_put(text, unit->name);
}

/* 1, 2, 5, 10, ... such that the label of the window's end has room between two. */
static sim_time step_of(const struct part *part, struct play_window window)
{
    static const int leads[] = { 1, 2, 5 };
    sim_time decade = 1, step = 1;
    int index = 0, width = part->chart->lanes.width;

    for (;;) {
        char label[48];
        struct sim_text text = SIM_TEXT(label);
        sim_time pixels;

        step = decade * leads[index];
        pixels = sim_time_ratio(step, width, window.to - window.from);
        put_tick(&text, window.to, step);
        if (pixels >= view_picture_width(part->picture, VIEW_FACE_SMALL, label) + part->line)
            return step;
        index = (index + 1) % 3;
        decade *= index ? 1 : 10;
    }
}

/* A fifth of a step has a mark, where it is not too near the next one. */
static void draw_fifths(const struct part *part, struct play_window window, sim_time step)
{
    struct chart_box lanes = part->chart->lanes;
    int height = part->gap / 2, y = part->box.y + part->box.height - height;
    sim_time fifth = step / 5;

    if (fifth < 1 || sim_time_ratio(fifth, lanes.width, window.to - window.from) < part->gap)
        return;
    for (sim_time time = (window.from + fifth - 1) / fifth * fifth; time < window.to;
         time += fifth)
        part_rect(part, part_x(&lanes, window, time), y, 1, height, VIEW_INK_OTHERS);
}

void part_take_ruler(struct ruler_taken *taken, int from, int to)
{
    if (taken->count == RULER_TAKEN)
        return;
    taken->list[taken->count].from = from;
    taken->list[taken->count++].to = to;
}

static bool is_taken(const struct ruler_taken *taken, int from, int to)
{
    for (int i = 0; i < taken->count; i++) {
        if (from <= taken->list[i].to && to >= taken->list[i].from)
            return true;
    }
    return false;
}

static void draw_tick(const struct part *part, sim_time time, sim_time step,
                      const struct ruler_taken *taken)
{
    struct chart_box lanes = part->chart->lanes;
    int x = part_x(&lanes, part->session->own, time), width, top;
    char label[48];
    struct sim_text text = SIM_TEXT(label);

    put_tick(&text, time, step);
    width = view_picture_width(part->picture, VIEW_FACE_SMALL, label);
    top = part->box.y +
          (is_taken(taken, x, x) ? part->picture->metrics->height[VIEW_FACE_SMALL] : 2);
    part_rect(part, x, top, 1, part->box.y + part->box.height + lanes.height - top,
              VIEW_INK_GRID);
    if (x + 4 + width > lanes.x + lanes.width || is_taken(taken, x + 4, x + 4 + width))
        return;
    view_picture_text(part->picture, x + 4, part->box.y, lanes.x + lanes.width - x - 4,
                      VIEW_FACE_SMALL, VIEW_QUIET, label);
}

/* ---- marks ---- */

static void draw_mark(const struct part *part, sim_time time, const char *text,
                      struct ruler_taken *taken)
{
    struct chart_box lanes = part->chart->lanes;
    int x = part_x(&lanes, part->session->own, time);
    int width = view_picture_width(part->picture, VIEW_FACE_SMALL, text) + 4;

    if (x < lanes.x || x >= lanes.x + lanes.width)
        return;
    part_take_ruler(taken, x, x + width);
    part_rect(part, x, part->box.y, 1, part->box.height + lanes.height, VIEW_WARNING);
    part_rect(part, x + 1, part->box.y, width, part->picture->metrics->height[VIEW_FACE_SMALL],
              VIEW_INK_GROUND);
    view_picture_text(part->picture, x + 3, part->box.y, part->line * 2, VIEW_FACE_SMALL,
                      VIEW_WARNING, text);
}

/* The mark behind a time; NULL: there is none. */
static const struct play_mark *mark_behind(const struct play_session *session, sim_time time)
{
    const struct play_mark *next = NULL;

    for (int i = 0; i < 26; i++) {
        const struct play_mark *mark = &session->marks[i];

        if (mark->set && mark->time > time && (!next || mark->time < next->time))
            next = mark;
    }
    return next;
}

/* How much lies between each mark and the next, above a line below the ticks' labels. */
static void draw_differences(const struct part *part, struct ruler_taken *taken)
{
    const struct play_session *session = part->session;
    struct chart_box lanes = part->chart->lanes;
    const struct play_mark *one = mark_behind(session, -1), *next;

    for (; one; one = next) {
        int from = part_x(&lanes, session->own, one->time), to, y;

        next = mark_behind(session, one->time);
        if (!next)
            break;
        to = part_x(&lanes, session->own, next->time);
        y = part->box.y + part->picture->metrics->height[VIEW_FACE_SMALL];
        if (to <= lanes.x || from >= lanes.x + lanes.width)
            continue;
        from = from < lanes.x ? lanes.x : from;
        part_rect(part, from, y, to - from, 1, VIEW_WARNING);
        part_put_length(part, from, to, next->time - one->time, taken);
    }
}

static void draw_marks(const struct part *part, struct ruler_taken *taken)
{
    const struct play_session *session = part->session;

    draw_differences(part, taken);
    for (int i = 0; i < 26; i++) {
        char letter[2] = { (char)('a' + i), '\0' };

        if (session->marks[i].set)
            draw_mark(part, session->marks[i].time, letter, taken);
    }
    for (int i = 0; session->beside && i < session->branch_count; i++) {
        if (play_knows_parting(session, session->branches[i]))
            draw_mark(part, session->branches[i]->parted_time, "\u2260", taken);
    }
}

/* Which rows of threads are in sight, when not all are. */
static void draw_more(const struct part *part)
{
    const struct sim_cast *cast = part->branch->cast;
    uint32_t first = part->chart->first_thread, rows = part->chart->thread_rows;
    uint32_t above = part_rows_between(part->session, cast, 1, first);
    uint32_t below = part_rows_between(part->session, cast, first, cast->threads + 1);
    char words[96];
    struct sim_text text = SIM_TEXT(words);

    if (!above && rows >= below)
        return;
    pane_count_text(&text, above + 1);
    sim_text_put(&text, " to ");
    pane_count_text(&text, above + (rows < below ? rows : below));
    sim_text_put(&text, " of ");
    pane_count_text(&text, above + below);
    view_picture_text(part->picture, part->gap, part->box.y + part->gap / 2,
                      part->label - part->gap, VIEW_FACE_SMALL, VIEW_QUIET, words);
}

void part_draw_ruler(const struct part *part, struct ruler_taken *taken)
{
    struct play_window window = part->session->own;
    struct chart_box lanes = part->chart->lanes;
    sim_time step;

    if (lanes.width < part->line)
        return;
    step = step_of(part, window);
    draw_marks(part, taken);
    for (sim_time time = (window.from + step - 1) / step * step; time < window.to; time += step)
        draw_tick(part, time, step, taken);
    draw_fifths(part, window, step);
    draw_more(part);
    view_picture_region(part->picture,
                        (struct view_region){ lanes.x, part->box.y, lanes.width,
                                              part->box.height, PANE_WINDOW, 0 });
}

/* ---- the cursor ---- */

void part_draw_cursor(const struct part *ruler, int bottom)
{
    struct chart_box lanes = ruler->chart->lanes;
    int x = part_x(&lanes, ruler->session->own, play_branch_time(ruler->branch));
    int wedge = ruler->line * 2 / 3, top = lanes.y;

    if (x < lanes.x || x >= lanes.x + lanes.width)
        return;
    /* Two pixels, or what stands beside hides it; none over the event itself. */
    part_rect(ruler, x, top, ruler->line > 24 ? 3 : 2, bottom - top, VIEW_NOW);
    view_picture_rect(ruler->picture, (struct view_draw){ .x = x - wedge / 2 + 1,
                                                          .y = top - wedge / 2,
                                                          .width = wedge,
                                                          .height = wedge / 2 + 2,
                                                          .shape = VIEW_SHAPE_WEDGE,
                                                          .ink = VIEW_NOW });
}
