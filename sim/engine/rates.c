/* SPDX-License-Identifier: GPL-3.0-or-later
 * The virtual clocks of shared rates. */
#include "sim/engine/rates.h"

#include "sim/engine/engine.h"

/* A clock that has come so far starts anew; who draws on it keeps its distance. */
#define CLOCK_MAX (INT64_C(1) << 61)

/* So that the demands of all cores can be added up. */
#define DEMAND_MAX (INT64_C(1) << 50)

static struct sim_share *share_of(struct sim *sim, struct sim_thread_id thread)
{
    return &sim->shares[thread.i];
}

/* ---- how fast ---- */

/* 2^16 * a / b, at most 2^16. */
static int64_t part_of_one(__int128 a, __int128 b)
{
    return a >= b ? RATES_ONE : (int64_t)(a * RATES_ONE / b);
}

/*
 * A line is one core's at a time. As long as nobody writes, all have copies. Else the cores take
 * turns, and all of them together make `shared` updates a second where one alone makes `alone`. An
 * update that finds the line taken away costs at least that difference more, even if the line is
 * not asked for all the time: so the speed is
 *
 *     min( shared / demand,  1 / (1 + mean demand * (1 / shared - 1 / alone)) )
 */
static int64_t speed_of_line(const struct sim *sim, const struct sim_rate *rate)
{
    const struct sim_params *p = &sim->head->params;
    __int128 shared = rate->atomics ? p->atomic_shared : p->store_shared;
    __int128 alone = rate->atomics ? p->atomic_rate : p->store_rate;
    __int128 mean = rate->demand / rate->users, product = shared * alone;
    int64_t taken, away;

    if (rate->users < 2 || !rate->writers)
        return RATES_ONE;
    taken = part_of_one(shared, rate->demand);
    away = alone > shared ? part_of_one(product, product + mean * (alone - shared)) : RATES_ONE;
    return taken < away ? taken : away;
}

static int64_t speed_of(const struct sim *sim, const struct sim_rate *rate)
{
    int64_t speed;

    if (!rate->users)
        return RATES_ONE;
    speed = rate->line ? speed_of_line(sim, rate)
                       : part_of_one(sim->head->params.memory_bandwidth, rate->demand);
    return speed ? speed : 1;
}

/* ---- the clock ---- */

static void advance(struct sim *sim, struct sim_rate *rate)
{
    rate->clock += (sim->head->now - rate->since) * rate->speed;
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

/* Somebody has come or gone. */
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
    rate->writers += (uint32_t)by * share->writes;
    rate->atomics += (uint32_t)by * share->atomics;
    rate->demand += by * share->demand;
}

/* ---- coming and going ---- */

void rates_join(struct sim *sim, struct sim_thread *thread)
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
    share->joined = sim->head->now;
    share->entered = rate->clock;
    share->finish = rate->clock + share->left;
    insert(sim, rate, thread->self);
    count(rate, share, 1);
    set_anew(sim, rate, first);
}

void rates_take_out(struct sim *sim, struct sim_thread *thread)
{
    struct sim_share *share = share_of(sim, thread->self);
    struct sim_rate *rate = &sim->rates[share->rate];
    struct sim_thread_id first = rate->first;
    int64_t until;

    advance(sim, rate);
    until = rate->clock < share->finish ? rate->clock : share->finish;
    share->stalled =
        sim_time_add(share->stalled, sim_time_scale(sim->head->now - share->joined, RATES_ONE) -
                                         (until - share->entered));
    share->left = share->finish - until;
    share->is_in = 0;
    take_out(sim, rate, share);
    count(rate, share, -1);
    set_anew(sim, rate, first);
    engine_disarm(sim, thread);
}

enum sim_flow engine_draw(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                          uint16_t state, const struct engine_draw *draw)
{
    struct sim_share *share = share_of(sim, thread->self);
    sim_time work = draw->computes ? engine_time_for(sim, thread, draw->work) : draw->work;

    SIM_REQUIRE_IN(sim, draw->work > 0 && draw->work <= RATES_WORK_MAX);
    share->rate = draw->rate;
    share->left = work * RATES_ONE;
    share->demand = sim_time_clamp(sim_time_ratio(draw->units, SIM_S(1), work), 0, DEMAND_MAX);
    share->writes = draw->writes;
    share->atomics = draw->atomics;
    thread->shares = 1;
    if (thread->owed)
        return engine_work_for(sim, thread, frame, state, 0);
    frame->state = state;
    thread->burst_from = sim->head->now;
    thread->burst_left = 0;
    rates_join(sim, thread);
    return SIM_FLOW_PAUSE;
}

uint32_t engine_take_stall(struct sim *sim, struct sim_thread *thread)
{
    struct sim_share *share = share_of(sim, thread->self);
    int64_t time = share->stalled / RATES_ONE;
    uint32_t taken = time > UINT32_MAX ? UINT32_MAX : (uint32_t)time;

    share->stalled -= (int64_t)taken * RATES_ONE;
    if (!taken)
        share->stalled = 0;
    return taken;
}

/* ---- invariants ---- */

static bool is_event_right(const struct sim *sim, const struct sim_rate *rate, uint32_t thread)
{
    bool event = sim_events_of(&sim->events, thread - 1) != SIM_EVENT_NONE;

    return event == (thread == rate->first.i);
}

static const char *check_rate(const struct sim *sim, uint32_t id)
{
    const struct sim_rate *rate = &sim->rates[id];
    struct sim_rate sum = { .first = rate->first, .line = rate->line };
    int64_t before = INT64_MIN;

    for (uint32_t i = rate->first.i; i; i = sim->shares[i].next.i) {
        const struct sim_share *share = &sim->shares[i];

        if (sum.users++ > sim->core_count)
            return "a rate's list ends";
        if (!rates_is_in(sim, &sim->threads[i]) || share->rate != id ||
            sim->threads[i].schedule != SIM_THREAD_ON_CORE)
            return "who draws on a rate has a core and is in its list";
        if (share->finish < before || !is_event_right(sim, rate, i))
            return "a rate's list is in order, and its first has the event of all";
        sum.demand += share->demand;
        sum.writers += share->writes;
        before = share->finish;
    }
    if (sum.users != rate->users || sum.demand != rate->demand || sum.writers != rate->writers)
        return "a rate's sums are those of its list";
    return rate->speed == speed_of(sim, rate) ? NULL : "a rate's clock has the right speed";
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
