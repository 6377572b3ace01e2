/* SPDX-License-Identifier: GPL-3.0-or-later
 * Random machines, programs and parameters, written as a person would write them. */
#include "tests/property/generate.h"

#include "sim/base/rng.h"
#include "sim/mech/bytecode.h"
#include "sim/models/models.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * What is drawn is small (a few threads, bursts of microseconds to milliseconds), since rare
 * interleavings come from many small runs sooner than from few large ones. Times are mostly of a
 * few fixed lengths: then things fall on the same nanosecond, which is where orders are decided.
 */
#define THREADS_MOST 5
#define DEPTH_MOST 3

struct maker {
    struct generated *file;
    const struct sim_model *model;
    uint64_t stream, drawn;
    uint32_t groups, group; /* how many, and the one under way */
    bool inbox[THREADS_MOST], manual[THREADS_MOST];
    bool pool, processes, locked; /* there is one; several; a lock of the program is held */
    bool in_parallel, in_submit, in_map;
    int depth;
};

static uint64_t below(struct maker *maker, uint64_t limit)
{
    return sim_draw_below(sim_draw(maker->stream, SIM_FOR_WORK, maker->drawn++), limit);
}

static bool one_in(struct maker *maker, uint64_t n)
{
    return below(maker, n) == 0;
}

