/* SPDX-License-Identifier: GPL-3.0-or-later
 * Which model wins, and from when on. */
#include "config.h"

#include "scenarios/units.h"
#include "sim/study/compare.h"
#include "ui/cli/advise.h"
#include "ui/cli/models.h"

#include <stdlib.h>
#include <string.h>

/* ---- which wins ---- */

/* Models that somebody can choose; the others are for teaching, or were given up. */
static const struct {
    const char *name, *what;
    enum {
        HERE,
        ELSEWHERE, /* it is not the same CPython program any more */
        GONE,      /* nobody who is not there goes there: its interpreters are of the past */
    } where;
} ways[] = {
    { "sequential", "one thread after the other", HERE },
    { "gil", "threads", HERE },
    { "gil-ticks", "threads", GONE },
    { "processes", "processes", HERE },
    { "subinterpreters", "sub-interpreters", HERE },
    { "free-threaded", "threads without the lock", HERE },
    { "asyncio", "an event loop", HERE },
    { "pypy", "PyPy", ELSEWHERE },
    { "native", "compiled code", ELSEWHERE },
    { "native-owned", "compiled code that is checked", ELSEWHERE },
};

#define WAYS (sizeof(ways) / sizeof(*ways))

static int way_of(const struct sim_model *model)
{
    for (size_t i = 0; i < WAYS; i++) {
        if (!strcmp(ways[i].name, model->name))
            return (int)i;
    }
    return -1;
}

static bool is_elsewhere(const struct sim_model *model)
{
    int way = way_of(model);

    return way >= 0 && ways[way].where == ELSEWHERE;
}

static bool is_gone(const struct sim_model *model)
{
    int way = way_of(model);

    return way >= 0 && ways[way].where == GONE;
}

bool advise_choose(const struct cli *cli, const struct sim_model *models[STUDY_MODELS_MAX + 1])
{
    if (cli->value[CLI_OPTION_MODELS])
        return models_take(cli, models);
    for (size_t i = 0; i < WAYS; i++)
        models[i] = sim_model_find(ways[i].name);
    models[WAYS] = NULL;
    return true;
}

/* What counts in a row; NULL where it does not tell that. One thread after the other is no way to
 * answer requests that come to all of them. */
static const struct study_interval *aim_of(const struct advise *advise,
                                           const struct study_row *row)
{
    uint32_t aim = advise->aim;

    if (aim)
        return row->latency_count && strcmp(row->model->name, "sequential")
                   ? &row->latency[aim - 1].p99
                   : NULL;
    return row->verdict != STUDY_REFUSED && row->verdict != STUDY_UNENDED ? &row->makespan
                                                                          : NULL;
}

/* Whether a row is one to choose: elsewhere or not, and for `same` under the scenario's own
 * interpreter. Who asks for models by name gets those. */
static bool is_choice(const struct advise *advise, const struct study_row *row, bool elsewhere,
                      bool same)
{
    if (row->model == advise->own || !aim_of(advise, row) ||
        is_elsewhere(row->model) != elsewhere)
        return false;
    return (advise->cli->value[CLI_OPTION_MODELS] || !is_gone(row->model)) &&
           (!same || row->python == advise->scenario->sim.params.python);
}

/* The fastest of these; NULL: there is none. */
static const struct study_row *fastest(const struct advise *advise,
                                       const struct study_comparison *comparison,
                                       bool elsewhere, bool same)
{
    const struct study_row *best = NULL;

    for (size_t i = 0; i < comparison->count; i++) {
        const struct study_row *row = &comparison->row[i];

        if (!is_choice(advise, row, elsewhere, same))
            continue;
        if (!best || aim_of(advise, row)->mean < aim_of(advise, best)->mean)
            best = row;
    }
    return best;
}

/* "take 3.66 s", or "answer 99 % of request within 6.42 ms" */
#define DOES 160
static const char *does_text(char buffer[DOES], const struct advise *advise,
                             const struct study_row *row)
{
    char time[32];
    struct sim_text text = SIM_TEXT(time);

    sim_text_put_time(&text, (sim_time)aim_of(advise, row)->mean);
    snprintf(buffer, DOES, "take %s", time);
    if (advise->advised->requests)
        snprintf(buffer, DOES, "answer 99 %% of `%s` within %s", advise->advised->requests,
                 time);
    return buffer;
}

