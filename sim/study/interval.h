/* SPDX-License-Identifier: GPL-3.0-or-later
 * What may be said of a mean after so many runs. */
#ifndef INTERLOCK_SIM_STUDY_INTERVAL_H
#define INTERLOCK_SIM_STUDY_INTERVAL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Replications are independent: each has random streams of its own. So the mean of n of them has
 * Student's interval, mean -+ t(97.5%, n - 1) s / sqrt(n), which covers the true mean in 95 of 100
 * studies if the runs are about normally distributed, and nearly so if not; a test counts it
 * (tests/sim/test_study.c).
 *
 * Whatever is compared saw the same draws, so it is compared run by run: the interval is that of
 * the ratios, and what makes all of them long or short falls out of it. An interval that comes
 * within STUDY_MARGIN of 1 does not tell the two apart.
 */
struct study_interval {
    double mean, low, high; /* low and high are the mean where nothing varies */
};

/* assumed: what differs by less is called the same; a program's runs on a real machine do */
#define STUDY_MARGIN 0.01

struct study_interval study_interval(const double *values, size_t count);

/* base / value. What takes no time at all takes as long as any other that does, and nobody is without
 * end faster than another: less than the finest unit counts as that. */
static inline double study_ratio(double base, double value)
{
    if (value != 0)
        return base / value;
    return base != 0 ? base : 1;
}

/* Of base[i] / values[i]: above 1, the values are the smaller ones. False when out of memory. */
bool study_interval_of_ratios(const double *base, const double *values, size_t count,
                              struct study_interval *interval);

/* Of mean(base) / mean(values), by the differences of each pair. Which of the two is the base does
 * not matter to where it is 1, unlike with the mean of the ratios: so it is what break-even points
 * are looked for with. */
bool study_interval_of_means(const double *base, const double *values, size_t count,
                             struct study_interval *interval);

enum study_side {
    STUDY_BELOW, /* 1 */
    STUDY_WITHIN,
    STUDY_ABOVE,
};

/* On which side of 1 a ratio lies, the margin included. */
enum study_side study_side_of(const struct study_interval *ratio);

/* Whether half the interval is at most `precision` of the mean. */
bool study_is_narrow(const struct study_interval *interval, double precision);

/* How many runs it takes until the interval is that narrow is decided as they come. Below this
 * many it says too little of its own width (A. Law, Simulation Modeling and Analysis, chapter 9). */
#define STUDY_REPLICATIONS 10
#define STUDY_REPLICATIONS_MOST 1000 /* assumed: then the precision is out of reach */

#endif
