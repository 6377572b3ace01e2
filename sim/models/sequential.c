/* SPDX-License-Identifier: GPL-3.0-or-later
 * One thread after the other: the base line that every speedup refers to. */
#include "sim/models/models.h"

#include "sim/mech/gil.h"
#include "sim/mech/order.h"
#include "sim/mech/python.h"
#include "sim/mech/translate.h"

/*
 * The rule
 *   The threads run one after the other, in the order of the file, each to its end.
 *   `start T` is a function call: T runs in place, then the caller goes on.
 *   There is one interpreter and nobody to share it with: its lock is always free.
 *   A thread that waits for another one that has not run yet waits for ever.
 *   Daemons do not run.
 *
 * What you will see
 *   One core in use, and one thread at a time on it; input and output are waited for in full.
 *
 * What it costs
 *   Taking and letting go a free lock around blocking calls, some tens of nanoseconds each.
 *
 * What is left out
 *   Calls and loops that a program rewritten without threads would save or add.
 */
/* Lets the next thread come up that has a start of its own. It comes after this one (row 0: it is the
 * first) in every run: that is the rule. */
static void start_after(struct sim *sim, const struct sim_thread *last)
{
    for (uint32_t id = last->self.i + 1; id <= sim->thread_count; id++) {
        struct sim_thread *thread = &sim->threads[id];
        sim_time at = thread->deadline > sim->head->now ? thread->deadline : sim->head->now;

        if (thread->daemon || sim->scenario->groups[thread->group].manual)
            continue;
        engine_arm(sim, thread, at, SIM_RANK_TIMER);
        if (last->self.i)
            order_after(sim, last, thread);
        return;
    }
}

static void init(struct sim *sim)
{
    gil_init(sim);
    for (uint32_t i = 1; i <= sim->thread_count; i++) {
        struct sim_thread *thread = &sim->threads[i];

        if (!engine_is_armed(sim, thread))
            continue;
        thread->deadline = engine_armed_for(sim, thread);
        engine_disarm(sim, thread);
    }
    start_after(sim, &sim->threads[0]);
}

static void ended(struct sim *sim, struct sim_thread *thread)
{
    if (!sim->scenario->groups[thread->group].manual)
        start_after(sim, thread);
}

static const struct sim_op_change changes[] = {
    { SIM_OP_PYTHON, { NULL, STATE_OP_JIT } },
    { SIM_OP_LOOP, { NULL, STATE_OP_JIT } },
    { SIM_OP_ADD, { NULL, STATE_OP_JIT } },
    { SIM_OP_REF, { NULL, STATE_OP_JIT } },
    { SIM_OP_START, { "called in place, like a function", STATE_OP_CALL } },
    { SIM_OP_SUBMIT, { "done in place, like a function", STATE_OP_SUBMIT_HERE } },
    { SIM_OP_RESULTS, { "they are there already", STATE_RETURN } },
    { SIM_OP_COUNT, { NULL, STATE_NONE } },
};

const struct sim_model model_sequential = {
    .name = "sequential",
    .claim = "one thread after the other, in one interpreter",
    .first_python = SIM_PYTHON_2_7,
    .last_python = SIM_PYTHON_PYPY,
    .prepare = python_prepare,
    .translate = translate_sequential,
    .interps = SIM_INTERPS_ONE,
    .lock = INTERP_LOCK_GIL,
    .layout = gil_layout,
    .init = init,
    .check = gil_check,
    .ended = ended,
    .main = STATE_MAIN_BEGIN,
    .ops = mech_ops,
    .changes = changes,
    .states = mech_states,
};
