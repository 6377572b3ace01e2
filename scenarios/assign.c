/* SPDX-License-Identifier: GPL-3.0-or-later
 * Walking through the sections, then through the programs. */
#include "scenarios/assign.h"

#include "scenarios/build.h"
#include "scenarios/native.h"
#include "scenarios/nearest.h"
#include "scenarios/parameters.h"
#include "scenarios/program.h"
#include "scenarios/sections.h"
#include "scenarios/uses.h"

#include <string.h>

/*
 * Two passes, since a program may start a thread whose section comes later: first all sections
 * and keys, then the ops of all programs, and at last what defaults depend on them.
 */

/* ---- kinds of sections ---- */

bool assign_is_named(const char *kind)
{
    const struct section_kind *known = section_kind_named(kind);

    return known && known->add;
}

static bool no_kind(struct build *build, const struct read_section *section)
{
    struct place place = { section->file, section->line, section->kind, section->name, NULL };
    struct nearest nearest = nearest_to(section->kind);
    char hint[NEAREST_HINT];

    for (const struct section_kind *kind = section_kinds; kind->kind; kind++)
        nearest_offer(&nearest, kind->kind);
    return complain(build->errors, &place, "unknown section", nearest_hint(&nearest, hint),
                    NULL);
}

/* ---- keys ---- */

/* "given twice, first in line 5", with the file if it is another. */
static bool given_twice(struct build *build, const struct place *place, const char *first_file,
                        uint32_t first_line)
{
    char line[24];
    bool elsewhere = strcmp(first_file, place->file) != 0;

    if (!elsewhere && !place->line) /* of the command line */
        return complain(build->errors, place, "given twice", NULL);
    if (!elsewhere && first_line == place->line)
        return complain(build->errors, place, "given twice, since this file is included twice",
                        NULL);
    return complain(build->errors, place, "given twice, first in ",
                    elsewhere ? first_file : "line ", elsewhere ? ":" : "",
                    in_digits(line, first_line),
                    place->key     ? ""
                    : *place->name ? "; a second one needs a name of its own"
                                   : "; put its keys there",
                    NULL);
}

static const struct section_key *key_named(const struct section_kind *kind, const char *name)
{
    const struct section_key *key = kind->keys;

    while (key->name && strcmp(key->name, name))
        key++;
    return key->name ? key : NULL;
}

static bool no_key(struct build *build, const struct section_kind *kind,
                   const struct read_entry *entry, const struct read_section *section)
{
    struct place place = { entry->file, entry->line, section->kind, section->name, entry->key };
    struct nearest nearest = nearest_to(entry->key);
    const char *home = parameters_home(entry->key);
    char hint[NEAREST_HINT];

    if (home)
        return complain(build->errors, &place, "unknown key; it belongs to [", home, "]", NULL);
    for (const struct section_key *key = kind->keys; key->name; key++)
        nearest_offer(&nearest, key->name);
    parameters_offer(kind->kind, &nearest);
    return complain(build->errors, &place, "unknown key", nearest_hint(&nearest, hint), NULL);
}

static bool is_one_line(struct build *build, const struct place *place,
                        const struct read_entry *entry)
{
    struct place below = *place;

    if (!entry->more)
        return true;
    below.line = entry->more->line;
    return complain(
        build->errors, &below,
        "has a value of one line, but this line is indented; keys begin at the margin", NULL);
}

static bool assign_key(struct build *build, const struct section_kind *kind,
                       const struct read_section *section, const struct read_entry *entry,
                       uint32_t row)
{
    struct place place = { entry->file, entry->line, section->kind, section->name, entry->key };
    const struct section_key *key = key_named(kind, entry->key);
    struct parameters_key parameter = { PARAMETERS_NONE, PARAMETERS_VALUE };

    bool is_other = !key && kind->other;

    if (!key && !is_other) {
        parameter = parameters_find(kind->kind, entry->key);
        if (parameter.id == PARAMETERS_NONE)
            return no_key(build, kind, entry, section);
    }
    if (!(key && key->flags & SECTION_LINES)) {
        if (!is_one_line(build, &place, entry))
            return false;
        if (!*entry->value)
            return complain(build->errors, &place, "the value is missing", NULL);
    }
    if (is_other)
        return kind->other(build, &place, entry, row);
    if (!key)
        return parameters_assign(build, &place, &parameter, entry->value);
    return !key->assign || key->assign(build, &place, entry, row);
}

