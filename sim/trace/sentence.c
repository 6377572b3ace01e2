/* SPDX-License-Identifier: GPL-3.0-or-later
 * Filling in templates. */
#include "sim/trace/sentence.h"

#include "sim/mech/bytecode.h"

#include <string.h>

struct filling {
    struct sim_text *text;
    const struct sim_fold *fold;
    struct sim_record record;
    const char *one, *other; /* of the placeholder at hand: up to the colon, up to the brace */
};

static const struct sim_cast *cast_of(const struct filling *filling)
{
    return filling->fold->cast;
}

static const struct fold_thread *thread_of(const struct filling *filling)
{
    return &filling->fold->threads[filling->record.thread];
}

static void put_name(struct sim_text *text, const struct sim_names *names, uint32_t i)
{
    sim_text_put(text, i < names->count ? names->list[i] : "?");
}

/* Locks of the program count from 1; those of `locked` updates follow. */
static void put_lock(struct sim_text *text, const struct sim_cast *cast, uint32_t lock)
{
    if (lock && lock <= cast->locks.count) {
        put_name(text, &cast->locks, lock - 1);
        return;
    }
    sim_text_put(text, "the lock of ");
    put_name(text, &cast->vars, (lock - cast->locks.count - 1) % cast->vars.count);
}

static void put_op(struct sim_text *text, const struct sim_cast *cast, uint32_t op)
{
    sim_text_put(text, op < cast->op_count ? cast->ops[op].text : "?");
}

/* ---- placeholders ---- */

static void put_object(struct sim_text *text, const struct sim_cast *cast, enum sim_arg kind,
                       uint32_t arg)
{
    switch (kind) {
    case SIM_ARG_NONE:
        break;
    case SIM_ARG_THREAD:
        sim_cast_put_thread(cast, text, arg);
        break;
    case SIM_ARG_POOL:
        sim_text_put(text, arg < cast->group_count ? cast->groups[arg].name : "?");
        break;
    case SIM_ARG_TIME:
        sim_text_put_time(text, arg);
        sim_text_put(text, arg == UINT32_MAX ? " or more" : "");
        break;
    case SIM_ARG_COUNT_:
        sim_text_put_int(text, arg);
        break;
    case SIM_ARG_OP:
        put_op(text, cast, arg);
        break;
    case SIM_ARG_PLACE:
        sim_text_put(text, bytecode_instruction_name((uint8_t)arg, cast->version));
        break;
    case SIM_ARG_LOCK:
        put_lock(text, cast, arg);
        break;
    case SIM_ARG_QUEUE:
        put_name(text, &cast->queues, arg);
        break;
    case SIM_ARG_VAR:
        put_name(text, &cast->vars, arg);
        break;
    case SIM_ARG_EVENT:
        put_name(text, &cast->events, arg);
        break;
    case SIM_ARG_BARRIER:
        put_name(text, &cast->barriers, arg);
        break;
    case SIM_ARG_MEASURE:
        put_name(text, &cast->measures, arg);
        break;
    case SIM_ARG_REGION:
        put_name(text, &cast->regions, arg);
        break;
    case SIM_ARG_SIZE:
        sim_text_put_size(text, arg);
        break;
    }
}

static void fill_thread(const struct filling *filling)
{
    if (!filling->record.thread)
        sim_text_put(filling->text, "the machine");
    else
        sim_cast_put_thread(cast_of(filling), filling->text, filling->record.thread);
}

static void fill_core(const struct filling *filling)
{
    sim_text_put(filling->text, "core ");
    sim_text_put_int(filling->text, filling->record.core);
}

static void put_up_to(struct sim_text *text, const char *from, char end)
{
    sim_text_put_bytes(text, from, (size_t)(strchr(from, end) - from));
}

