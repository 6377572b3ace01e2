/* SPDX-License-Identifier: GPL-3.0-or-later
 * Runs with time travel, for other programs. */
#include "embed/handles.h"
#include "scenarios/parameters.h"
#include "sim/models/models.h"
#include "sim/timeline/timeline.h"
#include "sim/trace/sentence.h"

#include <interlock/run.h>
#include <stdlib.h>
#include <string.h>

/* chosen: checkpoints and marks of some ten million steps each fit, and going anywhere in so many
 * takes milliseconds (docs/GROWTH.md). */
#define BUDGET ((size_t)64 << 20)

/*
 * Two folds: `at` stands at the cursor and is settled, so that accounts add up to that moment;
 * `before` stands before the record that was asked for last, and never is, since a sentence asks
 * how long something has taken.
 */
struct interlock_run {
    const struct interlock_scenario *scenario;
    struct timeline *timeline;
    struct sim_fold *at, *before;
    struct interlock_account account;
};

static bool prepare(struct interlock_run *run, struct sim_errors *errors)
{
    const struct sim_scenario *scenario = &run->scenario->scenario->sim;

    if (!sim_model_check(run->scenario->model, scenario, errors))
        return false;
    run->timeline = timeline_create(scenario, run->scenario->model, BUDGET, errors);
    if (!run->timeline)
        return false;
    run->at = sim_fold_create(run->timeline->cast);
    run->before = sim_fold_create(run->timeline->cast);
    if (!run->at || !run->before)
        return false;
    run->account = (struct interlock_account){ run->timeline->cast, run->at };
    return true;
}

struct interlock_run *interlock_run_create(const struct interlock_scenario *scenario,
                                           struct interlock_errors **errors)
{
    struct interlock_errors *found = embed_errors();
    struct interlock_run *run = calloc(1, sizeof(*run));

    if (run)
        run->scenario = scenario;
    if (embed_end(run && found && prepare(run, &found->list), found, errors))
        return run;
    interlock_run_free(run);
    return NULL;
}

void interlock_run_free(struct interlock_run *run)
{
    if (!run)
        return;
    sim_fold_destroy(run->at);
    sim_fold_destroy(run->before);
    timeline_destroy(run->timeline);
    free(run);
}

/* ---- going ---- */

bool interlock_run_step(struct interlock_run *run)
{
    uint64_t here = interlock_run_at(run);

    timeline_seek(run->timeline, here + 1);
    return interlock_run_at(run) > here;
}

bool interlock_run_seek(struct interlock_run *run, uint64_t step)
{
    return timeline_seek(run->timeline, step);
}

uint64_t interlock_run_at(const struct interlock_run *run)
{
    return timeline_step_now(run->timeline);
}

int64_t interlock_run_now(const struct interlock_run *run)
{
    return run->timeline->sim->head->now;
}

enum interlock_outcome interlock_run_outcome(const struct interlock_run *run)
{
    return (enum interlock_outcome)run->timeline->sim->head->status;
}

uint64_t interlock_run_hash(const struct interlock_run *run)
{
    return sim_state_hash(run->timeline->sim);
}

/* ---- commands ---- */

/* The parameter that "section.key=value" is about; PARAMETERS_NONE: none that is live. */
static enum sim_param_id live_param(const char *setting)
{
    char section[64], *key;
    size_t length;

    setting += strspn(setting, " \t");
    length = strcspn(setting, " \t=");
    if (length >= sizeof(section))
        return PARAMETERS_NONE;
    memcpy(section, setting, length);
    section[length] = '\0';
    key = strchr(section, '.');
    if (key) {
        struct parameters_key found;

        *key = '\0';
        found = parameters_find(section, key + 1);
        if (found.id != PARAMETERS_NONE && found.part == PARAMETERS_VALUE &&
            sim_param_table[found.id].when == SIM_LIVE)
            return found.id;
    }
    return PARAMETERS_NONE;
}

