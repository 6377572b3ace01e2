/* SPDX-License-Identifier: GPL-3.0-or-later
 * Random machines, programs and parameters, written as a person would write them. */
#include "tests/property/generate.h"

#include "sim/base/rng.h"
#include "tests/property/maker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void scenario(struct maker *maker, uint64_t seed)
{
    int until;

    maker_line(maker, "[scenario]");
    maker_line(maker, "format = 1");
    maker_line(maker, "seed = %llu", (unsigned long long)(seed % 1000));
    until = maker_one_in(maker, 6) ? (int)maker_below(maker, 20) + 1 : 2000;
    maker_line(maker, "until = %dms", until);
    if (maker_one_in(maker, 4))
        maker_line(maker, "warmup = %lldns", (long long)maker_duration(maker) % SIM_MS(until));
    if (maker_one_in(maker, 4))
        maker_line(maker, "replication = %d", (int)maker_below(maker, 3));
}

/* A value somewhere about the usual one, at times at the end of what is possible. */
static int64_t value_of(struct maker *maker, const struct sim_param *param)
{
    int64_t usual = param->def < SIM_S(1000) ? param->def : SIM_S(1000), value;

    switch (maker_below(maker, 8)) {
    case 0:
        return param->least;
    case 1:
        return param->most;
    case 2:
        value = (int64_t)maker_below(maker, 3);
        break;
    default:
        value = (int64_t)maker_below(maker, 4 * (uint64_t)usual + 2);
    }
    return value < param->least ? param->least : value > param->most ? param->most : value;
}

/* These have lines of their own, or make a file that says something else. */
static bool is_drawn(const struct sim_param *param)
{
    static const char *const others[] = {
        "cores", "python", "model",      "seed",   "replication",
        "until", "ram",    "slow_cores", "warmup", "threads_per_core",
        NULL
    };

    for (int i = 0; others[i]; i++) {
        if (!strcmp(param->key, others[i]))
            return false;
    }
    return true;
}

static void parameter(struct maker *maker, const char *section, uint64_t used[])
{
    struct sim_params params = sim_params_default();
    uint32_t id = (uint32_t)maker_below(maker, SIM_PARAM_COUNT);
    const struct sim_param *param = &sim_param_table[id];
    char value[160];
    struct sim_text text = SIM_TEXT(value);

    if (strcmp(param->section, section) != 0 || !is_drawn(param) ||
        used[id / 64] >> id % 64 & 1)
        return;
    used[id / 64] |= UINT64_C(1) << id % 64;
    if (param->type != SIM_TYPE_LATENCY)
        *sim_param_number(&params, (enum sim_param_id)id) = value_of(maker, param);
    else
        *sim_param_dist(&params, (enum sim_param_id)id) =
            sim_dist_constant(value_of(maker, param));
    if (param->type == SIM_TYPE_LATENCY && maker_one_in(maker, 4))
        maker_put_dist(maker, value, value_of(maker, param), value_of(maker, param));
    else
        sim_param_put(&text, &params, (enum sim_param_id)id, NULL);
    maker_line(maker, "%s = %s", param->key, value);
}

static void parameters(struct maker *maker, const char *section)
{
    uint64_t used[(SIM_PARAM_COUNT + 63) / 64] = { 0 };

    for (uint64_t count = maker_below(maker, 24); count; count--)
        parameter(maker, section, used);
}

static int machine(struct maker *maker)
{
    static const int cores[] = { 1, 1, 2, 2, 3, 4, 8, 70 };
    int count = cores[maker_below(maker, 8)];

    maker_line(maker, "[machine]");
    maker_line(maker, "cores = %d", count);
    if (maker_one_in(maker, 4))
        maker_line(maker, "slow_cores = %d", (int)maker_below(maker, (uint64_t)count) + 1);
    if (maker_one_in(maker, 3))
        maker_line(maker, "threads_per_core = 2");
    parameters(maker, "machine");
    maker_line(maker, "[runtime]");
    maker_line(maker, "model = %s", maker->model->name);
    maker_line(
        maker, "python = %s",
        sim_python_names[(uint64_t)maker->model->first_python +
                         maker_below(maker, (uint64_t)maker->model->last_python -
                                                (uint64_t)maker->model->first_python + 1)]);
    parameters(maker, "runtime");
    if (maker_one_in(maker, 4)) {
        maker_line(maker, "[costs]");
        parameters(maker, "costs");
    }
    return count;
}

/* One core, or some in a row. */
static void affinity(struct maker *maker, int cores)
{
    int first = (int)maker_below(maker, (uint64_t)cores) + 1;

    if (!maker_one_in(maker, 6))
        return;
    if (maker_one_in(maker, 2))
        maker_line(maker, "affinity = %d", first);
    else
        maker_line(maker, "affinity = %d..%d", first,
                   first + (int)maker_below(maker, (uint64_t)(cores - first) + 1));
}

