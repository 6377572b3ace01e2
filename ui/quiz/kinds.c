/* SPDX-License-Identifier: GPL-3.0-or-later
 * Answers from records. */
#include "ui/quiz/kinds.h"

const struct quiz_kind_info quiz_kinds[QUIZ_KIND_COUNT] = {
#define KIND(id, name, form, when, subject, counted, ask, because)                             \
    [QUIZ_KIND_##                                                                              \
        id] = { name, QUIZ_##form, QUIZ_##when, QUIZ_SUBJECT_##subject, SIM_RECORD_##counted,  \
                ask,  because },
#include "ui/quiz/kinds.def"
#undef KIND
};

bool quiz_kind_fits(enum quiz_kind kind, const struct sim_cast *cast)
{
    if (kind == QUIZ_KIND_RUNNING && cast->compiled)
        return false;
    switch (quiz_kinds[kind].subject) {
    case QUIZ_SUBJECT_LOCK:
    case QUIZ_SUBJECT_THREAD_LOCK:
        return cast->interps == 1;
    case QUIZ_SUBJECT_VAR:
        return cast->vars.count > 0;
    case QUIZ_SUBJECT_MEASURE:
        return cast->measures.count > 0;
    case QUIZ_SUBJECT_MODELS:
        return true; /* of the scenario, not of a run of it */
    default:
        return cast->threads > 1 || kind != QUIZ_KIND_FIRST_END;
    }
}

/* ---- one function for each kind: the value behind a record ---- */

/* `fold` is behind record `i`, `before` what some of its accounts were. */
struct followed {
    struct sim_record record;
    const struct sim_fold *fold;
    uint64_t i;
};

typedef int64_t (*quiz_value_fn)(struct quiz_tally *tally, const struct followed *followed);

static bool is_of_subject(const struct quiz_tally *tally, const struct followed *followed)
{
    return followed->record.thread == tally->asked->subject;
}

static int64_t holder(struct quiz_tally *tally, const struct followed *followed)
{
    (void)tally;
    return followed->fold->interps[1].owner;
}

/* The first to take the lock from another behind the moment; then it stays. */
static int64_t next_holder(struct quiz_tally *tally, const struct followed *followed)
{
    const struct sim_record *record = &followed->record;

    if (!tally->value && followed->fold->now > tally->asked->at &&
        record->kind == SIM_RECORD_TAKE && record->flags & SIM_RECORD_FLAG &&
        followed->fold->turn != SIM_TIME_NEVER)
        return record->thread;
    return tally->value;
}

static int64_t does(struct quiz_tally *tally, const struct followed *followed)
{
    return followed->fold->threads[tally->asked->subject].reason;
}

static int64_t waiting(struct quiz_tally *tally, const struct followed *followed)
{
    (void)tally;
    return followed->fold->interps[1].waiting;
}

static int64_t cores(struct quiz_tally *tally, const struct followed *followed)
{
    int64_t count = 0;

    (void)tally;
    for (uint32_t i = 1; i <= followed->fold->cast->cores; i++)
        count += followed->fold->cores[i].thread != 0;
    return count;
}

/* Notes where a stretch begins; the length of one that ends here, 0 elsewhere. */
static sim_time stretch(struct quiz_tally *tally, const struct followed *followed,
                        bool under_way)
{
    bool was = tally->began != QUIZ_NO_RECORD;
    sim_time length = 0;

    if (under_way && !was) {
        tally->began = followed->i;
        tally->since = followed->fold->now;
    } else if (!under_way && was) {
        length = followed->fold->now - tally->since;
        tally->began = QUIZ_NO_RECORD;
    }
    return length;
}

