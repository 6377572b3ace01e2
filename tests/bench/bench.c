/* SPDX-License-Identifier: GPL-3.0-or-later
 * Timing the engine: one measurement a call, so that a script can alternate with others.
 *
 *   bench rq CORES EVENTS      run queues: 8 pinned threads a core, exp(1 ms) bursts, exp(4 ms)
 *                              I/O, round robin of 3 ms, 2 us a switch; ns per timed event
 *   bench convoy N HANDOFFS    N computing threads under the lock; ns per hand-off
 *   bench crowd THREADS STEPS  on four cores under the lock with an interval of 10 us, so that most of
 *                              them queue for a core; ns per step
 *   bench turns N              N loop turns in two threads; ns of processor time in all
 *   bench seek STEPS THREADS   going to random steps of a run of STEPS; ns per seek, then the longest,
 *                              then the size of its state
 *   bench save                 copying a state of 64 threads; ns per checkpoint
 *   bench keep THREADS STEPS   keeping a run's records, with what can be asked about them; ns per
 *                              record, then bytes per record and per step of all memory it took
 *
 * Prints: what, parameter, count, seconds, ns per count, bytes of memory at most. Where nothing else is
 * said, records go to one reused chunk. */
#include "sim/base/rng.h"
#include "sim/mech/gil.h"
#include "sim/timeline/timeline.h"
#include "tests/sim/build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define CHUNK 4096
#define BUDGET ((size_t)128 << 20) /* for checkpoints, as in a session (ui/play/branch.c) */

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static double peak_memory(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss * 1024;
}

static void report(const char *what, uint64_t parameter, uint64_t count, double seconds)
{
    printf("%s %lu %lu %.6f %.2f %.0f\n", what, (unsigned long)parameter, (unsigned long)count,
           seconds, seconds * 1e9 / (double)count, peak_memory());
}

static struct sim *create(struct build *build, const char *model)
{
    static struct sim_errors errors;
    struct sim *sim = sim_create(&build->scenario, sim_model_find(model), &errors);

    if (!sim) {
        fprintf(stderr, "bench: %s\n", errors.list[0].text);
        exit(4);
    }
    return sim;
}

/* Steps into a chunk until the condition holds; returns the seconds it took. */
static double drive(struct sim *sim, uint64_t steps, uint64_t switches)
{
    static struct sim_record chunk[CHUNK + SIM_RECORDS_PER_STEP];
    double begin = now();

    while (sim->head->status == SIM_GOING) {
        sim->out = chunk;
        sim_fill(sim, chunk + CHUNK);
        if (steps && sim->head->step >= steps)
            break;
        if (switches && sim->interps[1].switches >= switches)
            break;
    }
    return now() - begin;
}

static int bench_rq(uint64_t cores, uint64_t events)
{
    static struct build build;
    struct sim *sim;
    double seconds;

    build_init(&build, (int)cores);
    build.scenario.params.scheduler = SIM_SCHEDULER_ROUND_ROBIN;
    build.scenario.params.slice = SIM_MS(3);
    build.scenario.params.context_switch = sim_dist_constant(SIM_US(2));
    build_op(&build, SIM_OP_REPEAT, 1000000000);
    build_op(&build, SIM_OP_IO, SIM_MS(4))->amount.kind = SIM_DIST_EXPONENTIAL;
    build_op(&build, SIM_OP_NATIVE, SIM_MS(1))->amount.kind = SIM_DIST_EXPONENTIAL;
    build_end(&build);
    build_threads(&build, "t", (uint32_t)cores * 8);
    build.scenario.params.balance = 0;
    sim = create(&build, "native");
    for (uint32_t i = 1; i <= sim->thread_count; i++)
        sim->threads[i].first_core = sim->threads[i].last_core = (uint16_t)((i - 1) / 8 + 1);
    seconds = drive(sim, events, 0);
    report("rq", cores, sim->head->step, seconds);
    sim_destroy(sim);
    return 0;
}

static int bench_convoy(uint64_t threads, uint64_t handoffs)
{
    static struct build build;
    struct sim *sim;
    double seconds;

    build_init(&build, threads < SIM_CORES_MAX ? (int)threads : SIM_CORES_MAX);
    build.scenario.params.awake_share = 0; /* whoever has waited longest gets it: no draw */
    build_op(&build, SIM_OP_PYTHON, SIM_S(1000000));
    build_threads(&build, "t", (uint32_t)threads);
    build.groups[0].start = (struct sim_dist){ .kind = SIM_DIST_UNIFORM, .b = SIM_MS(5) };
    sim = create(&build, "gil");
    seconds = drive(sim, 0, handoffs);
    report("convoy", threads, sim->interps[1].switches, seconds);
    sim_destroy(sim);
    return 0;
}

