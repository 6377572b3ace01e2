/* SPDX-License-Identifier: GPL-3.0-or-later
 * The iterations of an event loop. */
#include "sim/mech/loop.h"

#include "sim/engine/cores.h"
#include "sim/mech/library.h"
#include "sim/mech/pool.h"
#include "sim/mech/python.h"
#include "sim/state/waitlist.h"

/*
 * One iteration (_run_once), in states:
 *
 *      LOOP_ROUND    how long may select wait? not at all if a handle is ready
 *      LOOP_SELECT   lets the interpreter lock go, as select does even if it need not wait
 *      LOOP_POLL     the system call
 *      LOOP_LOOK     has something come? else sleep, until it does or the nearest timer is due
 *      LOOP_EVENTS   with the lock again: whose input has come is ready
 *      LOOP_TIMERS   and whose timer is due
 *      LOOP_NEXT     runs the handles that are ready now, one after the other; what these make
 *                    ready has its turn in the next iteration
 *      LOOP_READ     one of them, if another thread has written into the self-pipe: it is read until
 *                    nothing is in it, and for each call the lock is let go
 *
 * Timers are ordered as the heap of base_events.py orders them, in a winner tree like that of the
 * engine's events: a task has at most one. Left out: cancelling, so no timer is ever dead.
 */
static struct sim_thread *carrier_of(const struct sim *sim)
{
    return &sim->threads[sim->thread_count];
}

struct sim_thread *loop_aboard(struct sim *sim, const struct sim_thread *thread)
{
    if (!sim->carrier_count || thread->self.i != sim->thread_count || !sim->loop->aboard.i)
        return NULL;
    return &sim->threads[sim->loop->aboard.i];
}

static bool is_by_hand(const struct sim *sim)
{
    return interp_lock_of(sim, carrier_of(sim))->chosen;
}

/* ---- who is shown ---- */

/* A record about a task, whose reason it changes. */
static void note(struct sim *sim, enum sim_record_kind kind, const struct sim_thread *task,
                 uint32_t arg, enum sim_reason reason)
{
    const struct sim_thread *carrier = carrier_of(sim);
    bool on_core = carrier->schedule == SIM_THREAD_ON_CORE && carrier->shown.i == task->self.i;

    engine_append(sim, kind, reason | (on_core ? (uint64_t)SIM_RECORD_ON_CORE : 0),
                  carrier->core.i, task->self.i, arg);
}

/* Whoever is shown is it no longer: it waits for whatever it awaits, or has ended. */
static void leave(struct sim *sim, const struct sim_thread *carrier)
{
    const struct sim_thread *task = &sim->threads[carrier->shown.i];
    bool ended = task->schedule == SIM_THREAD_ENDED;

    engine_append(sim, ended ? SIM_RECORD_END : SIM_RECORD_PARK,
                  ended ? (uint64_t)SIM_REASON_ABSENT : task->reason, carrier->core.i,
                  task->self.i, 0);
}

/* From now on the carrier works for this one. */
static void change_over(struct sim *sim, struct sim_thread *carrier,
                        const struct sim_thread *task)
{
    uint32_t before = carrier->shown.i;

    if (before != task->self.i)
        leave(sim, carrier);
    engine_show(carrier, task);
    engine_record(sim, SIM_RECORD_TURN, carrier, before != task->self.i ? before : 0,
                  SIM_REASON_LOOP, 0);
}

/* ---- ready ---- */

/* From now on the task waits for the loop and nothing else, whether that knows it yet or not. */
static void wait_for_turn(struct sim *sim, struct sim_thread *task)
{
    if (task->reason != SIM_REASON_LOOP)
        note(sim, SIM_RECORD_DUE, task, 0, SIM_REASON_LOOP);
    task->reason = SIM_REASON_LOOP;
}

void loop_make_ready(struct sim *sim, struct sim_thread *task)
{
    wait_for_turn(sim, task);
    sim_wait_list_append(sim, &sim->loop->ready, task);
    sim->loop->ready_count++;
}

static void set_timer(struct sim *sim, const struct sim_thread *task, sim_time at)
{
    sim_events_set(&sim->timers, task->self.i, at, SIM_RANK_TIMER);
}

void loop_call_at(struct sim *sim, const struct sim_thread *task, sim_time at)
{
    if (is_by_hand(sim))
        return;
    set_timer(sim, task, at);
    engine_arm(sim, task, at, SIM_RANK_TIMER);
}