#define GAIN (ADVISED_RANGE + 48)

/* "3.10 times as fast (3.05 to 3.15)" */
static const char *gain_text(char buffer[GAIN], const struct study_interval *gain)
{
    char ratio[32], range[ADVISED_RANGE];

    snprintf(buffer, GAIN, "%s times as fast%s", summary_ratio(ratio, gain->mean),
             advised_range(range, gain, " to "));
    return buffer;
}

/* `only_better`: nothing is said of one that gains nothing. */
static void say_row(struct advise *advise, const struct study_row *row, bool only_better)
{
    struct advise_model model = advise_settings_of(advise, row->model);
    const char *settings[] = { model.model, model.python, NULL };
    struct advised_finding *finding;
    const char *own = advise->own->name, *other = row->model->name;
    int way = way_of(row->model);
    struct study_interval gain;
    char theirs[DOES], text[GAIN];

    if (!advise_gain(advise, settings, &gain) ||
        (only_better && study_side_of(&gain) != STUDY_ABOVE))
        return;
    finding = advised_add(advise->advised, "model");
    does_text(theirs, advise, row);
    switch (study_side_of(&gain)) {
    case STUDY_ABOVE:
        snprintf(finding->text, sizeof(finding->text), "%s (%s, %s) would %s: %s as %s",
                 way < 0 ? other : ways[way].what, other, sim_python_names[row->python], theirs,
                 gain_text(text, &gain), own);
        break;
    case STUDY_BELOW:
        snprintf(finding->text, sizeof(finding->text),
                 "%s is the fastest of those that run it: the next, %s (%s), would %s, %s", own,
                 other, sim_python_names[row->python], theirs, gain_text(text, &gain));
        break;
    case STUDY_WITHIN:
        snprintf(finding->text, sizeof(finding->text),
                 "%s and %s (%s) are not distinguishable: the latter would %s, %s", own, other,
                 sim_python_names[row->python], theirs, gain_text(text, &gain));
        break;
    }
    if (*row->wrong)
        snprintf(finding->text + strlen(finding->text),
                 sizeof(finding->text) - strlen(finding->text), "; but %s", row->wrong);
    snprintf(finding->parameter, sizeof(finding->parameter), "runtime.model");
    advise_command(advise, finding->command, sizeof(finding->command), "compare", NULL);
    snprintf(finding->command + strlen(finding->command),
             sizeof(finding->command) - strlen(finding->command), " --models %s,%s", own,
             other);
}

const struct sim_model *advise_models(struct advise *advise)
{
    const struct sim_model *other = NULL;
    struct study_comparison *comparison = calloc(1, sizeof(*comparison));
    const struct study_row *best = NULL, *same, *elsewhere;
    struct sim_errors errors = { .count = 0 };

    if (comparison && study_compare(&advise->scenario->sim, advise->models, &advise->limits,
                                    comparison, &errors)) {
        best = fastest(advise, comparison, is_elsewhere(advise->own), false);
        if (best)
            say_row(advise, best, false);
        same = fastest(advise, comparison, is_elsewhere(advise->own), true);
        if (same && same != best)
            say_row(advise, same, true);
        elsewhere = fastest(advise, comparison, true, false);
        if (elsewhere && elsewhere != best)
            say_row(advise, elsewhere, false);
    }
    other = best ? best->model : NULL;
    free(comparison);
    return other;
}

/* ---- from when on ---- */

struct axis {
    const char *what;
    char key[96];
    enum units_kind kind;
    bool exponential; /* the mean of such a distribution */
    int64_t now, from, to;
};

#define AXES 12

struct axes {
    struct axis list[AXES];
    size_t count;
};

/* assumed: who asks from when on does not think of a thousandth, or of the thousandfold */
#define REACH 300