static void fill_arg(const struct filling *filling)
{
    if (filling->other && !filling->record.arg) {
        put_up_to(filling->text, filling->other, '}');
        return;
    }
    if (filling->one)
        put_up_to(filling->text, filling->one, ':');
    put_object(filling->text, cast_of(filling), sim_record_kinds[filling->record.kind].arg,
               filling->record.arg);
}

static void fill_one(const struct filling *filling)
{
    if (filling->record.arg == 1)
        put_up_to(filling->text, filling->one, ':');
    else
        put_up_to(filling->text, filling->other, '}');
}

static void fill_lost(const struct filling *filling)
{
    bool one = filling->record.arg == 1;

    if (filling->record.flags & SIM_RECORD_FLAG)
        sim_text_put(filling->text, one ? "comes back" : "come back");
    else
        sim_text_put(filling->text, one ? "is lost" : "are lost");
}

static void fill_flag(const struct filling *filling)
{
    if (filling->record.flags & SIM_RECORD_FLAG)
        put_up_to(filling->text, filling->one, ':');
    else
        put_up_to(filling->text, filling->other, '}');
}

/* "the lock", and whose where there are several. */
static void fill_lock(const struct filling *filling)
{
    const struct sim_cast *cast = cast_of(filling);

    sim_text_put(filling->text, "the lock");
    sim_cast_put_whose(cast, filling->text, sim_cast_interp_of(cast, filling->record.thread));
}

static void fill_owner(const struct filling *filling)
{
    uint16_t interp = sim_cast_interp_of(cast_of(filling), filling->record.thread);

    sim_cast_put_thread(cast_of(filling), filling->text, filling->fold->interps[interp].owner);
}

static void fill_holder(const struct filling *filling)
{
    sim_cast_put_thread(cast_of(filling), filling->text,
                        filling->fold->locks[filling->record.arg].owner);
}

static void fill_object(const struct filling *filling)
{
    const struct sim_cast *cast = cast_of(filling);
    uint32_t op = thread_of(filling)->op;

    if (op >= cast->op_count)
        return;
    if (sim_cast_copies(cast, filling->record.thread, cast->ops[op].object))
        sim_text_put(filling->text, "its process's copy of ");
    put_name(filling->text, &cast->vars, cast->ops[op].object);
}

/* That of the wait which begins, or which was under way. */
static void fill_interval(const struct filling *filling)
{
    bool begins = filling->record.kind == SIM_RECORD_WAIT;
    uint64_t step = filling->fold->step + (filling->record.flags & SIM_RECORD_FIRST ? 1 : 0);

    sim_text_put_time(filling->text, begins || !thread_of(filling)->waits_for_interp
                                         ? sim_cast_interval(cast_of(filling), step)
                                         : thread_of(filling)->patience);
}

static void fill_measured(const struct filling *filling)
{
    size_t row = (size_t)filling->record.thread * cast_of(filling)->measures.count;

    sim_text_put_time(filling->text, filling->fold->now + filling->record.dt -
                                         filling->fold->measuring[row + filling->record.arg]);
}

static void fill_late(const struct filling *filling)
{
    sim_time late = sim_record_late(filling->record);

    sim_text_put(filling->text, late ? "came " : "has just come");
    if (!late)
        return;
    sim_text_put_time(filling->text, late);
    sim_text_put(filling->text, " ago");
}

static void fill_deadlock(const struct filling *filling)
{
    const struct sim_fold *fold = filling->fold;
    int told = 0;

    for (uint32_t i = 1; i <= fold->cast->threads && told < 6; i++) {
        enum sim_reason reason = fold->threads[i].reason;

        if (reason == SIM_REASON_ABSENT || reason == SIM_REASON_SLEEP)
            continue; /* asleep without a timer is a fork server that nobody asks */
        sim_text_put(filling->text, told++ ? "; " : "");
        sim_cast_put_thread(fold->cast, filling->text, i);
        sim_text_put(filling->text, " ");
        sim_state_sentence(filling->text, fold, i);
    }
}

