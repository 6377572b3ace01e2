/* SPDX-License-Identifier: GPL-3.0-or-later
 * What each kind of record changes. */
#include "sim/trace/fold.h"

#include <stdlib.h>
#include <string.h>

/* ---- accounts ---- */

static bool is_work(enum sim_reason reason)
{
    return reason == SIM_REASON_RUNNING || reason == SIM_REASON_NATIVE ||
           reason == SIM_REASON_PICKLE || reason == SIM_REASON_STALL ||
           reason == SIM_REASON_SHARED;
}

uint32_t sim_fold_beside(const struct sim_fold *fold, uint16_t core)
{
    uint16_t sibling = sim_params_sibling(fold->cast->paired, core);

    return sibling ? fold->cores[sibling].thread : 0;
}

/* Who works beside the core that the record's thread comes to or leaves; 0: nobody. */
static uint32_t beside_change(const struct sim_fold *fold, struct sim_record record)
{
    const struct fold_thread *thread = &fold->threads[record.thread];
    bool on = record.flags & SIM_RECORD_ON_CORE;
    uint16_t core = on ? record.core : thread->core;

    if (!fold->cast->paired || (!on && !thread->on_core) ||
        on == (fold->cores[core].thread == record.thread))
        return 0;
    return sim_fold_beside(fold, core);
}

uint32_t sim_fold_settled(const struct sim_fold *before, struct sim_record record,
                          uint32_t ids[FOLD_SETTLED])
{
    bool changes = sim_record_reason(record) != SIM_REASON_SAME;
    uint32_t count = 0, beside;

    if (!record.thread || (!changes && record.kind != SIM_RECORD_INTERRUPT &&
                           record.kind != SIM_RECORD_CHECKS && record.kind != SIM_RECORD_STALL))
        return 0;
    ids[count++] = record.thread;
    beside = changes ? beside_change(before, record) : 0;
    if (beside)
        ids[count++] = beside;
    return count;
}

/* Of the sum, so that it does not depend on where accounts are made. */
static sim_time shared_of(const struct sim_fold *fold, sim_time beside)
{
    return sim_time_ratio(beside, 1000000 - fold->cast->shared_speed, 1000000);
}

struct fold_stretch sim_fold_stretch(const struct sim_fold *fold, uint32_t id, sim_time now)
{
    const struct fold_thread *thread = &fold->threads[id];
    sim_time time = now - thread->since;
    struct fold_stretch stretch = { .lead = thread->lead < time ? thread->lead : time };

    stretch.work = time - stretch.lead;
    if (!fold->cast->paired || !thread->on_core || thread->paced ||
        !is_work((enum sim_reason)thread->reason) || !sim_fold_beside(fold, thread->core))
        return stretch;
    stretch.beside = stretch.work;
    stretch.shared =
        shared_of(fold, thread->beside + stretch.beside) - thread->spent[SIM_REASON_SHARED];
    stretch.work -= stretch.shared;
    return stretch;
}

sim_time sim_fold_spent(const struct sim_fold *fold, uint32_t id, enum sim_reason reason)
{
    const struct fold_thread *thread = &fold->threads[id];
    struct fold_stretch stretch = sim_fold_stretch(fold, id, fold->now);
    sim_time spent = thread->spent[reason];

    if (reason == SIM_REASON_SWITCH)
        spent += stretch.lead;
    if (reason == SIM_REASON_SHARED)
        spent += stretch.shared;
    return reason == (enum sim_reason)thread->reason ? spent + stretch.work : spent;
}

/* Adds `time` to a thread's reason and to its core. */
static void account(struct sim_fold *fold, struct fold_thread *thread, enum sim_reason reason,
                    sim_time time, bool processor)
{
    struct fold_core *core = &fold->cores[thread->core];

    thread->spent[reason] += time;
    if (!thread->on_core || !processor)
        return;
    thread->cpu += time;
    if (is_work(reason))
        core->busy += time;
    else
        core->overhead += time;
}

