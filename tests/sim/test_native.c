/* SPDX-License-Identifier: GPL-3.0-or-later
 * Shared rates, teams, races and ownership: what native code has beyond others. */
#include "sim/base/rng.h"
#include "sim/engine/check.h"
#include "sim/engine/rates.h"
#include "sim/mech/memory.h"
#include "sim/mech/ownership.h"
#include "sim/mech/team.h"
#include "tests/sim/run.h"

/* ---- shared rates ---- */

#define BURSTS 12

/* Bursts of one thread each, on as many cores: when they begin, what they take alone, and how many
 * units they move. */
struct bursts {
    sim_time begin[BURSTS], work[BURSTS], end[BURSTS];
    int64_t units[BURSTS];
    int count;
};

static uint64_t below(uint64_t seed, uint64_t nth, uint64_t limit)
{
    return sim_draw_below(sim_draw(sim_mix64(seed), SIM_FOR_WORK, nth), limit);
}

static struct bursts draw_bursts(uint64_t seed)
{
    struct bursts bursts = { .count = 1 + (int)below(seed, 0, BURSTS) };

    for (int i = 0; i < bursts.count; i++) {
        uint64_t n = 1 + 3 * (uint64_t)i;

        bursts.begin[i] = (sim_time)below(seed, n, 20000);
        bursts.work[i] = 1 + (sim_time)below(seed, n + 1, 30000);
        bursts.units[i] = 1 + (int64_t)below(seed, n + 2, 400);
    }
    return bursts;
}

/* The reference: nanosecond by nanosecond, everybody who is there gets on by the speed that all
 * their demands leave, in 2^-16 ns. */
static void play_slowly(struct bursts *bursts, int64_t bandwidth)
{
    int64_t left[BURSTS], demand[BURSTS];
    int done = 0;

    for (int i = 0; i < bursts->count; i++) {
        left[i] = bursts->work[i] * RATES_ONE;
        demand[i] = bursts->units[i] * MEMORY_LINE * 2 * 1000000000 / bursts->work[i];
    }
    for (sim_time now = 0; done < bursts->count; now++) {
        int64_t sum = 0, speed;

        for (int i = 0; i < bursts->count; i++)
            sum += now >= bursts->begin[i] && left[i] > 0 ? demand[i] : 0;
        speed = sum <= bandwidth ? RATES_ONE : (int64_t)((__int128)RATES_ONE * bandwidth / sum);
        for (int i = 0; i < bursts->count; i++) {
            if (now < bursts->begin[i] || left[i] <= 0)
                continue;
            left[i] -= speed;
            if (left[i] > 0)
                continue;
            bursts->end[i] = now + 1;
            done++;
        }
    }
}

static void build_bursts(struct build *build, const struct bursts *bursts, int cores)
{
    static const char *const name = "burst";

    build_init(build, cores);
    build_without_costs(build);
    build->scenario.params.memory_bandwidth = 1000000000;
    build->regions[0] = (struct sim_region_def){ MEMORY_LINE * 2, 1 };
    for (int i = 0; i < bursts->count; i++) {
        struct sim_op *op = build_op(build, SIM_OP_READ, bursts->work[i]);

        op->index = SIM_INDEX_WHOLE;
        op->times = (uint32_t)bursts->units[i];
        build_threads(build, name, 1)->start = sim_dist_constant(bursts->begin[i]);
    }
}

static struct sim *create(const struct build *build, const char *model)
{
    static struct sim_errors errors;

    errors.count = 0;
    ck_assert(sim_scenario_validate(&build->scenario, &errors));
    return sim_create(&build->scenario, sim_model_find(model), &errors);
}

static uint32_t step(struct sim *sim, struct sim_record *records)
{
    sim->out = records;
    sim_step(sim);
    return (uint32_t)(sim->out - records);
}

/* Law 9. Catches a clock that runs at the speed before the last change, a finish that moves when
 * others come or go, a burst that ends a nanosecond early or late: the ends are those of the slow
 * reference, exactly. */
