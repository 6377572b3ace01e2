/* SPDX-License-Identifier: GPL-3.0-or-later
 * Replications of each model, and what may be said of them. */
#include "sim/study/compare.h"

#include "sim/base/text.h"
#include "sim/study/series.h"
#include "sim/study/speedup.h"

#include <string.h>

struct series {
    double makespan[STUDY_REPLICATIONS];
    double mean[STUDY_LATENCIES_MAX][STUDY_REPLICATIONS];
    double median[STUDY_LATENCIES_MAX][STUDY_REPLICATIONS];
    double p99[STUDY_LATENCIES_MAX][STUDY_REPLICATIONS];
    int runs;
    uint32_t daemons; /* that came to their end in the last of them */
    bool ended;       /* all of them; and */
    bool told;        /* what counts in them */
};

static void say(struct study_row *row, enum study_verdict verdict, const char *what,
                const char *more)
{
    struct sim_text text = SIM_TEXT(row->why);

    row->verdict = verdict;
    sim_text_put(&text, what);
    sim_text_put(&text, more);
}

/* ---- running ---- */

static void say_wrong(struct study_row *row, const char *what, const char *name,
                      const char *how)
{
    struct sim_text text = SIM_TEXT(row->wrong);

    if (row->wrong[0])
        return;
    sim_text_put(&text, what);
    sim_text_put(&text, name);
    sim_text_put(&text, how);
}

/* A model can be fast since it computes something else. The first such thing of all runs is told. */
static void look_for_wrong(struct study_row *row, const struct study_result *result)
{
    const struct sim_cast *cast = result->cast;

    for (uint32_t i = 0; i < cast->vars.count; i++) {
        const struct fold_var *var = &result->fold->vars[i];

        if (sim_cast_is_object(cast, i) && var->value)
            say_wrong(row, "references to ", cast->vars.list[i], " are miscounted");
        else if (var->copied)
            say_wrong(row, "updates of ", cast->vars.list[i],
                      " go to copies that are not shared");
        else if (fold_lost(var) > 0)
            say_wrong(row, "updates of ", cast->vars.list[i], " are lost");
    }
    for (uint32_t i = 0; i < cast->regions.count; i++) {
        if (result->fold->races[i])
            say_wrong(row, "a race for ", cast->regions.list[i], "");
    }
}

/* Of one run; divided by their number when there are all of them. */
static void add_result(struct study_row *row, const struct study_result *result)
{
    row->memory = result->memory;
    look_for_wrong(row, result);
    if (result->makespan)
        row->cores += (double)result->cpu / (double)result->makespan;
    for (uint32_t i = 1; i <= result->cast->threads; i++) {
        for (int reason = 1; reason < SIM_REASON_ABSENT; reason++)
            row->spent[reason] += (double)result->fold->threads[i].spent[reason];
    }
}

/* Of a translated scenario, too, the measures come first that it had before. */
static uint32_t measures_of(const struct sim_scenario *scenario)
{
    uint32_t count = scenario->measures.count;

    return count < STUDY_LATENCIES_MAX ? count : STUDY_LATENCIES_MAX;
}

static void add_latencies(struct series *series, const struct sim_scenario *scenario,
                          const struct study_result *result, int run)
{
    for (uint32_t m = 0; m < measures_of(scenario); m++) {
        series->mean[m][run] = (double)sim_histogram_mean(&result->latency[m]);
        series->median[m][run] = (double)sim_histogram_quantile(&result->latency[m], 50, 100);
        series->p99[m][run] = (double)sim_histogram_quantile(&result->latency[m], 99, 100);
    }
}

static void sum_up(struct study_row *row, const struct sim_scenario *scenario,
                   const struct series *series)
{
    size_t runs = (size_t)series->runs;

    row->runs = series->runs;
    row->cores /= series->runs;
    for (int reason = 1; reason < SIM_REASON_ABSENT; reason++)
        row->spent[reason] /= series->runs;
    row->makespan = study_interval(series->makespan, runs);
    row->latency_count = series->told ? measures_of(scenario) : 0;
    for (uint32_t m = 0; m < row->latency_count; m++)
        row->latency[m] = (struct study_latency){
            .name = scenario->measures.list[m],
            .mean = study_interval(series->mean[m], runs),
            .median = study_interval(series->median[m], runs),
            .p99 = study_interval(series->p99[m], runs),
        };
}