#define COUNT_MOST 64
#define SIZE_MOST (INT64_C(16) << 20) /* pickling was measured up to there */

/* NULL if there is no room, or nothing to ask. */
static struct axis *add_axis(struct axes *axes, const char *what, enum units_kind kind,
                             int64_t now, const char *key)
{
    struct axis *axis = &axes->list[axes->count];

    if (axes->count == AXES || now < 1)
        return NULL;
    axes->count++;
    *axis = (struct axis){ .what = what, .kind = kind, .now = now };
    snprintf(axis->key, sizeof(axis->key), "%s", key);
    axis->from = now / REACH > 1 ? now / REACH : 1;
    axis->to = now * REACH;
    if (kind == UNITS_COUNT) {
        axis->from = 1;
        axis->to = now > COUNT_MOST / 4 ? now * 4 : COUNT_MOST;
    } else if (kind == UNITS_SIZE && axis->to > SIZE_MOST) {
        axis->to = now > SIZE_MOST ? now : SIZE_MOST;
    }
    return axis;
}

/* What a text says that is one quantity, also as the mean of `exp(10ms)`; other distributions are no
 * single one. */
static enum units_kind one_quantity(const char *text, int64_t *now, bool *exponential)
{
    char mean[32];
    int end = 0;

    *exponential = sscanf(text, "exp( %31[^) ] )%n", mean, &end) == 1 && end && !text[end];
    return units_any(*exponential ? mean : text, now);
}

/* Is it what requests come apart? */
static bool is_gap(const struct sim_scenario *sim, const char *name)
{
    char word[64];

    for (uint32_t i = 0; i < sim->op_count; i++) {
        if (sim->ops[i].kind == SIM_OP_ARRIVE &&
            sscanf(sim->ops[i].text, "arrive %63s", word) == 1 && !strcmp(word, name))
            return true;
    }
    return false;
}

/* Times and sizes that have a name. True when there are tasks among them. */
static bool add_values(struct axes *axes, const struct scenario *scenario)
{
    bool tasks = false;

    for (uint32_t i = 0; i < scenario->value_count; i++) {
        const struct scenario_value *value = &scenario->values[i];
        int64_t now = 0;
        bool exponential, gap = is_gap(&scenario->sim, value->name);
        enum units_kind kind = one_quantity(value->text, &now, &exponential);
        const char *what = kind == UNITS_SIZE ? "a payload"
                           : gap              ? "a time between requests"
                                              : "a task";
        struct axis *axis = NULL;
        char key[96];

        snprintf(key, sizeof(key), "values.%s", value->name);
        if (kind == UNITS_TIME || kind == UNITS_SIZE)
            axis = add_axis(axes, what, kind, now, key);
        if (axis)
            axis->exponential = exponential;
        tasks |= kind == UNITS_TIME && !gap;
    }
    return tasks;
}

/* The group with most threads of its own. */
static void add_threads(struct axes *axes, const struct sim_scenario *sim)
{
    const struct sim_group *most = NULL;
    char key[96];

    if (sim->map) {
        add_axis(axes, "workers", UNITS_COUNT, sim->map->workers, "map.workers");
        return;
    }
    for (uint32_t g = 0; g < sim->group_count; g++) {
        const struct sim_group *group = &sim->groups[g];

        if (group->daemon || group->pool || group->team || group->manual || group->process)
            continue;
        if (!most || group->count > most->count)
            most = group;
    }
    if (!most)
        return;
    snprintf(key, sizeof(key), "thread.%s.count", most->name);
    add_axis(axes, "threads", UNITS_COUNT, most->count, key);
}

static struct axes axes_of(const struct scenario *scenario)
{
    const struct sim_scenario *sim = &scenario->sim;
    struct axes axes = { .count = 0 };

    if (!add_values(&axes, scenario))
        add_axis(&axes, "the work", UNITS_SHARE, sim->params.work, "costs.work");
    if (sim->map) {
        add_axis(&axes, "an argument", UNITS_SIZE, sim->map->argument, "map.argument");
        add_axis(&axes, "a result", UNITS_SIZE, sim->map->result, "map.result");
    }
    add_axis(&axes, "cores", UNITS_COUNT, sim->params.cores, "machine.cores");
    add_threads(&axes, sim);
    return axes;
}

