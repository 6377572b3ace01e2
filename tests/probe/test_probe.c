/* SPDX-License-Identifier: GPL-3.0-or-later
 * Probes: statistics, the table, presets, and the lock replica's laws. */
#include "probe/clock.h"
#include "probe/load.h"
#include "probe/pin.h"
#include "probe/preset.h"
#include "probe/replica_figures.h"
#include "scenarios/units.h"
#include "sim/scenario/params.h"
#include "tests/sim/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * What a probe measures differs from machine to machine and from minute to minute, so nothing
 * here looks at how large a figure is. Tested is what must hold on every machine, however busy:
 * exact statistics on known numbers, that every probe ends, that what is printed can be read
 * back, and that the replica keeps the lock's laws.
 */

/* ---- statistics ---- */

static struct probe_samples samples_of(const double *values, size_t count)
{
    struct probe_samples samples = { 0 };

    for (size_t i = 0; i < count; i++)
        probe_samples_add(&samples, values[i]);
    return samples;
}

START_TEST(summary_is_exact)
{
    const double values[] = { 50, 10, 30, 20, 40, 0, 100, 60, 90, 70, 80 };
    struct probe_samples samples = samples_of(values, 11);
    struct probe_summary summary = probe_samples_summary(&samples);

    ck_assert_uint_eq(summary.count, 11);
    ck_assert_double_eq(summary.least, 0);
    ck_assert_double_eq(summary.p10, 10);
    ck_assert_double_eq(summary.median, 50);
    ck_assert_double_eq(summary.p90, 90);
    ck_assert_double_eq(summary.most, 100);
    ck_assert_double_eq(summary.mean, 50);
    ck_assert_double_eq(samples.values[0], 50); /* kept in the order of measuring */
    probe_samples_fini(&samples);
}
END_TEST

START_TEST(quantile_lies_between_neighbours)
{
    const double values[] = { 4, 1, 3, 2 };
    struct probe_samples samples = samples_of(values, 4), none = { 0 };

    ck_assert_double_eq(probe_samples_quantile(&samples, 0), 1);
    ck_assert_double_eq(probe_samples_quantile(&samples, 0.5), 2.5);
    ck_assert_double_eq_tol(probe_samples_quantile(&samples, 0.1), 1.3, 1e-12);
    ck_assert_double_eq(probe_samples_quantile(&samples, 1), 4);
    ck_assert_double_eq(probe_samples_quantile(&none, 0.5), 0);
    probe_samples_fini(&samples);
}
END_TEST

/* Values of the Wilson interval from Newcombe 1998, table I: 81 of 263, 0 of 20, 29 of 29. */
START_TEST(shares_have_honest_ranges)
{
    struct probe_share some = probe_share_of(81, 263), none = probe_share_of(0, 20);
    struct probe_share all = probe_share_of(29, 29), unknown = probe_share_of(0, 0);

    ck_assert_double_eq_tol(some.value, 81.0 / 263, 1e-12);
    ck_assert_double_eq_tol(some.low, 0.2553, 5e-5);
    ck_assert_double_eq_tol(some.high, 0.3662, 5e-5);
    ck_assert_double_eq_tol(none.low, 0, 1e-12);
    ck_assert_double_eq_tol(none.high, 0.1611, 5e-5);
    ck_assert_double_eq_tol(all.low, 0.8830, 5e-5);
    ck_assert_double_eq_tol(all.high, 1, 1e-12);
    ck_assert_double_eq(unknown.high - unknown.low, 1);
    /* catches: rounding that leaves out a share of none or all */
    for (size_t n = 1; n < 300; n++) {
        struct probe_share each = probe_share_of(n, n), zero = probe_share_of(0, n);

        ck_assert(each.low <= 1 && each.high >= 1 && zero.low <= 0 && zero.high >= 0);
    }
}
END_TEST

/* ---- the table ---- */

static const struct sim_param *param_of(const char *key)
{
    for (int i = 0; i < SIM_PARAM_COUNT; i++)
        if (!strcmp(sim_param_table[i].key, key))
            return &sim_param_table[i];
    return NULL;
}

