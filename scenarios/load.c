/* SPDX-License-Identifier: GPL-3.0-or-later
 * The three stages in order, and their errors in the order of the file. */
#include "scenarios/load.h"

#include "scenarios/arena.h"
#include "scenarios/assign.h"
#include "scenarios/gather.h"
#include "scenarios/overlay.h"
#include "scenarios/parameters.h"
#include "scenarios/settings.h"
#include "scenarios/sweep.h"
#include "sim/models/models.h"

#include <string.h>

/*
 * Read, assign, validate. What can be judged is judged even after errors, so that all of them
 * are told; but when a whole file is missing, everything it says would seem to be missing too,
 * so then it is the only error. Validation asks of values how they fit together and needs all
 * of them.
 */

/* ---- validation ---- */

/* The parameter that a message of the validator begins with, "[machine] cores: ...". */
static const struct scenario_origin *origin_of(const struct scenario *scenario,
                                               const char *text)
{
    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        const struct sim_param *param = &sim_param_table[i];
        size_t section = strlen(param->section), key = strlen(param->key);

        if (text[0] == '[' && !strncmp(text + 1, param->section, section) &&
            !strncmp(text + 1 + section, "] ", 2) &&
            !strncmp(text + section + 3, param->key, key) && text[section + 3 + key] == ':')
            return &scenario->origins[i];
    }
    return NULL;
}

/* Where the `number`-th stands of all ops, groups, processes and the map, from 1 (see below). */
static void find_place(const struct scenario *scenario, uint32_t number, const char **file,
                       uint32_t *line)
{
    const struct sim_scenario *sim = &scenario->sim;
    uint32_t i = number - 1;

    if (i < sim->op_count) {
        *file = scenario->op_files[i];
        *line = sim->ops[i].line;
    } else if ((i -= sim->op_count) < sim->group_count) {
        *file = scenario->group_files[i];
        *line = sim->groups[i].line;
    } else if ((i -= sim->group_count) < sim->process_count) {
        *file = scenario->process_files[i];
        *line = sim->processes[i].line;
    } else {
        *file = scenario->map_file;
        *line = sim->map->line;
    }
}

/* Finds the place of an error, whose line is such a number. */
static void tell(const struct scenario *scenario, const struct sim_error *error,
                 struct sim_errors *errors)
{
    const struct scenario_origin *origin = origin_of(scenario, error->text);
    const char *file = scenario->sim.file;
    uint32_t line = 0;

    if (error->line) {
        find_place(scenario, error->line, &file, &line);
    } else if (origin && origin->file) {
        file = origin->file;
        line = origin->line;
    }
    sim_error_add(errors, file, line, error->text, NULL);
}

/* The validator knows of one file; a scenario may be made of several, so that a line says too
 * little. It is shown a copy in which ops, groups, processes and the map are numbered instead. */
static bool validate(const struct scenario *scenario, struct sim_errors *errors)
{
    struct sim_scenario numbered = scenario->sim;
    struct sim_op *ops = ARENA_LIST(scenario->arena, struct sim_op, numbered.op_count);
    struct sim_group *groups =
        ARENA_LIST(scenario->arena, struct sim_group, numbered.group_count);
    struct sim_process *processes =
        ARENA_LIST(scenario->arena, struct sim_process, numbered.process_count);
    struct sim_map map;
    struct sim_errors found = { 0 };
    uint32_t number = 0;

    for (uint32_t i = 0; i < numbered.op_count; i++) {
        ops[i] = numbered.ops[i];
        ops[i].line = ++number;
    }
    for (uint32_t g = 0; g < numbered.group_count; g++) {
        groups[g] = numbered.groups[g];
        groups[g].line = ++number;
    }
    for (uint32_t p = 0; p < numbered.process_count; p++) {
        processes[p] = numbered.processes[p];
        processes[p].line = ++number;
    }
    if (numbered.map) {
        map = *numbered.map;
        map.line = ++number;
        numbered.map = &map;
    }
    numbered.ops = ops;
    numbered.groups = groups;
    numbered.processes = processes;
    if (sim_scenario_validate(&numbered, &found))
        sim_model_check(sim_model_of(&numbered), &numbered, &found);
    for (uint32_t i = 0; i < found.count; i++)
        tell(scenario, &found.list[i], errors);
    errors->dropped += found.dropped;
    return !found.count;
}

