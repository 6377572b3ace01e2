/* SPDX-License-Identifier: GPL-3.0-or-later
 * What each key of each section does. */
#include "scenarios/sections.h"

#include "scenarios/goal.h"
#include "scenarios/native.h"
#include "scenarios/program.h"
#include "scenarios/question.h"
#include "scenarios/sweep_section.h"
#include "scenarios/values.h"

#include <stddef.h>
#include <string.h>

/*
 * One function for each key and one table for each kind, gathered in section_kinds at the end.
 * A program is only noted here: it may name threads whose sections come later, so it is read
 * when all of them are known (scenarios/assign.c).
 */

/* ---- names ---- */

uint32_t build_name(struct build *build, struct names *names, const struct place *place,
                    const char *name)
{
    uint32_t known = names_find(names, name);
    char quoted[QUOTED];

    if (known != NAMES_NONE)
        return known;
    if (!names_allowed(name)) {
        complain(build->errors, place, quote(quoted, name), " is no name: " NAMES_RULE, NULL);
        return NAMES_NONE;
    }
    if (names->count == BUILD_NAMES_MAX) {
        complain(build->errors, place, "more than 4096 names of one kind", NULL);
        return NAMES_NONE;
    }
    return names_add(names, name);
}

/* A row for the last queue, if there were fewer before. */
static void more_queues(struct build *build, uint32_t before)
{
    if (build->queues.count > before)
        build->queue_defs =
            arena_more(build->arena, build->queue_defs, before, sizeof(*build->queue_defs));
}

uint32_t build_queue(struct build *build, const struct place *place, const char *name)
{
    uint32_t count = build->queues.count, row = build_name(build, &build->queues, place, name);

    more_queues(build, count);
    return row;
}

/* Queues and semaphores share their rows, so a name is one or the other. */
uint32_t build_semaphore(struct build *build, const struct place *place, const char *name)
{
    uint32_t count = build->queues.count, row = build_queue(build, place, name);
    char quoted[QUOTED];

    if (row == NAMES_NONE)
        return row;
    if (row == count)
        build->queue_defs[row] =
            (struct sim_queue_def){ .value = 1, .kind = SIM_QUEUE_SEMAPHORE };
    if (build->queue_defs[row].kind == SIM_QUEUE_SEMAPHORE)
        return row;
    complain(build->errors, place, quote(quoted, name), ": a queue has that name", NULL);
    return NAMES_NONE;
}

uint32_t build_inbox(struct build *build, const char *thread)
{
    uint32_t count = build->queues.count,
             row = names_add(&build->queues,
                             arena_join(build->arena, "messages to ", thread, NULL));

    more_queues(build, count);
    return row;
}

uint32_t build_barrier(struct build *build, const struct place *place, const char *name)
{
    uint32_t count = build->barriers.count,
             row = build_name(build, &build->barriers, place, name);

    if (build->barriers.count > count)
        build->barrier_defs =
            arena_more(build->arena, build->barrier_defs, count, sizeof(*build->barrier_defs));
    return row;
}

/* ---- [scenario] ---- */

static bool assign_title(struct build *build, const struct place *place,
                         const struct read_entry *entry, uint32_t row)
{
    char *title = arena_text(build->arena, entry->value, strlen(entry->value));

    (void)place;
    (void)row;
    for (char *tab = title; (tab = strchr(tab, '\t'));)
        *tab = ' ';
    build->made->sim.title = title;
    return true;
}

static bool assign_description(struct build *build, const struct place *place,
                               const struct read_entry *entry, uint32_t row)
{
    (void)place;
    (void)row;
    build->made->description = values_text(build, entry);
    return true;
}

static bool assign_caveat(struct build *build, const struct place *place,
                          const struct read_entry *entry, uint32_t row)
{
    const char *lines = values_text(build, entry);
    char *caveat = arena_text(build->arena, lines, strlen(lines));

    (void)place;
    (void)row;
    for (char *end = caveat; (end = strpbrk(end, "\n\t"));)
        *end = ' ';
    build->made->caveat = caveat;
    return true;
}

