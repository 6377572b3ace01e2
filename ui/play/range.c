/* SPDX-License-Identifier: GPL-3.0-or-later
 * Selecting a stretch of time, and adding up what is in it. */
#include "ui/play/range.h"

#include "ui/play/spent.h"

#include <stdio.h>
#include <string.h>

/* ---- sums ---- */

/* Adds (`sign` 1) or takes off (-1) what was so up to `time`. */
static void add_up(const struct play_branch *branch, sim_time time, uint32_t thread, int sign,
                   struct play_totals *totals)
{
    struct sim_fold *fold = branch->spare;
    uint64_t count = sign < 0 ? UINT64_MAX : 1;

    sim_run_fold(branch->run, fold, sim_run_records_at(branch->run, time));
    if (time < sim_run_length(branch->run))
        fold->now = time;
    sim_fold_settle(fold);
    for (int reason = 0; reason < SIM_REASON_COUNT; reason++) {
        totals->own[reason] += sign * fold->threads[thread].spent[reason];
        for (uint32_t i = 1; i <= fold->cast->threads; i++)
            totals->all[reason] += sign * fold->threads[i].spent[reason];
    }
    for (uint32_t i = 1; i <= fold->cast->interps; i++) {
        totals->handoffs += count * fold->interps[i].handoffs;
        totals->forced += count * fold->interps[i].forced;
    }
    sim_fold_reset(fold); /* it stood between records, where nobody may go on from */
}

struct play_totals play_range_totals(const struct play_branch *branch, struct play_window range,
                                     uint32_t thread)
{
    struct play_totals totals = { { 0 }, { 0 }, 0, 0 };

    add_up(branch, range.to, thread, 1, &totals);
    add_up(branch, range.from, thread, -1, &totals);
    return totals;
}

/* ---- selecting ---- */

bool play_range(const struct play_session *session, struct play_window *range)
{
    sim_time now = play_branch_time(play_current(session));

    *range = session->range;
    if (session->ranging && now < range->from)
        *range = (struct play_window){ now, range->from };
    else if (session->ranging)
        range->to = now;
    return range->to > range->from;
}

void play_range_select(struct play_session *session, struct play_window range)
{
    session->range = range;
    session->ranging = false;
}

void play_range_forget(struct play_session *session)
{
    play_range_select(session, (struct play_window){ 0, 0 });
}

static void say(struct play_session *session, struct play_window range)
{
    const struct play_branch *branch = play_current(session);
    struct play_totals totals = play_range_totals(branch, range, session->thread);
    char said[2 * PLAY_LINE];
    struct sim_text text = SIM_TEXT(said);

    sim_text_put_time(&text, range.to - range.from);
    sim_text_put(&text, ": ");
    sim_cast_put_thread(branch->cast, &text, session->thread);
    play_put_shares(&text, totals.own);
    if (totals.handoffs) {
        sim_text_put(&text, "; hand-offs: ");
        sim_text_put_int(&text, (int64_t)totals.handoffs);
    }
    play_say(session, said);
}

void play_range_key(struct play_session *session)
{
    sim_time now = play_branch_time(play_current(session));
    struct play_window range;

    if (!session->ranging) {
        session->range = (struct play_window){ now, now };
        session->ranging = true;
        play_say(session, "a range begins here: go where it ends, and press the same key");
        return;
    }
    if (!play_range(session, &range)) {
        play_range_forget(session);
        play_warn(session, "a range has a beginning and an end: nothing is selected");
        return;
    }
    play_range_select(session, range);
    say(session, range);
}
