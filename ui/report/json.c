/* SPDX-License-Identifier: GPL-3.0-or-later
 * Building JSON with jansson. */
#include "config.h"

#include "ui/report/json.h"

#include "scenarios/nearest.h"
#include "sim/trace/sentence.h"
#include "ui/report/findings.h"

#include <stdlib.h>
#include <string.h>

static void set_int(json_t *object, const char *key, int64_t value)
{
    json_object_set_new(object, key, json_integer(value));
}

void report_set_ratio(json_t *object, const char *name, const struct study_interval *ratio)
{
    char key[32];

    json_object_set_new(object, name, json_real(ratio->mean));
    snprintf(key, sizeof(key), "%s_low", name);
    json_object_set_new(object, key, json_real(ratio->low));
    snprintf(key, sizeof(key), "%s_high", name);
    json_object_set_new(object, key, json_real(ratio->high));
}

const char *report_outcome(enum sim_status outcome)
{
    static const char *const names[] = {
        [SIM_GOING] = "going",       [SIM_ENDED] = "ended",     [SIM_UNTIL] = "until",
        [SIM_DEADLOCK] = "deadlock", [SIM_REFUSED] = "refused", [SIM_OVERLONG] = "overlong",
    };

    return names[outcome];
}

/* ---- parameters ---- */

static json_t *param_value(const struct sim_scenario *sim, enum sim_param_id id)
{
    char buffer[512];
    struct sim_text text = SIM_TEXT(buffer);

    if (sim_param_table[id].type == SIM_TYPE_COUNT)
        return json_integer(sim_param_value(&sim->params, id));
    if (sim_param_table[id].type == SIM_TYPE_MODEL)
        return json_string(sim_model_of(sim)->name);
    sim_param_put(&text, &sim->params, id, sim->table);
    return json_string(buffer);
}

static json_t *parameters(const struct scenario *scenario)
{
    const struct sim_scenario *sim = &scenario->sim;
    json_t *object = json_object();
    char name[64];

    for (int id = 0; id < SIM_PARAM_COUNT; id++) {
        snprintf(name, sizeof(name), "%s.%s", sim_param_table[id].section,
                 sim_param_table[id].key);
        json_object_set_new(object, name, param_value(sim, (enum sim_param_id)id));
    }
    for (uint32_t i = 0; i < scenario->value_count; i++) {
        const struct scenario_value *value = &scenario->values[i];
        int64_t count;
        bool is_count = units_any(value->text, &count) == UNITS_COUNT;

        snprintf(name, sizeof(name), "values.%s", value->name);
        json_object_set_new(object, name,
                            is_count ? json_integer(count) : json_string(value->text));
    }
    return object;
}

#define RUN_SCHEMA "interlock/run/1"

static void put_head(json_t *object, const char *schema, const struct scenario *scenario,
                     json_t *given)
{
    json_object_set_new(object, "schema", json_string(schema));
    json_object_set_new(object, "version", json_string(PACKAGE_VERSION));
    set_int(object, "seed", scenario->sim.params.seed);
    if (given)
        json_object_set_new(object, "parameters", given);
    json_object_set_new(object, "title", json_string(scenario->sim.title));
    if (scenario->caveat)
        json_object_set_new(object, "caveat", json_string(scenario->caveat));
}

json_t *report_head(const char *schema, const struct scenario *scenario)
{
    json_t *object = json_object();

    put_head(object, schema, scenario, parameters(scenario));
    return object;
}

/* ---- a run ---- */

