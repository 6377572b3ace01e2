/* SPDX-License-Identifier: GPL-3.0-or-later
 * The machine's device: a processor of its own that does one thing after the other. */
#ifndef INTERLOCK_SIM_MECH_DEVICE_H
#define INTERLOCK_SIM_MECH_DEVICE_H

#include "sim/engine/engine.h"

/*
 * A graphics processor, for one. What threads give it, it does in the order in which it gets it, so
 * all there is to know is when it will be done with all it has: whoever comes then waits from
 * there on. That needs no event of the device's own: each thread knows the end of its work when it
 * hands it over.
 *
 * `ahead` is a launch that is not waited for; `device 0ms` then waits for all that was given.
 *
 * Left out: several queues and work of several at the same time; copying between its memory and the
 * machine's, which is work of so many milliseconds like any other.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

struct sim_device {
    sim_time free; /* it will have done what it was given */
};

#pragma GCC diagnostic pop

void device_layout(struct sim *sim, struct sim_layout *layout);

#endif
