/* SPDX-License-Identifier: GPL-3.0-or-later
 * Polling, stealing, switching; and loops that warm up. */
#include "sim/mech/pypy.h"

#include "sim/mech/python.h"
#include "sim/state/waitlist.h"

/* published: thread_gil.c, RPyGilAcquireSlowPath waits 0.1 ms at a time */
#define POLL SIM_US(100)

/* published: executioncontext.py, sys.getcheckinterval() times TICK_COUNTER_STEP, 10000 * 100: the
 * switch is due below zero. */
#define COUNT 1000000

/* ---- when a switch is due ---- */

/*
 * Where the count runs out is arithmetic on the check points of a turn. A place is the number of
 * check points passed since the op began, `counted` what has been counted since the count last
 * began. It begins anew where it has run out, whether somebody waits or not; so in a loop with
 * several jumps the switch falls on each of them in turn.
 */
static int64_t down_to(const struct bytecode_body *body, int64_t place)
{
    int64_t turn = 0, part = 0;

    for (uint32_t i = 0; i < body->points; i++) {
        turn += body->point[i].down;
        part += i < place % body->points ? body->point[i].down : 0;
    }
    return place / body->points * turn + part;
}

/* The first place behind this one by which more than `left` has been counted. */
static int64_t place_after(const struct bytecode_body *body, int64_t place, int64_t left)
{
    int64_t from = down_to(body, place), turn = down_to(body, body->points);

    place += left / turn * body->points;
    do {
        place++;
    } while (down_to(body, place) - from <= left);
    return place;
}

/* Where it runs out next, `counted` having been counted at a place. */
static int64_t run_out(const struct bytecode_body *body, int64_t place, int64_t counted)
{
    return place_after(body, place, COUNT - counted);
}

/* How many places lie between two equal switches, from one of them; 0: it is not met again. */
static int64_t cycle(const struct bytecode_body *body, int64_t from)
{
    int64_t place = from;

    for (uint32_t i = 0; i < body->points; i++) {
        place = run_out(body, place, 0);
        if ((place - from) % body->points == 0)
            return place - from;
    }
    return 0;
}

/* Goes on from a place, where so much has been counted, to another. Returns what has been counted
 * there. */
static int64_t count_to(const struct bytecode_body *body, int64_t from, int64_t counted,
                        int64_t to)
{
    int64_t out = run_out(body, from, counted), again;

    while (out <= to) {
        again = cycle(body, out);
        from = again ? out + (to - out) / again * again : out;
        counted = 0;
        out = run_out(body, from, counted);
    }
    return counted + down_to(body, to) - down_to(body, from);
}

static int64_t place_of(const struct sim *sim, const struct sim_thread *thread, sim_time work)
{
    return bytecode_points_passed(python_body(sim, thread), work);
}

/* Work at which the count next runs out, the op having come to `from`. */
static sim_time next_switch(struct sim *sim, const struct sim_thread *thread, sim_time from)
{
    const struct bytecode_body *body = python_body(sim, thread);
    int64_t begun = place_of(sim, thread, sim->tstates[thread->self.i].done);
    int64_t place = place_of(sim, thread, from);
    int64_t counted = count_to(body, begun, interp_of(sim, thread)->ticks, place);

    return bytecode_point_work(body, run_out(body, place, counted));
}

/* The burst may go on to the switch, if somebody waits. */
static bool shorten(struct sim *sim, struct sim_thread *thread, sim_time from)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    sim_time end = next_switch(sim, thread, from);

    if (!interp_of(sim, thread)->waiting || end >= tstate->done + tstate->burst)
        return false;
    tstate->burst = end - tstate->done;
    tstate->at_check = 1;
    tstate->at_lock = 0;
    return true;
}

static sim_time stretch(struct sim *sim, struct sim_thread *thread)
{
    shorten(sim, thread, sim->tstates[thread->self.i].done);
    return sim->tstates[thread->self.i].burst;
}

