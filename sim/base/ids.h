/* SPDX-License-Identifier: GPL-3.0-or-later
 * Names for the rows of a running machine. */
#ifndef INTERLOCK_SIM_BASE_IDS_H
#define INTERLOCK_SIM_BASE_IDS_H

#include <stdint.h>

/*
 * State holds ids, never pointers: a checkpoint is then a copy of bytes, and two runs can be
 * compared byte for byte. Each kind of row has a type of its own, so that passing a core for a
 * thread does not compile. Zero means "none"; row 0 of every array stands unused for it.
 * Rows are never freed during a run, so an id needs no generation.
 */
struct sim_thread_id {
    uint32_t i;
};

struct sim_core_id {
    uint16_t i;
};

struct sim_interp_id { /* an interpreter, and with it its lock */
    uint16_t i;
};

#define SIM_NO_THREAD ((struct sim_thread_id){ 0 })

/* The most rows of each kind that a scenario may ask for. */
#define SIM_CORES_MAX 1024
#define SIM_THREADS_MAX 1000000
#define SIM_INTERPS_MAX 65535

#endif