/* ---- errors ---- */

static bool stands_after(const struct sim_error *a, const struct sim_error *b)
{
    return a->file == b->file && a->line > b->line;
}

/* Those of one file by line, in place of each other; the list is short. */
static void sort(struct sim_errors *errors, uint32_t first)
{
    for (uint32_t i = first + 1; i < errors->count; i++) {
        for (uint32_t j = i; j > first; j--) {
            struct sim_error swap = errors->list[j];

            if (!stands_after(&errors->list[j - 1], &errors->list[j]))
                break;
            errors->list[j] = errors->list[j - 1];
            errors->list[j - 1] = swap;
        }
    }
}

void scenario_put_error(struct sim_text *text, const struct sim_error *error)
{
    if (error->file) {
        sim_text_put_shown(text, error->file);
        sim_text_put(text, ":");
        if (error->line) {
            sim_text_put_int(text, error->line);
            sim_text_put(text, ":");
        }
        sim_text_put(text, " ");
    }
    for (const char *at = error->text, *end; *at; at = end) { /* it may be lines */
        char line[SIM_ERROR_TEXT];
        struct sim_text copy = SIM_TEXT(line);

        end = at + strcspn(at, "\n");
        sim_text_put_bytes(&copy, at, (size_t)(end - at));
        sim_text_put_shown(text, line);
        sim_text_put(text, *end ? "\n" : "");
        end += *end == '\n';
    }
}

void scenario_print_errors(FILE *file, const struct sim_errors *errors)
{
    char line[SIM_ERROR_NAMES + SIM_ERROR_TEXT + 16];

    for (uint32_t i = 0; i < errors->count; i++) {
        struct sim_text text = SIM_TEXT(line);

        scenario_put_error(&text, &errors->list[i]);
        fprintf(file, "%s\n", line);
    }
    if (errors->dropped)
        fprintf(file, "and %u more\n", (unsigned)errors->dropped);
}

/* ---- all stages ---- */

static void keep_paths(const struct sources *sources, struct scenario *scenario)
{
    const char **paths = ARENA_LIST(scenario->arena, const char *, sources->path_count + 1);

    memcpy(paths, sources->paths, sources->path_count * sizeof(*paths));
    scenario->paths = paths;
    scenario->path_count = sources->path_count;
}

static bool finish(struct gather *gather, const char *file,
                   const struct scenario_options *options, struct read_document *document,
                   bool good, struct scenario *scenario)
{
    struct gathered *gathered = ARENA_NEW(gather->arena, struct gathered);
    struct sim_errors *errors = gather->errors;

    if (gather->incomplete)
        return false;
    if (options) {
        good &=
            settings_apply(gather->arena, options->settings, assign_is_named, document, errors);
        good &= settings_put_sweep(gather->arena, options->sweep, document, errors);
    }
    *gathered = (struct gathered){ .bare = overlay_copy(gather->arena, document),
                                   .file = file,
                                   .search = gather->sources.search,
                                   .held = gather->sources.held };
    good &= gather_presets(gather, document);
    if (gather->incomplete)
        return false;
    gathered->document = *document;
    good &= assign_document(gather->arena, &gather->sources, file, document, scenario, errors);
    if (!good || !validate(scenario, errors))
        return false;
    scenario->gathered = gathered;
    scenario->left_preset = gather->left;
    keep_paths(&gather->sources, scenario);
    return sweep_check(scenario, errors);
}

