/* SPDX-License-Identifier: GPL-3.0-or-later
 * Who may touch what at the same time: what is told from the program against trying all tasks. */
#include "sim/mech/ownership.h"
#include "tests/sim/draws.h"
#include "tests/sim/run.h"

#define DRAWS 20000

/* An access by index: of which part, by which thread or worker and in which chunk? */
struct index {
    enum sim_index_kind kind;
    int32_t at;
    bool writes, atomic;
};

/* Who executes it: so many threads, or the workers of a `parallel` of so many chunks. */
struct tasks {
    uint32_t threads, workers, chunks;
};

static struct index draw_index(uint64_t *stream, bool chunks)
{
    static const enum sim_index_kind kinds[] = { SIM_INDEX_SELF, SIM_INDEX_AT, SIM_INDEX_WHOLE,
                                                 SIM_INDEX_CHUNK };
    struct index index = { .kind = kinds[below(stream, chunks ? 4 : 3)] };

    index.at = index.kind == SIM_INDEX_WHOLE ? 0 : (int32_t)below(stream, 6);
    index.writes = below(stream, 2);
    index.atomic = below(stream, 4) == 0;
    return index;
}

static void build_access(struct build *build, const struct index *index)
{
    struct sim_op *op = build_op(build, index->writes ? SIM_OP_WRITE : SIM_OP_READ, SIM_US(10));

    op->index = (uint8_t)index->kind;
    op->at = index->at;
    op->keyword = index->atomic;
}

static void build_tasks(struct build *build, const struct tasks *tasks,
                        const struct index *accesses, int count)
{
    if (tasks->workers)
        build_op(build, SIM_OP_PARALLEL, tasks->chunks)->times = tasks->workers;
    for (int i = 0; i < count; i++)
        build_access(build, &accesses[i]);
    if (tasks->workers)
        build_end(build);
    build_threads(build, "task", tasks->threads);
    if (tasks->workers > 1)
        build_team(build, tasks->workers - 1);
}

/* ---- the slow, obvious rule ---- */

static bool touches(const struct index *index, uint32_t self, uint32_t chunk, uint32_t part,
                    uint32_t parts)
{
    uint32_t base = index->kind == SIM_INDEX_SELF    ? self
                    : index->kind == SIM_INDEX_CHUNK ? chunk
                                                     : 0;

    return index->kind == SIM_INDEX_WHOLE || (base + (uint32_t)index->at) % parts == part;
}

static bool in_conflict(const struct index *a, const struct index *b)
{
    return (a->writes || b->writes) && !(a->atomic && b->atomic);
}

/* The one's task number i against the other's number k; tasks of the same are two. */
static bool tasks_meet(const struct tasks *one, const struct index *a,
                       const struct tasks *other, const struct index *b, uint32_t parts)
{
    uint32_t mine = one->workers ? one->workers : one->threads,
             my_chunks = one->chunks + !one->chunks;
    uint32_t others = other->workers ? other->workers : other->threads;
    uint32_t their_chunks = other->chunks + !other->chunks;

    for (uint32_t i = 0; i < mine * my_chunks; i++) {
        for (uint32_t k = 0; k < others * their_chunks; k++) {
            uint32_t self = i % mine, chunk = i / mine, its = k % others,
                     its_chunk = k / others;

            if (one == other && (self == its || (one->chunks && chunk == its_chunk)))
                continue;
            for (uint32_t part = 0; part < parts; part++) {
                if (touches(a, self, chunk, part, parts) &&
                    touches(b, its, its_chunk, part, parts))
                    return true;
            }
        }
    }
    return false;
}

static bool found(const struct build *build)
{
    return ownership_find(&build->scenario, NULL, 0) > 0;
}

/* Is found what there is between two accesses of each of these tasks? Returns whether they meet. */
static bool are_told_apart(const struct tasks *tasks, const struct index index[2],
                           uint32_t parts, uint64_t seed)
{
    struct build build;
    bool meet = false;

    build_init(&build, 4);
    build.regions[0].parts = parts;
    build_tasks(&build, tasks, index, 2);
    for (int a = 0; a < 2; a++) {
        for (int b = a; b < 2; b++)
            meet |= in_conflict(&index[a], &index[b]) &&
                    tasks_meet(tasks, &index[a], tasks, &index[b], parts);
    }
    ck_assert_msg(found(&build) == meet, "seed %d: %d", (int)seed, meet);
    return meet;
}

