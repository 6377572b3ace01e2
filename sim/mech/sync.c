/* SPDX-License-Identifier: GPL-3.0-or-later
 * The ops that make threads wait for each other. */
#include "sim/mech/sync.h"

#include "sim/mech/bag.h"
#include "sim/mech/device.h"
#include "sim/mech/import.h"
#include "sim/mech/memory.h"
#include "sim/mech/order.h"
#include "sim/mech/pipe.h"
#include "sim/mech/pool.h"
#include "sim/mech/queue.h"
#include "sim/mech/visit.h"
#include "sim/mech/watch.h"
#include "sim/state/waitlist.h"

/* published: TIME_TO_BE_FAIR_NS, CPython 3.13 Python/lock.c */
#define TIME_TO_BE_FAIR SIM_MS(1)

uint32_t sync_queue(const struct sim *sim, const struct sim_thread *thread)
{
    return sim_scenario_queue(sim->scenario, thread->pc, thread->group) - 1;
}

/* What the op under way names. */
static uint32_t object_of(const struct sim *sim, const struct sim_thread *thread)
{
    uint32_t queue = sim_scenario_queue(sim->scenario, thread->pc, thread->group);

    return queue ? queue - 1 : engine_op(sim, thread)->object;
}

/* Its row. */
static uint32_t row_of(const struct sim *sim, const struct sim_thread *thread)
{
    return object_of(sim, thread) + 1;
}

/* ---- sleeping in a list ---- */

static enum sim_flow sleep_in(struct sim *sim, struct sim_thread *thread,
                              struct sim_frame *frame, uint16_t state,
                              struct sim_wait_list *list)
{
    struct sim_interp *interp = interp_of(sim, thread);

    /* by hand, but who came without a choice was first */
    if (interp->granted.i == thread->self.i)
        interp->granted = SIM_NO_THREAD;
    sim_wait_list_append(sim, list, thread);
    thread->waiting = SIM_ASLEEP;
    return engine_block(sim, thread, frame, state, SIM_TIME_NEVER);
}

/* ---- locks ---- */

/* Is it a PyMutex? What else there is, is tried again before the interpreter is taken. By hand it is
 * chosen who goes on, so that makes no difference. */
static bool is_pymutex(const struct sim *sim, const struct sim_thread *thread)
{
    return sim->interp_count == 1 && interp_language(sim) >= SIM_PYTHON_3_13 &&
           !interp_lock_of(sim, thread)->chosen;
}

/* Free, or handed over to this very thread. A lock is not reentrant. */
static bool try_lock(struct sim *sim, struct sim_thread *thread, uint32_t id)
{
    struct sim_lock *lock = &sim->locks[id];
    struct sim_thread *wheeler = &sim->threads[lock->wheeler.i];
    bool handed = lock->handed && lock->holder.i == thread->self.i;

    thread->waiting = SIM_NOT_WAITING;
    if (lock->wheeler.i)
        python_stop_wheeling(sim, wheeler);
    if (lock->holder.i && !handed)
        return false;
    lock->handed = 0;
    lock->holder = thread->self;
    if (wheeler->self.i)
        python_interrupt(sim, wheeler); /* it will find the lock taken */
    order_learn(sim, thread, ORDER_LOCK, id);
    if (!sync_is_unnamed(sim, id))
        engine_record(sim, SIM_RECORD_LOCK_TAKE, thread, id, SIM_REASON_SAME, 0);
    return true;
}

/* Up to 3.1 whoever takes a lock lets the interpreter go first. */
static bool lets_go_first(const struct sim *sim)
{
    return interp_language(sim) < SIM_PYTHON_3_2;
}

/* Who lets the interpreter go in passing does so for somebody else only if there is one. */
static bool detaches_first(struct sim *sim, const struct sim_thread *thread)
{
    return sim->interp_count && lets_go_first(sim) && interp_of(sim, thread)->waiting;
}

bool sync_takes_steps(struct sim *sim, const struct sim_thread *thread, uint32_t lock)
{
    return detaches_first(sim, thread) || (lets_go_first(sim) && sim->locks[lock].wanted);
}

