/* SPDX-License-Identifier: GPL-3.0-or-later
 * Records as they are kept: packed, and found again. */
#include "sim/base/hash.h"
#include "sim/timeline/timeline.h"
#include "sim/trace/pack.h"
#include "tests/sim/build.h"
#include "tests/sim/suite.h"

#include <stdlib.h>
#include <string.h>

/* In place of the library's own: memory for one row more is there until a test says otherwise. */
#define sim_grow grow
#include "sim/base/grow.c"
#undef sim_grow

static bool is_full;

bool sim_grow(void *array, size_t *room, size_t used, size_t size);

bool sim_grow(void *array, size_t *room, size_t used, size_t size)
{
    return (!is_full || used < *room) && grow(array, room, used, size);
}

#define MANY 3000

/* ---- packing ---- */

/* Records of which as many bits are at random as `bits` has set, of each word. */
static void draw(struct sim_record *records, uint64_t bits)
{
    for (uint64_t i = 0; i < MANY; i++) {
        uint64_t words[2] = { sim_mix64(2 * i) & bits, sim_mix64(2 * i + 1) & bits };

        memcpy(&records[i], words, sizeof(records[i]));
    }
}

static size_t pack_and_unpack(const struct sim_record *records)
{
    static struct sim_record again[MANY];
    unsigned char *packed = malloc(sim_records_pack_most(MANY)), *exact;
    size_t bytes = sim_records_pack(packed, records, MANY);

    ck_assert_uint_le(bytes, sim_records_pack_most(MANY));
    exact = malloc(bytes + SIM_RECORDS_PACK_SPARE);
    memcpy(exact, packed, bytes);
    memset(exact + bytes, 0xff, SIM_RECORDS_PACK_SPARE);
    sim_records_unpack(again, exact, MANY);
    ck_assert(!memcmp(records, again, sizeof(again)));
    free(exact);
    free(packed);
    return bytes;
}

/* Catches a field that loses bits, a length that is wrong at the edge of a byte, and a table that
 * differs between the two sides; and reading beyond the spare bytes, under a sanitizer. */
START_TEST(what_is_packed_comes_out_again)
{
    static struct sim_record records[MANY];

    for (int i = 0; i < 64; i++) {
        draw(records, UINT64_MAX << i);
        pack_and_unpack(records);
        draw(records, UINT64_MAX >> i);
        pack_and_unpack(records);
    }
    for (uint32_t i = 0; i < MANY; i++)
        records[i] = (struct sim_record){ .dt = UINT32_MAX >> i % 33 / 2,
                                          .arg = (uint32_t)((UINT64_C(1) << i % 33) - 1) };
    pack_and_unpack(records);
}
END_TEST

/* ---- a long run ---- */

#define CHUNKS 12
#define LENGTH ((uint64_t)CHUNKS * SIM_RUN_CHUNK + 100) /* at least so many records */

static struct timeline *run_long(void)
{
    static struct sim_errors errors;
    static struct build build;
    struct timeline *timeline;

    build_init(&build, 4);
    build.scenario.params.switch_interval = SIM_US(10);
    build_op(&build, SIM_OP_PYTHON, SIM_S(1000));
    build_threads(&build, "t", 16);
    timeline = timeline_create(&build.scenario, sim_model_find("gil"), 1 << 20, &errors);
    ck_assert_ptr_nonnull(timeline);
    while (timeline->run->count < LENGTH)
        ck_assert(timeline_run(timeline, timeline->sim->head->step + 1));
    return timeline;
}

/* The same records as a simulator that keeps none appends them. */
static struct sim_record *records_again(const struct timeline *timeline)
{
    static struct sim_errors errors;
    struct sim *sim = sim_create(timeline->sim->asked, timeline->sim->model, &errors);
    struct sim_record *records =
        malloc((timeline->run->count + SIM_RECORDS_PER_STEP) * sizeof(*records));

    sim->out = records;
    while (sim->head->records < timeline->run->count)
        sim_step(sim);
    sim_destroy(sim);
    return records;
}

static void is_there(const struct sim_run *run, const struct sim_record *records, uint64_t i)
{
    struct sim_record record = sim_run_record(run, i);

    ck_assert_msg(!memcmp(&record, &records[i], sizeof(record)), "record %lu of %lu is another",
                  (unsigned long)i, (unsigned long)run->count);
}

