/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading shares of columns from records. */
#include "ui/play/strips_part.h"

#include "ui/view/cells.h"

#include <stdlib.h>
#include <string.h>

void strips_free(struct strips *strips)
{
    free(strips->holder);
    free(strips->mix);
    free(strips->count);
    strips->count = NULL;
    strips->holder = NULL;
    strips->mix = NULL;
    strips->columns = 0;
}

bool strips_make(struct strips *strips)
{
    size_t lanes = strips->cores + strips->locks;

    strips->holder = calloc(lanes * strips->columns + 1, sizeof(*strips->holder));
    strips->mix = calloc((size_t)strips->threads * strips->columns + 1, sizeof(*strips->mix));
    strips->count = calloc((size_t)strips->columns + 1, sizeof(*strips->count));
    if (strips->holder && strips->mix && strips->count)
        return true;
    strips_free(strips);
    return false;
}

uint32_t strips_cores(const struct sim_run *run)
{
    struct view_cores cores;

    view_used_cores(run->end, &cores);
    return cores.count < STRIPS_LANES ? cores.count : STRIPS_LANES;
}

bool strips_same(const struct strips *a, const struct strips *b)
{
    return a->columns == b->columns && a->from == b->from && a->to == b->to &&
           a->cores == b->cores && a->locks == b->locks && a->first_thread == b->first_thread &&
           a->threads == b->threads;
}

enum sim_reason strip_reason(const struct strip_mix *mix)
{
    int most = 0;

    for (int i = 1; i < STRIPS_REASONS; i++) {
        if (mix->share[i] > mix->share[most])
            most = i;
    }
    return mix->share[most] ? (enum sim_reason)mix->reason[most] : SIM_REASON_ABSENT;
}

uint32_t strip_thread(const struct strip_holder *holder)
{
    int most = 0;

    for (int i = 1; i < STRIPS_PARTS; i++) {
        if (holder->share[i] > holder->share[most])
            most = i;
    }
    return holder->thread[most];
}

sim_time strips_begin_of(const struct strips *strips, uint32_t column)
{
    if (strips->width)
        return strips->from + strips->width * column;
    return strips->from + sim_time_ratio(strips->to - strips->from, column, strips->columns);
}

/* The last column that begins at a time or before it; the last of all for a time behind them. */
static uint32_t column_of(const struct strips *strips, sim_time time)
{
    uint32_t column = strips->width
                          ? (uint32_t)((time - strips->from) / strips->width)
                          : (uint32_t)sim_time_ratio(time - strips->from, strips->columns,
                                                     strips->to - strips->from);

    /* Where a column begins was rounded, too. */
    while (column + 1 < strips->columns && strips_begin_of(strips, column + 1) <= time)
        column++;
    return column;
}

/* ---- shares ---- */

/* What is there has at least one. */
static uint8_t share_of(int64_t part, int64_t whole)
{
    int64_t share = whole > 0 && part > 0 ? sim_time_ratio(2 * part, 255, whole) : 0;

    share = (share + 1) / 2; /* to the nearest */

    return (uint8_t)(part <= 0 ? 0 : share < 1 ? 1 : share > 255 ? 255 : share);
}

/* Takes the shortest out until no more than STRIPS_REASONS are left. */
static uint32_t keep_longest(const int64_t times[SIM_REASON_COUNT], uint32_t taken)
{
    int count = 0;

    for (uint32_t left = taken; left; left &= left - 1)
        count++;
    for (; count > STRIPS_REASONS; count--) {
        int shortest = 0;

        for (int i = 1; i < SIM_REASON_COUNT; i++) {
            if (taken >> i & 1 && (!shortest || times[i] <= times[shortest]))
                shortest = i;
        }
        taken &= ~(1u << shortest);
    }
    return taken;
}

/* The longest ones, in the order of reasons, so that neighbouring columns look alike; the longest
 * of all makes up for rounding. */
struct strip_mix strips_mix_of(const int64_t times[SIM_REASON_COUNT])
{
    struct strip_mix mix = { { 0 }, { 0 } };
    int64_t whole = 0;
    int used = 0, sum = 0, most = 0;
    uint32_t taken = 0;

