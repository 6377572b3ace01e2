/* SPDX-License-Identifier: GPL-3.0-or-later
 * Scheduling policies: who gets a core, and when that is asked anew. */
#include "sim/engine/policy.h"

#include "sim/engine/fair.h"
#include "sim/engine/runqueue.h"

/*
 * eevdf        shares by service (sim/engine/fair.h), looked at when the scheduler's clock ticks
 * round-robin  in turns: each has the core for a slice, which ends exactly then
 * fifo         each has the core until it leaves it
 */
static sim_time next_clock_tick(const struct sim *sim, uint16_t core)
{
    sim_time tick = sim->head->params.tick, now = sim->head->now;

    (void)core;
    return sim_time_add(now - now % tick, tick);
}

static const struct policy eevdf = { .join = fair_join,
                                     .leave = fair_leave,
                                     .move = fair_move,
                                     .tick = fair_tick,
                                     .next_tick = next_clock_tick,
                                     .pick = fair_pick };

/* ---- in turns ---- */

static bool queue_up(struct sim *sim, uint16_t core, struct sim_thread *thread)
{
    runqueue_add(sim, &sim->cores[core], thread);
    return false;
}

static void leave(struct sim *sim, uint16_t core, struct sim_thread *thread)
{
    (void)thread;
    sim->cores[core].running = SIM_NO_THREAD;
}

static void move(struct sim *sim, uint16_t core, struct sim_thread *thread)
{
    runqueue_remove(sim, &sim->cores[core], thread);
}

static struct sim_thread *first_in_line(struct sim *sim, uint16_t core)
{
    const struct sim_core *row = &sim->cores[core];
    uint32_t first = row->queued ? row->queue_first.i : row->running.i;

    return first ? &sim->threads[first] : NULL;
}

static bool slice_is_over(struct sim *sim, uint16_t core)
{
    return sim->head->now >= sim->cores[core].slice_end;
}

static sim_time end_of_slice(const struct sim *sim, uint16_t core)
{
    sim_time end = sim->cores[core].slice_end;

    return end > sim->head->now ? end : sim->head->now;
}

static const struct policy round_robin = { .join = queue_up,
                                           .leave = leave,
                                           .move = move,
                                           .tick = slice_is_over,
                                           .next_tick = end_of_slice,
                                           .pick = first_in_line };

/* ---- in order ---- */

static bool never(struct sim *sim, uint16_t core)
{
    (void)sim;
    (void)core;
    return false;
}

static sim_time no_tick(const struct sim *sim, uint16_t core)
{
    (void)sim;
    (void)core;
    return SIM_TIME_NEVER;
}

static const struct policy fifo = { .join = queue_up,
                                    .leave = leave,
                                    .move = move,
                                    .tick = never,
                                    .next_tick = no_tick,
                                    .pick = first_in_line };

const struct policy *const policies[SIM_SCHEDULER_COUNT] = {
    [SIM_SCHEDULER_EEVDF] = &eevdf,
    [SIM_SCHEDULER_ROUND_ROBIN] = &round_robin,
    [SIM_SCHEDULER_FIFO] = &fifo,
};
