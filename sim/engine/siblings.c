/* SPDX-License-Identifier: GPL-3.0-or-later
 * How fast the two of a core are. */
#include "sim/engine/siblings.h"

#include "sim/engine/burst.h"
#include "sim/engine/engine.h"
#include "sim/engine/rates.h"

uint16_t siblings_of(const struct sim *sim, uint16_t core)
{
    return sim_params_sibling(sim_params_paired(&sim->head->params), core);
}

bool siblings_is_beside_work(const struct sim *sim, uint16_t core)
{
    uint16_t sibling = siblings_of(sim, core);

    return sibling && !cores_is_idle(sim, sibling);
}

int64_t siblings_speed(const struct sim *sim, uint16_t core)
{
    const struct sim_params *p = &sim->head->params;
    int64_t speed = p->speed;

    if (core > p->cores - p->slow_cores)
        speed = sim_time_ratio(speed, p->slow_speed, 1000000);
    if (siblings_is_beside_work(sim, core))
        speed = sim_time_ratio(speed, p->shared_speed, 1000000);
    return speed;
}

/* ---- moving one away ---- */

/* A core of two hardware threads is counted once, by the one with the lower number. */
static void count(const struct sim *sim, uint16_t *whole, uint16_t *doubled)
{
    *whole = *doubled = 0;
    for (uint16_t i = 1; i <= sim->core_count; i++) {
        uint16_t sibling = siblings_of(sim, i);
        bool idle = cores_is_idle(sim, i), beside = siblings_is_beside_work(sim, i);

        if (sibling && sibling < i)
            continue;
        if (idle && !beside)
            (*whole)++;
        if (!idle && beside)
            (*doubled)++;
    }
}

static bool is_to_balance(const struct sim *sim)
{
    return sim->head->whole && sim->head->doubled && sim->head->params.spread_after;
}

/* While somebody is to be moved there is an event for it, from when that began. */
static void watch(struct sim *sim)
{
    uint32_t balancer = siblings_balancer(sim);

    if (is_to_balance(sim) == sim_events_has(&sim->ticks, balancer))
        return;
    if (is_to_balance(sim))
        sim_events_set(&sim->ticks, balancer,
                       sim_time_add(sim->head->now, sim->head->params.spread_after),
                       SIM_RANK_TICK);
    else
        sim_events_cancel(&sim->ticks, balancer);
}

/* Is a burst under way there? Who is in a step of its own, about to begin one or to leave, has none. */
static bool has_burst(const struct sim *sim, const struct sim_thread *thread)
{
    return thread->self.i && (engine_is_armed(sim, thread) || rates_is_in(sim, thread));
}

/* Nobody queues behind it: whoever did would be fetched instead. */
static bool move_from(struct sim *sim, uint16_t core)
{
    struct sim_thread *thread = &sim->threads[sim->cores[core].running.i];
    uint16_t to;

    if (!siblings_is_beside_work(sim, core) || runqueue_length(&sim->cores[core]) ||
        !has_burst(sim, thread))
        return false;
    to = cores_idle_between(sim, thread->first_core, thread->last_core, true);
    if (!to)
        return false;
    usage_count_core(sim, core);
    usage_count_thread(sim, thread);
    engine_settle(sim, thread);
    engine_disarm(sim, thread);
    thread->schedule = SIM_THREAD_RUNNABLE;
    engine_record(sim, SIM_RECORD_SPREAD, thread, 0, SIM_REASON_RUNNABLE, 0);
    cores_leave_alone(sim, thread);
    cores_give(sim, to, thread, cores_wake_latency(sim, thread, to, CORES_BY_THREAD), 0, true);
    return true;
}

/* The next one is moved in a further step of the same moment. */
void siblings_balance(struct sim *sim)
{
    sim_time again = sim_time_add(sim->head->now, sim->head->params.spread_after);
    bool moved = false;

    for (uint16_t i = 1; is_to_balance(sim) && !moved && i <= sim->core_count; i++)
        moved = !cores_is_idle(sim, i) && move_from(sim, i);
    if (is_to_balance(sim))
        sim_events_set(&sim->ticks, siblings_balancer(sim), moved ? sim->head->now : again,
                       SIM_RANK_TICK);
    else
        sim_events_cancel(&sim->ticks, siblings_balancer(sim));
}

/* ---- coming and going ---- */

void siblings_init(struct sim *sim)
{
    count(sim, &sim->head->whole, &sim->head->doubled);
}

/* Its sibling goes on at another speed. */
static void change_speed(struct sim *sim, uint16_t id)
{
    struct sim_core *core = &sim->cores[id];
    struct sim_thread *thread = &sim->threads[core->running.i];
    bool goes_on = has_burst(sim, thread);

    if (goes_on)
        engine_settle(sim, thread);
    core->speed = siblings_speed(sim, id);
    if (goes_on)
        threads_arm(sim, thread);
}

void siblings_changed(struct sim *sim, uint16_t core)
{
    uint16_t sibling = siblings_of(sim, core);
    bool idle = cores_is_idle(sim, core), beside = siblings_is_beside_work(sim, core);

    if (beside)
        sim->head->doubled = (uint16_t)(sim->head->doubled + (idle ? -1 : 1));
    else
        sim->head->whole = (uint16_t)(sim->head->whole + (idle ? 1 : -1));
    if (sibling)
        change_speed(sim, sibling);
    watch(sim);
}

/* ---- invariants ---- */

const char *siblings_check(const struct sim *sim)
{
    uint16_t whole, doubled;

    if (!sim->paired)
        return NULL;
    count(sim, &whole, &doubled);
    if (whole != sim->head->whole || doubled != sim->head->doubled)
        return "the numbers of cores with two at work, and with none, are right";
    for (uint16_t i = 1; i <= sim->core_count; i++) {
        if (sim->cores[i].speed != siblings_speed(sim, i))
            return "a core is as fast as its sibling lets it be";
    }
    return (whole && doubled) || !sim_events_has(&sim->ticks, siblings_balancer(sim))
               ? NULL
               : "somebody is moved only while another core is idle";
}
