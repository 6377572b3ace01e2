/* SPDX-License-Identifier: GPL-3.0-or-later
 * A run in words and a small picture, for people at a terminal. */
#ifndef INTERLOCK_UI_REPORT_SUMMARY_H
#define INTERLOCK_UI_REPORT_SUMMARY_H

#include "scenarios/load.h"
#include "sim/study/result.h"
#include "sim/study/speedup.h"
#include "ui/view/cells.h"

#include <stdio.h>

struct summary_style {
    FILE *to;
    unsigned width; /* columns */
    bool unicode;
    bool fold; /* commands, too, keep to the width: where nobody but a person reads them */
};

/* Outcome, speedup, cores, lock, variables, latencies. Which cores a recorded program ran on is not
 * known: its cast has none. */
void summary_head(const struct summary_style *style, const struct study_result *result,
                  const struct study_speedup *speedup);

/* A scenario's title, in the style's width; a letter beyond ASCII is a question mark where only that may
 * be shown. */
void summary_title(const struct summary_style *style, const char *title);

/* What the scenario says is to be known before the figures above are believed; nothing where it says
 * nothing. */
void summary_caveat(const struct summary_style *style, const struct scenario *scenario);

/* A line of the head, in the style's width: what it is about, and what is to be said of it. */
void summary_say(const struct summary_style *style, const char *about, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Words in the style's width, and the end of the line; further lines begin at `indent`. The first
 * begins at `column`, where the caller has come to. */
void summary_wrap(const struct summary_style *style, unsigned column, unsigned indent,
                  const char *text);

/* A name in so many columns: cut, or with spaces behind it. */
void summary_put_name(FILE *to, const char *name, unsigned columns);

/* 1234567 as 1,234,567; returns the buffer. */
const char *summary_count(char buffer[32], int64_t count);

/* A ratio to two places behind the point; a small one to two digits, since 0.00 would say that
 * nothing is left. Returns the buffer. */
const char *summary_ratio(char buffer[32], double ratio);

/* Where the time of all threads went: a bar for each reason. */
void summary_waterfall(const struct summary_style *style, const struct study_result *result);

/* Columns left for lanes in that style. */
unsigned summary_columns(const struct summary_style *style, const struct study_result *result);

/* Lanes of cores and threads over the whole run, with a key. */
void summary_lanes(const struct summary_style *style, const struct study_result *result,
                   const struct view_cells *cells);

/* Lanes shown at most; the rest is counted in one line. */
#define SUMMARY_CORES 16
#define SUMMARY_LOCKS 8
#define SUMMARY_THREADS 24

#endif