START_TEST(virtual_time_is_real_time_played_slowly)
{
    struct sim_record records[SIM_RECORDS_PER_STEP];

    for (uint64_t seed = 0; seed < 300; seed++) {
        struct bursts bursts = draw_bursts(seed);
        struct build build;
        struct sim *sim;

        play_slowly(&bursts, 1000000000);
        build_bursts(&build, &bursts, bursts.count);
        sim = create(&build, "native");
        while (sim->head->status == SIM_GOING) {
            uint32_t count = step(sim, records);
            const char *wrong = sim_check(sim);

            ck_assert_msg(!wrong, "%s", wrong);
            for (uint32_t r = 0; r < count; r++) {
                if (records[r].kind == SIM_RECORD_END)
                    ck_assert_int_eq(sim->head->now, bursts.end[records[r].thread - 1]);
            }
        }
        sim_destroy(sim);
    }
}
END_TEST

/* Catches work that is lost or done twice when a burst is preempted, delayed by an interrupt or
 * moved: a thread's time without what it was slowed is the work it asked for. The clock leaves less
 * than a nanosecond over each time a burst stops. */
START_TEST(no_work_is_lost_between_cores)
{
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct bursts bursts = draw_bursts(seed);
        struct study_result result;
        struct build build;

        for (int i = 0; i < bursts.count; i++)
            bursts.work[i] *= 400;
        build_bursts(&build, &bursts, 3);
        build.scenario.params.scheduler = (int64_t)(seed % SIM_SCHEDULER_COUNT);
        build.scenario.params.slice = SIM_US(100);
        build.scenario.params.tick = SIM_US(100);
        result = run_build(&build, "native");
        for (int i = 0; i < bursts.count; i++) {
            sim_time native = result.fold->threads[i + 1].spent[SIM_REASON_NATIVE];
            sim_time stops = (sim_time)result.fold->kinds[SIM_RECORD_PREEMPT] + 2;

            ck_assert_int_ge(native, bursts.work[i] - 1);
            ck_assert_int_le(native, bursts.work[i] + stops);
        }
        study_result_free(&result);
    }
}
END_TEST

/* Catches bandwidth that is not shared, or shared by more than there is: n streams that want all of
 * it take n times as long; and a core alone takes the time its own bandwidth allows. A speed has 16
 * bits. */
START_TEST(streams_share_the_bandwidth)
{
    for (int n = 1; n <= 6; n++) {
        struct study_result result;
        struct build build;
        sim_time due;

        build_init(&build, 8);
        build_without_costs(&build);
        build.scenario.params.core_bandwidth = 10000000000;
        build.scenario.params.memory_bandwidth = 20000000000;
        build.regions[0] = (struct sim_region_def){ 8000000, 8 };
        build_op(&build, SIM_OP_WRITE, 0)->index = SIM_INDEX_SELF;
        build_threads(&build, "stream", (uint32_t)n);
        result = run_build(&build, "native");
        due = SIM_US(100) * (n > 2 ? n : 2) / 2;
        ck_assert_int_ge(result.makespan, due);
        ck_assert_int_le(result.makespan, due + due / 30000 + 2);
        study_result_free(&result);
    }
}
END_TEST

/* Catches a stream that a slow core's speed slows as if it computed, and one that computes in
 * between and is not slowed. */
START_TEST(a_slow_core_waits_no_longer_for_memory)
{
    for (sim_time computes = 0; computes <= SIM_MS(1); computes += SIM_MS(1)) {
        struct study_result result;
        struct build build;

        build_init(&build, 1);
        build_without_costs(&build);
        build.scenario.params.core_bandwidth = 10000000000;
        build.scenario.params.slow_cores = 1;
        build.scenario.params.slow_speed = 500000;
        build.regions[0] = (struct sim_region_def){ 8000000, 1 };
        build_op(&build, SIM_OP_READ, computes)->index = SIM_INDEX_SELF;
        build_threads(&build, "stream", 1);
        result = run_build(&build, "native");
        ck_assert_int_eq(result.makespan, computes ? 2 * computes : SIM_US(800));
        study_result_free(&result);
    }
}
END_TEST

