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
 * A key is time and rank in one word, so that a level costs one comparison and no branch to
 * mispredict; beside each key stands whose it is, so that the root says who is next. Order at one
 * instant is (time, rank, slot): what kind of event goes first is the rank's to say, and among
 * equals the smaller id goes first. Time in a key has 61 bits of nanoseconds, 73 years.
 */
typedef uint64_t sim_event_key;

#define SIM_EVENT_NONE (UINT64_MAX - 1) /* one more is a number still: see sim_events_set */
#define SIM_EVENT_TIME_MAX (INT64_C(1) << 61)

/* What goes first when two events fall on one instant. What the outside world does comes before
 * what a thread does with it, and a tick sees both. */
enum sim_rank {
    SIM_RANK_TIMER, /* a time-out, the end of an I/O wait or a sleep, a thread coming up */
    SIM_RANK_BURST, /* a thread has done what it was doing */
    SIM_RANK_TICK,  /* a core's scheduler looks round */
};

struct sim_events {
    sim_event_key *keys; /* 2 * leaves each, in the state block; [0] unused */
    uint32_t *slots;     /* whose key that is */
    uint32_t leaves;     /* a power of two */
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

/* The first event; SIM_EVENT_NONE when there is none. */
static inline sim_event_key sim_events_first(const struct sim_events *events)
{
    return events->keys[1];
}

/* Whose the first event is; there must be one. */
static inline uint32_t sim_events_first_slot(const struct sim_events *events)
{
    return events->slots[1];
}

static inline sim_event_key sim_events_of(const struct sim_events *events, uint32_t slot)
{
    return events->keys[events->leaves + slot];
}

static inline void sim_events_set(struct sim_events *events, uint32_t slot, sim_event_key key)
{
    sim_event_key *keys = events->keys;
    uint32_t *slots = events->slots;
    size_t node = events->leaves + slot;

    keys[node] = key;
    while (node > 1) {
        sim_event_key sibling = keys[node ^ 1];
        uint32_t whose = slots[node ^ 1];
        /* A right child gives way to an equal left one, whose slot is smaller. */
        int is_first = sibling < key + (node & 1);

        key = is_first ? sibling : key;
        slot = is_first ? whose : slot;
        node >>= 1;
        keys[node] = key;
        slots[node] = slot;
    }
}

/* No events; the arrays are there. */
void sim_events_clear(struct sim_events *events);

#endif
