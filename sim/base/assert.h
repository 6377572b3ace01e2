/* SPDX-License-Identifier: GPL-3.0-or-later
 * Assertions for our own mistakes; never for what a user wrote. */
#ifndef INTERLOCK_SIM_BASE_ASSERT_H
#define INTERLOCK_SIM_BASE_ASSERT_H

#include <stdint.h>

/*
 * SIM_REQUIRE states a precondition and stays in every build. Where a run is at hand, its own variant
 * in sim/state/state.h prints scenario, seed, step and time too, so that a pasted report is a
 * reproduction (Cimba's habit); beside it SIM_INVARIANT_IN states what always holds inside, and is
 * compiled in by --enable-checks. A failure ends the program.
 */
#define SIM_REQUIRE(condition)                                                                 \
    ((condition) ? (void)0 : sim_assert_failed(#condition, __FILE__, __LINE__, 0))

/* Where in which run: what reproduces a failure. */
struct sim_where {
    const char *title;
    uint64_t seed;
    uint64_t step;
    int64_t now;
};

/* `where` may be NULL. */
_Noreturn void sim_assert_failed(const char *condition, const char *file, int line,
                                 const struct sim_where *where);

#endif