static void fill_reason(const struct filling *filling)
{
    sim_text_put(
        filling->text,
        sim_cast_reason(cast_of(filling), (enum sim_reason)sim_record_reason(filling->record)));
}

struct placeholder {
    const char *name;
    void (*fill)(const struct filling *filling);
};

static const struct placeholder placeholders[] = {
    { "thread", fill_thread },     { "core", fill_core },         { "arg", fill_arg },
    { "flag", fill_flag },         { "owner", fill_owner },       { "holder", fill_holder },
    { "object", fill_object },     { "interval", fill_interval }, { "measured", fill_measured },
    { "deadlock", fill_deadlock }, { "reason", fill_reason },     { "lock", fill_lock },
    { "late", fill_late },         { "one", fill_one },           { "lost", fill_lost },
};

/* Fills in the placeholder at `at`, behind its brace; returns what follows it. */
static const char *fill(struct filling *filling, const char *at)
{
    size_t length = strcspn(at, ":}");

    filling->one = filling->other = NULL;
    if (at[length] == ':') {
        filling->one = at + length + 1;
        filling->other = strchr(filling->one, ':') + 1;
    }
    for (size_t i = 0; i < sizeof(placeholders) / sizeof(*placeholders); i++) {
        if (strlen(placeholders[i].name) == length && !memcmp(placeholders[i].name, at, length))
            placeholders[i].fill(filling);
    }
    return strchr(at, '}') + 1;
}

void sim_sentence(struct sim_text *text, const struct sim_fold *before,
                  struct sim_record record)
{
    struct filling filling = { .text = text, .fold = before, .record = record };
    const char *at = sim_record_kinds[record.kind].sentence;

    while (*at) {
        size_t plain = strcspn(at, "{");

        sim_text_put_bytes(text, at, plain);
        at += plain;
        if (*at == '{')
            at = fill(&filling, at + 1);
    }
}

/* ---- what a thread is doing ---- */

static void put_interp_wait(struct sim_text *text, const struct sim_fold *fold,
                            const struct fold_thread *thread, uint32_t id)
{
    const struct fold_lock *lock = &fold->interps[sim_cast_interp_of(fold->cast, id)];
    sim_time left = thread->patience_since + thread->patience - fold->now;

    sim_text_put(text, "waits for the interpreter lock");
    sim_cast_put_whose(fold->cast, text, sim_cast_interp_of(fold->cast, id));
    if (lock->owner) {
        sim_text_put(text, ", which ");
        sim_cast_put_thread(fold->cast, text, lock->owner);
        sim_text_put(text, " has");
    }
    if (left > 0) {
        sim_text_put(text, "; ");
        sim_text_put_time(text, left);
        sim_text_put(text, " of its interval are left");
    }
}

/* By hand, who holds the lock stands off its core until somebody is chosen. */
static bool stands(const struct sim_fold *fold, uint32_t id)
{
    return fold->cast->interps && !fold->threads[id].on_core &&
           fold->interps[sim_cast_interp_of(fold->cast, id)].owner == id;
}

/* What stands before the object, and behind it; else "waits for". */
static const struct {
    enum sim_arg object;
    enum sim_reason reason;
    const char *before, *behind;
} object_waits[] = {
    { SIM_ARG_POOL, SIM_REASON_QUEUE, "waits for work of ", "" },
    { SIM_ARG_POOL, SIM_REASON_SYNC, "waits for results of ", "" },
    { SIM_ARG_THREAD, SIM_REASON_JOIN, "waits for the end of ", "" },
    { SIM_ARG_THREAD, SIM_REASON_SYNC, "waits until ", " has come up" },
    { SIM_ARG_THREAD, SIM_REASON_LOCK, "waits until ", " has done its import" },
};

