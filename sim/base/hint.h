/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the compiler cannot know: which ways are taken often. */
#ifndef INTERLOCK_SIM_BASE_HINT_H
#define INTERLOCK_SIM_BASE_HINT_H

/* A way that is seldom taken: kept out of its callers, so that these stay small. */
#define SIM_SELDOM __attribute__((cold, noinline))

/* A part of each step, called from few places: made one piece with its callers. */
#define SIM_INLINE static inline __attribute__((always_inline))

/* A way taken all the time: all that it calls in its own file is made one piece with it. */
#define SIM_FLAT __attribute__((flatten))

/* Will be read soon. */
#define SIM_FETCH(address) __builtin_prefetch(address)

#endif
