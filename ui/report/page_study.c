/* SPDX-License-Identifier: GPL-3.0-or-later
 * Comparison, waterfall and sweep in a page. */
#include "ui/report/advised.h"
#include "ui/report/compare.h"
#include "ui/report/escape.h"
#include "ui/report/page.h"
#include "ui/report/waterfall.h"

#include <stdlib.h>
#include <string.h>

/* Names of columns; those of numbers begin with '#'. */
static void put_head(struct page *page, const char *const *names)
{
    fputs("<div class=\"scroll\"><table>\n<tr>", page->to);
    for (; *names; names++) {
        bool number = **names == '#';

        fprintf(page->to, "<th%s>%s</th>", number ? " class=\"number\"" : "", *names + number);
    }
    fputs("</tr>\n", page->to);
}

static void put_time_cell(struct page *page, sim_time time)
{
    char cell[64];
    struct sim_text text = SIM_TEXT(cell);

    sim_text_put_time(&text, time);
    page_cell(page, "number", cell);
}

/* ---- the comparison ---- */

/* How many times as fast, where that is known. */
static double gain_of(const struct study_comparison *comparison, const struct study_row *row)
{
    if (comparison->against)
        return row->ratio.mean;
    return row->verdict <= STUDY_ALIKE ? row->speedup.mean : 0;
}

static double fastest(const struct study_comparison *comparison)
{
    double most = 0;

    for (size_t i = 0; i < comparison->count; i++) {
        double gain = gain_of(comparison, &comparison->row[i]);

        most = gain > most ? gain : most;
    }
    return most;
}

static void put_refused(struct page *page, const struct study_row *row)
{
    fputs("<tr class=\"refused\">", page->to);
    page_cell(page, "", row->model->name);
    fputs("<td colspan=\"7\">refused: ", page->to);
    escape_xml(page->to, row->why);
    fputs("</td></tr>\n", page->to);
}

/* A line of a cell that has several; none for nothing. */
static void put_line(struct page *page, const char *before, const char *text)
{
    if (!*text)
        return;
    fprintf(page->to, "<div>%s", before);
    escape_xml(page->to, text);
    fputs("</div>", page->to);
}

/* The verdict, and that of another version against its own: without it the former would say that an
 * old interpreter's lock is a fast one. */
static void put_verdicts(struct page *page, const struct study_comparison *comparison,
                         const struct study_row *row)
{
    char text[REPORT_CELL];

    fputs("<td>", page->to);
    put_line(page, "", report_verdict(text, comparison, row));
    put_line(page, "", report_own(text, row));
    fputs("</td>", page->to);
}

/* Below a row, where there is something to say. */
static void put_notes(struct page *page, const struct study_comparison *comparison,
                      const struct study_row *row)
{
    char text[REPORT_CELL], runs[REPORT_CELL];

    if (!*report_why(row) && !*report_runs(runs, comparison, row) && !*row->wrong &&
        !row->latency_count)
        return;
    fputs("<tr class=\"note\"><td></td><td class=\"quiet\" colspan=\"7\">", page->to);
    put_line(page, "", report_why(row));
    put_line(page, "", report_runs(runs, comparison, row));
    put_line(page, "but ", row->wrong);
    for (uint32_t i = 0; i < row->latency_count; i++)
        put_line(page, "", report_latency(text, &row->latency[i]));
    fputs("</td></tr>\n", page->to);
}

static void put_model(struct page *page, const struct study_comparison *comparison,
                      const struct study_row *row, double most)
{
    char cell[REPORT_CELL];
    struct sim_text memory = SIM_TEXT(cell);

    fputs("<tr>", page->to);
    page_cell(page, "", row->model->name);
    page_cell(page, "number", sim_python_names[row->python]);
    page_cell(page, "number", report_compared(cell, comparison, row));
    page_cell(page, "number", report_speedup_text(cell, comparison, row));
    page_bar(page, 0, most > 0 ? gain_of(comparison, row) / most : 0);
    put_verdicts(page, comparison, row);
    snprintf(cell, sizeof(cell), "%.2f", row->cores);
    page_cell(page, "number", cell);
    sim_text_put_size(&memory, row->memory);
    page_cell(page, "number", cell);
    fputs("</tr>\n", page->to);
    put_notes(page, comparison, row);
}