void loop_input_at(struct sim *sim, const struct sim_thread *task, sim_time at)
{
    if (!is_by_hand(sim))
        engine_arm(sim, task, at, SIM_RANK_TIMER);
}

static bool has_timer(const struct sim *sim, const struct sim_thread *task)
{
    return sim_events_has(&sim->timers, task->self.i);
}

/* In select, and not on its way out: a timer has then woken it already. */
static bool sleeps(const struct sim *sim)
{
    return sim->loop->asleep && carrier_of(sim)->schedule == SIM_THREAD_BLOCKED;
}

/* Somebody who is not in the loop's thread has something for it. */
static void rouse(struct sim *sim, const struct sim_thread *task)
{
    sim->loop->asleep = 0;
    engine_show(carrier_of(sim), task);
}

/* The loop will see it when it looks; now, if it sleeps. */
static void arrive(struct sim *sim, struct sim_thread *task)
{
    const struct sim_params *p = &sim->head->params;
    struct sim_thread *carrier = carrier_of(sim);
    struct sim_loop *loop = sim->loop;

    sim_wait_list_append(sim, &loop->arrived, task);
    loop->arrived_count++;
    if (!sleeps(sim)) {
        cores_steal(sim, carrier->core.i, engine_cost(sim, carrier, &p->timer_cost));
        return;
    }
    rouse(sim, task);
    engine_wake_by_device(sim, carrier);
}

void loop_due(struct sim *sim, struct sim_thread *task)
{
    wait_for_turn(sim, task);
    if (!has_timer(sim, task)) /* which the loop will find due when it looks */
        arrive(sim, task);
}

/* ---- by hand ---- */

static bool is_listening(const struct sim *sim)
{
    const struct sim_thread *carrier = carrier_of(sim);

    return sim->loop->asleep || (carrier->depth == 2 && carrier->waiting == SIM_ASLEEP &&
                                 carrier->frames[0].state == STATE_LOOP_EVENTS);
}

bool loop_may_come(const struct sim *sim, const struct sim_thread *task)
{
    if (!is_listening(sim) || task->schedule == SIM_THREAD_ENDED)
        return false;
    return task->reason == SIM_REASON_SLEEP ||
           (task->reason == SIM_REASON_IO && !sim->loop->timed);
}

void loop_come(struct sim *sim, struct sim_thread *task)
{
    sim->loop->timed |= task->reason == SIM_REASON_SLEEP;
    if (task->schedule == SIM_THREAD_ABSENT)
        task->reason = SIM_REASON_LOOP; /* nobody has seen it wait */
    wait_for_turn(sim, task);
    arrive(sim, task);
}

uint32_t loop_turn(const struct sim *sim)
{
    const struct sim_loop *loop = sim->loop;

    return loop->aboard.i        ? loop->aboard.i
           : loop->ready.first.i ? loop->ready.first.i
                                 : loop->arrived.first.i;
}

sim_time loop_call_soon_threadsafe(struct sim *sim, struct sim_thread *thread, uint32_t item)
{
    struct sim_loop *loop = sim->loop;
    const struct sim_thread *task = &sim->threads[sim->items[item].submitter.i];

    pool_append(sim, &loop->first_call, &loop->last_call, item);
    loop->calls++;
    loop->piped = 1;
    engine_record(sim, SIM_RECORD_RESUME, thread, task->self.i, SIM_REASON_SAME, 0);
    if (!sleeps(sim))
        return 0;
    rouse(sim, task);
    return engine_wake_by_pipe(sim, thread, carrier_of(sim));
}

/* ---- select ---- */

/* The carrier has come up. */
enum sim_flow loop_begin(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_attach(sim, thread, frame, STATE_LOOP_ROUND);
}

enum sim_flow loop_round(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    engine_record(sim, SIM_RECORD_POLL, thread, 0, SIM_REASON_LOOP, 0);
    return engine_spend(
        sim, thread, frame, STATE_LOOP_SELECT,
        library_cost(sim, thread, LIBRARY_ASYNCIO, &sim->head->params.loop_round));
}

enum sim_flow loop_select(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_detach(sim, thread, frame, STATE_LOOP_POLL);
}

enum sim_flow loop_poll(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return engine_spend(sim, thread, frame, STATE_LOOP_LOOK,
                        engine_cost(sim, thread, &sim->head->params.system_call));
}

static bool something_has_come(const struct sim *sim)
{
    const struct sim_loop *loop = sim->loop;

    return loop->ready_count || loop->arrived_count || loop->piped || loop->calls ||
           sim_events_next(&sim->timers) <= sim->head->now;
}

