/* SPDX-License-Identifier: GPL-3.0-or-later
 * The ops `read` and `write`. */
#include "sim/mech/memory.h"

#include "sim/mech/order.h"
#include "sim/mech/python.h"
#include "sim/mech/team.h"

/* Row of the machine's memory among the rates; lines follow. */
#define MEMORY_RATE 1

static const struct sim_op *op_of(const struct sim *sim, const struct sim_thread *thread)
{
    return &sim->scenario->ops[thread->pc];
}

static const struct sim_region_def *def_of(const struct sim *sim, const struct sim_op *op)
{
    return &sim->scenario->region_defs[op->object];
}

/* ---- rows ---- */

static int64_t part_size(const struct sim_region_def *def)
{
    return def->size / def->parts;
}

/* Cache lines that are worth a rate of their own: of regions whose parts are no larger. */
static uint32_t lines_of(const struct sim_region_def *def)
{
    if (!def->size || part_size(def) > MEMORY_LINE)
        return 0;
    return (uint32_t)((def->size + MEMORY_LINE - 1) / MEMORY_LINE);
}

void memory_layout(struct sim *sim, struct sim_layout *layout)
{
    const struct sim_scenario *scenario = sim->scenario;
    uint32_t parts = 0, lines = 0, regions = scenario->regions.count;

    for (uint32_t i = 0; i < regions; i++) {
        parts += scenario->region_defs[i].parts;
        lines += lines_of(&scenario->region_defs[i]);
    }
    sim->rate_count = regions ? MEMORY_RATE + lines : 0;
    sim_layout_rows(layout, &sim->regions, sizeof(*sim->regions), regions);
    sim_layout_rows(layout, &sim->parts, sizeof(*sim->parts), parts);
    sim_layout_rows(layout, &sim->rates, sizeof(*sim->rates), sim->rate_count);
    sim_layout_rows(layout, &sim->shares, sizeof(*sim->shares),
                    regions ? sim->thread_count : 0);
}

void memory_init(struct sim *sim)
{
    const struct sim_scenario *scenario = sim->scenario;
    uint32_t part = 1, rate = MEMORY_RATE + 1;

    for (uint32_t i = 0; i < scenario->regions.count; i++) {
        const struct sim_region_def *def = &scenario->region_defs[i];
        uint32_t lines = lines_of(def);

        sim->regions[i + 1].first_part = part;
        sim->regions[i + 1].first_rate = lines ? rate : 0;
        part += def->parts;
        rate += lines;
    }
    for (uint32_t i = 1; i <= sim->rate_count; i++) {
        sim->rates[i].line = i > MEMORY_RATE;
        sim->rates[i].speed = RATES_ONE;
    }
}

/* ---- which part ---- */

/* Indices go round, so that the last one's neighbour is the first. */
static uint32_t around(int64_t index, uint32_t parts)
{
    int64_t rest = index % parts;

    return (uint32_t)(rest < 0 ? rest + parts : rest);
}

uint32_t memory_part_of(const struct sim *sim, const struct sim_thread *thread,
                        const struct sim_op *op)
{
    uint32_t parts = def_of(sim, op)->parts;

    switch ((enum sim_index_kind)op->index) {
    case SIM_INDEX_SELF:
        return around((int64_t)team_self(sim, thread) + op->at, parts);
    case SIM_INDEX_CHUNK:
        return around(team_chunk(sim, thread) + op->at, parts);
    case SIM_INDEX_AT:
    case SIM_INDEX_WHOLE:
        break;
    }
    return around(op->at, parts);
}

/* ---- at the same time ---- */

static bool clash(const struct sim_touched *by, const struct sim_op *op)
{
    bool reads = op->kind == SIM_OP_READ;

    if (op->keyword)
        return by->writers || (by->readers && !reads);
    return by->writers || by->updaters || ((by->readers || by->watchers) && !reads);
}

static void count(struct sim_touched *by, const struct sim_op *op, int add)
{
    bool reads = op->kind == SIM_OP_READ;

    if (op->keyword)
        *(reads ? &by->watchers : &by->updaters) += (uint32_t)add;
    else
        *(reads ? &by->readers : &by->writers) += (uint32_t)add;
}

static void count_access(struct sim *sim, struct sim_thread *thread, int add)
{
    const struct sim_op *op = op_of(sim, thread);
    struct sim_region *region = &sim->regions[op->object + 1];
    uint32_t part = region->first_part + memory_part_of(sim, thread, op);

    if (op->index == SIM_INDEX_WHOLE) {
        count(&region->whole, op, add);
        return;
    }
    count(&region->parts, op, add);
    count(&sim->parts[part].by, op, add);
}

/* Does somebody touch just now what the thread is about to? */
static bool is_race(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_op *op = op_of(sim, thread);
    const struct sim_region *region = &sim->regions[op->object + 1];
    uint32_t part = region->first_part + memory_part_of(sim, thread, op);

    if (clash(&region->whole, op))
        return true;
    return clash(op->index == SIM_INDEX_WHOLE ? &region->parts : &sim->parts[part].by, op);
}

