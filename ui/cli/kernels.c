/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock kernels: native speedups of this machine, measured and predicted. */
#include "config.h"

#include "probe/clock.h"
#include "probe/kernel.h"
#include "probe/load.h"
#include "probe/preset.h"
#include "probe/topology.h"
#include "ui/cli/cli.h"
#include "ui/cli/predict.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* assumed: enough rounds that one of them disturbed does not move a median */
#define ROUNDS 9
#define ROUNDS_QUICK 3
#define PROBE_SECONDS 6.0
#define PROBE_SECONDS_QUICK 2.0
#define PROBE_ROUNDS 3
#define LIST_MAX 32

struct kernels {
    const struct cli *cli;
    const struct kernel *list[LIST_MAX];
    struct kernel_run runs[LIST_MAX];
    size_t count;
    int workers;
    const struct probe *probes[LIST_MAX];
    struct probe_result results[LIST_MAX];
    size_t probe_count;
    struct sim_params params;
    struct probe_load_figures load;
};

/* ---- the command line ---- */

static bool choose(struct kernels *all, const char *names)
{
    char copy[512];

    for (size_t i = 0; !names && kernels[i]; i++)
        all->list[all->count++] = kernels[i];
    snprintf(copy, sizeof(copy), "%s", names ? names : "");
    for (char *name = strtok(copy, ","); name; name = strtok(NULL, ",")) {
        const struct kernel *kernel = kernel_find(name);

        if (!kernel || all->count == LIST_MAX - 1) {
            cli_say("--only: no kernel is called '%s'; interlock kernels --list names them",
                    name);
            return false;
        }
        all->list[all->count++] = kernel;
    }
    if (!all->count)
        cli_say("--only: needs names of kernels, as in --only triad,matmul");
    return all->count;
}

static int print_list(void)
{
    for (const struct kernel *const *kernel = kernels; *kernel; kernel++)
        printf("%-19s %s\n", (*kernel)->name, (*kernel)->what);
    return CLI_GOOD;
}

/* ---- measuring ---- */

static void tell(const char *what, double done)
{
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%3.0f %%  %-24s", done * 100, what);
}

static void tell_probe(const struct probe *probe, double done)
{
    tell(probe->name, done * 0.3);
}

static void tell_kernel(const struct kernel *kernel, double done)
{
    tell(kernel->name, 0.3 + done * 0.7);
}

static void measure_machine(struct kernels *all)
{
    bool quick = all->cli->given[CLI_OPTION_QUICK];

    for (size_t i = 0; predict_probes[i]; i++) {
        all->probes[i] = probe_find(predict_probes[i], strlen(predict_probes[i]));
        all->results[i] = probe_result_empty();
        all->probe_count++;
    }
    probe_run_all(all->probes, all->probe_count, all->results, PROBE_ROUNDS,
                  quick ? PROBE_SECONDS_QUICK : PROBE_SECONDS, tell_probe);
    all->params = sim_params_default();
    all->params.cores = topology_get()->count;
    for (size_t i = 0; i < all->probe_count; i++)
        predict_take(&all->params, all->probes[i], &all->results[i]);
}

/* What the runs came to with n workers, and what the model says of it. */
struct line {
    double time, measured, low, high, predicted, openmp;
};

static struct line line_of(const struct kernels *all, const struct kernel_run *run, int workers)
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

static void print_machine(const struct kernels *all)
{
    const char *doubt = preset_doubt(&all->load);
    char value[PRESET_TEXT], low[PRESET_TEXT], high[PRESET_TEXT];

    preset_print_machine(stdout, &all->load);
    printf("\n%s\n", topology_get()->text);
    if (doubt)
        printf("these figures are doubtful: %s\n", doubt);
    printf("\n  %-19s %12s  %s\n", "cost", "median", "middle eight tenths");
    for (size_t i = 0; i < all->probe_count; i++) {
        const struct probe *probe = all->probes[i];
        struct probe_figure figure = probe_figure(probe, &all->results[i]);

        if (figure.count)
            printf("  %-19s %12s  %s to %s\n", probe->parameter,
                   preset_quantity(value, probe->unit, figure.value),
                   preset_quantity(low, probe->unit, figure.low),
                   preset_quantity(high, probe->unit, figure.high));
    }
}

static void print_line(const struct kernel *kernel, int workers, struct line line)
{
    printf("  %-19s %5d %9.2f ms", workers == 1 ? kernel->name : "", workers, line.time * 1e-6);
    if (workers == 1) {
        putchar('\n');
        return;
    }
    printf("  %5.2f [%.2f-%.2f] %8.2f %+7.1f %%", line.measured, line.low, line.high,
           line.predicted, (line.predicted / line.measured - 1) * 100);
    if (isnan(line.openmp))
        putchar('\n');
    else
        printf(" %7.2f\n", line.openmp);
}