enum sim_flow sync_let_go(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                          uint16_t look, uint16_t detached)
{
    const struct sim_params *p = &sim->head->params;

    if (is_pymutex(sim, thread) && sim_python_is_free_threaded(p->python))
        return engine_spend(sim, thread, frame, look,
                            SYNC_YIELDS * engine_cost(sim, thread, &p->yield));
    return python_detach(sim, thread, frame, detached);
}

enum sim_flow sync_acquire(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                           uint16_t after, uint32_t lock)
{
    thread->waiting = SIM_NOT_WAITING; /* whoever called it meant something else */
    if (!detaches_first(sim, thread) && try_lock(sim, thread, lock))
        return engine_go(frame, after);
    sim->locks[lock].wanted++;
    if (is_pymutex(sim, thread))
        sim->tstates[thread->self.i].found_taken = sim->head->now;
    frame = engine_push(thread, frame, after, STATE_ACQUIRE_DETACHED, lock);
    if (sim_wait_list_empty(&sim->locks[lock].waiters))
        return sync_let_go(sim, thread, frame, STATE_ACQUIRE_ATTACHED, STATE_ACQUIRE_DETACHED);
    return python_detach(sim, thread, frame, STATE_ACQUIRE_DETACHED);
}

/* By one who has found it taken before. */
static bool try_wanted(struct sim *sim, struct sim_thread *thread, uint32_t id)
{
    bool good = try_lock(sim, thread, id);

    sim->locks[id].wanted -= good;
    return good;
}

/* Detached, or woken: tries, and goes to sleep if it must. */
enum sim_flow acquire_detached(struct sim *sim, struct sim_thread *thread,
                               struct sim_frame *frame)
{
    if (is_pymutex(sim, thread)) {
        if (thread->waiting == SIM_CALLED)
            return python_attach(sim, thread, frame, STATE_ACQUIRE_ATTACHED);
    } else if (try_wanted(sim, thread, frame->arg)) {
        return python_attach(sim, thread, frame, STATE_RETURN);
    }
    return engine_into_kernel(sim, thread, frame, STATE_ACQUIRE_IN_KERNEL);
}

static void record_lock_wait(struct sim *sim, struct sim_thread *thread, uint32_t id)
{
    if (!sync_is_unnamed(sim, id))
        engine_record_off(sim, SIM_RECORD_LOCK_WAIT, thread, id, SIM_REASON_LOCK);
    else if (engine_op(sim, thread)->kind == SIM_OP_IMPORT)
        engine_record_off(sim, SIM_RECORD_IMPORT_WAIT, thread, sim->locks[id].holder.i,
                          SIM_REASON_LOCK);
    else
        engine_record_off(sim, SIM_RECORD_QUEUE_LOCK_WAIT, thread, sync_queue(sim, thread),
                          sync_rule_of(sim, thread)->reason);
}

/* Who comes for a PyMutex is in its queue by now: who has let it go meanwhile would have woken it. */
enum sim_flow acquire_in_kernel(struct sim *sim, struct sim_thread *thread,
                                struct sim_frame *frame)
{
    struct sim_lock *lock = &sim->locks[frame->arg];

    if (is_pymutex(sim, thread)) {
        if (!lock->holder.i)
            return python_attach(sim, thread, frame, STATE_ACQUIRE_ATTACHED);
    } else if (try_wanted(sim, thread, frame->arg)) {
        return python_attach(sim, thread, frame, STATE_RETURN);
    }
    record_lock_wait(sim, thread, frame->arg);
    return sleep_in(sim, thread, frame, STATE_ACQUIRE_DETACHED, &lock->waiters);
}

/* Back in the interpreter, or never out of it. Somebody may have taken the lock meanwhile. */
enum sim_flow acquire_attached(struct sim *sim, struct sim_thread *thread,
                               struct sim_frame *frame)
{
    if (try_wanted(sim, thread, frame->arg))
        return SIM_FLOW_DONE;
    return python_detach(sim, thread, frame, STATE_ACQUIRE_DETACHED);
}