static void say_unended(struct study_row *row, const struct study_result *result,
                        bool unanswered)
{
    say(row, result->outcome == SIM_REFUSED ? STUDY_REFUSED : STUDY_UNENDED,
        result->outcome == SIM_DEADLOCK ? "deadlock: "
        : result->outcome != SIM_UNTIL  ? ""
        : unanswered                    ? STUDY_UNANSWERED
                                        : "stopped by [scenario] until",
        result->why);
}

/* All replications of a model. False when given up. */
static bool run_all(const struct sim_scenario *scenario, struct study_row *row,
                    struct series *series, const struct study_limits *limits,
                    const struct study_comparison *comparison)
{
    struct sim_scenario copy = *scenario;

    *series = (struct series){ .ended = true, .told = true };
    copy.params.python = row->python;
    while (series->runs < comparison->replications && series->told) {
        struct sim_errors errors = { .count = 0 };
        struct study_result result;

        copy.params.replication = scenario->params.replication + series->runs;
        if (!study_run(&copy, row->model, NULL, limits, &result, &errors)) {
            say(row, STUDY_REFUSED, errors.list[0].text, "");
            series->ended = series->told = false;
            return !study_is_given_up(limits);
        }
        series->makespan[series->runs] = (double)result.makespan;
        add_latencies(series, scenario, &result, series->runs++);
        add_result(row, &result);
        series->daemons = result.daemons;
        series->ended &= result.outcome == SIM_ENDED;
        series->told = study_aim_is_told(comparison->aim, &result);
        if (!series->ended)
            say_unended(row, &result, comparison->aim && !series->told);
        study_result_free(&result);
    }
    sum_up(row, scenario, series);
    return true;
}

/* ---- the verdict ---- */

#define NOT_IN_THE_WAY "nothing is in the way of who asks"

static bool judge(struct study_row *row, const struct series *series, const struct series *base,
                  int count)
{
    static const struct {
        enum study_verdict verdict;
        const char *why;
    } sides[] = {
        [STUDY_BELOW] = { STUDY_SLOWER, "" },
        [STUDY_WITHIN] = { STUDY_ALIKE, "its interval reaches to within 1 % of the base line" },
        [STUDY_ABOVE] = { STUDY_FASTER, "" },
    };
    enum study_side side;

    if (!study_interval_of_ratios(base->makespan, series->makespan, (size_t)count,
                                  &row->speedup))
        return false;
    side = study_side_of(&row->speedup);
    if (row->model == sim_model_find("sequential"))
        say(row, STUDY_BASE_LINE, "what the others are compared with", "");
    else
        say(row, sides[side].verdict, sides[side].why, "");
    return true;
}

/* A row of another version, against the base line of that version. */
static bool judge_own(const struct sim_scenario *scenario, struct study_row *row,
                      const struct series *series, const struct study_limits *limits,
                      const struct study_comparison *comparison)
{
    struct study_row own = { .model = sim_model_find("sequential"), .python = row->python };
    struct series base;

    if (row->python == scenario->params.python || row->verdict > STUDY_ALIKE)
        return true;
    return run_all(scenario, &own, &base, limits, comparison) &&
           (!base.ended ||
            study_interval_of_ratios(base.makespan, series->makespan,
                                     (size_t)comparison->replications, &row->own_speedup));
}

/* The base line has been run already, where it is a row. */
static bool run_row(const struct sim_scenario *scenario, struct study_row *row,
                    struct series *series, const struct study_row *base_row,
                    const struct series *base, const struct study_limits *limits,
                    const struct study_comparison *comparison)
{
    if (row->model != base_row->model || row->python != base_row->python)
        return run_all(scenario, row, series, limits, comparison);
    *row = *base_row;
    *series = *base;
    return true;
}

/* The scenario's own model, where one thread after the other is no base line: it never ends, lets
 * daemons do what they do not do here, or answers count. False when given up. */
