/* SPDX-License-Identifier: GPL-3.0-or-later
 * Building recordings. */
#include "tests/record/built.h"

#include "recorder/derive.h"
#include "tests/sim/suite.h"

#include <string.h>

struct built built;

void begin_recording(uint64_t began, uint64_t ended)
{
    struct recording_head head = { .magic = RECORDING_MAGIC, .root = 100, .status = 3 };

    memset(&built, 0, sizeof(built));
    head.began = began;
    head.ended = ended;
    strcpy(head.command, "python3 program.py");
    memcpy(built.bytes, &head, sizeof(head));
    built.size = sizeof(head);
}

void add_part(uint32_t pid, uint64_t began, uint64_t ended)
{
    struct part_head head = {
        .magic = PART_MAGIC, .pid = pid, .parent = 100, .began = began, .ended = ended
    };

    strcpy(head.version, "3.12.1");
    strcpy(head.name, "python3");
    head.lock[0].interval = 5 * MS;
    built.part = (void *)(built.bytes + built.size);
    memcpy(built.part, &head, sizeof(head));
    built.size += PART_HEAD_SIZE;
}

void set_version(const char *version, bool ticks)
{
    strcpy(built.part->version, version);
    built.part->lock[0].ticks = ticks;
}

void add_chunk(uint32_t thread, uint32_t order, uint32_t tid)
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

void add(enum part_kind kind, unsigned lock, uint64_t time)
{
    uint64_t word = part_word(kind, lock, time);

    memcpy(built.bytes + built.size, &word, sizeof(word));
    built.size += sizeof(word);
    built.chunk->size += (uint32_t)sizeof(word);
    built.chunk->used++;
}

struct recording *parse(void)
{
    static struct sim_errors errors;
    struct recording *recording;

    memset(&errors, 0, sizeof(errors));
    recording = recording_parse(built.bytes, built.size, "test", &errors);
    if (!recording)
        ck_assert_uint_eq(errors.count, 1);
    return recording;
}

char *derived(void)
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

/* Ten bytes are written or read. */
static void add_call(enum part_kind kind, uint64_t time, uint64_t channel)
{
    add(kind, 0, time);
    add(PART_OBJECT, 0, channel);
    add(PART_OBJECT, PART_BYTES, 10);
}

/* Who waited for the lock is awake, and has it. */
static void add_awake(uint64_t time)
{
    add(PART_WOKEN, 0, time);
    add(PART_TAKE, 0, time);
}

/* Nothing is told of main from 2 ms to 10 ms, behind a take; the other thread has the lock meanwhile. */
void build_gap(void)
{
    begin_recording(1 * MS, 31 * MS);
    add_part(100, 2 * MS, 20 * MS);
    add_chunk(1, 0, 100);
    add(PART_TAKE, 0, 1 * MS);
    add(PART_CPU, 0, 500 * US);
    add(PART_OBJECT, PART_GAP, 0);
    add_chunk(1, 1, 100);
    add(PART_TAKE, 0, 9 * MS);
    add(PART_CPU, 0, 4 * MS);
    add(PART_DROP, 0, 14 * MS);
    add(PART_CPU, 0, 9 * MS);
    add(PART_END, 0, 14 * MS + 5 * US);
    add_chunk(2, 0, 102);
    add(PART_TAKE, 0, 3 * MS);
    add(PART_CPU, 0, 1 * MS);
    add(PART_DROP, 0, 5 * MS);
    add(PART_END, 0, 5 * MS + 5 * US);
}

/* Main computes, sleeps 8 ms of 10, computes 1 ms that is not all its own. */
void build_alone(void)
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

/* One process, so long, of which the first thread takes the lock after 1 ms. */
static void begin_with_main(uint64_t length)
{
    begin_recording(0, length);
    add_part(100, 0, length);
    add_chunk(1, 0, 100);
    add(PART_TAKE, 0, 1 * MS);
    add(PART_CPU, 0, 0);
}

/* Two threads: a forced hand-off, then a wait that sees the owner change. The stamps of a drop and
 * the next take are equal, as a coarse clock has them. */