/* ---- asking ---- */

struct duel {
    struct advise *advise;
    const struct axis *axis;
    struct advise_model own, other;
};

/* As the scenario has it. */
static void put_value(struct sim_text *text, const struct axis *axis, int64_t value)
{
    sim_text_put(text, axis->exponential ? "exp(" : "");
    units_put(axis->kind, text, value);
    sim_text_put(text, axis->exponential ? ")" : "");
}

static bool ratio_at(void *context, int64_t value, struct study_interval *ratio)
{
    const struct duel *duel = context;
    double own[STUDY_REPLICATIONS], other[STUDY_REPLICATIONS];
    char setting[160];
    struct sim_text text = SIM_TEXT(setting);
    const char *ours[] = { setting, duel->own.model, duel->own.python, NULL };
    const char *theirs[] = { setting, duel->other.model, duel->other.python, NULL };

    sim_text_put(&text, duel->axis->key);
    sim_text_put(&text, "=");
    put_value(&text, duel->axis, value);
    return advise_times(duel->advise, ours, own) && advise_times(duel->advise, theirs, other) &&
           study_interval_of_means(own, other, (size_t)duel->advise->advised->replications,
                                   ratio);
}

/* ---- saying ---- */

/* As people write it: 2.31 ms. */
static const char *value_text(char buffer[40], const struct axis *axis, int64_t value)
{
    struct sim_text text = sim_text_over(buffer, 40);

    if (axis->kind == UNITS_TIME)
        sim_text_put_time(&text, value);
    else if (axis->kind == UNITS_SHARE)
        snprintf(buffer, 40, value < 100000000 ? "%.4g %%" : "%.0f %%", (double)value / 1e4);
    else if (axis->kind == UNITS_SIZE && value >= 10240)
        sim_text_put_size(&text, value);
    else if (axis->kind == UNITS_SIZE)
        snprintf(buffer, 40, "%lld byte%s", (long long)value, value == 1 ? "" : "s");
    else
        snprintf(buffer, 40, "%lld", (long long)value);
    return buffer;
}

/* "from 1 to 64", or "of 1" where both read alike. */
static const char *span_text(char buffer[96], const struct axis *axis, int64_t from, int64_t to)
{
    char low[40], high[40];

    value_text(low, axis, from);
    value_text(high, axis, to);
    if (strcmp(low, high))
        snprintf(buffer, 96, "from %s to %s", low, high);
    else
        snprintf(buffer, 96, "of %s", low);
    return buffer;
}

/* Of whole numbers the ends, at which they can be told apart, are left out; there may be none
 * between them. */
static void put_range(char *buffer, size_t size, const struct axis *axis,
                      const struct study_even *even)
{
    int64_t inside = axis->kind == UNITS_COUNT;
    int64_t from = even->low + (even->low_open ? 0 : inside);
    int64_t to = even->high - (even->high_open ? 0 : inside);
    char low[40], high[40];

    value_text(low, axis, from);
    value_text(high, axis, to);
    *buffer = '\0';
    if (even->low_open && even->high_open)
        snprintf(buffer, size, " (but nowhere do they surely differ)");
    else if (from == to)
        snprintf(buffer, size, " (not distinguishable with %s)", low);
    else if (even->low_open)
        snprintf(buffer, size, " (not distinguishable up to %s)", high);
    else if (even->high_open)
        snprintf(buffer, size, " (not distinguishable from %s on)", low);
    else if (from < to)
        snprintf(buffer, size, " (not distinguishable from %s to %s)", low, high);
}

