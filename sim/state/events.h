/* SPDX-License-Identifier: GPL-3.0-or-later
 * The event queue: one pending event for each entity, the first of all at hand. */
#ifndef INTERLOCK_SIM_STATE_EVENTS_H
#define INTERLOCK_SIM_STATE_EVENTS_H

#include "sim/base/hint.h"
#include "sim/base/ids.h"
#include "sim/base/time.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * An entity (a thread, a core) has one slot and thus at most one pending event; whoever needs two
 * is two entities. Arming overwrites, cancelling costs the same, and nothing stale is ever in the
 * queue.
 *
 * The slots, which count from 1 as ids do, are the leaves of a winner tree: each inner node is the
 * first of its children, so node 1 is when the next event is due, and a change replays one path from
 * leaf to root. A node has four children, and node n those from 4n on; only the root has two where
 * the leaves are twice a power of four:
 *
 *                               1: 5ms
 *                 /              \
 *              2: 7ms          3: 5ms
 *           /   |   |   \       /  |  |  \
 *        8: 7ms 9: -  10: -  11: 9ms   12: 5ms  ...     leaves: slot i at leaves + i - 1
 *
 * A node is one word: when, what kind of event, and below that whose. So the root says who is next, a
 * level has no branch to mispredict, and what is compared lies side by side. On the way up the others'
 * first does not depend on who comes, so a level is one comparison after the other:
 *
 *     63                          22   20                 0
 *     +-----------------------------+----+----------------+
 *     | nanoseconds from the origin |rank| slot           |
 *     +-----------------------------+----+----------------+
 *
 * Order at one instant is (time, rank, slot): what kind of event goes first is the rank's to say, and
 * among equals the smaller id goes first.
 *
 * There is room for 73 minutes. What is due later is far: behind all that is near, its time in a row
 * beside the tree. When a far event is the next, the origin is moved to it (sim_events_turn), and all
 * others get their places from there. Since nothing is armed for the past, the origin is never after
 * what a node has to tell. Trees whose roots are compared have the same origin.
 */
typedef uint64_t sim_event_node;

#define SIM_EVENT_SLOT_BITS 20
#define SIM_EVENT_TIME_SHIFT (SIM_EVENT_SLOT_BITS + 2)
#define SIM_EVENT_FAR ((UINT64_C(1) << (64 - SIM_EVENT_TIME_SHIFT)) - 1) /* as time of a node */
#define SIM_EVENT_NONE UINT64_MAX
#define SIM_EVENT_TIME_MAX (INT64_C(1) << 61) /* what is due later is due then */

_Static_assert(SIM_THREADS_MAX < 1 << SIM_EVENT_SLOT_BITS, "a node tells whose it is");

/* What goes first when two events fall on one instant. What the outside world does comes before
 * what a thread does with it, and a tick sees both. */
enum sim_rank {
    SIM_RANK_TIMER, /* a time-out, the end of an I/O wait or a sleep, a thread coming up */
    SIM_RANK_BURST, /* a thread, which has a core, has done what it was doing */
    SIM_RANK_TICK,  /* a core's scheduler looks round */
};

struct sim_events {
    sim_event_node *nodes; /* 2 * leaves, in the state block; [0] is the origin */
    sim_time *far;         /* by slot: when, if the slot's event is far */
    uint32_t leaves;       /* a power of two */
    uint32_t before;       /* one less: what stands before the leaf of slot 1 */
};

/* Sets the number of leaves, for that many slots. */
void sim_events_size(struct sim_events *events, uint32_t slots);

/* Is each inner node what its children say? For checks. */
bool sim_events_are_played(const struct sim_events *events);

/* No events, and the origin at 0; the arrays are there. */
void sim_events_clear(struct sim_events *events);

/* Moves the origin to `now`, before which nothing is due. */
void sim_events_turn(struct sim_events *events, sim_time now);

/* Notes a far event's time. Returns the time that its node shows. */
SIM_SELDOM uint64_t sim_events_note_far(struct sim_events *events, uint32_t slot,
                                        sim_time time);

/* Whose the first is where all are far. */
SIM_SELDOM uint32_t sim_events_first_far(const struct sim_events *events);

static inline bool sim_event_is_far(sim_event_node node)
{
    return node >> SIM_EVENT_TIME_SHIFT == SIM_EVENT_FAR;
}

/* The first event; SIM_EVENT_NONE when there is none. */
static inline sim_event_node sim_events_first(const struct sim_events *events)
{
    return events->nodes[1];
}

/* Whose it is. */
static inline uint32_t sim_event_slot(sim_event_node node)
{
    return node & ((1 << SIM_EVENT_SLOT_BITS) - 1);
}

static inline enum sim_rank sim_event_rank(sim_event_node node)
{
    return (enum sim_rank)(node >> SIM_EVENT_SLOT_BITS & 3);
}