    for (int i = 1; i < SIM_REASON_COUNT; i++) {
        whole += times[i];
        taken |= times[i] > 0 ? 1u << i : 0;
    }
    taken = keep_longest(times, taken);
    for (int i = 1; i < SIM_REASON_COUNT; i++) {
        if (!(taken >> i & 1))
            continue;
        mix.reason[used] = (uint8_t)i;
        mix.share[used] = share_of(times[i], whole);
        sum += mix.share[used];
        if (mix.share[used] > mix.share[most])
            most = used;
        used++;
    }
    if (sum)
        mix.share[most] = (uint8_t)(mix.share[most] + 255 - sum);
    return mix;
}

struct strip_mix strips_mix_of_cell(const struct view_cell *cell)
{
    int64_t times[SIM_REASON_COUNT];

    for (int reason = 0; reason < SIM_REASON_COUNT; reason++)
        times[reason] = cell->share[reason];
    return strips_mix_of(times);
}

void strips_add_mix(int64_t times[SIM_REASON_COUNT], const struct strip_mix *mix,
                    int64_t weight)
{
    for (int part = 0; part < STRIPS_REASONS && mix->share[part]; part++)
        times[mix->reason[part]] += mix->share[part] * weight;
}

/* ---- holders ---- */

static void hold(struct strips_held *held, uint32_t thread, int64_t time)
{
    int least = 0;

    if (!thread || time <= 0)
        return;
    for (int i = 0; i < STRIPS_PARTS; i++) {
        if (held->thread[i] == thread || !held->thread[i]) {
            least = i;
            break;
        }
        if (held->time[i] < held->time[least])
            least = i;
    }
    held->thread[least] = thread;
    held->time[least] += time;
}

int64_t strips_hold_all(struct strips_held *held, const struct strip_holder *holder,
                        int64_t times)
{
    int64_t whole = 0;

    for (int part = 0; part < STRIPS_PARTS && holder->thread[part]; part++) {
        hold(held, holder->thread[part], holder->share[part] * times);
        whole += holder->share[part];
    }
    return whole;
}

/* Threads in the order of their numbers, so that neighbouring columns look alike. */
struct strip_holder strips_holder_of(struct strips_held held, int64_t whole)
{
    struct strip_holder holder = { .most = held.most };

    for (int n = 0; n < STRIPS_PARTS; n++) {
        int next = -1;

        for (int i = 0; i < STRIPS_PARTS; i++) {
            if (held.thread[i] && (next < 0 || held.thread[i] < held.thread[next]))
                next = i;
        }
        if (next < 0)
            break;
        holder.thread[n] = held.thread[next];
        holder.share[n] = share_of(held.time[next], whole);
        held.thread[next] = 0;
    }
    return holder;
}

/* Who has a core or a lock, and since when. */
struct holding {
    uint32_t thread, waiting;
    sim_time since;
};

struct reading {
    const struct strips *strips;
    struct strips_held *held; /* (cores + locks) * columns, as in struct strips */
    struct view_cores cores;
    struct holding core[SIM_CORES_MAX + 1], lock[STRIPS_LOCKS + 1]; /* from 1 */
    int64_t *queued; /* columns: the time of all who were ready and had no core */
    uint32_t queue;  /* how many are */
    sim_time queue_since;
    struct strip_count *count; /* of the column `first` on */
};

static void put_held(struct reading *reading, uint32_t lane, const struct holding *holding,
                     sim_time to)
{
    const struct strips *strips = reading->strips;
    struct strips_held *row = reading->held + (size_t)lane * strips->columns;
    sim_time from = holding->since > strips->from ? holding->since : strips->from;

    to = to < strips->to ? to : strips->to;
    if (from >= to || (!holding->thread && !holding->waiting))
        return;
    for (uint32_t i = column_of(strips, from); i < strips->columns; i++) {
        sim_time begin = strips_begin_of(strips, i), end = strips_begin_of(strips, i + 1);

        if (begin >= to)
            return;
        hold(&row[i], holding->thread, (to < end ? to : end) - (from > begin ? from : begin));
        if (holding->waiting > row[i].most)
            row[i].most =
                (uint16_t)(holding->waiting < UINT16_MAX ? holding->waiting : UINT16_MAX);
    }
}

static void note_held(struct reading *reading, uint32_t lane, struct holding *holding,
                      struct holding now)
{
    if (now.thread == holding->thread && now.waiting == holding->waiting)
        return;
    put_held(reading, lane, holding, now.since);
    *holding = now;
}

/* Those beyond the last row have that together. */
static uint32_t row_of_core(const struct reading *reading, uint32_t core)
{
    uint32_t lane = reading->cores.lane[core];

    return (lane < reading->strips->cores ? lane : reading->strips->cores) - 1;
}

