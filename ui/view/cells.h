/* SPDX-License-Identifier: GPL-3.0-or-later
 * Lanes cut into cells: what a core or a thread did in each stretch of time. */
#ifndef INTERLOCK_UI_VIEW_CELLS_H
#define INTERLOCK_UI_VIEW_CELLS_H

#include "sim/trace/fold.h"
#include "ui/view/glyph.h"

/* The cores that anybody ever has, in the order of their numbers: each has a lane. */
struct view_cores {
    uint32_t count;
    uint16_t number[SIM_CORES_MAX];   /* by lane, from 0 */
    uint16_t lane[SIM_CORES_MAX + 1]; /* by number, from 1; 0: nobody has it */
};

/* Of a run, by the fold at its end. */
void view_used_cores(const struct sim_fold *end, struct view_cores *cores);

/*
 * A window of time is cut into columns of equal width. For each lane and column the cells hold how
 * long each reason lasted there (for a core: how long each thread had it), so that a painter can
 * show the longest one and still say that there were others. Nothing is dropped, however short.
 *
 * Records are given one after the other with the fold before each; whoever draws from stored
 * records and whoever draws while a run is under way get the same cells.
 */
struct view_cell {
    uint32_t share[SIM_REASON_COUNT]; /* nanoseconds, or in units of view_cells.unit */
    uint32_t thread;                  /* core lanes: the thread that had it longest; 0 idle */
    uint32_t thread_share;            /* and how long */
};

struct view_cells {
    sim_time from, to;
    uint32_t columns, cores, threads; /* lanes: cores 1.., then threads 1.. */
    uint32_t first_thread;            /* id of the thread in the first thread lane */
    int64_t unit;
    sim_time width;            /* of a column, if all have the same; else 0 */
    const uint16_t *core_lane; /* as view_cores.lane; NULL: a core's lane is its number */
    const uint32_t *lane_of;   /* by thread: which lane it shares with others; NULL: its own */
    struct view_cell *cell;    /* (cores + threads) * columns */
};

/* Cells for all cores (at most `cores`) and `threads` threads from `first_thread`. NULL when out
 * of memory. */
struct view_cells *view_cells_create(sim_time from, sim_time to, uint32_t columns,
                                     uint32_t cores, uint32_t first_thread, uint32_t threads);

/* Lanes that threads share: `lane_of` says in which one each is, from 0 on; VIEW_NO_LANE: in none.
 * A cell's times are sums, and its thread the one that ran longest. `most` is how many threads
 * there are in a lane at most. */
#define VIEW_NO_LANE UINT32_MAX
struct view_cells *view_cells_create_shared(sim_time from, sim_time to, uint32_t columns,
                                            uint32_t lanes, const uint32_t *lane_of,
                                            uint32_t most);
void view_cells_destroy(struct view_cells *cells);

/* Takes what the record's thread has done since it was last heard of. */
void view_cells_read(void *cells, const struct sim_fold *before, struct sim_record record);

/* Takes what everyone has done up to the fold's moment: once, after the last record. Where there are
 * more columns than nanoseconds, those without one are then like the one that shows their moment. */
void view_cells_finish(void *cells, const struct sim_fold *fold);

static inline const struct view_cell *view_core_cell(const struct view_cells *cells,
                                                     uint32_t lane, uint32_t column)
{
    return &cells->cell[(size_t)(lane - 1) * cells->columns + column];
}

static inline const struct view_cell *view_thread_cell(const struct view_cells *cells,
                                                       uint32_t thread, uint32_t column)
{
    return &cells->cell[(size_t)(cells->cores + thread - cells->first_thread) * cells->columns +
                        column];
}

/* Who stands for a core's column: who had the core longest, if it was in use for half of the column
 * or more; VIEW_SELDOM if for less; 0 if nobody had it. */
uint32_t view_core_user(const struct view_cells *cells, uint32_t lane, uint32_t column);

/* The reason that lasted longest in a cell. */
enum sim_reason view_cell_reason(const struct view_cell *cell);

#endif
