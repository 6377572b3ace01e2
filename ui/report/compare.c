/* SPDX-License-Identifier: GPL-3.0-or-later
 * Printing a comparison. */
#include "ui/report/compare.h"

#include "ui/report/json.h"

#include <string.h>

/* Indexed by enum study_verdict. */
static const char *const verdicts[] = {
    [STUDY_BASE_LINE] = "base line", [STUDY_FASTER] = "faster",
    [STUDY_SLOWER] = "slower",       [STUDY_ALIKE] = "not distinguishable",
    [STUDY_UNKNOWN] = "unknown",     [STUDY_REFUSED] = "refused",
    [STUDY_UNENDED] = "no end",
};

static bool has_speedup(const struct study_row *row)
{
    return row->verdict <= STUDY_ALIKE;
}

static bool has_ratio(const struct study_row *row)
{
    return row->ratio.mean > 0;
}

static bool varies(const struct study_interval *interval)
{
    return interval->high > interval->low;
}

/* It came to [scenario] until, and answers are what counts: nothing is amiss. */
static bool is_stopped(const struct study_row *row)
{
    return row->verdict == STUDY_UNENDED && row->latency_count;
}

/* ---- what a row says ---- */

static const char *time_text(char buffer[32], double time)
{
    struct sim_text text = sim_text_over(buffer, 32);

    sim_text_put_time(&text, (sim_time)time);
    return buffer;
}

static const char *size_text(char buffer[32], int64_t size)
{
    struct sim_text text = sim_text_over(buffer, 32);

    sim_text_put_size(&text, size);
    return buffer;
}

/* From ten on one place is as much as there is room for. */
static const char *factor_text(char buffer[32], double factor)
{
    if (factor < 9.995)
        return summary_ratio(buffer, factor);
    snprintf(buffer, 32, "%.1f", factor);
    return buffer;
}

static const char *ratio_text(char text[REPORT_CELL], const struct study_interval *ratio)
{
    char mean[32], low[32], high[32];

    snprintf(text, REPORT_CELL, "%s", factor_text(mean, ratio->mean));
    if (varies(ratio))
        snprintf(text, REPORT_CELL, "%s (%s-%s)", mean, factor_text(low, ratio->low),
                 factor_text(high, ratio->high));
    return text;
}

const char *report_compared(char text[REPORT_CELL], const struct study_comparison *comparison,
                            const struct study_row *row)
{
    char time[32];

    snprintf(text, REPORT_CELL, "-");
    if (!comparison->requests)
        snprintf(text, REPORT_CELL, "%s", time_text(time, row->makespan.mean));
    else if (row->latency_count)
        snprintf(text, REPORT_CELL, "%s",
                 time_text(time, row->latency[comparison->aim - 1].p99.mean));
    return text;
}

const char *report_speedup_text(char text[REPORT_CELL],
                                const struct study_comparison *comparison,
                                const struct study_row *row)
{
    if (has_ratio(row))
        return ratio_text(text, &row->ratio);
    if (has_speedup(row) && !comparison->requests)
        return ratio_text(text, &row->speedup);
    snprintf(text, REPORT_CELL, "-");
    return text;
}

/* Indexed by enum study_side. */
static const enum study_verdict sides[] = {
    [STUDY_BELOW] = STUDY_SLOWER,
    [STUDY_WITHIN] = STUDY_ALIKE,
    [STUDY_ABOVE] = STUDY_FASTER,
};

static const char *verdict_word(const struct study_comparison *comparison,
                                const struct study_row *row)
{
    if (has_ratio(row))
        return verdicts[row->model == comparison->against ? STUDY_BASE_LINE
                                                          : sides[study_side_of(&row->ratio)]];
    if (comparison->requests && row->latency_count)
        return "not compared";
    return is_stopped(row) ? "stopped, as asked" : verdicts[row->verdict];
}

const char *report_verdict(char text[REPORT_CELL], const struct study_comparison *comparison,
                           const struct study_row *row)
{
    const char *word = verdict_word(comparison, row);
    bool side = word == verdicts[STUDY_FASTER] || word == verdicts[STUDY_SLOWER];

    snprintf(text, REPORT_CELL, "%s", word);
    if (side && row->python != comparison->python)
        snprintf(text, REPORT_CELL, "%s than %s", word, sim_python_names[comparison->python]);
    return text;
}

const char *report_own(char text[REPORT_CELL], const struct study_row *row)
{
    static const char *const words[] = {
        [STUDY_BELOW] = "slower than",
        [STUDY_WITHIN] = "not distinguishable from",
        [STUDY_ABOVE] = "faster than",
    };
    char ratio[32];

    *text = '\0';
    if (row->own_speedup.mean > 0)
        snprintf(text, REPORT_CELL, "%s sequential under %s: %s",
                 words[study_side_of(&row->own_speedup)], sim_python_names[row->python],
                 summary_ratio(ratio, row->own_speedup.mean));
    return text;
}

