/* SPDX-License-Identifier: GPL-3.0-or-later
 * Choices, and the goal they lead to. */
#include "ui/play/game.h"

#include "sim/mech/hand.h"
#include "sim/mech/loop.h"
#include "sim/timeline/schedule.h"
#include "sim/trace/sentence.h"
#include "ui/play/moment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct sim *sim_of(const struct play_session *session)
{
    return session->branches[0]->timeline->sim;
}

/* ---- the goal ---- */

static void look_at_goal(struct play_session *session)
{
    struct play_game *game = session->game;
    struct play_moment moment = { .fold = session->branches[0]->now };
    struct expr_value value = { .kind = EXPR_UNKNOWN };
    char why[512];
    struct sim_text text = SIM_TEXT(why);

    if (!game->goal->text)
        return;
    game->reached =
        expr_evaluate(game->goal->expr, play_moment_look_up, &moment, &value, &text) &&
        value.kind == EXPR_TRUTH && value.truth;
    if (value.kind != EXPR_TRUTH) {
        why[strcspn(why, "\n")] = '\0';
        play_warn(session, text.used ? why : "[goal] that: no condition");
    }
}

static void say_result(struct play_session *session)
{
    const struct play_game *game = session->game;
    enum sim_status status = play_branch_status(session->branches[0]);
    char said[PLAY_LINE];

    if (game->reached)
        snprintf(said, sizeof(said),
                 "the goal is reached, with %u choice%s: u undoes, q leaves", game->choices,
                 game->choices == 1 ? "" : "s");
    else if (status == SIM_GOING)
        return;
    else
        snprintf(said, sizeof(said), "the run has come to its end%s%s: u undoes",
                 status == SIM_DEADLOCK ? ", a deadlock" : "",
                 game->goal->text ? ", without the goal" : "");
    play_say(session, said);
    session->warned = !game->reached;
}

bool play_begin_game(struct play_session *session)
{
    struct play_branch *branch = session->branches[0];

    session->game = calloc(1, sizeof(*session->game));
    if (!session->game)
        return false;
    session->game->goal = &branch->scenario->goal;
    play_branch_go(branch, branch->run->count);
    look_at_goal(session);
    return true;
}

/* ---- choosing ---- */

bool play_put_chance(struct sim_text *text, struct play_session *session, uint32_t thread)
{
    const struct sim *sim = sim_of(session);
    const struct sim_fold *now = session->branches[0]->now;

    if (sim->threads[thread].schedule == SIM_THREAD_ENDED) {
        sim_text_put(text, "has ended");
        return false;
    }
    if (sim->threads[thread].schedule == SIM_THREAD_ABSENT && !hand_may(sim, thread)) {
        sim_text_put(text, "has not been started");
        return false;
    }
    if (hand_must_yield(sim, thread)) {
        sim_text_put(text, "was asked for the lock, and waits until another has taken it");
        return false;
    }
    if (sim->threads[thread].carrier.i && sim->loop->timed &&
        sim->threads[thread].reason == SIM_REASON_IO) {
        sim_text_put(text,
                     "waits for input; a loop sees that before the timer that was chosen, or "
                     "in its next round");
        return false;
    }
    sim_state_sentence(text, now, thread);
    return hand_due(sim) && hand_may(sim, thread);
}

static void say_why_not(struct play_session *session, uint32_t thread)
{
    char said[2 * PLAY_LINE];
    struct sim_text text = SIM_TEXT(said);

    sim_cast_put_thread(session->branches[0]->cast, &text, thread);
    sim_text_put(&text, " cannot go on: it ");
    play_put_chance(&text, session, thread);
    play_warn(session, said);
}

static bool choose(struct play_session *session, uint32_t thread)
{
    struct play_game *game = session->game;
    struct play_branch *branch = session->branches[0];
    uint64_t step = branch->timeline->frontier;

    if (!play_branch_choose(branch, thread))
        return false;
    game->steps[game->choices] = step;
    game->threads[game->choices++] = thread;
    look_at_goal(session);
    return true;
}

void play_choose(struct play_session *session, uint32_t thread)
{
    struct play_branch *branch = session->branches[0];

    if (!session->game || thread > branch->cast->threads) {
        play_warn(session, session->game
                               ? "there is no thread of that number"
                               : "nobody chooses in a run of its own: interlock play");
        return;
    }
    session->thread = thread;
    if (!timeline_seek(branch->timeline, branch->timeline->frontier))
        return;
    play_branch_go(branch, branch->run->count);
    if (play_branch_ended(branch))
        say_result(session);
    else if (!schedule_at_choice(branch->timeline))
        play_warn(session, "no choice is due yet: G makes more of the run");
    else if (!hand_may(sim_of(session), thread))
        say_why_not(session, thread);
    else if (session->game->choices == PLAY_CHOICES)
        play_warn(session, "a thousand choices are enough");
    else if (choose(session, thread))
        say_result(session);
    else
        play_warn(session, "out of memory");
}

void play_undo(struct play_session *session)
{
    struct play_game *game = session->game;

    if (!game || !game->choices) {
        play_warn(session, game ? "nothing has been chosen yet" : "there is nothing to undo");
        return;
    }
    game->choices--;
    if (!play_branch_unchoose(session->branches[0], game->steps[game->choices])) {
        play_warn(session, "out of memory");
        return;
    }
    session->thread = game->threads[game->choices];
    look_at_goal(session);
}

/* ---- solving ---- */

/* Depth first, the threads in their order; the first thread that has not been tried, from `from`. */
static uint32_t next_chance(const struct play_session *session, uint32_t from)
{
    const struct sim *sim = sim_of(session);

    while (from <= sim->thread_count && !hand_may(sim, from))
        from++;
    return from <= sim->thread_count ? from : 0;
}

bool play_solve(struct play_session *session, uint64_t tries)
{
    struct play_game *game = session->game;
    uint32_t from = 1;

    while (!game->reached && tries--) {
        bool open = !play_branch_ended(session->branches[0]) && game->choices < PLAY_CHOICES;
        uint32_t thread = open ? next_chance(session, from) : 0;

        if (thread && choose(session, thread)) {
            from = 1;
        } else if (game->choices) {
            from = game->threads[game->choices - 1] + 1;
            play_undo(session);
        } else {
            return false;
        }
    }
    while (!game->reached && game->choices)
        play_undo(session);
    return game->reached;
}

/* ---- in words ---- */

void play_describe_game(struct play_session *session, struct sim_text *text)
{
    const struct play_game *game = session->game;

    if (!game)
        return;
    if (game->goal->text) {
        sim_text_put(text, game->reached ? "Goal, reached: " : "Goal: ");
        sim_text_put(text, game->goal->ask);
        sim_text_put(text, "\n");
    }
    if (play_branch_ended(session->branches[0]) ||
        session->branches[0]->place < session->branches[0]->run->count)
        return;
    sim_text_put(text, "Who goes on?\n");
    for (uint32_t i = 1; i <= session->branches[0]->cast->threads; i++) {
        char words[PLAY_LINE];
        struct sim_text put = SIM_TEXT(words);
        bool may = play_put_chance(&put, session, i);

        sim_text_put(text, may ? "  " : "  not ");
        sim_text_put_int(text, i);
        sim_text_put(text, " ");
        sim_cast_put_thread(session->branches[0]->cast, text, i);
        sim_text_put(text, " ");
        sim_text_put(text, words);
        sim_text_put(text, "\n");
    }
}
