/* SPDX-License-Identifier: GPL-3.0-or-later
 * Advice in a page: findings and their commands, what would help, the curve of more cores. */
#include "ui/report/advised.h"
#include "ui/report/escape.h"
#include "ui/report/page.h"
#include "ui/report/plot_scale.h"

#include <stdlib.h>
#include <string.h>

/* ---- findings ---- */

static void put_finding(struct page *page, const struct advised_finding *finding)
{
    fputs("<dt>", page->to);
    escape_xml(page->to, finding->kind);
    fputs("</dt><dd>", page->to);
    escape_xml(page->to, finding->text);
    if (*finding->command) {
        fputs("<pre>$ ", page->to);
        escape_xml(page->to, finding->command);
        fputs("</pre>", page->to);
    }
    fputs("</dd>\n", page->to);
}

static void put_change(struct page *page, const struct advised_change *change)
{
    fputs("<tr>", page->to);
    page_cell(page, "", change->text);
    for (int step = 0; step < ADVISED_STEPS; step++) {
        char cell[32] = "";

        if (change->known[step])
            snprintf(cell, sizeof(cell), "%.2f", change->gain[step].mean);
        page_cell(page, "number", cell);
    }
    fputs("</tr>\n", page->to);
}

static void put_changes(struct page *page, const struct advised *advised)
{
    bool any = false;

    for (size_t i = 0; i < advised->changes; i++) {
        if (!advised_is_worth(&advised->change[i]))
            continue;
        if (!any)
            fputs("<p>How many times as fast with so much less of it:</p>\n"
                  "<div class=\"scroll\"><table>\n<tr><th></th><th class=\"number\">25 %</th>"
                  "<th class=\"number\">50 %</th><th class=\"number\">75 %</th>"
                  "<th class=\"number\">100 %</th></tr>\n",
                  page->to);
        any = true;
        put_change(page, &advised->change[i]);
    }
    if (any)
        fputs("</table></div>\n", page->to);
}

void page_put_advice(struct page *page, const struct advised *advised)
{
    char text[128];

    if (!advised->findings)
        return;
    page_begin_part(page, "What to do about it");
    snprintf(text, sizeof(text),
             "Means of %d runs, the same draws for all; in brackets 95 %% intervals.",
             advised->replications);
    if (advised->replications > 1)
        page_say(page, text);
    if (advised->requests) {
        snprintf(text, sizeof(text),
                 "What counts is within what time 99 %% of `%.40s` are answered.",
                 advised->requests);
        page_say(page, text);
    }
    fputs("<dl class=\"findings\">\n", page->to);
    for (size_t i = 0; i < advised->findings; i++)
        put_finding(page, &advised->finding[i]);
    fputs("</dl>\n", page->to);
    put_changes(page, advised);
}

/* ---- more cores ---- */

enum line { LINE_REACHED, LINE_BOUND, LINE_AMDAHL, LINE_FIT, LINES };

static const char *const labels[LINES] = { "as fast", "work/span", "Amdahl", "fit" };

static struct plot_mark mark_at(const struct advised *advised, size_t i, int line)
{
    const struct advised_point *point = &advised->point[i];
    double y = line == LINE_BOUND    ? point->bound
               : line == LINE_AMDAHL ? point->amdahl
               : line == LINE_FIT    ? study_usl_at(&advised->usl, point->cores)
                                     : point->speedup.mean;
    struct plot_mark mark = { .x = point->cores, .y = y, .low = y, .high = y };

    if (line == LINE_REACHED) {
        mark.low = point->speedup.low;
        mark.high = point->speedup.high;
    }
    return mark;
}

/* All of them share the same points. */
static struct plot *curves_of(const struct advised *advised)
{
    struct plot *plot = calloc(1, sizeof(*plot));

    if (!plot)
        return NULL;
    plot->x.name = "machine.cores";
    plot->y.name = "times as fast as with one";
    plot->replications = (uint32_t)advised->replications;
    plot->others = strdup("what");
    for (int line = 0; line < LINES && plot->others; line++) {
        struct plot_curve *curve = &plot->curves[plot->curve_count];

        if (line == LINE_FIT && !advised->usl_known)
            continue;
        plot->curve_count++;
        curve->label = strdup(labels[line]);
        curve->marks = calloc(advised->points, sizeof(*curve->marks));
        for (size_t i = 0; curve->marks && i < advised->points; i++)
            curve->marks[curve->count++] = mark_at(advised, i, line);
    }
    return plot;
}

static void put_curves(struct page *page, const struct advised *advised)
{
    struct plot *plot = curves_of(advised);
    struct sim_errors errors = { .count = 0 };
    bool good = plot && plot->others;

    for (uint32_t i = 0; good && i < plot->curve_count; i++)
        good = plot->curves[i].label && plot->curves[i].count;
    if (good && plot_scale(plot, "x", &errors))
        page_put_curves(page, plot);
    page->failed |= !good;
    plot_destroy(plot);
}

void page_put_scaling(struct page *page, const struct advised *advised)
{
    char text[384], usl[ADVISED_USL];

    if (advised->points < 2)
        return;
    page_begin_part(page, "With more cores");
    snprintf(
        text, sizeof(text),
        "How many times as fast with so many cores%s%s as with one; beside it what the work "
        "and its longest chain allow, and what Amdahl's law does.",
        *advised->axis ? " and " : "", advised->axis);
    page_say(page, text);
    put_curves(page, advised);
    page_say(page, advised_usl_text(usl, &advised->usl, advised->usl_known));
}
