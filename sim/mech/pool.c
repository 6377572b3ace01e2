/* SPDX-License-Identifier: GPL-3.0-or-later
 * Submitting work, executing it, waiting for its result. */
#include "sim/mech/pool.h"

#include "sim/mech/library.h"
#include "sim/mech/loop.h"
#include "sim/mech/order.h"
#include "sim/mech/python.h"
#include "sim/mech/sync.h"
#include "sim/state/waitlist.h"

/* The thread itself, or the task that it carries. */
static struct sim_thread *submitter(struct sim *sim, struct sim_thread *thread)
{
    struct sim_thread *task = loop_aboard(sim, thread);

    return task ? task : thread;
}

/* ---- items ---- */

void pool_append(struct sim *sim, uint32_t *first, uint32_t *last, uint32_t item)
{
    sim->items[item].next = 0;
    if (*last)
        sim->items[*last].next = item;
    else
        *first = item;
    *last = item;
}

uint32_t pool_take(struct sim *sim, uint32_t *first, uint32_t *last)
{
    uint32_t item = *first;

    *first = sim->items[item].next;
    if (!*first)
        *last = 0;
    return item;
}

/* Row 0 heads those that are free. */
static uint32_t new_item(struct sim *sim)
{
    uint32_t item = sim->items[0].next;

    SIM_REQUIRE_IN(sim, item);
    sim->items[0].next = sim->items[item].next;
    return item;
}

static void free_item(struct sim *sim, uint32_t item)
{
    sim->items[item] = (struct sim_item){ .next = sim->items[0].next };
    sim->items[0].next = item;
}

/* Takes an item out of its submitter's chain, where `before` comes before it. */
static void unchain(struct sim *sim, struct sim_job *job, uint32_t before, uint32_t item)
{
    uint32_t after = sim->items[item].chained;

    *(before ? &sim->items[before].chained : &job->first) = after;
    if (job->last == item)
        job->last = before;
}

/* The submitter's oldest item of a pool, and in *before what comes before it; 0 none. */
static uint32_t oldest(const struct sim *sim, const struct sim_job *job, uint32_t group,
                       uint32_t *before)
{
    uint32_t item = job->first;

    *before = 0;
    while (item && sim->items[item].group != group) {
        *before = item;
        item = sim->items[item].chained;
    }
    return item;
}

/* ---- the queue ---- */

/* PyPy's is a queue of its own. */
static bool has_one_lock(const struct sim *sim)
{
    return interp_language(sim) >= SIM_PYTHON_3_7 && interp_language(sim) < SIM_PYTHON_3_13 &&
           sim->head->params.python != SIM_PYTHON_PYPY;
}

static bool hands_over(const struct sim *sim)
{
    return interp_language(sim) >= SIM_PYTHON_3_13;
}

/* Wakes the worker that has slept longest; returns what that costs. */
static sim_time call_worker(struct sim *sim, struct sim_thread *thread, struct sim_pool *pool)
{
    return engine_resume(sim, thread, sim_wait_list_take(sim, &pool->idle), engine_wake);
}

static bool take_lock(struct sim_pool *pool)
{
    if (pool->taken)
        return false;
    pool->taken = 1;
    return true;
}

/* What is waited for is there, if somebody waits for it. */
static sim_time let_lock_go(struct sim *sim, struct sim_thread *thread, struct sim_pool *pool)
{
    if (!pool->flagged)
        return 0;
    pool->flagged = pool->taken = 0;
    return call_worker(sim, thread, pool);
}

static sim_time put(struct sim *sim, struct sim_thread *thread, struct sim_pool *pool,
                    uint32_t item)
{
    if (hands_over(sim) && pool->idle.first.i)
        sim->jobs[pool->idle.first.i].item = item;
    else
        pool_append(sim, &pool->first, &pool->last, item);
    return has_one_lock(sim) ? let_lock_go(sim, thread, pool) : call_worker(sim, thread, pool);
}

/* ---- submitting ---- */

enum sim_flow op_submit(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_params *p = &sim->head->params;
    sim_time cost = library_cost(sim, thread, LIBRARY_FUTURES, &p->pool_submit);

    interp_begin_op(sim, thread);
    if (loop_aboard(sim, thread))
        cost += library_cost(sim, thread, LIBRARY_ASYNCIO, &p->loop_submit);
    return engine_spend(sim, thread, frame, STATE_SUBMIT_PUT, cost);
}

static uint32_t make_item(struct sim *sim, struct sim_thread *thread)
{
    struct sim_thread *by = submitter(sim, thread);
    struct sim_job *job = &sim->jobs[by->self.i];
    uint32_t item = new_item(sim), group = engine_op(sim, thread)->object;

    sim->items[item] = (struct sim_item){
        .submitter = by->self,
        .op = thread->pc,
        .group = group,
        .stream = sim_draw(thread->work_stream, SIM_FOR_WORK, thread->work_draws),
        .draws = thread->work_draws,
    };
    thread->work_draws++;
    *(job->last ? &sim->items[job->last].chained : &job->first) = item;
    job->last = item;
    order_leave(sim, thread, ORDER_POOL, group + 1);
    engine_record(sim, SIM_RECORD_SUBMIT, thread, group, SIM_REASON_SAME, 0);
    return item;
}

/* The pool that the op names is that of the thread's own process. Returns its first worker. */
static uint32_t first_worker(const struct sim *sim, const struct sim_thread *thread)
{
    uint32_t group = engine_op(sim, thread)->object, nth = 0;

    if (sim->scenario->groups[group].process)
        nth = thread->member / sim_scenario_each(sim->scenario, thread->group);
    return sim_scenario_first_thread(sim->scenario, group) +
           nth * sim_scenario_each(sim->scenario, group);
}

enum sim_flow submit_put(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_pool *pool = &sim->pools[first_worker(sim, thread)];
    sim_time cost = put(sim, thread, pool, make_item(sim, thread));

    return cost ? engine_spend(sim, thread, frame, STATE_SUBMIT_ADJUST, cost)
                : submit_adjust(sim, thread, frame);
}

/* _adjust_thread_count. The block is left behind. */
enum sim_flow submit_adjust(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    uint32_t group = engine_op(sim, thread)->object, first = first_worker(sim, thread);
    struct sim_pool *pool = &sim->pools[first];

    thread->pc = engine_op(sim, thread)->match;
    if (pool->semaphore && interp_language(sim) >= SIM_PYTHON_3_8) {
        pool->semaphore--;
        return SIM_FLOW_DONE;
    }
    if (pool->started == sim_scenario_each(sim->scenario, group))
        return SIM_FLOW_DONE;
    return engine_call(thread, frame, STATE_RETURN, STATE_START_THREAD,
                       first + pool->started++);
}

/* ---- in place ---- */

/* Where nobody else could do it: the block is a block. What has been drawn until now is kept in
 * its row. */
enum sim_flow op_submit_here(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    struct sim_block *block = engine_block_of(sim, thread, engine_op(sim, thread));

    (void)frame;
    thread->work_stream = sim_draw(thread->work_stream, SIM_FOR_WORK, thread->work_draws);
    block->value = thread->work_draws + 1;
    return SIM_FLOW_DONE;
}

/* No block of this kind lies within another, so the stream before was the thread's own. */
void pool_end_here(struct sim *sim, struct sim_thread *thread, const struct sim_op *head)
{
    thread->work_stream = threads_work_stream(sim, thread);
    thread->work_draws = (uint32_t)engine_block_of(sim, thread, head)->value;
}

/* ---- workers ---- */

static struct sim_pool *pool_of(struct sim *sim, const struct sim_thread *thread)
{
    uint32_t each = sim_scenario_each(sim->scenario, thread->group);

