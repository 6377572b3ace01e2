/* SPDX-License-Identifier: GPL-3.0-or-later
 * Spreading stretches of time over columns. */
#include "ui/view/cells.h"

#include <stdlib.h>

void view_used_cores(const struct sim_fold *end, struct view_cores *cores)
{
    *cores = (struct view_cores){ .count = 0 };
    for (uint32_t i = 1; i <= end->cast->cores; i++) {
        const struct fold_core *core = &end->cores[i];
        bool used = core->busy || core->overhead || core->thread;

        if (used)
            cores->number[cores->count++] = (uint16_t)i;
        cores->lane[i] = used ? (uint16_t)cores->count : 0;
    }
}

struct view_cells *view_cells_create(sim_time from, sim_time to, uint32_t columns,
                                     uint32_t cores, uint32_t first_thread, uint32_t threads)
{
    struct view_cells *cells = calloc(1, sizeof(*cells));

    if (!cells)
        return NULL;
    *cells = (struct view_cells){ .from = from,
                                  .to = to > from ? to : from + 1,
                                  .columns = columns,
                                  .cores = cores,
                                  .threads = threads,
                                  .first_thread = first_thread };
    cells->unit = (cells->to - from) / columns / 1000000000 + 1;
    cells->width = (cells->to - from) % columns ? 0 : (cells->to - from) / columns;
    cells->cell = calloc((size_t)(cores + threads) * columns, sizeof(*cells->cell));
    if (!cells->cell) {
        free(cells);
        return NULL;
    }
    return cells;
}

struct view_cells *view_cells_create_shared(sim_time from, sim_time to, uint32_t columns,
                                            uint32_t lanes, const uint32_t *lane_of,
                                            uint32_t most)
{
    struct view_cells *cells = view_cells_create(from, to, columns, 0, 0, lanes);

    if (!cells)
        return NULL;
    cells->lane_of = lane_of;
    cells->unit = sim_time_ratio(cells->to - from, most, columns) / 1000000000 + 1;
    return cells;
}

void view_cells_destroy(struct view_cells *cells)
{
    if (cells)
        free(cells->cell);
    free(cells);
}

/* Where a column begins. Whoever reads a long run gives all columns the same width: dividing by
 * them would take longer than all the rest. */
static sim_time begin_of(const struct view_cells *cells, uint32_t column)
{
    if (cells->width)
        return cells->from + cells->width * column;
    return cells->from + sim_time_ratio(cells->to - cells->from, column, cells->columns);
}

static uint32_t column_of(const struct view_cells *cells, sim_time time)
{
    uint32_t column;

    if (cells->width)
        return (uint32_t)((time - cells->from) / cells->width);
    column =
        (uint32_t)sim_time_ratio(time - cells->from, cells->columns, cells->to - cells->from);
    while (column + 1 < cells->columns && begin_of(cells, column + 1) <= time)
        column++;
    return column < cells->columns ? column : cells->columns - 1;
}

struct stretch {
    sim_time from, to;
    enum sim_reason reason;
    uint32_t thread, core; /* core: 0 when off core */
    uint32_t shared;       /* of it, in millionths, for who works beside it */
};

static void put_in_cell(struct view_cell *cell, const struct stretch *stretch, uint32_t share)
{
    uint32_t shared = (uint32_t)((uint64_t)share * stretch->shared / 1000000);

    cell->share[stretch->reason] += share - shared;
    cell->share[SIM_REASON_SHARED] += shared;
}

/* The thread that had a core longest: a running majority, exact enough for a picture and without
 * a table of threads for each cell. */
static void put_on_core(struct view_cell *cell, const struct stretch *stretch, uint32_t share)
{
    put_in_cell(cell, stretch, share);
    if (cell->thread == stretch->thread) {
        cell->thread_share += share;
    } else if (share > cell->thread_share) {
        cell->thread = stretch->thread;
        cell->thread_share = share - cell->thread_share;
    } else {
        cell->thread_share -= share;
    }
}

static void put_in_shared(struct view_cell *cell, const struct stretch *stretch, uint32_t share)
{
    if (stretch->reason == SIM_REASON_RUNNING || stretch->reason == SIM_REASON_NATIVE)
        put_on_core(cell, stretch, share);
    else
        put_in_cell(cell, stretch, share);
}