START_TEST(probes_give_parameters_that_exist)
{
    for (size_t i = 0; i < probe_count; i++) {
        const struct probe *probe = &probe_table[i];
        const struct sim_param *param;

        ck_assert_ptr_eq(probe_find(probe->name, strlen(probe->name)), probe);
        if (!probe->parameter)
            continue;
        param = param_of(probe->parameter);
        ck_assert_msg(param != NULL, "%s: no such parameter", probe->parameter);
        ck_assert_str_eq(param->section, "machine");
        ck_assert_int_eq(sim_param_is_share(param), probe->unit == PROBE_SHARE);
        ck_assert_msg(!probe->is_range || param->type == SIM_TYPE_LATENCY,
                      "%s cannot be a distribution", probe->parameter);
    }
}
END_TEST

/* Every cost and habit of the machine that can be measured is: a new parameter needs a
 * probe, or a line here saying why not. */
START_TEST(parameters_of_the_machine_are_measured)
{
    static const char *const others[] = {
        "cores",      /* counted by the preset itself */
        "speed",      /* by definition: costs are those of this machine */
        "slow_cores", /* processors with two kinds of cores are not told apart yet */
        "slow_speed", "threads_per_core", /* counted by calibrate, if hwloc tells */
        "shared_speed",                   /* a matter of the code */
        "spread_after", "scheduler",
        /* seen in a trace of the kernel; what they are for is Python 3.1 and before */
        "idle_entry", "idle_entry_share", "wake_call_remote", "preempt_call", "preempt_latency",
        "cold_bytecode", "atomic", /* what it adds to CPython's counting, seen in its loops */
        /* not of the threads that share an interpreter; measured with the interpreters */
        "fresh_mib", "ram", /* what the machine has been given */
    };

    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        bool found = strcmp(sim_param_table[i].section, "machine") != 0;

        for (size_t j = 0; j < sizeof(others) / sizeof(*others); j++)
            found |= !strcmp(others[j], sim_param_table[i].key);
        for (size_t j = 0; j < probe_count; j++)
            found |= probe_table[j].parameter &&
                     !strcmp(probe_table[j].parameter, sim_param_table[i].key);
        ck_assert_msg(found, "no probe gives %s", sim_param_table[i].key);
    }
}
END_TEST

#define LONG_LOOK 250000000 /* ns */

/* Catches a hand-shake between a probe's two threads that waits for ever, the first time or the
 * second; and a figure that is not within its own bounds. Those that watch what the kernel does for a
 * while are asked once. */
START_TEST(every_probe_ends)
{
    const struct probe *probe = &probe_table[_i];
    struct probe_result result = probe_result_empty();
    struct probe_figure figure;
    int64_t begin = probe_now();

    probe_run_all(&probe, 1, &result, 1, 0.01, NULL);
    if (probe_now() - begin < LONG_LOOK)
        probe_run_all(&probe, 1, &result, 1, 0.01, NULL);
    for (size_t i = 0; i < result.samples.count; i++)
        ck_assert(isfinite(result.samples.values[i]));
    figure = probe_figure(probe, &result);
    ck_assert(isfinite(figure.value));
    ck_assert_msg(figure.low <= figure.value && figure.value <= figure.high, "%s: %g, %g to %g",
                  probe->name, figure.value, figure.low, figure.high);
    probe_samples_fini(&result.samples);
}
END_TEST

/* Catches another number of /proc/stat: a wake-up then always, or never, looks undisturbed. */
START_TEST(a_sleep_is_seen_as_a_switch)
{
    uint64_t before = probe_load_switches(), after;

    ck_assert_uint_gt(before, 0);
    probe_sleep(2000000);
    after = probe_load_switches();
    ck_assert_uint_gt(after, before);
    ck_assert_uint_lt(after - before, 1000000);
}
END_TEST

