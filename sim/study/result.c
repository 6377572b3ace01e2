/* SPDX-License-Identifier: GPL-3.0-or-later
 * Driving a run and folding its records. */
#include "sim/study/result.h"

#include "sim/mech/translate.h"
#include "sim/study/memory.h"
#include "sim/timeline/timeline.h"
#include "sim/trace/finding.h"
#include "sim/trace/sentence.h"

#include <stdlib.h>
#include <string.h>

/* 4,096 records are 64 KiB: they stay in a second-level cache, so writing and folding them costs
 * no memory traffic. */
#define CHUNK 4096

struct drive {
    struct sim *sim;
    struct study_result *result;
    const struct study_reader *reader;
    struct sim_record chunk[CHUNK + SIM_RECORDS_PER_STEP];
};

/* Another thread than before has taken an interpreter lock. */
static void add_turn(struct study_result *result, uint32_t thread)
{
    uint16_t interp = sim_cast_interp_of(result->cast, thread);

    if (result->fold->turn != SIM_TIME_NEVER)
        sim_histogram_add(&result->turns[interp], result->fold->turn);
}

/* Unless it began within the warm-up. */
static void add_latency(struct drive *drive, uint32_t measure)
{
    const struct sim_fold *fold = drive->result->fold;

    if (fold->now - fold->measured >= drive->sim->scenario->params.warmup)
        sim_histogram_add(&drive->result->latency[measure], fold->measured);
}

static void take_record(struct drive *drive, struct sim_record record)
{
    struct study_result *result = drive->result;

    if (drive->reader)
        drive->reader->read(drive->reader->context, result->fold, record);
    if (record.kind == SIM_RECORD_DEADLOCK || record.kind == SIM_RECORD_OVERLONG) {
        struct sim_text text = SIM_TEXT(result->why);

        sim_sentence(&text, result->fold, record);
    }
    sim_fold_apply(result->fold, record);
    if (record.kind == SIM_RECORD_MEASURED)
        add_latency(drive, record.arg);
    if (record.kind == SIM_RECORD_TAKE && record.flags & SIM_RECORD_FLAG)
        add_turn(result, record.thread);
}

static bool is_enough(const struct drive *drive, const struct study_limits *limits)
{
    return limits && limits->enough && drive->result->fold->now > limits->enough;
}

static void tell(const struct drive *drive, const struct study_limits *limits)
{
    if (limits && limits->went_on)
        limits->went_on(limits->context, drive->result->fold->step);
}

/* Steps until the chunk is full, the run has ended, or `most` steps may have been made: each has one
 * record at least. */
static void fill_and_fold(struct drive *drive, uint64_t most)
{
    struct sim *sim = drive->sim;

    sim->out = drive->chunk;
    sim_fill(sim, drive->chunk + (most < CHUNK ? most : CHUNK));
    for (struct sim_record *record = drive->chunk; record < sim->out; record++)
        take_record(drive, *record);
}

static bool drive_to_end(struct drive *drive, const struct study_limits *limits,
                         struct sim_errors *errors)
{
    struct sim *sim = drive->sim;
    const char *file = sim->scenario->file;
    uint64_t most = limits && limits->events ? limits->events : UINT64_MAX;

    while (sim->head->status == SIM_GOING && !is_enough(drive, limits)) {
        if (study_is_given_up(limits))
            return sim_error_add(errors, file, 0, "interrupted", NULL);
        if (sim->head->step == most) {
            drive->result->events = sim->head->step;
            return sim_error_add(errors, file, 0,
                                 "the run has not ended within the limit of events: give it an "
                                 "end with [scenario] until, or raise --max-events",
                                 NULL);
        }
        fill_and_fold(drive, most - sim->head->step);
        tell(drive, limits);
    }
    return true;
}

static void find(struct study_result *result, const struct sim *sim)
{
    if (!sim->model->find || !sim->scenario->regions.count)
        return;
    result->finding_count = sim->model->find(sim->scenario, result->findings, STUDY_FINDINGS);
    for (uint32_t i = 0; i < result->finding_count && i < STUDY_FINDINGS; i++) {
        for (int which = 0; which < 2; which++)
            result->findings[i].op[which] =
                translate_written(sim->scenario, result->findings[i].op[which]);
    }
    if (result->outcome == SIM_REFUSED) {
        struct sim_text text = SIM_TEXT(result->why);

        sim_finding_put(&text, result->cast, &result->findings[0]);
    }
}

