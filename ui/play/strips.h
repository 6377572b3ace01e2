/* SPDX-License-Identifier: GPL-3.0-or-later
 * What stands in each pixel of a window's lanes. */
#ifndef INTERLOCK_UI_PLAY_STRIPS_H
#define INTERLOCK_UI_PLAY_STRIPS_H

#include "sim/trace/run.h"

/*
 * A terminal's column has one character, so it shows what lasted longest (ui/play/lanes.h). A
 * pixel has no room for that either, but it is as high as its lane: a column of pixels is divided
 * by shares, so that what is shorter than a pixel is still seen. Nothing is dropped: what has any
 * share in a column has at least one in 255.
 *
 * Reading the records of a window takes some tens of nanoseconds each. For a window with more
 * than STRIPS_DIRECT of them a frame would take too long, so a long run is also read once into
 * narrow columns, and those into fewer; a wide window is put together from the widest that are
 * narrow enough, so from a few for each pixel. The sums are the same.
 */
#define STRIPS_DIRECT 8000
#define STRIPS_LANES 64 /* cores, and threads: as many as a window has rows */
#define STRIPS_LOCKS 8
#define STRIPS_PARTS 4   /* threads that are told apart in one column */
#define STRIPS_REASONS 8 /* and reasons: those of a thread that serves a pool of processes */

/* Who had a core, or an interpreter lock, by number. Shares are in 255ths of the column. */
struct strip_holder {
    uint32_t thread[STRIPS_PARTS]; /* 0: no more */
    uint8_t share[STRIPS_PARTS];
    uint16_t most; /* locks: threads that waited at one time */
};

/* What a thread did, by order of enum sim_reason. */
struct strip_mix {
    uint8_t reason[STRIPS_REASONS], share[STRIPS_REASONS]; /* in all 255, or nothing */
};

/* What is counted: threads that are ready and have no core, the mean in 256ths and the most; and how
 * often something that the program measures has ended. */
struct strip_count {
    uint32_t queue;
    uint16_t most, ended;
};

struct strips {
    sim_time from, to;
    sim_time width; /* of a column, if all have the same; else 0 */
    uint32_t columns, cores, locks, first_thread, threads; /* cores: strips_cores() */
    bool together;                                         /* from the survey's columns, */
    uint32_t done;                                         /* of which there were so many */
    struct strip_holder *holder; /* (cores + locks) * columns, then lock 1 on */
    struct strip_mix *mix;       /* threads * columns */
    struct strip_count *count;   /* columns */
};

void strips_free(struct strips *strips);

/* Rows for the cores that anybody ever has, in their order (struct view_cores, ui/view/cells.h). The
 * last of STRIPS_LANES has all the rest of them, as strips_put_cores() has it. */
uint32_t strips_cores(const struct sim_run *run);

/* Columns of a whole run for wide windows. They are read bit by bit, so that a window need not
 * wait for them; what is not read yet looks as if nobody did anything. */
struct strips_survey {
    bool begun;
    struct strips fine, coarse; /* no columns: the run is so short that it needs none */
    uint32_t done;              /* of the fine ones, from the left */
};

void strips_survey_free(struct strips_survey *survey);

/* False when out of memory. */
bool strips_survey_begin(struct strips_survey *survey, const struct sim_run *run);

static inline bool strips_survey_done(const struct strips_survey *survey)
{
    return survey->begun && survey->done == survey->fine.columns;
}

/* Reads some more, unless it is done. `fold` is for reading. False when out of memory. */
bool strips_survey_on(struct strips_survey *survey, const struct sim_run *run,
                      struct sim_fold *fold);

/* Makes `strips`, whose from, to, columns, cores, locks, first_thread and threads are set. False
 * when out of memory. */
bool strips_read(const struct sim_run *run, struct sim_fold *fold,
                 const struct strips_survey *survey, struct strips *strips);

/* The same window and lanes? */
bool strips_same(const struct strips *a, const struct strips *b);

static inline const struct strip_holder *strips_core(const struct strips *strips, uint32_t row,
                                                     uint32_t column)
{
    return &strips->holder[(size_t)row * strips->columns + column];
}

static inline const struct strip_holder *strips_lock(const struct strips *strips, uint32_t lock,
                                                     uint32_t column)
{
    return &strips->holder[(size_t)(strips->cores + lock - 1) * strips->columns + column];
}

static inline const struct strip_mix *strips_thread(const struct strips *strips,
                                                    uint32_t thread, uint32_t column)
{
    return &strips->mix[(size_t)(thread - strips->first_thread) * strips->columns + column];
}

/* A group of threads as one lane: what they did, as shares of all their time, and who of them ran
 * longest. */
struct strip_sum {
    struct strip_mix mix;
    uint32_t runner; /* 0: nobody ran */
};

struct strips_sums {
    struct strips of; /* which window; it has no rows itself */
    uint32_t count;
    uint32_t group[STRIPS_LANES]; /* numbers of ui/play/group.h */
    struct strip_sum *sum;        /* count * columns */
};

void strips_sums_free(struct strips_sums *sums);

/* Makes the sums of `count` groups over the window of `strips`; `group_of` says by thread which it
 * belongs to. Those that were made last are kept if nothing has changed. False when out of
 * memory. */
bool strips_sums_read(struct strips_sums *sums, const struct strips *strips,
                      const struct sim_run *run, struct sim_fold *fold, const uint32_t *groups,
                      uint32_t count,
                      uint32_t (*group_of)(const struct sim_cast *cast, uint32_t thread));

/* The columns of a group; NULL: it was not asked for. */
const struct strip_sum *strips_sums_row(const struct strips_sums *sums, uint32_t group);

/* The columns of all cores from row `first` on, as one lane: who had one of them, in parts of all who
 * had. */
void strips_put_cores(const struct strips *strips, uint32_t first, struct strip_holder *row);

/* The reason, the thread with the largest share; 0 nobody. */
enum sim_reason strip_reason(const struct strip_mix *mix);
uint32_t strip_thread(const struct strip_holder *holder);

#endif
