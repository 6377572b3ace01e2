/* SPDX-License-Identifier: GPL-3.0-or-later
 * What stands in each column of the lanes. */
#ifndef INTERLOCK_UI_PLAY_LANES_H
#define INTERLOCK_UI_PLAY_LANES_H

#include "sim/trace/run.h"

/*
 * A column shows who had a core longest in it, if anybody had it for half of the column, and what a
 * thread did longest (ui/view/cells.h).
 * Reading all records of a window says so exactly, in some tens of nanoseconds each. For a window
 * with more than LANES_DIRECT records a frame would take too long, so a run that has so many is
 * also cut, once, into many narrow columns, and a wide window is put together from those: what
 * most of them show.
 */
#define LANES_DIRECT 30000
#define LANES_THREADS 64 /* as many as a screen has rows */
#define LANES_CORES 64   /* of those that are used at all */

struct lanes_columns {
    sim_time from, to;
    uint32_t columns, cores, first_thread, threads;
    uint32_t *core_thread; /* cores * columns, as lanes of struct view_cores: view_core_user */
    uint8_t *reason;       /* threads * columns: enum sim_reason */
};

void lanes_free(struct lanes_columns *lanes);

/* Columns of a whole run for wide windows, if it has so many records; true but for lack of
 * memory. `fold` is for reading. */
bool lanes_survey(const struct sim_run *run, struct sim_fold *fold,
                  struct lanes_columns *survey);

/* Makes `lanes`, whose from, to, columns, cores, first_thread and threads are set. False when out
 * of memory. */
bool lanes_read(const struct sim_run *run, struct sim_fold *fold,
                const struct lanes_columns *survey, struct lanes_columns *lanes);

#endif