/* Of a thread's event: is it the end of a burst? One bit tells, as it is never a tick. */
static inline bool sim_event_ends_burst(sim_event_node node)
{
    return node >> SIM_EVENT_SLOT_BITS & SIM_RANK_BURST;
}

/* Whose the first event is; there must be one. */
static inline uint32_t sim_events_first_slot(const struct sim_events *events)
{
    sim_event_node first = sim_events_first(events);

    return sim_event_is_far(first) ? sim_events_first_far(events) : sim_event_slot(first);
}

/* From when on events are far. */
static inline sim_time sim_events_end(const struct sim_events *events)
{
    return (sim_time)(events->nodes[0] + SIM_EVENT_FAR);
}

/* How long after the origin that is: from SIM_EVENT_FAR on it is far, or never. */
static inline uint64_t sim_events_since(const struct sim_events *events, sim_time time)
{
    return (uint64_t)time - events->nodes[0];
}

/* The first of all nodes that are due then, or the first that is far. */
static inline sim_event_node sim_events_from(const struct sim_events *events, sim_time time)
{
    uint64_t since = sim_events_since(events, time);

    return (since < SIM_EVENT_FAR ? since : SIM_EVENT_FAR) << SIM_EVENT_TIME_SHIFT;
}

/* When a node that is near is due. */
static inline sim_time sim_events_when(const struct sim_events *events, sim_event_node node)
{
    return (sim_time)(events->nodes[0] + (node >> SIM_EVENT_TIME_SHIFT));
}

/* When the first event is due; SIM_TIME_NEVER when there is none. */
static inline sim_time sim_events_next(const struct sim_events *events)
{
    sim_event_node first = sim_events_first(events);

    if (sim_event_is_far(first))
        return first == SIM_EVENT_NONE ? SIM_TIME_NEVER
                                       : events->far[sim_events_first_far(events)];
    return sim_events_when(events, first);
}

/* Has the slot an event? */
static inline bool sim_events_has(const struct sim_events *events, uint32_t slot)
{
    return events->nodes[events->before + slot] != SIM_EVENT_NONE;
}

/* When the slot's event is due; it must have one. */
static inline sim_time sim_events_time(const struct sim_events *events, uint32_t slot)
{
    sim_event_node leaf = events->nodes[events->before + slot];

    return sim_event_is_far(leaf) ? events->far[slot] : sim_events_when(events, leaf);
}

/* Of what kind it is; it must have one. */
static inline enum sim_rank sim_events_rank(const struct sim_events *events, uint32_t slot)
{
    return sim_event_rank(events->nodes[events->before + slot]);
}

static inline sim_event_node sim_event_earlier(sim_event_node a, sim_event_node b)
{
    return b < a ? b : a;
}

/* The path from the slot's leaf to the root. Four at a time: measured, with two threads a hand-off
 * takes a twentieth less than by two, and with 1024 as much. */
static inline void sim_events_put(struct sim_events *events, uint32_t slot, sim_event_node node)
{
    sim_event_node *nodes = events->nodes;
    size_t at = events->before + slot;

    nodes[at] = node;
    for (; at >= 4; at /= 4) {
        sim_event_node others =
            sim_event_earlier(nodes[at ^ 1], sim_event_earlier(nodes[at ^ 2], nodes[at ^ 3]));

        node = sim_event_earlier(node, others);
        nodes[at / 4] = node;
    }
    if (at > 1)
        nodes[1] = sim_event_earlier(node, nodes[at ^ 1]);
}

/* An event so long after the origin. */
static inline void sim_events_set_since(struct sim_events *events, uint32_t slot,
                                        uint64_t since, enum sim_rank rank)
{
    sim_events_put(events, slot,
                   since << SIM_EVENT_TIME_SHIFT | (uint64_t)rank << SIM_EVENT_SLOT_BITS |
                       slot);
}

static inline void sim_events_set(struct sim_events *events, uint32_t slot, sim_time time,
                                  enum sim_rank rank)
{
    uint64_t since = sim_events_since(events, time);

    if (since >= SIM_EVENT_FAR)
        since = sim_events_note_far(events, slot, time);
    sim_events_set_since(events, slot, since, rank);
}

static inline void sim_events_cancel(struct sim_events *events, uint32_t slot)
{
    sim_events_put(events, slot, SIM_EVENT_NONE);
}

/* Takes a slot's event off its leaf and leaves the path to the root as it was: to be mended by
 * setting the slot's next one, or by cancelling. Returns the leaf: has it a next one? */
static inline const sim_event_node *sim_events_take(struct sim_events *events, uint32_t slot)
{
    sim_event_node *leaf = &events->nodes[events->before + slot];

    *leaf = SIM_EVENT_NONE;
    return leaf;
}

#endif
