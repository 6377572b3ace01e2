/* SPDX-License-Identifier: GPL-3.0-or-later
 * Building scenarios for tests. */
#include "tests/sim/build.h"

#include "sim/base/rng.h"

#include <string.h>

#define NONSENSE 0xa5

static const char *const names[] = { "a", "b", "c", "d" };

/* Only what touches memory has rows for it. */
static void name_regions(struct build *build)
{
    build->scenario.regions = (struct sim_names){ names, 4 };
}

static void refer(struct build *build)
{
    struct sim_scenario *scenario = &build->scenario;
    struct sim_names all = { names, 4 };

    scenario->ops = build->ops;
    scenario->programs = build->programs;
    scenario->groups = build->groups;
    scenario->queue_defs = build->queues;
    scenario->barrier_defs = build->barriers;
    scenario->vars = scenario->locks = scenario->events = scenario->measures = all;
    scenario->queues = scenario->barriers = all;
    scenario->region_defs = build->regions;
    scenario->arguments = build->arguments;
    scenario->op_count = build->op_count;
    scenario->processes = build->processes;
    scenario->var_defs = build->vars;
}

void build_init(struct build *build, int cores)
{
    memset(build, 0, sizeof(*build));
    /* Whoever reads behind the last of them finds nothing that looks like one. */
    memset(build->ops, NONSENSE, sizeof(build->ops));
    memset(build->programs, NONSENSE, sizeof(build->programs));
    memset(build->groups, NONSENSE, sizeof(build->groups));
    memset(build->processes, NONSENSE, sizeof(build->processes));
    memset(build->arguments, NONSENSE, sizeof(build->arguments));
    build->scenario.title = "test";
    build->scenario.params = sim_params_default();
    build->scenario.params.wake_latency =
        sim_dist_constant(SIM_US(3)); /* so that sums are exact */
    build->scenario.params.cores = cores;
    for (int i = 0; i < 4; i++) {
        build->barriers[i].parties = 2;
        build->regions[i].parts = 1;
    }
    refer(build);
}

static struct sim_dist uniform(int64_t low, int64_t high)
{
    return (struct sim_dist){ .kind = SIM_DIST_UNIFORM, .a = low, .b = high };
}

void build_vm(struct build *build)
{
    struct sim_params *p = &build->scenario.params;

    p->slice = SIM_US(1400);
    p->wake_latency = uniform(SIM_US(22), SIM_US(33));
    p->deep_wake_latency = uniform(SIM_US(35), SIM_US(49));
    p->timer_latency = uniform(SIM_US(18), SIM_US(22));
    p->deep_timer_latency = uniform(SIM_US(31), SIM_US(55));
    p->sleep_call = uniform(200, 800);
    p->wake_call_idle = sim_dist_constant(11500);
    p->awake_share = 700000;
}

void build_without_costs(struct build *build)
{
    struct sim_params *p = &build->scenario.params;

    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        if (sim_param_table[i].type == SIM_TYPE_LATENCY)
            *sim_param_dist(p, (enum sim_param_id)i) = sim_dist_constant(0);
    }
    p->timer_slack = 0;
}

struct sim_op *build_op(struct build *build, enum sim_op_kind kind, int64_t amount)
{
    struct sim_op *op = &build->ops[build->op_count];

    *op = (struct sim_op){ .amount = sim_dist_constant(amount),
                           .kind = (uint8_t)kind,
                           .depth = (uint8_t)build->depth,
                           .times = kind != SIM_OP_PARALLEL,
                           .text = sim_op_table[kind].word };
    for (uint32_t i = 0; i < build->depth; i++) {
        if (build->ops[build->open[i]].kind == SIM_OP_PARALLEL)
            op->parallel = build->open[i] + 1;
    }
    if (sim_op_table[kind].first == SIM_OP_ARG_REGION)
        name_regions(build);
    if (kind == SIM_OP_ADD)
        op->form = BYTECODE_DEFAULT_ADD;
    if (kind == SIM_OP_REF)
        op->form = BYTECODE_DEFAULT_REF;
    if (sim_op_table[kind].block)
        build->open[build->depth++] = build->op_count;
    build->op_count++;
    refer(build);
    return op;
}

