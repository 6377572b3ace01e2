/* SPDX-License-Identifier: GPL-3.0-or-later
 * Waits that end by their time-out, by a signal, or by both; locks that are handed over; barriers. */
#include "sim/mech/python.h"
#include "sim/mech/sync.h"
#include "tests/sim/draws.h"
#include "tests/sim/events.h"
#include "tests/sim/run.h"

#define RUNS 150
#define TURNS 30

/* Threads that let the lock go now and then, and wait for it no longer than a switch takes. */
static sim_time build_crowd(struct build *build, uint64_t seed)
{
    uint64_t stream = seed * 1000;
    uint32_t threads = 3 + (uint32_t)below(&stream, 6);
    sim_time computes = 1 + below(&stream, SIM_US(30)), all;

    build_init(build, 1 + (int)below(&stream, 4));
    build_vm(build);
    build->scenario.params.seed = (int64_t)seed;
    build->scenario.params.switch_interval = SIM_US(1) + below(&stream, SIM_US(60));
    build->scenario.params.timer_slack = below(&stream, 2) * SIM_US(50);
    build_op(build, SIM_OP_REPEAT, TURNS);
    build_op(build, SIM_OP_PYTHON, computes);
    build_op(build, SIM_OP_IO, below(&stream, SIM_US(20)));
    build_end(build);
    build_threads(build, "t", threads);
    all = threads * TURNS * computes;
    return all;
}

/* Catches a signal that is lost with a waiter whose time is over just then, and one that two take:
 * nobody waits for ever, and all work is done. */
START_TEST(no_signal_is_lost_with_a_time_out)
{
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        struct study_result result;
        struct build build;
        sim_time all = build_crowd(&build, seed), running = 0;

        result = run_build(&build, "gil");
        ck_assert_int_eq(result.outcome, SIM_ENDED);
        for (uint32_t i = 1; i <= result.cast->threads; i++)
            running += result.fold->threads[i].spent[SIM_REASON_RUNNING];
        ck_assert_int_ge(running, all);
        study_result_free(&result);
    }
}
END_TEST

/* ---- who has woken for nothing ---- */

/* Each on a core of its own. Falling asleep takes longer than anything else, so that many are about to. */
static void build_slow_sleepers(struct build *build, uint64_t seed)
{
    uint64_t stream = seed * 1000 + 2;
    uint16_t threads = (uint16_t)(3 + below(&stream, 6));
    sim_time computes = 1 + below(&stream, SIM_US(30));

    build_init(build, threads);
    build->scenario.params.wake_latency = sim_dist_constant(SIM_US(30));
    build->scenario.params.sleep_call = sim_dist_constant(SIM_US(50));
    build->scenario.params.switch_interval = SIM_US(1) + below(&stream, SIM_US(60));
    for (uint16_t core = 1; core <= threads; core++) {
        struct sim_group *group;

        build_op(build, SIM_OP_REPEAT, TURNS);
        build_op(build, SIM_OP_PYTHON, computes);
        build_op(build, SIM_OP_IO, below(&stream, SIM_US(20)));
        build_end(build);
        group = build_threads(build, "t", 1);
        group->first_core = group->last_core = core;
    }
}

/* Catches one who has woken for nothing, is on its way back to sleep, and sees a signal that comes then
 * only when it gets there; or is taken for asleep. */
START_TEST(who_goes_back_to_sleep_sees_a_signal)
{
    size_t seen = 0;

    for (uint64_t seed = 0; seed < RUNS; seed++) {
        bool late[BUILD_GROUPS + 1] = { false };
        struct study_result result;
        struct build build;
        sim_time signalled = 0;

        build_slow_sleepers(&build, seed);
        result = events_run(&build, "gil");
        for (size_t i = 0; i < event_count; i++) {
            const struct event *event = &events[i];

            if (event->record.kind == SIM_RECORD_SIGNAL)
                signalled = event->time;
            if (event->record.kind == SIM_RECORD_STEAL && late[event->record.thread]) {
                ck_assert_int_le(event->time - signalled, SIM_US(2));
                seen++;
            }
            late[event->record.thread] = event->record.kind == SIM_RECORD_LATE;
        }
        study_result_free(&result);
    }
    ck_assert_uint_gt(seen, RUNS);
}
END_TEST

