/* SPDX-License-Identifier: GPL-3.0-or-later
 * Where woken threads go: how busy a core has been of late, packing by it, and who makes way; and what
 * comes first after a rest. */
#include "sim/engine/cores.h"
#include "sim/engine/usage.h"
#include "tests/sim/draws.h"
#include "tests/sim/events.h"
#include "tests/sim/suite.h"

#define PACK 670000 /* millionths */

static struct sim_record records[SIM_RECORDS_PER_STEP];

/* A machine that packs. */
static void begin(struct build *build, int cores, int64_t pack)
{
    build_init(build, cores);
    build->scenario.params.pack = pack;
}

static struct sim *create(struct build *build, const char *model)
{
    static struct sim_errors errors;
    struct sim *sim;

    sim = sim_create(&build->scenario, sim_model_find(model), &errors);
    ck_assert_ptr_nonnull(sim);
    return sim;
}

static bool step(struct sim *sim)
{
    sim->out = records;
    return sim_step(sim) == SIM_GOING;
}

/* Catches another half-life than the kernel's, a core that is counted while it is idle, one on which
 * nobody is counted as ready, and another assumption of what a new thread uses than half of a core. */
START_TEST(a_half_life_of_work_is_half)
{
    struct build build;
    struct sim *sim;
    int64_t level;

    begin(&build, 1, PACK);
    build_op(&build, SIM_OP_NATIVE, 32768000);
    build_op(&build, SIM_OP_IO, 32768000);
    build_op(&build, SIM_OP_NATIVE, 1);
    build_threads(&build, "worker", 1);
    sim = create(&build, "native");
    while (sim->threads[1].schedule != SIM_THREAD_BLOCKED)
        ck_assert(step(sim));
    level = sim->core_usages[1].counted.level;
    ck_assert_int_gt(level, 749000);
    ck_assert_int_lt(level, 751000);
    ck_assert_int_gt(sim->core_usages[1].counted.ready, level - 1000);
    ck_assert_int_lt(sim->core_usages[1].counted.ready, level + 1000);
    while (sim->threads[1].schedule == SIM_THREAD_BLOCKED)
        ck_assert(step(sim));
    ck_assert_int_gt(sim->core_usages[1].counted.level, level / 2 - 1000);
    ck_assert_int_lt(sim->core_usages[1].counted.level, level / 2 + 1000);
    sim_destroy(sim);
}
END_TEST

static void sums_agree(struct sim *sim)
{
    int64_t sum[SIM_CORES_MAX + 1] = { 0 }, ready[SIM_CORES_MAX + 1] = { 0 };

    for (uint32_t i = 1; i <= sim->thread_count; i++) {
        usage_count_thread(sim, &sim->threads[i]);
        sum[sim->threads[i].core.i] += sim->thread_usages[i].counted.level;
        ready[sim->threads[i].core.i] += sim->thread_usages[i].counted.ready;
    }
    for (uint16_t i = 1; i <= sim->core_count; i++) {
        usage_count_core(sim, i);
        ck_assert_int_lt(llabs(sum[i] - sim->core_usages[i].counted.level), 2000);
        ck_assert_int_lt(llabs(ready[i] - sim->core_usages[i].counted.ready), 2000);
    }
}

/* Some sleep while they owe others time who queue, and stay in the queue until that is worked off. */
static void build_sleepers(struct build *build, uint64_t seed)
{
    uint64_t stream = seed * 1000;

    build_init(build, 1);
    for (int i = 0; i < 3; i++) {
        build_op(build, SIM_OP_REPEAT, 50);
        build_op(build, SIM_OP_NATIVE, 1 + below(&stream, SIM_MS(3)));
        build_op(build, SIM_OP_SLEEP, SIM_US(100) + below(&stream, SIM_MS(8)));
        build_end(build);
        build_threads(build, "sleeper", 1);
    }
}

/* Looking counts, too: so as not to count in the engine's place it is done at so many steps only. */
static void agrees_every(int steps, struct build *build)
{
    struct sim *sim;

    build->scenario.params.pack = PACK;
    sim = create(build, "gil");
    for (int i = 0; i < 3000 && step(sim); i++) {
        if (i % steps == 0)
            sums_agree(sim);
    }
    sim_destroy(sim);
}

