/* SPDX-License-Identifier: GPL-3.0-or-later
 * The replica as a probe. */
#include "probe/probes.h"
#include "probe/replica.h"

/* The probability that a requester is still awake when the holder answers, from two threads
 * that compute on two cores. It turns on a race of some hundred nanoseconds in the kernel
 * and so has to be measured with the very protocol. At an interval of 1 ms there are enough
 * hand-overs, and sleeps are as deep as at 5 ms. */
#define INTERVAL 1000000
#define AWAKE 4000

void probe_awake_share(struct probe_result *result, double seconds)
{
    struct replica_config config = {
        .computing = 2, .interval = INTERVAL, .seconds = seconds, .place = REPLICA_APART
    };
    struct replica_run run;

    if (!replica_run(&run, &config)) {
        replica_fini(&run);
        return;
    }
    for (size_t i = 0; i < run.handover_count; i++) {
        const struct replica_handover *handover = &run.handovers[i];

        if (handover->requester >= 0 && handover->winner == handover->requester)
            probe_samples_add(&result->samples, handover->taken - handover->released < AWAKE);
    }
    replica_fini(&run);
}
