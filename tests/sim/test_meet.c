/* SPDX-License-Identifier: GPL-3.0-or-later
 * Locks, queues, barriers, events and joining against playing it by hand.
 *
 * Where nothing costs time but work, who waits goes on the very moment it can. Threads work between
 * any two of these ops, for drawn times, so that no two come at the same moment. */
#include "tests/sim/deeds.h"
#include "tests/sim/draws.h"
#include "tests/sim/events.h"
#include "tests/sim/run.h"

#define RUNS 200
#define THREADS 4
#define OPS 12
#define OBJECTS DEEDS_OBJECTS

/* ---- what they do ---- */

struct play {
    struct deed deed[THREADS][OPS];
    struct deeds_objects objects;
};

static struct deed draw_deed(uint64_t *stream, uint32_t thread, uint32_t *held)
{
    static const enum sim_op_kind kinds[] = { SIM_OP_LOCK, SIM_OP_LOCK,   SIM_OP_LOCK,
                                              SIM_OP_PUT,  SIM_OP_GET,    SIM_OP_SET,
                                              SIM_OP_WAIT, SIM_OP_BARRIER };
    struct deed deed = { .kind = kinds[below(stream, 8)],
                         .object = (uint32_t)below(stream, OBJECTS) };

    if (deed.kind == SIM_OP_GET && thread % 2) /* most find in the end what they wait for */
        deed.kind = SIM_OP_PUT;
    if (deed.kind == SIM_OP_WAIT && below(stream, 2))
        deed.kind = SIM_OP_SET;
    if (deed.kind == SIM_OP_BARRIER && below(stream, 3))
        deed = (struct deed){ SIM_OP_JOIN, 0, (uint32_t)below(stream, thread + 1) };
    if (deed.kind == SIM_OP_JOIN && deed.object == thread)
        deed.kind = SIM_OP_SET, deed.object = 0;
    return deeds_lock(deed, held);
}

static struct play draw_play(uint64_t seed)
{
    uint64_t stream = seed * 1000;
    struct play play;

    for (uint32_t thread = 0; thread < THREADS; thread++) {
        uint32_t held = 0;

        for (int i = 0; i < OPS; i++) {
            struct deed *deed = &play.deed[thread][i];

            if (i % 2 == 0)
                *deed = (struct deed){ SIM_OP_NATIVE, 1 + below(&stream, SIM_S(1)), 0 };
            else if (i > OPS - 2 * OBJECTS && held) /* most let go what they have */
                *deed = deeds_let_go(&held);
            else
                *deed = draw_deed(&stream, thread, &held);
        }
    }
    play.objects = deeds_draw_objects(&stream);
    return play;
}

/* ---- by hand ---- */

/* Of each: when it is over, or SIM_TIME_NEVER: it waits for ever; and how long it has worked. */
struct outcome {
    sim_time end[THREADS], work[THREADS];
};

struct by_hand {
    const struct play *play;
    struct outcome outcome;
    sim_time now, at[THREADS]; /* when it goes on; SIM_TIME_NEVER: when it is called */
    sim_time since[THREADS];   /* it waits */
    uint32_t next[THREADS];    /* of its deeds; OPS: it is over */
    bool held[OBJECTS], set[OBJECTS];
    uint32_t items[OBJECTS], here[OBJECTS], round[OBJECTS];
    uint32_t joined[THREADS]; /* the round of its barrier, while it waits; from 1 */
};

/* Does what the thread is about to, if it can. */
static bool do_it(struct by_hand *hand, uint32_t thread)
{
    const struct deed *deed = &hand->play->deed[thread][hand->next[thread]];
    uint32_t o = deed->object;

    switch (deed->kind) {
    case SIM_OP_LOCK:
        return !hand->held[o] && (hand->held[o] = true);
    case SIM_OP_UNLOCK:
        hand->held[o] = false;
        return true;
    case SIM_OP_PUT:
        return hand->items[o] < hand->play->objects.capacity[o] && ++hand->items[o];
    case SIM_OP_GET:
        return hand->items[o] && hand->items[o]--;
    case SIM_OP_SET:
        return hand->set[o] = true;
    case SIM_OP_WAIT:
        return hand->set[o];
    case SIM_OP_JOIN:
        return hand->next[o] == OPS;
    default:
        break;
    }
    if (!hand->joined[thread]) {
        hand->joined[thread] = 1 + hand->round[o];
        if (++hand->here[o] == hand->play->objects.parties[o])
            hand->here[o] = 0, hand->round[o]++;
    }
    if (hand->joined[thread] > hand->round[o])
        return false;
    hand->joined[thread] = 0;
    return true;
}