/* Catches a doubt that does not say what to do, or a quiet machine that is doubted. */
START_TEST(doubts_have_a_remedy)
{
    struct probe_load_figures load = { .other_cpu = 0.1 };
    char text[PRESET_ADVICE];

    if (!probe_cores()->pinnable)
        return;
    ck_assert_ptr_null(preset_advice(text, &load));
    load.shared = 0.09;
    ck_assert_ptr_null(preset_advice(text, &load));
    load.shared = 0.25;
    ck_assert_ptr_nonnull(strstr(preset_advice(text, &load), "for 25 % of the time"));
    load.pace = 0.5;
    ck_assert_ptr_nonnull(strstr(preset_advice(text, &load), "50.0 %: measure again"));
    load.steal = 1;
    ck_assert_ptr_nonnull(strstr(preset_advice(text, &load), "measure again at another hour"));
    load.other_cpu = 1.321;
    ck_assert_str_eq(preset_advice(text, &load),
                     "other programs used 1.32 cores meanwhile: end them and measure again");
}
END_TEST

/* ---- presets ---- */

#define LINE_MAX_INIH 195

static void check_quantity(const struct sim_param *param, const char *string)
{
    enum units_kind kind = sim_param_is_share(param)       ? UNITS_SHARE
                           : param->type == SIM_TYPE_COUNT ? UNITS_COUNT
                           : param->type == SIM_TYPE_RATE  ? UNITS_RATE
                                                           : UNITS_TIME;
    char text[256];
    struct sim_text why = SIM_TEXT(text);
    int64_t value = 0;

    ck_assert_msg(units_parse(kind, string, &value, &why), "%s: %s", string, text);
    ck_assert_int_ge(value, param->least);
    ck_assert_int_le(value, param->most);
}

/* "uniform(a,b)", "choice(a:20%,b:20%,...)" or a quantity. */
static void check_value(const struct sim_param *param, char *value)
{
    bool choice = !strncmp(value, "choice(", 7);
    int parts = 0;

    if (!choice && strncmp(value, "uniform(", 8) != 0) {
        check_quantity(param, value);
        return;
    }
    for (char *part = strtok(strchr(value, '(') + 1, ",)"); part; part = strtok(NULL, ",)")) {
        char *share = strchr(part, ':');

        ck_assert(choice ? share && !strcmp(share, ":20%") : !share);
        if (share)
            *share = '\0';
        check_quantity(param, part);
        parts++;
    }
    ck_assert_int_eq(parts, choice ? 5 : 2);
}

/* A line "key = value", "key.low = value", "key.high = value" or "key.source = text". */
static void check_line(char *line)
{
    char *value = strstr(line, " = "), *part;
    const struct sim_param *param;

    ck_assert_msg(value != NULL, "no key and value: %s", line);
    *value = '\0';
    value += 3;
    part = strchr(line, '.');
    if (part)
        *part++ = '\0';
    param = param_of(line);
    ck_assert_msg(param != NULL, "no such parameter: %s", line);
    if (!part)
        check_value(param, value);
    else if (!strcmp(part, "low") || !strcmp(part, "high"))
        check_quantity(param, value);
    else
        ck_assert_str_eq(part, "source");
}

/* A result that every parameter may have. */
static struct probe_result made_up(const struct probe *probe)
{
    struct probe_result result = probe_result_empty();

    for (int i = 0; i < 10; i++)
        probe_samples_add(&result.samples,
                          (probe->unit == PROBE_SHARE ? i % 2 : 200000 + i * 1000 / 3.0) *
                              (probe->unit == PROBE_RATE ? 10000 : 1));
    return result;
}

static void check_preset(FILE *file)
{
    char line[1024];
    int keys = 0;

    rewind(file);
    while (fgets(line, sizeof(line), file)) {
        ck_assert_msg(strlen(line) <= LINE_MAX_INIH, "too long: %s", line);
        ck_assert_ptr_null(strchr(line, ';'));
        line[strcspn(line, "\n")] = '\0';
        if (!*line || *line == '#' || !strcmp(line, "[machine]"))
            continue;
        check_line(line);
        keys++;
    }
    ck_assert_int_gt(keys, 4 * 20);
}

static void check_has(FILE *file, const char *wanted)
{
    char line[1024];
    bool found = false;

    rewind(file);
    while (fgets(line, sizeof(line), file))
        found |= !strcmp(line, wanted);
    ck_assert_msg(found, "not there: %s", wanted);
}

static void set_figure(struct probe_result *result, double low, double value, double high)
{
    result->low = low;
    result->value = value;
    result->high = high;
}

