/* SPDX-License-Identifier: GPL-3.0-or-later
 * What happens exactly at a limit, and what leaves its traces where nobody looks. */
#include "sim/engine/usage.h"
#include "sim/mech/ownership.h"
#include "sim/mech/pipe.h"
#include "tests/sim/events.h"
#include "tests/sim/run.h"

#include <malloc.h>

/* Each of these has been changed once by tests/mutate.sh, and no other test noticed. */
static struct build build;

/* One thread of 2.7 that makes so many turns. */
static void build_turner(int64_t turns)
{
    build_init(&build, 1);
    build.scenario.params.python = SIM_PYTHON_2_7;
    build_op(&build, SIM_OP_LOOP, turns);
    build_threads(&build, "turner", 1);
}

/* How long one takes that passes so many check points, when a check takes so long. */
static sim_time with_checks(int64_t points, sim_time check)
{
    struct bytecode_body body = bytecode_body(BODY_TOTAL, SIM_PYTHON_2_7);
    struct study_result result;
    sim_time makespan;

    build_turner(points / body.points);
    build.scenario.params.mutex = sim_dist_constant(check);
    result = run_build(&build, "gil-ticks");
    makespan = result.makespan;
    study_result_free(&result);
    return makespan;
}

/* Catches a burst in which the first check of all costs nothing: it lets the lock go and takes it
 * again like all others. */
START_TEST(the_first_check_of_a_burst_is_paid)
{
    sim_time begun = with_checks(20, 1000) - with_checks(20, 0),
             one = with_checks(150, 1000) - with_checks(150, 0),
             three = with_checks(350, 1000) - with_checks(350, 0);

    ck_assert_int_gt(one, begun);
    ck_assert_int_eq(three - begun, 3 * (one - begun));
}
END_TEST

/* Beside one that makes so many turns, another wants the lock after a sleep: how long after? A
 * hundred end before that, twenty thousand do not. */
static sim_time wanted_after(int64_t turns, sim_time sleep, sim_time check)
{
    struct study_result result;

    build_turner(turns);
    build.scenario.params.cores = 2;
    build.scenario.params.mutex = sim_dist_constant(check);
    build_op(&build, SIM_OP_SLEEP, sleep);
    build_threads(&build, "comes", 1);
    result = events_run(&build, "gil-ticks");
    study_result_free(&result);
    return events_nth(SIM_RECORD_TAKE, 2, 1).time - sleep;
}

/* Catches a check that lets the lock go a moment too late or takes it too early: it is free for all
 * who come while the check is made, from its first nanosecond to its last. */
START_TEST(the_lock_is_free_as_long_as_a_check_takes)
{
    const sim_time check = 40, sleep = SIM_US(20), at_once = wanted_after(100, sleep, check);
    int64_t free = 0, checks = 0;

    for (sim_time later = 0; later < SIM_US(4); later++) {
        sim_time taken = wanted_after(20000, sleep + later, check);

        ck_assert_int_ge(taken, at_once);
        if (taken == at_once) {
            free++;
        } else if (free) {
            ck_assert_int_eq(free, check);
            free = 0;
            checks++;
        }
    }
    ck_assert_int_ge(checks, 3);
}
END_TEST

/* Catches a burst that is not settled for longer than a record can tell what its checks took: of much
 * bytecode, or of a little whose checks are dear, and the core slow. */
START_TEST(a_long_burst_is_settled_now_and_then)
{
    struct study_result result;
    sim_time alone = with_checks(100000000, 0);

    build_turner(500000000);
    result = run_build(&build, "gil-ticks");
    ck_assert_int_gt(result.makespan, SIM_S(8));
    ck_assert_uint_ge(result.events, (uint64_t)(result.makespan / SIM_S(4)));
    ck_assert_uint_lt(result.events, 30);
    study_result_free(&result);
    for (int slow = 0; slow < 2; slow++) {
        build_turner(100000000 / bytecode_body(BODY_TOTAL, SIM_PYTHON_2_7).points);
        build.scenario.params.mutex = sim_dist_constant(SIM_US(20));
        build.scenario.params.speed = slow ? 100000 : 1000000;
        result = run_build(&build, "gil-ticks");
        ck_assert_int_gt(result.makespan, 10 * alone);
        ck_assert_int_eq(result.fold->threads[1].spent[SIM_REASON_RUNNING] / SIM_MS(10),
                         (slow ? 10 : 1) * alone / SIM_MS(10));
        study_result_free(&result);
    }
}
END_TEST

