/* SPDX-License-Identifier: GPL-3.0-or-later
 * Finding places in a run. */
#ifndef INTERLOCK_UI_PLAY_FIND_H
#define INTERLOCK_UI_PLAY_FIND_H

#include "sim/trace/run.h"

/* The index of the first record of the step that ends at `place`. */
uint64_t play_step_begin(const struct sim_run *run, uint64_t place);

/* The place behind the step to which record `i` belongs. */
uint64_t play_step_end(const struct sim_run *run, uint64_t i);

enum play_direction {
    PLAY_FORWARD,
    PLAY_BACKWARD,
};

#define PLAY_NOWHERE UINT64_MAX

/* Whether a record is of the kind that is looked for. */
typedef bool (*play_record_fn)(struct sim_record record, uint32_t thread);

/* The nearest other place behind a step with such a record; PLAY_NOWHERE when there is none. */
uint64_t play_find(const struct sim_run *run, uint64_t from, enum play_direction direction,
                   play_record_fn is_it, uint32_t thread);

/*
 * The same by what the fold knows: `record` is asked before each record, `step` behind each step
 * (either may be NULL). It takes time, so at most `bound` records are looked through; then
 * *stopped is set to the place up to which nothing was found.
 */
struct play_finder {
    bool (*record)(void *context, const struct sim_fold *before, struct sim_record record);
    bool (*step)(void *context, const struct sim_fold *fold);
    void *context;
};

uint64_t play_find_by_fold(const struct sim_run *run, struct sim_fold *spare, uint64_t from,
                           enum play_direction direction, const struct play_finder *finder,
                           uint64_t bound, uint64_t *stopped);

/* ---- kinds of records one may go to ---- */

struct play_kind {
    const char *name;
    play_record_fn is_it;
    /* What only the fold before it knows of such a record; NULL: nothing. */
    bool (*is_so)(const struct sim_fold *before, struct sim_record record);
};

/* As play_find(). `spare` is for reading. */
uint64_t play_find_kind(const struct sim_run *run, struct sim_fold *spare, uint64_t from,
                        enum play_direction direction, const struct play_kind *kind,
                        uint32_t thread);

/* Places in the list. */
#define PLAY_KIND_HANDOFF 0
#define PLAY_KIND_WAIT 2
#define PLAY_KIND_TURN 6

/* Ended by a NULL name; for ] and [. */
extern const struct play_kind play_kinds[];

/* Anything that somebody would notice. */
bool play_is_noticed(struct sim_record record, uint32_t thread);
bool play_is_any(struct sim_record record, uint32_t thread);
/* The same of one thread. */
bool play_is_of_thread(struct sim_record record, uint32_t thread);

/* The place from which `rows` of what somebody would notice lead up to `place`. */
uint64_t play_lead_up(const struct sim_run *run, uint64_t place, int rows);

#endif