/* Catches indices that are taken for apart though two tasks may mean the same part, or for the
 * same though they never do: of threads alike, around the ring, of unlike kinds, of more tasks
 * than parts. */
START_TEST(threads_alike_are_told_apart)
{
    int conflicts = 0;

    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        uint64_t stream = seed * 1000;
        struct tasks tasks = { .threads = 1 + (uint32_t)below(&stream, 5) };
        uint32_t parts = 1 + (uint32_t)below(&stream, 7);
        struct index index[2] = { draw_index(&stream, false), draw_index(&stream, false) };

        conflicts += are_told_apart(&tasks, index, parts, seed);
    }
    ck_assert_int_gt(conflicts, DRAWS / 4);
    ck_assert_int_lt(conflicts, DRAWS * 3 / 4);
}
END_TEST

/* Catches the same of chunks, by workers as many as there are chunks or fewer. */
START_TEST(chunks_are_told_apart)
{
    int conflicts = 0;

    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        uint64_t stream = seed * 1000 + 1;
        uint32_t chunks = 1 + (uint32_t)below(&stream, 5);
        struct tasks tasks = { 1, 1 + (uint32_t)below(&stream, chunks), chunks };
        uint32_t parts = 1 + (uint32_t)below(&stream, 7);
        struct index index[2] = { draw_index(&stream, true), draw_index(&stream, true) };

        conflicts += are_told_apart(&tasks, index, parts, seed);
    }
    ck_assert_int_gt(conflicts, DRAWS / 4);
    ck_assert_int_lt(conflicts, DRAWS * 3 / 4);
}
END_TEST

/* Catches the same of two groups, the one or the other of which may have workers. */
START_TEST(groups_are_told_apart)
{
    int conflicts = 0;

    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        uint64_t stream = seed * 1000 + 2;
        uint32_t parts = 1 + (uint32_t)below(&stream, 9), kind = (uint32_t)below(&stream, 3);
        struct tasks tasks[2] = { { .threads = 1 + (uint32_t)below(&stream, 3) },
                                  { .threads = 1 + (uint32_t)below(&stream, 3) } };
        struct index index[2];
        struct build build;
        bool meet;

        build_init(&build, 4);
        build.regions[0].parts = parts;
        if (kind < 2)
            tasks[kind] = (struct tasks){ 1, 1 + (uint32_t)below(&stream, 3), 3 };
        for (int i = 0; i < 2; i++) {
            index[i] = draw_index(&stream, tasks[i].workers);
            index[i].writes = i;  /* and a reader has no conflict with those of its own group */
            index[i].atomic |= i; /* nor has a writer */
            build_tasks(&build, &tasks[i], &index[i], 1);
        }
        meet = in_conflict(&index[0], &index[1]) &&
               tasks_meet(&tasks[0], &index[0], &tasks[1], &index[1], parts);
        ck_assert_msg(found(&build) == meet, "seed %d: %d", (int)seed, meet);
        conflicts += meet;
    }
    ck_assert_int_gt(conflicts, DRAWS / 4);
    ck_assert_int_lt(conflicts, DRAWS * 3 / 4);
}
END_TEST

/* ---- at run time ---- */

#define ACCESSES 5
#define RUNS 500

/* Of threads that come one after the other; some touch for long, the others are gone by then. */
struct passage {
    struct index index[ACCESSES];
    bool stays[ACCESSES];
};

static struct passage draw_passage(uint64_t *stream, uint32_t parts)
{
    struct passage passage;

    for (int i = 0; i < ACCESSES; i++) {
        passage.index[i] = draw_index(stream, false);
        passage.index[i].at %= (int32_t)parts;
        passage.index[i].atomic |= below(stream, 3) == 0;
        passage.stays[i] = below(stream, 2);
    }
    return passage;
}

static bool touch_one_part(const struct index *a, const struct index *b, uint32_t parts)
{
    for (uint32_t part = 0; part < parts; part++) {
        if (touches(a, 0, 0, part, parts) && touches(b, 0, 0, part, parts))
            return true;
    }
    return false;
}

