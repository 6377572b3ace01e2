/* SPDX-License-Identifier: GPL-3.0-or-later
 * Pairs of accesses: can they overlap, and can they happen at the same time? */
#include "sim/mech/ownership.h"

#include "sim/mech/memory.h"

#include <stddef.h>

/* One op of one group that touches a region. */
struct access {
    uint32_t group, op;
};

struct search {
    const struct sim_scenario *scenario;
    struct sim_finding *list;
    uint32_t most, count;
};

/* How far starts and joins are followed from thread to thread. */
#define CHAIN_MAX 16

static const struct sim_op *op_at(const struct sim_scenario *scenario, uint32_t op)
{
    return &scenario->ops[op];
}

static const struct sim_program *program_of(const struct sim_scenario *scenario, uint32_t group)
{
    return &scenario->programs[scenario->groups[group].program];
}

static bool is_access(const struct sim_op *op)
{
    return op->kind == SIM_OP_READ || op->kind == SIM_OP_WRITE;
}

static bool is_loop(const struct sim_op *op)
{
    return sim_op_repeats(op) || op->kind == SIM_OP_PARALLEL || op->kind == SIM_OP_TASK;
}

/* ---- before and after, within one program ---- */

static bool encloses(const struct sim_scenario *scenario, uint32_t head, uint32_t op)
{
    const struct sim_op *block = op_at(scenario, head);

    return sim_op_table[block->kind].block && head < op && op < block->match;
}

/* In every run `a` is over when `b` is first reached: a loop around both would bring it back. */
static bool is_before(const struct sim_scenario *scenario, uint32_t first, uint32_t a,
                      uint32_t b)
{
    if (a >= b)
        return false;
    for (uint32_t head = first; head < a; head++) {
        if (is_loop(op_at(scenario, head)) && encloses(scenario, head, a) &&
            encloses(scenario, head, b))
            return false;
    }
    return true;
}

/* Whenever `b` is reached, `a` has been done: no loop around `a` alone may have been left out. */
static bool is_done_by(const struct sim_scenario *scenario, uint32_t first, uint32_t a,
                       uint32_t b)
{
    if (a >= b)
        return false;
    for (uint32_t head = first; head < a; head++) {
        if (is_loop(op_at(scenario, head)) && encloses(scenario, head, a) &&
            !encloses(scenario, head, b))
            return false;
    }
    return true;
}

/* ---- before and after, between threads ---- */

/* All threads of `later` begin after op `a` of group `group`, which is one thread: whoever starts
 * them does so after it. */
static bool begins_after(const struct sim_scenario *scenario, uint32_t group, uint32_t a,
                         uint32_t later, int chain)
{
    bool started = false;

    if (chain == CHAIN_MAX || !scenario->groups[later].manual || later == group)
        return false;
    for (uint32_t g = 0; g < scenario->group_count; g++) {
        const struct sim_program *program = program_of(scenario, g);

        for (uint32_t i = program->first; i < program->first + program->count; i++) {
            bool after;

            if (scenario->groups[g].team || op_at(scenario, i)->kind != SIM_OP_START ||
                op_at(scenario, i)->object != later)
                continue;
            after = g == group ? scenario->groups[g].count == 1 &&
                                     is_before(scenario, program->first, a, i)
                               : begins_after(scenario, group, a, g, chain + 1);
            if (!after)
                return false;
            started = true;
        }
    }
    return started;
}

/* All threads of `earlier` have ended when op `b` of `group` is reached: it has joined them, or
 * joined somebody who did. */
static bool ended_before(const struct sim_scenario *scenario, uint32_t earlier, uint32_t group,
                         uint32_t b, int chain)
{
    const struct sim_program *program = program_of(scenario, group);

    if (chain == CHAIN_MAX)
        return false;
    for (uint32_t i = program->first; i < program->first + program->count; i++) {
        const struct sim_op *op = op_at(scenario, i);
        uint32_t end;

        if (op->kind != SIM_OP_JOIN || !is_done_by(scenario, program->first, i, b))
            continue;
        end = program_of(scenario, op->object)->first + program_of(scenario, op->object)->count;
        if (op->object == earlier ||
            ended_before(scenario, earlier, op->object, end, chain + 1))
            return true;
    }
    return false;
}

