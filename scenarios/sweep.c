/* SPDX-License-Identifier: GPL-3.0-or-later
 * From axes to points, and from a point to its scenario. */
#include "scenarios/sweep.h"

#include "scenarios/complain.h"
#include "scenarios/parameters.h"
#include "scenarios/units.h"

#include <stdlib.h>
#include <string.h>

/*
 * A point is a number: its digits, in a system whose bases are the lengths of the dimensions, are
 * the places of its values. So the order of the points is that of counting, nothing is stored for
 * them but which ones the constraints leave, and any worker can make any point's scenario.
 */

/* ---- places ---- */

static uint32_t place_along(const struct scenario_sweep *sweep, uint32_t combination,
                            uint32_t dimension)
{
    for (uint32_t i = sweep->dimension_count; --i > dimension;)
        combination /= sweep->lengths[i];
    return combination % sweep->lengths[dimension];
}

const char *sweep_value(const struct scenario_sweep *sweep, uint32_t combination, uint32_t axis)
{
    const struct scenario_axis *it = &sweep->axes[axis];

    return it->values[place_along(sweep, combination, it->dimension)];
}

/* ---- scenarios of points ---- */

static struct scenario_setting setting_of(struct arena *arena, const struct scenario_axis *axis,
                                          const char *value)
{
    return (struct scenario_setting){ arena_join(arena, axis->key, "=", value, NULL),
                                      axis->file, axis->line };
}

struct scenario *sweep_scenario(const struct scenario *scenario, uint32_t combination,
                                struct sim_errors *errors)
{
    const struct scenario_sweep *sweep = scenario->sweep;
    struct arena *arena = arena_create();
    struct scenario_setting *settings =
        ARENA_LIST(arena, struct scenario_setting, sweep->axis_count + 1);
    struct scenario *made;

    for (uint32_t i = 0; i < sweep->axis_count; i++)
        settings[i] = setting_of(arena, &sweep->axes[i], sweep_value(sweep, combination, i));
    made = scenario_variant(scenario, settings, errors);
    arena_destroy(arena); /* the variant has copied what it keeps */
    return made;
}

/* The first value that cannot be is told; the others of its axis are likely alike. */
static bool check_axis(const struct scenario *scenario, const struct scenario_axis *axis,
                       struct sim_errors *errors)
{
    struct arena *arena = arena_create();
    bool good = true;

    for (uint32_t i = 0; i < axis->count && good; i++) {
        struct scenario_setting settings[2] = { setting_of(arena, axis, axis->values[i]) };

        good = scenario_may_set(scenario, settings, errors);
    }
    arena_destroy(arena);
    return good;
}

bool sweep_check(const struct scenario *scenario, struct sim_errors *errors)
{
    bool good = true;

    for (uint32_t i = 0; scenario->sweep && i < scenario->sweep->axis_count; i++)
        good &= check_axis(scenario, &scenario->sweep->axes[i], errors);
    return good;
}

/* ---- constraints ---- */

struct point {
    const struct scenario *scenario;
    uint32_t combination;
    struct sweep_words words;
};

bool sweep_names_key(const char *path, const char *key)
{
    const char *part;
    size_t length;

    while ((length = expr_path_part(&path, &part))) {
        if (strncmp(key, part, length))
            return false;
        key += length;
        if (*key == '.' && *path)
            key++;
    }
    return !*key;
}

struct expr_value sweep_read_value(const char *key, const char *text)
{
    struct expr_value value = { .kind = EXPR_TEXT, .text = text };
    int64_t number;
    enum units_kind kind = UNITS_KIND_COUNT;

    if (!parameters_is_word(key))
        kind = units_any(text, &number);
    if (kind != UNITS_KIND_COUNT)
        value = (struct expr_value){ .kind = EXPR_NUMBER, .number = (double)number };
    if (kind == UNITS_SHARE)
        value.number /= 1e6;
    return value;
}

/* Whether a path names a key that is made of two or three parts. */
static bool names_key_of(const char *path, const char *kind, const char *name, const char *key)
{
    char buffer[128];
    struct sim_text text = SIM_TEXT(buffer);

    sim_text_put(&text, kind);
    sim_text_put(&text, name);
    sim_text_put(&text, key);
    return sweep_names_key(path, buffer);
}

struct expr_value sweep_read_own(const struct scenario *scenario, const char *path,
                                 struct sweep_words *words)
{
    const struct sim_scenario *sim = &scenario->sim;
    struct sim_text text = SIM_TEXT(words->text[words->turn]);

    if (parameters_put(&text, scenario, path)) {
        words->turn = !words->turn;
        return sweep_read_value(path, text.at);
    }
    for (uint32_t i = 0; i < scenario->value_count; i++) {
        if (names_key_of(path, "values.", scenario->values[i].name, ""))
            return sweep_read_value("", scenario->values[i].text);
    }
    for (uint32_t i = 0; i < sim->group_count; i++) {
        if (names_key_of(path, "thread.", sim->groups[i].name, ".count"))
            return (struct expr_value){ .kind = EXPR_NUMBER, .number = sim->groups[i].count };
    }
    return (struct expr_value){ .kind = EXPR_UNKNOWN };
}

static struct expr_value look_up(void *context, const char *path)
{
    struct point *point = context;
    const struct scenario_sweep *sweep = point->scenario->sweep;
    struct expr_value value;

    for (uint32_t i = 0; i < sweep->axis_count; i++) {
        if (sweep_names_key(path, sweep->axes[i].key))
            return sweep_read_value(sweep->axes[i].key,
                                    sweep_value(sweep, point->combination, i));
    }
    value = sweep_read_own(point->scenario, path, &point->words);
    if (value.kind == EXPR_UNKNOWN)
        value.text = "a constraint names axes, parameters, values and numbers of threads";
    return value;
}

/* 1: allowed, 0: forbidden, -1: cannot be told. */
static int allowed(struct point *point, struct sim_errors *errors)
{
    const struct scenario_sweep *sweep = point->scenario->sweep;

    for (uint32_t i = 0; i < sweep->constraint_count; i++) {
        const struct scenario_constraint *constraint = &sweep->constraints[i];
        struct place place = { constraint->file, constraint->line, "sweep", "", "constraint" };
        char buffer[192];
        struct sim_text why = SIM_TEXT(buffer);
        struct expr_value value;

        if (!expr_evaluate(constraint->expr, look_up, point, &value, &why)) {
            complain(errors, &place, buffer, NULL);
            return -1;
        }
        if (value.kind != EXPR_TRUTH) {
            complain(errors, &place, "is neither true nor false: compare it with something",
                     NULL);
            return -1;
        }
        if (!value.truth)
            return 0;
    }
    return 1;
}

bool sweep_points(const struct scenario *scenario, struct sweep_points *points,
                  struct sim_errors *errors)
{
    const struct scenario_sweep *sweep = scenario->sweep;
    struct place place = { sweep->file, sweep->line, "sweep", "", NULL };
    struct point point = { .scenario = scenario };

    *points = (struct sweep_points){ malloc(sweep->combinations * sizeof(*points->list)), 0 };
    if (!points->list)
        return sim_error_add(errors, NULL, 0, "out of memory", NULL);
    for (; point.combination < sweep->combinations; point.combination++) {
        int is = allowed(&point, errors);

        if (is > 0)
            points->list[points->count++] = point.combination;
        if (is < 0)
            break;
    }
    if (point.combination == sweep->combinations && points->count)
        return true;
    if (point.combination == sweep->combinations)
        complain(errors, &place, "the constraints leave no point", NULL);
    free(points->list);
    points->list = NULL;
    return false;
}
