/* SPDX-License-Identifier: GPL-3.0-or-later
 * Looking for who names what. */
#include "scenarios/uses.h"

#include "scenarios/nearest.h"

#include <stddef.h>
#include <string.h>

static const struct names *names_at(const struct build *build, size_t offset)
{
    return (const struct names *)(const void *)((const char *)build + offset);
}

static bool complain_of(struct build *build, const struct place *place, const char *what,
                        const char *name, const struct nearest *nearest)
{
    char quoted[QUOTED], hint[NEAREST_HINT];

    return complain(build->errors, place, what, name ? quote(quoted, name) : "",
                    nearest_hint(nearest, hint), NULL);
}

/* ---- what can come to pass ---- */

static const struct {
    enum sim_op_kind wants, gives;
    size_t names; /* in struct build */
    const char *lacking;
} pairs[] = {
    { SIM_OP_GET, SIM_OP_PUT, offsetof(struct build, queues), ": no op puts anything into " },
    { SIM_OP_WAIT, SIM_OP_SET, offsetof(struct build, events), ": no op sets " },
    { SIM_OP_UNLOCK, SIM_OP_LOCK, offsetof(struct build, locks), ": no op locks " },
};

/* The objects of a kind of ops, by their rows. */
static bool *objects_of(struct build *build, enum sim_op_kind kind, uint32_t count)
{
    bool *objects = ARENA_LIST(build->arena, bool, count);

    for (uint32_t i = 0; i < build->op_count; i++) {
        if (build->ops[i].kind == kind)
            objects[build->ops[i].object] = true;
    }
    return objects;
}

static bool check_pair(struct build *build, size_t pair)
{
    const struct names *names = names_at(build, pairs[pair].names);
    const bool *given = objects_of(build, pairs[pair].gives, names->count);
    bool good = true;

    for (uint32_t i = 0; i < build->op_count; i++) {
        const struct sim_op *op = &build->ops[i];
        struct place place = { .file = build->op_files[i], .line = op->line };
        struct nearest nearest;

        if (op->kind != pairs[pair].wants || given[op->object])
            continue;
        nearest = nearest_to(names->list[op->object]);
        for (uint32_t k = 0; k < names->count && !complained_enough(build->errors); k++) {
            if (given[k])
                nearest_offer(&nearest, names->list[k]);
        }
        good = complain_of(build, &place,
                           arena_join(build->arena, op->text, pairs[pair].lacking, NULL),
                           names->list[op->object], &nearest);
    }
    return good;
}

/* ---- what is declared ---- */

enum { QUEUE, SEMAPHORE, PROCESS, BARRIER, REGION, VARIABLE, POOL, KINDS };

static const struct {
    const char *section;
    enum sim_op_arg arg; /* by which ops name it */
    size_t names;        /* in struct build */
    const char *unused;
} kinds[KINDS] = {
    [QUEUE] = { "queue", SIM_OP_ARG_QUEUE, offsetof(struct build, queues), "no op names it" },
    [SEMAPHORE] = { "semaphore", SIM_OP_ARG_SEMAPHORE, offsetof(struct build, queues),
                    "no op names it" },
    [PROCESS] = { "process", SIM_OP_ARGS, offsetof(struct build, process_names),
                  "no thread lives in it" },
    [BARRIER] = { "barrier", SIM_OP_ARG_BARRIER, offsetof(struct build, barriers),
                  "no op names it" },
    [REGION] = { "region", SIM_OP_ARG_REGION, offsetof(struct build, regions),
                 "no op names it" },
    [VARIABLE] = { "variable", SIM_OP_ARG_VAR, offsetof(struct build, vars), "no op names it" },
    [POOL] = { "pool", SIM_OP_ARG_POOL, offsetof(struct build, group_names),
               "nothing is submitted to it" },
};

static size_t kind_of(const struct read_section *section)
{
    size_t kind = 0;

    while (kind < KINDS && strcmp(kinds[kind].section, section->kind))
        kind++;
    return kind;
}

/* Of all kinds, which rows are named. */
static void find_named(struct build *build, bool *named[KINDS])
{
    for (size_t k = 0; k < KINDS; k++)
        named[k] = ARENA_LIST(build->arena, bool, names_at(build, kinds[k].names)->count);
    for (uint32_t i = 0; i < build->op_count; i++) {
        for (size_t k = 0; k < KINDS; k++) {
            if (sim_op_table[build->ops[i].kind].first == kinds[k].arg)
                named[k][build->ops[i].object] = true;
        }
    }
    for (uint32_t g = 0; g < build->group_names.count; g++) {
        const struct sim_group *group = &build->groups[g].group;

        if (group->process)
            named[PROCESS][group->process - 1] = true;
        if (group->inbox)
            named[QUEUE][group->inbox - 1] = true;
    }
    for (uint32_t i = 0; i < build->argument_count; i++)
        named[REGION][build->arguments[i].region] = true;
}

static bool is_of_one_file(const struct read_document *document)
{
    for (const struct read_section *section = document->sections; section;
         section = section->next) {
        if (strcmp(section->file, document->sections->file))
            return false;
    }
    return true;
}

static bool check_named(struct build *build, const struct read_section *section, size_t kind,
                        const bool *named)
{
    const struct names *names = names_at(build, kinds[kind].names);
    struct place place = { section->file, section->line, section->kind, section->name, NULL };
    struct nearest nearest = nearest_to(section->name);

    if (named[names_find(names, section->name)])
        return true;
    for (uint32_t i = 0; i < names->count && !complained_enough(build->errors); i++) {
        if (named[i])
            nearest_offer(&nearest, names->list[i]);
    }
    return complain_of(build, &place, kinds[kind].unused, NULL, &nearest);
}

bool uses_check(struct build *build, const struct read_document *document)
{
    bool *named[KINDS], good = true;

    for (size_t pair = 0; pair < sizeof(pairs) / sizeof(*pairs); pair++)
        good &= check_pair(build, pair);
    if (!is_of_one_file(document))
        return good;
    find_named(build, named);
    for (const struct read_section *section = document->sections; section;
         section = section->next) {
        size_t kind = kind_of(section);

        if (kind < KINDS)
            good &= check_named(build, section, kind, named[kind]);
    }
    return good;
}