static int bench_turns(uint64_t turns, uint64_t unused)
{
    static struct build build;
    struct sim *sim;
    double seconds;

    (void)unused;
    build_init(&build, 4);
    build_op(&build, SIM_OP_LOOP, (int64_t)turns / 2);
    build_threads(&build, "t", 2);
    seconds = now();
    sim = create(&build, "gil");
    drive(sim, 0, 0);
    report("turns", turns, 1, now() - seconds);
    sim_destroy(sim);
    return 0;
}

/* Threads under the lock, many of them waiting. */
static void build_crowd(struct build *build, uint64_t threads)
{
    build_init(build, 4);
    build->scenario.params.switch_interval = SIM_US(10);
    build_op(build, SIM_OP_PYTHON, SIM_S(1000000));
    build_threads(build, "t", (uint32_t)threads);
}

static int bench_crowd(uint64_t threads, uint64_t steps)
{
    static struct build build;
    struct sim *sim;
    double seconds;

    build_crowd(&build, threads);
    sim = create(&build, "gil");
    drive(sim, 10 * threads, 0); /* until all are there */
    seconds = drive(sim, 10 * threads + steps, 0);
    report("crowd", threads, steps, seconds);
    sim_destroy(sim);
    return 0;
}

static struct timeline *timeline_of(struct build *build)
{
    static struct sim_errors errors;
    struct timeline *timeline =
        timeline_create(&build->scenario, sim_model_find("gil"), BUDGET, &errors);

    if (!timeline) {
        fprintf(stderr, "bench: %s\n", errors.list[0].text);
        exit(4);
    }
    return timeline;
}

static int bench_seek(uint64_t steps, uint64_t threads)
{
    static struct build build;
    struct timeline *timeline;
    double begin, worst = 0;
    uint64_t seeks = 200;

    build_crowd(&build, threads);
    timeline = timeline_of(&build);
    timeline_run(timeline, steps);
    begin = now();
    for (uint64_t i = 0; i < seeks; i++) {
        double from = now();

        timeline_seek(timeline, sim_mix64(i) % steps);
        worst = now() - from > worst ? now() - from : worst;
    }
    report("seek", steps, seeks, now() - begin);
    report("seek-worst", steps, 1, worst);
    printf("seek-state %lu %lu 0 0\n", (unsigned long)threads,
           (unsigned long)timeline->sim->size);
    timeline_destroy(timeline);
    return 0;
}

static int bench_keep(uint64_t threads, uint64_t steps)
{
    static struct build build;
    struct timeline *timeline;
    struct sim *sim;
    double memory = peak_memory(), made, kept;

    build_crowd(&build, threads);
    sim = create(&build, "gil");
    made = drive(sim, steps, 0);
    sim_destroy(sim);
    timeline = timeline_of(&build);
    kept = now();
    timeline_run(timeline, steps);
    kept = now() - kept;
    memory = peak_memory() - memory;
    report("keep", threads, timeline->run->count, kept - made);
    printf("keep-bytes %lu %lu 0 %.2f %.2f\n", (unsigned long)threads,
           (unsigned long)timeline->run->count, memory / (double)timeline->run->count,
           memory / (double)steps);
    timeline_destroy(timeline);
    return 0;
}

static int bench_save(uint64_t threads, uint64_t count)
{
    static struct build build;
    struct sim *sim;
    void *state;
    double begin;

    build_zoo(&build, 8, SIM_PYTHON_3_12);
    build.groups[0].count = (uint32_t)threads;
    sim = create(&build, "gil");
    state = malloc(sim->size);
    begin = now();
    for (uint64_t i = 0; i < count; i++)
        sim_save(sim, state);
    report("save", sim->size, count, now() - begin);
    free(state);
    sim_destroy(sim);
    return 0;
}

static const struct {
    const char *name;
    int (*run)(uint64_t, uint64_t);
    uint64_t first, second;
} benches[] = {
    { "rq", bench_rq, 2, 5000000 },          { "convoy", bench_convoy, 2, 200000 },
    { "crowd", bench_crowd, 2000, 1000000 }, { "turns", bench_turns, 100000000, 0 },
    { "seek", bench_seek, 10000000, 16 },    { "save", bench_save, 64, 100000 },
    { "keep", bench_keep, 16, 10000000 },
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof(benches) / sizeof(*benches); i++) {
        if (!strcmp(argv[1], benches[i].name))
            return benches[i].run(argc > 2 ? strtoull(argv[2], NULL, 10) : benches[i].first,
                                  argc > 3 ? strtoull(argv[3], NULL, 10) : benches[i].second);
    }
    fprintf(stderr, "usage: bench rq|convoy|crowd|turns|seek|save|keep [PARAMETER [COUNT]]\n");
    return 2;
}