static bool runs(const struct maker *maker, enum sim_op_kind kind)
{
    return sim_model_rule(maker->model, kind)->state != 0;
}

/* A program that nobody runs, but that names all there is: what is declared for nobody is refused, and
 * so is who waits for what nobody does. Here anybody may wait in vain. */
static void spare(struct maker *maker)
{
    static const struct {
        enum sim_op_kind kind;
        const char *object, *more;
    } ops[] = {
        { SIM_OP_LOCK, "lock", "" },       { SIM_OP_SET, "event", "" },
        { SIM_OP_BARRIER, "barrier", "" }, { SIM_OP_READ, "region", "[0]" },
        { SIM_OP_ADD, "var", " 1" },       { SIM_OP_RELEASE, "semaphore", "" },
    };

    maker_line(maker, "[program spare]");
    maker_line(maker, "program =");
    maker_line(maker, "    sleep 1us");
    for (size_t i = 0; i < 2 * sizeof(ops) / sizeof(*ops); i++) {
        enum sim_op_kind kind = ops[i / 2].kind;

        if (runs(maker, kind))
            maker_line(maker, "    %s %s%d%s", sim_op_table[kind].word, ops[i / 2].object,
                       (int)(i % 2), ops[i / 2].more);
    }
    if (runs(maker, SIM_OP_PUT)) {
        maker_line(maker, "    put queue0");
        maker_line(maker, "    put queue1 in 1us");
    }
    for (uint32_t i = 0; i < maker->pools; i++) {
        maker_line(maker, "    submit crew%u", i);
        maker_line(maker, "    end");
    }
}

static void objects(struct maker *maker, int cores)
{
    for (int i = 0; i < 2; i++) {
        if (maker_one_in(maker, 2)) {
            maker_line(maker, "[queue queue%d]", i);
            maker_line(maker, "capacity = %d", (int)maker_below(maker, 3));
            if (maker_one_in(maker, 3))
                maker_line(maker, "simple = yes");
        }
        if (runs(maker, SIM_OP_ACQUIRE) && maker_one_in(maker, 2)) {
            maker_line(maker, "[semaphore semaphore%d]", i);
            maker_line(maker, "value = %d", (int)maker_below(maker, 3));
        }
        maker_line(maker, "[region region%d]", i);
        maker_line(maker, "parts = 4");
        if (maker_one_in(maker, 2))
            maker_line(maker, "size = %lluB", (unsigned long long)maker_size(maker) * 4);
        if (maker_one_in(maker, 2)) {
            maker_line(maker, "[barrier barrier%d]", i);
            maker_line(maker, "parties = %d", (int)maker_below(maker, 3) + 1);
        }
        if (runs(maker, SIM_OP_ADD) && maker_one_in(maker, 4)) {
            maker_line(maker, "[variable var%d]", i);
            maker_line(maker, "shared = yes");
        }
    }
    if (maker->processes) {
        maker_line(maker, "[process house]");
        maker_line(maker, "count = %d", (int)maker_below(maker, 2) + 1);
    }
    for (uint32_t i = 0; i < maker->pools; i++) {
        maker_line(maker, "[pool crew%u]", i);
        if (!maker_one_in(maker, 6))
            maker_line(maker, "workers = %d", (int)maker_below(maker, 4) + 1);
        if (maker->crewed)
            maker_line(maker, "process = house");
        affinity(maker, cores);
    }
}

static void start_of(struct maker *maker)
{
    char start[MAKER_QUANTITY];

    if (maker->manual[maker->group]) {
        maker_line(maker, "start = manual");
    } else if (maker_one_in(maker, 3)) {
        maker_put_duration(maker, start);
        maker_line(maker, "start = %s", start);
    }
}

/* The one who starts others or sends to them. */
static bool is_owing(const struct maker *maker)
{
    for (uint32_t g = 0; g < maker->groups; g++) {
        if ((maker->manual[g] && maker->group == 0) ||
            (maker->inbox[g] && maker->group == (g + 1) % maker->groups))
            return true;
    }
    return false;
}

/* Whoever is started or sent to has to be so by somebody. */
static void owed(struct maker *maker)
{
    for (uint32_t g = 0; g < maker->groups; g++) {
        if (maker->manual[g] && maker->group == 0)
            maker_line(maker, "    start t%u", g);
        if (maker->inbox[g] && maker->group == (g + 1) % maker->groups)
            maker_line(maker, "    send %lluB to t%u", (unsigned long long)maker_size(maker),
                       g);
    }
}