/* Catches what is done without a queue's mutex that is cut to what a frame keeps. */
START_TEST(a_dear_queue_is_paid)
{
    struct sim_dist_entry table[] = { { .value = SIM_S(20), .until = UINT64_C(1) << 32 } };
    struct study_result result;

    build_init(&build, 1);
    build.scenario.table = table;
    build.scenario.table_count = 1;
    build.scenario.params.queue_cost =
        (struct sim_dist){ .kind = SIM_DIST_CHOICE, .entries = 1 };
    build_op(&build, SIM_OP_PUT, 0);
    build_threads(&build, "t", 1);
    result = run_build(&build, "gil");
    ck_assert_int_ge(result.makespan, SIM_S(20));
    ck_assert_int_lt(result.makespan, SIM_S(21));
    study_result_free(&result);
}
END_TEST

/* Catches, in a build that looks for overflows, a place in a region that is counted in bytes where
 * nobody asks for its line. */
START_TEST(a_region_may_be_large)
{
    struct study_result result;
    struct sim_op *op;

    build_init(&build, 1);
    build.regions[0] = (struct sim_region_def){ INT64_C(1) << 48, 1 << 17 };
    op = build_op(&build, SIM_OP_READ, 0);
    op->index = SIM_INDEX_AT;
    op->at = (1 << 17) - 1;
    build_threads(&build, "t", 1);
    result = run_build(&build, "native");
    ck_assert_int_ge(result.makespan, SIM_MS(10));
    study_result_free(&result);
}
END_TEST

/* Catches a task whose own blocks are counted in the rows of the blocks around it: its turns would
 * end those of the worker. */
START_TEST(a_task_may_repeat)
{
    struct study_result result;

    for (uint32_t workers = 1; workers <= 2; workers++) {
        build_init(&build, 2);
        build_op(&build, SIM_OP_REPEAT, 3);
        build_op(&build, SIM_OP_REPEAT, 2);
        build_op(&build, SIM_OP_NATIVE, SIM_MS(1));
        build_end(&build);
        build_end(&build);
        build.programs[0] = (struct sim_program){ .name = "task", .count = 5, .depth = 2 };
        build.scenario.program_count = 1;
        build.first_op = build.op_count;
        build.map = (struct sim_map){
            .tasks = 7, .workers = workers, .chunk = 3, .pool = 0, .line = 1
        };
        build.scenario.map = &build.map;
        build.scenario.params.poll_call = sim_dist_constant(0); /* only tasks are native */
        build.scenario.params.wake_latency =
            sim_params_default().wake_latency; /* else two stay in step, and it has no end */
        result = run_build(&build, "processes");
        for (uint32_t i = 1; i <= result.cast->threads; i++)
            result.fold->threads[0].spent[SIM_REASON_NATIVE] +=
                result.fold->threads[i].spent[SIM_REASON_NATIVE];
        ck_assert_int_ge(result.fold->threads[0].spent[SIM_REASON_NATIVE], 7 * 6 * SIM_MS(1));
        ck_assert_int_lt(result.fold->threads[0].spent[SIM_REASON_NATIVE],
                         7 * 6 * SIM_MS(1) +
                             SIM_MS(1)); /* the library's own, less than a turn */
        study_result_free(&result);
    }
}
END_TEST

/* A machine of two cores that counts crowds, of which core 1 runs a thread. */
static struct sim *create_crowded(void)
{
    static struct sim_errors errors;
    struct sim_record records[SIM_RECORDS_PER_STEP];
    struct sim *sim;

    build_init(&build, 2);
    build.scenario.params.pack = 1; /* so that it is counted */
    build.scenario.params.crowded = 855000;
    build.scenario.params.tick = SIM_MS(4);
    build_op(&build, SIM_OP_NATIVE, SIM_MS(1));
    build_threads(&build, "worker", 1);
    sim = sim_create(&build.scenario, sim_model_find("native"), &errors);
    ck_assert_ptr_nonnull(sim);
    while (!sim->cores[1].running.i) {
        sim->out = records;
        ck_assert_int_eq(sim_step(sim), SIM_GOING);
    }
    return sim;
}

