/* SPDX-License-Identifier: GPL-3.0-or-later
 * Finding the one thing to be said. */
#include "ui/report/advice.h"

/*
 * People ask whether the interpreter lock is what their program waits for. The answer is one of a
 * few, tried in this order; the first that holds is given, with its figures:
 *
 *     a build without the lock                  what else keeps its threads from computing
 *     a thread that wants little waits much     somebody computes beside it: move that away
 *     threads wait for the lock, the more so    bytecode fills one core: threads will not help
 *     if it is nearly always held
 *     threads wait for processors               fewer threads, or more cores
 *     C code runs without the lock              the lock is no obstacle: threads do help
 *     one thread does it all                    nothing to share
 *     threads are blocked                       the lock is not what is waited for
 *
 * Shares are those of the time in which threads were not blocked, since one that waits for input
 * wants nothing else. Where that is little, so is all that could be gained: what is not a tenth of all
 * threads' time, nor of the run for one of them, is passed over. From where on a share is much is a
 * judgement (assumed): a tenth of the time is worth a sentence, a fifth is worth a change.
 */
#define NOTABLE 10 /* per cent */
#define MUCH 20
#define FULL 80

#define NOT_BLOCKED " of the time in which they are not blocked"

struct share {
    sim_time all, most; /* of all threads; of one of them */
};

struct picture {
    const struct study_result *result;
    struct share running, waiting, native, ready;
    sim_time blocked, wanted, locked; /* wanted: not blocked; locked: blocked by each other */
    uint32_t victim;   /* who waits longest for the lock, for what it does with it */
    uint32_t computer; /* who has the lock longest */
};

static sim_time waiting_of(const struct fold_thread *thread)
{
    return thread->spent[SIM_REASON_INTERPRETER] + thread->spent[SIM_REASON_SWITCH];
}

static sim_time running_of(const struct picture *picture, uint32_t id)
{
    return picture->result->fold->threads[id].spent[SIM_REASON_RUNNING];
}

static void add_share(struct share *share, sim_time time)
{
    share->all += time;
    share->most = time > share->most ? time : share->most;
}

static void add_thread(struct picture *picture, uint32_t id)
{
    const struct fold_thread *thread = &picture->result->fold->threads[id];
    const sim_time *spent = thread->spent;
    sim_time waiting = waiting_of(thread);

    add_share(&picture->running, spent[SIM_REASON_RUNNING]);
    add_share(&picture->waiting, waiting);
    add_share(&picture->native, spent[SIM_REASON_NATIVE]);
    add_share(&picture->ready, spent[SIM_REASON_RUNNABLE]);
    picture->blocked += spent[SIM_REASON_IO] + spent[SIM_REASON_SLEEP] + spent[SIM_REASON_LOCK];
    picture->locked += spent[SIM_REASON_LOCK];
    if (!picture->computer ||
        spent[SIM_REASON_RUNNING] > running_of(picture, picture->computer))
        picture->computer = id;
    if (waiting > 4 * spent[SIM_REASON_RUNNING] &&
        (!picture->victim ||
         waiting > waiting_of(&picture->result->fold->threads[picture->victim])))
        picture->victim = id;
}

static struct picture picture_of(const struct study_result *result)
{
    struct picture picture = { .result = result };

    for (uint32_t id = 1; id <= result->cast->threads; id++)
        add_thread(&picture, id);
    picture.wanted =
        picture.running.all + picture.waiting.all + picture.native.all + picture.ready.all;
    return picture;
}

static int64_t percent(sim_time part, sim_time whole)
{
    return whole > 0 ? sim_time_ratio(part, 100, whole) : 0;
}

/* Is it enough of the whole, or of one thread's, that anything would come of having less of it? */
static bool matters(const struct picture *picture, struct share share)
{
    return percent(share.all, picture->wanted + picture->blocked) >= NOTABLE ||
           percent(share.most, picture->result->fold->now) >= NOTABLE;
}

/* ---- words ---- */

/* Rounded, as it stands elsewhere on the page. */
static void put_percent(struct sim_text *text, sim_time part, sim_time whole)
{
    sim_text_put_int(text, whole > 0 ? (sim_time_ratio(part, 1000, whole) + 5) / 10 : 0);
    sim_text_put(text, " %");
}