void build_two(void)
{
    begin_with_main(40 * MS);
    add(PART_DROP, 0, 8 * MS);
    add(PART_CPU, 0, 7 * MS);
    add(PART_FORCED, 0, 8 * MS + 1 * US);
    add(PART_YIELD, 0, 8 * MS + 2 * US);
    add(PART_WAIT, 0, 8 * MS + 40 * US);
    add(PART_EXPIRE, 0, 13 * MS + 100 * US);
    add_chunk(3, 0, 102);
    add(PART_WAIT, 0, 9 * MS);
    add(PART_CPU, 0, 0);
    add_awake(12 * MS);
    add(PART_DROP, 0, 15 * MS);
    add(PART_CPU, 0, 3 * MS);
    add_chunk(2, 0, 101);
    add(PART_MUTEX, 0, 2 * MS);
    add(PART_CPU, 0, 0);
    add(PART_WAIT, 0, 2 * MS + 3 * US);
    add(PART_EXPIRE, 0, 7 * MS);
    add_awake(8 * MS);
    add_chunk(2, 1, 101);
    add(PART_DROP, 0, 12 * MS);
    add(PART_CPU, 0, 4 * MS);
    add(PART_END, 0, 12 * MS + 4 * US);
    add_chunk(1, 1, 100);
    add(PART_TAKE, 0, 15 * MS + 6 * US);
    add(PART_DROP, 0, 16 * MS);
    add(PART_CPU, 0, 8 * MS);
}

/* Thrice main is asked for the lock, and lets it go: to have it again at once, with a preemption in
 * between; for input; and to compute without it. Its part tells of no waiting for a switch. */
void build_answers(void)
{
    begin_with_main(60 * MS);
    add(PART_DROP, 0, 10 * MS);
    add(PART_CPU, 0, 9 * MS);
    add(PART_WAIT, 0, 12 * MS);
    add(PART_CPU, PART_BLOCK_PREEMPTED, 9 * MS + 3 * US);
    add_awake(13 * MS);
    add(PART_CPU, 0, 9 * MS + 5 * US);
    add(PART_DROP, 0, 23 * MS);
    add(PART_CPU, 0, 19 * MS + 5 * US);
    add(PART_WAIT, 0, 25 * MS);
    add(PART_CPU, PART_BLOCK_INPUT, 19 * MS + 8 * US);
    add_awake(26 * MS);
    add(PART_CPU, 0, 19 * MS + 9 * US);
    add(PART_DROP, 0, 36 * MS);
    add(PART_CPU, 0, 29 * MS + 9 * US);
    add(PART_WAIT, 0, 38 * MS);
    add(PART_CPU, 0, 31 * MS + 9 * US);
    add_awake(39 * MS);
    add_chunk(2, 0, 101);
    for (uint64_t turn = 0; turn < 3; turn++) {
        add(PART_WAIT, 0, (4 + 13 * turn) * MS);
        add(PART_CPU, 0, (turn + 1) * MS);
        add(PART_EXPIRE, 0, (9 + 13 * turn) * MS);
        add_awake((10 + 13 * turn) * MS + 1 * US);
        add(PART_DROP, 0, (13 + 13 * turn) * MS - 1 * US);
        add(PART_CPU, 0, (turn + 2) * MS);
    }
}

/* Threads with names of the program's: two have the same, one is of other letters, of one the system
 * has cut the last letter. */
void build_named(void)
{
    static const char *const names[] = { "prod", "prod", "\xc3\xa9t\xc3\xa9", "cut\xc3",
                                         "\xc2\x9b\x1b[m" };

    begin_with_main(20 * MS);
    add(PART_DROP, 0, 2 * MS);
    for (uint32_t i = 0; i < 5; i++) {
        add_chunk(i + 2, 0, i + 101);
        strcpy(built.chunk->name, names[i]);
        add(PART_TAKE, 0, (i + 3) * MS);
        add(PART_DROP, 0, (i + 3) * MS + 9 * US);
    }
}

/* With the lock for 10 ms and a processor for 8, of which it let go for 3 in moments. */
void build_fight(void)
{
    begin_with_main(20 * MS);
    set_version("2.7.18", true);
    add(PART_DROP, 0, 11 * MS);
    add(PART_CPU, PART_BLOCK_PREEMPTED, 8 * MS);
    add(PART_OBJECT, PART_FOUGHT, 3 * MS);
    add(PART_END, 0, 11 * MS + 5 * US);
}

