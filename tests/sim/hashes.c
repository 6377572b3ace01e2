/* SPDX-License-Identifier: GPL-3.0-or-later
 * One line for each run of many: how many steps, and a hash of all its states and records.
 *
 *   hashes FILE...
 *
 * The runs are the zoo, random scenarios and the given files, under every model that can run them.
 * tests/hashes.sh compares the lines of several compilers. */
#include "scenarios/load.h"
#include "sim/base/hash.h"
#include "sim/engine/sim.h"
#include "sim/models/models.h"
#include "tests/sim/build.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define RANDOM_SCENARIOS 100
#define CHUNK 4096

/* Of a long run the beginning is enough: what differs, differs soon. */
#define STEPS_MAX 200000

/* Hashing a state takes as long as many steps; the last state has all of them behind it. */
#define STEPS_PER_HASH 1009

static uint64_t hash_records(uint64_t hash, const struct sim_record *from,
                             const struct sim_record *to)
{
    for (; from < to; from++) {
        hash = sim_mix64(hash ^ ((uint64_t)from->dt << 32 | (uint64_t)from->arg));
        hash = sim_mix64(hash ^ ((uint64_t)from->thread << 32 | (uint64_t)from->core << 16 |
                                 (uint64_t)from->kind << 8 | from->flags));
    }
    return hash;
}

static uint64_t hash_run(struct sim *sim)
{
    static struct sim_record records[CHUNK + SIM_RECORDS_PER_STEP];
    uint64_t hash = 0;

    while (sim->head->status == SIM_GOING && sim->head->step < STEPS_MAX) {
        sim->out = records;
        while (sim->out < records + CHUNK && sim->head->status == SIM_GOING) {
            sim_step(sim);
            if (sim->head->step % STEPS_PER_HASH == 0)
                hash = sim_mix64(hash ^ sim_state_hash(sim));
        }
        hash = hash_records(hash, records, sim->out);
    }
    return sim_mix64(hash ^ sim_state_hash(sim));
}

static void print_runs(const char *name, const struct sim_scenario *scenario)
{
    struct sim_errors errors = { .count = 0 };

    for (const struct sim_model *const *model = sim_models; *model; model++) {
        struct sim *sim;
        uint64_t hash;

        errors.count = 0;
        if (!sim_model_check(*model, scenario, &errors))
            continue;
        sim = sim_create(scenario, *model, &errors);
        if (!sim)
            exit(4);
        hash = hash_run(sim);
        printf("%s %s %" PRIu64 " %016" PRIx64 "\n", name, (*model)->name, sim->head->step,
               hash);
        sim_destroy(sim);
    }
}

static bool print_file(const char *file)
{
    static struct sim_errors errors;
    const char *folder = getenv("INTERLOCK_DATA");
    const char *search[] = { folder ? folder : ".", NULL };
    struct scenario_options options = { .search = search };
    struct scenario *scenario = scenario_load(file, &options, &errors);

    scenario_print_errors(stderr, &errors);
    if (!scenario)
        return false;
    print_runs(file, &scenario->sim);
    scenario_free(scenario);
    return true;
}

int main(int argc, char **argv)
{
    static struct build build;
    char name[32];

    for (int cores = 1; cores <= 4; cores++) {
        for (int python = SIM_PYTHON_3_2; python <= SIM_PYTHON_3_14; python++) {
            snprintf(name, sizeof(name), "zoo-%d-3.%d", cores, python - SIM_PYTHON_3_2 + 2);
            build_zoo(&build, cores, (enum sim_python)python);
            build.scenario.params.until = SIM_S(2);
            print_runs(name, &build.scenario);
        }
    }
    for (int cores = 1; cores <= 4; cores++) {
        snprintf(name, sizeof(name), "native-%d", cores);
        build_native_zoo(&build, cores);
        print_runs(name, &build.scenario);
    }
    for (int way = 0; way < 8; way++) {
        snprintf(name, sizeof(name), "messages-%d", way);
        build_messages(&build, 1 + way % 3, SIM_PYTHON_3_13, way);
        build.scenario.params.until = SIM_S(2);
        print_runs(name, &build.scenario);
    }
    for (uint64_t i = 0; i < RANDOM_SCENARIOS; i++) {
        snprintf(name, sizeof(name), "random-%" PRIu64, i);
        build_random(&build, i);
        build.scenario.params.until = SIM_S(2);
        print_runs(name, &build.scenario);
    }
    for (int i = 1; i < argc; i++) {
        if (!print_file(argv[i]))
            return 3;
    }
    return 0;
}