static bool is_spare(struct sim *sim, uint16_t core, int64_t level, int64_t ready)
{
    sim->core_usages[core].counted =
        (struct sim_usage){ .at = sim->head->now, .level = level, .ready = ready };
    return usage_crowd_of(sim, core).kind == USAGE_SPARE;
}

/* Catches a core that counts as having room when it is used just as much as makes a crowd, one that
 * has none when just as much is ready as there may be, and an idle one that is full by its past. */
START_TEST(a_core_at_the_limit_is_crowded)
{
    struct sim *sim = create_crowded();
    int64_t crowded = sim->head->params.crowded, ready = INT64_C(1000000000000) / crowded;

    for (int over = -1; over <= 1; over++) {
        ck_assert_int_eq(is_spare(sim, 1, crowded + over, 0), over < 0);
        ck_assert_int_eq(is_spare(sim, 1, 0, ready + over), over <= 0);
        ck_assert(is_spare(sim, 2, crowded + over, ready + over));
    }
    sim_destroy(sim);
}
END_TEST

/* Catches a thread that is fetched from a core with little less to do, by amount or by share. */
START_TEST(moving_must_be_worth_it)
{
    struct sim *sim = create_crowded();
    const struct {
        int64_t there, here;
        bool worth;
    } cases[] = {
        { 1000000, 3000000, true },  { 100000, 200000, false },  { 9000000, 10000000, false },
        { 1000000, 1169589, false }, { 20000, 200000, true },    { 30410, 200000, false },
        { 30409, 200000, true },     { 855000, 1000000, false },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct usage_crowd there = { .kind = USAGE_BUSY, .load = cases[i].there },
                           here = { .kind = USAGE_BUSY, .load = cases[i].here };

        ck_assert_msg(usage_is_worth_it(sim, &there, &here) == cases[i].worth, "case %zu", i);
    }
    sim_destroy(sim);
}
END_TEST

/* Catches one of two equal cores that comes before the other, so that it matters who is asked first. */
START_TEST(nothing_is_less_than_its_like)
{
    const struct usage_crowd crowds[] = {
        { .kind = USAGE_SPARE, .idle = true, .level = 5 },
        { .kind = USAGE_SPARE, .level = 5 },
        { .kind = USAGE_SPARE, .level = 6 },
        { .kind = USAGE_BUSY, .load = 5 },
        { .kind = USAGE_BUSY, .load = 6 },
        { .kind = USAGE_OVERLOADED, .load = 5 },
    };

    for (size_t i = 0; i < sizeof(crowds) / sizeof(*crowds); i++) {
        for (size_t k = 0; k < sizeof(crowds) / sizeof(*crowds); k++)
            ck_assert_int_eq(usage_is_less(&crowds[i], &crowds[k]), i < k);
    }
}
END_TEST

/* Catches messages that lie beside the rows of their pipe, in those of others or of something else. */
START_TEST(messages_lie_in_their_rows)
{
    static const uint32_t sizes[] = { 1000, 20000, 3000 };
    static struct sim_errors errors;
    struct sim_record records[SIM_RECORDS_PER_STEP];
    struct sim *sim;

    build_init(&build, 2);
    for (size_t i = 0; i < 3; i++)
        build_op(&build, SIM_OP_SEND, sizes[i])->object = 1;
    build_threads(&build, "sender", 1);
    build_op(&build, SIM_OP_SLEEP, SIM_MS(50));
    build_op(&build, SIM_OP_RECV, 0);
    build_threads(&build, "receiver", 1)->inbox = 1;
    sim = sim_create(&build.scenario, sim_model_find("processes"), &errors);
    ck_assert_ptr_nonnull(sim);
    while (sim->pipes[1].whole < 3) {
        sim->out = records;
        ck_assert_int_eq(sim_step(sim), SIM_GOING);
    }
    for (size_t i = 0; i < 3; i++) /* row 0 is nobody's */
        ck_assert_uint_eq(sim->messages[1 + i].size, sizes[i]);
    sim_destroy(sim);
}
END_TEST