/* ---- handing over ---- */

/* Who has the lock, as records tell it, when the owner waits for it; 0: it does not wait. */
static uint32_t told_holder(const struct study_result *result)
{
    struct sim_fold *fold = sim_fold_create(result->cast);
    uint32_t holder = 0;

    ck_assert_ptr_nonnull(fold);
    for (size_t i = 0; i < event_count && !holder; i++) {
        struct sim_record record = events[i].record;

        if (record.kind == SIM_RECORD_LOCK_WAIT && record.thread == 1)
            holder = fold->locks[record.arg].owner;
        sim_fold_apply(fold, record);
    }
    sim_fold_destroy(fold);
    return holder;
}

/* Who has the lock after the one who has had it for so long and wants it again at once; who has it
 * meanwhile, is told. */
static uint32_t next_after(enum sim_python python, sim_time held)
{
    struct study_result result;
    struct build build;
    uint32_t next;

    build_init(&build, 4);
    build.scenario.params.python = python;
    for (int i = 0; i < 2; i++) {
        build_op(&build, SIM_OP_LOCK, 0);
        build_op(&build, SIM_OP_NATIVE, held);
        build_op(&build, SIM_OP_UNLOCK, 0);
    }
    build_threads(&build, "owner", 1);
    build_op(&build, SIM_OP_SLEEP, SIM_US(100));
    build_op(&build, SIM_OP_LOCK, 0);
    build_op(&build, SIM_OP_UNLOCK, 0);
    build_threads(&build, "waiter", 1);
    result = events_run(&build, "gil");
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    next = events_nth(SIM_RECORD_LOCK_TAKE, 0, 1).record.thread;
    ck_assert_uint_eq(told_holder(&result), next == 2 ? 2 : 0);
    ck_assert_uint_eq(!!(events_nth(SIM_RECORD_LOCK_DROP, 1, 0).record.flags & SIM_RECORD_FLAG),
                      next == 2);
    study_result_free(&result);
    return next;
}

/* Catches a lock of 3.13 that is not handed over to whoever has slept for it for longer than a
 * millisecond, one that is handed over sooner, and a semaphore that is at all; and one that is told as
 * nobody's meanwhile. */
START_TEST(a_lock_is_handed_over_after_a_millisecond)
{
    for (int python = SIM_PYTHON_3_9; python <= SIM_PYTHON_3_14; python++) {
        bool fair = python >= SIM_PYTHON_3_13;

        ck_assert_uint_eq(next_after((enum sim_python)python, SIM_US(300)), 1);
        ck_assert_uint_eq(next_after((enum sim_python)python, SIM_US(1000)), 1);
        ck_assert_uint_eq(next_after((enum sim_python)python, SIM_US(1300)), 1 + fair);
        ck_assert_uint_eq(next_after((enum sim_python)python, SIM_MS(3)), 1 + fair);
    }
}
END_TEST

/* ---- the lock of an update ---- */

/* Each updates the same variable under its lock, and does something else now and then. */
static void build_updates(struct build *build, uint64_t seed)
{
    uint64_t stream = seed * 1000 + 3;
    uint32_t threads = 2 + (uint32_t)below(&stream, 4);

    build_init(build, 1 + (int)below(&stream, 4));
    if (below(&stream, 2))
        build_vm(build);
    build->scenario.params.seed = (int64_t)seed;
    build->scenario.params.python = SIM_PYTHON_3_2 + below(&stream, 13);
    build->scenario.params.switch_interval = SIM_US(1) + below(&stream, SIM_US(60));
    build_python(build, sim_model_find("gil"));
    build_op(build, SIM_OP_REPEAT, 20);
    build_op(build, SIM_OP_ADD, 1 + below(&stream, 100))->form = BODY_LOCKED;
    build_op(build, SIM_OP_IO, below(&stream, SIM_US(20)));
    build_end(build);
    build_threads(build, "t", threads);
}

/* Has it taken the lock in the turn under way, and not let it go? */
static bool stands_locked(struct sim *sim, uint32_t id)
{
    const struct sim_thread *thread = &sim->threads[id];
    const struct bytecode_body *body = python_body(sim, thread);
    sim_time done;

    if (!sim->tstates[id].interruptible || engine_op(sim, thread)->kind != SIM_OP_ADD)
        return false;
    done = python_done(sim, thread);
    return bytecode_passed(body, body->hold, done) > bytecode_passed(body, body->release, done);
}