static const struct section_key scenario_keys[] = {
    { "format", SECTION_ONE_LINE, NULL,
      "the version of the file format: 1; the first key of a scenario" },
    { "title", SECTION_ONE_LINE, assign_title, "what the run is about, in a line" },
    { "description", SECTION_LINES, assign_description,
      "what is to be known before its questions, over several lines" },
    { "caveat", SECTION_LINES, assign_caveat,
      "what is to be known before its figures are believed, over several lines; comparisons, "
      "advice "
      "and sweeps repeat it" },
    { "include", SECTION_MANY, NULL, "a file whose sections stand here, too; repeatable" },
    { "extends", SECTION_ONE_LINE, NULL, "a scenario that says what this one does not" },
    { NULL, 0, NULL, NULL },
};

/* ---- [machine], [runtime] ---- */

static const struct section_key preset_keys[] = {
    { "preset", SECTION_ONE_LINE, NULL,
      "a preset whose section of this name says what this one does not: a shipped one, a file, "
      "or "
      "`host`" },
    { NULL, 0, NULL, NULL },
};

/* Parameters alone. */
static const struct section_key no_keys[] = { { NULL, 0, NULL, NULL } };

/* ---- counts ---- */

static bool take_count(struct build *build, const struct place *place,
                       const struct read_entry *entry, int64_t least, int64_t most,
                       uint32_t *to)
{
    int64_t count;

    if (!values_number(build, place, UNITS_COUNT, entry->value, least, most, &count))
        return false;
    *to = (uint32_t)count;
    return true;
}

/* ---- [thread NAME] ---- */

static uint32_t add_group(struct build *build, const struct place *place,
                          const struct read_section *section)
{
    bool known = names_find(&build->group_names, section->name) != NAMES_NONE;
    uint32_t row = build_name(build, &build->group_names, place, section->name);

    if (row == NAMES_NONE)
        return row;
    if (known) {
        complain(build->errors, place, "a thread and a pool have the same name", NULL);
        return NAMES_NONE;
    }
    build->groups = arena_more(build->arena, build->groups, row, sizeof(*build->groups));
    build->groups[row] = (struct build_group){ .group = { .name = section->name,
                                                          .count = 1,
                                                          .start = sim_dist_constant(0),
                                                          .line = section->line },
                                               .file = section->file,
                                               .section = section };
    return row;
}

static bool assign_count(struct build *build, const struct place *place,
                         const struct read_entry *entry, uint32_t row)
{
    return take_count(build, place, entry, 1, SIM_THREADS_MAX, &build->groups[row].group.count);
}

static bool assign_program(struct build *build, const struct place *place,
                           const struct read_entry *entry, uint32_t row)
{
    (void)place;
    build->groups[row].program = entry;
    return true;
}

static bool assign_start(struct build *build, const struct place *place,
                         const struct read_entry *entry, uint32_t row)
{
    struct sim_group *group = &build->groups[row].group;

    group->manual = !strcmp(entry->value, "manual");
    return group->manual ||
           values_amount(build, place, UNITS_TIME, entry->value, 0, INT64_MAX, &group->start);
}

static bool assign_daemon(struct build *build, const struct place *place,
                          const struct read_entry *entry, uint32_t row)
{
    return values_yes_no(build, place, entry->value, &build->groups[row].group.daemon);
}

static bool assign_group_process(struct build *build, const struct place *place,
                                 const struct read_entry *entry, uint32_t row)
{
    (void)place;
    build->groups[row].process = entry;
    return true;
}

