/* SPDX-License-Identifier: GPL-3.0-or-later
 * The interpreter lock against a simulator of it that was written apart. */
#include "sim/base/rng.h"
#include "sim/study/result.h"
#include "tests/sim/build.h"
#include "tests/sim/events.h"
#include "tests/sim/reference.h"
#include "tests/sim/suite.h"

/*
 * Programs are drawn: threads that compute and wait, by turns, each on a core of its own. The engine
 * runs them with a kernel that takes no time but for waking up, and must take, drop and request at
 * the same nanoseconds as the reference. Lengths are drawn to the nanosecond, so that hardly ever
 * two things happen at once, about whose order the rule says nothing; for the same reason nobody waits
 * without having computed.
 */
#define PROGRAMS 4000

static uint64_t drawn, stream;

static uint64_t below(uint64_t limit)
{
    return sim_draw_below(sim_draw(stream, SIM_FOR_WORK, drawn++), limit);
}

/* About as long as an interval, shorter or longer. */
static sim_time length(sim_time interval)
{
    uint64_t most = below(4) ? (uint64_t)interval * 3 : (uint64_t)interval / 8 + 2;

    return 10 + (sim_time)below(most);
}

static void draw_program(struct reference_program *program, sim_time interval)
{
    program->start = (sim_time)below((uint64_t)interval);
    program->count = 1 + 2 * (int)below(REFERENCE_OPS / 2);
    for (int i = 0; i < program->count; i++)
        program->ops[i] = (struct reference_op){ .outside = i % 2, .length = length(interval) };
}

static void draw_setting(struct reference_setting *setting, uint64_t seed)
{
    static const sim_time intervals[] = { SIM_MS(5), SIM_MS(1), SIM_US(100), SIM_US(20) };

    stream = sim_stream(seed, 0, 0);
    drawn = 0;
    *setting = (struct reference_setting){
        .threads = 2 + (int)below(REFERENCE_THREADS - 1),
        .interval = intervals[below(4)] + (sim_time)below(1000),
        .wake = 1 + (sim_time)below(20000),
        .timer = (sim_time)below(2) * (sim_time)below(20000),
        .threads_own = below(2),
    };
    for (int i = 0; i < setting->threads; i++)
        draw_program(&setting->programs[i], setting->interval);
}

static void build_setting(struct build *build, struct reference_setting *setting)
{
    enum sim_python python = setting->threads_own ? SIM_PYTHON_3_13 : SIM_PYTHON_3_12;
    struct sim_params *params = &build->scenario.params;

    build_init(build, setting->threads);
    build_without_costs(build);
    params->awake_share = 0;
    params->python = python;
    params->switch_interval = setting->interval;
    params->wake_latency = params->deep_wake_latency = sim_dist_constant(setting->wake);
    params->timer_latency = params->deep_timer_latency = sim_dist_constant(setting->timer);
    setting->body = bytecode_body(BODY_TOTAL, python);
    for (int t = 0; t < setting->threads; t++) {
        struct reference_program *program = &setting->programs[t];
        struct sim_group *group;

        for (int i = 0; i < program->count; i++) {
            struct reference_op *op = &program->ops[i];

            build_op(build, op->outside ? SIM_OP_IO : SIM_OP_PYTHON, op->length);
            if (!op->outside) /* what it takes is the table's matter */
                op->length = bytecode_scaled(op->length, python);
        }
        group = build_threads(build, "t", 1);
        group->start = sim_dist_constant(program->start);
        group->first_core = group->last_core = (uint16_t)(t + 1);
    }
}

static bool corresponds(struct sim_record record, enum reference_kind *kind)
{
    switch (record.kind) {
    case SIM_RECORD_TAKE:
        *kind = REFERENCE_TAKE;
        return true;
    case SIM_RECORD_DROP:
        *kind = REFERENCE_DROP;
        return true;
    case SIM_RECORD_REQUEST:
        *kind = REFERENCE_REQUEST;
        return true;
    default:
        return false;
    }
}

static void compare(uint64_t seed, const struct reference_event *wanted, int count)
{
    int next = 0;

    for (size_t i = 0; i < event_count; i++) {
        const struct event *event = &events[i];
        enum reference_kind kind;

        if (!corresponds(event->record, &kind))
            continue;
        ck_assert_msg(
            next < count && wanted[next].kind == kind && wanted[next].time == event->time &&
                wanted[next].thread + 1 == (int)event->record.thread,
            "program %lu: at %lld ns thread %u %s; the reference has thread %d with %d "
            "at %lld ns",
            (unsigned long)seed, (long long)event->time, event->record.thread,
            sim_record_kinds[event->record.kind].name,
            next < count ? wanted[next].thread + 1 : 0,
            next < count ? (int)wanted[next].kind : -1,
            next < count ? (long long)wanted[next].time : -1);
        next++;
    }
    ck_assert_msg(next == count, "program %lu: the reference has %d events more",
                  (unsigned long)seed, count - next);
}

/* Catches any step of taking and letting go that differs from the rule: who is woken, who may post
 * a request and when, whose request is cleared, who has to wait for a switch. */
START_TEST(the_lock_does_what_the_rule_says)
{
    static struct reference_event wanted[REFERENCE_EVENTS];
    static struct build build;
    int happened[3] = { 0 };

    for (uint64_t seed = 0; seed < PROGRAMS; seed++) {
        struct reference_setting setting;
        struct study_result result;
        int count;

        draw_setting(&setting, seed);
        build_setting(&build, &setting);
        count = reference_run(&setting, wanted);
        result = events_run(&build, "gil");
        compare(seed, wanted, count);
        study_result_free(&result);
        for (int i = 0; i < count; i++)
            happened[wanted[i].kind]++;
    }
    ck_assert_int_gt(happened[REFERENCE_REQUEST], PROGRAMS * 5);
    ck_assert_int_gt(happened[REFERENCE_TAKE], PROGRAMS * 10);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(the_lock_does_what_the_rule_says),
        { NULL, NULL },
    };

    return suite_run("reference", tests);
}
