/* SPDX-License-Identifier: GPL-3.0-or-later
 * A second thread, for the probes that need two. */
#ifndef INTERLOCK_PROBE_HELPER_H
#define INTERLOCK_PROBE_HELPER_H

#include "probe/clock.h"
#include "probe/futex.h"
#include "probe/pin.h"
#include "probe/samples.h"

#include <pthread.h>
#include <stdbool.h>

struct probe_helper {
    void (*body)(void *arg);
    void *arg;
    int core; /* -1: not pinned */
    pthread_t thread;
    pid_t id; /* the kernel's */
    probe_word ready;
};

/* Starts body(arg) on that core; returns when it is there. The helper must not move. */
void probe_helper_start(struct probe_helper *helper, int core, void (*body)(void *), void *arg);
void probe_helper_join(struct probe_helper *helper);

/* A thread that waits for a word to change, again and again, on the core `there`; who makes it do so
 * changes the word a while after its call. */
struct probe_waiter {
    struct probe_helper helper;
    int64_t longest;                  /* ns of a wait; 0: for ever */
    probe_word word, stop;            /* the next trial after `stop` is the last */
    _Atomic int64_t called, returned; /* stamps; 0: not yet */
    _Atomic int outcome;              /* of the wait: 0 or an errno */
};

struct probe_trial {
    int64_t delay;   /* from the waiter's call to the change of the word */
    int64_t call;    /* of the waker */
    int64_t latency; /* from the change of the word to the waiter's return */
    int64_t sleep;   /* from the waiter's call to its return */
    int outcome;     /* EAGAIN: the waiter found the word changed */
};

/* The caller is then on the core `here`, until the waiter is stopped. */
void probe_waiter_start(struct probe_waiter *waiter, int64_t longest);
struct probe_trial probe_waiter_try(struct probe_waiter *waiter, int64_t delay);
void probe_waiter_stop(struct probe_waiter *waiter);

/* What a wait takes by that clock that finds the word changed, and so does not sleep. */
double probe_wait_without_sleep(int64_t (*clock)(void));

/* ns: a thread that is woken on a busy core and gets it at once has it sooner than this; one that
 * does not waits for a tick. */
#define PROBE_AT_ONCE 60000

/* How long a run may go on: until `seconds` are over or `most` samples have been taken. */
struct probe_limit {
    int64_t until;
    int most;
};

static inline struct probe_limit probe_limit(double seconds, int most)
{
    return (struct probe_limit){ .until = probe_now() + (int64_t)(seconds * 1e9),
                                 .most = most };
}

static inline bool probe_goes_on(struct probe_limit *limit)
{
    return limit->most-- > 0 && probe_now() < limit->until;
}

/* A number from 0 to below `range`, evenly: phases of ticks and delays are to be hit at random.
 * One sequence for the program, called from one thread at a time. */
int64_t probe_random(int64_t range);

/* Where between 0 and 1 something ends that is so for small shares and not for large ones. */
struct probe_bounds {
    double low, high; /* it is so up to `low` (0: it never is), and not from `high` on (1) */
};

/* Finds it by asking six times, each in the middle of what is left: to 1.6 %. */
struct probe_bounds probe_halve(struct probe_samples *answers,
                                bool (*is_so)(void *context, double share), void *context);

/* A thread that computes without end on a core, for others to meet. */
struct probe_spinner {
    struct probe_helper helper;
    _Atomic bool stop;
};

void probe_spinner_start(struct probe_spinner *spinner, int core);
void probe_spinner_stop(struct probe_spinner *spinner);

#endif
