/* SPDX-License-Identifier: GPL-3.0-or-later
 * Fixed-point numbers where a distribution needs a real one. */
#ifndef INTERLOCK_SIM_BASE_FIXED_H
#define INTERLOCK_SIM_BASE_FIXED_H

#include <stdint.h>

/*
 * Floating point may round differently under another compiler or processor, and libsim is built
 * without it. These are integers with 32 binary places ("Q32"), exact to about 2^-28 in result,
 * far below what a distribution can show.
 */
typedef int64_t sim_fixed;

#define SIM_FIXED_ONE ((sim_fixed)1 << 32)
#define SIM_FIXED_LN2 ((sim_fixed)2977044472) /* ln 2, rounded */

/* e^x for x in [-42, 21]; smaller x gives 0, larger the result for 21. */
sim_fixed sim_fixed_exp(sim_fixed x);

/* Natural logarithm of x > 0. */
sim_fixed sim_fixed_log(sim_fixed x);

/* Square root of x >= 0. */
sim_fixed sim_fixed_sqrt(sim_fixed x);

static inline sim_fixed sim_fixed_mul(sim_fixed a, sim_fixed b)
{
    return (sim_fixed)(((__int128)a * b) >> 32);
}

#endif
