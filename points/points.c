/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading what an interpreter says of a source, and applying its version's table. */
#include "points/points.h"

#include "sim/base/grow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the table ---- */

#define ERAS 4
#define NEVER POINTS_NEVER
#define JUMPED POINTS_JUMPED
#define ALWAYS POINTS_ALWAYS

static const struct check {
    const char *name;
    enum points_check in[ERAS];
} checks[] = {
#define CHECK(name, to_3_9, in_3_10, in_3_11, from_3_12)                                       \
    { name, { to_3_9, in_3_10, in_3_11, from_3_12 } },
#include "points/checks.def"
};

/* Third version number: 12 of "3.12.1"; 0 when it is not 3. */
static int minor_of(const char *version)
{
    return !strncmp(version, "3.", 2) ? atoi(version + 2) : 0;
}

static int era_of(const char *version)
{
    int minor = minor_of(version);

    return minor <= 9 ? 0 : minor == 10 ? 1 : minor == 11 ? 2 : 3;
}

static enum points_check look_up(const char *name, int era)
{
    for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++) {
        if (!strcmp(checks[i].name, name))
            return checks[i].in[era];
    }
    return era ? POINTS_NEVER : POINTS_ALWAYS;
}

/* From 3.11 on calls of these become instructions of their own that do not look. */
static bool is_specialised(const struct points_instruction *instruction)
{
    const char *callee = instruction->callee;
    size_t length = callee ? strlen(callee) : 0;

    if (!callee)
        return false;
    return !strcmp(callee, "len") || !strcmp(callee, "isinstance") ||
           (!strcmp(callee, "type") && instruction->arg == 1) ||
           (length > 7 && !strcmp(callee + length - 7, ".append"));
}

/* Up to 3.10 it does not look before one of these, so that a `try` or `with` is entered whole. */
static bool is_let_pass(const struct points_instruction *next)
{
    static const char *const names[] = { "SETUP_FINALLY", "SETUP_WITH", "BEFORE_ASYNC_WITH",
                                         "YIELD_FROM" };

    for (size_t i = 0; next && i < sizeof(names) / sizeof(*names); i++) {
        if (!strcmp(next->name, names[i]))
            return true;
    }
    return false;
}

static enum points_check check_of(const struct points_instruction *instruction,
                                  const struct points_instruction *next, int era)
{
    enum points_check check = look_up(instruction->name, era);

    if (era <= 1 && is_let_pass(next))
        return POINTS_NEVER;
    /* a generator or coroutine that goes on from `yield from` or `await` does not look */
    if (!strcmp(instruction->name, "RESUME") && (instruction->arg & 3) >= 2)
        return POINTS_NEVER;
    if (era >= 2 && check == POINTS_ALWAYS && !strcmp(instruction->name, "CALL") &&
        is_specialised(instruction))
        return POINTS_COLD;
    return check;
}

/* ---- reading ---- */

#define FIELDS 5

struct reading {
    struct points *points;
    char *field[FIELDS];
    uint32_t code; /* first instruction of the code under way */
    bool ended;
};

static const char *known(const char *field)
{
    return strcmp(field, "-") ? field : NULL;
}

static bool take_instruction(struct reading *reading)
{
    struct points *points = reading->points;

    if (!sim_grow(&points->instructions, &points->instruction_room, points->instruction_count,
                  sizeof(*points->instructions)))
        return false;
    points->instructions[points->instruction_count++] =
        (struct points_instruction){ .name = reading->field[1],
                                     .line = (uint32_t)strtoul(reading->field[2], NULL, 10),
                                     .callee = known(reading->field[3]),
                                     .arg = (int32_t)strtol(reading->field[4], NULL, 10) };
    if (points->line < points->instructions[points->instruction_count - 1].line)
        points->line = points->instructions[points->instruction_count - 1].line;
    return true;
}

/* A function begins with what is no instruction: its entry, which may be a check point. */
static bool take_code(struct reading *reading)
{
    static char entry[] = "entry", none[] = "-", nothing[] = "-1";
    bool module = !strcmp(reading->field[1], "<module>");

    reading->field[1] = entry;
    reading->field[3] = none;
    reading->field[4] = nothing;
    if (!module && !take_instruction(reading))
        return false;
    reading->code = (uint32_t)reading->points->instruction_count;
    return true;
}

/* Behind the instructions of its code; what lies outside of them is left out. */
static bool take_window(struct reading *reading)
{
    struct points *points = reading->points;
    struct points_window window = { .key = reading->field[1],
                                    .read = (uint32_t)strtoul(reading->field[2], NULL, 10),
                                    .write = (uint32_t)strtoul(reading->field[3], NULL, 10),
                                    .guard = known(reading->field[4]) };

    if (window.write < window.read || window.write >= points->instruction_count - reading->code)
        return true;
    if (!sim_grow(&points->windows, &points->window_room, points->window_count,
                  sizeof(*points->windows)))
        return false;
    window.read += reading->code;
    window.write += reading->code;
    points->windows[points->window_count++] = window;
    return true;
}

