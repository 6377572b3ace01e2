/* SPDX-License-Identifier: GPL-3.0-or-later
 * Lanes: what cores and threads do in the window of time. */
#include "ui/play/find.h"
#include "ui/play/pane.h"
#include "ui/view/cells.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- columns ---- */

static struct view_cores used_cores(const struct play_branch *branch)
{
    struct view_cores cores;

    view_used_cores(branch->run->end, &cores);
    return cores;
}

static bool fits(const struct lanes_columns *have, const struct lanes_columns *wanted)
{
    return have->columns == wanted->columns && have->from == wanted->from &&
           have->to == wanted->to && have->cores == wanted->cores &&
           have->first_thread == wanted->first_thread && have->threads == wanted->threads;
}

/* Those drawn last, or new ones; NULL when out of memory. Cores and threads are read together,
 * since they lie in the same records: `rows` threads from `first` on are among them, and mostly others,
 * so that selecting another one reads nothing. */
static const struct lanes_columns *columns_of(const struct pane *pane, int columns,
                                              uint32_t first, uint32_t rows)
{
    struct play_branch *branch = pane->branch;
    struct play_window window = play_window(pane->session);
    struct view_cores cores = used_cores(branch);
    uint32_t threads = branch->cast->threads, last = branch->lanes.first_thread;
    struct lanes_columns wanted = {
        .from = window.from,
        .to = window.to,
        .columns = (uint32_t)columns,
        .cores = cores.count < LANES_CORES ? cores.count : LANES_CORES,
        .first_thread =
            last && last <= first && first + rows <= last + LANES_THREADS ? last : first
    };

    threads -= wanted.first_thread - 1;
    wanted.threads = threads < LANES_THREADS ? threads : LANES_THREADS;
    if (fits(&branch->lanes, &wanted))
        return &branch->lanes;
    if (!play_branch_survey(branch))
        return NULL;
    lanes_free(&branch->lanes);
    branch->lanes = wanted;
    if (lanes_read(branch->run, branch->spare, &branch->survey, &branch->lanes))
        return &branch->lanes;
    lanes_free(&branch->lanes);
    return NULL;
}

static uint32_t thread_at(const struct lanes_columns *lanes, int lane, int column)
{
    return lanes->core_thread[(size_t)lane * lanes->columns + (uint32_t)column];
}

static enum sim_reason reason_at(const struct lanes_columns *lanes, uint32_t thread, int column)
{
    return (enum sim_reason)lanes
        ->reason[(size_t)(thread - lanes->first_thread) * lanes->columns + (uint32_t)column];
}

/* ---- geometry ---- */

static int longest_name(const struct sim_cast *cast)
{
    char name[128];
    int longest = 0;

    for (uint32_t g = 0; g < cast->group_count; g++) {
        struct sim_text text = SIM_TEXT(name);

        sim_cast_put_thread(cast, &text, cast->groups[g].first + cast->groups[g].count - 1);
        if (view_width(name) > longest)
            longest = view_width(name);
    }
    return longest;
}

int pane_column_behind(const struct pane *pane, int x, int least)
{
    int column = x + longest_name(pane->branch->cast) + 1;

    column = column < pane->width / 2 ? column : pane->width / 2;
    return column > least ? column : least;
}

#define CORE_LABEL 24

/* "core 3"; of one that stands for all, for lack of rows, also how many they are: "core 1/12". */
static int put_core_label(char label[CORE_LABEL], const struct view_cores *cores, uint32_t lane,
                          bool alone)
{
    return snprintf(label, CORE_LABEL, alone ? "core %u/%" PRIu32 : "core %u",
                    cores->number[lane], cores->count);
}

/* The width of the longest that may have to be shown: a part of a number would be another one. */
static int longest_core_label(const struct play_session *session)
{
    char label[CORE_LABEL];
    int longest = 0;

    for (int i = 0; i < session->branch_count; i++) {
        struct view_cores cores = used_cores(session->branches[i]);
        int alone = put_core_label(label, &cores, 0, true);
        int last = put_core_label(label, &cores, cores.count ? cores.count - 1 : 0, false);

        longest = alone > longest ? alone : longest;
        longest = last > longest ? last : longest;
    }
    return longest;
}

/* The same for all branches, so that they stand below each other on one clock. */
int pane_lane_label(const struct pane *pane)
{
    int label = longest_name(pane->session->branches[0]->cast) + 4;
    int cores = longest_core_label(pane->session) + 2;
    int most = pane->width < 60 ? 11 : 18;

    label = label > most ? most : label;
    return label > cores ? label : cores;
}

struct lanes {
    struct pane pane; /* without the labels */
    const struct lanes_columns *cells;
    int columns, now; /* the column of the present; what is behind it may be hidden */
    int shown;        /* columns */
};

/* The present is that of the current branch, since all branches are on its clock. */
static struct lanes lanes_of(const struct pane *pane, uint32_t first, uint32_t rows)
{
    int label = pane_lane_label(pane);
    struct lanes lanes = { .pane = *pane, .columns = pane->width - label };