/* "2", or "1..4". */
static bool assign_affinity(struct build *build, const struct place *place,
                            const struct read_entry *entry, uint32_t row)
{
    struct sim_group *group = &build->groups[row].group;
    const char *dots = strstr(entry->value, ".."), *last = dots ? dots + 2 : entry->value;
    size_t length = dots ? (size_t)(dots - entry->value) : strlen(entry->value);
    const char *first = arena_text(build->arena, entry->value, length);
    int64_t from, to;

    if (!values_number(build, place, UNITS_COUNT, first, 1, SIM_CORES_MAX, &from) ||
        (dots && !values_number(build, place, UNITS_COUNT, last, 1, SIM_CORES_MAX, &to)))
        return false;
    if (!dots)
        to = from;
    if (from > to)
        return complain(build->errors, place, "the first core comes first: 1..4", NULL);
    group->first_core = (uint16_t)from;
    group->last_core = (uint16_t)to;
    return true;
}

static bool assign_arguments(struct build *build, const struct place *place,
                             const struct read_entry *entry, uint32_t row)
{
    return native_arguments(build, place, entry->value, row);
}

static bool assign_as(struct build *build, const struct place *place,
                      const struct read_entry *entry, uint32_t row)
{
    static const char *const words[] = { "task", "thread", NULL };
    int64_t as;

    if (!values_choice(build, place, entry->value, words, &as))
        return false;
    build->groups[row].group.as_thread = as;
    return true;
}

static bool finish_group(struct build *build, const struct place *place, uint32_t row)
{
    if (build->groups[row].program)
        return true;
    return complain(build->errors, place,
                    "lacks `program =`, with ops on indented lines below it", NULL);
}

static const struct section_key thread_keys[] = {
    { "count", SECTION_ONE_LINE, assign_count,
      "so many threads alike, NAME-1, NAME-2, ...; without it one, NAME" },
    { "program", SECTION_LINES, assign_program,
      "ops on indented lines, or the name of a [program]" },
    { "start", SECTION_ONE_LINE, assign_start,
      "when they come up, or `manual`: by the op start; without it at once" },
    { "daemon", SECTION_ONE_LINE, assign_daemon, "`yes`: the run does not wait for their end" },
    { "affinity", SECTION_ONE_LINE, assign_affinity,
      "the cores that they may use, as 2 or 1..4; without it all" },
    { "arguments", SECTION_ONE_LINE, assign_arguments,
      "`borrowed R, mutable S[self]`, ...: for the ownership check; without it what the ops "
      "say" },
    { "as", SECTION_ONE_LINE, assign_as,
      "`thread`: a thread even where the model has an event loop; without it `task`" },
    { "process", SECTION_ONE_LINE, assign_group_process,
      "the [process] that they live in; without it that of all who name none" },
    { NULL, 0, NULL, NULL },
};

/* ---- [process NAME] ---- */

static uint32_t add_process(struct build *build, const struct place *place,
                            const struct read_section *section)
{
    uint32_t row = build_name(build, &build->process_names, place, section->name);

    if (row == NAMES_NONE)
        return row;
    build->processes =
        arena_more(build->arena, build->processes, row, sizeof(*build->processes));
    build->processes[row] =
        (struct sim_process){ .name = section->name, .count = 1, .line = section->line };
    build->process_files =
        arena_more(build->arena, build->process_files, row, sizeof(*build->process_files));
    build->process_files[row] = place->file;
    return row;
}

static bool assign_processes(struct build *build, const struct place *place,
                             const struct read_entry *entry, uint32_t row)
{
    return take_count(build, place, entry, 1, SIM_INTERPS_MAX, &build->processes[row].count);
}

static const struct section_key process_keys[] = {
    { "count", SECTION_ONE_LINE, assign_processes,
      "so many processes alike, each with all threads that name it; without it one" },
    { NULL, 0, NULL, NULL },
};

/* ---- [pool NAME] ---- */

/* Its workers are threads that wait for work, so it is a group of such. Without a number of them it
 * has as many as ThreadPoolExecutor makes, which needs the machine: scenarios/assign.c. */
