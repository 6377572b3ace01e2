/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a mutex and a condition variable take to pass from thread to thread, for the record. */
#include "probe/helper.h"
#include "probe/probes.h"

/* ---- mutex ---- */

struct queue {
    struct probe_helper helper;
    pthread_mutex_t mutex;
    _Atomic int64_t begun, got; /* stamps of the one who waits; 0: not yet */
    bool last;                  /* guarded by the mutex: the next hand-over ends it */
};

static void lock_when_taken(void *arg)
{
    struct queue *queue = arg;
    bool last;

    do {
        atomic_store(&queue->begun, probe_stamp().time);
        pthread_mutex_lock(&queue->mutex);
        last = queue->last;
        atomic_store(&queue->got, probe_stamp().time);
        pthread_mutex_unlock(&queue->mutex);
        while (atomic_load(&queue->got))
            ;
    } while (!last);
}

/* From unlocking to the return of the one who has waited for 50 us. */
static int64_t hand_over(struct queue *queue)
{
    int64_t begin, got;

    while (!(begin = atomic_load(&queue->begun)))
        ;
    begin = probe_spin_until(begin + 50000).time;
    pthread_mutex_unlock(&queue->mutex);
    while (!(got = atomic_load(&queue->got)))
        ;
    pthread_mutex_lock(&queue->mutex);
    atomic_store(&queue->begun, 0);
    atomic_store(&queue->got, 0);
    return got - begin;
}

void probe_mutex_handoff(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 400);
    struct queue queue = { .mutex = PTHREAD_MUTEX_INITIALIZER };

    pthread_mutex_lock(&queue.mutex);
    probe_pin(probe_cores()->here);
    probe_helper_start(&queue.helper, probe_cores()->there, lock_when_taken, &queue);
    while (probe_goes_on(&limit))
        probe_samples_add(&result->samples, (double)hand_over(&queue));
    queue.last = true;
    hand_over(&queue);
    pthread_mutex_unlock(&queue.mutex);
    probe_helper_join(&queue.helper);
    probe_unpin(0);
}

/* ---- condition variable ---- */

struct ball {
    struct probe_helper helper;
    pthread_mutex_t mutex;
    pthread_cond_t cond[2]; /* of the two sides */
    int side;               /* where the ball is */
    bool stop;
};

/* Waits for the ball on one side and returns it; false when the game is over. */
static bool play(struct ball *ball, int side)
{
    bool goes_on;

    pthread_mutex_lock(&ball->mutex);
    while (ball->side != side && !ball->stop)
        pthread_cond_wait(&ball->cond[side], &ball->mutex);
    ball->side = !side;
    goes_on = !ball->stop;
    pthread_cond_signal(&ball->cond[!side]);
    pthread_mutex_unlock(&ball->mutex);
    return goes_on;
}

static void play_on(void *arg)
{
    while (play(arg, 1))
        ;
}

/* Half the time of a round trip. */
static void rally(struct probe_result *result, double seconds, int core)
{
    const int turns = 20;
    struct probe_limit limit = probe_limit(seconds, 200);
    struct ball ball = { .mutex = PTHREAD_MUTEX_INITIALIZER,
                         .cond = { PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER } };

    probe_pin(probe_cores()->here);
    probe_helper_start(&ball.helper, core, play_on, &ball);
    while (probe_goes_on(&limit)) {
        int64_t begin = probe_stamp().time;

        for (int i = 0; i < turns; i++)
            play(&ball, 0);
        probe_samples_add(&result->samples, (double)(probe_stamp().time - begin) / (2 * turns));
    }
    pthread_mutex_lock(&ball.mutex);
    ball.stop = true;
    pthread_cond_signal(&ball.cond[1]);
    pthread_mutex_unlock(&ball.mutex);
    probe_helper_join(&ball.helper);
    probe_unpin(0);
}

void probe_cond_handoff(struct probe_result *result, double seconds)
{
    rally(result, seconds, probe_cores()->there);
}

void probe_cond_handoff_same(struct probe_result *result, double seconds)
{
    rally(result, seconds, probe_cores()->here);
}
