/* SPDX-License-Identifier: GPL-3.0-or-later
 * Writing the programs of pools, and putting threads into processes. */
#include "sim/mech/translate.h"

#include "sim/base/assert.h"

#include <stdlib.h>
#include <string.h>

/* What a translation may add. */
#define MORE_GROUPS 7 /* and programs */
#define MORE_OPS 120
#define MORE_NAMES 8

#define OPEN 5

/* The translation under way. Its arrays are all in one allocation, behind the scenario. */
struct translation {
    struct sim_scenario *to;
    struct sim_op *ops;
    struct sim_program *programs;
    struct sim_group *groups;
    struct sim_process *processes;
    struct sim_queue_def *queue_defs;
    struct sim_map *map;
    const char **queues, **events, **measures;
    struct { /* rows, in all */
        uint32_t ops, programs, groups, processes, queues, events, measures;
    } most;
    uint32_t open[OPEN], depth; /* blocks of the program being written */
    bool compiled;              /* there is no interpreter */
    bool in_turn;               /* what is written is code of a pool whose threads take turns */
};

/* What stands for "as often as there is something": no loop comes to its end. */
#define FOREVER INT64_C(1000000000000)

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

static bool begin(struct translation *tr, const struct sim_scenario *from)
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

/* The row behind those that are there. */
static uint32_t next_row(uint32_t count, uint32_t most)
{
    SIM_REQUIRE(count < most);
    return count;
}

/* ---- names ---- */

static uint32_t add_name(struct sim_names *names, const char **list, uint32_t most,
                         const char *name)
{
    list[next_row(names->count, most)] = name;
    return names->count++;
}

static uint32_t add_queue(struct translation *tr, const char *name, uint32_t capacity)
{
    uint32_t queue = add_name(&tr->to->queues, tr->queues, tr->most.queues, name);

    tr->queue_defs[queue] =
        (struct sim_queue_def){ .capacity = capacity, .kind = SIM_QUEUE_LIBRARY };
    return queue;
}

static uint32_t add_event(struct translation *tr, const char *name)
{
    return add_name(&tr->to->events, tr->events, tr->most.events, name);
}

/* ---- programs ---- */

static struct sim_op *add_op(struct translation *tr, enum sim_op_kind kind, uint32_t object,
                             struct sim_dist amount, const char *text)
{
    struct sim_op *op = &tr->ops[next_row(tr->to->op_count, tr->most.ops)];

    *op = (struct sim_op){ .amount = amount,
                           .object = object,
                           .kind = (uint8_t)kind,
                           .depth = (uint8_t)tr->depth,
                           .in_turn = tr->in_turn,
                           .text = text };
    if (sim_op_table[kind].block) {
        struct sim_program *program = &tr->programs[tr->to->program_count];

        tr->open[next_row(tr->depth++, OPEN)] = tr->to->op_count;
        if (program->depth < tr->depth)
            program->depth = tr->depth;
    }
    tr->to->op_count++;
    return op;
}

/* An op that takes a name only. */
static void add(struct translation *tr, enum sim_op_kind kind, uint32_t object,
                const char *text)
{
    add_op(tr, kind, object, sim_dist_constant(0), text);
}

static void add_message(struct translation *tr, enum sim_op_kind kind, uint32_t queue,
                        int64_t size, const char *text)
{
    add_op(tr, kind, queue, sim_dist_constant(size), text)->form = tr->to->map->payload;
}

static void repeat(struct translation *tr, int64_t times, const char *text)
{
    add_op(tr, SIM_OP_REPEAT, 0, sim_dist_constant(times), text);
}

/* What a library does in Python; compiled code has no such library. */
static void work(struct translation *tr, struct sim_dist cost, const char *text)
{
    if (tr->compiled)
        return;
    add_op(tr, SIM_OP_PYTHON, 0, cost, text);
}

/* Once, and in turn with nothing. */
static void make_queues(struct translation *tr)
{
    add_op(tr, SIM_OP_PYTHON, 0, tr->to->params.map_create, "make queues")->in_turn = false;
}

