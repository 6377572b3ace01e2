/* SPDX-License-Identifier: GPL-3.0-or-later
 * Intervals, by the GNU Scientific Library. */
#include "sim/study/interval.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#define TAIL 0.025 /* on either side: a 95 % interval */

struct study_interval study_interval(const double *values, size_t count)
{
    double mean = gsl_stats_mean(values, 1, count), half = 0;

    if (count > 1)
        half = gsl_cdf_tdist_Qinv(TAIL, (double)count - 1) *
               gsl_stats_sd_m(values, 1, count, mean) / sqrt((double)count);
    return (struct study_interval){ mean, mean - half, mean + half };
}

bool study_interval_of_ratios(const double *base, const double *values, size_t count,
                              struct study_interval *interval)
{
    double *ratios = malloc(count * sizeof(*ratios));

    if (!ratios)
        return false;
    for (size_t i = 0; i < count; i++)
        ratios[i] = study_ratio(base[i], values[i]);
    *interval = study_interval(ratios, count);
    free(ratios);
    return true;
}

bool study_interval_of_means(const double *base, const double *values, size_t count,
                             struct study_interval *interval)
{
    double mean = gsl_stats_mean(values, 1, count);
    double *differences = malloc(count * sizeof(*differences));

    if (!differences)
        return false;
    for (size_t i = 0; i < count; i++)
        differences[i] = 1 + (base[i] - values[i]) / (mean != 0 ? mean : 1);
    *interval = study_interval(differences, count);
    free(differences);
    return true;
}

enum study_side study_side_of(const struct study_interval *ratio)
{
    if (ratio->low > 1 + STUDY_MARGIN)
        return STUDY_ABOVE;
    return ratio->high < 1 - STUDY_MARGIN ? STUDY_BELOW : STUDY_WITHIN;
}

bool study_is_narrow(const struct study_interval *interval, double precision)
{
    return (interval->high - interval->low) / 2 <= precision * fabs(interval->mean);
}
