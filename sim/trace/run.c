/* SPDX-License-Identifier: GPL-3.0-or-later
 * Chunks of records and marks among them. */
#include "sim/trace/run.h"

#include "sim/base/grow.h"
#include "sim/trace/pack.h"

#include <stdlib.h>
#include <string.h>

/* estimated: applying a record takes about 10 ns, so a spacing of 16,384 makes going anywhere
 * cost below 0.2 ms at first; each doubling doubles that. */
#define FIRST_SPACING 16384

/* A step's records lie in one piece, so the open chunk has room for one step more; what lies there
 * when the chunk is full begins the next. */
#define OPEN_RECORDS (SIM_RUN_CHUNK + SIM_RECORDS_PER_STEP)

/* ---- marks ---- */

static bool add_mark(struct sim_run *run)
{
    struct sim_run_mark *mark;

    if (!sim_grow(&run->marks, &run->mark_room, run->mark_count, sizeof(*run->marks)))
        return false;
    mark = &run->marks[run->mark_count];
    mark->fold = sim_fold_create(run->cast);
    if (!mark->fold)
        return false;
    sim_fold_copy(mark->fold, run->end);
    mark->records = run->count;
    mark->step = run->end->step;
    run->mark_count++;
    return true;
}

static void thin_out(struct sim_run *run)
{
    size_t kept = 0;

    for (size_t i = 0; i < run->mark_count; i++) {
        if (i % 2)
            sim_fold_destroy(run->marks[i].fold);
        else
            run->marks[kept++] = run->marks[i];
    }
    run->mark_count = kept;
    run->spacing *= 2;
}

static bool mark_if_due(struct sim_run *run)
{
    if (run->count - run->marks[run->mark_count - 1].records < run->spacing)
        return true;
    if (run->mark_count > 1 && (run->mark_count + 1) * run->end->size > run->budget)
        thin_out(run);
    if (run->count - run->marks[run->mark_count - 1].records < run->spacing)
        return true;
    return add_mark(run);
}

/* ---- making and growing ---- */

struct sim_run *sim_run_create(const struct sim_cast *cast, size_t budget)
{
    struct sim_run *run = calloc(1, sizeof(*run));

    if (!run)
        return NULL;
    run->cast = cast;
    run->budget = budget;
    run->spacing = FIRST_SPACING;
    run->end = sim_fold_create(cast);
    run->open = malloc(OPEN_RECORDS * sizeof(*run->open));
    if (!run->end || !run->open || !add_mark(run)) {
        sim_run_destroy(run);
        return NULL;
    }
    return run;
}

void sim_run_destroy(struct sim_run *run)
{
    if (!run)
        return;
    for (size_t i = 0; i < run->chunk_count; i++)
        free(run->chunks[i]);
    for (size_t i = 0; i < run->mark_count; i++)
        sim_fold_destroy(run->marks[i].fold);
    for (int i = 0; run->windows && i < SIM_RUN_WINDOWS; i++)
        free(run->windows[i].records);
    free(run->windows);
    free(run->packing);
    free(run->chunks);
    free(run->open);
    free(run->marks);
    sim_fold_destroy(run->end);
    free(run);
}

/* ---- chunks ---- */

/* What a run needs that is longer than a chunk: had now, so that nothing fails for who only reads. */
static bool have_windows(struct sim_run *run)
{
    if (!run->packing)
        run->packing = malloc(sim_records_pack_most(SIM_RUN_CHUNK));
    if (!run->windows)
        run->windows = calloc(SIM_RUN_WINDOWS, sizeof(*run->windows));
    for (int i = 0; run->windows && i < SIM_RUN_WINDOWS; i++) {
        struct sim_run_window *window = &run->windows[i];

        if (!window->records) {
            window->chunk = UINT64_MAX;
            window->records = malloc(SIM_RUN_CHUNK * sizeof(*window->records));
        }
        if (!window->records)
            return false;
    }
    return run->windows && run->packing;
}

/* The open chunk is full: packs it, and begins another. */
static bool close_chunk(struct sim_run *run)
{
    uint64_t over = run->count - run->closed - SIM_RUN_CHUNK;
    unsigned char *packed;
    size_t bytes;

    if (!have_windows(run) ||
        !sim_grow(&run->chunks, &run->chunk_room, run->chunk_count, sizeof(*run->chunks)))
        return false;
    bytes = sim_records_pack(run->packing, run->open, SIM_RUN_CHUNK);
    packed = calloc(1, bytes + SIM_RECORDS_PACK_SPARE);
    if (!packed)
        return false;
    memcpy(packed, run->packing, bytes);
    run->chunks[run->chunk_count++] = packed;
    run->closed += SIM_RUN_CHUNK;
    memcpy(run->open, run->open + SIM_RUN_CHUNK, (size_t)over * sizeof(*run->open));
    return true;
}

