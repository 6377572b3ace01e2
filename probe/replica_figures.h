/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a run of the replica shows, in numbers. */
#ifndef INTERLOCK_PROBE_REPLICA_FIGURES_H
#define INTERLOCK_PROBE_REPLICA_FIGURES_H

#include "probe/replica.h"

#include <stdio.h>

/* Shares are of 1; times in us; NAN where there was nothing to count. What each is stands in
 * the table of replica_report.c. */
struct replica_figures {
    double seconds, switches_per_s, forced_per_s;
    double hold_p10, hold_p50, hold_p90;
    double gap_p10, gap_p50, gap_p90;
    double awake_share, mutex_held_share, awake_count;
    double awake_gap_p50, held_gap_p50, asleep_gap_p50;
    double same_core, blocked;
    double contests, requester_wins, io_wins, releaser_wins, other_wins;
    double requester_gap_p50, io_gap_p50, other_gap_p50;
    double io_per_s, io_mean, io_p10, io_p50, io_p90, io_p99, io_most, io_delayed;
    double io_one, io_two, io_three, io_more;
    double wakes_per_s, wake_same_core, wake_got_it, wake_other_p50, wake_same_p50;
    double turns_per_s, cpu, other_cpu;
};

struct replica_figures replica_figures_of(const struct replica_run *run);

/* A run as text for people, or as one line of comma-separated values under a heading. */
void replica_print(FILE *file, const struct replica_run *run);
void replica_print_heading(FILE *file);
void replica_print_line(FILE *file, const struct replica_run *run);

#endif