/* Catches a lock that somebody gets while another is in the middle of an update under it, of which it
 * was not settled yet whose it is. */
START_TEST(an_update_has_its_lock)
{
    static struct sim_errors errors;
    struct sim_record records[SIM_RECORDS_PER_STEP];
    int others = 0;

    for (uint64_t seed = 0; seed < RUNS; seed++) {
        struct build build;
        struct sim *sim;

        build_updates(&build, seed);
        sim = sim_create(&build.scenario, sim_model_find("gil"), &errors);
        ck_assert_ptr_nonnull(sim);
        for (enum sim_status status = SIM_GOING; status == SIM_GOING;) {
            const struct sim_lock *lock = &sim->locks[sync_lock_of_var(sim, 0)];

            sim->out = records;
            status = sim_step(sim);
            for (uint32_t i = 1; lock->holder.i && i <= sim->thread_count; i++) {
                others += lock->holder.i != i && sim->tstates[i].interruptible;
                ck_assert(lock->holder.i == i || !stands_locked(sim, i));
            }
        }
        sim_destroy(sim);
    }
    ck_assert_int_gt(others, RUNS); /* computed in it while one had its lock */
}
END_TEST

/* ---- barriers ---- */

#define ROUNDS 4
#define PARTIES 5

/* Threads that work for some time before each round; returns when the last round is over: as long as
 * the slowest takes in each. */
static sim_time build_rounds(struct build *build, uint64_t seed)
{
    uint64_t stream = seed * 1000 + 1;
    sim_time work[ROUNDS][PARTIES], all = 0;

    for (int round = 0; round < ROUNDS; round++) {
        sim_time most = 0;

        for (int i = 0; i < PARTIES; i++) {
            work[round][i] = 1 + below(&stream, SIM_MS(1));
            most = work[round][i] > most ? work[round][i] : most;
        }
        all += most;
    }
    build_init(build, PARTIES);
    build_without_costs(build);
    build->barriers[0].parties = PARTIES;
    for (int i = 0; i < PARTIES; i++) {
        for (int round = 0; round < ROUNDS; round++) {
            build_op(build, SIM_OP_NATIVE, work[round][i]);
            build_op(build, SIM_OP_BARRIER, 0);
        }
        build_threads(build, "t", 1);
    }
    return all;
}

/* Catches a barrier that holds in its first round only, lets somebody pass too early, or not all. */
START_TEST(a_barrier_holds_in_each_round)
{
    for (uint64_t seed = 0; seed < 2 * RUNS; seed++) {
        struct study_result result;
        struct build build;
        sim_time all = build_rounds(&build, seed);

        result = events_run(&build, seed % 2 ? "processes" : "native");
        ck_assert_int_eq(result.outcome, SIM_ENDED);
        for (uint32_t i = 1; i <= PARTIES; i++)
            ck_assert_int_eq(events_nth(SIM_RECORD_END, i, 0).time, all);
        study_result_free(&result);
    }
}
END_TEST

/* ---- the library's own code ---- */

/* How late one comes who has slept for a while, beside one that puts and puts into a queue. */
static sim_time late_beside_puts(enum sim_python python, const char *model, sim_time puts)
{
    struct study_result result;
    struct build build;
    sim_time late;

    build_init(&build, 2);
    build_vm(&build);
    build.scenario.params.python = python;
    build_op(&build, SIM_OP_REPEAT, puts / SIM_US(1));
    build_op(&build, SIM_OP_PUT, 0);
    build_end(&build);
    build_threads(&build, "puts", 1);
    build_op(&build, SIM_OP_SLEEP, SIM_MS(1));
    build_op(&build, SIM_OP_COLLECT, SIM_US(1));
    build_threads(&build, "naps", 1);
    result = events_run(&build, model);
    late = events_nth(SIM_RECORD_END, 2, 0).time - SIM_MS(1);
    study_result_free(&result);
    return late;
}

/* Catches a thread whose ops are the library's, which is bytecode, and which does not look whether it is
 * asked to let the lock go, or to pause, until it blocks. */
