/* SPDX-License-Identifier: GPL-3.0-or-later
 * Chunks of records and marks among them. */
#include "sim/trace/run.h"

#include "sim/base/grow.h"

#include <stdlib.h>
#include <string.h>

/* estimated: applying a record takes about 10 ns, so a spacing of 16,384 makes going anywhere
 * cost below 0.2 ms at first; each doubling doubles that. */
#define FIRST_SPACING 16384

/* A gap in a chunk would need a record of its own: chunks end early by less than a step's
 * records, which are then moved on. Instead, each chunk has room for one step more. */
#define CHUNK_BYTES ((SIM_RUN_CHUNK + SIM_RECORDS_PER_STEP) * sizeof(struct sim_record))

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
    if (!run->end || !add_mark(run)) {
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
    free(run->chunks);
    free(run->marks);
    sim_fold_destroy(run->end);
    free(run);
}

struct sim_record *sim_run_room(struct sim_run *run)
{
    size_t chunk = (size_t)(run->count / SIM_RUN_CHUNK);

    if (chunk == run->chunk_count) {
        if (!sim_grow(&run->chunks, &run->chunk_room, run->chunk_count, sizeof(*run->chunks)))
            return NULL;
        run->chunks[chunk] = malloc(CHUNK_BYTES);
        if (!run->chunks[chunk])
            return NULL;
        run->chunk_count++;
    }
    return &run->chunks[chunk][run->count % SIM_RUN_CHUNK];
}

/* Records beyond the chunk's end lie in its spare room: they begin the next chunk. */
static bool carry_over(struct sim_run *run, uint32_t count)
{
    uint64_t in = run->count % SIM_RUN_CHUNK;
    struct sim_record *old = run->chunks[run->count / SIM_RUN_CHUNK], *next;
    uint64_t over = in + count > SIM_RUN_CHUNK ? in + count - SIM_RUN_CHUNK : 0;

    run->count += count;
    if (!over)
        return true;
    run->count -= over; /* at the beginning of the next chunk */
    next = sim_run_room(run);
    run->count += over;
    if (next)
        memcpy(next, old + SIM_RUN_CHUNK, (size_t)over * sizeof(*next));
    return next != NULL;
}

bool sim_run_append(struct sim_run *run, uint32_t count)
{
    uint64_t from = run->count;

    if (!carry_over(run, count))
        return false;
    for (uint64_t i = from; i < run->count; i++)
        sim_fold_apply(run->end, sim_run_record(run, i));
    return mark_if_due(run);
}

void sim_run_truncate(struct sim_run *run, uint64_t records)
{
    while (run->marks[run->mark_count - 1].records > records)
        sim_fold_destroy(run->marks[--run->mark_count].fold);
    sim_run_fold(run, run->end, records);
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

        now += record.dt;
        if (record.kind == SIM_RECORD_GAP)
            now += (sim_time)record.arg << 32;
        if (now > time)
            break;
    }
    /* A gap is the beginning of a step that happens later. */
    while (i > 0 && sim_run_record(run, i - 1).kind == SIM_RECORD_GAP)
        i--;
    return i;
}
