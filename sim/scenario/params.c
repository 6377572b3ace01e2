/* SPDX-License-Identifier: GPL-3.0-or-later
 * The parameter table, made from params.def. */
#include "sim/scenario/params.h"

#include <string.h>

const char *const sim_python_names[SIM_PYTHON_COUNT + 1] = {
#define PYTHON(id, name, language) [SIM_PYTHON_##id] = name,
    SIM_PYTHONS(PYTHON)
#undef PYTHON
};

#define SIM_WHEN_FIXED SIM_FIXED
#define SIM_WHEN_LIVE SIM_LIVE

const struct sim_param sim_param_table[SIM_PARAM_COUNT] = {
#define ROW(section_, key_, type_, def_, def_most_, least_, most_, when_, help_, source_)      \
    [SIM_PARAM_##key_] = { .section = #section_,                                               \
                           .key = #key_,                                                       \
                           .help = help_,                                                      \
                           .source = source_,                                                  \
                           .type = SIM_TYPE_##type_,                                           \
                           .when = SIM_WHEN_##when_,                                           \
                           .offset = offsetof(struct sim_params, key_),                        \
                           .def = def_,                                                        \
                           .def_most = def_most_,                                              \
                           .least = least_,                                                    \
                           .most = most_ },
#define PARAM(section, key, type, def, ...) ROW(section, key, type, def, def, __VA_ARGS__)
#define SPREAD(section, key, from, to, ...) ROW(section, key, LATENCY, from, to, __VA_ARGS__)
#include "sim/scenario/params.def"
#undef PARAM
#undef ROW
};

const char *const *sim_param_choices(enum sim_param_type type)
{
    static const char *const schedulers[] = {
        [SIM_SCHEDULER_EEVDF] = "eevdf",
        [SIM_SCHEDULER_ROUND_ROBIN] = "round-robin",
        [SIM_SCHEDULER_FIFO] = "fifo",
        NULL,
    };
    static const char *const priorities[] = {
        [SIM_PRIORITY_NONE] = "none",
        [SIM_PRIORITY_IO] = "io",
        NULL,
    };
    static const char *const locks[] = {
        [SIM_LOCK_OWN] = "own",
        [SIM_LOCK_NONE] = "none",
        NULL,
    };
    static const char *const starts[] = {
        [SIM_START_DEFAULT] = "default",
        [SIM_START_FORK] = "fork",
        [SIM_START_SPAWN] = "spawn",
        [SIM_START_FORKSERVER] = "forkserver",
        NULL,
    };

    switch (type) {
    case SIM_TYPE_START:
        return starts;
    case SIM_TYPE_SCHEDULER:
        return schedulers;
    case SIM_TYPE_PRIORITY:
        return priorities;
    case SIM_TYPE_LOCK:
        return locks;
    case SIM_TYPE_VERSION:
        return sim_python_names;
    default:
        return NULL;
    }
}

struct sim_params sim_params_default(void)
{
    struct sim_params params;

    memset(&params, 0, sizeof(params));
    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        const struct sim_param *param = &sim_param_table[i];

        if (param->type == SIM_TYPE_LATENCY)
            *sim_param_dist(&params, (enum sim_param_id)i) =
                sim_dist_between(param->def, param->def_most);
        else
            *sim_param_number(&params, (enum sim_param_id)i) = param->def;
    }
    return params;
}

enum sim_start_method sim_params_start_method(const struct sim_params *params)
{
    if (params->start_method != SIM_START_DEFAULT)
        return (enum sim_start_method)params->start_method;
    if (sim_python_language(params->python) >= SIM_PYTHON_3_14)
        return SIM_START_FORKSERVER;
    return SIM_START_FORK;
}

uint32_t sim_params_paired(const struct sim_params *params)
{
    return params->threads_per_core > 1 ? (uint32_t)(params->cores - params->slow_cores) : 0;
}

