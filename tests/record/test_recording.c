/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading recordings: what words mean, and whatever bytes there are. */
#include "recorder/derive.h"
#include "recorder/format.h"
#include "recorder/recording.h"
#include "sim/trace/fold.h"
#include "tests/sim/suite.h"

#include <string.h>

/*
 * Recordings are built here word by word, so that each test says exactly what happened and what is
 * to be made of it. The last ones take such a recording and damage it.
 */
#define US 1000ull
#define MS 1000000ull
#define SIZE_MAX_ 65536

static struct {
    _Alignas(8) unsigned char bytes[SIZE_MAX_];
    size_t size;
    struct part_chunk *chunk;
} built;

static void begin_recording(uint64_t began, uint64_t ended)
{
    struct recording_head head = { .magic = RECORDING_MAGIC, .root = 100, .status = 3 };

    memset(&built, 0, sizeof(built));
    head.began = began;
    head.ended = ended;
    strcpy(head.command, "python3 program.py");
    memcpy(built.bytes, &head, sizeof(head));
    built.size = sizeof(head);
}

static void add_part(uint32_t pid, uint64_t began, uint64_t ended)
{
    struct part_head head = { .magic = PART_MAGIC, .pid = pid, .began = began, .ended = ended };

    strcpy(head.version, "3.12.1");
    strcpy(head.name, "python3");
    head.lock[0].interval = 5 * MS;
    memcpy(built.bytes + built.size, &head, sizeof(head));
    built.size += PART_HEAD_SIZE;
}

static void add_chunk(uint32_t thread, uint32_t order, uint32_t tid)
{
    built.chunk = (void *)(built.bytes + built.size);
    *built.chunk = (struct part_chunk){ .magic = PART_CHUNK_MAGIC,
                                        .size = sizeof(*built.chunk),
                                        .thread = thread,
                                        .order = order,
                                        .tid = tid };
    strcpy(built.chunk->name, "python3");
    built.size += sizeof(*built.chunk);
}

static void add(enum part_kind kind, unsigned lock, uint64_t time)
{
    uint64_t word = part_word(kind, lock, time);

    memcpy(built.bytes + built.size, &word, sizeof(word));
    built.size += sizeof(word);
    built.chunk->size += (uint32_t)sizeof(word);
    built.chunk->used++;
}

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

static struct recording *parse(void)
{
    static struct sim_errors errors;
    struct recording *recording;