/* ---- sections ---- */

static bool is_note(const struct read_entry *entry)
{
    return !strncmp(entry->key, "x-", 2);
}

static bool assign_keys(struct build *build, const struct section_kind *kind,
                        const struct read_section *section, uint32_t row)
{
    const struct read_entry **first = NULL;
    struct names seen;
    bool good = true;

    names_init(&seen, build->arena);
    for (const struct read_entry *entry = section->entries; entry; entry = entry->next) {
        struct place place = { entry->file, entry->line, section->kind, section->name,
                               entry->key };
        const struct section_key *key = key_named(kind, entry->key);
        uint32_t count = seen.count, same;

        if (is_note(entry))
            continue;
        same = names_add(&seen, entry->key);
        if (same < count && !(key && key->flags & SECTION_MANY)) {
            good = given_twice(build, &place, first[same]->file, first[same]->line);
            continue;
        }
        if (same == count) {
            first = arena_more(build->arena, first, count, sizeof(*first));
            first[count] = entry;
        }
        good &= assign_key(build, kind, section, entry, row);
    }
    return good;
}

static bool assign_section(struct build *build, const struct read_section *section)
{
    struct place place = { section->file, section->line, section->kind, section->name, NULL };
    const struct section_kind *kind = section_kind_named(section->kind);
    uint32_t row = 0;
    bool good;

    if (!kind)
        return no_kind(build, section);
    if (!kind->add && *section->name)
        return complain(build->errors, &place, "this section has no name", NULL);
    if (kind->add && !*section->name)
        return complain(build->errors, &place, "a name is missing: [", kind->kind, " NAME]",
                        NULL);
    if (kind->add)
        row = kind->add(build, &place, section);
    if (row == NAMES_NONE)
        return false;
    good = assign_keys(build, kind, section, row);
    if (kind->finish)
        good &= kind->finish(build, &place, row);
    return good;
}

static bool assign_sections(struct build *build, const struct read_document *document)
{
    const struct read_section **first = NULL;
    struct names seen;
    bool good = true;

    names_init(&seen, build->arena);
    for (const struct read_section *section = document->sections; section;
         section = section->next) {
        struct place place = { section->file, section->line, section->kind, section->name,
                               NULL };
        uint32_t count = seen.count, same;

        same =
            names_add(&seen, arena_join(build->arena, section->kind, " ", section->name, NULL));
        if (same < count) {
            good = given_twice(build, &place, first[same]->file, first[same]->line);
            continue;
        }
        first = arena_more(build->arena, first, count, sizeof(*first));
        first[count] = section;
        good &= assign_section(build, section);
    }
    return good;
}

/* ---- programs ---- */

static bool find_program(struct build *build, const struct place *place, const char *name,
                         uint32_t *program)
{
    struct nearest nearest = nearest_to(name);
    char quoted[QUOTED], hint[NEAREST_HINT];

    *program = names_find(&build->program_names, name);
    if (*program != NAMES_NONE)
        return true;
    for (uint32_t i = 0; i < build->program_names.count && !complained_enough(build->errors);
         i++)
        nearest_offer(&nearest, build->program_names.list[i]);
    return complain(build->errors, place, "there is no [program] ", quote(quoted, name),
                    nearest_hint(&nearest, hint),
                    strchr(name, ' ') ? "; ops stand on indented lines below `program =`" : "",
                    NULL);
}

