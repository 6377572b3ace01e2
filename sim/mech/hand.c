/* SPDX-License-Identifier: GPL-3.0-or-later
 * Points, choices, and going on. */
#include "sim/mech/hand.h"

#include "sim/engine/sim.h"
#include "sim/mech/loop.h"
#include "sim/mech/sync.h"
#include "sim/state/waitlist.h"

#include <stdlib.h>

/* All threads are the first interpreter's. */
#define THE_INTERP 1

static const struct hand_constants *constants_of(const struct sim *sim)
{
    return sim->constants;
}

/* ---- what threads share ---- */

/* An object that others may touch, too; ARG_NONE: none. */
struct touched {
    enum sim_op_arg kind;
    uint32_t object;
};

/* A message is an item in the queue of the group that it is for. */
static struct touched touched_by(const struct sim_scenario *scenario, uint32_t op,
                                 uint32_t group)
{
    uint32_t queue = sim_scenario_queue(scenario, op, group);
    enum sim_op_arg first = sim_op_table[scenario->ops[op].kind].first;

    if (queue)
        return (struct touched){ SIM_OP_ARG_QUEUE, queue - 1 };
    switch (first) {
    case SIM_OP_ARG_VAR:
    case SIM_OP_ARG_LOCK:
    case SIM_OP_ARG_BARRIER:
    case SIM_OP_ARG_EVENT:
        return (struct touched){ first, scenario->ops[op].object };
    default:
        return (struct touched){ SIM_OP_ARG_NONE, 0 };
    }
}

static bool group_touches(const struct sim_scenario *scenario, uint32_t group,
                          struct touched wanted)
{
    const struct sim_program *of = sim_scenario_program(scenario, group);

    for (uint32_t i = of->first; i < of->first + of->count; i++) {
        struct touched touched = touched_by(scenario, i, group);

        if (touched.kind == wanted.kind && touched.object == wanted.object)
            return true;
    }
    return false;
}

/* Do at least two threads touch it? The tasks of a loop are one. */
static bool is_shared(const struct sim_scenario *scenario, struct touched touched,
                      enum hand_points points)
{
    uint64_t threads = 0;
    bool tasks = false;

    for (uint32_t g = 0; g < scenario->group_count; g++) {
        if (!group_touches(scenario, g, touched))
            continue;
        if (points == HAND_LOOP && sim_group_is_task(&scenario->groups[g]))
            tasks = true;
        else
            threads += scenario->groups[g].count;
    }
    return threads + tasks > 1;
}

/* Instead of the version's check points: one behind each access. */
static void check_each_access(struct bytecode_body *body)
{
    const int32_t places[] = { body->read, body->write };

    body->points = 0;
    for (int i = 0; i < 2; i++) {
        if (places[i] == BYTECODE_NOWHERE || (i && places[1] == places[0]))
            continue;
        body->point[body->points++] =
            (struct bytecode_point){ .at = places[i],
                                     .instruction = i ? body->write_by : body->read_by };
    }
    if (!body->points) /* it updates nothing: nobody looks at these */
        body->point[body->points++] = (struct bytecode_point){ .at = body->turn };
}

/* From behind: what follows an op, and in a block that is repeated all of it. */
static void look_ahead(struct hand_constants *constants, const struct sim_scenario *scenario,
                       const struct sim_program *program)
{
    bool later = constants->daemons;

    for (uint32_t i = program->first + program->count; i-- > program->first;) {
        constants->ops[i].later = later;
        later |= constants->ops[i].touches;
    }
    for (uint32_t i = program->first; i < program->first + program->count; i++) {
        const struct sim_op *op = &scenario->ops[i];

        for (uint32_t k = i + 1; sim_op_repeats(op) && k <= op->match; k++)
            constants->ops[k].later |= constants->ops[i].later;
    }
}

