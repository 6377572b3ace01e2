/* SPDX-License-Identifier: GPL-3.0-or-later
 * Starts and joins, followed until nothing more comes of them. */
#include "sim/mech/precedence.h"

#include <stdlib.h>

/* ---- within one program ---- */

static const struct sim_op *op_at(const struct precedence *known, uint32_t op)
{
    return &known->scenario->ops[op];
}

static uint32_t end_of(const struct sim_program *program)
{
    return program->first + program->count;
}

/* Is there a loop around `a`, and around `b` as well or not? The tasks of a chunk are done in a
 * loop over chunks, which is one already. */
static bool has_loop(const struct precedence *known, const struct sim_program *program,
                     uint32_t a, uint32_t b, bool around_both)
{
    for (uint32_t head = program->first; head < a; head++) {
        const struct sim_op *op = op_at(known, head);

        if (sim_op_loops(op) && a < op->match && (b < op->match) == around_both)
            return true;
    }
    return false;
}

/* In every run `a` is over when `b` is first reached: a loop around both would bring it back. */
static bool is_before(const struct precedence *known, const struct sim_program *program,
                      uint32_t a, uint32_t b)
{
    return a < b && !has_loop(known, program, a, b, true);
}

/* Whenever `b` is reached, `a` has been done: a loop around `a` alone may have been left out. */
static bool is_done_by(const struct precedence *known, const struct sim_program *program,
                       uint32_t a, uint32_t b)
{
    return a < b && !has_loop(known, program, a, b, false);
}

/* ---- between threads ---- */

/* What is known of a group. */
enum {
    ENDS = 1,   /* all of its threads end after the op */
    BEGINS = 2, /* and begin after it */
    STARTED = 4,
    TOO_EARLY = 8, /* by somebody for whom it may not be over yet */
};

bool precedence_begins(const struct precedence *known, uint32_t group)
{
    return known->groups && known->groups[group] & BEGINS;
}

/* Has a thread that gets there joined somebody who ended after it? */
static bool is_joined_by(const struct precedence *known, uint32_t group, uint32_t op)
{
    const struct sim_program *program = sim_scenario_program(known->scenario, group);

    for (uint32_t i = program->first; i < op; i++) {
        if (op_at(known, i)->kind == SIM_OP_JOIN &&
            known->groups[op_at(known, i)->object] & ENDS && is_done_by(known, program, i, op))
            return true;
    }
    return false;
}

bool precedence_holds_at(const struct precedence *known, uint32_t group, uint32_t op)
{
    if (!known->groups)
        return false;
    if (group == known->group && known->scenario->groups[group].count == 1 &&
        is_before(known, sim_scenario_program(known->scenario, group), known->op, op))
        return true;
    return known->groups[group] & BEGINS || is_joined_by(known, group, op);
}

/* Who is started, and is it late enough? */
static void follow_starts(struct precedence *known, uint32_t group)
{
    const struct sim_program *program = sim_scenario_program(known->scenario, group);

    if (known->scenario->groups[group].team)
        return; /* its program is its leader's */
    for (uint32_t i = program->first; i < end_of(program); i++) {
        if (op_at(known, i)->kind == SIM_OP_START)
            known->groups[op_at(known, i)->object] |=
                precedence_holds_at(known, group, i) ? STARTED : TOO_EARLY;
    }
}

/* Takes down what follows for a group from what is known of all. Returns whether that is new. */
static bool conclude(struct precedence *known, uint32_t group)
{
    uint8_t before = known->groups[group] & (ENDS | BEGINS), after = before;

    if ((known->groups[group] & (STARTED | TOO_EARLY)) == STARTED &&
        known->scenario->groups[group].manual)
        after |= BEGINS | ENDS;
    if (is_joined_by(known, group, end_of(sim_scenario_program(known->scenario, group))))
        after |= ENDS;
    known->groups[group] = after;
    return after != before;
}

void precedence_init(struct precedence *known, const struct sim_scenario *scenario,
                     uint32_t group, uint32_t op)
{
    uint32_t count = scenario->group_count;
    bool more = true;

    *known = (struct precedence){ scenario, group, op, calloc(count, 1) };
    if (!known->groups)
        return;
    known->groups[group] = ENDS;
    while (more) {
        more = false;
        for (uint32_t g = 0; g < count; g++)
            follow_starts(known, g);
        for (uint32_t g = 0; g < count; g++)
            more |= conclude(known, g);
    }
}

void precedence_free(struct precedence *known)
{
    free(known->groups);
}
