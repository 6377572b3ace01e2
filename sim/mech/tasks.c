/* SPDX-License-Identifier: GPL-3.0-or-later
 * What tasks of an event loop do otherwise than threads: they await. */
#include "sim/mech/control.h"
#include "sim/mech/library.h"
#include "sim/mech/loop.h"
#include "sim/mech/order.h"
#include "sim/mech/pool.h"
#include "sim/mech/request.h"
#include "sim/mech/sync.h"
#include "sim/state/waitlist.h"

/*
 * In these states the thread is the carrier, with a task aboard. Where a thread would let the
 * interpreter lock go and sleep, a task puts itself into a list and has its turn ended; nobody else
 * can come in between, since the loop's thread holds the lock and runs one task at a time. Hence no
 * second look before sleeping, which threads need (sync.c).
 *
 * asyncio's primitives (Lib/asyncio/locks.py, queues.py, 3.6 to 3.13). A lock that is released is
 * nobody's until the one that has waited longest comes up and takes it; but who comes meanwhile finds
 * somebody waiting, and waits behind. So nobody barges in. To release a lock that nobody has is an
 * error there, which changes nothing: here the task goes on. From 3.9 on (bpo-45997, of March 2022;
 * from 3.10 on anew, gh-90155) a semaphore's place is given to who has waited longest, and who comes
 * meanwhile waits behind. A queue and an event, and up to 3.8 a semaphore, wake as those of threads do:
 * who comes meanwhile may have it, and who has been called then waits as the last.
 */
/* Says what the task that is aboard begins to await. It is on the core still: the loop goes on. */
static enum sim_flow await(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                           uint16_t after, enum sim_record_kind kind, uint32_t arg,
                           enum sim_reason reason)
{
    engine_record(sim, kind, thread, arg, SIM_REASON_LOOP, 0);
    return loop_await(sim, thread, frame, after, reason);
}

/* A task takes another off a list: it has what it awaited. */
static void call(struct sim *sim, struct sim_thread *thread, struct sim_thread *task)
{
    engine_record(sim, SIM_RECORD_RESUME, thread, task->self.i, SIM_REASON_SAME, 0);
    loop_make_ready(sim, task);
}

/* ---- main ---- */

static uint16_t op_state(const struct sim *sim, const struct sim_thread *task)
{
    static const uint16_t states[SIM_OP_COUNT] = {
        [SIM_OP_IO] = STATE_TASK_IO,           [SIM_OP_SLEEP] = STATE_TASK_SLEEP,
        [SIM_OP_LOCK] = STATE_TASK_LOCK,       [SIM_OP_UNLOCK] = STATE_TASK_UNLOCK,
        [SIM_OP_BARRIER] = STATE_TASK_BARRIER, [SIM_OP_PUT] = STATE_TASK_SYNC,
        [SIM_OP_GET] = STATE_TASK_SYNC,        [SIM_OP_SET] = STATE_TASK_SYNC,
        [SIM_OP_WAIT] = STATE_TASK_SYNC,       [SIM_OP_START] = STATE_TASK_START,
        [SIM_OP_JOIN] = STATE_TASK_JOIN,       [SIM_OP_RESULTS] = STATE_TASK_RESULTS,
        [SIM_OP_ARRIVE] = STATE_TASK_ARRIVE,   [SIM_OP_ACQUIRE] = STATE_TASK_SYNC,
        [SIM_OP_RELEASE] = STATE_TASK_SYNC,
    };
    uint16_t state = states[engine_op(sim, task)->kind];

    return state ? state : engine_op_state(sim, task);
}

enum sim_flow task_next(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (thread->pc >= sim->ends[thread->group])
        return task_ending(sim, thread, frame);
    return engine_call(thread, frame, STATE_TASK_ADVANCE, op_state(sim, thread), 0);
}

enum sim_flow task_advance(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    thread->pc++;
    return task_next(sim, thread, frame);
}

