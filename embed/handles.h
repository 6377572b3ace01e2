/* SPDX-License-Identifier: GPL-3.0-or-later
 * What is behind the public handles. */
#ifndef INTERLOCK_EMBED_HANDLES_H
#define INTERLOCK_EMBED_HANDLES_H

#include "scenarios/load.h"
#include "sim/trace/fold.h"

#include <interlock/account.h>
#include <interlock/scenario.h>

/*
 * The public headers stand for themselves: no name of the simulator is in them, so that it may go on
 * changing, and what they call a number is the simulator's own only where account.c asserts it.
 * embed/Makefile.inc links all into one object and leaves interlock_* its only names.
 */
struct interlock_errors {
    struct sim_errors list;
};

struct interlock_scenario {
    struct scenario *scenario;
    const struct sim_model *model;
};

struct interlock_account {
    const struct sim_cast *cast;
    const struct sim_fold *fold; /* settled */
};

/* Room for what may go wrong; NULL when there is no memory even for that. */
struct interlock_errors *embed_errors(void);

/* The end of what can fail: gives what was found to who asked, or forgets it when all is good, which
 * it returns. What failed and has not said why had no memory. */
bool embed_end(bool good, struct interlock_errors *found, struct interlock_errors **to);

/* As snprintf returns it, of a text whose buffer held all. */
struct sim_text;
size_t embed_copy(const struct sim_text *text, char *buffer, size_t size);

#endif
