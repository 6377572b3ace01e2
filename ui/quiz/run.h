/* SPDX-License-Identifier: GPL-3.0-or-later
 * The run that a question is about. */
#ifndef INTERLOCK_UI_QUIZ_RUN_H
#define INTERLOCK_UI_QUIZ_RUN_H

#include "sim/timeline/timeline.h"
#include "ui/quiz/sheet.h"

/*
 * assumed: what somebody can hold in mind. A longer run is cut at a round time before both
 * limits; how many steps it takes is no matter of the reader's, but of memory and patience.
 */
#define QUIZ_STEPS_MAX 20000
#define QUIZ_TIME_MAX SIM_MS(200)

struct quiz_run {
    const struct quiz_family *family;
    struct scenario *scenario;
    struct timeline *timeline;
    struct sim_fold *spare;
    bool complete; /* it ended by itself within the limits */
};

/* The run of an item's file and settings, at its beginning. False with errors; to be closed in
 * any case. */
bool quiz_run_open(const struct quiz_family *family, const struct quiz_item *item,
                   struct quiz_run *run, struct sim_errors *errors);
void quiz_run_close(struct quiz_run *run);

/* To its end, or to where a limit is passed. False when out of memory. */
bool quiz_run_make(struct quiz_run *run);

/* The round time at which a run that is not complete is cut. */
sim_time quiz_run_cut(const struct quiz_run *run);

#endif
