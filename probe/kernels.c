/* SPDX-License-Identifier: GPL-3.0-or-later
 * The list of kernels, and running them in turn. */
#include "probe/kernel.h"

#include "probe/clock.h"

#include <stdlib.h>
#include <string.h>

extern const struct kernel kernel_matmul, kernel_integer, kernel_sqrt, kernel_triad, kernel_sum;
extern const struct kernel kernel_bins_private, kernel_bins_atomic, kernel_bins_false;
extern const struct kernel kernel_pipeline, kernel_mandelbrot, kernel_mandelbrot_dynamic;

const struct kernel *const kernels[] = {
    &kernel_matmul,
    &kernel_integer,
    &kernel_sqrt,
    &kernel_triad,
    &kernel_sum,
    &kernel_bins_private,
    &kernel_bins_atomic,
    &kernel_bins_false,
    &kernel_pipeline,
    &kernel_mandelbrot,
    &kernel_mandelbrot_dynamic,
    NULL,
};

const struct kernel *kernel_find(const char *name)
{
    for (const struct kernel *const *kernel = kernels; *kernel; kernel++) {
        if (!strcmp((*kernel)->name, name))
            return *kernel;
    }
    return NULL;
}

/* ---- one run ---- */

/* The parts and what follows them are one program. */
struct task {
    const struct kernel *kernel;
    void *data;
};

static void part(void *arg, int worker, int workers)
{
    const struct task *task = arg;

    task->kernel->part(task->data, worker, workers);
}

typedef int64_t crew_run_fn(int workers, crew_fn *body, void *arg);

/* Its time in ns; -1: could not be run; -2: was wrong. */
static int64_t run_once(const struct kernel_run *run, int workers, crew_run_fn *crew)
{
    struct task task = { run->kernel, run->data };
    int64_t time, before;

    run->kernel->prepare(run->data, workers);
    time = crew(workers, part, &task);
    if (time < 0)
        return -1;
    before = probe_now();
    if (run->kernel->finish)
        run->kernel->finish(run->data, workers);
    time += probe_now() - before;
    return run->kernel->is_right(run->data) ? time : -2;
}

/* ---- rounds ---- */

static const char *run_round(struct kernel_run *run)
{
    int64_t one = 0, openmp_one = 0;

    for (int workers = 1; workers <= run->workers; workers++) {
        struct kernel_timing *timing = &run->timing[workers];
        int64_t time = run_once(run, workers, crew_run), openmp;

        if (time < 0)
            return time == -1 ? "threads could not be created" : "its result is wrong";
        one = workers == 1 ? time : one;
        probe_samples_add(&timing->time, (double)time);
        probe_samples_add(&timing->ratio, (double)one / (double)time);
        openmp = run_once(run, workers, crew_run_openmp);
        if (openmp == -2)
            return "its result is wrong under OpenMP";
        openmp_one = workers == 1 ? openmp : openmp_one;
        if (openmp > 0)
            probe_samples_add(&timing->openmp, (double)openmp_one / (double)openmp);
    }
    return NULL;
}

static bool create(struct kernel_run *run, const struct kernel *kernel, int workers)
{
    *run = (struct kernel_run){ .kernel = kernel, .workers = workers };
    run->data = calloc(1, kernel->size);
    run->timing = calloc((size_t)workers + 1, sizeof(*run->timing));
    if (!run->data || !run->timing || !kernel->create(run->data, workers))
        return false;
    kernel->shape(run->data, &run->shape);
    return true;
}

const char *kernels_run(const struct kernel *const *list, struct kernel_run *runs, int workers,
                        int rounds, const struct probe_teller *teller)
{
    static char said[128];
    const char *wrong = NULL;
    int count = 0;

    for (; list[count] && !wrong; count++) {
        if (!create(&runs[count], list[count], workers))
            wrong = "out of memory";
    }
    for (int round = 0; round < rounds && !wrong; round++) {
        for (int i = 0; i < count && !wrong; i++) {
            if (!probe_tell(teller, list[i]->name, (round + (double)i / count) / rounds))
                return NULL;
            wrong = run_round(&runs[i]);
            if (wrong) {
                strcpy(said, list[i]->name);
                strcat(said, ": ");
                strcat(said, wrong);
                wrong = said;
            }
        }
    }
    return wrong;
}

void kernels_fini(struct kernel_run *runs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (int n = 1; runs[i].timing && n <= runs[i].workers; n++) {
            probe_samples_fini(&runs[i].timing[n].time);
            probe_samples_fini(&runs[i].timing[n].ratio);
            probe_samples_fini(&runs[i].timing[n].openmp);
        }
        if (runs[i].data)
            runs[i].kernel->destroy(runs[i].data);
        free(runs[i].data);
        free(runs[i].timing);
    }
}