void build_end(struct build *build)
{
    uint32_t head = build->open[--build->depth], end = build->op_count;

    build_op(build, SIM_OP_END, 0)->match = head;
    build->ops[head].match = end;
}

struct sim_group *build_threads(struct build *build, const char *name, uint32_t count)
{
    struct sim_scenario *scenario = &build->scenario;
    uint32_t g = scenario->group_count++;

    build->programs[g] = (struct sim_program){ .name = name,
                                               .first = build->first_op,
                                               .count = build->op_count - build->first_op,
                                               .depth = 8 };
    build->groups[g] = (struct sim_group){ .name = name, .program = g, .count = count };
    scenario->program_count = scenario->group_count;
    build->first_op = build->op_count;
    return &build->groups[g];
}

void build_team(struct build *build, uint32_t size)
{
    struct sim_scenario *scenario = &build->scenario;
    uint32_t of = scenario->group_count - 1, g = scenario->group_count++;

    build->groups[g] = build->groups[of];
    build->groups[g].name = "team";
    build->groups[g].count *= size;
    build->groups[g].manual = build->groups[g].daemon = true;
    build->groups[g].team = of + 1;
    build->groups[g].team_size = size;
}

void build_python(struct build *build, const struct sim_model *model)
{
    int64_t *python = &build->scenario.params.python;

    if (*python < model->first_python)
        *python = model->first_python;
    if (*python > model->last_python)
        *python = model->last_python;
}

void build_zoo(struct build *build, int cores, enum sim_python python)
{
    struct sim_op *op;

    build_init(build, cores);
    build->scenario.params.python = python;
    build->scenario.params.sleep_call = uniform(200, 800);

    build_op(build, SIM_OP_REPEAT, 6);
    build_op(build, SIM_OP_LOCK, 0);
    build_op(build, SIM_OP_ADD, 30000)->form = BODY_CALL_PYTHON;
    build_op(build, SIM_OP_UNLOCK, 0);
    build_op(build, SIM_OP_ADD, 30000)->form = BODY_LOCKED;
    build_op(build, SIM_OP_REF, 30000)->object = BUILD_OBJECT;
    op = build_op(build, SIM_OP_REF, 30000);
    op->object = BUILD_OBJECT;
    op->form = BODY_COUNTED_UNLOCKED;
    build_op(build, SIM_OP_COLLECT, SIM_US(200));
    build_op(build, SIM_OP_PYTHON, SIM_MS(3));
    build_op(build, SIM_OP_PUT, 0);
    build_end(build);
    build_op(build, SIM_OP_BARRIER, 0);
    build_threads(build, "worker", 2);

    build_op(build, SIM_OP_ARRIVE, SIM_US(600))->times = 10;
    build_op(build, SIM_OP_MEASURE, 0);
    build_op(build, SIM_OP_NATIVE, SIM_US(30));
    build_op(build, SIM_OP_IO, SIM_US(300))->amount.kind = SIM_DIST_EXPONENTIAL;
    build_end(build);
    build_op(build, SIM_OP_SLEEP, SIM_US(100));
    build_op(build, SIM_OP_GET, 0);
    build_end(build);
    build_op(build, SIM_OP_SET, 0);
    build_threads(build, "io", 1);

    build_op(build, SIM_OP_WAIT, 0);
    build_op(build, SIM_OP_START, 0)->object = 3;
    build_op(build, SIM_OP_JOIN, 0)->object = 3;
    build_op(build, SIM_OP_NATIVE, SIM_MS(1))->keyword = true;
    build_threads(build, "late", 1);

    build_op(build, SIM_OP_EXTENSION, SIM_MS(1))->keyword = true;
    build_op(build, SIM_OP_LOOP, 300000);
    build_threads(build, "child", 2)->manual = true;
}