/* Catches records that get lost or doubled between chunks, and a window that shows another chunk
 * than the one asked for: forwards, backwards, and by leaps. */
START_TEST(every_record_is_found)
{
    struct timeline *timeline = run_long();
    struct sim_record *records = records_again(timeline);
    const struct sim_run *run = timeline->run;

    ck_assert_uint_ge(run->chunk_count, CHUNKS);
    for (uint64_t i = 0; i < run->count; i++)
        is_there(run, records, i);
    for (uint64_t i = run->count; i-- > 0;)
        is_there(run, records, i);
    for (uint64_t i = 0; i < 2000; i++)
        is_there(run, records, sim_mix64(i) % run->count);
    free(records);
    timeline_destroy(timeline);
}
END_TEST

/* Catches a run that is cut within a packed chunk, or at its edge, and goes on wrongly. */
START_TEST(a_run_that_is_cut_goes_on)
{
    static const uint64_t cuts[] = { 3 * SIM_RUN_CHUNK + 1000, 2 * SIM_RUN_CHUNK,
                                     SIM_RUN_CHUNK + 3, 5 };
    struct timeline *timeline = run_long();
    struct sim_record *records = records_again(timeline);

    for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++) {
        struct sim_run *run = timeline->run;
        uint64_t step = timeline_step_now(timeline);

        sim_run_record(run, cuts[i]); /* through a window that then is out of date */
        ck_assert(timeline_rewind(timeline, sim_run_records_of_step(run, 0) + cuts[i] / 2));
        ck_assert_uint_le(run->count, cuts[i] + SIM_RECORDS_PER_STEP);
        ck_assert(timeline_run(timeline, step));
        ck_assert_uint_eq(timeline->diverged, 0);
        for (uint64_t j = 0; j < run->count; j++)
            is_there(run, records, j);
    }
    free(records);
    timeline_destroy(timeline);
}
END_TEST

/* Catches packing that does not pack. */
START_TEST(a_record_takes_six_bytes)
{
    struct timeline *timeline = run_long();

    for (uint64_t i = 0; i < CHUNKS; i++)
        ck_assert_uint_le(pack_and_unpack(sim_run_chunk(timeline->run, i)), MANY * 6);
    timeline_destroy(timeline);
}
END_TEST

/* Catches a fold that begins anew and remembers what it saw before. */
START_TEST(a_fold_begins_anew)
{
    const size_t from = offsetof(struct sim_fold, now), to = offsetof(struct sim_fold, threads);
    struct timeline *timeline = run_long();
    struct sim_fold *fold = sim_fold_create(timeline->cast);
    struct sim_fold *fresh = sim_fold_create(timeline->cast);

    for (uint64_t i = 0; i < timeline->run->count; i++)
        sim_fold_apply(fold, sim_run_record(timeline->run, i));
    fold->measured = fold->turn = 1; /* in whatever order things happened last */
    sim_fold_reset(fold);
    ck_assert_mem_eq((char *)fold + from, (char *)fresh + from, to - from);
    ck_assert_mem_eq(fold->block, fresh->block, fold->size);
    sim_fold_destroy(fresh);
    sim_fold_destroy(fold);
    timeline_destroy(timeline);
}
END_TEST

/* Catches a command that there is no memory for, and that has made the future forgotten. */
START_TEST(a_command_that_fails_changes_nothing)
{
    const struct timeline_command command = { .param = SIM_PARAM_switch_interval,
                                              .number = SIM_MS(1) };
    struct timeline *timeline = run_long();
    uint64_t end = timeline->frontier, records = timeline->run->count;

    ck_assert(timeline_seek(timeline, 100));
    is_full = true;
    ck_assert(!timeline_command(timeline, command));
    is_full = false;
    ck_assert_uint_eq(timeline->frontier, end);
    ck_assert_uint_eq(timeline->run->count, records);
    ck_assert(timeline_command(timeline, command));
    ck_assert_uint_eq(timeline->frontier, 100);
    timeline_destroy(timeline);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(what_is_packed_comes_out_again),
        SUITE_TEST(every_record_is_found),
        SUITE_TEST(a_run_that_is_cut_goes_on),
        SUITE_TEST(a_command_that_fails_changes_nothing),
        SUITE_TEST(a_record_takes_six_bytes),
        SUITE_TEST(a_fold_begins_anew),
        { NULL, NULL },
    };

    return suite_run("run", tests);
}