/* Whoever awaits its end is ready; one at a time, so that a step stays bounded. */
enum sim_flow task_ending(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_thread *task = loop_aboard(sim, thread);
    struct sim_thread *joiner = sim_wait_list_take(sim, &task->joiners);

    if (thread->owed) /* the loop may sleep next */
        return engine_spend(sim, thread, frame, STATE_TASK_ENDING, 0);
    if (!joiner)
        return task_ended(sim, thread, frame);
    call(sim, thread, joiner);
    return engine_go(frame, STATE_TASK_ENDING);
}

/* ---- input, output, sleep ---- */

/* A call that knows nothing of the loop stops it. */
enum sim_flow task_io(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (engine_op(sim, thread)->keyword)
        return op_off_core(sim, thread, frame);
    interp_begin_op(sim, thread);
    return engine_spend(sim, thread, frame, STATE_TASK_IO_BEGUN,
                        library_cost(sim, thread, LIBRARY_ASYNCIO, &sim->head->params.task_io));
}

enum sim_flow task_io_begun(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_thread *task = loop_aboard(sim, thread);
    sim_time duration = request_wait(sim, thread);

    if (!duration) /* it was there already */
        return SIM_FLOW_DONE;
    loop_input_at(sim, task, sim_time_add(sim->head->now, duration));
    return await(sim, thread, frame, STATE_RETURN, SIM_RECORD_IO, engine_shown(duration),
                 SIM_REASON_IO);
}

/* asyncio.sleep(0) has no timer: the task is the last of those that are ready. */
enum sim_flow task_sleep(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    sim_time duration = engine_work(sim, thread, &engine_op(sim, thread)->amount);
    struct sim_thread *task = loop_aboard(sim, thread);

    interp_begin_op(sim, thread);
    task->deadline = duration;
    if (duration)
        return engine_spend(
            sim, thread, frame, STATE_TASK_SLEEP_BEGUN,
            library_cost(sim, thread, LIBRARY_ASYNCIO, &sim->head->params.task_timer));
    loop_await(sim, thread, frame, STATE_RETURN, SIM_REASON_LOOP);
    loop_make_ready(sim, task);
    return SIM_FLOW_AGAIN;
}

enum sim_flow task_sleep_begun(struct sim *sim, struct sim_thread *thread,
                               struct sim_frame *frame)
{
    struct sim_thread *task = loop_aboard(sim, thread);
    sim_time duration = task->deadline;

    loop_call_at(sim, task, sim_time_add(sim->head->now, duration));
    return await(sim, thread, frame, STATE_RETURN, SIM_RECORD_SLEEP, engine_shown(duration),
                 SIM_REASON_SLEEP);
}

/* ---- locks ---- */

static struct sim_lock *lock_of(struct sim *sim, const struct sim_thread *thread)
{
    return &sim->locks[engine_op(sim, thread)->object + 1];
}

static enum sim_flow spend_sync(struct sim *sim, struct sim_thread *thread,
                                struct sim_frame *frame, uint16_t state)
{
    return engine_spend(
        sim, thread, frame, state,
        library_cost(sim, thread, LIBRARY_ASYNCIO, &sim->head->params.task_sync));
}

enum sim_flow task_lock(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    return spend_sync(sim, thread, frame, STATE_TASK_LOCK_LOOK);
}

enum sim_flow task_lock_look(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    struct sim_thread *task = loop_aboard(sim, thread);
    struct sim_lock *lock = lock_of(sim, thread);

    lock->wanted++; /* one whom it has woken is among its waiters until it comes up */
    if (!lock->holder.i && lock->wanted == 1)
        return task_lock_has(sim, thread, frame);
    sim_wait_list_append(sim, &lock->waiters, task);
    return await(sim, thread, frame, STATE_TASK_LOCK_HAS, SIM_RECORD_LOCK_WAIT,
                 engine_op(sim, thread)->object + 1, SIM_REASON_LOCK);
}

