/* SPDX-License-Identifier: GPL-3.0-or-later
 * Shared rates: bursts that progress the slower the more of them there are. */
#ifndef INTERLOCK_SIM_ENGINE_RATES_H
#define INTERLOCK_SIM_ENGINE_RATES_H

#include "sim/engine/flow.h"

/*
 * Memory, cache lines and locks serve several cores at a time, and how fast depends on how many they
 * are and what they want. Whoever draws on one brings some figures along (bytes a second, how long
 * a turn holds a lock, ...); from the sums of these over all who draw on it follows one speed for
 * all: what they do in a nanosecond of what would take one alone.
 *
 * Since the speed is the same for all, one clock serves them all. It shows how much work somebody
 * would have done who had been there from the beginning, so it is fast while few are there:
 *
 *     clock            a joins with 4 ms       b joins with 4 ms     a has done    b has done
 *                      finish 4                finish 7              its 4         its 7
 *     0 ------------------------------------- 3 ------------------- 4 ----------- 7
 *     time 0                                  3 ms      (half)      5 ms          8 ms
 *
 * A burst's finish on that clock is fixed when it joins, whoever comes and goes later. So the one
 * with the earliest finish is the next to be done, and its thread's event stands for all of them:
 * whoever joins or leaves moves that one event.
 *
 * The clock counts in 2^-20 ns, its speed is 2^20 for one alone, and time is whole nanoseconds, so
 * clock = sum of time * speed holds exactly. A burst ends at the first nanosecond at which the
 * clock has reached its finish.
 *
 * Why the engine has this and no mechanism: such a burst is preempted, delayed, cut and moved to
 * another core like any other, and then draws nothing meanwhile. What a thread draws on, and what
 * speed follows from the sums, is a mechanism's (sim/mech/memory.h, sim/mech/line.h).
 *
 * Always so (rates_check):
 *  1  Who draws on a rate has a core, and is in that rate's list, which is in order of finish.
 *  2  Of those, the first one alone has an event to come.
 *  3  A rate's sums are those of its list.
 */
#define RATES_ONE (INT64_C(1) << 20)
#define RATES_BRINGS 3

/* So large may what one thread brings be, for the sums of all cores to be kept. */
#define RATES_BRINGS_MAX (INT64_C(1) << 50)

#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

struct sim_rate {
    int64_t clock;
    sim_time since;                   /* the clock stands for this moment */
    int64_t speed;                    /* of the clock from then on */
    int64_t sum[RATES_BRINGS];        /* of what those bring who draw on it */
    struct sim_thread_id first, last; /* of them, by finish */
    uint32_t users;                   /* how many they are */
    uint32_t kind;                    /* of resource: index into sim->speeds; constant */
};

/* How a thread's burst draws, while sim_thread.shares is set. */
struct sim_share {
    int64_t finish;   /* while it is in the list: on the rate's clock */
    int64_t entered;  /* the clock when it joined */
    sim_time joined;  /* when it did */
    sim_time stalled; /* how much longer than alone its bursts have taken; not yet told */
    int64_t brings[RATES_BRINGS];
    uint32_t rate;     /* row */
    uint32_t computes; /* a slow core takes longer over its work */
    uint32_t is_in;    /* the list */
    uint32_t partly;   /* with a part of its work: the clock has no room for all of it */
    struct sim_thread_id prev, next;
};

#pragma GCC diagnostic pop

/* 2^20 * a / b, at most 2^20; for speeds. */
int64_t rates_part_of_one(__int128 a, __int128 b);

/* Rows: `count` rates, or none, and what a thread draws. After this the mechanism sets sim->speeds
 * and the kinds. */
void rates_layout(struct sim *sim, struct sim_layout *layout, uint32_t count);

struct rates_use {
    uint32_t rate;
    bool computes; /* a slow core takes longer over it; else it takes as long on any */
    int64_t brings[RATES_BRINGS];
};

/* The thread's next burst, by engine_work_for, draws on a rate. What it owes, it does before. */
void rates_use(struct sim *sim, struct sim_thread *thread, const struct rates_use *use);

/* How much longer than alone the thread's draws have taken: hands it over, at most 32 bits of it at
 * a time. */
uint32_t rates_take_stall(struct sim *sim, struct sim_thread *thread);

/* ---- for sim/engine/threads.c ---- */

/* The thread, on its core, begins or goes on to draw, which would take so long alone. Its work has
 * no event but its rate's. */
void rates_join(struct sim *sim, struct sim_thread *thread, sim_time alone);

static inline bool rates_is_in(const struct sim *sim, const struct sim_thread *thread)
{
    return thread->shares && sim->shares[thread->self.i].is_in;
}

/* What it has done since it joined, as time alone. */
sim_time rates_done(const struct sim *sim, const struct sim_thread *thread);

/* It draws no longer. */
void rates_take_out(struct sim *sim, struct sim_thread *thread);

/* The same, if it did. */
static inline void rates_leave(struct sim *sim, struct sim_thread *thread)
{
    if (rates_is_in(sim, thread))
        rates_take_out(sim, thread);
}

/* Which invariant does not hold; NULL: all do. */
const char *rates_check(const struct sim *sim);

#endif