/* Accounts for a thread's time up to now. */
static void settle(struct sim_fold *fold, uint32_t id)
{
    struct fold_thread *thread = &fold->threads[id];
    struct fold_stretch stretch = sim_fold_stretch(fold, id, fold->now);

    thread->since = fold->now;
    thread->beside += stretch.beside;
    if (is_work((enum sim_reason)thread->reason))
        thread->piece += stretch.work + stretch.shared;
    thread->piece_beside += stretch.beside;
    if (stretch.lead) {
        thread->lead -= stretch.lead;
        account(fold, thread, SIM_REASON_SWITCH, stretch.lead, !thread->lead_is_idle);
    }
    if (stretch.shared)
        account(fold, thread, SIM_REASON_SHARED, stretch.shared, true);
    account(fold, thread, (enum sim_reason)thread->reason, stretch.work, true);
}

void sim_fold_settle(struct sim_fold *fold)
{
    for (uint32_t i = 1; i <= fold->cast->threads; i++)
        settle(fold, i);
}

/* ---- threads and cores ---- */

static void leave_core(struct sim_fold *fold, struct fold_thread *thread, uint32_t id)
{
    if (thread->on_core && fold->cores[thread->core].thread == id)
        fold->cores[thread->core].thread = 0;
    thread->on_core = 0;
    thread->lead = 0;
}

static void change_reason(struct sim_fold *fold, struct fold_thread *thread,
                          struct sim_record record)
{
    enum sim_reason reason = sim_record_reason(record);
    uint32_t beside = beside_change(fold, record);

    settle(fold, record.thread);
    if (beside) /* it goes on at another speed */
        settle(fold, beside);
    if (reason != thread->reason)
        thread->reason_since = fold->now;
    thread->reason = (uint8_t)reason;
    if (!(record.flags & SIM_RECORD_ON_CORE)) {
        leave_core(fold, thread, record.thread);
        return;
    }
    thread->core = record.core;
    thread->on_core = 1;
    fold->cores[record.core].thread = record.thread;
}

/* A core is given, or work begins: with a lead. */
static void lead(struct fold_thread *thread, sim_time time, bool is_idle)
{
    thread->lead = time;
    thread->lead_is_idle = is_idle;
}

/* Work begins, which is accounted for by itself. */
static void begin_piece(struct fold_thread *thread, bool paced)
{
    thread->paced = paced;
    thread->piece = thread->piece_beside = 0;
}

/* The interrupt's time was overhead, not work, and still is the thread's, unless its core has yet to
 * come up: then what was idle goes on so much longer. */
static void interrupt(struct sim_fold *fold, struct fold_thread *thread,
                      struct sim_record record)
{
    settle(fold, record.thread);
    if (!thread->lead)
        thread->lead_is_idle = 0;
    thread->lead += record.arg;
}

/* ---- the interpreter lock ---- */

/* A part of the time just accounted as work was none. What has passed on other cores, of other
 * speeds, makes that part inexact: it is never more than there is. */
static void checks(struct sim_fold *fold, struct fold_thread *thread, struct sim_record record)
{
    struct fold_core *core = &fold->cores[thread->core];
    sim_time time = record.arg;

    settle(fold, record.thread);
    if (time > thread->spent[SIM_REASON_RUNNING])
        time = thread->spent[SIM_REASON_RUNNING];
    thread->spent[SIM_REASON_RUNNING] -= time;
    thread->spent[SIM_REASON_SWITCH] += time;
    if (time > core->busy)
        time = core->busy;
    core->busy -= time;
    core->overhead += time;
}

/* Waiting for memory does not take longer for who works beside it; that was so for as much of it as of
 * the piece of work in which it waited. */
static void give_back(struct sim_fold *fold, struct fold_thread *thread, sim_time time)
{
    sim_time *spent = thread->spent, before = spent[SIM_REASON_SHARED];
    sim_time of = time < thread->piece ? time : thread->piece;
    sim_time beside = sim_time_ratio(of, thread->piece_beside, thread->piece);

    thread->piece -= of;
    thread->piece_beside -= beside;
    thread->beside -= beside;
    spent[SIM_REASON_SHARED] = shared_of(fold, thread->beside);
    spent[thread->reason] += before - spent[SIM_REASON_SHARED];
}

