/* SPDX-License-Identifier: GPL-3.0-or-later
 * The ops `python`, `loop` and `add`: bytecode under an interpreter lock. */
#include "sim/mech/python.h"

#include "sim/engine/model.h"
#include "sim/mech/order.h"
#include "sim/mech/share.h"
#include "sim/mech/sync.h"
#include "sim/mech/visit.h"

#include <stdlib.h>

/*
 * A stretch of bytecode is one burst as long as nobody asks for the lock. A request cuts the
 * burst at the next check point; there the thread lets the lock go, takes it again, and goes on
 * with the rest. What this does to a shared variable follows from where in the turn the check
 * point lies: between READ and WRITE the thread carries an old value over the switch, and when it
 * goes on it writes that value back over all that others have added meanwhile.
 */
/* Two counts, in hundredths of a nanosecond. */
static int32_t atomic_pair(int64_t atomic)
{
    return (int32_t)(2 * 100 * atomic);
}

/* What a turn takes in which an object is counted has been measured with the version's own way of
 * counting: in builds without the lock, of an object that another thread has made, and with what an
 * atomic count takes by default. */
static void adjust_counting(struct python_bodies *bodies, const struct sim_scenario *scenario)
{
    bool atomic = sim_python_is_free_threaded(scenario->params.python);
    int32_t within = atomic ? atomic_pair(sim_param_table[SIM_PARAM_atomic].def) : 0;

    for (int i = BODY_COUNTED_UNLOCKED; i <= BODY_COUNTED_DEFERRED; i++)
        bodies->body[i].turn -= within;
    bodies->body[BODY_COUNTED_ATOMIC].turn += atomic_pair(scenario->params.atomic);
}

/* `by` is for a million turns. A body without a loop has none to be counted. */
static void count_down(struct python_bodies *bodies, sim_time by)
{
    int32_t turn = (int32_t)(by / (1000000 / 100));

    for (int i = 0; i < BODY_COUNT; i++)
        bodies->counted[i] = bytecode_slower(&bodies->body[i], i == BODY_RECURSION ? 0 : turn);
}

void *python_prepare(const struct sim_scenario *scenario)
{
    enum sim_python python = (enum sim_python)scenario->params.python;
    struct python_bodies *bodies = malloc(sizeof(*bodies));

    if (!bodies)
        return NULL;
    bodies->version =
        sim_time_ratio(bytecode_scaled(1000000, python), 1000000,
                       bytecode_scaled(1000000, (enum sim_python)scenario->params.timed));
    bodies->factor = 1000000;
    for (int i = 0; i < BODY_COUNT; i++)
        bodies->body[i] = bytecode_body((enum bytecode_body_id)i, python);
    adjust_counting(bodies, scenario);
    count_down(bodies, scenario->params.count_down);
    return bodies;
}

/* ---- attaching ---- */

enum sim_flow python_detach(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                            uint16_t after)
{
    if (!sim->tstates[thread->self.i].attached)
        return engine_pass(sim, thread, frame, after);
    return interp_lock_of(sim, thread)->drop(sim, thread, frame, after);
}

enum sim_flow python_attach(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                            uint16_t after)
{
    if (sim->tstates[thread->self.i].outside)
        return engine_pass(sim, thread, frame, after);
    return interp_lock_of(sim, thread)->take(sim, thread, frame, after);
}

/* Who notices has not let go of its own accord, so at_check (gil.c). */
SIM_SELDOM static enum sim_flow notice(struct sim *sim, struct sim_thread *thread,
                                       struct sim_frame *frame, uint16_t after)
{
    const struct interp_lock *lock = interp_lock_of(sim, thread);

    sim->tstates[thread->self.i].at_check = 1;
    engine_record_on(sim, SIM_RECORD_NOTICE, thread, bytecode_library_call, SIM_REASON_SWITCH,
                     lock->parallel ? SIM_RECORD_FLAG : 0);
    frame = engine_push(thread, frame, after, STATE_PYTHON_BETWEEN, 0);
    return lock->drop(sim, thread, frame, STATE_PYTHON_BETWEEN);
}

/* Is there a call or a jump just before where the thread stands? Not behind a body, which has looked as
 * long as it could. */
static bool has_called(const struct sim *sim, const struct sim_thread *thread)
{
    switch (thread->pc ? (int)sim->scenario->ops[thread->pc - 1].kind : -1) {
    case -1:
    case SIM_OP_PYTHON:
    case SIM_OP_LOOP:
    case SIM_OP_ADD:
    case SIM_OP_REF:
    case SIM_OP_IMPORT:
        return false;
    default:
        return thread->pc < sim->ends[thread->group];
    }
}

