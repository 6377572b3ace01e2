/* SPDX-License-Identifier: GPL-3.0-or-later
 * What tasks of an event loop await of each other, against taking turns by hand.
 *
 * Where nothing costs time but work, one task goes on until it must wait; who can go on again is the
 * last of those who are ready. */
#include "tests/sim/deeds.h"
#include "tests/sim/draws.h"
#include "tests/sim/events.h"
#include "tests/sim/run.h"

#define RUNS 400
#define TASKS 5
#define OPS 10
#define OBJECTS DEEDS_OBJECTS

/* ---- what they do ---- */

struct play {
    struct deed deed[TASKS][OPS];
    struct deeds_objects objects;
};

static struct deed draw_deed(uint64_t *stream, uint32_t task, uint32_t *held)
{
    static const enum sim_op_kind kinds[] = { SIM_OP_LOCK, SIM_OP_LOCK,  SIM_OP_LOCK,
                                              SIM_OP_PUT,  SIM_OP_GET,   SIM_OP_SET,
                                              SIM_OP_WAIT, SIM_OP_SLEEP, SIM_OP_BARRIER };
    struct deed deed = { .kind = kinds[below(stream, 9)],
                         .object = (uint32_t)below(stream, OBJECTS) };

    if (deed.kind == SIM_OP_GET && task % 2) /* most find in the end what they wait for */
        deed.kind = SIM_OP_PUT;
    if (deed.kind == SIM_OP_WAIT && below(stream, 2))
        deed.kind = SIM_OP_SET;
    if (deed.kind == SIM_OP_BARRIER && task && below(stream, 2))
        deed = (struct deed){ SIM_OP_JOIN, 0, (uint32_t)below(stream, task) };
    return deeds_lock(deed, held);
}

static struct play draw_play(uint64_t seed)
{
    uint64_t stream = seed * 1000;
    struct play play;

    for (uint32_t task = 0; task < TASKS; task++) {
        uint32_t held = 0;

        for (int i = 0; i < OPS; i++) {
            struct deed *deed = &play.deed[task][i];

            if (held && below(&stream, 3) == 0) /* most let go what they have */
                *deed = deeds_let_go(&held);
            else if (i >= OPS - OBJECTS || below(&stream, 3) == 0)
                *deed = (struct deed){ SIM_OP_NATIVE, 1 + below(&stream, SIM_MS(1)), 0 };
            else
                *deed = draw_deed(&stream, task, &held);
        }
    }
    play.objects = deeds_draw_objects(&stream);
    return play;
}

/* ---- by hand ---- */

/* Tasks, oldest first. */
struct row {
    uint32_t task[64 * TASKS], first, count;
};

/* When each is over, or SIM_TIME_NEVER: it waits for ever; and when nothing more happens. */
struct outcome {
    sim_time end[TASKS], last;
};

struct by_hand {
    const struct play *play;
    struct outcome outcome;
    sim_time now;
    struct row ready, wants[OBJECTS], puts[OBJECTS], gets[OBJECTS], meets[OBJECTS],
        waits[OBJECTS], joins[TASKS];
    uint32_t next[TASKS]; /* of its deeds; OPS: it is over */
    bool waited[TASKS];   /* for the deed that is next */
    bool held[OBJECTS], set[OBJECTS];
    uint32_t wanted[OBJECTS]; /* by tasks that have not got it yet */
    uint32_t items[OBJECTS], here[OBJECTS];
    bool inside[TASKS], leaving[OBJECTS];
};

static void append(struct row *row, uint32_t task)
{
    row->task[row->first + row->count++] = task;
}

static uint32_t take_first(struct row *row)
{
    row->count--;
    return row->task[row->first++];
}

static void call_first(struct by_hand *hand, struct row *row)
{
    if (row->count)
        append(&hand->ready, take_first(row));
}

static void call_all(struct by_hand *hand, struct row *row)
{
    while (row->count)
        call_first(hand, row);
}

/* Whoever has been called has it now; who comes while others wait, waits behind. */
static bool lock(struct by_hand *hand, uint32_t task, uint32_t object)
{
    if (!hand->waited[task]) {
        if (hand->held[object] || hand->wanted[object]) {
            hand->wanted[object]++;
            return false;
        }
        hand->wanted[object]++;
    }
    hand->wanted[object]--;
    hand->held[object] = true;
    return true;
}

/* Who comes while the others leave, waits until they have. */
static bool meet(struct by_hand *hand, uint32_t task, uint32_t object)
{
    if (!hand->inside[task]) {
        if (hand->leaving[object])
            return false;
        hand->inside[task] = true;
        if (++hand->here[object] < hand->play->objects.parties[object])
            return false;
        hand->leaving[object] = true;
        call_all(hand, &hand->meets[object]);
    }
    hand->inside[task] = false;
    if (--hand->here[object] == 0) {
        hand->leaving[object] = false;
        call_all(hand, &hand->meets[object]);
    }
    return true;
}

