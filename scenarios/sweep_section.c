/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading [sweep]. */
#include "scenarios/sweep_section.h"

#include "scenarios/axis.h"
#include "scenarios/nearest.h"
#include "scenarios/sweep.h"
#include "scenarios/values.h"

#include <string.h>

/* ---- keys ---- */

/* The sweep under construction: it comes to be by its first key. */
static struct scenario_sweep *sweep_of(struct build *build)
{
    if (!build->sweep) {
        build->sweep = ARENA_NEW(build->arena, struct scenario_sweep);
        build->sweep->precision = SWEEP_PRECISION;
        build->made->sweep = build->sweep;
    }
    return build->sweep;
}

/* What no point may change, and why. A key of NULL: none of that section. */
static const struct {
    const char *section, *key, *why;
} fixed[] = {
    { "scenario", "format", "the files are together already" },
    { "scenario", "include", "the files are together already" },
    { "scenario", "extends", "the files are together already" },
    { "scenario", "title", "it changes nothing of a run" },
    { "scenario", "description", "it changes nothing of a run" },
    { "scenario", "caveat", "it changes nothing of a run" },
    { "scenario", "replication", "use `replications`" },
    { "expect", NULL, "it changes nothing of a run" },
    { "question", NULL, "it changes nothing of a run" },
    { "goal", NULL, "it changes nothing of a run" },
    { "sweep", NULL, "a sweep has no sweeps in it" },
};

/* Where a number comes from does not change a run either. */
static bool is_about_a_number(const char *key)
{
    static const char *const parts[] = { ".source", ".low", ".high" };
    size_t length = strlen(key);

    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        size_t part = strlen(parts[i]);

        if (length > part && !strcmp(key + length - part, parts[i]))
            return true;
    }
    return false;
}

static bool may_vary(struct build *build, const struct place *place)
{
    const char *dot = strchr(place->key, '.');
    size_t length = (size_t)(dot - place->key);

    for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++) {
        if (strlen(fixed[i].section) == length &&
            !memcmp(fixed[i].section, place->key, length) &&
            (!fixed[i].key || !strcmp(fixed[i].key, dot + 1)))
            return complain(build->errors, place, "cannot vary: ", fixed[i].why, NULL);
    }
    if (is_about_a_number(place->key) && strchr(dot + 1, '.'))
        return complain(build->errors, place, "cannot vary: it changes nothing of a run", NULL);
    return true;
}

static bool no_key(struct build *build, const struct place *place)
{
    struct nearest nearest = nearest_to(place->key);
    char hint[NEAREST_HINT];

    for (const struct section_key *key = sweep_keys; key->name; key++)
        nearest_offer(&nearest, key->name);
    return complain(build->errors, place,
                    "unknown key; an axis is named with its section, as machine.cores",
                    nearest_hint(&nearest, hint), NULL);
}

bool sweep_assign_axis(struct build *build, const struct place *place,
                       const struct read_entry *entry, uint32_t row)
{
    struct scenario_sweep *sweep = sweep_of(build);
    struct names values;
    char buffer[256];
    struct sim_text why = SIM_TEXT(buffer);

    (void)row;
    if (!strchr(entry->key, '.'))
        return no_key(build, place);
    if (!may_vary(build, place))
        return false;
    names_init(&values, build->arena);
    if (!axis_parse(entry->value, &values, &why))
        return complain(build->errors, place, buffer, NULL);
    build->axes =
        arena_more(build->arena, build->axes, sweep->axis_count, sizeof(*build->axes));
    build->axes[sweep->axis_count++] = (struct scenario_axis){ .key = entry->key,
                                                               .values = values.list,
                                                               .count = values.count,
                                                               .file = entry->file,
                                                               .line = entry->line };
    return true;
}

static bool assign_zip(struct build *build, const struct place *place,
                       const struct read_entry *entry, uint32_t row)
{
    (void)place;
    (void)row;
    sweep_of(build);
    build->zips = arena_more(build->arena, build->zips, build->zip_count, sizeof(*build->zips));
    build->zips[build->zip_count++] = entry;
    return true;
}

static bool assign_constraint(struct build *build, const struct place *place,
                              const struct read_entry *entry, uint32_t row)
{
    struct scenario_sweep *sweep = sweep_of(build);
    struct scenario_constraint constraint = { .text = entry->value,
                                              .file = entry->file,
                                              .line = entry->line };

    (void)row;
    if (!values_expr(build, place, entry->value, EXPR_TRUTH, &constraint.expr))
        return false;
    build->constraints = arena_more(build->arena, build->constraints, sweep->constraint_count,
                                    sizeof(*build->constraints));
    build->constraints[sweep->constraint_count++] = constraint;
    return true;
}

static bool assign_replications(struct build *build, const struct place *place,
                                const struct read_entry *entry, uint32_t row)
{
    struct scenario_sweep *sweep = sweep_of(build);
    int64_t count = SWEEP_AUTO;

    (void)row;
    if (sweep->replications)
        return complain(build->errors, place,
                        "`repeat` and `replications` are two words for one thing", NULL);
    if (strcmp(entry->value, "auto") && !values_number(build, place, UNITS_COUNT, entry->value,
                                                       1, SWEEP_REPLICATIONS_MAX, &count))
        return false;
    sweep->replications = (int)count;
    return true;
}

static bool assign_precision(struct build *build, const struct place *place,
                             const struct read_entry *entry, uint32_t row)
{
    (void)row;
    return values_number(build, place, UNITS_SHARE, entry->value, 100, 1000000,
                         &sweep_of(build)->precision);
}