/* A program that is refused: a thread writes all of a region, by chunks or what it has borrowed. */
static size_t conflicts_of(bool chunks)
{
    struct study_result result;

    build_init(&build, 4);
    if (chunks)
        build_op(&build, SIM_OP_PARALLEL, 8);
    build_op(&build, SIM_OP_WRITE, 0)->index = SIM_INDEX_WHOLE;
    if (chunks)
        build_end(&build);
    build_threads(&build, "main", 1);
    if (chunks)
        build_team(&build, 3);
    build.arguments[0] = (struct sim_argument){ .convention = SIM_BORROWED };
    build.scenario.argument_count = !chunks;
    result = events_run(&build, "native-owned");
    ck_assert_int_eq(result.outcome, SIM_REFUSED);
    study_result_free(&result);
    return events_count(SIM_RECORD_CONFLICT);
}

/* Catches two chunks of one op that are told as one task, and one task that is told twice. */
START_TEST(a_conflict_has_two_sides)
{
    ck_assert_uint_eq(conflicts_of(true), 1);
    ck_assert_uint_eq(conflicts_of(false), 0);
}
END_TEST

/* Eight chunks, or the three who do them, write a part of sixteen each, from the first one on; another
 * thread reads that part. Is that a conflict? */
static bool touches(enum sim_index_kind index, int32_t part)
{
    struct sim_finding first;
    struct sim_op *op;

    build_init(&build, 4);
    build.regions[0].parts = 16;
    build_op(&build, SIM_OP_PARALLEL, 8)->times = 3;
    build_op(&build, SIM_OP_WRITE, 0)->index = (uint8_t)index;
    build_end(&build);
    build_threads(&build, "main", 1);
    build_team(&build, 2);
    op = build_op(&build, SIM_OP_READ, 0);
    op->index = SIM_INDEX_AT;
    op->at = part;
    build_threads(&build, "other", 1);
    return ownership_find(&build.scenario, &first, 1) > 0;
}

/* Catches a block that touches the parts of its first chunk alone, or of so many as there are chunks
 * where it goes by who does them. */
START_TEST(a_block_touches_the_parts_of_all_its_chunks)
{
    for (int32_t part = 0; part < 16; part++) {
        ck_assert_int_eq(touches(SIM_INDEX_CHUNK, part), part < 8);
        ck_assert_int_eq(touches(SIM_INDEX_SELF, part), part < 3);
    }
}
END_TEST

/* Catches work of a pool that is not after what came before it was handed in. The worker is there by
 * then: else it would be after that, as what has been started. */
START_TEST(what_is_handed_in_is_later)
{
    for (int before = 0; before < 2; before++) {
        struct study_result result;

        build_init(&build, 4);
        build_op(&build, SIM_OP_SUBMIT, 0)->object = 1;
        build_end(&build);
        build_op(&build, SIM_OP_SLEEP, SIM_MS(1));
        if (before)
            build_op(&build, SIM_OP_WRITE, SIM_MS(1));
        build_op(&build, SIM_OP_SUBMIT, 0)->object = 1;
        build_op(&build, SIM_OP_SLEEP, SIM_MS(3));
        build_op(&build, SIM_OP_WRITE, SIM_MS(1));
        build_end(&build);
        if (!before)
            build_op(&build, SIM_OP_WRITE, SIM_MS(1));
        build_op(&build, SIM_OP_RESULTS, 0)->object = 1;
        build_threads(&build, "main", 1);
        build_pool(&build, "pool", 1);
        result = run_build(&build, "gil");
        ck_assert_int_eq(result.outcome, SIM_ENDED);
        ck_assert_uint_eq(result.fold->luck[0], !before);
        study_result_free(&result);
    }
}
END_TEST