    lanes.pane.x += label;
    lanes.pane.width -= label;
    lanes.cells = columns_of(pane, lanes.columns, first, rows);
    lanes.now = pane_column(play_window(pane->session), lanes.columns,
                            play_branch_time(play_current(pane->session)));
    lanes.shown = play_shows_future(pane->session) ? lanes.columns : lanes.now;
    return lanes;
}

/* ---- cores ---- */

static void put_mark(const struct lanes *lanes, int column, int row, uint32_t thread,
                     enum view_role role)
{
    char mark[2] = { view_thread_mark(thread), '\0' };

    pane_put(&lanes->pane, column, row, role, mark);
}

/* A stretch of one thread: its name where there is room, else its mark; or of seldom use. */
static void put_stretch(const struct lanes *lanes, int from, int to, int row, uint32_t thread)
{
    enum view_role role = thread == VIEW_SELDOM ? VIEW_QUIET : view_thread_role(thread);
    struct pane inside = lanes->pane;
    char name[128];
    struct sim_text text = SIM_TEXT(name);

    for (int column = from; column < to; column++)
        put_mark(lanes, column, row, thread, role);
    if (thread == VIEW_SELDOM)
        return;
    sim_cast_put_thread(lanes->pane.branch->cast, &text, thread);
    inside.width = to;
    if (to - from < view_width(name) + 4)
        return;
    pane_put(&inside, from + 1, row, role, " ");
    pane_put(&inside, pane_put(&inside, from + 2, row, role, name), row, role, " ");
}

static void draw_core(const struct lanes *lanes, uint16_t core, int row)
{
    uint32_t now = lanes->pane.branch->now->cores[core].thread;
    int from = 0;

    for (int column = 0; column <= lanes->shown; column++) {
        uint32_t thread = thread_at(lanes->cells, row, from);

        if (column < lanes->shown && thread_at(lanes->cells, row, column) == thread)
            continue;
        if (thread)
            put_stretch(lanes, from, column, row, thread);
        from = column;
    }
    if (lanes->now < lanes->columns && now)
        put_mark(lanes, lanes->now, row, now, VIEW_NOW);
}

/* Of more lanes than rows the last row says how many are left, if another remains. */
static int rows_with_more(const struct pane *pane, uint32_t count)
{
    if (count <= (uint32_t)pane->rows)
        return (int)count;
    return pane->rows < 2 ? pane->rows : pane->rows - 1;
}

static void put_more(const struct pane *pane, int row, uint32_t more, const char *what)
{
    char text[48];

    snprintf(text, sizeof(text), "and %" PRIu32 " more %s%s", more, what, more == 1 ? "" : "s");
    if (more)
        pane_put(pane, 1, row, VIEW_QUIET, text);
}

void pane_draw_cores(const struct pane *pane)
{
    uint32_t first = pane->branch->lanes.first_thread;
    struct lanes lanes = lanes_of(pane, first ? first : 1, 0);
    struct view_cores cores = used_cores(pane->branch);
    uint32_t shown = (uint32_t)rows_with_more(pane, cores.count);
    char label[CORE_LABEL];

    if (!pane->branch->cast->cores) {
        view_put(pane->screen, pane->x + 1, pane->y, pane_lane_label(pane) - 2, VIEW_QUIET,
                 "cores");
        pane_put(&lanes.pane, 0, 0, VIEW_QUIET, "not recorded: nobody knows who ran on which");
    }
    for (uint32_t i = 0; i < shown && lanes.cells; i++) {
        put_core_label(label, &cores, i, pane->rows == 1 && cores.count > 1);
        pane_put(pane, 1, (int)i, VIEW_QUIET, label);
        draw_core(&lanes, cores.number[i], (int)i);
    }
    put_more(pane, (int)shown, cores.count - shown, "core");
}

struct pane_wish pane_wish_cores(const struct play_session *session)
{
    struct view_cores cores = used_cores(play_current(session));
    int count = cores.count < LANES_CORES ? (int)cores.count : LANES_CORES;

    if (!play_current(session)->cast->cores)
        return (struct pane_wish){ 1, 1, 1 };
    return (struct pane_wish){ count ? 1 : 0, count < 4 ? count : 4, count };
}

/* ---- threads ---- */

static void put_lane_label(const struct pane *pane, int columns, int row, uint32_t thread)
{
    bool chosen = thread == pane->session->thread;
    enum view_role role = chosen ? VIEW_CHOSEN : VIEW_QUIET;
    struct pane label = *pane;
    char mark[] = { chosen ? '>' : ' ', view_thread_mark(thread), ' ', '\0' };
    int x;

    label.width = columns - 1;
    x = pane_put(&label, 0, row, role, mark);
    x = pane_put_thread_in(&label, x, row, label.width - x, role, thread);
    while (chosen && x < label.width)
        x = pane_put(&label, x, row, role, " ");
    view_add_region(pane->screen, (struct view_region){ pane->x, pane->y + row, label.width, 1,
                                                        PANE_THREAD, thread });
}