START_TEST(presets_can_be_read_back)
{
    size_t worked_out = (size_t)(probe_find("sleep_call", 10) - probe_table);
    struct probe_load_figures busy = { .other_cpu = 1.5 };
    struct probe_result *results = calloc(probe_count, sizeof(*results));
    const struct probe **list = calloc(probe_count, sizeof(*list));
    FILE *file = tmpfile();

    ck_assert(results && list && file);
    for (size_t i = 0; i < probe_count; i++) {
        list[i] = &probe_table[i];
        results[i] = made_up(list[i]);
    }
    set_figure(&results[worked_out], 250, 300, 350);
    /* catches: a cost that others have made longer than a scenario may say */
    set_figure(&results[probe_find("yield", 5) - probe_table], 250, 300, 1506000);
    /* catches: one that is shorter */
    set_figure(&results[probe_find("slice", 5) - probe_table], 91700, 1400000, 1500000);
    preset_print(file, list, probe_count, results, &busy);
    check_preset(file);
    /* catches: the shape of samples that are not the value's */
    check_has(file, "sleep_call = uniform(250ns,350ns)\n");
    check_has(file, "yield.high = 1000us\n");
    check_has(file, "slice.low = 100.0us\n");
    for (size_t i = 0; i < probe_count; i++)
        probe_samples_fini(&results[i].samples);
    fclose(file);
    free(list);
    free(results);
}
END_TEST

START_TEST(quantities_are_exact_nanoseconds)
{
    static const double values[] = { 0, 16.09, 999.4, 9999.6, 29437, 999949, 999951, 4e6, 1e9 };
    static const char *const texts[] = { "0ns",     "16ns",   "999ns",  "10.0us",   "29.4us",
                                         "999.9us", "1000us", "4000us", "1000000us" };
    char text[PRESET_TEXT];

    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
        ck_assert_str_eq(preset_quantity(text, PROBE_TIME, values[i]), texts[i]);
    ck_assert_str_eq(preset_quantity(text, PROBE_SHARE, 0.98765), "98.8%");
    ck_assert_str_eq(preset_quantity(text, PROBE_TIME, -3), "0ns");
}
END_TEST

/* ---- the replica ---- */

static const struct replica_config setups[] = {
    { .computing = 1, .interval = 5000000, .seconds = 0.1 },
    { .computing = 2, .interval = 5000000, .seconds = 0.1 },
    { .computing = 4, .interval = 100000, .seconds = 0.1 },
    { .computing = 2, .interval = 1000000, .seconds = 0.1, .place = REPLICA_SAME },
    { .computing = 2, .interval = 1000000, .seconds = 0.1, .place = REPLICA_APART },
    { .computing = 1, .with_io = true, .python = 700, .interval = 1000000, .seconds = 0.1 },
    { .computing = 2,
      .with_io = true,
      .io = 300000,
      .interval = 1000000,
      .seconds = 0.1,
      .place = REPLICA_APART },
    { .computing = 3,
      .with_io = true,
      .io = 100000,
      .interval = 200000,
      .seconds = 0.1,
      .protocol = REPLICA_3_13 },
};

#define SETUPS ((int)(sizeof(setups) / sizeof(*setups)))

/* Nobody takes the lock that somebody has; whoever lets it go had taken it. */
static void check_order(const struct replica_run *run)
{
    for (size_t i = 0; i < run->handover_count; i++) {
        const struct replica_handover *handover = &run->handovers[i];

        ck_assert_int_ge(handover->winner, run->config.with_io ? 0 : 1);
        ck_assert_int_le(handover->winner, run->config.computing);
        ck_assert_int_ge(handover->taken, handover->released);
        if (!i)
            continue;
        ck_assert_int_eq(handover->releaser, run->handovers[i - 1].winner);
        ck_assert_int_ge(handover->released, run->handovers[i - 1].taken);
    }
}

/* A request is posted by one who waits, and not by the one who has the lock. */
static void check_requests(const struct replica_run *run)
{
    for (size_t i = 0; i < run->handover_count; i++) {
        const struct replica_handover *handover = &run->handovers[i];

        ck_assert_int_eq(handover->waiting >> handover->releaser & 1, 0);
        if (handover->requester < 0)
            continue;
        ck_assert_int_ne(handover->requester, handover->releaser);
        ck_assert_int_eq(handover->waiting >> handover->requester & 1, 1);
        ck_assert_int_ne(handover->winner, handover->releaser); /* the switch is forced */
    }
}

