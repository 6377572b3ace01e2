/* SPDX-License-Identifier: GPL-3.0-or-later
 * Fork-join on real threads: the same function on n cores at a time. */
#ifndef INTERLOCK_PROBE_CREW_H
#define INTERLOCK_PROBE_CREW_H

#include <stdbool.h>
#include <stdint.h>

/* Who waits for others of the crew asks crew_is_whole() before. */
typedef void crew_fn(void *arg, int worker, int workers);

/* Runs body(arg, 0..n-1, n): the caller is worker 0, the others are threads that are created for
 * this and joined, each bound to a core of its own (probe/topology.h). Returns how long all of it
 * took, in ns; -1 when a thread could not be made. */
int64_t crew_run(int workers, crew_fn *body, void *arg);

/* The same by OpenMP, whose threads are kept from one call to the next. -1 where the compiler does
 * not have it, or OpenMP makes fewer threads. */
int64_t crew_run_openmp(int workers, crew_fn *body, void *arg);

/* For a body: waits until it is known whether all workers can be made. False: they cannot, and those
 * that have begun return. */
bool crew_is_whole(void);

#endif
