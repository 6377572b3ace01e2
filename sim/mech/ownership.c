/* SPDX-License-Identifier: GPL-3.0-or-later
 * Pairs of accesses: can they overlap, and can they happen at the same time? */
#include "sim/mech/ownership.h"

#include "sim/mech/memory.h"
#include "sim/mech/order.h"
#include "sim/mech/precedence.h"

#include <stdlib.h>

/* One op of one group that touches a region; they are numbered in the order of the program. */
struct access {
    uint32_t group, op, number;
};

struct search {
    const struct sim_scenario *scenario;
    struct sim_finding *list;
    uint32_t most, count;
    struct access accesses[OWNERSHIP_ACCESSES_MAX];
    uint32_t access_count;
    uint8_t *open; /* locks that somebody may let go who has not taken them; NULL: all are */
    /* of two accesses: one bit, is the first over whenever the second is reached? */
    uint64_t before[OWNERSHIP_ACCESSES_MAX][OWNERSHIP_ACCESSES_MAX / 64];
};

static const struct sim_op *op_at(const struct sim_scenario *scenario, uint32_t op)
{
    return &scenario->ops[op];
}

static bool is_access(const struct sim_op *op)
{
    return op->kind == SIM_OP_READ || op->kind == SIM_OP_WRITE;
}

static bool comes_before(const struct search *search, struct access a, struct access b)
{
    return search->before[a.number][b.number / 64] >> b.number % 64 & 1;
}

/* ---- locks ---- */

/* Does a thread on its way from one op to another, which has the lock or not, surely have it at
 * the end? A loop may be left out, or come back. */
static bool holds_after(const struct sim_scenario *scenario, uint32_t from, uint32_t to,
                        uint32_t lock, bool held)
{
    for (uint32_t i = from; i < to; i++) {
        const struct sim_op *op = op_at(scenario, i);

        if ((op->kind == SIM_OP_LOCK || op->kind == SIM_OP_UNLOCK) && op->object == lock)
            held = op->kind == SIM_OP_LOCK;
        if (!sim_op_loops(op))
            continue;
        held = held && holds_after(scenario, i + 1, op->match, lock, true);
        if (op->match < to)
            i = op->match;
    }
    return held;
}

/* The first op from which it counts what a task does: a chunk has none of its thread's locks. */
static uint32_t beginning(const struct sim_scenario *scenario, struct access access, bool chunk)
{
    if (chunk)
        return op_at(scenario, access.op)->parallel;
    return sim_scenario_program(scenario, access.group)->first;
}

static bool holds(const struct sim_scenario *scenario, struct access access, uint32_t lock,
                  bool chunk)
{
    return holds_after(scenario, beginning(scenario, access, chunk), access.op, lock, false);
}

/* As chunks of one `parallel`, or as two threads. */
static bool hold_one_lock(const struct search *search, struct access a, struct access b,
                          bool chunks)
{
    const struct sim_scenario *scenario = search->scenario;

    for (uint32_t i = beginning(scenario, a, chunks); search->open && i < a.op; i++) {
        const struct sim_op *op = op_at(scenario, i);

        if (op->kind == SIM_OP_LOCK && !search->open[op->object] &&
            holds(scenario, a, op->object, chunks) && holds(scenario, b, op->object, chunks))
            return true;
    }
    return false;
}

