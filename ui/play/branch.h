/* SPDX-License-Identifier: GPL-3.0-or-later
 * One run to look at: its records, a place in it, and how it came to be. */
#ifndef INTERLOCK_UI_PLAY_BRANCH_H
#define INTERLOCK_UI_PLAY_BRANCH_H

#include "scenarios/load.h"
#include "sim/timeline/timeline.h"
#include "ui/play/lanes.h"
#include "ui/play/strips.h"

/*
 * A branch is made whole before it is looked at: a run of a million events takes a tenth of a
 * second, and then going anywhere is reading records (sim/trace/run.h), never simulating. So what
 * is shown at a place depends on the records alone, and going back and forth shows the same.
 *
 * A run that does not end within the limit is continued when somebody goes to its end.
 *
 * A recording is the same but for what makes its records: they are read, there is no timeline to
 * seek in, and nothing to give other values to. So it has one branch, for ever.
 *
 * A place is behind all records of one step. Place 0 is before the first.
 */
#define PLAY_SETTINGS_MAX 80
#define PLAY_BRANCH_PINS 16
#define PLAY_BRANCH_APART 16
#define PLAY_FROM_STANDARD_INPUT                                                               \
    "standard input and pipes cannot be read again: save it as a file to change it"

#define PLAY_BY_HAND "a schedule belongs to its scenario: change the file, and explore it anew"

#define PLAY_CHANGED_OFTEN "too many changes one upon the other: Tab goes to the first branch"

#define PLAY_RECORDED "a recording cannot be changed: interlock derive makes a scenario of it"

/* Where scenarios come from, for runs with other values. Strings are kept by reference. */
struct play_source {
    const struct sim_tape *tape;     /* instead of all below but `limit`; NULL: a scenario */
    const char *file;                /* NULL: it cannot be read again (standard input) */
    const char *const *search;       /* as in struct scenario_options */
    const char *const *settings;     /* likewise */
    const struct scenario *scenario; /* as it was loaded at first */
    uint64_t limit;                  /* steps that a run is made of at once */

    /* A run by hand (sim/models/by_hand.h); else NULL and 0. */
    const struct sim_model *model; /* instead of the scenario's own */
    const uint32_t *choices;       /* threads, as schedule_follow() takes them */
    size_t choice_count;
    bool game; /* made up to the next choice only, which is left to whoever plays */

    bool cells; /* lanes will be drawn in cells: the survey is made with the run */
};

/* Sums over a stretch of time: of one thread, and of all together. */
struct play_totals {
    sim_time own[SIM_REASON_COUNT], all[SIM_REASON_COUNT];
    uint64_t handoffs, forced; /* of all interpreter locks */
};

struct play_branch {
    char name[32];        /* "main", "b1", ... */
    char what[96];        /* what is different: "cores = 3" */
    struct scenario *own; /* a structural branch's scenario; NULL: it shares another's */
    char *settings[PLAY_SETTINGS_MAX + 1]; /* by which it was loaded, beyond the source's */
    size_t setting_count;
    const struct scenario *scenario; /* NULL: a recording's; likewise the timeline */
    struct timeline *timeline;
    const struct sim_tape *tape; /* NULL: a scenario's */
    struct sim_run *read;        /* from the tape so far */
    bool tape_ended;
    const struct sim_run *run;
    const struct sim_cast *cast;
    uint64_t limit;
    size_t chosen; /* of the source's choices, those that could be made */
    bool game;     /* it is made from choice to choice */
    bool cells;    /* as the source has it */

    /* where one looks */
    uint64_t place;          /* records before it */
    struct sim_fold *before; /* at the beginning of the step that ends there */
    struct sim_fold *now;    /* at the place, settled */
    struct sim_fold *spare;  /* for looking elsewhere */

    /* from which it parted, at the first record that differs */
    int parent;      /* index of the branch; -1 for the first */
    uint64_t parted; /* records that both have; UINT64_MAX: they never part */
    sim_time parted_time;

