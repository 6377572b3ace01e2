/* SPDX-License-Identifier: GPL-3.0-or-later
 * A session in words, for who cannot see its screen. */
#include "ui/play/draw.h"

#include "sim/trace/sentence.h"
#include "ui/play/game.h"
#include "ui/play/pane.h"
#include "ui/play/spent.h"

#include <string.h>

/* ---- panes, read aloud ---- */

/* Without the blanks that make columns. */
static void put_row(struct sim_text *text, const struct view_glyph *row)
{
    int blanks = 0, words = 0;

    for (int x = 0; x < VIEW_WIDTH_MAX; x++) {
        if (!strcmp(row[x].text, " ")) {
            blanks++;
            continue;
        }
        sim_text_put(text, !words || blanks > 1 ? "  " : blanks ? " " : "");
        sim_text_put(text, row[x].text);
        blanks = 0;
        words++;
    }
    if (words)
        sim_text_put(text, "\n");
}

/* What a pane shows on so many rows, in the same words. */
static void describe_pane(struct play_session *session, struct sim_text *text,
                          pane_draw_fn draw, int rows)
{
    struct pane pane = { .screen =
                             view_screen_create(VIEW_WIDTH_MAX, rows, session->options.unicode),
                         .session = session,
                         .branch = play_current(session),
                         .width = VIEW_WIDTH_MAX,
                         .rows = rows,
                         .words = true };

    if (!pane.screen)
        return;
    draw(&pane);
    for (int y = 0; y < rows; y++)
        put_row(text, &pane.screen->cells[y * VIEW_WIDTH_MAX]);
    view_screen_destroy(pane.screen);
}

/* ---- the place ---- */

static void describe_sentences(const struct play_session *session, struct sim_text *text)
{
    const struct play_branch *branch = play_current(session);
    struct sim_fold *fold = branch->spare;

    sim_run_fold(branch->run, fold, branch->before->records);
    while (fold->records < branch->place) {
        struct sim_record record = sim_run_record(branch->run, fold->records);

        if (record.kind != SIM_RECORD_GAP) {
            sim_text_put(text, "  ");
            sim_sentence(text, fold, record);
            sim_text_put(text, ".\n");
        }
        sim_fold_apply(fold, record);
    }
}

#define PARTS 20   /* rows of an event's parts, as on a usual screen */
#define THREADS 32 /* more than anybody wants to hear of */

static void describe_event(struct play_session *session, struct sim_text *text)
{
    if (session->expanded && play_current(session)->place)
        describe_pane(session, text, pane_draw_event, PARTS);
    else
        describe_sentences(session, text);
}

static void describe_threads(const struct play_session *session, struct sim_text *text)
{
    const struct sim_fold *now = play_current(session)->now;
    uint32_t left = now->cast->threads;

    for (uint32_t i = 1; i <= now->cast->threads; i++) {
        if (i > THREADS && i != session->thread)
            continue;
        sim_text_put(text, i == session->thread ? "* " : "  ");
        sim_cast_put_thread(now->cast, text, i);
        sim_text_put(text, " ");
        sim_state_sentence(text, now, i);
        sim_text_put(text, ".\n");
        left--;
    }
    if (left) {
        sim_text_put(text, "  and ");
        pane_count_text(text, left);
        sim_text_put(text, left == 1 ? " more thread.\n" : " more threads.\n");
    }
}

static void describe_head(struct play_session *session, struct sim_text *text)
{
    const struct play_branch *branch = play_current(session);

    sim_text_put(text, "step ");
    sim_text_put_int(text, (int64_t)play_branch_step(branch));
    if (play_shows_length(session)) {
        sim_text_put(text, " of ");
        sim_text_put_int(text, (int64_t)sim_run_steps(branch->run));
    }
    sim_text_put(text, ", ");
    sim_text_put_exact_time(text, play_branch_time(branch));
    sim_text_put(text, branch->tape ? ", " : ", branch ");
    sim_text_put(text, branch->name);
    sim_text_put(text, branch->what[0] ? ": " : "");
    sim_text_put(text, branch->what);
    sim_text_put(text, "\n");
}

static void describe_place(struct play_session *session, struct sim_text *text)
{
    const struct play_branch *branch = play_current(session);

    describe_head(session, text);
    describe_event(session, text);
    describe_pane(session, text, pane_draw_lock, pane_wish_lock(session).most);
    describe_threads(session, text);
    if (branch->place)
        describe_pane(session, text, pane_draw_thread, 1);
    if (play_spent_total(branch->now->threads[session->thread].spent))
        describe_pane(session, text, pane_draw_sums, 1);
    play_describe_game(session, text);
    if ((session->search[0] || session->stop) && !session->message[0])
        describe_pane(session, text, pane_draw_message, 1);
}

/* ---- what is open ---- */

static void describe_line(void *context, const struct play_quiz_line *line)
{
    struct sim_text *text = context;

    if (line->kind == PLAY_LINE_BLANK)
        return;
    sim_text_put(text, line->kind == PLAY_LINE_CHOSEN ? "* " : "  ");
    sim_text_put(text, line->text);
    sim_text_put(text, "\n");
}

#define LIST 8 /* rows: more take long to hear */

/* A list, or what is asked for, and the keys for it. */
static void describe_open(struct play_session *session, struct sim_text *text)
{
    pane_draw_fn list = pane_instead(play_mode_below(session));

    if (list)
        describe_pane(session, text, list, LIST);
    if (!session->message[0] || session->mode == PLAY_MODE_LINE)
        describe_pane(session, text, pane_draw_message, 1);
    describe_pane(session, text, pane_draw_keys, 1);
}

void play_describe(struct play_session *session, struct sim_text *text)
{
    if (session->mode == PLAY_MODE_QUIZ)
        play_quiz_lines(session, 60, describe_line, text);
    else if (session->mode == PLAY_MODE_LOOK)
        describe_place(session, text);
    else
        describe_open(session, text);
    if (session->message[0]) {
        sim_text_put(text, session->message);
        sim_text_put(text, "\n");
    }
}
