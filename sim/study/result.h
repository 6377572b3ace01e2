/* SPDX-License-Identifier: GPL-3.0-or-later
 * One run from beginning to end, and what it came to. */
#ifndef INTERLOCK_SIM_STUDY_RESULT_H
#define INTERLOCK_SIM_STUDY_RESULT_H

#include "sim/engine/sim.h"
#include "sim/models/models.h"
#include "sim/trace/fold.h"
#include "sim/trace/histogram.h"
#include "sim/trace/sentence.h"

/*
 * Records go through one chunk that is used over and over; what is kept is their fold. So a run of
 * a thousand million events needs no more memory than one of ten.
 *
 * Whoever wants to see the records as they come gives a reader: it is called with the fold before
 * a record, and the record; and at the end, if it wants that, with the fold as the last record left
 * it: what is under way then has no record of its own.
 */
struct study_reader {
    void (*read)(void *context, const struct sim_fold *before, struct sim_record record);
    void *context;
    void (*end)(void *context, const struct sim_fold *last); /* or NULL */
};

/* So many of them are kept. */
#define STUDY_FINDINGS 8

struct study_result {
    enum sim_status outcome;
    sim_time makespan; /* of the threads that are no daemons */
    sim_time work;     /* bytecode and C code executed by all threads */
    sim_time cpu;      /* processor time of all threads, overheads included */
    uint32_t daemons;  /* that came to their end; the others were cut off by the run's */
    uint64_t events;
    int64_t memory; /* bytes; 0: not known */
    struct sim_cast *cast;
    struct sim_fold *fold;         /* at the end, settled */
    struct sim_histogram *latency; /* one for each measure of the cast */
    struct sim_histogram *turns;   /* one for each interpreter lock, from 1: how long an owner
                                      had it until another took it over */
    char why[SIM_SENTENCE];        /* of a deadlock: who waits for whom; of a refusal: what is
                                      wrong; of an overlong run: how long it may be; else empty */
    struct sim_finding findings[STUDY_FINDINGS]; /* the check's, by ops as written */
    uint32_t finding_count;                      /* all of them */
};

struct study_limits {
    uint64_t events; /* the run is given up when it goes on behind so many; 0: no limit */
    sim_time enough; /* nobody asks for what is behind this moment: the run may end there, as
                        SIM_GOING; 0: all of it counts */
    const _Atomic int
        *interrupted; /* the run is given up when this becomes non-zero; or NULL */
    /* Called now and then with the events so far; or NULL. */
    void (*went_on)(void *context, uint64_t events);
    void *context;
};

/* Has somebody interrupted what goes by that word? It may be NULL. */
static inline bool study_is_interrupted(const _Atomic int *interrupted)
{
    return interrupted && *interrupted;
}

/* They may be NULL. */
static inline bool study_is_given_up(const struct study_limits *limits)
{
    return limits && study_is_interrupted(limits->interrupted);
}

/* False with an error when out of memory, given up, or when the model cannot run the scenario;
 * then result->events is 0, or the limit if that was reached.
 * `reader` and `limits` may be NULL. */
bool study_run(const struct sim_scenario *scenario, const struct sim_model *model,
               const struct study_reader *reader, const struct study_limits *limits,
               struct study_result *result, struct sim_errors *errors);

/* The same for them; `name` stands in errors. What the cast refers to must outlive the result. */
bool study_replay(const struct sim_tape *tape, const char *name,
                  const struct study_reader *reader, const struct study_limits *limits,
                  struct study_result *result, struct sim_errors *errors);

void study_result_free(struct study_result *result);

#endif
