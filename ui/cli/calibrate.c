/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock calibrate: a preset of this machine, measured. */
#include "config.h"

#include "probe/clock.h"
#include "probe/load.h"
#include "probe/pace.h"
#include "probe/preset.h"
#include "probe/topology.h"
#include "ui/cli/bar.h"
#include "ui/cli/cli.h"
#include "ui/cli/command.h"
#include "ui/cli/folders.h"
#include "ui/cli/output.h"
#include "ui/cli/predict.h"
#include "ui/cli/python_costs.h"
#include "ui/cli/speedups.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/*
 * Probes run in rounds, all in turn, so that a disturbance of some seconds spoils a little of each
 * rather than all of one; then kernels, which have no part in the costs: what the costs foretell of
 * them is what the preset is worth. The pace of the processor is noted between rounds.
 */
#define PROBES_MAX 64

struct plan {
    int rounds, kernel_rounds;
    double seconds; /* of all probes */
};

/* assumed: a minute is what people wait for once, ten seconds what they wait for often */
static const struct plan whole = { .rounds = 5, .kernel_rounds = 9, .seconds = 30 };
static const struct plan quick = { .rounds = 3, .kernel_rounds = 2, .seconds = 3.5 };

struct calibrate {
    const struct cli *cli;
    const struct plan *plan;
    const struct probe *probes[PROBES_MAX];
    struct probe_result results[PROBES_MAX];
    size_t probe_count;
    struct speedups speedups;
    struct python_costs python; /* of --python; empty without */
    struct probe_pace pace;
    struct probe_load_figures load;
    struct bar bar;      /* of hundredths */
    char path[PATH_MAX]; /* of the preset; "": stdout */
};

/* ---- measuring ---- */

#define OF_PROBES 0.65 /* of all; the rest are kernels */

static bool tell(void *context, const char *name, double done)
{
    struct bar *bar = context;
    uint64_t hundredths = (uint64_t)(done * 100);

    (void)name;
    while (bar->done < hundredths && bar->done < bar->of)
        bar_add(bar);
    return !*cli_interrupted();
}

static void measure_costs(struct calibrate *all)
{
    struct probe_teller teller = { .tell = tell,
                                   .context = &all->bar,
                                   .share = OF_PROBES / all->plan->rounds };

    for (int round = 0; round < all->plan->rounds && !*cli_interrupted(); round++) {
        teller.before = teller.share * round;
        probe_pace_note(&all->pace);
        probe_run_all(all->probes, all->probe_count, all->results, 1,
                      all->plan->seconds / all->plan->rounds, &teller);
    }
    probe_pace_note(&all->pace);
    all->speedups.params = predict_params(all->probes, all->results, all->probe_count);
}

static int measure(struct calibrate *all)
{
    const struct probe_teller teller = {
        .tell = tell, .context = &all->bar, .before = OF_PROBES, .share = 1 - OF_PROBES
    };
    struct probe_load begin = probe_load_begin();
    int code = CLI_GOOD;

    for (size_t i = 0; i < probe_count && i < PROBES_MAX; i++) {
        all->probes[all->probe_count] = &probe_table[i];
        all->results[all->probe_count++] = probe_result_empty();
    }
    for (size_t i = 0; kernels[i]; i++)
        speedups_take(&all->speedups, kernels[i]);
    bar_begin(&all->bar, !all->cli->given[CLI_OPTION_QUIET], cli_unicode(all->cli), "%", 0,
              100);
    measure_costs(all);
    if (!*cli_interrupted())
        code = speedups_measure(&all->speedups, all->plan->kernel_rounds, &teller);
    if (code == CLI_GOOD && !*cli_interrupted())
        code = python_costs_measure(&all->python);
    probe_pace_note(&all->pace);
    bar_end(&all->bar);
    all->load = probe_pace_load(&all->pace, &begin);
    return *cli_interrupted() ? CLI_INTERRUPTED : code;
}

/* ---- writing ---- */

/* -o, or the preset `host` of the user's own folder. */
static int find_place(struct calibrate *all)
{
    const char *chosen = all->cli->value[CLI_OPTION_PRESET_OUTPUT];

    if (chosen) {
        snprintf(all->path, sizeof(all->path), "%s", strcmp(chosen, "-") ? chosen : "");
        return CLI_GOOD;
    }
    if (!folders_path(FOLDERS_DATA, "presets/host.ini", all->path)) {
        cli_say(
            "there is no place for the preset: neither XDG_DATA_HOME nor HOME is set; -o FILE "
            "names one");
        return CLI_WORLD;
    }
    if (folders_make(all->path))
        return CLI_GOOD;
    cli_say("%s: its folder cannot be made: %s", all->path, strerror(errno));
    return CLI_WORLD;
}

static void put_command(const struct cli *cli, FILE *file)
{
    char command[COMMAND_SIZE];

    fprintf(file, "# made by: %s\n", command_text(cli, command));
}

/* How fast two of a core are is not measured: it depends on what they execute. */
static void put_siblings(int threads, int cores, int slow, FILE *file)
{
    int each = topology_threads_per_core(threads, cores, slow);

    if (each > 1)
        fprintf(
            file,
            "threads_per_core = %d\nthreads_per_core.source = published: hwloc, %d hardware "
            "threads of %d cores\n",
            each, threads, cores);
}

static void put_topology(const struct topology_other *other, const char *from, FILE *file)
{
    fprintf(file, "# interlock preset: cores of another machine, %s\n[machine]\n", other->text);
    fprintf(file, "cores = %d\ncores.source = published: hwloc topology %.100s\n", other->count,
            from);
    if (other->hybrid)
        fprintf(
            file,
            "slow_cores = %d\nslow_cores.source = published: the least efficient kind of cores "
            "there\n",
            other->hybrid);
    put_siblings(other->count, other->cores, other->hybrid, file);
}

