/* SPDX-License-Identifier: GPL-3.0-or-later
 * Updates, reads and counts that meet others. */
#include "sim/mech/share.h"

#include "sim/mech/line.h"

#define HUNDREDTHS 100

/* assumed: between the load and the store of an increment in memory lie five cycles, twice */
#define COUNT_WINDOW 400

/* assumed: while a line is fetched, the next one to want it waits for half of that; measured: two
 * cores that count one object up and down have its line 0.36 to 0.55 of line_transfer each
 * (compare-exchange and fetch-add in a loop, Xeon 2.3 GHz virtual machine) */
#define LINE_BUSY(transfer) ((transfer) / 2)

/* ---- overwriting ---- */

static bool counts(const struct sim *sim, const struct sim_thread *thread)
{
    return sim->tstates[thread->self.i].body == BODY_COUNTED_UNLOCKED;
}

static bool races(const struct sim *sim, const struct sim_thread *thread)
{
    const struct bytecode_body *body = python_body(sim, thread);

    if (engine_op(sim, thread)->kind == SIM_OP_REF)
        return counts(sim, thread);
    return engine_op(sim, thread)->kind == SIM_OP_ADD && body->hold == BYTECODE_NOWHERE;
}

/* Until a line that another core has is here, in hundredths of a nanosecond. */
static int64_t fetch_of(const struct sim *sim)
{
    return sim_dist_mean(&sim->head->params.line_transfer, sim->scenario->table) * HUNDREDTHS;
}

/* Where the container has a lock, waiting for it falls between reading and writing. */
static struct race_way way_of(const struct sim *sim, const struct sim_thread *thread)
{
    const struct bytecode_body *body = python_body(sim, thread);
    struct race_way way = { .window = body->write - body->read, .turn = body->turn };
    int64_t fetch;

    if (counts(sim, thread)) {
        way.window = COUNT_WINDOW;
    } else if (sim->first_line) {
        fetch = fetch_of(sim);
        way = (struct race_way){ way.window + fetch, way.turn + fetch, true };
    }
    return way;
}

static void enter_race(struct sim *sim, struct sim_thread *thread)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    struct race_way way = way_of(sim, thread);

    tstate->racing = 1;
    tstate->raced_since = sim->head->now;
    tstate->raced_from = tstate->done;
    tstate->raced_lost = race_enter(sim, &python_var(sim, thread)->race, &way);
}

/* The whole of `value` whose square is not more than `square`. */
static int64_t square_root(int64_t square)
{
    int64_t root = 0;

    for (int64_t bit = INT64_C(1) << 31; bit; bit >>= 1) {
        if ((root + bit) * (root + bit) <= square)
            root += bit;
    }
    return root;
}

/* Of the counts lost, how many more were downward: as many tosses of a coin. */
static int64_t drift(struct sim_thread *thread, int64_t lost)
{
    const int64_t middle = INT64_C(1) << 40;
    struct sim_dist tosses = { .kind = SIM_DIST_NORMAL, .a = middle, .b = square_root(lost) };

    return sim_dist_value(&tosses, NULL, engine_machine_bits(thread), 0) - middle;
}

static void miscount(struct sim *sim, struct sim_thread *thread, int64_t lost)
{
    int64_t by = lost ? drift(thread, lost) : 0;

    if (!by)
        return;
    python_var(sim, thread)->value += by;
    engine_record(sim, SIM_RECORD_MISCOUNT, thread, (uint32_t)(by < 0 ? -by : by),
                  SIM_REASON_SAME, by < 0 ? 0 : SIM_RECORD_FLAG);
}

static void lose(struct sim *sim, struct sim_thread *thread, int64_t lost)
{
    if (!lost)
        return;
    python_var(sim, thread)->value -= lost;
    engine_record(sim, SIM_RECORD_LOST, thread, (uint32_t)lost, SIM_REASON_SAME, 0);
}

static void leave_race(struct sim *sim, struct sim_thread *thread)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    const struct bytecode_body *body = python_body(sim, thread);
    struct race_way way = way_of(sim, thread);
    int32_t at = counts(sim, thread) ? body->turn : body->write;
    int64_t updates =
        bytecode_passed(body, at, tstate->done) - bytecode_passed(body, at, tstate->raced_from);

    if (counts(sim, thread))
        updates *= 2; /* up and down */
    tstate->racing = 0;
    updates = race_leave(sim, &python_var(sim, thread)->race, &way, tstate->raced_since,
                         tstate->raced_lost, updates);
    if (counts(sim, thread))
        miscount(sim, thread, updates);
    else
        lose(sim, thread, updates);
}

