/* SPDX-License-Identifier: GPL-3.0-or-later
 * The op `parallel`, and what its workers do. */
#include "sim/mech/team.h"

#include "sim/mech/order.h"
#include "sim/mech/python.h"
#include "sim/state/waitlist.h"

/*
 * The thread forks its workers one a step, then takes chunks like them; a chunk goes through the
 * ops of the block to its `end`, which fetches the next one. A worker has the program of its thread
 * and goes through the block only. Who has no chunk left is done; the last of the workers wakes the
 * thread if that sleeps by then.
 *
 * A worker that is called while it is still on its way to sleep finds that it was (SIM_CALLED).
 */
static const struct sim_group *group_of(const struct sim *sim, const struct sim_thread *thread)
{
    return &sim->scenario->groups[thread->group];
}

/* ---- who ---- */

bool team_is_worker(const struct sim *sim, const struct sim_thread *thread)
{
    return group_of(sim, thread)->team;
}

struct sim_thread *team_leader(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_group *group = group_of(sim, thread);

    if (!group->team)
        return thread;
    return &sim->threads[sim_scenario_first_thread(sim->scenario, group->team - 1) +
                         thread->member / group->team_size];
}

static struct sim_team *team_of(struct sim *sim, struct sim_thread *thread)
{
    return &sim->teams[team_leader(sim, thread)->self.i];
}

/* Its number in its team, the thread itself being 0. */
static uint32_t number_of(const struct sim *sim, const struct sim_thread *thread)
{
    const struct sim_group *group = group_of(sim, thread);

    return group->team ? thread->member % group->team_size + 1 : 0;
}

/* The group of the workers of a thread; NULL: it has none. */
static const struct sim_group *workers_of(const struct sim *sim,
                                          const struct sim_thread *thread)
{
    const struct sim_scenario *scenario = sim->scenario;

    for (uint32_t g = 0; g < scenario->group_count; g++) {
        if (scenario->groups[g].team == thread->group + 1)
            return &scenario->groups[g];
    }
    return NULL;
}

static struct sim_thread *worker(struct sim *sim, const struct sim_thread *thread,
                                 uint32_t number)
{
    const struct sim_group *group = workers_of(sim, thread);
    uint32_t first =
        sim_scenario_first_thread(sim->scenario, (uint32_t)(group - sim->scenario->groups));

    return &sim->threads[first + thread->member * group->team_size + number - 1];
}

uint32_t team_self(const struct sim *sim, const struct sim_thread *thread)
{
    return engine_op(sim, thread)->parallel ? number_of(sim, thread) : thread->member;
}

/* Of the `parallel` that the op under way stands in, or is, or ends. */
static struct sim_block *block_of(const struct sim *sim, const struct sim_thread *thread,
                                  uint32_t head)
{
    return engine_block_of(sim, thread, &sim->scenario->ops[head]);
}

int64_t team_chunk(const struct sim *sim, const struct sim_thread *thread)
{
    uint32_t parallel = engine_op(sim, thread)->parallel;

    return parallel ? block_of(sim, thread, parallel - 1)->value : 0;
}

void team_layout(struct sim *sim, struct sim_layout *layout)
{
    const struct sim_scenario *scenario = sim->scenario;
    bool any = false;

    for (uint32_t i = 0; i < scenario->op_count; i++)
        any |= scenario->ops[i].kind == SIM_OP_PARALLEL;
    sim->team_count = any ? sim->thread_count : 0;
    sim_layout_rows(layout, &sim->teams, sizeof(*sim->teams), sim->team_count);
}

/* ---- chunks ---- */

static void begin_chunk(struct sim *sim, struct sim_thread *thread, uint32_t head,
                        int64_t chunk)
{
    struct sim_block *block = block_of(sim, thread, head);

    block->value = chunk;
    thread->work_draws = block->draws + (uint32_t)chunk * block->each;
    thread->pc = head;
    engine_record(sim, SIM_RECORD_CHUNK, thread, (uint32_t)chunk, SIM_REASON_SAME, 0);
}

/* Static: a worker's chunks are those from its first to before the next worker's first. */
static int64_t first_of(const struct sim_team *team, uint32_t number)
{
    int64_t each = team->count / team->workers, more = team->count % team->workers;

    return number * each + (number < more ? number : more);
}

/* Its next chunk after `last`, which is -1 at the beginning; -1: there is none. */
static int64_t next_chunk(struct sim *sim, struct sim_thread *thread, int64_t last)
{
    struct sim_team *team = team_of(sim, thread);
    uint32_t number = number_of(sim, thread);
    int64_t next = last + 1;

    if (team->dynamic)
        next = team->next < team->count ? team->next++ : -1;
    else if (last < 0)
        next = first_of(team, number);
    else if (next == first_of(team, number + 1))
        next = -1;
    return next;
}