static void thread(struct maker *maker, int cores)
{
    maker->started = false;
    maker_line(maker, "[thread t%u]", maker->group);
    maker->apart = maker->crewed;
    if (maker->processes && (maker->group == maker->housed || maker_one_in(maker, 2))) {
        maker->apart = !maker->crewed;
        maker_line(maker, "process = house");
        maker_line(maker, "count = %d", (int)maker_below(maker, 2) + 1);
    } else { /* at times as many as make the engine look for the next in trees */
        maker_line(maker, "count = %d",
                   (int)(maker_one_in(maker, 60) ? 30 + maker_below(maker, 40)
                                                 : maker_below(maker, 3) + 1));
    }
    start_of(maker);
    if (maker->group && maker_one_in(maker, 8))
        maker_line(maker, "daemon = yes");
    affinity(maker, cores);
    if (maker_one_in(maker, 6))
        maker_line(maker, "as = %s", maker_one_in(maker, 4) ? "task" : "thread");
    if (maker_one_in(maker, 6))
        maker_line(maker, "arguments = owned region%d", (int)maker_below(maker, 2));
    if (maker->common && !maker->inbox[maker->group] && !is_owing(maker) &&
        maker_one_in(maker, 2)) {
        maker_line(maker, "program = common");
        return;
    }
    maker_line(maker, "program =");
    owed(maker);
    maker_ops(maker, maker_below(maker, 6) + 1);
}

/* A program that stands for itself, for groups that name it. */
static void common(struct maker *maker)
{
    maker->place = MAKER_COMMON;
    maker_line(maker, "[program common]");
    maker_line(maker, "program =");
    maker_ops(maker, maker_below(maker, 4) + 1);
    maker->place = MAKER_THREAD;
}

static void map(struct maker *maker)
{
    maker_line(maker, "[map]");
    maker_line(maker, "tasks = %d", (int)maker_below(maker, 20) + 1);
    maker_line(maker, "workers = %d", (int)maker_below(maker, 4) + 1);
    if (maker_one_in(maker, 2))
        maker_line(maker, "chunk = %d", (int)maker_below(maker, 5) + 1);
    if (maker_one_in(maker, 2))
        maker_line(maker, "pool = executor");
    if (maker_one_in(maker, 2))
        maker_line(maker, "argument = %lluB", (unsigned long long)maker_size(maker));
    if (maker_one_in(maker, 2))
        maker_line(maker, "result = %lluB", (unsigned long long)maker_size(maker));
    if (maker_one_in(maker, 2))
        maker_line(maker, "kind = %s",
                   sim_payload_names[maker_below(maker, SIM_PAYLOAD_COUNT)]);
    if (maker_one_in(maker, 4))
        maker_line(maker, "start = %lldns", (long long)maker_duration(maker));
    if (maker_one_in(maker, 2))
        maker_line(maker, "calls = %d", (int)maker_below(maker, 4) + 1);
    if (maker_one_in(maker, 4))
        maker_line(maker, "rest = %lldns", (long long)maker_duration(maker));
    maker_line(maker, "program =");
    maker->place = MAKER_TASK;
    maker_ops(maker, maker_below(maker, 3) + 1);
}

static void workload(struct maker *maker, int cores)
{
    uint32_t most = maker_one_in(maker, 2) ? 2 : MAKER_GROUPS;

    maker->groups = (uint32_t)maker_below(maker, most) + 1;
    for (uint32_t g = 0; g < maker->groups; g++) {
        maker->manual[g] = g && runs(maker, SIM_OP_START) && maker_one_in(maker, 5);
        maker->inbox[g] =
            maker->groups > 1 && runs(maker, SIM_OP_SEND) && maker_one_in(maker, 4);
    }
    maker->pools =
        runs(maker, SIM_OP_SUBMIT) && maker_one_in(maker, 3) ? 1 + maker_one_in(maker, 4) : 0;
    maker->common = maker_one_in(maker, 5);
    maker->processes = maker->model->interps && maker_one_in(maker, 6);
    if (maker->processes)
        maker->housed = (uint32_t)maker_below(maker, maker->groups);
    maker->crewed = maker->processes && maker->pools && maker_one_in(maker, 2);
    maker->apart = maker->processes; /* a program that many have */
    objects(maker, cores);
    spare(maker);
    if (maker->common)
        common(maker);
    for (maker->group = 0; maker->group < maker->groups; maker->group++)
        thread(maker, cores);
    if (maker_one_in(maker, 6))
        map(maker);
}

void generate(struct generated *file, uint64_t seed)
{
    struct maker maker = { .file = file, .stream = sim_stream(seed, 0, 0) };
    uint64_t models = 0;
    int cores;

    while (sim_models[models])
        models++;
    file->count = 0;
    maker.model = sim_models[seed % models];
    scenario(&maker, seed);
    cores = machine(&maker);
    workload(&maker, cores);
}

char *generate_text(const struct generated *file)
{
    char *text = malloc((size_t)file->count * GENERATE_WIDTH + 1), *end = text;

    if (!text)
        abort();
    *end = 0;
    for (uint32_t i = 0; i < file->count; i++)
        end += sprintf(end, "%s\n", file->lines[i]);
    return text;
}