    /* lanes drawn last, since the window moves seldom; and what wide ones are made from, if the
     * run is so long: nothing is read before it is asked for, unless `cells` says that it will be */
    struct lanes_columns lanes, survey;
    bool lanes_surveyed; /* `survey` has been made */

    /* The same for a window: its lanes, the whole run's, and what wide ones are made from. */
    struct strips strips, overview;
    struct strips apart[PLAY_BRANCH_APART]; /* of lanes that do not lie beside the others */
    struct strips_sums sums;                /* of folded groups */
    struct strips_survey fine;

    /* And what a range adds up to. */
    struct play_totals totals;
    sim_time totals_from, totals_to;
    uint32_t totals_thread; /* 0: of no range */

    uint32_t reasons; /* play_branch_reasons(); 0: not looked at yet */
};

/* The run as its scenario says, or as it was recorded. NULL with errors. */
struct play_branch *play_branch_create(const struct play_source *source,
                                       struct sim_errors *errors);

/* Like `parent` up to its place, then with another value of a live parameter. */
struct play_branch *play_branch_command(const struct play_source *source,
                                        const struct play_branch *parent,
                                        struct timeline_command command,
                                        struct sim_errors *errors);

/* Another run from the beginning: `parent` with more settings, "machine.cores=3", ended by NULL. */
struct play_branch *play_branch_setting(const struct play_source *source,
                                        const struct play_branch *parent,
                                        const char *const *more, struct sim_errors *errors);

/* The scenario of `parent` with more settings; NULL with errors. */
struct scenario *play_branch_scenario(const struct play_source *source,
                                      const struct play_branch *parent, const char *const *more,
                                      struct sim_errors *errors);

void play_branch_destroy(struct play_branch *branch); /* NULL is allowed */

/* Finds where two runs part. */
void play_branch_compare(struct play_branch *branch, const struct play_branch *parent);

/* Forgets all lanes and sums, since the run is another one. */
void play_branch_forget_lanes(struct play_branch *branch);

/* The reasons that some thread of the run has had for its time, a bit each: also those that last at
 * its end, as a deadlock's; of a run that is chosen step by step, those that have been shown. */
uint32_t play_branch_reasons(struct play_branch *branch);

/* Those that some thread has had up to the place. */
uint32_t play_branch_reasons_so_far(const struct play_branch *branch);

/* Does anybody take the interpreter's lock in this run? Without it there is nothing to show. */
bool play_takes_lock(const struct play_branch *branch, uint32_t interp);

/* Makes what wide windows of cells are made from, if the run is so long and it is not there yet.
 * False when out of memory. */
bool play_branch_survey(struct play_branch *branch);

/* Goes to a place, which must be behind a step. */
void play_branch_go(struct play_branch *branch, uint64_t place);

/* Makes more of a run that has not ended; false when there is no more, or no memory. */
bool play_branch_extend(struct play_branch *branch);

/* At the end of a game's run: this thread goes on, up to the next choice; or back to the choice made
 * after `step`. False when out of memory. */
bool play_branch_choose(struct play_branch *branch, uint32_t thread);
bool play_branch_unchoose(struct play_branch *branch, uint64_t step);

/* How it ended, as far as it is made. A recorded program always ends somehow. */
static inline enum sim_status play_branch_status(const struct play_branch *branch)
{
    if (branch->tape)
        return branch->tape_ended ? SIM_ENDED : SIM_GOING;
    return branch->timeline->status;
}

static inline bool play_branch_ended(const struct play_branch *branch)
{
    return play_branch_status(branch) != SIM_GOING;
}

/* Did the simulator not repeat what it had recorded? */
static inline bool play_branch_diverged(const struct play_branch *branch)
{
    return branch->timeline && branch->timeline->diverged;
}

/* Time and step of the place. */
static inline sim_time play_branch_time(const struct play_branch *branch)
{
    return branch->now->now;
}

static inline uint64_t play_branch_step(const struct play_branch *branch)
{
    return branch->now->step;
}

/* The values of the parameters at the place, with the commands given up to there; not of a
 * recording. */
struct sim_params play_branch_params(const struct play_branch *branch);

#endif