enum sim_flow task_lock_has(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_lock *lock = lock_of(sim, thread);

    (void)frame;
    lock->wanted--;
    lock->holder = loop_aboard(sim, thread)->self;
    engine_record(sim, SIM_RECORD_LOCK_TAKE, thread, engine_op(sim, thread)->object + 1,
                  SIM_REASON_SAME, 0);
    return SIM_FLOW_DONE;
}

enum sim_flow task_unlock(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    return spend_sync(sim, thread, frame, STATE_TASK_UNLOCKED);
}

enum sim_flow task_unlocked(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_lock *lock = lock_of(sim, thread);
    struct sim_thread *first;

    (void)frame;
    if (!lock->holder.i)
        return SIM_FLOW_DONE;
    engine_record(sim, SIM_RECORD_LOCK_DROP, thread, engine_op(sim, thread)->object + 1,
                  SIM_REASON_SAME, 0);
    lock->holder = SIM_NO_THREAD;
    first = sim_wait_list_take(sim, &lock->waiters);
    if (first)
        call(sim, thread, first);
    return SIM_FLOW_DONE;
}

/* ---- queues, events ---- */

enum sim_flow task_sync(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    return spend_sync(sim, thread, frame, STATE_TASK_SYNC_LOOK);
}

static struct sim_queue *places_of(struct sim *sim, const struct sim_thread *thread)
{
    return &sim->queues[engine_op(sim, thread)->object + 1];
}

/* Is it this op of a semaphore that gives its places to those who wait, in their order? */
static bool is_in_order(const struct sim *sim, const struct sim_thread *thread,
                        enum sim_op_kind kind)
{
    return engine_op(sim, thread)->kind == kind && interp_language(sim) >= SIM_PYTHON_3_9;
}

static bool is_awaited(struct sim *sim, const struct sim_thread *thread)
{
    const struct sim_queue *places = places_of(sim, thread);

    return places->called || !sim_wait_list_empty(&places->getters);
}

enum sim_flow task_sync_look(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    const struct sync_rule *rule = sync_rule_of(sim, thread);
    bool in_order = is_in_order(sim, thread, SIM_OP_ACQUIRE);

    if (!(in_order && is_awaited(sim, thread)) && rule->pass(sim, thread, frame))
        return engine_go(frame, STATE_TASK_SYNC_PASSED);
    sim_wait_list_append(sim, rule->list(sim, thread), loop_aboard(sim, thread));
    return await(sim, thread, frame, in_order ? STATE_TASK_PLACE_GIVEN : STATE_TASK_SYNC_LOOK,
                 rule->kind, engine_op(sim, thread)->object, rule->reason);
}

static void give_place(struct sim *sim, struct sim_thread *thread)
{
    struct sim_queue *places = places_of(sim, thread);

    call(sim, thread, sim_wait_list_take(sim, &places->getters));
    places->called++;
}

/* A place that has come free meanwhile is for who has come meanwhile. */
enum sim_flow task_place_given(struct sim *sim, struct sim_thread *thread,
                               struct sim_frame *frame)
{
    struct sim_queue *places = places_of(sim, thread);

    places->called--;
    sync_rule_of(sim, thread)->pass(sim, thread, frame);
    if (places->items > places->called && !sim_wait_list_empty(&places->getters))
        give_place(sim, thread);
    return SIM_FLOW_DONE;
}

/* What passes something on by a call calls now: what it awaited, it does not have to wait for. */
static enum sim_flow task_sync_done(struct sim *sim, struct sim_thread *thread,
                                    struct sim_frame *frame)
{
    if (sim_op_is_call(engine_op(sim, thread)))
        return python_detach(sim, thread, frame, STATE_NATIVE_OUTSIDE);
    return SIM_FLOW_DONE;
}

