/* SPDX-License-Identifier: GPL-3.0-or-later
 * Letting go and taking again, and who comes in between. */
#include "sim/mech/ticks.h"

#include "sim/mech/python.h"
#include "sim/state/waitlist.h"

/* A burst is settled after so much bytecode, or so much time in checks, so that a record can tell what
 * those took. */
#define BURST_MAX SIM_S(2)

/* ---- where a burst is ---- */

/*
 * The i-th check of a burst, from 0, begins when its bytecode has come to a certain check point
 * and i checks have been made before:
 *
 *     |rest| bytecode |check 0| bytecode |check 1| ...
 *
 * A burst may begin in the middle of a check, with the rest of it. One that ends at an instruction
 * which takes or lets go a lock leaves the check behind that instruction to the next: it is due.
 */
struct place {
    sim_time work;  /* of the op, done */
    sim_time rest;  /* of the check under way; 0: none is */
    int64_t checks; /* begun in this burst */
};

/* Check points up to the first check of a burst that begins at `from`. */
static int64_t first_check(const struct sim *sim, const struct sim_thread *thread,
                           sim_time from)
{
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    const struct bytecode_body *body = python_body(sim, thread);

    return bytecode_points_passed(body, from) + TICKS_PERIOD -
           sim->interps[tstate->interp.i].ticks;
}

/* When the check number `i` begins, from the burst's beginning without its rest. */
static sim_time check_begins(const struct sim *sim, const struct sim_thread *thread,
                             int64_t first, int64_t i)
{
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    const struct bytecode_body *body = python_body(sim, thread);

    return bytecode_point_work(body, first + i * TICKS_PERIOD) - tstate->done +
           i * tstate->check;
}

/* Checks begun when `passed` of the burst has passed, of those that are its own: guessed by their mean
 * distance. */
static int64_t checks_begun(const struct sim *sim, const struct sim_thread *thread,
                            int64_t first, sim_time passed)
{
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    const struct bytecode_body *body = python_body(sim, thread);
    int64_t period = TICKS_PERIOD * (int64_t)body->turn / body->points + tstate->check * 100;
    int64_t count = passed * 100 / period;

    while (check_begins(sim, thread, first, count) <= passed)
        count++;
    while (count && check_begins(sim, thread, first, count - 1) > passed)
        count--;
    return count < tstate->checks ? count : tstate->checks;
}

static sim_time passed_of(const struct sim *sim, const struct sim_thread *thread)
{
    sim_time passed = sim->tstates[thread->self.i].length - engine_left(sim, thread);

    return passed > 0 ? passed : 0; /* coming to another core has added to what is left */
}

static struct place place_of(const struct sim *sim, const struct sim_thread *thread)
{
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    sim_time passed = passed_of(sim, thread) - tstate->rest, since;
    int64_t first = first_check(sim, thread, tstate->done), checks;

    if (passed < 0)
        return (struct place){ tstate->done, -passed, 0 };
    checks = checks_begun(sim, thread, first, passed);
    if (!checks)
        return (struct place){ tstate->done + passed, 0, 0 };
    since = passed - check_begins(sim, thread, first, checks - 1);
    if (since < tstate->check)
        return (struct place){ bytecode_point_work(python_body(sim, thread),
                                                   first + (checks - 1) * TICKS_PERIOD),
                               tstate->check - since, checks };
    return (struct place){ tstate->done + passed - checks * tstate->check, 0, checks };
}

static sim_time done(const struct sim *sim, const struct sim_thread *thread)
{
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];

    return tstate->interruptible ? place_of(sim, thread).work : tstate->done;
}

/* ---- the length of a burst ---- */

/* While somebody waits each release calls the kernel, though mostly for nothing. In a loop such a
 * call takes little more than the way into the kernel and back. */
static sim_time check_cost(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_params *p = &sim->head->params;
    sim_time cost = engine_cost(sim, thread, &p->mutex);

    if (interp_of(sim, thread)->waiting)
        cost += engine_cost(sim, thread, &p->system_call);
    return cost;
}

