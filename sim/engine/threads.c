/* SPDX-License-Identifier: GPL-3.0-or-later
 * Bursts, blocking and waking; the beginning and the end of threads; draws. */
#include "sim/engine/threads.h"

#include "sim/base/fixed.h"
#include "sim/engine/burst.h"
#include "sim/engine/earliest.h"
#include "sim/engine/engine.h"
#include "sim/engine/model.h"
#include "sim/engine/rates.h"
#include "sim/engine/usage.h"
#include "sim/engine/wake.h"

/* ---- bursts ---- */

sim_time engine_time_for(const struct sim *sim, const struct sim_thread *thread, sim_time work)
{
    int64_t speed = sim->cores[thread->core.i].speed;

    if (speed == THREADS_FULL_SPEED)
        return work;
    return sim_time_ratio(sim_time_add(work, (speed - 1) / THREADS_FULL_SPEED),
                          THREADS_FULL_SPEED, speed);
}

static sim_time work_in(const struct sim *sim, const struct sim_thread *thread, sim_time time)
{
    return sim_time_ratio(time, sim->cores[thread->core.i].speed, THREADS_FULL_SPEED);
}

/* Does its core's speed matter to the burst? */
static bool computes(const struct sim *sim, const struct sim_thread *thread)
{
    return !thread->shares || sim->shares[thread->self.i].computes;
}

void threads_arm_otherwise(struct sim *sim, struct sim_thread *thread)
{
    sim_time takes = thread->burst_left;

    if (computes(sim, thread))
        takes = engine_time_for(sim, thread, takes);
    if (!thread->shares)
        engine_arm(sim, thread, sim_time_add(thread->burst_from, takes), SIM_RANK_BURST);
    else if (thread->burst_from > sim->head->now)
        engine_arm(sim, thread, thread->burst_from, SIM_RANK_BURST); /* joins then */
    else
        rates_join(sim, thread, takes);
}

/* What has been done of a burst that draws on a rate. */
static sim_time done_by_rate(const struct sim *sim, const struct sim_thread *thread)
{
    sim_time done = rates_is_in(sim, thread) ? rates_done(sim, thread) : 0;

    return computes(sim, thread) ? work_in(sim, thread, done) : done;
}

sim_time threads_done_otherwise(const struct sim *sim, const struct sim_thread *thread,
                                sim_time time)
{
    return thread->shares ? done_by_rate(sim, thread) : work_in(sim, thread, time);
}

enum sim_flow threads_block_otherwise(struct sim *sim, struct sim_thread *thread,
                                      sim_time until)
{
    if (until != SIM_TIME_NEVER)
        engine_arm(sim, thread, until, SIM_RANK_TIMER);
    cores_leave(sim, thread);
    return SIM_FLOW_PAUSE;
}

void threads_preempt(struct sim *sim, struct sim_thread *thread, const struct sim_thread *next,
                     bool at_once)
{
    engine_settle(sim, thread);
    thread->off_since = sim->head->now;
    thread->schedule = SIM_THREAD_RUNNABLE;
    engine_record(sim, SIM_RECORD_PREEMPT, thread, next->shown.i, SIM_REASON_RUNNABLE,
                  at_once ? SIM_RECORD_FLAG : 0);
    engine_disarm(sim, thread);
}

void threads_delay(struct sim *sim, struct sim_thread *thread, sim_time time)
{
    engine_settle(sim, thread);
    thread->burst_from = sim_time_add(thread->burst_from, time);
    engine_record(sim, SIM_RECORD_INTERRUPT, thread, engine_shown(time), SIM_REASON_SAME, 0);
    threads_arm(sim, thread);
}

/* Others take a cache line by line, whichever it is: in each `refill_after` half of what is left. */
static sim_fixed lost_after(sim_time off, sim_time half)
{
    if (off >= 63 * half) /* e^-44 is as good as nothing */
        return SIM_FIXED_ONE;
    return SIM_FIXED_ONE - sim_fixed_exp(-(sim_fixed)((__int128)off * SIM_FIXED_LN2 / half));
}

