/* SPDX-License-Identifier: GPL-3.0-or-later
 * Any bytes as a recording: read, followed, and made a scenario of. */
#include "recorder/derive.h"
#include "recorder/recording.h"
#include "scenarios/load.h"
#include "sim/trace/fold.h"
#include "tests/fuzz/target.h"

#include <stdio.h>
#include <stdlib.h>

/*
 * A damaged recording gives what is left of it. What is given must be in order of time, of threads
 * that there are, add up, and come out the same when it is read again; and a scenario that is derived
 * of it must be one.
 */
#define RECORDS_MOST 20000

static uint32_t step(struct recording *recording, struct sim_record *records)
{
    uint32_t count = recording_next(recording, records);

    fuzz_require(count <= SIM_RECORDS_PER_STEP);
    for (uint32_t i = 0; i < count; i++)
        fuzz_require(records[i].kind < SIM_RECORD_KIND_COUNT);
    return count;
}

static void add_up(struct sim_fold *fold)
{
    sim_fold_settle(fold);
    for (uint32_t i = 1; i <= fold->cast->threads; i++) {
        sim_time sum = 0;

        for (int reason = 0; reason < SIM_REASON_COUNT; reason++) {
            fuzz_require(fold->threads[i].spent[reason] >= 0);
            sum += fold->threads[i].spent[reason];
        }
        fuzz_require(sum == fold->now);
    }
}

/* Returns how many records there are, and in *length how long they last. */
static uint32_t follow(struct recording *recording, sim_time *length)
{
    const struct sim_cast *cast = recording_cast(recording);
    struct sim_fold *fold = sim_fold_create(cast);
    struct sim_record records[SIM_RECORDS_PER_STEP];
    uint32_t seen = 0, count;

    if (!fold)
        abort();
    while (seen < RECORDS_MOST && (count = step(recording, records))) {
        for (uint32_t i = 0; i < count; i++) {
            fuzz_require(records[i].thread <= cast->threads);
            sim_fold_apply(fold, records[i]);
        }
        seen += count;
    }
    add_up(fold);
    *length = fold->now;
    sim_fold_destroy(fold);
    return seen;
}

static void derive(struct recording *recording)
{
    struct sim_errors errors = { .count = 0 };
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    bool derived;

    if (!to)
        abort();
    recording_rewind(recording);
    derived = derive_scenario(recording, "fuzz", to, &errors);
    fclose(to);
    fuzz_require(!derived == (errors.count > 0));
    if (derived) {
        struct scenario *scenario = scenario_parse(text, size, "derived.ini", NULL, &errors);

        if (!scenario)
            scenario_print_errors(stderr, &errors);
        fuzz_require(scenario != NULL);
        scenario_free(scenario);
    }
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sim_errors errors = { .count = 0 };
    struct recording *recording;
    sim_time length, again;
    uint32_t records;

    fuzz_begin();
    recording = recording_parse(data, size, "fuzz", &errors);
    fuzz_require(!recording == (errors.count > 0));
    if (!recording)
        return 0;
    records = follow(recording, &length);
    recording_rewind(recording);
    fuzz_require(follow(recording, &again) == records && again == length);
    derive(recording);
    recording_close(recording);
    return 0;
}
