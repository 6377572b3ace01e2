/* SPDX-License-Identifier: GPL-3.0-or-later
 * Run queues, slices, ticks and placement, after Linux (kernel/sched/core.c, fair.c). */
#include "sim/engine/cores.h"

#include "sim/engine/engine.h"
#include "sim/engine/threads.h"

/*
 * What is taken from Linux, as far as the lock's behaviour turns on it:
 *  - A running thread is protected for one slice from when it was picked (run to parity; vprot in
 *    fair.c). A thread woken on its core within that time only queues, and the end of the slice
 *    is noticed at the next tick. After it, a wake-up takes the core at once.
 *  - At a tick with threads queued, an idle core is kicked and fetches one (nohz idle balance).
 *    A core that becomes idle fetches one at once (newidle balance), unless it has run within
 *    HOT and is thought to be warm where it is.
 *  - A woken thread prefers the idle core it ran on last, then another idle core.
 * Left out: priorities, groups, virtual deadlines among several queued threads (they take turns),
 * cache domains, bandwidth limits.
 */

/* published: sysctl_sched_migration_cost, kernel/sched/fair.c */
#define HOT SIM_US(500)

static struct sim_params *params(struct sim *sim)
{
    return &sim->head->params;
}

/* ---- idle cores ---- */

static void set_idle(struct sim *sim, uint16_t core)
{
    sim->cores[core].running = SIM_NO_THREAD;
    sim->cores[core].idle_since = sim->head->now;
    sim->idle[core / 64] |= (uint64_t)1 << core % 64;
    sim->head->idle++;
}

static void set_busy(struct sim *sim, uint16_t core, struct sim_thread *thread)
{
    if (cores_is_idle(sim, core)) {
        sim->idle[core / 64] &= ~((uint64_t)1 << core % 64);
        sim->head->idle--;
    }
    sim->cores[core].running = thread->self;
}

/* The first idle core from `from` to `to`, 0 if there is none. */
static uint16_t idle_between(const struct sim *sim, uint32_t from, uint32_t to)
{
    for (uint32_t word = from / 64; word <= to / 64; word++) {
        uint64_t bits = sim->idle[word];

        if (word == from / 64)
            bits &= ~(uint64_t)0 << from % 64;
        if (bits) {
            uint32_t core = word * 64 + (uint32_t)__builtin_ctzll(bits);

            return core <= to ? (uint16_t)core : 0;
        }
    }
    return 0;
}

/* An idle core that the thread may use, the next one after `core` first; 0 if there is none. */
static uint16_t idle_core_for(const struct sim *sim, const struct sim_thread *thread,
                              uint16_t core)
{
    uint16_t found = 0;

    if (!sim->head->idle)
        return 0;
    if (core < thread->last_core)
        found = idle_between(sim, core + 1u, thread->last_core);
    return found ? found : idle_between(sim, thread->first_core, thread->last_core);
}

/* ---- run queues ---- */

static bool is_movable(const struct sim_thread *thread)
{
    return thread->first_core != thread->last_core;
}

static void enqueue(struct sim *sim, struct sim_core *core, struct sim_thread *thread)
{
    thread->schedule = SIM_THREAD_RUNNABLE;
    thread->queue_next = SIM_NO_THREAD;
    if (core->queued++)
        sim->threads[core->queue_last.i].queue_next = thread->self;
    else
        core->queue_first = thread->self;
    core->queue_last = thread->self;
    sim->head->movable += is_movable(thread);
}

/* Takes `thread` out of the queue, behind `before` (NULL: it is the first). */
static void dequeue(struct sim *sim, struct sim_core *core, struct sim_thread *thread,
                    struct sim_thread *before)
{
    if (before)
        before->queue_next = thread->queue_next;
    else
        core->queue_first = thread->queue_next;
    if (core->queue_last.i == thread->self.i)
        core->queue_last = before ? before->self : SIM_NO_THREAD;
    core->queued--;
    sim->head->movable -= is_movable(thread);
}

/* ---- ticks and slices ---- */