static void build_lines(struct build *build, int64_t size, uint32_t parts)
{
    build_init(build, 8);
    build_without_costs(build);
    build->scenario.params.atomic_rate = 100000000;
    build->scenario.params.atomic_shared = 50000000;
    build->scenario.params.store_rate = 500000000;
    build->scenario.params.store_shared = 250000000;
    build->regions[0] = (struct sim_region_def){ size, parts };
}

/* So many threads that each touch it a hundred thousand times. */
static void build_touches(struct build *build, enum sim_op_kind kind, enum sim_index_kind index,
                          bool atomic, int threads)
{
    struct sim_op *op = build_op(build, kind, 0);

    op->index = (uint8_t)index;
    op->times = 100000;
    op->keyword = atomic;
    build_threads(build, "toucher", (uint32_t)threads);
}

static sim_time time_of_touches(const struct build *build)
{
    struct study_result result = run_build(build, "native");
    sim_time makespan = result.makespan;

    study_result_free(&result);
    return makespan;
}

static sim_time time_of_updates(int threads, int64_t part, bool atomic)
{
    struct build build;

    build_lines(&build, part * 8, 8);
    build_touches(&build, SIM_OP_WRITE, SIM_INDEX_SELF, atomic, threads);
    return time_of_touches(&build);
}

/* Catches false sharing that is not: words of 8 bytes lie in one line, words of 64 do not. And
 * contention that does not grow with those who contend. */
START_TEST(neighbours_in_a_line_contend)
{
    ck_assert_int_eq(time_of_updates(1, 8, true), SIM_MS(1));
    ck_assert_int_eq(time_of_updates(4, 64, true), SIM_MS(1));
    for (int n = 2; n <= 8; n++) {
        ck_assert_int_eq(time_of_updates(n, 8, true) / SIM_US(10), 200 * n);
        ck_assert_int_eq(time_of_updates(n, 8, false) / SIM_US(10), 40 * n);
    }
}
END_TEST

/* Catches a region that is touched as a whole and has no line, however small it is. */
START_TEST(a_small_region_is_a_line)
{
    for (int n = 1; n <= 4; n++) {
        struct build build;

        build_lines(&build, 8, 1);
        build_touches(&build, SIM_OP_WRITE, SIM_INDEX_WHOLE, true, n);
        ck_assert_int_eq(time_of_touches(&build), time_of_updates(n, 8, true));
    }
}
END_TEST

/* Catches a load that takes as long as an addition because it is atomic, and one that has a
 * line at hand while others write it. */
START_TEST(to_read_atomically_is_to_read)
{
    sim_time times[2];

    for (int writers = 0; writers < 2; writers++) {
        for (int atomic = 0; atomic < 2; atomic++) {
            struct build build;

            build_lines(&build, 8, 1);
            build_touches(&build, SIM_OP_READ, SIM_INDEX_WHOLE, atomic, 2);
            if (writers)
                build_touches(&build, SIM_OP_WRITE, SIM_INDEX_WHOLE, true, 1);
            times[atomic] = time_of_touches(&build);
        }
        ck_assert_int_eq(times[0], times[1]);
        ck_assert_int_eq(times[0] > SIM_US(200), writers);
    }
}
END_TEST

/* What a turn of two threads takes more than one's, in nanoseconds. */
static int64_t fetched_in_a_turn(enum sim_python python, int64_t speed)
{
    const int64_t turns = 100000;
    sim_time makespan[2];

    for (uint32_t threads = 1; threads <= 2; threads++) {
        struct study_result result;
        struct build build;
        struct sim_op *op;

        build_init(&build, 2);
        build_without_costs(&build);
        build.scenario.params.line_transfer = sim_dist_constant(SIM_NS(60));
        build.scenario.params.python = python;
        build.scenario.params.speed = speed;
        op = build_op(&build, SIM_OP_REF, turns);
        op->object = BUILD_OBJECT;
        op->form = BODY_READ_OF;
        build_threads(&build, "reader", threads);
        result = run_build(&build, "free-threaded");
        makespan[threads - 1] = result.makespan;
        study_result_free(&result);
    }
    return (makespan[1] - makespan[0] + turns / 2) / turns;
}

