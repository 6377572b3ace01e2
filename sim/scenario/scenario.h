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
 * a few counters. Blocks are flattened: `repeat`, `measure` and `parallel` hold the index of their
 * `end`, `end` the index of what it closes.
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
    SIM_OP_ARG_SEMAPHORE, /* a queue of places */
    SIM_OP_ARG_EVENT,
    SIM_OP_ARG_THREAD,
    SIM_OP_ARG_POOL, /* a group, too */
    SIM_OP_ARG_MEASURE,
    SIM_OP_ARG_BODY,
    SIM_OP_ARG_FORM,
    SIM_OP_ARG_USE,
    SIM_OP_ARG_REGION,
    SIM_OP_ARG_TIMES,
    SIM_OP_ARG_WORKERS,
    SIM_OP_ARG_REQUESTS,
    SIM_OP_ARG_NAMED,
    SIM_OP_ARG_SPAN,
    SIM_OP_ARG_TO,
    SIM_OP_ARG_PAYLOAD,
    SIM_OP_ARG_CALL,
    SIM_OP_ARGS,
};

/* Which part of a region an op touches. */
enum sim_index_kind {
    SIM_INDEX_WHOLE, /* R: all of it */
    SIM_INDEX_AT,    /* R[3] */
    SIM_INDEX_SELF,  /* R[self+1]: which of its group the thread is, or of its team, from 0 */
    SIM_INDEX_CHUNK, /* R[chunk-1]: the chunk of `parallel`, from 0 */
};

/* The most bytes that a message may have. */
#define SIM_MESSAGE_MAX ((INT64_C(1) << 32) - 65536)

/* The most that an `import` may take, as [runtime] memory. */
#define SIM_IMPORT_MAX (INT64_C(1) << 50)

/* The most turns of an `add` or `ref`: so many updates can fall between two records, whose count
 * has 32 bits. */
#define SIM_UPDATES_MAX INT64_C(4000000000)

/* What a message is made of: what pickling it costs for each byte. */
enum sim_payload { SIM_PAYLOAD_BYTES, SIM_PAYLOAD_INTS, SIM_PAYLOAD_FLOATS, SIM_PAYLOAD_COUNT };

extern const char *const sim_payload_names[SIM_PAYLOAD_COUNT + 1];

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
    uint32_t times;         /* TIMES, 1 if left out; WORKERS, 0: as many as there are cores;
                               REQUESTS, 0: without end */
    int32_t at;             /* of an index: the number in it; beyond the end it starts again */
    uint32_t match;         /* block: index of its `end`; `end`: of what it closes; in ops */
    uint8_t kind;           /* enum sim_op_kind */
    uint8_t form;           /* enum bytecode_body_id: the body or form; or enum sim_payload */
    /* Does its own of ops.def stand there? Of `put` and `get`: `in`, and amount is a duration. LEAVE looks
     * at a queue then, else at an event. */
    bool keyword;
    uint8_t depth;     /* how many blocks it stands in */
    uint8_t index;     /* enum sim_index_kind */
    bool in_turn;      /* its code is that of a pool: sim/mech/visit.h */
    uint32_t parallel; /* the `parallel` it stands in: its index + 1; 0: none */
    uint32_t line;     /* in its file, 0 none */
    int64_t size;      /* `import`: memory it takes */
    const char *text;  /* as written */
    const char *code;  /* source to show beside it, or NULL */
};

struct sim_program {
    const char *name;
    uint32_t first, count; /* ops */
    uint32_t depth;        /* deepest nesting of blocks */
};

/* `count` processes alike, each with an interpreter of its own. */
struct sim_process {
    const char *name;
    uint32_t count; /* 1 or more */
    uint32_t line;
};

/* What comes up with a thread. */
enum sim_birth {
    SIM_BORN_THREAD,
    SIM_BORN_INTERP,  /* and an interpreter for it, in its process */
    SIM_BORN_PROCESS, /* and a process for it */
    SIM_BORN_SERVER,  /* and a process for it, from which others are forked */
};

/* Threads alike: "worker", or "worker-1" to "worker-4". Where their process is several, each has
 * its share of them: "worker-2.4" is the fourth in the second. */
