/* SPDX-License-Identifier: GPL-3.0-or-later
 * Writing programs into a copy of a scenario. */
#ifndef INTERLOCK_SIM_MECH_WRITE_H
#define INTERLOCK_SIM_MECH_WRITE_H

#include "sim/scenario/scenario.h"

/* Blocks within each other, those of a task not counted. */
#define WRITE_OPEN 5

/* The translation under way. Its arrays are all in one allocation, behind the scenario. */
struct translation {
    struct sim_scenario *to;
    struct sim_op *ops;
    struct sim_program *programs;
    struct sim_group *groups;
    struct sim_process *processes;
    struct sim_queue_def *queue_defs;
    struct sim_map *map;
    const char **queues, **events, **measures;
    struct { /* rows, in all */
        uint32_t ops, programs, groups, processes, queues, events, measures;
    } most;
    uint32_t open[WRITE_OPEN], depth; /* blocks of the program being written */
    bool compiled;                    /* there is no interpreter */
    bool interps;                     /* each worker has one of its own */
    bool in_turn; /* what is written is code of a pool whose threads take turns */
};

/* A copy with room behind all that is there; false when out of memory. */
bool write_begin(struct translation *tr, const struct sim_scenario *from);

/* The row behind those that are there. */
uint32_t write_row(uint32_t count, uint32_t most);

/* One more of these; returns its index. */
uint32_t write_queue(struct translation *tr, const char *name, uint32_t capacity);
uint32_t write_event(struct translation *tr, const char *name);
uint32_t write_measure(struct translation *tr, const char *name);

/* One more program, and its ops. `otherwise` is what it is called if the file has called something of
 * its own `name`. */
void write_program(struct translation *tr, const char *name, const char *otherwise);

struct sim_op *write_op(struct translation *tr, enum sim_op_kind kind, uint32_t object,
                        struct sim_dist amount, const char *text);

/* An op that takes a name only. */
void write_plain(struct translation *tr, enum sim_op_kind kind, uint32_t object,
                 const char *text);
void write_message(struct translation *tr, enum sim_op_kind kind, uint32_t queue, int64_t size,
                   const char *text);

/* What a library does in Python; compiled code has no such library. */
void write_work(struct translation *tr, struct sim_dist cost, const char *text);
void write_repeat(struct translation *tr, int64_t times, const char *text);
void write_end(struct translation *tr);

/* The tasks of one chunk of [map]. */
void write_tasks(struct translation *tr);

/* The program that has been written is that of so many more threads. Returns their group. */
uint32_t write_group(struct translation *tr, uint32_t count, bool manual);

#endif