static uint32_t add_pool(struct build *build, const struct place *place,
                         const struct read_section *section)
{
    uint32_t row = add_group(build, place, section);

    if (row == NAMES_NONE)
        return row;
    build->groups[row].group.count = 0;
    build->groups[row].group.manual = build->groups[row].group.daemon = true;
    build->groups[row].group.pool = true;
    return row;
}

static const struct section_key pool_keys[] = {
    { "workers", SECTION_ONE_LINE, assign_count,
      "so many threads; without it as many as ThreadPoolExecutor makes" },
    { "process", SECTION_ONE_LINE, assign_group_process,
      "the [process] that has it, each its own; without it that of all who name none" },
    { "affinity", SECTION_ONE_LINE, assign_affinity,
      "the cores that they may use, as 2 or 1..4; without it all" },
    { NULL, 0, NULL, NULL },
};

/* ---- [values] ---- */

static bool assign_named_value(struct build *build, const struct place *place,
                               const struct read_entry *entry, uint32_t row)
{
    uint32_t count = build->value_names.count;
    uint32_t place_of = build_name(build, &build->value_names, place, entry->key);

    (void)row;
    if (place_of == NAMES_NONE)
        return false;
    build->values = arena_more(build->arena, build->values, count, sizeof(*build->values));
    build->values[place_of] = (struct build_value){ .entry = entry };
    return true;
}

static const struct section_key value_keys[] = {
    { NULL, 0, NULL, NULL },
};

/* ---- [program NAME] ---- */

static uint32_t add_program(struct build *build, const struct place *place,
                            const struct read_section *section)
{
    uint32_t row = build_name(build, &build->program_names, place, section->name);

    if (row == NAMES_NONE)
        return row;
    build->named_programs =
        arena_more(build->arena, build->named_programs, row, sizeof(*build->named_programs));
    build->named_programs[row] = (struct build_program){ .section = section };
    return row;
}

static bool assign_ops(struct build *build, const struct place *place,
                       const struct read_entry *entry, uint32_t row)
{
    build->named_programs[row].program = entry;
    if (!*entry->value)
        return true;
    return complain(build->errors, place, "ops stand on indented lines below `program =`",
                    NULL);
}

static bool finish_program(struct build *build, const struct place *place, uint32_t row)
{
    const struct read_entry *program = build->named_programs[row].program;

    if (program && (program->more || program->lost || *program->value))
        return true;
    return complain(build->errors, place,
                    "lacks `program =`, with ops on indented lines below it", NULL);
}

static const struct section_key program_keys[] = {
    { "program", SECTION_LINES, assign_ops, "ops on indented lines" },
    { NULL, 0, NULL, NULL },
};

/* ---- [queue NAME], [barrier NAME] ---- */

static uint32_t add_queue(struct build *build, const struct place *place,
                          const struct read_section *section)
{
    uint32_t row = build_queue(build, place, section->name);
    char quoted[QUOTED];

    if (row == NAMES_NONE || build->queue_defs[row].kind != SIM_QUEUE_SEMAPHORE)
        return row;
    complain(build->errors, place, quote(quoted, section->name), ": a semaphore has that name",
             NULL);
    return NAMES_NONE;
}

static uint32_t add_semaphore(struct build *build, const struct place *place,
                              const struct read_section *section)
{
    return build_semaphore(build, place, section->name);
}

static bool assign_places(struct build *build, const struct place *place,
                          const struct read_entry *entry, uint32_t row)
{
    return take_count(build, place, entry, 0, 1000000000, &build->queue_defs[row].value);
}

static bool assign_capacity(struct build *build, const struct place *place,
                            const struct read_entry *entry, uint32_t row)
{
    return take_count(build, place, entry, 0, 1000000000, &build->queue_defs[row].capacity);
}

