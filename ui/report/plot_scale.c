/* SPDX-License-Identifier: GPL-3.0-or-later
 * Choosing scales and ticks. */
#include "config.h"

#include "ui/report/plot_scale.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * A tick is put at round numbers, or, along the horizontal axis, at the values themselves where
 * they are few: somebody who swept 1, 2, 4, 8 cores wants to read those.
 */
#define ROUND_TICKS 6

/* What the marks span along an axis. */
struct span {
    double least, most;
    double values[PLOT_TICKS_MAX]; /* different ones, in order, while there are few */
    uint32_t count;                /* PLOT_TICKS_MAX + 1: many */
};

static void note(struct span *span, double value)
{
    uint32_t at = 0;

    span->least = value < span->least ? value : span->least;
    span->most = value > span->most ? value : span->most;
    if (span->count > PLOT_TICKS_MAX)
        return;
    while (at < span->count && span->values[at] < value)
        at++;
    if (at < span->count && span->values[at] == value)
        return;
    if (span->count == PLOT_TICKS_MAX) {
        span->count++;
        return;
    }
    memmove(&span->values[at + 1], &span->values[at],
            (span->count - at) * sizeof(*span->values));
    span->values[at] = value;
    span->count++;
}

static void find_spans(const struct plot *plot, struct span *x, struct span *y)
{
    *x = *y = (struct span){ .least = INFINITY, .most = -INFINITY };
    for (uint32_t i = 0; i < plot->curve_count; i++) {
        for (uint32_t k = 0; k < plot->curves[i].count; k++) {
            const struct plot_mark *mark = &plot->curves[i].marks[k];

            note(x, mark->x);
            note(y, mark->low);
            note(y, mark->high);
        }
    }
}

/* ---- linear or logarithmic ---- */

/* Values that were chosen as 1, 2, 4, 8 are meant to be seen so. */
static bool is_spaced_by_factors(const struct span *span)
{
    const double *v = span->values;
    uint32_t n = span->count;

    if (n > PLOT_TICKS_MAX)
        return span->least > 0 && span->most / span->least > 1000;
    return n >= 3 && v[0] > 0 && v[n - 1] - v[n - 2] > 2.9 * (v[1] - v[0]);
}

static bool choose_log(struct plot *plot, const char *log, const struct span *x,
                       const struct span *y, struct sim_errors *errors)
{
    plot->x.log = log ? strchr(log, 'x') != NULL : is_spaced_by_factors(x);
    plot->y.log = log && strchr(log, 'y');
    if (plot->x.unit == PLOT_WORD)
        plot->x.log = false;
    if ((plot->x.log && x->least <= 0) || (plot->y.log && y->least <= 0))
        return sim_error_add(errors, NULL, 0,
                             "--log: there are values of 0 or less, which have no logarithm",
                             NULL);
    return true;
}

/* ---- ticks ---- */

static void name_tick(enum plot_unit unit, struct plot_tick *tick)
{
    static const char *const sizes[] = { "B", "KiB", "MiB", "GiB" };
    struct sim_text text = SIM_TEXT(tick->text);
    double size = tick->at;
    int power = 0;

    switch (unit) {
    case PLOT_TIME:
        sim_text_put_exact_time(&text, (sim_time)llround(tick->at));
        return;
    case PLOT_SHARE:
        snprintf(tick->text, sizeof(tick->text), "%.6g%%", tick->at * 100);
        return;
    case PLOT_SIZE:
        for (; size >= 1024 && power < 3; power++)
            size /= 1024;
        snprintf(tick->text, sizeof(tick->text), "%.4g%s", size, sizes[power]);
        return;
    default:
        snprintf(tick->text, sizeof(tick->text), "%.6g", tick->at);
    }
}

static void add_tick(struct plot_axis *axis, double at)
{
    struct plot_tick *tick = &axis->ticks[axis->tick_count];

    if (axis->tick_count == PLOT_TICKS_MAX)
        return;
    tick->at = at;
    name_tick(axis->unit, tick);
    axis->tick_count++;
}

