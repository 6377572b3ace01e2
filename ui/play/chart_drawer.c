/* SPDX-License-Identifier: GPL-3.0-or-later
 * The window's drawer: the event and its cause, the lock, the thread, sums. */
#include "ui/play/chart_part.h"

#include "sim/trace/sentence.h"
#include "ui/play/find.h"
#include "ui/play/spent.h"

#include <stdio.h>

/* ---- the event ---- */

static int heading(const struct part *part, const char *text)
{
    view_picture_text(part->picture, part->box.x, part->box.y, part->box.width, VIEW_FACE_SMALL,
                      VIEW_TITLE, text);
    return part->box.y + part->line + part->gap / 4;
}

/* Where the sentences of an event stand, and how many have had no room. */
struct sentences {
    const struct part *part;
    enum view_face face;
    int room, y, left;
    bool cut; /* the last one that had some */
};

#define ROWS_MOST 40

/* As far as there is room for them; the last one may be cut. */
static void put_sentence(struct sentences *to, int indent, const char *sentence)
{
    const struct part *part = to->part;
    struct view_picture_place place = view_picture_place(part->picture);
    int line = part->picture->metrics->height[to->face], x = part->box.x + indent;
    int rows = (part->box.y + part->box.height - to->y) / line, wanted;

    if (rows < 1) {
        to->left++;
        return;
    }
    wanted = view_picture_wrapped(part->picture, x, to->y, to->room - indent, ROWS_MOST,
                                  to->face, VIEW_NEWS, sentence);
    if (wanted > rows) {
        view_picture_take_back(part->picture, place);
        view_picture_wrapped(part->picture, x, to->y, to->room - indent, rows, to->face,
                             VIEW_NEWS, sentence);
        to->cut = true;
    }
    if (indent)
        view_picture_text(part->picture, part->box.x, to->y, indent, to->face, VIEW_TITLE,
                          "\u2022");
    to->y += line * (wanted < rows ? wanted : rows);
}

static struct sentences put_sentences(const struct part *part, enum view_face face, int room)
{
    const struct play_branch *branch = part->branch;
    struct sim_fold *fold = branch->spare;
    struct sentences to = { part, face, room, part->box.y, 0, false };
    int indent = branch->place - branch->before->records > 1
                     ? part->picture->metrics->height[face] * 3 / 4
                     : 0;

    sim_run_fold(branch->run, fold, branch->before->records);
    while (fold->records < branch->place) {
        struct sim_record record = sim_run_record(branch->run, fold->records);
        char sentence[SIM_SENTENCE];
        struct sim_text text = SIM_TEXT(sentence);

        if (record.kind != SIM_RECORD_GAP) {
            sim_sentence(&text, fold, record);
            put_sentence(&to, indent, sentence);
        }
        sim_fold_apply(fold, record);
    }
    return to;
}

/* In front of a class in the largest letters in which all have room; where they have none in usual
 * ones either, how many are missing stands behind the last. */
static int draw_sentences(const struct part *part)
{
    struct view_picture_place place = view_picture_place(part->picture);
    int more = view_picture_width(part->picture, VIEW_FACE_STRONG, "+8") + part->gap;
    struct sentences put;
    char text[16];

    if (part->chart->presenter) {
        put = put_sentences(part, VIEW_FACE_TITLE, part->box.width);
        if (!put.left && !put.cut)
            return put.y;
        view_picture_take_back(part->picture, place);
    }
    put = put_sentences(part, VIEW_FACE_TEXT, part->box.width);
    if (!put.left)
        return put.y;
    view_picture_take_back(part->picture, place);
    put = put_sentences(part, VIEW_FACE_TEXT, part->box.width - more);
    snprintf(text, sizeof(text), "+%d", put.left);
    view_picture_text(part->picture, part->box.x + part->box.width - more + part->gap,
                      put.y - part->line, more, VIEW_FACE_STRONG, VIEW_TITLE, text);
    return put.y;
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
        return draw_sentences(&inside);
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

    rows = rows < left ? rows : left > 0 ? left : 0;
    inside = part_in(part, part->box.x, y, part->box.width, rows * line);
    if (rows > 0)
        part_draw_cells(&inside, draw);
    return y + rows * line;
}

/* Returns where the lock ends, of which at most `rows` are drawn. */
static int draw_event_and_lock(const struct part *part, int rows)
{
    int y = draw_event(part, true) + part->gap;

    return draw_pane(part, y, rows, pane_draw_lock);
}

/* ---- what happened before ---- */

static void draw_entry(const struct part *part, int y, const struct sim_fold *fold,
                       struct sim_record record)
{
    bool present = fold->records >= part->branch->before->records;
    sim_time now = fold->now + record.dt;
    int x = part->box.x, room = part->box.width, width;
    char time[48], sentence[SIM_SENTENCE];
    struct sim_text text = SIM_TEXT(sentence), exact = SIM_TEXT(time);