static void end_block(struct translation *tr)
{
    uint32_t head = tr->open[--tr->depth], end = tr->to->op_count;

    add(tr, SIM_OP_END, 0, "end");
    tr->ops[end].match = head;
    tr->ops[head].match = end;
    for (uint32_t i = head + 1; i < end; i++) { /* of those that may leave it */
        if ((tr->ops[i].kind == SIM_OP_TAKE || tr->ops[i].kind == SIM_OP_LEAVE) &&
            !tr->ops[i].match)
            tr->ops[i].match = end;
    }
}

/* What threads of the model's own are called, and what if the file has called its own so: a name with
 * a dot is nobody else's. */
#define OWN(name) name, name ".own"

static bool is_taken(const struct translation *tr, const char *name)
{
    for (uint32_t g = 0; g < tr->to->group_count; g++) {
        const char *of = tr->groups[g].name;

        if (!strcmp(of, name) || sim_group_number(of, name))
            return true;
    }
    return false;
}

static void begin_program(struct translation *tr, const char *name, const char *otherwise)
{
    tr->programs[next_row(tr->to->program_count, tr->most.programs)] =
        (struct sim_program){ .name = is_taken(tr, name) ? otherwise : name,
                              .first = tr->to->op_count };
}

/* The program that has been written is that of so many more threads. Returns their group. */
static uint32_t add_group(struct translation *tr, uint32_t count, bool manual)
{
    struct sim_program *program = &tr->programs[tr->to->program_count];
    uint32_t g = next_row(tr->to->group_count++, tr->most.groups);

    program->count = tr->to->op_count - program->first;
    tr->groups[g] = (struct sim_group){ .name = program->name,
                                        .program = tr->to->program_count++,
                                        .count = count,
                                        .manual = manual };
    return g;
}

/* The tasks of one chunk. */
static void add_tasks(struct translation *tr)
{
    const struct sim_program *task = &tr->programs[tr->to->map->program];
    uint32_t shift, depth = tr->depth + 1;

    add(tr, SIM_OP_TAKE, 0, "take a chunk");
    add(tr, SIM_OP_TASK, 0, "for each task");
    shift = tr->to->op_count - task->first;
    for (uint32_t i = task->first; i < task->first + task->count; i++) {
        struct sim_op *op = &tr->ops[next_row(tr->to->op_count++, tr->most.ops)];

        *op = tr->ops[i];
        op->match += shift;
        op->depth = (uint8_t)(op->depth + depth);
    }
    if (tr->programs[tr->to->program_count].depth < depth + task->depth)
        tr->programs[tr->to->program_count].depth = depth + task->depth;
    end_block(tr);
}

uint32_t translate_written(const struct sim_scenario *translated, uint32_t op)
{
    for (uint32_t head = op; head-- > 0;) {
        const struct sim_op *task = &translated->ops[head];

        if (task->kind == SIM_OP_TASK && op < task->match)
            return translated->programs[translated->map->program].first + op - head - 1;
    }
    return op;
}

/* ---- the idioms ---- */

/* Of one call. */
static int64_t chunks(const struct translation *tr)
{
    return (int64_t)sim_map_chunks(tr->to->map);
}

/* What is done in each call; all in one where there is one. */
static void begin_calls(struct translation *tr)
{
    if (sim_map_calls(tr->to->map) > 1)
        repeat(tr, tr->to->map->calls, "for each call");
}

static void end_calls(struct translation *tr)
{
    if (sim_map_calls(tr->to->map) > 1)
        end_block(tr);
}

/* Bytes of a chunk's message: those of its tasks, and its frame. */
static int64_t chunk_size(const struct translation *tr, int64_t each)
{
    int64_t size = each * sim_map_chunk(tr->to->map) + tr->to->params.map_frame;

    return size < SIM_MESSAGE_MAX ? size : SIM_MESSAGE_MAX;
}

static void sleep_for(struct translation *tr, sim_time time)
{
    if (time)
        add_op(tr, SIM_OP_SLEEP, 0, sim_dist_constant(time), "sleep");
}

/* The calls of map(), the first some time after the pool has been made. */
static void begin_measure(struct translation *tr)
{
    sleep_for(tr, tr->to->map->start);
    begin_calls(tr);
    add(tr, SIM_OP_MEASURE, add_name(&tr->to->measures, tr->measures, tr->most.measures, "map"),
        "measure map");
}