static bool is_asked(struct sim *sim, struct sim_thread *thread)
{
    return sim->tstates[thread->self.i].attached && interp_requested(sim, thread);
}

enum sim_flow python_check(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                           uint16_t after)
{
    if (is_asked(sim, thread))
        return notice(sim, thread, frame, after);
    return engine_go(frame, after);
}

enum sim_flow python_between(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame, uint16_t after)
{
    if (is_asked(sim, thread) && has_called(sim, thread))
        return notice(sim, thread, frame, after);
    return engine_go(frame, after);
}

enum sim_flow python_noticed(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    return python_attach(sim, thread, frame, STATE_RETURN);
}

/* ---- shared variables ---- */

/* In a process but the first, and not shared between them. */
static bool is_copy(const struct sim *sim, const struct sim_thread *thread)
{
    return sim->tstates[thread->self.i].interp.i > 1 &&
           !sim_scenario_shares(sim->scenario, engine_op(sim, thread)->object);
}

struct sim_var *python_var(struct sim *sim, const struct sim_thread *thread)
{
    uint32_t row = engine_op(sim, thread)->object + 1;

    if (is_copy(sim, thread))
        row += (sim->tstates[thread->self.i].interp.i - 1u) * sim->scenario->vars.count;
    return &sim->vars[row];
}

/* Counts the updates finished between `from` and `to`. */
static void count_updates(struct sim *sim, struct sim_thread *thread, sim_time from,
                          sim_time to)
{
    const struct bytecode_body *body = python_body(sim, thread);
    int64_t updates;

    updates = bytecode_passed(body, body->write, to) - bytecode_passed(body, body->write, from);
    if (!updates)
        return;
    python_var(sim, thread)->value += updates;
    sim->vars[engine_op(sim, thread)->object + 1].updates += updates;
    engine_record(sim, SIM_RECORD_ADDED, thread, (uint32_t)updates, SIM_REASON_SAME, 0);
}

/* At a stop: has the update under way read the variable, but not yet written it? */
void python_keep_read(struct sim *sim, struct sim_thread *thread)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    const struct bytecode_body *body = python_body(sim, thread);

    if (bytecode_passed(body, body->read, tstate->done) ==
        bytecode_passed(body, body->write, tstate->done))
        return;
    tstate->stale = STALE_KEPT;
    tstate->stale_value = python_var(sim, thread)->value;
}

static void record_stale(struct sim *sim, struct sim_thread *thread)
{
    engine_record(sim, SIM_RECORD_STALE, thread, engine_op(sim, thread)->object,
                  SIM_REASON_SAME, 0);
}

void python_tell_stale(struct sim *sim, struct sim_thread *thread)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];

    if (tstate->stale != STALE_KEPT)
        return;
    tstate->stale = STALE_TOLD;
    record_stale(sim, thread);
}

/* Going on: the old value goes over whatever others have made of the variable. Where they have
 * written back older values still, updates come back. */
static void write_stale(struct sim *sim, struct sim_thread *thread)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    struct sim_var *var = python_var(sim, thread);
    int64_t lost = var->value - tstate->stale_value;
    uint8_t stale = tstate->stale;
    bool back = lost < 0;

    tstate->stale = STALE_NOT;
    if (!stale || !lost)
        return;
    if (stale == STALE_KEPT)
        record_stale(sim, thread);
    lost = back ? -lost : lost;
    if (lost > UINT32_MAX) /* more than a record can say */
        lost = UINT32_MAX;
    var->value += back ? lost : -lost;
    engine_record(sim, SIM_RECORD_LOST, thread, (uint32_t)lost, SIM_REASON_SAME,
                  back ? SIM_RECORD_FLAG : 0);
}

/* ---- updates under a lock ---- */

/*
 * `add ... as locked` takes and lets go its lock in every turn. As long as nobody else wants it
 * that is arithmetic too: the burst wheels over the lock. When somebody comes, or the burst is
 * interrupted, it is settled whether it holds the lock at that moment. From then on the lock is a
 * row like any other; its holder runs to the place where it lets go, and who finds it taken
 * waits. Where threads are not kept apart all this is share.h's matter.
 */
static uint32_t lock_of(struct sim *sim, const struct sim_thread *thread)
{
    return sync_lock_of_var(sim, (uint32_t)(python_var(sim, thread) - sim->vars) - 1);
}

