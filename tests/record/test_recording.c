/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading recordings: what words mean, and whatever bytes there are. */
#include "recorder/derive.h"
#include "recorder/names.h"
#include "sim/trace/fold.h"
#include "tests/record/built.h"
#include "tests/sim/suite.h"

#include <string.h>

/* ---- reading ---- */

#define RECORDS_MAX 256

struct seen {
    uint32_t count;
    struct sim_record records[RECORDS_MAX];
    sim_time times[RECORDS_MAX];
    sim_time length;
    struct sim_fold *fold;
};

/* Holds what must hold of any recording: the order of time, ids of the cast, exact sums. */
static void read_all(struct recording *recording, struct seen *seen)
{
    const struct sim_cast *cast = recording_cast(recording);
    struct sim_record records[SIM_RECORDS_PER_STEP];
    uint32_t count;

    *seen = (struct seen){ .fold = sim_fold_create(cast) };
    while ((count = recording_next(recording, records)) != 0) {
        ck_assert_uint_le(count, SIM_RECORDS_PER_STEP);
        ck_assert(records[0].flags & SIM_RECORD_FIRST);
        for (uint32_t i = 0; i < count; i++) {
            ck_assert_uint_lt(records[i].kind, SIM_RECORD_KIND_COUNT);
            ck_assert_uint_le(records[i].thread, cast->threads);
            ck_assert_uint_lt(sim_record_reason(records[i]), SIM_REASON_COUNT);
            sim_fold_apply(seen->fold, records[i]);
            if (seen->count < RECORDS_MAX && records[i].kind != SIM_RECORD_GAP) {
                seen->times[seen->count] = seen->fold->now;
                seen->records[seen->count++] = records[i];
            }
        }
    }
    sim_fold_settle(seen->fold);
    seen->length = seen->fold->now;
    for (uint32_t i = 1; i <= cast->threads; i++) {
        sim_time sum = 0;

        for (int reason = 0; reason < SIM_REASON_COUNT; reason++) {
            ck_assert_int_ge(seen->fold->threads[i].spent[reason], 0);
            sum += seen->fold->threads[i].spent[reason];
        }
        ck_assert_int_eq(sum, seen->length);
    }
}

static const struct fold_thread *thread_of(const struct seen *seen, uint32_t id)
{
    return &seen->fold->threads[id];
}

static void expect(const struct seen *seen, uint32_t i, enum sim_record_kind kind,
                   uint32_t thread, sim_time time)
{
    ck_assert_uint_lt(i, seen->count);
    ck_assert_msg(seen->records[i].kind == kind, "record %u is %s, not %s", i,
                  sim_record_kinds[seen->records[i].kind].name, sim_record_kinds[kind].name);
    ck_assert_uint_eq(seen->records[i].thread, thread);
    ck_assert_int_eq(seen->times[i], time);
}

/* ---- what words mean ---- */

static uint32_t count_of(const struct seen *seen, enum sim_record_kind kind, uint32_t thread)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < seen->count; i++)
        count += seen->records[i].kind == kind && seen->records[i].thread == thread;
    return count;
}

START_TEST(accounts_follow_the_processor_time)
{
    struct recording *recording;
    struct seen seen;

    build_alone();
    recording = parse();
    ck_assert_ptr_nonnull(recording);
    read_all(recording, &seen);
    ck_assert_int_eq(seen.length, 30 * MS); /* from the command's start to the thread's end */
    ck_assert_int_eq(thread_of(&seen, 1)->spent[SIM_REASON_ABSENT], 2 * MS);
    ck_assert_int_eq(thread_of(&seen, 1)->spent[SIM_REASON_SLEEP], 8 * MS);
    ck_assert_int_eq(thread_of(&seen, 1)->spent[SIM_REASON_NATIVE], 2 * MS + 4 * US + 5 * MS);
    /* 3 ms, 5 us, and the 7 ms used since the last reading without the 9 us in between */
    ck_assert_int_eq(thread_of(&seen, 1)->spent[SIM_REASON_RUNNING], 10 * MS - 4 * US);
    ck_assert_int_eq(thread_of(&seen, 1)->spent[SIM_REASON_RUNNABLE],
                     24 * MS - 14 * MS - 7 * MS);
    ck_assert_int_eq(seen.fold->interps[1].held, 3 * MS + 10 * MS - 4 * US);
    expect(&seen, 0, SIM_RECORD_START, 1, 2 * MS);
    expect(&seen, 1, SIM_RECORD_TAKE, 1, 2 * MS);
    expect(&seen, 2, SIM_RECORD_DROP, 1, 5 * MS);
    expect(&seen, 3, SIM_RECORD_BLOCK, 1, 7 * MS);
    expect(&seen, 4, SIM_RECORD_TAKE, 1, 15 * MS);
    ck_assert_str_eq(recording_cast(recording)->python, "3.12.1");
    ck_assert_int_eq(recording_cast(recording)->version, SIM_PYTHON_3_12);
    ck_assert_str_eq(recording_cast(recording)->groups[0].name, "main");
    ck_assert(recording_facts(recording)->finished);
    ck_assert_int_eq(recording_facts(recording)->status, 3);
    sim_fold_destroy(seen.fold);
    recording_close(recording);
}
END_TEST

