/* SPDX-License-Identifier: GPL-3.0-or-later
 * The window's words: head, legend, and the drawer with the event, the lock, the thread, sums. */
#include "ui/play/chart_part.h"
#include "ui/play/group.h"

#include "sim/trace/sentence.h"
#include "ui/play/find.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- head ---- */

static int right_text(const struct part *part, int right, int y, enum view_face face, int ink,
                      const char *text)
{
    int width = view_picture_width(part->picture, face, text);

    if (right - width < part->box.width / 3)
        return right;
    view_picture_text(part->picture, right - width, y, width, face, ink, text);
    return right - width;
}

/* "5.058 556 ms": nanoseconds to the last digit, in groups that the eye can take in. */
static void put_exact(char *text, size_t size, sim_time time)
{
    snprintf(text, size, "%" PRId64 ".%03" PRId64 "\u2009%03" PRId64 " ms", time / 1000000,
             time / 1000 % 1000, time % 1000);
}

static void put_branch(const struct part *part, struct sim_text *text)
{
    const struct play_branch *branch = part->branch;

    if (part->session->branch_count < 2 && !branch->what[0])
        return;
    sim_text_put(text, "branch ");
    sim_text_put(text, branch->name);
    if (branch->what[0]) {
        sim_text_put(text, ": ");
        sim_text_put(text, branch->what);
    }
}

/* Time, step, playing; and the branch at the right. */
static void draw_place(const struct part *part, int x, int y)
{
    const struct play_branch *branch = part->branch;
    const struct play_session *session = part->session;
    char text[256];
    struct sim_text put = SIM_TEXT(text);
    int right = part->box.width - part->gap;

    put_exact(text, sizeof(text), play_branch_time(branch));
    x += view_picture_text(part->picture, x, y, right - x, VIEW_FACE_STRONG, VIEW_VALUE, text);
    x += part->line;
    text[0] = '\0';
    sim_text_put(&put, "step ");
    pane_count_text(&put, play_branch_step(branch));
    sim_text_put(&put, " of ");
    pane_count_text(&put, sim_run_steps(branch->run));
    sim_text_put(&put, play_branch_ended(branch) ? "" : " so far");
    x += view_picture_text(part->picture, x, y, right - x, VIEW_FACE_TEXT, VIEW_QUIET, text);
    x += part->line;
    if (session->playing)
        snprintf(text, sizeof(text), "\u25b6 playing, %d events a second",
                 play_speeds[session->speed]);
    else
        snprintf(text, sizeof(text), "%s", part->chart->still ? "" : "paused");
    view_picture_text(part->picture, x, y, right - x, VIEW_FACE_TEXT,
                      session->playing ? VIEW_KEY : VIEW_QUIET, text);
    put = SIM_TEXT(text);
    text[0] = '\0';
    put_branch(part, &put);
    right_text(part, right, y, VIEW_FACE_STRONG, VIEW_TITLE, text);
}

void part_draw_head(const struct part *part)
{
    const struct sim_cast *cast = part->branch->cast;
    bool one_line = part->box.height < 2 * part->line;
    int title = part->picture->metrics->height[VIEW_FACE_TITLE], right, length;
    char what[128];

    part_rect(part, 0, part->box.y, part->box.width, part->box.height, VIEW_INK_PANEL);
    part_rect(part, 0, part->box.y + part->box.height - 1, part->box.width, 1, VIEW_INK_EDGE);
    if (one_line) {
        draw_place(part, part->gap, part->box.y + part->gap / 2);
        return;
    }
    length = snprintf(what, sizeof(what), "%s%s%s", cast->model, cast->python ? " " : "",
                      cast->python ? cast->python : "");
    /* A recording does not know. */
    if (cast->cores && length > 0 && (size_t)length < sizeof(what))
        snprintf(what + length, sizeof(what) - (size_t)length, ", %" PRIu32 " core%s",
                 cast->cores, cast->cores == 1 ? "" : "s");
    right = right_text(part, part->box.width - part->gap, part->box.y + part->gap + title / 8,
                       VIEW_FACE_TEXT, VIEW_QUIET, what);
    view_picture_text(part->picture, part->gap, part->box.y + part->gap / 2 + 1,
                      right - 2 * part->gap, VIEW_FACE_TITLE, VIEW_PLAIN,
                      cast->title ? cast->title : "");
    draw_place(part, part->gap, part->box.y + part->gap + title);
}

