/* SPDX-License-Identifier: GPL-3.0-or-later
 * Narrow columns of a whole run, and wide ones put together from them. */
#include "ui/play/strips_part.h"

#include <string.h>

/* ---- beginning ---- */

#define RECORDS_A_COLUMN 4
#define BYTES_A_RECORD 3    /* beside the 16 that it has itself */
#define LEAST_COLUMNS 16384 /* however many lanes there are */
#define MOST_COLUMNS (1u << 19)
#define SLAB 1024 /* columns that are cells at one time: some MiB */
#define COARSE 16 /* columns in one of the second level */

void strips_survey_free(struct strips_survey *survey)
{
    strips_free(&survey->fine);
    strips_free(&survey->coarse);
    survey->begun = false;
    survey->done = 0;
}

/* As fine as its share of memory allows: the finer, the fewer records a window has that is read
 * from them. */
static uint32_t columns_for(const struct sim_run *run, const struct strips *lanes)
{
    uint64_t bytes = (lanes->cores + lanes->locks) * sizeof(struct strip_holder) +
                     lanes->threads * sizeof(struct strip_mix) + sizeof(struct strip_count);
    uint64_t columns = run->count * BYTES_A_RECORD / (bytes ? bytes : 1);

    columns = columns > LEAST_COLUMNS ? columns : LEAST_COLUMNS;
    columns = columns < MOST_COLUMNS ? columns : MOST_COLUMNS;
    if (columns > run->count / RECORDS_A_COLUMN)
        columns = run->count / RECORDS_A_COLUMN;
    return (uint32_t)(columns / SLAB * SLAB);
}

bool strips_survey_begin(struct strips_survey *survey, const struct sim_run *run)
{
    uint32_t threads = run->cast->threads, locks = run->cast->interps;
    struct strips fine = { .cores = strips_cores(run),
                           .locks = locks < STRIPS_LOCKS ? locks : STRIPS_LOCKS,
                           .first_thread = 1,
                           .threads = threads < STRIPS_LANES ? threads : STRIPS_LANES };

    strips_survey_free(survey);
    survey->begun = true;
    fine.columns = columns_for(run, &fine);
    if (run->count < STRIPS_DIRECT || !fine.columns)
        return true;
    fine.width = sim_run_length(run) / fine.columns + 1;
    fine.to = fine.width * fine.columns;
    survey->fine = survey->coarse = fine;
    survey->coarse.columns /= COARSE;
    survey->coarse.width *= COARSE;
    if (strips_make(&survey->fine) && strips_make(&survey->coarse))
        return true;
    strips_survey_free(survey);
    return false;
}

/* ---- putting together ---- */

/* The narrow columns that a stretch of time touches, and how much of the first and the last of them
 * lies in it, in 255ths. What has ended counts where its narrow column begins. */
struct span {
    uint32_t from, to, begun;
    int64_t first, last;
};

/* How much of narrow column `i` lies between two times. */
static int64_t part_in(const struct strips *narrow, uint32_t i, sim_time begin, sim_time end)
{
    sim_time from = narrow->width * i, to = from + narrow->width;

    from = from > begin ? from : begin;
    to = to < end ? to : end;
    return sim_time_ratio(255, to - from, narrow->width);
}

static struct span span_of(const struct strips *narrow, sim_time begin, sim_time end)
{
    sim_time width = narrow->width;
    struct span span = { .from = (uint32_t)(begin / width),
                         .to = (uint32_t)((end + width - 1) / width),
                         .begun = (uint32_t)((begin + width - 1) / width) };

    if (span.to > narrow->columns)
        span.to = narrow->columns;
    if (span.from >= span.to)
        return span;
    span.first = part_in(narrow, span.from, begin, end);
    span.last = part_in(narrow, span.to - 1, begin, end);
    return span;
}

static int64_t weight(const struct span *span, uint32_t i)
{
    return i == span->from ? span->first : i + 1 == span->to ? span->last : 255;
}

static struct strip_holder add_holders(const struct strip_holder *row, const struct span *span)
{
    struct strips_held sum = { .most = 0 };
    int64_t whole = 0;

