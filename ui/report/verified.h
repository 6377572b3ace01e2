/* SPDX-License-Identifier: GPL-3.0-or-later
 * Predictions beside what real interpreters did. */
#ifndef INTERLOCK_UI_REPORT_VERIFIED_H
#define INTERLOCK_UI_REPORT_VERIFIED_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * A figure is measured in several runs of a program; each run gives the median of what it saw. What
 * is measured is the median of the runs, and its spread the range that holds the true median 19
 * times out of 20, whatever the figure's distribution: from one order statistic to another
 * (binomial). An error of the prediction below half of that range cannot be told from noise; so
 * where half of it is more than the error allowed, the case is too noisy to tell, good or bad.
 */
enum verified_verdict {
    VERIFIED_GOOD,
    VERIFIED_MISSED,
    VERIFIED_NOISY,
    VERIFIED_FAILED, /* the program or the scenario gave no figure */
    VERIFIED_VERDICTS
};

struct verified_line {
    char *name, *interpreter, *python; /* "threads 2, wall", "CPython 3.12.1", "3.12" */
    double *samples;                   /* one for each run */
    size_t sample_count;
    json_t *given;  /* what the program told the scenario; NULL: nothing */
    char *why;      /* it failed: how, in a sentence; NULL: it did not */
    char *said;     /* what it said on stderr; NULL: nothing */
    double allowed; /* share of what was measured */
    double measured, low, high, predicted;
    enum verified_verdict verdict;
};

struct verified {
    struct verified_line *lines;
    size_t count, room;
    char *machine; /* on which was measured: processor, kernel, date, how busy; NULL */
    char *doubt;   /* why that is doubtful; NULL: it is not */
};

/* A line more, all zero; NULL when out of memory. */
struct verified_line *verified_add(struct verified *verified);
void verified_free(struct verified *verified);

/* Medians, spread and verdict, once samples and prediction are there. */
void verified_judge(struct verified_line *line);

/* The error of the prediction, as a share of what was measured. */
double verified_error(const struct verified_line *line);

/* Over the lines of one interpreter, or of all (NULL). */
struct verified_sum {
    int cases, verdicts[VERIFIED_VERDICTS];
    double median_error, worst_error; /* of those that are not too noisy and have not failed */
};
struct verified_sum verified_sum(const struct verified *verified, const char *interpreter);

/* A table for people; the same as Markdown. */
void verified_print(const struct verified *verified, FILE *to);
void verified_print_markdown(const struct verified *verified, FILE *to);

/* Adds "machine", "cases" and sums to an object; reads them back. The second is false when it is
 * none of these objects. */
void verified_put_json(json_t *object, const struct verified *verified);
bool verified_take_json(struct verified *verified, const json_t *object);

#endif