/* " (35.50-61.81 ms)": the unit is said once where it is the same. */
static const char *range_text(char buffer[72], const struct study_interval *interval)
{
    char low[32], high[32];
    const char *unit = strchr(time_text(high, interval->high), ' ');
    char *end = strchr(time_text(low, interval->low), ' ');

    if (end && unit && !strcmp(end, unit))
        *end = '\0';
    *buffer = '\0';
    if (varies(interval))
        snprintf(buffer, 72, " (%s-%s)", low, high);
    return buffer;
}

const char *report_latency(char text[REPORT_CELL], const struct study_latency *latency)
{
    char mean[32], median[32], p99[32], range[72];

    snprintf(text, REPORT_CELL, "%.80s: mean %s, median %s, 99%% below %s%s", latency->name,
             time_text(mean, latency->mean.mean), time_text(median, latency->median.mean),
             time_text(p99, latency->p99.mean), range_text(range, &latency->p99));
    return text;
}

const char *report_why(const struct study_row *row)
{
    return has_speedup(row) || has_ratio(row) || is_stopped(row) ? "" : row->why;
}

const char *report_runs(char text[REPORT_CELL], const struct study_comparison *comparison,
                        const struct study_row *row)
{
    snprintf(text, REPORT_CELL, "of %d run%s", row->runs, row->runs == 1 ? "" : "s");
    return row->runs < comparison->replications ? text : "";
}

/* ---- table ---- */

/* The two reasons that most of the threads' time went to. */
static void put_reasons(FILE *to, const struct study_row *row)
{
    int first = 0, second = 0;
    double sum = 0;

    for (int reason = 1; reason < SIM_REASON_ABSENT; reason++) {
        sum += row->spent[reason];
        if (row->spent[reason] > row->spent[first])
            second = first, first = reason;
        else if (row->spent[reason] > row->spent[second])
            second = reason;
    }
    if (first)
        fprintf(to, "%s %.0f %%", sim_reasons[first].name, 100 * row->spent[first] / sum);
    if (second && row->spent[second] / sum >= 0.005)
        fprintf(to, ", %s %.0f %%", sim_reasons[second].name, 100 * row->spent[second] / sum);
}

/* What stands below a row begins here. */
#define INDENT 20

static void put_why(const struct summary_style *style, const char *about, const char *why)
{
    char text[sizeof(((struct study_row *)0)->why) + 16];

    snprintf(text, sizeof(text), "%s%s", about, why);
    summary_wrap(style, INDENT, INDENT, text);
}

static void put_below(const struct summary_style *style, const char *text)
{
    if (!*text)
        return;
    fprintf(style->to, "%*s", INDENT, "");
    summary_wrap(style, INDENT, INDENT, text);
}

static void put_row(const struct summary_style *style,
                    const struct study_comparison *comparison, const struct study_row *row)
{
    FILE *to = style->to;
    char compared[REPORT_CELL], speedup[REPORT_CELL], verdict[REPORT_CELL], memory[32];

    fprintf(to, "  %-15s", row->model->name);
    if (row->verdict == STUDY_REFUSED) {
        fprintf(to, "%*s", INDENT - 17, "");
        put_why(style, "refused: ", row->why);
        return;
    }
    fprintf(to, "%8s %9s  %-16s %5.2f  %s\n", sim_python_names[row->python],
            report_compared(compared, comparison, row),
            report_speedup_text(speedup, comparison, row), row->cores,
            report_verdict(verdict, comparison, row));
    put_below(style, report_why(row));
    fprintf(to, "%*s", INDENT, "");
    put_reasons(to, row);
    fprintf(to, "; %s of memory\n", size_text(memory, row->memory));
    put_below(style, report_runs(verdict, comparison, row));
    if (*row->wrong) {
        fprintf(to, "%*s", INDENT, "");
        put_why(style, "but ", row->wrong);
    }
    for (uint32_t i = 0; i < row->latency_count; i++)
        put_below(style, report_latency(speedup, &row->latency[i]));
    put_below(style, report_own(speedup, row));
}

/* What is compared with what. */
static void put_head(const struct summary_style *style, const struct scenario *scenario,
                     const struct study_comparison *comparison)
{
    FILE *to = style->to;
    char why[sizeof(comparison->why) + 128];

    summary_title(style, scenario->sim.title);
    if (comparison->replications > 1)
        fprintf(to, "means of %d runs, the same draws for all; in brackets 95 %% intervals\n",
                comparison->replications);
    if (comparison->requests)
        fprintf(to, "what counts is within what time 99 %% of `%s` are answered\n",
                comparison->requests);
    if (*comparison->why) {
        snprintf(why, sizeof(why),
                 "compared with %s, for one thread after the other is no base line: %s",
                 comparison->against->name, comparison->why);
        summary_wrap(style, 0, 0, why);
    }
    fprintf(to, "cores: at work on average, with overheads\n");
}

