/* SPDX-License-Identifier: GPL-3.0-or-later
 * Printing a waterfall. */
#include "ui/report/waterfall.h"

#include "ui/view/glyph.h"

#define BAR 14 /* columns */

static const char *time_text(char buffer[32], sim_time time)
{
    struct sim_text text = sim_text_over(buffer, 32);

    sim_text_put_time(&text, time);
    return buffer;
}

/* ---- rows ---- */

static struct waterfall_row row_of(const struct study_waterfall *waterfall, const char *name,
                                   const char *text, sim_time from, sim_time to)
{
    double percent = 100.0 * (double)(to - from) / (double)waterfall->actual;

    return (struct waterfall_row){ name, text, from, to,
                                   percent < 0 && percent > -0.05 ? 0
                                                                  : percent }; /* not -0.0 */
}

size_t report_waterfall_rows(const struct study_waterfall *waterfall,
                             struct waterfall_row rows[WATERFALL_ROWS])
{
    sim_time so_far = 0;
    size_t count = 0;

    for (int loss = 0; loss < STUDY_LOSS_COUNT; loss++) {
        sim_time share = waterfall->share[loss];

        if (share)
            rows[count++] = row_of(waterfall, study_losses[loss].name, study_losses[loss].text,
                                   so_far, so_far + share);
        so_far += share;
    }
    rows[count++] = row_of(waterfall, "actual", "", 0, waterfall->actual);
    return count;
}

const char *report_waterfall_note(const struct study_waterfall *waterfall)
{
    return waterfall->window
               ? "[scenario] until ends this run: what a thing takes is how much more work all "
                 "cores would do without it."
               : "What a thing takes is how much sooner the run would end without it: not how "
                 "long threads wait for it, which they do beside others that work.";
}

/* ---- as text ---- */

/* From `from` to `to`, each below `whole`. */
static void put_bar(const struct summary_style *style, sim_time from, sim_time to,
                    sim_time whole)
{
    sim_time low = from < to ? from : to, high = from < to ? to : from;
    int first = (int)sim_time_ratio(low < 0 ? 0 : low, BAR, whole);
    int last = (int)sim_time_ratio(high < 0 ? 0 : high, BAR, whole);

    last = last > BAR ? BAR : last;
    first = first > last ? last : first;
    if (first == last && high > low && last < BAR)
        last++;
    for (int i = 0; i < BAR; i++)
        fputs(i < first || i >= last ? " " : style->unicode ? "\xe2\x96\x88" : "#", style->to);
}

static void put_row(const struct summary_style *style, const struct waterfall_row *row,
                    sim_time whole)
{
    char buffer[32];

    fprintf(style->to, "  %-10s ", row->name);
    put_bar(style, row->from, row->to, whole);
    fprintf(style->to, " %10s %5.1f %%  %s\n", time_text(buffer, row->to - row->from),
            row->percent, row->text);
}

void report_waterfall_text(const struct summary_style *style,
                           const struct study_waterfall *waterfall)
{
    struct waterfall_row rows[WATERFALL_ROWS];
    size_t count;

    fprintf(style->to, "\nFrom the ideal time to the actual one\n");
    if (!waterfall->known) {
        fprintf(style->to, "  unknown: %s\n", waterfall->why);
        return;
    }
    if (waterfall->window)
        summary_wrap(style, (unsigned)fprintf(style->to, "  "), 2,
                     report_waterfall_note(waterfall));
    count = report_waterfall_rows(waterfall, rows);
    for (size_t i = 0; i < count; i++)
        put_row(style, &rows[i], waterfall->actual);
}

/* ---- JSON ---- */

static json_t *loss_object(const struct study_waterfall *waterfall, int loss)
{
    const struct study_loss_info *info = &study_losses[loss];
    json_t *object = json_object();

    json_object_set_new(object, "name", json_string(info->name));
    json_object_set_new(object, "text", json_string(info->text));
    json_object_set_new(object, "ns", json_integer(waterfall->share[loss]));
    json_object_set_new(object, "without",
                        info->setting ? json_string(info->setting) : json_null());
    return object;
}

json_t *report_waterfall(const struct study_waterfall *waterfall)
{
    json_t *object = json_object(), *losses = json_array();

    json_object_set_new(object, "reason",
                        waterfall->known ? json_null() : json_string(waterfall->why));
    for (int loss = 0; waterfall->known && loss < STUDY_LOSS_COUNT; loss++)
        json_array_append_new(losses, loss_object(waterfall, loss));
    if (waterfall->known) {
        json_object_set_new(object, "actual_ns", json_integer(waterfall->actual));
        json_object_set_new(object, "work_ns", json_integer(waterfall->work));
        json_object_set_new(object, "until", json_boolean(waterfall->window));
    }
    if (waterfall->known && !waterfall->window) {
        json_object_set_new(object, "span_ns", json_integer(waterfall->span));
        json_object_set_new(object, "alone_ns", json_integer(waterfall->alone));
    }
    json_object_set_new(object, "losses", losses);
    return object;
}