/* Catches a thread that moves and leaves its usage behind, or takes it twice; and a core that is left
 * idle with nobody but sleepers in its queue, and its last stretch of work not counted. */
START_TEST(a_core_is_used_by_its_threads)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct build build;

        build_random(&build, seed);
        agrees_every(1, &build);
        build_sleepers(&build, seed);
        agrees_every(17, &build);
    }
}
END_TEST

/* How often the second thread began on the core of the first, of its last wake-ups. */
static int beside_its_waker(int64_t pack, int64_t computing)
{
    struct build build;
    struct sim *sim;
    int beside = 0, wakes = 0;

    begin(&build, 2, pack);
    build_op(&build, SIM_OP_REPEAT, 400);
    build_op(&build, SIM_OP_NATIVE, computing);
    build_op(&build, SIM_OP_PUT, 0);
    build_op(&build, SIM_OP_SLEEP, SIM_MS(1) - computing);
    build_end(&build);
    build_threads(&build, "waker", 1);
    build_op(&build, SIM_OP_REPEAT, 400);
    build_op(&build, SIM_OP_GET, 0);
    build_op(&build, SIM_OP_NATIVE, SIM_US(5));
    build_end(&build);
    build_threads(&build, "woken", 1);
    sim = create(&build, "native");
    while (step(sim)) {
        for (uint32_t i = 0; i < sim->out - records; i++) {
            if (records[i].kind != SIM_RECORD_DISPATCH || records[i].thread != 2)
                continue;
            wakes++;
            beside += wakes > 300 && records[i].core == sim->threads[1].core.i;
        }
    }
    sim_destroy(sim);
    ck_assert_int_ge(wakes, 400);
    return beside;
}

/* Catches packing where there is none, none where there is, and packing without regard to use. */
START_TEST(a_used_core_is_not_packed)
{
    ck_assert_int_eq(beside_its_waker(0, SIM_US(100)), 0);
    ck_assert_int_ge(beside_its_waker(PACK, SIM_US(100)), 99);
    ck_assert_int_ge(beside_its_waker(PACK, SIM_US(500)), 99);
    ck_assert_int_eq(beside_its_waker(PACK, SIM_US(800)), 0);
}
END_TEST

/* The time that round trips between two threads take, one after the other; they rest first, or the
 * one who asks computes. */
static void call_each_other(struct build *build, enum sim_op_kind before, int trips)
{
    begin(build, 2, PACK);
    build_vm(build);
    build_op(build, before, SIM_MS(200));
    build_op(build, SIM_OP_REPEAT, trips);
    build_op(build, SIM_OP_PUT, 0);
    build_op(build, SIM_OP_GET, 0)->object = 1;
    build_end(build);
    build_threads(build, "asks", 1);
    build_op(build, SIM_OP_REPEAT, trips);
    build_op(build, SIM_OP_GET, 0);
    build_op(build, SIM_OP_PUT, 0)->object = 1;
    build_end(build);
    build_threads(build, "answers", 1);
}

/* How many of the answerer's wake-ups came up beside the asker, of the first and last hundred. */
static void count_together(struct build *build, int trips, int together[2])
{
    struct sim *sim = create(build, "native");
    int wakes = 0;

    together[0] = together[1] = 0;
    while (step(sim)) {
        for (uint32_t i = 0; i < sim->out - records; i++) {
            bool beside = records[i].core == sim->threads[1].core.i;

            if (records[i].kind != SIM_RECORD_DISPATCH || records[i].thread != 2)
                continue;
            together[0] += wakes >= 5 && wakes < 105 && beside;
            together[1] += wakes >= trips - 100 && wakes < trips && beside;
            wakes++;
        }
    }
    sim_destroy(sim);
}

/* Catches threads that are together or apart for good: after a rest they share a core until it has
 * been used for too long, and then it is as if they had computed before. Measured so: 25 us a trip
 * for 54 ms, then 95. */
START_TEST(what_was_before_decides_who_is_together)
{
    const int trips = 30000;
    struct build build;
    int together[2];

    call_each_other(&build, SIM_OP_SLEEP, trips);
    count_together(&build, trips, together);
    ck_assert_int_ge(together[0], 95);
    ck_assert_int_eq(together[1], 0);
    call_each_other(&build, SIM_OP_NATIVE, trips);
    count_together(&build, trips, together);
    ck_assert_int_eq(together[0], 0);
    ck_assert_int_eq(together[1], 0);
}
END_TEST

