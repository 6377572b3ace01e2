/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock kernels: native speedups of this machine, measured and predicted. */
#include "config.h"

#include "probe/clock.h"
#include "probe/load.h"
#include "probe/pace.h"
#include "probe/preset.h"
#include "probe/topology.h"
#include "ui/cli/cli.h"
#include "ui/cli/predict.h"
#include "ui/cli/speedups.h"

#include <jansson.h>
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
    struct speedups speedups;
    const struct probe *probes[LIST_MAX];
    struct probe_result results[LIST_MAX];
    size_t probe_count;
    struct probe_pace pace;
    struct probe_load_figures load;
};

/* ---- the command line ---- */

static bool choose(struct kernels *all, const char *names)
{
    char copy[512];

    for (size_t i = 0; !names && kernels[i]; i++)
        speedups_take(&all->speedups, kernels[i]);
    snprintf(copy, sizeof(copy), "%s", names ? names : "");
    for (char *name = strtok(copy, ","); name; name = strtok(NULL, ",")) {
        const struct kernel *kernel = kernel_find(name);

        if (!kernel || !speedups_take(&all->speedups, kernel)) {
            cli_say("--only: no kernel is called '%s'; interlock kernels --list names them",
                    name);
            return false;
        }
    }
    if (!all->speedups.count)
        cli_say("--only: needs names of kernels, as in --only triad,matmul");
    return all->speedups.count;
}

static int print_list(void)
{
    for (const struct kernel *const *kernel = kernels; *kernel; kernel++)
        printf("%-19s %s\n", (*kernel)->name, (*kernel)->what);
    return CLI_GOOD;
}

/* ---- measuring ---- */

#define OF_PROBES 0.3

/* Between two measurements. */
static bool tell(void *context, const char *name, double done)
{
    struct kernels *all = context;

    if (done >= 0.1 * all->pace.count)
        probe_pace_note(&all->pace);
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%3.0f %%  %-24s", done * 100, name);
    return !*cli_interrupted();
}

static void measure_machine(struct kernels *all)
{
    bool quick = all->cli->given[CLI_OPTION_QUICK];
    const struct probe_teller teller = { .tell = tell, .context = all, .share = OF_PROBES };

    for (size_t i = 0; predict_probes[i]; i++) {
        all->probes[i] = probe_find(predict_probes[i], strlen(predict_probes[i]));
        all->results[i] = probe_result_empty();
        all->probe_count++;
    }
    probe_run_all(all->probes, all->probe_count, all->results, PROBE_ROUNDS,
                  quick ? PROBE_SECONDS_QUICK : PROBE_SECONDS, &teller);
    all->speedups.params = predict_params(all->probes, all->results, all->probe_count);
}

/* ---- showing ---- */

static void print_machine(const struct kernels *all)
{
    char advice[PRESET_ADVICE];
    const char *doubt = preset_advice(advice, &all->load);
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

static int print_json(const struct kernels *all)
{
    const char *doubt = preset_doubt(&all->load);
    json_t *object = json_object();

    json_object_set_new(object, "schema", json_string("interlock/kernels/1"));
    json_object_set_new(object, "version", json_string(PACKAGE_VERSION));
    json_object_set_new(object, "topology", json_string(topology_get()->text));
    json_object_set_new(object, "other_cpu", json_real(all->load.other_cpu));
    json_object_set_new(object, "steal", json_real(all->load.steal));
    json_object_set_new(object, "shared", json_real(all->load.shared));
    json_object_set_new(object, "doubt", doubt ? json_string(doubt) : json_null());
    json_object_set_new(object, "costs", cost_json(all));
    json_object_set_new(object, "kernels", speedups_json(&all->speedups));
    return cli_print_json(object);
}

/* ---- the verb ---- */

static int measure(struct kernels *all)
{
    int rounds = all->cli->given[CLI_OPTION_QUICK] ? ROUNDS_QUICK : ROUNDS;
    const struct probe_teller teller = {
        .tell = tell, .context = all, .before = OF_PROBES, .share = 1 - OF_PROBES
    };
    struct probe_load begin = probe_load_begin();
    int code;

    measure_machine(all);
    code = speedups_measure(&all->speedups, rounds, &teller);
    all->load = probe_pace_load(&all->pace, &begin);
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%40s\r", "");
    return *cli_interrupted() ? CLI_INTERRUPTED : code;
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
            code = print_json(all);
        } else if (code == CLI_GOOD) {
            print_machine(all);
            speedups_print(&all->speedups, stdout);
        }
        speedups_fini(&all->speedups);
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
    .example = "",
    .summary = "run native kernels on this machine, and say what the model foretells of them",
    .least = 0,
    .most = 0,
    .options = options,
    .run = verb,
};
