/* SPDX-License-Identifier: GPL-3.0-or-later
 * The window's counters: how many threads wait for a core, and how much the program gets done. */
#include "ui/play/chart_part.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- the run queue ---- */

/* What is drawn of a column: the mean as a surface, the most as a line above it, so that what was
 * shorter than a pixel is not lost in the mean. */
static void draw_queue_columns(const struct part *part, const struct strip_count *count,
                               struct stretch at, uint32_t most)
{
    int mean = (int)((uint64_t)at.height * count->queue / 256 / most);
    int peak = at.height * count->most / (int)most;

    mean = count->queue && !mean ? 1 : mean > at.height ? at.height : mean;
    if (mean)
        part_hatched(part, at.x, at.y + at.height - mean, at.width, mean,
                     (int)view_reason_role(SIM_REASON_RUNNABLE),
                     view_reason_hatch(SIM_REASON_RUNNABLE));
    if (peak > mean)
        part_rect(part, at.x, at.y + at.height - peak, at.width, 1, VIEW_QUIET);
}

static void draw_queue(const struct part *part, const struct strip_count *row, int columns,
                       struct stretch at)
{
    uint32_t most = 1, named = 0;
    int from = 0;

    for (int x = 0; x < columns; x++)
        most = row[x].most > most ? row[x].most : most;
    for (int x = 1; x <= columns; x++) {
        struct stretch own = { at.x + from, x - from, at.y, at.height };
        char words[32];
        struct sim_text text = SIM_TEXT(words);

        if (x < columns && row[x].queue == row[from].queue && row[x].most == row[from].most)
            continue;
        draw_queue_columns(part, &row[from], own, most);
        pane_count_text(&text, row[from].most);
        if (row[from].most != named && row[from].most &&
            part_put_in_stretch(part, own, words, true))
            named = row[from].most;
        from = x;
    }
}

/* ---- throughput ---- */

void part_put_measures(struct sim_text *text, const struct sim_cast *cast)
{
    for (uint32_t i = 0; i < cast->measures.count; i++) {
        sim_text_put(text, i ? ", " : "");
        sim_text_put(text, cast->measures.list[i]);
    }
}

/* Of all that has ended up to the event at hand, what has since the window's begin: while what comes is
 * hidden, the event lies within a column. */
static uint64_t ended_so_far(const struct part *part, sim_time from)
{
    struct play_branch *branch = part->branch;

    sim_run_fold(branch->run, branch->spare,
                 from ? sim_run_records_at(branch->run, from - 1) : 0);
    return branch->now->kinds[SIM_RECORD_MEASURED] - branch->spare->kinds[SIM_RECORD_MEASURED];
}

/* "request: 27 ended, 1,154 a second": of the time that is shown, as far as the run goes. */
static void name_ended(const struct part *part, const struct strips *strips, uint64_t ended,
                       struct stretch at)
{
    sim_time now = play_branch_time(part->branch), end = sim_run_length(part->branch->run);
    sim_time width;
    char words[256];
    struct sim_text text = SIM_TEXT(words);

    end = end < strips->to ? end : strips->to;
    if (!play_shows_future(part->session) && now < end) {
        end = now;
        ended = ended_so_far(part, strips->from);
    }
    width = end - strips->from;
    part_put_measures(&text, part->branch->cast);
    sim_text_put(&text, ": ");
    pane_count_text(&text, ended);
    sim_text_put(&text, " ended, ");
    pane_count_text(&text, (uint64_t)sim_time_ratio(SIM_S(1), ended, width > 0 ? width : 1));
    sim_text_put(&text, " a second");
    part_put_in_stretch(part, at, words, true);
}

/* Ends come one by one, so they are counted in stretches as wide as a word is high. */
static void draw_ended(const struct part *part, const struct strips *strips, int columns,
                       struct stretch at)
{
    int bucket = part->line * 2 / 3, buckets = (columns + bucket - 1) / bucket;
    uint32_t most = 1, whole = 0;

    for (int pass = 0; pass < 2; pass++) {
        for (int b = 0; b < buckets; b++) {
            int end = (b + 1) * bucket < columns ? (b + 1) * bucket : columns, height;
            uint32_t sum = 0;

            for (int x = b * bucket; x < end; x++)
                sum += strips->count[x].ended;
            height = (int)((uint64_t)at.height * sum / most);
            if (pass && sum)
                part_rect(part, at.x + b * bucket, at.y + at.height - height,
                          end - b * bucket - 1, height, VIEW_INK_OTHERS);
            most = !pass && sum > most ? sum : most;
            whole += pass ? 0 : sum;
        }
    }
    name_ended(part, strips, whole, at);
}

void part_draw_counter(const struct part *part, const struct strips *strips,
                       const struct lane *lane, int columns, struct stretch at)
{
    if (columns < 1)
        return;
    if (lane->kind == LANE_QUEUE)
        draw_queue(part, strips->count, columns, at);
    else
        draw_ended(part, strips, columns, at);
}