/* Catches a thread that keeps its lock, or computes on, through a gap of which no word tells, and one that
 * never comes back from it. */
START_TEST(gaps_are_nobodys)
{
    struct recording *recording;
    struct seen seen;

    build_gap();
    recording = parse();
    ck_assert_ptr_nonnull(recording);
    read_all(recording, &seen);
    ck_assert_uint_eq(recording_facts(recording)->overlaps, 0);
    ck_assert_uint_eq(recording_facts(recording)->unpaired, 0);
    ck_assert_uint_eq(recording_facts(recording)->takes, 3);
    ck_assert_uint_eq(count_of(&seen, SIM_RECORD_ELSEWHERE, 1), 1);
    ck_assert_uint_eq(count_of(&seen, SIM_RECORD_START, 1), 1);
    /* before it came up, and in the gap, which begins as it takes the lock */
    ck_assert_int_eq(thread_of(&seen, 1)->spent[SIM_REASON_ABSENT], 2 * MS + 8 * MS);
    ck_assert_int_eq(thread_of(&seen, 1)->spent[SIM_REASON_RUNNING], 5 * MS);
    sim_fold_destroy(seen.fold);
    recording_close(recording);
}
END_TEST

START_TEST(waits_become_requests_by_the_order_of_all)
{
    struct recording *recording;
    const struct recording_facts *facts;
    struct seen seen;

    build_two();
    recording = parse();
    read_all(recording, &seen);
    facts = recording_facts(recording);
    ck_assert_uint_eq(recording_cast(recording)->threads, 3);
    ck_assert_uint_eq(facts->takes, 4);
    ck_assert_uint_eq(facts->drops, 4);
    ck_assert_uint_eq(facts->overlaps, 0); /* the drop goes first where stamps are equal */
    ck_assert_uint_eq(facts->unpaired, 0);
    ck_assert_uint_eq(facts->damaged, 0);
    /* thread 2 has seen no change of owner and asks; thread 1 has, and starts anew */
    ck_assert_uint_eq(count_of(&seen, SIM_RECORD_REQUEST, 2), 1);
    ck_assert_uint_eq(count_of(&seen, SIM_RECORD_EXPIRE, 1), 1);
    ck_assert_uint_eq(count_of(&seen, SIM_RECORD_REQUEST, 1), 0);
    ck_assert_uint_eq(count_of(&seen, SIM_RECORD_LATE, 2), 0); /* woken, and it got the lock */
    ck_assert_uint_eq(count_of(&seen, SIM_RECORD_YIELD, 1), 1);
    ck_assert_uint_eq(seen.fold->interps[1].forced, 1);
    ck_assert_uint_eq(seen.fold->interps[1].handoffs, 3);
    ck_assert_uint_eq(seen.fold->interps[1].waiting, 0);
    ck_assert_int_eq(seen.fold->interps[1].held, 15 * MS - 6 * US);
    sim_fold_destroy(seen.fold);
    recording_close(recording);
}
END_TEST

/* A lock that somebody else has taken before its owner could look whether it must wait for that was let
 * go on request nonetheless. */