enum sim_flow task_sync_passed(struct sim *sim, struct sim_thread *thread,
                               struct sim_frame *frame)
{
    const struct sync_rule *rule = sync_rule_of(sim, thread);
    struct sim_wait_list *list = rule->call ? rule->call(sim, thread) : NULL;

    if (!list || sim_wait_list_empty(list))
        return task_sync_done(sim, thread, frame);
    if (is_in_order(sim, thread, SIM_OP_RELEASE))
        give_place(sim, thread);
    else
        call(sim, thread, sim_wait_list_take(sim, list));
    return rule->all ? engine_go(frame, STATE_TASK_SYNC_PASSED)
                     : task_sync_done(sim, thread, frame);
}

/* ---- barriers ---- */

/*
 * asyncio.Barrier, 3.11 to 3.14: the last to come calls all who wait, and they leave, each when it has
 * its turn. Until the last of them has left nobody comes in: who does waits for that, and is called by
 * it. So tasks that meet time and again take two iterations of the loop for it. `round` is odd as long
 * as they leave, and `here` counts who is inside.
 */
static struct sim_barrier *barrier_of(struct sim *sim, const struct sim_thread *thread)
{
    return &sim->barriers[engine_op(sim, thread)->object + 1];
}

static bool is_leaving(const struct sim_barrier *barrier)
{
    return barrier->round % 2;
}

static enum sim_flow wait_at_barrier(struct sim *sim, struct sim_thread *thread,
                                     struct sim_frame *frame, uint16_t after)
{
    sim_wait_list_append(sim, &barrier_of(sim, thread)->waiters, loop_aboard(sim, thread));
    return await(sim, thread, frame, after, SIM_RECORD_BARRIER_WAIT,
                 engine_op(sim, thread)->object, SIM_REASON_SYNC);
}

enum sim_flow task_barrier(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    return engine_spend(
        sim, thread, frame, STATE_TASK_BARRIER_ENTER,
        library_cost(sim, thread, LIBRARY_ASYNCIO, &sim->head->params.task_barrier));
}

enum sim_flow task_barrier_enter(struct sim *sim, struct sim_thread *thread,
                                 struct sim_frame *frame)
{
    struct sim_barrier *barrier = barrier_of(sim, thread);
    uint32_t id = engine_op(sim, thread)->object;

    if (is_leaving(barrier))
        return wait_at_barrier(sim, thread, frame, STATE_TASK_BARRIER_AGAIN);
    order_leave(sim, thread, ORDER_BARRIER, id + 1);
    if (++barrier->here < barrier->parties)
        return wait_at_barrier(sim, thread, frame, STATE_TASK_BARRIER_UP);
    barrier->round++;
    engine_record(sim, SIM_RECORD_BARRIER_OPEN, thread, id, SIM_REASON_SAME, 0);
    return engine_go(frame, STATE_TASK_BARRIER_CALLS);
}

/* Called: the lock of the barrier's condition is to be taken again. */
enum sim_flow task_barrier_again(struct sim *sim, struct sim_thread *thread,
                                 struct sim_frame *frame)
{
    return spend_sync(sim, thread, frame, STATE_TASK_BARRIER_ENTER);
}

enum sim_flow task_barrier_up(struct sim *sim, struct sim_thread *thread,
                              struct sim_frame *frame)
{
    return spend_sync(sim, thread, frame, STATE_TASK_BARRIER_LEAVE);
}

enum sim_flow task_barrier_leave(struct sim *sim, struct sim_thread *thread,
                                 struct sim_frame *frame)
{
    struct sim_barrier *barrier = barrier_of(sim, thread);

    order_learn(sim, thread, ORDER_BARRIER, engine_op(sim, thread)->object + 1);
    if (--barrier->here)
        return SIM_FLOW_DONE;
    barrier->round++;
    return engine_go(frame, STATE_TASK_BARRIER_CALLS);
}

