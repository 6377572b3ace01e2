/* SPDX-License-Identifier: GPL-3.0-or-later
 * Run queues against the slow, obvious rule. */
#include "sim/base/rng.h"
#include "sim/engine/earliest.h"
#include "sim/engine/runqueue.h"
#include "tests/sim/build.h"
#include "tests/sim/suite.h"

#define THREADS 300

static uint64_t draws;

static uint64_t draw_below(uint64_t bound)
{
    return sim_draw_below(sim_mix64(++draws), bound);
}

static struct sim *create(struct build *build)
{
    static struct sim_errors errors;
    struct sim *sim;

    build_init(build, 2);
    build_op(build, SIM_OP_NATIVE, 1);
    build_threads(build, "t", THREADS);
    sim = sim_create(&build->scenario, sim_model_find("native"), &errors);
    ck_assert_ptr_nonnull(sim);
    return sim;
}

/* What stands in fair.h: of those not in debt the earliest end of turn, of equals who came first. */
static struct sim_thread *obvious(struct sim *sim, const struct sim_core *core, int64_t mean)
{
    struct sim_thread *best = NULL;

    for (uint32_t i = core->queue_first.i; i; i = sim->threads[i].queue_next.i) {
        struct sim_thread *thread = &sim->threads[i];

        if (thread->service <= mean && (!best || thread->turn_end < best->turn_end))
            best = thread;
    }
    return best;
}

/* Someone comes or goes; `spread` says how many are equal, `crowd` how many there are mostly. */
static void change(struct sim *sim, uint8_t *queued, uint64_t spread, uint64_t crowd)
{
    struct sim_thread *thread = &sim->threads[1 + draw_below(crowd)];
    struct sim_core *core = &sim->cores[1 + thread->self.i % 2];

    if (queued[thread->self.i]) {
        runqueue_remove(sim, core, thread);
    } else {
        thread->service = (int64_t)draw_below(spread) - (int64_t)(spread / 2);
        thread->turn_end = thread->service + (int64_t)draw_below(spread);
        runqueue_add(sim, core, thread);
    }
    queued[thread->self.i] ^= 1;
}

static void compare(struct sim *sim, uint64_t spread)
{
    for (int i = 1; i <= 2; i++) {
        const struct sim_core *core = &sim->cores[i];
        int64_t mean = (int64_t)draw_below(2 * spread) - (int64_t)spread;

        ck_assert(earliest_check(sim, core));
        ck_assert_ptr_eq(earliest_eligible(sim, core, mean), obvious(sim, core, mean));
    }
}

/* Catches a tree that is out of order after a rotation, a least service that was not carried up,
 * equals in another order than they came, and one core's queue in the other's tree. */
START_TEST(the_earliest_is_the_obvious_one)
{
    static const uint64_t spreads[] = { 1, 4, 100, 5000000 },
                          crowds[] = { 9, 70, 130, THREADS };
    struct build build;

    for (size_t s = 0; s < 4; s++) {
        for (size_t c = 0; c < 4; c++) {
            struct sim *sim = create(&build);
            uint8_t queued[THREADS + 1] = { 0 };

            for (int i = 0; i < 2000; i++) {
                change(sim, queued, spreads[s], crowds[c]);
                compare(sim, spreads[s]);
            }
            sim_destroy(sim);
        }
    }
}
END_TEST

/* Catches what a thread leaves behind in a queue: equal states would differ. */
START_TEST(an_emptied_queue_is_as_it_was)
{
    struct build build;
    struct sim *sim = create(&build);
    uint8_t queued[THREADS + 1] = { 0 };
    uint64_t hash = sim_state_hash(sim);

    for (int i = 0; i < 5000; i++)
        change(sim, queued, 100, THREADS);
    for (uint32_t i = 1; i <= THREADS; i++) {
        if (queued[i])
            runqueue_remove(sim, &sim->cores[1 + i % 2], &sim->threads[i]);
        sim->threads[i].service = sim->threads[i].turn_end = 0;
    }
    ck_assert_uint_eq(sim_state_hash(sim), hash);
    sim_destroy(sim);
}
END_TEST

/* Longest way from a core's top down. */
static uint32_t depth(const struct sim *sim, uint32_t i)
{
    uint32_t left, right;

    if (!i)
        return 0;
    left = depth(sim, sim->places[i].below[0].i);
    right = depth(sim, sim->places[i].below[1].i);
    return 1 + (left > right ? left : right);
}

/* Catches a tree that is a list where threads queue up in order, as they do when a run begins. */
START_TEST(a_queue_in_order_is_no_list)
{
    struct build build;
    struct sim *sim = create(&build);

    for (uint32_t i = 1; i <= THREADS; i++) {
        sim->threads[i].turn_end = i;
        runqueue_add(sim, &sim->cores[1], &sim->threads[i]);
    }
    ck_assert_uint_le(depth(sim, sim->cores[1].top.i), 24);
    sim_destroy(sim);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(the_earliest_is_the_obvious_one),
        SUITE_TEST(an_emptied_queue_is_as_it_was),
        SUITE_TEST(a_queue_in_order_is_no_list),
        { NULL, NULL },
    };

    return suite_run("queue", tests);
}