const struct section_key sweep_keys[] = {
    { "zip", SECTION_MANY, assign_zip,
      "axes that go in lockstep, as machine.cores, thread.worker.count; repeatable" },
    { "constraint", SECTION_MANY, assign_constraint,
      "an expression over axes: points of which it is false are left out; repeatable" },
    { "replications", SECTION_ONE_LINE, assign_replications,
      "so many runs of each point, or `auto`; without it 10, or 1 where nothing is random" },
    { "repeat", SECTION_ONE_LINE, assign_replications, "another word for replications" },
    { "precision", SECTION_ONE_LINE, assign_precision,
      "`auto`: until half the interval is so little of the mean; without it 2%" },
    { NULL, 0, NULL, NULL },
};

/* ---- dimensions ---- */

#define UNZIPPED UINT32_MAX

static struct scenario_axis *axis_named(struct build *build, const struct place *place,
                                        const char *name)
{
    struct scenario_axis *axes = build->axes;
    struct nearest nearest = nearest_to(name);
    char quoted[QUOTED], hint[NEAREST_HINT];

    for (uint32_t i = 0; i < build->sweep->axis_count; i++) {
        if (!strcmp(axes[i].key, name))
            return &axes[i];
        nearest_offer(&nearest, axes[i].key);
    }
    complain(build->errors, place, "no axis is called ", quote(quoted, name),
             nearest_hint(&nearest, hint), NULL);
    return NULL;
}

static bool join(struct build *build, const struct place *place, const struct scenario_axis *to,
                 struct scenario_axis *axis, uint32_t zip)
{
    char first[24], second[24];

    if (axis->dimension != UNZIPPED)
        return complain(build->errors, place, axis->key, " is in lockstep already", NULL);
    if (to && to->count != axis->count)
        return complain(build->errors, place, "in lockstep each has as many values, but ",
                        to->key, " has ", in_digits(first, to->count), " and ", axis->key,
                        " has ", in_digits(second, axis->count), NULL);
    axis->dimension = zip;
    return true;
}

/* Marks the axes that one `zip =` names. */
static bool zip(struct build *build, const struct read_entry *entry, uint32_t number)
{
    struct place place = { entry->file, entry->line, "sweep", "", "zip" };
    const struct scenario_axis *first = NULL;
    static const char between[] = ", \t";
    uint32_t joined = 0;
    size_t length;

    for (const char *at = entry->value + strspn(entry->value, between); *at;
         at += length + strspn(at + length, between)) {
        struct scenario_axis *axis;

        length = strcspn(at, between);
        axis = axis_named(build, &place, arena_text(build->arena, at, length));
        if (!axis || !join(build, &place, first, axis, number))
            return false;
        if (!joined++)
            first = axis;
    }
    if (joined >= 2)
        return true;
    return complain(build->errors, &place,
                    "names the axes that go in lockstep, two or more, joined by commas", NULL);
}

/* From marks to dimensions, in the order of the axes. */
static void number_dimensions(struct build *build)
{
    struct scenario_sweep *sweep = build->sweep;
    struct scenario_axis *axes = build->axes;
    uint32_t *of_zip = ARENA_LIST(build->arena, uint32_t, build->zip_count); /* + 1; 0 none */
    uint32_t *lengths = ARENA_LIST(build->arena, uint32_t, sweep->axis_count);

    for (uint32_t i = 0; i < sweep->axis_count; i++) {
        uint32_t zip = axes[i].dimension;

        if (zip != UNZIPPED && of_zip[zip]) {
            axes[i].dimension = of_zip[zip] - 1;
            continue;
        }
        lengths[sweep->dimension_count] = axes[i].count;
        axes[i].dimension = sweep->dimension_count++;
        if (zip != UNZIPPED)
            of_zip[zip] = sweep->dimension_count;
    }
    sweep->lengths = lengths;
}

static bool count_combinations(struct build *build, const struct place *place)
{
    struct scenario_sweep *sweep = build->sweep;
    uint64_t count = 1;
    char number[24];

    for (uint32_t i = 0; i < sweep->dimension_count && count <= SWEEP_POINTS_MAX; i++)
        count *= sweep->lengths[i]; /* at most 10^6 times 10^5 */
    if (count > SWEEP_POINTS_MAX)
        return complain(build->errors, place,
                        "makes more than 1,000,000 points: take fewer values, larger steps, or "
                        "let axes go in lockstep with `zip`",
                        NULL);
    sweep->combinations = (uint32_t)count;
    if (sweep->replications > 0 && count * (uint64_t)sweep->replications > SWEEP_RUNS_MAX)
        return complain(build->errors, place,
                        "makes more than 10,000,000 runs: ", in_digits(number, (int64_t)count),
                        " points; take fewer points or replications", NULL);
    return true;
}

bool sweep_finish(struct build *build, const struct place *place, uint32_t row)
{
    struct scenario_sweep *sweep = sweep_of(build);
    bool good = true;

    (void)row;
    sweep->file = place->file;
    sweep->line = place->line;
    sweep->axes = build->axes;
    sweep->constraints = build->constraints;
    for (uint32_t i = 0; i < sweep->axis_count; i++)
        build->axes[i].dimension = UNZIPPED;
    for (uint32_t i = 0; i < build->zip_count; i++)
        good &= zip(build, build->zips[i], i);
    if (!good)
        return false;
    number_dimensions(build);
    return count_combinations(build, place);
}
