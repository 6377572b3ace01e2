/* SPDX-License-Identifier: GPL-3.0-or-later
 * Room for what is added to a scenario, and adding it. */
#include "sim/mech/write.h"

#include "sim/base/assert.h"

#include <stdlib.h>
#include <string.h>

/* What a translation may add. */
#define MORE_GROUPS 7 /* and programs */
#define MORE_OPS 120
#define MORE_NAMES 8

/* ---- making ---- */

/* Where arrays are laid out behind each other; with `block` NULL they are only added up. */
struct space {
    char *block;
    size_t used;
};

/* Room for `count` and `more` rows of `size` bytes, of which the first are copied. */
static void *room(struct space *space, const void *from, size_t count, size_t more, size_t size)
{
    char *here = space->block ? space->block + space->used : NULL;

    space->used += ((count + more) * size + 15) & ~(size_t)15;
    if (here && count)
        memcpy(here, from, count * size);
    return here;
}

static void lay_out(struct translation *tr, const struct sim_scenario *from,
                    struct space *space)
{
    uint32_t groups = from->group_count;
    uint32_t task = from->map ? from->programs[from->map->program].count : 0;
    uint32_t ops = groups * 2 + task + MORE_OPS, processes = groups + MORE_GROUPS;

    tr->most.ops = from->op_count + ops;
    tr->most.programs = from->program_count + MORE_GROUPS;
    tr->most.groups = groups + MORE_GROUPS;
    tr->most.processes = from->process_count + processes;
    tr->most.queues = from->queues.count + MORE_NAMES;
    tr->most.events = from->events.count + MORE_NAMES;
    tr->most.measures = from->measures.count + MORE_NAMES;
    tr->to = room(space, from, 1, 0, sizeof(*from));
    tr->ops = room(space, from->ops, from->op_count, ops, sizeof(*tr->ops));
    tr->programs =
        room(space, from->programs, from->program_count, MORE_GROUPS, sizeof(*tr->programs));
    tr->groups = room(space, from->groups, groups, MORE_GROUPS, sizeof(*tr->groups));
    tr->processes =
        room(space, from->processes, from->process_count, processes, sizeof(*tr->processes));
    tr->queue_defs =
        room(space, from->queue_defs, from->queues.count, MORE_NAMES, sizeof(*tr->queue_defs));
    tr->map = room(space, from->map, from->map != NULL, 0, sizeof(*tr->map));
    tr->queues =
        room(space, from->queues.list, from->queues.count, MORE_NAMES, sizeof(*tr->queues));
    tr->events =
        room(space, from->events.list, from->events.count, MORE_NAMES, sizeof(*tr->events));
    tr->measures = room(space, from->measures.list, from->measures.count, MORE_NAMES,
                        sizeof(*tr->measures));
}

bool write_begin(struct translation *tr, const struct sim_scenario *from)
{
    struct space space = { NULL, 0 };

    memset(tr, 0, sizeof(*tr));
    lay_out(tr, from, &space);
    space = (struct space){ calloc(1, space.used), 0 };
    if (!space.block)
        return false;
    lay_out(tr, from, &space);
    tr->to->ops = tr->ops;
    tr->to->programs = tr->programs;
    tr->to->groups = tr->groups;
    tr->to->processes = tr->processes;
    tr->to->queue_defs = tr->queue_defs;
    tr->to->map = from->map ? tr->map : NULL;
    tr->to->queues.list = tr->queues;
    tr->to->events.list = tr->events;
    tr->to->measures.list = tr->measures;
    return true;
}

uint32_t write_row(uint32_t count, uint32_t most)
{
    SIM_REQUIRE(count < most);
    return count;
}

/* ---- names ---- */

static uint32_t add_name(struct sim_names *names, const char **list, uint32_t most,
                         const char *name)
{
    list[write_row(names->count, most)] = name;
    return names->count++;
}

uint32_t write_queue(struct translation *tr, const char *name, uint32_t capacity)
{
    uint32_t queue = add_name(&tr->to->queues, tr->queues, tr->most.queues, name);

    tr->queue_defs[queue] =
        (struct sim_queue_def){ .capacity = capacity, .kind = SIM_QUEUE_LIBRARY };
    return queue;
}