/* Catches a build that specialises nothing and fetches the object no more often than one that does,
 * and a core that by being faster has the lines of others sooner. */
START_TEST(a_fast_core_waits_as_long_for_a_line)
{
    for (int64_t speed = 500000; speed <= 2000000; speed *= 2) {
        ck_assert_int_eq(fetched_in_a_turn(SIM_PYTHON_3_13T, speed), 5 * 60);
        ck_assert_int_eq(fetched_in_a_turn(SIM_PYTHON_3_14T, speed), 4 * 60);
    }
}
END_TEST

/* Catches an event for each member of a rate whenever one comes or goes: eight streams that slow each
 * other are as many events as eight that do not. */
START_TEST(one_event_stands_for_all)
{
    struct bursts bursts = { .count = 8 };
    struct study_result result;
    struct build build;
    uint64_t contended;

    for (int i = 0; i < bursts.count; i++) {
        bursts.begin[i] = i;
        bursts.work[i] = SIM_MS(10) + i * SIM_US(100);
        bursts.units[i] = 100000;
    }
    build_bursts(&build, &bursts, 8);
    result = run_build(&build, "native");
    contended = result.events;
    ck_assert_int_gt(result.makespan, 2 * bursts.work[7]);
    study_result_free(&result);
    build.scenario.params.memory_bandwidth = INT64_MAX;
    result = run_build(&build, "native");
    ck_assert_int_le(result.makespan, bursts.work[7] + 8);
    ck_assert_uint_le(contended, result.events + 8); /* a record of each one's stall */
    study_result_free(&result);
}
END_TEST

/* ---- teams ---- */

/* Catches a chunk that nobody does or that two do, one too many where workers have done all while their
 * thread forked, a thread that goes on too soon, and static chunks dealt out otherwise than documented. */
START_TEST(every_chunk_is_done_once)
{
    for (int i = 0; i < 64; i++) {
        int64_t chunks = i % 13;
        uint32_t workers = 1 + (uint32_t)i % 5, done[13] = { 0 }, by[13] = { 0 }, forks = 0;
        struct sim_record records[SIM_RECORDS_PER_STEP];
        bool dynamic = i % 2;
        struct build build;
        struct sim *sim;

        build_init(&build, 4);
        build_op(&build, SIM_OP_PARALLEL, chunks)->keyword = dynamic;
        build.ops[0].times = workers;
        build_op(&build, SIM_OP_NATIVE, i % 3 ? 30000 : 50)->amount.kind = SIM_DIST_EXPONENTIAL;
        build_end(&build);
        build_op(&build, SIM_OP_SET, 0);
        build_threads(&build, "main", 1);
        if (workers > 1)
            build_team(&build, workers - 1);
        sim = create(&build, "native");
        while (sim->head->status == SIM_GOING) {
            uint32_t count = step(sim, records);

            for (uint32_t r = 0; r < count; r++) {
                if (records[r].kind == SIM_RECORD_CHUNK) {
                    ck_assert_uint_lt(records[r].arg, chunks);
                    done[records[r].arg]++;
                    by[records[r].arg] = records[r].thread - 1;
                }
                forks += records[r].kind == SIM_RECORD_FORK;
                if (records[r].kind == SIM_RECORD_EVENT_SET)
                    ck_assert_uint_eq(sim->teams[1].busy, 0);
            }
        }
        ck_assert_int_eq(sim->head->status, SIM_ENDED);
        ck_assert_int_eq(forks, !chunks ? 0 : (workers < chunks ? workers : chunks) - 1);
        for (int64_t c = 0; c < chunks; c++) {
            int64_t crew = workers < chunks ? workers : chunks;
            int64_t each = chunks / crew, more = chunks % crew;
            int64_t owner =
                c < (each + 1) * more ? c / (each + 1) : more + (c - (each + 1) * more) / each;

            ck_assert_uint_eq(done[c], 1);
            if (!dynamic)
                ck_assert_int_eq(by[c], owner);
        }
        sim_destroy(sim);
    }
}
END_TEST