static struct sim_op *touch(struct build *build, enum sim_op_kind kind, uint32_t region,
                            enum sim_index_kind index, sim_time in)
{
    struct sim_op *op = build_op(build, kind, in);

    op->object = region;
    op->index = (uint8_t)index;
    return op;
}

/* Region 0 streams, the parts of 1 lie in one cache line, 2 is one line, 3 has no size. */
void build_native_zoo(struct build *build, int cores)
{
    build_init(build, cores);
    build->scenario.params.sleep_call = uniform(200, 800);
    build->scenario.params.memory_bandwidth = INT64_C(20000000000);
    build->regions[0] = (struct sim_region_def){ INT64_C(1) << 22, 8 };
    build->regions[1] = (struct sim_region_def){ 64, 8 };
    build->regions[2] = (struct sim_region_def){ 8, 1 };

    build_op(build, SIM_OP_REPEAT, 3);
    build_op(build, SIM_OP_PARALLEL, 7);
    build_op(build, SIM_OP_NATIVE, SIM_US(50))->amount.kind = SIM_DIST_EXPONENTIAL;
    touch(build, SIM_OP_WRITE, 0, SIM_INDEX_CHUNK, 0);
    build_op(build, SIM_OP_REPEAT, 2);
    touch(build, SIM_OP_WRITE, 1, SIM_INDEX_SELF, SIM_US(20))->times = 3000;
    build_end(build);
    build_end(build);
    build_op(build, SIM_OP_PARALLEL, 5)->keyword = true;
    touch(build, SIM_OP_READ, 0, SIM_INDEX_CHUNK, SIM_US(300))->at = -1;
    build_end(build);
    build_end(build);
    build_threads(build, "master", 2);
    build_team(build, 2);

    touch(build, SIM_OP_WRITE, 2, SIM_INDEX_AT, 0)->times = 20000;
    build_op(build, SIM_OP_SLEEP, SIM_US(200));
    touch(build, SIM_OP_WRITE, 2, SIM_INDEX_AT, 0)->keyword = true;
    touch(build, SIM_OP_READ, 3, SIM_INDEX_WHOLE, SIM_US(10));
    touch(build, SIM_OP_READ, 0, SIM_INDEX_WHOLE, 0);
    build_threads(build, "other", 3);
}

struct sim_group *build_pool(struct build *build, const char *name, uint32_t workers)
{
    struct sim_group *group = build_threads(build, name, workers);

    group->pool = group->manual = group->daemon = true;
    return group;
}

