/* SPDX-License-Identifier: GPL-3.0-or-later
 * Objects that several cores update in every turn of a loop: contended cache lines and locks. */
#ifndef INTERLOCK_SIM_MECH_LINE_H
#define INTERLOCK_SIM_MECH_LINE_H

#include "sim/engine/engine.h"
#include "sim/engine/model.h"
#include "sim/engine/rates.h"

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
 * So the speed of all is turn over that: the object's line is a shared rate (sim/engine/rates.h).
 * Who has no core is not at it. A faster core is sooner done with its turn, but has to wait for a
 * line as long as a slow one: so turn is the time on that core.
 *
 * Left out: who waits for a lock and is descheduled while it holds it; that turns get into step.
 * Those at one object have the speed of their mean, also when their loops differ.
 */
struct line_use {
    uint32_t line;                      /* from 0: a variable, or line_of_interp() */
    bool none;                          /* the turn uses no line */
    int64_t turn, transfers, exclusive; /* hundredths of a nanosecond */
};

/* How many rates a model with lines has for them: one for each variable, and one that belongs to
 * the interpreter. */
static inline uint32_t line_count(const struct sim *sim)
{
    return sim->model->lines ? sim->scenario->vars.count + 1 : 0;
}

static inline uint32_t line_of_interp(const struct sim *sim)
{
    return sim->scenario->vars.count;
}

/* The speed of those at one. */
int64_t line_speed(const struct sim *sim, const struct sim_rate *rate);

/* The thread's next burst, by engine_work_for, consists of such turns. */
void line_use(struct sim *sim, struct sim_thread *thread, const struct line_use *use);

#endif
