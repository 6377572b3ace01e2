/* SPDX-License-Identifier: GPL-3.0-or-later
 * Writing the programs of pools, and putting threads into processes. */
#include "sim/mech/translate.h"

#include "sim/mech/write.h"

/* What stands for "as often as there is something": no loop comes to its end. */
#define FOREVER INT64_C(1000000000000)

/* What threads of the model's own are called, and what if the file has called its own so: a name with
 * a dot is nobody else's. */
#define OWN(name) name, name ".own"

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

/* Once, and in turn with nothing. */
static void make_queues(struct translation *tr)
{
    write_op(tr, SIM_OP_PYTHON, 0, tr->to->params.map_create, "make queues")->in_turn = false;
}

/* Of one call. */
static int64_t chunks(const struct translation *tr)
{
    return (int64_t)sim_map_chunks(tr->to->map);
}

/* What is done in each call; all in one where there is one. */
static void begin_calls(struct translation *tr)
{
    if (sim_map_calls(tr->to->map) > 1)
        write_repeat(tr, tr->to->map->calls, "for each call");
}

static void end_calls(struct translation *tr)
{
    if (sim_map_calls(tr->to->map) > 1)
        write_end(tr);
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
        write_op(tr, SIM_OP_SLEEP, 0, sim_dist_constant(time), "sleep");
}

/* The calls of map(), the first some time after the pool has been made. */
static void begin_measure(struct translation *tr)
{
    sleep_for(tr, tr->to->map->start);
    begin_calls(tr);
    write_plain(tr, SIM_OP_MEASURE, write_measure(tr, "map"), "measure map");
}

static void end_measure(struct translation *tr)
{
    write_end(tr);
    sleep_for(tr, tr->to->map->rest);
    end_calls(tr);
}

static void write_loop(struct translation *tr)
{
    write_program(tr, OWN("main"));
    begin_measure(tr);
    write_repeat(tr, chunks(tr), "repeat");
    write_tasks(tr);
    write_end(tr);
    end_measure(tr);
    write_group(tr, 1, false);
}

#define NONE UINT32_MAX

/* A worker of any pool; `call` is what a chunk costs it beside its tasks, `room` what it counts up
 * with each chunk it has taken, or NONE. Returns its group. */
static uint32_t write_worker(struct translation *tr, uint32_t tasks, uint32_t room,
                             uint32_t results, struct sim_dist call)
{
    write_program(tr, OWN("pool"));
    if (tr->interps)
        write_op(tr, SIM_OP_IMPORT, 0, tr->to->params.interp_import, "import the executor");
    write_repeat(tr, FOREVER, "repeat");
    write_plain(tr, SIM_OP_GET, tasks, "get tasks");
    if (room != NONE)
        write_plain(tr, SIM_OP_PUT, room, "put room");
    write_work(tr, call, "call the tasks");
    write_tasks(tr);
    write_message(tr, SIM_OP_PUT, results, chunk_size(tr, tr->to->map->result), "put results");
    write_end(tr);
    return write_group(tr, tr->to->map->workers, true);
}

/* As often as there are workers, or chunks. */
static void repeated(struct translation *tr, int64_t times, enum sim_op_kind kind,
                     uint32_t queue, int64_t size, const char *text)
{
    write_repeat(tr, times, "repeat");
    write_message(tr, kind, queue, size, text);
    write_end(tr);
}

/* `call` is as write_worker has it. */
static void write_pool_of_threads(struct translation *tr, struct sim_dist call)
{
    uint32_t tasks = write_queue(tr, "tasks", 0), results = write_queue(tr, "results", 0);
    uint32_t pool = write_worker(tr, tasks, NONE, results, call);

    write_program(tr, OWN("main"));
    write_plain(tr, SIM_OP_START, pool, "start pool");
    begin_measure(tr);
    write_repeat(tr, chunks(tr), "repeat");
    write_work(tr, tr->to->params.pool_submit, "submit");
    write_message(tr, SIM_OP_PUT, tasks, chunk_size(tr, tr->to->map->argument), "put tasks");
    write_end(tr);
    repeated(tr, chunks(tr), SIM_OP_GET, results, 0, "get results");
    end_measure(tr);
    repeated(tr, tr->to->map->workers, SIM_OP_PUT, tasks, 0, "put tasks (the end)");
    write_plain(tr, SIM_OP_JOIN, pool, "join pool");
    write_group(tr, 1, false);
}

static void write_thread_pool(struct translation *tr)
{
    write_pool_of_threads(tr, tr->to->params.map_call);
}

/* concurrent.futures.InterpreterPoolExecutor: each worker calls its interpreter for each task. */
static void write_interp_pool(struct translation *tr)
{
    tr->interps = true;
    write_pool_of_threads(tr, tr->to->params.interp_call);
}