struct sim_group {
    const char *name;
    uint32_t program;      /* index */
    uint32_t count;        /* in all its processes; 1 or more */
    uint32_t process;      /* index from 1; 0: the first process, which has no section */
    struct sim_dist start; /* when they come up; ignored if `manual` */
    bool manual;           /* wait for a `start` op */
    bool timed;            /* manual, but who starts them waits until `start` */
    uint8_t birth;         /* enum sim_birth */
    uint32_t inbox;        /* the queue that `send` puts into and `recv` takes from, from 1;
                                       0: nobody sends to them */
    bool daemon;           /* the run does not wait for them */
    bool as_thread;        /* a thread even where others are tasks of an event loop */
    bool pool;             /* workers of a thread pool, without a program of their own */
    uint16_t first_core, last_core; /* where they may run, from 1; 0, 0: anywhere */
    uint32_t team; /* 0: threads of the program; else they are workers for those of
                                       group team - 1, so many for each: */
    uint32_t team_size;
    uint32_t line;
};

enum sim_queue_kind {
    SIM_QUEUE_LOCKED,    /* queue.Queue: sim/mech/queue.h */
    SIM_QUEUE_SIMPLE,    /* queue.SimpleQueue: C, without a mutex */
    SIM_QUEUE_LIBRARY,   /* of a pool's own threads */
    SIM_QUEUE_SEMAPHORE, /* threading.Semaphore, or one between processes: nothing is carried */
};

struct sim_queue_def {
    uint32_t capacity;  /* 0: without bound */
    uint32_t value;     /* of a semaphore: places at the beginning */
    uint8_t kind;       /* enum sim_queue_kind */
    bool plain, called; /* some op of it has no `in`; some one has */
};

struct sim_barrier_def {
    uint32_t parties;
};

/* Something in memory that ops read and write, in parts of equal size. */
struct sim_region_def {
    int64_t size;   /* in bytes; 0: no matter, touching it takes no time */
    uint32_t parts; /* 1 or more */
};

/* How a thread gets what it touches, for the ownership check. */
enum sim_convention {
    SIM_BORROWED, /* to read; the owner and others may read it meanwhile */
    SIM_MUTABLE,  /* to read and write, and nobody else may touch it meanwhile */
    SIM_OWNED,    /* a copy of its own */
    SIM_MOVED,    /* itself: whoever had it may not touch it any more */
    SIM_CONVENTION_COUNT
};

/* The most parts of copies that threads own. */
#define SIM_COPIES_MAX 1000000

extern const char *const sim_convention_names[SIM_CONVENTION_COUNT + 1];

struct sim_argument {
    uint32_t group; /* whose */
    uint32_t region;
    int32_t at;
    uint8_t index;      /* enum sim_index_kind */
    uint8_t convention; /* enum sim_convention */
    uint16_t unused;
};

struct sim_var_def {
    bool shared; /* between processes, which else have a copy each */
};

/* How a bag of tasks is handed out. */
enum sim_map_kind {
    SIM_MAP_POOL,     /* multiprocessing.Pool.map and ThreadPool.map: in chunks */
    SIM_MAP_EXECUTOR, /* concurrent.futures.Executor.map: each by itself, unless `chunk` is given */
};

/* [map]: so many times the same program. */
struct sim_map {
    uint32_t tasks, workers;
    uint32_t chunk;           /* tasks handed out together; 0: as many as the idiom takes */
    uint32_t calls;           /* how often it is called, one call after the other; 0: once */
    sim_time start;           /* so long after its pool has been made, it begins */
    sim_time rest;            /* so long its caller sleeps after each call */
    int64_t argument, result; /* bytes, of one task */
    uint8_t payload;          /* enum sim_payload, of both */
    uint8_t pool;             /* enum sim_map_kind */
    uint32_t program;         /* of one task */
    uint32_t line;
};

/* Tasks handed out together. multiprocessing makes four chunks for each worker. */
static inline uint32_t sim_map_chunk(const struct sim_map *map)
{
    if (map->chunk)
        return map->chunk;
    if (map->pool == SIM_MAP_EXECUTOR)
        return 1;
    return (uint32_t)((map->tasks + map->workers * UINT64_C(4) - 1) /
                      (map->workers * UINT64_C(4)));
}

/* How many chunks that makes, of one call. */
static inline uint64_t sim_map_chunks(const struct sim_map *map)
{
    uint64_t chunk = sim_map_chunk(map);

    return (map->tasks + chunk - 1) / chunk;
}

static inline uint64_t sim_map_calls(const struct sim_map *map)
{
    return map->calls ? map->calls : 1;
}

