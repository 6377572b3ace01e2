/* SPDX-License-Identifier: GPL-3.0-or-later
 * Decaying averages, in integers. */
#include "sim/engine/usage.h"

#include "sim/engine/cores.h"
#include "sim/engine/runqueue.h"

#define ONE INT64_C(1000000)  /* all of the time */
#define HALF_LIFE 32768000    /* published: 32 periods of 1024 us, kernel/sched/pelt.c */
#define STEP (HALF_LIFE / 32) /* of the table */
#define WEIGHT (ONE / 1024) /* published: the 1 that is added to a load, of 1024 for a thread */

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
    __int128 left = level; /* of thousands of threads, if they are ready */

    if (halves > 30)
        return 0;
    factor = power[i] - (power[i] - power[i + 1]) * (rest % STEP) / STEP;
    left = left * factor >> halves;
    return (int64_t)((left + (1 << 29)) >> 30); /* to the nearest: it adds up */
}

static struct sim_usage decayed_to(const struct sim_usage *usage, sim_time at)
{
    sim_time time = at - usage->at;

    return (struct sim_usage){ decayed(usage->level, time), decayed(usage->ready, time),
                               decayed(usage->load, time), at };
}

/* So many run, which is one or none, and are ready, those that run among them. */
static void count(struct sim_usage *usage, sim_time now, int64_t run, int64_t ready)
{
    sim_time time = now - usage->at;
    int64_t gain;

    if (!time)
        return;
    gain = ONE - decayed(ONE, time);
    *usage = decayed_to(usage, now);
    usage->level += run * gain;
    usage->ready += ready * gain;
    usage->load += ready * gain;
}

static void add_to(int64_t *level, int64_t more)
{
    *level = *level + more < 0 ? 0 : *level + more;
}

/* Rounding aside, a core's levels are the sums of its threads', which may be more than one core
 * until they have decayed: what a thread has used elsewhere comes with it. */
static void add(struct sim_usage *usage, const struct sim_usage *more, int sign)
{
    add_to(&usage->level, sign * more->level);
    add_to(&usage->ready, sign * more->ready);
    add_to(&usage->load, sign * more->load);
}

static void count_core_at(struct sim *sim, uint16_t id, sim_time at)
{
    struct sim_core_usage *usage = &sim->core_usages[id];
    bool runs = !cores_is_idle(sim, id);

    add(&usage->counted, &usage->moved_away, -1);
    usage->moved_away = (struct sim_usage){ .level = 0 };
    count(&usage->counted, at, runs, runs + (int64_t)sim->cores[id].queued);
}

void usage_do_count_core(struct sim *sim, uint16_t core)
{
    count_core_at(sim, core, sim->head->now);
}

static struct sim_usage *usage_of(struct sim *sim, const struct sim_thread *thread)
{
    return &sim->thread_usages[thread->self.i].counted;
}

/* While one thread runs on, its core counts at ticks; an idle core has none. */
static const struct sim_usage *seen_of(struct sim *sim, uint16_t core)
{
    sim_time tick = sim->head->params.tick, at = sim->head->now / tick * tick;
    const struct sim_usage *counted = &sim->core_usages[core].counted;

    if (!cores_is_idle(sim, core) && at > counted->at)
        count_core_at(sim, core, at);
    return counted;
}

void usage_do_count_thread(struct sim *sim, struct sim_thread *thread)
{
    bool runs = sim->cores[thread->core.i].running.i == thread->self.i;

    count(usage_of(sim, thread), sim->head->now, runs,
          runs || thread->schedule == SIM_THREAD_RUNNABLE);
}

/* Who moves while it is asleep is taken out of what its core was used when that counts again, as it
 * was then; who is fetched from a queue, at once. */
static void take_out(struct sim *sim, struct sim_thread *thread)
{
    struct sim_core_usage *from = &sim->core_usages[thread->core.i];
    bool fetched = thread->schedule == SIM_THREAD_RUNNABLE;
    struct sim_usage then = *usage_of(sim, thread);

    if (fetched) {
        usage_count_thread(sim, thread);
        add(&from->counted, usage_of(sim, thread), -1);
        return;
    }
    if (from->counted.at > then.at)
        then = decayed_to(&then, from->counted.at);
    add(&from->moved_away, &then, 1);
}

void usage_do_move(struct sim *sim, struct sim_thread *thread, uint16_t to)
{
    if (thread->core.i)
        take_out(sim, thread);
    usage_count_thread(sim, thread);
    usage_count_core(sim, to);
    add(&sim->core_usages[to].counted, usage_of(sim, thread), 1);
}

/* Half of what is left, and not more than the mean of those who are there by their load. */
static int64_t assumed_of_new(const struct sim_usage *core)
{
    int64_t most = (ONE - core->level) / 2, mean = core->level * ONE / (core->load + WEIGHT);

    if (most < 0)
        most = 0;
    return core->level && mean < most ? mean : most;
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
    sim->thread_usages[thread->self.i].estimate = usage_of(sim, thread)->level;
}

void usage_do_begin(struct sim *sim, struct sim_thread *thread, uint16_t core)
{
    int64_t level = assumed_of_new(seen_of(sim, core));

    *usage_of(sim, thread) = (struct sim_usage){ level, level, ONE, sim->head->now };
    sim->thread_usages[thread->self.i].estimate = level;
    usage_count_core(sim, core);
    add(&sim->core_usages[core].counted, usage_of(sim, thread), 1);
}

bool usage_would_fit(struct sim *sim, uint16_t core, struct sim_thread *thread)
{
    int64_t level = seen_of(sim, core)->level;

    if (thread->core.i != core)
        level += sim->thread_usages[thread->self.i].estimate;
    return runqueue_length(&sim->cores[core]) <= 1 && level < sim->head->params.pack;
}

bool usage_would_fit_new(struct sim *sim, uint16_t core)
{
    return !runqueue_length(&sim->cores[core]) &&
           seen_of(sim, core)->level < sim->head->params.pack;
}

/* ---- crowds ---- */

struct usage_crowd usage_crowd_of(struct sim *sim, uint16_t id)
{
    const struct sim_usage *seen = seen_of(sim, id);
    int64_t crowded = sim->head->params.crowded, least = ONE * ONE / crowded;
    bool idle = cores_is_idle(sim, id);
    bool full = !idle && (seen->level >= crowded || seen->ready > least);

    return (struct usage_crowd){
        .kind = !full                   ? USAGE_SPARE
                : sim->cores[id].queued ? USAGE_OVERLOADED
                                        : USAGE_BUSY,
        .idle = idle,
        .level = seen->level,
        .load = seen->load,
    };
}

bool usage_is_less(const struct usage_crowd *a, const struct usage_crowd *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind;
    if (a->kind != USAGE_SPARE)
        return a->load < b->load;
    return a->idle != b->idle ? a->idle : a->level < b->level;
}

bool usage_is_worth_it(const struct sim *sim, const struct usage_crowd *there,
                       const struct usage_crowd *here)
{
    int64_t crowded = sim->head->params.crowded, margin = ONE * ONE / crowded - ONE;

    if (there->kind != here->kind)
        return there->kind < here->kind;
    if (there->kind == USAGE_SPARE)
        return there->idle && !here->idle;
    return there->load + margin < here->load && there->load < here->load * crowded / ONE;
}
