/* SPDX-License-Identifier: GPL-3.0-or-later
 * Which cores this program may use, and putting threads on them. */
#ifndef INTERLOCK_PROBE_PIN_H
#define INTERLOCK_PROBE_PIN_H

#include <stdbool.h>
#include <sys/types.h>

#define PROBE_CORES_MAX 1024

/*
 * Most probes look at two cores. `here` is the first that the program may use; `there` is the
 * next one that is not the same core's other hardware thread, for two of those share what is
 * being measured. The same numbers every time, so that runs can be compared.
 */
struct probe_cores {
    int count;     /* that this program may use */
    int here;      /* the kernel's numbers */
    int there;     /* == here when there is but one */
    bool pinnable; /* setting the affinity is permitted */
    int id[PROBE_CORES_MAX];
};

/* Found at the first call, which must come before any pinning. */
const struct probe_cores *probe_cores(void);

/* Moves the calling thread to that core, and keeps it there; false when not permitted. */
bool probe_pin(int core);

/* Lets a thread (0: the calling one; else a kernel thread id) run on any of the cores. It stays
 * where it is for now. */
void probe_unpin(pid_t thread);

/* Like probe_pin() for another thread; when it runs or is queued, it moves at once. */
void probe_pin_other(pid_t thread, int core);

#endif
