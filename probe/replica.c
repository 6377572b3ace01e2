/* SPDX-License-Identifier: GPL-3.0-or-later
 * take_gil and drop_gil with pthreads. */
#include "probe/replica.h"

#include "probe/clock.h"
#include "probe/pin.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * After CPython Python/ceval_gil.h (3.2 to 3.11) and Python/ceval_gil.c (3.12 to 3.14), line
 * for line where threads can meet; reference counts of the thread state, finalisation, and
 * signals are left out. Everything recorded is written with `mutex` held, so the record is
 * exact and needs no atomics of its own: a release fills in `open`, the next taking completes
 * it.
 */
#define HANDOVERS_MAX (1u << 20)
#define WAKES_MAX (1u << 18)

/* A requester that had fallen asleep takes at least a wake-up on another core; one that had not
 * takes 1 to 3 us (CPython's own gaps are 3 to 5 us with the bytecode around it). */
#define AWAKE 4000

/* Locking a free mutex takes some 20 ns; one who needed longer than this has slept for it. */
#define BLOCKED 2000

/* Turns of the inner loop between two looks at the request, about 25 ns: bytecode looks at its
 * breaker every 10 to 60 ns. */
#define TURN 20

struct lock {
    pthread_mutex_t mutex, switch_mutex;
    pthread_cond_t cond, switch_cond;
    bool locked;
    int last_holder; /* -1: never held */
    uint64_t switches;
    _Atomic int requested; /* 3.12: by anyone of anyone */
};

struct actor {
    struct stage *stage;
    int number;
    pthread_t thread;
    _Atomic int requested; /* 3.13: of this thread */
    bool waits_signalled;  /* its wait has been signalled: `signalled` says when */
    struct probe_stamp signalled;
};

struct stage {
    struct lock lock;
    struct replica_run *run;
    struct replica_handover open; /* the release under way */
    bool has_open;
    uint64_t waiting;
    int requester;
    int requester_core;
    _Atomic bool stop;
    struct actor actor[REPLICA_COMPUTING_MAX + 1];
};

/* ---- requests ---- */

static _Atomic int *request_of(struct stage *stage, int holder)
{
    return stage->run->config.protocol == REPLICA_3_12 ? &stage->lock.requested
                                                       : &stage->actor[holder].requested;
}

static bool is_requested(struct actor *me)
{
    return atomic_load_explicit(request_of(me->stage, me->number), memory_order_relaxed);
}

static void post_request(struct stage *stage, struct actor *me)
{
    stage->requester = me->number;
    stage->requester_core = probe_stamp().core;
    atomic_store_explicit(request_of(stage, stage->lock.last_holder), 1, memory_order_relaxed);
}

static void clear_request(struct actor *me)
{
    atomic_store_explicit(request_of(me->stage, me->number), 0, memory_order_relaxed);
}

/* ---- the record ---- */

static void record_release(struct stage *stage, struct actor *me, int64_t asked)
{
    struct probe_stamp now = probe_stamp();

    stage->open = (struct replica_handover){
        .released = now.time,
        .waiting = stage->waiting,
        .releaser = (int16_t)me->number,
        .releaser_core = (int16_t)now.core,
        .requester = (int16_t)(is_requested(me) ? stage->requester : -1),
        .requester_core = (int16_t)stage->requester_core,
        .blocked = now.time - asked > BLOCKED,
    };
    stage->has_open = true;
    stage->run->thread[me->number].drops++;
    if (stage->waiting && !(stage->waiting & (stage->waiting - 1))) {
        struct actor *only = &stage->actor[__builtin_ctzll(stage->waiting)];

        if (!only->waits_signalled)
            only->signalled = now;
        only->waits_signalled = true;
    }
}

static void record_calls(struct replica_run *run, size_t number, int64_t signal, int64_t unlock)
{
    if (number < HANDOVERS_MAX)
        run->calls[number] = (struct replica_calls){ (int32_t)signal, (int32_t)unlock };
}