static void print_table(const struct kernels *all)
{
    double worst = 0;

    printf("\n  %-19s %5s %12s  %-17s %8s %9s %7s\n", "kernel", "cores", "time",
           "speedup measured", "foretold", "error", "OpenMP");
    for (size_t i = 0; i < all->count; i++) {
        for (int workers = 1; workers <= all->workers; workers++) {
            struct line line = line_of(all, &all->runs[i], workers);
            double error = fabs(line.predicted / line.measured - 1);

            print_line(all->list[i], workers, line);
            worst = workers > 1 && error > worst ? error : worst;
        }
    }
    if (all->workers > 1)
        printf("\n  worst error %.1f %%; no kernel has had a part in measuring the costs\n",
               worst * 100);
    else
        printf("\n  one core: there is no speedup to foretell\n");
}

static json_t *cost_json(const struct kernels *all)
{
    json_t *costs = json_object();

    for (size_t i = 0; i < all->probe_count; i++) {
        struct probe_figure figure = probe_figure(all->probes[i], &all->results[i]);

        if (figure.count)
            json_object_set_new(costs, all->probes[i]->parameter,
                                json_pack("{s:f,s:f,s:f,s:i}", "value", figure.value, "low",
                                          figure.low, "high", figure.high, "samples",
                                          (int)figure.count));
    }
    return costs;
}

static json_t *kernel_json(const struct kernels *all, const struct kernel_run *run)
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

static void print_json(const struct kernels *all)
{
    const char *doubt = preset_doubt(&all->load);
    json_t *object = json_object(), *list = json_array();

    json_object_set_new(object, "schema", json_string("interlock/kernels/1"));
    json_object_set_new(object, "version", json_string(PACKAGE_VERSION));
    json_object_set_new(object, "topology", json_string(topology_get()->text));
    json_object_set_new(object, "other_cpu", json_real(all->load.other_cpu));
    json_object_set_new(object, "steal", json_real(all->load.steal));
    json_object_set_new(object, "doubt", doubt ? json_string(doubt) : json_null());
    json_object_set_new(object, "costs", cost_json(all));
    for (size_t i = 0; i < all->count; i++)
        json_array_append_new(list, kernel_json(all, &all->runs[i]));
    json_object_set_new(object, "kernels", list);
    json_dumpf(object, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6) | JSON_PRESERVE_ORDER);
    putchar('\n');
    json_decref(object);
}

/* ---- the verb ---- */

static int measure(struct kernels *all)
{
    int rounds = all->cli->given[CLI_OPTION_QUICK] ? ROUNDS_QUICK : ROUNDS;
    struct probe_load begin = probe_load_begin();
    const char *wrong;

    measure_machine(all);
    all->workers = topology_get()->count;
    wrong = kernels_run(all->list, all->runs, all->workers, rounds, tell_kernel);
    all->load = probe_load_since(&begin);
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%40s\r", "");
    if (!wrong)
        return CLI_GOOD;
    cli_say("%s", wrong);
    return strstr(wrong, "is wrong") ? CLI_FALSE : CLI_WORLD;
}

static int verb(const struct cli *cli)
{
    struct kernels *all;
    int code = CLI_USAGE;

    if (cli->given[CLI_OPTION_LIST])
        return print_list();
    all = calloc(1, sizeof(*all));
    if (!all) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    all->cli = cli;
    if (choose(all, cli->value[CLI_OPTION_ONLY])) {
        probe_clock_init();
        probe_cores();
        topology_get();
        code = measure(all);
        if (code == CLI_GOOD && cli->given[CLI_OPTION_JSON]) {
            print_json(all);
        } else if (code == CLI_GOOD) {
            print_machine(all);
            print_table(all);
        }
        kernels_fini(all->runs, all->count);
        for (size_t i = 0; i < all->probe_count; i++)
            probe_samples_fini(&all->results[i].samples);
    }
    free(all);
    return code;
}

static const enum cli_option_id options[] = { CLI_OPTION_ONLY, CLI_OPTION_QUICK,
                                              CLI_OPTION_LIST, CLI_OPTION_JSON,
                                              CLI_OPTION_END };

const struct cli_verb verb_kernels = {
    .name = "kernels",
    .arguments = "",
    .summary = "run native kernels on this machine, and say what the model foretells of them",
    .least = 0,
    .most = 0,
    .options = options,
    .run = verb,
};
