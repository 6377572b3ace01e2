/* SPDX-License-Identifier: GPL-3.0-or-later
 * Where two models break even, asked and explained. */
#include "ui/quiz/even.h"

#include "scenarios/units.h"
#include "sim/models/models.h"
#include "sim/study/aim.h"
#include "sim/study/even.h"
#include "sim/study/series.h"
#include "ui/quiz/word.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Other questions are about one run, and answered by its records. This one is about many: the
 * scenario with another time in place of a named one, under two models, by pairs of runs that see
 * the same draws. The point at which the means are equal is what `interlock advise` finds, too.
 */
struct duel {
    const struct quiz_run *run;
    const struct quiz_item *item;
    struct study_limits limits;
    int replications;
};

/* assumed: who is asked does not think of the thousandfold either */
#define REACH 100

/* assumed: a duel of longer runs is nothing that one answers in one's head, and takes too long */
#define EVENTS 300000

/* Estimating it takes several steps; a tenth, as of a time that stands in one picture, is too
 * much asked. Assumed. */
#define TOLERANCE 0.25

/* Who is compared: the first is what one has, the second what one thinks of. */
static const char *const pairs[][2] = {
    { "sequential", "processes" },
    { "gil", "processes" },
    { "gil", "free-threaded" },
    { "sequential", "gil" },
};

/* ---- runs ---- */

/* "runtime.python=3.13t", since not every model runs every version. */
static void put_version(char *setting, size_t size, const struct duel *duel,
                        const struct sim_model *model)
{
    int64_t python = sim_model_version(model, duel->run->scenario->sim.params.python);

    snprintf(setting, size, "runtime.python=%s", sim_python_names[python]);
}

static struct scenario *variant(const struct duel *duel, int side, int64_t value)
{
    const struct sim_model *model = sim_model_find(duel->item->models[side]);
    char texts[3][128];
    struct sim_text text = SIM_TEXT(texts[0]);
    struct scenario_setting settings[] = { { .text = texts[0], .file = "quiz" },
                                           { .text = texts[1], .file = "quiz" },
                                           { .text = texts[2], .file = "quiz" },
                                           { .text = NULL } };
    struct sim_errors errors = { .count = 0 };

    sim_text_put(&text, duel->item->parameter);
    sim_text_put(&text, "=");
    sim_text_put_exact_time(&text, value);
    snprintf(texts[1], sizeof(texts[1]), "runtime.model=%s", duel->item->models[side]);
    put_version(texts[2], sizeof(texts[2]), duel, model);
    return scenario_variant(duel->run->scenario, settings, &errors);
}

static bool times_of(const struct duel *duel, int side, int64_t value, double *times)
{
    struct scenario *scenario = variant(duel, side, value);
    char why[256];
    struct sim_text text = SIM_TEXT(why);
    bool good;

    if (!scenario)
        return false;
    good = study_series(&scenario->sim, sim_model_of(&scenario->sim), &duel->limits,
                        study_aim(&duel->run->scenario->sim, &duel->limits), duel->replications,
                        times, &text);
    scenario_free(scenario);
    return good;
}

static bool ratio_at(void *context, int64_t value, struct study_interval *ratio)
{
    const struct duel *duel = context;
    double base[STUDY_REPLICATIONS], other[STUDY_REPLICATIONS];

    return times_of(duel, 0, value, base) && times_of(duel, 1, value, other) &&
           study_interval_of_means(base, other, (size_t)duel->replications, ratio);
}

static struct duel duel_of(const struct quiz_item *item, const struct quiz_run *run)
{
    return (struct duel){
        run, item, { .events = EVENTS }, study_replications(&run->scenario->sim)
    };
}

/* ---- what is asked ---- */

/* The first time that has a name. */
static bool find_parameter(struct quiz_item *item, const struct scenario *scenario,
                           int64_t *now)
{
    for (uint32_t i = 0; i < scenario->value_count; i++) {
        if (units_any(scenario->values[i].text, now) != UNITS_TIME || *now < 1)
            continue;
        snprintf(item->parameter, sizeof(item->parameter), "values.%s",
                 scenario->values[i].name);
        return true;
    }
    return false;
}

static const char *name_of(const struct quiz_item *item)
{
    return strchr(item->parameter, '.') + 1;
}

/* One answer, and near enough to be told from others. */
static bool is_sharp(const struct study_even *even)
{
    return even->end == STUDY_EVEN_FOUND && even->crossings == 1 && !even->low_open &&
           !even->high_open && (double)even->low >= (double)even->at * (1 - TOLERANCE) &&
           (double)even->high <= (double)even->at * (1 + TOLERANCE);
}

static bool find_even(struct quiz_item *item, const struct quiz_run *run, int64_t now,
                      struct study_even *even)
{
    struct duel duel = duel_of(item, run);
    struct study_even_question question = { .from = now / REACH > 1 ? now / REACH : 1,
                                            .to = now * REACH,
                                            .now = now,
                                            .ratio = ratio_at,
                                            .context = &duel };

    *even = study_even(&question);
    if (!is_sharp(even))
        return false;
    if (!even->other_above) { /* it is the base that wins from there on */
        char name[sizeof(item->models[0])];

        memcpy(name, item->models[0], sizeof(name));
        memcpy(item->models[0], item->models[1], sizeof(name));
        memcpy(item->models[1], name, sizeof(name));
    }
    return true;
}