/* Has somebody touched it whom nothing has made come before? */
static bool is_unordered(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_op *op = op_of(sim, thread);
    static const enum order_access plain[] = { ORDER_WRITES, ORDER_READS },
                                   atomic[] = { ORDER_UPDATES, ORDER_WATCHES };
    enum order_access access = (op->keyword ? atomic : plain)[op->kind == SIM_OP_READ];
    uint32_t first = sim->regions[op->object + 1].first_part, count = def_of(sim, op)->parts;
    bool found = false;

    if (op->index != SIM_INDEX_WHOLE) {
        first += memory_part_of(sim, thread, op);
        count = 1;
    }
    for (uint32_t i = 0; i < count; i++)
        found |= order_touch(sim, thread, first + i, access);
    return found;
}

static void look_for_races(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_op *op = op_of(sim, thread);
    bool unordered = is_unordered(sim, thread), race = is_race(sim, thread);

    if (race || unordered)
        engine_record(sim, race ? SIM_RECORD_RACE : SIM_RECORD_LUCK, thread, op->object,
                      SIM_REASON_SAME, op->kind == SIM_OP_WRITE ? SIM_RECORD_FLAG : 0);
}

/* ---- touching ---- */

/*
 * An access begins, goes on for as many bursts as it takes, and ends:
 *
 *     op_memory -> memory_touch -> memory_touched -> outside_back
 *                  (races)  ^--------'  (stall)
 *
 * How far it has come stands in the thread's tstate, as for bytecode.
 */
static bool is_line(const struct sim *sim, const struct sim_op *op)
{
    return sim->regions[op->object + 1].first_rate && op->index != SIM_INDEX_WHOLE;
}

/* Bytes or updates. */
static int64_t units_of(const struct sim *sim, const struct sim_op *op)
{
    const struct sim_region_def *def = def_of(sim, op);
    int64_t bytes = op->index == SIM_INDEX_WHOLE ? def->size : part_size(def);

    if (!def->size)
        return 0;
    return is_line(sim, op) ? op->times : sim_time_scale(bytes, op->times);
}

static int64_t pace_of(const struct sim *sim, const struct sim_op *op)
{
    const struct sim_params *p = &sim->head->params;

    if (!is_line(sim, op))
        return p->core_bandwidth;
    return op->keyword ? p->atomic_rate : p->store_rate;
}

/* The time the access takes alone, if it was not said. */
static sim_time time_of(const struct sim *sim, const struct sim_op *op)
{
    int64_t units = units_of(sim, op);
    sim_time time = sim_time_ratio(units, SIM_S(1), pace_of(sim, op));

    return units && !time ? 1 : time;
}

static uint32_t rate_of(const struct sim *sim, const struct sim_thread *thread,
                        const struct sim_op *op)
{
    const struct sim_region_def *def = def_of(sim, op);
    int64_t from = (int64_t)memory_part_of(sim, thread, op) * def->size / def->parts;

    if (!is_line(sim, op))
        return MEMORY_RATE;
    return sim->regions[op->object + 1].first_rate + (uint32_t)(from / MEMORY_LINE);
}

enum sim_flow op_memory(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    engine_record(sim, SIM_RECORD_OP, thread, thread->pc, SIM_REASON_RUNNING, 0);
    return python_detach(sim, thread, frame, STATE_MEMORY_TOUCH);
}

enum sim_flow memory_touch(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_op *op = op_of(sim, thread);
    sim_time span = engine_work(sim, thread, &op->amount);

    engine_record(sim, SIM_RECORD_WORK, thread, engine_owes(thread), SIM_REASON_NATIVE, 0);
    look_for_races(sim, thread);
    count_access(sim, thread, 1);
    sim->tstates[thread->self.i].total = span ? span : time_of(sim, op);
    sim->tstates[thread->self.i].done = 0;
    return memory_touched(sim, thread, frame);
}

static bool has_span(const struct sim_op *op)
{
    return op->amount.kind != SIM_DIST_CONSTANT || op->amount.a;
}

/* The next burst of the access: all of it, unless it is very long. */
static enum sim_flow go_on(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_op *op = op_of(sim, thread);
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    sim_time left = tstate->total - tstate->done;
    struct engine_draw draw = { .rate = rate_of(sim, thread, op),
                                .work = left < RATES_WORK_MAX ? left : RATES_WORK_MAX,
                                .computes = has_span(op) || is_line(sim, op),
                                .writes = op->kind == SIM_OP_WRITE,
                                .atomics = op->keyword };

    draw.units = sim_time_ratio(units_of(sim, op), draw.work, tstate->total);
    tstate->done += draw.work;
    if (!units_of(sim, op))
        return engine_work_for(sim, thread, frame, STATE_MEMORY_TOUCHED, draw.work);
    return engine_draw(sim, thread, frame, STATE_MEMORY_TOUCHED, &draw);
}

enum sim_flow memory_touched(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    uint32_t stall = engine_take_stall(sim, thread);

    if (stall) {
        engine_record(sim, SIM_RECORD_STALL, thread, stall, SIM_REASON_SAME, 0);
        return engine_go(frame, STATE_MEMORY_TOUCHED);
    }
    if (tstate->done < tstate->total)
        return go_on(sim, thread, frame);
    count_access(sim, thread, -1);
    return outside_back(sim, thread, frame);
}