/* One thread in two interpreters, and one that is in the second only. */
void build_interpreters(void)
{
    begin_with_main(20 * MS);
    add(PART_DROP, 0, 2 * MS);
    add(PART_CPU, 0, 1 * MS);
    add(PART_TAKE, 1, 2 * MS + 1 * US);
    add(PART_DROP, 1, 4 * MS);
    add(PART_CPU, 0, 3 * MS);
    add(PART_TAKE, 0, 4 * MS + 1 * US);
    add(PART_TAKE, 5, 4 * MS + 2 * US); /* taken and never dropped: no interpreter lock */
    add(PART_DROP, 0, 6 * MS);
}

/* Two threads wait for one semaphore; the third one posts it, and one that nobody waits for. */
void build_posts(void)
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

/* Days without an event: differences beyond 32 bits. The second process begins late. */
void build_long(void)
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

/* Two processes and a pipe. Main writes twice: what the child reads without waiting, and what it
 * waits for. Another thread looks whether something is to be read, and goes on at the second. */
void build_pipe(void)
{
    uint64_t pipe = PART_OBJECT_SHARED | 77;

    begin_with_main(20 * MS);
    add(PART_DROP, 0, 3 * MS);
    add(PART_CPU, 0, 2 * MS);
    add_call(PART_POST, 3 * MS + 5 * US, pipe);
    add(PART_TAKE, 0, 3 * MS + 10 * US);
    add(PART_DROP, 0, 6 * MS);
    add(PART_CPU, 0, 5 * MS);
    add_call(PART_POST, 6 * MS + 5 * US, pipe);
    add(PART_TAKE, 0, 6 * MS + 10 * US);
    add(PART_DROP, 0, 7 * MS);
    add_chunk(2, 0, 101);
    add(PART_TAKE, 0, 900 * US);
    add(PART_CPU, 0, 0);
    add(PART_DROP, 0, 910 * US);
    add(PART_TAKE, 0, 7 * MS + 10 * US);
    add(PART_CPU, PART_BLOCK_INPUT, 10 * US);
    add(PART_OBJECT, 0, pipe);
    add(PART_DROP, 0, 7 * MS + 20 * US);
    add(PART_END, 0, 7 * MS + 21 * US);
    add_part(200, 2 * MS, 20 * MS);
    add_chunk(1, 0, 200);
    add(PART_TAKE, 0, 0);
    add(PART_CPU, 0, 0);
    add(PART_DROP, 0, 2 * MS);
    add(PART_CPU, 0, 2 * MS);
    add_call(PART_READ, 2 * MS + 5 * US, pipe);
    add(PART_TAKE, 0, 2 * MS + 8 * US);
    add(PART_DROP, 0, 2 * MS + 18 * US);
    add_call(PART_READ, 5 * MS, pipe);
    add(PART_CPU, PART_BLOCK_INPUT, 2 * MS + 20 * US);
    add(PART_OBJECT, 0, pipe);
    add(PART_TAKE, 0, 5 * MS + 8 * US);
    add(PART_DROP, 0, 6 * MS);
}

/* A thread lets the lock go on request and never has it again, since its process ends. */
void build_cut_off(void)
{
    begin_with_main(20 * MS);
    add(PART_DROP, 0, 2 * MS);
    add(PART_TAKE, 0, 6 * MS);
    add(PART_DROP, 0, 19 * MS);
    add_chunk(2, 0, 101);
    add(PART_TAKE, 0, 2 * MS);
    add(PART_CPU, 0, 0);
    add(PART_DROP, 0, 6 * MS);
    add(PART_CPU, 0, 4 * MS);
    add(PART_FORCED, 0, 6 * MS + 1 * US);
    add(PART_END, 0, 19 * MS + 500 * US);
}