/* How many find another there, and how many are only lucky. */
static void count_by_hand(const struct passage *passage, uint32_t parts, uint64_t *races,
                          uint64_t *luck)
{
    *races = *luck = 0;
    for (int i = 0; i < ACCESSES; i++) {
        bool race = false, before = false;

        for (int k = 0; k < i; k++) {
            bool clash = in_conflict(&passage->index[i], &passage->index[k]) &&
                         touch_one_part(&passage->index[i], &passage->index[k], parts);

            race |= clash && passage->stays[k];
            before |= clash;
        }
        *races += race;
        *luck += before && !race;
    }
}

/* Catches a race or luck that is not told, or told where there is none, whoever comes first: plain and
 * atomic, of parts and the whole, among several who are there or have been. */
START_TEST(whoever_comes_finds_what_is_there)
{
    uint64_t all_races = 0, all_luck = 0;

    for (uint64_t seed = 0; seed < RUNS; seed++) {
        uint64_t stream = seed * 1000 + 3, races, luck;
        uint32_t parts = 1 + (uint32_t)below(&stream, 4);
        struct passage passage = draw_passage(&stream, parts);
        struct study_result result;
        struct build build;

        build_init(&build, ACCESSES);
        build.regions[0].parts = parts;
        for (int i = 0; i < ACCESSES; i++) {
            build_access(&build, &passage.index[i]);
            build.ops[i].amount.a = passage.stays[i] ? SIM_MS(100) : SIM_US(10);
            build_threads(&build, "task", 1)->start = sim_dist_constant(SIM_MS(i));
        }
        count_by_hand(&passage, parts, &races, &luck);
        result = run_build(&build, "native");
        ck_assert_msg(result.fold->races[0] == races && result.fold->luck[0] == luck,
                      "seed %d: %d races, %d by luck", (int)seed, (int)races, (int)luck);
        all_races += races;
        all_luck += luck;
        study_result_free(&result);
    }
    ck_assert_uint_gt(all_races, RUNS / 2);
    ck_assert_uint_gt(all_luck, RUNS / 4);
}
END_TEST

/* ---- locks ---- */

/* Two threads that have taken two locks each, in some order, and let go one before they write:
 * which of them they have is a bit each. */
static bool found_with(uint32_t one, uint32_t other)
{
    const struct index writes = { SIM_INDEX_AT, 0, true, false };
    struct build build;

    build_init(&build, 4);
    for (int thread = 0; thread < 2; thread++) {
        uint32_t kept = thread ? other : one;

        for (uint32_t lock = 0; lock < 3; lock++)
            build_op(&build, SIM_OP_LOCK, 0)->object = thread ? 2 - lock : lock;
        for (uint32_t lock = 0; lock < 3; lock++) {
            if (!(kept & 1u << lock))
                build_op(&build, SIM_OP_UNLOCK, 0)->object = lock;
        }
        build_access(&build, &writes);
        build_threads(&build, thread ? "b" : "a", 1);
    }
    return found(&build);
}

/* Catches a common lock that is not seen because others were taken before it, and one that one
 * of the two has let go. */
START_TEST(any_common_lock_will_do)
{
    for (uint32_t one = 0; one < 8; one++) {
        for (uint32_t other = 0; other < 8; other++)
            ck_assert_msg(found_with(one, other) == !(one & other), "%u and %u", one, other);
    }
}
END_TEST

/* A program by letters: l and u take and let go a lock, w writes the first part and c a
 * chunk's, ( and [ begin a loop and a `parallel`, ) and ] end them. */
static void build_letters(struct build *build, const char *letters)
{
    static const struct index write = { SIM_INDEX_AT, 0, true, false },
                              chunk = { SIM_INDEX_CHUNK, 0, true, false };

    for (const char *letter = letters; *letter; letter++) {
        if (*letter == 'l' || *letter == 'u')
            build_op(build, *letter == 'l' ? SIM_OP_LOCK : SIM_OP_UNLOCK, 0);
        else if (*letter == 'w' || *letter == 'c')
            build_access(build, *letter == 'w' ? &write : &chunk);
        else if (*letter == ')' || *letter == ']')
            build_end(build);
        else
            build_op(build, *letter == '(' ? SIM_OP_REPEAT : SIM_OP_PARALLEL, 4);
    }
}