/* Counted, and the draws known, before anybody has a chunk. False: there is none. */
static bool count_chunks(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_op *op = engine_op(sim, thread);
    struct sim_block *block = block_of(sim, thread, thread->pc);

    interp_begin_op(sim, thread);
    block->count = engine_work(sim, thread, &op->amount);
    block->draws = thread->work_draws;
    block->each = sim_scenario_draws(sim->scenario, thread->pc);
    if (block->count > 0)
        return true;
    thread->pc = op->match;
    return false;
}

static void all_done(struct sim *sim, struct sim_thread *thread, uint32_t head)
{
    const struct sim_block *block = block_of(sim, thread, head);

    thread->work_draws = block->draws + (uint32_t)block->count * block->each;
}

/* ---- alone: where nobody forks, a loop ---- */

enum sim_flow op_chunks(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    (void)frame;
    if (count_chunks(sim, thread))
        begin_chunk(sim, thread, thread->pc, 0);
    return SIM_FLOW_DONE;
}

static enum sim_flow end_alone(struct sim *sim, struct sim_thread *thread, uint32_t head)
{
    const struct sim_block *block = block_of(sim, thread, head);

    if (block->value + 1 < block->count)
        begin_chunk(sim, thread, head, block->value + 1);
    else
        all_done(sim, thread, head);
    return SIM_FLOW_DONE;
}

/* ---- forking ---- */

static uint32_t workers_for(const struct sim *sim, const struct sim_thread *thread,
                            int64_t chunks)
{
    const struct sim_op *op = engine_op(sim, thread);
    const struct sim_group *group = workers_of(sim, thread);
    int64_t most = group ? group->team_size + 1 : 1;
    int64_t wanted = op->times ? op->times : sim->core_count;

    wanted = wanted < most ? wanted : most;
    return (uint32_t)(wanted < chunks ? wanted : chunks);
}

enum sim_flow op_parallel(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_op *op = engine_op(sim, thread);
    struct sim_team *team = &sim->teams[thread->self.i];

    if (!count_chunks(sim, thread))
        return SIM_FLOW_DONE;
    team->head = thread->pc;
    team->dynamic = op->keyword;
    team->count = block_of(sim, thread, thread->pc)->count;
    team->workers = workers_for(sim, thread, team->count);
    team->next = 0;
    team->forked = 1;
    return team_fork(sim, thread, frame);
}

static enum sim_flow call_worker(struct sim *sim, struct sim_thread *thread,
                                 struct sim_frame *frame, struct sim_thread *other)
{
    struct sim_team *team = &sim->teams[thread->self.i];
    bool asleep = other->waiting == SIM_ASLEEP;

    other->waiting = SIM_CALLED;
    order_after(sim, thread, other);
    engine_record(sim, SIM_RECORD_FORK, thread, other->self.i, SIM_REASON_SAME, 0);
    if (!asleep)
        return engine_go(frame, STATE_TEAM_FORK);
    sim_wait_list_remove(sim, &team->idle, other);
    return engine_spend(sim, thread, frame, STATE_TEAM_FORK, engine_wake(sim, thread, other));
}

enum sim_flow team_fork(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_team *team = &sim->teams[thread->self.i];
    struct sim_thread *other;

    if (team->forked == team->workers) {
        /* as at the end of a chunk before its first: with `dynamic` there may be none left */
        block_of(sim, thread, team->head)->value = -1;
        thread->pc = sim->scenario->ops[team->head].match;
        return team_end(sim, thread, frame);
    }
    other = worker(sim, thread, team->forked++);
    team->busy++;
    if (other->schedule != SIM_THREAD_ABSENT)
        return call_worker(sim, thread, frame, other);
    frame->arg = other->self.i;
    return engine_spend(sim, thread, frame, STATE_TEAM_CREATED,
                        engine_cost(sim, thread, &sim->head->params.thread_create));
}

enum sim_flow team_created(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_thread *other = &sim->threads[frame->arg];

    other->waiting = SIM_CALLED;
    order_after(sim, thread, other);
    engine_record(sim, SIM_RECORD_FORK, thread, other->self.i, SIM_REASON_SAME, 0);
    engine_start(sim, thread, other); /* the call's cost has the wake-up in it */
    return engine_go(frame, STATE_TEAM_FORK);
}

/* ---- working ---- */