void threads_rested(const struct sim_params *params, struct sim_thread *thread, sim_time off)
{
    sim_fixed lost = lost_after(off, params->refill_after);

    thread->refill += (uint32_t)sim_fixed_mul(params->refill - thread->refill, lost);
    thread->refill_over = (uint32_t)params->refill_over;
}

/* In proportion to what it does. */
void threads_refill(struct sim_thread *thread, sim_time work)
{
    uint32_t over = thread->refill_over, misses = thread->refill;

    if (work < over) {
        misses = (uint32_t)((uint64_t)misses * (uint64_t)work / over);
        over = (uint32_t)work;
    }
    thread->refill -= misses;
    thread->refill_over -= over;
    engine_owe(thread, misses);
}

/* ---- coming up, waking, ending ---- */

sim_time threads_cancel_timer(struct sim *sim, struct sim_thread *thread, sim_time at)
{
    struct sim_core *core = &sim->cores[thread->core.i];
    sim_time now = sim->head->now;

    if (at <= now || core->timer_of.i != thread->self.i || at != core->timer_at)
        return 0;
    core->timer_at = now;
    return engine_timer_cost(sim, thread, at);
}

static void wake_on_busy(struct sim *sim, struct sim_thread *thread, uint16_t core)
{
    thread->burst_left = wake_first_steps(sim, thread, core);
    if (engine_is_armed(sim, thread))
        engine_disarm_apart(sim, thread);
    cores_line_up(sim, thread, core);
}

static void name_thread(struct sim *sim, struct sim_thread *thread, uint32_t id)
{
    const struct sim_params *p = &sim->scenario->params;

    thread->self.i = thread->shown.i = id;
    thread->stream = sim_stream((uint64_t)p->seed, (uint64_t)p->replication, id);
    thread->reason = SIM_REASON_SWITCH; /* until it has what it needs to run */
    if (sim->places)
        sim->places[id].rank = earliest_rank(id);
}

/* A name as a number: FNV-1a. */
static uint64_t number_of(const char *name)
{
    uint64_t number = 0xcbf29ce484222325u;

    while (*name)
        number = (number ^ (unsigned char)*name++) * 0x100000001b3u;
    return number;
}

uint64_t threads_work_stream(const struct sim *sim, const struct sim_thread *thread)
{
    const struct sim_params *p = &sim->scenario->params;
    uint64_t name = number_of(sim->scenario->groups[thread->group].name);

    return sim_stream((uint64_t)p->seed, (uint64_t)p->replication, name + thread->member);
}

/* Carriers have no program of their own, and nobody waits for their end. */
static void add_carriers(struct sim *sim, uint32_t after)
{
    for (uint32_t id = after + 1; id <= sim->thread_count; id++) {
        struct sim_thread *thread = &sim->threads[id];

        name_thread(sim, thread, id);
        thread->daemon = 1;
        thread->first_core = 1;
        thread->last_core = (uint16_t)sim->core_count;
    }
}

void threads_init(struct sim *sim)
{
    const struct sim_scenario *scenario = sim->scenario;
    uint32_t id = 0, blocks = 1;

    for (uint32_t g = 0; g < scenario->group_count; g++) {
        const struct sim_group *group = &scenario->groups[g];
        const struct sim_program *program = &scenario->programs[group->program];

        sim->ends[g] = group->pool ? 0 : program->first + program->count;
        for (uint32_t member = 0; member < group->count; member++) {
            struct sim_thread *thread = &sim->threads[++id];

            name_thread(sim, thread, id);
            thread->group = g;
            thread->member = member;
            thread->work_stream = threads_work_stream(sim, thread);
            thread->pc = program->first;
            thread->blocks = blocks;
            thread->daemon = group->daemon;
            thread->first_core = group->first_core ? group->first_core : 1;
            thread->last_core = group->last_core ? group->last_core : (uint16_t)sim->core_count;
            blocks += program->depth;
            sim->head->live += !group->daemon;
            thread->work_draws = member; /* the n-th of a group takes a trace's n-th value */
            if (!group->manual)
                engine_arm(sim, thread, engine_work(sim, thread, &group->start),
                           SIM_RANK_TIMER);
            thread->work_draws = !group->manual;
        }
    }
    add_carriers(sim, id);
}