/* ---- words ---- */

static double mean(const double *times, int count)
{
    double sum = 0;

    for (int i = 0; i < count; i++)
        sum += times[i];
    return sum / count;
}

/* "with a task of 5.00 ms `gil` takes 20.11 ms and `processes` 15.19 ms" */
static bool put_times(struct sim_text *text, const struct duel *duel, int64_t value,
                      double times[2])
{
    sim_text_put(text, name_of(duel->item));
    sim_text_put(text, " = ");
    sim_text_put_time(text, value);
    for (int side = 0; side < 2; side++) {
        double all[STUDY_REPLICATIONS];

        if (!times_of(duel, side, value, all))
            return false;
        times[side] = mean(all, duel->replications);
        sim_text_put(text, side ? ", `" : " `");
        sim_text_put(text, duel->item->models[side]);
        sim_text_put(text, "` takes ");
        sim_text_put_time(text, (sim_time)times[side]);
    }
    return true;
}

/* What the winner pays however short a task is: the threads' time on each, all added up. */
static void put_price(struct sim_text *text, const struct duel *duel, int64_t value)
{
    static const enum sim_reason prices[] = { SIM_REASON_STARTUP, SIM_REASON_PICKLE,
                                              SIM_REASON_TRANSFER, SIM_REASON_SWITCH };
    struct scenario *scenario = variant(duel, 1, value);
    struct sim_errors errors = { .count = 0 };
    struct study_result result;

    if (!scenario)
        return;
    if (study_run(&scenario->sim, sim_model_of(&scenario->sim), NULL, &duel->limits, &result,
                  &errors)) {
        sim_text_put(text, " There the threads of `");
        sim_text_put(text, duel->item->models[1]);
        sim_text_put(text, "` spend");
        for (size_t i = 0; i < sizeof(prices) / sizeof(*prices); i++) {
            sim_time spent = 0;

            for (uint32_t t = 1; t <= result.cast->threads; t++)
                spent += result.fold->threads[t].spent[prices[i]];
            sim_text_put(text, i ? ", " : " ");
            sim_text_put_time(text, spent);
            sim_text_put(text, " on ");
            sim_text_put(text, sim_reasons[prices[i]].name);
        }
        sim_text_put(text, ", which shorter tasks cost, too.");
        study_result_free(&result);
    }
    scenario_free(scenario);
}

static bool explain(struct quiz_item *item, const struct quiz_run *run,
                    const struct study_even *even)
{
    struct duel duel = duel_of(item, run);
    struct sim_text text = SIM_TEXT(item->question.because);
    double times[2];

    sim_text_put(&text, "With ");
    if (!put_times(&text, &duel, even->at / 2, times))
        return false;
    sim_text_put(&text, "; with ");
    if (!put_times(&text, &duel, even->at * 2, times))
        return false;
    sim_text_put(&text, ". From ");
    sim_text_put_time(&text, even->low);
    sim_text_put(&text, " to ");
    sim_text_put_time(&text, even->high);
    sim_text_put(&text, " the two cannot be told apart.");
    put_price(&text, &duel, even->at);
    return true;
}

static void put_question(struct quiz_item *item, int64_t now)
{
    struct quiz_question *question = &item->question;
    bool micro = item->truth < SIM_MS(1);
    struct sim_text text = SIM_TEXT(question->ask);

    sim_text_put(&text, "From which value of ");
    sim_text_put(&text, name_of(item));
    sim_text_put(&text, " on (it is ");
    sim_text_put_exact_time(&text, now);
    sim_text_put(&text, " now) is `");
    sim_text_put(&text, item->models[1]);
    sim_text_put(&text, "` faster than `");
    sim_text_put(&text, item->models[0]);
    sim_text_put(&text, "`?");
    snprintf(question->unit_name, sizeof(question->unit_name), micro ? "us" : "ms");
    question->form = QUIZ_NUMBER;
    question->unit = (struct scenario_unit){ "", UNITS_TIME, micro ? 1e3 : 1e6 };
    question->truth = (double)item->truth;
    question->relative = true;
    question->tolerance = TOLERANCE;
}

bool quiz_even(struct quiz_item *item, const struct quiz_run *run, uint64_t draws)
{
    const char *const *pair = pairs[draws % (sizeof(pairs) / sizeof(*pairs))];
    struct study_even even;
    int64_t now = 0;

    for (int side = 0; side < 2; side++)
        snprintf(item->models[side], sizeof(item->models[side]), "%s", pair[side]);
    if (!find_parameter(item, run->scenario, &now) || !find_even(item, run, now, &even))
        return false;
    item->truth = even.at;
    quiz_describe(item, run);
    put_question(item, now);
    return explain(item, run, &even);
}

bool quiz_even_parting(const struct quiz_item *item, const struct quiz_run *run, int64_t answer,
                       struct sim_text *text)
{
    struct duel duel = duel_of(item, run);
    double times[2];

    sim_text_put(text, "With ");
    if (answer < 1 || !put_times(text, &duel, answer, times))
        return false;
    sim_text_put(text, ": `");
    sim_text_put(text, duel.item->models[1]);
    sim_text_put(text, times[1] < times[0] ? "` is ahead already." : "` is still behind.");
    return true;
}
