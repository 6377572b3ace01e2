/* SPDX-License-Identifier: GPL-3.0-or-later
 * Regions with their parts, arguments with their conventions, workers with their threads. */
#include "scenarios/native.h"

#include "scenarios/nearest.h"
#include "scenarios/sections.h"

#include <stdlib.h>
#include <string.h>

static const char blanks[] = " \t";

/* ---- regions ---- */

uint32_t native_region(struct build *build, const struct place *place, const char *name)
{
    uint32_t count = build->regions.count,
             row = build_name(build, &build->regions, place, name);

    if (build->regions.count > count)
        build->region_defs =
            arena_more(build->arena, build->region_defs, count, sizeof(*build->region_defs));
    return row;
}

/* A number of at most six digits, which may have a sign if it follows a word. */
static bool read_number(const char *text, bool after_word, int32_t *number)
{
    const char *digits = text + (after_word && (*text == '+' || *text == '-'));
    size_t length = strspn(digits, "0123456789");

    if (after_word && !*text) {
        *number = 0;
        return true;
    }
    if (!length || length > 6 || digits[length] || (after_word && digits == text))
        return false;
    *number = (int32_t)strtol(text, NULL, 10);
    return true;
}

/* What stands between the brackets. */
static bool read_index(const char *text, struct native_part *part)
{
    static const struct {
        const char *word;
        enum sim_index_kind index;
    } words[] = { { "self", SIM_INDEX_SELF }, { "chunk", SIM_INDEX_CHUNK } };

    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        size_t length = strlen(words[i].word);

        if (strncmp(text, words[i].word, length))
            continue;
        part->index = words[i].index;
        return read_number(text + length, true, &part->at);
    }
    part->index = SIM_INDEX_AT;
    return read_number(text, false, &part->at);
}

bool native_part(struct build *build, const struct place *place, const char *text,
                 struct native_part *part)
{
    size_t name = strcspn(text, "["), length = strlen(text);
    char quoted[QUOTED];
    bool good = true;

    *part = (struct native_part){ .region = NAMES_NONE };
    if (text[name])
        good = text[length - 1] == ']' &&
               read_index(arena_text(build->arena, text + name + 1, length - name - 2), part);
    if (!good)
        return complain(build->errors, place, quote(quoted, text),
                        " is no part of a region; write it like R, R[0], R[self], R[self+1], "
                        "R[chunk] or R[chunk-1]",
                        NULL);
    part->region = native_region(build, place, arena_text(build->arena, text, name));
    return part->region != NAMES_NONE;
}

/* ---- arguments ---- */

static bool read_convention(struct build *build, const struct place *place, const char *word,
                            uint8_t *convention)
{
    struct nearest nearest = nearest_to(word);
    char quoted[QUOTED], hint[NEAREST_HINT];

    for (uint8_t i = 0; i < SIM_CONVENTION_COUNT; i++) {
        nearest_offer(&nearest, sim_convention_names[i]);
        if (strcmp(sim_convention_names[i], word))
            continue;
        *convention = i;
        return true;
    }
    return complain(build->errors, place, quote(quoted, word),
                    " is no convention: borrowed, mutable, owned or moved",
                    nearest_hint(&nearest, hint), NULL);
}

/* "mutable S[self]" */
static bool read_argument(struct build *build, const struct place *place, char *text,
                          uint32_t group)
{
    struct sim_argument argument = { .group = group };
    struct native_part part;
    size_t word = strcspn(text, blanks);
    char *rest = text + word + strspn(text + word, blanks);
    size_t length = strcspn(rest, blanks);
    char quoted[QUOTED];

    if (!word || !length || rest[length + strspn(rest + length, blanks)])
        return complain(build->errors, place, quote(quoted, text),
                        " is no argument; write it like `borrowed R` or `mutable R[self]`",
                        NULL);
    text[word] = rest[length] = '\0';
    if (!read_convention(build, place, text, &argument.convention) ||
        !native_part(build, place, rest, &part))
        return false;
    argument.region = part.region;
    argument.index = (uint8_t)part.index;
    argument.at = part.at;
    build->arguments = arena_more(build->arena, build->arguments, build->argument_count,
                                  sizeof(*build->arguments));
    build->arguments[build->argument_count++] = argument;
    return true;
}

bool native_arguments(struct build *build, const struct place *place, const char *text,
                      uint32_t group)
{
    char *rest = arena_text(build->arena, text, strlen(text));
    bool good = true;

    while (rest) {
        char *comma = strchr(rest, ',');

        if (comma)
            *comma++ = '\0';
        good &= read_argument(build, place, rest + strspn(rest, blanks), group);
        rest = comma;
    }
    return good;
}