/* What is left of a time, as records tell it: 0 is none. */
static uint32_t time_to(const struct sim *sim, sim_time at)
{
    sim_time left = at - sim->head->now;

    if (at == SIM_TIME_NEVER)
        return 0;
    return engine_shown(left);
}

/* A time-out is rounded up to what select can tell. */
static sim_time rounded(const struct sim *sim, sim_time timer)
{
    sim_time unit = sim->head->params.loop_resolution, left = timer - sim->head->now;

    if (timer == SIM_TIME_NEVER)
        return timer;
    return sim_time_add(sim->head->now, (left + unit - 1) / unit * unit);
}

enum sim_flow loop_look(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    sim_time timer = sim_events_next(&sim->timers), asked, until, set;

    if (something_has_come(sim))
        return python_attach(sim, thread, frame, STATE_LOOP_EVENTS);
    asked = rounded(sim, timer);
    set = engine_set_timer(sim, thread, asked, engine_poll_slack(sim, asked), &until);
    if (set)
        return engine_spend(sim, thread, frame, STATE_LOOP_LOOK, set); /* and looks again */
    leave(sim, thread);
    engine_append(sim, SIM_RECORD_SELECT, 0, thread->core.i, 0, time_to(sim, asked));
    sim->loop->asleep = 1;
    if (timer != SIM_TIME_NEVER)
        engine_show(thread, &sim->threads[sim_events_first_slot(&sim->timers)]);
    return engine_block(sim, thread, frame, STATE_LOOP_WOKEN, until);
}

enum sim_flow loop_woken(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    sim->loop->asleep = 0;
    return python_attach(sim, thread, frame, STATE_LOOP_EVENTS);
}

enum sim_flow loop_events(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_loop *loop = sim->loop;

    sim_wait_list_move(sim, &loop->ready, &loop->arrived);
    loop->ready_count += loop->arrived_count;
    loop->arrived_count = 0;
    loop->timed = 0;
    loop->reading = loop->piped;
    return loop_timers(sim, thread, frame);
}

enum sim_flow loop_timers(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_loop *loop = sim->loop;
    sim_time timer = sim_events_next(&sim->timers);

    if (timer <= sim->head->now) {
        uint32_t slot = sim_events_first_slot(&sim->timers);

        sim_events_cancel(&sim->timers, slot);
        loop_make_ready(sim, &sim->threads[slot]);
        return engine_go(frame, STATE_LOOP_TIMERS);
    }
    loop->todo = loop->ready_count;
    loop->todo_calls = loop->calls;
    engine_append(sim, SIM_RECORD_ROUND, 0, thread->core.i, 0, loop->todo + loop->todo_calls);
    if (timer != SIM_TIME_NEVER)
        engine_append(sim, SIM_RECORD_TIMER, 0, thread->core.i, 0, time_to(sim, timer));
    return engine_go(frame, STATE_LOOP_NEXT);
}

/* ---- turns ---- */

static enum sim_flow run_call(struct sim *sim, struct sim_thread *thread,
                              struct sim_frame *frame)
{
    struct sim_loop *loop = sim->loop;
    const struct sim_item *item = &sim->items[loop->first_call];

    loop->todo_calls--;
    change_over(sim, thread, &sim->threads[item->submitter.i]);
    return engine_spend(
        sim, thread, frame, STATE_LOOP_CALLED,
        library_cost(sim, thread, LIBRARY_ASYNCIO, &sim->head->params.loop_call));
}

/* A future that other threads know has been copied to the loop's own. */
enum sim_flow loop_called(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_loop *loop = sim->loop;
    uint32_t item = pool_take(sim, &loop->first_call, &loop->last_call);

    loop->calls--;
    pool_collect(sim, thread, item);
    return engine_go(frame, STATE_LOOP_NEXT);
}

/* _read_from_self: what it takes without the two calls, before each half of it. */
static enum sim_flow read_pipe(struct sim *sim, struct sim_thread *thread,
                               struct sim_frame *frame)
{
    const struct sim_params *p = &sim->head->params;
    sim_time whole = library_cost(sim, thread, LIBRARY_ASYNCIO, &p->loop_pipe);
    sim_time calls = engine_cost(sim, thread, &p->pipe_byte);

    calls += engine_cost(sim, thread, &p->system_call);
    return engine_spend(sim, thread, frame, STATE_LOOP_READ,
                        whole > calls ? (whole - calls) / 2 : 0);
}

enum sim_flow loop_read(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_detach(sim, thread, frame, STATE_LOOP_RECV);
}