/* That of a thread, or of a task. */
static bool assign_program_of(struct build *build, const struct read_entry *entry,
                              const char *kind, const char *name, uint32_t *program)
{
    struct place place = { entry->file, entry->line, kind, name, "program" };

    if (*entry->value && entry->more)
        return complain(build->errors, &place,
                        "either the name of a program or ops on the lines below, not both",
                        NULL);
    if (*entry->value)
        return find_program(build, &place, entry->value, program);
    if (entry->lost)
        return false;
    if (!entry->more)
        return complain(build->errors, &place,
                        "no op: they stand on indented lines below, one a line", NULL);
    return program_add(build, &place, *name ? name : kind, entry, program);
}

/* Workers of pools share one, which is empty, but leaves room for the blocks of whatever they are
 * handed. */
static void add_workers_program(struct build *build)
{
    struct sim_program program = { .name = "workers" };

    for (uint32_t p = 0; p < build->program_count; p++) {
        if (build->programs[p].depth > program.depth)
            program.depth = build->programs[p].depth;
    }
    for (uint32_t g = 0; g < build->group_names.count; g++) {
        if (!build->groups[g].group.pool)
            continue;
        build->groups[g].group.program = build->program_count;
        program.count++;
    }
    if (!program.count)
        return;
    program.count = 0;
    build->programs = arena_more(build->arena, build->programs, build->program_count,
                                 sizeof(*build->programs));
    build->programs[build->program_count++] = program;
}

/* Programs that have a section come first, at the places of their names. */
static bool assign_programs(struct build *build)
{
    bool good = true;

    for (uint32_t i = 0; i < build->program_names.count; i++) {
        const struct read_section *section = build->named_programs[i].section;
        const struct read_entry *entry = build->named_programs[i].program;
        struct place place = { section->file, section->line, section->kind, section->name,
                               "program" };
        static const struct read_entry missing = { .key = "program", .value = "" };
        uint32_t index;

        if (entry)
            place.file = entry->file;
        good &= program_add(build, &place, section->name, entry ? entry : &missing, &index);
    }
    for (uint32_t g = 0; g < build->group_names.count; g++) {
        if (build->groups[g].program)
            good &=
                assign_program_of(build, build->groups[g].program, "thread",
                                  build->groups[g].group.name, &build->groups[g].group.program);
    }
    if (build->map_program)
        good &= assign_program_of(build, build->map_program, "map", "", &build->map.program);
    add_workers_program(build);
    return good;
}

/* ---- processes ---- */

static bool find_process(struct build *build, struct build_group *group)
{
    const struct read_entry *entry = group->process;
    struct place place = { entry->file, entry->line, group->group.pool ? "pool" : "thread",
                           group->group.name, "process" };
    struct nearest nearest = nearest_to(entry->value);
    uint32_t index = names_find(&build->process_names, entry->value);
    char quoted[QUOTED], hint[NEAREST_HINT];
    uint64_t count;

    for (uint32_t i = 0; index == NAMES_NONE && i < build->process_names.count; i++)
        nearest_offer(&nearest, build->process_names.list[i]);
    if (index == NAMES_NONE)
        return complain(build->errors, &place, "there is no [process] ",
                        quote(quoted, entry->value), nearest_hint(&nearest, hint), NULL);
    group->group.process = index + 1;
    count = (uint64_t)group->group.count * build->processes[index].count;
    if (count > SIM_THREADS_MAX)
        return complain(build->errors, &place, "more than 1000000 threads in all its processes",
                        NULL);
    group->group.count = (uint32_t)count;
    return true;
}

/* A thread of which there is one in each process is counted in all of them. */
static bool place_threads(struct build *build)
{
    bool good = true;

    for (uint32_t g = 0; g < build->group_names.count; g++) {
        if (build->groups[g].process)
            good &= find_process(build, &build->groups[g]);
    }
    return good;
}

/* ---- completing ---- */

