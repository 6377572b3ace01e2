/* SPDX-License-Identifier: GPL-3.0-or-later
 * Taking one thing after another away, and running again. */
#include "sim/study/waterfall.h"

#include "sim/base/text.h"
#include "sim/scenario/costs.h"
#include "sim/study/levels.h"

#include <string.h>

const struct study_loss_info study_losses[STUDY_LOSS_COUNT] = {
    [STUDY_IDEAL] = { "ideal", "the work, on all cores", NULL, SIM_PARAM_COUNT },
    [STUDY_IMBALANCE] = { "imbalance", "too little for all cores", NULL, SIM_PARAM_COUNT },
    [STUDY_SERIAL] = { "serial", "one core works, no other can", NULL, SIM_PARAM_COUNT },
    [STUDY_IDLE] = { "idle", "all wait for input or timers", NULL, SIM_PARAM_COUNT },
    [STUDY_LOCK] = { "lock", "waiting for the lock", "runtime.lock=none", SIM_PARAM_lock },
    [STUDY_SHARING] = { "sharing", "bandwidth, cache lines, cores", "costs.sharing=0%",
                        SIM_PARAM_sharing },
    [STUDY_PLACEMENT] = { "placement", "ready, but on a busy core", "costs.placement=0%",
                          SIM_PARAM_placement },
    [STUDY_HANDOFF] = { "handoff", "switches and wake-ups", "costs.handoff=0%",
                        SIM_PARAM_handoff },
    [STUDY_PICKLING] = { "pickling", "objects to bytes, and back", "costs.pickling=0%",
                         SIM_PARAM_pickling },
    [STUDY_TRANSFER] = { "transfer", "messages on their way", "costs.transfer=0%",
                         SIM_PARAM_transfer },
    [STUDY_LIBRARY] = { "library", "queues, pools, event loop", "costs.library=0%",
                        SIM_PARAM_library },
    [STUDY_STARTUP] = { "startup", "coming up, and ending", "costs.startup=0%",
                        SIM_PARAM_startup },
};

/* The scenario with this and all that goes before it taken away. */
static struct sim_scenario without(const struct sim_scenario *scenario, enum study_loss loss)
{
    struct sim_scenario copy = *scenario;

    for (int i = STUDY_LOSS_COUNT - 1; i >= (int)loss; i--) {
        enum sim_param_id param = study_losses[i].param;

        if (param == SIM_PARAM_lock)
            copy.params.lock = SIM_LOCK_NONE;
        else if (param != SIM_PARAM_COUNT)
            sim_cost_remove(&copy.params, param);
    }
    return copy;
}

/* ---- running ---- */

struct fall {
    const struct sim_model *model;
    const struct study_limits *limits;
    struct study_waterfall *waterfall;
    struct sim_errors *errors;
    uint32_t threads; /* of the last run */
};

static bool unknown(struct fall *fall, const char *what, const char *why)
{
    struct sim_text text = SIM_TEXT(fall->waterfall->why);

    fall->waterfall->known = false;
    sim_text_put(&text, what);
    sim_text_put(&text, why);
    return true;
}

/* False when given up. Sets `known` to false where it does not end. */
static bool run(struct fall *fall, const struct sim_scenario *scenario,
                const struct study_reader *reader, struct study_result *result)
{
    struct sim_errors errors = { .count = 0 };

    memset(result, 0, sizeof(*result));
    if (!study_run(scenario, fall->model, reader, fall->limits, result, &errors)) {
        if (study_is_given_up(fall->limits))
            return sim_error_add(fall->errors, scenario->file, 0, "interrupted", NULL);
        return unknown(fall, "", errors.list[0].text);
    }
    if (result->outcome == SIM_UNTIL && !fall->waterfall->actual)
        fall->waterfall->window = true; /* this is the first run */
    if (result->outcome == SIM_UNTIL && !fall->waterfall->window)
        return unknown(fall, "with less in its way it comes to no end before [scenario] until",
                       "");
    if (result->outcome != SIM_ENDED && result->outcome != SIM_UNTIL)
        return unknown(fall, "the run comes to no end: ", result->why);
    return true;
}

/* What a share is a part of: the time, or in a window the work that is not done. */
static sim_time lost_in(const struct fall *fall, const struct sim_scenario *scenario,
                        const struct study_result *result)
{
    if (!fall->waterfall->window)
        return result->makespan;
    return -result->work / scenario->params.cores;
}