static void read_core(struct reading *reading, const struct sim_fold *fold, uint32_t core)
{
    if (reading->strips->cores && reading->cores.lane[core])
        note_held(reading, row_of_core(reading, core), &reading->core[core],
                  (struct holding){ fold->cores[core].thread, 0, fold->now });
}

static void read_locks(struct reading *reading, const struct sim_fold *fold)
{
    for (uint32_t i = 1; i <= reading->strips->locks; i++)
        note_held(
            reading, reading->strips->cores + i - 1, &reading->lock[i],
            (struct holding){ fold->interps[i].owner, fold->interps[i].waiting, fold->now });
}

/* ---- counters ---- */

static uint32_t waits_for_core(const struct sim_fold *fold, uint32_t thread)
{
    return thread && fold->threads[thread].reason == SIM_REASON_RUNNABLE;
}

static void put_queue(struct reading *reading, sim_time to)
{
    const struct strips *strips = reading->strips;
    sim_time from = reading->queue_since > strips->from ? reading->queue_since : strips->from;

    to = to < strips->to ? to : strips->to;
    reading->queue_since = to;
    if (from >= to || !reading->queue)
        return;
    for (uint32_t i = column_of(strips, from); i < strips->columns && from < to; i++) {
        sim_time end = strips_begin_of(strips, i + 1);

        reading->queued[i] += ((to < end ? to : end) - from) * reading->queue;
        if (reading->queue > reading->count[i].most)
            reading->count[i].most =
                (uint16_t)(reading->queue < UINT16_MAX ? reading->queue : UINT16_MAX);
        from = end;
    }
}

static void note_queue(struct reading *reading, const struct sim_fold *fold, uint32_t before,
                       uint32_t after)
{
    if (before == after)
        return;
    put_queue(reading, fold->now);
    reading->queue += after - before;
}

static void note_ended(struct reading *reading, sim_time now)
{
    const struct strips *strips = reading->strips;
    uint32_t column;

    if (now < strips->from || now >= strips->to)
        return;
    column = column_of(strips, now);
    if (reading->count[column].ended < UINT16_MAX)
        reading->count[column].ended++;
}

static void begin_counting(struct reading *reading, const struct sim_fold *fold)
{
    reading->queue_since = fold->now;
    for (uint32_t i = 1; i <= fold->cast->threads; i++)
        reading->queue += waits_for_core(fold, i);
}

static void take_counts(struct reading *reading, sim_time to)
{
    const struct strips *strips = reading->strips;

    put_queue(reading, to);
    for (uint32_t i = 0; i < strips->columns; i++) {
        sim_time width = strips_begin_of(strips, i + 1) - strips_begin_of(strips, i);

        reading->count[i].queue =
            (uint32_t)sim_time_ratio(reading->queued[i], 256, width ? width : 1);
    }
}

/* ---- from records ---- */

static void begin_reading(struct reading *reading, const struct sim_run *run,
                          const struct sim_fold *fold)
{
    view_used_cores(run->end, &reading->cores);
    for (uint32_t core = 1; core <= fold->cast->cores; core++)
        read_core(reading, fold, core);
    read_locks(reading, fold);
    begin_counting(reading, fold);
}

/* After a record, before which its thread was ready without a core, or was not; and was on a core, or
 * had been. */
static void read_on(struct reading *reading, const struct sim_fold *fold,
                    struct sim_record record, uint32_t queued, uint32_t core)
{
    read_core(reading, fold, core);
    read_core(reading, fold, fold->threads[record.thread].core);
    read_locks(reading, fold);
    note_queue(reading, fold, queued, waits_for_core(fold, record.thread));
    if (record.kind == SIM_RECORD_MEASURED)
        note_ended(reading, fold->now);
}

/* As view_cells_finish() has it: a column without a nanosecond is like the one behind it. What has
 * ended stays where it did. */
static void fill_empty(struct reading *reading)
{
    const struct strips *strips = reading->strips;

    if (strips->to - strips->from >= strips->columns)
        return;
    for (uint32_t i = strips->columns - 1; i-- > 0;) {
        if (strips_begin_of(strips, i) < strips_begin_of(strips, i + 1))
            continue;
        reading->count[i].queue = reading->count[i + 1].queue;
        reading->count[i].most = reading->count[i + 1].most;
        for (size_t lane = 0; lane < strips->cores + strips->locks; lane++) {
            struct strips_held *held = &reading->held[lane * strips->columns + i];

            held[0] = held[1];
        }
    }
}