/* A value that no op names is a slip: of the file, or of --set. */
static bool check_values(struct build *build)
{
    bool good = true;

    for (uint32_t i = 0; i < build->value_names.count; i++) {
        const struct read_entry *entry = build->values[i].entry;
        struct place place = { entry->file, entry->line, "values", "", entry->key };
        struct nearest nearest = nearest_to(entry->key);
        char hint[NEAREST_HINT];

        for (uint32_t k = 0; k < build->value_names.count; k++) {
            if (build->values[k].used)
                nearest_offer(&nearest, build->value_names.list[k]);
        }
        if (!build->values[i].used)
            good = complain(build->errors, &place, "no op names this value",
                            nearest_hint(&nearest, hint), NULL);
    }
    return good;
}

/* A barrier of which nobody said how many parties it has, has all threads whose program names
 * it. */
static void default_parties(struct build *build)
{
    uint32_t count = build->barriers.count;
    uint32_t *parties = ARENA_LIST(build->arena, uint32_t, count);
    uint32_t *counted = ARENA_LIST(build->arena, uint32_t, count); /* program + 1 */
    uint32_t *threads = ARENA_LIST(build->arena, uint32_t, build->program_count);

    for (uint32_t g = 0; g < build->group_names.count; g++)
        threads[build->groups[g].group.program] += build->groups[g].group.count;
    for (uint32_t p = 0; p < build->program_count; p++) {
        const struct sim_program *program = &build->programs[p];

        for (uint32_t i = program->first; i < program->first + program->count; i++) {
            const struct sim_op *op = &build->ops[i];

            if (op->kind != SIM_OP_BARRIER || counted[op->object] == p + 1)
                continue;
            counted[op->object] = p + 1;
            parties[op->object] += threads[p];
        }
    }
    for (uint32_t b = 0; b < count; b++) {
        if (!build->barrier_defs[b].parties)
            build->barrier_defs[b].parties = parties[b] ? parties[b] : 1;
    }
}

/* published: ThreadPoolExecutor, CPython Lib/concurrent/futures/thread.py, since 3.5 and since 3.8
 */
static uint32_t default_workers(const struct sim_params *params)
{
    if (sim_python_language(params->python) < SIM_PYTHON_3_8)
        return (uint32_t)params->cores * 5;
    return params->cores < 28 ? (uint32_t)params->cores + 4 : 32;
}

static const struct sim_var_def *var_defs(struct build *build)
{
    struct sim_var_def *defs = ARENA_LIST(build->arena, struct sim_var_def, build->vars.count);

    for (uint32_t i = 0; i < build->vars.count; i++)
        defs[i].shared = names_find(&build->shared, build->vars.list[i]) != NAMES_NONE;
    return defs;
}

static struct sim_names names_of(const struct names *names)
{
    return (struct sim_names){ .list = names->list, .count = names->count };
}

static const struct scenario_value *values_of(struct build *build)
{
    uint32_t count = build->value_names.count;
    struct scenario_value *values = ARENA_LIST(build->arena, struct scenario_value, count);

    for (uint32_t i = 0; i < count; i++)
        values[i] = (struct scenario_value){ build->values[i].entry->key,
                                             build->values[i].entry->value };
    return values;
}

static bool scale(struct build *build)
{
    return (parameters_scale(build) && program_scale(build)) ||
           sim_error_add(build->errors, build->made->sim.file, 0,
                         "[costs]: more than 1000000 values in choices and traces", NULL);
}

static uint32_t processes_of(const struct build *build, const struct sim_group *group)
{
    return group->process ? build->processes[group->process - 1].count : 1;
}

static void hand_over_groups(struct build *build)
{
    struct sim_scenario *sim = &build->made->sim;
    uint32_t count = build->group_names.count;
    struct sim_group *groups = ARENA_LIST(build->arena, struct sim_group, count);
    const char **files = ARENA_LIST(build->arena, const char *, count);

    for (uint32_t g = 0; g < count; g++) {
        groups[g] = build->groups[g].group;
        if (!groups[g].count)
            groups[g].count = default_workers(&sim->params) * processes_of(build, &groups[g]);
        files[g] = build->groups[g].file;
    }
    sim->groups = groups;
    sim->group_count = count;
    sim->processes = build->processes;
    sim->process_count = build->process_names.count;
    build->made->group_files = files;
    build->made->process_files = build->process_files;
}

