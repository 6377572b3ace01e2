/* SPDX-License-Identifier: GPL-3.0-or-later
 * Any bytes as a scenario file that is run for a while. */
#include "scenarios/load.h"
#include "sim/engine/check.h"
#include "sim/engine/sim.h"
#include "sim/models/models.h"
#include "tests/fuzz/target.h"

#include <stdlib.h>

/*
 * What the reader has let through, the engine must be able to run: every state valid, a bounded
 * number of records in each step, and the same from a state that was kept.
 */
#define STEPS 300
#define SMALL 200 /* threads and cores: the others would only take longer */

static void advance(struct sim *sim, uint64_t steps)
{
    struct sim_record records[SIM_RECORDS_PER_STEP];

    while (sim->head->status == SIM_GOING && sim->head->step < steps) {
        sim->out = records;
        sim_step(sim);
        fuzz_require(sim->out > records && sim->out <= records + SIM_RECORDS_PER_STEP);
        fuzz_require(!sim_check(sim));
    }
}

static void run(const struct scenario *scenario)
{
    struct sim_errors errors = { .count = 0 };
    struct sim *sim = sim_create(&scenario->sim, sim_model_of(&scenario->sim), &errors);
    uint64_t hash;
    void *kept;

    if (!sim) {
        fuzz_require(errors.count);
        return;
    }
    kept = malloc(sim->size);
    if (!kept)
        abort();
    advance(sim, STEPS / 3);
    sim_save(sim, kept);
    advance(sim, STEPS);
    hash = sim_state_hash(sim);
    sim_restore(sim, kept);
    advance(sim, STEPS);
    fuzz_require(sim_state_hash(sim) == hash);
    free(kept);
    sim_destroy(sim);
}

static bool is_small(const struct sim_scenario *sim)
{
    return sim_scenario_threads(sim) + (sim->map ? sim->map->workers : 0) < SMALL &&
           sim->params.cores < SMALL && sim->regions.count < SMALL &&
           sim_scenario_items(sim) < SMALL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sim_errors errors = { .count = 0 };
    struct scenario *scenario;

    fuzz_begin();
    scenario = scenario_parse((const char *)data, size, "fuzz.ini", NULL, &errors);
    if (scenario && is_small(&scenario->sim))
        run(scenario);
    scenario_free(scenario);
    return 0;
}
