/* SPDX-License-Identifier: GPL-3.0-or-later
 * Fair shares of a core: who is owed time, and who may keep the core. */
#include "sim/engine/fair.h"

#include "sim/engine/cores.h"
#include "sim/engine/earliest.h"
#include "sim/engine/runqueue.h"

/* Virtual times are sums of nanoseconds; a core's sum stays below 2^63 for a day of a hundred
 * thousand threads. */
static int64_t floor_of(int64_t number, int64_t divisor)
{
    return number / divisor - (number % divisor < 0);
}

static int64_t slice_of(const struct sim *sim)
{
    return sim->head->params.slice;
}

static struct sim_thread *running_on(struct sim *sim, const struct sim_core *core)
{
    return core->running.i ? &sim->threads[core->running.i] : NULL;
}

/* The mean virtual time of all that are there. */
static int64_t mean_of(struct sim *sim, const struct sim_core *core)
{
    const struct sim_thread *running = running_on(sim, core);
    int64_t count = (int64_t)runqueue_length(core) + (running != NULL);

    if (!runqueue_length(core)) /* mostly, and without a division */
        return running ? running->service : core->origin;
    return core->origin +
           floor_of(core->sum + (running ? running->service - core->origin : 0), count);
}

/* ---- service ---- */

/* Another joins the thread that has had the core for itself, which has been its own mean so far. None
 * of the time until the core was up has been its own. */
static void open_accounts(struct sim *sim, struct sim_core *core)
{
    struct sim_thread *running = running_on(sim, core);

    running->service = core->origin;
    running->turn_end = core->origin + slice_of(sim);
    running->protected = running->turn_end;
    core->counted = core->up_at;
    core->state = SIM_CORE_SHARED;
}

/* While a thread is alone no ticks are simulated, but at each it may have begun a new turn. */
static void renew_at_ticks(const struct sim *sim, const struct sim_core *core,
                           struct sim_thread *running)
{
    sim_time tick = sim->head->params.tick, slice = slice_of(sim), now = sim->head->now;
    sim_time over = core->counted + running->turn_end - running->service;
    sim_time first = (over + tick - 1) / tick * tick;
    sim_time every = (slice + tick - 1) / tick * tick;

    if (first >= now)
        return;
    running->turn_end =
        running->service + first + (now - 1 - first) / every * every - core->counted + slice;
}

/* Counts what the running thread has been served. True if it is past the end of its turn, and so
 * has begun another. */
static bool count_service(struct sim *sim, struct sim_core *core)
{
    struct sim_thread *running = running_on(sim, core);

    if (!running || sim->head->now <= core->counted)
        return false;
    if (!runqueue_length(core) &&
        running->turn_end - running->service < sim->head->now - core->counted)
        renew_at_ticks(sim, core, running);
    running->service += sim->head->now - core->counted;
    core->counted = sim->head->now;
    if (running->service < running->turn_end)
        return false;
    running->turn_end = running->service + slice_of(sim);
    return true;
}

/* What it is owed; debts and credits are not carried beyond two slices. */
static int64_t lag_of(struct sim *sim, const struct sim_core *core,
                      const struct sim_thread *thread)
{
    int64_t most = 2 * slice_of(sim), lag = mean_of(sim, core) - thread->service;

    if (most < sim->head->params.tick)
        most = sim->head->params.tick;
    return lag > most ? most : lag < -most ? -most : lag;
}

/* Its virtual time among the others, such that it is owed as much when it has joined them: it
 * moves their mean itself. */
static void place(struct sim *sim, const struct sim_core *core, struct sim_thread *thread)
{
    int64_t others = (int64_t)runqueue_length(core) + (core->running.i != 0);

    thread->service = mean_of(sim, core);
    if (others)
        thread->service -= thread->lag * (others + 1) / others;
    thread->turn_end = thread->service + slice_of(sim);
}

/* ---- choosing ---- */

/* Who has the earliest end of turn among those not in debt. */
static struct sim_thread *choose(struct sim *sim, const struct sim_core *core)
{
    struct sim_thread *running = running_on(sim, core), *best;
    int64_t mean;

    if (!runqueue_length(core))
        return running;
    mean = mean_of(sim, core);
    if (running && running->service > mean)
        running = NULL;
    if (running && running->service < running->protected)
        return running;
    best = earliest_eligible(sim, core, mean);
    return running && (!best || running->turn_end < best->turn_end) ? running : best;
}

static void let_go(struct sim *sim, struct sim_core *core, struct sim_thread *thread)
{
    thread->lag = 0; /* it has worked off its debt, and gets no credit */
    runqueue_remove(sim, core, thread);
    thread->lingers = 0;
}

struct sim_thread *fair_pick(struct sim *sim, uint16_t id)
{
    struct sim_core *core = &sim->cores[id];
    struct sim_thread *best;

    while ((best = choose(sim, core)) && best->lingers)
        let_go(sim, core, best);
    return best;
}

/* ---- coming and going ---- */

/* Having counted the running thread's service: does it lose the core for its own reasons? */
static bool is_over(const struct sim *sim, const struct sim_core *core, bool turn_over)
{
    const struct sim_thread *running = &sim->threads[core->running.i];

    return runqueue_length(core) && (turn_over || running->service >= running->protected);
}

/* One that lingers is back: it still owes what it owed, or, with the debt worked off, is as if it
 * had not been there. What the running thread has had since it was counted last is not in that yet
 * (requeue_delayed_entity does not call update_curr). */
static void come_back(struct sim *sim, struct sim_core *core, struct sim_thread *thread)
{
    bool settled = thread->service <= mean_of(sim, core);

    runqueue_remove(sim, core, thread);
    thread->lingers = 0;
    thread->lag = 0;
    if (settled)
        place(sim, core, thread);
    runqueue_add(sim, core, thread);
}

/* One that was not there. True if the running thread loses the core for its own reasons. */
static bool come(struct sim *sim, struct sim_core *core, struct sim_thread *thread)
{
    bool turn_over = count_service(sim, core), over = is_over(sim, core, turn_over);

    if (!runqueue_length(core))
        core->origin = sim->threads[core->running.i].service;
    place(sim, core, thread);
    runqueue_add(sim, core, thread);
    return over;
}

bool fair_join(struct sim *sim, uint16_t id, struct sim_thread *thread)
{
    struct sim_core *core = &sim->cores[id];
    bool over;

    if (core->state == SIM_CORE_ALONE)
        open_accounts(sim, core);
    if (thread->lingers) {
        come_back(sim, core, thread);
        over = is_over(sim, core, count_service(sim, core));
    } else {
        over = come(sim, core, thread);
    }
    return over || choose(sim, core) == thread;
}

bool fair_tick(struct sim *sim, uint16_t id)
{
    struct sim_core *core = &sim->cores[id];
    bool turn_over = count_service(sim, core);

    return is_over(sim, core, turn_over);
}

void fair_leave(struct sim *sim, uint16_t id, struct sim_thread *thread)
{
    struct sim_core *core = &sim->cores[id];

    count_service(sim, core);
    thread->lag = lag_of(sim, core, thread);
    core->running = SIM_NO_THREAD;
    if (thread->lag >= 0 || thread->schedule != SIM_THREAD_BLOCKED)
        return;
    thread->lingers = 1;
    runqueue_add(sim, core, thread);
}

void fair_move(struct sim *sim, uint16_t id, struct sim_thread *thread)
{
    struct sim_core *core = &sim->cores[id];

    count_service(sim, core);
    thread->lag = lag_of(sim, core, thread);
    runqueue_remove(sim, core, thread);
}
