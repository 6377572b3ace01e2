/* SPDX-License-Identifier: GPL-3.0-or-later
 * What starts and joins put in order: what is told from the program against going through it. */
#include "sim/mech/ownership.h"
#include "tests/sim/draws.h"
#include "tests/sim/run.h"

#include <string.h>

static void build_write(struct build *build)
{
    build_op(build, SIM_OP_WRITE, SIM_US(10))->index = SIM_INDEX_AT;
}

static bool found(const struct build *build)
{
    return ownership_find(&build->scenario, NULL, 0) > 0;
}

/* Main writes and starts a helper, which may start the child, as main does before or after writing. */
static bool found_with_starts(bool main_starts, bool first, bool helper_starts)
{
    struct build build;

    build_init(&build, 4);
    if (main_starts && first)
        build_op(&build, SIM_OP_START, 0)->object = 2;
    build_write(&build);
    build_op(&build, SIM_OP_START, 0)->object = 1;
    if (main_starts && !first)
        build_op(&build, SIM_OP_START, 0)->object = 2;
    build_threads(&build, "main", 1);
    build_op(&build, helper_starts ? SIM_OP_START : SIM_OP_JOIN, 0)->object = 2;
    build_threads(&build, "helper", 1)->manual = true;
    build_write(&build);
    build_threads(&build, "child", 1)->manual = true;
    return found(&build);
}

/* Catches the one start that comes after, where another may come first; and one that is not needed
 * with another that comes after as well. */
START_TEST(each_start_must_come_after)
{
    for (int helper = 0; helper < 2; helper++) {
        ck_assert(found_with_starts(true, true, helper));
        ck_assert(!found_with_starts(true, false, helper));
    }
    ck_assert(!found_with_starts(false, false, true));
    ck_assert(found_with_starts(false, false, false)); /* by nobody */
}
END_TEST

/* Four threads, each of which writes once. All but the first are started, each by one that stands
 * before it; anybody may join anybody, and some of that may stand in a block, mostly a loop. */
#define GROUPS 4
#define GROUP_OPS 7
#define TURNS_MAX 2
#define FAMILIES 4000

struct deed {
    enum sim_op_kind kind;
    uint32_t group; /* started, or joined */
};

struct family {
    struct deed deeds[GROUPS][GROUP_OPS];
    int counts[GROUPS];
    enum sim_op_kind block;
    int looping, from, to; /* the group and its deeds in the block; from == to: none */
};

static void insert(struct family *family, uint64_t *stream, uint32_t group, struct deed deed)
{
    int count = family->counts[group]++, at = (int)below(stream, count + 1);

    for (int i = count; i > at; i--)
        family->deeds[group][i] = family->deeds[group][i - 1];
    family->deeds[group][at] = deed;
}

/* A loop starts nobody: whoever is started, is so once. */
static void draw_block(struct family *family, uint64_t *stream)
{
    static const enum sim_op_kind blocks[] = { SIM_OP_REPEAT, SIM_OP_ARRIVE, SIM_OP_PARALLEL,
                                               SIM_OP_MEASURE };

    family->block = blocks[below(stream, 4)];
    family->looping = (int)below(stream, GROUPS);
    family->from = (int)below(stream, family->counts[family->looping]);
    family->to = family->from;
    for (int64_t most = below(stream, 4); most; most--) {
        if (family->to == family->counts[family->looping] ||
            (family->deeds[family->looping][family->to].kind == SIM_OP_START &&
             family->block != SIM_OP_MEASURE))
            return;
        family->to++;
    }
}

static struct family draw_family(uint64_t *stream)
{
    struct family family = { .looping = 0 };

    for (uint32_t group = 0; group < GROUPS; group++)
        insert(&family, stream, group, (struct deed){ SIM_OP_WRITE, 0 });
    for (uint32_t group = 1; group < GROUPS; group++)
        insert(&family, stream, (uint32_t)below(stream, group),
               (struct deed){ SIM_OP_START, group });
    for (int64_t joins = below(stream, 4); joins; joins--) {
        uint32_t group = (uint32_t)below(stream, GROUPS);
        uint32_t other = (group + 1 + (uint32_t)below(stream, GROUPS - 1)) % GROUPS;

        insert(&family, stream, group, (struct deed){ SIM_OP_JOIN, other });
    }
    draw_block(&family, stream);
    return family;
}

static void build_family(struct build *build, const struct family *family)
{

    build_init(build, 4);
    for (int group = 0; group < GROUPS; group++) {
        bool loops = group == family->looping && family->from < family->to;

        for (int i = 0; i < family->counts[group]; i++) {
            const struct deed *deed = &family->deeds[group][i];

            if (loops && i == family->from)
                build_op(build, family->block, TURNS_MAX)->times = 1;
            if (deed->kind == SIM_OP_WRITE)
                build_write(build);
            else
                build_op(build, deed->kind, 0)->object = deed->group;
            if (loops && i == family->to - 1)
                build_end(build);
        }
        build_threads(build, "thread", 1)->manual = group > 0;
    }
}

