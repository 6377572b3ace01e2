/* SPDX-License-Identifier: GPL-3.0-or-later
 * In which order the machine's cores are taken, and what is said of them. */
#ifndef INTERLOCK_PROBE_TOPOLOGY_H
#define INTERLOCK_PROBE_TOPOLOGY_H

#include "probe/pin.h"

/*
 * Two hardware threads of one core share what a kernel is to measure, so each core is taken once
 * before any is taken twice. hwloc knows which is which; without it the kernel's own numbering has
 * to do, in which siblings mostly come last.
 */
struct topology {
    int count;               /* hardware threads this program may use */
    int cores;               /* real ones among them; 0: not known */
    int id[PROBE_CORES_MAX]; /* in the order in which they are taken, the kernel's numbers */
    char text[160];          /* for people */
};

/* Of another machine: `hybrid` are those of its hardware threads that belong to its slowest kind of
 * core, if it has several kinds. */
struct topology_other {
    int count, cores, hybrid;
    char text[160];
};

/* Reads what hwloc's lstopo wrote as XML. NULL, or why it cannot be read. */
const char *topology_read(const char *path, struct topology_other *other);

/* Found at the first call, which must come before any pinning. */
const struct topology *topology_get(void);

/* How many share a core, of so many hardware threads of so many cores (0: not known) of which `slow` have
 * one: 2, or 1 where it is otherwise, or cannot be told. */
int topology_threads_per_core(int threads, int cores, int slow);

#endif