void build_loop(struct build *build, int cores, enum sim_python python)
{
    build_init(build, cores);
    build->scenario.params.python = python;
    build->scenario.params.sleep_call = uniform(200, 800);
    build->queues[2] = (struct sim_queue_def){ .kind = SIM_QUEUE_SEMAPHORE, .value = 1 };

    build_op(build, SIM_OP_REPEAT, 5);
    build_op(build, SIM_OP_LOCK, 0);
    build_op(build, SIM_OP_SLEEP, SIM_US(700));
    build_op(build, SIM_OP_UNLOCK, 0);
    build_op(build, SIM_OP_PYTHON, SIM_US(200))->amount.kind = SIM_DIST_EXPONENTIAL;
    build_op(build, SIM_OP_ACQUIRE, 0)->object = 2;
    build_op(build, SIM_OP_IO, SIM_US(300))->amount.kind = SIM_DIST_EXPONENTIAL;
    build_op(build, SIM_OP_RELEASE, 0)->object = 2;
    build_op(build, SIM_OP_PUT, 1);
    build_op(build, SIM_OP_SUBMIT, 0)->object = 5;
    build_op(build, SIM_OP_NATIVE, SIM_US(300))->amount.kind = SIM_DIST_EXPONENTIAL;
    build_op(build, SIM_OP_REPEAT, 2);
    build_op(build, SIM_OP_PYTHON, SIM_US(50));
    build_end(build);
    build_end(build);
    build_op(build, SIM_OP_IO, SIM_US(400))->keyword = true;
    build_op(build, SIM_OP_RESULTS, 0)->object = 5;
    build_end(build);
    build_op(build, SIM_OP_BARRIER, 0);
    build_threads(build, "task", 2);

    build_op(build, SIM_OP_START, 0)->object = 2;
    build_op(build, SIM_OP_START, 0)->object = 4;
    build_op(build, SIM_OP_REPEAT, 10);
    build_op(build, SIM_OP_GET, 1);
    build_op(build, SIM_OP_SLEEP, 0);
    build_end(build);
    build_op(build, SIM_OP_SET, 0);
    build_op(build, SIM_OP_JOIN, 0)->object = 2;
    build_op(build, SIM_OP_JOIN, 0)->object = 4;
    build_threads(build, "reader", 1);

    build_op(build, SIM_OP_WAIT, 0);
    build_op(build, SIM_OP_LOOP, 20000);
    build_threads(build, "child", 2)->manual = true;

    build_op(build, SIM_OP_SLEEP, SIM_MS(1));
    build_op(build, SIM_OP_PYTHON, SIM_MS(8));
    build_op(build, SIM_OP_REPEAT, 3);
    build_op(build, SIM_OP_SUBMIT, 0)->object = 5;
    build_op(build, SIM_OP_SLEEP, SIM_US(300));
    build_end(build);
    build_end(build);
    build_op(build, SIM_OP_RESULTS, 0)->object = 5;
    build_threads(build, "beside", 2)->as_thread = true;

    build_op(build, SIM_OP_NATIVE, SIM_MS(1));
    build_threads(build, "started", 1)->manual = true;
    build->groups[build->scenario.group_count - 1].as_thread = true;

    build_pool(build, "pool", 2);
}

/* ---- processes ---- */

static void send(struct build *build, int64_t size, uint32_t to, enum sim_payload payload)
{
    struct sim_op *op = build_op(build, SIM_OP_SEND, size);

    op->object = to;
    op->form = (uint8_t)payload;
}

static void build_map(struct build *build, int way)
{
    uint32_t program = build->scenario.program_count;

    build_op(build, SIM_OP_PYTHON, SIM_US(700))->amount.kind = SIM_DIST_EXPONENTIAL;
    build_op(build, SIM_OP_REPEAT, 2);
    build_op(build, SIM_OP_NATIVE, SIM_US(50));
    build_end(build);
    build->programs[program] = (struct sim_program){ .name = "task",
                                                     .first = build->first_op,
                                                     .count = build->op_count - build->first_op,
                                                     .depth = 1 };
    build->first_op = build->op_count;
    build->scenario.program_count++;
    build->map = (struct sim_map){ .tasks = 7,
                                   .workers = 2,
                                   .chunk = way % 2 ? 0 : 2,
                                   .argument = 1000,
                                   .result = 50000,
                                   .payload = SIM_PAYLOAD_FLOATS,
                                   .pool = way % 4 < 2 ? SIM_MAP_POOL : SIM_MAP_EXECUTOR,
                                   .program = program,
                                   .line = 1 };
    build->scenario.map = &build->map;
}

/* In chunks: what is native, and what needs the interpreter and blocks there, too. */
static void call_backs(struct build *build)
{
    build_op(build, SIM_OP_NATIVE, SIM_US(60))->amount.kind = SIM_DIST_EXPONENTIAL;
    build_op(build, SIM_OP_PYTHON, SIM_US(40))->form = BODY_TOTAL;
    build_op(build, SIM_OP_ADD, 500);
    build_op(build, SIM_OP_LOCK, 0);
    build_op(build, SIM_OP_REPEAT, 2);
    build_op(build, SIM_OP_IO, SIM_US(30));
    build_end(build);
    build_op(build, SIM_OP_UNLOCK, 0);
    build_op(build, SIM_OP_NATIVE, SIM_US(20))->keyword = true;
    build_op(build, SIM_OP_PUT, 0);
    build_op(build, SIM_OP_GET, 0);
}

