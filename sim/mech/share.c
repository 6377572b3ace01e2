/* SPDX-License-Identifier: GPL-3.0-or-later
 * Updates, reads and counts that meet others. */
#include "sim/mech/share.h"

#include "sim/mech/line.h"
#include "sim/mech/sync.h"

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

/* What C does within one instruction is kept whole by the lock, or by a compare-exchange in builds
 * that are made to do without (Modules/itertoolsmodule.c of 3.13, count_next). */
static bool is_kept_whole(const struct sim *sim, const struct bytecode_body *body)
{
    return bytecode_is_whole(body) && sim_python_is_free_threaded(sim->head->params.python);
}

static bool races(const struct sim *sim, const struct sim_thread *thread)
{
    const struct bytecode_body *body = python_body(sim, thread);

    if (engine_op(sim, thread)->kind == SIM_OP_REF)
        return counts(sim, thread);
    return engine_op(sim, thread)->kind == SIM_OP_ADD && body->hold == BYTECODE_NOWHERE &&
           !is_kept_whole(sim, body);
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
    int64_t window = body->write - body->read, fetch;

    if (counts(sim, thread) || bytecode_is_whole(body))
        return race_way(COUNT_WINDOW, body->turn, false);
    if (!sim->first_line)
        return race_way(window, body->turn, false);
    fetch = fetch_of(sim);
    return race_way(window + fetch, body->turn + fetch, true);
}

static void enter_race(struct sim *sim, struct sim_thread *thread)
{
    struct sim_tstate *tstate = &sim->tstates[thread->self.i];

    tstate->racing = 1;
    tstate->way = way_of(sim, thread);
    tstate->raced_since = sim->head->now;
    tstate->raced_from = tstate->done;
    tstate->raced_lost = race_enter(sim, &python_var(sim, thread)->race, &tstate->way);
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
    struct sim_dist tosses = {
        .kind = SIM_DIST_NORMAL, .is_count = 1, .a = middle, .b = square_root(lost)
    };

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
    int32_t at = counts(sim, thread) ? body->turn : body->write;
    int64_t updates =
        bytecode_passed(body, at, tstate->done) - bytecode_passed(body, at, tstate->raced_from);

    if (counts(sim, thread))
        updates *= 2; /* up and down */
    tstate->racing = 0;
    updates = race_leave(sim, &python_var(sim, thread)->race, &tstate->way, tstate->raced_since,
                         tstate->raced_lost, updates);
    if (counts(sim, thread))
        miscount(sim, thread, updates);
    else
        lose(sim, thread, updates);
}

/* ---- lines and locks ---- */

/*
 * How often a turn fetches the line of the object that is counted: for each count once, since who
 * is a stranger to the object looks at it and then changes it, which is what line_transfer is. An
 * attribute's object and its value are counted, each up and down. Between the two counts of the
 * object the attribute is looked up in it: in 3.14t by an instruction made for that place, so soon
 * that the line is still there. 3.13t specialises no instruction, and looks so long that the line
 * has gone meanwhile, and is fetched once more.
 *
 * measured, in line_transfer of the same minute (64 ns, two threads bound to a core each): an
 * object counted only 1.9, and with an attribute that needs no count 2.9, its value only 2.0, both
 * 4.8 (3.13.5t); both 3.6 to 4.0, the value only 2.0 (3.14.0t). A native loop that adds and takes
 * away on one line: 1.1 to 1.4, and 3.6 to 4.4 with a look at that line in between. Two threads
 * that take numbers from one itertools.count make 0.76 and 0.81 of one's turns (3.13.5t and 3.14.4t,
 * an EPYC, bound to a core each), by two fetches a turn 0.74 and 0.67.
 */
static int64_t fetches_of(const struct sim *sim, const struct sim_thread *thread)
{
    switch (sim->tstates[thread->self.i].body) {
    case BODY_COUNTED_DEFERRED:
        return 0;
    case BODY_READ_OF:
        return sim->head->params.python == SIM_PYTHON_3_13T ? 5 : 4;
    default:
        return 2;
    }
}

/* Of a change under a lock: the lines of the lock, of the place and of the old value; and a lock of
 * the program is counted itself, by the instructions that take it and let it go. */