/* Catches an access that is told as another instruction's, where one stops behind it by hand. */
START_TEST(an_access_is_told_by_its_instruction)
{
    static const struct {
        enum bytecode_body_id body;
        const char *reads, *writes;
    } cases[] = {
        { BODY_PLAIN, "LOAD_GLOBAL", "STORE_GLOBAL" },
        { BODY_ATTRIBUTE, "LOAD_ATTR", "STORE_ATTR" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct bytecode_body body = bytecode_body(cases[i].body, SIM_PYTHON_3_13T);

        ck_assert_str_eq(bytecode_instruction_name(body.read_by, SIM_PYTHON_3_13T),
                         cases[i].reads);
        ck_assert_str_eq(bytecode_instruction_name(body.write_by, SIM_PYTHON_3_13T),
                         cases[i].writes);
    }
}
END_TEST

/* Catches a draw of more updates than a record can say, of which the rest is lost, and one that is
 * refused only by its mean. */
START_TEST(so_many_updates_can_be_drawn)
{
    struct sim_dist_entry table[] = { { 1, UINT64_C(1) << 31 },
                                      { 6000000000, UINT64_C(1) << 32 } };
    static struct sim_errors errors;
    struct study_result result;
    struct sim_op *op;

    build_init(&build, 1);
    op = build_op(&build, SIM_OP_ADD, 0);
    op->amount =
        (struct sim_dist){ .kind = SIM_DIST_NORMAL, .a = SIM_UPDATES_MAX, .b = 1000000000 };
    build_threads(&build, "adder", 20);
    result = run_build(&build, "gil");
    ck_assert_int_eq(result.fold->vars[0].value, result.fold->vars[0].expected);
    ck_assert_int_le(result.fold->vars[0].value, 20 * SIM_UPDATES_MAX);
    ck_assert_int_gt(result.fold->vars[0].value, 15 * SIM_UPDATES_MAX);
    study_result_free(&result);
    build.scenario.table = table;
    op->amount = (struct sim_dist){ .kind = SIM_DIST_CHOICE, .entries = 2 };
    ck_assert(!sim_scenario_validate(&build.scenario, &errors));
}
END_TEST

/* Catches turns that a file says and nobody counts: what they submit has no room. */
START_TEST(turns_of_a_trace_have_room)
{
    struct sim_dist_entry table[] = { { .value = 3 }, { .value = 5 } };
    struct study_result result;

    build_init(&build, 1);
    build_op(&build, SIM_OP_REPEAT, 0)->amount =
        (struct sim_dist){ .kind = SIM_DIST_TRACE, .entries = 2 };
    build_op(&build, SIM_OP_SUBMIT, 0)->object = 1;
    build_op(&build, SIM_OP_PYTHON, SIM_MS(1));
    build_end(&build);
    build_end(&build);
    build_op(&build, SIM_OP_RESULTS, 0)->object = 1;
    build_threads(&build, "submitter", 1);
    build_pool(&build, "pool", 2);
    build.scenario.table = table;
    build.scenario.table_count = 2;
    ck_assert_uint_eq(sim_scenario_items(&build.scenario), 5);
    result = run_build(&build, "gil");
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    study_result_free(&result);
}
END_TEST

/* Catches memory of a run that is not given back: what a model has prepared, what it has
 * translated. */
START_TEST(a_run_gives_back_what_it_took)
{
    size_t before = 0;

    for (int i = 0; i < 20; i++) {
        for (const struct sim_model *const *model = sim_models; *model; model++) {
            static struct sim_errors errors;

            build_zoo(&build, 2, SIM_PYTHON_3_12);
            build_python(&build, *model);
            sim_destroy(sim_create(&build.scenario, *model, &errors));
            errors.count = 0;
        }
        if (i == 1)
            before = mallinfo2().uordblks;
    }
    ck_assert_uint_lt(mallinfo2().uordblks, before + 1000); /* Check's notes */
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(the_first_check_of_a_burst_is_paid),
        SUITE_TEST(the_lock_is_free_as_long_as_a_check_takes),
        SUITE_TEST(a_long_burst_is_settled_now_and_then),
        SUITE_TEST(a_dear_queue_is_paid),
        SUITE_TEST(a_region_may_be_large),
        SUITE_TEST(a_task_may_repeat),
        SUITE_TEST(a_core_at_the_limit_is_crowded),
        SUITE_TEST(moving_must_be_worth_it),
        SUITE_TEST(nothing_is_less_than_its_like),
        SUITE_TEST(messages_lie_in_their_rows),
        SUITE_TEST(a_conflict_has_two_sides),
        SUITE_TEST(a_block_touches_the_parts_of_all_its_chunks),
        SUITE_TEST(what_is_handed_in_is_later),
        SUITE_TEST(an_access_is_told_by_its_instruction),
        SUITE_TEST(so_many_updates_can_be_drawn),
        SUITE_TEST(turns_of_a_trace_have_room),
        SUITE_TEST(a_run_gives_back_what_it_took),
        { NULL, NULL },
    };

    return suite_run("limits", tests);
}