static void end_measure(struct translation *tr)
{
    end_block(tr);
    sleep_for(tr, tr->to->map->rest);
    end_calls(tr);
}

static void write_loop(struct translation *tr)
{
    begin_program(tr, OWN("main"));
    begin_measure(tr);
    repeat(tr, chunks(tr), "repeat");
    add_tasks(tr);
    end_block(tr);
    end_measure(tr);
    add_group(tr, 1, false);
}

#define NONE UINT32_MAX

/* A worker of any pool; `call` is what a chunk costs it beside its tasks, `room` what it counts up
 * with each chunk it has taken, or NONE. Returns its group. */
static uint32_t write_worker(struct translation *tr, uint32_t tasks, uint32_t room,
                             uint32_t results, struct sim_dist call)
{
    begin_program(tr, OWN("pool"));
    repeat(tr, FOREVER, "repeat");
    add(tr, SIM_OP_GET, tasks, "get tasks");
    if (room != NONE)
        add(tr, SIM_OP_PUT, room, "put room");
    work(tr, call, "call the tasks");
    add_tasks(tr);
    add_message(tr, SIM_OP_PUT, results, chunk_size(tr, tr->to->map->result), "put results");
    end_block(tr);
    return add_group(tr, tr->to->map->workers, true);
}

/* As often as there are workers, or chunks. */
static void repeated(struct translation *tr, int64_t times, enum sim_op_kind kind,
                     uint32_t queue, int64_t size, const char *text)
{
    repeat(tr, times, "repeat");
    add_message(tr, kind, queue, size, text);
    end_block(tr);
}

/* `call` is as write_worker has it. */
static void write_pool_of_threads(struct translation *tr, struct sim_dist call)
{
    uint32_t tasks = add_queue(tr, "tasks", 0), results = add_queue(tr, "results", 0);
    uint32_t pool = write_worker(tr, tasks, NONE, results, call);

    begin_program(tr, OWN("main"));
    add(tr, SIM_OP_START, pool, "start pool");
    begin_measure(tr);
    repeat(tr, chunks(tr), "repeat");
    work(tr, tr->to->params.pool_submit, "submit");
    add_message(tr, SIM_OP_PUT, tasks, chunk_size(tr, tr->to->map->argument), "put tasks");
    end_block(tr);
    repeated(tr, chunks(tr), SIM_OP_GET, results, 0, "get results");
    end_measure(tr);
    repeated(tr, tr->to->map->workers, SIM_OP_PUT, tasks, 0, "put tasks (the end)");
    add(tr, SIM_OP_JOIN, pool, "join pool");
    add_group(tr, 1, false);
}

static void write_thread_pool(struct translation *tr)
{
    write_pool_of_threads(tr, tr->to->params.map_call);
}

/* concurrent.futures.InterpreterPoolExecutor: each worker calls its interpreter for each task. */
static void write_interp_pool(struct translation *tr)
{
    write_pool_of_threads(tr, tr->to->params.interp_call);
}

/* ---- run_in_executor ---- */

/* Workers, who come up as there is something for them: what they do, others write. */
static uint32_t write_executor_threads(struct translation *tr)
{
    uint32_t pool;

    begin_program(tr, OWN("pool"));
    tr->programs[tr->to->program_count].depth = OPEN + tr->programs[tr->to->map->program].depth;
    pool = add_group(tr, tr->to->map->workers, true);
    tr->groups[pool].pool = tr->groups[pool].daemon = true;
    return pool;
}

/* A task of the loop that gathers what its default executor returns. No call of asyncio's makes chunks. */
static void write_gather(struct translation *tr)
{
    uint32_t pool = write_executor_threads(tr);

    tr->map->pool = SIM_MAP_EXECUTOR;
    begin_program(tr, OWN("main"));
    begin_measure(tr);
    repeat(tr, chunks(tr), "repeat");
    add(tr, SIM_OP_SUBMIT, pool, "run in executor");
    add_tasks(tr);
    end_block(tr);
    end_block(tr);
    add(tr, SIM_OP_RESULTS, pool, "gather");
    end_measure(tr);
    add_group(tr, 1, false);
}