/* What is compared with what. */
static void put_basis(struct page *page, const struct study_comparison *comparison)
{
    char text[sizeof(comparison->why) + 160];

    if (comparison->replications > 1) {
        snprintf(text, sizeof(text),
                 "Means of %d runs, the same draws for all; in brackets 95 %% intervals.",
                 comparison->replications);
        page_say(page, text);
    }
    if (comparison->requests) {
        snprintf(text, sizeof(text),
                 "What counts is within what time 99 %% of `%.80s` are answered.",
                 comparison->requests);
        page_say(page, text);
    }
    snprintf(text, sizeof(text), "%s is against %s under %s%s%s.",
             comparison->against ? "The ratio" : "Speedup",
             comparison->against ? comparison->against->name : "one thread after the other",
             sim_python_names[comparison->python],
             *comparison->why ? ", for one thread after the other is no base line: " : "",
             comparison->why);
    page_say(page, text);
    page_say(page, "Cores: at work on average, with overheads.");
}

void page_put_comparison(struct page *page, const struct study_comparison *comparison)
{
    const char *names[] = { "model",
                            "#for",
                            comparison->requests ? "#99 % below" : "#time",
                            comparison->against ? "#ratio" : "#speedup",
                            "",
                            "",
                            "#cores",
                            "#memory",
                            NULL };
    double most = fastest(comparison);

    page_begin_part(page, "The same workload under each model");
    put_basis(page, comparison);
    put_head(page, names);
    for (size_t i = 0; i < comparison->count; i++) {
        if (comparison->row[i].verdict == STUDY_REFUSED)
            put_refused(page, &comparison->row[i]);
        else
            put_model(page, comparison, &comparison->row[i], most);
    }
    fputs("</table></div>\n", page->to);
}

/* ---- the waterfall ---- */

static void put_loss(struct page *page, const struct waterfall_row *row, sim_time whole)
{
    char cell[64];

    fputs("<tr>", page->to);
    page_cell(page, "", row->name);
    put_time_cell(page, row->to - row->from);
    snprintf(cell, sizeof(cell), "%.1f %%", row->percent);
    page_cell(page, "number", cell);
    page_bar(page, (double)row->from / (double)whole, (double)row->to / (double)whole);
    page_cell(page, "quiet", row->text);
    fputs("</tr>\n", page->to);
}

void page_put_waterfall(struct page *page, const struct study_waterfall *waterfall)
{
    static const char *const names[] = { "", "#time", "#share", "", "", NULL };
    struct waterfall_row rows[WATERFALL_ROWS];
    size_t count;

    page_begin_part(page, "From the ideal time to the actual one");
    if (!waterfall->known) {
        page_say(page, waterfall->why);
        return;
    }
    page_say(page, report_waterfall_note(waterfall));
    put_head(page, names);
    count = report_waterfall_rows(waterfall, rows);
    for (size_t i = 0; i < count; i++)
        put_loss(page, &rows[i], waterfall->actual);
    fputs("</table></div>\n", page->to);
}

/* ---- a sweep ---- */

static void put_figure(char cell[64], const struct plot_axis *axis, double value)
{
    struct sim_text text = sim_text_over(cell, 64);

    if (axis->unit == PLOT_TIME)
        sim_text_put_time(&text, (sim_time)value);
    else if (axis->unit == PLOT_SIZE)
        sim_text_put_size(&text, (int64_t)value);
    else
        snprintf(cell, 64, "%.4g", axis->unit == PLOT_SHARE ? 100 * value : value);
    if (axis->unit == PLOT_SHARE)
        strcat(cell, " %");
}