static void spread(struct view_cells *cells, size_t lane, const struct stretch *stretch,
                   void (*put)(struct view_cell *, const struct stretch *, uint32_t))
{
    sim_time from = stretch->from > cells->from ? stretch->from : cells->from;
    sim_time to = stretch->to < cells->to ? stretch->to : cells->to;

    if (from >= to)
        return;
    for (uint32_t column = column_of(cells, from); from < to; column++) {
        sim_time end = begin_of(cells, column + 1), until = to < end ? to : end;
        int64_t unit = cells->unit;

        put(&cells->cell[lane * cells->columns + column], stretch,
            (uint32_t)(unit == 1 ? until - from : (until - from + unit - 1) / unit));
        from = until;
    }
}

static void put_stretch(struct view_cells *cells, const struct stretch *stretch)
{
    uint32_t lane = stretch->thread - cells->first_thread;
    uint32_t core = cells->core_lane ? cells->core_lane[stretch->core] : stretch->core;

    if (cells->lane_of) {
        if (cells->lane_of[stretch->thread] != VIEW_NO_LANE)
            spread(cells, cells->lane_of[stretch->thread], stretch, put_in_shared);
        return;
    }
    if (stretch->thread >= cells->first_thread && lane < cells->threads)
        spread(cells, cells->cores + lane, stretch, put_in_cell);
    if (core && core <= cells->cores)
        spread(cells, core - 1, stretch, put_on_core);
}

/* Up to `now` the thread has done what the fold says; of that, `stall` was waiting for memory, which
 * is told at its end: what there was more of is shown. */
static void catch_up(struct view_cells *cells, const struct sim_fold *fold, uint32_t id,
                     sim_time now, sim_time stall)
{
    const struct fold_thread *thread = &fold->threads[id];
    struct fold_stretch spent = sim_fold_stretch(fold, id, now);
    sim_time worked_from = thread->since + spent.lead, worked = now - worked_from;
    struct stretch lead = {
        thread->since, worked_from, SIM_REASON_SWITCH, id, thread->on_core ? thread->core : 0, 0
    };
    struct stretch rest = {
        worked_from, now, (enum sim_reason)thread->reason, id, lead.core, 0
    };

    if (stall > worked / 2)
        rest.reason = SIM_REASON_STALL;
    if (spent.shared && stall < worked)
        rest.shared = (uint32_t)sim_time_ratio(
            sim_time_ratio(spent.shared, worked - stall, worked), 1000000, worked);
    put_stretch(cells, &lead);
    put_stretch(cells, &rest);
}

void view_cells_read(void *context, const struct sim_fold *before, struct sim_record record)
{
    struct view_cells *cells = context;
    uint32_t ids[FOLD_SETTLED], count = sim_fold_settled(before, record, ids);

    for (uint32_t i = 0; i < count; i++)
        catch_up(cells, before, ids[i], before->now + record.dt,
                 record.kind == SIM_RECORD_STALL ? record.arg : 0);
}

/* A column without a nanosecond of its own begins where the one behind it does. */
static void fill_empty(struct view_cells *cells)
{
    if (cells->to - cells->from >= cells->columns)
        return;
    for (uint32_t column = cells->columns - 1; column-- > 0;) {
        if (begin_of(cells, column) < begin_of(cells, column + 1))
            continue;
        for (size_t lane = 0; lane < cells->cores + cells->threads; lane++) {
            struct view_cell *cell = &cells->cell[lane * cells->columns + column];

            cell[0] = cell[1];
        }
    }
}

void view_cells_finish(void *context, const struct sim_fold *fold)
{
    struct view_cells *cells = context;

    for (uint32_t i = 1; i <= fold->cast->threads; i++)
        catch_up(cells, fold, i, fold->now, 0);
    fill_empty(cells);
}

uint32_t view_core_user(const struct view_cells *cells, uint32_t lane, uint32_t column)
{
    const struct view_cell *cell = view_core_cell(cells, lane, column);
    int64_t used = 0;

    for (int reason = 1; reason < SIM_REASON_COUNT; reason++)
        used += cell->share[reason];
    if (!used)
        return 0;
    return 2 * used * cells->unit < begin_of(cells, column + 1) - begin_of(cells, column)
               ? VIEW_SELDOM
               : cell->thread;
}

enum sim_reason view_cell_reason(const struct view_cell *cell)
{
    enum sim_reason longest = SIM_REASON_ABSENT;

    for (int reason = 1; reason < SIM_REASON_COUNT; reason++) {
        if (cell->share[reason] > cell->share[longest])
            longest = (enum sim_reason)reason;
    }
    return longest;
}