/* ---- the legend, or what there is to say ---- */

/* The reasons that some thread of the run has, so that the row stays as it is while one steps. */
static bool is_used(const struct part *part, int reason)
{
    const struct sim_fold *end = part->branch->run->end;

    for (uint32_t i = 1; i <= end->cast->threads; i++) {
        if (end->threads[i].spent[reason])
            return true;
    }
    return false;
}

static int put_swatch(const struct part *part, int x, int y, enum sim_reason reason, int ink)
{
    int height = part->line * 3 / 4, width = part->line * 3 / 2;

    part_hatched(part, x, y + (part->line - height) / 2, width, height, ink,
                 view_reason_hatch(reason));
    return width;
}

static void draw_swatches(const struct part *part)
{
    int x = part->box.x + part->gap, y = part->box.y + part->gap / 2;
    int end = part->box.x + part->box.width - part->gap;

    for (int reason = 1; reason < SIM_REASON_ABSENT; reason++) {
        enum sim_reason which = (enum sim_reason)reason;
        struct part_look look = part_look(part->session->thread, which);
        int width;

        if (!is_used(part, reason))
            continue;
        width = view_picture_width(part->picture, VIEW_FACE_SMALL, sim_reasons[reason].name);
        if (x + width + 2 * part->line > end)
            break;
        x += put_swatch(part, x, y, which, look.ink) + part->gap / 2;
        x += view_picture_text(part->picture, x, y, end - x, VIEW_FACE_SMALL, VIEW_QUIET,
                               sim_reasons[reason].name) +
             part->line;
    }
}

void part_draw_legend(const struct part *part)
{
    const struct play_session *session = part->session;
    struct part inside = part_in(part, part->box.x + part->gap, part->box.y + part->gap / 2,
                                 part->box.width - 2 * part->gap, part->line);

    if (session->mode == PLAY_MODE_LOOK && !session->message[0] && !session->search[0] &&
        !session->stop)
        draw_swatches(part);
    else if (session->mode == PLAY_MODE_LOOK && session->message[0])
        view_picture_text(part->picture, inside.box.x, inside.box.y, inside.box.width,
                          VIEW_FACE_STRONG, session->warned ? VIEW_WARNING : VIEW_NEWS,
                          session->message);
    else
        part_draw_cells(&inside, pane_draw_message);
}

/* ---- the event ---- */

static int heading(const struct part *part, const char *text)
{
    view_picture_text(part->picture, part->box.x, part->box.y, part->box.width, VIEW_FACE_SMALL,
                      VIEW_TITLE, text);
    return part->box.y + part->line + part->gap / 4;
}

static int draw_sentences(const struct part *part, int y)
{
    const struct play_branch *branch = part->branch;
    struct sim_fold *fold = branch->spare;
    int end = part->box.y + part->box.height;
    int indent = branch->place - branch->before->records > 1 ? part->line * 3 / 4 : 0;
    enum view_face face = part->chart->presenter ? VIEW_FACE_TITLE : VIEW_FACE_TEXT;
    int line = part->picture->metrics->height[face];

    sim_run_fold(branch->run, fold, branch->before->records);
    while (fold->records < branch->place && y + line <= end) {
        struct sim_record record = sim_run_record(branch->run, fold->records);
        char sentence[1024];
        struct sim_text text = SIM_TEXT(sentence);

        if (record.kind != SIM_RECORD_GAP) {
            sim_sentence(&text, fold, record);
            if (indent)
                view_picture_text(part->picture, part->box.x, y, indent, face, VIEW_TITLE,
                                  "\u2022");
            y += line * view_picture_wrapped(part->picture, part->box.x + indent, y,
                                             part->box.width - indent, (end - y) / line, face,
                                             VIEW_NEWS, sentence);
        }
        sim_fold_apply(fold, record);
    }
    return y;
}

