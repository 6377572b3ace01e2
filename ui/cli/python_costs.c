/* SPDX-License-Identifier: GPL-3.0-or-later
 * Running the programs that measure an interpreter, and writing what they tell. */
#include "config.h"

#include "ui/cli/python_costs.h"

#include "probe/child.h"
#include "probe/preset.h"
#include "sim/mech/bytecode.h"
#include "sim/mech/library.h"
#include "sim/scenario/params.h"
#include "ui/cli/cli.h"

#include <stdlib.h>
#include <string.h>

/*
 * Two kinds of costs. Loop bodies have their cost by version in a table of the simulator, measured on
 * the reference machine; so what a body takes here says how fast this core is beside that one's.
 * Costs of the library are parameters, given as they are under 3.12 and scaled to the version that a
 * scenario names; what is measured is divided by that factor, so that the model has it back.
 */
#define LIMIT 60.0
#define ROUNDS "5" /* of turns.py */

int python_costs_find(struct python_costs *costs, const char *name)
{
    const struct python *python = costs->pythons.list;

    if (!name)
        return CLI_GOOD;
    if (!pythons_find(&costs->pythons, name))
        return CLI_WORLD;
    if (costs->pythons.count == 1 && python->answers && python->version < SIM_PYTHON_COUNT)
        return CLI_GOOD;
    if (costs->pythons.count > 1)
        cli_say("--python %s: a preset has the costs of one interpreter", name);
    else if (python->answers)
        cli_say("%s: no model knows %s", python->path, python->label);
    else
        cli_say("%s: %s", python->path, python->why ? python->why : "does not answer");
    return costs->pythons.count > 1 ? CLI_USAGE : CLI_WORLD;
}

/* The member `key` of what a script prints; NULL after having said why there is none. */
static json_t *ask(const struct python *python, const char *name, const char *key, char *words)
{
    char script[PATH_MAX], how[CHILD_TEXT];
    const char *command[PYTHON_WORDS];
    struct child child;
    json_t *line, *member;

    if (!python_script(script, "python", name))
        return NULL;
    python_command(command, python->path, script, words);
    child_run(&child, command, LIMIT, cli_interrupted());
    line = child_is_good(&child) ? json_loads(child.out, 0, NULL) : NULL;
    member = json_incref(json_object_get(line, key));
    if (!member)
        cli_say("%s: %s %s%s%s", python->path, name,
                child_is_good(&child) ? "did not print its figures"
                                      : child_say(how, &child, LIMIT),
                child.err && *child.err ? ": " : "", child.err ? child.err : "");
    json_decref(line);
    child_free(&child);
    return member;
}

int python_costs_measure(struct python_costs *costs)
{
    const struct python *python = costs->pythons.list;
    char rounds[] = ROUNDS;

    if (!costs->pythons.count)
        return CLI_GOOD;
    costs->samples = ask(python, "costs.py", "samples", NULL);
    costs->turns = costs->samples ? ask(python, "turns.py", "turns", rounds) : NULL;
    return costs->turns ? CLI_GOOD : CLI_WORLD;
}

void python_costs_free(struct python_costs *costs)
{
    json_decref(costs->samples);
    json_decref(costs->turns);
    pythons_free(&costs->pythons);
    *costs = (struct python_costs){ .samples = NULL };
}

/* ---- speed ---- */

static double member(const json_t *array, size_t at)
{
    return json_number_value(json_array_get(array, at));
}

/* How fast this core is by each body of `loop`: what it takes at full speed by what it takes. */
static void take_speeds(const struct python_costs *costs, struct probe_samples *speeds)
{
    for (int i = 0; i < BODY_COUNT; i++) {
        const struct bytecode_body_info *info = &bytecode_bodies[i];
        struct bytecode_body body = bytecode_body(
            (enum bytecode_body_id)i, (enum sim_python)costs->pythons.list->version);
        double turn = member(json_object_get(costs->turns, info->name), 0);

        if (info->kind == BODY_LOOP && turn > 0)
            probe_samples_add(speeds, body.turn / 100.0 / turn);
    }
}

/* A comment, and no key: what has been measured here are the costs of a core of speed 100 %, and what
 * users time here are its durations; a `speed` would divide both by it. */
static void print_speed(const struct python_costs *costs, const char *doubt, FILE *file)
{
    struct probe_samples speeds = { 0 };
    struct probe_summary summary;

    take_speeds(costs, &speeds);
    summary = probe_samples_summary(&speeds);
    if (summary.count)
        fprintf(file,
                "\n# for the record: speed: %.1f%% (%.1f%% to %.1f%%): loop bodies of %s "
                "against the "
                "table, median of %zu%s%s\n",
                summary.median * 100, summary.least * 100, summary.most * 100,
                costs->pythons.list->label, summary.count, doubt ? ", doubtful: " : "",
                doubt ? doubt : "");
    probe_samples_fini(&speeds);
}

/* ---- costs ---- */

/* By which part of the library a parameter's value is scaled. */
static const struct {
    const char *prefix;
    enum library_part part;
} parts[] = {
    { "task_", LIBRARY_ASYNCIO },
    { "loop_", LIBRARY_ASYNCIO },
    { "pool_", LIBRARY_FUTURES },
    { "fork", LIBRARY_FORK },
};

static double factor_of(const char *key, enum sim_python python)
{
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        if (!strncmp(key, parts[i].prefix, strlen(parts[i].prefix)))
            return library_factor(parts[i].part, python) * 1e-6;
    }
    return 1;
}

static bool is_parameter(const char *key)
{
    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        if (!strcmp(sim_param_table[i].section, "runtime") &&
            !strcmp(sim_param_table[i].key, key))
            return true;
    }
    return false;
}

static void print_cost(const struct python *python, const char *key, const json_t *numbers,
                       const char *doubt, FILE *file)
{
    double factor = factor_of(key, (enum sim_python)python->version);
    char value[PRESET_TEXT], low[PRESET_TEXT], high[PRESET_TEXT];
    struct probe_samples samples = { 0 };
    struct probe_summary summary;

    for (size_t i = 0; i < json_array_size(numbers); i++)
        probe_samples_add(&samples, member(numbers, i) / factor);
    summary = probe_samples_summary(&samples);
    probe_samples_fini(&samples);
    preset_quantity(value, PROBE_TIME, summary.median);
    preset_quantity(low, PROBE_TIME, summary.least);
    preset_quantity(high, PROBE_TIME, summary.most);
    if (!is_parameter(key)) {
        fprintf(file, "# for the record: %s: %s (%s to %s)\n", key, value, low, high);
        return;
    }
    fprintf(file, "%s = %s\n%s.low = %s\n%s.high = %s\n", key, value, key, low, key, high);
    fprintf(file, "%s.source = measured: python/costs.py under %s, median of %zu", key,
            python->label, summary.count);
    if (factor != 1)
        fprintf(file, ", as under 3.12: divided by %.2f", factor);
    fprintf(file, "%s%s\n", doubt ? ", doubtful: " : "", doubt ? doubt : "");
}

void python_costs_print(const struct python_costs *costs, const char *doubt, FILE *file)
{
    const struct python *python = costs->pythons.list;
    const char *key;
    json_t *numbers;

    if (!costs->samples)
        return;
    print_speed(costs, doubt, file);
    fprintf(file, "\n[runtime]\npython = %s\n", sim_python_names[python->version]);
    json_object_foreach(costs->samples, key, numbers)
        print_cost(python, key, numbers, doubt, file);
}