static bool take_function(struct reading *reading)
{
    struct points *points = reading->points;

    if (!sim_grow(&points->functions, &points->function_room, points->function_count,
                  sizeof(*points->functions)))
        return false;
    points->functions[points->function_count++] =
        (struct points_function){ .name = reading->field[1],
                                  .is_thread = !strcmp(reading->field[3], "thread"),
                                  .first = (uint32_t)points->op_count };
    return true;
}

static bool take_op(struct reading *reading)
{
    struct points *points = reading->points;

    if (!points->function_count)
        return true;
    if (!sim_grow(&points->ops, &points->op_room, points->op_count, sizeof(*points->ops)))
        return false;
    points->ops[points->op_count++] =
        (struct points_op){ .depth = (uint32_t)strtoul(reading->field[1], NULL, 10),
                            .op = reading->field[2],
                            .code = reading->field[3] };
    points->functions[points->function_count - 1].count++;
    return true;
}

static void split(struct reading *reading, char *line)
{
    static char nothing[] = "";

    for (int i = 0; i < FIELDS; i++) {
        reading->field[i] = line ? line : nothing;
        line = line ? strchr(line, '\t') : NULL;
        if (line)
            *line++ = '\0';
    }
}

static enum points_outcome refuse(struct sim_errors *errors, const char *python,
                                  const char *why)
{
    sim_error_add(errors, python, 0, why, NULL);
    return POINTS_OUTSIDE;
}

static enum points_outcome take_version(struct reading *reading, const char *python,
                                        struct sim_errors *errors)
{
    reading->points->version = reading->field[1];
    reading->points->free_threaded = !strcmp(reading->field[3], "free");
    if (strcmp(reading->field[2], "cpython") != 0)
        return refuse(errors, python,
                      "is no CPython: where it looks for a request is not known");
    if (minor_of(reading->field[1]) < 4 || minor_of(reading->field[1]) > 14)
        return refuse(errors, python, "is neither of 3.4 to 3.14, about which the table tells");
    return POINTS_GOOD;
}

static enum points_outcome take_line(struct reading *reading, const char *python,
                                     struct sim_errors *errors)
{
    const char *what = reading->field[0];
    bool good = true;

    if (!strcmp(what, "version"))
        return take_version(reading, python, errors);
    if (!strcmp(what, "error")) {
        sim_error_add(errors, NULL, 0, reading->field[1], NULL);
        return POINTS_INVALID;
    }
    if (!strcmp(what, "code"))
        good = take_code(reading);
    else if (!strcmp(what, "i"))
        good = take_instruction(reading);
    else if (!strcmp(what, "w"))
        good = take_window(reading);
    else if (!strcmp(what, "function"))
        good = take_function(reading);
    else if (!strcmp(what, "o"))
        good = take_op(reading);
    else if (!strcmp(what, "end"))
        reading->ended = true;
    if (good)
        return POINTS_GOOD;
    sim_error_add(errors, python, 0, "out of memory", NULL);
    return POINTS_WORLD;
}

static void apply_table(struct points *points)
{
    int era = era_of(points->version);

    for (size_t i = 0; i < points->instruction_count; i++)
        points->instructions[i].check = check_of(
            &points->instructions[i],
            i + 1 < points->instruction_count ? &points->instructions[i + 1] : NULL, era);
}

enum points_outcome points_read(struct points *points, char *text, const char *python,
                                struct sim_errors *errors)
{
    struct reading reading = { .points = points };
    enum points_outcome outcome = POINTS_GOOD;
    char *next = text;

    *points = (struct points){ .text = text };
    while (outcome == POINTS_GOOD && next && *next) {
        char *line = next;

        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        split(&reading, line);
        outcome = take_line(&reading, python, errors);
    }
    if (outcome != POINTS_GOOD)
        return outcome;
    if (!reading.ended || !points->version) {
        sim_error_add(errors, python, 0, "did not tell what it makes of the source", NULL);
        return POINTS_WORLD;
    }
    apply_table(points);
    return POINTS_GOOD;
}

void points_free(struct points *points)
{
    free(points->text);
    free(points->instructions);
    free(points->windows);
    free(points->ops);
    free(points->functions);
    memset(points, 0, sizeof(*points));
}

uint32_t points_in_window(const struct points *points, const struct points_window *window)
{
    uint32_t count = 0;

    for (uint32_t i = window->read; i < window->write; i++)
        count += points->instructions[i].check >= POINTS_JUMPED;
    return count;
}