static bool put(struct by_hand *hand, uint32_t object)
{
    if (hand->items[object] == hand->play->objects.capacity[object])
        return false;
    hand->items[object]++;
    call_first(hand, &hand->gets[object]);
    return true;
}

static bool get(struct by_hand *hand, uint32_t object)
{
    if (!hand->items[object])
        return false;
    hand->items[object]--;
    call_first(hand, &hand->puts[object]);
    return true;
}

/* Where it waits if it cannot go on; NULL: it can. */
static struct row *try_it(struct by_hand *hand, uint32_t task, const struct deed *deed)
{
    uint32_t o = deed->object;

    switch (deed->kind) {
    case SIM_OP_NATIVE:
        hand->now += deed->amount;
        return NULL;
    case SIM_OP_SLEEP:
        return hand->waited[task] ? NULL : &hand->ready;
    case SIM_OP_LOCK:
        return lock(hand, task, o) ? NULL : &hand->wants[o];
    case SIM_OP_UNLOCK:
        hand->held[o] = false;
        call_first(hand, &hand->wants[o]);
        return NULL;
    case SIM_OP_PUT:
        return put(hand, o) ? NULL : &hand->puts[o];
    case SIM_OP_GET:
        return get(hand, o) ? NULL : &hand->gets[o];
    case SIM_OP_SET:
        hand->set[o] = true;
        call_all(hand, &hand->waits[o]);
        return NULL;
    case SIM_OP_WAIT:
        return hand->set[o] ? NULL : &hand->waits[o];
    case SIM_OP_JOIN:
        return hand->next[o] == OPS ? NULL : &hand->joins[o];
    default:
        return meet(hand, task, o) ? NULL : &hand->meets[o];
    }
}

static void take_turn(struct by_hand *hand, uint32_t task)
{
    while (hand->next[task] < OPS) {
        struct row *row = try_it(hand, task, &hand->play->deed[task][hand->next[task]]);

        hand->waited[task] = row;
        if (row) {
            append(row, task);
            return;
        }
        hand->next[task]++;
    }
    call_all(hand, &hand->joins[task]);
    hand->outcome.end[task] = hand->now;
}

static struct outcome play_by_hand(const struct play *play)
{
    static struct by_hand hand;

    hand = (struct by_hand){ .play = play };
    for (uint32_t i = 0; i < TASKS; i++) {
        hand.outcome.end[i] = SIM_TIME_NEVER;
        append(&hand.ready, i);
    }
    while (hand.ready.count)
        take_turn(&hand, take_first(&hand.ready));
    hand.outcome.last = hand.now;
    return hand.outcome;
}

/* ---- by the simulator ---- */

static struct outcome run_play(const struct play *play)
{
    struct study_result result;
    struct outcome outcome;
    struct build build;

    deeds_build(&build, 2, &play->objects, play->deed[0], TASKS, OPS);
    result = events_run(&build, "asyncio");
    for (uint32_t i = 0; i < TASKS; i++)
        outcome.end[i] = SIM_TIME_NEVER;
    for (size_t i = 0; i < event_count; i++) {
        outcome.last = events[i].time;
        if (events[i].record.kind == SIM_RECORD_END && events[i].record.thread <= TASKS)
            outcome.end[events[i].record.thread - 1] = events[i].time;
    }
    study_result_free(&result);
    return outcome;
}

/* Catches a turn that goes on though the task must wait, or ends though it need not; who is called in
 * another order, twice or never; somebody who comes in between where others wait. */
START_TEST(tasks_take_turns)
{
    int over = 0;

    for (int seed = 0; seed < RUNS; seed++) {
        struct play play = draw_play((uint64_t)seed);
        struct outcome wanted = play_by_hand(&play), found = run_play(&play);

        ck_assert_msg(wanted.last == found.last, "seed %d: %ld, by hand %ld", seed,
                      (long)found.last, (long)wanted.last);
        for (int i = 0; i < TASKS; i++) {
            ck_assert_msg(wanted.end[i] == found.end[i],
                          "seed %d, task %d: %ld us, by hand %ld", seed, i,
                          (long)(found.end[i] / 1000), (long)(wanted.end[i] / 1000));
            over += wanted.end[i] != SIM_TIME_NEVER;
        }
    }
    ck_assert_int_gt(over, RUNS);
    ck_assert_int_lt(over, RUNS * TASKS * 3 / 4);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(tasks_take_turns),
        { NULL, NULL },
    };

    return suite_run("tasks", tests);
}