static void come_up(struct sim *sim, struct sim_thread *thread, uint16_t core)
{
    bool idle = cores_is_idle(sim, core);

    bool carries = engine_is_carrier(sim, thread->self.i);

    thread->depth = 1;
    thread->frames[0] =
        (struct sim_frame){ .state = carries ? sim->model->carry : sim->model->main };
    thread->core.i = core;
    usage_begin(sim, thread, core);
    if (!carries)
        engine_record(sim, SIM_RECORD_START, thread, 0, SIM_REASON_RUNNABLE, 0);
    cores_ready(sim, thread, core,
                idle ? cores_wake_latency(sim, thread, core, CORES_BY_THREAD) : 0, 0);
}

sim_time engine_start(struct sim *sim, struct sim_thread *parent, struct sim_thread *thread)
{
    uint16_t core = cores_place_new(sim, thread, parent->core.i);
    bool idle = cores_is_idle(sim, core);

    SIM_REQUIRE_IN(sim, thread->schedule == SIM_THREAD_ABSENT);
    come_up(sim, thread, core);
    return engine_cost(sim, parent,
                       idle ? &sim->head->params.wake_call_idle
                            : &sim->head->params.wake_call_busy);
}

/* What it costs a thread to have woken somebody for a busy core. */
static sim_time busy_wake_call(struct sim *sim, struct sim_thread *waker, uint16_t core,
                               bool changes)
{
    const struct sim_params *p = &sim->head->params;

    if (waker->core.i == core) {
        sim_time call = engine_cost(sim, waker, &p->wake_call_busy);

        if (changes)
            cores_change_after(sim, core, call);
        return call;
    }
    if (!changes)
        return engine_cost(sim, waker, &p->wake_call_remote);
    cores_interrupt(sim, core, waker);
    return engine_cost(sim, waker, &p->preempt_call);
}

sim_time wake_for_busy(struct sim *sim, struct sim_thread *waker, struct sim_thread *thread,
                       uint16_t core)
{
    bool changed = sim->cores[core].change;

    wake_on_busy(sim, thread, core);
    return waker ? busy_wake_call(sim, waker, core, !changed && sim->cores[core].change) : 0;
}

sim_time engine_wake(struct sim *sim, struct sim_thread *waker, struct sim_thread *thread)
{
    return wake_thread(sim, waker, thread, false);
}

sim_time engine_wake_by_pipe(struct sim *sim, struct sim_thread *waker,
                             struct sim_thread *thread)
{
    return wake_thread(sim, waker, thread, true);
}

/* One interrupt serves all time-outs that are due on a core; whom it wakes comes up after it. */
static sim_time interrupt_cost(struct sim *sim, struct sim_thread *thread,
                               struct sim_core *core)
{
    const struct sim_params *p = &sim->head->params;
    sim_time more;

    if (core->timer_seen != sim->head->now) {
        core->timer_seen = sim->head->now;
        return engine_cost(sim, thread, &p->timer_cost);
    }
    more = engine_cost(sim, thread, &p->timer_each);
    if (core->up_at > sim->head->now)
        core->up_at = sim_time_add(core->up_at, more);
    return more;
}

/* Where that core is another's, or the thread may be put elsewhere. */
SIM_FLAT static void wake_somewhere(struct sim *sim, struct sim_thread *thread)
{
    uint16_t armed = thread->core.i, core = cores_place(sim, thread, NULL, false);
    bool idle = cores_is_idle(sim, core), others = !cores_is_idle(sim, armed);
    sim_time cost = interrupt_cost(sim, thread, &sim->cores[armed]);

    if (core != armed && idle)
        cost += engine_cost(sim, thread, &sim->head->params.wake_call_idle);
    if (others)
        cores_steal(sim, armed, cost);
    if (idle)
        wake_on_idle(sim, thread, core, core == armed ? CORES_BY_TIMER : CORES_BY_THREAD);
    else
        wake_on_busy(sim, thread, core);
}

