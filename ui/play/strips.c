/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading shares of columns from records, and from narrower columns. */
#include "ui/play/strips.h"

#include "ui/view/cells.h"

#include <stdlib.h>
#include <string.h>

void strips_free(struct strips *strips)
{
    free(strips->holder);
    free(strips->mix);
    strips->holder = NULL;
    strips->mix = NULL;
    strips->columns = 0;
}

static bool make(struct strips *strips)
{
    size_t lanes = strips->cores + strips->locks;

    strips->holder = calloc(lanes * strips->columns + 1, sizeof(*strips->holder));
    strips->mix = calloc((size_t)strips->threads * strips->columns + 1, sizeof(*strips->mix));
    if (strips->holder && strips->mix)
        return true;
    strips_free(strips);
    return false;
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

    for (int i = 1; i < STRIPS_PARTS; i++) {
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

static sim_time begin_of(const struct strips *strips, uint32_t column)
{
    return strips->from + sim_time_ratio(strips->to - strips->from, column, strips->columns);
}

/* ---- shares ---- */

/* What is there has at least one. */
static uint8_t share_of(int64_t part, int64_t whole)
{
    int64_t share = whole > 0 && part > 0 ? sim_time_ratio(2 * part, 255, whole) : 0;

    share = (share + 1) / 2; /* to the nearest */

    return (uint8_t)(part <= 0 ? 0 : share < 1 ? 1 : share > 255 ? 255 : share);
}

/* The longest ones, in the order of reasons, so that neighbouring columns look alike; the longest
 * of all makes up for rounding. */
static struct strip_mix mix_of(const int64_t times[SIM_REASON_COUNT])
{
    struct strip_mix mix = { { 0 }, { 0 } };
    int64_t whole = 0;
    int used = 0, sum = 0, most = 0;
    uint32_t taken = 0;

    for (int n = 0; n < STRIPS_PARTS; n++) {
        int best = 0;

        for (int i = 1; i < SIM_REASON_COUNT; i++) {
            if (!(taken >> i & 1) && times[i] > (best ? times[best] : 0))
                best = i;
        }
        if (best)
            taken |= 1u << best;
    }
    for (int i = 1; i < SIM_REASON_COUNT; i++)
        whole += times[i];
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

/* ---- holders ---- */

/*
 * What is known of a core's or a lock's column while it is read. When a fifth thread comes, the
 * one with the least time makes room and leaves its time to it: so the sum stays what it was, and
 * whoever has more than a fifth of it is never lost.
 */
struct held {
    uint32_t thread[STRIPS_PARTS];
    uint16_t most;
    int64_t time[STRIPS_PARTS];
};

static void hold(struct held *held, uint32_t thread, int64_t time)
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

/* Threads in the order of their numbers, so that neighbouring columns look alike. */
static struct strip_holder holder_of(struct held held, int64_t whole)
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

#define HOLDERS (STRIPS_LANES + STRIPS_LOCKS)

/* Cores first, then locks, as in struct strips. */
struct reading {
    const struct strips *strips;
    struct held *held; /* (cores + locks) * columns */
    uint32_t thread[HOLDERS], waiting[HOLDERS];
    sim_time since[HOLDERS];
};

static void put_held(struct reading *reading, uint32_t lane, sim_time to)
{
    const struct strips *strips = reading->strips;
    struct held *row = reading->held + (size_t)lane * strips->columns;
    uint32_t thread = reading->thread[lane], waiting = reading->waiting[lane];
    sim_time from = reading->since[lane], width = strips->to - strips->from;

    from = from > strips->from ? from : strips->from;
    to = to < strips->to ? to : strips->to;
    if (from >= to || (!thread && !waiting))
        return;
    for (uint32_t i = (uint32_t)sim_time_ratio(from - strips->from, strips->columns, width);
         i < strips->columns; i++) {
        sim_time begin = begin_of(strips, i), end = begin_of(strips, i + 1);

        if (begin >= to)
            return;
        if (end <= from)
            continue;
        hold(&row[i], thread, (to < end ? to : end) - (from > begin ? from : begin));
        if (waiting > row[i].most)
            row[i].most = (uint16_t)(waiting < UINT16_MAX ? waiting : UINT16_MAX);
    }
}

static void note_held(struct reading *reading, uint32_t lane, uint32_t thread, uint32_t waiting,
                      sim_time now)
{
    if (thread == reading->thread[lane] && waiting == reading->waiting[lane])
        return;
    put_held(reading, lane, now);
    reading->since[lane] = now;
    reading->thread[lane] = thread;
    reading->waiting[lane] = waiting;
}

static void read_holders(struct reading *reading, const struct sim_fold *fold)
{
    uint32_t cores = reading->strips->cores;

    for (uint32_t i = 0; i < cores; i++)
        note_held(reading, i, fold->cores[i + 1].thread, 0, fold->now);
    for (uint32_t i = 0; i < reading->strips->locks; i++)
        note_held(reading, cores + i, fold->interps[i + 1].owner, fold->interps[i + 1].waiting,
                  fold->now);
}

/* ---- from records ---- */

static void read_records(const struct sim_run *run, struct sim_fold *fold,
                         struct view_cells *cells, struct reading *reading)
{
    sim_time now;

    sim_run_fold(run, fold, cells->from ? sim_run_records_at(run, cells->from - 1) : 0);
    read_holders(reading, fold);
    while (fold->records < run->count) {
        struct sim_record record = sim_run_record(run, fold->records);

        if (fold->now + record.dt > cells->to)
            break;
        view_cells_read(cells, fold, record);
        sim_fold_apply(fold, record);
        read_holders(reading, fold);
    }
    /* What lasts at the end of the window lasts up to there, if the run does. */
    now = fold->now;
    if (fold->records < run->count && now < cells->to)
        fold->now = cells->to;
    view_cells_finish(cells, fold);
    for (uint32_t i = 0; i < reading->strips->cores + reading->strips->locks; i++)
        put_held(reading, i, fold->now);
    fold->now = now;
}

static void take_cells(struct strips *strips, const struct view_cells *cells, uint32_t first)
{
    for (uint32_t thread = 0; thread < strips->threads; thread++) {
        for (uint32_t i = 0; i < cells->columns; i++) {
            const struct view_cell *cell =
                view_thread_cell(cells, strips->first_thread + thread, i);
            int64_t times[SIM_REASON_COUNT];

            for (int r = 0; r < SIM_REASON_COUNT; r++)
                times[r] = cell->share[r];
            strips->mix[(size_t)thread * strips->columns + first + i] = mix_of(times);
        }
    }
}

static void take_holders(struct strips *strips, const struct reading *reading, uint32_t first)
{
    const struct strips *part = reading->strips;

    for (uint32_t lane = 0; lane < strips->cores + strips->locks; lane++) {
        for (uint32_t i = 0; i < part->columns; i++)
            strips->holder[(size_t)lane * strips->columns + first + i] =
                holder_of(reading->held[(size_t)lane * part->columns + i],
                          begin_of(part, i + 1) - begin_of(part, i));
    }
}

/* Fills the columns of `part`, a stretch of `strips` from column `first` on. */
static bool read_part(const struct sim_run *run, struct sim_fold *fold, struct strips *strips,
                      const struct strips *part, uint32_t first)
{
    struct view_cells *cells = view_cells_create(
        part->from, part->to, part->columns, part->cores, part->first_thread, part->threads);
    struct reading reading = { .strips = part };
    bool good;

    reading.held =
        calloc((size_t)(part->cores + part->locks) * part->columns + 1, sizeof(*reading.held));
    good = cells && reading.held;
    if (good) {
        read_records(run, fold, cells, &reading);
        take_cells(strips, cells, first);
        take_holders(strips, &reading, first);
    }
    free(reading.held);
    view_cells_destroy(cells);
    return good;
}

/* ---- the survey ---- */

#define RECORDS_A_COLUMN 4
#define SURVEY_MOST 65536
#define SLAB 1024 /* columns that are cells at one time: some MiB */

bool strips_survey(const struct sim_run *run, struct sim_fold *fold, uint32_t cores,
                   struct strips *survey)
{
    uint64_t columns = run->count / RECORDS_A_COLUMN / SLAB * SLAB;
    uint32_t threads = run->cast->threads, locks = run->cast->interps;
    sim_time width;

    strips_free(survey);
    if (run->count < STRIPS_DIRECT || columns < SLAB)
        return true;
    columns = columns < SURVEY_MOST ? columns : SURVEY_MOST;
    width = sim_run_length(run) / (sim_time)columns + 1;
    *survey = (struct strips){ .to = width * (sim_time)columns,
                               .columns = (uint32_t)columns,
                               .cores = cores < STRIPS_LANES ? cores : STRIPS_LANES,
                               .locks = locks < STRIPS_LOCKS ? locks : STRIPS_LOCKS,
                               .first_thread = 1,
                               .threads = threads < STRIPS_LANES ? threads : STRIPS_LANES };
    if (!make(survey))
        return false;
    for (uint32_t first = 0; first < survey->columns; first += SLAB) {
        struct strips part = *survey;

        part.from = width * first;
        part.to = width * (first + SLAB);
        part.columns = SLAB;
        if (!read_part(run, fold, survey, &part, first))
            return false;
    }
    return true;
}

/* ---- from narrower columns ---- */

/* Which columns of the survey begin in a stretch of time; at least one. */
struct span {
    uint32_t from, to;
};

static struct span span_of(const struct strips *survey, const struct strips *strips, uint32_t i)
{
    sim_time width = survey->to / survey->columns;
    struct span span = { (uint32_t)(begin_of(strips, i) / width),
                         (uint32_t)(begin_of(strips, i + 1) / width) };

    if (span.to > survey->columns)
        span.to = survey->columns;
    if (span.to <= span.from)
        span.to = span.from + 1;
    return span;
}

static struct strip_holder add_holders(const struct strip_holder *row, struct span span)
{
    struct held sum = { .most = 0 };

    for (uint32_t i = span.from; i < span.to; i++) {
        for (int part = 0; part < STRIPS_PARTS; part++)
            hold(&sum, row[i].thread[part], row[i].share[part]);
        sum.most = row[i].most > sum.most ? row[i].most : sum.most;
    }
    return holder_of(sum, 255 * (int64_t)(span.to - span.from));
}

static struct strip_mix add_mixes(const struct strip_mix *row, struct span span)
{
    int64_t times[SIM_REASON_COUNT] = { 0 };

    for (uint32_t i = span.from; i < span.to; i++) {
        for (int part = 0; part < STRIPS_PARTS; part++)
            times[row[i].reason[part]] += row[i].share[part];
    }
    return mix_of(times);
}

static void put_together(const struct strips *survey, struct strips *strips)
{
    for (uint32_t i = 0; i < strips->columns; i++) {
        struct span span = span_of(survey, strips, i);

        if (span.from >= survey->columns)
            break; /* behind the end of the run: nobody does anything */
        for (uint32_t lane = 0; lane < strips->cores + strips->locks; lane++) {
            uint32_t from = lane < strips->cores ? lane : lane - strips->cores + survey->cores;

            strips->holder[(size_t)lane * strips->columns + i] =
                add_holders(survey->holder + (size_t)from * survey->columns, span);
        }
        for (uint32_t thread = 0; thread < strips->threads; thread++)
            strips->mix[(size_t)thread * strips->columns + i] = add_mixes(
                survey->mix + (size_t)(strips->first_thread - 1 + thread) * survey->columns,
                span);
    }
}

/* Has the survey what is asked for, finely enough? */
static bool surveyed(const struct strips *survey, const struct strips *strips)
{
    return survey->columns && strips->cores <= survey->cores &&
           strips->locks <= survey->locks &&
           strips->first_thread + strips->threads <= survey->threads + 1 &&
           (strips->to - strips->from) / strips->columns >= survey->to / survey->columns;
}

bool strips_read(const struct sim_run *run, struct sim_fold *fold, const struct strips *survey,
                 struct strips *strips)
{
    uint64_t records =
        sim_run_records_at(run, strips->to) - sim_run_records_at(run, strips->from);
    struct strips whole;

    if (!make(strips))
        return false;
    if (records > STRIPS_DIRECT && surveyed(survey, strips)) {
        put_together(survey, strips);
        return true;
    }
    whole = *strips;
    return read_part(run, fold, strips, &whole, 0);
}