/* The present state as its letter: a reversed block would be a hole. */
static void draw_thread_lane(const struct lanes *lanes, uint32_t thread, int row)
{
    enum sim_reason now = sim_fold_reason(lanes->pane.branch->now, thread);
    const char letter[2] = { sim_reasons[now].letter, '\0' };

    for (int column = 0; column < lanes->shown; column++) {
        enum sim_reason reason = reason_at(lanes->cells, thread, column);

        pane_put(&lanes->pane, column, row, view_reason_role(reason),
                 view_glyph(reason, lanes->pane.screen->unicode));
    }
    if (lanes->now < lanes->columns)
        pane_put(&lanes->pane, lanes->now, row, VIEW_NOW, letter);
}

/* The first thread shown: it moves only when the selected one would be out of sight. */
static uint32_t first_shown(const struct play_session *session, uint32_t threads, int rows)
{
    uint32_t page = rows > 0 ? (uint32_t)rows : 1;
    uint32_t first = (session->thread - 1) / page * page + 1;

    return threads <= page ? 1 : first + page > threads + 1 ? threads + 1 - page : first;
}

/* All threads of the pane's branch, or as many as have room, and how many there are besides. */
static struct lanes draw_threads(const struct pane *pane)
{
    uint32_t threads = pane->branch->cast->threads;
    int rows = rows_with_more(pane, threads);
    uint32_t first = first_shown(pane->session, threads, rows);
    struct lanes lanes = lanes_of(pane, first, (uint32_t)rows);

    for (int row = 0; row < rows; row++) {
        put_lane_label(pane, lanes.pane.x - pane->x, row, first + (uint32_t)row);
        if (lanes.cells)
            draw_thread_lane(&lanes, first + (uint32_t)row, row);
    }
    put_more(pane, rows, threads - (uint32_t)rows, "thread");
    return lanes;
}

void pane_draw_threads(const struct pane *pane)
{
    struct lanes lanes = draw_threads(pane);

    view_add_region(pane->screen, (struct view_region){ lanes.pane.x, pane->y, lanes.pane.width,
                                                        pane->rows, PANE_WINDOW, 0 });
}

/* Eight lanes are good to have, or four of each branch that lies beside another. */
static struct pane_wish wish_of(const struct play_session *session,
                                const struct play_branch *branch)
{
    uint32_t threads = branch->cast->threads;
    int count = threads < LANES_THREADS ? (int)threads : LANES_THREADS;
    int good = session->branch_count > 1 ? 4 : 8;

    return (struct pane_wish){ count < 2 ? count : 2, count < good ? count : good, count };
}

struct pane_wish pane_wish_threads(const struct play_session *session)
{
    return wish_of(session, play_current(session));
}

/* ---- other branches, on the same clock ---- */

static void draw_branch(const struct pane *pane, struct play_branch *branch)
{
    struct pane own = *pane;
    char name[160];

    own.branch = branch;
    own.y++;
    own.rows--;
    play_branch_go(branch, sim_run_records_at(branch->run, play_branch_time(pane->branch)));
    snprintf(name, sizeof(name), "branch %s%s%s", branch->name, branch->what[0] ? ": " : "",
             branch->what);
    pane_put(pane, 1, 0, VIEW_TITLE, name);
    draw_threads(&own);
}

/* Is it one of those that stand below the current one? */
static bool is_beside(const struct play_session *session, int branch)
{
    return session->beside && branch < session->branch_count && branch != session->current;
}

/* One row after the other to each that can use it. */
static void share_rows(const struct pane *pane, int rows[PLAY_BRANCHES])
{
    int left = pane->rows, before;

    do {
        before = left;
        for (int i = 0; i < PLAY_BRANCHES && left; i++) {
            if (is_beside(pane->session, i) &&
                rows[i] <= wish_of(pane->session, pane->session->branches[i]).most) {
                rows[i]++;
                left--;
            }
        }
    } while (left < before);
}

void pane_draw_beside(const struct pane *pane)
{
    int rows[PLAY_BRANCHES] = { 0 };
    struct pane part = *pane;

    share_rows(pane, rows);
    for (int i = 0; i < PLAY_BRANCHES; i++) {
        part.rows = rows[i];
        if (rows[i])
            draw_branch(&part, pane->session->branches[i]);
        part.y += rows[i];
    }
}

struct pane_wish pane_wish_beside(const struct play_session *session)
{
    struct pane_wish all = { 0, 0, 0 };

    for (int i = 0; i < session->branch_count; i++) {
        struct pane_wish wish = wish_of(session, session->branches[i]);

        if (!is_beside(session, i))
            continue;
        all.least += wish.least + 1;
        all.good += wish.good + 1;
        all.most += wish.most + 1;
    }
    return all;
}
