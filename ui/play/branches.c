/* SPDX-License-Identifier: GPL-3.0-or-later
 * The branches of a session: taking one in, going to another, forgetting one. */
#include "ui/play/find.h"
#include "ui/play/session.h"

#include <stdio.h>

/* By step if that has the same time here, as it has in a past in common; else by time. */
static void look_there(struct play_session *session, const struct play_branch *from)
{
    sim_time time = session->time;

    if (play_branch_step(from) <= sim_run_steps(play_current(session)->run))
        play_go_step(session, play_branch_step(from));
    if (play_branch_time(play_current(session)) != play_branch_time(from))
        play_go_time(session, time);
    session->time = time;
}

/* Where the event at the place lies before the time asked for. */
static void put_before(struct sim_text *text, const struct play_session *session,
                       const char *joint)
{
    if (play_branch_time(play_current(session)) == session->time)
        return;
    sim_text_put(text, joint);
    sim_text_put(text, "the last event before ");
    sim_text_put_time(text, session->time);
}

void play_go_branch(struct play_session *session, int index)
{
    const struct play_branch *from = play_current(session);
    char said[PLAY_LINE];
    struct sim_text text = SIM_TEXT(said);

    if (play_current(session)->tape) {
        play_warn(session, PLAY_RECORDED);
        return;
    }
    if (session->branch_count == 1) {
        play_warn(session, "there is one branch only: p changes something and makes another");
        return;
    }
    session->current = index;
    look_there(session, from);
    put_before(&text, session, "");
    if (text.used && !session->message[0])
        play_say(session, said);
    if (session->thread > play_current(session)->cast->threads)
        session->thread = play_current(session)->cast->threads;
}

static void say_parted(struct play_session *session, const struct play_branch *branch)
{
    char said[3 * PLAY_LINE];
    struct sim_text text = SIM_TEXT(said);

    sim_text_put(&text, "branch ");
    sim_text_put(&text, branch->name);
    sim_text_put(&text, ", ");
    sim_text_put(&text, branch->what);
    if (play_knows_parting(session, branch)) {
        sim_text_put(&text, ": differs from ");
        sim_text_put(&text, session->branches[branch->parent]->name);
        sim_text_put(&text, " from ");
        sim_text_put_time(&text, branch->parted_time);
        sim_text_put(&text, " on; Tab goes back");
    } else {
        sim_text_put(&text,
                     play_tells_future(session) ? ": nothing changes" : "; Tab goes back");
    }
    put_before(&text, session, "; ");
    play_say(session, said);
}

void play_take_branch(struct play_session *session, struct play_branch *branch)
{
    struct play_branch *parent = play_current(session);
    sim_time time = session->time;

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
    if (branch->parted >= parent->place) {
        play_go(session, parent->place);
        session->time = time;
    } else {
        play_stay_at(session, time);
    }
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
