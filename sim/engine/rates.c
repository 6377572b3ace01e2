/* SPDX-License-Identifier: GPL-3.0-or-later
 * The virtual clocks of shared rates. */
#include "sim/engine/rates.h"

#include <string.h>

#include "sim/engine/engine.h"

/* A clock that has come so far starts anew; who draws on it keeps its distance. */
#define CLOCK_MAX (INT64_C(1) << 61)

/* So much work, a quarter of an hour, is joined with at a time. */
#define ALONE_MAX (INT64_C(1) << 40)

static struct sim_share *share_of(struct sim *sim, struct sim_thread_id thread)
{
    return &sim->shares[thread.i];
}

/* ---- how fast ---- */

int64_t rates_part_of_one(__int128 a, __int128 b)
{
    return a >= b ? RATES_ONE : (int64_t)(a * RATES_ONE / b);
}

static int64_t speed_of(const struct sim *sim, const struct sim_rate *rate)
{
    return rate->users ? sim_time_clamp(sim->speeds[rate->kind](sim, rate), 1, RATES_ONE)
                       : RATES_ONE;
}

/* ---- the clock ---- */

static int64_t clock_now(const struct sim *sim, const struct sim_rate *rate)
{
    return rate->clock + (sim->head->now - rate->since) * rate->speed;
}

static void advance(struct sim *sim, struct sim_rate *rate)
{
    rate->clock = clock_now(sim, rate);
    rate->since = sim->head->now;
}

static void start_anew(struct sim *sim, struct sim_rate *rate)
{
    int64_t by = rate->clock;

    for (uint32_t i = rate->first.i; i; i = sim->shares[i].next.i) {
        sim->shares[i].finish -= by;
        sim->shares[i].entered -= by;
    }
    rate->clock = 0;
}

/* The thread whose finish comes first has the event of all. */
static void arm_first(struct sim *sim, struct sim_rate *rate)
{
    int64_t left = share_of(sim, rate->first)->finish - rate->clock;
    sim_time after = left > 0 ? (left - 1) / rate->speed + 1 : 0;

    engine_arm(sim, &sim->threads[rate->first.i], sim_time_add(rate->since, after),
               SIM_RANK_BURST);
}

/* Somebody has come or gone; `before` was the first until then. */
static void set_anew(struct sim *sim, struct sim_rate *rate, struct sim_thread_id before)
{
    rate->speed = speed_of(sim, rate);
    if (before.i && before.i != rate->first.i)
        engine_disarm(sim, &sim->threads[before.i]);
    if (rate->first.i)
        arm_first(sim, rate);
}

/* ---- the list ---- */

/* Who comes last mostly finishes last, so it is looked for from the end. Among equals, whoever came
 * first. */
static void insert(struct sim *sim, struct sim_rate *rate, struct sim_thread_id thread)
{
    struct sim_share *share = share_of(sim, thread);
    struct sim_thread_id prev = rate->last, next;

    while (prev.i && share_of(sim, prev)->finish > share->finish)
        prev = share_of(sim, prev)->prev;
    next = prev.i ? share_of(sim, prev)->next : rate->first;
    share->prev = prev;
    share->next = next;
    *(prev.i ? &share_of(sim, prev)->next : &rate->first) = thread;
    *(next.i ? &share_of(sim, next)->prev : &rate->last) = thread;
}

static void take_out(struct sim *sim, struct sim_rate *rate, const struct sim_share *share)
{
    *(share->prev.i ? &share_of(sim, share->prev)->next : &rate->first) = share->next;
    *(share->next.i ? &share_of(sim, share->next)->prev : &rate->last) = share->prev;
}

static void count(struct sim_rate *rate, const struct sim_share *share, int by)
{
    rate->users += (uint32_t)by;
    for (int i = 0; i < RATES_BRINGS; i++)
        rate->sum[i] += by * share->brings[i];
}

/* ---- coming and going ---- */

void rates_use(struct sim *sim, struct sim_thread *thread, const struct rates_use *use)
{
    struct sim_share *share = share_of(sim, thread->self);

    for (int i = 0; i < RATES_BRINGS; i++)
        share->brings[i] = sim_time_clamp(use->brings[i], 0, RATES_BRINGS_MAX);
    share->rate = use->rate;
    share->computes = use->computes;
    thread->shares = 1;
}

