/* SPDX-License-Identifier: GPL-3.0-or-later
 * Adding up times by reason, and saying what they are. */
#include "ui/play/spent.h"

sim_time play_spent_total(const sim_time spent[SIM_REASON_COUNT])
{
    sim_time total = 0;

    for (int i = 1; i < SIM_REASON_ABSENT; i++)
        total += spent[i];
    return total;
}

enum sim_reason play_spent_most(const sim_time spent[SIM_REASON_COUNT], uint32_t taken)
{
    enum sim_reason most = SIM_REASON_SAME;

    for (int i = 1; i < SIM_REASON_ABSENT; i++) {
        if (!(taken >> i & 1) && spent[i] &&
            (most == SIM_REASON_SAME || spent[i] > spent[most]))
            most = (enum sim_reason)i;
    }
    return most;
}

void play_put_percent(struct sim_text *text, sim_time part, sim_time whole)
{
    int64_t percent = whole > 0 ? (sim_time_ratio(part, 200, whole) + 1) / 2 : 0;

    if (part && !percent)
        sim_text_put(text, "<1%");
    else if (percent == 100 && part < whole)
        sim_text_put(text, ">99%");
    else {
        sim_text_put_int(text, percent);
        sim_text_put(text, "%");
    }
}

void play_put_shares(struct sim_text *text, const sim_time spent[SIM_REASON_COUNT])
{
    sim_time total = play_spent_total(spent);
    uint32_t told = 0;

    for (int n = 0; n < 4; n++) {
        enum sim_reason most = play_spent_most(spent, told);

        if (most == SIM_REASON_SAME)
            return;
        told |= 1u << most;
        sim_text_put(text, n ? ", " : " ");
        sim_text_put(text, sim_reasons[most].name);
        sim_text_put(text, " ");
        play_put_percent(text, spent[most], total);
    }
}