START_TEST(requests_are_answered_without_waiting)
{
    struct recording *recording;
    struct seen seen;

    build_answers();
    recording = parse();
    read_all(recording, &seen);
    ck_assert_uint_eq(count_of(&seen, SIM_RECORD_REQUEST, 2), 3);
    ck_assert_uint_eq(recording_facts(recording)->overlaps, 0);
    ck_assert_uint_eq(seen.fold->interps[1].forced, 1);
    sim_fold_destroy(seen.fold);
    recording_close(recording);
}
END_TEST

/* A number only tells apart what has one name; what is no UTF-8 would be no JSON, and what terminals
 * obey is no name. */
START_TEST(names_are_the_programs)
{
    static const char *const names[] = { "main", "prod-1", "prod-2", "\xc3\xa9t\xc3\xa9",
                                         "cut?", "???[m" };
    struct recording *recording;

    build_named();
    recording = parse();
    ck_assert_uint_eq(recording_cast(recording)->threads, 6);
    for (int i = 0; i < 6; i++)
        ck_assert_str_eq(recording_cast(recording)->groups[i].name, names[i]);
    recording_close(recording);
}
END_TEST

/* Catches names compared, or threads counted, across processes, or as they happen to stand in a list: who
 * follows a program that is being recorded finds them in any order. */
START_TEST(names_are_told_apart_within_a_process)
{
    struct names_thread threads[] = {
        { .process = 1, .place = 3, .name = "prod" },
        { .process = 0, .place = 2, .name = "prod" },
        { .process = 1, .place = 1, .name = "python3", .first = true },
        { .process = 1, .place = 2, .name = "prod" },
        { .process = 0, .place = 1, .name = "python3", .first = true },
    };
    static const struct {
        uint32_t number;
        bool alone;
    } wanted[] = { { 2, false }, { 1, true }, { 0, true }, { 1, false }, { 0, true } };

    ck_assert(names_tell_apart(threads, 5));
    for (int i = 0; i < 5; i++) {
        ck_assert_uint_eq(threads[i].number, wanted[i].number);
        ck_assert_int_eq(threads[i].alone, wanted[i].alone);
    }
}
END_TEST

/* A lock of ticks is let go for a moment again and again: that is no work. */
START_TEST(letting_go_for_a_moment_is_told_apart)
{
    struct recording *recording;
    struct seen seen;

    build_fight();
    recording = parse();
    read_all(recording, &seen);
    ck_assert_int_eq(thread_of(&seen, 1)->spent[SIM_REASON_RUNNING], 5 * MS);
    ck_assert_int_eq(thread_of(&seen, 1)->spent[SIM_REASON_SWITCH], 3 * MS);
    ck_assert_int_eq(thread_of(&seen, 1)->spent[SIM_REASON_RUNNABLE], 2 * MS);
    ck_assert_int_eq(seen.fold->interps[1].held, 10 * MS);
    sim_fold_destroy(seen.fold);
    recording_close(recording);
}
END_TEST

START_TEST(interpreters_of_a_thread_are_rows)
{
    struct recording *recording;
    struct seen seen;

    build_interpreters();
    recording = parse();
    read_all(recording, &seen);
    ck_assert_uint_eq(recording_facts(recording)->locks, 2);
    ck_assert_uint_eq(recording_cast(recording)->threads, 2);
    ck_assert_str_eq(recording_cast(recording)->groups[1].name, "main@2");
    ck_assert_int_eq(thread_of(&seen, 1)->spent[SIM_REASON_ABSENT], 1 * MS + 2 * MS);
    ck_assert_int_eq(thread_of(&seen, 2)->spent[SIM_REASON_RUNNING], 2 * MS - 1 * US);
    ck_assert_uint_eq(count_of(&seen, SIM_RECORD_ELSEWHERE, 1), 1);
    ck_assert_uint_eq(count_of(&seen, SIM_RECORD_ELSEWHERE, 2), 1);
    sim_fold_destroy(seen.fold);
    recording_close(recording);
}
END_TEST

START_TEST(posts_are_for_who_waits_longest)
{
    uint32_t woken[2] = { 0 }, count = 0;
    struct recording *recording;
    struct seen seen;

    build_posts();
    recording = parse();
    read_all(recording, &seen);
    for (uint32_t i = 0; i < seen.count; i++) {
        if (seen.records[i].kind != SIM_RECORD_RESUME)
            continue;
        ck_assert_uint_lt(count, 2);
        ck_assert_uint_eq(seen.records[i].thread, 3);
        woken[count++] = seen.records[i].arg;
    }
    ck_assert_uint_eq(count, 2);
    ck_assert_uint_eq(woken[0], 1);
    ck_assert_uint_eq(woken[1], 2);
    ck_assert_int_eq(thread_of(&seen, 1)->spent[SIM_REASON_LOCK], 7 * MS - 10 * US);
    ck_assert_int_eq(thread_of(&seen, 3)->spent[SIM_REASON_RUNNING], 4 * MS);
    sim_fold_destroy(seen.fold);
    recording_close(recording);
}
END_TEST