/* Who is numbered has a name that another section may have taken. */
static bool names_differ(const struct build *build)
{
    bool good = true;

    for (uint32_t g = 0; g < build->made->sim.group_count; g++) {
        const struct build_group *one = &build->groups[g];
        const char *name = one->group.name, *last = strrchr(name, '-');
        uint32_t many, count;

        if (!last || build->made->sim.groups[g].count > 1)
            continue;
        many = names_find(&build->group_names,
                          arena_text(build->arena, name, (size_t)(last - name)));
        if (many == NAMES_NONE)
            continue;
        count = build->made->sim.groups[many].count;
        if (count > 1 && sim_group_number(name, build->group_names.list[many]) - 1 < count)
            good = complain(build->errors,
                            &(struct place){ one->file, one->group.line,
                                             one->group.pool ? "pool" : "thread", name, NULL },
                            "one of the threads of '", build->group_names.list[many],
                            "' has this name", NULL);
    }
    return good;
}

static void hand_over_programs(struct build *build)
{
    struct sim_scenario *sim = &build->made->sim;

    sim->ops = build->ops;
    sim->op_count = build->op_count;
    sim->programs = build->programs;
    sim->program_count = build->program_count;
    sim->table = build->amounts.table;
    sim->table_count = build->amounts.count;
    build->made->op_files = build->op_files;
    if (build->map_program) {
        struct sim_map *map = ARENA_LIST(build->arena, struct sim_map, 1);

        *map = build->map;
        sim->map = map;
    }
    build->made->map_file = build->map_file;
}

/* What programs name. */
static void hand_over_objects(struct build *build)
{
    struct sim_scenario *sim = &build->made->sim;

    sim->vars = names_of(&build->vars);
    sim->locks = names_of(&build->locks);
    sim->events = names_of(&build->events);
    sim->measures = names_of(&build->measures);
    sim->queues = names_of(&build->queues);
    sim->barriers = names_of(&build->barriers);
    sim->regions = names_of(&build->regions);
    sim->queue_defs = build->queue_defs;
    sim->barrier_defs = build->barrier_defs;
    sim->region_defs = build->region_defs;
    sim->arguments = build->arguments;
    sim->argument_count = build->argument_count;
    sim->var_defs = var_defs(build);
}

static bool complete(struct build *build)
{
    struct scenario *made = build->made;

    if (!scale(build))
        return false;
    default_parties(build);
    if (!native_complete(build))
        return false;
    hand_over_groups(build);
    if (!names_differ(build))
        return false;
    hand_over_programs(build);
    hand_over_objects(build);
    made->expectations = build->expectations;
    made->questions = build->questions;
    made->goal.policies = build->policies;
    made->values = values_of(build);
    made->value_count = build->value_names.count;
    return true;
}

/* What a file's name says to people. */
static const char *shown(struct arena *arena, const char *file)
{
    char *name = arena_text(arena, file, strlen(file));
    struct sim_text text = sim_text_over(name, strlen(file) + 1);

    sim_text_put_shown(&text, file);
    return name;
}

bool assign_document(struct arena *arena, struct sources *sources, const char *file,
                     const struct read_document *document, struct scenario *scenario,
                     struct sim_errors *errors)
{
    struct scenario made = { .sim = { .title = shown(arena, file), .file = file },
                             .arena = arena };
    struct build build = { .arena = arena, .errors = errors, .made = &made };
    struct names *const lists[] = {
        &build.value_names, &build.group_names, &build.program_names, &build.process_names,
        &build.vars,        &build.shared,      &build.locks,         &build.events,
        &build.measures,    &build.queues,      &build.barriers,      &build.regions
    };
    bool good;

    for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
        names_init(lists[i], arena);
    amounts_init(&build.amounts, arena, sources);
    parameters_default(&made);
    good = assign_sections(&build, document);
    good &= place_threads(&build);
    good &= assign_programs(&build) && check_values(&build);
    if (!good || !uses_check(&build, document) || !complete(&build))
        return false;
    *scenario = made;
    return true;
}