void build_layers(struct build *build, int cores, enum sim_python python)
{
    build_init(build, cores);
    build->scenario.params.python = python;

    build_op(build, SIM_OP_REPEAT, 3);
    build_op(build, SIM_OP_CONVERT, 1 << 18)->form = SIM_PAYLOAD_INTS;
    build_op(build, SIM_OP_PARALLEL, 7)->keyword = true;
    call_backs(build);
    build_end(build);
    build_op(build, SIM_OP_CONVERT, 1 << 18)->keyword = true;
    build_op(build, SIM_OP_PARALLEL, 0);
    build_op(build, SIM_OP_PYTHON, SIM_MS(1));
    build_end(build);
    build_op(build, SIM_OP_PARALLEL, 5);
    build_op(build, SIM_OP_DEVICE, SIM_US(50));
    build_end(build);
    build_end(build);
    build_threads(build, "master", 2);
    build_team(build, 2);

    build_op(build, SIM_OP_DEVICE, SIM_US(300))->keyword = true;
    build_op(build, SIM_OP_LOOP, 200000);
    build_op(build, SIM_OP_DEVICE, 0);
    build_op(build, SIM_OP_LOCK, 0);
    build_op(build, SIM_OP_SLEEP, SIM_US(500));
    build_op(build, SIM_OP_UNLOCK, 0);
    build_threads(build, "other", 2);
}

void build_messages(struct build *build, int cores, enum sim_python python, int way)
{
    enum { SENDER, RECEIVER, GUEST, LATE, STARTER };

    build_init(build, cores);
    build->scenario.params.python = python;
    build->scenario.params.start_method = way % SIM_START_COUNT;
    build->scenario.params.memory = 100 << 20;
    build->scenario.params.pipe_capacity = way % 3 ? 4096 : 65536;
    build->vars[0].shared = true;

    build_op(build, SIM_OP_REPEAT, 3);
    send(build, 200000, RECEIVER, SIM_PAYLOAD_INTS);
    build_op(build, SIM_OP_ADD, 20000);
    build_end(build);
    build_op(build, SIM_OP_ADD, 20000)->object = 1;
    build_op(build, SIM_OP_PUT, 70000)->object = 3;
    build_threads(build, "sender", 2)->start.a = SIM_MS(1);

    build_op(build, SIM_OP_REPEAT, 3);
    build_op(build, SIM_OP_RECV, 0);
    build_op(build, SIM_OP_ADD, 30000);
    build_end(build);
    build_threads(build, "receiver", 2)->inbox = 3;

    build_op(build, SIM_OP_IMPORT, SIM_MS(1))->size = 1 << 20;
    build_op(build, SIM_OP_ADD, 20000)->object = 1;
    build_op(build, SIM_OP_ADD, 10000)->form = BODY_LOCKED;
    build->ops[build->op_count - 1].object = 2;
    build_op(build, SIM_OP_LOCK, 0);
    build_op(build, SIM_OP_NATIVE, SIM_US(100));
    build_op(build, SIM_OP_UNLOCK, 0);
    build_op(build, SIM_OP_GET, 0)->object = 3;
    build_threads(build, "guest", 4)->process = 1;
    build->processes[0] = (struct sim_process){ .name = "server", .count = 2, .line = 1 };
    build->scenario.process_count = 1;

    build_op(build, SIM_OP_LOOP, 1000);
    build_op(build, SIM_OP_PUT, 10)->object = 3;
    build_threads(build, "late", 2)->manual = true;

    build_op(build, SIM_OP_START, 0)->object = LATE;
    build_op(build, SIM_OP_JOIN, 0)->object = LATE;
    build_threads(build, "starter", 1);
    build_map(build, way);
}

/* ---- random scenarios ---- */

struct draws {
    uint64_t stream, n;
};

static uint64_t below(struct draws *draws, uint64_t limit)
{
    return sim_draw_below(sim_draw(draws->stream, SIM_FOR_WORK, draws->n++), limit);
}