static void record_take(struct stage *stage, struct actor *me)
{
    struct replica_run *run = stage->run;
    struct probe_stamp now = probe_stamp();

    run->thread[me->number].takes++;
    if (!stage->has_open)
        return;
    stage->has_open = false;
    stage->open.taken = now.time;
    stage->open.winner = (int16_t)me->number;
    stage->open.winner_core = (int16_t)now.core;
    if (run->handover_count < HANDOVERS_MAX)
        run->handovers[run->handover_count++] = stage->open;
    else
        run->missed++;
}

static void record_wake(struct stage *stage, struct actor *me)
{
    struct replica_run *run = stage->run;
    struct probe_stamp now = probe_stamp();

    if (!me->waits_signalled)
        return;
    if (run->wake_count == WAKES_MAX) {
        run->missed++;
        return;
    }
    run->wakes[run->wake_count++] =
        (struct replica_wake){ .latency = now.time - me->signalled.time,
                               .thread = me->number,
                               .same_core = now.core == me->signalled.core,
                               .got_it = !stage->lock.locked };
}

/* ---- take_gil ---- */

/* One wait for the lock; returns with the mutex, like the wait itself. */
static void wait_an_interval(struct stage *stage, struct actor *me)
{
    struct lock *lock = &stage->lock;
    uint64_t switches = lock->switches;
    struct timespec deadline = probe_timespec(probe_now() + stage->run->config.interval);
    int result;

    me->waits_signalled = false;
    result = pthread_cond_timedwait(&lock->cond, &lock->mutex, &deadline);
    if (result != ETIMEDOUT)
        record_wake(stage, me);
    else if (lock->locked && lock->switches == switches)
        post_request(stage, me);
}

static void take(struct actor *me)
{
    struct stage *stage = me->stage;
    struct lock *lock = &stage->lock;

    pthread_mutex_lock(&lock->mutex);
    stage->waiting |= UINT64_C(1) << me->number;
    while (lock->locked)
        wait_an_interval(stage, me);
    stage->waiting &= ~(UINT64_C(1) << me->number);
    pthread_mutex_lock(&lock->switch_mutex);
    lock->locked = true;
    record_take(stage, me);
    if (lock->last_holder != me->number) {
        lock->last_holder = me->number;
        lock->switches++;
    }
    pthread_cond_signal(&lock->switch_cond);
    pthread_mutex_unlock(&lock->switch_mutex);
    clear_request(me);
    pthread_mutex_unlock(&lock->mutex);
}

/* ---- drop_gil ---- */

/* Asked for the lock: waits until another has it. */
static void force_switch(struct actor *me)
{
    struct lock *lock = &me->stage->lock;

    pthread_mutex_lock(&lock->switch_mutex);
    if (lock->last_holder == me->number) {
        clear_request(me);
        pthread_cond_wait(&lock->switch_cond, &lock->switch_mutex);
    }
    pthread_mutex_unlock(&lock->switch_mutex);
}

static void drop(struct actor *me)
{
    struct stage *stage = me->stage;
    struct lock *lock = &stage->lock;
    int64_t asked = probe_stamp().time, released, signalled;
    size_t number;

    pthread_mutex_lock(&lock->mutex);
    number = stage->run->handover_count;
    record_release(stage, me, asked);
    released = probe_stamp().time;
    lock->locked = false;
    pthread_cond_signal(&lock->cond);
    signalled = probe_stamp().time;
    pthread_mutex_unlock(&lock->mutex);
    record_calls(stage->run, number, signalled - released, probe_stamp().time - signalled);
    if (is_requested(me))
        force_switch(me);
}

/* ---- the threads ---- */

static bool goes_on(struct stage *stage)
{
    return !atomic_load_explicit(&stage->stop, memory_order_relaxed);
}

static void pin(const struct stage *stage, int number)
{
    const struct probe_cores *cores = probe_cores();
    const struct replica_config *config = &stage->run->config;

    if (config->place == REPLICA_SAME)
        probe_pin(cores->here);
    else if (config->place == REPLICA_APART && !config->with_io)
        probe_pin(cores->id[number % cores->count]);
    else if (config->place == REPLICA_APART && !number)
        probe_pin(cores->here);
    else if (config->place == REPLICA_APART && cores->count > 1)
        probe_pin(cores->id[1 + (number - 1) % (cores->count - 1)]);
}