/* Law 11. Catches a chunk whose work depends on who does it: in a loop, by a team, dealt out or
 * taken, it sums up to the same; and so does what comes behind. */
START_TEST(chunks_have_their_own_draws)
{
    sim_time work[4];

    for (int i = 0; i < 4; i++) {
        struct study_result result;
        struct build build;

        build_init(&build, 4);
        build_without_costs(&build);
        build_op(&build, i == 3 ? SIM_OP_REPEAT : SIM_OP_PARALLEL, 9)->keyword = i == 1;
        build_op(&build, SIM_OP_REPEAT, 3);
        build_op(&build, SIM_OP_NATIVE, SIM_US(700))->amount.kind = SIM_DIST_EXPONENTIAL;
        build_end(&build);
        build_end(&build);
        build_op(&build, SIM_OP_NATIVE, SIM_US(700))->amount.kind = SIM_DIST_EXPONENTIAL;
        build_threads(&build, "main", 2);
        build_team(&build, 3);
        result = run_build(&build, i == 2 ? "sequential" : "native");
        work[i] = result.work;
        study_result_free(&result);
    }
    ck_assert_int_gt(work[0], SIM_MS(10));
    ck_assert_int_eq(work[0], work[1]);
    ck_assert_int_eq(work[0], work[2]);
    ck_assert_int_eq(work[0], work[3]);
}
END_TEST

/* ---- races ---- */

struct access {
    enum sim_op_kind kind;
    enum sim_index_kind index;
    int32_t at;
    bool atomic;
};

static void touch(struct build *build, struct access access)
{
    struct sim_op *op = build_op(build, access.kind, SIM_MS(1));

    op->index = (uint8_t)access.index;
    op->at = access.at;
    op->keyword = access.atomic;
}

static const struct access reads = { SIM_OP_READ, SIM_INDEX_AT, 0, false },
                           writes = { SIM_OP_WRITE, SIM_INDEX_AT, 0, false },
                           adds = { SIM_OP_WRITE, SIM_INDEX_AT, 0, true },
                           watches = { SIM_OP_READ, SIM_INDEX_AT, 0, true },
                           elsewhere = { SIM_OP_WRITE, SIM_INDEX_AT, 1, false },
                           all = { SIM_OP_READ, SIM_INDEX_WHOLE, 0, false },
                           own = { SIM_OP_WRITE, SIM_INDEX_SELF, 0, false },
                           next = { SIM_OP_READ, SIM_INDEX_SELF, 1, false };

/* Catches a race that is not seen, or seen where there is none; at run time, between two threads
 * that touch at the same time, and before the run. */
START_TEST(races_are_told_from_what_is_none)
{
    static const struct {
        const struct access *one, *other;
        bool race;
    } cases[] = {
        { &reads, &reads, false },      { &reads, &writes, true },  { &writes, &writes, true },
        { &adds, &adds, false },        { &adds, &reads, true },    { &adds, &writes, true },
        { &writes, &elsewhere, false }, { &all, &elsewhere, true }, { &all, &reads, false },
        { &writes, &all, true },        { &adds, &watches, false }, { &watches, &reads, false },
        { &watches, &writes, true },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct study_result result;
        struct build build;

        build_init(&build, 4);
        build.regions[0].parts = 4;
        touch(&build, *cases[i].one);
        build_threads(&build, "one", 1);
        touch(&build, *cases[i].other);
        build_threads(&build, "other", 1)->start = sim_dist_constant(SIM_US(300));
        result = run_build(&build, "native");
        ck_assert_msg((result.fold->races[0] > 0) == cases[i].race, "case %zu", i);
        ck_assert_msg((ownership_find(&build.scenario, NULL, 0) > 0) == cases[i].race,
                      "case %zu, before", i);
        study_result_free(&result);
    }
}
END_TEST

