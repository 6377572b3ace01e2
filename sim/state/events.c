/* SPDX-License-Identifier: GPL-3.0-or-later
 * Size and beginning of the winner tree, and its far events. */
#include "sim/state/events.h"

void sim_events_size(struct sim_events *events, uint32_t slots)
{
    events->leaves = 2;
    while (events->leaves < slots)
        events->leaves *= 2;
    events->before = events->leaves - 1;
}

/* How many nodes of that level have one above them. */
static size_t siblings_on(size_t level)
{
    return level < 4 ? 2 : 4;
}

static sim_event_node first_of(const sim_event_node *nodes, size_t count)
{
    sim_event_node first = nodes[0];

    for (size_t i = 1; i < count; i++)
        first = sim_event_earlier(first, nodes[i]);
    return first;
}

/* Each inner node from its children, level by level. */
static void play_all(struct sim_events *events)
{
    sim_event_node *nodes = events->nodes;

    for (size_t level = events->leaves, each; level > 1; level /= each) {
        each = siblings_on(level);
        for (size_t i = level; i < 2 * level; i += each)
            nodes[i / each] = first_of(&nodes[i], each);
    }
}

bool sim_events_are_played(const struct sim_events *events)
{
    const sim_event_node *nodes = events->nodes;

    for (size_t level = events->leaves, each; level > 1; level /= each) {
        each = siblings_on(level);
        for (size_t i = level; i < 2 * level; i += each) {
            if (nodes[i / each] != first_of(&nodes[i], each))
                return false;
        }
    }
    return true;
}

void sim_events_clear(struct sim_events *events)
{
    events->nodes[0] = 0;
    for (uint32_t slot = 1; slot <= events->leaves; slot++)
        events->nodes[events->before + slot] = SIM_EVENT_NONE;
    play_all(events);
}

/* ---- far events ---- */

uint64_t sim_events_note_far(struct sim_events *events, uint32_t slot, sim_time time)
{
    events->far[slot] = time < SIM_EVENT_TIME_MAX ? time : SIM_EVENT_TIME_MAX;
    return SIM_EVENT_FAR;
}

uint32_t sim_events_first_far(const struct sim_events *events)
{
    const sim_event_node *leaves = events->nodes + events->before;
    const sim_time *far = events->far;
    uint32_t first = sim_event_slot(events->nodes[1]); /* by rank and slot */

    for (uint32_t slot = 1; slot <= events->leaves; slot++) {
        if (leaves[slot] != SIM_EVENT_NONE &&
            (far[slot] < far[first] ||
             (far[slot] == far[first] && leaves[slot] < leaves[first])))
            first = slot;
    }
    return first;
}

void sim_events_turn(struct sim_events *events, sim_time now)
{
    sim_event_node *leaves = events->nodes + events->before;
    const sim_event_node rest = (UINT64_C(1) << SIM_EVENT_TIME_SHIFT) - 1; /* of a node */

    for (uint32_t slot = 1; slot <= events->leaves; slot++) {
        uint64_t since;

        if (leaves[slot] == SIM_EVENT_NONE)
            continue;
        since = (uint64_t)(sim_events_time(events, slot) - now);
        if (since > SIM_EVENT_FAR)
            since = SIM_EVENT_FAR;
        leaves[slot] = since << SIM_EVENT_TIME_SHIFT | (leaves[slot] & rest);
    }
    events->nodes[0] = (uint64_t)now;
    play_all(events);
}