/* The core on which the first or second of two new threads begins, whose starter, after a rest, has
 * computed for a while on core 1. */
static uint16_t begins_on(int64_t pack, int64_t crowded, int64_t computing, uint32_t nth)
{
    struct build build;
    struct sim *sim;
    uint16_t core;

    begin(&build, 2, pack);
    build.scenario.params.crowded = crowded;
    build_op(&build, SIM_OP_SLEEP, SIM_MS(200));
    build_op(&build, SIM_OP_NATIVE, computing);
    build_op(&build, SIM_OP_START, 0)->object = 1;
    build_op(&build, SIM_OP_START, 0)->object = 2;
    build_op(&build, SIM_OP_NATIVE, SIM_MS(1));
    build_threads(&build, "starter", 1);
    for (int i = 0; i < 2; i++) {
        build_op(&build, SIM_OP_NATIVE, SIM_MS(1));
        build_threads(&build, i ? "second" : "first", 1)->manual = 1;
    }
    sim = create(&build, "native");
    while (!sim->threads[1 + nth].core.i)
        ck_assert(step(sim));
    core = sim->threads[1 + nth].core.i;
    ck_assert_int_eq(sim->threads[1].core.i, 1);
    sim_destroy(sim);
    return core;
}

/* Catches a new thread that is always put elsewhere, one that stays on a core used much, or one
 * for whom it does not matter that another queues there already. */
START_TEST(a_new_thread_stays_if_there_is_room)
{
    ck_assert_int_eq(begins_on(0, 0, SIM_MS(10), 1), 2);
    ck_assert_int_eq(begins_on(PACK, 0, SIM_MS(10), 1), 1);
    ck_assert_int_eq(begins_on(PACK, 0, SIM_MS(10), 2), 2);
    ck_assert_int_eq(begins_on(PACK, 0, SIM_MS(80), 1), 2);
}
END_TEST

/* Catches threads that are shared out evenly though their starter has computed for long: until its core
 * counts as full the second stays there, and from then on both begin on the other one. Measured: of
 * eight times each, 8 of 8 stayed after 80 ms, and 6 of 8 went after 500 ms. */
START_TEST(who_starts_from_a_full_core_sends_both_away)
{
    const int64_t crowded = 855000;

    ck_assert_int_eq(begins_on(0, 0, SIM_MS(300), 2), 1);
    ck_assert_int_eq(begins_on(0, crowded, SIM_MS(300), 1), 2);
    ck_assert_int_eq(begins_on(0, crowded, SIM_MS(300), 2), 2);
    ck_assert_int_eq(begins_on(0, crowded, SIM_MS(60), 1), 2);
    ck_assert_int_eq(begins_on(0, crowded, SIM_MS(60), 2), 1);
    ck_assert_int_eq(begins_on(PACK, crowded, SIM_MS(300), 2), 2);
}
END_TEST

/* ---- among many cores ---- */

#define CORES 6

/* Two to four threads compute on each core, and one more sleeps that may run on some of them. */
static struct sim *create_crowds(uint64_t *stream, int64_t crowded)
{
    struct build build;
    struct sim *sim;

    begin(&build, CORES, 0);
    build.scenario.params.crowded = crowded;
    build_op(&build, SIM_OP_SLEEP, SIM_S(1));
    build_threads(&build, "sleeps", 1);
    for (uint16_t core = 1; core <= CORES; core++) {
        build_op(&build, SIM_OP_NATIVE, SIM_MS(90));
        build_threads(&build, "computes", 2 + (uint32_t)below(stream, 3));
        build.groups[core].first_core = build.groups[core].last_core = core;
    }
    sim = create(&build, "native");
    while (sim->head->now < SIM_MS(1))
        ck_assert(step(sim));
    sim->threads[1].first_core = (uint16_t)(1 + below(stream, 3));
    sim->threads[1].last_core = (uint16_t)(sim->threads[1].first_core + below(stream, 4));
    for (uint16_t core = 1; core <= CORES && crowded; core++) {
        sim->core_usages[core].counted.load = 100000 * (1 + below(stream, 40));
        sim->core_usages[core].counted.level = 1000000;
    }
    return sim;
}

