/* SPDX-License-Identifier: GPL-3.0-or-later
 * Which part of the window gets how many pixels; the pointer. */
#include "ui/play/chart.h"

#include "ui/play/chart_part.h"
#include "ui/play/group.h"
#include "ui/view/cells.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* As many lines and words as 24 pixels leave in 1280x720, which is 7/4 of usual letters. */
int play_chart_presenter(int usual, int width, int height)
{
    int size = usual * 7 / 4, by_width = width * 24 / 1280, by_height = height * 24 / 720;
    int by_window = by_width < by_height ? by_width : by_height;

    size = size > by_window ? size : by_window;
    return size < PLAY_CHART_FONT_MOST ? size : PLAY_CHART_FONT_MOST;
}

void play_chart_open(struct play_chart *chart, struct play_session *session)
{
    *chart = (struct play_chart){ .session = session,
                                  .pointer_x = -1,
                                  .pointer_y = -1,
                                  .first_thread = 1,
                                  .token_part = CHART_TOKEN_THERE,
                                  .branch = play_current(session),
                                  .thread = session->thread };
    session->own = play_window(session);
    play_pan(session, 0);
    session->future = true; /* a window full of nothing would not invite anybody */
}

void play_chart_close(struct play_chart *chart)
{
    view_screen_destroy(chart->cells);
    chart->cells = NULL;
}

void play_chart_show(struct play_chart *chart, struct play_window window)
{
    chart->session->own = window;
    chart->branch = play_current(chart->session);
    chart->place = chart->branch->place;
}

/* ---- pieces ---- */

void part_rect(const struct part *part, int x, int y, int width, int height, int ink)
{
    view_picture_rect(
        part->picture,
        (struct view_draw){
            .x = x, .y = y, .width = width, .height = height, .ink = (uint8_t)ink });
}

void part_hatched(const struct part *part, int x, int y, int width, int height, int ink,
                  enum view_hatch hatch)
{
    view_picture_rect(part->picture, (struct view_draw){ .x = x,
                                                         .y = y,
                                                         .width = width,
                                                         .height = height,
                                                         .ink = (uint8_t)ink,
                                                         .hatch = (uint8_t)hatch });
}

int part_x(const struct chart_box *box, struct play_window window, sim_time time)
{
    sim_time width = window.to - window.from;

    if (time < window.from)
        return box->x - 1;
    if (time - window.from > width)
        return box->x + box->width;
    return box->x + (int)sim_time_ratio(time - window.from, box->width, width);
}

struct part_look part_look(uint32_t thread, enum sim_reason reason)
{
    if (reason == SIM_REASON_RUNNING || reason == SIM_REASON_NATIVE)
        return (struct part_look){ (int)view_thread_role(thread), view_reason_hatch(reason) };
    return (struct part_look){ (int)view_reason_role(reason), view_reason_hatch(reason) };
}

void part_chip(const struct part *part, int x, int y, int size, uint32_t thread)
{
    view_picture_rect(part->picture,
                      (struct view_draw){ .x = x,
                                          .y = y,
                                          .width = size,
                                          .height = size,
                                          .radius = (uint8_t)(size / 4),
                                          .ink = (uint8_t)view_thread_role(thread) });
}

/* ---- rows of the window ---- */

/* Heights; 0 where there is no room. What there is to say takes its row from the drawer, so that the
 * lanes stay where they are and the legend stays; in a small window it stands in the legend's. */
struct rows {
    int head, run, ruler, lanes, legend, drawer, said, keys;
};

static struct rows rows_of(const struct part *all)
{
    int line = all->line, gap = all->gap, lines = all->box.height / line, left;
    struct rows rows = {
        .head = lines >= 24 ? all->picture->metrics->height[VIEW_FACE_TITLE] + line + 2 * gap
                            : line + gap,
        .run = lines >= 22 ? 2 * line + gap : 0,
        .ruler = lines >= 12 ? line + gap : 0,
        .legend = line + gap,
        .drawer = lines >= 38   ? 11 * line
                  : lines >= 28 ? 8 * line
                  : lines >= 20 ? 5 * line
                                : 2 * line + gap,
        .keys = all->chart->still ? 0 : line + gap,
    };

    left = all->box.height - rows.head - rows.run - rows.ruler - rows.legend - rows.drawer -
           rows.keys;
    rows.lanes = part_lanes_height(all);
    if (rows.lanes > left)
        rows.lanes = left > 0 ? left : 0;
    rows.drawer += left - rows.lanes > 0 ? left - rows.lanes : 0;
    if (part_has_said(all->session) && rows.drawer >= 4 * line)
        rows.said = line + gap;
    rows.drawer -= rows.said;
    return rows;
}

/* "core 8 +120": of the last lane, if it is one for all that follow. */
static int core_label_width(const struct part *all)
{
    struct view_cores cores;
    char name[32];

    view_used_cores(all->session->branches[0]->run->end, &cores);
    snprintf(name, sizeof(name), "core %d +%" PRIu32,
             cores.count ? cores.number[cores.count - 1] : 0, cores.count);
    return view_picture_width(all->picture, VIEW_FACE_TEXT, name);
}