START_TEST(the_library_notices_what_is_asked)
{
    ck_assert_int_lt(late_beside_puts(SIM_PYTHON_3_9, "gil", SIM_MS(100)), SIM_MS(6));
    ck_assert_int_lt(late_beside_puts(SIM_PYTHON_3_14, "gil", SIM_MS(100)), SIM_MS(6));
    ck_assert_int_lt(late_beside_puts(SIM_PYTHON_3_14T, "free-threaded", SIM_MS(100)),
                     SIM_MS(1));
}
END_TEST

/* ---- who is woken for a lock ---- */

#define ROUNDS_EACH 100

/* How often a lock has another owner than before, of two threads that have it by turns, with so much to
 * do between. */
static size_t changes(enum sim_python python, const char *model, sim_time held,
                      sim_time between)
{
    struct study_result result;
    struct build build;
    size_t changed = 0;
    uint32_t before = 0;

    build_init(&build, 2);
    build_vm(&build);
    build.scenario.params.python = python;
    build_op(&build, SIM_OP_REPEAT, ROUNDS_EACH);
    build_op(&build, SIM_OP_LOCK, 0);
    build_op(&build, SIM_OP_PYTHON, held);
    build_op(&build, SIM_OP_UNLOCK, 0);
    build_op(&build, SIM_OP_PYTHON, between);
    build_end(&build);
    build_threads(&build, "t", 2);
    result = events_run(&build, model);
    for (size_t i = 0; i < event_count; i++) {
        struct sim_record record = events[i].record;

        if (record.kind != SIM_RECORD_LOCK_TAKE)
            continue;
        changed += record.thread != before;
        before = record.thread;
    }
    study_result_free(&result);
    return changed;
}

/* Catches one who is woken for a PyMutex and tries it before it has the interpreter again, so that the two
 * take turns as with a semaphore; and one whose time of waiting begins anew with each vain attempt, so
 * that it never has the lock handed over. */
START_TEST(who_is_woken_for_a_mutex_has_the_interpreter_first)
{
    ck_assert_uint_gt(changes(SIM_PYTHON_3_12, "gil", SIM_US(100), SIM_US(40)), ROUNDS_EACH);
    ck_assert_uint_lt(changes(SIM_PYTHON_3_14, "gil", SIM_US(100), SIM_US(40)),
                      ROUNDS_EACH / 4);
    ck_assert_uint_ge(changes(SIM_PYTHON_3_14, "gil", SIM_US(300), 1), 5);
    ck_assert_uint_gt(changes(SIM_PYTHON_3_14T, "free-threaded", SIM_US(100), 1),
                      ROUNDS_EACH / 10);
}
END_TEST

/* Catches the rule of CPython's own lock applied to one between processes, which is a semaphore. */
START_TEST(a_lock_between_processes_is_not_handed_over)
{
    ck_assert_uint_le(changes(SIM_PYTHON_3_14, "processes", SIM_MS(2), 1), 4);
}
END_TEST

/* ---- latencies from a file ---- */

/* How long it takes to sleep so often, where waking up is all that takes long. */
static sim_time with_latencies(const struct sim_dist_entry *table, uint32_t entries, int sleeps)
{
    struct sim_dist trace = { .kind = SIM_DIST_TRACE, .entries = entries };
    struct study_result result;
    struct build build;
    sim_time makespan;

    build_init(&build, 1);
    build_without_costs(&build);
    build.scenario.table = table;
    build.scenario.table_count = entries;
    build.scenario.params.timer_latency = trace;
    build.scenario.params.system_call = sim_dist_between(1, 2);
    build.scenario.params.sleep_call = sim_dist_between(1, 2);
    for (int i = 0; i < sleeps; i++)
        build_op(&build, SIM_OP_SLEEP, SIM_US(1));
    build_threads(&build, "sleeper", 1);
    result = events_run(&build, "gil");
    makespan = result.makespan;
    study_result_free(&result);
    return makespan;
}

/* Catches values of a latency that are left out because its thread has drawn others meanwhile. */
START_TEST(latencies_of_a_trace_come_in_order)
{
    static const struct sim_dist_entry table[] = { { .value = SIM_MS(1) },
                                                   { .value = SIM_MS(20) },
                                                   { .value = SIM_MS(300) } };
    const sim_time sums[] = { 1, 21, 321, 322, 342, 642 };

    for (int i = 0; i < 6; i++)
        ck_assert_int_eq(with_latencies(table, 3, i + 1) / SIM_MS(1), sums[i]);
}
END_TEST

