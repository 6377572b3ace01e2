/* SPDX-License-Identifier: GPL-3.0-or-later
 * Hardware threads that share a core: how fast, and who gets which. */
#include "sim/engine/siblings.h"

#include "sim/engine/check.h"
#include "sim/scenario/costs.h"
#include "tests/sim/draws.h"
#include "tests/sim/events.h"
#include "tests/sim/suite.h"

static void pairs(struct build *build, int cores, int64_t shared_speed)
{
    build_init(build, cores);
    build_without_costs(build);
    build->scenario.params.threads_per_core = 2;
    build->scenario.params.shared_speed = shared_speed;
}

static void build_on(struct build *build, uint16_t core, sim_time start)
{
    struct sim_group *group = build_threads(build, "t", 1);

    group->first_core = group->last_core = core;
    group->start = sim_dist_constant(start);
}

/* ---- how fast ---- */

#define PIECES 12
#define DRAWS 300

/* Two threads, each on a hardware thread of its own, that compute and rest by turns. */
struct lives {
    sim_time work[2][PIECES], rest[2][PIECES];
    int64_t shared; /* millionths */
    bool bytecode;
};

static struct lives draw_lives(uint64_t seed)
{
    uint64_t stream = seed * 1000;
    struct lives lives;

    lives.shared = 100000 + below(&stream, 900001);
    lives.bytecode = below(&stream, 2);
    for (int i = 0; i < PIECES; i++) {
        for (int k = 0; k < 2; k++) {
            lives.work[k][i] = SIM_US(1) + below(&stream, SIM_US(300));
            lives.rest[k][i] = SIM_US(1) + below(&stream, SIM_US(300));
        }
    }
    return lives;
}

/* Played in steps from one change of somebody to the next. */
static void play(const struct lives *lives, double ends[2])
{
    double left[2] = { (double)lives->rest[0][0], (double)lives->rest[1][0] }, now = 0;
    int at[2] = { 0, 0 }; /* of 2 * PIECES: rest, work, rest, ... */

    while (at[0] < 2 * PIECES || at[1] < 2 * PIECES) {
        bool both = at[0] % 2 && at[1] % 2;
        double speed[2], step = 1e18;

        for (int k = 0; k < 2; k++) {
            speed[k] = both ? (double)lives->shared / 1e6 : 1;
            if (at[k] < 2 * PIECES && left[k] / speed[k] < step)
                step = left[k] / speed[k];
        }
        now += step;
        for (int k = 0; k < 2; k++) {
            if (at[k] == 2 * PIECES)
                continue;
            left[k] -= step * speed[k];
            if (left[k] > 1e-6)
                continue;
            at[k]++;
            ends[k] = now;
            left[k] = (double)(at[k] % 2 ? lives->work[k] : lives->rest[k])[at[k] / 2 % PIECES];
        }
    }
}

/* What it has taken longer is told as `shared`, and the rest is its work and its rests. */
static void check_account(const struct study_result *result, const struct lives *lives,
                          uint32_t k, sim_time end)
{
    const sim_time *spent = result->fold->threads[k + 1].spent;
    sim_time work = 0, rest = 0;

    for (int i = 0; i < PIECES; i++) {
        work += lives->work[k][i];
        rest += lives->rest[k][i];
    }
    ck_assert_int_eq(spent[SIM_REASON_SLEEP], rest);
    ck_assert_int_le(
        llabs(spent[lives->bytecode ? SIM_REASON_RUNNING : SIM_REASON_NATIVE] - work), 200);
    ck_assert_int_le(llabs(spent[SIM_REASON_SHARED] - (end - rest - work)), 200);
}

/* Catches a burst that does not change its speed when its sibling comes or goes, that loses or wins work
 * by that, or that is slowed down by a sibling at rest; and one whose lost time is told as work. */
