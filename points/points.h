/* SPDX-License-Identifier: GPL-3.0-or-later
 * Where in a Python source an interpreter may switch threads. */
#ifndef INTERLOCK_POINTS_POINTS_H
#define INTERLOCK_POINTS_POINTS_H

#include "sim/base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The interpreter itself is asked what it makes of the source: its instructions, and between which
 * of them a shared place has been read and not yet written back (scenarios/python/points.py, run
 * under it). After which instructions that version looks for a request stands in checks.def.
 *
 * What cannot be seen in a source: whether `a + b` or `a.b` calls a Python function, which then
 * looks at its own beginning. All operators and attributes are taken to be those of built-in
 * types. An instruction that calls something may always run Python code, and is a check point.
 */
enum points_check {
    POINTS_NEVER,
    POINTS_COLD,   /* until the call has been specialised, after its first few executions */
    POINTS_JUMPED, /* if the jump is taken */
    POINTS_ALWAYS,
};

struct points_instruction {
    const char *name;
    const char *callee; /* NULL: not a call, or of what is not known */
    uint32_t line;
    int32_t arg;             /* -1: it has none */
    enum points_check check; /* behind it */
};

/* From reading a shared place to writing it back. */
struct points_window {
    const char *key;      /* "counter", "box.c", "row[0]" */
    const char *guard;    /* of the `with` around it; NULL: there is none */
    uint32_t read, write; /* instructions */
};

/* What a thread does, for a scenario. */
struct points_op {
    const char *op, *code;
    uint32_t depth;
};

struct points_function {
    const char *name;
    bool is_thread;        /* somebody starts a thread with it */
    uint32_t first, count; /* ops */
};

struct points {
    char *text; /* that the names lie in */
    const char *version;
    bool free_threaded; /* this interpreter has no lock */
    struct points_instruction *instructions;
    struct points_window *windows;
    struct points_op *ops;
    struct points_function *functions;
    size_t instruction_count, instruction_room, window_count, window_room, op_count, op_room,
        function_count, function_room;
    uint32_t line; /* the last with an instruction */
};

enum points_outcome {
    POINTS_GOOD,
    POINTS_INVALID, /* the source */
    POINTS_WORLD,   /* the interpreter cannot be run; memory */
    POINTS_OUTSIDE, /* an interpreter about which the table says nothing */
};

/* Asks `python`, a path or the name of a program, about a file. On anything but POINTS_GOOD says
 * why. `points` is to be freed in any case. */
enum points_outcome points_ask(struct points *points, const char *python, const char *script,
                               const char *file, struct sim_errors *errors);
void points_free(struct points *points);

/* Reads what the script says; takes `text`, which it changes. */
enum points_outcome points_read(struct points *points, char *text, const char *python,
                                struct sim_errors *errors);

/* Check points in a window that are certain, or need a jump. */
uint32_t points_in_window(const struct points *points, const struct points_window *window);

#endif