/* Whether the thread, at work `done` of its op, is between taking the lock and letting it go. */
static bool stands_locked(const struct sim *sim, const struct sim_thread *thread, sim_time done)
{
    const struct bytecode_body *body = python_body(sim, thread);

    return bytecode_passed(body, body->hold, done) > bytecode_passed(body, body->release, done);
}

static void settle_holds(struct sim *sim, struct sim_thread *thread, bool holds)
{
    sim->tstates[thread->self.i].holds = holds;
    if (!holds)
        return;
    sim->locks[lock_of(sim, thread)].holder = thread->self;
    engine_record(sim, SIM_RECORD_LOCK_TAKE, thread, lock_of(sim, thread), SIM_REASON_SAME, 0);
}

static void settle_lock(struct sim *sim, struct sim_thread *thread, sim_time done)
{
    struct sim_lock *lock = &sim->locks[lock_of(sim, thread)];

    if (lock->wheeler.i != thread->self.i)
        return;
    lock->wheeler = SIM_NO_THREAD;
    settle_holds(sim, thread, stands_locked(sim, thread, done));
}

/* While somebody waits for the lock, each turn lets it go by a call to the kernel: turns take that
 * much longer. As time, and back. */
static sim_time slowed(const struct sim *sim, const struct sim_thread *thread, sim_time work)
{
    int64_t by = sim->tstates[thread->self.i].slowed, turn;

    if (!by)
        return work;
    turn = python_body(sim, thread)->turn;
    return sim_time_ratio(work, turn + by, turn);
}

static sim_time work_in(const struct sim *sim, const struct sim_thread *thread, sim_time time)
{
    int64_t by = sim->tstates[thread->self.i].slowed, turn;

    if (!by)
        return time;
    turn = python_body(sim, thread)->turn;
    return sim_time_ratio(time, turn, turn + by);
}

sim_time python_done(const struct sim *sim, const struct sim_thread *thread)
{
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];

    return tstate->done + tstate->burst - work_in(sim, thread, engine_left(sim, thread));
}

/* Where a burst of updates under a lock that stands at `from` has to end for its sake; SIM_TIME_NEVER:
 * nowhere. */
static sim_time lock_end(struct sim *sim, const struct sim_thread *thread, sim_time from)
{
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    const struct bytecode_body *body = python_body(sim, thread);

    if (tstate->holds)
        return bytecode_next(body, body->release, from);
    if (sim->locks[lock_of(sim, thread)].holder.i ||
        sync_takes_steps(sim, thread, lock_of(sim, thread)))
        return bytecode_next(body, body->hold, from);
    return SIM_TIME_NEVER;
}

void python_settle_lock(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];

    if (tstate->locked)
        settle_lock(sim, thread, tstate->done);
}

void python_stop_wheeling(struct sim *sim, struct sim_thread *thread)
{
    settle_lock(sim, thread, interp_lock_of(sim, thread)->done(sim, thread));
    python_interrupt(sim, thread);
}

/* Does the op under way, as most do, but execute bytecode, and is that all that its bursts take? */
static bool is_bare(const struct sim *sim, const struct sim_thread *thread)
{
    const struct interp_lock *lock = interp_lock_of(sim, thread);
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];

    return !lock->stretch && !lock->settle && !tstate->adds && !tstate->locked &&
           !tstate->open && !sim->rate_count;
}

void python_lock_is_on(struct sim *sim, struct sim_interp_id interp)
{
    for (uint32_t i = 1; i <= sim->thread_count; i++) {
        const struct sim_thread *thread = &sim->threads[i];
        struct sim_tstate *tstate = &sim->tstates[i];

        if (tstate->interp.i != interp.i)
            continue;
        tstate->open = share_is_open(sim, thread);
        tstate->bare = is_bare(sim, thread);
        if (tstate->adds && engine_op(sim, thread)->kind == SIM_OP_ADD &&
            python_body(sim, thread)->hold != BYTECODE_NOWHERE)
            tstate->locked = LOCKED_FROM_NOW;
    }
}

/* Who stands between taking the lock and letting it go has it, unless somebody else does who stands
 * there, too: share.h counts turns, and not whose is when. That one's turn is over with its write. */
static void begin_to_lock(struct sim *sim, struct sim_thread *thread)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];

    tstate->locked = LOCKED;
    settle_holds(sim, thread,
                 !sim->locks[lock_of(sim, thread)].holder.i &&
                     stands_locked(sim, thread, tstate->done));
}

/* At the place where it lets the lock go, or finds it taken. */
static enum sim_flow at_lock(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    uint32_t lock = lock_of(sim, thread);

    if (!tstate->holds)
        return sync_acquire(sim, thread, frame, STATE_PYTHON_ACQUIRED, lock);
    tstate->holds = 0;
    return engine_spend(sim, thread, frame, STATE_PYTHON_RUN, sync_release(sim, thread, lock));
}