START_TEST(both_are_slower_while_both_have_work)
{
    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        struct lives lives = draw_lives(seed);
        struct study_result result;
        struct build build;
        double ends[2];

        pairs(&build, 2, lives.shared);
        for (int k = 0; k < 2; k++) {
            for (int i = 0; i < PIECES; i++) {
                build_op(&build, SIM_OP_SLEEP, lives.rest[k][i]);
                build_op(&build, lives.bytecode ? SIM_OP_PYTHON : SIM_OP_NATIVE,
                         lives.work[k][i]);
            }
            build_on(&build, (uint16_t)(k + 1), 0);
        }
        play(&lives, ends);
        build_python(&build, sim_model_find("unlocked"));
        result = events_run(&build, lives.bytecode ? "unlocked" : "native");
        for (uint32_t k = 0; k < 2; k++) {
            double end = (double)events_nth(SIM_RECORD_END, k + 1, 0).time;

            /* each change may round by a nanosecond */
            ck_assert_msg(end > ends[k] - 200 && end < ends[k] + 200, "seed %d: %f for %f",
                          (int)seed, end, ends[k]);
            check_account(&result, &lives, k, (sim_time)end);
        }
        study_result_free(&result);
    }
}
END_TEST

/* Two that read so much in ten milliseconds, if memory can. */
static sim_time time_of_streams(int64_t bytes, int64_t shared_speed)
{
    struct study_result result;
    struct build build;
    sim_time makespan;

    pairs(&build, 2, shared_speed);
    build.scenario.params.core_bandwidth = 10000000000;
    build.scenario.params.memory_bandwidth = 15000000000;
    build.scenario.regions = (struct sim_names){ build.scenario.vars.list, 1 };
    build.regions[0] = (struct sim_region_def){ bytes, 1 };
    build_op(&build, SIM_OP_READ, SIM_MS(10))->index = SIM_INDEX_WHOLE;
    build_threads(&build, "stream", 2);
    result = events_run(&build, "native");
    makespan = result.makespan;
    for (uint32_t i = 1; i <= 2; i++) {
        const sim_time *spent = result.fold->threads[i].spent;

        ck_assert_int_eq(spent[SIM_REASON_NATIVE], SIM_MS(10));
        ck_assert_int_eq(spent[SIM_REASON_SHARED],
                         sim_time_ratio(SIM_MS(10), 1000000, shared_speed) - SIM_MS(10));
    }
    study_result_free(&result);
    return makespan;
}

/* Catches a burst that draws on a rate and is left behind when its core's speed changes, one that
 * waits for memory longer than memory takes, and what was waited for memory told as shared. */
START_TEST(whoever_streams_shares_a_core_as_well)
{
    const int64_t little = 1 << 20, much = 1 << 30;

    ck_assert_int_eq(time_of_streams(little, 1000000), SIM_MS(10));
    ck_assert_int_eq(time_of_streams(little, 500000), SIM_MS(20));
    ck_assert_int_gt(time_of_streams(much, 1000000), SIM_MS(100));
    ck_assert_int_eq(time_of_streams(much, 500000), time_of_streams(much, 1000000));
}
END_TEST

/* Catches what a stream takes told as shared, though its sibling does not slow it, and a stall that
 * turns what was shared before into work. */
START_TEST(waiting_for_memory_is_not_shared)
{
    struct study_result result;
    struct build build;

    pairs(&build, 2, 500000);
    build.scenario.params.core_bandwidth = 10000000000;
    build.scenario.params.memory_bandwidth = 10000000000;
    build.scenario.regions = (struct sim_names){ build.scenario.vars.list, 1 };
    build.regions[0] = (struct sim_region_def){ 400000000, 1 };
    build_op(&build, SIM_OP_NATIVE, SIM_MS(30));               /* 60 ms */
    build_op(&build, SIM_OP_READ, 0)->index = SIM_INDEX_WHOLE; /* 40 ms alone, here 80 */
    build_op(&build, SIM_OP_READ, SIM_MS(10))->index = SIM_INDEX_WHOLE; /* 20 ms, here 80 */
    build_threads(&build, "t", 2);
    result = events_run(&build, "native");
    ck_assert_int_eq(result.makespan, SIM_MS(220));
    for (uint32_t i = 1; i <= 2; i++) {
        const sim_time *spent = result.fold->threads[i].spent;

        ck_assert_int_eq(spent[SIM_REASON_NATIVE], SIM_MS(30 + 40 + 10));
        ck_assert_int_eq(spent[SIM_REASON_SHARED], SIM_MS(30 + 10));
        ck_assert_int_eq(spent[SIM_REASON_STALL], SIM_MS(40 + 60));
    }
    study_result_free(&result);
}
END_TEST