void report_compare_table(const struct summary_style *style, const struct scenario *scenario,
                          const struct study_comparison *comparison)
{
    put_head(style, scenario, comparison);
    fprintf(style->to, "\n  %-15s%8s %9s  %-16s %5s  against %s\n", "model", "for",
            comparison->requests ? "99% below" : "time",
            comparison->against ? "ratio" : "speedup", "cores",
            comparison->against ? comparison->against->name : "sequential");
    for (size_t i = 0; i < comparison->count; i++)
        put_row(style, comparison, &comparison->row[i]);
    summary_caveat(style, scenario);
}

/* ---- JSON ---- */

static void set_interval(json_t *object, const struct study_interval *interval)
{
    json_object_set_new(object, "makespan_ns", json_integer((json_int_t)interval->mean));
    if (!varies(interval))
        return;
    json_object_set_new(object, "low_ns", json_integer((json_int_t)interval->low));
    json_object_set_new(object, "high_ns", json_integer((json_int_t)interval->high));
}

static void set_ratios(json_t *object, const struct study_row *row)
{
    json_object_set_new(object, "speedup", json_null());
    if (has_speedup(row))
        report_set_ratio(object, "speedup", &row->speedup);
    if (has_ratio(row))
        report_set_ratio(object, "ratio", &row->ratio);
    if (row->own_speedup.mean > 0)
        report_set_ratio(object, "own_speedup", &row->own_speedup);
}

static json_t *waits_of(const struct study_row *row)
{
    json_t *waits = json_object();

    for (int reason = 1; reason < SIM_REASON_ABSENT; reason++) {
        if (row->spent[reason] >= 1)
            json_object_set_new(waits, sim_reasons[reason].name,
                                json_integer((json_int_t)row->spent[reason]));
    }
    return waits;
}

static void set_spread(json_t *object, const char *name, const struct study_interval *interval)
{
    char key[32];

    snprintf(key, sizeof(key), "%s_ns", name);
    json_object_set_new(object, key, json_integer((json_int_t)interval->mean));
    if (!varies(interval))
        return;
    snprintf(key, sizeof(key), "%s_low_ns", name);
    json_object_set_new(object, key, json_integer((json_int_t)interval->low));
    snprintf(key, sizeof(key), "%s_high_ns", name);
    json_object_set_new(object, key, json_integer((json_int_t)interval->high));
}

static json_t *latency_of(const struct study_row *row)
{
    json_t *latency = json_object();

    for (uint32_t i = 0; i < row->latency_count; i++) {
        json_t *one = json_object();

        set_spread(one, "mean", &row->latency[i].mean);
        set_spread(one, "p50", &row->latency[i].median);
        set_spread(one, "p99", &row->latency[i].p99);
        json_object_set_new(latency, row->latency[i].name, one);
    }
    return latency;
}

static json_t *row_object(const struct study_row *row)
{
    json_t *object = json_object();

    json_object_set_new(object, "name", json_string(row->model->name));
    json_object_set_new(object, "python", json_string(sim_python_names[row->python]));
    if (row->verdict == STUDY_REFUSED) {
        json_object_set_new(object, "makespan_ns", json_null());
    } else {
        json_object_set_new(object, "replications", json_integer(row->runs));
        set_interval(object, &row->makespan);
        json_object_set_new(object, "processors", json_real(row->cores));
        json_object_set_new(object, "waits", waits_of(row));
        json_object_set_new(object, "latency", latency_of(row));
    }
    set_ratios(object, row);
    json_object_set_new(object, "memory_bytes",
                        row->verdict == STUDY_REFUSED ? json_null()
                                                      : json_integer(row->memory));
    json_object_set_new(object, "verdict", json_string(verdicts[row->verdict]));
    json_object_set_new(object, "reason", *row->why ? json_string(row->why) : json_null());
    json_object_set_new(object, "wrong", *row->wrong ? json_string(row->wrong) : json_null());
    return object;
}

json_t *report_compare(const struct scenario *scenario,
                       const struct study_comparison *comparison)
{
    json_t *object = report_head("interlock/compare/1", scenario), *models = json_array();

    json_object_set_new(object, "replications", json_integer(comparison->replications));
    json_object_set_new(
        object, "against",
        json_string(comparison->against ? comparison->against->name : "sequential"));
    json_object_set_new(object, "against_reason",
                        *comparison->why ? json_string(comparison->why) : json_null());
    json_object_set_new(object, "requests",
                        comparison->requests ? json_string(comparison->requests) : json_null());
    for (size_t i = 0; i < comparison->count; i++)
        json_array_append_new(models, row_object(&comparison->row[i]));
    json_object_set_new(object, "models", models);
    return object;
}