static struct scenario *load(const char *name, const struct source *source,
                             const struct scenario_options *options, struct sim_errors *errors)
{
    struct arena *arena = arena_create();
    struct gather gather = { .arena = arena, .errors = errors, .sources = { .arena = arena } };
    struct scenario *scenario = ARENA_NEW(arena, struct scenario);
    struct read_document document = { NULL };
    uint32_t first = errors->count;
    const char *file;
    bool good;

    gather.sources.search = options ? options->search : NULL;
    gather.sources.held = options ? options->files : NULL;
    if (source)
        good = gather_text(&gather, arena_text(arena, name, strlen(name)), source, &document);
    else
        good = gather_file(&gather, name, &document);
    file = document.sections ? document.sections->file : name;
    if (finish(&gather, file, options, &document, good, scenario))
        return scenario;
    sort(errors, first);
    arena_destroy(arena);
    return NULL;
}

struct scenario *scenario_load(const char *name, const struct scenario_options *options,
                               struct sim_errors *errors)
{
    return load(name, NULL, options, errors);
}

struct scenario *scenario_parse(const char *bytes, size_t count, const char *file,
                                const struct scenario_options *options,
                                struct sim_errors *errors)
{
    struct source source = { bytes, count };

    return load(file, &source, options, errors);
}

bool scenario_preset_has(const char *preset, const char *kind, const char *const *search,
                         struct sim_errors *errors)
{
    struct arena *arena = arena_create();
    struct gather gather = { .arena = arena, .errors = errors, .sources = { .arena = arena } };
    struct read_section section = { .kind = kind, .name = "", .file = "-" }, *found;
    struct read_entry key = { .key = "preset", .value = preset, .file = "-" };
    bool has;

    gather.sources.search = search;
    has = gather_preset(&gather, &section, &key, &found) && found;
    arena_destroy(arena);
    return has;
}

/* ---- variants ---- */

static bool sets_preset(const struct scenario_setting *settings)
{
    for (; settings->text; settings++) {
        const char *dot = strchr(settings->text, '.');

        if (dot && !strncmp(dot, ".preset", 7) && strchr("= \t", dot[7]))
            return true;
    }
    return false;
}

static struct read_document put_all(struct gather *gather, const struct read_document *document,
                                    const struct scenario_setting *settings, bool *good)
{
    struct read_document copy = overlay_copy(gather->arena, document);

    gather_strip(&copy);
    for (; settings->text; settings++)
        *good &= settings_put(gather->arena, settings, assign_is_named, &copy, gather->errors);
    return copy;
}

/* Assigns a variant; its errors are in the order in which they were found. */
static bool vary(const struct gathered *gathered, const struct scenario_setting *settings,
                 struct gather *gather, struct scenario *variant)
{
    struct gathered *own = ARENA_NEW(gather->arena, struct gathered);
    bool good = true;

    *own = *gathered;
    gather->sources.search = gathered->search;
    gather->sources.held = gathered->held;
    own->bare = put_all(gather, &gathered->bare, settings, &good);
    if (good && sets_preset(settings)) {
        own->document = overlay_copy(gather->arena, &own->bare);
        good = gather_presets(gather, &own->document);
    } else if (good) {
        own->document = put_all(gather, &gathered->document, settings, &good);
    }
    good = good && assign_document(gather->arena, &gather->sources, gathered->file,
                                   &own->document, variant, gather->errors);
    variant->gathered = own;
    return good;
}

struct scenario *scenario_variant(const struct scenario *scenario,
                                  const struct scenario_setting *settings,
                                  struct sim_errors *errors)
{
    struct arena *arena = arena_create();
    struct gather gather = { .arena = arena, .errors = errors, .sources = { .arena = arena } };
    struct scenario *variant = ARENA_NEW(arena, struct scenario);

    if (vary(scenario->gathered, settings, &gather, variant) && validate(variant, errors))
        return variant;
    arena_destroy(arena);
    return NULL;
}

bool scenario_may_set(const struct scenario *scenario, const struct scenario_setting *settings,
                      struct sim_errors *errors)
{
    struct arena *arena = arena_create();
    struct gather gather = { .arena = arena, .errors = errors, .sources = { .arena = arena } };
    struct scenario *scratch = ARENA_NEW(arena, struct scenario);
    bool good = vary(scenario->gathered, settings, &gather, scratch);

    arena_destroy(arena);
    return good;
}

void scenario_free(struct scenario *scenario)
{
    if (scenario)
        arena_destroy(scenario->arena);
}
