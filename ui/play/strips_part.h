/* SPDX-License-Identifier: GPL-3.0-or-later
 * Shares of columns; for the files that read them. */
#ifndef INTERLOCK_UI_PLAY_STRIPS_PART_H
#define INTERLOCK_UI_PLAY_STRIPS_PART_H

#include "ui/play/strips.h"

/*
 * What is known of a core's or a lock's column while it is read. When a fifth thread comes, the
 * one with the least time makes room and leaves its time to it: so the sum stays what it was, and
 * whoever has more than a fifth of it is never lost.
 */
struct strips_held {
    uint32_t thread[STRIPS_PARTS];
    uint16_t most;
    int64_t time[STRIPS_PARTS];
};

struct strip_holder strips_holder_of(struct strips_held held, int64_t whole);
/* All that another column has, so many times; returns its shares together. */
int64_t strips_hold_all(struct strips_held *held, const struct strip_holder *holder,
                        int64_t times);

struct view_cell;
struct strip_mix strips_mix_of(const int64_t times[SIM_REASON_COUNT]);
struct strip_mix strips_mix_of_cell(const struct view_cell *cell);
/* Adds a column's shares, each `weight` times, to those of others. */
void strips_add_mix(int64_t times[SIM_REASON_COUNT], const struct strip_mix *mix,
                    int64_t weight);

/* Rows of zeros; false when out of memory. */
bool strips_make(struct strips *strips);

/* Where a column begins. */
sim_time strips_begin_of(const struct strips *strips, uint32_t column);

/* Fills the columns of `part`, a stretch of `strips` from column `first` on, from records. */
bool strips_read_part(const struct sim_run *run, struct sim_fold *fold, struct strips *strips,
                      const struct strips *part, uint32_t first);

struct reading;
struct view_cells;

/* Fills cells from the records of their window, and what else `reading` has, if it is not NULL. */
void strips_read_cells(const struct sim_run *run, struct sim_fold *fold,
                       struct view_cells *cells, struct reading *reading);

/* The widest columns from which `strips` can be put together; NULL: only records are fine enough,
 * or have these lanes. */
const struct strips *strips_level(const struct strips_survey *survey,
                                  const struct strips *strips);
void strips_put_together(const struct strips_survey *survey, const struct strips *level,
                         struct strips *strips);

#endif