/* Catches one that draws on a rate behind another, whose event stands for both. */
START_TEST(whoever_is_behind_another_is_slower_too)
{
    struct study_result result;
    struct build build;

    pairs(&build, 4, 500000);
    build.scenario.regions = (struct sim_names){ build.scenario.vars.list, 1 };
    build.regions[0] = (struct sim_region_def){ 1 << 20, 1 };
    build_op(&build, SIM_OP_READ, SIM_MS(10))->index = SIM_INDEX_WHOLE;
    build_on(&build, 1, 0);
    build_op(&build, SIM_OP_READ, SIM_MS(4))->index = SIM_INDEX_WHOLE;
    build_on(&build, 2, 0);
    build_op(&build, SIM_OP_NATIVE, SIM_MS(1)); /* from 1 to 3 ms, in which the first does 1 */
    build_on(&build, 3, SIM_MS(1));
    result = events_run(&build, "native");
    ck_assert_int_eq(events_nth(SIM_RECORD_END, 1, 0).time, SIM_MS(11));
    ck_assert_int_eq(events_nth(SIM_RECORD_END, 2, 0).time, SIM_MS(4));
    ck_assert_int_eq(events_nth(SIM_RECORD_END, 3, 0).time, SIM_MS(3));
    study_result_free(&result);
}
END_TEST

/* ---- who is beside whom ---- */

static uint16_t sibling(int cores, int slow, uint16_t core)
{
    struct sim_errors errors = { .count = 0 };
    struct build build;
    struct sim *sim;
    uint16_t found;

    pairs(&build, cores, 500000);
    build.scenario.params.slow_cores = slow;
    build_op(&build, SIM_OP_NATIVE, SIM_MS(1));
    build_threads(&build, "t", 1);
    sim = sim_create(&build.scenario, sim_model_find("native"), &errors);
    ck_assert_ptr_nonnull(sim);
    found = siblings_of(sim, core);
    sim_destroy(sim);
    return found;
}

/* Catches siblings that are not each other's, a core that is its own, and slow or odd ones that have
 * any. */
START_TEST(siblings_are_pairs)
{
    for (int cores = 1; cores < 10; cores++) {
        for (int slow = 0; slow <= cores; slow++) {
            int alone = 0;

            for (uint16_t core = 1; core <= cores; core++) {
                uint16_t other = sibling(cores, slow, core);

                alone += !other;
                ck_assert_uint_ne(other, core);
                ck_assert(!other || sibling(cores, slow, other) == core);
                ck_assert(!other || (core <= cores - slow && other <= cores - slow));
            }
            ck_assert_int_eq(alone, slow + (cores - slow) % 2);
        }
    }
}
END_TEST

/* How many of so many threads that compute get a core for themselves. */
static uint32_t alone_of(uint32_t threads, bool woken)
{
    struct study_result result;
    struct build build;
    uint32_t alone = 0;

    pairs(&build, 8, 500000);
    for (uint32_t i = 0; i < threads; i++) {
        if (woken) /* by turns, from the cores where they began, which others have by then */
            build_op(&build, SIM_OP_SLEEP, SIM_MS(1));
        build_op(&build, SIM_OP_NATIVE, SIM_MS(10));
        build_threads(&build, "t", 1)->start = sim_dist_constant(SIM_US(i));
    }
    result = events_run(&build, "native");
    for (uint32_t i = 1; i <= threads; i++)
        alone += events_nth(SIM_RECORD_END, i, 0).time < SIM_MS(12);
    study_result_free(&result);
    return alone;
}

/* Catches threads that are put beside each other while a core of its own is idle for each. */
START_TEST(whole_cores_come_first)
{
    for (uint32_t threads = 1; threads <= 8; threads++) {
        uint32_t wanted = threads <= 4 ? threads : 8 - threads;

        ck_assert_uint_eq(alone_of(threads, false), wanted);
        ck_assert_uint_eq(alone_of(threads, true), wanted);
    }
}
END_TEST

