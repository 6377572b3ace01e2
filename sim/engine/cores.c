/* SPDX-License-Identifier: GPL-3.0-or-later
 * Run queues, slices, ticks and placement, after Linux (kernel/sched/core.c, fair.c). */
#include "sim/engine/cores.h"

#include "sim/engine/engine.h"
#include "sim/engine/policy.h"
#include "sim/engine/runqueue.h"
#include "sim/engine/siblings.h"
#include "sim/engine/threads.h"
#include "sim/engine/usage.h"

/*
 * Who gets a core is the policy's matter (sim/engine/policy.h); this file is about cores: which one
 * a thread goes to, and what happens to a core that has nobody or too many. As in Linux:
 *  - At a tick with threads queued, an idle core is kicked and fetches one (nohz idle balance).
 *    A core that becomes idle fetches one at once (newidle balance), but none that ran within the
 *    last HOT, for such a thread is thought to be warm where it is.
 *  - A woken thread prefers the idle core it ran on last, then another idle core. Where none is
 *    idle it goes to the waker's, if that has said that it will make way, as who writes to a pipe
 *    does (WF_SYNC), and has the core for itself; else to where it was.
 * Left out: priorities, groups, cache domains, bandwidth limits.
 */

/* published: sysctl_sched_migration_cost, kernel/sched/fair.c */
#define HOT SIM_US(500)

static struct sim_params *params(struct sim *sim)
{
    return &sim->head->params;
}

/* ---- idle cores ---- */

uint16_t cores_idle_between(const struct sim *sim, uint32_t from, uint32_t to, bool whole)
{
    for (; from <= to; from++) {
        const uint8_t *found = memchr(sim->idle + from, 1, (size_t)to - from + 1);

        if (!found)
            return 0;
        from = (uint32_t)(found - sim->idle);
        if (!whole || !siblings_is_beside_work(sim, (uint16_t)from))
            return (uint16_t)from;
    }
    return 0;
}

/* An idle core that the thread may use, the next one after `core` first, 0 if there is none: beside an
 * idle sibling if possible (select_idle_core; for a new thread sched_balance_find_dst_group). */
static uint16_t idle_core_for(const struct sim *sim, const struct sim_thread *thread,
                              uint16_t core)
{
    uint16_t found = 0;

    for (int whole = sim->paired; sim->head->idle && !found && whole >= 0; whole--) {
        if (core < thread->last_core)
            found = cores_idle_between(sim, core + 1u, thread->last_core, whole);
        if (!found)
            found = cores_idle_between(sim, thread->first_core, thread->last_core, whole);
    }
    return found;
}

/* ---- ticks ---- */

static void arm(struct sim *sim, uint16_t id, sim_time at)
{
    sim_events_set(&sim->ticks, id, at, SIM_RANK_TICK);
}

/* Ticks go on while somebody is there who could notice them. */
static void arm_tick(struct sim *sim, uint16_t id)
{
    sim_time at = SIM_TIME_NEVER;

    sim->cores[id].change = 0;
    if (runqueue_length(&sim->cores[id]))
        at = policy_of(sim)->next_tick(sim, id);
    if (at != SIM_TIME_NEVER)
        arm(sim, id, at);
    else if (sim_events_has(&sim->ticks, id))
        sim_events_cancel(&sim->ticks, id);
}

/* Its next step is a switch away, some steps of others: what it begins with is there by then. With
 * thousands of threads, of which no cache holds all, that takes a tenth off the time. */
static void fetch_ahead(const struct sim *sim, const struct sim_thread *thread)
{
    SIM_FETCH(&thread->owed);
    SIM_FETCH((const char *)sim->tstates + (size_t)thread->self.i * SIM_TSTATE_SIZE);
}

static void start_picked(struct sim *sim, uint16_t id, struct sim_thread *thread)
{
    usage_count_core(sim, id);
    runqueue_remove(sim, &sim->cores[id], thread);
    cores_give(sim, id, thread, engine_cost(sim, thread, &params(sim)->context_switch), 0,
               false);
    fetch_ahead(sim, thread);
}

/* The core is given anew, maybe to the one who has it. */
static void give_anew(struct sim *sim, uint16_t id, bool at_once)
{
    struct sim_core *core = &sim->cores[id];
    struct sim_thread *running = &sim->threads[core->running.i];
    struct sim_thread *next = policy_of(sim)->pick(sim, id);

    if (next == running)
        return;
    usage_count_core(sim, id);
    usage_count_thread(sim, running);
    threads_preempt(sim, running, next, at_once);
    runqueue_add(sim, core, running);
    start_picked(sim, id, next);
}

/* ---- balancing ---- */