static void end_reading(struct reading *reading, sim_time now)
{
    for (uint32_t i = 0; i < reading->cores.count && reading->strips->cores; i++) {
        uint32_t core = reading->cores.number[i];

        put_held(reading, row_of_core(reading, core), &reading->core[core], now);
    }
    for (uint32_t i = 1; i <= reading->strips->locks; i++)
        put_held(reading, reading->strips->cores + i - 1, &reading->lock[i], now);
    take_counts(reading, now);
    fill_empty(reading);
}

void strips_read_cells(const struct sim_run *run, struct sim_fold *fold,
                       struct view_cells *cells, struct reading *reading)
{
    sim_time now;

    sim_run_fold(run, fold, cells->from ? sim_run_records_at(run, cells->from - 1) : 0);
    if (reading)
        begin_reading(reading, run, fold);
    while (fold->records < run->count) {
        struct sim_record record = sim_run_record(run, fold->records);
        uint32_t queued = waits_for_core(fold, record.thread);
        uint32_t core = fold->threads[record.thread].core;

        if (fold->now + record.dt > cells->to)
            break;
        view_cells_read(cells, fold, record);
        sim_fold_apply(fold, record);
        if (reading)
            read_on(reading, fold, record, queued, core);
    }
    /* What lasts at the end of the window lasts up to there, if the run does. */
    now = fold->now;
    if (fold->records < run->count && now < cells->to)
        fold->now = cells->to;
    view_cells_finish(cells, fold);
    if (reading)
        end_reading(reading, fold->now);
    fold->now = now;
}

static void take_cells(struct strips *strips, const struct view_cells *cells, uint32_t first)
{
    for (uint32_t thread = 0; thread < strips->threads; thread++) {
        for (uint32_t i = 0; i < cells->columns; i++) {
            strips->mix[(size_t)thread * strips->columns + first + i] =
                strips_mix_of_cell(view_thread_cell(cells, strips->first_thread + thread, i));
        }
    }
}

/* Of several cores together: in parts of all who had one, as strips_put_cores() has it. */
static int64_t whole_of(const struct strips_held *held, sim_time width)
{
    int64_t sum = 0;

    for (int i = 0; i < STRIPS_PARTS; i++)
        sum += held->time[i];
    return sum > width ? sum : width;
}

static void take_holders(struct strips *strips, const struct reading *reading, uint32_t first)
{
    const struct strips *part = reading->strips;

    for (uint32_t lane = 0; lane < strips->cores + strips->locks; lane++) {
        for (uint32_t i = 0; i < part->columns; i++) {
            sim_time width = strips_begin_of(part, i + 1) - strips_begin_of(part, i);

            const struct strips_held *held = &reading->held[(size_t)lane * part->columns + i];

            strips->holder[(size_t)lane * strips->columns + first + i] =
                strips_holder_of(*held, whole_of(held, width ? width : 1)); /* fill_empty() */
        }
    }
}

/* Fills the columns of `part`, a stretch of `strips` from column `first` on. */
bool strips_read_part(const struct sim_run *run, struct sim_fold *fold, struct strips *strips,
                      const struct strips *part, uint32_t first)
{
    struct view_cells *cells = view_cells_create(part->from, part->to, part->columns, 0,
                                                 part->first_thread, part->threads);
    struct reading reading = { .strips = part, .count = strips->count + first };
    bool good;

    reading.held =
        calloc((size_t)(part->cores + part->locks) * part->columns + 1, sizeof(*reading.held));
    reading.queued = calloc((size_t)part->columns + 1, sizeof(*reading.queued));
    good = cells && reading.held && reading.queued;
    if (good) {
        strips_read_cells(run, fold, cells, &reading);
        take_cells(strips, cells, first);
        take_holders(strips, &reading, first);
    }
    free(reading.held);
    free(reading.queued);
    view_cells_destroy(cells);
    return good;
}

bool strips_read(const struct sim_run *run, struct sim_fold *fold,
                 const struct strips_survey *survey, struct strips *strips)
{
    uint64_t records =
        sim_run_records_at(run, strips->to) - sim_run_records_at(run, strips->from);
    const struct strips *level = records > STRIPS_DIRECT ? strips_level(survey, strips) : NULL;
    struct strips whole;

    if (!strips_make(strips))
        return false;
    if (level) {
        strips->together = true;
        strips->done = survey->done;
        strips_put_together(survey, level, strips);
        return true;
    }
    whole = *strips;
    return strips_read_part(run, fold, strips, &whole, 0);
}