    for (uint32_t i = span->from; i < span->to; i++) {
        int64_t part = weight(span, i);

        strips_hold_all(&sum, &row[i], part);
        whole += 255 * part;
        sum.most = row[i].most > sum.most ? row[i].most : sum.most;
    }
    return strips_holder_of(sum, whole);
}

static struct strip_mix add_mixes(const struct strip_mix *row, const struct span *span)
{
    int64_t times[SIM_REASON_COUNT] = { 0 };

    for (uint32_t i = span->from; i < span->to; i++)
        strips_add_mix(times, &row[i], weight(span, i));
    return strips_mix_of(times);
}

static struct strip_count add_counts(const struct strip_count *row, const struct span *span)
{
    struct strip_count sum = { 0, 0, 0 };
    int64_t queue = 0, whole = 0, ended = 0;

    for (uint32_t i = span->from; i < span->to; i++) {
        int64_t part = weight(span, i);

        queue += row[i].queue * part;
        whole += part;
        ended += i >= span->begun ? row[i].ended : 0;
        sum.most = row[i].most > sum.most ? row[i].most : sum.most;
    }
    sum.queue = (uint32_t)(whole ? queue / whole : 0);
    sum.ended = (uint16_t)(ended < UINT16_MAX ? ended : UINT16_MAX);
    return sum;
}

/* Column `i` of `strips`, of all its lanes. */
static void put_column(const struct strips *narrow, struct strips *strips, uint32_t i,
                       const struct span *span)
{
    for (uint32_t lane = 0; lane < strips->cores + strips->locks; lane++) {
        uint32_t from = lane < strips->cores ? lane : lane - strips->cores + narrow->cores;

        strips->holder[(size_t)lane * strips->columns + i] =
            add_holders(narrow->holder + (size_t)from * narrow->columns, span);
    }
    strips->count[i] = add_counts(narrow->count, span);
    for (uint32_t thread = 0; thread < strips->threads; thread++)
        strips->mix[(size_t)thread * strips->columns + i] = add_mixes(
            narrow->mix + (size_t)(strips->first_thread - narrow->first_thread + thread) *
                              narrow->columns,
            span);
}

void strips_put_together(const struct strips_survey *survey, const struct strips *level,
                         struct strips *strips)
{
    uint32_t done = (uint32_t)(survey->done * survey->fine.width / level->width);

    for (uint32_t i = 0; i < strips->columns; i++) {
        struct span span =
            span_of(level, strips_begin_of(strips, i), strips_begin_of(strips, i + 1));

        if (span.from >= done)
            break; /* behind the end of the run nobody does anything; or it is not read so far */
        put_column(level, strips, i, &span);
    }
}

/* Has this level what is asked for, finely enough? */
static bool has(const struct strips *level, const struct strips *strips)
{
    return level->columns && strips->cores <= level->cores && strips->locks <= level->locks &&
           strips->first_thread + strips->threads <= level->threads + 1 &&
           (strips->to - strips->from) / strips->columns >= level->width;
}

const struct strips *strips_level(const struct strips_survey *survey,
                                  const struct strips *strips)
{
    if (has(&survey->coarse, strips))
        return &survey->coarse;
    return has(&survey->fine, strips) ? &survey->fine : NULL;
}

/* ---- reading on ---- */

bool strips_survey_on(struct strips_survey *survey, const struct sim_run *run,
                      struct sim_fold *fold)
{
    struct strips part = survey->fine;
    uint32_t first = survey->done;

    part.columns = SLAB;
    part.from = part.width * first;
    part.to = part.width * (first + SLAB);
    if (!strips_read_part(run, fold, &survey->fine, &part, first))
        return false;
    survey->done += SLAB;
    for (uint32_t i = first / COARSE; i < survey->done / COARSE; i++) {
        sim_time begin = survey->coarse.width * i;
        struct span span = span_of(&survey->fine, begin, begin + survey->coarse.width);

        put_column(&survey->fine, &survey->coarse, i, &span);
    }
    return true;
}