/* With everything from `loss` on taken away. */
static bool lose(struct fall *fall, const struct sim_scenario *scenario, enum study_loss loss,
                 sim_time *lost)
{
    struct sim_scenario rest = without(scenario, loss);
    struct study_result result;

    if (!run(fall, &rest, NULL, &result))
        return false;
    if (fall->waterfall->known) {
        *lost = lost_in(fall, scenario, &result);
        fall->threads = result.cast->threads;
        if (!fall->waterfall->actual) {
            fall->waterfall->actual = result.makespan;
            fall->waterfall->work = result.work;
        }
    }
    study_result_free(&result);
    return true;
}

/* The same run followed core by core. */
static bool follow(struct fall *fall, const struct sim_scenario *scenario,
                   struct study_result *result, struct study_lost *lost)
{
    struct study_levels levels;
    struct study_reader reader = study_levels_reader(&levels);
    bool good;

    if (!study_levels_init(&levels, scenario, fall->threads)) {
        study_levels_free(&levels);
        return sim_error_add(fall->errors, scenario->file, 0, "out of memory", NULL);
    }
    good = run(fall, scenario, &reader, result);
    *lost = study_levels_lost(&levels);
    study_levels_free(&levels);
    return good;
}

/* What is left when the last thing, the lock, is taken away as well: the program itself, on the
 * machine's cores. `before` is what was lost until then. */
static bool cut_up(struct fall *fall, const struct sim_scenario *bare, sim_time before)
{
    struct study_waterfall *waterfall = fall->waterfall;
    struct study_result result;
    struct study_lost lost;

    if (!follow(fall, bare, &result, &lost))
        return false;
    waterfall->share[STUDY_LOCK] = before - lost_in(fall, bare, &result);
    if (waterfall->window) /* what ends early has nothing to do until then */
        lost.none += waterfall->actual - result.makespan;
    waterfall->share[STUDY_IMBALANCE] = lost.some;
    waterfall->share[STUDY_SERIAL] = lost.one;
    waterfall->share[STUDY_IDLE] = lost.none;
    if (!waterfall->window)
        waterfall->work = result.work;
    study_result_free(&result);
    return true;
}

/* The same with a core for each thread. */
static bool measure_span(struct fall *fall, const struct sim_scenario *bare)
{
    struct sim_scenario wide = *bare;
    struct study_result result;
    struct study_lost lost;

    wide.params.slow_cores = 0;
    wide.params.threads_per_core = 1;
    if (fall->threads > bare->params.cores)
        wide.params.cores = fall->threads < SIM_CORES_MAX ? fall->threads : SIM_CORES_MAX;
    if (!follow(fall, &wide, &result, &lost))
        return false;
    fall->waterfall->span = result.makespan;
    fall->waterfall->alone = lost.alone;
    study_result_free(&result);
    return true;
}

/* What nothing else accounts for. */
static sim_time rest(const struct study_waterfall *waterfall)
{
    sim_time rest = waterfall->actual;

    for (int loss = STUDY_IDEAL + 1; loss < STUDY_LOSS_COUNT; loss++)
        rest -= waterfall->share[loss];
    return rest;
}

bool study_waterfall(const struct sim_scenario *scenario, const struct sim_model *model,
                     const struct study_limits *limits, struct study_waterfall *waterfall,
                     struct sim_errors *errors)
{
    struct fall fall = { model, limits, waterfall, errors, 0 };
    struct sim_scenario bare = without(scenario, STUDY_IDEAL);
    sim_time before = 0, after = 0;

    *waterfall = (struct study_waterfall){ .known = true };
    if (!lose(&fall, scenario, STUDY_LOSS_COUNT, &before))
        return false;
    for (int loss = STUDY_LOSS_COUNT - 1; loss > STUDY_LOCK && waterfall->known; loss--) {
        if (!lose(&fall, scenario, (enum study_loss)loss, &after))
            return false;
        waterfall->share[loss] = before - after;
        before = after;
    }
    if (waterfall->known && !cut_up(&fall, &bare, before))
        return false;
    if (waterfall->known && !waterfall->window && !measure_span(&fall, &bare))
        return false;
    waterfall->share[STUDY_IDEAL] = rest(waterfall);
    return true;
}