enum sim_flow loop_recv(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_params *p = &sim->head->params;

    sim->loop->reading = sim->loop->piped;
    sim->loop->piped = 0;
    return engine_spend(
        sim, thread, frame, STATE_LOOP_RECEIVED,
        engine_cost(sim, thread, sim->loop->reading ? &p->pipe_byte : &p->system_call));
}

enum sim_flow loop_received(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_attach(sim, thread, frame, STATE_LOOP_NEXT);
}

sim_time loop_creation(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_params *p = &sim->head->params;
    sim_time cost = library_cost(sim, thread, LIBRARY_ASYNCIO, &p->task_create);

    if (sim->loop->left)
        sim->loop->left--;
    else
        cost += library_cost(sim, thread, LIBRARY_ASYNCIO, &p->task_fresh);
    return cost;
}

/* Whoever runs the loop gathers several coroutines that were to begin at once. */
static sim_time gathering(struct sim *sim, struct sim_thread *thread)
{
    if (sim->loop->mains < 2)
        return 0;
    return library_cost(sim, thread, LIBRARY_ASYNCIO, &sim->head->params.task_gather);
}

enum sim_flow loop_next(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_loop *loop = sim->loop;
    struct sim_thread *task;
    sim_time cost;

    if (loop->todo_calls)
        return run_call(sim, thread, frame);
    if (loop->reading)
        return read_pipe(sim, thread, frame);
    if (!loop->todo)
        return loop_round(sim, thread, frame);
    loop->todo--;
    loop->ready_count--;
    task = sim_wait_list_take(sim, &loop->ready);
    change_over(sim, thread, task);
    if (task->schedule != SIM_THREAD_ABSENT) {
        loop->paid = library_cost(sim, thread, LIBRARY_ASYNCIO, &sim->head->params.task_last);
        return engine_spend(sim, thread, frame, STATE_LOOP_RESUME, loop->paid);
    }
    engine_append(sim, SIM_RECORD_START, 0, thread->core.i, task->self.i, 0);
    cost = loop_creation(sim, thread);
    cost += gathering(sim, thread);
    return engine_spend(sim, thread, frame, STATE_LOOP_CREATED, cost);
}

/* The main coroutine has made a task of a coroutine that was to begin now. */
enum sim_flow loop_created(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_thread *task = &sim->threads[thread->shown.i];

    task->schedule = SIM_THREAD_BLOCKED;
    loop_make_ready(sim, task);
    return engine_go(frame, STATE_LOOP_NEXT);
}

/* What a program's op may look at is the task's. */
static void load(struct sim *sim, struct sim_thread *carrier, struct sim_thread *task)
{
    carrier->pc = task->pc;
    carrier->blocks = task->blocks;
    carrier->group = task->group;
    carrier->member = task->member;
    carrier->work_stream = task->work_stream;
    carrier->work_draws = task->work_draws;
    sim->loop->aboard = task->self;
}

/* What it may have changed. */
static void put_back(struct sim *sim, const struct sim_thread *carrier, struct sim_thread *task)
{
    task->pc = carrier->pc;
    task->work_draws = carrier->work_draws;
    sim->loop->aboard = SIM_NO_THREAD;
}

/* A task that has never had a turn begins in its main. */
enum sim_flow loop_resume(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_thread *task = &sim->threads[thread->shown.i];

    load(sim, thread, task);
    if (!task->depth)
        return engine_call(thread, frame, STATE_LOOP_NEXT, STATE_TASK_NEXT, 0);
    frame->state = STATE_LOOP_NEXT;
    SIM_REQUIRE_IN(sim, task->depth < SIM_FRAMES);
    for (uint32_t i = 0; i < task->depth; i++)
        thread->frames[i + 1] = task->frames[i];
    thread->depth = (uint8_t)(task->depth + 1);
    return SIM_FLOW_AGAIN;
}

/* Only here is it seen that the turn was not the task's last, so what awaiting costs comes with what
 * the loop does next. */
static void owe_awaiting(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_params *p = &sim->head->params;
    sim_time whole = library_cost(sim, thread, LIBRARY_ASYNCIO, &p->task_switch);

    if (whole > sim->loop->paid)
        engine_owe(thread, whole - sim->loop->paid);
}

enum sim_flow loop_await(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                         uint16_t after, enum sim_reason reason)
{
    struct sim_thread *task = loop_aboard(sim, thread);

