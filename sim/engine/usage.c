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
    usage->level = runs ? ONE - decayed(ONE - usage->level, time) : decayed(usage->level, time);
}

void usage_do_count_core(struct sim *sim, uint16_t core)
{
    count(&sim->cores[core].usage, sim->head->now, !cores_is_idle(sim, core));
}

void usage_do_count_thread(struct sim *sim, struct sim_thread *thread)
{
    count(&thread->usage, sim->head->now,
          sim->cores[thread->core.i].running.i == thread->self.i);
}

/* Rounding aside, a core's level is the sum of its threads'. */
static void add(struct sim_usage *usage, int64_t level)
{
    level += usage->level;
    usage->level = level < 0 ? 0 : level > ONE ? ONE : level;
}

void usage_do_move(struct sim *sim, struct sim_thread *thread, uint16_t to)
{
    uint16_t from = thread->core.i;

    usage_count_thread(sim, thread);
    usage_count_core(sim, to);
    add(&sim->cores[to].usage, thread->usage.level);
    if (!from)
        return;
    usage_count_core(sim, from);
    add(&sim->cores[from].usage, -thread->usage.level);
}

bool usage_would_fit(struct sim *sim, uint16_t core, struct sim_thread *thread)
{
    int64_t level;

    if (runqueue_length(&sim->cores[core]) > 1)
        return false;
    usage_count_core(sim, core);
    level = sim->cores[core].usage.level;
    if (thread->core.i != core)
        level += thread->estimate;
    return level < sim->head->params.pack;
}