enum way { NO_WAY, BY_LOCK, BY_QUEUE, BY_BARRIER, BY_EVENT, BY_JOIN, BY_FORK, WAYS };

/* The first writes in its first millisecond, the second in its third: at different times in any case.
 * In between, the one lets the other go on, or does not. */
static uint64_t luck_by(enum way way)
{
    static const enum sim_op_kind gives[] = { SIM_OP_MEASURE, SIM_OP_UNLOCK, SIM_OP_PUT,
                                              SIM_OP_BARRIER, SIM_OP_SET,    SIM_OP_START };
    static const enum sim_op_kind takes[] = { SIM_OP_MEASURE, SIM_OP_LOCK, SIM_OP_GET,
                                              SIM_OP_BARRIER, SIM_OP_WAIT, SIM_OP_JOIN };
    struct study_result result;
    struct build build;
    uint64_t luck;

    build_init(&build, 4);
    if (way == BY_FORK) {
        build_op(&build, SIM_OP_PARALLEL, 1);
        touch(&build, writes);
        build_end(&build);
        build_op(&build, SIM_OP_PARALLEL, 2);
        touch(&build, reads);
        build_end(&build);
        build_threads(&build, "one", 1);
        build_team(&build, 1);
    } else {
        if (way == BY_LOCK)
            build_op(&build, SIM_OP_LOCK, 0);
        touch(&build, writes);
        if (way && way != BY_JOIN)
            build_op(&build, gives[way], 0);
        build_threads(&build, "one", 1);
        build_op(&build, SIM_OP_SLEEP, SIM_MS(2));
        if (way)
            build_op(&build, takes[way], 0);
        touch(&build, writes);
        build_threads(&build, "other", 1);
    }
    result = run_build(&build, "native");
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    ck_assert_uint_eq(result.fold->races[0], 0);
    luck = result.fold->luck[0];
    study_result_free(&result);
    return luck;
}

/* Catches an order that is not seen (a lock, a queue, a barrier, an event, a join, a fork), and time
 * that is taken for one. */
START_TEST(luck_is_told_from_order)
{
    ck_assert_uint_eq(luck_by(NO_WAY), 1);
    for (int way = BY_LOCK; way < WAYS; way++)
        ck_assert_msg(luck_by((enum way)way) == 0, "way %d", way);
}
END_TEST

/* What one knows it knows of others, too: a lock that is taken before, not after, orders nothing. */
START_TEST(order_has_a_direction)
{
    struct study_result result;
    struct build build;

    build_init(&build, 4);
    build_op(&build, SIM_OP_LOCK, 0);
    build_op(&build, SIM_OP_UNLOCK, 0);
    touch(&build, writes);
    build_threads(&build, "one", 1);
    build_op(&build, SIM_OP_SLEEP, SIM_MS(2));
    build_op(&build, SIM_OP_LOCK, 0);
    build_op(&build, SIM_OP_UNLOCK, 0);
    touch(&build, writes);
    build_threads(&build, "other", 1);
    result = run_build(&build, "native");
    ck_assert_uint_eq(result.fold->luck[0], 1);
    study_result_free(&result);
}
END_TEST

static uint32_t findings(const struct build *build, struct sim_finding *first)
{
    return ownership_find(&build->scenario, first, 1);
}

/* Catches indices that are taken for equal or apart when they are not; on a ring, with more threads
 * than parts, and between neighbours. */
