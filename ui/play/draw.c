/* SPDX-License-Identifier: GPL-3.0-or-later
 * Which pane gets how many rows. */
#include "ui/play/draw.h"

#include "ui/play/game.h"
#include "ui/play/group.h"
#include "ui/play/move.h"
#include "ui/play/pane.h"

#include <stdio.h>
#include <string.h>

static struct pane_wish one_row(const struct play_session *session)
{
    (void)session;
    return (struct pane_wish){ 1, 1, 1 };
}

static struct pane_wish two_rows(const struct play_session *session)
{
    (void)session;
    return (struct pane_wish){ 2, 2, 2 };
}

static struct pane_wish thread_rows(const struct play_session *session)
{
    (void)session;
    return (struct pane_wish){ 1, 3, 4 };
}

static struct pane_wish log_rows(const struct play_session *session)
{
    (void)session;
    return (struct pane_wish){ 0, 0, VIEW_HEIGHT_MAX };
}

static struct pane_wish program_rows(const struct play_session *session)
{
    (void)session;
    return (struct pane_wish){ 3, 8, 12 };
}

enum pane_id {
    PANE_HEAD,
    PANE_OVERVIEW,
    PANE_CORES,
    PANE_THREADS,
    PANE_BESIDE,
    PANE_AXIS,
    PANE_LOCK,
    PANE_EVENT,
    PANE_GAME,
    PANE_AT,
    PANE_SUMS,
    PANE_LOG,
    PANE_PROGRAM,
    PANE_MESSAGE,
    PANE_KEYS,
    PANE_COUNT,
    PANE_NONE = PANE_COUNT
};

static const struct pane_info panes[PANE_COUNT] = {
    [PANE_HEAD] = { pane_draw_head, two_rows },
    [PANE_OVERVIEW] = { pane_draw_overview, one_row },
    [PANE_CORES] = { pane_draw_cores, pane_wish_cores },
    [PANE_THREADS] = { pane_draw_threads, pane_wish_threads },
    [PANE_BESIDE] = { pane_draw_beside, pane_wish_beside },
    [PANE_AXIS] = { pane_draw_axis, one_row },
    [PANE_LOCK] = { pane_draw_lock, pane_wish_lock },
    [PANE_EVENT] = { pane_draw_event, pane_wish_event },
    [PANE_GAME] = { pane_draw_game, pane_wish_game },
    [PANE_AT] = { pane_draw_thread, thread_rows },
    [PANE_SUMS] = { pane_draw_sums, pane_wish_sums },
    [PANE_LOG] = { pane_draw_log, log_rows },
    [PANE_PROGRAM] = { pane_draw_program, program_rows },
    [PANE_MESSAGE] = { pane_draw_message, one_row },
    [PANE_KEYS] = { pane_draw_keys, one_row },
};

/* From above to below; and which gets its rows first, so the reverse of how they collapse. */
static const enum pane_id narrow[] = {
    PANE_HEAD, PANE_OVERVIEW, PANE_CORES,   PANE_THREADS, PANE_BESIDE,
    PANE_AXIS, PANE_LOCK,     PANE_EVENT,   PANE_GAME,    PANE_AT,
    PANE_SUMS, PANE_LOG,      PANE_MESSAGE, PANE_KEYS,    PANE_NONE,
};
static const enum pane_id narrow_first[] = {
    PANE_HEAD,     PANE_KEYS,  PANE_EVENT,  PANE_GAME, PANE_MESSAGE,
    PANE_THREADS,  PANE_LOCK,  PANE_BESIDE, PANE_AT,   PANE_AXIS,
    PANE_OVERVIEW, PANE_CORES, PANE_SUMS,   PANE_LOG,  PANE_NONE,
};
static const enum pane_id wide[] = {
    PANE_HEAD,  PANE_OVERVIEW, PANE_CORES, PANE_THREADS, PANE_BESIDE, PANE_AXIS, PANE_LOCK,
    PANE_EVENT, PANE_GAME,     PANE_AT,    PANE_MESSAGE, PANE_KEYS,   PANE_NONE,
};
static const enum pane_id side[] = { PANE_SUMS, PANE_PROGRAM, PANE_LOG, PANE_NONE };

/* ---- handing out rows ---- */

struct rows {
    int of[PANE_COUNT];
    int left;
};

static int wish_for(const struct pane_wish *wish, int round)
{
    return round == 0 ? wish->least : round == 1 ? wish->good : wish->most;
}

/* In three rounds: what each needs, what is good to have, all it can use. */
static void hand_out(struct rows *rows, const enum pane_id *order,
                     const struct play_session *session)
{
    for (int round = 0; round < 3; round++) {
        for (const enum pane_id *id = order; *id != PANE_NONE; id++) {
            struct pane_wish wish = panes[*id].wish(session);
            int more = wish_for(&wish, round) - rows->of[*id];

            if (more > rows->left)
                more = round ? rows->left : 0;
            if (more > 0) {
                rows->of[*id] += more;
                rows->left -= more;
            }
        }
    }
}