/* A wait that is not over at the end of the run counts for what there was of it. */
static int64_t worst_wait(struct quiz_tally *tally, const struct followed *followed)
{
    bool waits = followed->fold->threads[tally->asked->subject].waits_for_interp;
    uint64_t began = tally->began;
    sim_time length = stretch(tally, followed, waits);

    if (waits) {
        began = tally->began;
        length = followed->fold->now - tally->since;
    }
    if (length <= tally->value)
        return tally->value;
    tally->begin = began;
    return length;
}

static int64_t total_wait(struct quiz_tally *tally, const struct followed *followed)
{
    bool waits = followed->fold->threads[tally->asked->subject].waits_for_interp;

    return tally->value + stretch(tally, followed, waits);
}

static int64_t running(struct quiz_tally *tally, const struct followed *followed)
{
    return followed->fold->threads[tally->asked->subject].spent[SIM_REASON_RUNNING];
}

/* Noted is where a wait for it begins. */
static int64_t first_lock(struct quiz_tally *tally, const struct followed *followed)
{
    if (!tally->value && tally->begin == QUIZ_NO_RECORD &&
        followed->fold->threads[tally->asked->subject].waits_for_interp)
        tally->begin = followed->i;
    if (!tally->value && is_of_subject(tally, followed) &&
        followed->record.kind == SIM_RECORD_TAKE)
        return followed->fold->now;
    return tally->value;
}

static int64_t handoffs(struct quiz_tally *tally, const struct followed *followed)
{
    (void)tally;
    return (int64_t)followed->fold->interps[1].handoffs;
}

static int64_t count(struct quiz_tally *tally, const struct followed *followed)
{
    return tally->value + (is_of_subject(tally, followed) &&
                           followed->record.kind == quiz_kinds[tally->asked->kind].counted);
}

static int64_t own_cores(struct quiz_tally *tally, const struct followed *followed)
{
    const struct fold_thread *thread = &followed->fold->threads[tally->asked->subject];
    uint64_t bit = (uint64_t)1 << (thread->core % 64),
             *seen = &tally->cores_seen[thread->core / 64];

    if (!thread->on_core || *seen & bit)
        return tally->value;
    *seen |= bit;
    return tally->value + 1;
}

static int64_t lost(struct quiz_tally *tally, const struct followed *followed)
{
    return fold_lost(&followed->fold->vars[tally->asked->subject]);
}

static bool has_measured(struct quiz_tally *tally, const struct followed *followed)
{
    return followed->record.kind == SIM_RECORD_MEASURED &&
           followed->record.arg == tally->asked->subject;
}

static int64_t worst_measure(struct quiz_tally *tally, const struct followed *followed)
{
    if (has_measured(tally, followed) && followed->fold->measured > tally->value)
        return followed->fold->measured;
    return tally->value;
}

static int64_t measured(struct quiz_tally *tally, const struct followed *followed)
{
    return tally->value + has_measured(tally, followed);
}

static int64_t first_end(struct quiz_tally *tally, const struct followed *followed)
{
    if (!tally->value && followed->record.kind == SIM_RECORD_END)
        return followed->record.thread;
    return tally->value;
}

static int64_t end(struct quiz_tally *tally, const struct followed *followed)
{
    if (!tally->value && is_of_subject(tally, followed) &&
        followed->record.kind == SIM_RECORD_END)
        return followed->fold->now;
    return tally->value;
}

static const quiz_value_fn values[QUIZ_KIND_COUNT] = {
    [QUIZ_KIND_HOLDER] = holder,
    [QUIZ_KIND_NEXT_HOLDER] = next_holder,
    [QUIZ_KIND_DOES] = does,
    [QUIZ_KIND_WAITING] = waiting,
    [QUIZ_KIND_CORES] = cores,
    [QUIZ_KIND_WORST_WAIT] = worst_wait,
    [QUIZ_KIND_TOTAL_WAIT] = total_wait,
    [QUIZ_KIND_RUNNING] = running,
    [QUIZ_KIND_FIRST_LOCK] = first_lock,
    [QUIZ_KIND_HANDOFFS] = handoffs,
    [QUIZ_KIND_REQUESTS] = count,
    [QUIZ_KIND_EXPIRED] = count,
    [QUIZ_KIND_VAIN] = count,
    [QUIZ_KIND_PREEMPTED] = count,
    [QUIZ_KIND_OWN_CORES] = own_cores,
    [QUIZ_KIND_LOST] = lost,
    [QUIZ_KIND_WORST_MEASURE] = worst_measure,
    [QUIZ_KIND_MEASURED] = measured,
    [QUIZ_KIND_FIRST_END] = first_end,
    [QUIZ_KIND_END] = end,
};