/* The same, with the loop gone through so often. What a thread does is its places. */
#define GROUP_PLACES (GROUP_OPS * TURNS_MAX)
#define PLACES (GROUPS * GROUP_PLACES)

static struct family unrolled(const struct family *family, int turns,
                              struct deed places[GROUPS][GROUP_PLACES])
{
    struct family counted = { .looping = 0 };

    for (int group = 0; group < GROUPS; group++) {
        bool loops = group == family->looping && family->from < family->to;

        for (int i = 0, turn = 0; i < family->counts[group]; i++) {
            if (loops && i == family->from && turns <= turn)
                i = family->to;
            if (i == family->counts[group])
                break;
            places[group][counted.counts[group]++] = family->deeds[group][i];
            if (loops && i == family->to - 1 && ++turn < turns)
                i = family->from - 1;
        }
    }
    return counted;
}

static bool order[PLACES][PLACES];

/* Which place is before which, as far as anybody waits for anybody. False: some wait in a circle. */
static bool put_places_in_order(struct deed places[GROUPS][GROUP_PLACES], const int *counts)
{
    memset(order, 0, sizeof(order));
    for (int group = 0; group < GROUPS; group++) {
        for (int i = 0; i < counts[group]; i++) {
            const struct deed *deed = &places[group][i];
            int here = group * GROUP_PLACES + i, there = (int)deed->group * GROUP_PLACES;

            if (i)
                order[here - 1][here] = true;
            if (deed->kind == SIM_OP_START)
                order[here][there] = true;
            if (deed->kind == SIM_OP_JOIN)
                order[there + counts[deed->group] - 1][here] = true;
        }
    }
    for (int k = 0; k < PLACES; k++) {
        for (int i = 0; i < PLACES; i++) {
            for (int j = 0; order[i][k] && j < PLACES; j++)
                order[i][j] |= order[k][j];
        }
    }
    for (int k = 0; k < PLACES; k++) {
        if (order[k][k])
            return false;
    }
    return true;
}

/* For all writes of the one and all of the other: is the one before the other, always? */
static bool all_before(struct deed places[GROUPS][GROUP_PLACES], const int *counts, int a,
                       int b)
{
    for (int i = 0; i < counts[a]; i++) {
        for (int k = 0; k < counts[b]; k++) {
            if (places[a][i].kind == SIM_OP_WRITE && places[b][k].kind == SIM_OP_WRITE &&
                !order[a * GROUP_PLACES + i][b * GROUP_PLACES + k])
                return false;
        }
    }
    return true;
}

/* Bit by bit, which pairs of threads write in the same order however often the loop is gone through.
 * *circle: in some of these some wait in a circle, or a thread does nothing at all. */
static uint32_t ordered_pairs(const struct family *family, bool *circle)
{
    uint32_t pairs = UINT32_MAX;
    bool once = family->block == SIM_OP_MEASURE;

    *circle = false;
    for (int turns = once; turns <= (once ? 1 : TURNS_MAX); turns++) {
        struct deed places[GROUPS][GROUP_PLACES];
        struct family counted = unrolled(family, turns, places);

        *circle |= !counted.counts[family->looping];
        if (*circle || !put_places_in_order(places, counted.counts)) {
            *circle = true;
            return 0;
        }
        for (int a = 0; a < GROUPS; a++) {
            for (int b = 0; b < GROUPS; b++) {
                if (!all_before(places, counted.counts, a, b))
                    pairs &= ~(1u << (a * GROUPS + b));
            }
        }
    }
    return pairs;
}

static uint32_t unordered(uint32_t pairs)
{
    uint32_t count = 0;

    for (int a = 0; a < GROUPS; a++) {
        for (int b = a + 1; b < GROUPS; b++)
            count += !(pairs & (1u << (a * GROUPS + b) | 1u << (b * GROUPS + a)));
    }
    return count;
}

/* Catches two writes that are kept in order by starts and joins of whomever, and refused all the same;
 * two that are not, and allowed; a join that a loop may leave out, and one that it does not; a block
 * that is taken for a loop, and a loop that is not. */
START_TEST(starts_and_joins_put_in_order)
{
    uint32_t conflicts = 0, most = 0;

    for (uint64_t seed = 0; seed < FAMILIES; seed++) {
        uint64_t stream = seed * 1000 + 4;
        struct family family = draw_family(&stream);
        struct build build;
        bool circle;
        uint32_t wanted = unordered(ordered_pairs(&family, &circle));

        build_family(&build, &family);
        if (circle)
            continue;
        ck_assert_msg(ownership_find(&build.scenario, NULL, 0) == wanted,
                      "seed %d: not %d conflicts", (int)seed, (int)wanted);
        conflicts += wanted;
        most += GROUPS * (GROUPS - 1) / 2;
    }
    ck_assert_uint_gt(conflicts, most / 4);
    ck_assert_uint_lt(conflicts, most * 3 / 4);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(each_start_must_come_after),
        SUITE_TEST(starts_and_joins_put_in_order),
        { NULL, NULL },
    };

    return suite_run("precedence", tests);
}
