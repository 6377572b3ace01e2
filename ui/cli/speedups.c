/* SPDX-License-Identifier: GPL-3.0-or-later
 * Running kernels, and comparing. */
#include "config.h"

#include "ui/cli/speedups.h"

#include "probe/topology.h"
#include "ui/cli/cli.h"
#include "ui/cli/predict.h"

#include <math.h>
#include <string.h>

bool speedups_take(struct speedups *all, const struct kernel *kernel)
{
    if (all->count == SPEEDUPS_MAX)
        return false;
    all->list[all->count++] = kernel;
    return true;
}

int speedups_measure(struct speedups *all, int rounds, const struct probe_teller *teller)
{
    const char *wrong;

    all->workers = topology_get()->count;
    wrong = kernels_run(all->list, all->runs, all->workers, rounds, teller);
    if (!wrong)
        return CLI_GOOD;
    cli_say("%s", wrong);
    return strstr(wrong, "is wrong") ? CLI_FALSE : CLI_WORLD;
}

void speedups_fini(struct speedups *all)
{
    kernels_fini(all->runs, all->count);
}

/* What the runs came to with n workers, and what the model says of it. */
struct line {
    double time, measured, low, high, predicted, openmp;
};

static struct line line_of(const struct speedups *all, const struct kernel_run *run,
                           int workers)
{
    const struct kernel_timing *timing = &run->timing[workers];
    double alone = probe_samples_quantile(&run->timing[1].time, 0.5);
    struct probe_summary ratio = probe_samples_summary(&timing->ratio);

    return (struct line){
        .time = probe_samples_quantile(&timing->time, 0.5),
        .measured = ratio.median,
        .low = ratio.p10,
        .high = ratio.p90,
        .predicted = predict_speedup(&run->shape, alone, workers, &all->params),
        .openmp = timing->openmp.count ? probe_samples_quantile(&timing->openmp, 0.5) : NAN,
    };
}

/* ---- showing ---- */

static void print_line(const struct kernel *kernel, int workers, struct line line, FILE *to)
{
    fprintf(to, "  %-19s %5d %9.2f ms", workers == 1 ? kernel->name : "", workers,
            line.time * 1e-6);
    if (workers == 1) {
        fputc('\n', to);
        return;
    }
    fprintf(to, "  %5.2f [%.2f-%.2f] %8.2f %+7.1f %%", line.measured, line.low, line.high,
            line.predicted, (line.predicted / line.measured - 1) * 100);
    if (isnan(line.openmp))
        fputc('\n', to);
    else
        fprintf(to, " %7.2f\n", line.openmp);
}

void speedups_print(const struct speedups *all, FILE *to)
{
    double worst = 0;

    fprintf(to, "\n  %-19s %5s %12s  %-17s %8s %9s %7s\n", "kernel", "cores", "time",
            "speedup measured", "foretold", "error", "OpenMP");
    for (size_t i = 0; i < all->count; i++) {
        for (int workers = 1; workers <= all->workers; workers++) {
            struct line line = line_of(all, &all->runs[i], workers);
            double error = fabs(line.predicted / line.measured - 1);

            print_line(all->list[i], workers, line, to);
            worst = workers > 1 && error > worst ? error : worst;
        }
    }
    if (all->workers > 1)
        fprintf(to,
                "\n  worst error %.1f %%; no kernel has had a part in measuring the costs\n",
                worst * 100);
    else
        fprintf(to, "\n  one core: there is no speedup to foretell\n");
}

static json_t *kernel_json(const struct speedups *all, const struct kernel_run *run)
{
    json_t *object = json_object(), *lines = json_array();

    for (int workers = 1; workers <= run->workers; workers++) {
        struct line line = line_of(all, run, workers);
        json_t *entry = json_pack("{s:i,s:I,s:f,s:f,s:f,s:f}", "cores", workers, "time_ns",
                                  (json_int_t)line.time, "measured", line.measured, "low",
                                  line.low, "high", line.high, "predicted", line.predicted);

        json_object_set_new(entry, "openmp",
                            isnan(line.openmp) ? json_null() : json_real(line.openmp));
        json_array_append_new(lines, entry);
    }
    json_object_set_new(object, "name", json_string(run->kernel->name));
    json_object_set_new(object, "what", json_string(run->kernel->what));
    json_object_set_new(object, "speedups", lines);
    return object;
}

json_t *speedups_json(const struct speedups *all)
{
    json_t *list = json_array();

    for (size_t i = 0; i < all->count; i++)
        json_array_append_new(list, kernel_json(all, &all->runs[i]));
    return list;
}
