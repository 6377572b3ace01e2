/* SPDX-License-Identifier: GPL-3.0-or-later
 * Printing advice. */
#include "ui/report/advised.h"

#include "ui/report/json.h"
#include "ui/report/waterfall.h"

#include <math.h>
#include <string.h>

struct advised_finding *advised_add(struct advised *advised, const char *kind)
{
    struct advised_finding *finding = &advised->finding[advised->findings];

    if (advised->findings + 1 < ADVISED_FINDINGS)
        advised->findings++;
    *finding = (struct advised_finding){ .kind = kind };
    return finding;
}

const char *advised_range(char buffer[ADVISED_RANGE], const struct study_interval *interval,
                          const char *between)
{
    char low[32], high[32];

    summary_ratio(low, interval->low);
    summary_ratio(high, interval->high);
    *buffer = '\0';
    if (strcmp(low, high))
        snprintf(buffer, ADVISED_RANGE, " (%s%s%s)", low, between, high);
    return buffer;
}

/* ---- sentences ---- */

#define COMMAND_INDENT 15

/* A command is one line, so that it can be taken out of a file; folded it goes on before an option,
 * and the shell reads it as one. */
static void put_command(const struct summary_style *style, const char *command)
{
    unsigned column = (unsigned)fprintf(style->to, "%*s$ ", COMMAND_INDENT - 2, "");

    while (*command) {
        const char *option = strstr(command + 1, " --");
        int length = (int)(option ? option - command : (ptrdiff_t)strlen(command));

        if (style->fold && column > COMMAND_INDENT &&
            column + (unsigned)length + 2 > style->width)
            column = (unsigned)fprintf(style->to, " \\\n%*s", COMMAND_INDENT + 1, "") - 3;
        column += (unsigned)fprintf(style->to, "%.*s", length, command);
        command += length;
    }
    fputc('\n', style->to);
}

static void print_findings(const struct summary_style *style, const struct advised *advised)
{
    for (size_t i = 0; i < advised->findings; i++) {
        const struct advised_finding *finding = &advised->finding[i];

        fputc('\n', style->to);
        summary_say(style, finding->kind, "%s", finding->text);
        if (*finding->command)
            put_command(style, finding->command);
    }
}

/* ---- what would help ---- */

bool advised_is_worth(const struct advised_change *change)
{
    for (int step = 0; step < ADVISED_STEPS; step++) {
        if (change->known[step] && study_side_of(&change->gain[step]) != STUDY_WITHIN)
            return true;
    }
    return false;
}

static void print_step(FILE *to, const struct advised_change *change, int step)
{
    char text[32] = "-";

    if (change->known[step])
        summary_ratio(text, change->gain[step].mean);
    fprintf(to, " %8s", text);
}

static void print_changes(const struct summary_style *style, const struct advised *advised)
{
    bool any = false;

    for (size_t i = 0; i < advised->changes; i++) {
        const struct advised_change *change = &advised->change[i];

        if (!advised_is_worth(change))
            continue;
        if (!any)
            fprintf(style->to,
                    "\nHow many times as fast with so much less of it\n  %-38s %8s %8s %8s "
                    "%8s\n",
                    "", "25 %", "50 %", "75 %", "100 %");
        any = true;
        fprintf(style->to, "  %-38s", change->text);
        for (int step = 0; step < ADVISED_STEPS; step++)
            print_step(style->to, change, step);
        fputc('\n', style->to);
    }
}

/* ---- the curve ---- */

const char *advised_usl_text(char buffer[ADVISED_USL], const struct study_usl *usl, bool known)
{
    int used;

    if (!known) {
        snprintf(buffer, ADVISED_USL, "no universal scalability law fits these points");
        return buffer;
    }
    used = snprintf(buffer, ADVISED_USL,
                    "universal scalability law: contention %.4f, coherency %.6f, %.1f %% off",
                    usl->contention, usl->coherency, 100 * usl->off);
    if (usl->peak > 0)
        snprintf(buffer + used, ADVISED_USL - (size_t)used, ", peak at %.1f", usl->peak);
    return buffer;
}

static void print_curve(const struct summary_style *style, const struct advised *advised)
{
    char usl[ADVISED_USL];

    if (!advised->points)
        return;
    fprintf(style->to,
            "\nHow many times as fast with so many cores%s%s as with one\n  %5s %8s %18s %8s "
            "%8s %8s\n",
            *advised->axis ? " and " : "", advised->axis, "cores", "as fast", "", "work/span",
            "Amdahl", "fit");
    for (size_t i = 0; i < advised->points; i++) {
        const struct advised_point *point = &advised->point[i];
        char range[ADVISED_RANGE];

        fprintf(style->to, "  %5d %8.2f%-19s %8.2f %8.2f", point->cores, point->speedup.mean,
                advised_range(range, &point->speedup, "-"), point->bound, point->amdahl);
        if (advised->usl_known)
            fprintf(style->to, " %8.2f", study_usl_at(&advised->usl, point->cores));
        fputc('\n', style->to);
    }
    summary_wrap(style, (unsigned)fprintf(style->to, "  "), 2,
                 advised_usl_text(usl, &advised->usl, advised->usl_known));
}

