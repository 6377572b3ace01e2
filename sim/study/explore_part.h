/* SPDX-License-Identifier: GPL-3.0-or-later
 * The graph of states and choices; for the files of explore. */
#ifndef INTERLOCK_SIM_STUDY_EXPLORE_PART_H
#define INTERLOCK_SIM_STUDY_EXPLORE_PART_H

#include "sim/study/explore.h"

#define NOWHERE UINT32_MAX

struct state_key {
    uint64_t a, b;
};

struct node {
    struct state_key key;
    uint32_t first_edge, edge_count;
    uint32_t outcome; /* NOWHERE: it goes on */
    bool several;     /* there is a choice here: more than one could go on */
};

struct edge {
    uint32_t to; /* NOWHERE: not gone along, for lack of room */
    uint32_t thread;
};

struct graph {
    struct node *nodes; /* the first is the beginning */
    size_t node_count, node_room;
    struct edge *edges;
    size_t edge_count, edge_room;
    uint32_t *order; /* nodes, each behind all that it leads to */
    size_t order_count, order_room;
    struct explore *result;
    size_t outcome_room;
    uint32_t threads;
};

/* ---- what threads will touch: explore_sets.c ---- */

/* Objects are bits; where there are more than bits, nothing is known. */
struct future {
    uint64_t *of;     /* each op: what its thread may touch from there on; NULL: not known */
    uint64_t started; /* threads as objects, that some op starts or joins */
};

/* A set is named by the objects that its threads will touch, or by the one thread that will touch
 * none. */
struct thread_set {
    uint64_t objects;
    uint32_t alone; /* 0: see objects */
    uint32_t ready;
};

/* False when out of memory. */
bool look_ahead(struct future *future, const struct sim_scenario *scenario);

/* The set with the fewest threads to choose from, but one at least; all threads as one set where
 * nothing is known. `ready` is count_ready(). */
struct thread_set smallest_set(const struct future *future, const struct sim *sim,
                               uint32_t ready);

bool is_in_set(const struct future *future, const struct sim *sim, const struct thread_set *set,
               uint32_t thread);

/* Threads that may be chosen. */
uint32_t count_ready(const struct sim *sim);

/* Counts the schedules to each outcome, and finds one with the fewest switches. */
bool explore_paths(struct graph *graph);

#endif
