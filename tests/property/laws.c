/* SPDX-License-Identifier: GPL-3.0-or-later
 * What holds for every run of every scenario. */
#include "tests/property/laws.h"

#include "scenarios/load.h"
#include "sim/base/rng.h"
#include "sim/engine/check.h"
#include "sim/timeline/timeline.h"
#include "tests/property/chosen.h"
#include "tests/property/generate.h"
#include "tests/property/watch.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * A run is made five times, and two more where somebody can choose who goes on (chosen.c):
 *
 *   first     watched: every record is folded, every state is looked over
 *   again     from the file anew: the same records and states (determinism)
 *   restored  in the first machine, from states that the second has saved
 *   travelled by a timeline with few checkpoints, backwards and forwards
 *   commanded by a timeline whose parameters are changed on the way, and repeated
 *
 * and compared at the same few steps. Records are compared by their hash.
 */
#define STEPS_MOST 4000 /* beyond them a run is cut, and no verdict given on its end */
#define CUTS 4
#define SAME_INSTANT                                                                           \
    3000 /* steps that a machine of this size never needs without time, 101 in 10000 files; less \
          * than STEPS_MOST, or nobody would see */

struct cut {
    uint64_t step, hash, records;
    unsigned char *state;
};

struct trial {
    struct scenario *scenario;
    const struct sim_model *model;
    uint64_t stream, drawn;
    uint64_t steps, hash, records; /* of the first run, at its end */
    sim_time length;
    enum sim_status status;
    struct cut cuts[CUTS]; /* ascending */
    struct laws_tally *tally;
};

static uint64_t below(struct trial *trial, uint64_t limit)
{
    return sim_draw_below(sim_draw(trial->stream, SIM_FOR_WORK, trial->drawn++), limit);
}

void laws_broken(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    _exit(LAWS_BROKEN);
}

static struct sim *machine(struct trial *trial)
{
    struct sim_errors errors = { .count = 0 };
    struct sim *sim = sim_create(&trial->scenario->sim, trial->model, &errors);

    if (!sim)
        laws_broken("a scenario that was accepted cannot be run: %s", errors.list[0].text);
    return sim;
}

/* One step; what it recorded goes into `hash`. */
static uint32_t step(struct sim *sim, struct sim_record *records, uint64_t *hash)
{
    uint32_t count;

    sim->out = records;
    sim_step(sim);
    count = (uint32_t)(sim->out - records);
    if (count < 1 || count > SIM_RECORDS_PER_STEP)
        laws_broken("step %lu has %u records", (unsigned long)sim->head->step, count);
    for (uint32_t i = 0; i < count; i++) {
        if (!(records[i].flags & SIM_RECORD_FIRST) != (i > 0))
            laws_broken("step %lu: its record %u is marked wrongly as the first or not",
                        (unsigned long)sim->head->step, i);
    }
    *hash = sim_hash(records, count * sizeof(*records), *hash);
    return count;
}

/* ---- first: what is so at each step ---- */

static void watched(struct trial *trial)
{
    struct sim *sim = machine(trial);
    struct watch *watch = watch_create(sim);
    struct sim_record records[SIM_RECORDS_PER_STEP];
    sim_time now = 0;
    uint32_t here = 0;

    while (sim->head->status == SIM_GOING && sim->head->step < STEPS_MOST) {
        uint32_t count = step(sim, records, &trial->records);
        const char *wrong = sim_check(sim);

        if (wrong)
            laws_broken("step %lu: it does not hold that %s", (unsigned long)sim->head->step,
                        wrong);
        if (sim->head->now < now)
            laws_broken("step %lu: time runs backwards", (unsigned long)sim->head->step);
        here = sim->head->now > now ? 0 : here + 1;
        if (here > SAME_INSTANT)
            laws_broken("step %lu: no time passes any more", (unsigned long)sim->head->step);
        now = sim->head->now;
        for (uint32_t i = 0; i < count; i++) {
            trial->tally->records[records[i].kind]++;
            watch_record(watch, records[i]);
        }
        watch_step(watch);
    }
    watch_end(watch);
    trial->status = (enum sim_status)sim->head->status;
    trial->steps = sim->head->step;
    trial->length = now;
    trial->hash = sim_state_hash(sim);
    watch_destroy(watch);
    sim_destroy(sim);
}