static void add_crowded_threads(void)
{
    add_chunk(2, 0, 101);
    add(PART_WAIT, 0, 1500 * US);
    add(PART_CPU, 0, 0);
    add_awake(2 * MS);
    add(PART_CPU, 0, 0);
    add(PART_POST, 0, 8500 * US);
    add(PART_OBJECT, 0, 4096);
    add(PART_CPU, 0, 6500 * US);
    add(PART_DROP, 0, 9 * MS);
    add(PART_CPU, 0, 7 * MS);
    add(PART_FORCED, 0, 9 * MS + 300 * US); /* it has lost its core meanwhile */
    add(PART_YIELD, 0, 9 * MS + 301 * US);
    add(PART_WOKEN, 0, 9 * MS + 350 * US);
    add(PART_CPU, 0, 7010 * US);
    add(PART_WAIT, 0, 16 * MS);
    add(PART_CPU, PART_BLOCK_PREEMPTED, 12010 * US);
    add_awake(19 * MS + 2 * US);
    add(PART_CPU, 0, 12010 * US);
    add(PART_DROP, 0, 26 * MS);
    add(PART_CPU, 0, 19 * MS);
    add(PART_END, 0, 26 * MS + 100 * US);
    add(PART_CPU, 0, 19 * MS + 40 * US);
    add_chunk(3, 0, 102);
    add(PART_WAIT, 0, 3 * MS);
    add(PART_CPU, 0, 0);
    add(PART_EXPIRE, 0, 8 * MS);
    add_awake(9 * MS + 10 * US);
    add(PART_CPU, 0, 0);
    add(PART_DROP, 0, 19 * MS);
    add(PART_CPU, 0, 9990 * US);
    add(PART_WAIT, 0, 19 * MS + 15 * US);
    add(PART_EXPIRE, 0, 24 * MS + 15 * US);
    add_awake(26 * MS + 5 * US);
    add(PART_CPU, 0, 9990 * US);
    add(PART_DROP, 0, 29 * MS);
    add(PART_CPU, 0, 13 * MS);
    add(PART_END, 0, 29 * MS + 5 * US);
}

/* More threads than cores. Main waits for a semaphore, is ready long before it gets a core, and then
 * has 2 ms of 12 until its process ends. Another lets go on request, computes for 5 ms, and has the
 * lock once more, with a request that it does not notice before it ends. */
void build_crowded(void)
{
    begin_with_main(42 * MS);
    add(PART_DROP, 0, 2 * MS);
    add(PART_CPU, 0, 1 * MS);
    add(PART_TAKE, 0, 30 * MS);
    add(PART_CPU, PART_BLOCK_LOCK, 1010 * US);
    add(PART_OBJECT, 0, 4096);
    add(PART_OBJECT, PART_QUEUED, 22 * MS);
    add(PART_END, 0, 42 * MS);
    add(PART_CPU, PART_BLOCK_PREEMPTED, 3010 * US);
    add_crowded_threads();
}

/*
 * Two threads change places 30 times, on two cores. The first lets the lock go for a call of 30 us,
 * which begins 10 us after that, while the second is awake 20 us, 21 us, ... after it. The second
 * lets it go 10 us before the first is awake.
 */
void build_wakes(void)
{
    struct recording_head *head = (void *)built.bytes;
    uint64_t pipe = PART_OBJECT_SHARED | 77;

    begin_with_main(100 * MS);
    head->cores = 2;
    for (uint64_t i = 0; i < 30; i++) {
        uint64_t at = (2 + 2 * i) * MS;

        add(PART_DROP, 0, at);
        add(PART_CPU, 0, at - 1 * MS);
        add_call(PART_POST, at + 10 * US, pipe);
        add(PART_WAIT, 0, at + 40 * US);
        add(PART_CPU, 0, at - 1 * MS + 40 * US);
        add_awake(at + 1 * MS);
        add(PART_CPU, 0, at - 1 * MS + 50 * US);
    }
    add_chunk(2, 0, 101);
    for (uint64_t i = 0; i < 30; i++) {
        uint64_t at = (2 + 2 * i) * MS, awake = at + (20 + i) * US;

        add(PART_WAIT, 0, at - 900 * US);
        add(PART_CPU, 0, i * 970 * US);
        add_awake(awake);
        add(PART_CPU, 0, i * 970 * US);
        add(PART_DROP, 0, at + 990 * US);
        add(PART_CPU, 0, (i + 1) * 970 * US);
    }
}

