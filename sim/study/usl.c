/* SPDX-License-Identifier: GPL-3.0-or-later
 * Non-linear least squares, by the GNU Scientific Library. */
#include "sim/study/usl.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>

#define ROUNDS 200
#define CLOSE 1e-10
#define FLAT 1.05 /* assumed: a speedup that is worth the word */

struct curve {
    const double *n, *speedups;
    size_t count;
};

double study_usl_at(const struct study_usl *usl, double n)
{
    return n / (1 + usl->contention * (n - 1) + usl->coherency * n * (n - 1));
}

double study_amdahl(double serial, double n)
{
    return 1 / (serial + (1 - serial) / n);
}

/* What is fitted are square roots, so that neither coefficient becomes negative. */
static struct study_usl law_of(const gsl_vector *roots)
{
    double a = gsl_vector_get(roots, 0), b = gsl_vector_get(roots, 1);

    return (struct study_usl){ .contention = a * a, .coherency = b * b };
}

static int residuals(const gsl_vector *roots, void *context, gsl_vector *out)
{
    const struct curve *curve = context;
    struct study_usl law = law_of(roots);

    for (size_t i = 0; i < curve->count; i++)
        gsl_vector_set(out, i, study_usl_at(&law, curve->n[i]) / curve->speedups[i] - 1);
    return GSL_SUCCESS;
}

/* From a place in the middle of what programs have. */
static bool solve(gsl_multifit_nlinear_workspace *work, struct curve *curve,
                  struct study_usl *usl)
{
    gsl_multifit_nlinear_fdf problem = {
        .f = residuals, .n = curve->count, .p = 2, .params = curve
    };
    double start[2] = { 0.3, 0.05 }, sum;
    gsl_vector_view first = gsl_vector_view_array(start, 2);
    int info;

    gsl_multifit_nlinear_init(&first.vector, &problem, work);
    if (gsl_multifit_nlinear_driver(ROUNDS, CLOSE, CLOSE, CLOSE, NULL, NULL, &info, work) !=
        GSL_SUCCESS)
        return false;
    *usl = law_of(gsl_multifit_nlinear_position(work));
    gsl_blas_ddot(gsl_multifit_nlinear_residual(work), gsl_multifit_nlinear_residual(work),
                  &sum);
    usl->off = sqrt(sum / (double)curve->count);
    return isfinite(usl->contention) && isfinite(usl->coherency);
}

/* Where it lies so far out that nothing was seen of it, or so low that the curve is flat, there is
 * none. */
static double peak_of(const struct study_usl *usl, double last)
{
    double peak;

    if (usl->coherency < 1e-9 || usl->contention >= 1)
        return 0;
    peak = sqrt((1 - usl->contention) / usl->coherency);
    return peak <= 2 * last && study_usl_at(usl, peak) > FLAT ? peak : 0;
}

bool study_usl_fit(const double *n, const double *speedups, size_t count, struct study_usl *usl)
{
    gsl_multifit_nlinear_parameters parameters = gsl_multifit_nlinear_default_parameters();
    struct curve curve = { n, speedups, count };
    gsl_multifit_nlinear_workspace *work;
    bool good;

    if (count < 3)
        return false;
    gsl_set_error_handler_off(); /* what is not found is said by what is returned */
    work = gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &parameters, count, 2);
    if (!work)
        return false;
    good = solve(work, &curve, usl);
    gsl_multifit_nlinear_free(work);
    if (good)
        usl->peak = peak_of(usl, n[count - 1]);
    return good;
}