static bool find_other_base(const struct sim_scenario *scenario,
                            const struct study_row *base_row, const struct series *base,
                            const struct study_limits *limits,
                            struct study_comparison *comparison, struct series *own)
{
    struct study_row row = { .model = sim_model_of(scenario),
                             .python = scenario->params.python };
    struct sim_text why = SIM_TEXT(comparison->why);

    if (!comparison->aim && ((base->ended && !base->daemons) || row.model == base_row->model))
        return true;
    if (!run_row(scenario, &row, own, base_row, base, limits, comparison))
        return false;
    if (comparison->aim && own->told) {
        comparison->requests = scenario->measures.list[comparison->aim - 1];
        comparison->against = row.model;
        sim_text_put(&why, row.model == base_row->model ? "" : NOT_IN_THE_WAY);
        return true;
    }
    if (!own->ended || (base->ended && base->daemons <= own->daemons))
        return true;
    comparison->against = row.model;
    sim_text_put(&why, base->ended ? STUDY_OTHER_WORK : base_row->why);
    return true;
}

static const double *compared(const struct series *series, uint32_t aim)
{
    return aim ? series->p99[aim - 1] : series->makespan;
}

/* How it compares with the scenario's own model, where it does: no speedup is known, or answers
 * count. */
static void judge_other(struct study_row *row, const struct series *series,
                        const struct series *own, const struct study_comparison *comparison)
{
    uint32_t aim = comparison->requests ? comparison->aim : 0;
    bool is_compared =
        comparison->against && (aim ? series->told : row->verdict == STUDY_UNKNOWN) &&
        (row->model == comparison->against || row->model != sim_model_find("sequential"));

    if (!is_compared ||
        !study_interval_of_ratios(compared(own, aim), compared(series, aim),
                                  (size_t)comparison->replications, &row->ratio))
        row->ratio = (struct study_interval){ 0 };
}

/* False when out of memory or given up. */
static bool judge_row(const struct sim_scenario *scenario, struct study_row *row,
                      const struct series *series, const struct study_row *base_row,
                      const struct series *base, const struct study_limits *limits,
                      const struct study_comparison *comparison)
{
    if (!series->ended)
        return true;
    if (base->ended && !judge(row, series, base, comparison->replications))
        return false;
    if (!base->ended)
        say(row, STUDY_UNKNOWN, "nothing to compare with: ", base_row->why);
    else if (base->daemons > series->daemons || (comparison->against && !comparison->requests))
        say(row, STUDY_UNKNOWN, STUDY_OTHER_WORK, "");
    return judge_own(scenario, row, series, limits, comparison);
}

static bool fail(const struct sim_scenario *scenario, const struct study_limits *limits,
                 struct sim_errors *errors)
{
    return sim_error_add(errors, scenario->file, 0,
                         study_is_given_up(limits) ? "interrupted" : "out of memory", NULL);
}

bool study_compare(const struct sim_scenario *scenario, const struct sim_model *const *models,
                   const struct study_limits *limits, struct study_comparison *comparison,
                   struct sim_errors *errors)
{
    struct study_row base_row = { .model = sim_model_find("sequential"),
                                  .python = scenario->params.python };
    struct series base, series, own = { .runs = 0 };

    memset(comparison, 0, sizeof(*comparison));
    comparison->replications = study_replications(scenario);
    comparison->python = scenario->params.python;
    comparison->aim = study_aim(scenario, limits);
    if (!run_all(scenario, &base_row, &base, limits, comparison) ||
        !find_other_base(scenario, &base_row, &base, limits, comparison, &own))
        return fail(scenario, limits, errors);
    for (; *models && comparison->count < STUDY_MODELS_MAX; models++) {
        struct study_row *row = &comparison->row[comparison->count++];

        row->model = *models;
        row->python = sim_model_version(*models, scenario->params.python);
        if (!run_row(scenario, row, &series, &base_row, &base, limits, comparison) ||
            !judge_row(scenario, row, &series, &base_row, &base, limits, comparison))
            return fail(scenario, limits, errors);
        judge_other(row, &series, &own, comparison);
    }
    return true;
}