/* ---- lines and locks ---- */

/* How often a turn fetches the line of the object that is counted. */
static int64_t fetches_of(const struct sim *sim, const struct sim_thread *thread)
{
    switch (sim->tstates[thread->self.i].body) {
    case BODY_COUNTED_DEFERRED:
        return 0;
    case BODY_READ_OF:
        return 4;
    default:
        return 2;
    }
}

/* Of a change under a lock: the lines of the lock, of the place and of the old value; and a lock of
 * the program is counted itself, by the instructions that take it and let it go. */
/* assumed, not measured one by one; that a change's weigh little shows in shared_turn */
#define FETCHES_OF_CHANGE 3
#define FETCHES_OF_LOCKED 9

/*
 * What a turn takes of everybody's time, of which the lock is held for `held`. While two threads
 * run, a turn takes as long as fetching makes it, and by chance one of them soon finds the lock
 * taken. It then yields, and meanwhile the other is alone and as fast as ever. So whoever holds up
 * others is soon without them, and all together make about as many turns as one:
 *
 *                   until they meet    until the yielding one gets in
 *     time          turn^2 / held      yield * turn / (turn - held)
 *     turns in it   2 * time / (turn + fetches)      time / turn
 *
 * Simplified: as if it looked at the lock after each yield, and met it taken as often as chance would
 * have it. CPython 3.13 and 3.14 yield 40 times without looking, so pauses are longer; and since
 * turns get into step they are rarer, too (docs/MODELS.md has the counts).
 */
static int64_t shared_turn(int64_t turn, int64_t held, int64_t fetches, int64_t yield)
{
    int64_t apart = held < turn - turn / 16 ? turn - held : turn / 16 + 1;
    int64_t both = held ? sim_time_ratio(turn, turn, held) : turn;
    int64_t one = sim_time_ratio(yield, turn, apart), turns;

    turns = sim_time_ratio(2 << 20, both, turn + fetches) + sim_time_ratio(1 << 20, one, turn);
    return sim_time_ratio(both + one, 1 << 20, turns ? turns : 1);
}

static void use_lock(struct sim *sim, struct sim_thread *thread, struct line_use *use,
                     int64_t fetch)
{
    const struct bytecode_body *body = python_body(sim, thread);
    int64_t yield = engine_cost(sim, thread, &sim->head->params.yield) * HUNDREDTHS;

    if (body->hold != BYTECODE_NOWHERE)
        use->exclusive = shared_turn(body->turn, body->release - body->hold,
                                     FETCHES_OF_LOCKED * fetch, yield);
    else
        use->exclusive = shared_turn(body->turn, body->store, FETCHES_OF_CHANGE * fetch, yield);
}

static void use_count(const struct sim *sim, const struct sim_thread *thread,
                      struct line_use *use, int64_t fetch)
{
    int64_t fetches = fetches_of(sim, thread);

    use->transfers = fetches * fetch;
    use->exclusive = fetches * LINE_BUSY(fetch);
    use->none = !fetches;
}

static struct line_use use_of(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_op *op = engine_op(sim, thread);
    const struct bytecode_body *body = python_body(sim, thread);
    int64_t fetch = fetch_of(sim);
    struct line_use use = { .line = op->object, .turn = body->turn };

    if (interp_lock_of(sim, thread)->counts_all) {
        /* whatever a turn counts, all threads count it */
        use.line = line_of_interp(sim);
        use.transfers = body->counts * fetch;
        use.exclusive = body->counts * LINE_BUSY(fetch);
    } else if (op->kind != SIM_OP_ADD && op->kind != SIM_OP_REF) {
        use.none = true;
    } else if (body->hold != BYTECODE_NOWHERE || body->store) {
        use_lock(sim, thread, &use, fetch);
    } else {
        use_count(sim, thread, &use, fetch);
    }
    return use;
}

/* ---- bursts ---- */

void share_do_begin(struct sim *sim, struct sim_thread *thread)
{
    struct line_use use;

    if (sim->first_line) {
        use = use_of(sim, thread);
        line_use(sim, thread, &use);
    }
    if (races(sim, thread))
        enter_race(sim, thread);
}

void share_do_end(struct sim *sim, struct sim_thread *thread)
{
    if (sim->tstates[thread->self.i].racing)
        leave_race(sim, thread);
}

bool share_tell_stall(struct sim *sim, struct sim_thread *thread)
{
    uint32_t stall = rates_take_stall(sim, thread);

    if (stall)
        engine_record(sim, SIM_RECORD_STALL, thread, stall, SIM_REASON_SAME, 0);
    return stall;
}