/* Of those in a ring from `near` on, or from its neighbour, the first with the least of something. */
static uint16_t least_of(const struct sim *sim, const int64_t *amount, uint16_t near, bool self)
{
    uint16_t first = sim->threads[1].first_core, last = sim->threads[1].last_core, best = 0;
    uint16_t range = (uint16_t)(last - first + 1);

    for (uint16_t i = !self; i < range; i++) {
        uint16_t core = (uint16_t)(first + (near - first + i) % range);

        if (!best || amount[core] < amount[best])
            best = core;
    }
    return best;
}

/* Catches a search that looks at one neighbour only, leaves one out, goes beyond the cores where the
 * thread may run, or takes the last of several alike. */
START_TEST(a_new_thread_goes_where_least_is_going_on)
{
    for (uint64_t seed = 0; seed < 200; seed++) {
        uint64_t stream = seed * 1000;
        int64_t amount[CORES + 1], crowded = seed % 2 ? 855000 : 0;
        struct sim *sim = create_crowds(&stream, crowded);
        uint16_t first = sim->threads[1].first_core, last = sim->threads[1].last_core;

        for (uint16_t core = 1; core <= CORES; core++)
            amount[core] = crowded ? usage_crowd_of(sim, core).load : sim->cores[core].queued;
        for (uint16_t near = first; near <= last; near++) {
            uint16_t found = cores_place_new(sim, &sim->threads[1], near);
            uint16_t best = least_of(sim, amount, near, !crowded);

            if (!crowded || found != near)
                ck_assert_uint_eq(found, best);
            else if (best) /* then it was not worth it */
                ck_assert(amount[best] + 200000 > amount[near] ||
                          6 * amount[best] > 5 * amount[near]);
        }
        sim_destroy(sim);
    }
}
END_TEST

/* One core, and a thread that computes there. */
static struct sim *create_alone(struct build *build)
{
    begin(build, 1, PACK);
    build_op(build, SIM_OP_NATIVE, SIM_MS(1));
    build_threads(build, "computes", 1);
    return create(build, "native");
}

/* Catches a new thread that is taken to use half of what is left however many are there already. */
START_TEST(a_crowd_is_taken_to_use_little_each)
{
    struct build build;
    struct sim *sim = create_alone(&build);

    sim->core_usages[1].counted = (struct sim_usage){ .level = 200000, .load = 2000000 };
    usage_begin(sim, &sim->threads[1], 1);
    ck_assert_int_eq(sim->thread_usages[1].counted.level, INT64_C(200000) * 1000000 / 2000976);
    ck_assert_int_eq(sim->thread_usages[1].counted.load, 1000000);
    ck_assert_int_eq(sim->core_usages[1].counted.load, 3000000);
    sim->core_usages[1].counted = (struct sim_usage){ .level = 200000, .load = 200000 };
    usage_begin(sim, &sim->threads[1], 1);
    ck_assert_int_eq(sim->thread_usages[1].counted.level, 400000);
    sim_destroy(sim);
}
END_TEST

/* Catches a sum of many that does not fit into what it is multiplied in. */
START_TEST(a_large_crowd_decays_like_a_small_one)
{
    const int64_t crowd = INT64_C(90000) * 1000000;
    struct build build;
    struct sim *sim = create_alone(&build);

    sim->core_usages[1].counted = (struct sim_usage){ .ready = crowd, .load = crowd };
    sim->head->now = 32768000;
    usage_count_core(sim, 1);
    ck_assert_int_eq(sim->core_usages[1].counted.ready, crowd / 2);
    ck_assert_int_eq(sim->core_usages[1].counted.load, crowd / 2);
    sim_destroy(sim);
}
END_TEST

/* Catches a core that is thought to be free the moment a thread has been put elsewhere: between
 * two ticks it is not counted, and so those woken there next follow. */
