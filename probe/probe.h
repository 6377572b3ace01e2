/* SPDX-License-Identifier: GPL-3.0-or-later
 * The probes: each measures one cost or habit of this machine. */
#ifndef INTERLOCK_PROBE_PROBE_H
#define INTERLOCK_PROBE_PROBE_H

#include "probe/samples.h"
#include "probe/teller.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * A probe is a function that measures for a while and appends what it saw. It is called in
 * several rounds, all probes in turn, so that a disturbance of some seconds spoils a little of
 * each instead of all of one. What comes out is the median and the range of the samples, or, of
 * yes-or-no samples, the share of yes; a few probes work their value out from all samples
 * themselves, and then set `value`, `low` and `high`.
 */
enum probe_unit {
    PROBE_TIME,  /* samples in ns */
    PROBE_SHARE, /* samples 0 or 1 */
    PROBE_COUNT, /* a number */
    PROBE_RATE,  /* bytes a second */
};

struct probe_result {
    struct probe_samples samples;
    double value, low, high; /* NAN: from the samples */
    char note[96];           /* about this run of it, for the source; may be empty */
};

enum probe_needs {
    PROBE_ANYWHERE = 0,
    PROBE_PINS = 1,     /* must be permitted to put threads on cores */
    PROBE_TWO_CORES = 3 /* that, and two cores */
};

struct probe {
    const char *name;
    const char *parameter; /* key in params.def that it gives; NULL: for the record */
    const char *what;      /* measured, and how, in a sentence */
    enum probe_unit unit;
    enum probe_needs needs;
    bool is_range; /* the parameter is a distribution */
    /* Measures for about that long, or until it has seen enough. */
    void (*run)(struct probe_result *result, double seconds);
};

extern const struct probe probe_table[];
extern const size_t probe_count;

/* The probe of that name, or NULL. */
const struct probe *probe_find(const char *name, size_t length);

/* A result without samples. */
static inline struct probe_result probe_result_empty(void)
{
    return (struct probe_result){ .value = NAN, .low = NAN, .high = NAN };
}

/* Its median or share or set value, with the range. */
struct probe_figure {
    double value, low, high;
    size_t count;
};

struct probe_figure probe_figure(const struct probe *probe, const struct probe_result *result);

/* Can it be measured here at all? If not, says why in words. */
bool probe_is_possible(const struct probe *probe, const char **why);

/* Runs the `count` probes of a list in `rounds` rounds of `seconds` in all; results[i]
 * belongs to list[i]. Probes that are not possible here stay without samples. */
void probe_run_all(const struct probe *const *list, size_t count, struct probe_result *results,
                   int rounds, double seconds, const struct probe_teller *teller);

#endif