START_TEST(parts_are_told_apart_by_their_indices)
{
    const struct {
        uint32_t threads, parts;
        struct access access[2];
        bool found;
    } cases[] = {
        { 4, 4, { own, own }, false },        { 4, 3, { own, own }, true },
        { 4, 8, { own, next }, true },        { 1, 8, { own, next }, false },
        { 2, 4, { elsewhere, reads }, true }, { 3, 4, { reads, all }, false },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct sim_finding first;
        struct build build;

        build_init(&build, 4);
        build.regions[0].parts = cases[i].parts;
        touch(&build, cases[i].access[0]);
        touch(&build, cases[i].access[1]);
        build_threads(&build, "task", cases[i].threads);
        ck_assert_msg((findings(&build, &first) > 0) == cases[i].found, "case %zu", i);
    }
}
END_TEST

/* Catches groups behind the first whose accesses are not looked at beyond the first op, and a whole
 * that is taken for its first part. */
START_TEST(later_groups_and_later_ops_are_looked_at)
{
    for (int last = 0; last < 2; last++) {
        struct sim_finding first;
        struct build build;

        build_init(&build, 4);
        build.regions[0].parts = 8;
        touch(&build, last ? all : reads);
        build_threads(&build, "reader", 1);
        build_op(&build, SIM_OP_SLEEP, 1);
        build_op(&build, SIM_OP_SLEEP, 1);
        touch(&build, elsewhere);
        build_threads(&build, "writer", last ? 1 : 2);
        ck_assert_uint_eq(findings(&build, &first), 1);
        ck_assert_uint_eq(first.op[0], 3);
        ck_assert_uint_eq(first.op[1], last ? 0 : 3);
    }
}
END_TEST

/* Two readers, then one who writes, begun when both have been joined. Catches an op of the program behind
 * that is taken for one of the readers' own. */
START_TEST(a_program_ends_where_the_next_begins)
{
    struct sim_finding first;
    struct build build;

    build_init(&build, 4);
    touch(&build, reads);
    build_threads(&build, "reader", 2);
    touch(&build, writes);
    build_threads(&build, "writer", 1)->manual = true;
    build_op(&build, SIM_OP_JOIN, 0)->object = 0;
    build_op(&build, SIM_OP_START, 0)->object = 1;
    build_threads(&build, "main", 1);
    ck_assert_uint_eq(findings(&build, &first), 0);
}
END_TEST

/* main: writes, starts the child, [joins it,] writes again; the child writes. */
static uint32_t around_start(bool first, bool join, bool again, bool loop, bool owned)
{
    struct sim_finding found;
    struct build build;

    build_init(&build, 4);
    if (loop)
        build_op(&build, SIM_OP_REPEAT, 2);
    if (first)
        touch(&build, writes);
    build_op(&build, SIM_OP_START, 0)->object = 1;
    if (join)
        build_op(&build, SIM_OP_JOIN, 0)->object = 1;
    if (again)
        touch(&build, writes);
    if (loop)
        build_end(&build);
    build_threads(&build, "main", 1);
    touch(&build, writes);
    build_threads(&build, "child", 1)->manual = true;
    build.arguments[0] = (struct sim_argument){ .group = 1, .convention = SIM_OWNED };
    build.scenario.argument_count = owned;
    return findings(&build, &found);
}

/* Catches an order by start and join that is not seen, or seen where a loop undoes it. */
START_TEST(start_and_join_order_accesses)
{
    ck_assert_uint_eq(around_start(true, false, false, false, false), 0);
    ck_assert_uint_eq(around_start(true, true, true, false, false), 0);
    ck_assert_uint_eq(around_start(false, false, true, false, false), 1);
    ck_assert_uint_eq(around_start(true, false, false, true, false), 1);
    ck_assert_uint_eq(around_start(false, true, true, true, false), 0);
    ck_assert_uint_eq(around_start(false, false, true, false, true), 0);
}
END_TEST