static int draw_event(const struct part *part, bool headed)
{
    int y = headed ? heading(part, "What happens, and why") : part->box.y;
    struct part inside =
        part_in(part, part->box.x, y, part->box.width, part->box.y + part->box.height - y);

    if (part->branch->place && part->session->expanded) {
        inside.box.height =
            inside.box.height > 8 * part->line ? 8 * part->line : inside.box.height;
        part_draw_cells(&inside, pane_draw_event);
        return y + inside.box.height;
    }
    if (part->branch->place)
        return draw_sentences(&inside, y);
    return y + part->line * view_picture_wrapped(
                                part->picture, part->box.x, y, part->box.width,
                                inside.box.height / part->line, VIEW_FACE_TEXT, VIEW_NEWS,
                                "Nothing has happened yet. Step forward: each event "
                                "says what happens and why.");
}

/* A pane of the terminal's from `y` on, with at most `rows` rows; returns where it ends. */
static int draw_pane(const struct part *part, int y, int rows,
                     void (*draw)(const struct pane *pane))
{
    int line = part->picture->metrics->height[VIEW_FACE_CODE];
    int left = (part->box.y + part->box.height - y) / line;
    struct part inside;

    rows = rows < left ? rows : left;
    inside = part_in(part, part->box.x, y, part->box.width, rows * line);
    if (rows > 0)
        part_draw_cells(&inside, draw);
    return y + rows * line;
}

static void draw_event_and_lock(const struct part *part)
{
    int y = draw_event(part, true) + part->gap;

    draw_pane(part, y, pane_wish_lock(part->session).most, pane_draw_lock);
}

/* ---- what happened before ---- */

static void draw_entry(const struct part *part, int y, const struct sim_fold *fold,
                       struct sim_record record)
{
    bool present = fold->records >= part->branch->before->records;
    sim_time now = fold->now + record.dt;
    int x = part->box.x, room = part->box.width, width;
    char time[48], sentence[1024];
    struct sim_text text = SIM_TEXT(sentence);

    sim_sentence(&text, fold, record);
    put_exact(time, sizeof(time), now);
    width = view_picture_width(part->picture, VIEW_FACE_SMALL, time);
    view_picture_text(part->picture, x, y + part->line / 8, room, VIEW_FACE_SMALL, VIEW_QUIET,
                      time);
    width += part->gap;
    view_picture_text(part->picture, x + width, y, room - width, VIEW_FACE_TEXT,
                      present ? VIEW_NEWS : VIEW_QUIET, sentence);
}

/* The place from which `rows` sentences lead up to the present one. */
static uint64_t begin_of_log(const struct play_branch *branch, int rows)
{
    uint64_t i = branch->place;

    while (i > 0 && rows > 0) {
        i--;
        rows -= play_is_noticed(sim_run_record(branch->run, i), 0);
    }
    return i;
}

static void draw_log(const struct part *part)
{
    const struct play_branch *branch = part->branch;
    struct sim_fold *fold = branch->spare;
    int y = heading(part, "What led to it"), end = part->box.y + part->box.height;

    sim_run_fold(branch->run, fold, begin_of_log(branch, (end - y) / part->line));
    while (fold->records < branch->place && y + part->line <= end) {
        struct sim_record record = sim_run_record(branch->run, fold->records);

        if (play_is_noticed(record, 0)) {
            draw_entry(part, y, fold, record);
            y += part->line;
        }
        sim_fold_apply(fold, record);
    }
}

/* ---- the thread ---- */

static bool has_op(const struct part *part)
{
    return part->branch->now->threads[part->session->thread].reason != SIM_REASON_ABSENT;
}

static int draw_state(const struct part *part, int y)
{
    const struct sim_fold *now = part->branch->now;
    uint32_t id = part->session->thread;
    char state[512];
    struct sim_text text = SIM_TEXT(state);
    sim_time lived = now->now - now->threads[id].spent[SIM_REASON_ABSENT];

    if (has_op(part))
        sim_state_sentence(&text, now, id);
    else
        sim_text_put(&text, lived ? "has ended" : "has not come up yet");
    return y + part->line * view_picture_wrapped(part->picture, part->box.x, y, part->box.width,
                                                 2, VIEW_FACE_TEXT, VIEW_PLAIN, state);
}

