/* SPDX-License-Identifier: GPL-3.0-or-later
 * Rows of interpreters, and the list of their locks. */
#include "sim/mech/interp.h"

#include "sim/engine/model.h"
#include "sim/mech/free.h"
#include "sim/mech/gil.h"
#include "sim/mech/hand.h"
#include "sim/mech/pypy.h"
#include "sim/mech/python.h"
#include "sim/mech/sync.h"
#include "sim/mech/ticks.h"

static enum sim_flow go_on(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                           uint16_t after)
{
    return engine_pass(sim, thread, frame, after);
}

static const struct interp_lock unlocked = {
    .parallel = true,
    .counting = BODY_COUNTED_UNLOCKED,
    .take = go_on,
    .drop = go_on,
    .done = python_done,
    .interrupt = python_cut,
};

const struct interp_lock *const interp_locks[] = {
    [INTERP_UNLOCKED] = &unlocked,     [INTERP_LOCK_GIL] = &gil_lock,
    [INTERP_LOCK_TICKS] = &ticks_lock, [INTERP_LOCK_FREE] = &free_lock,
    [INTERP_LOCK_PYPY] = &pypy_lock,   [INTERP_LOCK_GILECTOMY] = &gilectomy_lock,
    [INTERP_LOCK_HAND] = &hand_lock,
};

static uint32_t interp_count(const struct sim *sim)
{
    if (sim->model->interps == SIM_INTERPS_EACH)
        return sim_scenario_processes(sim->scenario);
    return sim->model->interps;
}

void interp_layout(struct sim *sim, struct sim_layout *layout)
{
    sim->interp_count = interp_count(sim);
    sim_layout_rows(layout, &sim->interps, sizeof(*sim->interps), sim->interp_count);
    sim_layout_rows(layout, &sim->tstates, sizeof(*sim->tstates), sim->thread_count);
    sync_layout(sim, layout);
}

/* In which interpreter a thread lives. */
static uint16_t interp_place(const struct sim *sim, const struct sim_thread *thread)
{
    if (sim->model->interps != SIM_INTERPS_EACH)
        return (uint16_t)sim->model->interps;
    return (uint16_t)sim_scenario_process_of(sim->scenario, thread->group, thread->member);
}

/* Locks that keep threads apart; where there is none of these, there is nothing to take away. */
static bool keeps_apart(enum interp_lock_kind lock)
{
    return lock == INTERP_LOCK_GIL || lock == INTERP_LOCK_TICKS || lock == INTERP_LOCK_PYPY;
}

enum interp_lock_kind interp_lock_wanted(const struct sim *sim, enum interp_lock_kind lock)
{
    if (sim->head->params.lock == SIM_LOCK_NONE && keeps_apart(lock))
        return INTERP_UNLOCKED;
    return lock;
}

void interp_init_as(struct sim *sim, enum interp_lock_kind lock)
{
    lock = interp_lock_wanted(sim, lock);
    sim->between = interp_locks[lock]->between;
    for (uint32_t i = 1; i <= sim->interp_count; i++)
        sim->interps[i].lock = lock;
    for (uint32_t i = 1; i <= sim->thread_count; i++)
        sim->tstates[i].interp.i = interp_place(sim, &sim->threads[i]);
    sync_init(sim);
}

void interp_init(struct sim *sim)
{
    interp_init_as(sim, (enum interp_lock_kind)sim->model->lock);
}

/* Without its lock a build has no waiters, until an extension that is not safe switches it on. */
static bool is_switched_on(const struct sim_scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->op_count; i++) {
        if (scenario->ops[i].kind == SIM_OP_EXTENSION && scenario->ops[i].keyword)
            return true;
    }
    return false;
}

sim_time interp_interval(const struct sim *sim)
{
    uint32_t lock = sim->interp_count ? sim->interps[1].lock : INTERP_UNLOCKED;

    if (lock == INTERP_LOCK_GIL || lock == INTERP_LOCK_HAND ||
        (lock == INTERP_LOCK_FREE && is_switched_on(sim->scenario)))
        return sim->head->params.switch_interval;
    return 0;
}

uint32_t interp_threads_in(const struct sim *sim, uint32_t interp, uint32_t one, uint32_t other)
{
    uint32_t count = 0;

    for (uint32_t i = 1; i <= sim->thread_count; i++) {
        const struct sim_thread *thread = &sim->threads[i];

        if (sim->tstates[i].interp.i == interp && thread->depth)
            count += engine_top(thread)->state == one || engine_top(thread)->state == other;
    }
    return count;
}

const char *interp_check(const struct sim *sim)
{
    for (uint32_t i = 1; i <= sim->thread_count; i++) {
        const struct sim_tstate *tstate = &sim->tstates[i];

        if (sim->interps[tstate->interp.i].lock == INTERP_UNLOCKED)
            continue; /* nobody needs to be attached */
        if (tstate->attached && !interp_is_parallel(sim, &sim->threads[i]) &&
            sim->interps[tstate->interp.i].holder.i != i)
            return "who is attached holds the interpreter lock";
        if (tstate->interruptible && !tstate->attached)
            return "who executes bytecode is attached";
    }
    return sync_check(sim);
}