/* One call in each turn of a loop: that takes little more than the way into the kernel and back. */
sim_time sync_call_in_vain(struct sim *sim, struct sim_thread *thread, uint32_t id)
{
    const struct sim_params *p = &sim->head->params;

    return sim->locks[id].wanted && !is_pymutex(sim, thread)
               ? engine_cost(sim, thread, &p->system_call)
               : 0;
}

static bool is_handed_to(const struct sim *sim, const struct sim_thread *sleeper)
{
    return is_pymutex(sim, sleeper) &&
           sim->head->now - sim->tstates[sleeper->self.i].found_taken > TIME_TO_BE_FAIR;
}

sim_time sync_release(struct sim *sim, struct sim_thread *thread, uint32_t id)
{
    struct sim_lock *lock = &sim->locks[id];
    bool chosen = interp_lock_of(sim, thread)->chosen;
    struct sim_thread *first = chosen ? NULL : sim_wait_list_take(sim, &lock->waiters);
    bool handed = first && is_handed_to(sim, first);

    order_leave(sim, thread, ORDER_LOCK, id);
    lock->holder = handed ? first->self : SIM_NO_THREAD;
    lock->handed = handed;
    if (!sync_is_unnamed(sim, id))
        engine_record(sim, SIM_RECORD_LOCK_DROP, thread, id, SIM_REASON_SAME,
                      handed ? SIM_RECORD_FLAG : 0);
    if (first)
        return engine_resume(sim, thread, first, engine_wake);
    return chosen ? 0 : sync_call_in_vain(sim, thread, id);
}

enum sim_flow op_lock(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    return sync_acquire(sim, thread, frame, STATE_RETURN, row_of(sim, thread));
}

enum sim_flow op_unlock(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    return engine_spend(sim, thread, frame, STATE_RETURN,
                        sync_release(sim, thread, row_of(sim, thread)));
}

/* ---- waiting until something holds ---- */

/*
 * The ops `put`, `get`, `barrier` and `wait` have one shape: look whether the thread may pass; if
 * not, let the interpreter go; look again on the way to sleep, for it may have been called
 * meanwhile; sleep; come back; look again. Looking and falling asleep are one step, so no call
 * is lost between them. Who has passed wakes those whom that concerns.
 */

static enum sim_flow arrive(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                            const struct sim_dist *cost)
{
    const struct sync_rule *rule = sync_rule_of(sim, thread);

    if (sim_op_is_call(engine_op(sim, thread)))
        return op_pass(sim, thread, frame);
    interp_begin_op(sim, thread);
    if (rule->arrive)
        rule->arrive(sim, thread, frame);
    return engine_spend(sim, thread, frame, STATE_WAIT_LOOK,
                        visit_cost(sim, thread, engine_cost(sim, thread, cost)));
}

enum sim_flow op_sync(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_params *p = &sim->head->params;
    const struct sim_dist *costs[] = { [SIM_QUEUE_LOCKED] = &p->queue_cost,
                                       [SIM_QUEUE_SIMPLE] = &p->simple_queue_cost,
                                       [SIM_QUEUE_LIBRARY] = &p->queue_cost,
                                       [SIM_QUEUE_SEMAPHORE] = &p->mutex };
    uint32_t queue = sim_scenario_queue(sim->scenario, thread->pc, thread->group);

    return arrive(sim, thread, frame,
                  costs[queue ? sim->scenario->queue_defs[queue - 1].kind : SIM_QUEUE_LOCKED]);
}

/* Without an interpreter, nothing but a mutex around a few integers. */
enum sim_flow op_sync_native(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    return arrive(sim, thread, frame, &sim->head->params.mutex);
}

/* A queue that comes here is C, and has no lock of Python's to wait by. */
enum sim_flow wait_look(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (sync_rule_of(sim, thread)->pass(sim, thread, frame))
        return engine_go(frame, STATE_WAIT_PASSED);
    if (sim_scenario_queue(sim->scenario, thread->pc, thread->group))
        return python_detach(sim, thread, frame, STATE_WAIT_DETACHED);
    return sync_let_go(sim, thread, frame, STATE_WAIT_YIELDED, STATE_WAIT_DETACHED);
}