/* A distribution with a table lives in the scenario it was read from, which goes at once. */
static bool command(struct interlock_run *run, enum sim_param_id id,
                    const struct sim_params *params, struct sim_errors *errors)
{
    struct timeline_command wanted = { .param = id };

    if (sim_param_table[id].type == SIM_TYPE_LATENCY)
        wanted.dist = *sim_param_latency(params, id);
    else
        wanted.number = sim_param_value(params, id);
    if (wanted.dist.entries)
        return sim_error_add(errors, NULL, 0,
                             "a distribution with a table cannot be set while a run is under "
                             "way: give it to interlock_scenario_vary",
                             NULL);
    return timeline_command(run->timeline, wanted);
}

static bool set(struct interlock_run *run, const char *setting, struct sim_errors *errors)
{
    const struct scenario_setting list[] = { { setting, "setting", 1 }, { NULL, NULL, 0 } };
    struct scenario *varied = scenario_variant(run->scenario->scenario, list, errors);
    enum sim_param_id id = live_param(setting);
    bool good = false;

    if (varied && id == PARAMETERS_NONE)
        sim_error_add(errors, NULL, 0, setting,
                      ": is not live, so it takes a run of its own: give it to "
                      "interlock_scenario_vary",
                      NULL);
    else if (varied)
        good = command(run, id, &varied->sim.params, errors);
    scenario_free(varied);
    return good;
}

bool interlock_run_set(struct interlock_run *run, const char *setting,
                       struct interlock_errors **errors)
{
    struct interlock_errors *found = embed_errors();

    if (!embed_end(found && set(run, setting, &found->list), found, errors))
        return false;
    /* What they stand at may have been forgotten. */
    sim_fold_reset(run->at);
    sim_fold_reset(run->before);
    return true;
}

_Static_assert(INTERLOCK_TEXT >= SIM_SENTENCE, "what holds any text holds a sentence");

/* ---- looking ---- */

uint64_t interlock_run_records(const struct interlock_run *run)
{
    return run->timeline->records;
}

struct interlock_record interlock_run_record(struct interlock_run *run, uint64_t i)
{
    const struct sim_run *records = run->timeline->run;
    struct sim_record record;

    if (i >= interlock_run_records(run))
        return (struct interlock_record){ 0, 0, NULL, INTERLOCK_REASON_NONE, 0, 0 };
    sim_run_fold(records, run->before, i);
    record = sim_run_record(records, i);
    return (struct interlock_record){
        .step = run->before->step + (record.flags & SIM_RECORD_FIRST ? 1 : 0),
        .time = run->before->now + sim_record_gap(record),
        .kind = sim_record_kinds[record.kind].name,
        .reason = (enum interlock_reason)sim_record_reason(record),
        .core = record.core,
        .thread = record.thread,
    };
}

size_t interlock_run_sentence(struct interlock_run *run, uint64_t i, char *buffer, size_t size)
{
    char sentence[INTERLOCK_TEXT];
    struct sim_text text = SIM_TEXT(sentence);

    if (i < interlock_run_records(run)) {
        sim_run_fold(run->timeline->run, run->before, i);
        sim_sentence(&text, run->before, sim_run_record(run->timeline->run, i));
    }
    return embed_copy(&text, buffer, size);
}

size_t interlock_run_clause(struct interlock_run *run, uint32_t thread, char *buffer,
                            size_t size)
{
    char clause[INTERLOCK_TEXT];
    struct sim_text text = SIM_TEXT(clause);

    if (thread >= 1 && thread <= run->timeline->cast->threads) {
        sim_run_fold(run->timeline->run, run->before, interlock_run_records(run));
        sim_state_sentence(&text, run->before, thread);
    }
    return embed_copy(&text, buffer, size);
}

const struct interlock_account *interlock_run_account(struct interlock_run *run)
{
    sim_run_fold(run->timeline->run, run->at, interlock_run_records(run));
    sim_fold_settle(run->at);
    return &run->account;
}
