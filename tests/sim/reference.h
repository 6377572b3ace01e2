/* SPDX-License-Identifier: GPL-3.0-or-later
 * The interpreter lock of CPython 3.2 and later once more, slow and obvious. */
#ifndef INTERLOCK_TESTS_SIM_REFERENCE_H
#define INTERLOCK_TESTS_SIM_REFERENCE_H

#include "sim/base/time.h"
#include "sim/mech/bytecode.h"

#include <stdbool.h>

/*
 * What it stands for: take_gil and drop_gil of Python/ceval_gil.c with their two condition variables
 * (first in, first out), patience, requests, forced switching and barging, as sim/mech/gil.c has
 * them. What it does not: a kernel. Each thread has a core of its own, a wake-up takes `wake`, a
 * timer `timer`, and all else no time at all. What bytecode takes and where its checks are is asked
 * of the engine's table (sim/mech/bytecode.h), not worked out again.
 */
#define REFERENCE_THREADS 6
#define REFERENCE_OPS 12
#define REFERENCE_EVENTS 20000

struct reference_op {
    bool outside; /* input or output, without the lock; else bytecode */
    sim_time length;
};

struct reference_program {
    sim_time start;
    int count;
    struct reference_op ops[REFERENCE_OPS];
};

struct reference_setting {
    int threads;
    sim_time interval, wake, timer;
    bool threads_own; /* requests are bits of the threads: from 3.13 on */
    struct bytecode_body body;
    struct reference_program programs[REFERENCE_THREADS];
};

enum reference_kind { REFERENCE_TAKE, REFERENCE_DROP, REFERENCE_REQUEST };

struct reference_event {
    sim_time time;
    enum reference_kind kind;
    int thread; /* from 0 */
};

/* The events of a run to the end of all threads; returns how many. */
int reference_run(const struct reference_setting *setting,
                  struct reference_event events[REFERENCE_EVENTS]);

#endif