static void put_object_wait(struct sim_text *text, const struct sim_fold *fold,
                            const struct fold_thread *thread)
{
    enum sim_arg kind = (enum sim_arg)thread->object_kind;
    const char *before = "waits for ", *behind = "";

    if (kind == SIM_ARG_NONE) { /* of a recorded program it is not known which */
        sim_text_put(text, "is ");
        sim_text_put(text, sim_cast_reason(fold->cast, (enum sim_reason)thread->reason));
        return;
    }
    for (size_t i = 0; i < sizeof(object_waits) / sizeof(*object_waits); i++) {
        if (object_waits[i].object == kind && object_waits[i].reason == thread->reason) {
            before = object_waits[i].before;
            behind = object_waits[i].behind;
        }
    }
    sim_text_put(text, before);
    put_object(text, fold->cast, kind, thread->object);
    sim_text_put(text, behind);
    if (kind != SIM_ARG_LOCK || !fold->locks[thread->object].owner)
        return;
    sim_text_put(text, ", which ");
    sim_cast_put_thread(fold->cast, text, fold->locks[thread->object].owner);
    sim_text_put(text, " holds");
}

/* Where "is" and the reason's text would make no sentence. */
static const char *const clauses[SIM_REASON_COUNT] = {
    [SIM_REASON_RUNNING] = "executes Python bytecode",
    [SIM_REASON_NATIVE] = "runs C code, without the interpreter lock",
    [SIM_REASON_SWITCH] = "is on its way: a hand-off or a context switch takes its time",
    [SIM_REASON_IO] = "waits for input or output",
    [SIM_REASON_LOOP] = "waits for its turn in the event loop, or is having it",
    [SIM_REASON_TRANSFER] = "waits for bytes under way between processes",
    [SIM_REASON_STARTUP] = "waits for a process or interpreter to come up",
};

static void put_clause(struct sim_text *text, const struct sim_cast *cast,
                       enum sim_reason reason)
{
    const char *what = sim_cast_reason(cast, reason);

    if (clauses[reason] && what == sim_reasons[reason].text) {
        sim_text_put(text, clauses[reason]);
        return;
    }
    sim_text_put(text, "is ");
    sim_text_put(text, what);
}

/* With whom it shares its core, and what that leaves it. */
static void put_beside(struct sim_text *text, const struct sim_fold *fold,
                       const struct fold_thread *thread)
{
    uint32_t other = thread->on_core ? sim_fold_beside(fold, thread->core) : 0;

    if (!other)
        return;
    sim_text_put(text, ", beside ");
    sim_cast_put_thread(fold->cast, text, other);
    sim_text_put(text, " on the same core: ");
    sim_text_put_int(text, (fold->cast->shared_speed + 5000) / 10000);
    sim_text_put(text, " % as fast as alone");
}

static bool has_been(const struct fold_thread *thread)
{
    for (int reason = 1; reason < SIM_REASON_ABSENT; reason++) {
        if (thread->spent[reason])
            return true;
    }
    return false;
}

void sim_state_sentence(struct sim_text *text, const struct sim_fold *fold, uint32_t id)
{
    const struct fold_thread *thread = &fold->threads[id];
    enum sim_reason reason = sim_fold_reason(fold, id);

    switch (reason) {
    case SIM_REASON_SWITCH:
        sim_text_put(text, stands(fold, id) ? "has the interpreter lock; another may go on here"
                                            : clauses[reason]);
        break;
    case SIM_REASON_INTERPRETER:
        put_interp_wait(text, fold, thread, id);
        break;
    case SIM_REASON_LOCK:
    case SIM_REASON_QUEUE:
    case SIM_REASON_SYNC:
    case SIM_REASON_JOIN:
        put_object_wait(text, fold, thread);
        break;
    case SIM_REASON_ABSENT:
        sim_text_put(text, has_been(thread) ? "has ended" : "has not come up yet");
        break;
    default:
        put_clause(text, fold->cast, reason);
        put_beside(text, fold, thread);
    }
}