/* Does one thread, of the same interpreter, keep another from its little work? */
static bool put_victim(struct sim_text *text, const struct picture *picture)
{
    const struct study_result *result = picture->result;
    uint32_t victim = picture->victim, other = picture->computer;
    sim_time length = result->fold->now, waiting;

    if (!victim || victim == other ||
        sim_cast_interp_of(result->cast, victim) != sim_cast_interp_of(result->cast, other))
        return false;
    waiting = waiting_of(&result->fold->threads[victim]);
    if (percent(waiting, length) < MUCH || percent(running_of(picture, other), length) < MUCH)
        return false;
    sim_cast_put_thread(result->cast, text, victim);
    sim_text_put(text, " waits for the lock ");
    put_percent(text, waiting, length);
    sim_text_put(text, " of the time, to have it ");
    put_percent(text, running_of(picture, victim), length);
    sim_text_put(text, ", beside ");
    sim_cast_put_thread(result->cast, text, other);
    sim_text_put(text, ", which computes: put that into a process, or try a shorter switch "
                       "interval with derive");
    return true;
}

static sim_time held_most(const struct study_result *result)
{
    sim_time most = 0;

    for (uint32_t i = 1; i <= result->cast->interps; i++) {
        sim_time held = fold_held(&result->fold->interps[i], result->fold->now);

        most = held > most ? held : most;
    }
    return most;
}

static bool put_full(struct sim_text *text, const struct picture *picture)
{
    sim_time held = held_most(picture->result), length = picture->result->fold->now;

    if (!matters(picture, picture->waiting) ||
        percent(picture->waiting.all, picture->wanted) <
            (percent(held, length) < FULL ? MUCH : NOTABLE))
        return false;
    sim_text_put(text, "the lock is held ");
    put_percent(text, held, length);
    sim_text_put(text, " of the time, and threads wait for it ");
    put_percent(text, picture->waiting.all, picture->wanted);
    sim_text_put(text, NOT_BLOCKED ": more threads will not make this faster; processes may");
    return true;
}

static bool put_crowded(struct sim_text *text, const struct picture *picture)
{
    if (!matters(picture, picture->ready) ||
        percent(picture->ready.all, picture->wanted) < MUCH ||
        picture->ready.all < picture->waiting.all)
        return false;
    sim_text_put(text, "threads lack processors for ");
    put_percent(text, picture->ready.all, picture->wanted);
    sim_text_put(text,
                 NOT_BLOCKED ", more than they lack the lock: more cores, or fewer threads");
    return true;
}

static bool put_native(struct sim_text *text, const struct picture *picture)
{
    if (!matters(picture, picture->native) ||
        percent(picture->native.all, picture->wanted) < MUCH)
        return false;
    sim_text_put(text, "threads run C code without the lock for ");
    put_percent(text, picture->native.all, picture->wanted);
    sim_text_put(text, " and wait for it ");
    put_percent(text, picture->waiting.all, picture->wanted);
    sim_text_put(text, NOT_BLOCKED ": more threads help as long as there are cores for them");
    return true;
}

static bool put_alone(struct sim_text *text, const struct picture *picture)
{
    sim_time most = picture->running.most;
    sim_time work = picture->running.all + picture->native.all;

    if (!matters(picture, picture->running))
        return false;
    /* What it lacked a processor for is no other thread's work; with two it could be. */
    if (percent(most, picture->wanted) < FULL &&
        (picture->result->cast->threads > 1 || picture->blocked > work))
        return false;
    sim_cast_put_thread(picture->result->cast, text, picture->computer);
    sim_text_put(text, " does ");
    put_percent(text, most, work);
    sim_text_put(text, " of the work, and the lock is not in its way: faster code helps, other "
                       "threads do not");
    return true;
}

static void put_blocked(struct sim_text *text, const struct picture *picture)
{
    sim_text_put(text, "threads are blocked ");
    put_percent(text, picture->blocked, picture->blocked + picture->wanted);
    sim_text_put(text, " of their time and wait for the lock ");
    put_percent(text, picture->waiting.all, picture->blocked + picture->wanted);
    sim_text_put(text, !matters(picture, picture->waiting)
                           ? ": that is not what this program waits for"
                           : ": look at who has it then, with interlock step");
}

static bool put_unlocked(struct sim_text *text, const struct picture *picture)
{
    sim_time all = picture->wanted + picture->blocked;

    if (picture->result->cast->interps)
        return false;
    sim_text_put(text, "this build has no interpreter lock unless PYTHON_GIL=1 switches it on: "
                       "its threads compute for ");
    put_percent(text, picture->running.all, all);
    sim_text_put(text, " of their time, wait for each other ");
    put_percent(text, picture->locked, all);
    sim_text_put(text, ", and lack processors ");
    put_percent(text, picture->ready.all, all);
    return true;
}

void advice_put(struct sim_text *text, const struct study_result *result)
{
    static bool (*const answers[])(struct sim_text *, const struct picture *) = {
        put_unlocked, put_victim, put_full, put_crowded, put_native, put_alone,
    };
    struct picture picture = picture_of(result);

    for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
        if (answers[i](text, &picture))
            return;
    }
    put_blocked(text, &picture);
}