void advised_print(const struct summary_style *style, const struct scenario *scenario,
                   const struct advised *advised)
{
    summary_title(style, scenario->sim.title);
    if (advised->replications > 1)
        fprintf(style->to,
                "means of %d runs, the same draws for all; in brackets 95 %% "
                "intervals\n",
                advised->replications);
    if (advised->requests)
        fprintf(style->to, "what counts is within what time 99 %% of `%s` are answered\n",
                advised->requests);
    print_findings(style, advised);
    if (!advised->requests)
        report_waterfall_text(style, &advised->waterfall);
    print_changes(style, advised);
    print_curve(style, advised);
    summary_caveat(style, scenario);
}

/* ---- JSON ---- */

static json_t *number_or_null(bool known, double number)
{
    return known ? json_real(number) : json_null();
}

/* In the finest unit of its kind it is a whole number; of a share it is not. */
static json_t *quantity(const struct advised_finding *finding, bool known, double number)
{
    if (!known || !finding->unit || !strcmp(finding->unit, "share"))
        return number_or_null(known && finding->unit, number);
    return json_integer((json_int_t)number);
}

static json_t *finding_object(const struct advised_finding *finding)
{
    json_t *object = json_object();

    json_object_set_new(object, "kind", json_string(finding->kind));
    json_object_set_new(object, "text", json_string(finding->text));
    json_object_set_new(object, "parameter",
                        *finding->parameter ? json_string(finding->parameter) : json_null());
    json_object_set_new(object, "threshold", quantity(finding, true, finding->threshold));
    json_object_set_new(object, "low", quantity(finding, !finding->low_open, finding->low));
    json_object_set_new(object, "high", quantity(finding, !finding->high_open, finding->high));
    json_object_set_new(object, "unit",
                        finding->unit ? json_string(finding->unit) : json_null());
    json_object_set_new(object, "command",
                        *finding->command ? json_string(finding->command) : json_null());
    return object;
}

static void add_changes(json_t *array, const struct advised_change *change)
{
    for (int step = 0; step < ADVISED_STEPS; step++) {
        json_t *object;

        if (!change->known[step])
            continue;
        object = json_object();
        json_object_set_new(object, "activity", json_string(change->text));
        json_object_set_new(object, "less", json_integer(change->percent[step]));
        json_object_set_new(object, "setting", json_string(change->setting[step]));
        report_set_ratio(object, "speedup", &change->gain[step]);
        json_array_append_new(array, object);
    }
}

static json_t *scaling_object(const struct advised *advised)
{
    json_t *object = json_object(), *points = json_array(), *usl = json_object();

    for (size_t i = 0; i < advised->points; i++) {
        const struct advised_point *point = &advised->point[i];
        json_t *row = json_object();

        json_object_set_new(row, "cores", json_integer(point->cores));
        report_set_ratio(row, "speedup", &point->speedup);
        json_object_set_new(row, "bound", json_real(point->bound));
        json_object_set_new(row, "amdahl", json_real(point->amdahl));
        json_array_append_new(points, row);
    }
    json_object_set_new(object, "with",
                        *advised->axis ? json_string(advised->axis) : json_null());
    json_object_set_new(object, "points", points);
    if (advised->usl_known) {
        json_object_set_new(usl, "contention", json_real(advised->usl.contention));
        json_object_set_new(usl, "coherency", json_real(advised->usl.coherency));
        json_object_set_new(usl, "off", json_real(advised->usl.off));
        json_object_set_new(usl, "peak",
                            number_or_null(advised->usl.peak > 0, advised->usl.peak));
    }
    json_object_set_new(object, "usl", usl);
    return object;
}

json_t *advised_json(const struct scenario *scenario, const struct advised *advised)
{
    json_t *object = report_head("interlock/advise/1", scenario), *findings = json_array(),
           *changes = json_array();

    json_object_set_new(object, "replications", json_integer(advised->replications));
    json_object_set_new(object, "requests",
                        advised->requests ? json_string(advised->requests) : json_null());
    for (size_t i = 0; i < advised->findings; i++)
        json_array_append_new(findings, finding_object(&advised->finding[i]));
    json_object_set_new(object, "findings", findings);
    json_object_set_new(object, "waterfall", report_waterfall(&advised->waterfall));
    for (size_t i = 0; i < advised->changes; i++)
        add_changes(changes, &advised->change[i]);
    json_object_set_new(object, "changes", changes);
    json_object_set_new(object, "scaling", scaling_object(advised));
    return object;
}