START_TEST(who_has_left_still_counts_until_the_tick)
{
    struct build build;
    struct sim *sim;
    int64_t before;

    begin(&build, 2, PACK);
    build_op(&build, SIM_OP_NATIVE, SIM_MS(90));
    build_threads(&build, "computes", 1);
    build_op(&build, SIM_OP_SLEEP, SIM_MS(90));
    build_threads(&build, "sleeps", 1);
    sim = create(&build, "native");
    while (sim->head->now < SIM_MS(80) && sim->threads[2].schedule != SIM_THREAD_BLOCKED)
        ck_assert(step(sim));
    sim->head->now = SIM_MS(81);
    usage_count_core(sim, 1);
    usage_count_core(sim, 2);
    sim->thread_usages[2].estimate = 0;
    before = sim->core_usages[2].counted.level;
    usage_move(sim, &sim->threads[2], 1);
    ck_assert_int_eq(sim->core_usages[2].counted.level, before);
    sim->threads[2].core.i = 1;
    sim->head->now = SIM_MS(85);
    usage_count_core(sim, 2);
    ck_assert_int_lt(sim->core_usages[2].counted.level, 1000);
    sim_destroy(sim);
}
END_TEST

/* Catches a thread that is put where two queue already or where too much of the core is used, one that
 * is kept away from where there is room, and one that counts twice on its own core. One of the levels
 * is just too much. */
START_TEST(who_fits_is_told_by_queue_and_use)
{
    for (uint32_t queued = 0; queued < 4; queued++) {
        struct build build;
        struct sim *sim;

        begin(&build, 2, PACK);
        build_op(&build, SIM_OP_NATIVE, SIM_MS(90));
        build_threads(&build, "computes", 1 + queued);
        build.groups[0].first_core = build.groups[0].last_core = 1;
        build_op(&build, SIM_OP_SLEEP, SIM_MS(90));
        build_threads(&build, "sleeps", 1);
        sim = create(&build, "native");
        while (sim->head->now < SIM_MS(1))
            ck_assert(step(sim));
        for (int64_t level = PACK % 50000; level <= 1000000; level += 50000) {
            struct sim_thread *sleeper = &sim->threads[queued + 2];

            sim->core_usages[1].counted.level = level;
            sim->core_usages[1].counted.at = sim->head->now;
            sim->thread_usages[queued + 2].estimate = 100000;
            sleeper->core.i = 2;
            ck_assert(usage_would_fit(sim, 1, sleeper) ==
                      (queued <= 1 && level + 100000 < PACK));
            sleeper->core.i = 1;
            ck_assert(usage_would_fit(sim, 1, sleeper) == (queued <= 1 && level < PACK));
            ck_assert(usage_would_fit_new(sim, 1) == (!queued && level < PACK));
        }
        sim_destroy(sim);
    }
}
END_TEST

/* `reader` has slept on core 1, where `busy` computes now; `writer`, on core 2, wakes it. Which core's
 * queue does it go to? */
static uint16_t core_of_reader(bool by_pipe, bool beside)
{
    struct build build;
    struct study_result result;
    uint16_t core;

    build_init(&build, 2);
    build_op(&build, SIM_OP_GET, SIM_US(1))->keyword = by_pipe;
    build_threads(&build, "reader", 1);
    build_op(&build, SIM_OP_NATIVE, SIM_MS(40));
    build_threads(&build, "busy", 1)->start.a = SIM_US(100);
    build.groups[1].first_core = build.groups[1].last_core = 1;
    build_op(&build, SIM_OP_NATIVE, SIM_MS(1));
    build_op(&build, SIM_OP_PUT, SIM_US(1))->keyword = by_pipe;
    build_op(&build, SIM_OP_NATIVE, SIM_MS(1));
    build_threads(&build, "writer", 1)->first_core = 2;
    build.groups[2].last_core = 2;
    if (beside) {
        build_op(&build, SIM_OP_NATIVE, SIM_MS(1));
        build_threads(&build, "other", 1)->first_core = 2;
        build.groups[3].last_core = 2;
    }
    result = events_run(&build, "gil");
    core = events_nth(SIM_RECORD_QUEUED, 1, 0).record.core;
    study_result_free(&result);
    return core;
}

/* Catches a reader that is left behind another thread though the writer is about to make way, one that
 * follows whoever wakes it by a lock, and one that follows a writer who is not alone. */
START_TEST(a_reader_goes_where_the_writer_is)
{
    ck_assert_uint_eq(core_of_reader(true, false), 2);
    ck_assert_uint_eq(core_of_reader(false, false), 1);
    ck_assert_uint_eq(core_of_reader(true, true), 1);
}
END_TEST

/* ---- after a rest ---- */

