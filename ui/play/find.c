/* SPDX-License-Identifier: GPL-3.0-or-later
 * Looking through records, forwards and backwards. */
#include "ui/play/find.h"

#include <stddef.h>

/* ---- steps ---- */

static bool begins_step(const struct sim_run *run, uint64_t i)
{
    return sim_run_record(run, i).flags & SIM_RECORD_FIRST;
}

uint64_t play_step_begin(const struct sim_run *run, uint64_t place)
{
    while (place > 0 && !begins_step(run, --place))
        continue;
    return place;
}

uint64_t play_step_end(const struct sim_run *run, uint64_t i)
{
    do
        i++;
    while (i < run->count && !begins_step(run, i));
    return i;
}

/* ---- by record ---- */

uint64_t play_find(const struct sim_run *run, uint64_t from, enum play_direction direction,
                   play_record_fn is_it, uint32_t thread)
{
    if (direction == PLAY_FORWARD) {
        for (uint64_t i = from; i < run->count; i++) {
            if (is_it(sim_run_record(run, i), thread))
                return play_step_end(run, i);
        }
        return PLAY_NOWHERE;
    }
    for (uint64_t i = play_step_begin(run, from); i > 0; i--) {
        if (is_it(sim_run_record(run, i - 1), thread))
            return play_step_end(run, i - 1);
    }
    return PLAY_NOWHERE;
}

static bool has_one(const struct sim_run *run, struct sim_fold *spare, uint64_t place,
                    const struct play_kind *kind, uint32_t thread)
{
    sim_run_fold(run, spare, play_step_begin(run, place));
    while (spare->records < place) {
        struct sim_record record = sim_run_record(run, spare->records);

        if (kind->is_it(record, thread) && kind->is_so(spare, record))
            return true;
        sim_fold_apply(spare, record);
    }
    return false;
}

uint64_t play_find_kind(const struct sim_run *run, struct sim_fold *spare, uint64_t from,
                        enum play_direction direction, const struct play_kind *kind,
                        uint32_t thread)
{
    uint64_t place = play_find(run, from, direction, kind->is_it, thread);

    while (place != PLAY_NOWHERE && kind->is_so && !has_one(run, spare, place, kind, thread))
        place = play_find(run, place, direction, kind->is_it, thread);
    return place;
}

/* ---- by fold ---- */

/* Looks from where the fold stands to `end`, which is behind a step; the first place found, or
 * the last with `to_the_last`. */
static uint64_t scan(const struct sim_run *run, struct sim_fold *fold, uint64_t end,
                     const struct play_finder *finder, bool to_the_last)
{
    uint64_t found = PLAY_NOWHERE;
    bool hit = false;

    while (fold->records < end) {
        struct sim_record record = sim_run_record(run, fold->records);

        hit |= finder->record && finder->record(finder->context, fold, record);
        sim_fold_apply(fold, record);
        if (fold->records < run->count && !begins_step(run, fold->records))
            continue;
        hit |= finder->step && finder->step(finder->context, fold);
        if (hit)
            found = fold->records;
        if (hit && !to_the_last)
            return found;
        hit = false;
    }
    return found;
}

/* Tells the finder how things stand before it is asked. */
static void begin_scan(const struct sim_run *run, struct sim_fold *fold, uint64_t from,
                       const struct play_finder *finder)
{
    sim_run_fold(run, fold, from);
    if (finder->step)
        finder->step(finder->context, fold);
}

/* Records that are looked through in one go when the way is back. */
#define BLOCK 16384

static uint64_t scan_back(const struct sim_run *run, struct sim_fold *fold, uint64_t from,
                          const struct play_finder *finder, uint64_t bound, uint64_t *stopped)
{
    uint64_t end = play_step_begin(run, from), limit = end > bound ? end - bound : 0;

    while (end > limit) {
        uint64_t begin = play_step_begin(run, end > BLOCK ? end - BLOCK : 0), found;

        begin_scan(run, fold, begin, finder);
        found = scan(run, fold, end, finder, true);
        if (found != PLAY_NOWHERE)
            return found;
        end = begin;
    }
    *stopped = end;
    return PLAY_NOWHERE;
}