/* Of the time just accounted as work, so much was waiting for memory that others had. */
static void stall(struct sim_fold *fold, struct fold_thread *thread, struct sim_record record)
{
    sim_time time = record.arg;

    settle(fold, record.thread);
    if (thread->piece_beside)
        give_back(fold, thread, time);
    if (time > thread->spent[thread->reason])
        time = thread->spent[thread->reason];
    thread->spent[thread->reason] -= time;
    thread->spent[SIM_REASON_STALL] += time;
}

static struct fold_lock *lock_of(struct sim_fold *fold, uint32_t thread)
{
    return &fold->interps[sim_cast_interp_of(fold->cast, thread)];
}

static void want(struct sim_fold *fold, struct fold_thread *thread, uint32_t id)
{
    thread->patience_since = fold->now;
    thread->patience = sim_cast_interval(fold->cast, fold->step);
    if (thread->waits_for_interp)
        return;
    thread->waits_for_interp = 1;
    thread->wait_since = fold->now;
    lock_of(fold, id)->waiting++;
}

static void take(struct sim_fold *fold, struct fold_thread *thread, struct sim_record record)
{
    struct fold_lock *lock = lock_of(fold, record.thread);

    if (thread->waits_for_interp)
        lock->waiting--;
    thread->waits_for_interp = 0;
    lock->takes++;
    if (record.flags & SIM_RECORD_FLAG) {
        lock->handoffs += lock->last_owner != 0;
        fold->turn = lock->last_owner ? lock->dropped - lock->turn_since : SIM_TIME_NEVER;
        lock->turn_since = fold->now;
    }
    lock->owner = lock->last_owner = record.thread;
    lock->since = fold->now;
    lock->requested_by = 0;
}

static void drop(struct sim_fold *fold, struct sim_record record)
{
    struct fold_lock *lock = lock_of(fold, record.thread);

    lock->held += fold->now - lock->since;
    lock->dropped = fold->now;
    lock->owner = 0;
    lock->forced += record.flags & SIM_RECORD_FLAG ? 1 : 0;
}

/* Another task goes on in the same thread: what that has is its. */
static void take_turn(struct sim_fold *fold, struct sim_record record)
{
    struct fold_lock *lock = lock_of(fold, record.thread);

    if (record.arg && lock->owner == record.arg)
        lock->owner = record.thread;
    if (record.arg && lock->last_owner == record.arg)
        lock->last_owner = record.thread;
}

/* ---- the program's own ---- */

static void wait_for(struct fold_thread *thread, struct sim_record record)
{
    thread->object_kind = (uint16_t)sim_record_kinds[record.kind].arg;
    thread->object = record.arg;
}

static uint32_t object_of_op(const struct sim_fold *fold, const struct fold_thread *thread)
{
    return thread->op < fold->cast->op_count ? fold->cast->ops[thread->op].object : 0;
}

static void count_updates(struct sim_fold *fold, const struct fold_thread *thread,
                          struct sim_record record)
{
    uint32_t object = object_of_op(fold, thread);
    struct fold_var *var = &fold->vars[object];
    bool copy = sim_cast_copies(fold->cast, record.thread, object);

    if (record.kind == SIM_RECORD_ADDED) {
        var->expected += record.arg;
        *(copy ? &var->copied : &var->value) += record.arg;
    } else if (!copy) {
        var->value += record.flags & SIM_RECORD_FLAG ? record.arg : -(int64_t)record.arg;
    }
}

static void count_references(struct sim_fold *fold, const struct fold_thread *thread,
                             struct sim_record record)
{
    struct fold_var *var = &fold->vars[object_of_op(fold, thread)];

    var->value += record.flags & SIM_RECORD_FLAG ? record.arg : -(int64_t)record.arg;
}

static sim_time *measuring(struct sim_fold *fold, struct sim_record record)
{
    return &fold->measuring[(size_t)record.thread * fold->cast->measures.count + record.arg];
}

/* ---- applying ---- */

