/* SPDX-License-Identifier: GPL-3.0-or-later
 * Size and beginning of the winner tree. */
#include "sim/state/events.h"

uint32_t sim_events_leaves(uint32_t slots)
{
    uint32_t leaves = 2;

    while (leaves < slots)
        leaves *= 2;
    return leaves;
}

void sim_events_clear(struct sim_events *events)
{
    for (uint32_t node = 0; node < events->leaves * 2; node++)
        events->keys[node] = SIM_EVENT_NONE;
    for (uint32_t slot = 0; slot < events->leaves; slot++)
        events->slots[events->leaves + slot] = slot;
    for (uint32_t node = events->leaves - 1; node; node--)
        events->slots[node] = events->slots[node * 2];
    events->slots[0] = 0;
}