/* Draws panes below each other; head, overview, message and keys are `whole` columns wide. */
static void draw_column(const struct pane *column, const enum pane_id *ids,
                        const struct rows *rows, int whole)
{
    struct pane pane = *column;

    for (; *ids != PANE_NONE; ids++) {
        bool frames = *ids == PANE_HEAD || *ids == PANE_OVERVIEW || *ids == PANE_MESSAGE ||
                      *ids == PANE_KEYS;

        pane.rows = rows->of[*ids];
        pane.width = frames ? whole : column->width;
        if (pane.rows > 0)
            panes[*ids].draw(&pane);
        pane.y += pane.rows;
        /* Spare rows stay above the last two, which are where one looks for them. */
        if (ids[1] == PANE_MESSAGE)
            pane.y = column->rows - rows->of[PANE_MESSAGE] - rows->of[PANE_KEYS];
    }
}

static void draw_narrow(const struct pane *all)
{
    struct rows rows = { .left = all->rows };

    hand_out(&rows, narrow_first, all->session);
    draw_column(all, narrow, &rows, all->width);
}

static void draw_wide(const struct pane *all)
{
    int right_width = all->width * 2 / 5 < 80 ? all->width * 2 / 5 : 80;
    struct rows rows = { .left = all->rows }, beside = { .left = all->rows - 5 };
    struct pane left = *all, right = *all;

    left.width -= right_width + 1;
    right.x += left.width + 1;
    right.y = 3;
    right.width = right_width;
    hand_out(&rows, wide, all->session);
    draw_column(&left, wide, &rows, all->width);
    hand_out(&beside, side, all->session);
    draw_column(&right, side, &beside, right_width);
}

pane_draw_fn pane_instead(enum play_mode mode)
{
    switch (mode) {
    case PLAY_MODE_HELP:
        return pane_draw_help;
    case PLAY_MODE_CHANGE:
        return pane_draw_change;
    case PLAY_MODE_QUIZ:
        return pane_draw_quiz;
    default:
        return NULL;
    }
}

/* A list takes the room of all panes between head and message. */
static void draw_menu(const struct pane *all, pane_draw_fn draw)
{
    struct pane pane = *all;

    pane.rows = 2;
    pane_draw_head(&pane);
    pane.y += 2;
    pane.rows = all->rows - 4;
    draw(&pane);
    pane.y = all->rows - 2;
    pane.rows = 1;
    pane_draw_message(&pane);
    pane.y++;
    pane_draw_keys(&pane);
}

static void draw_too_small(const struct pane *all)
{
    char text[96];

    snprintf(text, sizeof(text), "too small, need %dx%d", PLAY_LEAST_WIDTH, PLAY_LEAST_HEIGHT);
    view_put_wrapped(all->screen, 0, 0, all->width, all->rows, VIEW_WARNING, text);
}

void play_draw(struct play_session *session, struct view_screen *screen)
{
    struct pane all = { .screen = screen,
                        .session = session,
                        .branch = play_current(session),
                        .width = screen->width,
                        .rows = screen->height };

    view_screen_clear(screen);
    if (screen->width < PLAY_LEAST_WIDTH || screen->height < PLAY_LEAST_HEIGHT)
        draw_too_small(&all);
    else if (pane_instead(play_mode_below(session)))
        draw_menu(&all, pane_instead(play_mode_below(session)));
    else if (screen->width >= PLAY_WIDE)
        draw_wide(&all);
    else
        draw_narrow(&all);
}

/* ---- clicks ---- */

static sim_time time_at(struct play_window window, const struct view_region *region, int x)
{
    return window.from + sim_time_ratio(window.to - window.from, x, region->width);
}

static void click_row(struct play_session *session, int row)
{
    struct play_menu *menu =
        session->mode == PLAY_MODE_HELP ? &session->help : &session->change;

    if (session->mode == PLAY_MODE_QUIZ) {
        play_quiz_choose(session, row);
        return;
    }
    if (menu->chosen == row && session->mode == PLAY_MODE_HELP)
        play_key(session, PLAY_KEY_ENTER);
    menu->chosen = row;
}

/* estimated: whoever lands within a fortieth of the row sees that it is where he clicked */
#define NEAR 40

static void click_time(struct play_session *session, struct play_window window,
                       const struct view_region *region, int x)
{
    play_go_about(session, time_at(window, region, x), (window.to - window.from) / NEAR, NULL);
}

/* A lane of the window's says which thread it is of. */
static void click_window(struct play_session *session, const struct view_region *region, int x)
{
    if (region->value)
        session->thread = (uint32_t)region->value;
    click_time(session, play_window(session), region, x);
}

void play_click_region(struct play_session *session, const struct view_region *region, int x)
{
    switch ((enum pane_region)region->what) {
    case PANE_ACTION:
        play_do(session, (enum play_action)region->value);
        break;
    case PANE_THREAD:
        session->thread = (uint32_t)region->value;
        break;
    case PANE_WINDOW:
        click_window(session, region, x);
        break;
    case PANE_RUN:
        click_time(session, play_known_run(session), region, x);
        break;
    case PANE_CHOICE:
        play_choose(session, (uint32_t)region->value);
        break;
    case PANE_GROUP:
        play_group_toggle(session, (uint32_t)region->value);
        break;
    case PANE_ROW:
        click_row(session, (int)region->value);
        break;
    }
}

void play_click(struct play_session *session, const struct view_screen *screen, int x, int y)
{
    const struct view_region *region = view_region_at(screen, x, y);

    session->message[0] = '\0';
    if (region)
        play_click_region(session, region, x - region->x);
}