/* Somebody joins the one and starts the other after that. */
static bool is_handed_on(const struct sim_scenario *scenario, uint32_t earlier, uint32_t later)
{
    for (uint32_t g = 0; g < scenario->group_count; g++) {
        const struct sim_program *program = program_of(scenario, g);

        for (uint32_t i = program->first; i < program->first + program->count; i++) {
            if (op_at(scenario, i)->kind == SIM_OP_JOIN &&
                op_at(scenario, i)->object == earlier && begins_after(scenario, g, i, later, 0))
                return true;
        }
    }
    return false;
}

static bool comes_before(const struct sim_scenario *scenario, struct access a, struct access b)
{
    return begins_after(scenario, a.group, a.op, b.group, 0) ||
           ended_before(scenario, a.group, b.group, b.op, 0) ||
           is_handed_on(scenario, a.group, b.group);
}

/* ---- locks ---- */

static bool holds(const struct sim_scenario *scenario, struct access access, uint32_t lock)
{
    bool held = false;

    for (uint32_t i = program_of(scenario, access.group)->first; i < access.op; i++) {
        const struct sim_op *op = op_at(scenario, i);

        if ((op->kind == SIM_OP_LOCK || op->kind == SIM_OP_UNLOCK) && op->object == lock)
            held = op->kind == SIM_OP_LOCK;
    }
    return held;
}

static bool hold_one_lock(const struct sim_scenario *scenario, struct access a, struct access b)
{
    for (uint32_t i = program_of(scenario, a.group)->first; i < a.op; i++) {
        const struct sim_op *op = op_at(scenario, i);

        if (op->kind == SIM_OP_LOCK && holds(scenario, a, op->object) &&
            holds(scenario, b, op->object))
            return true;
    }
    return false;
}

/* ---- parts ---- */

/* The parts that an access can mean, all threads and chunks together: a stretch of a ring. */
struct stretch {
    uint32_t from, count;
};

static uint32_t workers_of(const struct sim_scenario *scenario, const struct sim_op *parallel)
{
    return parallel->times ? parallel->times : (uint32_t)scenario->params.cores;
}

/* Values that an index takes; more than there are parts is all of them. */
static int64_t values_of(const struct sim_scenario *scenario, struct access access)
{
    const struct sim_op *op = op_at(scenario, access.op);
    const struct sim_op *parallel = op->parallel ? op_at(scenario, op->parallel - 1) : NULL;

    if (op->index == SIM_INDEX_CHUNK && parallel)
        return parallel->amount.kind == SIM_DIST_CONSTANT ? parallel->amount.a : INT32_MAX;
    if (op->index == SIM_INDEX_SELF)
        return parallel ? workers_of(scenario, parallel) : scenario->groups[access.group].count;
    return 1;
}

static uint32_t around(int64_t at, uint32_t parts)
{
    return (uint32_t)((at % parts + parts) % parts);
}

static struct stretch stretch_of(const struct sim_scenario *scenario, struct access access)
{
    const struct sim_op *op = op_at(scenario, access.op);
    uint32_t parts = scenario->region_defs[op->object].parts;
    int64_t values = values_of(scenario, access);

    if (op->index == SIM_INDEX_WHOLE || values >= parts)
        return (struct stretch){ 0, parts };
    return (struct stretch){ around(op->at, parts), (uint32_t)values };
}

static bool meet(struct stretch a, struct stretch b, uint32_t parts)
{
    return around((int64_t)b.from - a.from, parts) < a.count ||
           around((int64_t)a.from - b.from, parts) < b.count;
}

/* Of two accesses by the same kind of index: can they mean one part although the one's index is not
 * the other's? Of `values` indices, on a ring. */
static bool meet_apart(const struct sim_op *a, const struct sim_op *b, int64_t values,
                       uint32_t parts)
{
    uint32_t apart = around((int64_t)a->at - b->at, parts);

    if (values < 2)
        return false;
    if (!apart)
        return parts < values;
    return apart < values || parts - apart < values;
}