/* Catches a lock that counts although a loop may have left it out or let it go, a chunk does
 * not have it, or somebody lets it go who has not taken it; and one that does not count
 * although it is held. */
START_TEST(a_lock_counts_where_it_is_surely_held)
{
    static const struct {
        const char *letters, *others;
        uint32_t threads;
        bool found;
    } cases[] = {
        { "lwu", NULL, 2, false },     { "luw", NULL, 2, true },
        { "l[w]u", NULL, 1, true },    { "(l)w", NULL, 2, true },
        { "l(wu)", NULL, 2, true },    { "l(u)w", NULL, 2, true },
        { "l(wul)u", NULL, 2, false }, { "l()wu", NULL, 2, false },
        { "lwuu", NULL, 2, true },     { "[lwu]", NULL, 2, false },
        { "l[c]u", NULL, 2, false },   { "[c]", NULL, 2, true },
        { "l[uwl]u", NULL, 1, true },  { "l[]wu", NULL, 2, false },
        { "lwu", "u", 2, true },       { "lwu", "luw", 1, true },
        { "l(lw)u", "lwu", 1, false },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct build build;

        build_init(&build, 4);
        build.regions[0].parts = 4;
        build_letters(&build, cases[i].letters);
        build_threads(&build, "task", cases[i].threads);
        if (cases[i].others) {
            build_letters(&build, cases[i].others);
            build_threads(&build, "other", 1);
        }
        ck_assert_msg(found(&build) == cases[i].found, "%s", cases[i].letters);
    }
}
END_TEST

/* ---- arguments ---- */

/* Catches an argument that allows another part than it names, another region, or nothing but what it
 * names where that is the whole. */
START_TEST(an_argument_is_the_part_it_names)
{
    int passed = 0;

    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        uint64_t stream = seed * 1000 + 5;
        struct index given = draw_index(&stream, false), touched = draw_index(&stream, false);
        bool same = below(&stream, 4) > 0, fits;
        struct build build;

        given.at %= 2, touched.at %= 2;
        fits = same && (given.kind == SIM_INDEX_WHOLE ||
                        (given.kind == touched.kind && given.at == touched.at));
        build_init(&build, 4);
        build_access(&build, &touched);
        build_threads(&build, "task", 1);
        build.arguments[0] = (struct sim_argument){ .region = !same,
                                                    .index = (uint8_t)given.kind,
                                                    .at = given.at,
                                                    .convention = SIM_MUTABLE };
        build.scenario.argument_count = 1;
        ck_assert_msg(found(&build) == !fits, "seed %d: %d", (int)seed, fits);
        passed += fits;
    }
    ck_assert_int_gt(passed, DRAWS / 4);
    ck_assert_int_lt(passed, DRAWS * 3 / 4);
}
END_TEST

/* One thread, and two that may own what all three write, alone or with a worker each. */
static struct study_result run_owners(bool owned, bool teams, uint32_t *count)
{
    struct build build;

    build_init(&build, 8);
    build_without_costs(&build);
    build.scenario.params.store_rate = 500000000;
    build.scenario.params.store_shared = 250000000;
    build.regions[0] = (struct sim_region_def){ 8, 1 };
    build_op(&build, SIM_OP_WRITE, 0)->times = 100000;
    build_threads(&build, "other", 1);
    if (teams)
        build_op(&build, SIM_OP_PARALLEL, 2)->times = 2;
    build_op(&build, SIM_OP_WRITE, 0)->times = 100000;
    if (teams)
        build_end(&build);
    build_threads(&build, "owner", 2);
    if (teams)
        build_team(&build, 1);
    build.arguments[0] = (struct sim_argument){ .group = 1, .convention = SIM_OWNED };
    build.scenario.argument_count = owned;
    *count = ownership_find(&build.scenario, NULL, 0);
    return run_build(&build, "native");
}

/* Catches a copy that others race for, or whose line they take away, and one that its owner's
 * own chunks do not share. */
