/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading columns from records, and from narrower columns. */
#include "ui/play/lanes.h"

#include "ui/view/cells.h"

#include <stdlib.h>
#include <string.h>

void lanes_free(struct lanes_columns *lanes)
{
    free(lanes->core_thread);
    free(lanes->reason);
    lanes->core_thread = NULL;
    lanes->reason = NULL;
    lanes->columns = 0;
}

static bool make(struct lanes_columns *lanes)
{
    lanes->core_thread = calloc((size_t)lanes->cores * lanes->columns + 1, sizeof(uint32_t));
    lanes->reason = calloc((size_t)lanes->threads * lanes->columns + 1, 1);
    if (lanes->core_thread && lanes->reason)
        return true;
    lanes_free(lanes);
    return false;
}

/* ---- from records ---- */

/* Records up to the end of the cells' window. */
static void read_cells(const struct sim_run *run, struct sim_fold *fold,
                       struct view_cells *cells)
{
    sim_time now;

    sim_run_fold(run, fold, cells->from ? sim_run_records_at(run, cells->from - 1) : 0);
    while (fold->records < run->count) {
        struct sim_record record = sim_run_record(run, fold->records);

        if (fold->now + record.dt > cells->to)
            break;
        view_cells_read(cells, fold, record);
        sim_fold_apply(fold, record);
    }
    /* What lasts at the end of the window lasts up to there, if the run does. */
    now = fold->now;
    if (fold->records < run->count && now < cells->to)
        fold->now = cells->to;
    view_cells_finish(cells, fold);
    fold->now = now;
}

/* Fills `count` columns from `first` on. */
static bool read_part(const struct sim_run *run, struct sim_fold *fold,
                      struct lanes_columns *lanes, sim_time from, sim_time to, uint32_t first,
                      uint32_t count)
{
    struct view_cells *cells =
        view_cells_create(from, to, count, lanes->cores, lanes->first_thread, lanes->threads);
    struct view_cores cores;

    if (!cells)
        return false;
    view_used_cores(run->end, &cores);
    cells->core_lane = cores.lane;
    read_cells(run, fold, cells);
    for (uint32_t core = 0; core < lanes->cores; core++) {
        for (uint32_t i = 0; i < count; i++)
            lanes->core_thread[(size_t)core * lanes->columns + first + i] =
                view_core_user(cells, core + 1, i);
    }
    for (uint32_t thread = 0; thread < lanes->threads; thread++) {
        for (uint32_t i = 0; i < count; i++)
            lanes->reason[(size_t)thread * lanes->columns + first + i] =
                (uint8_t)view_cell_reason(
                    view_thread_cell(cells, lanes->first_thread + thread, i));
    }
    view_cells_destroy(cells);
    return true;
}

/* ---- the survey ---- */

#define RECORDS_A_COLUMN 256
#define SURVEY_MOST 65536
#define SLAB 1024 /* columns that are cells at one time: some MiB */

bool lanes_survey(const struct sim_run *run, struct sim_fold *fold,
                  struct lanes_columns *survey)
{
    uint64_t columns = run->count / RECORDS_A_COLUMN / SLAB * SLAB;
    uint32_t threads = run->cast->threads;
    struct view_cores cores;
    sim_time width;

    lanes_free(survey);
    if (run->count < LANES_DIRECT || columns < SLAB)
        return true;
    view_used_cores(run->end, &cores);
    columns = columns < SURVEY_MOST ? columns : SURVEY_MOST;
    width = sim_run_length(run) / (sim_time)columns + 1;
    *survey =
        (struct lanes_columns){ .to = width * (sim_time)columns,
                                .columns = (uint32_t)columns,
                                .cores = cores.count < LANES_CORES ? cores.count : LANES_CORES,
                                .first_thread = 1,
                                .threads = threads < LANES_THREADS ? threads : LANES_THREADS };
    if (!make(survey))
        return false;
    for (uint32_t first = 0; first < survey->columns; first += SLAB) {
        if (!read_part(run, fold, survey, width * first, width * (first + SLAB), first, SLAB))
            return false;
    }
    return true;
}

/* ---- from narrower columns ---- */

/* Which columns of the survey begin in a stretch of time; at least one. */
struct span {
    uint32_t from, to;
};

static struct span span_of(const struct lanes_columns *survey, sim_time from, sim_time to)
{
    sim_time width = survey->to / survey->columns;
    struct span span = { (uint32_t)(from / width), (uint32_t)(to / width) };

    if (span.to > survey->columns)
        span.to = survey->columns;
    if (span.to <= span.from)
        span.to = span.from + 1;
    return span;
}

static uint8_t most_reason(const uint8_t *reasons, struct span span)
{
    uint32_t count[SIM_REASON_COUNT] = { 0 };
    uint8_t most = SIM_REASON_ABSENT;

    for (uint32_t i = span.from; i < span.to; i++)
        count[reasons[i]]++;
    for (uint8_t reason = 1; reason < SIM_REASON_COUNT; reason++) {
        if (count[reason] > count[most])
            most = reason;
    }
    return most;
}

/* Who had a core in most of the columns in which it was in use: a running majority, as in
 * ui/view/cells.c. */
static uint32_t most_thread(const uint32_t *users, struct span span)
{
    uint32_t most = 0, lead = 0, used = 0, seldom = 0;

    for (uint32_t i = span.from; i < span.to; i++) {
        seldom += users[i] == VIEW_SELDOM;
        if (!users[i] || users[i] == VIEW_SELDOM)
            continue;
        if (!lead)
            most = users[i];
        lead += users[i] == most ? 1 : UINT32_MAX;
        used++;
    }
    if (2 * used >= span.to - span.from)
        return most;
    return used || seldom ? VIEW_SELDOM : 0;
}

static void put_together(const struct lanes_columns *survey, struct lanes_columns *lanes)
{
    sim_time width = lanes->to - lanes->from;

    for (uint32_t i = 0; i < lanes->columns; i++) {
        sim_time from = lanes->from + sim_time_ratio(width, i, lanes->columns);
        sim_time to = lanes->from + sim_time_ratio(width, i + 1, lanes->columns);
        struct span span = span_of(survey, from, to);

        if (span.from >= survey->columns)
            break; /* behind the end of the run: nobody does anything */
        for (uint32_t core = 0; core < lanes->cores; core++)
            lanes->core_thread[(size_t)core * lanes->columns + i] =
                most_thread(survey->core_thread + (size_t)core * survey->columns, span);
        for (uint32_t thread = 0; thread < lanes->threads; thread++)
            lanes->reason[(size_t)thread * lanes->columns + i] = most_reason(
                survey->reason + (size_t)(lanes->first_thread - 1 + thread) * survey->columns,
                span);
    }
}

/* Has the survey what is asked for, finely enough? */
static bool surveyed(const struct lanes_columns *survey, const struct lanes_columns *lanes)
{
    return survey->columns && lanes->cores <= survey->cores &&
           lanes->first_thread + lanes->threads <= survey->threads + 1 &&
           (lanes->to - lanes->from) / lanes->columns >= survey->to / survey->columns;
}

bool lanes_read(const struct sim_run *run, struct sim_fold *fold,
                const struct lanes_columns *survey, struct lanes_columns *lanes)
{
    uint64_t records =
        sim_run_records_at(run, lanes->to) - sim_run_records_at(run, lanes->from);

    if (!make(lanes))
        return false;
    if (records > LANES_DIRECT && surveyed(survey, lanes)) {
        put_together(survey, lanes);
        return true;
    }
    return read_part(run, fold, lanes, lanes->from, lanes->to, 0, lanes->columns);
}