/* ---- run_in_executor ---- */

/* Workers, who come up as there is something for them: what they do, others write. */
static uint32_t write_executor_threads(struct translation *tr)
{
    uint32_t pool;

    write_program(tr, OWN("pool"));
    tr->programs[tr->to->program_count].depth =
        WRITE_OPEN + tr->programs[tr->to->map->program].depth;
    pool = write_group(tr, tr->to->map->workers, true);
    tr->groups[pool].pool = tr->groups[pool].daemon = true;
    return pool;
}

/* A task of the loop that gathers what its default executor returns. No call of asyncio's makes chunks. */
static void write_gather(struct translation *tr)
{
    uint32_t pool = write_executor_threads(tr);

    tr->map->pool = SIM_MAP_EXECUTOR;
    write_program(tr, OWN("main"));
    begin_measure(tr);
    write_repeat(tr, chunks(tr), "repeat");
    write_plain(tr, SIM_OP_SUBMIT, pool, "run in executor");
    write_tasks(tr);
    write_end(tr);
    write_end(tr);
    write_plain(tr, SIM_OP_RESULTS, pool, "gather");
    end_measure(tr);
    write_group(tr, 1, false);
}

/* Leaves the block if there is nothing in a queue. */
static void leave_empty(struct translation *tr, uint32_t queue, const char *text)
{
    write_op(tr, SIM_OP_LEAVE, queue, sim_dist_constant(0), text)->keyword = true;
}

/* Waits until there is something in one of two queues, or until a worker ends. */
static void watch(struct translation *tr, uint32_t queue, uint32_t other, const char *text)
{
    struct sim_op *op = write_op(tr, SIM_OP_WATCH, queue, sim_dist_constant(0), text);

    op->at = (int32_t)other;
    op->times = tr->to->map->workers + 2;
}

/* Puts a word without contents into a pipe within the process, or takes it out: by a call of the
 * kernel, for which the lock is let go. */
static void word(struct translation *tr, enum sim_op_kind kind, uint32_t queue,
                 const char *text)
{
    write_op(tr, kind, queue, tr->to->params.pipe_word, text)->keyword = true;
}

/* Takes the words that lie in a pipe, looking at it by poll() before each. */
static void clear(struct translation *tr, uint32_t queue, const char *text)
{
    write_repeat(tr, FOREVER, "repeat");
    write_work(tr, tr->to->params.pipe_poll, "look");
    write_op(tr, SIM_OP_NATIVE, 0, tr->to->params.poll_call, "poll");
    leave_empty(tr, queue, "until empty");
    word(tr, SIM_OP_GET, queue, text);
    write_work(tr, tr->to->params.word_read, "read a word");
    write_end(tr);
}

/* ---- multiprocessing.Pool ---- */

/* Looks whether workers have ended: up to 3.7 every tenth of a second, closing included; from then on
 * whenever there are results. That is how it comes to hear of the pool's end, too. */
static uint32_t write_worker_handler(struct translation *tr, uint32_t calls, uint32_t results,
                                     uint32_t changes, uint32_t closed)
{
    write_program(tr, OWN("worker-handler"));
    write_repeat(tr, FOREVER, "repeat");
    write_plain(tr, SIM_OP_LEAVE, closed, "until closed");
    if (sim_python_language(tr->to->params.python) < SIM_PYTHON_3_8) {
        write_op(tr, SIM_OP_SLEEP, 0, sim_dist_constant(SIM_MS(100)), "sleep 100ms");
    } else {
        write_work(tr, tr->to->params.map_look, "look after the pool");
        write_repeat(tr, tr->to->map->workers, "for each worker");
        write_work(tr, tr->to->params.map_look_worker, "has it ended?");
        write_op(tr, SIM_OP_NATIVE, 0, tr->to->params.wait_child, "waitpid");
        write_end(tr);
        watch(tr, results, changes, "watch results and changes");
        clear(tr, changes, "get changes");
    }
    write_end(tr);
    write_plain(tr, SIM_OP_PUT, calls, "put calls (the end)");
    return write_group(tr, 1, true);
}

static uint32_t write_task_handler(struct translation *tr, uint32_t calls, uint32_t tasks,
                                   uint32_t results)
{
    write_program(tr, OWN("task-handler"));
    begin_calls(tr);
    write_plain(tr, SIM_OP_GET, calls, "get calls");
    write_repeat(tr, chunks(tr), "repeat");
    write_work(tr, tr->to->params.map_task, "frame a task");
    write_message(tr, SIM_OP_PUT, tasks, chunk_size(tr, tr->to->map->argument), "put tasks");
    write_end(tr);
    end_calls(tr);
    write_plain(tr, SIM_OP_GET, calls, "get calls");
    write_plain(tr, SIM_OP_PUT, results, "put results (the end)");
    repeated(tr, tr->to->map->workers, SIM_OP_PUT, tasks, 0, "put tasks (the end)");
    return write_group(tr, 1, true);
}