static void look_at_group(struct hand_constants *constants, const struct sim_scenario *scenario,
                          uint32_t group, enum hand_points points)
{
    const struct sim_program *of = sim_scenario_program(scenario, group);

    for (uint32_t i = of->first; i < of->first + of->count; i++) {
        struct touched touched = touched_by(scenario, i, group);

        constants->ops[i].touches |=
            touched.kind != SIM_OP_ARG_NONE && is_shared(scenario, touched, points);
    }
}

static void look_at_ops(struct hand_constants *constants, const struct sim_scenario *scenario,
                        enum hand_points points)
{
    for (uint32_t g = 0; g < scenario->group_count; g++) {
        look_at_group(constants, scenario, g, points);
        constants->daemons |= scenario->groups[g].daemon;
    }
    for (uint32_t p = 0; p < scenario->program_count; p++)
        look_ahead(constants, scenario, &scenario->programs[p]);
}

void *hand_prepare(const struct sim_scenario *scenario, enum hand_points points)
{
    struct python_bodies *bodies = python_prepare(scenario);
    struct hand_constants *constants =
        calloc(1, sizeof(*constants) + scenario->op_count * sizeof(*constants->ops));

    if (!bodies || !constants) {
        free(bodies);
        free(constants);
        return NULL;
    }
    constants->bodies = *bodies;
    for (int i = 0; points == HAND_ACCESSES && i < BODY_COUNT; i++)
        check_each_access(&constants->bodies.body[i]);
    look_at_ops(constants, scenario, points);
    free(bodies);
    return constants;
}

/* ---- where a burst comes to a point ---- */

#define PLACES 4

static int32_t place_of(const struct bytecode_body *body, int which)
{
    const int32_t places[PLACES] = { body->read, body->write, body->hold, body->release };

    return places[which];
}

static int64_t accesses(const struct bytecode_body *body, sim_time work)
{
    int64_t count = 0;

    for (int i = 0; i < PLACES; i++) {
        if (place_of(body, i) != BYTECODE_NOWHERE)
            count += bytecode_passed(body, place_of(body, i), work);
    }
    return count;
}

static sim_time next_access(const struct bytecode_body *body, sim_time work)
{
    sim_time first = SIM_TIME_NEVER;

    for (int i = 0; i < PLACES; i++) {
        sim_time next = place_of(body, i) == BYTECODE_NOWHERE
                            ? SIM_TIME_NEVER
                            : bytecode_next(body, place_of(body, i), work);

        first = next < first ? next : first;
    }
    return first;
}

static bool touches_between(const struct sim *sim, const struct sim_thread *thread,
                            sim_time from, sim_time to)
{
    const struct bytecode_body *body = python_body(sim, thread);

    return constants_of(sim)->ops[thread->pc].touches &&
           accesses(body, to) > accesses(body, from);
}

static bool touches_after(const struct sim *sim, const struct sim_thread *thread, sim_time work)
{
    return constants_of(sim)->ops[thread->pc].later ||
           touches_between(sim, thread, work, sim->tstates[thread->self.i].total);
}

/* From where on a check is a point. A lock that had to be waited for was taken at a check point: it
 * is still to come. */
static sim_time touched_from(const struct sim_tstate *tstate, const struct bytecode_body *body)
{
    if (tstate->touched)
        return tstate->done;
    return next_access(body, tstate->done);
}

/* The first point of the burst that begins at tstate->done, if it comes until `end`. Arithmetic: a
 * burst may be of a thousand million turns. */
static struct bytecode_stop next_point(const struct sim *sim, const struct sim_thread *thread,
                                       sim_time end)
{
    const struct bytecode_stop none = { .work = SIM_TIME_NEVER };
    const struct bytecode_body *body = python_body(sim, thread);
    struct bytecode_stop stop;
    sim_time from;

    if (!constants_of(sim)->ops[thread->pc].touches)
        return none;
    from = touched_from(&sim->tstates[thread->self.i], body);
    if (from > end)
        return none;
    stop = bytecode_next_check(body, from ? from - 1 : 0);
    return touches_after(sim, thread, stop.work) ? stop : none;
}