/* Catches a core that has become idle and changes over to a thread of another's queue in no time, or in
 * the least that can be drawn. */
START_TEST(a_fetched_thread_is_changed_over_to)
{
    const struct sim_dist_entry table[] = { { .value = SIM_MS(2),
                                              .until = UINT64_C(1) << 32 } };
    struct study_result result;
    struct build build;

    build_init(&build, 2);
    build.scenario.table = table;
    build.scenario.table_count = 1;
    build.scenario.params.context_switch =
        (struct sim_dist){ .kind = SIM_DIST_CHOICE, .entries = 1 };
    build.scenario.params.migration = sim_dist_constant(0);
    build.scenario.params.balance = 0;
    for (int i = 0; i < 3; i++) {
        build_op(&build, SIM_OP_NATIVE, i == 1 ? SIM_MS(1) : SIM_MS(3));
        build_threads(&build, "t", 1);
    }
    result = events_run(&build, "native");
    ck_assert_int_eq(events_nth(SIM_RECORD_OP, 3, 0).time,
                     events_nth(SIM_RECORD_END, 2, 0).time + SIM_MS(2));
    study_result_free(&result);
}
END_TEST

/* ---- barriers between processes ---- */

/* How often somebody sleeps at a barrier to which two come so many times, in as many processes. */
static size_t sleeps_of_two(uint32_t processes, int64_t times)
{
    struct study_result result;
    struct build build;

    build_init(&build, 4);
    build_vm(&build);
    build_op(&build, SIM_OP_REPEAT, times);
    build_op(&build, SIM_OP_BARRIER, 0);
    build_end(&build);
    build_threads(&build, "t", 2)->process = processes == 1;
    build.processes[0] = (struct sim_process){ .name = "both", .count = 1, .line = 1 };
    build.scenario.process_count = processes == 1;
    result = events_run(&build, "processes");
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    ck_assert_uint_eq(events_count(SIM_RECORD_BARRIER_OPEN), times);
    study_result_free(&result);
    return events_count(SIM_RECORD_BARRIER_WAIT);
}

/* Catches a barrier between processes that is taken for that of threads: there who calls sleeps until
 * all are awake, and these for the lock; and so again when the last has left. Counted with CPython 3.12
 * on a core each: six times a round. And one within a process that is taken for theirs. */
START_TEST(two_processes_sleep_for_each_other)
{
    ck_assert_uint_ge(sleeps_of_two(2, 50), 11 * 50 / 2);
    ck_assert_uint_le(sleeps_of_two(2, 50), 6 * 50);
    ck_assert_uint_le(sleeps_of_two(1, 50), 50);
}
END_TEST

/* ---- the mutex of a queue ---- */

#define PUTS 20000

/* How long so many threads take that put into one queue on two cores. */
static sim_time putting(enum sim_python python, const char *model, uint32_t threads,
                        enum sim_queue_kind kind)
{
    struct study_result result;
    struct build build;
    sim_time makespan;

    build_init(&build, 2);
    build_vm(&build);
    build.scenario.params.python = python;
    build.queues[0].kind = (uint8_t)kind;
    build_op(&build, SIM_OP_REPEAT, PUTS);
    build_op(&build, SIM_OP_PUT, 0);
    build_end(&build);
    build_threads(&build, "t", threads);
    result = run_build(&build, model);
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    makespan = result.makespan;
    study_result_free(&result);
    return makespan;
}

/* Catches a queue without its mutex, which two threads fight for once one of them has been switched away
 * with it: counted with CPython 3.12, 3.4 to 4.8 times as long as one. A PyMutex lets one go on (2.0
 * under 3.14), and so does what is no queue.Queue. */
START_TEST(two_who_put_fight_for_the_mutex)
{
    sim_time one = putting(SIM_PYTHON_3_12, "gil", 1, SIM_QUEUE_LOCKED);

    ck_assert_int_gt(putting(SIM_PYTHON_3_12, "gil", 2, SIM_QUEUE_LOCKED), 3 * one);
    ck_assert_int_lt(putting(SIM_PYTHON_3_14, "gil", 2, SIM_QUEUE_LOCKED), 5 * one / 2);
    ck_assert_int_lt(putting(SIM_PYTHON_3_12, "gil", 2, SIM_QUEUE_SIMPLE), one / 2);
}
END_TEST

