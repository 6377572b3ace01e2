/* SPDX-License-Identifier: GPL-3.0-or-later
 * The engine's invariants, one function each. */
#include "sim/engine/check.h"

#include "sim/engine/earliest.h"
#include "sim/engine/engine.h"
#include "sim/engine/model.h"
#include "sim/engine/rates.h"
#include "sim/engine/siblings.h"

#include <stddef.h>

static bool is_idle(const struct sim_core *core)
{
    return core->running.i == 0;
}

/* Who has a core thinks so too, and has something to do there. */
static const char *check_running(const struct sim *sim, uint32_t id)
{
    const struct sim_core *core = &sim->cores[id];
    const struct sim_thread *thread = &sim->threads[core->running.i];

    if (is_idle(core))
        return core->queue_first.i ? "an idle core has an empty run queue" : NULL;
    if (thread->schedule != SIM_THREAD_ON_CORE || thread->core.i != id)
        return "a core's thread is on that core";
    return NULL;
}

/* Who is in a run queue is runnable there, or lingers, being asleep. */
static bool may_queue(const struct sim_thread *thread, uint32_t core)
{
    enum sim_schedule schedule = thread->lingers ? SIM_THREAD_BLOCKED : SIM_THREAD_RUNNABLE;

    return thread->schedule == schedule && thread->core.i == core &&
           core >= thread->first_core && core <= thread->last_core;
}

/* The run queue is well linked and as long as it says, and its sum is right. */
static const char *check_queue(const struct sim *sim, uint32_t id)
{
    const struct sim_core *core = &sim->cores[id];
    uint32_t queued = 0, lingering = 0, last = 0;
    int64_t sum = 0;

    for (uint32_t i = core->queue_first.i; i; i = sim->threads[i].queue_next.i) {
        const struct sim_thread *thread = &sim->threads[i];

        if (!may_queue(thread, id) || thread->queue_prev.i != last)
            return "who is in a run queue is runnable there, or lingers";
        queued += !thread->lingers;
        lingering += thread->lingers;
        sum += thread->service - core->origin;
        if (queued > core->queued || lingering > core->lingering)
            break;
        last = i;
    }
    if (queued != core->queued || lingering != core->lingering ||
        (last && last != core->queue_last.i))
        return "a run queue is as long as it says";
    if (!earliest_check(sim, core))
        return "a run queue's order by ends of turns is right";
    return sum == core->sum ? NULL : "a run queue's sum of virtual times is right";
}

/* Ticks are simulated exactly where somebody could notice them. */
static const char *check_tick(const struct sim *sim, uint32_t id)
{
    bool wanted =
        sim->cores[id].queue_first.i && sim->head->params.scheduler != SIM_SCHEDULER_FIFO;

    return sim_events_has(&sim->ticks, id) == wanted
               ? NULL
               : "a core has a tick while threads queue there";
}

static const char *check_thread(const struct sim *sim, uint32_t id)
{
    const struct sim_thread *thread = &sim->threads[id];
    bool event = sim_events_has(&sim->events, id);

    if (thread->self.i != id)
        return "a thread knows its id";
    if (thread->schedule == SIM_THREAD_ON_CORE && sim->cores[thread->core.i].running.i != id)
        return "who is on a core is the one it has";
    if (thread->schedule == SIM_THREAD_ON_CORE && !event && !rates_is_in(sim, thread))
        return "a thread on a core has an event to come";
    if (event && (sim_events_rank(&sim->events, id) == SIM_RANK_BURST) !=
                     (thread->schedule == SIM_THREAD_ON_CORE))
        return "whose burst ends has a core";
    if ((thread->schedule == SIM_THREAD_RUNNABLE || thread->schedule == SIM_THREAD_ENDED) &&
        event)
        return "a thread that is queued or has ended has no event to come";
    if (thread->depth > SIM_FRAMES)
        return "a thread's frames fit";
    return NULL;
}

static const char *check_counts(const struct sim *sim)
{
    uint32_t idle = 0, queued = 0, runnable = 0, live = 0;

    for (uint32_t i = 1; i <= sim->core_count; i++) {
        const struct sim_core *core = &sim->cores[i];

        if (sim->idle[i] != is_idle(core) || (core->state == SIM_CORE_IDLE) != is_idle(core))
            return "the set of idle cores is right";
        idle += sim->idle[i];
        queued += sim->cores[i].queued;
    }
    for (uint32_t i = 1; i <= sim->thread_count; i++) {
        runnable += sim->threads[i].schedule == SIM_THREAD_RUNNABLE;
        live += sim->threads[i].schedule != SIM_THREAD_ENDED && !sim->threads[i].daemon;
    }
    if (idle != sim->head->idle)
        return "the number of idle cores is right";
    if (queued != runnable)
        return "every runnable thread is in one run queue";
    if (live != sim->head->live)
        return "the number of live threads is right";
    return NULL;
}

static const char *check_events(const struct sim *sim, const struct sim_events *events)
{
    if (!sim_events_are_played(events))
        return "the first event is at the root";
    if (sim_events_next(events) < sim->head->now)
        return "no event lies in the past";
    if (events->nodes[0] != sim->events.nodes[0])
        return "the trees of events have the same origin";
    return NULL;
}

const char *sim_check(const struct sim *sim)
{
    const char *wrong = check_counts(sim);

    for (uint32_t i = 1; !wrong && i <= sim->core_count; i++) {
        wrong = check_running(sim, i);
        wrong = wrong ? wrong : check_queue(sim, i);
        wrong = wrong ? wrong : check_tick(sim, i);
    }
    for (uint32_t i = 1; !wrong && i <= sim->thread_count; i++)
        wrong = check_thread(sim, i);
    wrong = wrong ? wrong : check_events(sim, &sim->events);
    wrong = wrong ? wrong : check_events(sim, &sim->ticks);
    wrong = wrong ? wrong : rates_check(sim);
    wrong = wrong ? wrong : siblings_check(sim);
    if (!wrong && sim->model->check)
        wrong = sim->model->check(sim);
    return wrong;
}