/* 1, 2 or 5 times a power of ten, so that about so many fit. */
static double round_step(double span, int count)
{
    double step = pow(10, floor(log10(span / count)));
    double times = span / count / step;

    return step * (times > 5 ? 10 : times > 2 ? 5 : times > 1 ? 2 : 1);
}

static void put_linear_ticks(struct plot_axis *axis)
{
    double step = round_step(axis->most - axis->least, ROUND_TICKS);
    double first = ceil(axis->least / step - 1e-9);

    for (int i = 0; (first + i) * step <= axis->most * (1 + 1e-9) && i < PLOT_TICKS_MAX; i++)
        add_tick(axis, (first + i) * step);
}

/* Powers of ten, with 2 and 5 between them where there are few. */
static void put_log_ticks(struct plot_axis *axis)
{
    static const int between[] = { 1, 2, 5 };
    double decades = log10(axis->most / axis->least);
    int stride = (int)ceil(decades / ROUND_TICKS), each = decades < 3 ? 3 : 1;

    for (int power = (int)floor(log10(axis->least)); power <= log10(axis->most);
         power += stride > 0 ? stride : 1) {
        for (int i = 0; i < each; i++) {
            double at = between[i] * pow(10, power);

            if (at >= axis->least * (1 - 1e-9) && at <= axis->most * (1 + 1e-9))
                add_tick(axis, at);
        }
    }
}

static void put_ticks(struct plot_axis *axis)
{
    if (axis->log)
        put_log_ticks(axis);
    else
        put_linear_ticks(axis);
}

static void put_word_ticks(struct plot *plot)
{
    struct plot_axis *x = &plot->x;

    for (uint32_t i = 0; i < plot->word_count && i < PLOT_TICKS_MAX; i++) {
        x->ticks[i].at = i;
        snprintf(x->ticks[i].text, sizeof(x->ticks[i].text), "%s", plot->words[i]);
        x->tick_count++;
    }
}

/* ---- ends ---- */

/* What is measured is seen from 0, so that twice as much is twice as high. */
static void set_y(struct plot_axis *y, const struct span *span)
{
    double step;

    y->least = y->log ? span->least / 1.1 : span->least < 0 ? span->least : 0;
    y->most = y->log ? span->most * 1.1 : span->most;
    if (y->most <= y->least)
        y->most = y->least + 1;
    if (!y->log) {
        step = round_step(y->most - y->least, ROUND_TICKS);
        y->most = step * ceil(y->most / step - 1e-9);
        if (y->least < 0)
            y->least = step * floor(y->least / step);
    }
    put_ticks(y);
}

static void set_x(struct plot *plot, const struct span *span)
{
    struct plot_axis *x = &plot->x;
    double room =
        x->log ? pow(span->most / span->least, 0.04) : (span->most - span->least) * 0.04;

    if (span->most == span->least)
        room = x->log ? 2 : 1;
    x->least = x->log ? span->least / room : span->least - room;
    x->most = x->log ? span->most * room : span->most + room;
    if (x->unit == PLOT_WORD) {
        put_word_ticks(plot);
        return;
    }
    if (span->count > PLOT_TICKS_MAX) {
        put_ticks(x);
        return;
    }
    for (uint32_t i = 0; i < span->count; i++)
        add_tick(x, span->values[i]);
}

bool plot_scale(struct plot *plot, const char *log, struct sim_errors *errors)
{
    struct span x, y;

    find_spans(plot, &x, &y);
    if (!choose_log(plot, log, &x, &y, errors))
        return false;
    set_x(plot, &x);
    set_y(&plot->y, &y);
    return true;
}

double plot_place(const struct plot_axis *axis, double value)
{
    if (axis->log)
        return log(value / axis->least) / log(axis->most / axis->least);
    return (value - axis->least) / (axis->most - axis->least);
}