    sim_sentence(&text, fold, record);
    part_put_exact(&exact, now);
    width = view_picture_width(part->picture, VIEW_FACE_SMALL, time);
    view_picture_text(part->picture, x, y + part->line / 8, room, VIEW_FACE_SMALL, VIEW_QUIET,
                      time);
    width += part->gap;
    view_picture_text(part->picture, x + width, y, room - width, VIEW_FACE_TEXT,
                      present ? VIEW_NEWS : VIEW_QUIET, sentence);
}

static void draw_log(const struct part *part)
{
    const struct play_branch *branch = part->branch;
    struct sim_fold *fold = branch->spare;
    int y = heading(part, "What led to it"), end = part->box.y + part->box.height;

    sim_run_fold(branch->run, fold,
                 play_lead_up(branch->run, branch->place, (end - y) / part->line));
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

static int draw_state(const struct part *part, int y)
{
    char state[512];
    struct sim_text text = SIM_TEXT(state);

    sim_state_sentence(&text, part->branch->now, part->session->thread);
    return y + part->line * view_picture_wrapped(part->picture, part->box.x, y, part->box.width,
                                                 3, VIEW_FACE_TEXT, VIEW_PLAIN, state);
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

#define OTHERS "others" /* reasons for which there is no room */

struct columns {
    int name, bar, time, share; /* widths */
};

/* A row: a name, how it is painted, a time and its part of `total`. */
struct sum {
    const char *name;
    struct part_look look;
    sim_time spent, total;
};

static void draw_sum(const struct part *part, int y, const struct sum *sum,
                     const struct columns *columns)
{
    int x = part->box.x, bar = columns->bar > 0 ? columns->bar : 0;
    int width = (int)sim_time_ratio(bar, sum->spent, sum->total ? sum->total : 1);
    char time[32], share[16];
    struct sim_text text = SIM_TEXT(time), percent = SIM_TEXT(share);

    view_picture_text(part->picture, x, y, columns->name, VIEW_FACE_TEXT, VIEW_PLAIN,
                      sum->name);
    x += columns->name;
    part_rect(part, x, y + part->line / 5, bar, part->line * 3 / 5, VIEW_INK_LANE);
    part_hatched(part, x, y + part->line / 5, sum->spent && !width ? 1 : width,
                 part->line * 3 / 5, sum->look.ink, sum->look.hatch);
    x += bar + columns->time;
    sim_text_put_time(&text, sum->spent);
    play_put_percent(&percent, sum->spent, sum->total);
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
    uint32_t used = play_told_reasons(part->session, part->branch);
    int widest = view_picture_width(part->picture, VIEW_FACE_TEXT, OTHERS);

    for (int reason = 1; reason < SIM_REASON_ABSENT; reason++) {
        int width = used >> reason & 1 ? view_picture_width(part->picture, VIEW_FACE_TEXT,
                                                            sim_reasons[reason].name)
                                       : 0;

        widest = width > widest ? width : widest;
    }
    return widest;
}

/* Of the reasons of the run as many as there is room for, a bit each: those with the most time first. */
static uint32_t rows_of(uint32_t used, const sim_time most[SIM_REASON_COUNT], int room)
{
    enum sim_reason next;
    uint32_t rows = 0;

    for (; room > 0 && (next = play_spent_most(most, rows)) != SIM_REASON_SAME; room--)
        rows |= 1u << next;
    for (used &= ~rows; room > 0 && used; room--, used &= used - 1)
        rows |= used & -used;
    return rows;
}

static sim_time time_of(const sim_time spent[SIM_REASON_COUNT], uint32_t reasons)
{
    sim_time time = 0;

    for (int reason = 1; reason < SIM_REASON_ABSENT; reason++)
        time += reasons >> reason & 1 ? spent[reason] : 0;
    return time;
}

static struct columns columns_of(const struct part *part)
{
    struct columns columns = { .name = widest_name(part) + part->gap };

    columns.time = view_picture_width(part->picture, VIEW_FACE_TEXT, "999.9 ms") + part->gap;
    columns.share = view_picture_width(part->picture, VIEW_FACE_SMALL, ">99%") + part->gap;
    columns.bar = part->box.width - columns.name - columns.time - columns.share;
    return columns;
}

/* In their order and with zeros, so that rows stay where they are. Those for which there is no room
 * have one together, if they are more than a hundredth. */
void part_draw_sums(const struct part *part, const sim_time spent[SIM_REASON_COUNT],
                    const sim_time most[SIM_REASON_COUNT])
{
    int step = part->line + part->line / 8;
    int room = (part->box.height + part->line / 8) / step;
    uint32_t used = play_told_reasons(part->session, part->branch),
             rows = rows_of(used, most, room);
    struct columns columns = columns_of(part);
    struct sum sum = { .total = play_spent_total(spent) };
    int y = part->box.y;

    if (room > 1 && time_of(most, used & ~rows) > play_spent_total(most) / 100)
        rows = rows_of(used, most, room - 1);
    for (int reason = 1; reason < SIM_REASON_ABSENT; reason++) {
        if (!(rows >> reason & 1))
            continue;
        sum.name = sim_reasons[reason].name;
        sum.look = part_look(part->session->thread, (enum sim_reason)reason);
        sum.spent = spent[reason];
        draw_sum(part, y, &sum, &columns);
        y += step;
    }
    sum.name = OTHERS;
    sum.look = (struct part_look){ VIEW_INK_OTHERS, VIEW_HATCH_NONE };
    sum.spent = time_of(spent, used & ~rows);
    if (sum.spent > sum.total / 100 && y + part->line <= part->box.y + part->box.height)
        draw_sum(part, y, &sum, &columns);
}

static void draw_sums(const struct part *part)
{
    const struct play_branch *branch = part->branch;
    const struct sim_fold *told =
        play_tells_future(part->session) ? branch->run->end : branch->now;
    uint32_t thread = part->session->thread;
    int y = heading(part, "Where its time went");
    struct part inside =
        part_in(part, part->box.x, y, part->box.width, part->box.y + part->box.height - y);
    sim_time most[SIM_REASON_COUNT] = { 0 };

    for (int reason = 1; reason < SIM_REASON_COUNT; reason++)
        most[reason] = sim_fold_spent(told, thread, (enum sim_reason)reason);
    part_draw_sums(&inside, branch->now->threads[thread].spent, most);
}

/* ---- the drawer ---- */

#define LEAST_LINES 3  /* of which anything but the sentence is to be seen */
#define THREAD_LINES 6 /* estimated: its name, its state and some of its program */

/* The sums of a range; or the thread and, below it, its own. */
static void draw_rest(const struct part *part)
{
    int height = part->box.height, least = LEAST_LINES * part->line;
    int thread = THREAD_LINES * part->line;
    struct part inside = *part;

    if (height < least || part_draw_totals(part))
        return;
    inside.box.height = height < thread + least ? height : thread;
    draw_thread(&inside);
    inside = part_in(part, part->box.x, part->box.y + thread, part->box.width, height - thread);
    if (inside.box.height >= least)
        draw_sums(&inside);
}

#define BESIDE 30 /* lines of width from which on two columns have room, */
#define LOW 8     /* and of height: below it the sentence needs the width more */

/* The sentence without its heading; beside it the sums of a range, if one is selected. */
static void draw_sentence(const struct part *part, const struct part *beside)
{
    draw_event(part, false);
    if (beside)
        part_draw_totals(beside);
}

/* The event and the lock; beside or below them the rest. */
static void draw_columns(const struct part *part, const struct part *beside)
{
    struct pane_wish wish = pane_wish_lock(part->session);
    int end = draw_event_and_lock(part, beside ? wish.most : wish.good) + part->gap;
    struct part below =
        part_in(part, part->box.x, end, part->box.width, part->box.y + part->box.height - end);

    if (beside)
        part_rect(part, beside->box.x - part->gap / 2, part->box.y, 1, part->box.height,
                  VIEW_INK_EDGE);
    draw_rest(beside ? beside : &below);
}

/* Where three columns have no room: two, or one; in front of a class, and where there is little, the
 * sentence. */
static void draw_narrow(const struct part *part)
{
    struct chart_box box = part->box;
    bool low = box.height < LEAST_LINES * part->line, alone = low || part->chart->presenter;
    struct play_window range;
    bool two = box.width >= BESIDE * part->line && !low &&
               (part_range(part, &range) || (!alone && box.height >= LOW * part->line));
    struct part left =
        part_in(part, box.x, box.y, two ? box.width / 2 - part->gap : box.width, box.height);
    struct part right = part_in(part, box.x + box.width / 2, box.y, box.width / 2, box.height);

    if (alone)
        draw_sentence(&left, two ? &right : NULL);
    else
        draw_columns(&left, two ? &right : NULL);
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
    if (height < LEAST_LINES * part->line || room < 44 * part->line || part->chart->presenter) {
        inside = part_in(part, x, y - pad / 2, room, height + pad / 2);
        draw_narrow(&inside);
        return;
    }
    inside = part_in(part, x, y, first - 2 * pad, height);
    draw_event_and_lock(&inside, pane_wish_lock(part->session).most);
    part_rect(part, x + first - pad, y, 1, height, VIEW_INK_EDGE);
    inside = part_in(part, x + first, y, room - first, height);
    if (part_draw_totals(&inside))
        return;
    if (height >= 14 * part->line && part->branch->place) {
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