/* The rows of its body, if the op has one: they stand together by kind. */
static bool random_body(struct draws *draws, struct sim_op *op)
{
    uint64_t first, end;

    switch (sim_op_table[op->kind].as) {
    case SIM_OP_ARG_BODY:
        first = 0, end = BODY_PLAIN;
        break;
    case SIM_OP_ARG_FORM:
        first = BODY_PLAIN, end = BODY_COUNTED;
        break;
    case SIM_OP_ARG_USE:
        first = BODY_COUNTED, end = BODY_COUNT;
        break;
    default:
        return false;
    }
    op->form = (uint8_t)(first + below(draws, end - first));
    return true;
}

static void random_op(struct build *build, struct draws *draws)
{
    static const enum sim_op_kind kinds[] = { SIM_OP_PYTHON,  SIM_OP_LOOP,     SIM_OP_ADD,
                                              SIM_OP_NATIVE,  SIM_OP_IO,       SIM_OP_SLEEP,
                                              SIM_OP_PUT,     SIM_OP_GET,      SIM_OP_SET,
                                              SIM_OP_WAIT,    SIM_OP_BARRIER,  SIM_OP_REF,
                                              SIM_OP_COLLECT, SIM_OP_EXTENSION };
    enum sim_op_kind kind = kinds[below(draws, sizeof(kinds) / sizeof(*kinds))];
    struct sim_op *op = build_op(build, kind, 0);

    op->object = (uint32_t)below(draws, kind == SIM_OP_ADD ? BUILD_OBJECT : 4);
    if (kind == SIM_OP_REF)
        op->object = BUILD_OBJECT;
    if (random_body(draws, op) && kind != SIM_OP_PYTHON) {
        op->amount.a = (int64_t)below(draws, 100000);
    } else if (sim_op_table[kind].first == SIM_OP_ARG_DURATION) {
        op->amount.a = (int64_t)below(draws, SIM_MS(8));
        op->amount.kind = below(draws, 2) ? SIM_DIST_CONSTANT : SIM_DIST_EXPONENTIAL;
        op->keyword = below(draws, 4) == 0;
    }
}

static void random_program(struct build *build, struct draws *draws)
{
    uint64_t ops = 1 + below(draws, 6);
    bool repeats = below(draws, 2), locks = below(draws, 3) == 0;
    uint32_t lock = (uint32_t)below(draws, 2);

    if (repeats)
        build_op(build, SIM_OP_REPEAT, (int64_t)(1 + below(draws, 5)));
    if (locks)
        build_op(build, SIM_OP_LOCK, 0)->object = lock;
    while (ops--)
        random_op(build, draws);
    if (locks)
        build_op(build, SIM_OP_UNLOCK, 0)->object = lock;
    if (repeats)
        build_end(build);
}

void build_random(struct build *build, uint64_t seed)
{
    struct draws draws = { sim_mix64(seed + 1), 0 };
    uint64_t groups = 1 + below(&draws, 4);

    build_init(build, (int)(1 + below(&draws, 5)));
    if (below(&draws, 2))
        build_vm(build);
    build->scenario.params.seed = (int64_t)seed;
    build->scenario.params.python = (int64_t)(SIM_PYTHON_3_2 + below(&draws, 13));
    build->scenario.params.scheduler = (int64_t)below(&draws, SIM_SCHEDULER_COUNT);
    build->scenario.params.switch_interval = SIM_US(10) << below(&draws, 10);
    build->scenario.params.place_idle = (int64_t)below(&draws, 1000001);
    build->scenario.params.awake_share = (int64_t)below(&draws, 1000001);
    build->scenario.params.mutex_held_share = 1000000 - build->scenario.params.awake_share;
    build->queues[1].capacity = 1;
    for (uint64_t g = 0; g < groups; g++) {
        struct sim_group *group;

        random_program(build, &draws);
        group = build_threads(build, names[g], (uint32_t)(1 + below(&draws, 3)));
        group->start.a = (int64_t)below(&draws, SIM_MS(2));
        if (below(&draws, 4) == 0) {
            group->first_core = 1;
            group->last_core =
                (uint16_t)(1 + below(&draws, (uint64_t)build->scenario.params.cores));
        }
    }
}