/* ---- whoever has waited for an interval ---- */

static sim_time patience_ends(const struct sim *sim, const struct sim_interp *interp)
{
    sim_time first = SIM_TIME_NEVER;

    for (uint32_t i = interp->sleepers.first.i; i; i = sim->threads[i].wait_next.i) {
        if (sim->threads[i].off_since < first)
            first = sim->threads[i].off_since;
    }
    first = first < interp->owned_since ? interp->owned_since : first;
    return sim_time_add(first, sim->head->params.switch_interval);
}

static struct bytecode_stop next_request(struct sim *sim, const struct sim_thread *thread)
{
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    sim_time ends = patience_ends(sim, interp_of(sim, thread)), now = sim->head->now;

    if (!sim->head->params.switch_interval || ends == SIM_TIME_NEVER)
        return (struct bytecode_stop){ .work = SIM_TIME_NEVER };
    return bytecode_next_check(python_body(sim, thread),
                               tstate->done + (ends > now ? ends - now : 0));
}

/* ---- the burst ---- */

static sim_time stretch(struct sim *sim, struct sim_thread *thread)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    sim_time end = tstate->done + tstate->burst - tstate->at_lock;
    struct bytecode_stop point = next_point(sim, thread, end),
                         request = next_request(sim, thread);
    bool asked = request.work < point.work;

    if (asked)
        point = request;
    if (point.work > end || point.work >= tstate->total)
        return tstate->burst;
    tstate->at_check = 1;
    tstate->at_lock = 0;
    tstate->point = (uint8_t)point.point;
    tstate->requested = asked;
    tstate->burst = point.work - tstate->done;
    return tstate->burst;
}

static void advance(struct sim *sim, struct sim_thread *thread, sim_time work)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];

    if (touches_between(sim, thread, tstate->done, work))
        tstate->touched = 1;
    python_advance(sim, thread, work);
}

static void settle(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];

    advance(sim, thread, tstate->done + tstate->burst);
}

/* A burst that is at its end stops where it was to: at its lock, say, which is behind it if it began
 * there anew. */
static void begin_anew(struct sim *sim, struct sim_thread *holder)
{
    const struct sim_tstate *tstate = &sim->tstates[holder->self.i];
    sim_time done = python_done(sim, holder);

    if (done >= tstate->done + tstate->burst)
        return;
    advance(sim, holder, done);
    engine_cut(sim, holder, python_burst(sim, holder));
}

/* ---- waiting to be chosen ---- */

static enum sim_flow wait_for_choice(struct sim *sim, struct sim_thread *thread,
                                     struct sim_frame *frame)
{
    sim_wait_list_append(sim, &interp_of(sim, thread)->sleepers, thread);
    thread->waiting = SIM_ASLEEP;
    return engine_block(sim, thread, frame, STATE_HAND_LOOK, SIM_TIME_NEVER);
}

/* Lets go of the lock, but keeps it as far as others can see until somebody else is chosen. */
static enum sim_flow stand(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                           uint16_t after, enum sim_record_kind kind, uint32_t arg)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    struct sim_interp *interp = interp_of(sim, thread);

    frame = engine_push(thread, frame, after, STATE_HAND_LOOK, 0);
    tstate->attached = tstate->touched = 0;
    interp->holder = SIM_NO_THREAD;
    interp->standing = thread->self;
    engine_record_off(sim, kind, thread, arg, SIM_REASON_SWITCH);
    return wait_for_choice(sim, thread, frame);
}

static enum sim_flow check(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    uint8_t instruction = python_body(sim, thread)->point[tstate->point].instruction;

    python_keep_stale(sim, thread);
    return stand(sim, thread, frame, STATE_PYTHON_TAKEN,
                 tstate->requested ? SIM_RECORD_NOTICE : SIM_RECORD_POINT, instruction);
}