enum sim_flow wait_yielded(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (sync_rule_of(sim, thread)->pass(sim, thread, frame))
        return engine_go(frame, STATE_WAIT_PASSED);
    return python_detach(sim, thread, frame, STATE_WAIT_DETACHED);
}

enum sim_flow wait_detached(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return engine_into_kernel(sim, thread, frame, STATE_WAIT_IN_KERNEL);
}

enum sim_flow wait_in_kernel(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    const struct sync_rule *rule = sync_rule_of(sim, thread);

    if (rule->pass(sim, thread, frame))
        return python_attach(sim, thread, frame, STATE_WAIT_PASSED);
    return sync_sleep(sim, thread, frame, STATE_WAIT_WOKEN);
}

enum sim_flow sync_sleep(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                         uint16_t state)
{
    const struct sync_rule *rule = sync_rule_of(sim, thread);

    engine_record_off(sim, rule->kind, thread, object_of(sim, thread), rule->reason);
    return sleep_in(sim, thread, frame, state, rule->list(sim, thread));
}

enum sim_flow wait_woken(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_attach(sim, thread, frame, STATE_WAIT_LOOK);
}

/* Those whom a thread's passing concerns; NULL: nobody. By hand it is chosen who goes on. */
static struct sim_wait_list *to_be_called(struct sim *sim, struct sim_thread *thread)
{
    const struct sync_rule *rule = sync_rule_of(sim, thread);
    struct sim_wait_list *list = rule->call ? rule->call(sim, thread) : NULL;

    if (!list || sim_wait_list_empty(list) ||
        (!rule->all && interp_lock_of(sim, thread)->chosen))
        return NULL;
    return list;
}

sim_time sync_notify(struct sim *sim, struct sim_thread *thread, engine_wake_fn *wake)
{
    struct sim_wait_list *list = to_be_called(sim, thread);

    return list ? engine_resume(sim, thread, sim_wait_list_take(sim, list), wake) : 0;
}

/* Does somebody watch what has been put there? */
static bool is_watched(struct sim *sim, struct sim_thread *thread)
{
    return sync_rule_of(sim, thread)->tells && watch_over(sim, row_of(sim, thread));
}

sim_time sync_call(struct sim *sim, struct sim_thread *thread)
{
    sim_time told = is_watched(sim, thread) ? watch_tell(sim, thread, row_of(sim, thread)) : 0;

    return told + sync_notify(sim, thread, engine_wake_by_pipe);
}

/* Wakes whom its passing concerns: one a step, so that a step stays bounded. */
enum sim_flow wait_passed(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sync_rule *rule = sync_rule_of(sim, thread);
    struct sim_wait_list *list;

    if (is_watched(sim, thread))
        return engine_spend(sim, thread, frame, STATE_WAIT_PASSED,
                            watch_tell(sim, thread, row_of(sim, thread)));
    list = to_be_called(sim, thread);
    if (!list)
        return SIM_FLOW_DONE;
    return engine_spend(sim, thread, frame, rule->all ? STATE_WAIT_PASSED : STATE_RETURN,
                        engine_resume(sim, thread, sim_wait_list_take(sim, list), engine_wake));
}

/* ---- queues ---- */

static struct sim_queue *queue_of(struct sim *sim, const struct sim_thread *thread)
{
    return &sim->queues[row_of(sim, thread)];
}

void sync_pass_queue(struct sim *sim, struct sim_thread *thread)
{
    order_learn(sim, thread, ORDER_QUEUE, row_of(sim, thread));
    order_leave(sim, thread, ORDER_QUEUE, row_of(sim, thread));
}

static bool put_passes(struct sim *sim, struct sim_thread *thread,
                       const struct sim_frame *frame)
{
    struct sim_queue *queue = queue_of(sim, thread);

    (void)frame;
    if (queue->capacity && queue->items == queue->capacity)
        return false;
    queue->items++;
    sync_pass_queue(sim, thread);
    engine_record(sim, sync_rule_of(sim, thread)->passed, thread, object_of(sim, thread),
                  SIM_REASON_SAME, 0);
    return true;
}

