/* SPDX-License-Identifier: GPL-3.0-or-later
 * The cast of a run: who takes part. */
#ifndef INTERLOCK_SIM_TRACE_CAST_H
#define INTERLOCK_SIM_TRACE_CAST_H

#include "sim/base/ids.h"
#include "sim/base/text.h"
#include "sim/scenario/scenario.h"
#include "sim/state/reason.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Records say "thread 3" and "lock 1"; the cast says who that is. Cast and records together are
 * the whole run, for simulated and for recorded programs alike: nothing that shows or counts
 * looks at a simulator's state. A cast does not change while a run is under way, but that a command
 * may give what is still to come another switch interval.
 */
struct sim_cast_interval {
    uint64_t step; /* the first of which it holds */
    sim_time time;
};

struct sim_cast_group {
    const char *name; /* "worker": its threads are worker-1, worker-2, ... if it has several */
    uint32_t first;   /* id of its first thread */
    uint32_t count;
    uint16_t interp; /* id of the interpreter its threads belong to; 0 none */
    bool daemon;
    uint32_t each; /* so many belong to that one, as many to the next; 0: all to that one */
    const char *process; /* what their process is called; NULL: nothing */
};

struct sim_cast_op {
    const char *text; /* as written */
    const char *code; /* or NULL */
    uint32_t kind;    /* enum sim_op_kind */
    uint32_t object;  /* index of what it names */
    uint32_t line;
};

struct sim_cast {
    const char *title;
    const char *model;  /* name */
    const char *python; /* version as written, NULL where there is none */
    bool compiled;      /* there is no bytecode: set by who makes it */
    bool imports;       /* modules are imported: likewise */
    enum sim_python version;
    sim_time interval; /* switch interval at the beginning; 0 where there is none */
    struct sim_cast_interval *intervals; /* later ones, ascending by step */
    size_t interval_count, interval_room;
    uint32_t cores, threads, interps;
    uint32_t tasks;  /* so many of the threads are tasks of an event loop */
    uint32_t paired; /* as sim_params_paired */
    int64_t
        shared_speed; /* what each of a pair does of its work while both have some, millionths */
    const struct sim_cast_group *groups;
    uint32_t group_count;
    const struct sim_cast_op *ops; /* indexed by the arg of OP records */
    uint32_t op_count;
    struct sim_names vars, locks, events, measures, queues, barriers, regions;
    /* Of the queues: 0: it is one; else it is a semaphore, which has one place less than that at the
     * beginning. NULL: none is. */
    const uint32_t *places;
    const struct sim_var_def
        *var_defs; /* NULL: each process has its own copy of all variables */
};

/* The cast of a simulated run; NULL when out of memory. It refers to the scenario's strings. There
 * are as many interpreters as processes, or one for all, or none; `interval` is theirs; and
 * with event loops, tasks. */
struct sim_cast *sim_cast_create(const struct sim_scenario *scenario, const char *model,
                                 uint32_t interps, sim_time interval, bool loops);
void sim_cast_destroy(struct sim_cast *cast);

/* For one more change of the switch interval. False when out of memory. */
bool sim_cast_makes_room(struct sim_cast *cast);

/* From a step on the switch interval is another one; there has been made room for it. */
void sim_cast_change_interval(struct sim_cast *cast, uint64_t step, sim_time interval);

/* Those that hold from later steps on than this are forgotten. */
void sim_cast_forget_intervals(struct sim_cast *cast, uint64_t step);

/* The switch interval of who begins to wait at a step. */
sim_time sim_cast_interval(const struct sim_cast *cast, uint64_t step);

struct sim_record;

/* A run that was made elsewhere, as that of a recorded program. */
struct sim_tape {
    const struct sim_cast *cast;
    /* Writes the records of the next step, at most SIM_RECORDS_PER_STEP; returns how many, 0
     * behind the last. */
    uint32_t (*next)(void *context, struct sim_record *records);
    void *context;
};

/* The group of a thread. */
const struct sim_cast_group *sim_cast_group_of(const struct sim_cast *cast, uint32_t thread);

/* Appends a thread's name: "io", "worker-2". */
void sim_cast_put_thread(const struct sim_cast *cast, struct sim_text *text, uint32_t thread);

/* The interpreter that a thread belongs to; 0 none. */
uint16_t sim_cast_interp_of(const struct sim_cast *cast, uint32_t thread);

/* Is what a thread sees of a variable a copy, since its process is not the first? */
bool sim_cast_copies(const struct sim_cast *cast, uint32_t thread, uint32_t var);

/* Appends whose an interpreter is: where there are several, that tells one from the others. It is
 * the name of the process, or else that of the first thread that belongs to it. */
void sim_cast_put_interp(const struct sim_cast *cast, struct sim_text *text, uint32_t interp);

/* Appends " of " and whose, where there are several interpreters. */
void sim_cast_put_whose(const struct sim_cast *cast, struct sim_text *text, uint32_t interp);

/* What stands before the row of an interpreter's lock: "GIL", or "GIL server-2" where there are several. */
void sim_cast_put_gil(const struct sim_cast *cast, struct sim_text *text, uint32_t interp);

/* Is this variable an object that is used, whose value is what is wrong with its count? */
bool sim_cast_is_object(const struct sim_cast *cast, uint32_t var);

/* Id of the thread of that name, 0 if there is none. */
uint32_t sim_cast_find_thread(const struct sim_cast *cast, const char *name);

/* "2 threads, 5 tasks"; and "threads", "tasks" for whichever there are more of. */
void sim_cast_put_threads(const struct sim_cast *cast, struct sim_text *text);
const char *sim_cast_threads_word(const struct sim_cast *cast);

/* What a reason means in this run, in a few words. */
const char *sim_cast_reason(const struct sim_cast *cast, enum sim_reason reason);

/* What they are called, behind their number: "core", "hardware threads", ... */
const char *sim_cast_cores_word(const struct sim_cast *cast);

#endif
