/* SPDX-License-Identifier: GPL-3.0-or-later
 * Threads that will never again touch anything in common need not be mixed. */
#include "sim/study/explore_part.h"

#include "sim/mech/hand.h"

#include <stdlib.h>

#define OBJECTS_MAX 64

/* What kinds of objects there are, and how many before them. */
enum { VARS, LOCKS, QUEUES, BARRIERS, EVENTS, THREADS };

/* OBJECTS_MAX: too many. */
static uint32_t number_of(const struct sim_scenario *scenario, uint32_t kind, uint32_t object)
{
    uint32_t before[] = { scenario->vars.count, scenario->locks.count, scenario->queues.count,
                          scenario->barriers.count, scenario->events.count };

    for (uint32_t i = 0; i < kind; i++)
        object += before[i];
    return object < OBJECTS_MAX ? object : OBJECTS_MAX;
}

#define NOTHING UINT32_MAX

/* The number of what an op of the group names among all that several ops name. */
static uint32_t object_of(const struct sim_scenario *scenario, uint32_t op, uint32_t group)
{
    static const uint8_t kinds[] = {
        [SIM_OP_ARG_VAR] = VARS + 1,         [SIM_OP_ARG_LOCK] = LOCKS + 1,
        [SIM_OP_ARG_BARRIER] = BARRIERS + 1, [SIM_OP_ARG_EVENT] = EVENTS + 1,
        [SIM_OP_ARG_THREAD] = THREADS + 1,
    };
    enum sim_op_arg first = sim_op_table[scenario->ops[op].kind].first;
    uint32_t queue = sim_scenario_queue(scenario, op, group);

    if (queue) /* of messages, too */
        return number_of(scenario, QUEUES, queue - 1);
    if ((size_t)first >= sizeof(kinds) || !kinds[first])
        return NOTHING;
    return number_of(scenario, kinds[first] - 1u, scenario->ops[op].object);
}

/* False: there are too many objects to tell apart. */
static bool look_at_group(struct future *future, const struct sim_scenario *scenario,
                          uint32_t group)
{
    const struct sim_program *program = sim_scenario_program(scenario, group);
    uint64_t all = 0, bit;

    for (uint32_t i = program->first + program->count; i-- > program->first;) {
        uint32_t object = object_of(scenario, i, group);

        if (object == OBJECTS_MAX)
            return false;
        bit = object == NOTHING ? 0 : UINT64_C(1) << object;
        all |= bit;
        future->of[i] |= all;
        if (sim_op_table[scenario->ops[i].kind].first == SIM_OP_ARG_THREAD)
            future->started |= bit;
    }
    for (uint32_t i = program->first; i < program->first + program->count; i++) {
        const struct sim_op *op = &scenario->ops[i];

        for (uint32_t k = i; sim_op_repeats(op) && k <= op->match; k++)
            future->of[k] = future->of[i];
    }
    return true;
}

/* Of each op what a thread that executes it may touch from there on: what follows, and all of the
 * blocks that it is in. */
bool look_ahead(struct future *future, const struct sim_scenario *scenario)
{
    future->of = calloc(scenario->op_count + 1, sizeof(*future->of));
    for (uint32_t g = 0; future->of && g < scenario->group_count; g++) {
        if (look_at_group(future, scenario, g))
            continue;
        free(future->of);
        future->of = NULL; /* no set is left out */
        return true;
    }
    return future->of;
}

/* A thread's coming and its end concern those who start or join it. */
static uint64_t itself(const struct future *future, const struct sim *sim,
                       const struct sim_thread *thread)
{
    uint32_t object = number_of(sim->scenario, THREADS, thread->group);

    return object < OBJECTS_MAX ? UINT64_C(1) << object & future->started : 0;
}

static uint64_t future_of(const struct future *future, const struct sim *sim, uint32_t id)
{
    const struct sim_thread *thread = &sim->threads[id];
    const struct sim_program *program = sim_scenario_program(sim->scenario, thread->group);
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
