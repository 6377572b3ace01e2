/* SPDX-License-Identifier: GPL-3.0-or-later
 * Objects that several cores update in every turn of a loop: contended cache lines and locks. */
#ifndef INTERLOCK_SIM_MECH_LINE_H
#define INTERLOCK_SIM_MECH_LINE_H

#include "sim/engine/engine.h"
#include "sim/engine/model.h"

/*
 * A cache line that is written is one core's at a time. Alone, a core has it at hand; as soon as
 * another one writes it too, each access finds it away, and fetches it. A turn of a loop in which
 * that happens has three figures:
 *
 *     turn       what it takes alone
 *     transfers  what fetching lines adds to it as soon as somebody else is at them
 *     exclusive  the time in which nobody else can get on with them: a lock is held, or the line
 *                is under way
 *
 * With k threads at it, each on a core, a turn takes as long as its own way, or as all of them take
 * one after the other, whichever is more:
 *
 *     max( turn + transfers,  k exclusive )
 *
 * So the speed of all is turn over that, and one clock serves all who are at an object: it shows
 * the work that somebody would have done who had been there from the beginning. A burst's finish
 * on that clock is known when it joins, whoever comes and goes later; the one with the earliest
 * finish has the event for all, and whoever joins or leaves moves that one event.
 *
 * Who has no core is not at it: a burst that is preempted leaves, and joins again.
 *
 * Left out: who waits for a lock and is descheduled while it holds it; that turns get into step.
 * Those at one object have the speed of their mean, also when their loops differ.
 */
struct line_use {
    uint32_t line;                      /* row; 0: none */
    int64_t turn, transfers, exclusive; /* hundredths of a nanosecond */
};

#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

struct sim_line {
    sim_time clock, since;              /* the clock as of `since` */
    int64_t speed;                      /* of it from then on, in 2^-20 */
    int64_t turn, transfers, exclusive; /* sums over those at it */
    struct sim_thread_id first, last;   /* of them, in order of finish */
    uint64_t members;
};

/* A thread's part, valid while its burst is paced. */
struct sim_draw {
    int64_t turn, transfers, exclusive;
    sim_time finish;  /* on the line's clock */
    sim_time entered; /* the clock, and */
    sim_time joined;  /* the time, when it joined */
    sim_time stalled; /* beyond what it takes alone, not yet told */
    struct sim_thread_id prev, next;
    uint32_t line;
    uint32_t unused;
};

#pragma GCC diagnostic pop

extern const struct sim_pace line_pace;

/* Rows: one line for each variable, by its row, and one that belongs to the interpreter. */
void line_layout(struct sim *sim, struct sim_layout *layout);

static inline uint32_t line_of_interp(const struct sim *sim)
{
    return sim->scenario->vars.count + 1;
}

/* The thread's next burst, by engine_work_for, consists of such turns. */
void line_use(struct sim *sim, struct sim_thread *thread, const struct line_use *use);

/* How much longer than alone the thread's bursts have taken; hands it over, 32 bits at a time. */
uint32_t line_take_stall(struct sim *sim, struct sim_thread *thread);

/* Which invariant does not hold; NULL: all do. */
const char *line_check(const struct sim *sim);

#endif