START_TEST(long_gaps_are_kept)
{
    struct recording *recording;
    struct seen seen;

    build_long();
    recording = parse();
    read_all(recording, &seen);
    ck_assert_int_eq(seen.length, 107000000 * MS);
    ck_assert_uint_eq(recording_facts(recording)->unended, 2);
    ck_assert(!recording_facts(recording)->finished);
    ck_assert_str_eq(recording_cast(recording)->groups[0].name,
                     "main"); /* the first to begin */
    ck_assert_str_eq(recording_cast(recording)->groups[1].name, "p2/main");
    sim_fold_destroy(seen.fold);
    recording_close(recording);
}
END_TEST

/* Catches readiness that is told as blocked, time without a core that is told as work because no word
 * lies between, and the last stretch of a process, that nobody looks at. */
START_TEST(without_a_core_nobody_works)
{
    struct recording *recording;
    struct seen seen;

    build_crowded();
    recording = parse();
    read_all(recording, &seen);
    ck_assert_uint_eq(recording_facts(recording)->overlaps, 0);
    ck_assert_int_eq(thread_of(&seen, 1)->spent[SIM_REASON_LOCK], 6 * MS - 10 * US);
    ck_assert_int_eq(thread_of(&seen, 1)->spent[SIM_REASON_RUNNABLE], 22 * MS + 10 * MS);
    ck_assert_int_eq(thread_of(&seen, 1)->spent[SIM_REASON_RUNNING], 1 * MS + 2 * MS);
    ck_assert_int_eq(thread_of(&seen, 2)->spent[SIM_REASON_SWITCH], 350 * US);
    ck_assert_int_eq(thread_of(&seen, 2)->spent[SIM_REASON_NATIVE], 5 * MS + 40 * US);
    ck_assert_int_eq(thread_of(&seen, 2)->spent[SIM_REASON_RUNNABLE], 1650 * US);
    ck_assert_uint_eq(count_of(&seen, SIM_RECORD_RESUME, 2), 1); /* of who is ready already */
    sim_fold_destroy(seen.fold);
    recording_close(recording);
}
END_TEST

/* Catches a thread that lost its core before it did what nobody waited for, and never gets it back. */
START_TEST(who_posts_for_nobody_goes_on)
{
    struct recording *recording;
    struct seen seen;

    build_unheard();
    recording = parse();
    read_all(recording, &seen);
    ck_assert_int_eq(thread_of(&seen, 1)->spent[SIM_REASON_RUNNABLE], 3 * MS);
    ck_assert_int_eq(thread_of(&seen, 1)->spent[SIM_REASON_RUNNING], 6 * MS);
    sim_fold_destroy(seen.fold);
    recording_close(recording);
}
END_TEST

/* Catches sections that are told when they are over and not when they were. */
START_TEST(sections_lie_where_they_were)
{
    struct recording *recording;
    struct seen seen;

    build_locks();
    recording = parse();
    ck_assert_uint_eq(recording_cast(recording)->locks.count, 1);
    ck_assert_str_eq(recording_cast(recording)->locks.list[0], "m1");
    read_all(recording, &seen);
    for (uint32_t i = 0, taken = 0; i < seen.count; i++) {
        static const sim_time times[] = { 2 * MS, 10 * MS, 11 * MS }; /* awake, with the GIL */

        if (seen.records[i].kind == SIM_RECORD_LOCK_TAKE)
            ck_assert_int_eq(seen.times[i], times[taken++]);
    }
    ck_assert_uint_eq(count_of(&seen, SIM_RECORD_LOCK_TAKE, 2), 2);
    ck_assert_uint_eq(count_of(&seen, SIM_RECORD_LOCK_DROP, 1), 1);
    ck_assert_uint_eq(seen.fold->locks[1].owner, 0);
    sim_fold_destroy(seen.fold);
    recording_close(recording);
}
END_TEST

