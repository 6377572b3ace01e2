/* SPDX-License-Identifier: GPL-3.0-or-later
 * A run as a list of records with their times, for tests that ask when something happened. */
#ifndef INTERLOCK_TESTS_SIM_EVENTS_H
#define INTERLOCK_TESTS_SIM_EVENTS_H

#include "sim/study/result.h"
#include "tests/sim/build.h"

struct event {
    sim_time time;
    struct sim_record record;
};

/* Those of the last run, as many as EVENTS_MAX. */
#define EVENTS_MAX 100000
extern struct event events[];
extern size_t event_count;

/* Runs the scenario under a model and notes its records; the test fails where it cannot run. The
 * result is the caller's to free. */
struct study_result events_run(const struct build *build, const char *model);

/* The n-th record of a kind (from 0) of a thread (0: any); the test fails when there is none. */
struct event events_nth(enum sim_record_kind kind, uint32_t thread, size_t n);
size_t events_count(enum sim_record_kind kind);

#endif
