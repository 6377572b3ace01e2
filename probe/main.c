/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock-probe: measures this machine, prints a preset, or runs the lock replica. */
#include "probe/clock.h"
#include "probe/load.h"
#include "probe/pin.h"
#include "probe/preset.h"
#include "probe/replica_figures.h"
#include "probe/wake.h"

#include <popt.h>
#include <stdlib.h>
#include <string.h>

/*
 *     interlock-probe                 all probes, about half a minute; a preset on stdout
 *     interlock-probe replica K       the lock protocol with K computing threads
 *     interlock-probe wake            wake-up latency by how long the core had been idle
 *
 * Data goes to stdout, what a person should know to stderr. Exit codes as everywhere in
 * interlock: 2 for a wrong command line, 4 when the machine does not let us measure.
 */
enum { GOOD = 0, USAGE = 2, WORLD = 4 };

#define ROUNDS 5
#define PROBES_MAX 64
#define DEFAULT_SECONDS 30.0
#define REPLICA_SECONDS 2.0

struct options {
    char *only, *place, *protocol;
    int list, csv;
    double seconds, io, python, interval;
};

static const struct options defaults = { .io = -1, .python = 700, .interval = 5000 };

static int complain(const char *what, const char *which)
{
    fprintf(stderr, "interlock-probe: %s: %s (see interlock-probe --help)\n", what, which);
    return USAGE;
}

/* ---- all probes ---- */

static int list_probes(void)
{
    for (size_t i = 0; i < probe_count; i++)
        printf("%-25s %s%s\n", probe_table[i].name, probe_table[i].what,
               probe_table[i].parameter ? "" : " (for the record)");
    return GOOD;
}

/* Those named in a list with commas, or all. Returns how many, -1 when one does not exist. */
static int choose(const char *only, const struct probe *list[PROBES_MAX])
{
    int count = 0;

    if (!only) {
        for (size_t i = 0; i < probe_count && count < PROBES_MAX; i++)
            list[count++] = &probe_table[i];
        return count;
    }
    while (*only && count < PROBES_MAX) {
        size_t length = strcspn(only, ",");

        list[count] = probe_find(only, length);
        if (!list[count++])
            return -1;
        only += length;
        only += *only == ',';
    }
    return count;
}

static bool tell(void *context, const char *name, double done)
{
    (void)context;
    fprintf(stderr, "\r%3.0f %% %-26s", done * 100, name);
    return true;
}

/* In one sentence each: what is left out, and what makes the rest doubtful. */
static void warn(const struct probe *const *list, size_t count,
                 const struct probe_load_figures *load)
{
    char advice[PRESET_ADVICE];
    const char *why = NULL, *doubt = preset_advice(advice, load);
    int left_out = 0;

    for (size_t i = 0; i < count; i++)
        left_out += !probe_is_possible(list[i], &why);
    if (left_out)
        fprintf(stderr, "interlock-probe: %d of %zu probes left out: such a probe %s\n",
                left_out, count, why);
    if (doubt)
        fprintf(stderr, "interlock-probe: the values are doubtful: %s\n", doubt);
}

static int run_probes(const struct options *options)
{
    const struct probe *list[PROBES_MAX];
    const struct probe_teller teller = { .tell = tell, .share = 1 };
    struct probe_result results[PROBES_MAX];
    int count = choose(options->only, list);
    struct probe_load begin;
    struct probe_load_figures load;

    if (count <= 0)
        return complain("no such probe among", options->only);
    for (int i = 0; i < count; i++)
        results[i] = probe_result_empty();
    begin = probe_load_begin();
    probe_run_all(list, (size_t)count, results, ROUNDS,
                  options->seconds > 0 ? options->seconds : DEFAULT_SECONDS,
                  isatty(STDERR_FILENO) ? &teller : NULL);
    load = probe_load_since(&begin);
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%32s\r", "");
    warn(list, (size_t)count, &load);
    if (options->csv)
        preset_print_csv(stdout, list, (size_t)count, results, &load);
    else
        preset_print(stdout, list, (size_t)count, results, &load);
    for (int i = 0; i < count; i++)
        probe_samples_fini(&results[i].samples);
    return GOOD;
}

/* ---- the replica ---- */

static int find(const char *const *names, const char *name)
{
    for (int i = 0; names[i]; i++)
        if (!strcmp(names[i], name))
            return i;
    return -1;
}

/* Turns the command line into a configuration; GOOD or USAGE. */
static int configure(const struct options *options, const char *threads,
                     struct replica_config *config)
{
    static const char *const places[] = { "free", "same", "apart", NULL };
    static const char *const protocols[] = { "3.12", "3.13", NULL };
    int place = find(places, options->place ? options->place : "free");
    int protocol = find(protocols, options->protocol ? options->protocol : "3.12");

    if (place < 0)
        return complain("--place is free, same or apart, not", options->place);
    if (protocol < 0)
        return complain("--protocol is 3.12 or 3.13, not", options->protocol);
    *config = (struct replica_config){
        .computing = atoi(threads ? threads : ""),
        .with_io = options->io >= 0,
        .io = (int64_t)(options->io * 1000),
        .python = (int64_t)options->python,
        .interval = (int64_t)(options->interval * 1000),
        .seconds = options->seconds > 0 ? options->seconds : REPLICA_SECONDS,
        .place = (enum replica_place)place,
        .protocol = (enum replica_protocol)protocol,
    };
    if (config->computing < 1 || config->computing > REPLICA_COMPUTING_MAX)
        return complain("the replica needs 1 to 63 computing threads, not",
                        threads ? threads : "none");
    if (config->interval < 1000)
        return complain("--interval is in microseconds, at least", "1");
    return GOOD;
}