/* Catches a search that takes the first idle core, though it is beside one with work. */
START_TEST(an_idle_sibling_is_not_enough)
{
    struct study_result result;
    struct build build;

    pairs(&build, 8, 500000);
    for (uint32_t i = 0; i < 6;
         i++) { /* of the first five, one to a core, the last stays on 5 */
        build_op(&build, SIM_OP_NATIVE, SIM_MS(i < 4 ? 1 : 20));
        build_threads(&build, "t", 1)->start = sim_dist_constant(i < 5 ? i : SIM_MS(10));
    }
    result = events_run(&build, "native");
    ck_assert_uint_eq(events_nth(SIM_RECORD_END, 5, 0).record.core, 5);
    ck_assert_int_eq(events_nth(SIM_RECORD_END, 6, 0).time, SIM_MS(30));
    study_result_free(&result);
}
END_TEST

/* ---- who is moved away ---- */

#define SPREAD SIM_MS(2)

/* Two compute 20 ms each on one core of two, beside another on which somebody does for 5 ms, and for 5 ms
 * more after such a rest. */
static void three(struct build *build, sim_time rest)
{
    pairs(build, 4, 500000);
    build->scenario.params.spread_after = SPREAD;
    build_op(build, SIM_OP_NATIVE, SIM_MS(20));
    build_threads(build, "first", 1);
    build_op(build, SIM_OP_NATIVE, SIM_MS(5));
    if (rest) {
        build_op(build, SIM_OP_SLEEP, rest);
        build_op(build, SIM_OP_NATIVE, SIM_MS(5));
    }
    build_threads(build, "other", 1);
    build_op(build, SIM_OP_NATIVE, SIM_MS(20));
    build_threads(build, "second", 1);
}

/* When the two have ended, if both do at once. */
static sim_time ends_of(struct build *build, size_t spreads)
{
    struct study_result result = events_run(build, "native");

    ck_assert_int_eq(result.outcome, SIM_ENDED);
    ck_assert_uint_eq(events_count(SIM_RECORD_SPREAD), spreads);
    ck_assert_int_eq(events_nth(SIM_RECORD_END, 1, 0).time,
                     events_nth(SIM_RECORD_END, 3, 0).time);
    study_result_free(&result);
    return events_nth(SIM_RECORD_END, 1, 0).time;
}

/* Catches one that is never moved, moved at once, or loses work by it; and one that is moved though it
 * is not to be. */
START_TEST(one_of_two_is_moved_to_an_idle_core)
{
    const sim_time done = (SIM_MS(5) + SPREAD) / 2; /* by each of the two, when one is moved */
    struct build build;

    three(&build, 0);
    ck_assert_int_eq(ends_of(&build, 1), SIM_MS(5) + SPREAD + SIM_MS(20) - done);
    build.scenario.params.spread_after = 0;
    ck_assert_int_eq(ends_of(&build, 0), SIM_MS(40));
}
END_TEST

/* Catches a core that is taken for idle though it was not for long enough. */
START_TEST(who_rests_for_a_moment_keeps_its_core)
{
    struct build build;

    three(&build, SPREAD - 1);
    ck_assert_int_eq(ends_of(&build, 1), SIM_MS(10) + 2 * SPREAD - 1 + SIM_MS(20) -
                                             (SIM_MS(10) + 2 * SPREAD - 1) / 2);
}
END_TEST

/* Catches one that is moved to where it may not be, or that keeps others from being looked at. */
START_TEST(who_may_not_leave_is_not_moved)
{
    for (int bound = 0; bound < 4; bound++) {
        struct build build;

        three(&build, 0);
        if (bound & 1)
            build.groups[0].first_core = build.groups[0].last_core = 1;
        if (bound & 2)
            build.groups[2].first_core = build.groups[2].last_core = 3;
        ck_assert_int_eq(ends_of(&build, bound < 3),
                         bound < 3 ? SIM_MS(23) + SIM_US(500) : SIM_MS(40));
    }
}
END_TEST

