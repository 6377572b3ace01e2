/* SPDX-License-Identifier: GPL-3.0-or-later
 * Writing the lines of a sweep. */
#include "config.h"

#include "ui/report/json.h"
#include "ui/report/sheet.h"

#include <inttypes.h>
#include <string.h>

/*
 * Which columns there are is a matter of the scenario alone, not of its points: a point whose
 * program measures something else leaves the cells empty.
 */

static const char *const latencies[] = { "count",  "mean_ns", "p50_ns",
                                         "p90_ns", "p99_ns",  "max_ns" };

#define LATENCY_COUNT (sizeof(latencies) / sizeof(*latencies))

/* A cell, in quotes where it must be (RFC 4180). Line feeds become blanks: a line is a row. */
static void put_text(FILE *to, const char *text)
{
    bool quoted = strpbrk(text, ",\"\n\r");

    if (quoted)
        fputc('"', to);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', to);
        fputc(*text == '\n' || *text == '\r' ? ' ' : *text, to);
    }
    if (quoted)
        fputc('"', to);
}

static void put_int(FILE *to, int64_t number)
{
    fprintf(to, ",%" PRId64, number);
}

/* ---- names ---- */

void sheet_put_head(FILE *to, const struct scenario *scenario)
{
    const struct sim_scenario *sim = &scenario->sim;

    fputs("sweep,version,seed,points,point", to);
    for (uint32_t i = 0; i < scenario->sweep->axis_count; i++) {
        fputc(',', to);
        put_text(to, scenario->sweep->axes[i].key);
    }
    fputs(
        ",replication,outcome,reason,makespan_ns,speedup,work_ns,cpu_ns,events,handoffs,forced",
        to);
    for (int reason = 1; reason < SIM_REASON_ABSENT; reason++)
        fprintf(to, ",waits.%s", sim_reasons[reason].name);
    for (uint32_t i = 0; i < sim->measures.count; i++) {
        for (size_t k = 0; k < LATENCY_COUNT; k++)
            fprintf(to, ",latency.%s.%s", sim->measures.list[i], latencies[k]);
    }
    for (uint32_t i = 0; i < sim->vars.count; i++)
        fprintf(to, ",vars.%s.value,vars.%s.expected", sim->vars.list[i], sim->vars.list[i]);
    fputs(",figure,random\n", to);
}

/* ---- cells ---- */

static void begin(FILE *to, const struct sheet_line *line)
{
    const struct scenario *scenario = line->scenario;

    fprintf(to, "%016" PRIx64 ",%s,%" PRId64 ",%" PRIu32 ",%" PRIu32, line->identity.sweep,
            PACKAGE_VERSION, scenario->sim.params.seed, line->identity.points, line->point);
    for (uint32_t i = 0; i < scenario->sweep->axis_count; i++) {
        fputc(',', to);
        put_text(to, sweep_value(scenario->sweep, line->combination, i));
    }
    fprintf(to, ",%" PRId64 ",", line->replication);
}

/* With what a table needs to know of the sweep. */
static void end(FILE *to, const struct sheet_line *line)
{
    uint32_t aim = line->identity.aim;

    if (aim)
        fprintf(to, ",latency.%s.p99_ns", line->scenario->sim.measures.list[aim - 1]);
    else
        fputs(",makespan_ns", to);
    fprintf(to, ",%d\n", line->random);
}

static void put_latency(FILE *to, const struct sim_histogram *histogram)
{
    put_int(to, (int64_t)histogram->count);
    if (!histogram->count) {
        fputs(",,,,,", to);
        return;
    }
    put_int(to, sim_histogram_mean(histogram));
    put_int(to, sim_histogram_quantile(histogram, 50, 100));
    put_int(to, sim_histogram_quantile(histogram, 90, 100));
    put_int(to, sim_histogram_quantile(histogram, 99, 100));
    put_int(to, histogram->most);
}

/* The place of a name in a list, or its length. */
static uint32_t place_of(const struct sim_names *names, const char *name)
{
    uint32_t i = 0;

    while (i < names->count && strcmp(names->list[i], name))
        i++;
    return i;
}

static void put_measured(FILE *to, const struct sim_scenario *sim,
                         const struct study_result *result)
{
    const struct sim_names *measures = &result->cast->measures, *vars = &result->cast->vars;

    for (uint32_t i = 0; i < sim->measures.count; i++) {
        uint32_t its = place_of(measures, sim->measures.list[i]);

        if (its < measures->count)
            put_latency(to, &result->latency[its]);
        else
            fputs(",,,,,,", to);
    }
    for (uint32_t i = 0; i < sim->vars.count; i++) {
        uint32_t its = place_of(vars, sim->vars.list[i]);

        if (its == vars->count) {
            fputs(",,", to);
            continue;
        }
        put_int(to, result->fold->vars[its].value);
        put_int(to, result->fold->vars[its].expected);
    }
}

static void put_waits(FILE *to, const struct study_result *result)
{
    for (int reason = 1; reason < SIM_REASON_ABSENT; reason++) {
        sim_time sum = 0;

        for (uint32_t i = 1; i <= result->cast->threads; i++)
            sum += result->fold->threads[i].spent[reason];
        put_int(to, sum);
    }
}

static void put_handoffs(FILE *to, const struct study_result *result)
{
    uint64_t handoffs = 0, forced = 0;

    for (uint32_t i = 1; i <= result->cast->interps; i++) {
        handoffs += result->fold->interps[i].handoffs;
        forced += result->fold->interps[i].forced;
    }
    put_int(to, (int64_t)handoffs);
    put_int(to, (int64_t)forced);
}

void sheet_put_run(FILE *to, const struct sheet_line *line, const struct study_result *result,
                   const struct study_speedup *speedup)
{
    begin(to, line);
    fputs(report_outcome(result->outcome), to);
    fputc(',', to);
    put_text(to, result->why);
    put_int(to, result->makespan);
    if (speedup->known)
        fprintf(to, ",%.9g", speedup->speedup);
    else
        fputc(',', to);
    put_int(to, result->work);
    put_int(to, result->cpu);
    put_int(to, (int64_t)result->events);
    put_handoffs(to, result);
    put_waits(to, result);
    put_measured(to, &line->scenario->sim, result);
    end(to, line);
}

void sheet_put_failure(FILE *to, const struct sheet_line *line, const char *outcome,
                       const char *why)
{
    const struct sim_scenario *sim = &line->scenario->sim;
    size_t empty = 7 + (SIM_REASON_ABSENT - 1) + LATENCY_COUNT * sim->measures.count +
                   2 * (size_t)sim->vars.count;

    begin(to, line);
    fprintf(to, "%s,", outcome);
    put_text(to, why);
    while (empty--)
        fputc(',', to);
    end(to, line);
}