/* Leaves the block if there is nothing in a queue. */
static void leave_empty(struct translation *tr, uint32_t queue, const char *text)
{
    add_op(tr, SIM_OP_LEAVE, queue, sim_dist_constant(0), text)->keyword = true;
}

/* Waits until there is something in one of two queues, or until a worker ends. */
static void watch(struct translation *tr, uint32_t queue, uint32_t other, const char *text)
{
    struct sim_op *op = add_op(tr, SIM_OP_WATCH, queue, sim_dist_constant(0), text);

    op->at = (int32_t)other;
    op->times = tr->to->map->workers + 2;
}

/* Puts a word without contents into a pipe within the process, or takes it out: by a call of the
 * kernel, for which the lock is let go. */
static void word(struct translation *tr, enum sim_op_kind kind, uint32_t queue,
                 const char *text)
{
    add_op(tr, kind, queue, tr->to->params.pipe_word, text)->keyword = true;
}

/* Takes the words that lie in a pipe, looking at it by poll() before each. */
static void clear(struct translation *tr, uint32_t queue, const char *text)
{
    repeat(tr, FOREVER, "repeat");
    work(tr, tr->to->params.pipe_poll, "look");
    add_op(tr, SIM_OP_NATIVE, 0, tr->to->params.poll_call, "poll");
    leave_empty(tr, queue, "until empty");
    word(tr, SIM_OP_GET, queue, text);
    work(tr, tr->to->params.word_read, "read a word");
    end_block(tr);
}

/* ---- multiprocessing.Pool ---- */

/* Looks whether workers have ended: up to 3.7 every tenth of a second, closing included; from then on
 * whenever there are results. That is how it comes to hear of the pool's end, too. */
static uint32_t write_worker_handler(struct translation *tr, uint32_t calls, uint32_t results,
                                     uint32_t changes, uint32_t closed)
{
    begin_program(tr, OWN("worker-handler"));
    repeat(tr, FOREVER, "repeat");
    add(tr, SIM_OP_LEAVE, closed, "until closed");
    if (tr->to->params.python < SIM_PYTHON_3_8) {
        add_op(tr, SIM_OP_SLEEP, 0, sim_dist_constant(SIM_MS(100)), "sleep 100ms");
    } else {
        work(tr, tr->to->params.map_look, "look after the pool");
        repeat(tr, tr->to->map->workers, "for each worker");
        work(tr, tr->to->params.map_look_worker, "has it ended?");
        add_op(tr, SIM_OP_NATIVE, 0, tr->to->params.wait_child, "waitpid");
        end_block(tr);
        watch(tr, results, changes, "watch results and changes");
        clear(tr, changes, "get changes");
    }
    end_block(tr);
    add(tr, SIM_OP_PUT, calls, "put calls (the end)");
    return add_group(tr, 1, true);
}

static uint32_t write_task_handler(struct translation *tr, uint32_t calls, uint32_t tasks,
                                   uint32_t results)
{
    begin_program(tr, OWN("task-handler"));
    begin_calls(tr);
    add(tr, SIM_OP_GET, calls, "get calls");
    repeat(tr, chunks(tr), "repeat");
    work(tr, tr->to->params.map_task, "frame a task");
    add_message(tr, SIM_OP_PUT, tasks, chunk_size(tr, tr->to->map->argument), "put tasks");
    end_block(tr);
    end_calls(tr);
    add(tr, SIM_OP_GET, calls, "get calls");
    add(tr, SIM_OP_PUT, results, "put results (the end)");
    repeated(tr, tr->to->map->workers, SIM_OP_PUT, tasks, 0, "put tasks (the end)");
    return add_group(tr, 1, true);
}

/* The last call's results are all there: up to 3.7 nobody else wants to know; from then on the
 * worker-handler is told first (_PoolCache.__delitem__), and whoever waits for them after that. */
static void end_call(struct translation *tr, uint32_t changes, uint32_t done)
{
    if (tr->to->params.python >= SIM_PYTHON_3_8) {
        work(tr, tr->to->params.send_call, "there are no more calls");
        word(tr, SIM_OP_PUT, changes, "put changes");
    }
    add(tr, SIM_OP_PUT, done, "put done");
}

