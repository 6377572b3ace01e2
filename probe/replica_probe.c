/* SPDX-License-Identifier: GPL-3.0-or-later
 * The replica as a probe. */
#include "probe/probes.h"
#include "probe/replica.h"

/* How a holder that answers finds the one who has asked, from two threads that compute on two
 * cores. It turns on races of some hundred nanoseconds in the kernel and so has to be measured with
 * the very protocol. At an interval of 1 ms there are enough hand-overs, and sleeps are as deep as
 * at 5 ms. */
#define INTERVAL 1000000

/* measured: hand-overs of some fifty pairs in a tenth of a second. In the hundredths that --quick has for
 * each probe there is one or none, and what two computing threads beside a sleeper come to hinges on it. */
#define LEAST_SECONDS 0.1

#define MET(state) (1u << REPLICA_##state)

/* A sample for each hand-over to who had asked and was met in one of the states `among`: was it one
 * of `these`? */
static void count_met(struct probe_result *result, double seconds, unsigned these,
                      unsigned among)
{
    struct replica_config config = { .computing = 2,
                                     .interval = INTERVAL,
                                     .seconds =
                                         seconds > LEAST_SECONDS ? seconds : LEAST_SECONDS,
                                     .place = REPLICA_APART };
    struct replica_run run;

    if (!replica_run(&run, &config)) {
        replica_fini(&run);
        return;
    }
    for (size_t i = 0; i < run.handover_count; i++) {
        const struct replica_handover *handover = &run.handovers[i];
        unsigned met = 1u << replica_met(&run, i);

        if (handover->requester >= 0 && handover->winner == handover->requester && met & among)
            probe_samples_add(&result->samples, (met & these) != 0);
    }
    replica_fini(&run);
}

void probe_awake_share(struct probe_result *result, double seconds)
{
    unsigned awake = MET(AWAKE) | MET(AT_MUTEX);

    count_met(result, seconds, awake, awake | MET(ASLEEP));
}

void probe_mutex_held_share(struct probe_result *result, double seconds)
{
    count_met(result, seconds, MET(AT_MUTEX), MET(AWAKE) | MET(AT_MUTEX));
}
