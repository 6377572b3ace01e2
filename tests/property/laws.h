/* SPDX-License-Identifier: GPL-3.0-or-later
 * The laws of the engine, tried on one scenario file. */
#ifndef INTERLOCK_TESTS_PROPERTY_LAWS_H
#define INTERLOCK_TESTS_PROPERTY_LAWS_H

#include "sim/models/models.h"

#include <stdbool.h>
#include <stdint.h>

/* What happened, for telling that something did. */
struct laws_tally {
    uint64_t runs, refused, ended, stopped, deadlocks, cut, steps, commands, choices;
    uint64_t models[32];
    uint64_t ops[SIM_OP_COUNT];
    uint64_t records[256];
};

/* Exit statuses of a child in which a law did not hold, or that was given no valid file. */
#define LAWS_BROKEN 10
#define LAWS_INVALID 11

/*
 * Tries all laws on the file; `seed` chooses where it is cut, restored and commanded. A law that
 * does not hold is told on stderr and ends the process with LAWS_BROKEN; a file that the reader
 * does not take, with LAWS_INVALID. A run that the model refuses is counted and is no fault.
 */
void laws_try(const char *text, uint64_t seed, struct laws_tally *tally);

#endif