static uint32_t write_result_handler(struct translation *tr, uint32_t results, uint32_t changes,
                                     uint32_t done)
{
    begin_program(tr, OWN("result-handler"));
    begin_calls(tr);
    repeat(tr, chunks(tr), "repeat");
    add(tr, SIM_OP_GET, results, "get results");
    work(tr, tr->to->params.map_result, "keep a result");
    end_block(tr);
    end_call(tr, changes, done);
    end_calls(tr);
    add(tr, SIM_OP_GET, results, "get results (the end)");
    return add_group(tr, 1, true);
}

static void write_process_pool(struct translation *tr)
{
    uint32_t calls = add_queue(tr, "calls", 0);
    uint32_t tasks = add_queue(tr, "tasks", 0), results = add_queue(tr, "results", 0);
    uint32_t changes = add_queue(tr, "changes", 0);
    uint32_t done = add_queue(tr, "done", 0), closed = add_event(tr, "closed");
    uint32_t pool = write_worker(tr, tasks, NONE, results, tr->to->params.map_worker);
    uint32_t workers = write_worker_handler(tr, calls, results, changes, closed);
    uint32_t sender = write_task_handler(tr, calls, tasks, results);
    uint32_t receiver = write_result_handler(tr, results, changes, done);

    begin_program(tr, OWN("main"));
    make_queues(tr);
    add(tr, SIM_OP_START, pool, "start pool");
    add(tr, SIM_OP_START, workers, "start worker-handler");
    add(tr, SIM_OP_START, sender, "start task-handler");
    add(tr, SIM_OP_START, receiver, "start result-handler");
    begin_measure(tr);
    work(tr, tr->to->params.map_submit, "call map");
    add(tr, SIM_OP_PUT, calls, "put calls");
    add(tr, SIM_OP_GET, done, "get done");
    end_measure(tr);
    add(tr, SIM_OP_SET, closed, "set closed");
    word(tr, SIM_OP_PUT, changes, "put changes");
    add(tr, SIM_OP_JOIN, workers, "join worker-handler");
    add(tr, SIM_OP_JOIN, sender, "join task-handler");
    add(tr, SIM_OP_JOIN, receiver, "join result-handler");
    add(tr, SIM_OP_JOIN, pool, "join pool");
    add_group(tr, 1, false);
}

/* ---- concurrent.futures.ProcessPoolExecutor ---- */

/* Between the executor's threads and its workers. `room` is a semaphore: so many more calls may be on
 * their way to the workers. */
struct executor {
    uint32_t pending, calls, tasks, room, results, ready, wakeups, closed;
};

/* As many calls as may be on their way, and no more than there are. */
static void hand_over(struct translation *tr, const struct executor *ex)
{
    repeat(tr, FOREVER, "repeat");
    leave_empty(tr, ex->room, "until there is no room");
    leave_empty(tr, ex->pending, "or nothing pending");
    add(tr, SIM_OP_GET, ex->room, "get room");
    add(tr, SIM_OP_GET, ex->pending, "get pending");
    work(tr, tr->to->params.executor_hand, "hand over");
    add(tr, SIM_OP_PUT, ex->calls, "put calls");
    end_block(tr);
}

/* One loop that waits for results and for word that there are tasks, whichever comes first. It takes
 * one result at a time. (It clears the word after that, not before.) */
static uint32_t write_manager(struct translation *tr, const struct executor *ex)
{
    begin_program(tr, OWN("manager"));
    repeat(tr, FOREVER, "repeat");
    hand_over(tr, ex);
    add(tr, SIM_OP_LEAVE, ex->closed, "until closed");
    watch(tr, ex->results, ex->wakeups, "watch results and wakeups");
    clear(tr, ex->wakeups, "get wakeups");
    repeat(tr, 1, "once");
    leave_empty(tr, ex->results, "if there is a result");
    add(tr, SIM_OP_GET, ex->results, "get results");
    work(tr, tr->to->params.executor_manager, "set the result");
    add(tr, SIM_OP_PUT, ex->ready, "put ready");
    end_block(tr);
    end_block(tr);
    repeated(tr, tr->to->map->workers, SIM_OP_PUT, ex->calls, 0, "put calls (the end)");
    return add_group(tr, 1, true);
}