    return &sim->pools[thread->self.i - thread->member % each];
}

static enum sim_flow begin_item(struct sim *sim, struct sim_thread *thread,
                                struct sim_frame *frame, uint32_t item)
{
    sim_time woke = let_lock_go(sim, thread, pool_of(sim, thread));

    sim->jobs[thread->self.i].item = item;
    thread->pc = sim->items[item].op;
    thread->work_stream = sim->items[item].stream;
    thread->work_draws = sim->items[item].draws;
    order_learn(sim, thread, ORDER_POOL, thread->group + 1);
    engine_record(sim, SIM_RECORD_JOB, thread, sim->items[item].submitter.i, SIM_REASON_RUNNING,
                  0);
    return engine_spend(
        sim, thread, frame, STATE_MAIN_ADVANCE,
        woke + library_cost(sim, thread, LIBRARY_FUTURES, &sim->head->params.pool_item));
}

/* Attached: takes the next piece, or goes to sleep. */
enum sim_flow worker_look(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_pool *pool = pool_of(sim, thread);

    thread->waiting = SIM_NOT_WAITING;
    if (pool->first)
        return begin_item(sim, thread, frame, pool_take(sim, &pool->first, &pool->last));
    if (interp_language(sim) >= SIM_PYTHON_3_12)
        pool->semaphore++;
    if (has_one_lock(sim) && take_lock(pool)) /* and sleeps for it all the same */
        pool->flagged = 1;
    return python_detach(sim, thread, frame, STATE_WORKER_DETACHED);
}

enum sim_flow worker_detached(struct sim *sim, struct sim_thread *thread,
                              struct sim_frame *frame)
{
    return engine_into_kernel(sim, thread, frame, STATE_WORKER_IN_KERNEL);
}

enum sim_flow worker_in_kernel(struct sim *sim, struct sim_thread *thread,
                               struct sim_frame *frame)
{
    struct sim_pool *pool = pool_of(sim, thread);

    if (has_one_lock(sim) ? take_lock(pool) : pool->first)
        return python_attach(sim, thread, frame, STATE_WORKER_GOT);
    sim_wait_list_append(sim, &pool->idle, thread);
    thread->waiting = SIM_ASLEEP;
    engine_record_off(sim, SIM_RECORD_JOB_WAIT, thread, thread->group, SIM_REASON_QUEUE);
    return engine_block(sim, thread, frame, STATE_WORKER_WOKEN, SIM_TIME_NEVER);
}

enum sim_flow worker_woken(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (has_one_lock(sim) && !take_lock(pool_of(sim, thread)))
        return worker_detached(sim, thread, frame); /* somebody was faster */
    return python_attach(sim, thread, frame, STATE_WORKER_GOT);
}

/* Woken, or about to sleep when something came: with a piece that it was given, or with the queue's
 * lock. Else another worker may have been faster. */
enum sim_flow worker_got(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_pool *pool = pool_of(sim, thread);
    uint32_t item = sim->jobs[thread->self.i].item;

    pool->flagged = pool->taken;
    if (item)
        return begin_item(sim, thread, frame, item);
    if (pool->first)
        return worker_look(sim, thread, frame);
    return python_detach(sim, thread, frame, STATE_WORKER_DETACHED);
}

/* ---- the end of a piece ---- */

/* What a worker does to tell a loop before it writes a byte into its self-pipe. */
static sim_time telling(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_params *p = &sim->head->params;
    sim_time whole = library_cost(sim, thread, LIBRARY_ASYNCIO, &p->loop_tell);
    sim_time byte = engine_cost(sim, thread, &p->pipe_byte);

    return whole > byte ? whole - byte : 0;
}

/* The future has its result: whoever sleeps for it is woken. A loop is told by a handle, and a byte
 * in its self-pipe, which is written without the interpreter lock. */