/* Checks of a burst that ends where it does; not the one behind the instruction at its end. */
static uint32_t checks_in(struct sim *sim, struct sim_thread *thread, int64_t first)
{
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    const struct bytecode_body *body = python_body(sim, thread);
    sim_time end = tstate->done + tstate->burst;
    int64_t points = bytecode_points_passed(body, end) - first, last = points / TICKS_PERIOD;

    if (points < 0)
        return 0;
    if (tstate->at_lock && bytecode_point_work(body, first + last * TICKS_PERIOD) == end)
        return (uint32_t)last;
    return (uint32_t)last + 1;
}

/* Ends the burst sooner, at a check, where there are too many. */
static void bound_checks(struct sim *sim, struct sim_thread *thread, int64_t first)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    int64_t most = 1 + BURST_MAX / (1 + engine_time_for(sim, thread, tstate->check));

    if (tstate->checks <= most)
        return;
    tstate->checks = (uint32_t)most;
    tstate->burst =
        bytecode_point_work(python_body(sim, thread), first + (most - 1) * TICKS_PERIOD) -
        tstate->done;
    tstate->at_lock = 0;
}

static sim_time stretch(struct sim *sim, struct sim_thread *thread)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    bool wakes = interp_of(sim, thread)->sleepers.first.i || sim->cores[thread->core.i].change;
    int64_t first = first_check(sim, thread, tstate->done);
    sim_time to_check =
        tstate->due ? 0 : bytecode_point_work(python_body(sim, thread), first) - tstate->done;

    if (tstate->burst > BURST_MAX)
        tstate->burst = BURST_MAX, tstate->at_lock = 0;
    tstate->at_check = wakes && (to_check < tstate->burst || (to_check == tstate->burst &&
                                                              !tstate->at_lock)); /* python.c */
    if (tstate->at_check)
        tstate->burst = to_check, tstate->at_lock = 0;
    tstate->check = check_cost(sim, thread);
    if (tstate->due && !tstate->at_check)
        tstate->rest = tstate->check;
    tstate->checks = checks_in(sim, thread, first);
    if (!tstate->at_check)
        bound_checks(sim, thread, first);
    tstate->length = tstate->rest + tstate->burst;
    if (!tstate->at_check)
        tstate->length += tstate->checks * tstate->check;
    return tstate->length;
}

/* What checks took was no bytecode; as time on that core. */
static void record_checks(struct sim *sim, struct sim_thread *thread, sim_time work)
{
    int64_t speed = sim->cores[thread->core.i].speed;

    if (work > 0)
        engine_record(sim, SIM_RECORD_CHECKS, thread,
                      engine_shown(sim_time_ratio(work, 1000000, speed)), SIM_REASON_SAME, 0);
}

static void settle(struct sim *sim, struct sim_thread *thread)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    const struct bytecode_body *body = python_body(sim, thread);
    struct sim_interp *interp = interp_of(sim, thread);
    struct place place = place_of(sim, thread);
    int64_t ticks = interp->ticks + bytecode_points_passed(body, place.work) -
                    bytecode_points_passed(body, tstate->done);

    if (tstate->at_check && place.work >= tstate->done + tstate->burst)
        place.rest = 0; /* this check is made in steps of its own */
    record_checks(sim, thread, passed_of(sim, thread) - (place.work - tstate->done));
    ticks -= place.checks * TICKS_PERIOD;
    tstate->due = ticks == TICKS_PERIOD; /* it stands at a lock */
    interp->ticks = tstate->due ? 0 : (uint32_t)ticks;
    python_advance(sim, thread, place.work);
    tstate->rest = place.rest;
}

/* Something has changed for the thread that holds the lock: settles, and begins a new burst. One that
 * has come to its end stays as it is: what it has come to is still to be done. */