static bool get_passes(struct sim *sim, struct sim_thread *thread,
                       const struct sim_frame *frame)
{
    struct sim_queue *queue = queue_of(sim, thread);

    (void)frame;
    if (!queue->items)
        return false;
    queue->items--;
    sync_pass_queue(sim, thread);
    engine_record(sim, sync_rule_of(sim, thread)->passed, thread, object_of(sim, thread),
                  SIM_REASON_SAME, 0);
    return true;
}

static struct sim_wait_list *putters(struct sim *sim, struct sim_thread *thread)
{
    return &queue_of(sim, thread)->putters;
}

static struct sim_wait_list *getters(struct sim *sim, struct sim_thread *thread)
{
    return &queue_of(sim, thread)->getters;
}

/* ---- barriers ---- */

static struct sim_barrier *barrier_of(struct sim *sim, const struct sim_thread *thread)
{
    return &sim->barriers[row_of(sim, thread)];
}

static void arrive_at_barrier(struct sim *sim, struct sim_thread *thread,
                              struct sim_frame *frame)
{
    struct sim_barrier *barrier = barrier_of(sim, thread);

    order_leave(sim, thread, ORDER_BARRIER, row_of(sim, thread));
    frame->arg = barrier->round;
    if (++barrier->here < barrier->parties)
        return;
    barrier->here = 0;
    barrier->round++;
    engine_record(sim, SIM_RECORD_BARRIER_OPEN, thread, object_of(sim, thread), SIM_REASON_SAME,
                  0);
}

static bool barrier_passes(struct sim *sim, struct sim_thread *thread,
                           const struct sim_frame *frame)
{
    if (barrier_of(sim, thread)->round == frame->arg)
        return false;
    order_learn(sim, thread, ORDER_BARRIER, row_of(sim, thread));
    return true;
}

static struct sim_wait_list *at_barrier(struct sim *sim, struct sim_thread *thread)
{
    return &barrier_of(sim, thread)->waiters;
}

/* ---- events ---- */

static struct sim_flag *flag_of(struct sim *sim, const struct sim_thread *thread)
{
    return &sim->flags[row_of(sim, thread)];
}

static bool event_passes(struct sim *sim, struct sim_thread *thread,
                         const struct sim_frame *frame)
{
    (void)frame;
    if (!flag_of(sim, thread)->set)
        return false;
    order_learn(sim, thread, ORDER_EVENT, row_of(sim, thread));
    return true;
}

static struct sim_wait_list *at_event(struct sim *sim, struct sim_thread *thread)
{
    return &flag_of(sim, thread)->waiters;
}

/* Setting an event never waits; it only calls. */
static bool set_passes(struct sim *sim, struct sim_thread *thread,
                       const struct sim_frame *frame)
{
    (void)frame;
    flag_of(sim, thread)->set = 1;
    order_leave(sim, thread, ORDER_EVENT, row_of(sim, thread));
    engine_record(sim, SIM_RECORD_EVENT_SET, thread, object_of(sim, thread), SIM_REASON_SAME,
                  0);
    return true;
}

/* ---- the rules ---- */

const struct sync_rule *sync_rule_of(const struct sim *sim, const struct sim_thread *thread)
{
#define PUTS                                                                                   \
    {                                                                                          \
        .pass = put_passes, .list = putters, .call = getters, .kind = SIM_RECORD_ROOM_WAIT,    \
        .passed = SIM_RECORD_PUT, .reason = SIM_REASON_QUEUE, .tells = true                    \
    }
#define GETS                                                                                   \
    {                                                                                          \
        .pass = get_passes, .list = getters, .call = putters, .kind = SIM_RECORD_ITEM_WAIT,    \
        .passed = SIM_RECORD_GET, .reason = SIM_REASON_QUEUE                                   \
    }
    static const struct sync_rule rules[SIM_OP_COUNT] = {
        [SIM_OP_PUT] = PUTS,
        [SIM_OP_SEND] = PUTS,
        [SIM_OP_GET] = GETS,
        [SIM_OP_RECV] = GETS,
        [SIM_OP_ACQUIRE] = { .pass = get_passes,
                             .list = getters,
                             .kind = SIM_RECORD_PLACE_WAIT,
                             .passed = SIM_RECORD_ACQUIRE,
                             .reason = SIM_REASON_SYNC },
        [SIM_OP_RELEASE] = { .pass = put_passes,
                             .call = getters,
                             .passed = SIM_RECORD_RELEASE,
                             .reason = SIM_REASON_SYNC },
        [SIM_OP_BARRIER] = { .arrive = arrive_at_barrier,
                             .pass = barrier_passes,
                             .list = at_barrier,
                             .call = at_barrier,
                             .all = true,
                             .kind = SIM_RECORD_BARRIER_WAIT,
                             .reason = SIM_REASON_SYNC },
        [SIM_OP_WAIT] = { .pass = event_passes,
                          .list = at_event,
                          .kind = SIM_RECORD_EVENT_WAIT,
                          .reason = SIM_REASON_SYNC },
        [SIM_OP_SET] = { .pass = set_passes, .call = at_event, .all = true },
    };

    return &rules[engine_op(sim, thread)->kind];
}

