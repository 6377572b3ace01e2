/* SPDX-License-Identifier: GPL-3.0-or-later
 * A scenario under construction; for the files of the second stage. */
#ifndef INTERLOCK_SCENARIOS_BUILD_H
#define INTERLOCK_SCENARIOS_BUILD_H

#include "scenarios/amount.h"
#include "scenarios/complain.h"
#include "scenarios/load.h"
#include "scenarios/names.h"
#include "scenarios/read.h"

/*
 * Lists grow here while sections are read, and move while they grow; so everybody refers to
 * rows by their index, and the scenario gets the lists when they are complete.
 */
struct build_group {
    struct sim_group group;
    const char *file;
    const struct read_section *section;
    const struct read_entry *program; /* NULL: missing */
    const struct read_entry *process; /* NULL: none is named */
};

struct build_program {
    const struct read_section *section;
    const struct read_entry *program;
};

/* A value that ops name. */
struct build_value {
    const struct read_entry *entry;
    bool used;
};

struct build {
    struct arena *arena;
    struct sim_errors *errors;
    struct amounts amounts;
    struct scenario *made; /* parameters, origins and texts are put here at once */

    /* Rows by the place of their name. */
    struct names group_names, program_names, process_names;
    struct sim_process *processes;
    const char **process_files;
    struct build_group *groups;
    struct build_program *named_programs; /* those with a section */

    /* Declared by a section or by use. */
    struct names vars, locks, events, measures, queues, barriers, regions;
    struct sim_queue_def *queue_defs;
    struct sim_barrier_def *barrier_defs; /* parties 0: not given */
    struct sim_region_def *region_defs;   /* parts 0: not given */
    struct sim_argument *arguments;
    uint32_t argument_count;
    struct names shared; /* variables that a section says are shared */
    struct sim_map map;
    const char *map_file;
    const struct read_entry *map_program; /* NULL: there is no [map] */

    struct sim_program *programs;
    struct sim_op *ops;
    const char **op_files;
    uint32_t program_count, op_count;

    struct scenario_expectation *expectations;
    struct scenario_question *questions;
    struct scenario_policy *policies;

    /* [values], by the place of their name. */
    struct names value_names;
    struct build_value *values;

    struct scenario_sweep *sweep; /* NULL: none yet */
    struct scenario_axis *axes;
    struct scenario_constraint *constraints;
    const struct read_entry **zips; /* axes in lockstep, to be joined when all are known */
    uint32_t zip_count;
};

/* The most of what a file may name: of each kind of object, of groups and of programs. */
#define BUILD_NAMES_MAX 4096

/* The place of a name in one of the lists above, which gets it if it is new; NAMES_NONE when
 * there are too many or it is no name. */
uint32_t build_name(struct build *build, struct names *names, const struct place *place,
                    const char *name);

/* The place of a queue, a semaphore or a barrier, as above, with its row. */
uint32_t build_semaphore(struct build *build, const struct place *place, const char *name);
uint32_t build_queue(struct build *build, const struct place *place, const char *name);
uint32_t build_barrier(struct build *build, const struct place *place, const char *name);

/* That of the messages to a thread, or to a group of them: "messages to worker", which nobody can
 * write. */
uint32_t build_inbox(struct build *build, const char *thread);

#endif
