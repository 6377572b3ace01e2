/* SPDX-License-Identifier: GPL-3.0-or-later
 * What counts in a run: how long all of it takes, or how long requests wait. */
#ifndef INTERLOCK_SIM_STUDY_AIM_H
#define INTERLOCK_SIM_STUDY_AIM_H

#include "sim/study/result.h"

/*
 * A program that is given its work is fast when it is done early. One to which requests come by
 * themselves (`arrive`) is done when the last one has come, and one that goes on until it is stopped
 * ([scenario] until) when that is, whatever it is like; there the answers count, and of those the late
 * ones, for which somebody waits: the time within which 99 of 100 requests are answered.
 */
#define STUDY_AIMS_MAX 8 /* a measure beyond the first eight is no aim */

/* The measure, from 1, of the scenario's first `arrive`; where it has none and its own model is stopped,
 * its first; 0: what counts is the makespan. It takes a run where there is an `until`, so who compares
 * scenarios asks once, for all of them. `limits` may be NULL. */
uint32_t study_aim(const struct sim_scenario *scenario, const struct study_limits *limits);

/* Does the run tell? One that is stopped by `until` does, where answers count. */
bool study_aim_is_told(uint32_t aim, const struct study_result *result);

#define STUDY_UNANSWERED "no request was answered"

/* In nanoseconds: the smaller, the better. */
double study_aim_value(uint32_t aim, const struct study_result *result);

#endif