static json_t *core_array(const struct study_result *result)
{
    json_t *array = json_array();

    for (uint32_t i = 1; i <= result->cast->cores; i++) {
        const struct fold_core *core = &result->fold->cores[i];
        json_t *object = json_object();

        set_int(object, "busy_ns", core->busy);
        set_int(object, "overhead_ns", core->overhead);
        set_int(object, "idle_ns", result->makespan - core->busy - core->overhead);
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *thread_object(const struct study_result *result, uint32_t id)
{
    const struct fold_thread *thread = &result->fold->threads[id];
    json_t *object = json_object(), *waits = json_object();
    char name[256];
    struct sim_text text = SIM_TEXT(name);

    sim_cast_put_thread(result->cast, &text, id);
    json_object_set_new(object, "name", json_string(name));
    for (int reason = 1; reason < SIM_REASON_COUNT; reason++) {
        if (thread->spent[reason])
            set_int(waits, sim_reasons[reason].name, thread->spent[reason]);
    }
    json_object_set_new(object, "waits", waits);
    set_int(object, "cpu_ns", thread->cpu);
    return object;
}

static json_t *thread_array(const struct study_result *result)
{
    json_t *array = json_array();

    for (uint32_t i = 1; i <= result->cast->threads; i++)
        json_array_append_new(array, thread_object(result, i));
    return array;
}

static json_t *distribution(const struct sim_histogram *histogram)
{
    json_t *object = json_object();

    set_int(object, "count", (int64_t)histogram->count);
    set_int(object, "mean_ns", sim_histogram_mean(histogram));
    set_int(object, "p50_ns", sim_histogram_quantile(histogram, 50, 100));
    set_int(object, "p90_ns", sim_histogram_quantile(histogram, 90, 100));
    set_int(object, "p99_ns", sim_histogram_quantile(histogram, 99, 100));
    set_int(object, "max_ns", histogram->most);
    return object;
}

/* "interpreter lock", and whose, where there are several. */
static json_t *lock_name(const struct sim_cast *cast, uint32_t interp)
{
    char name[256];
    struct sim_text text = SIM_TEXT(name);

    sim_text_put(&text, "interpreter lock");
    sim_cast_put_whose(cast, &text, interp);
    return json_string(name);
}

static json_t *lock_array(const struct study_result *result)
{
    json_t *array = json_array();

    for (uint32_t i = 1; i <= result->cast->interps; i++) {
        const struct fold_lock *lock = &result->fold->interps[i];
        json_t *object = json_object();

        json_object_set_new(object, "name", lock_name(result->cast, i));
        set_int(object, "handoffs", (int64_t)lock->handoffs);
        set_int(object, "forced", (int64_t)lock->forced);
        set_int(object, "held_ns", fold_held(lock, result->makespan));
        json_object_set_new(object, "turn", distribution(&result->turns[i]));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *vars_object(const struct study_result *result)
{
    json_t *object = json_object();

    for (uint32_t i = 0; i < result->cast->vars.count; i++) {
        json_t *var = json_object();

        set_int(var, "value", result->fold->vars[i].value);
        set_int(var, "expected", result->fold->vars[i].expected);
        if (result->fold->vars[i].copied)
            set_int(var, "copied", result->fold->vars[i].copied);
        if (!sim_cast_is_object(result->cast, i))
            set_int(var, "luck", fold_luck(&result->fold->vars[i]));
        json_object_set_new(object, result->cast->vars.list[i], var);
    }
    return object;
}

static json_t *latency_object(const struct study_result *result)
{
    json_t *object = json_object();

    for (uint32_t i = 0; i < result->cast->measures.count; i++)
        json_object_set_new(object, result->cast->measures.list[i],
                            distribution(&result->latency[i]));
    return object;
}

/* Accesses that met another of the same part, or missed it by luck, by region. */
static json_t *count_by_region(const struct study_result *result, const uint64_t *count)
{
    json_t *object = json_object();

    for (uint32_t i = 0; i < result->cast->regions.count; i++)
        set_int(object, result->cast->regions.list[i], (int64_t)count[i]);
    return object;
}

static void set_speedup(json_t *object, const struct study_speedup *speedup)
{
    if (speedup->known) {
        json_object_set_new(object, "speedup", json_real(speedup->speedup));
        json_object_set_new(object, "scaling", json_real(speedup->scaling));
        return;
    }
    json_object_set_new(object, "speedup", json_null());
    json_object_set_new(object, "scaling", json_null());
    json_object_set_new(object, "speedup_reason", json_string(speedup->why));
}

void report_put_run(json_t *object, const struct study_result *result,
                    const struct study_speedup *speedup)
{
    json_object_set_new(object, "model", json_string(result->cast->model));
    json_object_set_new(object, "outcome", json_string(report_outcome(result->outcome)));
    if (*result->why)
        json_object_set_new(object, "reason", json_string(result->why));
    set_int(object, "makespan_ns", result->makespan);
    set_int(object, "work_ns", result->work);
    set_int(object, "cpu_ns", result->cpu);
    set_speedup(object, speedup);
    set_int(object, "events", (int64_t)result->events);
    if (result->memory)
        set_int(object, "memory_bytes", result->memory);
    json_object_set_new(object, "cores", core_array(result));
    json_object_set_new(object, "threads", thread_array(result));
    json_object_set_new(object, "locks", lock_array(result));
    json_object_set_new(object, "vars", vars_object(result));
    json_object_set_new(object, "latency", latency_object(result));
}

json_t *report_facts(const struct scenario *scenario, const struct study_result *result,
                     const struct study_speedup *speedup)
{
    json_t *object = json_object();

    if (!object)
        return NULL;
    put_head(object, RUN_SCHEMA, scenario, NULL);
    report_put_run(object, result, speedup);
    if (!scenario->sim.regions.count)
        return object;
    json_object_set_new(object, "races", count_by_region(result, result->fold->races));
    json_object_set_new(object, "luck", count_by_region(result, result->fold->luck));
    json_object_set_new(object, "findings", findings_json(scenario, result));
    return object;
}

json_t *report_run(const struct scenario *scenario, const struct study_result *result,
                   const struct study_speedup *speedup)
{
    json_t *object = report_head(RUN_SCHEMA, scenario);
    json_t *facts = report_facts(scenario, result, speedup);

    if (json_object_update(object, facts)) {
        json_decref(object);
        object = NULL;
    }
    json_decref(facts);
    return object;
}

void report_print(const json_t *object, FILE *to)
{
    json_dumpf(object, to, JSON_INDENT(2) | JSON_REAL_PRECISION(6) | JSON_PRESERVE_ORDER);
    fputc('\n', to);
}

/* ---- looking up ---- */

/* Where members have no names, as cores, it is their number, from 1. */
static const json_t *member_named(const json_t *array, const char *name, size_t length)
{
    const json_t *member;
    size_t i, number = strtoul(name, NULL, 10);

    if (!json_object_get(json_array_get(array, 0), "name"))
        return length && strspn(name, "0123456789") == length
                   ? json_array_get(array, number - 1)
                   : NULL;

    json_array_foreach((json_t *)array, i, member)
    {
        const char *its = json_string_value(json_object_get(member, "name"));

        if (its && strlen(its) == length && !memcmp(its, name, length))
            return member;
    }
    return NULL;
}

/* One step of a path: a key, or a name in brackets; moves *path behind it. */
static const json_t *enter(const json_t *object, const char **path)
{
    const char *at = *path, *end;
    char key[128];
    size_t length;

    if (*at == '[') {
        end = strchr(++at, ']');
        *path = end ? end + 1 : at + strlen(at);
        return end ? member_named(object, at, (size_t)(end - at)) : NULL;
    }
    at += *at == '.';
    length = strcspn(at, ".[");
    *path = at + length;
    if (length >= sizeof(key))
        return NULL;
    memcpy(key, at, length);
    key[length] = '\0';
    return json_object_get(object, key);
}

const json_t *report_lookup(const json_t *object, const char *path)
{
    while (object && *path)
        object = enter(object, &path);
    return object;
}

typedef void name_fn(void *context, const char *name);

/* All that could stand there instead: the keys of an object, the names in an array. */
static void each_name(const json_t *of, name_fn *take, void *context)
{
    const char *key;
    const json_t *value;
    size_t i;

    json_object_foreach((json_t *)of, key, value) take(context, key);
    json_array_foreach((json_t *)of, i, value)
    {
        const char *name = json_string_value(json_object_get(value, "name"));

        if (name)
            take(context, name);
    }
}

static void offer(void *nearest, const char *name)
{
    nearest_offer(nearest, name);
}

static void list(void *text, const char *name)
{
    sim_text_put(text, ((struct sim_text *)text)->used ? ", " : "there are ");
    sim_text_put(text, name);
}

/* The part of a path that leads nowhere, without its point or brackets. */
static void put_part(const char *from, const char *to, char part[REPORT_HINT])
{
    struct sim_text text = sim_text_over(part, REPORT_HINT);

    from += *from == '.' || *from == '[';
    to -= to > from && to[-1] == ']';
    sim_text_put_bytes(&text, from, (size_t)(to - from));
}

const char *report_hint(const json_t *object, const char *path, char hint[REPORT_HINT])
{
    const json_t *in = object, *next = object;
    struct sim_text text = sim_text_over(hint, REPORT_HINT);
    const char *at = path;
    char part[REPORT_HINT], near[NEAREST_HINT];
    struct nearest nearest;

    while (next && *path) {
        in = next;
        at = path;
        next = enter(in, &path);
    }
    put_part(at, path, part);
    nearest = nearest_to(part);
    each_name(in, offer, &nearest);
    if (*nearest_hint(&nearest, near))
        sim_text_put(&text, near + strlen("; "));
    else if (in != object)
        each_name(in, list, &text);
    return *hint ? hint : NULL;
}