static void begin_anew(struct sim *sim, struct sim_thread *holder)
{
    sim_time left = engine_left(sim, holder),
             before = left - sim->tstates[holder->self.i].length;

    if (!left)
        return;
    settle(sim, holder);
    engine_cut(sim, holder, python_burst(sim, holder) + (before > 0 ? before : 0));
}

/* ---- taking it ---- */

static void let_go(struct sim *sim, struct sim_thread *thread)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    struct sim_interp *interp = interp_of(sim, thread);

    SIM_INVARIANT_IN(sim, interp->holder.i == thread->self.i);
    tstate->attached = tstate->interruptible = 0;
    interp->holder = SIM_NO_THREAD;
    interp->last_holder = thread->self;
}

/* Is the count 1? It is for as long as a check takes, too. */
static bool is_free(struct sim *sim, const struct sim_interp *interp)
{
    const struct sim_thread *holder = &sim->threads[interp->holder.i];

    if (!holder->self.i)
        return true;
    return sim->tstates[holder->self.i].interruptible && place_of(sim, holder).rest > 0;
}

/* Somebody takes the lock in the middle of the holder's check; the holder will find it taken when
 * it has done with the rest of it. */
static void rob(struct sim *sim, struct sim_thread *holder)
{
    struct sim_tstate *tstate = &sim->tstates[holder->self.i];
    bool on_core = holder->schedule == SIM_THREAD_ON_CORE;

    settle(sim, holder);
    python_settle_lock(sim, holder);
    python_keep_stale(sim, holder);
    let_go(sim, holder);
    tstate->robbed = tstate->at_check = 1;
    tstate->at_lock = 0; /* where the burst would have ended */
    tstate->length = tstate->rest;
    engine_cut(sim, holder, tstate->rest);
    engine_record(sim, SIM_RECORD_DROP, holder, 0,
                  on_core ? SIM_REASON_SWITCH : SIM_REASON_SAME, 0);
    holder->reason = SIM_REASON_SWITCH;
}

static enum sim_flow taken(struct sim *sim, struct sim_thread *thread,
                           struct sim_interp *interp)
{
    bool changed;

    if (interp->holder.i)
        rob(sim, &sim->threads[interp->holder.i]);
    changed = interp->last_holder.i != thread->self.i;
    interp->holder = interp->last_holder = thread->self;
    interp->switches += changed;
    sim->tstates[thread->self.i].attached = 1;
    engine_record(sim, SIM_RECORD_TAKE, thread, 0, SIM_REASON_SWITCH,
                  changed ? SIM_RECORD_FLAG : 0);
    engine_owe(thread, engine_cost(sim, thread, &sim->head->params.mutex));
    return SIM_FLOW_DONE;
}

static enum sim_flow take(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                          uint16_t after)
{
    struct sim_interp *interp = interp_of(sim, thread);

    frame = engine_push(thread, frame, after, STATE_TICKS_LOOK, 0);
    if (is_free(sim, interp))
        return taken(sim, thread, interp);
    thread->waiting = SIM_NOT_WAITING; /* whoever called it meant something else */
    if (!interp->waiting++)
        python_interrupt(sim, &sim->threads[interp->holder.i]);
    return engine_into_kernel(sim, thread, frame, STATE_TICKS_IN_KERNEL);
}

/* Back from a sleep, or from the kernel, which saw the count change. */
enum sim_flow ticks_look(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_interp *interp = interp_of(sim, thread);

    if (!is_free(sim, interp))
        return engine_into_kernel(sim, thread, frame, STATE_TICKS_IN_KERNEL);
    interp->waiting--;
    engine_owe(thread, engine_cost(sim, thread, &sim->head->params.cold_bytecode));
    return taken(sim, thread, interp);
}

enum sim_flow ticks_in_kernel(struct sim *sim, struct sim_thread *thread,
                              struct sim_frame *frame)
{
    struct sim_interp *interp = interp_of(sim, thread);
    bool again = thread->waiting == SIM_CALLED;

