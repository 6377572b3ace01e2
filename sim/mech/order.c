/* SPDX-License-Identifier: GPL-3.0-or-later
 * Vector clocks. */
#include "sim/mech/order.h"

#include "sim/mech/sync.h"

/* Vectors stand behind each other: those of the threads, from 1, of each kind of object, and of each
 * part for each kind of access. */
static uint32_t objects_of(const struct sim *sim, enum order_object kind)
{
    const struct sim_scenario *scenario = sim->scenario;

    switch (kind) {
    case ORDER_LOCK:
        return sync_lock_rows(sim);
    case ORDER_QUEUE:
        return scenario->queues.count;
    case ORDER_BARRIER:
        return scenario->barriers.count;
    case ORDER_EVENT:
        return scenario->events.count;
    case ORDER_POOL:
        return sim_scenario_items(scenario) ? scenario->group_count : 0;
    case ORDER_RESULT:
        return sim_scenario_items(scenario) ? sim->thread_count : 0;
    default:
        return sim->thread_count;
    }
}

uint32_t order_of_var(const struct sim *sim, uint32_t var)
{
    return sim->part_count + var;
}

static bool is_updated(const struct sim_scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->op_count; i++) {
        if (scenario->ops[i].kind == SIM_OP_ADD)
            return true;
    }
    return false;
}

/* The vector before an object's first. */
static uint32_t before(const struct sim *sim, enum order_object kind)
{
    uint32_t vectors = sim->thread_count;

    for (int k = 0; k < (int)kind; k++)
        vectors += objects_of(sim, (enum order_object)k);
    return vectors;
}

void order_layout(struct sim *sim, struct sim_layout *layout)
{
    const struct sim_scenario *scenario = sim->scenario;
    uint64_t vectors = before(sim, ORDER_OBJECT_COUNT) +
                       (uint64_t)ORDER_ACCESS_COUNT * order_of_var(sim, sync_var_rows(sim));
    bool small = vectors * sim->thread_count <= ORDER_MOST;

    sim->ordered = (scenario->regions.count || is_updated(scenario)) && small;
    sim_layout_rows(layout, &sim->orders, sizeof(*sim->orders) * sim->thread_count,
                    sim->ordered ? vectors : 0);
}

static uint32_t *vector(struct sim *sim, uint32_t row)
{
    return sim->orders + (size_t)row * sim->thread_count;
}

static uint32_t *of_object(struct sim *sim, enum order_object kind, uint32_t row)
{
    return vector(sim, before(sim, kind) + row);
}

void order_init(struct sim *sim)
{
    for (uint32_t i = 1; sim->ordered && i <= sim->thread_count; i++)
        vector(sim, i)[i - 1] = 1;
}

/* ---- knowing ---- */

static void learn(const struct sim *sim, uint32_t *to, const uint32_t *from)
{
    for (uint32_t i = 0; i < sim->thread_count; i++)
        to[i] = to[i] > from[i] ? to[i] : from[i];
}

/* What the thread does from now on is later than what it has left. */
static void leave(struct sim *sim, const struct sim_thread *thread, uint32_t *to)
{
    learn(sim, to, vector(sim, thread->self.i));
    vector(sim, thread->self.i)[thread->self.i - 1]++;
}

void order_leave(struct sim *sim, const struct sim_thread *thread, enum order_object kind,
                 uint32_t row)
{
    if (sim->ordered)
        leave(sim, thread, of_object(sim, kind, row));
}

void order_learn(struct sim *sim, const struct sim_thread *thread, enum order_object kind,
                 uint32_t row)
{
    if (sim->ordered)
        learn(sim, vector(sim, thread->self.i), of_object(sim, kind, row));
}

void order_after(struct sim *sim, const struct sim_thread *from, const struct sim_thread *to)
{
    if (sim->ordered)
        leave(sim, from, vector(sim, to->self.i));
}

/* ---- touching ---- */

enum order_access order_access_of(const struct sim_op *op)
{
    if (op->kind == SIM_OP_READ)
        return op->keyword ? ORDER_WATCHES : ORDER_READS;
    return op->keyword ? ORDER_UPDATES : ORDER_WRITES;
}

bool order_clash(enum order_access a, enum order_access b)
{
    bool writes =
        a == ORDER_WRITES || a == ORDER_UPDATES || b == ORDER_WRITES || b == ORDER_UPDATES;
    bool atomic = (a == ORDER_WATCHES || a == ORDER_UPDATES) &&
                  (b == ORDER_WATCHES || b == ORDER_UPDATES);

    return writes && !atomic;
}

bool order_touch(struct sim *sim, const struct sim_thread *thread, uint32_t part,
                 enum order_access access)
{
    const uint32_t *knows;
    uint32_t *last;
    bool found = false;

    if (!sim->ordered)
        return false;
    knows = vector(sim, thread->self.i);
    last = vector(sim, before(sim, ORDER_OBJECT_COUNT) +
                           (part - 1) * (uint32_t)ORDER_ACCESS_COUNT + 1);
    for (int other = 0; other < ORDER_ACCESS_COUNT; other++) {
        const uint32_t *at = last + (size_t)other * sim->thread_count;

        if (!order_clash(access, (enum order_access)other))
            continue;
        for (uint32_t i = 0; i < sim->thread_count; i++)
            found |= at[i] > knows[i] && i + 1 != thread->self.i;
    }
    last[(size_t)access * sim->thread_count + thread->self.i - 1] = knows[thread->self.i - 1];
    return found;
}