    memset(&errors, 0, sizeof(errors));
    recording = recording_parse(built.bytes, built.size, "test", &errors);
    if (!recording)
        ck_assert_uint_eq(errors.count, 1);
    return recording;
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

/* Main computes, sleeps 8 ms of 10, computes 1 ms that is not all its own. */
static void build_alone(void)
{
    begin_recording(1 * MS, 31 * MS);
    add_part(100, 2 * MS, 0);
    add_chunk(1, 0, 100);
    add(PART_TAKE, 0, 1 * MS);
    add(PART_CPU, 0, 500 * US);
    add(PART_DROP, 0, 4 * MS);
    add(PART_CPU, 0, 3500 * US);
    add(PART_TAKE, 0, 14 * MS);
    add(PART_CPU, PART_BLOCK_SLEEP, 5500 * US);
    add(PART_DROP, 0, 14 * MS + 5 * US); /* short: no processor time */
    add(PART_TAKE, 0, 14 * MS + 9 * US);
    add(PART_DROP, 0, 24 * MS);
    add(PART_CPU, PART_BLOCK_PREEMPTED, 12500 * US);
    add(PART_END, 0, 29 * MS);
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

/* Two threads: a forced hand-off, then a wait that sees the owner change. The stamps of a drop and
 * the next take are equal, as a coarse clock has them. */
static void build_two(void)
{
    begin_recording(0, 40 * MS);
    add_part(100, 0, 40 * MS);
    add_chunk(1, 0, 100);
    add(PART_TAKE, 0, 1 * MS);
    add(PART_CPU, 0, 0);
    add(PART_DROP, 0, 8 * MS);
    add(PART_CPU, 0, 7 * MS);
    add(PART_FORCED, 0, 8 * MS + 1 * US);
    add(PART_YIELD, 0, 8 * MS + 2 * US);
    add(PART_WAIT, 0, 8 * MS + 40 * US);
    add(PART_EXPIRE, 0, 13 * MS + 100 * US);
    add_chunk(3, 0, 102);
    add(PART_WAIT, 0, 9 * MS);
    add(PART_CPU, 0, 0);
    add(PART_WOKEN, 0, 12 * MS);
    add(PART_TAKE, 0, 12 * MS);
    add(PART_DROP, 0, 15 * MS);
    add(PART_CPU, 0, 3 * MS);
    add_chunk(2, 0, 101);
    add(PART_MUTEX, 0, 2 * MS);
    add(PART_CPU, 0, 0);
    add(PART_WAIT, 0, 2 * MS + 3 * US);
    add(PART_EXPIRE, 0, 7 * MS);
    add(PART_WOKEN, 0, 8 * MS);
    add(PART_TAKE, 0, 8 * MS);
    add_chunk(2, 1, 101);
    add(PART_DROP, 0, 12 * MS);
    add(PART_CPU, 0, 4 * MS);
    add(PART_END, 0, 12 * MS + 4 * US);
    add_chunk(1, 1, 100);
    add(PART_TAKE, 0, 15 * MS + 6 * US);
    add(PART_DROP, 0, 16 * MS);
    add(PART_CPU, 0, 8 * MS);
}

static uint32_t count_of(const struct seen *seen, enum sim_record_kind kind, uint32_t thread)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < seen->count; i++)
        count += seen->records[i].kind == kind && seen->records[i].thread == thread;
    return count;
}

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

/* One thread in two interpreters, and one that is in the second only. */
static void build_interpreters(void)
{
    begin_recording(0, 20 * MS);
    add_part(100, 0, 20 * MS);
    add_chunk(1, 0, 100);
    add(PART_TAKE, 0, 1 * MS);
    add(PART_CPU, 0, 0);
    add(PART_DROP, 0, 2 * MS);
    add(PART_CPU, 0, 1 * MS);
    add(PART_TAKE, 1, 2 * MS + 1 * US);
    add(PART_DROP, 1, 4 * MS);
    add(PART_CPU, 0, 3 * MS);
    add(PART_TAKE, 0, 4 * MS + 1 * US);
    add(PART_TAKE, 5, 4 * MS + 2 * US); /* taken and never dropped: no interpreter lock */
    add(PART_DROP, 0, 6 * MS);
}

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

/* Two threads wait for one semaphore; the third one posts it, and one that nobody waits for. */
static void build_posts(void)
{
    begin_recording(0, 20 * MS);
    add_part(100, 0, 20 * MS);
    for (uint32_t i = 1; i <= 2; i++) {
        add_chunk(i, 0, 99 + i);
        add(PART_TAKE, 0, i * 1 * MS);
        add(PART_CPU, 0, 0);
        add(PART_DROP, 0, i * 1 * MS + 10 * US);
        add(PART_TAKE, 0, (7 + i) * MS);
        add(PART_CPU, PART_BLOCK_LOCK, 10 * US);
        add(PART_OBJECT, 0, 4096);
        add(PART_DROP, 0, (7 + i) * MS + 10 * US);
    }
    add_chunk(3, 0, 102);
    add(PART_TAKE, 0, 3 * MS);
    add(PART_CPU, 0, 0);
    for (uint32_t i = 0; i < 3; i++) {
        add(PART_POST, 0, (4 + i) * MS);
        add(PART_OBJECT, 0, i == 1 ? 8192 : 4096);
        add(PART_CPU, 0, (1 + i) * MS);
    }
    add(PART_DROP, 0, 7 * MS);
    add(PART_CPU, 0, 4 * MS);
}

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

