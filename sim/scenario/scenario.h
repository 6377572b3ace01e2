/* SPDX-License-Identifier: GPL-3.0-or-later
 * The definition of a run: machine, runtime and workload, immutable once made. */
#ifndef INTERLOCK_SIM_SCENARIO_SCENARIO_H
#define INTERLOCK_SIM_SCENARIO_SCENARIO_H

#include "sim/base/dist.h"
#include "sim/base/error.h"
#include "sim/scenario/params.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A run is a function of this and of the commands given while it is under way. It is plain data:
 * the INI reader makes one, so does a test in ten lines of C. Whoever makes it owns everything
 * it points to and keeps it alive as long as any run of it.
 *
 * A program is an ordered list of ops, so that a thread's whole position is an index into it and
 * a few counters. Blocks are flattened: `repeat` and `measure` hold the index of their `end`,
 * `end` the index of what it closes.
 */
enum sim_op_kind {
#define OP(id, word, first, second, as, keyword, block, help) SIM_OP_##id,
#include "sim/scenario/ops.def"
#undef OP
    SIM_OP_COUNT
};

enum sim_op_arg {
    SIM_OP_ARG_NONE,
    SIM_OP_ARG_DURATION,
    SIM_OP_ARG_COUNT,
    SIM_OP_ARG_SIZE,
    SIM_OP_ARG_VAR,
    SIM_OP_ARG_LOCK,
    SIM_OP_ARG_BARRIER,
    SIM_OP_ARG_QUEUE,
    SIM_OP_ARG_EVENT,
    SIM_OP_ARG_THREAD,
    SIM_OP_ARG_MEASURE,
    SIM_OP_ARG_BODY,
    SIM_OP_ARG_FORM,
};

struct sim_op_info {
    const char *word, *keyword, *help;
    enum sim_op_arg first, second, as;
    bool block;
};

/* Indexed by enum sim_op_kind. */
extern const struct sim_op_info sim_op_table[SIM_OP_COUNT];

struct sim_op {
    struct sim_dist amount; /* duration in ns, count, or size in bytes */
    uint32_t object;        /* whom it names: index into the names of its argument's kind */
    uint32_t match;         /* block: index of its `end`; `end`: of what it closes; in ops */
    uint8_t kind;           /* enum sim_op_kind */
    uint8_t form;           /* enum bytecode_body_id: the body or form */
    bool keyword;           /* holding, blocking */
    uint8_t depth;          /* how many blocks it stands in */
    uint32_t line;          /* in its file, 0 none */
    const char *text;       /* as written */
    const char *code;       /* source to show beside it, or NULL */
};

struct sim_program {
    const char *name;
    uint32_t first, count; /* ops */
    uint32_t depth;        /* deepest nesting of blocks */
};

/* `count` threads alike: "worker", or "worker-1" to "worker-4". */
struct sim_group {
    const char *name;
    uint32_t program;               /* index */
    uint32_t count;                 /* 1 or more */
    struct sim_dist start;          /* when they come up; ignored if `manual` */
    bool manual;                    /* wait for a `start` op */
    bool daemon;                    /* the run does not wait for them */
    uint16_t first_core, last_core; /* where they may run, from 1; 0, 0: anywhere */
    uint32_t line;
};

struct sim_queue_def {
    uint32_t capacity; /* 0: without bound */
};

struct sim_barrier_def {
    uint32_t parties;
};

struct sim_names {
    const char *const *list;
    uint32_t count;
};

struct sim_scenario {
    const char *title;
    const char *file; /* NULL when not from a file */
    struct sim_params params;

    const struct sim_op *ops;
    const struct sim_program *programs;
    const struct sim_group *groups;
    uint32_t op_count, program_count, group_count;

    const struct sim_dist_entry *table; /* of all distributions */
    uint32_t table_count;

    struct sim_names vars, locks, events, measures, queues, barriers;
    const struct sim_queue_def *queue_defs;     /* queues.count of them */
    const struct sim_barrier_def *barrier_defs; /* barriers.count of them */
};

/* Threads in all groups. */
uint64_t sim_scenario_threads(const struct sim_scenario *scenario);

/* Id of the first thread of a group; the others follow. */
uint32_t sim_scenario_first_thread(const struct sim_scenario *scenario, uint32_t group);

/* Adds what is wrong across fields: a program without its `end`, a thread that joins itself, a
 * core that the machine lacks, more threads than can be simulated. True when nothing is. Whether
 * the model can run it is asked of the model (sim/models/models.h). */
bool sim_scenario_validate(const struct sim_scenario *scenario, struct sim_errors *errors);

/* True when some draw depends on the seed. */
bool sim_scenario_is_random(const struct sim_scenario *scenario);

#endif