/* A mutex that is locked in the manner of a take, but never let go in that of a drop. */
START_TEST(what_is_no_interpreter_lock_is_refused)
{
    begin_recording(0, 20 * MS);
    add_part(100, 0, 20 * MS);
    ck_assert_ptr_null(parse());
    add_chunk(1, 0, 100);
    add(PART_TAKE, 0, 1 * MS);
    add(PART_TAKE, 0, 2 * MS);
    ck_assert_ptr_null(parse());
    built.size = 0;
    ck_assert_ptr_null(parse());
}
END_TEST

/* ---- damage ---- */

static void (*const builders[])(void) = { build_alone,   build_two,     build_interpreters,
                                          build_posts,   build_long,    build_pipe,
                                          build_cut_off, build_crowded, build_answers,
                                          build_fight,   build_locks,   build_locks_with_wait,
                                          build_join };

#define BUILDERS (sizeof(builders) / sizeof(*builders))

static void derive_somewhere(struct recording *recording)
{
    static struct sim_errors errors;
    static FILE *nowhere;

    memset(&errors, 0, sizeof(errors));
    if (!nowhere)
        nowhere = fopen("/dev/null", "w");
    derive_scenario(recording, "test", nowhere, &errors);
}

/* Whatever is left of it is read, twice the same, or refused with one sentence. */
static void survive(void)
{
    struct recording *recording = parse();
    struct seen first, second;

    if (!recording)
        return;
    read_all(recording, &first);
    recording_rewind(recording);
    read_all(recording, &second);
    ck_assert_uint_eq(first.count, second.count);
    ck_assert_int_eq(first.length, second.length);
    derive_somewhere(recording);
    ck_assert_mem_eq(first.records, second.records, first.count * sizeof(*first.records));
    sim_fold_destroy(first.fold);
    sim_fold_destroy(second.fold);
    recording_close(recording);
}

/* Each end of a chunk, and some of a part's head, which is long and mostly empty. */
START_TEST(any_end_is_survived)
{
    for (size_t b = 0; b < BUILDERS; b++) {
        size_t least = 61;

        builders[b]();
        while (built.size > least) {
            survive();
            built.size -= built.size % PART_HEAD_SIZE < 1024 ? 1 : least;
        }
    }
}
END_TEST

static uint64_t draw(uint64_t *state)
{
    *state = *state * 6364136223846793005ull + 1442695040888963407ull;
    return *state >> 33;
}

/* Not only bits: values that are large, small or just beside. */
static void damage(uint64_t *state)
{
    static const uint64_t values[] = {
        0, 1, 8, 63, 64, 4095, 0x7fffffff, 0xffffffff, UINT64_MAX, INT64_MAX, PART_CHUNK_MAGIC
    };
    size_t at = draw(state) % built.size, width = 1u << draw(state) % 4;
    uint64_t value = values[draw(state) % (sizeof(values) / sizeof(*values))];

    at -= at % width;
    switch (draw(state) % 3) {
    case 0:
        built.bytes[at] ^= (unsigned char)(1u << draw(state) % 8);
        break;
    case 1:
        memcpy(built.bytes + at, &value, at + width <= built.size ? width : 1);
        break;
    default:
        memcpy(&value, built.bytes + draw(state) % (built.size - 8), sizeof(value));
        memcpy(built.bytes + (at < built.size - 8 ? at : 0), &value, sizeof(value));
        break;
    }
}

START_TEST(any_damage_is_survived)
{
    uint64_t state = 7;

    for (size_t i = 0; i < 6000; i++) {
        builders[i % BUILDERS]();
        for (uint64_t n = 1 + draw(&state) % 6; n > 0; n--)
            damage(&state);
        survive();
    }
}
END_TEST

/* Where damage matters most: heads of chunks and words, without the empty head of a part. */
START_TEST(damaged_words_are_survived)
{
    uint64_t state = 11;

    for (size_t i = 0; i < 6000; i++) {
        size_t begin = sizeof(struct recording_head) + PART_HEAD_SIZE, at;

        builders[i % BUILDERS]();
        for (uint64_t n = 1 + draw(&state) % 4; n > 0; n--) {
            at = begin + draw(&state) % (built.size - begin);
            built.bytes[at] = (unsigned char)draw(&state);
        }
        survive();
    }
}
END_TEST

