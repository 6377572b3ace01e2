/* SPDX-License-Identifier: GPL-3.0-or-later
 * How busy the rest of the machine was meanwhile. */
#ifndef INTERLOCK_PROBE_LOAD_H
#define INTERLOCK_PROBE_LOAD_H

#include <stdint.h>

/*
 * A measurement is worth as much as the machine was quiet. The kernel counts the processor time
 * of all cores in /proc/stat, in hundredths of a second; what is not this program's own is the
 * others'. Both in cores: 0.5 is half of one core.
 */
struct probe_load {
    int64_t time;            /* ns, on the scale of probe_now() */
    double busy, own, steal; /* s since boot or start */
};

struct probe_load_figures {
    double other_cpu; /* used by other programs, in cores */
    double steal;     /* taken by the hypervisor, in cores */
    double own_cpu;   /* used by this program, in cores */
    double pace;      /* by which share the processor changed its pace (pace.h); 0: not noted */
    double shared;    /* for which share of the time two cores were not whole (pace.h) */
};

/* Above this, in cores, other programs disturb what is measured here: on two cores their
 * share of one, and their wake-ups, come between. */
#define PROBE_LOAD_TOO_BUSY 0.3

/* How often the cores have changed threads since boot, all together: exact, unlike the times, but it
 * does not tell whose threads. The same always where the kernel does not say. */
uint64_t probe_load_switches(void);

struct probe_load probe_load_begin(void);
struct probe_load_figures probe_load_since(const struct probe_load *begin);

#endif