/* Two tasks alike (threads of a group, chunks of a block), told apart by `index`. */
static bool twins_meet(const struct sim_scenario *scenario, struct access a, struct access b,
                       enum sim_index_kind index, int64_t values)
{
    const struct sim_op *one = op_at(scenario, a.op), *other = op_at(scenario, b.op);
    uint32_t parts = scenario->region_defs[one->object].parts;

    if (one->index == index && other->index == index)
        return meet_apart(one, other, values, parts);
    return values > 1 && meet(stretch_of(scenario, a), stretch_of(scenario, b), parts);
}

/* ---- arguments ---- */

static bool covers(const struct sim_argument *argument, const struct sim_op *op)
{
    return argument->region == op->object &&
           (argument->index == SIM_INDEX_WHOLE ||
            (argument->index == op->index && argument->at == op->at));
}

/* The argument by which a group has what the op touches; NULL: none. *declares: it has any. */
static const struct sim_argument *argument_of(const struct sim_scenario *scenario,
                                              struct access access, bool *declares)
{
    const struct sim_argument *found = NULL;

    *declares = false;
    for (uint32_t i = 0; i < scenario->argument_count; i++) {
        const struct sim_argument *argument = &scenario->arguments[i];

        if (argument->group != access.group)
            continue;
        *declares = true;
        if (covers(argument, op_at(scenario, access.op)))
            found = argument;
    }
    return found;
}

static bool has_as(const struct sim_scenario *scenario, struct access access,
                   enum sim_convention convention)
{
    bool declares;
    const struct sim_argument *argument = argument_of(scenario, access, &declares);

    return argument && argument->convention == convention;
}

/* ---- findings ---- */

static void add(struct search *search, enum sim_finding_kind kind, struct access a,
                struct access b, bool chunks)
{
    const struct sim_scenario *scenario = search->scenario;
    struct sim_finding finding = { .kind = kind,
                                   .region = op_at(scenario, a.op)->object,
                                   .op = { a.op, b.op },
                                   .chunk = { -1, -1 } };

    finding.thread[0] = sim_scenario_first_thread(scenario, a.group);
    finding.thread[1] = sim_scenario_first_thread(scenario, b.group);
    if (chunks) {
        finding.chunk[0] = 0;
        finding.chunk[1] = 1;
    } else if (a.group == b.group && kind <= SIM_FINDING_READS) {
        finding.thread[1]++;
    }
    if (search->count < search->most)
        search->list[search->count] = finding;
    search->count++;
}

static bool one_writes(const struct sim_op *a, const struct sim_op *b)
{
    return (a->kind == SIM_OP_WRITE || b->kind == SIM_OP_WRITE) && !(a->keyword && b->keyword);
}

/* Can the two happen at the same time to one part? *chunks: as chunks of one `parallel`. */
static bool may_clash(const struct sim_scenario *scenario, struct access a, struct access b,
                      bool *chunks)
{
    const struct sim_op *one = op_at(scenario, a.op), *other = op_at(scenario, b.op);
    uint32_t parts = scenario->region_defs[one->object].parts;

    *chunks = false;
    if (a.group != b.group)
        return !comes_before(scenario, a, b) && !comes_before(scenario, b, a) &&
               meet(stretch_of(scenario, a), stretch_of(scenario, b), parts);
    if (one->parallel && one->parallel == other->parallel) {
        const struct sim_op *parallel = op_at(scenario, one->parallel - 1);
        bool by_self = one->index == SIM_INDEX_SELF && other->index == SIM_INDEX_SELF;
        int64_t workers = workers_of(scenario, parallel);
        int64_t chunked =
            parallel->amount.kind == SIM_DIST_CONSTANT ? parallel->amount.a : INT32_MAX;

        *chunks = workers > 1 &&
                  twins_meet(scenario, a, b, by_self ? SIM_INDEX_SELF : SIM_INDEX_CHUNK,
                             by_self && workers < chunked ? workers : chunked);
        if (*chunks)
            return true;
    }
    return twins_meet(scenario, a, b,
                      one->parallel || other->parallel ? SIM_INDEX_WHOLE : SIM_INDEX_SELF,
                      scenario->groups[a.group].count);
}