/* ---- an end before that of the program ---- */

static void set_until(uint64_t until, int64_t room)
{
    struct recording_head head;

    memcpy(&head, built.bytes, sizeof(head));
    head.until = until;
    head.room = room;
    memcpy(built.bytes, &head, sizeof(head));
}

/* Words from that time on do not count, however many there are, and whoever had the lock then has it
 * up to there: catches a thread that goes on, or one whose last state fills the rest of the run. */
START_TEST(nothing_counts_behind_the_end)
{
    struct recording *recording;
    struct seen seen;
    char *text;

    begin_recording(1000 * MS, 1100 * MS);
    add_part(100, 1000 * MS, 1100 * MS);
    add_chunk(1, 0, 100);
    add(PART_TAKE, 0, 1 * MS);
    add(PART_DROP, 0, 10 * MS);
    add(PART_CPU, 0, 9 * MS);
    add(PART_TAKE, 0, 30 * MS);
    add_chunk(2, 0, 101);
    add(PART_TAKE, 0, 15 * MS);
    add(PART_DROP, 0, 20 * MS);
    add(PART_END, 0, 90 * MS);
    set_until(1020 * MS, 0);
    recording = parse();
    ck_assert_ptr_nonnull(recording);
    read_all(recording, &seen);
    ck_assert_int_eq(seen.length, 20 * MS);
    ck_assert_uint_eq(recording_facts(recording)->takes, 2);
    ck_assert_uint_eq(recording_facts(recording)->drops, 1);
    ck_assert_int_eq(recording_facts(recording)->until, 20 * MS);
    ck_assert(!recording_facts(recording)->outgrown);
    ck_assert_int_eq(thread_of(&seen, 2)->spent[SIM_REASON_RUNNING], 5 * MS);
    for (uint32_t i = 0; i < seen.count; i++)
        ck_assert_int_ne(seen.records[i].kind, SIM_RECORD_END); /* nobody has seen one */
    sim_fold_destroy(seen.fold);
    recording_close(recording);
    /* the stretch that the end cuts off is work like any other */
    text = derived();
    ck_assert_ptr_nonnull(strstr(text, "    python 5ms\n"));
    free(text);
    /* an end that the program did not live to see is none */
    set_until(1100 * MS, -1);
    recording = parse();
    ck_assert_ptr_nonnull(recording);
    ck_assert_int_eq(recording_facts(recording)->until, SIM_TIME_NEVER);
    ck_assert(!recording_facts(recording)->outgrown);
    recording_close(recording);
}
END_TEST

/* Any end will do, also one before the beginning, within a stretch, or in another clock's time. */
START_TEST(any_end_of_recording_is_survived)
{
    uint64_t state = 13;

    for (size_t i = 0; i < 3000; i++) {
        struct recording_head head;

        builders[i % BUILDERS]();
        memcpy(&head, built.bytes, sizeof(head));
        set_until(i % 3 ? head.began + draw(&state) % (200 * MS) : draw(&state), -1);
        survive();
    }
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(accounts_follow_the_processor_time),
        SUITE_TEST(gaps_are_nobodys),
        SUITE_TEST(waits_become_requests_by_the_order_of_all),
        SUITE_TEST(requests_are_answered_without_waiting),
        SUITE_TEST(names_are_the_programs),
        SUITE_TEST(names_are_told_apart_within_a_process),
        SUITE_TEST(letting_go_for_a_moment_is_told_apart),
        SUITE_TEST(interpreters_of_a_thread_are_rows),
        SUITE_TEST(posts_are_for_who_waits_longest),
        SUITE_TEST(long_gaps_are_kept),
        SUITE_TEST(without_a_core_nobody_works),
        SUITE_TEST(who_posts_for_nobody_goes_on),
        SUITE_TEST(sections_lie_where_they_were),
        SUITE_TEST(what_is_no_interpreter_lock_is_refused),
        SUITE_TEST(any_end_is_survived),
        SUITE_TEST(any_damage_is_survived),
        SUITE_TEST(damaged_words_are_survived),
        SUITE_TEST(nothing_counts_behind_the_end),
        SUITE_TEST(any_end_of_recording_is_survived),
        { NULL, NULL },
    };

    return suite_run("recording", tests);
}