    if (is_free(sim, interp))
        return engine_pay(sim, thread, frame, STATE_TICKS_LOOK,
                          engine_cost(sim, thread, &sim->head->params.system_call) / 2);
    sim_wait_list_append(sim, &interp->sleepers, thread);
    if (interp->sleepers.first.i == thread->self.i)
        python_interrupt(sim, &sim->threads[interp->holder.i]);
    engine_record_off(sim, again ? SIM_RECORD_VAIN : SIM_RECORD_AWAIT, thread, 0,
                      SIM_REASON_INTERPRETER);
    return engine_block(sim, thread, frame, STATE_TICKS_LOOK, SIM_TIME_NEVER);
}

/* ---- letting it go ---- */

/* The count is 1; if anyone waits, the kernel is called. Returns what that takes. */
static sim_time post(struct sim *sim, struct sim_thread *thread)
{
    struct sim_interp *interp = interp_of(sim, thread);
    struct sim_thread *first;

    let_go(sim, thread);
    engine_record(sim, SIM_RECORD_DROP, thread, 0, SIM_REASON_SWITCH, 0);
    if (!interp->waiting)
        return engine_cost(sim, thread, &sim->head->params.mutex);
    first = sim_wait_list_take(sim, &interp->sleepers);
    if (!first)
        return engine_cost(sim, thread, &sim->head->params.system_call);
    first->waiting = SIM_CALLED;
    engine_record(sim, SIM_RECORD_SIGNAL, thread, first->shown.i, SIM_REASON_SAME, 0);
    return engine_wake(sim, thread, first);
}

static enum sim_flow drop(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                          uint16_t after)
{
    return engine_pay(sim, thread, frame, after, post(sim, thread));
}

static enum sim_flow check(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    bool robbed = sim->tstates[thread->self.i].robbed;

    return engine_go(frame, robbed ? STATE_TICKS_ROBBED : STATE_TICKS_CHECK);
}

/* A check that wakes somebody up; or the kernel wants the core for another thread, and takes it at
 * the end of the check's system call, when the lock is free. */
enum sim_flow ticks_check(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    enum sim_flow flow;

    python_keep_stale(sim, thread);
    flow = engine_pay(sim, thread, frame, STATE_TICKS_AGAIN, post(sim, thread));
    engine_return(sim, thread);
    return flow;
}

/* The rest of the check in which somebody else took the lock. */
enum sim_flow ticks_robbed(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    sim->tstates[thread->self.i].robbed = 0;
    return take(sim, thread, frame, STATE_PYTHON_TAKEN);
}

enum sim_flow ticks_again(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return take(sim, thread, frame, STATE_PYTHON_TAKEN);
}

/* ---- invariants ---- */

static const char *check_lock(const struct sim *sim, uint32_t id)
{
    const struct sim_interp *interp = &sim->interps[id];
    uint32_t asleep = 0;

    for (uint32_t i = interp->sleepers.first.i; i; i = sim->threads[i].wait_next.i)
        asleep++;
    if (interp->waiting != interp_threads_in(sim, id, STATE_TICKS_IN_KERNEL, STATE_TICKS_LOOK))
        return "whoever comes for the lock is counted as waiting until it has it";
    if (!interp->holder.i && interp->waiting && asleep == interp->waiting)
        return "nobody sleeps for a free lock without somebody being on the way to it";
    if (interp->ticks >= TICKS_PERIOD)
        return "a check is made every 101 ticks";
    return NULL;
}

const char *ticks_check_state(const struct sim *sim)
{
    const char *wrong = interp_check(sim);

    for (uint32_t i = 1; !wrong && i <= sim->interp_count; i++)
        wrong = check_lock(sim, i);
    return wrong;
}

const struct interp_lock ticks_lock = {
    .counting = BODY_COUNTED_PLAIN,
    .take = take,
    .drop = drop,
    .stretch = stretch,
    .done = done,
    .interrupt = begin_anew,
    .settle = settle,
    .check = check,
};