/* Days without an event: differences beyond 32 bits. The second process begins late. */
static void build_long(void)
{
    begin_recording(0, 0);
    add_part(200, 100000000 * MS, 0);
    add_chunk(1, 0, 200);
    add(PART_TAKE, 0, 0);
    add(PART_DROP, 0, 7000000 * MS);
    add_part(100, 0, 0);
    add_chunk(1, 0, 100);
    add(PART_TAKE, 0, 0);
    add(PART_DROP, 0, 1 * MS);
}

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

/* ---- scenarios ---- */

/* What is derived from the recording that was built, from its first thread on. */
static char *derived(void)
{
    static struct sim_errors errors;
    struct recording *recording = parse();
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);

    memset(&errors, 0, sizeof(errors));
    ck_assert_ptr_nonnull(recording);
    if (!derive_scenario(recording, "test", to, &errors))
        ck_assert_uint_eq(errors.count, 1);
    else
        ck_assert_uint_eq(errors.count, 0);
    fclose(to);
    recording_close(recording);
    return text;
}

/* Catches waiting that is written down as wanting, and work that is not. */
START_TEST(a_scenario_says_what_was_wanted)
{
    char *text;

    build_alone();
    text = derived();
    ck_assert_ptr_nonnull(strstr(text, "title = python3 program.py\n"));
    ck_assert_ptr_nonnull(strstr(text, "python = 3.12\nswitch_interval = 5ms\n"));
    ck_assert_ptr_nonnull(strstr(text, "[thread main]\n"
                                       "start = 2ms\n"
                                       "program =\n"
                                       "    python 3ms\n"
                                       "    native 2ms\n"
                                       "    sleep 8ms\n"
                                       "    python 5us\n"
                                       "    native 4us\n"
                                       "    python 6991us\n"
                                       "    native 5ms\n"));
    free(text);
}
END_TEST

/* Catches posts that let nobody go on, or the wrong one. */
START_TEST(posts_become_queues)
{
    char *text;

    build_posts();
    text = derived();
    ck_assert_ptr_nonnull(strstr(text, "\n[queue wake-main]\n"));
    ck_assert_ptr_nonnull(strstr(text, "\n[queue wake-thread-1]\n"));
    ck_assert_ptr_null(strstr(text, "[queue wake-thread-2]"));
    ck_assert_ptr_nonnull(strstr(text, "    get wake-main\n"));
    ck_assert_ptr_nonnull(strstr(text, "    python 1ms\n"
                                       "    put wake-main\n"
                                       "    python 2ms\n"
                                       "    put wake-thread-1\n"
                                       "    python 1ms\n"));
    free(text);
}
END_TEST

/* Catches a let-go on request that is taken for one of the thread's own accord. */
START_TEST(requests_are_not_wanted)
{
    char *text;

    build_two();
    text = derived();
    ck_assert_ptr_nonnull(strstr(text, "    python 1ms\n"
                                       "    start thread-1\n"
                                       "    python 6994us\n"));
    free(text);
}
END_TEST

START_TEST(several_interpreters_are_refused)
{
    char *text;

    build_interpreters();
    text = derived();
    ck_assert_str_eq(text, "");
    free(text);
}
END_TEST

/* ---- damage ---- */

static void (*const builders[])(void) = { build_alone, build_two, build_interpreters,
                                          build_posts, build_long };

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
        SUITE_TEST(waits_become_requests_by_the_order_of_all),
        SUITE_TEST(interpreters_of_a_thread_are_rows),
        SUITE_TEST(posts_are_for_who_waits_longest),
        SUITE_TEST(long_gaps_are_kept),
        SUITE_TEST(what_is_no_interpreter_lock_is_refused),
        SUITE_TEST(a_scenario_says_what_was_wanted),
        SUITE_TEST(posts_become_queues),
        SUITE_TEST(requests_are_not_wanted),
        SUITE_TEST(several_interpreters_are_refused),
        SUITE_TEST(any_end_is_survived),
        SUITE_TEST(any_damage_is_survived),
        SUITE_TEST(damaged_words_are_survived),
        SUITE_TEST(nothing_counts_behind_the_end),
        SUITE_TEST(any_end_of_recording_is_survived),
        { NULL, NULL },
    };

    return suite_run("recording", tests);
}