static uint32_t ended_daemons(const struct study_result *result)
{
    uint32_t count = 0;

    for (uint32_t i = 1; i <= result->cast->threads; i++) {
        const struct fold_thread *thread = &result->fold->threads[i];

        count += sim_cast_group_of(result->cast, i)->daemon &&
                 thread->reason == SIM_REASON_ABSENT && thread->cpu;
    }
    return count;
}

static void sum_up(const struct drive *drive, enum sim_status outcome, sim_time now,
                   uint64_t step)
{
    struct study_result *result = drive->result;
    const struct sim_fold *fold = result->fold;

    if (drive->reader && drive->reader->end)
        drive->reader->end(drive->reader->context, fold);
    sim_fold_settle(result->fold);
    result->outcome = outcome;
    result->makespan = now;
    result->events = step;
    for (uint32_t i = 1; i <= result->cast->threads; i++) {
        result->work += fold->threads[i].spent[SIM_REASON_RUNNING] +
                        fold->threads[i].spent[SIM_REASON_NATIVE];
        result->cpu += fold->threads[i].cpu;
    }
    result->daemons = ended_daemons(result);
}

/* What a result holds while and after its run; false when out of memory. Takes the cast. */
static bool prepare(struct study_result *result, struct sim_cast *cast)
{
    result->cast = cast;
    if (!cast)
        return false;
    result->fold = sim_fold_create(cast);
    result->latency = calloc(cast->measures.count + 1, sizeof(*result->latency));
    result->turns = calloc(cast->interps + 1, sizeof(*result->turns));
    return result->fold && result->latency && result->turns;
}

static bool drive(struct drive *drive, const struct study_limits *limits,
                  struct sim_errors *errors)
{
    const struct sim *sim = drive->sim;

    if (!prepare(drive->result, timeline_cast_of(sim)))
        return sim_error_add(errors, sim->scenario->file, 0, "out of memory", NULL);
    if (!drive_to_end(drive, limits, errors))
        return false;
    drive->result->memory = study_memory(sim->scenario, sim->model);
    sum_up(drive, (enum sim_status)sim->head->status, sim->head->now, sim->head->step);
    find(drive->result, sim);
    return true;
}

static void give_up(struct study_result *result)
{
    uint64_t events = result->events;

    study_result_free(result);
    result->events = events;
}

bool study_run(const struct sim_scenario *scenario, const struct sim_model *model,
               const struct study_reader *reader, const struct study_limits *limits,
               struct study_result *result, struct sim_errors *errors)
{
    struct drive *own = malloc(sizeof(*own));
    bool good = false;

    memset(result, 0, sizeof(*result));
    if (!own)
        return sim_error_add(errors, scenario->file, 0, "out of memory", NULL);
    *own = (struct drive){ .result = result, .reader = reader };
    if (sim_model_check(model, scenario, errors))
        own->sim = sim_create(scenario, model, errors);
    if (own->sim)
        good = drive(own, limits, errors);
    sim_destroy(own->sim);
    free(own);
    if (!good)
        give_up(result);
    return good;
}

/* ---- records from elsewhere ---- */

static bool read_to_end(struct drive *drive, const struct sim_tape *tape, const char *name,
                        const struct study_limits *limits, struct sim_errors *errors)
{
    uint32_t count;

    do {
        if (study_is_given_up(limits))
            return sim_error_add(errors, name, 0, "interrupted", NULL);
        count = tape->next(tape->context, drive->chunk);
        for (uint32_t i = 0; i < count; i++)
            take_record(drive, drive->chunk[i]);
        tell(drive, limits);
    } while (count && !is_enough(drive, limits));
    return true;
}

static struct sim_cast *copy_of(const struct sim_cast *cast)
{
    struct sim_cast *copy = malloc(sizeof(*copy));

    if (copy)
        *copy = *cast;
    return copy;
}

bool study_replay(const struct sim_tape *tape, const char *name,
                  const struct study_reader *reader, const struct study_limits *limits,
                  struct study_result *result, struct sim_errors *errors)
{
    struct drive *own = malloc(sizeof(*own));
    bool good;

    memset(result, 0, sizeof(*result));
    if (own)
        *own = (struct drive){ .result = result, .reader = reader };
    if (!own || !prepare(result, copy_of(tape->cast)))
        good = sim_error_add(errors, name, 0, "out of memory", NULL);
    else
        good = read_to_end(own, tape, name, limits, errors);
    if (good)
        sum_up(own, SIM_ENDED, result->fold->now, result->fold->step);
    else
        study_result_free(result);
    free(own);
    return good;
}

void study_result_free(struct study_result *result)
{
    sim_fold_destroy(result->fold);
    sim_cast_destroy(result->cast);
    free(result->latency);
    free(result->turns);
    memset(result, 0, sizeof(*result));
}
