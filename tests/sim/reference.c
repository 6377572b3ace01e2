/* SPDX-License-Identifier: GPL-3.0-or-later
 * The rule of the lock, thread by thread, with a list that is searched for whatever comes next. */
#include "tests/sim/reference.h"

#include <stdlib.h>

/*
 *   take   free: it is mine; if the last holder was another, the switch number goes up; whoever
 *          waits for a switch is signalled; the request is cleared (mine, or everybody's).
 *          else: remember the switch number, sleep for the interval at most, behind all others.
 *          Back by the time-out, with the lock still taken and the number as it was: request.
 *   drop   it is free; the first who sleeps for it is signalled. If a request is there and nobody
 *          has taken it yet: clear it, and sleep until somebody has.
 *   A holder with a request drops at its next check and then takes again.
 */
enum what {
    COMING,    /* awake at `at`, and will try to take */
    SLEEPING,  /* for the lock; times out at `at` */
    TIMED_OUT, /* runs at `at`, and is in the queue until then */
    COMPUTING, /* until `at` */
    YIELDING,  /* for a switch */
    LEAVING,   /* has seen the switch; goes on at `at` */
    OUTSIDE,   /* until `at` */
    ENDED,
};

struct thread {
    enum what what;
    sim_time at, since; /* of computing: began then, */
    sim_time done;      /* with so much of the op done */
    int op, place;      /* place in the queue it sleeps in */
    long seen;          /* switch number */
    bool requested, at_check, then_take;
};

struct lock {
    const struct reference_setting *setting;
    struct reference_event *events;
    int count;
    struct thread threads[REFERENCE_THREADS];
    int holder, last_holder, places;
    bool requested; /* of all, up to 3.12 */
    long switches;
    sim_time now;
};

static void say(struct lock *lock, enum reference_kind kind, int thread)
{
    if (lock->count == REFERENCE_EVENTS)
        abort();
    lock->events[lock->count++] =
        (struct reference_event){ .time = lock->now, .kind = kind, .thread = thread };
}

static bool *request_of(struct lock *lock, int thread)
{
    return lock->setting->threads_own ? &lock->threads[thread].requested : &lock->requested;
}

static const struct reference_program *program_of(const struct lock *lock, int thread)
{
    return &lock->setting->programs[thread];
}

/* ---- computing ---- */

/* From now on; up to the end of the op, or to the next check if a request is there. */
static void compute(struct lock *lock, int id)
{
    struct thread *thread = &lock->threads[id];
    sim_time end = program_of(lock, id)->ops[thread->op].length, check;

    thread->what = COMPUTING;
    thread->since = lock->now;
    thread->at_check = false;
    if (*request_of(lock, id)) {
        check = bytecode_next_check(&lock->setting->body, thread->done).work;
        thread->at_check = check < end;
        end = check < end ? check : end;
    }
    thread->at = lock->now + end - thread->done;
}

static void post_request(struct lock *lock, int by)
{
    int holder = lock->last_holder;
    struct thread *thread = &lock->threads[holder];

    say(lock, REFERENCE_REQUEST, by);
    *request_of(lock, holder) = true;
    if (thread->what != COMPUTING || thread->at_check)
        return;
    thread->done += lock->now - thread->since;
    compute(lock, holder);
}

/* ---- waiting ---- */

static void sleep_for_it(struct lock *lock, int id)
{
    struct thread *thread = &lock->threads[id];

    thread->what = SLEEPING;
    thread->seen = lock->switches;
    thread->at = lock->now + lock->setting->interval;
    thread->place = lock->places++;
}

/* Wakes the first of those that are in a queue; one that has timed out has been signalled, too, and
 * is on its way already. */
static void signal_first(struct lock *lock, bool yielding)
{
    struct thread *first = NULL;

    for (int i = 0; i < lock->setting->threads; i++) {
        struct thread *thread = &lock->threads[i];
        bool queued = yielding ? thread->what == YIELDING
                               : thread->what == SLEEPING || thread->what == TIMED_OUT;

        if (queued && (!first || thread->place < first->place))
            first = thread;
    }
    if (!first)
        return;
    if (first->what != TIMED_OUT)
        first->at = lock->now + lock->setting->wake;
    first->what = yielding ? LEAVING : COMING;
}

