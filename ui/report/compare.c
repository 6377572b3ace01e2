/* SPDX-License-Identifier: GPL-3.0-or-later
 * Printing a comparison. */
#include "ui/report/compare.h"

#include "ui/report/json.h"

#include <string.h>

const char *const report_verdicts[] = {
    [STUDY_BASE_LINE] = "base line", [STUDY_FASTER] = "faster",
    [STUDY_SLOWER] = "slower",       [STUDY_ALIKE] = "not distinguishable",
    [STUDY_UNKNOWN] = "unknown",     [STUDY_REFUSED] = "refused",
    [STUDY_UNENDED] = "no end",
};

static bool has_speedup(const struct study_row *row)
{
    return row->verdict <= STUDY_ALIKE;
}

static bool varies(const struct study_interval *interval)
{
    return interval->high > interval->low;
}

/* ---- table ---- */

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

static bool has_ratio(const struct study_row *row)
{
    return row->verdict == STUDY_UNKNOWN && row->ratio.mean > 0;
}

const char *report_verdict(const struct study_comparison *comparison,
                           const struct study_row *row)
{
    static const enum study_verdict sides[] = {
        [STUDY_BELOW] = STUDY_SLOWER, [STUDY_WITHIN] = STUDY_ALIKE, [STUDY_ABOVE] = STUDY_FASTER
    };

    if (!has_ratio(row))
        return report_verdicts[row->verdict];
    return report_verdicts[row->model == comparison->against
                               ? STUDY_BASE_LINE
                               : sides[study_side_of(&row->ratio)]];
}

const char *report_speedup_text(char text[REPORT_SPEEDUP], const struct study_row *row)
{
    const struct study_interval *its = has_ratio(row) ? &row->ratio : &row->speedup;
    char mean[32], low[32], high[32];

    snprintf(text, REPORT_SPEEDUP, "-");
    if (!has_speedup(row) && !has_ratio(row))
        return text;
    snprintf(text, REPORT_SPEEDUP, "%s", summary_ratio(mean, its->mean));
    if (varies(its))
        snprintf(text, REPORT_SPEEDUP, "%s (%s-%s)", mean, summary_ratio(low, its->low),
                 summary_ratio(high, its->high));
    return text;
}

static void put_speedup(FILE *to, const struct study_row *row)
{
    char text[REPORT_SPEEDUP];

    fprintf(to, "  %-16s", report_speedup_text(text, row));
}

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

static void put_latencies(const struct summary_style *style, const struct study_row *row)
{
    char median[32], p99[32], range[72], text[256];

    for (uint32_t i = 0; i < row->latency_count; i++) {
        const struct study_latency *latency = &row->latency[i];

        snprintf(text, sizeof(text), "%s: median %s, 99%% below %s%s", latency->name,
                 time_text(median, latency->median.mean), time_text(p99, latency->p99.mean),
                 range_text(range, &latency->p99));
        fprintf(style->to, "%*s", INDENT, "");
        summary_wrap(style, INDENT, INDENT, text);
    }
}

/* It came to [scenario] until, and answers are what counts: nothing is amiss. */
static bool is_stopped(const struct study_row *row)
{
    return row->verdict == STUDY_UNENDED && row->latency_count;
}

static void put_row(const struct summary_style *style,
                    const struct study_comparison *comparison, const struct study_row *row)
{
    FILE *to = style->to;
    char time[32], memory[32];

    fprintf(to, "  %-15s", row->model->name);
    if (row->verdict == STUDY_REFUSED) {
        fprintf(to, "%*s", INDENT - 17, "");
        put_why(style, "refused: ", row->why);
        return;
    }
    fprintf(to, "%8s %9s", sim_python_names[row->python], time_text(time, row->makespan.mean));
    put_speedup(to, row);
    fprintf(to, " %5.2f  %s\n%*s", row->cores,
            is_stopped(row) ? "stopped, as asked" : report_verdict(comparison, row), INDENT,
            "");
    if (!has_speedup(row) && *row->why && !is_stopped(row) && !has_ratio(row)) {
        put_why(style, "", row->why);
        fprintf(to, "%*s", INDENT, "");
    }
    put_reasons(to, row);
    fprintf(to, "; %s of memory\n", size_text(memory, row->memory));
    if (*row->wrong) {
        fprintf(to, "%*s", INDENT, "");
        put_why(style, "but ", row->wrong);
    }
    put_latencies(style, row);
    if (row->own_speedup > 0)
        fprintf(to, "%*s%s against sequential under %s\n", INDENT, "",
                summary_ratio(time, row->own_speedup), sim_python_names[row->python]);
}

void report_compare_table(const struct summary_style *style, const struct scenario *scenario,
                          const struct study_comparison *comparison)
{
    FILE *to = style->to;
    char why[sizeof(comparison->why) + 128];

    summary_title(style, scenario->sim.title);
    if (comparison->replications > 1)
        fprintf(to, "means of %d runs, the same draws for all; in brackets 95 %% intervals\n",
                comparison->replications);
    if (study_aim(&scenario->sim))
        fprintf(to, "what counts is within what time `%s` is answered\n",
                scenario->sim.measures.list[study_aim(&scenario->sim) - 1]);
    if (comparison->against) {
        snprintf(why, sizeof(why),
                 "compared with %s, for one thread after the other is no base line: %s",
                 comparison->against->name, comparison->why);
        summary_wrap(style, 0, 0, why);
    }
    fprintf(to, "\n  %-15s%8s %9s  %-16s %5s  against %s\n", "model", "for", "time",
            comparison->against ? "ratio" : "speedup", "cores",
            comparison->against ? comparison->against->name : "sequential");
    for (size_t i = 0; i < comparison->count; i++)
        put_row(style, comparison, &comparison->row[i]);
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

static void set_speedup(json_t *object, const struct study_row *row)
{
    json_object_set_new(object, "speedup",
                        has_speedup(row) ? json_real(row->speedup.mean) : json_null());
    if (!has_speedup(row) || !varies(&row->speedup))
        return;
    json_object_set_new(object, "speedup_low", json_real(row->speedup.low));
    json_object_set_new(object, "speedup_high", json_real(row->speedup.high));
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
        set_interval(object, &row->makespan);
        json_object_set_new(object, "processors", json_real(row->cores));
        json_object_set_new(object, "waits", waits_of(row));
        json_object_set_new(object, "latency", latency_of(row));
    }
    set_speedup(object, row);
    if (has_ratio(row)) {
        json_object_set_new(object, "ratio", json_real(row->ratio.mean));
        json_object_set_new(object, "ratio_low", json_real(row->ratio.low));
        json_object_set_new(object, "ratio_high", json_real(row->ratio.high));
    }
    if (row->own_speedup > 0)
        json_object_set_new(object, "own_speedup", json_real(row->own_speedup));
    json_object_set_new(object, "memory_bytes",
                        row->verdict == STUDY_REFUSED ? json_null()
                                                      : json_integer(row->memory));
    json_object_set_new(object, "verdict", json_string(report_verdicts[row->verdict]));
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
    for (size_t i = 0; i < comparison->count; i++)
        json_array_append_new(models, row_object(&comparison->row[i]));
    json_object_set_new(object, "models", models);
    return object;
}