/* ---- parts ---- */

/* So many values has the index of an op of a group: parts enough for each. */
static int64_t parts_for(const struct build *build, uint32_t threads, const struct sim_op *op)
{
    const struct sim_op *parallel = op->parallel ? &build->ops[op->parallel - 1] : NULL;

    switch ((enum sim_index_kind)op->index) {
    case SIM_INDEX_AT:
        return op->at + 1;
    case SIM_INDEX_SELF:
        if (parallel)
            return parallel->times ? parallel->times : build->made->sim.params.cores;
        return threads;
    case SIM_INDEX_CHUNK:
        return parallel ? sim_dist_mean(&parallel->amount, build->amounts.table) : 1;
    case SIM_INDEX_WHOLE:
        break;
    }
    return 1;
}

/* Those that so many threads touch with a program. */
static void count_parts_of(const struct build *build, uint32_t index, uint32_t threads,
                           int64_t *parts)
{
    const struct sim_program *program = &build->programs[index];

    for (uint32_t i = program->first; i < program->first + program->count; i++) {
        const struct sim_op *op = &build->ops[i];
        int64_t wanted;

        if (op->kind != SIM_OP_READ && op->kind != SIM_OP_WRITE)
            continue;
        wanted = parts_for(build, threads, op);
        if (parts[op->object] < wanted)
            parts[op->object] = wanted;
    }
}

static void count_parts(const struct build *build, int64_t *parts)
{
    for (uint32_t g = 0; g < build->group_names.count; g++) {
        const struct sim_group *group = &build->groups[g].group;

        count_parts_of(build, group->program, group->count, parts);
    }
    if (build->map_program)
        count_parts_of(build, build->map.program, build->map.workers, parts);
}

static bool complete_parts(struct build *build)
{
    struct place place = { build->made->sim.file, 0, "region", NULL, "parts" };
    int64_t *parts = ARENA_LIST(build->arena, int64_t, build->regions.count), sum = 0;

    count_parts(build, parts);
    for (uint32_t r = 0; r < build->regions.count; r++) {
        struct sim_region_def *def = &build->region_defs[r];

        place.name = build->regions.list[r];
        sum += def->parts ? def->parts : parts[r];
        if (sum > NATIVE_PARTS_MAX)
            return complain(build->errors, &place,
                            "more than 65536 parts of all regions together; give it `parts =`",
                            NULL);
        if (!def->parts)
            def->parts = parts[r] ? (uint32_t)parts[r] : 1;
    }
    return true;
}

/* ---- teams ---- */

/* Workers, without the thread itself, that a program asks for at most. */
static int64_t team_size(const struct build *build, const struct sim_program *program)
{
    int64_t most = 0;

    for (uint32_t i = program->first; i < program->first + program->count; i++) {
        const struct sim_op *op = &build->ops[i];
        int64_t workers = op->times ? op->times : build->made->sim.params.cores;

        if (op->kind == SIM_OP_PARALLEL && workers - 1 > most)
            most = workers - 1;
    }
    return most;
}

/* Behind all others, so that nobody's number changes. A name with a dot is nobody else's. */
static void add_team(struct build *build, uint32_t row, uint32_t size)
{
    const struct sim_group *of = &build->groups[row].group;
    uint32_t team;

    team = names_add(&build->group_names, arena_join(build->arena, of->name, ".team", NULL));
    build->groups = arena_more(build->arena, build->groups, team, sizeof(*build->groups));
    of = &build->groups[row].group;
    build->groups[team] = (struct build_group){
        .group = { .name = build->group_names.list[team],
                   .program = of->program,
                   .count = of->count * size,
                   .process = of->process,
                   .inbox = of->inbox,
                   .start = sim_dist_constant(0),
                   .manual = true,
                   .daemon = true,
                   .first_core = of->first_core,
                   .last_core = of->last_core,
                   .team = row + 1,
                   .team_size = size,
                   .line = of->line },
        .file = build->groups[row].file,
        .process = build->groups[row].process,
    };
}

static bool complete_teams(struct build *build)
{
    uint32_t groups = build->group_names.count;

    for (uint32_t g = 0; g < groups; g++) {
        const struct build_group *group = &build->groups[g];
        struct place place = { group->file, group->group.line, "thread", group->group.name,
                               NULL };
        int64_t size = team_size(build, &build->programs[group->group.program]);

        if (size * group->group.count > SIM_THREADS_MAX)
            return complain(build->errors, &place, "more workers than can be simulated", NULL);
        if (size)
            add_team(build, g, (uint32_t)size);
    }
    return true;
}

bool native_complete(struct build *build)
{
    return complete_parts(build) && complete_teams(build);
}