static void move_over(struct sim *sim, uint16_t from, uint16_t to, struct sim_thread *thread,
                      sim_time latency)
{
    usage_count_core(sim, from);
    policy_of(sim)->move(sim, from, thread);
    cores_give(sim, to, thread, latency, 0, true);
    if (!runqueue_length(&sim->cores[from]))
        arm_tick(sim, from);
}

/* The first thread in `from`'s queue that may run on `to` and is not hot. NULL: there is none. */
static struct sim_thread *first_fetched(struct sim *sim, uint16_t from, uint16_t to)
{
    for (uint32_t i = sim->cores[from].queue_first.i; i; i = sim->threads[i].queue_next.i) {
        struct sim_thread *thread = &sim->threads[i];
        bool stays = sim->head->now - thread->off_since < HOT || thread->lingers;

        if (to >= thread->first_core && to <= thread->last_core && !stays)
            return thread;
    }
    return NULL;
}

/* Fetches one from there, if any; the core changes over to it. */
static bool fetch(struct sim *sim, uint16_t from, uint16_t to)
{
    struct sim_thread *thread = first_fetched(sim, from, to);

    if (thread)
        move_over(sim, from, to, thread,
                  engine_cost(sim, thread, &params(sim)->context_switch));
    return thread;
}

static struct sim_thread *first_runnable(struct sim *sim, const struct sim_core *core)
{
    uint32_t i = core->queue_first.i;

    while (i && sim->threads[i].lingers)
        i = sim->threads[i].queue_next.i;
    return i ? &sim->threads[i] : NULL;
}

void cores_fetch_when_idle(struct sim *sim, uint16_t id)
{
    uint32_t other = id;

    if (!params(sim)->newidle)
        return;
    for (uint32_t i = 1; i < sim->core_count; i++) {
        struct sim_thread *first;

        other = other % sim->core_count + 1;
        first = first_runnable(sim, &sim->cores[other]);
        if (first && engine_chance(first, params(sim)->newidle) &&
            fetch(sim, (uint16_t)other, id))
            return;
    }
}

/* Who has just been preempted is hot, and at a tick that is everybody who waits. Linux leaves it a
 * few times and then moves it (can_migrate_task, nr_balance_failed); that is in `balance`, which is
 * the measured share of ticks at which it moves one. */
static void balance_at_tick(struct sim *sim, uint16_t id)
{
    struct sim_thread *first = first_runnable(sim, &sim->cores[id]);
    uint16_t idle;

    if (!first || !sim->head->movable)
        return;
    idle = idle_core_for(sim, first, id);
    if (idle && engine_chance(first, params(sim)->balance))
        move_over(sim, id, idle, first, cores_wake_latency(sim, first, idle, CORES_BY_THREAD));
}

void cores_tick(struct sim *sim, uint16_t id)
{
    bool at_once = sim->cores[id].change;

    if (!at_once)
        balance_at_tick(sim, id); /* of those who have queued until now */
    if (at_once || policy_of(sim)->tick(sim, id))
        give_anew(sim, id, at_once);
    arm_tick(sim, id);
}

/* ---- coming and going ---- */

void cores_init(struct sim *sim)
{
    for (uint32_t i = 1; i <= sim->core_count; i++)
        cores_set_idle(sim, (uint16_t)i);
    sim->uneven = sim->paired = sim_params_paired(params(sim)) > 0;
    for (uint32_t i = 1; i <= sim->core_count; i++) {
        sim->cores[i].speed = siblings_speed(sim, (uint16_t)i);
        sim->uneven |= sim->cores[i].speed != THREADS_FULL_SPEED;
    }
    if (sim->paired)
        siblings_init(sim);
}

/* The core is another's: the thread queues. Whether it takes the core at once is not decided in
 * the waker's own step, but in the next of the same instant, or when the core has come up, or when
 * the waker's call is over. */
void cores_line_up(struct sim *sim, struct sim_thread *thread, uint16_t id)
{
    struct sim_core *core = &sim->cores[id];
    bool first = !runqueue_length(core), change;

    usage_count_core(sim, id);
    usage_move(sim, thread, id);
    usage_count_thread(sim, thread);
    change = policy_of(sim)->join(sim, id, thread);
    thread->core.i = id;
    thread->schedule = SIM_THREAD_RUNNABLE;
    engine_record(sim, SIM_RECORD_QUEUED, thread, sim->threads[core->running.i].shown.i,
                  SIM_REASON_RUNNABLE, 0);
    if (change && !core->change)
        arm(sim, id, core->up_at > sim->head->now ? core->up_at : sim->head->now);
    else if (first)
        arm_tick(sim, id);
    core->change |= change;
}

