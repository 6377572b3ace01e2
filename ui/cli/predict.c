/* SPDX-License-Identifier: GPL-3.0-or-later
 * From a kernel's shape to a scenario, and its makespan. */
#include "config.h"

#include "ui/cli/predict.h"

#include "probe/topology.h"
#include "sim/study/result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * A kernel on n cores is this program, each thread bound to a core of its own:
 *
 *     main:     start worker-1 ... worker-n-1; its own share; join them
 *     worker i: its share
 *
 * A share is one op: `native` where the kernel computes, `write R[i] in T` where it streams or
 * updates words, a loop of `get`, `native`, `put` where it is a stage of a pipeline. Pieces that are
 * taken rather than dealt out are the chunks of a `parallel`. T is the kernel's time on one core,
 * divided as its pieces are; everything else is the machine's.
 */
const char *const predict_probes[] = {
    "system_call",       "mutex",          "wake_latency",
    "deep_wake_latency", "wake_call_idle", "wake_call_busy",
    "sleep_call",        "cold",           "cold_after",
    "context_switch",    "thread_create",  "core_bandwidth",
    "memory_bandwidth",  "atomic_rate",    "atomic_shared",
    "store_rate",        "store_shared",   NULL,
};

static void take(struct sim_params *params, const struct probe *probe,
                 const struct probe_result *result)
{
    double value = probe_figure(probe, result).value;

    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        enum sim_param_id id = (enum sim_param_id)i;

        if (!result->samples.count || !probe->parameter ||
            strcmp(sim_param_table[i].key, probe->parameter))
            continue;
        if (value < (double)sim_param_table[i].least)
            value = (double)sim_param_table[i].least;
        if (sim_param_table[i].type == SIM_TYPE_LATENCY)
            *sim_param_dist(params, id) = sim_dist_constant(llround(value));
        else
            *sim_param_number(params, id) = llround(value);
    }
}

struct sim_params predict_params(const struct probe *const *probes,
                                 const struct probe_result *results, size_t count)
{
    const struct topology *topology = topology_get();
    struct sim_params params = sim_params_default();

    params.cores = topology->count;
    params.threads_per_core = topology_threads_per_core(topology->count, topology->cores, 0);
    for (size_t i = 0; i < count; i++)
        take(&params, probes[i], &results[i]);
    return params;
}

/* ---- building ---- */

#define QUEUE_CAPACITY 4
#define OPS_EACH 6 /* of a worker, at most */

struct model {
    const struct kernel_shape *shape;
    double alone;
    int workers, used;
    struct sim_scenario scenario;
    struct sim_op *ops;
    struct sim_program *programs;
    struct sim_group *groups;
    struct sim_dist_entry *table;
    struct sim_queue_def *queues;
    struct sim_region_def region;
    const char **names;
};

static struct sim_op *add_op(struct model *model, enum sim_op_kind kind, double amount,
                             uint32_t object)
{
    struct sim_op *op = &model->ops[model->scenario.op_count++];

    *op = (struct sim_op){ .kind = (uint8_t)kind,
                           .amount = sim_dist_constant(llround(amount)),
                           .object = object,
                           .times = 1,
                           .text = sim_op_table[kind].word };
    return op;
}

static void close_block(struct model *model, uint32_t head)
{
    uint32_t end = model->scenario.op_count;

    add_op(model, SIM_OP_END, 0, 0)->match = head;
    model->ops[head].match = end;
}

static double weight_of(const struct kernel_shape *shape, long from, long to)
{
    double sum = 0;

    for (long i = from; i < to; i++)
        sum += shape->weights ? shape->weights[i] : 1;
    return sum;
}

/* The part of the work that a worker is dealt: pieces are whole, bytes and values are not. */
static double share_of(const struct model *model, int worker)
{
    const struct kernel_shape *shape = model->shape;

    if (!shape->pieces)
        return 1.0 / model->used;
    return weight_of(shape, kernel_first(shape->pieces, worker, model->used),
                     kernel_first(shape->pieces, worker + 1, model->used)) /
           weight_of(shape, 0, shape->pieces);
}

static void add_stage(struct model *model, int worker)
{
    uint32_t head = model->scenario.op_count;
    double time = model->alone * share_of(model, worker) / model->shape->items;

    add_op(model, SIM_OP_REPEAT, model->shape->items, 0);
    if (worker)
        add_op(model, SIM_OP_GET, 0, (uint32_t)worker - 1);
    add_op(model, SIM_OP_NATIVE, time, 0);
    if (worker + 1 < model->used)
        add_op(model, SIM_OP_PUT, 0, (uint32_t)worker);
    close_block(model, head);
}

static void add_access(struct model *model, int worker)
{
    const struct kernel_shape *shape = model->shape;
    struct sim_op *op = add_op(model, SIM_OP_WRITE, model->alone * share_of(model, worker), 0);

    op->index = SIM_INDEX_AT;
    if (shape->kind == KERNEL_UPDATES) {
        op->times = (uint32_t)llround(shape->updates * share_of(model, worker));
        op->keyword = shape->atomic;
    }
    if (shape->kind == KERNEL_STREAMS || shape->word)
        op->at = worker;
}

static void add_share(struct model *model, int worker)
{
    switch (model->shape->kind) {
    case KERNEL_COMPUTES:
        add_op(model, SIM_OP_NATIVE, model->alone * share_of(model, worker), 0);
        break;
    case KERNEL_STREAMS:
    case KERNEL_UPDATES:
        add_access(model, worker);
        break;
    case KERNEL_PIPES:
        add_stage(model, worker);
        break;
    }
}

/* A trace gives its values by the number of the draw, and before the first chunk the thread has drawn
 * its start and the number of chunks. */
#define DRAWN_BEFORE 2

