/* SPDX-License-Identifier: GPL-3.0-or-later
 * Polling, stealing, switching; and loops that warm up. */
#include "sim/mech/pypy.h"

#include "sim/mech/python.h"
#include "sim/state/waitlist.h"

/* published: thread_gil.c, RPyGilAcquireSlowPath waits 0.1 ms at a time */
#define POLL SIM_US(100)

/* published: interp_jit.py and executioncontext.py, 10000 * 100 with a decrement of 1 */
#define SWITCH_TURNS 1000000

/* ---- when a switch is due ---- */

static int64_t turns_of(const struct sim *sim, const struct sim_thread *thread, sim_time work)
{
    const struct bytecode_body *body = python_body(sim, thread);

    return bytecode_passed(body, body->turn, work);
}

/* Work at which the count next runs out, the op having come to `from`. */
static sim_time next_switch(struct sim *sim, const struct sim_thread *thread, sim_time from)
{
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    int64_t begun = turns_of(sim, thread, tstate->done) - interp_of(sim, thread)->ticks;
    int64_t counted = turns_of(sim, thread, from) - begun;

    return bytecode_end_of(python_body(sim, thread),
                           begun + (counted / SWITCH_TURNS + 1) * SWITCH_TURNS);
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
    const struct sim_tstate *tstate = &sim->tstates[holder->self.i];
    sim_time done = python_done(sim, holder);

    python_cut(sim, holder); /* for the lock of a `locked` update */
    if (shorten(sim, holder, done))
        engine_cut(sim, holder, tstate->done + tstate->burst - done);
}

static void settle(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    struct sim_interp *interp = interp_of(sim, thread);
    int64_t before = turns_of(sim, thread, tstate->done);

    python_settle(sim, thread);
    interp->ticks = (uint32_t)((interp->ticks + turns_of(sim, thread, tstate->done) - before) %
                               SWITCH_TURNS);
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
    thread->waiting = SIM_NOT_WAITING;
    interp->waiting--;
    interp->stealer = SIM_NO_THREAD;
    if (!next)
        return SIM_FLOW_DONE;
    interp->stealer = next->self;
    next->waiting = SIM_CALLED;
    engine_record(sim, SIM_RECORD_SIGNAL, thread, next->self.i, SIM_REASON_SAME, 0);
    return engine_spend(sim, thread, frame, STATE_RETURN, engine_wake(sim, thread, next));
}

static enum sim_flow sleep_for(struct sim *sim, struct sim_thread *thread,
                               struct sim_frame *frame, enum sim_record_kind kind,
                               sim_time until)
{
    thread->waiting = SIM_ASLEEP;
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
    return engine_spend(sim, thread, frame, after, word(sim, thread));
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
    return engine_spend(sim, thread, frame, STATE_PYPY_YIELDED, cost);
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

/* ---- invariants ---- */

static const char *check_lock(const struct sim *sim, const struct sim_interp *interp)
{
    uint32_t asleep = 0;

    for (uint32_t i = interp->sleepers.first.i; i; i = sim->threads[i].wait_next.i)
        asleep++;
    if (asleep + !!interp->stealer.i > interp->waiting)
        return "who queues for the lock is counted as waiting";
    if (asleep && !interp->stealer.i)
        return "while somebody queues there is a stealer";
    if (interp->handed && interp->holder.i)
        return "a lock that is handed over is nobody's";
    return NULL;
}

const char *pypy_check(const struct sim *sim)
{
    const char *wrong = interp_check(sim);

    for (uint32_t i = 1; !wrong && i <= sim->interp_count; i++)
        wrong = check_lock(sim, &sim->interps[i]);
    return wrong;
}

const struct interp_lock pypy_lock = {
    .counting = BODY_COUNTED_PLAIN,
    .take = take,
    .drop = drop,
    .stretch = stretch,
    .done = python_done,
    .interrupt = interrupt,
    .settle = settle,
    .check = check,
};
