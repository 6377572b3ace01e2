/* SPDX-License-Identifier: GPL-3.0-or-later
 * The ops `read` and `write`. */
#include "sim/mech/memory.h"

#include "sim/mech/line.h"
#include "sim/mech/order.h"
#include "sim/mech/python.h"
#include "sim/mech/team.h"

/* Row of the machine's memory among the rates; lines of regions follow, and then those of objects
 * (line.h). */
#define MEMORY_RATE 1

enum kind {
    KIND_MEMORY,
    KIND_LINE,
    KIND_OBJECT,
};

/* What a thread brings along. */
enum {
    DEMAND, /* bytes or updates that it makes a second, alone */
    WRITES,
    ATOMICS,
};

static const struct sim_region_def *def_of(const struct sim *sim, const struct sim_op *op)
{
    return &sim->scenario->region_defs[op->object];
}

/* ---- how fast ---- */

/* Beyond what memory can give, everybody is slowed by the same factor. */
static int64_t speed_of_memory(const struct sim *sim, const struct sim_rate *rate)
{
    return rates_part_of_one(sim->head->params.memory_bandwidth, rate->sum[DEMAND]);
}

/*
 * A line is one core's at a time. As long as nobody writes, all have copies. Else the cores take
 * turns, and all of them together make `shared` updates a second where one alone makes `alone`. An
 * update that finds the line taken away costs at least that difference more, even if the line is
 * not asked for all the time: so the speed is
 *
 *     min( shared / demand,  1 / (1 + mean demand * (1 / shared - 1 / alone)) )
 */
static int64_t speed_of_line(const struct sim *sim, const struct sim_rate *rate)
{
    const struct sim_params *p = &sim->head->params;
    __int128 shared = rate->sum[ATOMICS] ? p->atomic_shared : p->store_shared;
    __int128 alone = rate->sum[ATOMICS] ? p->atomic_rate : p->store_rate;
    __int128 mean = rate->sum[DEMAND] / rate->users, product = shared * alone;
    int64_t taken, away;

    if (rate->users < 2 || !rate->sum[WRITES])
        return RATES_ONE;
    taken = rates_part_of_one(shared, rate->sum[DEMAND]);
    away = alone > shared ? rates_part_of_one(product, product + mean * (alone - shared))
                          : RATES_ONE;
    return taken < away ? taken : away;
}

static const sim_speed_fn speeds[] = {
    [KIND_MEMORY] = speed_of_memory,
    [KIND_LINE] = speed_of_line,
    [KIND_OBJECT] = line_speed,
};

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

/* Copies of its region that an argument makes: one for each thread that has it as `owned`. */
static uint32_t copies_of(const struct sim_scenario *scenario,
                          const struct sim_argument *argument)
{
    return argument->convention == SIM_OWNED ? scenario->groups[argument->group].count : 0;
}

/* Those of the first so many arguments. They have rows behind those of the regions themselves. */
static uint32_t copies(const struct sim_scenario *scenario, uint32_t arguments)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < arguments; i++)
        count += copies_of(scenario, &scenario->arguments[i]);
    return count;
}

static uint32_t row_count(const struct sim_scenario *scenario)
{
    return scenario->regions.count + copies(scenario, scenario->argument_count);
}

static const struct sim_region_def *def_of_row(const struct sim_scenario *scenario,
                                               uint32_t row)
{
    const struct sim_argument *argument = scenario->arguments;

    if (row <= scenario->regions.count)
        return &scenario->region_defs[row - 1];
    row -= scenario->regions.count;
    for (; row > copies_of(scenario, argument); argument++)
        row -= copies_of(scenario, argument);
    return &scenario->region_defs[argument->region];
}

/* What an op of the thread touches: the region, or a copy, which it shares with its team only. */
static struct sim_region *region_of(struct sim *sim, struct sim_thread *thread,
                                    const struct sim_op *op)
{
    const struct sim_scenario *scenario = sim->scenario;
    const struct sim_thread *leader = team_leader(sim, thread);
    const struct sim_argument *argument = sim_scenario_argument(scenario, leader->group, op);
    uint32_t row = op->object + 1;

    if (argument && argument->convention == SIM_OWNED)
        row = scenario->regions.count + leader->member + 1 +
              copies(scenario, (uint32_t)(argument - scenario->arguments));
    return &sim->regions[row];
}