static bool assign_simple(struct build *build, const struct place *place,
                          const struct read_entry *entry, uint32_t row)
{
    bool simple;

    if (!values_yes_no(build, place, entry->value, &simple))
        return false;
    build->queue_defs[row].kind = simple ? SIM_QUEUE_SIMPLE : SIM_QUEUE_LOCKED;
    return true;
}

static const struct section_key queue_keys[] = {
    { "capacity", SECTION_ONE_LINE, assign_capacity,
      "so many items have room; 0, as without it: any number" },
    { "simple", SECTION_ONE_LINE, assign_simple,
      "`yes`: a queue.SimpleQueue, which is C and has no mutex" },
    { NULL, 0, NULL, NULL },
};

static const struct section_key semaphore_keys[] = {
    { "value", SECTION_ONE_LINE, assign_places,
      "so many places are free at the beginning; 1 without it" },
    { NULL, 0, NULL, NULL },
};

static uint32_t add_barrier(struct build *build, const struct place *place,
                            const struct read_section *section)
{
    return build_barrier(build, place, section->name);
}

static bool assign_parties(struct build *build, const struct place *place,
                           const struct read_entry *entry, uint32_t row)
{
    return take_count(build, place, entry, 1, SIM_THREADS_MAX,
                      &build->barrier_defs[row].parties);
}

static const struct section_key barrier_keys[] = {
    { "parties", SECTION_ONE_LINE, assign_parties,
      "so many threads have to come; without it all whose program has it" },
    { NULL, 0, NULL, NULL },
};

/* ---- [region NAME] ---- */

static uint32_t add_region(struct build *build, const struct place *place,
                           const struct read_section *section)
{
    return native_region(build, place, section->name);
}

static bool assign_size(struct build *build, const struct place *place,
                        const struct read_entry *entry, uint32_t row)
{
    return values_number(build, place, UNITS_SIZE, entry->value, 0, INT64_C(1) << 50,
                         &build->region_defs[row].size);
}

static bool assign_parts(struct build *build, const struct place *place,
                         const struct read_entry *entry, uint32_t row)
{
    return take_count(build, place, entry, 1, NATIVE_PARTS_MAX, &build->region_defs[row].parts);
}

static const struct section_key region_keys[] = {
    { "size", SECTION_ONE_LINE, assign_size, "how much memory it is, as 64MiB" },
    { "parts", SECTION_ONE_LINE, assign_parts, "so many parts, which R[0], R[self], ... name" },
    { NULL, 0, NULL, NULL },
};

/* ---- [variable NAME] ---- */

static uint32_t add_variable(struct build *build, const struct place *place,
                             const struct read_section *section)
{
    return build_name(build, &build->vars, place, section->name);
}

static bool assign_shared(struct build *build, const struct place *place,
                          const struct read_entry *entry, uint32_t row)
{
    bool shared;

    if (!values_yes_no(build, place, entry->value, &shared))
        return false;
    if (shared)
        names_add(&build->shared, build->vars.list[row]);
    return true;
}

static const struct section_key variable_keys[] = {
    { "shared", SECTION_ONE_LINE, assign_shared,
      "`yes`: processes see one, instead of a copy each" },
    { NULL, 0, NULL, NULL },
};

/* ---- [map] ---- */

/* All of its numbers: where they go, and what they may be. */
static bool assign_map_number(struct build *build, const struct place *place,
                              const struct read_entry *entry, uint32_t row)
{
    static const struct {
        const char *key;
        int64_t least, most;
        size_t offset;
    } numbers[] = {
        { "tasks", 1, SIM_TASKS_MAX, offsetof(struct sim_map, tasks) },
        { "workers", 1, SIM_INTERPS_MAX - 1, offsetof(struct sim_map, workers) },
        { "chunk", 1, SIM_TASKS_MAX, offsetof(struct sim_map, chunk) },
        { "calls", 1, SIM_TASKS_MAX, offsetof(struct sim_map, calls) },
    };
    int64_t number = 1; /* where it is wrong: it is not missing as well */
    bool good = true;

    (void)row;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
        if (strcmp(numbers[i].key, entry->key))
            continue;
        good = values_number(build, place, UNITS_COUNT, entry->value, numbers[i].least,
                             numbers[i].most, &number);
        *(uint32_t *)(void *)((char *)&build->map + numbers[i].offset) = (uint32_t)number;
    }
    return good;
}