static void find_open_locks(struct search *search)
{
    const struct sim_scenario *scenario = search->scenario;

    search->open = calloc(scenario->locks.count + 1, 1);
    for (uint32_t g = 0; search->open && g < scenario->group_count; g++) {
        const struct sim_program *program = sim_scenario_program(scenario, g);

        for (uint32_t i = program->first; i < program->first + program->count; i++) {
            const struct sim_op *op = op_at(scenario, i);

            if (op->kind == SIM_OP_UNLOCK &&
                !holds(scenario, (struct access){ .group = g, .op = i }, op->object,
                       op->parallel))
                search->open[op->object] = 1;
        }
    }
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

static struct stretch stretch_of(const struct sim_scenario *scenario, struct access access)
{
    const struct sim_op *op = op_at(scenario, access.op);
    uint32_t parts = scenario->region_defs[op->object].parts;
    int64_t values = values_of(scenario, access);

    if (op->index == SIM_INDEX_WHOLE || values >= parts)
        return (struct stretch){ 0, parts };
    return (struct stretch){ memory_around(op->at, parts), (uint32_t)values };
}

static bool meet(struct stretch a, struct stretch b, uint32_t parts)
{
    return memory_around((int64_t)b.from - a.from, parts) < a.count ||
           memory_around((int64_t)a.from - b.from, parts) < b.count;
}

/* Of two accesses by the same kind of index: can they mean one part although the one's index is not
 * the other's? Of `values` indices, on a ring. */
static bool meet_apart(const struct sim_op *a, const struct sim_op *b, int64_t values,
                       uint32_t parts)
{
    uint32_t apart = memory_around((int64_t)a->at - b->at, parts);

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

static bool has_as(const struct sim_scenario *scenario, struct access access,
                   enum sim_convention convention)
{
    const struct sim_argument *argument =
        sim_scenario_argument(scenario, access.group, op_at(scenario, access.op));

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

/* Can chunks of one `parallel` do the two at the same time to one part? */
static bool chunks_clash(const struct search *search, struct access a, struct access b)
{
    const struct sim_scenario *scenario = search->scenario;
    const struct sim_op *one = op_at(scenario, a.op), *parallel;
    bool by_self = one->index == SIM_INDEX_SELF; /* of two kinds, either will do */
    int64_t workers, chunked;

    if (a.group != b.group || !one->parallel ||
        one->parallel != op_at(scenario, b.op)->parallel)
        return false;
    parallel = op_at(scenario, one->parallel - 1);
    workers = workers_of(scenario, parallel);
    chunked = parallel->amount.kind == SIM_DIST_CONSTANT ? parallel->amount.a : INT32_MAX;
    return workers > 1 &&
           twins_meet(scenario, a, b, by_self ? SIM_INDEX_SELF : SIM_INDEX_CHUNK,
                      by_self && workers < chunked ? workers : chunked) &&
           !hold_one_lock(search, a, b, true);
}

/* And two threads, of one group or two? */
static bool threads_clash(const struct search *search, struct access a, struct access b)
{
    const struct sim_scenario *scenario = search->scenario;
    const struct sim_op *one = op_at(scenario, a.op), *other = op_at(scenario, b.op);
    uint32_t parts = scenario->region_defs[one->object].parts;
    bool meets;

    if (has_as(scenario, a, SIM_OWNED) || has_as(scenario, b, SIM_OWNED))
        return false;
    if (a.group != b.group)
        meets = !comes_before(search, a, b) && !comes_before(search, b, a) &&
                meet(stretch_of(scenario, a), stretch_of(scenario, b), parts);
    else
        meets = twins_meet(scenario, a, b,
                           one->parallel || other->parallel ? SIM_INDEX_WHOLE : SIM_INDEX_SELF,
                           scenario->groups[a.group].count);
    return meets && !hold_one_lock(search, a, b, false);
}

static void look_at_pair(struct search *search, struct access a, struct access b)
{
    const struct sim_op *one = op_at(search->scenario, a.op),
                        *other = op_at(search->scenario, b.op);
    bool chunks, writes = one->kind == SIM_OP_WRITE && other->kind == SIM_OP_WRITE;

    if (one->object != other->object ||
        !order_clash(order_access_of(one), order_access_of(other)))
        return;
    chunks = chunks_clash(search, a, b);
    if (!chunks && !threads_clash(search, a, b))
        return;
    if (writes)
        add(search, SIM_FINDING_WRITES, a, b, chunks);
    else if (one->kind == SIM_OP_WRITE)
        add(search, SIM_FINDING_READS, a, b, chunks);
    else
        add(search, SIM_FINDING_READS, b, a, chunks);
}

static bool declares(const struct sim_scenario *scenario, uint32_t group)
{
    for (uint32_t i = 0; i < scenario->argument_count; i++) {
        if (scenario->arguments[i].group == group)
            return true;
    }
    return false;
}

/* What an access does against the arguments of its own thread. */
static void look_at_arguments(struct search *search, struct access access)
{
    const struct sim_scenario *scenario = search->scenario;
    const struct sim_op *op = op_at(scenario, access.op);
    const struct sim_argument *argument = sim_scenario_argument(scenario, access.group, op);

    if (!argument && declares(scenario, access.group))
        add(search, SIM_FINDING_NOT_PASSED, access, access, false);
    else if (argument && argument->convention == SIM_BORROWED && op->kind == SIM_OP_WRITE)
        add(search, SIM_FINDING_BORROWED, access, access, false);
}

/* What has been moved is its new owner's for good: others have touched it before, or not at all. */
static bool is_moved_after(const struct sim_scenario *scenario, struct access access,
                           uint32_t owner)
{
    struct precedence known;
    bool after;

    precedence_init(&known, scenario, access.group, access.op);
    after = precedence_begins(&known, owner);
    precedence_free(&known);
    return after;
}

static void look_at_moves(struct search *search, struct access access)
{
    const struct sim_scenario *scenario = search->scenario;

    for (uint32_t i = 0; i < scenario->argument_count; i++) {
        const struct sim_argument *argument = &scenario->arguments[i];
        struct access owner = { .group = argument->group, .op = access.op };

        if (argument->convention == SIM_MOVED && argument->group != access.group &&
            argument->region == op_at(scenario, access.op)->object &&
            !is_moved_after(scenario, access, argument->group))
            add(search, SIM_FINDING_MOVED, access, owner, false);
    }
}

/* ---- the search ---- */

/* False: there are too many. */
static bool collect_accesses(struct search *search)
{
    const struct sim_scenario *scenario = search->scenario;

    for (uint32_t g = 0; g < scenario->group_count; g++) {
        const struct sim_program *program = sim_scenario_program(scenario, g);

        for (uint32_t i = program->first; i < program->first + program->count; i++) {
            uint32_t number = search->access_count;

            if (!is_access(op_at(scenario, i)) || scenario->groups[g].team)
                continue;
            if (number == OWNERSHIP_ACCESSES_MAX)
                return false;
            search->accesses[number] = (struct access){ g, i, number };
            search->access_count++;
        }
    }
    return true;
}

static void put_in_order(struct search *search, struct access first)
{
    struct precedence known;

    precedence_init(&known, search->scenario, first.group, first.op);
    for (uint32_t i = 0; i < search->access_count; i++) {
        struct access then = search->accesses[i];

        if (precedence_holds_at(&known, then.group, then.op))
            search->before[first.number][i / 64] |= UINT64_C(1) << i % 64;
    }
    precedence_free(&known);
}

static void look_at(struct search *search, uint32_t number)
{
    struct access access = search->accesses[number];

    look_at_arguments(search, access);
    look_at_moves(search, access);
    for (uint32_t i = number; i < search->access_count; i++)
        look_at_pair(search, access, search->accesses[i]);
}

uint32_t ownership_find(const struct sim_scenario *scenario, struct sim_finding *list,
                        uint32_t most)
{
    struct search search = { .scenario = scenario, .list = list, .most = most };
    const struct access none = { 0, 0, 0 };

    if (!collect_accesses(&search)) {
        add(&search, SIM_FINDING_TOO_MANY, none, none, false);
        return search.count;
    }
    find_open_locks(&search);
    for (uint32_t i = 0; i < search.access_count; i++)
        put_in_order(&search, search.accesses[i]);
    for (uint32_t i = 0; i < search.access_count; i++)
        look_at(&search, i);
    free(search.open);
    return search.count;
}