/* Catches a build without the interpreter lock in which two put at the same time, and one in which who
 * finds the mutex taken goes to sleep at once: it yields its core first, as counted 2.0 times as long, and
 * asleep 2.9. */
START_TEST(who_finds_a_mutex_taken_yields)
{
    sim_time one = putting(SIM_PYTHON_3_14T, "free-threaded", 1, SIM_QUEUE_LOCKED),
             two = putting(SIM_PYTHON_3_14T, "free-threaded", 2, SIM_QUEUE_LOCKED);

    ck_assert_int_gt(two, 3 * one / 2);
    ck_assert_int_lt(two, 5 * one / 2);
}
END_TEST

/* ---- waiting by a lock ---- */

#define BRIEF                                                                                  \
    SIM_US(20) /* what is waited for takes half as long as the yields, a join's after them */

struct waiting {
    enum sim_op_kind waits, calls;
    enum sim_queue_kind queue;
    enum sim_record_kind asleep;
    bool yields;
};

/* One who waits, and what for: another's op, its coming up, its end, or its work. */
static void build_waiting(struct build *build, const struct waiting *waiting)
{
    uint32_t others = waiting->calls == SIM_OP_SLEEP; /* the group declared second, or row 0 */

    build_init(build, 2);
    build_without_costs(build);
    build->scenario.params.yield = sim_dist_constant(SIM_US(1));
    build->queues[0].kind = (uint8_t)waiting->queue;
    if (waiting->waits == SIM_OP_RESULTS) {
        build_op(build, SIM_OP_SUBMIT, 0)->object = 1;
        build_op(build, SIM_OP_SLEEP, BRIEF);
        build_end(build);
    }
    if (waiting->waits == SIM_OP_START)
        build->scenario.params.thread_birth = sim_dist_constant(BRIEF);
    if (waiting->waits == SIM_OP_JOIN)
        build_op(build, SIM_OP_START, 0)->object = 1;
    build_op(build, waiting->waits, 0)->object = others;
    build_threads(build, "waits", 1);
    if (waiting->waits == SIM_OP_RESULTS) {
        build_pool(build, "pool", 1);
        return;
    }
    build_op(build, SIM_OP_SLEEP, waiting->waits == SIM_OP_JOIN ? 3 * BRIEF : BRIEF);
    if (!others)
        build_op(build, waiting->calls, 0);
    build_threads(build, "calls", 1)->manual = others;
}

static size_t sleeps_of(const struct waiting *waiting, enum sim_python python,
                        const char *model)
{
    struct study_result result;
    struct build build;

    build_waiting(&build, waiting);
    build.scenario.params.python = python;
    result = events_run(&build, model);
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    study_result_free(&result);
    return events_count(waiting->asleep);
}

/* Catches a build without the interpreter lock in which only the op `lock` yields before it sleeps. Traced
 * with CPython 3.13.5t and 3.14.4t: forty calls of sched_yield for each of these, none for a join and a
 * SimpleQueue. And one with the lock in which they yield. */
START_TEST(who_waits_by_a_lock_yields)
{
    static const struct waiting all[] = {
        { SIM_OP_GET, SIM_OP_PUT, SIM_QUEUE_LOCKED, SIM_RECORD_ITEM_WAIT, true },
        { SIM_OP_GET, SIM_OP_PUT, SIM_QUEUE_SIMPLE, SIM_RECORD_ITEM_WAIT, false },
        { SIM_OP_ACQUIRE, SIM_OP_RELEASE, SIM_QUEUE_SEMAPHORE, SIM_RECORD_PLACE_WAIT, true },
        { SIM_OP_BARRIER, SIM_OP_BARRIER, 0, SIM_RECORD_BARRIER_WAIT, true },
        { SIM_OP_WAIT, SIM_OP_SET, 0, SIM_RECORD_EVENT_WAIT, true },
        { SIM_OP_START, SIM_OP_SLEEP, 0, SIM_RECORD_START_WAIT, true },
        { SIM_OP_JOIN, SIM_OP_SLEEP, 0, SIM_RECORD_JOIN_WAIT, false },
        { SIM_OP_RESULTS, SIM_OP_SLEEP, 0, SIM_RECORD_RESULT_WAIT, true },
    };

    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
        ck_assert_uint_eq(sleeps_of(&all[i], SIM_PYTHON_3_14, "gil"), 1);
        ck_assert_uint_eq(sleeps_of(&all[i], SIM_PYTHON_3_13T, "free-threaded"),
                          !all[i].yields);
        ck_assert_uint_eq(sleeps_of(&all[i], SIM_PYTHON_3_14T, "free-threaded"),
                          !all[i].yields);
    }
}
END_TEST