START_TEST(a_copy_is_its_owners_alone)
{
    static const struct {
        bool owned, teams;
        uint32_t found;
        uint64_t races;
        sim_time time;
    } cases[] = {
        { false, false, 2, 2, SIM_US(1200) },
        { true, false, 0, 0, SIM_US(200) },
        { false, true, 2, 4, SIM_US(2000) },
        { true, true, 1, 2, SIM_US(800) },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        uint32_t count;
        struct study_result result = run_owners(cases[i].owned, cases[i].teams, &count);

        ck_assert_msg(count == cases[i].found && result.fold->races[0] == cases[i].races,
                      "case %zu: %d found, %d races", i, (int)count,
                      (int)result.fold->races[0]);
        ck_assert_uint_eq(result.fold->luck[0], 0);
        ck_assert_int_eq(result.makespan / SIM_US(10), cases[i].time / SIM_US(10));
        study_result_free(&result);
    }
}
END_TEST

/* ---- before and after ---- */

/* Catches another op of the same number that is taken for the start of the group, of which
 * what comes after it is not known to be before. */
START_TEST(only_a_start_starts)
{
    static const enum sim_op_kind others[] = { SIM_OP_ADD, SIM_OP_PUT, SIM_OP_SET,
                                               SIM_OP_LOCK };

    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
        const struct index writes = { SIM_INDEX_AT, 0, true, false };
        struct build build;

        build_init(&build, 4);
        build_op(&build, others[i], 1)->object = 1;
        build_access(&build, &writes);
        build_op(&build, SIM_OP_START, 0)->object = 1;
        build_threads(&build, "main", 1);
        build_access(&build, &writes);
        build_threads(&build, "child", 1)->manual = true;
        ck_assert(!found(&build));
    }
}
END_TEST

/* ---- how many ---- */

/* Catches a search that gives up too early, or goes on for ever with too many accesses. */
START_TEST(so_many_accesses_are_looked_at)
{
    for (int more = 0; more < 2; more++) {
        const struct index reads = { SIM_INDEX_AT, 0, false, false };
        static struct sim_op ops[OWNERSHIP_ACCESSES_MAX + 1];
        struct sim_finding finding;
        struct build build;
        uint32_t count = OWNERSHIP_ACCESSES_MAX + (uint32_t)more;

        build_init(&build, 4);
        build_access(&build, &reads);
        build_threads(&build, "reader", 2);
        for (uint32_t i = 0; i < count; i++)
            ops[i] = build.ops[0];
        build.scenario.ops = ops;
        build.scenario.op_count = build.programs[0].count = count;
        ck_assert_uint_eq(ownership_find(&build.scenario, &finding, 1), (uint32_t)more);
        ck_assert(!more || finding.kind == SIM_FINDING_TOO_MANY);
    }
}
END_TEST

/* Catches a program that is refused and runs all the same, or one that is not and does not; or not under
 * a version whose interpreter has nothing to do with it. */
START_TEST(what_is_refused_does_not_run)
{
    static const struct index write = { SIM_INDEX_AT, 0, true, false },
                              own = { SIM_INDEX_SELF, 0, true, false };

    for (int i = 0; i < 2 * SIM_PYTHON_COUNT; i++) {
        int racy = i % 2;
        struct study_result result;
        struct build build;

        build_init(&build, 4);
        build.scenario.params.python = i / 2;
        build.regions[0].parts = 2;
        build_access(&build, racy ? &write : &own);
        build_threads(&build, "task", 2);
        result = run_build(&build, "native-owned");
        ck_assert_int_eq(result.outcome, racy ? SIM_REFUSED : SIM_ENDED);
        ck_assert_int_eq(result.makespan > 0, !racy);
        ck_assert_int_eq(*result.why != '\0', racy);
        study_result_free(&result);
    }
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(threads_alike_are_told_apart),
        SUITE_TEST(chunks_are_told_apart),
        SUITE_TEST(groups_are_told_apart),
        SUITE_TEST(whoever_comes_finds_what_is_there),
        SUITE_TEST(any_common_lock_will_do),
        SUITE_TEST(an_argument_is_the_part_it_names),
        SUITE_TEST(only_a_start_starts),
        SUITE_TEST(so_many_accesses_are_looked_at),
        SUITE_TEST(a_lock_counts_where_it_is_surely_held),
        SUITE_TEST(a_copy_is_its_owners_alone),
        SUITE_TEST(what_is_refused_does_not_run),
        { NULL, NULL },
    };

    return suite_run("ownership", tests);
}