static void look_at_pair(struct search *search, struct access a, struct access b)
{
    const struct sim_scenario *scenario = search->scenario;
    const struct sim_op *one = op_at(scenario, a.op), *other = op_at(scenario, b.op);
    bool chunks, writes = one->kind == SIM_OP_WRITE && other->kind == SIM_OP_WRITE;

    if (one->object != other->object || !one_writes(one, other) ||
        has_as(scenario, a, SIM_OWNED) || has_as(scenario, b, SIM_OWNED) ||
        hold_one_lock(scenario, a, b) || !may_clash(scenario, a, b, &chunks))
        return;
    if (writes)
        add(search, SIM_FINDING_WRITES, a, b, chunks);
    else if (one->kind == SIM_OP_WRITE)
        add(search, SIM_FINDING_READS, a, b, chunks);
    else
        add(search, SIM_FINDING_READS, b, a, chunks);
}

/* What an access does against the arguments of its own thread. */
static void look_at_arguments(struct search *search, struct access access)
{
    bool declares;
    const struct sim_argument *argument = argument_of(search->scenario, access, &declares);

    if (declares && !argument)
        add(search, SIM_FINDING_NOT_PASSED, access, access, false);
    else if (argument && argument->convention == SIM_BORROWED &&
             op_at(search->scenario, access.op)->kind == SIM_OP_WRITE)
        add(search, SIM_FINDING_BORROWED, access, access, false);
}

/* What has been moved is its new owner's for good: others have touched it before, or not at all. */
static void look_at_moves(struct search *search, struct access access)
{
    const struct sim_scenario *scenario = search->scenario;

    for (uint32_t i = 0; i < scenario->argument_count; i++) {
        const struct sim_argument *argument = &scenario->arguments[i];
        struct access owner = { argument->group, access.op };

        if (argument->convention != SIM_MOVED || argument->group == access.group ||
            argument->region != op_at(scenario, access.op)->object ||
            begins_after(scenario, access.group, access.op, argument->group, 0))
            continue;
        add(search, SIM_FINDING_MOVED, access, owner, false);
    }
}

static void look_at(struct search *search, struct access a)
{
    const struct sim_scenario *scenario = search->scenario;

    look_at_arguments(search, a);
    look_at_moves(search, a);
    for (uint32_t g = a.group; g < scenario->group_count; g++) {
        const struct sim_program *program = program_of(scenario, g);
        uint32_t from = g == a.group ? a.op : program->first;

        for (uint32_t i = from; i < program->first + program->count; i++) {
            if (is_access(op_at(scenario, i)) && !scenario->groups[g].team)
                look_at_pair(search, a, (struct access){ g, i });
        }
    }
}

static void for_each(struct search *search, void (*look)(struct search *, struct access))
{
    const struct sim_scenario *scenario = search->scenario;

    for (uint32_t g = 0; g < scenario->group_count; g++) {
        const struct sim_program *program = program_of(scenario, g);

        for (uint32_t i = program->first; i < program->first + program->count; i++) {
            if (is_access(op_at(scenario, i)) && !scenario->groups[g].team)
                look(search, (struct access){ g, i });
        }
    }
}

static void count_one(struct search *search, struct access access)
{
    (void)access;
    search->count++;
}

uint32_t ownership_find(const struct sim_scenario *scenario, struct sim_finding *list,
                        uint32_t most)
{
    struct search search = { scenario, list, most, 0 };

    for_each(&search, count_one);
    if (search.count > OWNERSHIP_ACCESSES_MAX) {
        search.count = 0;
        add(&search, SIM_FINDING_TOO_MANY, (struct access){ 0, 0 }, (struct access){ 0, 0 },
            false);
        return search.count;
    }
    search.count = 0;
    for_each(&search, look_at);
    return search.count;
}