static void say_found(struct advised_finding *finding, const struct axis *axis,
                      const struct study_even *even, const char *own, const char *other)
{
    char at[40], now[40], range[128];

    put_range(range, sizeof(range), axis, even);
    snprintf(finding->text, sizeof(finding->text),
             "`%s` beats `%s` with %s (%s) of %s or %s%s; it is %s now%s", other, own,
             axis->what, axis->key, value_text(at, axis, even->at),
             even->other_above ? "more" : "less", range, value_text(now, axis, axis->now),
             even->crossings > 1 ? "; this is the nearest of several such points" : "");
}

/* Without a crossing. Who is faster somewhere need not be so everywhere, and perhaps not here. */
static void say_all_along(struct advised_finding *finding, const struct axis *axis,
                          const struct study_even *even, const char *own, const char *other)
{
    bool alike = even->here_known && study_side_of(&even->here) == STUDY_WITHIN;
    const char *does = even->end == STUDY_EVEN_NEITHER ? "cannot be told from"
                       : alike                         ? "is nowhere faster than"
                                                       : "never beats";
    char span[96], all[96];

    span_text(all, axis, even->least, even->most);
    if (even->end != STUDY_EVEN_OTHER) {
        snprintf(finding->text, sizeof(finding->text), "`%s` %s `%s` with %s (%s) %s", other,
                 does, own, axis->what, axis->key, all);
        return;
    }
    snprintf(finding->text, sizeof(finding->text), "`%s` beats `%s` with %s (%s) %s", other,
             own, axis->what, axis->key, span_text(span, axis, even->low, even->high));
    if (!even->low_open || !even->high_open)
        snprintf(finding->text + strlen(finding->text),
                 sizeof(finding->text) - strlen(finding->text), ", and is nowhere slower %s",
                 all);
}

static void say_even(struct duel *duel, const struct study_even *even)
{
    const struct axis *axis = duel->axis;
    struct advised_finding *finding;
    const char *own = strchr(duel->own.model, '=') + 1,
               *other = strchr(duel->other.model, '=') + 1;
    char setting[160];
    struct sim_text text = SIM_TEXT(setting);
    const char *settings[] = { setting, NULL };

    if (even->end > STUDY_EVEN_NEITHER)
        return;
    finding = advised_add(duel->advise->advised, "break-even");
    if (even->end == STUDY_EVEN_FOUND)
        say_found(finding, axis, even, own, other);
    else
        say_all_along(finding, axis, even, own, other);
    snprintf(finding->parameter, sizeof(finding->parameter), "%s", axis->key);
    sim_text_put(&text, axis->key);
    sim_text_put(&text, "=");
    put_value(&text, axis,
              even->end == STUDY_EVEN_FOUND   ? even->at
              : even->end == STUDY_EVEN_OTHER ? even->high
                                              : even->most);
    advise_command(duel->advise, finding->command, sizeof(finding->command), "compare",
                   settings);
    snprintf(finding->command + strlen(finding->command),
             sizeof(finding->command) - strlen(finding->command), " --models %s,%s", own,
             other);
    if (even->end == STUDY_EVEN_FOUND) {
        double one = axis->kind == UNITS_SHARE ? 1e-6 : 1;

        finding->unit = axis->kind == UNITS_TIME    ? "ns"
                        : axis->kind == UNITS_SIZE  ? "bytes"
                        : axis->kind == UNITS_SHARE ? "share"
                                                    : "count";
        finding->threshold = one * (double)even->at;
        finding->low = one * (double)even->low;
        finding->high = one * (double)even->high;
        finding->low_open = even->low_open;
        finding->high_open = even->high_open;
    }
}

void advise_even(struct advise *advise, const struct sim_model *other)
{
    struct axes axes = axes_of(advise->scenario);

    for (size_t i = 0; i < axes.count && !*advise->limits.interrupted; i++) {
        struct duel duel = { advise, &axes.list[i], advise_settings_of(advise, advise->own),
                             advise_settings_of(advise, other) };
        struct study_even_question question = { .from = axes.list[i].from,
                                                .to = axes.list[i].to,
                                                .now = axes.list[i].now,
                                                .ratio = ratio_at,
                                                .context = &duel,
                                                .interrupted = advise->limits.interrupted };
        struct study_even even = study_even(&question);

        say_even(&duel, &even);
    }
}