/* Each release has its two calls noted, under the number of its hand-over: what the memory was filled
 * with before is nowhere left. */
static void check_calls(const struct replica_run *run)
{
    for (size_t i = 0; i < run->handover_count; i++) {
        ck_assert_int_ge(run->calls[i].signal, 0);
        ck_assert_int_ge(run->calls[i].unlock, 0);
        ck_assert_int_ne(run->calls[i].signal, 0x01010101);
    }
}

/* As many values as headings, whatever there was to count. */
static void check_line_printed(const struct replica_run *run)
{
    FILE *file = tmpfile();
    char line[2][4096];
    int commas[2] = { 0 };

    ck_assert_ptr_nonnull(file);
    replica_print_heading(file);
    replica_print_line(file, run);
    rewind(file);
    for (int i = 0; i < 2; i++) {
        ck_assert_ptr_nonnull(fgets(line[i], sizeof(line[i]), file));
        for (const char *at = line[i]; *at; at++)
            commas[i] += *at == ',';
    }
    ck_assert_int_eq(commas[0], commas[1]);
    fclose(file);
}

START_TEST(replica_keeps_the_laws_of_the_lock)
{
    struct replica_run run;
    uint64_t takes = 0;

    ck_assert(replica_run(&run, &setups[_i]));
    for (int i = 0; i <= REPLICA_COMPUTING_MAX; i++) {
        ck_assert_uint_eq(run.thread[i].takes, run.thread[i].drops);
        takes += run.thread[i].takes;
    }
    ck_assert_uint_eq(run.handover_count + run.missed + 1,
                      takes); /* the first needs no release */
    check_order(&run);
    check_requests(&run);
    check_calls(&run);
    check_line_printed(&run);
    replica_fini(&run);
}
END_TEST

/* Catches a sleeper that is taken for one on the other of the two futexes. */
START_TEST(how_the_requester_was_met)
{
    struct replica_handover handovers[] = {
        { .released = 1000, .taken = 2500 },
        { .released = 1000, .taken = 31000 },
        { .released = 1000, .taken = 31000 },
    };
    struct replica_calls calls[] = { { 500, 900 }, { 600, 9000 }, { 9000, 60 } };
    struct replica_run run = { .handovers = handovers, .calls = calls, .handover_count = 3 };

    ck_assert_int_eq(replica_met(&run, 0), REPLICA_AWAKE);
    ck_assert_int_eq(replica_met(&run, 1), REPLICA_AT_MUTEX);
    ck_assert_int_eq(replica_met(&run, 2), REPLICA_ASLEEP);
}
END_TEST

/* ---- the suite ---- */

static void add_loop(Suite *suite, const char *name, const TTest *test, int count)
{
    TCase *one = tcase_create(name);

    tcase_set_timeout(one, 60);
    tcase_add_loop_test(one, test, 0, count);
    suite_add_tcase(suite, one);
}

int main(void)
{
    Suite *suite = suite_create("probe");
    SRunner *runner;
    int failed;

    probe_clock_init();
    probe_cores();
    add_loop(suite, "summary", summary_is_exact, 1);
    add_loop(suite, "quantile", quantile_lies_between_neighbours, 1);
    add_loop(suite, "share", shares_have_honest_ranges, 1);
    add_loop(suite, "parameters", probes_give_parameters_that_exist, 1);
    add_loop(suite, "measured", parameters_of_the_machine_are_measured, 1);
    add_loop(suite, "probes", every_probe_ends, (int)probe_count);
    add_loop(suite, "switches", a_sleep_is_seen_as_a_switch, 1);
    add_loop(suite, "doubts", doubts_have_a_remedy, 1);
    add_loop(suite, "presets", presets_can_be_read_back, 1);
    add_loop(suite, "quantities", quantities_are_exact_nanoseconds, 1);
    add_loop(suite, "replica", replica_keeps_the_laws_of_the_lock, SETUPS);
    add_loop(suite, "met", how_the_requester_was_met, 1);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
