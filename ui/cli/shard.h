/* SPDX-License-Identifier: GPL-3.0-or-later
 * Which part of a sweep this call is to run. */
#ifndef INTERLOCK_UI_CLI_SHARD_H
#define INTERLOCK_UI_CLI_SHARD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * --shard I/N takes every N-th point, beginning with the I-th: neighbours cost about the same, so
 * the parts do, too. --shard auto/N asks whoever started us which one we are:
 *
 *     Slurm            SLURM_ARRAY_TASK_ID, of --array=1-N
 *     Kubernetes       JOB_COMPLETION_INDEX of an indexed job, from 0
 *     GNU parallel     PARALLEL_SEQ, from 1
 *
 * Slurm alone says how many there are, so that --shard auto is enough there.
 */
struct shard {
    uint32_t index, count; /* 1 of 1: everything */
};

#define SHARD_MAX 1000000

/* False after having said what is wrong. NULL: everything. */
bool shard_parse(const char *text, struct shard *shard);

/* Whether the point in that place (from 0) is in it. */
static inline bool shard_has(const struct shard *shard, uint32_t place)
{
    return place % shard->count == shard->index - 1;
}

/* How many of so many points are in it. */
uint32_t shard_size(const struct shard *shard, uint32_t points);

#endif
