/* SPDX-License-Identifier: GPL-3.0-or-later
 * All records of a run, and the fold at any of them. */
#ifndef INTERLOCK_SIM_TRACE_RUN_H
#define INTERLOCK_SIM_TRACE_RUN_H

#include "sim/base/hint.h"
#include "sim/trace/fold.h"

/*
 * A simulator writes records straight into the chunk that is open. When it is full it is packed
 * (sim/trace/pack.h), and who wants to read it looks through a window, into which the whole chunk is
 * unpacked: whoever reads on from there, forwards or backwards, finds it there. Unpacking a chunk
 * takes 27 us (measured), folding its records 40.
 *
 * Beside the records stand copies of the fold, one every `spacing` records; when they outgrow their
 * budget every second one goes and the spacing doubles. Going to any record is then one copy and at
 * most `spacing` applications. Simulated runs and recordings are the same here.
 */
#define SIM_RUN_CHUNK 4096 /* records: 64 KiB */
#define SIM_RUN_WINDOWS 8  /* a few places in a run are looked at by turns */

struct sim_run_mark {
    uint64_t records, step; /* where the fold stands */
    struct sim_fold *fold;
};

struct sim_run_window {
    uint64_t chunk; /* UINT64_MAX: none */
    struct sim_record *records;
};

struct sim_run {
    const struct sim_cast *cast;
    uint64_t count;          /* records, of which so many */
    uint64_t closed;         /* in full chunks */
    unsigned char **chunks;  /* packed */
    struct sim_record *open; /* the rest, with room for a step more */
    unsigned char *packing;  /* room to pack a chunk */
    size_t chunk_count, chunk_room;
    struct sim_run_window *windows; /* chunk i is seen through number i % SIM_RUN_WINDOWS */
    struct sim_fold *end;           /* the fold behind the last record */
    struct sim_run_mark *marks;     /* ascending; the first at 0 */
    size_t mark_count, mark_room;
    uint64_t spacing;
    size_t budget; /* bytes for copies of the fold */
};

/* NULL when out of memory. The cast must outlive the run. */
struct sim_run *sim_run_create(const struct sim_cast *cast, size_t budget);
void sim_run_destroy(struct sim_run *run);

/* Room for at least SIM_RECORDS_PER_STEP records behind the last one; NULL when out of memory. Packs
 * the chunk if it is full. */
struct sim_record *sim_run_room(struct sim_run *run);

/* Takes the first `count` records in that room as appended. False when out of memory. */
bool sim_run_append(struct sim_run *run, uint32_t count);

/* Forgets all but the first `records`. */
void sim_run_truncate(struct sim_run *run, uint64_t records);

/* Opens a window on a packed chunk. */
SIM_SELDOM void sim_run_look(const struct sim_run *run, uint64_t chunk);

/* The records of a chunk, until others are looked at. */
static inline const struct sim_record *sim_run_chunk(const struct sim_run *run, uint64_t chunk)
{
    const struct sim_run_window *window;

    if (chunk >= run->chunk_count)
        return run->open;
    window = &run->windows[chunk % SIM_RUN_WINDOWS];
    if (window->chunk != chunk)
        sim_run_look(run, chunk);
    return window->records;
}

static inline struct sim_record sim_run_record(const struct sim_run *run, uint64_t i)
{
    if (i >= run->closed)
        return run->open[i - run->closed];
    return sim_run_chunk(run, i / SIM_RUN_CHUNK)[i % SIM_RUN_CHUNK];
}

/* Puts `fold` behind the first `records` records; forwards from where it stands if that is nearer
 * than any mark. */
void sim_run_fold(const struct sim_run *run, struct sim_fold *fold, uint64_t records);

/* How many records belong to the steps up to and including `step`; all of them if there are fewer
 * steps. */
uint64_t sim_run_records_of_step(const struct sim_run *run, uint64_t step);

/* How many records lie at or before `time`. */
uint64_t sim_run_records_at(const struct sim_run *run, sim_time time);

/* Steps in all, and the time of the last record. */
static inline uint64_t sim_run_steps(const struct sim_run *run)
{
    return run->end->step;
}

static inline sim_time sim_run_length(const struct sim_run *run)
{
    return run->end->now;
}

#endif