static bool assign_map_size(struct build *build, const struct place *place,
                            const struct read_entry *entry, uint32_t row)
{
    (void)row;
    return values_number(build, place, UNITS_SIZE, entry->value, 0, SIM_MESSAGE_MAX,
                         strcmp(entry->key, "result") ? &build->map.argument
                                                      : &build->map.result);
}

static bool assign_map_time(struct build *build, const struct place *place,
                            const struct read_entry *entry, uint32_t row)
{
    (void)row;
    return values_number(build, place, UNITS_TIME, entry->value, 0, SIM_DIST_MOST,
                         strcmp(entry->key, "rest") ? &build->map.start : &build->map.rest);
}

static bool assign_map_choice(struct build *build, const struct place *place,
                              const struct read_entry *entry, uint32_t row)
{
    static const char *const pools[] = {
        [SIM_MAP_POOL] = "pool",
        [SIM_MAP_EXECUTOR] = "executor",
        NULL,
    };
    bool is_pool = !strcmp(entry->key, "pool");
    int64_t choice;

    (void)row;
    if (!values_choice(build, place, entry->value, is_pool ? pools : sim_payload_names,
                       &choice))
        return false;
    *(is_pool ? &build->map.pool : &build->map.payload) = (uint8_t)choice;
    return true;
}

static bool assign_map_program(struct build *build, const struct place *place,
                               const struct read_entry *entry, uint32_t row)
{
    (void)row;
    (void)place;
    build->map_program = entry;
    return true;
}

static bool finish_map(struct build *build, const struct place *place, uint32_t row)
{
    (void)row;
    build->map.line = place->line;
    build->map_file = place->file;
    if (!build->map_program)
        return complain(
            build->errors, place,
            "lacks `program =`, with the ops of one task on indented lines below it", NULL);
    if (!build->map.tasks || !build->map.workers)
        return complain(build->errors, place,
                        build->map.tasks ? "lacks `workers =`" : "lacks `tasks =`", NULL);
    if (build->map.tasks * sim_map_calls(&build->map) > SIM_TASKS_MAX)
        return complain(build->errors, place,
                        "more than 100000000 tasks in all calls; ask for fewer", NULL);
    return true;
}

static const struct section_key map_keys[] = {
    { "tasks", SECTION_ONE_LINE, assign_map_number, "how many tasks there are" },
    { "workers", SECTION_ONE_LINE, assign_map_number, "threads or processes of the pool" },
    { "chunk", SECTION_ONE_LINE, assign_map_number,
      "tasks handed out together; without it a quarter of a worker's share, an executor's 1" },
    { "calls", SECTION_ONE_LINE, assign_map_number,
      "how often it is called, one call after the other; without it once" },
    { "start", SECTION_ONE_LINE, assign_map_time,
      "so long after the pool has been made, the first call; without it at once" },
    { "rest", SECTION_ONE_LINE, assign_map_time,
      "so long asleep after each call; without it none" },
    { "argument", SECTION_ONE_LINE, assign_map_size,
      "how many bytes go to a task, pickled where processes work; without it 0" },
    { "result", SECTION_ONE_LINE, assign_map_size,
      "how many bytes come back from it; without it 0" },
    { "kind", SECTION_ONE_LINE, assign_map_choice,
      "what they are: `bytes`, `ints` or `floats`; without it `bytes`" },
    { "pool", SECTION_ONE_LINE, assign_map_choice,
      "`pool` (multiprocessing.Pool) or `executor` (concurrent.futures); without it `pool`" },
    { "program", SECTION_LINES, assign_map_program,
      "the ops of one task, on indented lines, or the name of a [program]" },
    { NULL, 0, NULL, NULL },
};