void memory_layout(struct sim *sim, struct sim_layout *layout)
{
    const struct sim_scenario *scenario = sim->scenario;
    uint32_t lines = 0, rows = row_count(scenario);

    sim->part_count = 0;
    for (uint32_t row = 1; row <= rows; row++) {
        sim->part_count += def_of_row(scenario, row)->parts;
        lines += lines_of(def_of_row(scenario, row));
    }
    if (rows)
        lines += MEMORY_RATE;
    if (line_count(sim))
        sim->first_line = lines + 1;
    sim_layout_rows(layout, &sim->regions, sizeof(*sim->regions), rows);
    sim_layout_rows(layout, &sim->parts, sizeof(*sim->parts), sim->part_count);
    rates_layout(sim, layout, lines + line_count(sim));
    sim->speeds = speeds;
}

static enum kind kind_of(const struct sim *sim, uint32_t rate)
{
    if (sim->first_line && rate >= sim->first_line)
        return KIND_OBJECT;
    return rate == MEMORY_RATE ? KIND_MEMORY : KIND_LINE;
}

void memory_init(struct sim *sim)
{
    uint32_t part = 1, rate = MEMORY_RATE + 1, rows = row_count(sim->scenario);

    for (uint32_t row = 1; row <= rows; row++) {
        const struct sim_region_def *def = def_of_row(sim->scenario, row);
        uint32_t lines = lines_of(def);

        sim->regions[row].first_part = part;
        sim->regions[row].first_rate = lines ? rate : 0;
        part += def->parts;
        rate += lines;
    }
    for (uint32_t i = 1; i <= sim->rate_count; i++) {
        sim->rates[i].kind = kind_of(sim, i);
        sim->rates[i].speed = RATES_ONE;
    }
}

/* ---- which part ---- */

/* The part that an op's index means for a thread, from 0. */
static uint32_t part_of(const struct sim *sim, const struct sim_thread *thread,
                        const struct sim_op *op)
{
    uint32_t parts = def_of(sim, op)->parts;

    switch ((enum sim_index_kind)op->index) {
    case SIM_INDEX_SELF:
        return memory_around((int64_t)team_self(sim, thread) + op->at, parts);
    case SIM_INDEX_CHUNK:
        return memory_around(team_chunk(sim, thread) + op->at, parts);
    case SIM_INDEX_AT:
    case SIM_INDEX_WHOLE:
        break;
    }
    return memory_around(op->at, parts);
}

/* ---- at the same time ---- */

static bool clash(const struct sim_touched *by, const struct sim_op *op)
{
    bool found = false;

    for (int other = 0; other < ORDER_ACCESS_COUNT; other++)
        found |= by->count[other] && order_clash(order_access_of(op), (enum order_access)other);
    return found;
}

static void count(struct sim_touched *by, const struct sim_op *op, int add)
{
    by->count[order_access_of(op)] += (uint32_t)add;
}

static void count_access(struct sim *sim, struct sim_thread *thread, int add)
{
    const struct sim_op *op = engine_op(sim, thread);
    struct sim_region *region = region_of(sim, thread, op);
    uint32_t part = region->first_part + part_of(sim, thread, op);

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
    const struct sim_op *op = engine_op(sim, thread);
    const struct sim_region *region = region_of(sim, thread, op);
    uint32_t part = region->first_part + part_of(sim, thread, op);

    if (clash(&region->whole, op))
        return true;
    return clash(op->index == SIM_INDEX_WHOLE ? &region->parts : &sim->parts[part].by, op);
}

/* Has somebody touched it whom nothing has made come before? */
static bool is_unordered(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_op *op = engine_op(sim, thread);
    uint32_t first = region_of(sim, thread, op)->first_part, count = def_of(sim, op)->parts;
    bool found = false;

    if (op->index != SIM_INDEX_WHOLE) {
        first += part_of(sim, thread, op);
        count = 1;
    }
    for (uint32_t i = 0; i < count; i++)
        found |= order_touch(sim, thread, first + i, order_access_of(op));
    return found;
}