static void interrupt(struct sim *sim, struct sim_thread *holder)
{
    struct sim_tstate *tstate = &sim->tstates[holder->self.i], before = *tstate;
    sim_time done = python_done(sim, holder);

    python_cut(sim, holder);             /* for the lock of a `locked` update */
    if (tstate->burst == before.burst) { /* it ends where it would have, for the same reason */
        tstate->at_check = before.at_check;
        tstate->at_lock = before.at_lock;
    }
    if (shorten(sim, holder, done))
        engine_cut(sim, holder, tstate->done + tstate->burst - done);
}

static void settle(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    struct sim_interp *interp = interp_of(sim, thread);
    int64_t before = place_of(sim, thread, tstate->done);

    python_advance(sim, thread, tstate->done + tstate->burst);
    if (!tstate->counts)
        return;
    interp->ticks = (uint32_t)count_to(python_body(sim, thread), before, interp->ticks,
                                       place_of(sim, thread, tstate->done));
}

/* ---- taking it ---- */

static sim_time word(struct sim *sim, struct sim_thread *thread)
{
    return engine_cost(sim, thread, &sim->head->params.mutex);
}

static void own(struct sim *sim, struct sim_thread *thread)
{
    struct sim_interp *interp = interp_of(sim, thread);
    bool changed = interp->last_holder.i != thread->self.i;

    interp->holder = interp->last_holder = thread->self;
    interp->handed = 0;
    interp->switches += changed;
    sim->tstates[thread->self.i].attached = 1;
    engine_record(sim, SIM_RECORD_TAKE, thread, 0, SIM_REASON_SWITCH,
                  changed ? SIM_RECORD_FLAG : 0);
}

static enum sim_flow take(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                          uint16_t after)
{
    struct sim_interp *interp = interp_of(sim, thread);

    frame = engine_push(thread, frame, after, STATE_PYPY_IN_KERNEL, 0);
    if (!interp->holder.i && !interp->handed) {
        own(sim, thread);
        engine_owe(thread, word(sim, thread));
        return SIM_FLOW_DONE;
    }
    interp->waiting++;
    python_interrupt(sim, &sim->threads[interp->holder.i]);
    return engine_into_kernel(sim, thread, frame, STATE_PYPY_IN_KERNEL);
}

/* The stealer has it; whoever waits longest is the next stealer. */
static enum sim_flow steal(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_interp *interp = interp_of(sim, thread);
    struct sim_thread *next = sim_wait_list_take(sim, &interp->sleepers);

    own(sim, thread);
    interp->waiting--;
    interp->stealer = SIM_NO_THREAD;
    if (!next)
        return SIM_FLOW_DONE;
    interp->stealer = next->self;
    engine_record(sim, SIM_RECORD_SIGNAL, thread, next->self.i, SIM_REASON_SAME, 0);
    return engine_pay(sim, thread, frame, STATE_RETURN, engine_wake(sim, thread, next));
}

static enum sim_flow sleep_for(struct sim *sim, struct sim_thread *thread,
                               struct sim_frame *frame, enum sim_record_kind kind,
                               sim_time until)
{
    engine_record_off(sim, kind, thread, 0, SIM_REASON_INTERPRETER);
    return engine_block(sim, thread, frame, STATE_PYPY_LOOK,
                        engine_time_out(sim, thread, until));
}

/* Becomes the stealer, or queues for that. */
enum sim_flow pypy_in_kernel(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    struct sim_interp *interp = interp_of(sim, thread);

    if (interp->stealer.i) {
        sim_wait_list_append(sim, &interp->sleepers, thread);
        return sleep_for(sim, thread, frame, SIM_RECORD_AWAIT, SIM_TIME_NEVER);
    }
    interp->stealer = thread->self;
    if (!interp->holder.i)
        return steal(sim, thread, frame);
    return sleep_for(sim, thread, frame, SIM_RECORD_AWAIT, sim_time_add(sim->head->now, POLL));
}

/* The stealer looks: the lock has been handed over, or the word is 0, or it sleeps on. */
enum sim_flow pypy_look(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (!interp_of(sim, thread)->holder.i)
        return steal(sim, thread, frame);
    return sleep_for(sim, thread, frame, SIM_RECORD_VAIN, sim_time_add(sim->head->now, POLL));
}

/* ---- letting it go ---- */

