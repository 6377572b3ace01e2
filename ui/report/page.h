/* SPDX-License-Identifier: GPL-3.0-or-later
 * One HTML page about runs: to be mailed, read and printed without this program. */
#ifndef INTERLOCK_UI_REPORT_PAGE_H
#define INTERLOCK_UI_REPORT_PAGE_H

#include "recorder/recording.h"
#include "scenarios/load.h"
#include "sim/study/compare.h"
#include "sim/study/speedup.h"
#include "sim/study/waterfall.h"
#include "ui/report/plot.h"
#include "ui/view/cells.h"

#include <stdio.h>

/*
 * The page is one file: style, script, pictures and data stand in it, and its own policy forbids it
 * the network. Without scripts everything is there but stepping: the whole run as a picture, the
 * events as a list of sentences, tables. Whatever comes from a scenario or a recording is text
 * (ui/report/escape.h), wherever it stands. The same input makes the same bytes: no date, no host.
 *
 * Sections are written in the order in which these are called; page_begin_subject() begins what is
 * about one file, and page_end_subject() ends it.
 */
struct page {
    FILE *to;
    uint32_t subjects;
    uint32_t engines; /* scenarios that can be run again */
    bool failed;      /* out of memory: something is missing in it */
};

void page_begin(struct page *page, FILE *to, const char *title);
void page_end(struct page *page, const char *version, const char *command);

void page_begin_subject(struct page *page, const char *file, const char *title);
void page_end_subject(struct page *page);
void page_begin_part(struct page *page, const char *heading);

/* Lines of C that were made of a file, up to a NULL. */
void page_put_lines(FILE *to, const char *const *lines);

/* A paragraph. */
void page_say(struct page *page, const char *text);

/* A cell of a table, and its class: "number" stands at the right. */
void page_cell(struct page *page, const char *class, const char *text);

/* A bar from one share of the room to another. */
void page_bar(struct page *page, double from, double to);

/* ---- a run: page_run.c ---- */

struct page_steps;

struct page_run {
    const struct study_result *result;
    const struct study_speedup *speedup;
    const struct scenario *scenario;
    const struct recording *recording; /* NULL: of a scenario; else that is NULL */
    const struct view_cells *cells;    /* of the whole run */
    const struct page_steps *steps;
};

/* Columns of the picture, and its lanes at most. */
#define PAGE_COLUMNS 480
#define PAGE_CORES 32
#define PAGE_THREADS 48

void page_put_run(struct page *page, const struct page_run *run);

/* ---- its events: page_steps.c ---- */

/* Gathers what happens from `from` to `until`, `most` records at most. NULL when out of memory. */
struct page_steps *page_steps_create(sim_time from, sim_time until, uint32_t most);
void page_steps_destroy(struct page_steps *steps); /* NULL is allowed */
struct study_reader page_steps_reader(struct page_steps *steps);

/* After the last record; false when memory was short on the way. */
bool page_steps_finish(struct page_steps *steps, const struct study_result *result);

/* Whether they are all that has happened. */
bool page_steps_whole(const struct page_steps *steps);

/* Whether no more are gathered, whatever comes. */
bool page_steps_full(const struct page_steps *steps);

void page_put_steps(struct page *page, const struct page_steps *steps);

/* What is in it: how many have a sentence, those as items of a list, and the numbers (where there
 * is a sentence). */
uint32_t page_steps_told(const struct page_steps *steps);
const char *page_steps_list(const struct page_steps *steps);
void page_put_steps_data(FILE *to, const struct page_steps *steps);

/* ---- running it again: page_engine.c ---- */

/* Whether this build has the simulator for pages. */
bool page_has_engine(void);

/* The scenario, and where what it is run with is changed; nothing where there is no engine. */
void page_put_engine(struct page *page, const struct scenario *scenario);

/* The simulator, and what joins the two: once, at the end, where there is a scenario. */
void page_put_engine_module(struct page *page);
void page_put_engine_script(struct page *page);

/* ---- studies: page_study.c ---- */

void page_put_comparison(struct page *page, const struct study_comparison *comparison);
void page_put_waterfall(struct page *page, const struct study_waterfall *waterfall);

/* Curves and their numbers; as a part of its own, with the law that fits each. */
void page_put_curves(struct page *page, const struct plot *plot);
void page_put_plot(struct page *page, const struct plot *plot);

/* ---- advice: page_advice.c ---- */

struct advised;

/* What to do about it, with the commands that show it again; nothing where nothing was found. */
void page_put_advice(struct page *page, const struct advised *advised);

/* The curve of more and more cores, beside what limits it. */
void page_put_scaling(struct page *page, const struct advised *advised);

/* ---- parameters and where they come from: page_parameters.c ---- */

void page_put_parameters(struct page *page, const struct scenario *scenario);

#endif