/* ---- again, and restored ---- */

static void choose_cuts(struct trial *trial)
{
    for (int i = 0; i < CUTS; i++)
        trial->cuts[i].step = below(trial, trial->steps + 1);
    for (int i = 1; i < CUTS; i++) {
        for (int k = i; k && trial->cuts[k].step < trial->cuts[k - 1].step; k--) {
            uint64_t kept = trial->cuts[k].step;

            trial->cuts[k].step = trial->cuts[k - 1].step;
            trial->cuts[k - 1].step = kept;
        }
    }
}

static void compare_end(const struct trial *trial, const struct sim *sim, uint64_t records,
                        const char *how)
{
    if (sim->head->step != trial->steps || sim->head->status != (uint32_t)trial->status ||
        sim->head->now != trial->length)
        laws_broken("%s: the run ends elsewhere: step %lu, not %lu", how,
                    (unsigned long)sim->head->step, (unsigned long)trial->steps);
    if (sim_state_hash(sim) != trial->hash)
        laws_broken("%s: the last state differs", how);
    if (records != trial->records)
        laws_broken("%s: what is recorded differs", how);
}

static void run_to(struct sim *sim, uint64_t wanted, uint64_t *hash)
{
    struct sim_record records[SIM_RECORDS_PER_STEP];

    while (sim->head->status == SIM_GOING && sim->head->step < wanted)
        step(sim, records, hash);
}

static void again(struct trial *trial)
{
    struct sim *sim = machine(trial);
    uint64_t records = 0;

    for (int i = 0; i < CUTS; i++) {
        struct cut *cut = &trial->cuts[i];

        run_to(sim, cut->step, &records);
        cut->hash = sim_state_hash(sim);
        cut->records = records;
        cut->state = malloc(sim->size);
        if (!cut->state)
            abort();
        sim_save(sim, cut->state);
    }
    run_to(sim, trial->steps, &records);
    compare_end(trial, sim, records, "again");
    sim_destroy(sim);
}

/* Into a machine that stands elsewhere, from the last to the first. */
static void restored(struct trial *trial)
{
    struct sim *sim = machine(trial);

    for (int i = CUTS; i-- > 0;) {
        uint64_t records = trial->cuts[i].records;

        sim_restore(sim, trial->cuts[i].state);
        run_to(sim, trial->steps, &records);
        compare_end(trial, sim, records, "restored");
    }
    sim_destroy(sim);
}

/* ---- travelled, and commanded ---- */

static struct timeline *timeline_of(struct trial *trial)
{
    struct sim_errors errors = { .count = 0 };
    struct timeline *timeline = timeline_create(&trial->scenario->sim, trial->model,
                                                (size_t)1 << below(trial, 22), &errors);

    if (!timeline)
        laws_broken("no timeline: %s", errors.list[0].text);
    timeline->spacing = 1 + below(trial, 200);
    return timeline;
}

static void visit(struct timeline *timeline, uint64_t wanted, uint64_t hash, const char *how)
{
    if (!timeline_seek(timeline, wanted) || timeline_step_now(timeline) != wanted)
        laws_broken("%s: step %lu cannot be reached", how, (unsigned long)wanted);
    if (timeline->diverged)
        laws_broken("%s: step %lu was different before", how,
                    (unsigned long)timeline->diverged);
    if (sim_state_hash(timeline->sim) != hash)
        laws_broken("%s: step %lu has another state", how, (unsigned long)wanted);
}