/* ---- take, and what comes after ---- */

static void drop(struct lock *lock, int id, bool then_take);

static void go_on(struct lock *lock, int id)
{
    struct thread *thread = &lock->threads[id];
    const struct reference_program *program = program_of(lock, id);

    if (thread->op < program->count && !program->ops[thread->op].outside)
        compute(lock, id);
    else
        drop(lock, id, false);
}

static void take(struct lock *lock, int id)
{
    if (lock->holder >= 0) {
        sleep_for_it(lock, id);
        return;
    }
    lock->switches += lock->last_holder != id;
    lock->holder = lock->last_holder = id;
    say(lock, REFERENCE_TAKE, id);
    signal_first(lock, true);
    *request_of(lock, id) = false;
    go_on(lock, id);
}

static void timed_out(struct lock *lock, int id)
{
    lock->threads[id].what = COMING; /* out of the queue */
    if (lock->holder >= 0 && lock->switches == lock->threads[id].seen)
        post_request(lock, id);
    take(lock, id);
}

/* ---- drop, and what comes after ---- */

static void left(struct lock *lock, int id)
{
    struct thread *thread = &lock->threads[id];
    const struct reference_program *program = program_of(lock, id);

    if (thread->then_take) {
        take(lock, id);
    } else if (thread->op == program->count) {
        thread->what = ENDED;
    } else {
        thread->what = OUTSIDE;
        thread->at = lock->now + program->ops[thread->op].length;
    }
}

static void drop(struct lock *lock, int id, bool then_take)
{
    struct thread *thread = &lock->threads[id];

    lock->holder = -1;
    say(lock, REFERENCE_DROP, id);
    thread->then_take = then_take;
    signal_first(lock, false);
    if (*request_of(lock, id)) {
        *request_of(lock, id) = false;
        thread->what = YIELDING;
        thread->place = lock->places++;
        return;
    }
    left(lock, id);
}

static void computed(struct lock *lock, int id)
{
    struct thread *thread = &lock->threads[id];

    thread->done += lock->now - thread->since;
    if (thread->at_check) {
        drop(lock, id, true);
        return;
    }
    thread->op++;
    thread->done = 0;
    go_on(lock, id);
}

/* ---- one thing after the other ---- */

static void happen(struct lock *lock, int id)
{
    struct thread *thread = &lock->threads[id];

    switch (thread->what) {
    case COMING:
        take(lock, id);
        break;
    case SLEEPING:
        thread->what = TIMED_OUT;
        thread->at = lock->now + lock->setting->timer;
        break;
    case TIMED_OUT:
        timed_out(lock, id);
        break;
    case COMPUTING:
        computed(lock, id);
        break;
    case LEAVING:
        left(lock, id);
        break;
    case OUTSIDE:
        thread->op++;
        thread->what = COMING;
        thread->at = lock->now + lock->setting->timer;
        break;
    default:
        abort();
    }
}

static int next_of(const struct lock *lock)
{
    int next = -1;

    for (int i = 0; i < lock->setting->threads; i++) {
        const struct thread *thread = &lock->threads[i];

        if (thread->what == YIELDING || thread->what == ENDED)
            continue;
        if (next < 0 || thread->at < lock->threads[next].at)
            next = i;
    }
    return next;
}

int reference_run(const struct reference_setting *setting,
                  struct reference_event events[REFERENCE_EVENTS])
{
    struct lock lock = {
        .setting = setting, .events = events, .holder = -1, .last_holder = -1
    };
    int next;

    for (int i = 0; i < setting->threads; i++)
        lock.threads[i] =
            (struct thread){ .what = COMING, .at = setting->programs[i].start + setting->wake };
    while ((next = next_of(&lock)) >= 0) {
        lock.now = lock.threads[next].at;
        happen(&lock, next);
    }
    return lock.count;
}