void cores_interrupt(struct sim *sim, uint16_t id, struct sim_thread *waker)
{
    const struct sim_params *p = params(sim);
    sim_time at = sim_time_add(sim->head->now, engine_cost(sim, waker, &p->preempt_latency));

    arm(sim, id, at > sim->cores[id].up_at ? at : sim->cores[id].up_at);
}

void cores_change_after(struct sim *sim, uint16_t id, sim_time call)
{
    sim_events_set(&sim->ticks, id, sim_time_add(sim->head->now, call), SIM_RANK_TIMER);
}

void engine_return(struct sim *sim, struct sim_thread *thread)
{
    uint16_t id = thread->core.i;
    sim_time at;

    if (thread->schedule != SIM_THREAD_ON_CORE || !sim->cores[id].change)
        return;
    at = sim_events_time(&sim->ticks, id);
    if (at > sim_time_add(thread->burst_from, thread->burst_left))
        threads_delay(sim, thread, at - sim->head->now);
}

SIM_FLAT void cores_leave_to_others(struct sim *sim, struct sim_thread *thread)
{
    uint16_t id = thread->core.i;
    struct sim_thread *next;

    policy_of(sim)->leave(sim, id, thread);
    next = policy_of(sim)->pick(sim, id);
    if (next) {
        start_picked(sim, id, next);
    } else {
        usage_count_core(sim, id);
        cores_set_idle(sim, id);
    }
    arm_tick(sim, id);
    if (!next && sim->head->movable)
        cores_fetch_when_idle(sim, id);
}

void cores_steal(struct sim *sim, uint16_t id, sim_time time)
{
    struct sim_thread *thread = &sim->threads[sim->cores[id].running.i];

    if (thread->self.i && time)
        threads_delay(sim, thread, time);
}

/* ---- placement ---- */

uint16_t cores_place_anew(struct sim *sim, struct sim_thread *thread,
                          const struct sim_thread *waker, bool makes_way)
{
    uint16_t last = thread->core.i, here = cores_of_waker(thread, waker), near, other;

    if (thread->lingers || (!here && thread->first_core == thread->last_core))
        return last; /* it has no choice, and the first has made it */
    near = here && makes_way && !sim->cores[here].queued ? here : last; /* wake_affine_idle */
    if (near == here && usage_has_room(sim, here, thread))
        return here;
    if (!cores_is_idle(sim, last) && usage_has_room(sim, last, thread))
        return last;
    if (here && usage_has_room(sim, here, thread))
        return here;
    if (cores_is_idle(sim, last))
        return !here || engine_chance(thread, params(sim)->place_previous) ? last : here;
    other = idle_core_for(sim, thread, last);
    if (other && engine_chance(thread, params(sim)->place_idle))
        return other;
    return near;
}

/* A search over more cores would cost more than it tells: there, one after the other. */
#define COMPARED 64

/* By how many queue, from the starter's core on. */
static uint16_t least_queued(const struct sim *sim, uint32_t first, uint32_t range,
                             uint32_t from)
{
    uint16_t best = (uint16_t)(first + from % range);

    for (uint32_t i = 1; i < range && range <= COMPARED; i++) {
        uint16_t core = (uint16_t)(first + (from + i) % range);

        if (sim->cores[core].queued < sim->cores[best].queued)
            best = core;
    }
    return best;
}

/* By what the cores have been used, too: the starter's, or the best of the others. */
static uint16_t least_crowded(struct sim *sim, uint32_t first, uint32_t range, uint16_t near)
{
    struct usage_crowd here = usage_crowd_of(sim, near), best = here;
    uint16_t found = near;

    for (uint32_t i = 1; i < range && range <= COMPARED; i++) {
        uint16_t core = (uint16_t)(first + (near - first + i) % range);
        struct usage_crowd there = usage_crowd_of(sim, core);

        if (found == near || usage_is_less(&there, &best)) {
            best = there;
            found = core;
        }
    }
    return found != near && usage_is_worth_it(sim, &best, &here) ? found : near;
}

uint16_t cores_place_new(struct sim *sim, struct sim_thread *thread, uint16_t near)
{
    uint32_t first = thread->first_core, range = thread->last_core - first + 1u;
    bool is_near = near >= first && near <= thread->last_core;
    uint16_t idle = idle_core_for(sim, thread, thread->last_core);

    if (is_near && usage_has_room_for_new(sim, near))
        return near;
    if (is_near && params(sim)->crowded && range <= COMPARED)
        return least_crowded(sim, first, range, near);
    return idle ? idle
                : least_queued(sim, first, range, is_near ? near - first : thread->self.i - 1);
}
