/* SPDX-License-Identifier: GPL-3.0-or-later
 * Processes that are started: when, who sleeps until then, and by how many fork servers. */
#include "tests/sim/draws.h"
#include "tests/sim/events.h"
#include "tests/sim/run.h"

#define RUNS 200
#define CHILDREN 4
#define LETTING_GO 50 /* ns */

/* ---- when ---- */

/* Threads that are to begin at these times, or at once, where time is that of letting the lock go. */
static void build_children(struct build *build, const sim_time *starts, sim_time letting_go)
{
    build_init(build, CHILDREN + 1);
    build_without_costs(build);
    build->scenario.params.mutex = sim_dist_constant(letting_go);
    for (int i = 0; i < CHILDREN; i++) {
        build_op(build, SIM_OP_NATIVE, SIM_MS(1));
        build_threads(build, "child", 1)->start = sim_dist_constant(starts[i]);
    }
}

/* How many records of a kind the parent has made before its last start. */
static size_t count_of_parent(enum sim_record_kind kind)
{
    size_t count = 0, made = 0;

    for (size_t i = 0; i < event_count && made < CHILDREN; i++) {
        made += events[i].record.kind == SIM_RECORD_MAKE;
        count += events[i].record.kind == kind && events[i].record.thread == CHILDREN + 1;
    }
    return count;
}

/* Catches a start that comes early or late, and a parent that lets the lock go or sleeps for a child
 * whose time has come already: in the moment itself, too. */
START_TEST(each_child_is_made_when_it_is_to_begin)
{
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        uint64_t stream = seed * 1000;
        sim_time starts[CHILDREN], now = 0;
        struct study_result result;
        struct build build;
        size_t later = 0;

        for (int i = 0; i < CHILDREN; i++)
            starts[i] = below(&stream, 4) * SIM_US(10);
        build_children(&build, starts, 0);
        result = events_run(&build, "processes");
        for (uint32_t i = 0; i < CHILDREN; i++) {
            later += starts[i] > now;
            now = starts[i] > now ? starts[i] : now;
            ck_assert_int_eq(events_nth(SIM_RECORD_MAKE, CHILDREN + 1, i).time, now);
        }
        ck_assert_uint_eq(count_of_parent(SIM_RECORD_SLEEP), later);
        ck_assert_uint_eq(count_of_parent(SIM_RECORD_DROP), later);
        study_result_free(&result);
    }
}
END_TEST

/* Catches a parent that lies down for a child whose time comes just as it has let the lock go. */
START_TEST(nobody_sleeps_for_no_time)
{
    size_t sleeps = 0, tries = 0;

    for (sim_time late = 0; late < 6 * LETTING_GO; late++, tries++) {
        sim_time starts[CHILDREN] = { 0, SIM_US(10), SIM_US(10) + late, SIM_US(20) };
        struct study_result result;
        struct build build;

        build_children(&build, starts, LETTING_GO);
        result = events_run(&build, "processes");
        for (size_t i = 0; i < event_count; i++) {
            if (events[i].record.kind == SIM_RECORD_SLEEP)
                ck_assert_uint_gt(events[i].record.arg, 0);
        }
        sleeps += count_of_parent(SIM_RECORD_SLEEP);
        study_result_free(&result);
    }
    ck_assert_uint_gt(sleeps, 2 * tries); /* for the third, too, where it comes late enough */
    ck_assert_uint_lt(sleeps, 3 * tries);
}
END_TEST

/* ---- fork servers ---- */

#define GROUPS 3

/* Groups of threads in processes of sections 1 and 2, or in a process each (0); some start a child. */
struct family {
    uint32_t section[GROUPS], threads[GROUPS];
    bool starts[GROUPS];
};

static const uint32_t processes_of[] = { 0, 1, 2 };

static struct family draw_family(uint64_t *stream)
{
    struct family family;

    for (int g = 0; g < GROUPS; g++) {
        uint32_t section = (uint32_t)below(stream, 3);

        family.section[g] = section;
        family.threads[g] = section ? processes_of[section] : 1 + (uint32_t)below(stream, 2);
        family.starts[g] = below(stream, 2);
    }
    return family;
}

static void build_family(struct build *build, const struct family *family)
{
    uint32_t child = GROUPS;

    build_init(build, 4);
    build->scenario.params.start_method = SIM_START_FORKSERVER;
    for (uint32_t i = 1; i < 3; i++)
        build->processes[i - 1] =
            (struct sim_process){ .name = "section", .count = processes_of[i], .line = 1 };
    build->scenario.process_count = 2;
    for (int g = 0; g < GROUPS; g++) {
        build_op(build, SIM_OP_NATIVE, SIM_US(10));
        if (family->starts[g])
            build_op(build, SIM_OP_START, 0)->object = child++;
        build_threads(build, "group", family->threads[g])->process = family->section[g];
    }
    for (; child > GROUPS; child--) {
        build_op(build, SIM_OP_NATIVE, SIM_US(10));
        build_threads(build, "child", 1)->manual = true;
    }
}

/* The scenario's, one that starts those in no section, and a server for each process in which somebody
 * starts one. */
static uint32_t threads_in_all(const struct family *family)
{
    bool in_section[3] = { false };
    uint32_t count = 0, own = 0;

    for (int g = 0; g < GROUPS; g++) {
        count += family->threads[g] + family->starts[g];
        own += !family->section[g];
        if (family->section[g])
            in_section[family->section[g]] |= family->starts[g];
        else if (family->starts[g])
            count += family->threads[g];
    }
    for (int i = 1; i < 3; i++)
        count += in_section[i] ? processes_of[i] : 0;
    return count + (own ? 2 : 0);
}

/* Catches a server for nobody, one for two, none where somebody needs one, and a parent without children. */
START_TEST(each_process_that_starts_others_has_a_server)
{
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        uint64_t stream = seed * 1000 + 1;
        struct family family = draw_family(&stream);
        struct study_result result;
        struct build build;

        build_family(&build, &family);
        result = run_build(&build, "processes");
        ck_assert_int_eq(result.outcome, SIM_ENDED);
        ck_assert_msg(result.cast->threads == threads_in_all(&family),
                      "seed %d: %d threads, not %d", (int)seed, (int)result.cast->threads,
                      (int)threads_in_all(&family));
        study_result_free(&result);
    }
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(each_child_is_made_when_it_is_to_begin),
        SUITE_TEST(nobody_sleeps_for_no_time),
        SUITE_TEST(each_process_that_starts_others_has_a_server),
        { NULL, NULL },
    };

    return suite_run("starts", tests);
}