/* Chunks that are taken, each of its own length. */
static void add_chunks(struct model *model)
{
    const struct kernel_shape *shape = model->shape;
    uint32_t head = model->scenario.op_count, pieces = (uint32_t)shape->pieces;
    double sum = weight_of(shape, 0, shape->pieces);
    struct sim_op *op = add_op(model, SIM_OP_PARALLEL, shape->pieces, 0);

    op->times = (uint32_t)model->workers;
    op->keyword = true;
    op = add_op(model, SIM_OP_NATIVE, 0, 0);
    op->amount = (struct sim_dist){ .kind = SIM_DIST_TRACE, .entries = pieces };
    op->parallel = head + 1;
    for (uint32_t i = 0; i < pieces; i++)
        model->table[(i + DRAWN_BEFORE) % pieces].value =
            llround(model->alone * weight_of(shape, i, i + 1l) / sum);
    close_block(model, head);
    model->ops[head + 2].parallel = head + 1;
}

static void add_group(struct model *model, const char *name, uint32_t first, int core)
{
    uint32_t g = model->scenario.group_count++;

    model->programs[g] = (struct sim_program){
        .name = name, .first = first, .count = model->scenario.op_count - first, .depth = 1
    };
    model->groups[g] = (struct sim_group){ .name = name,
                                           .program = g,
                                           .count = 1,
                                           .manual = g > 0,
                                           .first_core = (uint16_t)core,
                                           .last_core = (uint16_t)core };
}

static void build_dealt(struct model *model)
{
    for (int i = 1; i < model->workers; i++)
        add_op(model, SIM_OP_START, 0, (uint32_t)i);
    add_share(model, 0);
    for (int i = 1; i < model->workers; i++)
        add_op(model, SIM_OP_JOIN, 0, (uint32_t)i);
    add_group(model, "main", 0, 1);
    for (int i = 1; i < model->workers; i++) {
        uint32_t first = model->scenario.op_count;

        if (i < model->used)
            add_share(model, i);
        add_group(model, "worker", first, i + 1);
    }
}

static void build_taken(struct model *model)
{
    struct sim_group *team = &model->groups[1];

    add_chunks(model);
    add_group(model, "main", 0, 0);
    if (model->workers < 2)
        return;
    *team = model->groups[0];
    team->name = "team";
    team->count = team->team_size = (uint32_t)model->workers - 1;
    team->team = 1;
    team->manual = team->daemon = true;
    model->scenario.group_count++;
}

static void lay_region(struct model *model)
{
    const struct kernel_shape *shape = model->shape;

    model->region.parts =
        shape->kind == KERNEL_STREAMS || shape->word ? (uint32_t)model->workers : 1;
    if (shape->kind == KERNEL_STREAMS)
        model->region.size = llround(shape->bytes);
    else
        model->region.size = shape->word ? (int64_t)shape->word * model->workers : 8;
}

static bool allocate(struct model *model)
{
    size_t workers = (size_t)model->workers, pieces = (size_t)model->shape->pieces;

    model->ops = calloc(workers * (OPS_EACH + 2) + OPS_EACH, sizeof(*model->ops));
    model->programs = calloc(workers + 1, sizeof(*model->programs));
    model->groups = calloc(workers + 1, sizeof(*model->groups));
    model->queues = calloc(workers + 1, sizeof(*model->queues));
    model->names = calloc(workers + 1, sizeof(*model->names));
    model->table = calloc(pieces + 1, sizeof(*model->table));
    for (size_t i = 0; model->names && model->queues && i <= workers; i++) {
        model->names[i] = "";
        model->queues[i].capacity = QUEUE_CAPACITY;
    }
    return model->ops && model->programs && model->groups && model->queues && model->names &&
           model->table;
}

static void refer(struct model *model, const struct sim_params *params)
{
    struct sim_scenario *scenario = &model->scenario;
    uint32_t workers = (uint32_t)model->workers;

    scenario->title = "kernel";
    scenario->params = *params;
    if (scenario->params.cores < model->workers)
        scenario->params.cores = model->workers;
    scenario->ops = model->ops;
    scenario->programs = model->programs;
    scenario->groups = model->groups;
    scenario->program_count = scenario->group_count;
    scenario->table = model->table;
    scenario->table_count = (uint32_t)model->shape->pieces;
    scenario->queues = (struct sim_names){ model->names, workers };
    scenario->queue_defs = model->queues;
    if (model->shape->kind == KERNEL_STREAMS || model->shape->kind == KERNEL_UPDATES)
        scenario->regions = (struct sim_names){ model->names, 1 };
    scenario->region_defs = &model->region;
}

static void destroy(struct model *model)
{
    free(model->ops);
    free(model->programs);
    free(model->groups);
    free(model->queues);
    free(model->names);
    free(model->table);
}

/* ---- asking ---- */

static double makespan_of(const struct model *model)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct study_result result;
    double makespan = 0;

    if (errors &&
        study_run(&model->scenario, sim_model_find("native"), NULL, NULL, &result, errors)) {
        makespan = result.outcome == SIM_ENDED ? (double)result.makespan : 0;
        study_result_free(&result);
    }
    free(errors);
    return makespan;
}

double predict_speedup(const struct kernel_shape *shape, double alone, int workers,
                       const struct sim_params *params)
{
    struct model model = { .shape = shape, .alone = alone, .workers = workers };
    double makespan = 0;

    model.used = shape->pieces && shape->pieces < workers ? shape->pieces : workers;
    if (allocate(&model)) {
        lay_region(&model);
        if (shape->dynamic)
            build_taken(&model);
        else
            build_dealt(&model);
        refer(&model, params);
        makespan = makespan_of(&model);
    }
    destroy(&model);
    return makespan > 0 ? alone / makespan : 0;
}