/* Catches threads of a group that all come up with the first value of a list, and one whose own draws
 * begin elsewhere then. */
START_TEST(each_of_a_group_comes_up_in_its_turn)
{
    static const struct sim_dist_entry table[] = { { .value = 0 },
                                                   { .value = SIM_MS(20) },
                                                   { .value = SIM_MS(3) } };
    struct study_result result;
    struct build build;

    build_init(&build, 4);
    build_without_costs(&build);
    build.scenario.table = table;
    build.scenario.table_count = 3;
    build_op(&build, SIM_OP_IO, 0)->amount =
        (struct sim_dist){ .kind = SIM_DIST_TRACE, .entries = 3 };
    build_threads(&build, "t", 3)->start =
        (struct sim_dist){ .kind = SIM_DIST_TRACE, .entries = 3 };
    result = events_run(&build, "unlocked");
    for (uint32_t i = 0; i < 3; i++) {
        ck_assert_int_eq(events_nth(SIM_RECORD_START, i + 1, 0).time, table[i].value);
        ck_assert_int_eq(result.fold->threads[i + 1].spent[SIM_REASON_IO], table[1].value);
    }
    study_result_free(&result);
}
END_TEST

/* ---- semaphores ---- */

#define PLACES 3
#define COMERS 10

/* Ten who stay longer than it takes them to come, three at a time. */
static void build_places(struct build *build)
{
    build_init(build, 4);
    build->queues[0] = (struct sim_queue_def){ .kind = SIM_QUEUE_SEMAPHORE, .value = PLACES };
    build_op(build, SIM_OP_ACQUIRE, 0);
    build_op(build, SIM_OP_IO, SIM_MS(50));
    build_op(build, SIM_OP_RELEASE, 0);
    build_threads(build, "t", COMERS);
}

/* Catches more within than there are places, a place that is lost, and a semaphore between processes
 * that is taken for a pipe. */
START_TEST(so_many_have_a_place_at_a_time)
{
    static const char *const models[] = { "gil",    "asyncio",  "processes",
                                          "native", "unlocked", "subinterpreters" };

    for (size_t m = 0; m < sizeof(models) / sizeof(*models); m++) {
        struct build build;
        struct study_result result;
        int within = 0, most = 0;

        build_places(&build);
        build_python(&build, sim_model_find(models[m]));
        result = events_run(&build, models[m]);
        ck_assert_int_eq(result.outcome, SIM_ENDED);
        for (size_t i = 0; i < event_count; i++) {
            within += events[i].record.kind == SIM_RECORD_ACQUIRE;
            within -= events[i].record.kind == SIM_RECORD_RELEASE;
            most = within > most ? within : most;
        }
        ck_assert_int_eq(most, PLACES);
        ck_assert_int_eq(within, 0);
        ck_assert_uint_eq(result.fold->queues[0].items, PLACES);
        study_result_free(&result);
    }
}
END_TEST

/* Four tasks for two places, and one that has both, gives both back in one turn while the first two wait
 * and makes the third just before, the fourth just after that. */
