/* SPDX-License-Identifier: GPL-3.0-or-later
 * Playing the scheduler: who looks on also chooses who goes on. */
#ifndef INTERLOCK_UI_PLAY_GAME_H
#define INTERLOCK_UI_PLAY_GAME_H

#include "ui/play/session.h"

/*
 * The run is by hand (sim/models/by_hand.h) and made as far as the next choice. Choosing makes it as
 * far as the one after that; undoing forgets it again. What has happened so far can be stepped
 * through as any run. A goal is a condition over a moment (ui/play/moment.h), looked at whenever a
 * choice is due, and at the end.
 */
#define PLAY_CHOICES 1000

struct play_game {
    const struct scenario_goal *goal; /* its `text` is NULL if there is none */
    uint64_t steps[PLAY_CHOICES];     /* behind which the choices were made */
    uint32_t threads[PLAY_CHOICES];   /* on whom they fell */
    uint32_t choices;
    bool reached;
};

/* At the first choice. False when out of memory. */
bool play_begin_game(struct play_session *session);

/* The thread goes on, or it is said why it cannot. */
void play_choose(struct play_session *session, uint32_t thread);
void play_undo(struct play_session *session);

/* May it be chosen where the run stands? Appends what it is doing there, or why it may not. */
bool play_put_chance(struct sim_text *text, struct play_session *session, uint32_t thread);

/* Tries choices until the goal is reached, at most so many. False when that was not enough; the
 * game then stands at its beginning. */
bool play_solve(struct play_session *session, uint64_t tries);

/* The goal and the choice in words, a line each; nothing outside a game. */
void play_describe_game(struct play_session *session, struct sim_text *text);

#endif
