/* SPDX-License-Identifier: GPL-3.0-or-later
 * The gilectomy: the lock removed, every count atomic. */
#include "sim/models/models.h"

#include "sim/mech/free.h"
#include "sim/mech/gil.h"
#include "sim/mech/line.h"
#include "sim/mech/python.h"
#include "sim/mech/translate.h"

/*
 * The rule
 *   There is no interpreter lock: every thread that has bytecode to execute does so.
 *   Each count of references is an atomic addition, whoever made the object.
 *   Lists, dictionaries and the allocator have locks of their own; the cyclic garbage collector
 *   is switched off, and `collect` does nothing.
 *   Small integers, None, functions and code are objects like any other, and all threads count
 *   them all the time: their cache lines go from core to core with almost every instruction.
 *   Shared variables are still read and written in two steps.
 *
 * What you will see
 *   One thread is three to four times as slow as with the lock, and each further thread makes
 *   everybody slower: two cores take longer over two threads than one core with the lock would.
 *
 * What it costs
 *   More than it gains, on any number of cores.
 *
 * What is left out
 *   Later attempts of the same branch, which buffered the counting; which of the many objects is
 *   the hot one at a moment: they count as one.
 *
 * Sources: the branch `gilectomy` of October 2016, against its own base revision, a development
 * version of 3.6; its Modules/gcmodule.c, collect, returns before it does anything ("disable GC
 * for now").
 */
static const struct sim_op_change changes[] = {
    { SIM_OP_COLLECT,
      { "does nothing: that branch has its collector switched off",
        STATE_OP_COLLECT_NOTHING } },
    { SIM_OP_COUNT, { NULL, STATE_NONE } },
};

/* measured: one thread of recursive calls against the base revision, 3.3 to 3.8 times as slow */
#define SLOWER 3550000

static int32_t slower(int32_t time)
{
    return time > 0 ? (int32_t)sim_time_ratio(time, SLOWER, 1000000) : time;
}

static void slow_down(struct bytecode_body *body)
{
    int32_t *times[] = { &body->turn, &body->read,    &body->write,
                         &body->hold, &body->release, &body->store };

    for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++)
        *times[i] = slower(*times[i]);
    for (uint32_t i = 0; i < body->points; i++)
        body->point[i].at = slower(body->point[i].at);
}

static void *prepare(const struct sim_scenario *scenario)
{
    struct python_bodies *bodies = python_prepare(scenario);

    if (!bodies)
        return NULL;
    bodies->factor = SLOWER;
    for (int i = 0; i < BODY_COUNT; i++)
        slow_down(&bodies->body[i]);
    return bodies;
}

const struct sim_model model_gilectomy = {
    .name = "gilectomy",
    .claim = "no interpreter lock, every count atomic: slower alone, slower still together",
    .first_python = SIM_PYTHON_3_6,
    .last_python = SIM_PYTHON_3_6,
    .translate = translate_threads,
    .prepare = prepare,
    .interps = SIM_INTERPS_EACH,
    .lock = INTERP_LOCK_GILECTOMY,
    .layout = gil_layout,
    .init = free_init,
    .check = free_check,
    .lines = true,
    .main = STATE_MAIN_BEGIN,
    .ops = mech_ops,
    .changes = changes,
    .states = mech_states,
};
