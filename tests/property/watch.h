/* SPDX-License-Identifier: GPL-3.0-or-later
 * A run watched from outside: accounts, exclusion, and whether who waits has reason to. */
#ifndef INTERLOCK_TESTS_PROPERTY_WATCH_H
#define INTERLOCK_TESTS_PROPERTY_WATCH_H

#include "sim/engine/sim.h"
#include "sim/trace/fold.h"

/*
 * Knows a run by its records alone, as every reader of them does. That there is a deadlock is told
 * by the engine; that there is one is found here: whoever sleeps must wait for something that is
 * not there. If it is there, its wake-up was lost.
 */
struct watch;

struct watch *watch_create(const struct sim *sim);
void watch_destroy(struct watch *watch);

/* The next record; then, when all of its step have been told, the step. */
void watch_record(struct watch *watch, struct sim_record record);
void watch_step(struct watch *watch);

/* No further step. */
void watch_end(struct watch *watch);

/* Ends the process: tests/property/laws.c. */
void laws_broken(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif
