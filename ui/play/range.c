/* SPDX-License-Identifier: GPL-3.0-or-later
 * Selecting a stretch of time, and adding up what is in it. */
#include "ui/play/range.h"

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

/* ---- as words ---- */

void play_put_percent(struct sim_text *text, sim_time part, sim_time whole)
{
    int64_t percent = whole > 0 ? (sim_time_ratio(part, 200, whole) + 1) / 2 : 0;

    if (part && !percent)
        sim_text_put(text, "<");
    else if (percent == 100 && part < whole)
        sim_text_put(text, ">");
    sim_text_put_int(text, part && !percent                 ? 1
                           : percent == 100 && part < whole ? 99
                                                            : percent);
    sim_text_put(text, "%");
}

void play_put_shares(struct sim_text *text, const sim_time spent[SIM_REASON_COUNT])
{
    sim_time whole = 0;
    uint32_t told = 1u << SIM_REASON_ABSENT;

    for (int i = 1; i < SIM_REASON_COUNT; i++)
        whole += i == SIM_REASON_ABSENT ? 0 : spent[i];
    for (int n = 0; n < 4; n++) {
        int most = 0;

        for (int i = 1; i < SIM_REASON_COUNT; i++) {
            if (!(told >> i & 1) && spent[i] && (!most || spent[i] > spent[most]))
                most = i;
        }
        if (!most)
            return;
        told |= 1u << most;
        sim_text_put(text, n ? ", " : " ");
        sim_text_put(text, sim_reasons[most].name);
        sim_text_put(text, " ");
        play_put_percent(text, spent[most], whole);
    }
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