static void arm(struct sim *sim, uint16_t id, sim_time at)
{
    sim_events_set(&sim->ticks, id - 1u, sim_event_key_of(at, SIM_RANK_TICK));
}

static void disarm(struct sim *sim, uint16_t id)
{
    if (sim_events_of(&sim->ticks, id - 1u) != SIM_EVENT_NONE)
        sim_events_set(&sim->ticks, id - 1u, SIM_EVENT_NONE);
}

static void arm_tick(struct sim *sim, uint16_t id)
{
    struct sim_core *core = &sim->cores[id];
    sim_time tick = params(sim)->tick, now = sim->head->now;

    switch ((enum sim_scheduler)params(sim)->scheduler) {
    case SIM_SCHEDULER_EEVDF:
        arm(sim, id, sim_time_add(now - now % tick, tick));
        break;
    case SIM_SCHEDULER_ROUND_ROBIN:
        arm(sim, id, core->slice_end > now ? core->slice_end : now);
        break;
    default:
        break;
    }
}

/* Gives the core to `thread`, which begins to work after `latency`. */
static void start(struct sim *sim, uint16_t id, struct sim_thread *thread, sim_time latency)
{
    struct sim_core *core = &sim->cores[id];
    bool was_idle = cores_is_idle(sim, id);

    set_busy(sim, id, thread);
    if (thread->core.i != id)
        thread->burst_left += engine_cost(sim, thread, &params(sim)->migration);
    thread->core.i = id;
    core->slice_end = sim_time_add(sim->head->now, params(sim)->slice);
    threads_run(sim, thread, latency, was_idle);
}

/* The core has nobody: its next in line, if any, begins. */
static bool start_next(struct sim *sim, uint16_t id)
{
    struct sim_core *core = &sim->cores[id];
    struct sim_thread *next = &sim->threads[core->queue_first.i];

    if (!core->queued)
        return false;
    dequeue(sim, core, next, NULL);
    start(sim, id, next, engine_cost(sim, next, &params(sim)->context_switch));
    if (!core->queued)
        disarm(sim, id);
    else if (params(sim)->scheduler == SIM_SCHEDULER_ROUND_ROBIN)
        arm_tick(sim, id); /* a slice of its own; other ticks stay when they are */
    return true;
}

/* The running thread goes to the end of the queue, and the first in line begins. */
static void switch_to_next(struct sim *sim, uint16_t id)
{
    struct sim_core *core = &sim->cores[id];
    struct sim_thread *running = &sim->threads[core->running.i];

    threads_preempt(sim, running);
    enqueue(sim, core, running);
    start_next(sim, id);
}

/* ---- balancing ---- */

/* Moves the first thread in `from`'s queue that may run on `to`, which is idle, over there. A
 * thread that ran within HOT stays. */
static bool fetch(struct sim *sim, uint16_t from, uint16_t to, sim_time latency)
{
    struct sim_core *core = &sim->cores[from];
    struct sim_thread *before = NULL;
    uint32_t left = core->queued;

    for (uint32_t i = core->queue_first.i; left; left--) {
        struct sim_thread *thread = &sim->threads[i];
        bool hot = sim->head->now - thread->off_since < HOT;

        if (to >= thread->first_core && to <= thread->last_core && !hot) {
            dequeue(sim, core, thread, before);
            if (!core->queued)
                disarm(sim, from);
            start(sim, to, thread, latency);
            return true;
        }
        before = thread;
        i = thread->queue_next.i;
    }
    return false;
}

/* A core has become idle: does another have threads queued that could run here? */
static void fetch_when_idle(struct sim *sim, uint16_t id)
{
    uint32_t other = id;

    if (!sim->head->movable || !params(sim)->balance)
        return;
    for (uint32_t i = 1; i < sim->core_count; i++) {
        other = other % sim->core_count + 1;
        if (sim->cores[other].queued &&
            fetch(sim, (uint16_t)other, id, params(sim)->context_switch.a))
            return;
    }
}