/* The last call's results are all there: up to 3.7 nobody else wants to know; from then on the
 * worker-handler is told first (_PoolCache.__delitem__), and whoever waits for them after that. */
static void end_call(struct translation *tr, uint32_t changes, uint32_t done)
{
    if (sim_python_language(tr->to->params.python) >= SIM_PYTHON_3_8) {
        write_work(tr, tr->to->params.send_call, "there are no more calls");
        word(tr, SIM_OP_PUT, changes, "put changes");
    }
    write_plain(tr, SIM_OP_PUT, done, "put done");
}

static uint32_t write_result_handler(struct translation *tr, uint32_t results, uint32_t changes,
                                     uint32_t done)
{
    write_program(tr, OWN("result-handler"));
    begin_calls(tr);
    write_repeat(tr, chunks(tr), "repeat");
    write_plain(tr, SIM_OP_GET, results, "get results");
    write_work(tr, tr->to->params.map_result, "keep a result");
    write_end(tr);
    end_call(tr, changes, done);
    end_calls(tr);
    write_plain(tr, SIM_OP_GET, results, "get results (the end)");
    return write_group(tr, 1, true);
}

static void write_process_pool(struct translation *tr)
{
    uint32_t calls = write_queue(tr, "calls", 0);
    uint32_t tasks = write_queue(tr, "tasks", 0), results = write_queue(tr, "results", 0);
    uint32_t changes = write_queue(tr, "changes", 0);
    uint32_t done = write_queue(tr, "done", 0), closed = write_event(tr, "closed");
    uint32_t pool = write_worker(tr, tasks, NONE, results, tr->to->params.map_worker);
    uint32_t workers = write_worker_handler(tr, calls, results, changes, closed);
    uint32_t sender = write_task_handler(tr, calls, tasks, results);
    uint32_t receiver = write_result_handler(tr, results, changes, done);

    write_program(tr, OWN("main"));
    make_queues(tr);
    write_plain(tr, SIM_OP_START, pool, "start pool");
    write_plain(tr, SIM_OP_START, workers, "start worker-handler");
    write_plain(tr, SIM_OP_START, sender, "start task-handler");
    write_plain(tr, SIM_OP_START, receiver, "start result-handler");
    begin_measure(tr);
    write_work(tr, tr->to->params.map_submit, "call map");
    write_plain(tr, SIM_OP_PUT, calls, "put calls");
    write_plain(tr, SIM_OP_GET, done, "get done");
    end_measure(tr);
    write_plain(tr, SIM_OP_SET, closed, "set closed");
    word(tr, SIM_OP_PUT, changes, "put changes");
    write_plain(tr, SIM_OP_JOIN, workers, "join worker-handler");
    write_plain(tr, SIM_OP_JOIN, sender, "join task-handler");
    write_plain(tr, SIM_OP_JOIN, receiver, "join result-handler");
    write_plain(tr, SIM_OP_JOIN, pool, "join pool");
    write_group(tr, 1, false);
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
    write_repeat(tr, FOREVER, "repeat");
    leave_empty(tr, ex->room, "until there is no room");
    leave_empty(tr, ex->pending, "or nothing pending");
    write_plain(tr, SIM_OP_GET, ex->room, "get room");
    write_plain(tr, SIM_OP_GET, ex->pending, "get pending");
    write_work(tr, tr->to->params.executor_hand, "hand over");
    write_plain(tr, SIM_OP_PUT, ex->calls, "put calls");
    write_end(tr);
}

/* One loop that waits for results and for word that there are tasks, whichever comes first. It takes
 * one result at a time. (It clears the word after that, not before.) */
static uint32_t write_manager(struct translation *tr, const struct executor *ex)
{
    write_program(tr, OWN("manager"));
    write_repeat(tr, FOREVER, "repeat");
    hand_over(tr, ex);
    write_plain(tr, SIM_OP_LEAVE, ex->closed, "until closed");
    watch(tr, ex->results, ex->wakeups, "watch results and wakeups");
    clear(tr, ex->wakeups, "get wakeups");
    write_repeat(tr, 1, "once");
    leave_empty(tr, ex->results, "if there is a result");
    write_plain(tr, SIM_OP_GET, ex->results, "get results");
    write_work(tr, tr->to->params.executor_manager, "set the result");
    write_plain(tr, SIM_OP_PUT, ex->ready, "put ready");
    write_end(tr);
    write_end(tr);
    repeated(tr, tr->to->map->workers, SIM_OP_PUT, ex->calls, 0, "put calls (the end)");
    return write_group(tr, 1, true);
}