static void apply_kind(struct sim_fold *fold, struct fold_thread *thread,
                       struct sim_record record)
{
    switch ((enum sim_record_kind)record.kind) {
    case SIM_RECORD_WORK:
        begin_piece(thread, record.flags & SIM_RECORD_FLAG);
        lead(thread, record.arg, false);
        break;
    case SIM_RECORD_DISPATCH:
        lead(thread, record.arg, record.flags & SIM_RECORD_FLAG);
        break;
    case SIM_RECORD_INTERRUPT:
        interrupt(fold, thread, record);
        break;
    case SIM_RECORD_CHECKS:
        checks(fold, thread, record);
        break;
    case SIM_RECORD_TEAM_IDLE:
    case SIM_RECORD_TEAM_WAIT:
        thread->object_kind = SIM_ARG_NONE; /* it waits for nothing that has a name */
        break;
    case SIM_RECORD_RACE:
        fold->races[record.arg]++;
        break;
    case SIM_RECORD_LUCK:
        fold->luck[record.arg]++;
        break;
    case SIM_RECORD_UNORDERED:
        fold->vars[record.arg].unordered++;
        break;
    case SIM_RECORD_TURN:
        take_turn(fold, record);
        break;
    case SIM_RECORD_STALL:
        stall(fold, thread, record);
        break;
    case SIM_RECORD_MISCOUNT:
        count_references(fold, thread, record);
        break;
    case SIM_RECORD_END:
        fold->ended++;
        break;
    case SIM_RECORD_OP:
        begin_piece(thread, false);
        thread->op = record.arg;
        break;
    case SIM_RECORD_WAIT:
    case SIM_RECORD_AWAIT:
    case SIM_RECORD_EXPIRE:
    case SIM_RECORD_READY:
        want(fold, thread, record.thread);
        break;
    case SIM_RECORD_REQUEST:
        want(fold, thread, record.thread);
        lock_of(fold, record.thread)->requested_by = record.thread;
        break;
    case SIM_RECORD_TAKE:
        take(fold, thread, record);
        break;
    case SIM_RECORD_DROP:
        drop(fold, record);
        if (thread->reason == SIM_REASON_INTERPRETER) /* it wants it back: sim/mech/hand.h */
            want(fold, thread, record.thread);
        break;
    case SIM_RECORD_RESUME:
        if (fold->handed)
            fold->locks[fold->handed - 1] = (struct fold_object){ record.arg, 1 };
        fold->handed = 0;
        fold->threads[record.arg].woken_by = record.thread;
        break;
    case SIM_RECORD_SIGNAL:
        fold->threads[record.arg].woken_by = record.thread;
        break;
    case SIM_RECORD_ADDED:
    case SIM_RECORD_LOST:
        count_updates(fold, thread, record);
        break;
    case SIM_RECORD_LOCK_TAKE:
        fold->locks[record.arg] = (struct fold_object){ record.thread, 0 };
        break;
    case SIM_RECORD_LOCK_DROP:
        fold->locks[record.arg].owner = 0;
        fold->handed = record.flags & SIM_RECORD_FLAG ? record.arg + 1 : 0;
        break;
    case SIM_RECORD_PUT:
    case SIM_RECORD_RELEASE:
        fold->queues[record.arg].items++;
        break;
    case SIM_RECORD_GET:
    case SIM_RECORD_ACQUIRE:
        fold->queues[record.arg].items--;
        break;
    case SIM_RECORD_ARRIVE:
        thread->late = sim_record_late(record);
        break;
    case SIM_RECORD_MEASURE:
        *measuring(fold, record) =
            fold->now - (record.flags & SIM_RECORD_FLAG ? thread->late : 0);
        break;
    case SIM_RECORD_MEASURED:
        fold->measured = fold->now - *measuring(fold, record);
        break;
    case SIM_RECORD_LOCK_WAIT:
    case SIM_RECORD_ITEM_WAIT:
    case SIM_RECORD_QUEUE_LOCK_WAIT:
    case SIM_RECORD_PLACE_WAIT:
    case SIM_RECORD_IMPORT_WAIT:
    case SIM_RECORD_ROOM_WAIT:
    case SIM_RECORD_BARRIER_WAIT:
    case SIM_RECORD_EVENT_WAIT:
    case SIM_RECORD_EVENT_LOCK_WAIT:
    case SIM_RECORD_EVENT_CALL:
    case SIM_RECORD_JOIN_WAIT:
    case SIM_RECORD_START_WAIT:
    case SIM_RECORD_MUTEX_WAIT:
    case SIM_RECORD_JOB_WAIT:
    case SIM_RECORD_RESULT_WAIT:
    case SIM_RECORD_TURN_WAIT:
    case SIM_RECORD_PIPE_FULL:
    case SIM_RECORD_PIPE_EMPTY:
    case SIM_RECORD_LOOK:
    case SIM_RECORD_LOOK_FULL:
        wait_for(thread, record);
        break;
    default:
        break;
    }
}

