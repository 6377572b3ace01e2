/* SPDX-License-Identifier: GPL-3.0-or-later
 * exp, log and square root in Q32 by range reduction and short series. */
#include "sim/base/fixed.h"

#include "sim/base/assert.h"

/* e^r for r in [0, ln 2): Taylor to the 12th power by Horner; the rest is below 2^-38. */
static sim_fixed exp_of_remainder(sim_fixed r)
{
    sim_fixed sum = SIM_FIXED_ONE;

    for (int power = 12; power > 0; power--)
        sum = SIM_FIXED_ONE + sim_fixed_mul(sum, r) / power;
    return sum;
}

sim_fixed sim_fixed_exp(sim_fixed x)
{
    int64_t halvings;
    sim_fixed result;

    if (x < -42 * SIM_FIXED_ONE) /* half of the last bit is left at 23 already */
        return 0;
    if (x > 21 * SIM_FIXED_ONE)
        x = 21 * SIM_FIXED_ONE;

    halvings = x >= 0 ? x / SIM_FIXED_LN2 : -((-x + SIM_FIXED_LN2 - 1) / SIM_FIXED_LN2);
    result = exp_of_remainder(x - halvings * SIM_FIXED_LN2);
    return halvings >= 0 ? result << halvings : result >> -halvings;
}

sim_fixed sim_fixed_log(sim_fixed x)
{
    int shift = 0;
    sim_fixed ratio, square, sum = 0;

    SIM_REQUIRE(x > 0);
    for (; x >= 2 * SIM_FIXED_ONE; shift++)
        x /= 2;
    for (; x < SIM_FIXED_ONE; shift--)
        x *= 2;

    /* ln x = 2 artanh((x - 1) / (x + 1)); the ratio is at most 1/3, so 3^-31 is the rest. */
    ratio = (sim_fixed)(((__int128)(x - SIM_FIXED_ONE) << 32) / (x + SIM_FIXED_ONE));
    square = sim_fixed_mul(ratio, ratio);
    for (int power = 29; power > 0; power -= 2)
        sum = SIM_FIXED_ONE / power + sim_fixed_mul(sum, square);
    return 2 * sim_fixed_mul(ratio, sum) + shift * SIM_FIXED_LN2;
}

sim_fixed sim_fixed_sqrt(sim_fixed x)
{
    unsigned __int128 target, root = 0, bit = (unsigned __int128)1 << 94;

    SIM_REQUIRE(x >= 0);
    target = (unsigned __int128)(uint64_t)x << 32;
    for (; bit; bit >>= 2) {
        unsigned __int128 trial = root + bit;

        root >>= 1;
        if (target >= trial) {
            target -= trial;
            root += bit;
        }
    }
    return (sim_fixed)root;
}
