/* SPDX-License-Identifier: GPL-3.0-or-later
 * How fast turns at a contended line go on. */
#include "sim/mech/line.h"

/* What a thread brings along. */
enum {
    TURN,
    TRANSFERS,
    EXCLUSIVE,
};

int64_t line_speed(const struct sim *sim, const struct sim_rate *rate)
{
    __int128 own = (__int128)rate->sum[TURN] + rate->sum[TRANSFERS];
    __int128 all = (__int128)rate->sum[EXCLUSIVE] * rate->users;

    (void)sim;
    if (rate->users < 2)
        return RATES_ONE;
    return rates_part_of_one(rate->sum[TURN], own > all ? own : all);
}

void line_use(struct sim *sim, struct sim_thread *thread, const struct line_use *use)
{
    struct rates_use draws = { .rate = sim->first_line + use->line, .computes = true };

    if (use->none)
        return;
    draws.brings[TURN] = use->turn;
    draws.brings[TRANSFERS] = use->transfers;
    draws.brings[EXCLUSIVE] = use->exclusive;
    rates_use(sim, thread, &draws);
}