static void balance_at_tick(struct sim *sim, uint16_t id)
{
    struct sim_core *core = &sim->cores[id];
    struct sim_thread *first = &sim->threads[core->queue_first.i];
    uint16_t idle;

    if (!core->queued || !sim->head->movable)
        return;
    idle = idle_core_for(sim, first, id);
    if (idle && engine_chance(first, params(sim)->balance))
        fetch(sim, id, idle, cores_wake_latency(sim, first, idle, CORES_BY_THREAD));
}

void cores_tick(struct sim *sim, uint16_t id)
{
    struct sim_core *core = &sim->cores[id];

    if (sim->head->now >= core->slice_end)
        switch_to_next(sim, id);
    balance_at_tick(sim, id);
    if (core->queued)
        arm_tick(sim, id);
    else
        disarm(sim, id);
}

/* ---- coming and going ---- */

void cores_init(struct sim *sim)
{
    const struct sim_params *p = params(sim);
    int64_t fast = p->cores - p->slow_cores;

    for (uint32_t i = 1; i <= sim->core_count; i++) {
        set_idle(sim, (uint16_t)i);
        sim->cores[i].speed = p->speed;
        if ((int64_t)i > fast)
            sim->cores[i].speed = sim_time_ratio(p->speed, p->slow_speed, 1000000);
    }
}

void cores_ready(struct sim *sim, struct sim_thread *thread, uint16_t id, sim_time latency)
{
    struct sim_core *core = &sim->cores[id];

    if (cores_is_idle(sim, id)) {
        start(sim, id, thread, latency);
        return;
    }
    thread->core.i = id;
    enqueue(sim, core, thread);
    engine_record(sim, SIM_RECORD_QUEUED, thread, core->running.i, SIM_REASON_RUNNABLE, 0);
    if (core->queued > 1)
        return;
    if (params(sim)->scheduler == SIM_SCHEDULER_EEVDF && sim->head->now >= core->slice_end)
        arm(sim, id, sim->head->now); /* at once, but not inside the waker's own step */
    else
        arm_tick(sim, id);
}

void cores_leave(struct sim *sim, struct sim_thread *thread)
{
    uint16_t id = thread->core.i;

    thread->off_since = sim->head->now;
    if (start_next(sim, id))
        return;
    set_idle(sim, id);
    fetch_when_idle(sim, id);
}

void cores_steal(struct sim *sim, uint16_t id, sim_time time)
{
    struct sim_thread *thread = &sim->threads[sim->cores[id].running.i];

    if (thread->self.i && time)
        threads_delay(sim, thread, time);
}

sim_time cores_wake_latency(struct sim *sim, struct sim_thread *thread, uint16_t id,
                            enum cores_waker by)
{
    const struct sim_params *p = params(sim);
    bool deep = sim->head->now - sim->cores[id].idle_since >= p->deep_idle_after;

    if (by == CORES_BY_TIMER)
        return engine_cost(sim, thread, deep ? &p->deep_timer_latency : &p->timer_latency);
    return engine_cost(sim, thread, deep ? &p->deep_wake_latency : &p->wake_latency);
}

/* ---- placement ---- */

uint16_t cores_place(struct sim *sim, struct sim_thread *thread, struct sim_thread *waker)
{
    uint16_t last = thread->core.i, other;

    if (last < thread->first_core || last > thread->last_core)
        last = thread->first_core;
    if (cores_is_idle(sim, last)) {
        bool stay = !waker || engine_chance(thread, params(sim)->place_previous);
        bool may =
            waker && waker->core.i >= thread->first_core && waker->core.i <= thread->last_core;

        return stay || !may ? last : waker->core.i;
    }
    other = idle_core_for(sim, thread, last);
    return other && engine_chance(thread, params(sim)->place_idle) ? other : last;
}

uint16_t cores_place_new(struct sim *sim, struct sim_thread *thread)
{
    uint32_t first = thread->first_core, range = thread->last_core - first + 1u;
    uint16_t idle = idle_between(sim, first, thread->last_core);

    return idle ? idle : (uint16_t)(first + (thread->self.i - 1) % range);
}
