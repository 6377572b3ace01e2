/* SPDX-License-Identifier: GPL-3.0-or-later
 * Shared rates: bursts that progress the slower the more of them there are. */
#ifndef INTERLOCK_SIM_ENGINE_RATES_H
#define INTERLOCK_SIM_ENGINE_RATES_H

#include "sim/engine/flow.h"

/*
 * Memory and cache lines serve several cores at a time, and how fast depends on how many they are.
 * A burst that draws on one has work, as time it would take alone, and a demand, in units a second
 * (bytes, updates), which it would then make. While the sum of all demands is within what the
 * resource can give, everybody goes on as if alone; beyond, everybody is slowed by the same
 * factor.
 *
 * Since the factor is the same for all, one clock serves them all. It shows how much work somebody
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
 * The clock counts in 2^-16 ns, its speed is 2^16 for one alone, and time is whole nanoseconds, so
 * clock = sum of time * speed holds exactly. A burst ends at the first nanosecond at which the
 * clock has reached its finish.
 *
 * Why the engine has this and no mechanism: such a burst is preempted, delayed and moved to another
 * core like any other, and then draws nothing meanwhile. What a thread of it touches, and at what
 * cost, is a mechanism's (sim/mech/memory.h).
 *
 * Always so (rates_check):
 *  1  Who draws on a rate has a core, and is in that rate's list, which is in order of finish.
 *  2  Of those, the first one alone has an event to come.
 *  3  A rate's sums are those of its list.
 */
#define RATES_ONE (INT64_C(1) << 16)

/* Work of one draw, 4 s: on the slowest of cores the clock still has room for it. Who has more draws
 * again. */
#define RATES_WORK_MAX (INT64_C(1) << 32)

#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

struct sim_rate {
    int64_t clock;
    sim_time since;                   /* the clock stands for this moment */
    int64_t speed;                    /* of the clock from then on */
    int64_t demand;                   /* of all who draw on it, units a second */
    struct sim_thread_id first, last; /* of them, by finish */
    uint32_t users, writers, atomics; /* of them */
    uint32_t line;                    /* it is a cache line; else memory */
};

/* A thread's draw on a rate, under way while sim_thread.shares is set. */
struct sim_share {
    int64_t left;     /* while apart: work still to do, 2^-16 ns */
    int64_t finish;   /* while joined: on the rate's clock */
    int64_t entered;  /* the clock when it joined */
    int64_t stalled;  /* of what has passed, beyond its own work: 2^-16 ns */
    sim_time joined;  /* when it did */
    int64_t demand;   /* units a second, alone */
    uint32_t rate;    /* row */
    uint32_t is_in;   /* joined */
    uint32_t writes;  /* not only reads */
    uint32_t atomics; /* with atomic updates */
    struct sim_thread_id prev, next;
};

#pragma GCC diagnostic pop

/* What a burst wants of a rate. */
struct engine_draw {
    uint32_t rate;
    sim_time work; /* alone on a core of speed 100%; 1 or more, RATES_WORK_MAX at most */
    int64_t units; /* bytes or updates in all */
    bool computes; /* a slow core takes longer over it */
    bool writes, atomics;
};

/* Works as `draw` says, then goes on in `state`. */
enum sim_flow engine_draw(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                          uint16_t state, const struct engine_draw *draw);

/* How much longer than alone the thread's draws have taken: hands over whole nanoseconds, at most
 * 32 bits of them at a time. */
uint32_t engine_take_stall(struct sim *sim, struct sim_thread *thread);

/* ---- for sim/engine/threads.c ---- */

/* The thread, on its core, begins or goes on to draw; its work has no event but its rate's. */
void rates_join(struct sim *sim, struct sim_thread *thread);

/* It draws no longer; what is left stays with it. */
void rates_take_out(struct sim *sim, struct sim_thread *thread);

static inline bool rates_is_in(const struct sim *sim, const struct sim_thread *thread)
{
    return thread->shares && sim->shares[thread->self.i].is_in;
}

/* The same if it draws at all. */
static inline void rates_leave(struct sim *sim, struct sim_thread *thread)
{
    if (rates_is_in(sim, thread))
        rates_take_out(sim, thread);
}

/* Which invariant does not hold; NULL: all do. */
const char *rates_check(const struct sim *sim);

#endif