/* multiprocessing.Queue pickles in a thread of its own. */
static uint32_t write_feeder(struct translation *tr, const struct executor *ex)
{
    write_program(tr, OWN("feeder"));
    write_repeat(tr, chunks(tr) * (int64_t)sim_map_calls(tr->to->map), "repeat");
    write_plain(tr, SIM_OP_GET, ex->calls, "get calls");
    write_work(tr, tr->to->params.executor_frame, "frame a task");
    write_message(tr, SIM_OP_PUT, ex->tasks, chunk_size(tr, tr->to->map->argument),
                  "put tasks");
    write_end(tr);
    write_repeat(tr, tr->to->map->workers, "repeat");
    write_plain(tr, SIM_OP_GET, ex->calls, "get calls (the end)");
    write_message(tr, SIM_OP_PUT, ex->tasks, 0, "put tasks (the end)");
    write_end(tr);
    return write_group(tr, 1, true);
}

static struct executor begin_executor(struct translation *tr)
{
    struct executor ex = { .pending = write_queue(tr, "pending", 0),
                           .calls = write_queue(tr, "calls", 0),
                           .tasks = write_queue(tr, "tasks", 0),
                           .room = write_queue(tr, "room", 0),
                           .results = write_queue(tr, "results", 0),
                           .ready = write_queue(tr, "ready", 0),
                           .wakeups = write_queue(tr, "wakeups", 0),
                           .closed = write_event(tr, "closed") };

    tr->queue_defs[ex.room].kind = SIM_QUEUE_SEMAPHORE;
    return ex;
}

static void write_executor(struct translation *tr)
{
    struct executor ex = begin_executor(tr);
    uint32_t pool =
        write_worker(tr, ex.tasks, ex.room, ex.results, tr->to->params.executor_call);
    uint32_t manager = write_manager(tr, &ex), feeder = write_feeder(tr, &ex);

    write_program(tr, OWN("main"));
    make_queues(tr);
    repeated(tr, tr->to->map->workers + 1, SIM_OP_PUT, ex.room, 0, "put room");
    write_plain(tr, SIM_OP_START, pool, "start pool");
    write_plain(tr, SIM_OP_START, manager, "start manager");
    write_plain(tr, SIM_OP_START, feeder, "start feeder");
    begin_measure(tr);
    write_repeat(tr, chunks(tr), "repeat");
    write_work(tr, tr->to->params.executor_submit, "submit");
    write_plain(tr, SIM_OP_PUT, ex.pending, "put pending");
    word(tr, SIM_OP_PUT, ex.wakeups, "put wakeups");
    write_end(tr);
    write_repeat(tr, chunks(tr), "repeat");
    write_plain(tr, SIM_OP_GET, ex.ready, "get ready");
    write_work(tr, tr->to->params.executor_result, "take the result");
    write_end(tr);
    end_measure(tr);
    write_plain(tr, SIM_OP_SET, ex.closed, "set closed");
    word(tr, SIM_OP_PUT, ex.wakeups, "put wakeups");
    write_plain(tr, SIM_OP_JOIN, manager, "join manager");
    write_plain(tr, SIM_OP_JOIN, feeder, "join feeder");
    write_plain(tr, SIM_OP_JOIN, pool, "join pool");
    write_group(tr, 1, false);
}

/* ---- where they live ---- */

/* Gives each thread of a group a place of its own. */
static void place(struct translation *tr, struct sim_group *group, enum sim_birth birth)
{
    tr->processes[write_row(tr->to->process_count, tr->most.processes)] =
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

    write_program(tr, OWN("parent"));
    for (uint32_t g = 0; g < written; g++) {
        struct sim_group *group = &tr->groups[g];

        if (group->birth != SIM_BORN_PROCESS || group->manual)
            continue;
        write_plain(tr, SIM_OP_START, g, "start process");
        group->manual = group->timed = any = true;
    }
    for (uint32_t g = 0; g < written && any; g++) {
        if (tr->groups[g].timed && !tr->groups[g].daemon)
            write_plain(tr, SIM_OP_JOIN, g, "join process");
    }
    if (any)
        write_group(tr, 1, false);
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
    write_program(tr, OWN("fork-server"));
    write_repeat(tr, FOREVER, "repeat");
    write_plain(tr, SIM_OP_SERVE, 0, "serve");
    write_end(tr);
    g = write_group(tr, count, true);
    tr->groups[g].daemon = true;
    place(tr, &tr->groups[g], SIM_BORN_SERVER);
}

static struct sim_scenario *translate(const struct sim_scenario *scenario,
                                      void (*map)(struct translation *tr), enum sim_birth birth)
{
    struct translation tr;
    uint32_t written = scenario->group_count;

    if (!write_begin(&tr, scenario))
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