static void let_go(struct sim *sim, struct sim_thread *thread, bool forced)
{
    struct sim_interp *interp = interp_of(sim, thread);

    SIM_INVARIANT_IN(sim, interp->holder.i == thread->self.i);
    sim->tstates[thread->self.i].attached = 0;
    interp->holder = SIM_NO_THREAD;
    interp->handed = forced;
    engine_record(sim, SIM_RECORD_DROP, thread, 0, SIM_REASON_SWITCH,
                  forced ? SIM_RECORD_FLAG : 0);
}

static enum sim_flow drop(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                          uint16_t after)
{
    let_go(sim, thread, false);
    return engine_pay(sim, thread, frame, after, word(sim, thread));
}

/* The count has run out and somebody waits: unlocks the mutex, but keeps the word, so that only the
 * stealer can get on. */
static enum sim_flow check(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_thread *stealer = &sim->threads[interp_of(sim, thread)->stealer.i];
    sim_time cost = engine_cost(sim, thread, &sim->head->params.system_call);

    python_keep_stale(sim, thread);
    let_go(sim, thread, true);
    if (stealer->self.i && stealer->schedule == SIM_THREAD_BLOCKED) {
        engine_record(sim, SIM_RECORD_SIGNAL, thread, stealer->self.i, SIM_REASON_SAME, 0);
        cost = engine_wake(sim, thread, stealer);
    }
    return engine_pay(sim, thread, frame, STATE_PYPY_YIELDED, cost);
}

enum sim_flow pypy_yielded(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return take(sim, thread, frame, STATE_PYTHON_TAKEN);
}

/* ---- warming up ---- */

/* A loop of a kind that nobody has executed yet is interpreted, traced and compiled, if the
 * interpreter does that. */
enum sim_flow op_jit(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_op *op = engine_op(sim, thread);
    struct sim_interp *interp = interp_of(sim, thread);
    uint16_t state = op->kind == SIM_OP_REF ? STATE_OP_REF : STATE_OP_BYTECODE;
    uint64_t bit = (uint64_t)1 << op->form;

    if (sim->head->params.python != SIM_PYTHON_PYPY || interp->compiled & bit)
        return engine_go(frame, state);
    interp->compiled |= bit;
    engine_record(sim, SIM_RECORD_WARM, thread, thread->pc, SIM_REASON_RUNNING, 0);
    return engine_spend(sim, thread, frame, state,
                        engine_cost(sim, thread, &sim->head->params.warm_up));
}

/* ---- beginning ---- */

/* The threads of a scenario have been started by somebody who is not shown, and waits; but a thread
 * that is alone at first and starts others is the program's first. */
static bool begins_threaded(const struct sim_scenario *scenario)
{
    uint64_t first = 0, later = 0;

    for (uint32_t i = 0; i < scenario->group_count; i++) {
        const struct sim_group *group = &scenario->groups[i];

        *(group->manual || group->pool ? &later : &first) += group->count;
    }
    return first > 1 || !later;
}

void pypy_init(struct sim *sim)
{
    interp_init(sim);
    for (uint32_t i = 1; i <= sim->interp_count; i++)
        sim->interps[i].threaded = begins_threaded(sim->scenario);
}

/* ---- invariants ---- */

static const char *check_lock(const struct sim *sim, uint32_t id)
{
    const struct sim_interp *interp = &sim->interps[id];

    if (interp->waiting != interp_threads_in(sim, id, STATE_PYPY_IN_KERNEL, STATE_PYPY_LOOK))
        return "whoever comes for the lock is counted as waiting until it has it";
    if (interp->sleepers.first.i && !interp->stealer.i)
        return "while somebody queues there is a stealer";
    if (interp->handed && interp->holder.i)
        return "a lock that is handed over is nobody's";
    return NULL;
}

const char *pypy_check(const struct sim *sim)
{
    const char *wrong = interp_check(sim);

    for (uint32_t i = 1; !wrong && i <= sim->interp_count; i++)
        wrong = check_lock(sim, i);
    return wrong;
}

const struct interp_lock pypy_lock = {
    .counts_down = true,
    .counting = BODY_COUNTED_PLAIN,
    .take = take,
    .drop = drop,
    .stretch = stretch,
    .done = python_done,
    .interrupt = interrupt,
    .settle = settle,
    .check = check,
};