static void build_places_given(struct build *build)
{
    build_init(build, 2);
    build->queues[0] = (struct sim_queue_def){ .kind = SIM_QUEUE_SEMAPHORE, .value = 2 };
    for (uint32_t i = 0; i < 4; i++) {
        build_op(build, SIM_OP_ACQUIRE, 0);
        build_op(build, SIM_OP_SLEEP, SIM_MS(1));
        build_op(build, SIM_OP_RELEASE, 0);
        build_threads(build, &"abcd"[i], 1)->manual = true;
    }
    build_op(build, SIM_OP_ACQUIRE, 0);
    build_op(build, SIM_OP_ACQUIRE, 0);
    build_op(build, SIM_OP_START, 0)->object = 0;
    build_op(build, SIM_OP_START, 0)->object = 1;
    build_op(build, SIM_OP_SLEEP, 0);
    build_op(build, SIM_OP_START, 0)->object = 2;
    build_op(build, SIM_OP_RELEASE, 0);
    build_op(build, SIM_OP_RELEASE, 0);
    build_op(build, SIM_OP_START, 0)->object = 3;
    build_threads(build, "main", 1);
}

/* Two tasks, each of which wants the one place again as soon as it has given it back. */
static void build_places_again(struct build *build)
{
    build_init(build, 2);
    build->queues[0] = (struct sim_queue_def){ .kind = SIM_QUEUE_SEMAPHORE, .value = 1 };
    build_op(build, SIM_OP_REPEAT, 3);
    build_op(build, SIM_OP_ACQUIRE, 0);
    build_op(build, SIM_OP_SLEEP, SIM_MS(1));
    build_op(build, SIM_OP_RELEASE, 0);
    build_end(build);
    build_threads(build, "t", 2);
}

/* Who has had a place, one after the other, in the words of a program that does the same: so it came
 * out under CPython 3.8.18, 3.9.18, 3.12.1 and 3.14.4. Catches tasks that come before those who have
 * been woken from 3.9 on, or do not up to 3.8. */
START_TEST(a_semaphore_of_tasks_has_its_order)
{
    static const struct {
        enum sim_python python;
        void (*build)(struct build *build);
        const char *order;
    } cases[] = {
        { SIM_PYTHON_3_8, build_places_again, "111222" },
        { SIM_PYTHON_3_9, build_places_again, "121212" },
        { SIM_PYTHON_3_12, build_places_again, "121212" },
        { SIM_PYTHON_3_14, build_places_again, "121212" },
        { SIM_PYTHON_3_8, build_places_given, "553124" },
        { SIM_PYTHON_3_9, build_places_given, "551234" },
        { SIM_PYTHON_3_12, build_places_given, "551234" },
        { SIM_PYTHON_3_14, build_places_given, "551234" },
    };

    for (size_t c = 0; c < sizeof(cases) / sizeof(*cases); c++) {
        char order[16] = "";
        struct build build;
        struct study_result result;
        size_t length = 0;

        cases[c].build(&build);
        build.scenario.params.python = cases[c].python;
        result = events_run(&build, "asyncio");
        ck_assert_int_eq(result.outcome, SIM_ENDED);
        for (size_t i = 0; i < event_count && length + 1 < sizeof(order); i++) {
            if (events[i].record.kind == SIM_RECORD_ACQUIRE)
                order[length++] = (char)('0' + events[i].record.thread);
        }
        ck_assert_str_eq(order, cases[c].order);
        study_result_free(&result);
    }
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(the_library_notices_what_is_asked),
        SUITE_TEST(who_is_woken_for_a_mutex_has_the_interpreter_first),
        SUITE_TEST(a_lock_between_processes_is_not_handed_over),
        SUITE_TEST(no_signal_is_lost_with_a_time_out),
        SUITE_TEST(who_goes_back_to_sleep_sees_a_signal),
        SUITE_TEST(a_lock_is_handed_over_after_a_millisecond),
        SUITE_TEST(an_update_has_its_lock),
        SUITE_TEST(a_barrier_holds_in_each_round),
        SUITE_TEST(latencies_of_a_trace_come_in_order),
        SUITE_TEST(a_fetched_thread_is_changed_over_to),
        SUITE_TEST(each_of_a_group_comes_up_in_its_turn),
        SUITE_TEST(two_processes_sleep_for_each_other),
        SUITE_TEST(two_who_put_fight_for_the_mutex),
        SUITE_TEST(so_many_have_a_place_at_a_time),
        SUITE_TEST(a_semaphore_of_tasks_has_its_order),
        SUITE_TEST(who_finds_a_mutex_taken_yields),
        SUITE_TEST(who_waits_by_a_lock_yields),
        { NULL, NULL },
    };

    return suite_run("waits", tests);
}