/* assumed, not measured one by one; that a change's weigh little shows in shared_turn */
#define FETCHES_OF_CHANGE 3
#define FETCHES_OF_LOCKED 9

/* What whoever finds a lock taken does about it, in hundredths of a nanosecond. */
struct pause {
    int64_t yields; /* until it looks at the lock again */
    int64_t call;   /* what it costs the other to wake it, if it has gone to sleep */
    int64_t sleep;  /* and how long it takes until it is back */
};

static struct pause pause_of(struct sim *sim, struct sim_thread *thread)
{
    const struct sim_params *p = &sim->head->params;
    const struct sim_dist_entry *table = sim->scenario->table;
    sim_time yield = engine_cost(sim, thread, &p->yield);
    sim_time call = sim_dist_mean(&p->wake_call_idle, table);

    return (struct pause){
        .yields = SYNC_YIELDS * engine_time_for(sim, thread, yield) * HUNDREDTHS,
        .call = engine_time_for(sim, thread, call) * HUNDREDTHS,
        .sleep = sim_dist_mean(&p->wake_latency, table) * HUNDREDTHS,
    };
}

/*
 * What a turn takes of everybody's time, of which the lock is held for `held`. While two threads
 * run, a turn takes as long as fetching makes it, half of that with the lock (assumed), and by
 * chance one of them soon finds it taken. That one yields its core forty times without looking at
 * the lock again, and meanwhile the other is alone and as fast as ever. If the lock is taken just
 * then, it sleeps, and the other has to wake it. So whoever holds up others is soon without them,
 * and all together make about as many turns as one:
 *
 *                   until they meet              until the other is back
 *     time          together^2 / (2 taken)       yields + held / turn * (call + sleep)
 *     turns in it   2 * time / together          (yields + held / turn * sleep) / turn
 *
 *     together = turn + fetches      taken = held + fetches / 2
 *
 * Counted, with 3.13.5t and 3.14.0t: a pause in 55 and 100 turns of `locked`, in 260 and 430 of
 * `assign`, a quarter of which end in a sleep. By this it is 36 and 58, 450 and 690: left out is that
 * turns get into step, so that they meet more rarely than by chance; and a container's lock is let go
 * before `store` says, so that fewer sleep.
 */
static int64_t shared_turn(int64_t turn, int64_t held, int64_t fetches,
                           const struct pause *pause)
{
    int64_t together = turn + fetches, taken = held + fetches / 2;
    int64_t meet = sim_time_ratio(together, together, 2 * taken + 1);
    int64_t alone = pause->yields + sim_time_ratio(pause->sleep, held, turn);
    int64_t time = meet + alone + sim_time_ratio(pause->call, held, turn), turns;

    turns = sim_time_ratio(2 << 20, meet, together) + sim_time_ratio(1 << 20, alone, turn);
    return sim_time_ratio(time, 1 << 20, turns);
}

static void use_lock(struct sim *sim, struct sim_thread *thread, struct line_use *use,
                     int64_t fetch)
{
    const struct bytecode_body *body = python_body(sim, thread);
    bool whole = body->hold != BYTECODE_NOWHERE;
    int64_t held = whole ? body->release - body->hold : body->store;
    struct pause pause = pause_of(sim, thread);

    use->exclusive =
        shared_turn(use->turn, engine_time_for(sim, thread, held),
                    (whole ? FETCHES_OF_LOCKED : FETCHES_OF_CHANGE) * fetch, &pause);
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
    struct line_use use = { .line = op->object,
                            .turn = engine_time_for(sim, thread, body->turn) };

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

bool share_is_open(const struct sim *sim, const struct sim_thread *thread)
{
    const struct sim_op *op = engine_op(sim, thread);

    return interp_is_parallel(sim, thread) ||
           (sim->interp_count > 1 && op->kind == SIM_OP_ADD &&
            sim_scenario_shares(sim->scenario, op->object));
}

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

bool share_do_tell_stall(struct sim *sim, struct sim_thread *thread)
{
    uint32_t stall = rates_take_stall(sim, thread);

    if (stall)
        engine_record(sim, SIM_RECORD_STALL, thread, stall, SIM_REASON_SAME, 0);
    return stall;
}