/* Mostly it is idle, and there. */
SIM_FLAT static void wake_in_place(struct sim *sim, struct sim_thread *thread)
{
    uint16_t core = thread->core.i;

    interrupt_cost(sim, thread, &sim->cores[core]);
    wake_on_idle(sim, thread, core, CORES_BY_TIMER);
}

/* A time-out fell due on the core where it was armed, or a device answers there: its interrupt
 * delays whoever runs there. */
SIM_INLINE void wake_by_interrupt(struct sim *sim, struct sim_thread *thread, bool timed_out)
{
    thread->timed_out = timed_out;
    if (cores_is_idle(sim, thread->core.i) && !usage_packs(sim))
        wake_in_place(sim, thread);
    else
        wake_somewhere(sim, thread);
}

void engine_wake_by_device(struct sim *sim, struct sim_thread *thread)
{
    wake_by_interrupt(sim, thread, false);
}

void engine_end_carried(struct sim *sim, struct sim_thread *thread)
{
    thread->schedule = SIM_THREAD_ENDED;
    if (sim->model->ended)
        sim->model->ended(sim, thread);
    if (!thread->daemon && !--sim->head->live)
        sim->head->status = SIM_ENDED;
}

void engine_end(struct sim *sim, struct sim_thread *thread)
{
    thread->schedule = SIM_THREAD_ENDED;
    engine_record(sim, SIM_RECORD_END, thread, 0, SIM_REASON_ABSENT, 0);
    cores_leave(sim, thread);
    engine_end_carried(sim, thread);
}

/* What comes before a burst that draws on a rate has passed, or a part of it. */
static bool is_on_the_way(const struct sim *sim, const struct sim_thread *thread)
{
    return thread->shares && (!rates_is_in(sim, thread) || sim->shares[thread->self.i].partly);
}

bool threads_draws_on(struct sim *sim, struct sim_thread *thread)
{
    bool on = is_on_the_way(sim, thread);

    if (on) {
        engine_settle(sim, thread);
        threads_arm(sim, thread);
    } else {
        rates_leave(sim, thread);
        thread->shares = 0;
    }
    return on;
}

static void begin(struct sim *sim, struct sim_thread *thread)
{
    SIM_REQUIRE_IN(sim, thread->schedule == SIM_THREAD_ABSENT); /* else it can have no event */
    come_up(sim, thread, cores_place_new(sim, thread, 0));
}

void threads_event_off_core(struct sim *sim, struct sim_thread *thread)
{
    if (thread->carrier.i)
        sim->model->due(sim, thread);
    else if (thread->schedule == SIM_THREAD_BLOCKED)
        wake_by_interrupt(sim, thread, true);
    else
        begin(sim, thread);
}

void engine_disarm_apart(struct sim *sim, const struct sim_thread *thread)
{
    engine_disarm(sim, thread);
}

/* A trace's values are taken in their order, whoever pays: the parameter counts them itself. */
static uint32_t take_row(struct sim *sim, const struct sim_dist *cost)
{
    char *params = (char *)&sim->head->params;
    ptrdiff_t offset = (const char *)cost - params;
    struct sim_dist *own = (void *)(params + offset);

    SIM_INVARIANT_IN(sim, offset >= 0 && offset < (ptrdiff_t)sizeof(sim->head->params));
    return own->taken++;
}

sim_time engine_draw_cost(struct sim *sim, struct sim_thread *thread,
                          const struct sim_dist *cost)
{
    uint64_t bits = engine_machine_bits(thread);
    uint32_t nth = cost->kind == SIM_DIST_TRACE ? take_row(sim, cost) : 0;

    return sim_dist_value(cost, sim->scenario->table, bits, nth);
}

bool engine_draw_chance(struct sim_thread *thread, int64_t share)
{
    return (int64_t)sim_draw_below(engine_machine_bits(thread), 1000000) < share;
}

int64_t engine_work(struct sim *sim, struct sim_thread *thread, const struct sim_dist *dist)
{
    uint32_t nth = thread->work_draws++;

    if (dist->kind == SIM_DIST_CONSTANT)
        return dist->a;
    return sim_dist_value(dist, sim->scenario->table,
                          sim_draw(thread->work_stream, SIM_FOR_WORK, nth), nth);
}
