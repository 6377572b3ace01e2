/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the scenarios say, on the machine of the preset, of what was measured. */
#include "config.h"

#include "ui/cli/verify.h"

#include "probe/samples.h"
#include "ui/cli/cli.h"
#include "ui/report/foretell.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the machine ---- */

/* A scenario of nothing with the preset in a section; NULL when that cannot be. */
static struct scenario *load(const char *section, const char *preset, struct sim_errors *errors)
{
    static const char text[] =
        "[scenario]\nformat = 1\n[thread main]\nprogram =\n    native 1us\n";
    char setting[PATH_MAX + 32];
    const char *settings[] = { setting, NULL };
    struct scenario_options options = { .search = cli_search_path(), .settings = settings };

    snprintf(setting, sizeof(setting), "%s.preset=%s", section, preset);
    return scenario_parse(text, sizeof(text) - 1, "-", &options, errors);
}

static void say_why(const char *preset, const struct sim_errors *errors, int *code)
{
    *code = CLI_INVALID;
    if (!strcmp(preset, "host")) {
        cli_say(
            "there is no usable preset 'host' of this machine: interlock calibrate makes it, "
            "and --preset NAME takes another");
        *code = CLI_WORLD;
    } else if (errors) {
        scenario_print_errors(stderr, errors);
    }
}

/* NULL: the preset has no such section, or *code is set after having said what is wrong. */
static struct scenario *load_section(const char *section, const char *name, int *code)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct scenario *scenario = NULL;

    if (errors && scenario_preset_has(name, section, cli_search_path(), errors))
        scenario = load(section, name, errors);
    if (!scenario && (!errors || errors->count))
        say_why(name, errors, code);
    free(errors);
    return scenario;
}

static bool add_preset(struct verify_presets *presets, const char *name, int *code)
{
    struct verify_preset *preset = &presets->list[presets->count++];
    struct scenario *costs = load_section("runtime", name, code);
    struct scenario *machine = *code ? NULL : load_section("machine", name, code);

    *preset = (struct verify_preset){ name, SIM_PYTHON_COUNT, machine };
    if (costs && costs->origins[SIM_PARAM_python].written)
        preset->version = (int)costs->sim.params.python;
    if (!*code && (presets->count == 1 ? !machine : !costs)) {
        cli_say("--preset %s: has no [%s]", name, presets->count == 1 ? "machine" : "runtime");
        *code = CLI_INVALID;
    }
    if (presets->count == 1)
        presets->machine = machine;
    else
        scenario_free(machine);
    scenario_free(costs);
    return !*code;
}

bool verify_presets_open(struct verify_presets *presets, const char *list, int *code)
{
    char *rest = NULL;

    *presets = (struct verify_presets){ .text = strdup(list) };
    *code = presets->text ? CLI_GOOD : CLI_WORLD;
    for (char *name = presets->text ? strtok_r(presets->text, ",", &rest) : NULL; name;
         name = strtok_r(NULL, ",", &rest)) {
        if (presets->count > SIM_PYTHON_COUNT) {
            cli_say("--preset %s: more presets than versions", list);
            *code = CLI_USAGE;
        }
        if (*code || !add_preset(presets, name, code))
            return false;
    }
    if (!*code && !presets->count) {
        cli_say("--preset %s: names no preset", list);
        *code = CLI_USAGE;
    }
    return !*code;
}

void verify_presets_close(struct verify_presets *presets)
{
    scenario_free(presets->machine);
    free(presets->text);
}

void verify_print_parameters(const struct scenario *machine, FILE *to)
{
    fputs("| parameter | value | from | to | where it comes from |\n"
          "| --- | --- | --- | --- | --- |\n",
          to);
    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        const struct sim_param *param = &sim_param_table[i];
        const struct scenario_origin *origin = &machine->origins[i];
        const char *source = origin->written ? origin->source : param->source;
        char value[128];
        struct sim_text text = SIM_TEXT(value);

        if (strcmp(param->section, "machine") != 0)
            continue;
        if (origin->written)
            sim_text_put(&text, origin->written);
        else
            sim_param_put(&text, &machine->sim.params, (enum sim_param_id)i,
                          machine->sim.table);
        fprintf(to, "| `%s` | %s | %s | %s | %s%s |\n", param->key, value,
                origin->low ? origin->low : "", origin->high ? origin->high : "",
                origin->written ? "" : "default, ", source ? source : "not said");
    }
    fputc('\n', to);
}