/* A worker's life: called, chunk by chunk through the block, asleep. */
enum sim_flow team_begin(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    thread->life = SIM_UP;
    sim->tstates[thread->self.i].outside = 1;
    thread->work_stream = team_leader(sim, thread)->work_stream;
    return team_idle(sim, thread, frame);
}

enum sim_flow team_next(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    return engine_call(thread, frame, STATE_TEAM_ADVANCE, engine_op_state(sim, thread), 0);
}

/* Behind an op of the block; behind its `end`, if there was no further chunk. */
enum sim_flow team_advance(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_op *op = engine_op(sim, thread);

    if (op->kind == SIM_OP_END && sim->scenario->ops[op->match].kind == SIM_OP_PARALLEL)
        return team_idle(sim, thread, frame);
    thread->pc++;
    return team_next(sim, thread, frame);
}

static enum sim_flow called(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    struct sim_thread *other = team_leader(sim, thread);
    struct sim_team *team = &sim->teams[other->self.i];
    int64_t chunk = next_chunk(sim, thread, -1);

    thread->waiting = SIM_NOT_WAITING;
    *block_of(sim, thread, team->head) = *block_of(sim, other, team->head);
    thread->pc = team->head;
    if (chunk < 0) { /* dynamic: the others have been faster */
        thread->pc = sim->scenario->ops[team->head].match;
        return team_next(sim, thread, frame);
    }
    begin_chunk(sim, thread, team->head, chunk);
    return team_advance(sim, thread, frame);
}

enum sim_flow team_idle(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (thread->waiting == SIM_CALLED)
        return called(sim, thread, frame);
    return engine_into_kernel(sim, thread, frame, STATE_TEAM_IN_KERNEL);
}

enum sim_flow team_in_kernel(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    if (thread->waiting == SIM_CALLED)
        return called(sim, thread, frame);
    sim_wait_list_append(sim, &team_of(sim, thread)->idle, thread);
    thread->waiting = SIM_ASLEEP;
    engine_record_off(sim, SIM_RECORD_TEAM_IDLE, thread, team_leader(sim, thread)->self.i,
                      SIM_REASON_SYNC);
    return engine_block(sim, thread, frame, STATE_TEAM_IDLE, SIM_TIME_NEVER);
}

/* ---- joining ---- */

/* The last one lets the thread go on, if it sleeps. */
static enum sim_flow worker_done(struct sim *sim, struct sim_thread *thread,
                                 struct sim_frame *frame)
{
    struct sim_team *team = team_of(sim, thread);
    struct sim_thread *other = &sim->threads[team->waits.i];

    thread->waiting = SIM_NOT_WAITING; /* whoever called it in the block meant something else */
    order_leave(sim, thread, ORDER_TEAM, team_leader(sim, thread)->self.i);
    if (--team->busy || !other->self.i)
        return SIM_FLOW_DONE;
    team->waits = SIM_NO_THREAD;
    engine_record(sim, SIM_RECORD_RESUME, thread, other->self.i, SIM_REASON_SAME, 0);
    return engine_spend(sim, thread, frame, STATE_RETURN, engine_wake(sim, thread, other));
}

static enum sim_flow joined(struct sim *sim, struct sim_thread *thread)
{
    order_learn(sim, thread, ORDER_TEAM, thread->self.i);
    return SIM_FLOW_DONE;
}

enum sim_flow team_end(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    uint32_t head = engine_op(sim, thread)->match;
    int64_t next;

    if (!sim->team_count)
        return end_alone(sim, thread, head);
    next = next_chunk(sim, thread, block_of(sim, thread, head)->value);
    if (next >= 0) {
        begin_chunk(sim, thread, head, next);
        return SIM_FLOW_DONE;
    }
    if (team_is_worker(sim, thread))
        return worker_done(sim, thread, frame);
    all_done(sim, thread, head);
    return team_join(sim, thread, frame);
}

enum sim_flow team_join(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    if (!sim->teams[thread->self.i].busy)
        return joined(sim, thread);
    return engine_into_kernel(sim, thread, frame, STATE_TEAM_JOIN_IN_KERNEL);
}

enum sim_flow team_join_in_kernel(struct sim *sim, struct sim_thread *thread,
                                  struct sim_frame *frame)
{
    struct sim_team *team = &sim->teams[thread->self.i];

    if (!team->busy)
        return joined(sim, thread);
    team->waits = thread->self;
    engine_record_off(sim, SIM_RECORD_TEAM_WAIT, thread, team->busy, SIM_REASON_SYNC);
    return engine_block(sim, thread, frame, STATE_TEAM_JOIN, SIM_TIME_NEVER);
}