/* multiprocessing.Queue pickles in a thread of its own. */
static uint32_t write_feeder(struct translation *tr, const struct executor *ex)
{
    begin_program(tr, OWN("feeder"));
    repeat(tr, chunks(tr) * (int64_t)sim_map_calls(tr->to->map), "repeat");
    add(tr, SIM_OP_GET, ex->calls, "get calls");
    work(tr, tr->to->params.executor_frame, "frame a task");
    add_message(tr, SIM_OP_PUT, ex->tasks, chunk_size(tr, tr->to->map->argument), "put tasks");
    end_block(tr);
    repeat(tr, tr->to->map->workers, "repeat");
    add(tr, SIM_OP_GET, ex->calls, "get calls (the end)");
    add_message(tr, SIM_OP_PUT, ex->tasks, 0, "put tasks (the end)");
    end_block(tr);
    return add_group(tr, 1, true);
}

static struct executor begin_executor(struct translation *tr)
{
    struct executor ex = { .pending = add_queue(tr, "pending", 0),
                           .calls = add_queue(tr, "calls", 0),
                           .tasks = add_queue(tr, "tasks", 0),
                           .room = add_queue(tr, "room", 0),
                           .results = add_queue(tr, "results", 0),
                           .ready = add_queue(tr, "ready", 0),
                           .wakeups = add_queue(tr, "wakeups", 0),
                           .closed = add_event(tr, "closed") };

    tr->queue_defs[ex.room].kind = SIM_QUEUE_SEMAPHORE;
    return ex;
}

static void write_executor(struct translation *tr)
{
    struct executor ex = begin_executor(tr);
    uint32_t pool =
        write_worker(tr, ex.tasks, ex.room, ex.results, tr->to->params.executor_call);
    uint32_t manager = write_manager(tr, &ex), feeder = write_feeder(tr, &ex);

    begin_program(tr, OWN("main"));
    make_queues(tr);
    repeated(tr, tr->to->map->workers + 1, SIM_OP_PUT, ex.room, 0, "put room");
    add(tr, SIM_OP_START, pool, "start pool");
    add(tr, SIM_OP_START, manager, "start manager");
    add(tr, SIM_OP_START, feeder, "start feeder");
    begin_measure(tr);
    repeat(tr, chunks(tr), "repeat");
    work(tr, tr->to->params.executor_submit, "submit");
    add(tr, SIM_OP_PUT, ex.pending, "put pending");
    word(tr, SIM_OP_PUT, ex.wakeups, "put wakeups");
    end_block(tr);
    repeat(tr, chunks(tr), "repeat");
    add(tr, SIM_OP_GET, ex.ready, "get ready");
    work(tr, tr->to->params.executor_result, "take the result");
    end_block(tr);
    end_measure(tr);
    add(tr, SIM_OP_SET, ex.closed, "set closed");
    word(tr, SIM_OP_PUT, ex.wakeups, "put wakeups");
    add(tr, SIM_OP_JOIN, manager, "join manager");
    add(tr, SIM_OP_JOIN, feeder, "join feeder");
    add(tr, SIM_OP_JOIN, pool, "join pool");
    add_group(tr, 1, false);
}

/* ---- where they live ---- */

/* Gives each thread of a group a place of its own. */
static void place(struct translation *tr, struct sim_group *group, enum sim_birth birth)
{
    tr->processes[next_row(tr->to->process_count, tr->most.processes)] =
        (struct sim_process){ .name = group->name, .count = group->count };
    group->process = ++tr->to->process_count;
    group->birth = (uint8_t)birth;
}

/* The scenario's threads that name no process, and the pool's workers. Teams come up without an
 * interpreter only. */
static void place_all(struct translation *tr, uint32_t written, uint32_t pool,
                      enum sim_birth birth)
{
    for (uint32_t g = 0; g < written; g++) {
        if (!tr->groups[g].process && !tr->groups[g].team && !tr->groups[g].pool)
            place(tr, &tr->groups[g], birth);
    }
    if (pool < tr->to->group_count)
        place(tr, &tr->groups[pool], birth);
}