static void *compute(void *arg)
{
    struct actor *me = arg;
    uint64_t turns = 0;

    pin(me->stage, me->number);
    take(me);
    for (; goes_on(me->stage); turns++) {
        for (volatile int i = 0; i < TURN; i++)
            ;
        if (is_requested(me)) {
            drop(me);
            take(me);
        }
    }
    drop(me);
    me->stage->run->thread[me->number].turns = turns;
    return NULL;
}

static void call(int64_t io)
{
    struct timespec time = probe_timespec(io);

    if (io)
        nanosleep(&time, NULL);
    else
        syscall(SYS_getppid);
}

static void *do_io(void *arg)
{
    struct actor *me = arg;
    struct replica_run *run = me->stage->run;
    uint64_t turns = 0;

    pin(me->stage, me->number);
    take(me);
    for (; goes_on(me->stage); turns++) {
        int64_t back;

        drop(me);
        call(run->config.io);
        back = probe_stamp().time;
        take(me);
        probe_samples_add(&run->io_waits, (double)(probe_stamp().time - back));
        probe_spin(run->config.python);
    }
    drop(me);
    run->thread[me->number].turns = turns;
    return NULL;
}

/* ---- running ---- */

static bool allocate(struct replica_run *run)
{
    size_t handovers = HANDOVERS_MAX * sizeof(*run->handovers);
    size_t calls = HANDOVERS_MAX * sizeof(*run->calls);
    size_t wakes = WAKES_MAX * sizeof(*run->wakes);

    run->handovers = malloc(handovers);
    run->calls = malloc(calls);
    run->wakes = malloc(wakes);
    if (!run->handovers || !run->calls || !run->wakes) {
        fputs("out of memory for hand-overs\n", stderr);
        return false;
    }
    /* touched now, so that no page fault falls into the run */
    memset(run->handovers, 1, handovers);
    memset(run->calls, 1, calls);
    memset(run->wakes, 1, wakes);
    return true;
}

static void init_lock(struct lock *lock)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&lock->mutex, NULL);
    pthread_mutex_init(&lock->switch_mutex, NULL);
    pthread_cond_init(&lock->cond, &attributes);
    pthread_cond_init(&lock->switch_cond, &attributes);
    pthread_condattr_destroy(&attributes);
    lock->last_holder = -1;
}

/* Starts all that were asked for; returns the number of the first that did not start. */
static int start_threads(struct stage *stage, int first, int end)
{
    for (int i = first; i < end; i++) {
        struct actor *actor = &stage->actor[i];

        actor->stage = stage;
        actor->number = i;
        if (pthread_create(&actor->thread, NULL, i ? compute : do_io, actor))
            return i;
    }
    return end;
}

enum replica_met replica_met(const struct replica_run *run, size_t handover)
{
    const struct replica_handover *of = &run->handovers[handover];
    const struct replica_calls *calls = &run->calls[handover];

    if (of->taken - of->released < AWAKE)
        return REPLICA_AWAKE;
    return calls->unlock > calls->signal ? REPLICA_AT_MUTEX : REPLICA_ASLEEP;
}

bool replica_run(struct replica_run *run, const struct replica_config *config)
{
    struct stage *stage = calloc(1, sizeof(*stage));
    int first = config->with_io ? 0 : 1, end = config->computing + 1, started;
    struct probe_load load;

    *run = (struct replica_run){ .config = *config };
    if (!stage || !allocate(run)) {
        free(stage);
        return false;
    }
    init_lock(&stage->lock);
    stage->run = run;
    load = probe_load_begin();
    started = start_threads(stage, first, end);
    if (started == end)
        probe_sleep((int64_t)(config->seconds * 1e9));
    else
        fputs("cannot start a thread\n", stderr);
    stage->stop = true;
    run->wall = (double)(probe_now() - load.time) * 1e-9;
    run->load = probe_load_since(&load);
    for (int i = first; i < started; i++)
        pthread_join(stage->actor[i].thread, NULL);
    free(stage);
    return started == end;
}

void replica_fini(struct replica_run *run)
{
    free(run->handovers);
    free(run->calls);
    free(run->wakes);
    probe_samples_fini(&run->io_waits);
    *run = (struct replica_run){ 0 };
}