/* ---- [expect] ---- */

static bool assign_that(struct build *build, const struct place *place,
                        const struct read_entry *entry, uint32_t row)
{
    struct scenario_expectation expectation = { .text = entry->value,
                                                .file = entry->file,
                                                .line = entry->line };
    struct scenario *made = build->made;

    (void)row;
    if (!values_expr(build, place, entry->value, EXPR_TRUTH, &expectation.expr))
        return false;
    build->expectations = arena_more(build->arena, build->expectations, made->expectation_count,
                                     sizeof(*build->expectations));
    build->expectations[made->expectation_count++] = expectation;
    return true;
}

static const struct section_key expect_keys[] = {
    { "that", SECTION_MANY, assign_that,
      "an expression over the object of `run --json`, or the run exits with 1; repeatable" },
    { NULL, 0, NULL, NULL },
};

/* ---- all ---- */

const struct section_kind section_kinds[] = {
    { "scenario", "what names a run and ends it", NULL, NULL, scenario_keys, NULL },
    { "machine",
      "cores, the kernel's scheduler, and what sleeping, waking and small things cost", NULL,
      NULL, preset_keys, NULL },
    { "runtime", "the interpreter and its execution model", NULL, NULL, preset_keys, NULL },
    { "costs", "what-if: whole classes of costs, in proportion", NULL, NULL, no_keys, NULL },
    { "values",
      "quantities with a name, for ops, [expect], questions and sweeps: NAME = QUANTITY", NULL,
      NULL, value_keys, assign_named_value },
    { "thread", "so many threads, and the program that they run", add_group, finish_group,
      thread_keys, NULL },
    { "process", "what threads live in that share an interpreter; each has its own lock",
      add_process, NULL, process_keys, NULL },
    { "pool", "worker threads that do what is submitted to them", add_pool, NULL, pool_keys,
      NULL },
    { "program", "ops that several sections have in common", add_program, finish_program,
      program_keys, NULL },
    { "queue", "a queue.Queue, or one between processes", add_queue, NULL, queue_keys, NULL },
    { "semaphore", "a threading.Semaphore, asyncio's, or one between processes", add_semaphore,
      NULL, semaphore_keys, NULL },
    { "barrier", "a threading.Barrier of so many parties", add_barrier, NULL, barrier_keys,
      NULL },
    { "region", "memory that native code reads and writes; processes share it", add_region,
      NULL, region_keys, NULL },
    { "variable", "a shared variable: a copy in each process, or one in shared memory",
      add_variable, NULL, variable_keys, NULL },
    { "map", "a bag of tasks, done by a loop or by a pool, as the model has it", NULL,
      finish_map, map_keys, NULL },
    { "expect", "what has to hold at the end, or the run exits with 1", NULL, NULL, expect_keys,
      NULL },
    { "sweep",
      "at which points the scenario is run: axes, as machine.cores = 1,2,4..16, and how often",
      NULL, sweep_finish, sweep_keys, sweep_assign_axis },
    { "goal", "what one has to bring about by hand", NULL, goal_finish, goal_keys, NULL },
    { "question", "what is asked before the run, and answered by it", question_add,
      question_finish, question_keys, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL },
};

const struct section_kind *section_kind_named(const char *name)
{
    const struct section_kind *kind = section_kinds;

    while (kind->kind && strcmp(kind->kind, name))
        kind++;
    return kind->kind ? kind : NULL;
}

void section_put_head(struct sim_text *text, const struct section_kind *kind)
{
    sim_text_put(text, "[");
    sim_text_put(text, kind->kind);
    sim_text_put(text, kind->add ? " NAME]" : "]");
}
