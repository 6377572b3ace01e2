/* SPDX-License-Identifier: GPL-3.0-or-later
 * Threads that will never again touch anything in common need not be mixed. */
#include "sim/study/explore_part.h"

#include "sim/mech/hand.h"

#include <stdlib.h>

#define OBJECTS_MAX 64

/* The number of an op's object among all that several ops name; OBJECTS_MAX: too many. */
static uint32_t object_of(const struct sim_scenario *scenario, const struct sim_op *op)
{
    uint32_t before[] = { 0,
                          scenario->vars.count,
                          scenario->locks.count,
                          scenario->queues.count,
                          scenario->barriers.count,
                          scenario->events.count };
    uint32_t kind, number = op->object;

    switch (sim_op_table[op->kind].first) {
    case SIM_OP_ARG_VAR:
        kind = 0;
        break;
    case SIM_OP_ARG_LOCK:
        kind = 1;
        break;
    case SIM_OP_ARG_QUEUE:
        kind = 2;
        break;
    case SIM_OP_ARG_BARRIER:
        kind = 3;
        break;
    case SIM_OP_ARG_EVENT:
        kind = 4;
        break;
    default:
        kind = 5;
    }
    for (uint32_t i = 1; i <= kind; i++)
        number += before[i];
    return number < OBJECTS_MAX ? number : OBJECTS_MAX;
}

static bool names_object(const struct sim_op *op)
{
    switch (sim_op_table[op->kind].first) {
    case SIM_OP_ARG_VAR:
    case SIM_OP_ARG_LOCK:
    case SIM_OP_ARG_QUEUE:
    case SIM_OP_ARG_BARRIER:
    case SIM_OP_ARG_EVENT:
    case SIM_OP_ARG_THREAD:
        return true;
    default:
        return false;
    }
}

/* Of each op what its thread may touch from there on: what follows, and all of the blocks that it
 * is in. */
bool look_ahead(struct future *future, const struct sim_scenario *scenario)
{
    future->of = calloc(scenario->op_count + 1, sizeof(*future->of));
    if (!future->of)
        return false;
    for (uint32_t p = 0; p < scenario->program_count; p++) {
        const struct sim_program *program = &scenario->programs[p];
        uint64_t all = 0;

        for (uint32_t i = program->first + program->count; i-- > program->first;) {
            const struct sim_op *op = &scenario->ops[i];
            uint32_t object = names_object(op) ? object_of(scenario, op) : 0;

            if (object == OBJECTS_MAX) {
                free(future->of);
                future->of = NULL; /* too many to tell apart: no set is left out */
                return true;
            }
            future->of[i] = all |= names_object(op) ? UINT64_C(1) << object : 0;
            if (sim_op_table[op->kind].first == SIM_OP_ARG_THREAD)
                future->started |= UINT64_C(1) << object;
        }
        for (uint32_t i = program->first; i < program->first + program->count; i++) {
            const struct sim_op *op = &scenario->ops[i];

            for (uint32_t k = i; sim_op_repeats(op) && k <= op->match; k++)
                future->of[k] = future->of[i];
        }
    }
    return true;
}

/* A thread's coming and its end concern those who start or join it. */
static uint64_t itself(const struct future *future, const struct sim *sim,
                       const struct sim_thread *thread)
{
    struct sim_op op = { .kind = SIM_OP_JOIN, .object = thread->group };
    uint32_t object = object_of(sim->scenario, &op);

    return object < OBJECTS_MAX ? UINT64_C(1) << object & future->started : 0;
}

static uint64_t future_of(const struct future *future, const struct sim *sim, uint32_t id)
{
    const struct sim_thread *thread = &sim->threads[id];
    const struct sim_program *program =
        &sim->scenario->programs[sim->scenario->groups[thread->group].program];
    uint64_t own = itself(future, sim, thread);

    if (thread->schedule == SIM_THREAD_ENDED)
        return 0;
    return thread->pc < program->first + program->count ? own | future->of[thread->pc] : own;
}

/* ---- sets of threads that touch nothing in common any more ---- */

bool is_in_set(const struct future *future, const struct sim *sim, const struct thread_set *set,
               uint32_t thread)
{
    if (set->alone)
        return thread == set->alone;
    return !set->objects || future_of(future, sim, thread) & set->objects;
}

/* Joins all sets that the thread connects; there are no more than objects. */
static void take_in(struct thread_set *sets, uint32_t *count, uint64_t future, bool ready)
{
    struct thread_set all = { .objects = future, .ready = ready };
    uint32_t kept = 0;

    for (uint32_t i = 0; i < *count; i++) {
        if (sets[i].objects & future) {
            all.objects |= sets[i].objects;
            all.ready += sets[i].ready;
        } else {
            sets[kept++] = sets[i];
        }
    }
    sets[kept++] = all;
    *count = kept;
}

struct thread_set smallest_set(const struct future *future, const struct sim *sim,
                               uint32_t ready)
{
    struct thread_set sets[OBJECTS_MAX], whole = { .ready = ready }, found = whole;
    uint32_t count = 0;

    if (!future->of || ready < 2)
        return whole;
    for (uint32_t i = 1; i <= sim->thread_count; i++) {
        uint64_t objects = future_of(future, sim, i);

        if (objects)
            take_in(sets, &count, objects, hand_may(sim, i));
        else if (hand_may(sim, i))
            return (struct thread_set){ .alone = i, .ready = 1 };
    }
    for (uint32_t i = 0; i < count; i++) {
        if (sets[i].ready && sets[i].ready < found.ready)
            found = sets[i];
    }
    return found;
}

uint32_t count_ready(const struct sim *sim)
{
    uint32_t count = 0;

    for (uint32_t i = 1; i <= sim->thread_count; i++)
        count += hand_may(sim, i);
    return count;
}