static void draw_thread(const struct part *part)
{
    char name[128];
    struct sim_text text = SIM_TEXT(name);
    int chip = part->line * 3 / 5, x = part->box.x + chip + part->gap / 2;
    int y = part->box.y + part->line + part->gap / 4;
    struct part program;

    part_chip(part, part->box.x, part->box.y + (part->line - chip) / 2, chip,
              part->session->thread);
    sim_cast_put_thread(part->branch->cast, &text, part->session->thread);
    view_picture_text(part->picture, x, part->box.y, part->box.width - x + part->box.x,
                      VIEW_FACE_STRONG, VIEW_VALUE, name);
    y = draw_state(part, y) + part->gap / 2;
    program =
        part_in(part, part->box.x, y, part->box.width, part->box.y + part->box.height - y);
    part_draw_cells(&program, pane_draw_program);
}

/* ---- sums ---- */

static sim_time total_of(const sim_time spent[SIM_REASON_COUNT])
{
    sim_time total = 0;

    for (int i = 1; i < SIM_REASON_ABSENT; i++)
        total += spent[i];
    return total;
}

struct columns {
    int name, bar, time, share; /* widths */
};

static void draw_sum(const struct part *part, int y, enum sim_reason reason, sim_time spent,
                     sim_time total, const struct columns *columns)
{
    struct part_look look = part_look(part->session->thread, reason);
    int x = part->box.x, bar = columns->bar > 0 ? columns->bar : 0;
    int width = (int)sim_time_ratio(bar, spent, total ? total : 1);
    char time[32], share[16];
    struct sim_text text = SIM_TEXT(time);

    view_picture_text(part->picture, x, y, columns->name, VIEW_FACE_TEXT, VIEW_PLAIN,
                      sim_reasons[reason].name);
    x += columns->name;
    part_rect(part, x, y + part->line / 5, bar, part->line * 3 / 5, VIEW_INK_LANE);
    part_hatched(part, x, y + part->line / 5, spent && !width ? 1 : width, part->line * 3 / 5,
                 look.ink, look.hatch);
    x += bar + columns->time;
    sim_text_put_time(&text, spent);
    snprintf(share, sizeof(share), "%d%%", (int)sim_time_ratio(spent, 100, total ? total : 1));
    view_picture_text(part->picture,
                      x - view_picture_width(part->picture, VIEW_FACE_TEXT, time), y,
                      columns->time, VIEW_FACE_TEXT, VIEW_VALUE, time);
    x += columns->share;
    view_picture_text(part->picture,
                      x - view_picture_width(part->picture, VIEW_FACE_SMALL, share), y,
                      columns->share, VIEW_FACE_SMALL, VIEW_QUIET, share);
}

static int widest_name(const struct part *part)
{
    int widest = 0;

    for (int reason = 1; reason < SIM_REASON_ABSENT; reason++) {
        int width = is_used(part, reason) ? view_picture_width(part->picture, VIEW_FACE_TEXT,
                                                               sim_reasons[reason].name)
                                          : 0;

        widest = width > widest ? width : widest;
    }
    return widest;
}

/* All reasons of the run, in their order and with zeros, so that rows stay where they are. */
void part_draw_sums(const struct part *part, const sim_time spent[SIM_REASON_COUNT])
{
    sim_time total = total_of(spent);
    int y = part->box.y, end = part->box.y + part->box.height;
    struct columns columns = { .name = widest_name(part) + part->gap };

    columns.time = view_picture_width(part->picture, VIEW_FACE_TEXT, "999.9 ms") + part->gap;
    columns.share = view_picture_width(part->picture, VIEW_FACE_SMALL, "100%") + part->gap;
    columns.bar = part->box.width - columns.name - columns.time - columns.share;
    for (int reason = 1; reason < SIM_REASON_ABSENT && y + part->line <= end; reason++) {
        if (!is_used(part, reason))
            continue;
        draw_sum(part, y, (enum sim_reason)reason, spent[reason], total, &columns);
        y += part->line + part->line / 8;
    }
}

