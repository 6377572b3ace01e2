/* SPDX-License-Identifier: GPL-3.0-or-later
 * Scenarios in a few lines of C, for tests that must not depend on the reader. */
#ifndef INTERLOCK_TESTS_SIM_BUILD_H
#define INTERLOCK_TESTS_SIM_BUILD_H

#include "sim/engine/sim.h"
#include "sim/mech/bytecode.h"
#include "sim/models/models.h"

/*
 *     struct build build;
 *     build_init(&build, 2);
 *     build_op(&build, SIM_OP_PYTHON, SIM_MS(50));
 *     build_threads(&build, "worker", 2);
 *     ... build.scenario is ready ...
 *
 * Ops belong to the threads that are declared next. The machine is a fast one (3 us wake-ups).
 */
#define BUILD_OPS 256
#define BUILD_GROUPS 16
#define BUILD_OBJECT 3 /* what `ref` uses; `add` does not */

struct build {
    struct sim_scenario scenario;
    struct sim_op ops[BUILD_OPS];
    struct sim_program programs[BUILD_GROUPS];
    struct sim_group groups[BUILD_GROUPS];
    struct sim_queue_def queues[4];
    struct sim_barrier_def barriers[4];
    struct sim_region_def regions[4];
    struct sim_argument arguments[8];
    struct sim_process processes[4];
    struct sim_var_def vars[4];
    struct sim_map map;
    uint32_t op_count, first_op, open[16], depth;
};

void build_init(struct build *build, int cores);

/* An op with an amount; returns it for whatever else it needs. */
struct sim_op *build_op(struct build *build, enum sim_op_kind kind, int64_t amount);

/* `repeat` and `measure` are closed by this. */
void build_end(struct build *build);

/* `count` threads that run the ops given since the last call. */
struct sim_group *build_threads(struct build *build, const char *name, uint32_t count);

/* So many workers for each thread of the group declared last, whose program has a `parallel`. */
void build_team(struct build *build, uint32_t size);

/* A machine on which nothing takes time but work. */
void build_without_costs(struct build *build);

/* A machine like the reference virtual machine: slow wake-ups, 1.4 ms slices. */
void build_vm(struct build *build);

/* Another version where the model does not stand for the scenario's. */
void build_python(struct build *build, const struct sim_model *model);

/* Two or more threads of each kind that matters, under one lock: computing, sleeping, I/O, a C
 * call, updates of a variable, locks, a queue, a barrier, an event. For laws that hold always. */
void build_zoo(struct build *build, int cores, enum sim_python python);

/* Native programs: chunks of all kinds by teams, streams, lines that are fought for, races. */
void build_native_zoo(struct build *build, int cores);

/* Interpreter threads with native teams that call back, conversions, and a device that all share. */
void build_layers(struct build *build, int cores, enum sim_python python);

/* What lies between processes: messages larger than a pipe, several who send and several who
 * receive, a shared variable and a copied one, processes of several threads, one that is started
 * late, and a bag of tasks. `way` chooses the start method and the pool. */
void build_messages(struct build *build, int cores, enum sim_python python, int way);

/* Tasks of every kind that awaits, threads beside them, and a pool for each to submit to: what a
 * loop shares its process with. */
void build_loop(struct build *build, int cores, enum sim_python python);

/* Workers of a thread pool; declare it after the threads whose programs it serves. */
struct sim_group *build_pool(struct build *build, const char *name, uint32_t workers);

/* A program of ops drawn from `seed` for several threads; valid, and sure to end or deadlock. */
void build_random(struct build *build, uint64_t seed);

#endif
