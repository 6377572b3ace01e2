/* SPDX-License-Identifier: GPL-3.0-or-later
 * The branches of a session: taking one in, going to another, forgetting one. */
#include "ui/play/find.h"
#include "ui/play/session.h"

#include <stdio.h>

void play_go_branch(struct play_session *session, int index)
{
    sim_time time = play_branch_time(play_current(session));

    if (play_current(session)->tape) {
        play_warn(session, PLAY_RECORDED);
        return;
    }
    if (session->branch_count == 1) {
        play_warn(session, "there is one branch only: p changes something and makes another");
        return;
    }
    session->current = index;
    play_go_time(session, time);
    if (session->thread > play_current(session)->cast->threads)
        session->thread = play_current(session)->cast->threads;
}

static void say_parted(struct play_session *session, const struct play_branch *branch)
{
    char time[32], said[2 * PLAY_LINE];
    struct sim_text text = SIM_TEXT(time);

    sim_text_put_time(&text, branch->parted_time);
    if (branch->parted == PLAY_NOWHERE)
        snprintf(said, sizeof(said), "branch %s, %s: nothing changes", branch->name,
                 branch->what);
    else
        snprintf(said, sizeof(said), "branch %s, %s: differs from %s from %s on; Tab goes back",
                 branch->name, branch->what, session->branches[branch->parent]->name, time);
    play_say(session, said);
}

void play_take_branch(struct play_session *session, struct play_branch *branch)
{
    struct play_branch *parent = play_current(session);
    uint64_t place = parent->place;

    if (session->branch_count == PLAY_BRANCHES) {
        play_warn(session, "there are four branches: x forgets the one shown");
        play_branch_destroy(branch);
        return;
    }
    snprintf(branch->name, sizeof(branch->name), "b%d", ++session->branch_names);
    branch->parent = session->current;
    play_branch_compare(branch, parent);
    session->branches[session->branch_count++] = branch;
    session->current = session->branch_count - 1;
    session->beside = true;
    if (branch->parted >= place)
        play_go(session, place);
    else
        play_go_time(session, play_branch_time(parent));
    if (session->thread > branch->cast->threads)
        session->thread = branch->cast->threads;
    say_parted(session, branch);
}

/* A branch made by a live parameter refers to the scenario of its parent: whoever is left of those
 * that do gets it. */
static void pass_on(struct play_session *session, struct play_branch *branch)
{
    for (int i = 0; i < session->branch_count && branch->own; i++) {
        struct play_branch *other = session->branches[i];

        if (other != branch && other->scenario == branch->own) {
            other->own = branch->own;
            branch->own = NULL;
        }
    }
}

static void adopt(struct play_session *session, int gone)
{
    for (int i = 0; i < session->branch_count; i++) {
        struct play_branch *branch = session->branches[i];

        if (branch->parent == gone) {
            branch->parent = 0;
            play_branch_compare(branch, session->branches[0]);
        } else if (branch->parent > gone) {
            branch->parent--;
        }
    }
}

void play_drop_branch(struct play_session *session)
{
    int gone = session->current;
    struct play_branch *branch = session->branches[gone];

    if (!gone) {
        play_warn(session, branch->tape ? PLAY_RECORDED : "the first branch stays");
        return;
    }
    play_go_branch(session, branch->parent);
    pass_on(session, branch);
    for (int i = gone; i + 1 < session->branch_count; i++)
        session->branches[i] = session->branches[i + 1];
    session->branch_count--;
    if (session->current > gone)
        session->current--;
    adopt(session, gone);
    play_branch_destroy(branch);
}