void sim_fold_apply(struct sim_fold *fold, struct sim_record record)
{
    struct fold_thread *thread = &fold->threads[record.thread];

    fold->now += sim_record_gap(record);
    fold->records++;
    fold->step += record.flags & SIM_RECORD_FIRST ? 1 : 0;
    fold->kinds[record.kind]++;
    fold->last_kind = (enum sim_record_kind)record.kind;
    if (!record.thread)
        return;
    if (sim_record_reason(record) != SIM_REASON_SAME)
        change_reason(fold, thread, record);
    apply_kind(fold, thread, record);
}

/* ---- making ---- */

/* Lays the arrays out behind each other; with `block` NULL it only adds up. */
static size_t lay_out(struct sim_fold *fold, unsigned char *block)
{
    const struct sim_cast *cast = fold->cast;
    size_t measures = cast->measures.count, copies = cast->interps ? cast->interps : 1;
    size_t used = 0;
    struct {
        void *pointer;
        size_t size;
    } parts[] = {
        { &fold->threads, (cast->threads + 1) * sizeof(*fold->threads) },
        { &fold->cores, (cast->cores + 1) * sizeof(*fold->cores) },
        { &fold->interps, (cast->interps + 1) * sizeof(*fold->interps) },
        { &fold->vars, (cast->vars.count + 1) * sizeof(*fold->vars) },
        /* the locks of `locked` updates follow the named ones, from 1, those of each process */
        { &fold->locks,
          (cast->locks.count + (size_t)cast->vars.count * copies + 1) * sizeof(*fold->locks) },
        { &fold->queues, (cast->queues.count + 1) * sizeof(*fold->queues) },
        { &fold->races, (cast->regions.count + 1) * sizeof(*fold->races) },
        { &fold->luck, (cast->regions.count + 1) * sizeof(*fold->luck) },
        { &fold->measuring, (cast->threads + 1) * measures * sizeof(*fold->measuring) },
        { &fold->kinds, SIM_RECORD_KIND_COUNT * sizeof(*fold->kinds) },
    };

    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        if (block) {
            void *at = block + used;

            memcpy(parts[i].pointer, &at, sizeof(at));
        }
        used += (parts[i].size + 15) & ~(size_t)15;
    }
    return used;
}

struct sim_fold *sim_fold_create(const struct sim_cast *cast)
{
    struct sim_fold *fold = calloc(1, sizeof(*fold));

    if (!fold)
        return NULL;
    fold->cast = cast;
    fold->size = lay_out(fold, NULL);
    fold->block = malloc(fold->size);
    if (!fold->block) {
        free(fold);
        return NULL;
    }
    lay_out(fold, fold->block);
    sim_fold_reset(fold);
    return fold;
}

void sim_fold_destroy(struct sim_fold *fold)
{
    if (fold)
        free(fold->block);
    free(fold);
}

/* What changes beside the rows stands together. */
#define SCALARS offsetof(struct sim_fold, now)
#define SCALARS_SIZE (offsetof(struct sim_fold, threads) - SCALARS)

void sim_fold_reset(struct sim_fold *fold)
{
    memset(fold->block, 0, fold->size);
    memset((char *)fold + SCALARS, 0, SCALARS_SIZE);
    for (uint32_t i = 1; i <= fold->cast->threads; i++)
        fold->threads[i].reason = SIM_REASON_ABSENT;
    for (uint32_t i = 0; fold->cast->places && i < fold->cast->queues.count; i++)
        fold->queues[i].items = fold->cast->places[i] ? fold->cast->places[i] - 1 : 0;
}

void sim_fold_copy(struct sim_fold *to, const struct sim_fold *from)
{
    memcpy((char *)to + SCALARS, (const char *)from + SCALARS, SCALARS_SIZE);
    memcpy(to->block, from->block, from->size);
}
