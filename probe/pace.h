/* SPDX-License-Identifier: GPL-3.0-or-later
 * Whether the processor keeps its pace while something is measured, and its cores are whole ones. */
#ifndef INTERLOCK_PROBE_PACE_H
#define INTERLOCK_PROBE_PACE_H

#include "probe/load.h"

/*
 * A processor that warms up, or a host that lends more of it, runs the same work faster or slower a
 * few seconds later; then figures measured one after the other do not belong together. So a piece
 * of work that needs nothing but the core is timed now and then: the least of several is its pace,
 * since whoever interrupts only adds.
 *
 * In one piece each instruction waits for the one before it, so it is as fast beside another on the
 * other hardware thread of its core. Other code is not, and a host may put two cores of a virtual
 * machine there for a while, or one of another machine beside one of ours, of which the kernel knows
 * nothing: no time is stolen. So a second piece, which needs all that a core has for loading, is timed,
 * on one core and on two at once.
 */
enum probe_piece { PROBE_CHAIN, PROBE_LOADS, PROBE_PIECES };

struct probe_pace {
    double least[PROBE_PIECES], most[PROBE_PIECES]; /* ns; 0: not noted yet */
    int count, shared; /* notes; of them, at which two cores were not whole */
};

/* By how much it may change and still be called one pace: assumed, three times what ten notes
 * differ by on a quiet machine. */
#define PROBE_PACE_CHANGES 0.05

/* Two cores that do less at once are not whole. Measured: 1.9 to 2 where a host gives both, 1.0 to 1.2
 * where it puts them on one; a processor that is slower with two of its cores at work is by a tenth. */
#define PROBE_PACE_WHOLE 1.6

/* For so much of the time that may be: assumed, what the middle of several rounds does not notice. */
#define PROBE_PACE_SHARED 0.1

/* Times the work, in some milliseconds. */
void probe_pace_note(struct probe_pace *pace);

/* How busy the machine was since then, with what has been noted meanwhile. */
struct probe_load_figures probe_pace_load(const struct probe_pace *pace,
                                          const struct probe_load *begin);

#endif