/* Catches a balancer that goes on, or for ever, when it is told to stop while it waits. */
START_TEST(a_balancer_can_be_stopped)
{
    struct sim_errors errors = { .count = 0 };
    struct sim_record records[SIM_RECORDS_PER_STEP];
    struct build build;
    struct sim *sim;

    three(&build, 0);
    sim = sim_create(&build.scenario, sim_model_find("native"), &errors);
    ck_assert_ptr_nonnull(sim);
    while (sim->head->status == SIM_GOING) {
        sim->out = records;
        sim_step(sim);
        ck_assert_ptr_null(sim_check(sim));
        for (const struct sim_record *record = records; record < sim->out; record++)
            ck_assert_int_ne(record->kind, SIM_RECORD_SPREAD);
        if (sim->head->now >= SIM_MS(5)) /* somebody is to be moved by now */
            sim_set_number(sim, SIM_PARAM_spread_after, 0);
    }
    ck_assert_int_eq(sim->head->now, SIM_MS(40));
    ck_assert_uint_lt(sim->head->step, 20);
    sim_destroy(sim);
}
END_TEST

/* Catches a balancer that looks for somebody where nobody computes beside another. */
START_TEST(nobody_is_looked_for_in_vain)
{
    struct study_result result;
    struct build build;

    pairs(&build, 4, 500000);
    build.scenario.params.spread_after = SPREAD;
    build_op(&build, SIM_OP_NATIVE, SIM_S(1));
    build_threads(&build, "t", 1);
    result = events_run(&build, "native");
    ck_assert_uint_lt(result.events, 10);
    study_result_free(&result);
}
END_TEST

/* Catches a balancer that moves one only, where there is room for all. */
START_TEST(all_are_moved_for_whom_there_is_room)
{
    struct study_result result;
    struct build build;

    pairs(&build, 8, 500000);
    build.scenario.params.spread_after = SPREAD;
    for (int i = 0; i < 8; i++) {
        build_op(&build, SIM_OP_NATIVE, SIM_MS(i % 4 < 2 ? 1 : 10));
        build_threads(&build, "t", 1);
    }
    result = events_run(&build, "native");
    ck_assert_uint_eq(events_count(SIM_RECORD_SPREAD), 2);
    for (uint32_t i = 1; i <= 8;
         i++) /* 1 ms beside another takes 2, and so long it was half done */
        ck_assert_int_eq(events_nth(SIM_RECORD_END, i, 0).time,
                         (i - 1) % 4 < 2 ? SIM_MS(2) : SIM_MS(12));
    study_result_free(&result);
}
END_TEST

/* Catches a cost of sharing that [costs] does not take away. */
START_TEST(what_is_shared_is_a_cost)
{
    struct build build;

    pairs(&build, 2, 600000);
    sim_cost_scale(&build.scenario.params, SIM_PARAM_shared_speed, SIM_COST_WHOLE / 2);
    ck_assert_int_eq(build.scenario.params.shared_speed, 800000);
    sim_cost_remove(&build.scenario.params, SIM_PARAM_sharing);
    ck_assert_int_eq(build.scenario.params.shared_speed, 1000000);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(both_are_slower_while_both_have_work),
        SUITE_TEST(whoever_streams_shares_a_core_as_well),
        SUITE_TEST(waiting_for_memory_is_not_shared),
        SUITE_TEST(whoever_is_behind_another_is_slower_too),
        SUITE_TEST(siblings_are_pairs),
        SUITE_TEST(whole_cores_come_first),
        SUITE_TEST(an_idle_sibling_is_not_enough),
        SUITE_TEST(one_of_two_is_moved_to_an_idle_core),
        SUITE_TEST(who_rests_for_a_moment_keeps_its_core),
        SUITE_TEST(who_may_not_leave_is_not_moved),
        SUITE_TEST(a_balancer_can_be_stopped),
        SUITE_TEST(nobody_is_looked_for_in_vain),
        SUITE_TEST(all_are_moved_for_whom_there_is_room),
        SUITE_TEST(what_is_shared_is_a_cost),
        { NULL, NULL },
    };

    return suite_run("siblings", tests);
}