/* ---- sleepers that nobody wakes ---- */

bool sync_may_pass(const struct sim *sim, const struct sim_thread *thread)
{
    const struct sim_queue *queue =
        &sim->queues[row_of(sim, thread)]; /* if it is the op of one */

    switch (sync_rule_of(sim, thread)->kind) {
    case SIM_RECORD_ITEM_WAIT:
    case SIM_RECORD_PLACE_WAIT:
        return queue->items > 0;
    case SIM_RECORD_ROOM_WAIT:
        return queue->items < queue->capacity;
    default:
        return false;
    }
}

bool sync_could_pass(const struct sim *sim, const struct sim_thread *thread)
{
    if (thread->waiting != SIM_ASLEEP)
        return false;
    switch (engine_top(thread)->state) {
    case STATE_ACQUIRE_DETACHED:
        return !sim->locks[engine_top(thread)->arg].holder.i;
    case STATE_WAIT_WOKEN:
    case STATE_QUEUE_WOKEN:
    case STATE_PASS_LOOK:
        return sync_may_pass(sim, thread);
    default:
        return false;
    }
}

void sync_leave_list(struct sim *sim, struct sim_thread *thread)
{
    struct sim_wait_list *list = engine_top(thread)->state == STATE_ACQUIRE_DETACHED
                                     ? &sim->locks[engine_top(thread)->arg].waiters
                                     : sync_rule_of(sim, thread)->list(sim, thread);

    sim_wait_list_remove(sim, list, thread);
}

/* ---- rows ---- */

void sync_layout(struct sim *sim, struct sim_layout *layout)
{
    const struct sim_scenario *scenario = sim->scenario;

    import_layout(sim, layout); /* before the locks of its rows */
    sim_layout_rows(layout, &sim->vars, sizeof(*sim->vars), sync_var_rows(sim));
    sim_layout_rows(layout, &sim->locks, sizeof(*sim->locks), sync_lock_rows(sim));
    sim_layout_rows(layout, &sim->queues, sizeof(*sim->queues), scenario->queues.count);
    sim_layout_rows(layout, &sim->barriers, sizeof(*sim->barriers), scenario->barriers.count);
    sim_layout_rows(layout, &sim->flags, sizeof(*sim->flags), scenario->events.count);
    memory_layout(sim, layout);
    order_layout(sim, layout);
    device_layout(sim, layout);
    pool_layout(sim, layout);
    pipe_layout(sim, layout);
    bag_layout(sim, layout);
}

void sync_init(struct sim *sim)
{
    const struct sim_scenario *scenario = sim->scenario;

    for (uint32_t i = 0; i < scenario->queues.count; i++) {
        sim->queues[i + 1].capacity = scenario->queue_defs[i].capacity;
        sim->queues[i + 1].items = scenario->queue_defs[i].value;
    }
    for (uint32_t i = 0; i < scenario->barriers.count; i++)
        sim->barriers[i + 1].parties = scenario->barrier_defs[i].parties;
    import_init(sim);
    memory_init(sim);
    order_init(sim);
    pool_init(sim);
    pipe_init(sim);
}

const char *sync_check(const struct sim *sim)
{
    const char *wrong = pool_check(sim);

    return wrong ? wrong : pipe_check(sim);
}