static enum sim_flow item_done(struct sim *sim, struct sim_thread *thread,
                               struct sim_frame *frame)
{
    uint32_t item = sim->jobs[thread->self.i].item;
    struct sim_thread *by = &sim->threads[sim->items[item].submitter.i];
    struct sim_job *job = &sim->jobs[by->self.i];

    sim->items[item].done = 1;
    order_leave(sim, thread, ORDER_RESULT, by->self.i);
    engine_record(sim, SIM_RECORD_JOB_DONE, thread, by->self.i, SIM_REASON_RUNNING, 0);
    if (by->carrier.i)
        return engine_spend(sim, thread, frame, STATE_WORKER_TELLS, telling(sim, thread));
    if (job->waits != item)
        return worker_free(sim, thread, frame);
    job->waits = 0;
    return engine_spend(sim, thread, frame, STATE_WORKER_FREE,
                        engine_resume(sim, thread, by, engine_wake));
}

enum sim_flow worker_tells(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_detach(sim, thread, frame, STATE_WORKER_WRITES);
}

enum sim_flow worker_writes(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    sim_time cost = engine_cost(sim, thread, &sim->head->params.pipe_byte);

    cost += loop_call_soon_threadsafe(sim, thread, sim->jobs[thread->self.i].item);
    return engine_spend(sim, thread, frame, STATE_WORKER_WROTE, cost);
}

enum sim_flow worker_wrote(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_attach(sim, thread, frame, STATE_WORKER_FREE);
}

enum sim_flow worker_free(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    sim->jobs[thread->self.i].item = 0;
    if (interp_language(sim) >= SIM_PYTHON_3_8 && interp_language(sim) < SIM_PYTHON_3_12)
        pool_of(sim, thread)->semaphore++;
    return worker_look(sim, thread, frame);
}

enum sim_flow worker_next(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    uint32_t item = sim->jobs[thread->self.i].item;

    if (!item)
        return worker_look(sim, thread, frame);
    if (thread->pc == sim->scenario->ops[sim->items[item].op].match)
        return item_done(sim, thread, frame);
    return engine_call(thread, frame, STATE_MAIN_ADVANCE, engine_op_state(sim, thread), 0);
}

/* ---- results ---- */

enum sim_flow op_results(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    return results_next(sim, thread, frame);
}

/* One future after the other, in the order in which they were submitted, as `for f in futures:
 * f.result()` does. */
enum sim_flow results_next(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_job *job = &sim->jobs[thread->self.i];
    uint32_t group = engine_op(sim, thread)->object, before, item;

    item = oldest(sim, job, group, &before);
    thread->waiting = SIM_NOT_WAITING;
    if (!item)
        return SIM_FLOW_DONE;
    if (!sim->items[item].done) {
        frame->arg = item;
        return sync_let_go(sim, thread, frame, STATE_RESULTS_YIELDED, STATE_RESULTS_DETACHED);
    }
    unchain(sim, job, before, item);
    free_item(sim, item);
    order_learn(sim, thread, ORDER_RESULT, thread->self.i);
    engine_record(sim, SIM_RECORD_RESULT, thread, group, SIM_REASON_SAME, 0);
    return engine_spend(
        sim, thread, frame, STATE_RESULTS_NEXT,
        library_cost(sim, thread, LIBRARY_FUTURES, &sim->head->params.pool_result));
}

enum sim_flow results_yielded(struct sim *sim, struct sim_thread *thread,
                              struct sim_frame *frame)
{
    if (sim->items[frame->arg].done)
        return results_next(sim, thread, frame);
    return python_detach(sim, thread, frame, STATE_RESULTS_DETACHED);
}

enum sim_flow results_detached(struct sim *sim, struct sim_thread *thread,
                               struct sim_frame *frame)
{
    return engine_into_kernel(sim, thread, frame, STATE_RESULTS_IN_KERNEL);
}