static void line(struct maker *maker, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void line(struct maker *maker, const char *format, ...)
{
    va_list arguments;

    if (maker->file->count == GENERATE_LINES)
        abort();
    va_start(arguments, format);
    vsnprintf(maker->file->lines[maker->file->count++], GENERATE_WIDTH, format, arguments);
    va_end(arguments);
}

/* ---- quantities ---- */

static int64_t duration(struct maker *maker)
{
    static const int64_t usual[] = { 0,           SIM_NS(1), SIM_US(1), SIM_US(20), SIM_US(100),
                                     SIM_US(500), SIM_MS(1), SIM_MS(5), SIM_MS(7) };

    if (!one_in(maker, 4))
        return usual[below(maker, sizeof(usual) / sizeof(*usual))];
    return (int64_t)below(maker, (uint64_t)1 << below(maker, 24));
}

#define QUANTITY 80

static void put_dist(struct maker *maker, char text[QUANTITY], int64_t a, int64_t b)
{
    long long low = a < b ? a : b, high = a < b ? b : a;

    switch (below(maker, 5)) {
    case 0:
        snprintf(text, QUANTITY, "exp(%lldns)", high);
        break;
    case 1:
        snprintf(text, QUANTITY, "uniform(%lldns,%lldns)", low, high);
        break;
    case 2:
        snprintf(text, QUANTITY, "normal(%lldns,%lldns)", high, low);
        break;
    case 3:
        snprintf(text, QUANTITY, "lognormal(mean=%lldns,cv=0.%d)", high,
                 (int)below(maker, 9) + 1);
        break;
    default:
        snprintf(text, QUANTITY, "choice(%lldns:75%%,%lldns:25%%)", low, high);
    }
}

static void put_duration(struct maker *maker, char text[QUANTITY])
{
    int64_t a = duration(maker);

    if (one_in(maker, 5))
        put_dist(maker, text, a, duration(maker));
    else
        snprintf(text, QUANTITY, "%lldns", (long long)a);
}

static uint64_t size(struct maker *maker)
{
    return 1 + below(maker, (uint64_t)1 << below(maker, 18));
}

/* ---- ops ---- */

/* The other group that an op names; its own where there is none. */
static uint32_t other_group(struct maker *maker)
{
    if (maker->groups < 2)
        return maker->group;
    return (maker->group + 1 + (uint32_t)below(maker, maker->groups - 1)) % maker->groups;
}

static bool is_sent_to(const struct maker *maker)
{
    for (uint32_t g = 0; g < maker->groups; g++) {
        if (g != maker->group && maker->inbox[g])
            return true;
    }
    return false;
}

static uint32_t inbox_of_other(struct maker *maker)
{
    uint32_t g;

    do
        g = (uint32_t)below(maker, maker->groups);
    while (g == maker->group || !maker->inbox[g]);
    return g;
}

/* May it stand here? */
static bool fits(struct maker *maker, enum sim_op_kind kind)
{
    const struct sim_op_info *info = &sim_op_table[kind];
    bool alone = maker->in_parallel || maker->in_submit || maker->in_map;

    if (!info->word[0] || !sim_model_rule(maker->model, kind)->state)
        return false;
    switch (kind) {
    case SIM_OP_END:
    case SIM_OP_START: /* only where somebody waits for it */
        return false;
    case SIM_OP_JOIN:
        return maker->groups > 1 && !alone && one_in(maker, 3);
    case SIM_OP_SEND:
        return is_sent_to(maker) && !alone;
    case SIM_OP_RECV:
        return maker->group < maker->groups && maker->inbox[maker->group] && !alone;
    case SIM_OP_SUBMIT:
    case SIM_OP_RESULTS:
        return maker->pool && !alone;
    case SIM_OP_PARALLEL:
        return !alone && maker->depth < DEPTH_MOST;
    case SIM_OP_ARRIVE:
        return !maker->in_map && maker->depth < DEPTH_MOST;
    case SIM_OP_UNLOCK: /* comes with its lock */
        return maker->locked && one_in(maker, 4);
    case SIM_OP_BARRIER: /* at these a program soon stands for good */
        return !alone && one_in(maker, 4);
    case SIM_OP_EXTENSION:
    case SIM_OP_GET:
    case SIM_OP_WAIT:
        return one_in(maker, 4);
    default:
        return !info->block || maker->depth < DEPTH_MOST;
    }
}

/* `as` and the name of a body, a form or a use that fits. */
static void put_form(struct maker *maker, char text[QUANTITY], enum sim_op_arg as)
{
    enum bytecode_kind kind = as == SIM_OP_ARG_BODY   ? BODY_LOOP
                              : as == SIM_OP_ARG_FORM ? BODY_ADD
                                                      : BODY_REF;
    uint32_t body;

    if (one_in(maker, 2))
        return;
    do
        body = (uint32_t)below(maker, BODY_COUNT);
    while (bytecode_bodies[body].kind != kind);
    snprintf(text, QUANTITY, " as %s", bytecode_bodies[body].name);
}

/* All that goes through the one queue goes by calls, and nothing through the other. */
static bool is_by_call(const char *arguments)
{
    return !strcmp(arguments, "queue1");
}

static void put_as(struct maker *maker, char text[QUANTITY], const struct sim_op_info *info,
                   const char *arguments)
{
    enum sim_op_arg as = info->as;

    text[0] = 0;
    if (info->first == SIM_OP_ARG_QUEUE && is_by_call(arguments)) {
        snprintf(text, QUANTITY, " in %lldns", (long long)duration(maker));
        return;
    }
    if (info->first == SIM_OP_ARG_QUEUE)
        as = as == SIM_OP_ARG_CALL ? SIM_OP_ARG_PAYLOAD : SIM_OP_ARG_NONE;
    switch (as) {
    case SIM_OP_ARG_BODY:
    case SIM_OP_ARG_FORM:
    case SIM_OP_ARG_USE:
        put_form(maker, text, as);
        break;
    case SIM_OP_ARG_PAYLOAD:
        if (one_in(maker, 2))
            snprintf(text, QUANTITY, " as %s",
                     sim_payload_names[below(maker, SIM_PAYLOAD_COUNT)]);
        break;
    case SIM_OP_ARG_SPAN:
        if (one_in(maker, 2))
            snprintf(text, QUANTITY, " in %lldns", (long long)duration(maker));
        break;
    case SIM_OP_ARG_NAMED:
        if (one_in(maker, 2))
            snprintf(text, QUANTITY, " as span%d", (int)below(maker, 2));
        break;
    default:
        break;
    }
}

#define INDEX 12

static void put_index(struct maker *maker, char text[INDEX])
{
    static const char *const indices[] = { "", "[0]", "[3]", "[self]", "[self+1]" };

    if (maker->in_parallel && one_in(maker, 2))
        snprintf(text, INDEX, "%s", one_in(maker, 2) ? "[chunk]" : "[chunk-1]");
    else
        snprintf(text, INDEX, "%s", indices[below(maker, 5)]);
}

/* What stands behind the word, but for `as` and a keyword. */
static void put_arguments(struct maker *maker, char text[QUANTITY], enum sim_op_kind kind)
{
    int n = (int)below(maker, 2);
    char part[INDEX];

    text[0] = 0;
    switch (sim_op_table[kind].first) {
    case SIM_OP_ARG_DURATION:
        put_duration(maker, text);
        break;
    case SIM_OP_ARG_COUNT:
        snprintf(text, QUANTITY, "%d",
                 (int)(sim_op_table[kind].block ? below(maker, 5) + 1 : below(maker, 200000)));
        break;
    case SIM_OP_ARG_SIZE:
        snprintf(text, QUANTITY, "%lluB", (unsigned long long)size(maker));
        break;
    case SIM_OP_ARG_VAR:
        snprintf(text, QUANTITY, "%s%d %d", kind == SIM_OP_REF ? "object" : "var", n,
                 (int)below(maker, 50000) + 1);
        break;
    case SIM_OP_ARG_LOCK:
        snprintf(text, QUANTITY, "lock%d", n);
        break;
    case SIM_OP_ARG_BARRIER:
        snprintf(text, QUANTITY, "barrier%d", n);
        break;
    case SIM_OP_ARG_QUEUE:
        snprintf(text, QUANTITY, "queue%d", n);
        break;
    case SIM_OP_ARG_EVENT:
        snprintf(text, QUANTITY, "event%d", n);
        break;
    case SIM_OP_ARG_THREAD:
        snprintf(text, QUANTITY, "t%u", other_group(maker));
        break;
    case SIM_OP_ARG_POOL:
        snprintf(text, QUANTITY, "crew");
        break;
    case SIM_OP_ARG_MEASURE:
        snprintf(text, QUANTITY, "span%d", n);
        break;
    case SIM_OP_ARG_REGION:
        put_index(maker, part);
        snprintf(text, QUANTITY, "region%d%s", n, part);
        break;
    default:
        break;
    }
    if (kind == SIM_OP_SEND)
        snprintf(text + strlen(text), QUANTITY - strlen(text), " to t%u",
                 inbox_of_other(maker));
    if ((sim_op_table[kind].second == SIM_OP_ARG_SIZE && !is_by_call(text) &&
         one_in(maker, 3)) ||
        kind == SIM_OP_IMPORT)
        snprintf(text + strlen(text), QUANTITY - strlen(text), " %lluB",
                 (unsigned long long)size(maker));
    if (sim_op_table[kind].second == SIM_OP_ARG_TIMES && one_in(maker, 2))
        snprintf(text + strlen(text), QUANTITY - strlen(text), " %d",
                 (int)below(maker, 1000) + 1);
    if (sim_op_table[kind].second == SIM_OP_ARG_REQUESTS)
        snprintf(text + strlen(text), QUANTITY - strlen(text), " %d", (int)below(maker, 8) + 1);
    if (sim_op_table[kind].second == SIM_OP_ARG_WORKERS && one_in(maker, 2))
        snprintf(text + strlen(text), QUANTITY - strlen(text), " %d", (int)below(maker, 4) + 1);
}

static void ops(struct maker *maker, uint64_t count);

static const char *indent(const struct maker *maker)
{
    static const char blanks[] = "                        ";

    return blanks + sizeof(blanks) - 1 - 4 * (size_t)(maker->depth + 1);
}

static void block(struct maker *maker, enum sim_op_kind kind)
{
    maker->in_parallel |= kind == SIM_OP_PARALLEL;
    maker->in_submit |= kind == SIM_OP_SUBMIT;
    maker->depth++;
    ops(maker, below(maker, 4));
    maker->depth--;
    if (kind == SIM_OP_PARALLEL)
        maker->in_parallel = false;
    if (kind == SIM_OP_SUBMIT)
        maker->in_submit = false;
    line(maker, "%send", indent(maker));
}

/* What a lock of the program is for. */
static void locked(struct maker *maker, const char *lock)
{
    bool before = maker->locked;

    maker->locked = true;
    ops(maker, below(maker, 3));
    maker->locked = before;
    if (!one_in(maker, 12))
        line(maker, "%sunlock %s", indent(maker), lock);
}

/* An update that may not be lost. */
static void safe(struct maker *maker)
{
    line(maker, "%sadd " GENERATE_SAFE " %d as locked", indent(maker),
         (int)below(maker, 3000) + 1);
}

static void op(struct maker *maker)
{
    char arguments[QUANTITY], as[QUANTITY];
    const struct sim_op_info *info;
    const char *keyword;
    enum sim_op_kind kind;

    do
        kind = (enum sim_op_kind)below(maker, SIM_OP_COUNT);
    while (!fits(maker, kind));
    if (kind == SIM_OP_ADD && one_in(maker, 3)) {
        safe(maker);
        return;
    }
    info = &sim_op_table[kind];
    put_arguments(maker, arguments, kind);
    put_as(maker, as, info, arguments);
    if (info->second == SIM_OP_ARG_SIZE && !strchr(arguments, ' ') && !is_by_call(arguments))
        as[0] = 0; /* of nothing there is no kind */
    keyword = one_in(maker, 3) ? info->keyword : "";
    line(maker, "%s%s%s%s%s%s%s", indent(maker), info->word, arguments[0] ? " " : "", arguments,
         as, keyword[0] ? " " : "", keyword);
    if (info->block)
        block(maker, kind);
    if (kind == SIM_OP_LOCK)
        locked(maker, arguments);
}

static void ops(struct maker *maker, uint64_t count)
{
    while (count--)
        op(maker);
}

/* ---- sections ---- */

static void scenario(struct maker *maker, uint64_t seed)
{
    line(maker, "[scenario]");
    line(maker, "format = 1");
    line(maker, "seed = %llu", (unsigned long long)(seed % 1000));
    line(maker, "until = %dms", one_in(maker, 6) ? (int)below(maker, 20) + 1 : 2000);
}

/* A value somewhere about the usual one, at times at the end of what is possible. */
static int64_t value_of(struct maker *maker, const struct sim_param *param)
{
    int64_t usual = param->def < SIM_S(1000) ? param->def : SIM_S(1000), value;

    switch (below(maker, 8)) {
    case 0:
        return param->least;
    case 1:
        return param->most;
    case 2:
        value = (int64_t)below(maker, 3);
        break;
    default:
        value = (int64_t)below(maker, 4 * (uint64_t)usual + 2);
    }
    return value < param->least ? param->least : value > param->most ? param->most : value;
}

/* These have lines of their own, or make a file that says something else. */
static bool is_drawn(const struct sim_param *param)
{
    static const char *const others[] = { "cores", "python",      "model",
                                          "seed",  "replication", "until",
                                          "ram",   "slow_cores",  NULL };

    for (int i = 0; others[i]; i++) {
        if (!strcmp(param->key, others[i]))
            return false;
    }
    return true;
}

static void parameter(struct maker *maker, const char *section, uint64_t used[])
{
    struct sim_params params = sim_params_default();
    uint32_t id = (uint32_t)below(maker, SIM_PARAM_COUNT);
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
    if (param->type == SIM_TYPE_LATENCY && one_in(maker, 4))
        put_dist(maker, value, value_of(maker, param), value_of(maker, param));
    else
        sim_param_put(&text, &params, (enum sim_param_id)id, NULL);
    line(maker, "%s = %s", param->key, value);
}

static void parameters(struct maker *maker, const char *section)
{
    uint64_t used[(SIM_PARAM_COUNT + 63) / 64] = { 0 };

    for (uint64_t count = below(maker, 24); count; count--)
        parameter(maker, section, used);
}

static int machine(struct maker *maker)
{
    static const int cores[] = { 1, 1, 2, 2, 3, 4, 8, 70 };
    int count = cores[below(maker, 8)];

    line(maker, "[machine]");
    line(maker, "cores = %d", count);
    if (one_in(maker, 4))
        line(maker, "slow_cores = %d", (int)below(maker, (uint64_t)count) + 1);
    parameters(maker, "machine");
    line(maker, "[runtime]");
    line(maker, "model = %s", maker->model->name);
    line(maker, "python = %s",
         sim_python_names[(uint64_t)maker->model->first_python +
                          below(maker, (uint64_t)maker->model->last_python -
                                           (uint64_t)maker->model->first_python + 1)]);
    parameters(maker, "runtime");
    if (one_in(maker, 4)) {
        line(maker, "[costs]");
        parameters(maker, "costs");
    }
    return count;
}

static void objects(struct maker *maker)
{
    for (int i = 0; i < 2; i++) {
        if (one_in(maker, 2)) {
            line(maker, "[queue queue%d]", i);
            line(maker, "capacity = %d", (int)below(maker, 3));
        }
        line(maker, "[region region%d]", i);
        line(maker, "parts = 4");
        if (one_in(maker, 2))
            line(maker, "size = %lluB", (unsigned long long)size(maker) * 4);
        if (one_in(maker, 2)) {
            line(maker, "[barrier barrier%d]", i);
            line(maker, "parties = %d", (int)below(maker, 3) + 1);
        }
        if (one_in(maker, 4)) {
            line(maker, "[variable var%d]", i);
            line(maker, "shared = yes");
        }
    }
    if (maker->processes) {
        line(maker, "[process house]");
        line(maker, "count = %d", (int)below(maker, 2) + 1);
    }
    if (maker->pool) {
        line(maker, "[pool crew]");
        line(maker, "workers = %d", (int)below(maker, 4) + 1);
    }
}

static void start_of(struct maker *maker)
{
    char start[QUANTITY];

    if (maker->manual[maker->group]) {
        line(maker, "start = manual");
    } else if (one_in(maker, 3)) {
        put_duration(maker, start);
        line(maker, "start = %s", start);
    }
}

/* Whoever is started or sent to has to be so by somebody. */
static void owed(struct maker *maker)
{
    for (uint32_t g = 0; g < maker->groups; g++) {
        if (maker->manual[g] && maker->group == 0)
            line(maker, "    start t%u", g);
        if (maker->inbox[g] && maker->group == (g + 1) % maker->groups)
            line(maker, "    send %lluB to t%u", (unsigned long long)size(maker), g);
    }
}

static void thread(struct maker *maker, int cores)
{
    line(maker, "[thread t%u]", maker->group);
    if (maker->processes && one_in(maker, 2)) {
        line(maker, "process = house");
        line(maker, "count = %d", (int)below(maker, 2) + 1);
    } else {
        line(maker, "count = %d", (int)below(maker, 3) + 1);
    }
    start_of(maker);
    if (maker->group && one_in(maker, 8))
        line(maker, "daemon = yes");
    if (one_in(maker, 6))
        line(maker, "affinity = %d", (int)below(maker, (uint64_t)cores) + 1);
    if (one_in(maker, 8))
        line(maker, "as = thread");
    line(maker, "program =");
    owed(maker);
    ops(maker, below(maker, 6) + 1);
}

static void map(struct maker *maker)
{
    line(maker, "[map]");
    line(maker, "tasks = %d", (int)below(maker, 20) + 1);
    line(maker, "workers = %d", (int)below(maker, 4) + 1);
    if (one_in(maker, 2))
        line(maker, "chunk = %d", (int)below(maker, 5) + 1);
    if (one_in(maker, 2))
        line(maker, "pool = executor");
    if (one_in(maker, 2))
        line(maker, "argument = %lluB", (unsigned long long)size(maker));
    line(maker, "program =");
    maker->in_map = true;
    ops(maker, below(maker, 3) + 1);
}

static bool runs(const struct maker *maker, enum sim_op_kind kind)
{
    return sim_model_rule(maker->model, kind)->state != 0;
}

static void workload(struct maker *maker, int cores)
{
    uint32_t most = one_in(maker, 2) ? 2 : THREADS_MOST;

    maker->groups = (uint32_t)below(maker, most) + 1;
    for (uint32_t g = 0; g < maker->groups; g++) {
        maker->manual[g] = g && runs(maker, SIM_OP_START) && one_in(maker, 5);
        maker->inbox[g] = maker->groups > 1 && runs(maker, SIM_OP_SEND) && one_in(maker, 4);
    }
    maker->pool = runs(maker, SIM_OP_SUBMIT) && one_in(maker, 3);
    maker->processes = maker->model->interps && one_in(maker, 6);
    objects(maker);
    for (maker->group = 0; maker->group < maker->groups; maker->group++)
        thread(maker, cores);
    if (one_in(maker, 6))
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
