/* SPDX-License-Identifier: GPL-3.0-or-later
 * The interpreter lock's protocol, run natively without an interpreter. */
#ifndef INTERLOCK_PROBE_REPLICA_H
#define INTERLOCK_PROBE_REPLICA_H

#include "probe/load.h"
#include "probe/samples.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Threads that compute with the lock and let it go when asked, and perhaps one that does input
 * and output, letting it go around each call: what CPython's threads do, with a loop in place
 * of the bytecode. It serves twice: as a probe of what only this machine can say (does a waiter
 * that has asked for the lock stay awake until it gets it? where is a woken one put?), and as
 * an oracle, since the simulated lock should do the same here.
 *
 * Thread 0 is the one that does input and output, threads 1 to `computing` compute.
 */
#define REPLICA_COMPUTING_MAX 63

enum replica_place {
    REPLICA_FREE, /* as the kernel likes */
    REPLICA_SAME, /* all on one core */
    REPLICA_APART /* the I/O thread on one core, the others on the others in turn; without it
                   * all in turn */
};

enum replica_protocol {
    REPLICA_3_12, /* CPython 3.2 to 3.12: one request flag */
    REPLICA_3_13  /* 3.13 and later: a flag for each thread */
};

struct replica_config {
    int computing; /* threads, from 1 to REPLICA_COMPUTING_MAX */
    bool with_io;  /* is there a thread 0? */
    int64_t io;    /* ns that each of its calls sleeps; 0: a system call that returns at once */
    int64_t python;   /* ns that it computes between calls, with the lock */
    int64_t interval; /* ns, the switch interval */
    double seconds;
    enum replica_place place;
    enum replica_protocol protocol;
};

/* From a release of the lock to the next taking of it. */
struct replica_handover {
    int64_t released, taken; /* stamps */
    uint64_t waiting;        /* bit n: thread n was in take() at the release */
    int16_t releaser, winner;
    int16_t requester; /* whose request was pending at the release, -1: none */
    int16_t releaser_core, winner_core;
    int16_t requester_core; /* where it posted the request */
    bool blocked;           /* the releaser had to wait for the lock's mutex */
};

/* What the releaser's two calls took after a release, ns. Of the same number as the hand-over, but
 * written by the releaser when the next one may already have the lock. */
struct replica_calls {
    int32_t signal, unlock;
};

/* How a release finds the thread that has asked for the lock. */
enum replica_met {
    REPLICA_AWAKE,    /* it takes the signal and the mutex without having slept */
    REPLICA_AT_MUTEX, /* it takes the signal, but sleeps for the mutex, which the releaser has */
    REPLICA_ASLEEP    /* it sleeps on the condition variable */
};

/* A thread waited alone, was signalled, and came up. */
struct replica_wake {
    int64_t latency; /* from the release to its return from the wait */
    int thread;
    bool same_core; /* as the one who released */
    bool got_it;    /* found the lock free */
};

struct replica_thread {
    uint64_t takes, drops;
    uint64_t turns; /* of the loop: work done */
};

struct replica_run {
    struct replica_config config;
    struct replica_handover *handovers;
    struct replica_calls *calls; /* as many */
    struct replica_wake *wakes;
    size_t handover_count, wake_count;
    uint64_t missed; /* hand-overs or wakes after the memory for them was full */
    struct replica_thread thread[REPLICA_COMPUTING_MAX + 1];
    struct probe_samples io_waits;  /* ns in take() after each call */
    double wall;                    /* s */
    struct probe_load_figures load; /* while it ran */
};

/* For hand-overs to whoever has asked, on another core. A sleeper has been woken by the longer one of
 * the releaser's two calls: waking takes longer than finding nobody. */
enum replica_met replica_met(const struct replica_run *run, size_t handover);

/* Runs it; returns false, having said why on stderr, when it cannot. Then replica_fini(). */
bool replica_run(struct replica_run *run, const struct replica_config *config);
void replica_fini(struct replica_run *run);

#endif