static int run_replica(const struct options *options, const char *threads)
{
    struct replica_config config;
    struct replica_run run;
    int code = configure(options, threads, &config);

    if (code != GOOD)
        return code;
    if (config.place != REPLICA_FREE && !probe_cores()->pinnable) {
        fputs("interlock-probe: threads may not be put on cores here\n", stderr);
        return WORLD;
    }
    if (!replica_run(&run, &config)) {
        replica_fini(&run);
        return WORLD;
    }
    if (options->csv) {
        replica_print_heading(stdout);
        replica_print_line(stdout, &run);
    } else {
        replica_print(stdout, &run);
    }
    replica_fini(&run);
    return GOOD;
}

/* ---- wake-ups by idle time ---- */

static void print_wakes(int64_t idle, enum probe_waker waker, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 1000);
    struct probe_samples latency = { 0 }, call = { 0 };
    struct probe_sleeper sleeper;
    struct probe_summary latencies, calls;

    probe_sleeper_start(&sleeper, probe_cores()->there);
    while (probe_goes_on(&limit)) {
        struct probe_wake wake = probe_sleeper_wake(&sleeper, idle, waker);

        probe_samples_add(&latency, (double)wake.latency);
        probe_samples_add(&call, (double)wake.call);
    }
    probe_sleeper_stop(&sleeper);
    latencies = probe_samples_summary(&latency);
    calls = probe_samples_summary(&call);
    printf("%g,%s,%zu,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f\n", (double)idle / 1000,
           waker == PROBE_WAKER_SPINS ? "spins" : "sleeps", latencies.count,
           latencies.p10 / 1000, latencies.median / 1000, latencies.p90 / 1000,
           calls.p10 / 1000, calls.median / 1000, calls.p90 / 1000);
    probe_samples_fini(&latency);
    probe_samples_fini(&call);
}

static int run_wakes(const struct options *options)
{
    static const int64_t idle_us[] = { 1,   2,   5,    10,   20,   50,   100,
                                       200, 500, 1000, 2000, 5000, 20000 };
    const size_t count = sizeof(idle_us) / sizeof(*idle_us);
    double each = (options->seconds > 0 ? options->seconds : 10) / (double)count / 2;
    const char *why;

    if (!probe_is_possible(probe_find("wake_latency", 12), &why)) {
        fprintf(stderr, "interlock-probe: %s\n", why);
        return WORLD;
    }
    puts("idle_us,waker,n,latency_p10,latency_p50,latency_p90,call_p10,call_p50,call_p90");
    probe_pin(probe_cores()->here);
    for (size_t i = 0; i < count; i++) {
        print_wakes(idle_us[i] * 1000, PROBE_WAKER_SPINS, each);
        print_wakes(idle_us[i] * 1000, PROBE_WAKER_SLEEPS, each);
    }
    return GOOD;
}

/* ---- the command line ---- */

static int run(const struct options *options, const char *verb, const char *argument)
{
    probe_clock_init();
    probe_cores();
    if (options->list)
        return list_probes();
    if (!verb)
        return run_probes(options);
    if (!strcmp(verb, "replica"))
        return run_replica(options, argument);
    if (!strcmp(verb, "wake"))
        return run_wakes(options);
    return complain("no such command", verb);
}

int main(int argc, const char **argv)
{
    struct options options = defaults;
    const struct poptOption table[] = {
        { "only", 0, POPT_ARG_STRING, &options.only, 0, "these probes alone", "NAME,..." },
        { "list", 0, POPT_ARG_NONE, &options.list, 0, "list the probes", NULL },
        { "seconds", 0, POPT_ARG_DOUBLE, &options.seconds, 0, "how long to measure", "S" },
        { "csv", 0, POPT_ARG_NONE, &options.csv, 0, "comma-separated values", NULL },
        { "io", 0, POPT_ARG_DOUBLE, &options.io, 0,
          "replica: an I/O thread whose calls sleep that long, 0: return at once", "US" },
        { "python", 0, POPT_ARG_DOUBLE, &options.python, 0,
          "replica: what it computes between calls", "NS" },
        { "interval", 0, POPT_ARG_DOUBLE, &options.interval, 0, "replica: switch interval",
          "US" },
        { "place", 0, POPT_ARG_STRING, &options.place, 0,
          "replica: free, all on the same core, or I/O apart", "WHERE" },
        { "protocol", 0, POPT_ARG_STRING, &options.protocol, 0, "replica: 3.12 or 3.13",
          "VERSION" },
        POPT_AUTOHELP POPT_TABLEEND
    };
    poptContext context = poptGetContext(NULL, argc, argv, table, 0);
    const char *verb;
    int wrong;

    poptSetOtherOptionHelp(context, "[OPTION...] [replica THREADS | wake]");
    wrong = poptGetNextOpt(context);
    if (wrong < -1)
        return complain(poptBadOption(context, 0), poptStrerror(wrong));
    verb = poptGetArg(context);
    wrong = run(&options, verb, poptGetArg(context));
    poptFreeContext(context);
    return wrong;
}