/* Catches chunks whose parts overlap and that are not found, and the other way round. */
START_TEST(chunks_are_tasks)
{
    static const struct {
        uint32_t parts;
        int32_t at;
        enum sim_index_kind index;
        bool found;
    } cases[] = {
        { 8, 0, SIM_INDEX_CHUNK, false }, { 7, 0, SIM_INDEX_CHUNK, true },
        { 16, 1, SIM_INDEX_CHUNK, true }, { 8, 0, SIM_INDEX_SELF, true },
        { 8, 0, SIM_INDEX_WHOLE, true },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct sim_finding first;
        struct build build;

        build_init(&build, 4);
        build.regions[0].parts = cases[i].parts;
        build_op(&build, SIM_OP_PARALLEL, 8);
        touch(&build, (struct access){ SIM_OP_WRITE, SIM_INDEX_CHUNK, 0, false });
        touch(&build, (struct access){ SIM_OP_READ, cases[i].index, cases[i].at, false });
        build_end(&build);
        build_threads(&build, "main", 1);
        build_team(&build, 3);
        ck_assert_msg((findings(&build, &first) > 0) == cases[i].found, "case %zu", i);
        if (cases[i].found)
            ck_assert_int_ge(first.chunk[0], 0);
    }
}
END_TEST

static enum sim_finding_kind kind_for(enum sim_convention convention, uint32_t argument_region,
                                      uint32_t *count)
{
    struct sim_finding first = { .kind = SIM_FINDING_TOO_MANY };
    struct build build;

    build_init(&build, 4);
    build_op(&build, SIM_OP_START, 0)->object = 1;
    build_op(&build, SIM_OP_JOIN, 0)->object = 1;
    touch(&build, reads);
    build_threads(&build, "main", 1);
    touch(&build, writes);
    build_threads(&build, "child", 1)->manual = true;
    build.arguments[0] = (struct sim_argument){ .group = 1,
                                                .region = argument_region,
                                                .convention = (uint8_t)convention };
    build.scenario.argument_count = 1;
    *count = findings(&build, &first);
    return first.kind;
}

/* Catches a convention that is read and not held. */
START_TEST(arguments_are_what_they_say)
{
    uint32_t count;

    kind_for(SIM_MUTABLE, 0, &count);
    ck_assert_uint_eq(count, 0);
    ck_assert_int_eq(kind_for(SIM_BORROWED, 0, &count), SIM_FINDING_BORROWED);
    ck_assert_int_eq(kind_for(SIM_MUTABLE, 1, &count), SIM_FINDING_NOT_PASSED);
    ck_assert_int_eq(kind_for(SIM_MOVED, 0, &count), SIM_FINDING_MOVED);
    ck_assert_uint_eq(count, 1);
    kind_for(SIM_OWNED, 0, &count);
    ck_assert_uint_eq(count, 0);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(virtual_time_is_real_time_played_slowly),
        SUITE_TEST(no_work_is_lost_between_cores),
        SUITE_TEST(streams_share_the_bandwidth),
        SUITE_TEST(a_slow_core_waits_no_longer_for_memory),
        SUITE_TEST(neighbours_in_a_line_contend),
        SUITE_TEST(a_small_region_is_a_line),
        SUITE_TEST(to_read_atomically_is_to_read),
        SUITE_TEST(a_fast_core_waits_as_long_for_a_line),
        SUITE_TEST(one_event_stands_for_all),
        SUITE_TEST(every_chunk_is_done_once),
        SUITE_TEST(chunks_have_their_own_draws),
        SUITE_TEST(races_are_told_from_what_is_none),
        SUITE_TEST(luck_is_told_from_order),
        SUITE_TEST(order_has_a_direction),
        SUITE_TEST(parts_are_told_apart_by_their_indices),
        SUITE_TEST(later_groups_and_later_ops_are_looked_at),
        SUITE_TEST(a_program_ends_where_the_next_begins),
        SUITE_TEST(start_and_join_order_accesses),
        SUITE_TEST(chunks_are_tasks),
        SUITE_TEST(arguments_are_what_they_say),
        { NULL, NULL },
    };

    return suite_run("native", tests);
}