/* A thread that somebody has just started comes here too: both can go on. */
static enum sim_flow between(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame, uint16_t after)
{
    const struct sim_scenario *scenario = sim->scenario;
    const struct sim_program *program = sim_scenario_program(scenario, thread->group);
    bool first = thread->pc == program->first, touched = sim->tstates[thread->self.i].touched;
    uint32_t before = thread->pc - 1;

    if (first)
        return stand(sim, thread, frame, after, SIM_RECORD_BETWEEN, 0);
    if (sim->scenario->ops[before].kind != SIM_OP_ADD)
        touched |= constants_of(sim)->ops[before].touches;
    if (!touched || !constants_of(sim)->ops[before].later)
        return engine_go(frame, after);
    return stand(sim, thread, frame, after, SIM_RECORD_BETWEEN, 0);
}

static enum sim_flow take(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                          uint16_t after)
{
    struct sim_interp *interp = interp_of(sim, thread);

    frame = engine_push(thread, frame, after, STATE_HAND_LOOK, 0);
    if (interp->granted.i == thread->self.i)
        return hand_look(sim, thread, frame);
    engine_record_off(sim, SIM_RECORD_READY, thread, 0, SIM_REASON_INTERPRETER);
    wait_for_choice(sim, thread, frame);
    python_interrupt(sim, &sim->threads[interp->holder.i]);
    return SIM_FLOW_PAUSE;
}

/* It has been chosen. */
enum sim_flow hand_look(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_interp *interp = interp_of(sim, thread);
    bool changed = interp->last_holder.i != thread->self.i,
         stood = interp->standing.i == thread->self.i;

    (void)frame;
    interp->granted = interp->standing = SIM_NO_THREAD;
    interp->holder = interp->last_holder = thread->self;
    interp->switches += changed;
    if (changed)
        interp->owned_since = sim->head->now;
    thread->waiting = SIM_NOT_WAITING;
    sim->tstates[thread->self.i].attached = 1;
    sim->tstates[thread->self.i].requested = 0;
    if (!stood)
        engine_record(sim, SIM_RECORD_TAKE, thread, 0, SIM_REASON_SWITCH,
                      changed ? SIM_RECORD_FLAG : 0);
    return SIM_FLOW_DONE;
}

static enum sim_flow drop(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                          uint16_t after)
{
    struct sim_interp *interp = interp_of(sim, thread);

    sim->tstates[thread->self.i].attached = 0;
    sim->tstates[thread->self.i].touched = 0;
    interp->holder = SIM_NO_THREAD;
    engine_record(sim, SIM_RECORD_DROP, thread, 0, SIM_REASON_SWITCH, 0);
    return engine_go(frame, after);
}

/* ---- choosing ---- */

/* Whose row the kernel knows: a task's is that of the loop's thread while it is the task's turn, and
 * none otherwise. */
static uint32_t row_of(const struct sim *sim, uint32_t id)
{
    const struct sim_thread *thread = &sim->threads[id];

    if (!thread->carrier.i)
        return id;
    return loop_turn(sim) == id ? thread->carrier.i : 0;
}

/* A row's thread, as it is called: the loop's thread by the task that has its turn. */
static uint32_t name_of(const struct sim *sim, uint32_t row)
{
    return row && engine_is_carrier(sim, row) ? loop_turn(sim) : row;
}

static bool may_come(const struct sim *sim, uint32_t id)
{
    return sim->threads[id].carrier.i && loop_may_come(sim, &sim->threads[id]);
}

static bool is_row_ready(const struct sim *sim, uint32_t row)
{
    const struct sim_thread *thread = &sim->threads[row];

    if (!row || thread->schedule != SIM_THREAD_BLOCKED || !thread->depth)
        return false;
    return engine_top(thread)->state == STATE_HAND_LOOK || sync_could_pass(sim, thread);
}

static bool is_ready(const struct sim *sim, uint32_t id)
{
    if (engine_is_carrier(sim, id))
        return false; /* a carrier is chosen by its task */
    return may_come(sim, id) || is_row_ready(sim, row_of(sim, id));
}