/* ---- what was given ---- */

json_t *verify_given(const json_t *runs)
{
    json_t *given = json_object(), *first;
    const char *name;
    json_t *value;

    first = json_object_get(json_array_get(runs, 0), "given");
    json_object_foreach(first, name, value)
    {
        struct probe_samples samples = { 0 };

        for (size_t i = 0; i < json_array_size(runs); i++) {
            const json_t *run = json_object_get(json_array_get(runs, i), "given");

            probe_samples_add(&samples, json_number_value(json_object_get(run, name)));
        }
        json_object_set_new(given, name, json_real(probe_samples_quantile(&samples, 0.5)));
        probe_samples_fini(&samples);
    }
    return given;
}

/* Puts the settings with {name} replaced. A count is whole; of anything else a thousandth is the
 * finest, since times must be whole nanoseconds. */
static bool fill(struct sim_text *text, const char *settings, const json_t *given)
{
    while (*settings) {
        size_t length = strcspn(settings, "{");
        char name[64], number[64];
        const json_t *value;
        double is;

        sim_text_put_bytes(text, settings, length);
        settings += length;
        if (!*settings)
            return true;
        length = strcspn(settings, "}");
        snprintf(name, sizeof(name), "%.*s", (int)length - 1, settings + 1);
        value = json_object_get(given, name);
        if (!json_is_number(value))
            return false;
        is = json_number_value(value);
        snprintf(number, sizeof(number), "%.*f",
                 settings[length + 1] == ' ' || !settings[length + 1] ? 0 : 3, is);
        sim_text_put(text, number);
        settings += length + 1;
    }
    return true;
}

/* ---- foretelling ---- */

/* What is not of the machine but of an interpreter is used for its version alone. NULL: not known. */
static const struct verify_preset *costs_of(const struct verify_presets *presets,
                                            const char *python)
{
    for (int i = 0; i < presets->count; i++) {
        int version = presets->list[i].version;

        if (version < SIM_PYTHON_COUNT && !strcmp(python, sim_python_names[version]))
            return &presets->list[i];
    }
    return NULL;
}

static bool foretell_line(struct verified_line *line, const struct verify_case *of,
                          const char *folder, const struct verify_presets *presets)
{
    const struct verify_preset *costs = costs_of(presets, line->python);
    char path[PATH_MAX + 64], settings[1024], machine[PATH_MAX + 32], python[64];
    char runtime[PATH_MAX + 32];
    const char *before[] = { machine, python, costs ? runtime : NULL, NULL };
    struct sim_text text = SIM_TEXT(settings);
    struct foretell what = { .path = path,
                             .search = cli_search_path(),
                             .before = before,
                             .settings = settings,
                             .value = of->value,
                             .runs = of->runs };
    struct probe_samples samples = { 0 };
    double *values;
    bool good;

    snprintf(path, sizeof(path), "%s/%s", folder, of->scenario);
    snprintf(machine, sizeof(machine), "machine.preset=%s",
             costs && costs->machine ? costs->name : presets->list[0].name);
    snprintf(runtime, sizeof(runtime), "runtime.preset=%s", costs ? costs->name : "");
    snprintf(python, sizeof(python), "runtime.python=%s", line->python);
    values = calloc((size_t)of->runs, sizeof(*values));
    good = values && fill(&text, of->settings, line->given) && foretell(&what, values);
    for (long i = 0; good && i < of->runs; i++)
        probe_samples_add(&samples, values[i]);
    line->predicted = good ? probe_samples_quantile(&samples, 0.5) : (double)NAN;
    probe_samples_fini(&samples);
    free(values);
    return good;
}

void verify_foretell(struct verified *verified, const struct cases *cases,
                     const struct verify_presets *presets)
{
    for (size_t i = 0; i < verified->count; i++) {
        struct verified_line *line = &verified->lines[i];
        const struct verify_case *of = cases_find(cases, line->name);

        if (of)
            line->allowed = of->allowed;
        if (!line->why && line->sample_count) {
            if (!of)
                line->why = strdup("there is no longer such a case");
            else if (!foretell_line(line, of, cases->folder, presets))
                line->why = strdup("its scenario cannot be foretold");
        }
        verified_judge(line);
    }
}
