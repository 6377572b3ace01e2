/* SPDX-License-Identifier: GPL-3.0-or-later
 * Whether the processor keeps its pace while something is measured. */
#ifndef INTERLOCK_PROBE_PACE_H
#define INTERLOCK_PROBE_PACE_H

/*
 * A processor that warms up, or a host that lends more of it, runs the same work faster or slower a
 * few seconds later; then figures measured one after the other do not belong together. So a piece
 * of work that needs nothing but the core is timed now and then: the least of several is its pace,
 * since whoever interrupts only adds.
 */
struct probe_pace {
    double least, most; /* ns; 0: not noted yet */
    int count;
};

/* By how much it may change and still be called one pace: assumed, three times what ten notes
 * differ by on a quiet machine. */
#define PROBE_PACE_CHANGES 0.05

/* Times the work, in some milliseconds. */
void probe_pace_note(struct probe_pace *pace);

/* How much slower the slowest was than the fastest, as a share. */
double probe_pace_change(const struct probe_pace *pace);

#endif
