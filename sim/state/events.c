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
    events->nodes[0] = 0;
    for (uint32_t slot = 0; slot < events->leaves; slot++)
        events->nodes[events->leaves + slot] = sim_event_node_of(SIM_EVENT_NONE, slot);
    for (uint32_t node = events->leaves - 1; node; node--)
        events->nodes[node] = events->nodes[node * 2];
}
