/* SPDX-License-Identifier: GPL-3.0-or-later
 * Drawn programs of locks, queues, barriers and events, for threads and for tasks: they are played by
 * hand and run. */
#ifndef INTERLOCK_TESTS_SIM_DEEDS_H
#define INTERLOCK_TESTS_SIM_DEEDS_H

#include "tests/sim/build.h"

#define DEEDS_OBJECTS 2 /* of each kind */

struct deed {
    enum sim_op_kind kind;
    int64_t amount;  /* of work */
    uint32_t object; /* or thread, or task */
};

struct deeds_objects {
    uint32_t capacity[DEEDS_OBJECTS], parties[DEEDS_OBJECTS];
};

struct deeds_objects deeds_draw_objects(uint64_t *stream);

/* A lock that it has (`held`, a bit for each) is let go instead of taken; other deeds stay. */
struct deed deeds_lock(struct deed deed, uint32_t *held);

/* Lets go the first that it has. */
struct deed deeds_let_go(uint32_t *held);

/* On a machine that costs nothing: a group of one for each row of so many deeds. */
void deeds_build(struct build *build, int cores, const struct deeds_objects *objects,
                 const struct deed *deeds, uint32_t rows, uint32_t each);

#endif