static void put_measured(const struct calibrate *all, FILE *file)
{
    preset_print(file, all->probes, all->probe_count, all->results, &all->load);
    put_siblings(topology_get()->count, topology_get()->cores, 0, file);
    python_costs_print(&all->python, preset_doubt(&all->load), file);
}

/* Whole or not at all. */
static int write_preset(struct calibrate *all, const struct topology_other *other,
                        const char *from)
{
    struct output output;
    FILE *file = output_to(&output, *all->path ? all->path : NULL);

    if (file) {
        put_command(all->cli, file);
        if (other)
            put_topology(other, from, file);
        else
            put_measured(all, file);
    }
    return output_finish(&output, CLI_GOOD);
}

/* Before a minute of measuring: can it be written at all? */
static int try_to_write(const struct calibrate *all)
{
    struct output output;
    FILE *file;

    if (!*all->path)
        return CLI_GOOD;
    file = output_to(&output, all->path);
    output_finish(&output, CLI_INTERRUPTED);
    return file ? CLI_GOOD : CLI_WORLD;
}

/* ---- showing ---- */

#define NAMES 1024

/* Writes which costs are not in the preset though they could be measured, or as they cannot be. */
static bool name_missing(const struct calibrate *all, bool possible, char names[NAMES],
                         const char **why)
{
    struct sim_text text = sim_text_over(names, NAMES);

    for (size_t i = 0; i < all->probe_count; i++) {
        const struct probe *probe = all->probes[i];

        if (!probe->parameter || all->results[i].samples.count ||
            probe_is_possible(probe, why) != possible)
            continue;
        sim_text_put(&text, text.used ? ", " : "");
        sim_text_put(&text, probe->parameter);
    }
    return text.used > 0;
}

static void say_what_is_missing(const struct calibrate *all)
{
    char advice[PRESET_ADVICE], names[NAMES];
    const char *why = NULL, *doubt = preset_advice(advice, &all->load);

    if (name_missing(all, true, names, &why))
        cli_say("not measured, and at their defaults: %s: no time was left for them; calibrate "
                "again without --quick, when the machine is quiet",
                names);
    if (name_missing(all, false, names, &why))
        cli_say("not measured, and at their defaults: %s: measuring them %s", names, why);
    if (doubt)
        cli_say("the values are doubtful: %s", doubt);
}

static void show(const struct calibrate *all)
{
    preset_print_machine(stdout, &all->load);
    printf("\n%s\n", topology_get()->text);
    speedups_print(&all->speedups, stdout);
    printf("\nwritten to %s%s%s\n", all->path,
           all->cli->given[CLI_OPTION_PRESET_OUTPUT]
               ? ""
               : "; [machine] preset = host uses it, and so does interlock verify",
           all->cli->given[CLI_OPTION_PYTHON_ONE]
               ? "; what the interpreter costs is its [runtime], which that section's own "
                 "preset takes"
               : "");
}

/* ---- the verb ---- */

static int from_topology(struct calibrate *all, const char *from)
{
    struct topology_other other;
    const char *wrong = topology_read(from, &other);

    if (!all->cli->given[CLI_OPTION_PRESET_OUTPUT]) {
        cli_say("--topology needs -o FILE: another machine's cores are not the preset 'host'");
        return CLI_USAGE;
    }
    if (!wrong && other.count < 1)
        wrong = "has no cores";
    if (!wrong)
        return write_preset(all, &other, from);
    cli_say("%s: %s", from, wrong);
    return CLI_WORLD;
}

static int from_here(struct calibrate *all)
{
    int code;

    probe_clock_init();
    probe_cores();
    topology_get();
    code = try_to_write(all);
    if (code == CLI_GOOD)
        code = python_costs_find(&all->python, all->cli->value[CLI_OPTION_PYTHON_ONE]);
    if (code == CLI_GOOD)
        code = measure(all);
    if (code == CLI_GOOD)
        code = write_preset(all, NULL, NULL);
    if (code == CLI_GOOD) {
        say_what_is_missing(all);
        if (*all->path && !all->cli->given[CLI_OPTION_QUIET])
            show(all);
    }
    speedups_fini(&all->speedups);
    python_costs_free(&all->python);
    for (size_t i = 0; i < all->probe_count; i++)
        probe_samples_fini(&all->results[i].samples);
    return code;
}

static int verb(const struct cli *cli)
{
    const char *topology = cli->value[CLI_OPTION_TOPOLOGY];
    struct calibrate *all = calloc(1, sizeof(*all));
    int code;

    if (!all) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    all->cli = cli;
    all->plan = cli->given[CLI_OPTION_QUICK] ? &quick : &whole;
    code = find_place(all);
    if (code == CLI_GOOD)
        code = topology ? from_topology(all, topology) : from_here(all);
    free(all);
    return code;
}

static const enum cli_option_id options[] = {
    CLI_OPTION_PRESET_OUTPUT, CLI_OPTION_QUICK, CLI_OPTION_PYTHON_ONE, CLI_OPTION_TOPOLOGY,
    CLI_OPTION_QUIET,         CLI_OPTION_ASCII, CLI_OPTION_END
};

const struct cli_verb verb_calibrate = {
    .name = "calibrate",
    .arguments = "",
    .example = "--quick",
    .summary = "measure this machine's costs, and write the preset host",
    .least = 0,
    .most = 0,
    .options = options,
    .run = verb,
};
