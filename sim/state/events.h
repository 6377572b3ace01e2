/* SPDX-License-Identifier: GPL-3.0-or-later
 * The event queue: one pending event for each entity, the first of all at hand. */
#ifndef INTERLOCK_SIM_STATE_EVENTS_H
#define INTERLOCK_SIM_STATE_EVENTS_H

#include "sim/base/time.h"

#include <stddef.h>
#include <stdint.h>

/*
 * An entity (a thread, a core) has one slot and thus at most one pending event; whoever needs two
 * is two entities. Arming overwrites, cancelling costs the same, and nothing stale is ever in the
 * queue.
 *
 * The slots are the leaves of a winner tree: each inner node is the smaller of its children, so
 * node 1 is when the next event is due, and a change replays one path from leaf to root:
 *
 *                    1: 5ms
 *               /              \
 *           2: 7ms            3: 5ms
 *           /    \            /    \
 *        4: 7ms  5: -      6: 5ms  7: 9ms      leaves: slot i at leaves + i
 *
 * A key is time and rank in one word. A node is a key and below it, in the same number, whose it is:
 * so the root says who is next, a level costs one comparison and no branch to mispredict, and what
 * is compared lies side by side. Order at one instant is (time, rank, slot): what kind of event
 * goes first is the rank's to say, and among equals the smaller id goes first. Time in a key has
 * 61 bits of nanoseconds, 73 years.
 */
typedef uint64_t sim_event_key;
typedef unsigned __int128 sim_event_node;

#define SIM_EVENT_NONE UINT64_MAX
#define SIM_EVENT_TIME_MAX (INT64_C(1) << 61)

/* What goes first when two events fall on one instant. What the outside world does comes before
 * what a thread does with it, and a tick sees both. */
enum sim_rank {
    SIM_RANK_TIMER, /* a time-out, the end of an I/O wait or a sleep, a thread coming up */
    SIM_RANK_BURST, /* a thread has done what it was doing */
    SIM_RANK_TICK,  /* a core's scheduler looks round */
};

struct sim_events {
    sim_event_node *nodes; /* 2 * leaves, in the state block; [0] unused */
    uint32_t leaves;       /* a power of two */
    uint32_t unused;
};

/* Leaves for that many slots. */
uint32_t sim_events_leaves(uint32_t slots);

/* Times beyond SIM_EVENT_TIME_MAX are taken as that. */
static inline sim_event_key sim_event_key_of(sim_time time, enum sim_rank rank)
{
    if (time >= SIM_EVENT_TIME_MAX)
        time = SIM_EVENT_TIME_MAX - 1;
    return (uint64_t)time << 2 | (uint64_t)rank;
}

static inline sim_time sim_event_time(sim_event_key key)
{
    return (sim_time)(key >> 2);
}

static inline sim_event_node sim_event_node_of(sim_event_key key, uint32_t slot)
{
    return (sim_event_node)key << 64 | slot;
}

static inline sim_event_key sim_event_key_in(sim_event_node node)
{
    return (sim_event_key)(node >> 64);
}

/* The first event; SIM_EVENT_NONE when there is none. */
static inline sim_event_key sim_events_first(const struct sim_events *events)
{
    return sim_event_key_in(events->nodes[1]);
}

/* Whose the first event is; there must be one. */
static inline uint32_t sim_events_first_slot(const struct sim_events *events)
{
    return (uint32_t)events->nodes[1];
}

static inline sim_event_key sim_events_of(const struct sim_events *events, uint32_t slot)
{
    return sim_event_key_in(events->nodes[events->leaves + slot]);
}

/* A node by its place in bytes: a level takes a fifth fewer instructions than by its number. */
static inline sim_event_node *sim_events_node(const struct sim_events *events, size_t at)
{
    return (sim_event_node *)(void *)((char *)events->nodes + at);
}

static inline void sim_events_set(struct sim_events *events, uint32_t slot, sim_event_key key)
{
    sim_event_node first = sim_event_node_of(key, slot);
    size_t at = (events->leaves + slot) * sizeof(first);

    *sim_events_node(events, at) = first;
    do {
        sim_event_node sibling = *sim_events_node(events, at ^ sizeof(first));

        first = sibling < first ? sibling : first;
        at = at / 2 & ~(sizeof(first) - 1); /* its parent */
        *sim_events_node(events, at) = first;
    } while (at > sizeof(first));
}

/* Takes a slot's event off its leaf and leaves the path to the root as it was: to be mended by
 * setting the slot's next one. */
static inline void sim_events_take(struct sim_events *events, uint32_t slot)
{
    events->nodes[events->leaves + slot] |= sim_event_node_of(SIM_EVENT_NONE, 0);
}

/* No events; the array is there. */
void sim_events_clear(struct sim_events *events);

#endif