void rates_join(struct sim *sim, struct sim_thread *thread, sim_time alone)
{
    struct sim_share *share = share_of(sim, thread->self);
    struct sim_rate *rate = &sim->rates[share->rate];
    struct sim_thread_id first = rate->first;

    if (!rate->users) {
        rate->since = sim->head->now;
        rate->clock = 0;
    }
    advance(sim, rate);
    if (rate->clock > CLOCK_MAX)
        start_anew(sim, rate);
    share->is_in = 1;
    share->partly = alone > ALONE_MAX;
    share->joined = sim->head->now;
    share->entered = rate->clock;
    share->finish = rate->clock + (share->partly ? ALONE_MAX : alone) * RATES_ONE;
    insert(sim, rate, thread->self);
    count(rate, share, 1);
    set_anew(sim, rate, first);
}

sim_time rates_done(const struct sim *sim, const struct sim_thread *thread)
{
    const struct sim_share *share = &sim->shares[thread->self.i];
    int64_t clock = clock_now(sim, &sim->rates[share->rate]);

    return ((clock < share->finish ? clock : share->finish) - share->entered) / RATES_ONE;
}

void rates_take_out(struct sim *sim, struct sim_thread *thread)
{
    struct sim_share *share = share_of(sim, thread->self);
    struct sim_rate *rate = &sim->rates[share->rate];
    struct sim_thread_id first = rate->first;

    share->stalled += sim->head->now - share->joined - rates_done(sim, thread);
    share->is_in = 0;
    advance(sim, rate);
    take_out(sim, rate, share);
    count(rate, share, -1);
    set_anew(sim, rate, first);
    engine_disarm(sim, thread);
}

uint32_t rates_take_stall(struct sim *sim, struct sim_thread *thread)
{
    struct sim_share *share = share_of(sim, thread->self);
    uint32_t taken;

    if (!sim->rate_count)
        return 0;
    taken = engine_shown(share->stalled);
    share->stalled -= taken;
    return taken;
}

/* ---- rows ---- */

void rates_layout(struct sim *sim, struct sim_layout *layout, uint32_t count)
{
    sim->rate_count = count;
    sim_layout_rows(layout, &sim->rates, sizeof(*sim->rates), count);
    sim_layout_rows(layout, &sim->shares, sizeof(*sim->shares), count ? sim->thread_count : 0);
}

/* ---- invariants ---- */

static bool is_event_right(const struct sim *sim, const struct sim_rate *rate, uint32_t thread)
{
    bool event = sim_events_has(&sim->events, thread);

    return event == (thread == rate->first.i);
}

static const char *check_rate(const struct sim *sim, uint32_t id)
{
    const struct sim_rate *rate = &sim->rates[id];
    struct sim_rate sum = { .users = 0 };
    int64_t before = INT64_MIN;

    for (uint32_t i = rate->first.i; i; i = sim->shares[i].next.i) {
        const struct sim_share *share = &sim->shares[i];

        if (sum.users > sim->core_count)
            return "a rate's list ends";
        if (!rates_is_in(sim, &sim->threads[i]) || share->rate != id ||
            sim->threads[i].schedule != SIM_THREAD_ON_CORE)
            return "who draws on a rate has a core and is in its list";
        if (share->finish < before || !is_event_right(sim, rate, i))
            return "a rate's list is in order, and its first has the event of all";
        count(&sum, share, 1);
        before = share->finish;
    }
    if (sum.users != rate->users || memcmp(sum.sum, rate->sum, sizeof(sum.sum)))
        return "a rate's sums are those of its list";
    return !rate->users || rate->speed == speed_of(sim, rate)
               ? NULL
               : "a rate's clock has the right speed";
}

const char *rates_check(const struct sim *sim)
{
    uint32_t in = 0, users = 0;
    const char *wrong = NULL;

    for (uint32_t i = 1; !wrong && i <= sim->rate_count; i++) {
        wrong = check_rate(sim, i);
        users += sim->rates[i].users;
    }
    for (uint32_t i = 1; sim->rate_count && i <= sim->thread_count; i++)
        in += rates_is_in(sim, &sim->threads[i]);
    return !wrong && in != users ? "who draws on a rate is in its list" : wrong;
}