/* Who starts the scenario's processes and waits for them. */
static void write_parent(struct translation *tr, uint32_t written)
{
    bool any = false;

    begin_program(tr, OWN("parent"));
    for (uint32_t g = 0; g < written; g++) {
        struct sim_group *group = &tr->groups[g];

        if (group->birth != SIM_BORN_PROCESS || group->manual)
            continue;
        add(tr, SIM_OP_START, g, "start process");
        group->manual = group->timed = any = true;
    }
    for (uint32_t g = 0; g < written && any; g++) {
        if (tr->groups[g].timed && !tr->groups[g].daemon)
            add(tr, SIM_OP_JOIN, g, "join process");
    }
    if (any)
        add_group(tr, 1, false);
}

static bool starts_processes(const struct translation *tr, const struct sim_group *group)
{
    const struct sim_program *program = &tr->programs[group->program];

    for (uint32_t i = program->first; i < program->first + program->count; i++) {
        if (tr->ops[i].kind == SIM_OP_START &&
            tr->groups[tr->ops[i].object].birth == SIM_BORN_PROCESS)
            return true;
    }
    return false;
}

/* Processes in which others may be started: none names its number, so all of a section count. */
static uint32_t starting_processes(const struct translation *tr)
{
    uint32_t count = 0;

    for (uint32_t p = 0; p <= tr->to->process_count; p++) {
        bool starts = false;

        for (uint32_t g = 0; g < tr->to->group_count; g++)
            starts |= tr->groups[g].process == p && starts_processes(tr, &tr->groups[g]);
        if (starts)
            count += p ? tr->processes[p - 1].count : 1;
    }
    return count;
}

/* Each of those has a fork server of its own. */
static void write_servers(struct translation *tr)
{
    uint32_t count = starting_processes(tr), g;

    if (!count || sim_params_start_method(&tr->to->params) != SIM_START_FORKSERVER)
        return;
    begin_program(tr, OWN("fork-server"));
    repeat(tr, FOREVER, "repeat");
    add(tr, SIM_OP_SERVE, 0, "serve");
    end_block(tr);
    g = add_group(tr, count, true);
    tr->groups[g].daemon = true;
    place(tr, &tr->groups[g], SIM_BORN_SERVER);
}

static struct sim_scenario *translate(const struct sim_scenario *scenario,
                                      void (*map)(struct translation *tr), enum sim_birth birth)
{
    struct translation tr;
    uint32_t written = scenario->group_count;

    if (!begin(&tr, scenario))
        return NULL;
    if (scenario->map)
        map(&tr);
    if (birth != SIM_BORN_THREAD)
        place_all(&tr, written, written,
                  birth); /* its workers are the first that a pool adds */
    if (birth == SIM_BORN_PROCESS) {
        write_parent(&tr, written);
        write_servers(&tr);
    }
    return tr.to;
}

struct sim_scenario *translate_sequential(const struct sim_scenario *scenario)
{
    return translate(scenario, write_loop, SIM_BORN_THREAD);
}

struct sim_scenario *translate_threads(const struct sim_scenario *scenario)
{
    return translate(scenario, write_thread_pool, SIM_BORN_THREAD);
}

struct sim_scenario *translate_asyncio(const struct sim_scenario *scenario)
{
    return translate(scenario, write_gather, SIM_BORN_THREAD);
}

static void write_native_pool(struct translation *tr)
{
    tr->compiled = true;
    write_thread_pool(tr);
}

struct sim_scenario *translate_native(const struct sim_scenario *scenario)
{
    return translate(scenario, write_native_pool, SIM_BORN_THREAD);
}

struct sim_scenario *translate_interps(const struct sim_scenario *scenario)
{
    return translate(scenario, write_interp_pool, SIM_BORN_INTERP);
}

static void write_processes(struct translation *tr)
{
    tr->in_turn = true;
    if (tr->to->map->pool == SIM_MAP_EXECUTOR)
        write_executor(tr);
    else
        write_process_pool(tr);
    tr->in_turn = false;
}

struct sim_scenario *translate_processes(const struct sim_scenario *scenario)
{
    return translate(scenario, write_processes, SIM_BORN_PROCESS);
}