/* So much computing after so much sleep, in so many pieces, takes so much longer for having rested. */
static sim_time refill_after(int rests, enum sim_op_kind kind, sim_time rest, sim_time work,
                             int times)
{
    sim_time took[2];

    for (int rested = 0; rested < 2; rested++) {
        struct build build;
        struct study_result result;

        build_init(&build, 1);
        build.scenario.params.refill = rested ? SIM_US(300) : 0;
        build.scenario.params.refill_over = SIM_US(20);
        build.scenario.params.refill_after = SIM_MS(4);
        for (int i = 0; i < rests; i++)
            build_op(&build, SIM_OP_SLEEP, rest);
        for (int i = 0; i < times; i++)
            build_op(&build, kind, work);
        build_threads(&build, "sleeper", 1);
        result = events_run(&build, "gil");
        took[rested] = result.makespan;
        study_result_free(&result);
    }
    return took[1] - took[0];
}

static sim_time refill(enum sim_op_kind kind, sim_time rest, sim_time work, int times)
{
    return refill_after(1, kind, rest, work, times);
}

/* Catches caches that lose more than there is in them: of what one rest has left, the next takes half. */
START_TEST(a_rest_takes_of_what_is_left)
{
    for (int rests = 1; rests < 6; rests++) {
        sim_time more = refill_after(rests, SIM_OP_NATIVE, SIM_MS(4), SIM_MS(1), 1);
        int64_t lost = SIM_US(300) - (SIM_US(300) >> rests);

        /* a little of it is paid on the way from one to the next */
        ck_assert_int_ge(more, lost * 19 / 20);
        ck_assert_int_le(more, lost * 22 / 20);
    }
}
END_TEST

/* Catches caches that are filled again all at once however little is done, once for each piece of work,
 * or never to the end; that lose nothing in half the time, or all in twice that; and a loop that pays for
 * code which it does not need. (Getting up to go on is 0.1 us of work, and pays its part of 300 us.) */
START_TEST(who_has_rested_fills_the_caches_again)
{
    static const struct {
        enum sim_op_kind kind;
        sim_time rest, work;
        int times;
        int64_t most; /* of which so much is paid, but for a twentieth */
    } rows[] = { { SIM_OP_NATIVE, SIM_MS(100), SIM_US(10), 1, SIM_US(150) },
                 { SIM_OP_NATIVE, SIM_MS(100), SIM_US(5), 3, SIM_US(225) },
                 { SIM_OP_NATIVE, SIM_MS(100), SIM_MS(1), 3, SIM_US(300) },
                 { SIM_OP_PYTHON, SIM_MS(100), SIM_MS(1), 3, SIM_US(300) },
                 { SIM_OP_NATIVE, SIM_MS(2), SIM_MS(1), 1, SIM_US(88) },
                 { SIM_OP_NATIVE, SIM_MS(4), SIM_MS(1), 1, SIM_US(150) },
                 { SIM_OP_NATIVE, SIM_MS(8), SIM_MS(1), 1, SIM_US(225) } };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        sim_time more = refill(rows[i].kind, rows[i].rest, rows[i].work, rows[i].times);

        ck_assert_int_ge(more, rows[i].most * 19 / 20);
        ck_assert_int_le(more, rows[i].most * 21 / 20);
    }
    ck_assert_int_lt(refill(SIM_OP_LOOP, SIM_MS(100), 1000, 3), SIM_US(20));
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(a_half_life_of_work_is_half),
        SUITE_TEST(a_core_is_used_by_its_threads),
        SUITE_TEST(a_used_core_is_not_packed),
        SUITE_TEST(what_was_before_decides_who_is_together),
        SUITE_TEST(a_new_thread_stays_if_there_is_room),
        SUITE_TEST(who_starts_from_a_full_core_sends_both_away),
        SUITE_TEST(a_new_thread_goes_where_least_is_going_on),
        SUITE_TEST(a_crowd_is_taken_to_use_little_each),
        SUITE_TEST(a_large_crowd_decays_like_a_small_one),
        SUITE_TEST(who_has_left_still_counts_until_the_tick),
        SUITE_TEST(who_fits_is_told_by_queue_and_use),
        SUITE_TEST(a_reader_goes_where_the_writer_is),
        SUITE_TEST(a_rest_takes_of_what_is_left),
        SUITE_TEST(who_has_rested_fills_the_caches_again),
        { NULL, NULL },
    };

    return suite_run("usage", tests);
}