    owe_awaiting(sim, thread);
    frame->state = after;
    task->reason = (uint8_t)reason;
    task->depth = (uint8_t)(thread->depth - 1);
    for (uint32_t i = 0; i < task->depth; i++)
        task->frames[i] = thread->frames[i + 1];
    thread->depth = 1;
    put_back(sim, thread, task);
    return SIM_FLOW_AGAIN;
}

/* It will be recorded as ended when somebody else is shown, since the loop's work until then is
 * still its own; but for the last one, with which the run ends. */
enum sim_flow task_ended(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_thread *task = loop_aboard(sim, thread);

    (void)frame;
    put_back(sim, thread, task);
    task->depth = 0;
    sim->loop->left++;
    engine_end_carried(sim, task);
    if (sim->head->status != SIM_GOING)
        leave(sim, thread);
    return SIM_FLOW_DONE;
}

/* ---- rows ---- */

uint32_t loop_carriers(const struct sim_scenario *scenario)
{
    for (uint32_t g = 0; g < scenario->group_count; g++) {
        if (sim_group_is_task(&scenario->groups[g]))
            return 1;
    }
    return 0;
}

void loop_layout(struct sim *sim, struct sim_layout *layout)
{
    struct sim_events *timers = &sim->timers;

    sim_events_size(timers, sim->thread_count);
    sim_layout_rows(layout, &sim->loop, sizeof(*sim->loop), 0);
    sim_layout_events(layout, timers);
}

/* When the scenario wants the first task to be there; the loop comes up then. */
static sim_time first_start(const struct sim *sim)
{
    sim_time first = SIM_TIME_NEVER;

    for (uint32_t i = 1; i < sim->thread_count; i++) {
        const struct sim_thread *task = &sim->threads[i];

        if (task->carrier.i && engine_is_armed(sim, task) &&
            engine_armed_for(sim, task) < first)
            first = engine_armed_for(sim, task);
    }
    return first;
}

/* The tasks that begin when the loop does are ready, later ones have a timer. */
static void await_start(struct sim *sim, struct sim_thread *task, sim_time first)
{
    sim_time start;

    if (!engine_is_armed(sim, task))
        return;
    start = engine_armed_for(sim, task);
    engine_disarm(sim, task);
    task->reason = SIM_REASON_LOOP;
    if (start > first) {
        if (is_by_hand(sim))
            task->reason = SIM_REASON_SLEEP;
        else
            set_timer(sim, task, start);
        return;
    }
    sim_wait_list_append(sim, &sim->loop->ready, task);
    sim->loop->ready_count++;
}

void loop_init(struct sim *sim)
{
    struct sim_thread *carrier = carrier_of(sim);
    sim_time first;

    sim_events_clear(&sim->timers);
    if (!sim->carrier_count)
        return;
    for (uint32_t i = 1; i < sim->thread_count; i++) {
        const struct sim_group *group = &sim->scenario->groups[sim->threads[i].group];

        if (!sim_group_is_task(group))
            continue;
        sim->threads[i].carrier = carrier->self;
        sim->loop->mains += !group->manual;
    }
    first = first_start(sim);
    for (uint32_t i = 1; i < sim->thread_count; i++) {
        if (sim->threads[i].carrier.i)
            await_start(sim, &sim->threads[i], first);
    }
    if (sim_wait_list_empty(&sim->loop->ready))
        return;
    engine_show(carrier, &sim->threads[sim->loop->ready.first.i]);
    engine_arm(sim, carrier, first, SIM_RANK_TIMER);
}

/* ---- invariants ---- */

static uint32_t length_of(const struct sim *sim, const struct sim_wait_list *list)
{
    uint32_t length = 0;

    for (uint32_t i = list->first.i; i; i = sim->threads[i].wait_next.i)
        length++;
    return length;
}

const char *loop_check(const struct sim *sim)
{
    const struct sim_loop *loop = sim->loop;

    if (length_of(sim, &loop->ready) != loop->ready_count ||
        length_of(sim, &loop->arrived) != loop->arrived_count)
        return "the loop knows how many tasks are ready";
    if (loop->todo > loop->ready_count || loop->todo_calls > loop->calls)
        return "an iteration runs no more handles than there are";
    if (loop->aboard.i && !sim->threads[loop->aboard.i].carrier.i)
        return "what the loop executes is a task";
    for (uint32_t i = 1; i <= sim->thread_count; i++) {
        const struct sim_thread *thread = &sim->threads[i];

        if (thread->carrier.i &&
            (thread->schedule == SIM_THREAD_ON_CORE || thread->schedule == SIM_THREAD_RUNNABLE))
            return "the kernel does not know tasks";
    }
    return NULL;
}