enum sim_flow results_in_kernel(struct sim *sim, struct sim_thread *thread,
                                struct sim_frame *frame)
{
    if (sim->items[frame->arg].done)
        return python_attach(sim, thread, frame, STATE_RESULTS_NEXT);
    sim->jobs[thread->self.i].waits = frame->arg;
    thread->waiting = SIM_ASLEEP;
    engine_record_off(sim, SIM_RECORD_RESULT_WAIT, thread, engine_op(sim, thread)->object,
                      SIM_REASON_SYNC);
    return engine_block(sim, thread, frame, STATE_RESULTS_WOKEN, SIM_TIME_NEVER);
}

enum sim_flow results_woken(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return python_attach(sim, thread, frame, STATE_RESULTS_NEXT);
}

/* ---- results in a loop ---- */

void pool_collect(struct sim *sim, struct sim_thread *thread, uint32_t item)
{
    uint32_t group = sim->items[item].group, at = 0, before = 0;
    struct sim_thread *task = &sim->threads[sim->items[item].submitter.i];
    struct sim_job *job = &sim->jobs[task->self.i];

    for (at = job->first; at != item; at = sim->items[at].chained)
        before = at;
    unchain(sim, job, before, item);
    free_item(sim, item);
    order_learn(sim, thread, ORDER_RESULT, task->self.i);
    engine_record(sim, SIM_RECORD_RESULT, thread, group, SIM_REASON_SAME, 0);
    if (job->waits != group + 1 || oldest(sim, job, group, &before))
        return;
    job->waits = 0;
    loop_make_ready(sim, task);
}

uint32_t pool_unseen(const struct sim *sim, const struct sim_thread *task, uint32_t group)
{
    uint32_t count = 0;

    for (uint32_t i = sim->jobs[task->self.i].first; i; i = sim->items[i].chained)
        count += sim->items[i].group == group;
    return count;
}

void pool_await(struct sim *sim, const struct sim_thread *task, uint32_t group)
{
    sim->jobs[task->self.i].waits = group + 1;
}

/* ---- rows ---- */

/* Who waits for the results of a pool has a row, though nobody may ever submit anything to it. */
static bool has_pool(const struct sim_scenario *scenario)
{
    for (uint32_t g = 0; g < scenario->group_count; g++) {
        if (scenario->groups[g].pool)
            return true;
    }
    return false;
}

void pool_layout(struct sim *sim, struct sim_layout *layout)
{
    bool pools = has_pool(sim->scenario);

    sim_layout_rows(layout, &sim->items, sizeof(*sim->items),
                    sim_scenario_items(sim->scenario));
    sim_layout_rows(layout, &sim->pools, sizeof(*sim->pools), pools ? sim->thread_count : 0);
    sim_layout_rows(layout, &sim->jobs, sizeof(*sim->jobs), pools ? sim->thread_count : 0);
}

void pool_init(struct sim *sim)
{
    for (uint32_t i = sim_scenario_items(sim->scenario); i; i--)
        free_item(sim, i);
}

/* ---- invariants ---- */

static uint32_t free_items(const struct sim *sim)
{
    uint32_t count = 0;

    for (uint32_t i = sim->items[0].next; i; i = sim->items[i].next)
        count++;
    return count;
}

const char *pool_check(const struct sim *sim)
{
    uint32_t items = sim_scenario_items(sim->scenario), seen = free_items(sim);

    for (uint32_t i = 1; items && i <= sim->thread_count; i++) {
        for (uint32_t at = sim->jobs[i].first; at; at = sim->items[at].chained)
            seen++;
    }
    for (uint32_t row = 1; items && row <= sim->thread_count; row++) {
        for (uint32_t i = sim->pools[row].idle.first.i; i; i = sim->threads[i].wait_next.i) {
            if (sim->jobs[i].item)
                return "a worker that sleeps for work has none";
        }
    }
    return seen == items ? NULL : "every item is free or somebody's";
}
