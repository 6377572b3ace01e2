/* SPDX-License-Identifier: GPL-3.0-or-later
 * All records of a run, and the fold at any of them. */
#ifndef INTERLOCK_SIM_TRACE_RUN_H
#define INTERLOCK_SIM_TRACE_RUN_H

#include "sim/trace/fold.h"

/*
 * Records lie in chunks that never move, so a simulator can write straight into them. Beside them
 * stand copies of the fold, one every `spacing` records; when they outgrow their budget every
 * second one goes and the spacing doubles. Going to any record is then one copy and at most
 * `spacing` applications. Simulated runs and recordings are the same here.
 */
#define SIM_RUN_CHUNK 65536 /* records: 1 MiB */

struct sim_run_mark {
    uint64_t records, step; /* where the fold stands */
    struct sim_fold *fold;
};

struct sim_run {
    const struct sim_cast *cast;
    struct sim_record **chunks;
    uint64_t count; /* records */
    size_t chunk_count, chunk_room;
    struct sim_fold *end;       /* the fold behind the last record */
    struct sim_run_mark *marks; /* ascending; the first at 0 */
    size_t mark_count, mark_room;
    uint64_t spacing;
    size_t budget; /* bytes for copies of the fold */
};

/* NULL when out of memory. The cast must outlive the run. */
struct sim_run *sim_run_create(const struct sim_cast *cast, size_t budget);
void sim_run_destroy(struct sim_run *run);

/* Room for at least SIM_RECORDS_PER_STEP records behind the last one; NULL when out of memory. */
struct sim_record *sim_run_room(struct sim_run *run);

/* Takes the first `count` records in that room as appended. False when out of memory. */
bool sim_run_append(struct sim_run *run, uint32_t count);

/* Forgets all but the first `records`. */
void sim_run_truncate(struct sim_run *run, uint64_t records);

static inline struct sim_record sim_run_record(const struct sim_run *run, uint64_t i)
{
    return run->chunks[i / SIM_RUN_CHUNK][i % SIM_RUN_CHUNK];
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