/* ---- bursts ---- */

/* How far the burst may go that stands at `from`: to the end, to where a lock matters, or to the next
 * check point if there is a request, which it sees from `sees` on. */
static sim_time burst_end(struct sim *sim, struct sim_thread *thread, sim_time from,
                          sim_time sees)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    sim_time lock = tstate->locked ? lock_end(sim, thread, from) : SIM_TIME_NEVER;
    sim_time end = lock < tstate->total ? lock : tstate->total;
    bool at_lock = end == lock, at_check = false;

    if (interp_requested(sim, thread)) {
        struct bytecode_stop stop = bytecode_next_check(python_body(sim, thread), sees);

        tstate->point = (uint8_t)stop.point;
        /* The instruction that takes or lets go the lock is done before the check behind it. */
        if (stop.work < end || (stop.work == end && !at_lock)) {
            at_lock = false;
            at_check = stop.work < tstate->total;
            end = stop.work;
        }
    }
    tstate->at_lock = at_lock;
    tstate->at_check = at_check;
    return end;
}

void python_interrupt(struct sim *sim, struct sim_thread *thread)
{
    if (sim->tstates[thread->self.i].interruptible)
        interp_lock_of(sim, thread)->interrupt(sim, thread);
}

SIM_FLAT void python_cut(struct sim *sim, struct sim_thread *holder)
{
    struct sim_tstate *tstate = &sim->tstates[holder->self.i];
    sim_time done = python_done(sim, holder), end;

    end = burst_end(sim, holder, done,
                    done + engine_cost(sim, holder, &sim->head->params.line_transfer));
    if (end < tstate->done + tstate->burst) {
        tstate->burst = end - tstate->done;
        engine_cut(sim, holder, slowed(sim, holder, end - done));
    }
}

/* So many turns as it is in the version that it was timed under; the turns of the body under way may
 * be slower. */
static sim_time python_scaled(const struct sim *sim, const struct sim_thread *thread,
                              sim_time work)
{
    const struct python_bodies *bodies = sim->constants;
    int32_t own = bodies->body[sim->tstates[thread->self.i].body].turn;

    work = sim_time_ratio(work, bodies->version, 1000000);
    work = sim_time_ratio(work, bodies->factor, 1000000);
    return sim_time_ratio(work, python_body(sim, thread)->turn, own);
}

/* The thread comes to a variable. */
static void look_for_order(struct sim *sim, struct sim_thread *thread)
{
    const struct bytecode_body *body = python_body(sim, thread);
    bool whole = body->hold != BYTECODE_NOWHERE || bytecode_is_whole(body);
    uint32_t row = order_of_var(sim, (uint32_t)(python_var(sim, thread) - sim->vars));

    if (order_touch(sim, thread, row, whole ? ORDER_UPDATES : ORDER_WRITES))
        engine_record(sim, SIM_RECORD_UNORDERED, thread, engine_op(sim, thread)->object,
                      SIM_REASON_SAME, 0);
}

enum sim_flow python_op(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                        uint32_t body)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    const struct sim_op *op = engine_op(sim, thread);
    int64_t amount = visit_cost(sim, thread, engine_work(sim, thread, &op->amount));

    tstate->body = (uint8_t)body;
    tstate->counts =
        interp_lock_of(sim, thread)->counts_down && interp_of(sim, thread)->threaded;
    tstate->adds = op->kind == SIM_OP_ADD;
    tstate->locked =
        python_body(sim, thread)->hold != BYTECODE_NOWHERE && !interp_is_parallel(sim, thread);
    tstate->open = share_is_open(sim, thread);
    tstate->bare = is_bare(sim, thread);
    tstate->slowed = 0;
    tstate->done = 0;
    if (op->kind == SIM_OP_PYTHON || op->kind == SIM_OP_IMPORT) {
        tstate->total = python_scaled(sim, thread, amount);
        engine_refill(thread, tstate->total);
    } else { /* a loop: its few lines are there after the first turn */
        if (op->kind != SIM_OP_LOOP && amount > SIM_UPDATES_MAX)
            amount = SIM_UPDATES_MAX;
        tstate->total = bytecode_work(python_body(sim, thread), amount);
    }
    if (tstate->adds)
        look_for_order(sim, thread);
    if (thread->owed ||
        thread->reason != SIM_REASON_RUNNING) /* it may have waited for a lock */
        engine_record(sim, SIM_RECORD_WORK, thread, engine_owes(thread), SIM_REASON_RUNNING, 0);
    return python_run(sim, thread, frame);
}