static bool another_is_ready(const struct sim *sim, uint32_t id)
{
    for (uint32_t i = 1; i <= sim->thread_count; i++) {
        if (i != id && is_ready(sim, i))
            return true;
    }
    return false;
}

bool hand_must_yield(const struct sim *sim, uint32_t thread)
{
    uint32_t row = row_of(sim, thread);

    return row && row == sim->interps[THE_INTERP].standing.i && sim->tstates[row].requested &&
           another_is_ready(sim, thread);
}

bool hand_may(const struct sim *sim, uint32_t thread)
{
    return thread && thread <= sim->thread_count && is_ready(sim, thread) &&
           !hand_must_yield(sim, thread);
}

bool hand_due(const struct sim *sim)
{
    const struct sim_interp *interp = &sim->interps[THE_INTERP];

    if (sim->head->status != SIM_GOING || interp->holder.i || interp->granted.i)
        return false;
    if (sim_next(sim) <= sim->head->now)
        return false;
    return another_is_ready(sim, 0);
}

uint32_t hand_standing(const struct sim *sim)
{
    return name_of(sim, sim->interps[THE_INTERP].standing.i);
}

static uint32_t choice_of(const struct sim *sim)
{
    const struct sim_interp *interp = &sim->interps[THE_INTERP];

    if (hand_may(sim, sim->head->chosen.i))
        return sim->head->chosen.i;
    if (hand_may(sim, hand_standing(sim)))
        return hand_standing(sim);
    for (uint32_t i = interp->sleepers.first.i; i; i = sim->threads[i].wait_next.i) {
        if (hand_may(sim, name_of(sim, i)))
            return name_of(sim, i);
    }
    for (uint32_t i = 1; i <= sim->thread_count; i++) {
        if (hand_may(sim, i))
            return i;
    }
    return 0;
}

/* Another than the one who stands at a point: now that one has lost the lock. */
static void take_from(struct sim *sim, struct sim_thread *standing)
{
    engine_record(sim, SIM_RECORD_DROP, standing, 0, SIM_REASON_INTERPRETER,
                  sim->tstates[standing->self.i].requested ? SIM_RECORD_FLAG : 0);
    python_tell_stale(sim, standing);
}

bool hand_grant(struct sim *sim)
{
    struct sim_interp *interp = &sim->interps[THE_INTERP];
    struct sim_thread *thread;
    uint32_t choice;
    bool stood;

    if (!hand_due(sim))
        return false;
    choice = choice_of(sim);
    sim->head->chosen = SIM_NO_THREAD;
    engine_record(sim, SIM_RECORD_CHOICE, &sim->threads[choice], 0, SIM_REASON_SAME,
                  another_is_ready(sim, choice) ? SIM_RECORD_FLAG : 0);
    if (may_come(sim, choice)) {
        loop_come(sim, &sim->threads[choice]);
        return true;
    }
    thread = &sim->threads[row_of(sim, choice)];
    stood = interp->standing.i == thread->self.i;
    if (interp->standing.i && !stood) {
        take_from(sim, &sim->threads[interp->standing.i]);
        interp->standing = SIM_NO_THREAD;
    }
    interp->granted = thread->self;
    if (engine_top(thread)->state == STATE_HAND_LOOK)
        sim_wait_list_remove(sim, &interp->sleepers, thread);
    else
        sync_leave_list(sim, thread);
    thread->reason = stood ? SIM_REASON_RUNNING : SIM_REASON_SWITCH;
    engine_wake(sim, NULL, thread);
    return true;
}

const struct interp_lock hand_lock = {
    .counting = BODY_COUNTED_PLAIN,
    .take = take,
    .drop = drop,
    .stretch = stretch,
    .done = python_done,
    .interrupt = begin_anew,
    .settle = settle,
    .check = check,
    .between = between,
    .chosen = true,
};