uint32_t write_event(struct translation *tr, const char *name)
{
    return add_name(&tr->to->events, tr->events, tr->most.events, name);
}

uint32_t write_measure(struct translation *tr, const char *name)
{
    return add_name(&tr->to->measures, tr->measures, tr->most.measures, name);
}

/* ---- programs ---- */

struct sim_op *write_op(struct translation *tr, enum sim_op_kind kind, uint32_t object,
                        struct sim_dist amount, const char *text)
{
    struct sim_op *op = &tr->ops[write_row(tr->to->op_count, tr->most.ops)];

    *op = (struct sim_op){ .amount = amount,
                           .object = object,
                           .kind = (uint8_t)kind,
                           .depth = (uint8_t)tr->depth,
                           .in_turn = tr->in_turn,
                           .text = text };
    if (sim_op_table[kind].block) {
        struct sim_program *program = &tr->programs[tr->to->program_count];

        tr->open[write_row(tr->depth++, WRITE_OPEN)] = tr->to->op_count;
        if (program->depth < tr->depth)
            program->depth = tr->depth;
    }
    tr->to->op_count++;
    return op;
}

void write_plain(struct translation *tr, enum sim_op_kind kind, uint32_t object,
                 const char *text)
{
    write_op(tr, kind, object, sim_dist_constant(0), text);
}

void write_message(struct translation *tr, enum sim_op_kind kind, uint32_t queue, int64_t size,
                   const char *text)
{
    write_op(tr, kind, queue, sim_dist_constant(size), text)->form = tr->to->map->payload;
}

void write_repeat(struct translation *tr, int64_t times, const char *text)
{
    write_op(tr, SIM_OP_REPEAT, 0, sim_dist_constant(times), text);
}

void write_work(struct translation *tr, struct sim_dist cost, const char *text)
{
    if (tr->compiled)
        return;
    write_op(tr, SIM_OP_PYTHON, 0, cost, text);
}

void write_end(struct translation *tr)
{
    uint32_t head = tr->open[--tr->depth], end = tr->to->op_count;

    write_plain(tr, SIM_OP_END, 0, "end");
    tr->ops[end].match = head;
    tr->ops[head].match = end;
    for (uint32_t i = head + 1; i < end; i++) { /* of those that may leave it */
        if ((tr->ops[i].kind == SIM_OP_TAKE || tr->ops[i].kind == SIM_OP_LEAVE) &&
            !tr->ops[i].match)
            tr->ops[i].match = end;
    }
}

static bool is_taken(const struct translation *tr, const char *name)
{
    for (uint32_t g = 0; g < tr->to->group_count; g++) {
        const char *of = tr->groups[g].name;

        if (!strcmp(of, name) || sim_group_number(of, name))
            return true;
    }
    return false;
}

void write_program(struct translation *tr, const char *name, const char *otherwise)
{
    tr->programs[write_row(tr->to->program_count, tr->most.programs)] =
        (struct sim_program){ .name = is_taken(tr, name) ? otherwise : name,
                              .first = tr->to->op_count };
}

uint32_t write_group(struct translation *tr, uint32_t count, bool manual)
{
    struct sim_program *program = &tr->programs[tr->to->program_count];
    uint32_t g = write_row(tr->to->group_count++, tr->most.groups);

    program->count = tr->to->op_count - program->first;
    tr->groups[g] = (struct sim_group){ .name = program->name,
                                        .program = tr->to->program_count++,
                                        .count = count,
                                        .manual = manual };
    return g;
}

void write_tasks(struct translation *tr)
{
    const struct sim_program *task = &tr->programs[tr->to->map->program];
    uint32_t shift, depth = tr->depth + 1;

    write_plain(tr, SIM_OP_TAKE, 0, "take a chunk");
    write_plain(tr, SIM_OP_TASK, 0, "for each task");
    shift = tr->to->op_count - task->first;
    for (uint32_t i = task->first; i < task->first + task->count; i++) {
        struct sim_op *op = &tr->ops[write_row(tr->to->op_count++, tr->most.ops)];

        *op = tr->ops[i];
        op->match += shift;
        op->depth = (uint8_t)(op->depth + depth);
    }
    if (tr->programs[tr->to->program_count].depth < depth + task->depth)
        tr->programs[tr->to->program_count].depth = depth + task->depth;
    write_end(tr);
}