enum sim_flow op_bytecode(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    return python_op(sim, thread, frame, engine_op(sim, thread)->form);
}

sim_time python_burst(struct sim *sim, struct sim_thread *thread)
{
    const struct interp_lock *lock = interp_lock_of(sim, thread);
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];

    tstate->burst = burst_end(sim, thread, tstate->done, tstate->done) - tstate->done;
    return lock->stretch ? lock->stretch(sim, thread) : slowed(sim, thread, tstate->burst);
}

/* A burst that may have to do with the lock of an update, or with others at the same object. */
static enum sim_flow run_among_others(struct sim *sim, struct sim_thread *thread,
                                      struct sim_frame *frame)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    sim_time length;
    bool locks;

    if (tstate->locked == LOCKED_FROM_NOW)
        begin_to_lock(sim, thread);
    locks = tstate->locked && !tstate->holds;
    tstate->slowed = 0;
    if (locks)
        tstate->slowed = (uint32_t)sync_call_in_vain(sim, thread, lock_of(sim, thread)) * 100;
    length = python_burst(sim, thread);
    tstate->interruptible = 1;
    share_begin(sim, thread);
    if (locks && !tstate->at_lock)
        sim->locks[lock_of(sim, thread)].wheeler = thread->self;
    return engine_work_for(sim, thread, frame, STATE_PYTHON_STOPPED, length);
}

enum sim_flow python_run(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];

    if (!tstate->bare)
        return run_among_others(sim, thread, frame);
    tstate->burst = burst_end(sim, thread, tstate->done, tstate->done) - tstate->done;
    tstate->interruptible = 1;
    return engine_work_for(sim, thread, frame, STATE_PYTHON_STOPPED, tstate->burst);
}

void python_advance(struct sim *sim, struct sim_thread *thread, sim_time done)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];

    if (tstate->adds)
        count_updates(sim, thread, tstate->done, done);
    tstate->done = done;
}

static void settle(struct sim *sim, struct sim_thread *thread)
{
    const struct interp_lock *lock = interp_lock_of(sim, thread);
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];

    if (lock->settle)
        lock->settle(sim, thread);
    else
        python_advance(sim, thread, tstate->done + tstate->burst);
}

static enum sim_flow stopped_among_others(struct sim *sim, struct sim_thread *thread,
                                          struct sim_frame *frame)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];

    settle(sim, thread);
    if (tstate->locked && tstate->at_lock && !tstate->holds)
        sim->locks[lock_of(sim, thread)].wheeler =
            SIM_NO_THREAD; /* about to take it in steps */
    else
        python_settle_lock(sim, thread);
    if (share_end(sim, thread))
        return engine_go(frame, STATE_PYTHON_SETTLED);
    return python_settled(sim, thread, frame);
}

/* The burst has ended: at the op's end, at its lock, or where the interpreter lock acts. */
enum sim_flow python_stopped(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];

    tstate->interruptible = 0;
    if (!tstate->bare)
        return stopped_among_others(sim, thread, frame);
    tstate->done += tstate->burst;
    if (tstate->at_check)
        return interp_lock_of(sim, thread)->check(sim, thread, frame);
    return tstate->done < tstate->total ? python_run(sim, thread, frame) : SIM_FLOW_DONE;
}

enum sim_flow python_settled(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];

    if (share_tell_stall(sim, thread))
        return engine_go(frame, STATE_PYTHON_SETTLED);
    if (tstate->at_check)
        return interp_lock_of(sim, thread)->check(sim, thread, frame);
    if (tstate->at_lock)
        return at_lock(sim, thread, frame);
    if (tstate->done >= tstate->total)
        return SIM_FLOW_DONE;
    return python_run(sim, thread, frame);
}

/* Has the lock again, of the interpreter or of the update. */
SIM_FLAT enum sim_flow python_taken(struct sim *sim, struct sim_thread *thread,
                                    struct sim_frame *frame)
{
    engine_record_on(sim, SIM_RECORD_WORK, thread, engine_owes(thread), SIM_REASON_RUNNING, 0);
    if (sim->tstates[thread->self.i].adds)
        write_stale(sim, thread);
    return python_run(sim, thread, frame);
}

enum sim_flow python_acquired(struct sim *sim, struct sim_thread *thread,
                              struct sim_frame *frame)
{
    sim->tstates[thread->self.i].holds = 1;
    return python_taken(sim, thread, frame);
}
