/* SPDX-License-Identifier: GPL-3.0-or-later
 * From the ideal time to the actual one: what is lost, and to what. */
#ifndef INTERLOCK_SIM_STUDY_WATERFALL_H
#define INTERLOCK_SIM_STUDY_WATERFALL_H

#include "sim/study/result.h"

/*
 * The scenario is run as it is, then again and again with one thing after another taken away, each
 * time in addition to those before; the draws stay the same. What a run is shorter than the one
 * before is the share of the thing just taken away:
 *
 *     actual
 *       - [costs] startup = 0%                          startup    coming up, and ending
 *         - library = 0%                                library    pools, queues, the event loop
 *           - transfer = 0%                             transfer   bytes from process to process
 *             - pickling = 0%                           pickling   objects to bytes, and back
 *               - handoff = 0%                          handoff    switches and wake-ups
 *                 - placement = 0%                      placement  ready, but on a busy core
 *                   - sharing = 0%                      sharing    bandwidth, cache lines, cores
 *                     - [runtime] lock = none           lock       the interpreter lock
 *
 * The order is from what lies farthest from the work to what lies nearest; in another order the
 * shares would be others, since what is hidden behind one thing shows when that is gone. A share
 * is negative where a cost has kept something worse away.
 *
 * What is left is a run in which only the program itself keeps a core from working, and it is cut
 * up by how many do: all (nothing is lost), some (imbalance), one (serial), none (idle: everybody
 * waits for input or a timer). At an instant with r of p cores at work, 1 - r/p of it is lost. So
 * what remains is exactly the work divided by all cores, the ideal.
 *
 * A run that [scenario] until ends is as long without a cost as with it, but more is done in it. So
 * there the share of a thing is how much more work is done without it, spread over all cores; and
 * what remains is the work that was done.
 *
 * All of it are whole nanoseconds, and sum to the actual time exactly.
 */
enum study_loss {
    STUDY_IDEAL,
    STUDY_IMBALANCE,
    STUDY_SERIAL,
    STUDY_IDLE,
    STUDY_LOCK,
    STUDY_SHARING,
    STUDY_PLACEMENT,
    STUDY_HANDOFF,
    STUDY_PICKLING,
    STUDY_TRANSFER,
    STUDY_LIBRARY,
    STUDY_STARTUP,
    STUDY_LOSS_COUNT
};

struct study_loss_info {
    const char *name; /* in JSON */
    const char *text;
    const char *setting; /* what takes it away; NULL: it is cut out of what is left then */
    enum sim_param_id param;
};

/* Indexed by enum study_loss: from ideal to actual. */
extern const struct study_loss_info study_losses[STUDY_LOSS_COUNT];

struct study_waterfall {
    bool known;
    bool window;   /* [scenario] until has ended the run */
    char why[256]; /* not known: why */
    sim_time actual;
    sim_time share[STUDY_LOSS_COUNT];
    /* Of the program itself, with nothing in its way: */
    sim_time work;  /* of all threads */
    sim_time span;  /* how long it takes with a core for each thread; 0 of a window */
    sim_time alone; /* of that, how long one core works */
};

/* Of one replication, that of the scenario. False with an error when out of memory or given up. */
bool study_waterfall(const struct sim_scenario *scenario, const struct sim_model *model,
                     const struct study_limits *limits, struct study_waterfall *waterfall,
                     struct sim_errors *errors);

#endif