/* By who has opened it, and by who is the last to leave; one at a time, so that a step stays bounded. */
enum sim_flow task_barrier_calls(struct sim *sim, struct sim_thread *thread,
                                 struct sim_frame *frame)
{
    struct sim_barrier *barrier = barrier_of(sim, thread);
    struct sim_thread *first = sim_wait_list_take(sim, &barrier->waiters);

    if (!first)
        return is_leaving(barrier) ? task_barrier_leave(sim, thread, frame) : SIM_FLOW_DONE;
    call(sim, thread, first);
    return engine_go(frame, STATE_TASK_BARRIER_CALLS);
}

/* ---- starting and joining ---- */

static bool names_tasks(const struct sim *sim, const struct sim_thread *thread)
{
    return sim_group_is_task(&sim->scenario->groups[engine_op(sim, thread)->object]);
}

/* create_task, and nobody waits; a thread is started, and waited for, as a thread does. */
enum sim_flow task_start(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (!names_tasks(sim, thread))
        return op_start(sim, thread, frame);
    interp_begin_op(sim, thread);
    return task_start_next(sim, thread, frame);
}

enum sim_flow task_start_next(struct sim *sim, struct sim_thread *thread,
                              struct sim_frame *frame)
{
    if (!control_next(sim, thread, frame))
        return SIM_FLOW_DONE;
    return engine_spend(sim, thread, frame, STATE_TASK_STARTED, loop_creation(sim, thread));
}

enum sim_flow task_started(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_thread *child = control_next(sim, thread, frame);

    frame->arg++;
    frame->state = STATE_TASK_START_NEXT;
    if (child->schedule != SIM_THREAD_ABSENT)
        return SIM_FLOW_AGAIN;
    child->schedule = SIM_THREAD_BLOCKED;
    engine_record(sim, SIM_RECORD_STARTS, thread, child->self.i, SIM_REASON_SAME, 0);
    engine_append(sim, SIM_RECORD_START, SIM_REASON_LOOP, thread->core.i, child->self.i, 0);
    loop_make_ready(sim, child);
    return SIM_FLOW_AGAIN;
}

/* Thread.join knows nothing of the loop: it stops it. */
enum sim_flow task_join(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (!names_tasks(sim, thread))
        return op_join(sim, thread, frame);
    interp_begin_op(sim, thread);
    return task_join_next(sim, thread, frame);
}

enum sim_flow task_join_next(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    struct sim_thread *other = control_next(sim, thread, frame);

    if (!other)
        return SIM_FLOW_DONE;
    if (other->schedule != SIM_THREAD_ENDED) {
        sim_wait_list_append(sim, &other->joiners, loop_aboard(sim, thread));
        return await(sim, thread, frame, STATE_TASK_JOIN_NEXT, SIM_RECORD_JOIN_WAIT,
                     other->self.i, SIM_REASON_JOIN);
    }
    frame->arg++;
    return engine_go(frame, STATE_TASK_JOIN_NEXT);
}

/* ---- executors ---- */

/* The futures that run_in_executor has returned: one is awaited, several are gathered. */
enum sim_flow task_results(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    uint32_t unseen =
        pool_unseen(sim, loop_aboard(sim, thread), engine_op(sim, thread)->object);
    sim_time each = library_cost(sim, thread, LIBRARY_ASYNCIO, &sim->head->params.task_gather);

    interp_begin_op(sim, thread);
    return engine_spend(sim, thread, frame, STATE_TASK_RESULTS_LOOK,
                        unseen > 1 ? unseen * each : 0);
}

enum sim_flow task_results_look(struct sim *sim, struct sim_thread *thread,
                                struct sim_frame *frame)
{
    const struct sim_thread *task = loop_aboard(sim, thread);
    uint32_t group = engine_op(sim, thread)->object;

    if (!pool_unseen(sim, task, group))
        return SIM_FLOW_DONE;
    pool_await(sim, task, group);
    return await(sim, thread, frame, STATE_RETURN, SIM_RECORD_RESULT_WAIT, group,
                 SIM_REASON_SYNC);
}
