/* SPDX-License-Identifier: GPL-3.0-or-later
 * The universal scalability law, fitted to a speedup curve. */
#ifndef INTERLOCK_SIM_STUDY_USL_H
#define INTERLOCK_SIM_STUDY_USL_H

#include <stdbool.h>
#include <stddef.h>

/*
 *     C(n) = n / (1 + contention (n - 1) + coherency n (n - 1))
 *
 * contention is the share that only one can do at a time (with coherency 0 this is Amdahl's law);
 * coherency is what each pays for each other one, so that from some n on more is slower. N. Gunther,
 * Guerrilla Capacity Planning, 2007, chapter 4. Fitted by least squares (Levenberg and Marquardt,
 * by GSL), neither below 0.
 */
struct study_usl {
    double contention, coherency;
    double peak; /* the n with the highest C; 0: there is none, more is always faster */
    double off;  /* root mean square of what C is away from the curve, in proportion */
};

/* `speedups` are against n = 1. False with fewer than three points, or when no fit was found. */
bool study_usl_fit(const double *n, const double *speedups, size_t count,
                   struct study_usl *usl);

double study_usl_at(const struct study_usl *usl, double n);

/* Speedup with n cores where one is at work alone for the share `serial` of all work. */
double study_amdahl(double serial, double n);

#endif