/* Width of the lanes' names: as wide as the longest, and as what stands before the whole run, within
 * reason. */
static int label_width(const struct part *all)
{
    const struct sim_cast *cast = all->session->branches[0]->cast;
    int longest = view_picture_width(all->picture, VIEW_FACE_TEXT, "core 88");
    int length = view_picture_width(all->picture, VIEW_FACE_SMALL, "here, 888.8 ms");
    int cores = core_label_width(all) + 2 * all->gap, most = all->box.width * 3 / 10;
    char name[128];

    for (uint32_t g = 0; g < cast->group_count; g++) {
        struct sim_text text = SIM_TEXT(name);
        int width;

        sim_cast_put_thread(cast, &text, cast->groups[g].first + cast->groups[g].count - 1);
        width = view_picture_width(all->picture, VIEW_FACE_STRONG, name);
        longest = width > longest ? width : longest;
    }
    longest += all->line * 2 + all->gap + all->fold + all->token;
    length += 3 * all->gap;
    longest = length > longest ? length : longest;
    longest = cores > longest ? cores : longest;
    return longest < most ? longest : most;
}

static void draw_keys(const struct part *part)
{
    struct part inside =
        part_in(part, part->box.x, part->box.y + part->gap / 2, part->box.width, part->line);

    part_rect(part, 0, part->box.y, part->box.width, part->box.height, VIEW_INK_PANEL);
    part_rect(part, 0, part->box.y, part->box.width, 1, VIEW_INK_EDGE);
    inside.no_caps = part->session->mode != PLAY_MODE_LOOK;
    part_draw_cells(&inside, pane_draw_keys);
}

/* The next part below; y moves on. */
static struct part below(const struct part *all, int *y, int height)
{
    struct part part = part_in(all, all->box.x, *y, all->box.width, height);

    *y += height;
    return part;
}

static void draw_timeline(const struct part *all, const struct rows *rows, int *y,
                          struct lanes *drawn)
{
    struct part ruler = below(all, y, rows->ruler), lanes = below(all, y, rows->lanes);
    struct part legend = below(all, y, rows->legend), drawer = below(all, y, rows->drawer);
    struct part said = below(all, y, rows->said);
    struct play_chart *chart = all->chart;
    struct ruler_taken taken = { .count = 0 };

    chart->lanes =
        (struct chart_box){ lanes.box.x + all->label, lanes.box.y,
                            lanes.box.width - all->label - all->gap, lanes.box.height };
    part_draw_lanes(&lanes, drawn);
    part_draw_range(&ruler, &taken);
    if (rows->ruler)
        part_draw_ruler(&ruler, &taken);
    part_draw_cursor(&ruler, lanes.box.y + lanes.box.height);
    part_draw_arrows(&lanes, drawn);
    part_draw_tokens(&lanes, drawn);
    if (rows->said || !part_has_said(all->session))
        part_draw_legend(&legend);
    else
        part_draw_said(&legend);
    part_draw_drawer(&drawer);
    if (rows->said) {
        part_rect(all, all->box.x, said.box.y, all->box.width, rows->said, VIEW_INK_PANEL);
        part_draw_said(&said);
    }
}

/* A list covers the lanes, and what there is to say stands on its last row; head and keys stay. */
static void draw_list(const struct part *all, const struct rows *rows, int top, int end,
                      void (*draw)(const struct pane *pane))
{
    int bottom = end - rows->legend;
    struct part inside = part_in(all, all->box.x + all->line, top + all->gap,
                                 all->box.width - 2 * all->line, bottom - top - 2 * all->gap);
    struct part said = part_in(all, all->box.x, bottom, all->box.width, rows->legend);

    part_rect(all, all->box.x, top, all->box.width, end - top, VIEW_INK_PANEL);
    if (all->session->mode == PLAY_MODE_QUIZ)
        part_draw_quiz(&inside);
    else
        part_draw_cells(&inside, draw);
    part_draw_said(&said);
}

static void draw_all(const struct part *all)
{
    struct rows rows = rows_of(all);
    struct part head, run, keys;
    enum play_mode mode = play_mode_below(all->session);
    struct lanes drawn;
    int y = all->box.y, end = all->box.height - rows.keys;

    head = below(all, &y, rows.head);
    part_draw_head(&head);
    if (pane_instead(mode)) {
        draw_list(all, &rows, y, end, pane_instead(mode));
    } else {
        run = below(all, &y, rows.run);
        if (rows.run)
            part_draw_run(&run);
        draw_timeline(all, &rows, &y, &drawn);
    }
    keys = part_in(all, 0, end, all->box.width, rows.keys);
    if (rows.keys)
        draw_keys(&keys);
    if (all->session->mode == PLAY_MODE_LOOK)
        part_draw_pointer(all, &drawn);
}

/* The thread that has the row before; the same where there is none. */
static uint32_t last_row(const struct play_chart *chart, uint32_t thread)
{
    const struct sim_cast *cast = play_current(chart->session)->cast;

    for (uint32_t t = thread - 1; t >= 1; t--) {
        if (part_begins_row(chart->session, cast, t))
            return t;
    }
    return thread;
}

