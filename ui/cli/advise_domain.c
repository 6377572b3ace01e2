/* SPDX-License-Identifier: GPL-3.0-or-later
 * Where the numbers hold. */
#include "config.h"

#include "ui/cli/advise.h"

#include "sim/mech/interp.h"

#include <string.h>

/*
 * What was compared with real interpreters stands in tests/agreement/reference.csv: CPython 2.7 to
 * 3.14t on a machine with two cores, up to 32 threads, messages up to 16 MiB. A model may well hold
 * further out, but nobody has looked; beyond several times of it, advice is a guess.
 */
#define MESSAGE_MOST (INT64_C(16) << 20)
#define CORES_COMPARED 2
#define CORES_MOST                                                                             \
    64 /* assumed: larger machines have caches and sockets that are not modelled */
#define THREADS_MOST 20000 /* compared with ten thousand tasks and threads */

static int64_t largest_message(const struct sim_scenario *sim)
{
    int64_t most = 0;

    if (sim->map)
        most = sim->map->argument > sim->map->result ? sim->map->argument : sim->map->result;
    for (uint32_t i = 0; i < sim->op_count; i++) {
        int64_t size = sim_dist_mean(&sim->ops[i].amount, sim->table);

        if (sim->ops[i].kind == SIM_OP_SEND && size > most)
            most = size;
    }
    return most;
}

/* A sentence around what is there and how far it was looked at. */
struct bound {
    const char *parameter, *before, *between, *after;
    int64_t limit, now;
};

static void say(struct advise *advise, const struct bound *bound)
{
    struct advised_finding *finding = advised_add(advise->advised, "domain");

    snprintf(finding->text, sizeof(finding->text), "%s %lld %s %lld %s", bound->before,
             (long long)bound->now, bound->between, (long long)bound->limit, bound->after);
    snprintf(finding->parameter, sizeof(finding->parameter), "%s", bound->parameter);
}

/* measured: on virtual machines, by day; beside two that compute the mean answer of convoy-2 takes 9 ms at
 * the one and 80 ms at the other */
#define AWAKE_LEAST "machine.awake_share=40%"
#define AWAKE_MOST "machine.awake_share=95%"
#define HINGES 1.5 /* assumed: what differs by so much decides */

/* May anything turn on who is still awake, of which nothing is known of this machine? */
static bool may_hinge(const struct advise *advise)
{
    const struct sim_scenario *sim = &advise->scenario->sim;
    const char *source = advise->scenario->origins[SIM_PARAM_awake_share].source;

    return advise->own->lock == INTERP_LOCK_GIL && sim->params.cores > 1 &&
           sim_scenario_threads(sim) > 2 &&
           !(source && !strncmp(source, "measured", strlen("measured")));
}

static bool hinges_on_awake(const struct advise *advise, struct study_interval *ratio)
{
    const char *const least[] = { AWAKE_LEAST, NULL }, *const most[] = { AWAKE_MOST, NULL };
    double few[STUDY_REPLICATIONS], many[STUDY_REPLICATIONS];

    return may_hinge(advise) && advise_times(advise, least, few) &&
           advise_times(advise, most, many) &&
           study_interval_of_means(many, few, (size_t)advise->advised->replications, ratio) &&
           (ratio->mean >= HINGES || ratio->mean <= 1 / HINGES);
}

static void say_awake(struct advise *advise, double ratio)
{
    struct advised_finding *finding = advised_add(advise->advised, "domain");
    const char *const settings[] = { AWAKE_MOST, NULL };

    snprintf(
        finding->text, sizeof(finding->text),
        "it hinges on machine.awake_share, which is assumed: with 95 %% it takes %.1f times as "
        "long as with 40 %%; machines have either, and interlock calibrate measures it",
        ratio);
    snprintf(finding->parameter, sizeof(finding->parameter), "machine.awake_share");
    advise_command(advise, finding->command, sizeof(finding->command), "run", settings);
}

bool advise_domain(struct advise *advise)
{
    const struct sim_scenario *sim = &advise->scenario->sim;
    const struct bound bounds[] = {
        { "machine.cores", "a machine of",
          "cores is outside of what is validated: of more than",
          "the sockets and caches are not modelled", CORES_MOST, sim->params.cores },
        { "map.argument", "a message of",
          "bytes is outside of what is validated: pickling was measured up to", "bytes",
          MESSAGE_MOST, largest_message(sim) },
        { "thread.count", "a program of",
          "threads is outside of what is validated: it was compared with real ones of up to",
          "threads", THREADS_MOST, (int64_t)sim_scenario_threads(sim) },
    };
    const struct bound compared = { "machine.cores",
                                    "with",
                                    "cores the model is what its rules say: it was compared "
                                    "with real interpreters on",
                                    "cores",
                                    CORES_COMPARED,
                                    sim->params.cores };
    struct study_interval ratio;
    bool outside = false;

    for (size_t i = 0; i < sizeof(bounds) / sizeof(*bounds); i++) {
        if (bounds[i].now <= bounds[i].limit)
            continue;
        say(advise, &bounds[i]);
        outside = true;
    }
    if (!outside && compared.now > compared.limit)
        say(advise, &compared);
    if (hinges_on_awake(advise, &ratio))
        say_awake(advise, ratio.mean);
    return outside;
}