uint16_t sim_params_sibling(uint32_t paired, uint16_t core)
{
    uint32_t half = (paired + 1) / 2;

    if (!core || core > paired)
        return 0;
    if (core > half)
        return (uint16_t)(core - half);
    return core + half <= paired ? (uint16_t)(core + half) : 0;
}

/* ---- writing values ---- */

static void put_two(struct sim_text *text, const char *name, const char *between, int64_t a,
                    int64_t b)
{
    sim_text_put(text, name);
    sim_text_put_exact_time(text, a);
    sim_text_put(text, between);
    sim_text_put_exact_time(text, b);
    sim_text_put(text, ")");
}

static void put_lognormal(struct sim_text *text, const struct sim_dist *dist)
{
    static const struct sim_unit ratio[] = { { "", 1000000 }, { NULL, 0 } };

    sim_text_put(text, "lognormal(mean=");
    sim_text_put_exact_time(text, dist->a);
    sim_text_put(text, ",cv=");
    sim_text_put_in(text, ratio, dist->b);
    sim_text_put(text, ")");
}

static void put_choice(struct sim_text *text, const struct sim_dist *dist,
                       const struct sim_dist_entry *entry)
{
    uint64_t from = 0;

    sim_text_put(text, "choice(");
    for (uint32_t i = 0; i < dist->entries; from = entry[i++].until) {
        sim_text_put(text, i ? "," : "");
        sim_text_put_exact_time(text, entry[i].value);
        sim_text_put(text, ":");
        sim_text_put_in(text, sim_units_of_share,
                        (int64_t)(((entry[i].until - from) * 1000000 + (1u << 31)) >> 32));
    }
    sim_text_put(text, ")");
}

void sim_dist_put(struct sim_text *text, const struct sim_dist *dist,
                  const struct sim_dist_entry *table)
{
    switch ((enum sim_dist_kind)dist->kind) {
    case SIM_DIST_UNIFORM:
        put_two(text, "uniform(", ",", dist->a, dist->b);
        break;
    case SIM_DIST_EXPONENTIAL:
        sim_text_put(text, "exp(");
        sim_text_put_exact_time(text, dist->a);
        sim_text_put(text, ")");
        break;
    case SIM_DIST_NORMAL:
        put_two(text, "normal(mean=", ",sd=", dist->a, dist->b);
        break;
    case SIM_DIST_LOGNORMAL:
        put_lognormal(text, dist);
        break;
    case SIM_DIST_CHOICE:
        put_choice(text, dist, table + dist->first);
        break;
    case SIM_DIST_TRACE:
        sim_text_put(text, "trace of ");
        sim_text_put_int(text, dist->entries);
        sim_text_put(text, " values");
        break;
    default:
        sim_text_put_exact_time(text, dist->a);
    }
}

void sim_param_put(struct sim_text *text, const struct sim_params *params, enum sim_param_id id,
                   const struct sim_dist_entry *table)
{
    static const struct sim_unit *const units[] = {
        [SIM_TYPE_TIME] = sim_units_of_time,    [SIM_TYPE_SHARE] = sim_units_of_share,
        [SIM_TYPE_CHANCE] = sim_units_of_share, [SIM_TYPE_RATE] = sim_units_of_size,
        [SIM_TYPE_SIZE] = sim_units_of_size,    [SIM_TYPE_VERSION] = NULL,
    };
    enum sim_param_type type = sim_param_table[id].type;
    int64_t number;

    if (type == SIM_TYPE_LATENCY) {
        sim_dist_put(text, sim_param_latency(params, id), table);
        return;
    }
    number = sim_param_value(params, id);
    if (sim_param_choices(type))
        sim_text_put(text, sim_param_choices(type)[number]);
    else if (type == SIM_TYPE_TIME && number == SIM_TIME_NEVER)
        sim_text_put(text, "never");
    else if (units[type])
        sim_text_put_in(text, units[type], number);
    else
        sim_text_put_int(text, number);
    if (type == SIM_TYPE_RATE)
        sim_text_put(text, "/s");
}