/* Moves the lanes about so far that a thread's row is in sight; the rest is done when it is known
 * how many there is room for. */
static void seek(struct play_chart *chart, uint32_t row)
{
    const struct sim_cast *cast = play_current(chart->session)->cast;
    uint32_t rows;

    if (!part_begins_row(chart->session, cast, row)) /* it is pinned */
        return;
    chart->seeks = true;
    if (row < chart->first_thread)
        chart->first_thread = row;
    rows = part_rows_between(chart->session, cast, chart->first_thread, row);
    for (; chart->thread_rows && rows >= chart->thread_rows; rows--)
        chart->first_thread = part_next_row(chart->session, cast, chart->first_thread);
}

/* Whoever goes somewhere sees where; whoever only moves the window is left where he is. */
void play_chart_follow(struct play_chart *chart)
{
    const struct play_branch *branch = play_current(chart->session);
    uint32_t thread = chart->session->thread;

    if (branch != chart->branch || branch->place != chart->place)
        play_follow(chart->session);
    chart->first_thread = play_group_row_of(chart->session, branch->cast, chart->first_thread);
    if (thread != chart->thread || chart->session->foldings != chart->foldings)
        seek(chart, play_group_row_of(chart->session, branch->cast, thread));
    chart->branch = branch;
    chart->place = branch->place;
    chart->thread = thread;
    chart->foldings = chart->session->foldings;
}

void play_chart_draw(struct play_chart *chart, struct view_picture *picture, int width,
                     int height, const struct view_metrics *metrics)
{
    struct part all = { .chart = chart,
                        .picture = picture,
                        .session = chart->session,
                        .branch = play_current(chart->session),
                        .box = { 0, 0, width, height },
                        .line = metrics->height[VIEW_FACE_TEXT],
                        .gap = metrics->height[VIEW_FACE_TEXT] / 2 };

    play_chart_follow(chart);
    view_picture_begin(picture, width, height, metrics);
    part_rect(&all, 0, 0, width, height, VIEW_INK_GROUND);
    chart->lanes = chart->run = (struct chart_box){ 0, 0, 0, 0 };
    all.fold = part_fold_width(&all);
    all.token = part_token_width(&all);
    all.label = label_width(&all);
    if (width < 16 * all.line || height < 8 * all.line)
        view_picture_wrapped(picture, 2, 2, width - 4, height / all.line, VIEW_FACE_TEXT,
                             VIEW_WARNING,
                             "too small: make the window larger, or the font smaller");
    else
        draw_all(&all);
}

/* ---- reading on ---- */

bool play_chart_read(struct play_chart *chart)
{
    struct play_session *session = chart->session;

    for (int i = 0; i < session->branch_count; i++) {
        struct play_branch *branch = session->branches[i];

        if (branch->fine.begun && !strips_survey_done(&branch->fine))
            return strips_survey_on(&branch->fine, branch->run, branch->spare);
    }
    return false;
}

/* ---- the pointer ---- */

void play_chart_click(struct play_chart *chart, const struct view_picture *picture, int x,
                      int y)
{
    const struct view_region *region = view_picture_region_at(picture, x, y);

    chart->session->message[0] = '\0';
    if (!region)
        return;
    play_click_region(chart->session, region, x - region->x);
    /* What is clicked at is in sight: nothing moves under the pointer. */
    if (region->what == PANE_WINDOW)
        chart->place = play_current(chart->session)->place;
}

static sim_time time_at(const struct play_chart *chart, int x)
{
    struct play_window window = chart->session->own;
    int pixels = x - chart->lanes.x;

    if (pixels < 0 || !chart->lanes.width)
        return window.from;
    return window.from + sim_time_ratio(window.to - window.from, pixels, chart->lanes.width);
}

void play_chart_zoom(struct play_chart *chart, int x, int notches)
{
    sim_time about = time_at(chart, x);

    for (; notches > 0; notches--)
        play_zoom_about(chart->session, about, 13);
    for (; notches < 0; notches++)
        play_zoom_about(chart->session, about, 20);
}

void play_chart_select(struct play_chart *chart, int from, int to)
{
    sim_time a = time_at(chart, from), b = time_at(chart, to);

    play_range_select(chart->session, (struct play_window){ a < b ? a : b, a < b ? b : a });
}

void play_chart_drag(struct play_chart *chart, int pixels)
{
    struct play_window window = chart->session->own;
    sim_time by;

    if (!chart->lanes.width)
        return;
    by = sim_time_ratio(window.to - window.from, pixels < 0 ? -pixels : pixels,
                        chart->lanes.width);
    play_pan(chart->session, pixels < 0 ? by : -by);
}

void play_chart_scroll(struct play_chart *chart, int rows)
{
    const struct sim_cast *cast = play_current(chart->session)->cast;

    for (; rows < 0; rows++)
        chart->first_thread = last_row(chart, chart->first_thread);
    for (; rows > 0 && part_rows_between(chart->session, cast, chart->first_thread,
                                         cast->threads + 1) > chart->thread_rows;
         rows--)
        chart->first_thread = part_next_row(chart->session, cast, chart->first_thread);
}