uint64_t play_find_by_fold(const struct sim_run *run, struct sim_fold *spare, uint64_t from,
                           enum play_direction direction, const struct play_finder *finder,
                           uint64_t bound, uint64_t *stopped)
{
    uint64_t end, found;

    if (direction == PLAY_BACKWARD)
        return scan_back(run, spare, from, finder, bound, stopped);
    end = run->count - from > bound ? play_step_end(run, from + bound - 1) : run->count;
    begin_scan(run, spare, from, finder);
    found = scan(run, spare, end, finder, false);
    *stopped = end;
    return found;
}

/* ---- kinds ---- */

bool play_is_any(struct sim_record record, uint32_t thread)
{
    (void)record, (void)thread;
    return true;
}

bool play_is_noticed(struct sim_record record, uint32_t thread)
{
    (void)thread;
    return record.kind != SIM_RECORD_STEP && record.kind != SIM_RECORD_GAP;
}

bool play_is_of_thread(struct sim_record record, uint32_t thread)
{
    return record.thread == thread && play_is_noticed(record, thread);
}

static bool is_handoff(struct sim_record record, uint32_t thread)
{
    (void)thread;
    return record.kind == SIM_RECORD_TAKE && record.flags & SIM_RECORD_FLAG;
}

/* Who is the first to have a lock has it from nobody. */
static bool has_last_owner(const struct sim_fold *before, struct sim_record record)
{
    return before->interps[sim_cast_interp_of(before->cast, record.thread)].last_owner;
}

static bool is_request(struct sim_record record, uint32_t thread)
{
    (void)thread;
    return record.kind == SIM_RECORD_REQUEST;
}

/* By the reason that begins, so that it holds for every way of waiting there will be. Who has been
 * woken keeps the reason for a moment, but has a core. */
static bool is_wait(struct sim_record record, uint32_t thread)
{
    (void)thread;
    if (record.flags & SIM_RECORD_ON_CORE)
        return false;
    switch (sim_record_reason(record)) {
    case SIM_REASON_INTERPRETER:
    case SIM_REASON_LOCK:
    case SIM_REASON_QUEUE:
    case SIM_REASON_SYNC:
    case SIM_REASON_JOIN:
    case SIM_REASON_PAUSE:
        return true;
    default:
        return false;
    }
}

static bool is_io(struct sim_record record, uint32_t thread)
{
    (void)thread;
    return sim_record_reason(record) == SIM_REASON_IO ||
           sim_record_reason(record) == SIM_REASON_SLEEP;
}

static bool is_lost_update(struct sim_record record, uint32_t thread)
{
    (void)thread;
    return record.kind == SIM_RECORD_LOST && !(record.flags & SIM_RECORD_FLAG);
}

static bool is_preemption(struct sim_record record, uint32_t thread)
{
    (void)thread;
    return record.kind == SIM_RECORD_PREEMPT;
}

static bool is_turn(struct sim_record record, uint32_t thread)
{
    (void)thread;
    return record.kind == SIM_RECORD_TURN;
}

static bool is_done(struct sim_record record, uint32_t thread)
{
    (void)thread;
    return record.kind == SIM_RECORD_END;
}

const struct play_kind play_kinds[] = {
    { "hand-off", is_handoff, has_last_owner },
    { "drop request", is_request, NULL },
    { "wait", is_wait, NULL },
    { "I/O", is_io, NULL },
    { "lost update", is_lost_update, NULL },
    { "preemption", is_preemption, NULL },
    { "turn", is_turn, NULL },
    { "done", is_done, NULL },
    { NULL, NULL, NULL },
};

uint64_t play_lead_up(const struct sim_run *run, uint64_t place, int rows)
{
    while (place > 0 && rows > 0)
        rows -= play_is_noticed(sim_run_record(run, --place), 0);
    return place;
}