/* From one piece of work to the next one, or until it must wait. */
static void go_on(struct by_hand *hand, uint32_t thread)
{
    while (hand->next[thread] < OPS) {
        const struct deed *deed = &hand->play->deed[thread][hand->next[thread]];

        if (deed->kind == SIM_OP_NATIVE) {
            hand->at[thread] = hand->now + deed->amount;
            hand->outcome.work[thread] += deed->amount;
            hand->next[thread]++;
            return;
        }
        if (!do_it(hand, thread)) {
            hand->at[thread] = SIM_TIME_NEVER;
            return;
        }
        hand->next[thread]++;
    }
    hand->at[thread] = SIM_TIME_NEVER;
    hand->outcome.end[thread] = hand->now;
}

/* Of those who can, whoever has waited longest; one may make another able to. */
static bool call_one(struct by_hand *hand)
{
    uint32_t order[THREADS], count = 0;

    for (uint32_t i = 0; i < THREADS; i++) {
        uint32_t k = count;

        if (hand->at[i] != SIM_TIME_NEVER || hand->next[i] == OPS)
            continue;
        for (; k && hand->since[order[k - 1]] > hand->since[i]; k--)
            order[k] = order[k - 1];
        order[k] = i;
        count++;
    }
    for (uint32_t k = 0; k < count; k++) {
        uint32_t before = hand->next[order[k]];

        go_on(hand, order[k]);
        if (hand->next[order[k]] != before)
            return true;
    }
    return false;
}

/* Until nobody goes on. */
static struct outcome play_by_hand(const struct play *play)
{
    struct by_hand hand = { .play = play };

    for (uint32_t i = 0; i < THREADS; i++)
        hand.outcome.end[i] = SIM_TIME_NEVER;
    for (;;) {
        uint32_t first = 0;

        for (uint32_t i = 1; i < THREADS; i++)
            first = hand.at[i] < hand.at[first] ? i : first;
        if (hand.at[first] == SIM_TIME_NEVER)
            return hand.outcome;
        hand.now = hand.since[first] = hand.at[first];
        go_on(&hand, first);
        while (call_one(&hand))
            ;
    }
}

/* ---- by the simulator ---- */

static const struct machine {
    const char *model;
    enum sim_python python;
} machines[] = { { "native", SIM_PYTHON_3_12 },
                 { "gil", SIM_PYTHON_3_9 },
                 { "gil", SIM_PYTHON_3_13 },
                 { "gil-ticks", SIM_PYTHON_2_7 },
                 { "unlocked", SIM_PYTHON_3_12 } };

static struct outcome run_play(const struct play *play, const struct machine *machine)
{
    struct study_result result;
    struct outcome outcome;
    struct build build;

    deeds_build(&build, THREADS, &play->objects, play->deed[0], THREADS, OPS);
    build.scenario.params.python = machine->python;
    result = events_run(&build, machine->model);
    for (uint32_t i = 0; i < THREADS; i++) {
        outcome.end[i] = SIM_TIME_NEVER;
        outcome.work[i] = result.fold->threads[i + 1].spent[SIM_REASON_NATIVE];
    }
    for (size_t i = 0; i < event_count; i++) {
        if (events[i].record.kind == SIM_RECORD_END)
            outcome.end[events[i].record.thread - 1] = events[i].time;
    }
    study_result_free(&result);
    return outcome;
}

/* Returns how many have come to their end. */
static int expect_by_hand(const struct play *play, const struct machine *machine, int seed)
{
    struct outcome wanted = play_by_hand(play), found = run_play(play, machine);
    int over = 0;

    for (int i = 0; i < THREADS; i++) {
        ck_assert_msg(wanted.end[i] == found.end[i] && wanted.work[i] == found.work[i],
                      "%s, seed %d, thread %d: %ld us, by hand %ld", machine->model, seed, i,
                      (long)(found.end[i] / 1000), (long)(wanted.end[i] / 1000));
        over += wanted.end[i] != SIM_TIME_NEVER;
    }
    return over;
}

/* Catches who waits for what is there, or goes on with what is not; who is forgotten, overtaken by
 * whoever came later, or called for nothing and asleep for ever; with a lock of the interpreter, of
 * whatever kind, and without. */
START_TEST(who_can_goes_on)
{
    int over = 0, machine_count = sizeof(machines) / sizeof(*machines);

    for (int seed = 0; seed < RUNS * machine_count; seed++) {
        struct play play = draw_play((uint64_t)seed);

        over += expect_by_hand(&play, &machines[seed % machine_count], seed);
    }
    ck_assert_int_gt(over, RUNS * machine_count);
    ck_assert_int_lt(over, RUNS * machine_count * THREADS * 3 / 4);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(who_can_goes_on),
        { NULL, NULL },
    };

    return suite_run("meet", tests);
}