static void put_mark(struct page *page, const struct plot *plot, const struct plot_curve *curve,
                     const struct plot_mark *mark)
{
    char cell[64], low[64], high[64], range[160] = "";

    fputs("<tr>", page->to);
    if (plot->curve_count > 1 || *curve->label)
        page_cell(page, "", curve->label);
    if (plot->x.unit == PLOT_WORD)
        snprintf(cell, sizeof(cell), "%.60s", plot->words[(uint32_t)mark->x]);
    else
        put_figure(cell, &plot->x, mark->x);
    page_cell(page, "number", cell);
    put_figure(cell, &plot->y, mark->y);
    page_cell(page, "number", cell);
    if (mark->high > mark->low) {
        put_figure(low, &plot->y, mark->low);
        put_figure(high, &plot->y, mark->high);
        snprintf(range, sizeof(range), "%s to %s", low, high);
    }
    page_cell(page, "number quiet", range);
    fputs("</tr>\n", page->to);
}

static void put_numbers(struct page *page, const struct plot *plot)
{
    fputs("<details><summary>the numbers</summary><div class=\"scroll\"><table>\n<tr>",
          page->to);
    if (plot->curve_count > 1 || *plot->curves[0].label) {
        fputs("<th>", page->to);
        escape_xml(page->to, plot->others);
        fputs("</th>", page->to);
    }
    fputs("<th class=\"number\">", page->to);
    escape_xml(page->to, plot->x.name);
    fputs("</th><th class=\"number\">", page->to);
    escape_xml(page->to, plot->y.name);
    fputs("</th><th class=\"number\">95 % interval</th></tr>\n", page->to);
    for (uint32_t i = 0; i < plot->curve_count; i++) {
        for (uint32_t k = 0; k < plot->curves[i].count; k++)
            put_mark(page, plot, &plot->curves[i], &plot->curves[i].marks[k]);
    }
    fputs("</table></div></details>\n", page->to);
}

/* ---- the law beside a curve of speedups ---- */

/* Where only the number of cores, workers or threads grows. */
static bool is_scaling(const struct plot *plot)
{
    static const char *const ends[] = { "machine.cores", ".workers", ".count" };
    size_t length = strlen(plot->x.name);

    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        size_t end = strlen(ends[i]);

        if (length >= end && !strcmp(plot->x.name + length - end, ends[i]))
            return !strcmp(plot->y.name, "speedup");
    }
    return false;
}

/* The law is about how much faster than with one, which is what a curve begins with. */
static bool fit(const struct plot_curve *curve, struct study_usl *usl)
{
    double n[ADVISED_POINTS * 4], speedups[ADVISED_POINTS * 4];
    size_t count = sizeof(n) / sizeof(*n);

    if (!curve->count || curve->marks[0].x != 1 || !(curve->marks[0].y > 0))
        return false;
    count = curve->count < count ? curve->count : count;
    for (size_t i = 0; i < count; i++) {
        n[i] = curve->marks[i].x;
        speedups[i] = curve->marks[i].y / curve->marks[0].y;
    }
    return study_usl_fit(n, speedups, count, usl);
}

static void put_fits(struct page *page, const struct plot *plot)
{
    for (uint32_t i = 0; i < plot->curve_count && is_scaling(plot); i++) {
        const struct plot_curve *curve = &plot->curves[i];
        char law[ADVISED_USL], text[ADVISED_USL + 128];
        struct study_usl usl;

        if (!fit(curve, &usl))
            continue;
        snprintf(text, sizeof(text), "%.96s%s%s", curve->label, *curve->label ? ": " : "",
                 advised_usl_text(law, &usl, true));
        page_say(page, text);
    }
}

void page_put_plot(struct page *page, const struct plot *plot)
{
    page_begin_part(page, "Along its axes");
    page_put_curves(page, plot);
    put_fits(page, plot);
}

void page_put_curves(struct page *page, const struct plot *plot)
{
    fputs("<div class=\"scroll plot\">", page->to);
    plot_svg(page->to, plot, 720, 440);
    fputs("</div>\n", page->to);
    if (plot->curve_count)
        put_numbers(page, plot);
}