/* ---- following ---- */

static struct quiz_tally begin_tally(const struct quiz_asked *asked)
{
    return (struct quiz_tally){
        .asked = asked,
        .value = asked->kind == QUIZ_KIND_DOES ? SIM_REASON_ABSENT : 0,
        .first = QUIZ_NO_RECORD,
        .last = QUIZ_NO_RECORD,
        .begin = QUIZ_NO_RECORD,
        .began = QUIZ_NO_RECORD,
    };
}

/* How many records count: those up to the moment, or all. */
static uint64_t record_count(const struct sim_run *run, const struct quiz_asked *asked)
{
    return quiz_kinds[asked->kind].when == QUIZ_MOMENT ? sim_run_records_at(run, asked->at)
                                                       : run->count;
}

/* Applies the next record; true when the value has changed. */
static bool follow_one(const struct sim_run *run, struct quiz_tally *tally,
                       struct sim_fold *fold)
{
    uint64_t i = fold->records;
    struct followed followed = { sim_run_record(run, i), fold, i };
    int64_t value;

    sim_fold_apply(fold, followed.record);
    value = values[tally->asked->kind](tally, &followed);
    if (value == tally->value)
        return false;
    tally->value = value;
    tally->last = i;
    if (tally->first == QUIZ_NO_RECORD)
        tally->first = i;
    return true;
}

/* What is under way at the end counts. */
static void finish(struct quiz_tally *tally, struct sim_fold *fold)
{
    if (tally->asked->kind == QUIZ_KIND_TOTAL_WAIT && tally->began != QUIZ_NO_RECORD)
        tally->value += fold->now - tally->since;
    if (tally->asked->kind == QUIZ_KIND_RUNNING) {
        sim_fold_settle(fold);
        tally->value = fold->threads[tally->asked->subject].spent[SIM_REASON_RUNNING];
    }
}

struct quiz_tally quiz_follow(const struct sim_run *run, const struct quiz_asked *asked,
                              struct sim_fold *fold)
{
    struct quiz_tally tally = begin_tally(asked);
    uint64_t count = record_count(run, asked);

    sim_fold_reset(fold);
    while (fold->records < count)
        follow_one(run, &tally, fold);
    finish(&tally, fold);
    return tally;
}

/* ---- parting ---- */

/* Of a number that grows: where it became more than was answered. Of a state: where it last was
 * no longer what was answered. If that never was, where the value became what it is. */
uint64_t quiz_part(const struct sim_run *run, const struct quiz_asked *asked, int64_t answer,
                   struct sim_fold *fold, int64_t *value)
{
    const struct quiz_kind_info *kind = &quiz_kinds[asked->kind];
    bool grows = kind->when == QUIZ_RUN && kind->answer >= QUIZ_HOW_MANY;
    struct quiz_tally tally = begin_tally(asked);
    uint64_t count = record_count(run, asked), parted = QUIZ_NO_RECORD;

    sim_fold_reset(fold);
    while (fold->records < count) {
        int64_t old = tally.value;

        if (!follow_one(run, &tally, fold))
            continue;
        *value = tally.value;
        if (grows && tally.value > answer)
            return tally.last;
        if (!grows && old == answer)
            parted = tally.last;
    }
    *value = tally.value;
    return parted == QUIZ_NO_RECORD ? tally.last : parted;
}