/* Main computes 2 ms of 5, does what nobody waits for, and computes 4 ms. */
void build_unheard(void)
{
    begin_with_main(12 * MS);
    add(PART_POST, 0, 6 * MS);
    add(PART_OBJECT, 0, 4096);
    add(PART_CPU, PART_BLOCK_PREEMPTED, 2 * MS);
    add(PART_DROP, 0, 10 * MS);
    add(PART_CPU, 0, 6 * MS);
}

/* ---- sections ---- */

static void add_section(uint64_t lock, uint64_t taken, uint64_t released)
{
    add(PART_OBJECT, PART_SECTION, lock);
    add(PART_OBJECT, PART_TAKEN, taken);
    add(PART_OBJECT, PART_RELEASED, released);
}

static void add_post(uint64_t time, uint64_t object, uint64_t used)
{
    add(PART_POST, 0, time);
    add(PART_OBJECT, 0, object);
    add(PART_CPU, 0, used);
}

/* With the interpreter's lock again after a wait at that semaphore. */
static void add_take_after(uint64_t time, uint64_t object, uint64_t used)
{
    add(PART_TAKE, 0, time);
    add(PART_CPU, PART_BLOCK_LOCK, used);
    add(PART_OBJECT, 0, object);
}

/* The other thread waits for the lock, of which it has two sections then. */
static void add_second_in_sections(enum built_sections kind)
{
    add_chunk(2, 0, 101);
    add(PART_TAKE, 0, 3 * MS);
    add(PART_CPU, 0, 0);
    if (kind == SECTIONS_WITH_WAIT)
        add_post(3500 * US, 8192, 500 * US);
    add(PART_DROP, 0, 4 * MS);
    add(PART_CPU, 0, 1 * MS);
    add_take_after(10 * MS, 4096, 1 * MS);
    if (kind != SECTIONS_OF_ONE) {
        add_section(7 | PART_SECTION_WAITED, kind == SECTIONS_AT_ONCE ? 8900 * US : 9050 * US,
                    10500 * US);
        add_section(7, 11 * MS, 12 * MS);
    }
    add_section(8, 3 * MS, 13 * MS); /* as up to 3.12 each thread has one until it ends */
    add(PART_DROP, 0, 13 * MS);
    add(PART_CPU, 0, 4 * MS);
    add(PART_END, 0, 14 * MS);
}

void build_sections(enum built_sections kind)
{
    begin_with_main(20 * MS);
    built.part->sections = 1;
    add(PART_DROP, 0, 3 * MS);
    add(PART_CPU, 0, 2 * MS);
    add(PART_TAKE, 0, 8 * MS);
    if (kind == SECTIONS_WITH_WAIT) {
        add(PART_CPU, PART_BLOCK_LOCK, 2 * MS);
        add(PART_OBJECT, 0, 8192);
    } else {
        add(PART_CPU, PART_BLOCK_SLEEP, 2 * MS);
    }
    add_section(7, 2 * MS, 9 * MS);
    add_post(9 * MS, 4096, 3 * MS);
    add(PART_DROP, 0, 10 * MS);
    add(PART_CPU, 0, 4 * MS);
    add(PART_END, 0, 15 * MS);
    add_second_in_sections(kind);
}

void build_locks(void)
{
    build_sections(SECTIONS_SHARED);
}

void build_locks_with_wait(void)
{
    build_sections(SECTIONS_WITH_WAIT);
}

/* Main waits for a lock that the other thread has until it ends. */
void build_join(void)
{
    begin_with_main(20 * MS);
    built.part->sections = 1;
    add(PART_DROP, 0, 3 * MS);
    add(PART_CPU, 0, 2 * MS);
    add_take_after(6100 * US, 4096, 2 * MS);
    add_section(8 | PART_SECTION_WAITED, 6050 * US, 6101 * US);
    add(PART_DROP, 0, 8 * MS);
    add(PART_CPU, 0, 3900 * US);
    add_chunk(2, 0, 101);
    add(PART_TAKE, 0, 3 * MS);
    add(PART_CPU, 0, 0);
    add_section(9, 4 * MS, 5 * MS); /* its last of the program's own */
    add_section(8, 3100 * US, 6 * MS);
    add_post(6 * MS, 4096, 3 * MS);
    add(PART_DROP, 0, 6 * MS + 10 * US);
    add(PART_END, 0, 6 * MS + 40 * US);
}