static void travelled(struct trial *trial)
{
    struct timeline *timeline = timeline_of(trial);

    visit(timeline, trial->cuts[2].step, trial->cuts[2].hash, "forwards");
    visit(timeline, trial->cuts[0].step, trial->cuts[0].hash, "backwards");
    visit(timeline, trial->steps, trial->hash, "to the end");
    for (int i = CUTS; i-- > 0;)
        visit(timeline, trial->cuts[i].step, trial->cuts[i].hash, "back from the end");
    timeline_destroy(timeline);
}

/* A live parameter gets some value that it may have. */
static struct timeline_command command(struct trial *trial)
{
    struct timeline_command made = { .thread = 0 };
    const struct sim_param *param;
    int64_t value;

    do {
        made.param = (enum sim_param_id)below(trial, SIM_PARAM_COUNT);
        param = &sim_param_table[made.param];
    } while (param->when != SIM_LIVE);
    value = below(trial, 4)   ? (int64_t)below(trial, 3 * (uint64_t)param->def + 3)
            : below(trial, 2) ? param->least
                              : param->most;
    value = value < param->least ? param->least : value > param->most ? param->most : value;
    if (param->type == SIM_TYPE_LATENCY)
        made.dist = sim_dist_constant(value);
    else
        made.number = value;
    return made;
}

static void commanded(struct trial *trial)
{
    struct timeline *timeline = timeline_of(trial);
    uint64_t hash, steps;

    for (int i = 0; i < CUTS; i++) {
        if (!timeline_seek(timeline, trial->cuts[i].step))
            laws_broken("commanded: out of memory");
        if (timeline->sim->head->status == SIM_GOING &&
            !timeline_command(timeline, command(trial)))
            laws_broken("commanded: a parameter cannot be changed");
        trial->tally->commands++;
    }
    timeline_run(timeline, STEPS_MOST);
    steps = timeline_step_now(timeline);
    hash = sim_state_hash(timeline->sim);
    visit(timeline, trial->cuts[0].step, trial->cuts[0].hash, "before the first command");
    visit(timeline, steps, hash, "after all commands, again");
    timeline_destroy(timeline);
}

/* ---- all of them ---- */

static void count(struct trial *trial)
{
    struct laws_tally *tally = trial->tally;
    uint32_t m = 0;

    while (sim_models[m] != trial->model)
        m++;
    tally->models[m]++;
    tally->steps += trial->steps;
    tally->ended += trial->status == SIM_ENDED;
    tally->stopped += trial->status == SIM_UNTIL;
    tally->deadlocks += trial->status == SIM_DEADLOCK;
    tally->cut += trial->status == SIM_GOING;
    for (uint32_t i = 0; i < trial->scenario->sim.op_count; i++)
        tally->ops[trial->scenario->sim.ops[i].kind]++;
}

static void all(struct trial *trial)
{
    watched(trial);
    choose_cuts(trial);
    again(trial);
    restored(trial);
    travelled(trial);
    commanded(trial);
    count(trial);
    chosen_try(&trial->scenario->sim, trial->stream, trial->tally);
    for (int i = 0; i < CUTS; i++)
        free(trial->cuts[i].state);
}

/* What a model cannot run is told while the file is read. */
static bool is_refused(const struct sim_errors *errors)
{
    for (uint32_t i = 0; i < errors->count; i++) {
        if (!strstr(errors->list[i].text, "the model '"))
            return false;
    }
    return true;
}

void laws_try(const char *text, uint64_t seed, struct laws_tally *tally)
{
    struct sim_errors errors = { .count = 0 };
    struct trial trial = { .stream = sim_stream(seed, 1, 0), .tally = tally };

    tally->runs++;
    trial.scenario = scenario_parse(text, strlen(text), "generated.ini", NULL, &errors);
    if (!trial.scenario && !is_refused(&errors)) {
        scenario_print_errors(stderr, &errors);
        _exit(LAWS_INVALID);
    }
    if (!trial.scenario) {
        tally->refused++;
        return;
    }
    trial.model = sim_model_of(&trial.scenario->sim);
    all(&trial);
    scenario_free(trial.scenario);
}