static void draw_sums(const struct part *part)
{
    int y = heading(part, "Where its time went");
    struct part inside =
        part_in(part, part->box.x, y, part->box.width, part->box.y + part->box.height - y);

    part_draw_sums(&inside, part->branch->now->threads[part->session->thread].spent);
}

/* ---- the drawer ---- */

/* The sentence; beside it the sums of a range, if one is selected and there is room for them. */
static void draw_narrow(const struct part *part, int x, int y, int room, int height)
{
    struct play_window range;
    bool split = play_range(part->session, &range) && height >= 5 * part->line &&
                 room >= 30 * part->line;
    struct part inside = part_in(part, x, y, split ? room / 2 - part->gap : room, height);

    draw_event(&inside, height >= 3 * part->line);
    inside = part_in(part, x + room / 2, y, room / 2, height);
    if (split)
        part_draw_totals(&inside);
}

void part_draw_drawer(const struct part *part)
{
    int pad = part->gap, x = part->box.x + pad, y = part->box.y + pad;
    int room = part->box.width - 2 * pad, height = part->box.height - pad - pad / 2;
    int first = room * 42 / 100, second = room * 30 / 100;
    struct part inside;
    int log;

    part_rect(part, 0, part->box.y, part->box.width, part->box.height, VIEW_INK_PANEL);
    part_rect(part, 0, part->box.y, part->box.width, 1, VIEW_INK_EDGE);
    if (height < 3 * part->line || room < 44 * part->line || part->chart->presenter) {
        draw_narrow(part, x, y - pad / 2, room, height + pad / 2);
        return;
    }
    inside = part_in(part, x, y, first - 2 * pad, height);
    draw_event_and_lock(&inside);
    part_rect(part, x + first - pad, y, 1, height, VIEW_INK_EDGE);
    inside = part_in(part, x + first, y, room - first, height);
    if (part_draw_totals(&inside))
        return;
    if (height >= 14 * part->line) {
        log = height - 8 * part->line - 2 * pad;
        inside = part_in(part, x + first, y + height - log, room - first, log);
        draw_log(&inside);
        height -= log + 2 * pad;
        part_rect(part, x + first, y + height + pad, room - first, 1, VIEW_INK_EDGE);
    }
    inside = part_in(part, x + first, y, second - 2 * pad, height);
    draw_thread(&inside);
    inside = part_in(part, x + first + second, y, room - first - second, height);
    draw_sums(&inside);
    part_rect(part, x + first + second - pad, y, 1, height, VIEW_INK_EDGE);
}

/* ---- under the pointer ---- */

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
        !part_is_pinned(part->session, thread)) {
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

void part_draw_pointer(const struct part *part)
{
    const struct play_chart *chart = part->chart;
    const struct view_region *region =
        view_picture_region_at(part->picture, chart->pointer_x, chart->pointer_y);
    struct play_window window = part->session->own;
    char words[1024];
    struct sim_text text = SIM_TEXT(words);
    sim_time time;
    int width, x, y, pad = part->gap;

    if (chart->pointer_x < 0 || !region || region->what != PANE_WINDOW || !region->value ||
        (uint64_t)region->value > part->branch->cast->threads)
        return;
    time = window.from +
           sim_time_ratio(window.to - window.from, chart->pointer_x - region->x, region->width);
    if (time > sim_run_length(part->branch->run))
        return;
    put_under(part, &text, (uint32_t)region->value, time);
    width = view_picture_width(part->picture, VIEW_FACE_TEXT, words);
    width = width > part->box.width - 4 * pad ? part->box.width - 4 * pad : width;
    x = chart->pointer_x + pad + width + 2 * pad > part->box.width
            ? part->box.width - width - 3 * pad
            : chart->pointer_x + pad;
    y = chart->pointer_y + part->line + pad;
    view_picture_rect(part->picture, (struct view_draw){ .x = x,
                                                         .y = y,
                                                         .width = width + 2 * pad,
                                                         .height = part->line + pad,
                                                         .radius = 4,
                                                         .ink = VIEW_PLAIN });
    view_picture_text(part->picture, x + pad, y + pad / 2, width, VIEW_FACE_TEXT,
                      VIEW_INK_GROUND, words);
}
