/* SPDX-License-Identifier: GPL-3.0-or-later
 * An interleaver that knows nothing of the simulator. */
#ifndef INTERLOCK_TESTS_SIM_INTERLEAVE_H
#define INTERLOCK_TESTS_SIM_INTERLEAVE_H

#include <stdint.h>

#define INTERLEAVE_THREADS 3

/*
 * A bit for each final value of a variable that so many threads update in so many turns each. Of a
 * turn, R reads the variable, W writes it, L and U take and let go a lock, and | is a check point.
 * Every order of what stands between check points is gone through, one after the other.
 */
uint64_t interleave_values(const char *turn, int threads, int count);

#endif