/* The last packed chunk is the open one again. */
static void open_last(struct sim_run *run)
{
    struct sim_run_window *window = &run->windows[--run->chunk_count % SIM_RUN_WINDOWS];

    sim_records_unpack(run->open, run->chunks[run->chunk_count], SIM_RUN_CHUNK);
    free(run->chunks[run->chunk_count]);
    if (window->chunk == run->chunk_count)
        window->chunk = UINT64_MAX;
    run->closed -= SIM_RUN_CHUNK;
}

void sim_run_look(const struct sim_run *run, uint64_t chunk)
{
    struct sim_run_window *window = &run->windows[chunk % SIM_RUN_WINDOWS];

    sim_records_unpack(window->records, run->chunks[chunk], SIM_RUN_CHUNK);
    window->chunk = chunk;
}

struct sim_record *sim_run_room(struct sim_run *run)
{
    if (run->count - run->closed >= SIM_RUN_CHUNK && !close_chunk(run))
        return NULL;
    return &run->open[run->count - run->closed];
}

bool sim_run_append(struct sim_run *run, uint32_t count)
{
    const struct sim_record *records = &run->open[run->count - run->closed];

    for (uint32_t i = 0; i < count; i++)
        sim_fold_apply(run->end, records[i]);
    run->count += count;
    return mark_if_due(run);
}

void sim_run_truncate(struct sim_run *run, uint64_t records)
{
    while (run->marks[run->mark_count - 1].records > records)
        sim_fold_destroy(run->marks[--run->mark_count].fold);
    sim_run_fold(run, run->end, records);
    while (run->closed > records)
        open_last(run);
    run->count = records;
}

/* ---- finding ---- */

/* The last mark for which `beyond` says no. */
static const struct sim_run_mark *find_mark(const struct sim_run *run,
                                            bool (*beyond)(const struct sim_run_mark *mark,
                                                           uint64_t limit),
                                            uint64_t limit)
{
    size_t low = 0, high = run->mark_count;

    while (high - low > 1) {
        size_t middle = (low + high) / 2;

        if (beyond(&run->marks[middle], limit))
            high = middle;
        else
            low = middle;
    }
    return &run->marks[low];
}

static bool beyond_records(const struct sim_run_mark *mark, uint64_t limit)
{
    return mark->records > limit;
}

static bool beyond_step(const struct sim_run_mark *mark, uint64_t limit)
{
    return mark->step > limit;
}

static bool beyond_time(const struct sim_run_mark *mark, uint64_t limit)
{
    return mark->fold->now > (sim_time)limit;
}

void sim_run_fold(const struct sim_run *run, struct sim_fold *fold, uint64_t records)
{
    const struct sim_run_mark *mark = find_mark(run, beyond_records, records);

    if (fold->records > records || fold->records < mark->records)
        sim_fold_copy(fold, mark->fold);
    while (fold->records < records && fold->records < run->count)
        sim_fold_apply(fold, sim_run_record(run, fold->records));
}

uint64_t sim_run_records_of_step(const struct sim_run *run, uint64_t step)
{
    const struct sim_run_mark *mark = find_mark(run, beyond_step, step);
    uint64_t i = mark->records, seen = mark->step;

    for (; i < run->count; i++) {
        if (sim_run_record(run, i).flags & SIM_RECORD_FIRST && ++seen > step)
            break;
    }
    return i;
}

uint64_t sim_run_records_at(const struct sim_run *run, sim_time time)
{
    const struct sim_run_mark *mark = find_mark(run, beyond_time, (uint64_t)time);
    uint64_t i = mark->records;
    sim_time now = mark->fold->now;

    for (; i < run->count; i++) {
        struct sim_record record = sim_run_record(run, i);

        now += sim_record_gap(record);
        if (now > time)
            break;
    }
    /* A gap is the beginning of a step that happens later. */
    while (i > 0 && sim_run_record(run, i - 1).kind == SIM_RECORD_GAP)
        i--;
    return i;
}