static void look_for_races(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_op *op = engine_op(sim, thread);
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
static int64_t bytes_of(const struct sim *sim, const struct sim_op *op)
{
    const struct sim_region_def *def = def_of(sim, op);

    return op->index == SIM_INDEX_WHOLE ? def->size : part_size(def);
}

/* Does what it touches, a part or all, lie in one? */
static bool is_line(const struct sim *sim, const struct sim_op *op)
{
    return def_of(sim, op)->size && bytes_of(sim, op) <= MEMORY_LINE;
}

/* Bytes or updates. */
static int64_t units_of(const struct sim *sim, const struct sim_op *op)
{
    return is_line(sim, op) ? op->times : sim_time_scale(bytes_of(sim, op), op->times);
}

/* To read atomically is to read: only a change takes an instruction of its own. */
static bool updates(const struct sim_op *op)
{
    return op->keyword && op->kind == SIM_OP_WRITE;
}

static int64_t pace_of(const struct sim *sim, const struct sim_op *op)
{
    const struct sim_params *p = &sim->head->params;

    if (!is_line(sim, op))
        return p->core_bandwidth;
    return updates(op) ? p->atomic_rate : p->store_rate;
}

/* The time the access takes alone, if it was not said. */
static sim_time time_of(const struct sim *sim, const struct sim_op *op)
{
    int64_t units = units_of(sim, op);
    sim_time time = sim_time_ratio(units, SIM_S(1), pace_of(sim, op));

    return units && !time ? 1 : time;
}

static uint32_t rate_of(struct sim *sim, struct sim_thread *thread, const struct sim_op *op)
{
    const struct sim_region_def *def = def_of(sim, op);
    int64_t from;

    if (!is_line(sim, op))
        return MEMORY_RATE;
    from = (int64_t)part_of(sim, thread, op) * def->size / def->parts;
    return region_of(sim, thread, op)->first_rate + (uint32_t)(from / MEMORY_LINE);
}

enum sim_flow op_memory(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    interp_begin_op(sim, thread);
    return python_detach(sim, thread, frame, STATE_MEMORY_TOUCH);
}

static bool has_span(const struct sim_op *op)
{
    return op->amount.kind != SIM_DIST_CONSTANT || op->amount.a;
}

/* What was said to last as long as on a core of speed 100%, and what is done in a cache line, takes
 * longer on a slow core. Else the core waits for memory, as long as any other would. */
static bool computes(const struct sim *sim, const struct sim_op *op)
{
    return has_span(op) || is_line(sim, op);
}

/* The next burst is the access, which draws on its rate. */
static void draw(struct sim *sim, struct sim_thread *thread, sim_time work)
{
    const struct sim_op *op = engine_op(sim, thread);
    struct rates_use use = { .rate = rate_of(sim, thread, op), .computes = computes(sim, op) };
    sim_time time = use.computes ? engine_time_for(sim, thread, work) : work;

    use.brings[DEMAND] = sim_time_ratio(units_of(sim, op), SIM_S(1), time);
    use.brings[WRITES] = op->kind == SIM_OP_WRITE;
    use.brings[ATOMICS] = updates(op);
    rates_use(sim, thread, &use);
}

enum sim_flow memory_touch(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame)
{
    const struct sim_op *op = engine_op(sim, thread);
    sim_time work = engine_work(sim, thread, &op->amount);

    if (!work)
        work = time_of(sim, op);
    engine_record(sim, SIM_RECORD_WORK, thread, engine_owes(thread), SIM_REASON_NATIVE,
                  computes(sim, op) ? 0 : SIM_RECORD_FLAG);
    look_for_races(sim, thread);
    count_access(sim, thread, 1);
    if (!work)
        return memory_touched(sim, thread, frame);
    if (units_of(sim, op))
        draw(sim, thread, work);
    return engine_work_for(sim, thread, frame, STATE_MEMORY_TOUCHED, work);
}

enum sim_flow memory_touched(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame)
{
    uint32_t stall = rates_take_stall(sim, thread);

    if (stall) {
        engine_record(sim, SIM_RECORD_STALL, thread, stall, SIM_REASON_SAME, 0);
        return engine_go(frame, STATE_MEMORY_TOUCHED);
    }
    count_access(sim, thread, -1);
    return outside_back(sim, thread, frame);
}