/* Of all calls. */
#define SIM_TASKS_MAX 100000000

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
    const struct sim_process *processes;
    const struct sim_map *map; /* NULL: none */
    uint32_t op_count, program_count, group_count, process_count;

    const struct sim_dist_entry *table; /* of all distributions */
    uint32_t table_count;

    struct sim_names vars, locks, events, measures, queues, barriers, regions;
    const struct sim_queue_def *queue_defs;     /* queues.count of them */
    const struct sim_barrier_def *barrier_defs; /* barriers.count of them */
    const struct sim_region_def *region_defs;   /* regions.count of them */
    const struct sim_argument *arguments;       /* those that are declared, by group */
    uint32_t argument_count;
    const struct sim_var_def *var_defs; /* vars.count of them, or NULL: none is shared */
};

/* Threads in all groups. */
uint64_t sim_scenario_threads(const struct sim_scenario *scenario);

/* Id of the first thread of a group; the others follow. */
uint32_t sim_scenario_first_thread(const struct sim_scenario *scenario, uint32_t group);

/* How many draws of work there are in a block, from its head to its `end`, once through it. A
 * `repeat` inside counts with the mean of its turns. */
uint32_t sim_scenario_draws(const struct sim_scenario *scenario, uint32_t head);

/* How many processes there are, and that of the `member`-th thread of a group, from 1. Threads
 * that name none are in the first. */
uint32_t sim_scenario_processes(const struct sim_scenario *scenario);
uint32_t sim_scenario_process_of(const struct sim_scenario *scenario, uint32_t group,
                                 uint32_t member);

/* What the threads of a group do, by its number. */
static inline const struct sim_program *sim_scenario_program(
    const struct sim_scenario *scenario, uint32_t group)
{
    return &scenario->programs[scenario->groups[group].program];
}

/* Do all processes see one variable of that name? */
static inline bool sim_scenario_shares(const struct sim_scenario *scenario, uint32_t var)
{
    return scenario->var_defs && scenario->var_defs[var].shared;
}

/* The queue, from 1, that an op in the program of a group puts into, takes from or looks at, be it a
 * semaphore's; else 0. */
uint32_t sim_scenario_queue(const struct sim_scenario *scenario, uint32_t op, uint32_t group);

/* Of a group, in each of its processes. */
uint32_t sim_scenario_each(const struct sim_scenario *scenario, uint32_t group);

/* Of "worker-3" with "worker": 3; 0: the name is not that of a numbered one. */
uint32_t sim_group_number(const char *name, const char *group);

/* Where there is an event loop: are they tasks of it? */
static inline bool sim_group_is_task(const struct sim_group *group)
{
    return !group->as_thread && !group->pool && !group->team;
}

/* Does it pass something on by a call of the kernel? (sim/mech/call.c) */
static inline bool sim_op_is_call(const struct sim_op *op)
{
    return (op->kind == SIM_OP_PUT || op->kind == SIM_OP_GET) && op->keyword;
}

/* Is what stands in the block done once after the other, any number of times? */
static inline bool sim_op_repeats(const struct sim_op *op)
{
    return op->kind == SIM_OP_REPEAT || op->kind == SIM_OP_ARRIVE;
}

/* Or by several at the same time? */
static inline bool sim_op_loops(const struct sim_op *op)
{
    return sim_op_repeats(op) || op->kind == SIM_OP_PARALLEL;
}

/* The argument by which the threads of a group have what an op of theirs touches, the last of
 * such; NULL: there is none. */
const struct sim_argument *sim_scenario_argument(const struct sim_scenario *scenario,
                                                 uint32_t group, const struct sim_op *op);

/* How many pieces of work there can be at a time that have been submitted to pools and whose end
 * has not been waited for; SIM_ITEMS_MAX if there can be more. */
#define SIM_ITEMS_MAX 100000
uint32_t sim_scenario_items(const struct sim_scenario *scenario);

/* Adds what is wrong across fields: a thread that joins itself, a core that the machine lacks, a
 * pool of another process, more threads than can be simulated. True when nothing is. Whether the
 * model can run it is asked of the model (sim/models/models.h). */
bool sim_scenario_validate(const struct sim_scenario *scenario, struct sim_errors *errors);

/* True when some draw depends on the seed. */
bool sim_scenario_is_random(const struct sim_scenario *scenario);

#endif
