/* SPDX-License-Identifier: GPL-3.0-or-later
 * Decaying averages, in integers. */
#include "sim/engine/usage.h"

#include "sim/engine/cores.h"
#include "sim/engine/runqueue.h"

#define ONE 1000000           /* all of the time */
#define HALF_LIFE 32768000    /* published: 32 periods of 1024 us, kernel/sched/pelt.c */
#define STEP (HALF_LIFE / 32) /* of the table */

/* 2^-(i/32), in 2^-30 */
static const int64_t power[33] = {
    1073741824, 1050733751, 1028218693, 1006186087, 984625594, 963527098, 942880699,
    922676710,  902905651,  883558244,  864625413,  846098274, 827968132, 810226483,
    792865000,  775875538,  759250125,  742980960,  727060411, 711481005, 696235434,
    681316545,  666717336,  652430958,  638450708,  624770026, 611382493, 598281827,
    585461881,  572916640,  560640218,  548626854,  536870912,
};

/* What is left of a level after a while; between two entries of the table, on their chord. */
static int64_t decayed(int64_t level, sim_time time)
{
    int64_t halves = time / HALF_LIFE, rest = time % HALF_LIFE, i = rest / STEP, factor;

    if (halves > 30)
        return 0;
    factor = power[i] - (power[i] - power[i + 1]) * (rest % STEP) / STEP;
    return ((level * factor >> halves) + (1 << 29)) >> 30; /* to the nearest: it adds up */
}

static void count(struct sim_usage *usage, sim_time now, bool runs)
{
    sim_time time = now - usage->at;

    if (!time)
        return;
    usage->at = now;
    usage->level = decayed(usage->level, time) + (runs ? ONE - decayed(ONE, time) : 0);
}

/* Rounding aside, a core's level is the sum of its threads', which may be more than one core
 * until it has decayed: what a thread has used elsewhere comes with it. */
static void add(struct sim_usage *usage, int64_t level)
{
    level += usage->level;
    usage->level = level < 0 ? 0 : level;
}

static void count_core_at(struct sim *sim, uint16_t id, sim_time at)
{
    struct sim_core *core = &sim->cores[id];

    add(&core->usage, -core->moved_away);
    core->moved_away = 0;
    count(&core->usage, at, !cores_is_idle(sim, id));
}

void usage_do_count_core(struct sim *sim, uint16_t core)
{
    count_core_at(sim, core, sim->head->now);
}

/* While one thread runs on, its core counts at ticks; an idle core has none. */
static int64_t seen_of(struct sim *sim, uint16_t core)
{
    sim_time tick = sim->head->params.tick, at = sim->head->now / tick * tick;

    if (!cores_is_idle(sim, core) && at > sim->cores[core].usage.at)
        count_core_at(sim, core, at);
    return sim->cores[core].usage.level;
}

void usage_do_count_thread(struct sim *sim, struct sim_thread *thread)
{
    count(&thread->usage, sim->head->now,
          sim->cores[thread->core.i].running.i == thread->self.i);
}

/* The level that a thread off its core had at another moment after it left it. */
static int64_t level_at(const struct sim_usage *usage, sim_time at)
{
    return at > usage->at ? decayed(usage->level, at - usage->at) : usage->level;
}

void usage_do_move(struct sim *sim, struct sim_thread *thread, uint16_t to)
{
    struct sim_core *from = &sim->cores[thread->core.i];

    if (thread->core.i)
        from->moved_away += level_at(&thread->usage, from->usage.at);
    usage_count_thread(sim, thread);
    usage_count_core(sim, to);
    add(&sim->cores[to].usage, thread->usage.level);
}

void usage_do_give(struct sim *sim, uint16_t core, struct sim_thread *thread)
{
    usage_do_count_core(sim, core);
    usage_move(sim, thread, core);
    usage_do_count_thread(sim, thread);
}

void usage_do_leave(struct sim *sim, struct sim_thread *thread)
{
    usage_do_count_thread(sim, thread);
    thread->estimate = thread->usage.level;
}

void usage_do_begin(struct sim *sim, struct sim_thread *thread, uint16_t core)
{
    thread->usage.level = thread->estimate = (ONE - seen_of(sim, core)) / 2;
    thread->usage.at = sim->head->now;
    usage_count_core(sim, core);
    add(&sim->cores[core].usage, thread->usage.level);
}

bool usage_would_fit(struct sim *sim, uint16_t core, struct sim_thread *thread)
{
    int64_t level = seen_of(sim, core);

    if (thread->core.i != core)
        level += thread->estimate;
    return runqueue_length(&sim->cores[core]) <= 1 && level < sim->head->params.pack;
}

bool usage_would_fit_new(struct sim *sim, uint16_t core)
{
    return !runqueue_length(&sim->cores[core]) && seen_of(sim, core) < sim->head->params.pack;
}
