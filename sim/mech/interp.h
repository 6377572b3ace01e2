/* SPDX-License-Identifier: GPL-3.0-or-later
 * An interpreter, its threads, and what kind of lock it has. */
#ifndef INTERLOCK_SIM_MECH_INTERP_H
#define INTERLOCK_SIM_MECH_INTERP_H

#include "sim/engine/engine.h"
#include "sim/engine/flow.h"
#include "sim/mech/race.h"

/*
 * A thread that executes bytecode is attached to its interpreter. How it becomes that, and what
 * makes it stop being that, is the business of the interpreter's lock; everything else
 * (sim/mech/python.c) is the same under each. There are as many interpreters as a model lays out
 * rows for, and each row names its kind of lock.
 */
enum interp_lock_kind {
    INTERP_UNLOCKED,   /* none: row 0, for all threads that nobody keeps apart */
    INTERP_LOCK_GIL,   /* gil.h */
    INTERP_LOCK_TICKS, /* ticks.h */
    INTERP_LOCK_HAND,  /* hand.h */
    INTERP_LOCK_FREE,  /* free.h */
    INTERP_LOCK_GILECTOMY,
    INTERP_LOCK_PYPY, /* pypy.h */
};

struct interp_lock {
    bool parallel;     /* several threads are attached at a time */
    bool counts_all;   /* and every object is counted as if shared: gilectomy */
    bool counts_down;  /* a loop's turns, in memory, once a thread has been started: pypy.h */
    uint32_t counting; /* enum bytecode_body_id: how references are counted; see refs.c */

    /* Takes the lock, waiting as long as it takes; goes on in `after`. */
    enum sim_flow (*take)(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                          uint16_t after);

    /* Lets it go; goes on in `after`, which may be long after when a switch is forced. */
    enum sim_flow (*drop)(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                          uint16_t after);

    /* The burst of bytecode from tstate->done by tstate->burst is about to begin: how long is it,
     * with what the lock adds? It may be made shorter. NULL: as long as its bytecode. */
    sim_time (*stretch)(struct sim *sim, struct sim_thread *thread);

    /* Work done of the op at this moment. */
    sim_time (*done)(const struct sim *sim, const struct sim_thread *thread);

    /* Somebody wants something of the thread, whose burst is under way. */
    void (*interrupt)(struct sim *sim, struct sim_thread *thread);

    /* A burst has ended: brings the op up to this moment. NULL: all of it has been bytecode. */
    void (*settle)(struct sim *sim, struct sim_thread *thread);

    /* It has ended at a check (tstate->at_check): what is done there. NULL: there are none. */
    enum sim_flow (*check)(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame);

    /* Between two ops; goes on in `after`. NULL: nothing happens there. */
    enum sim_flow (*between)(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame, uint16_t after);

    /* Nobody wakes who sleeps for a lock or a queue of the program: it is chosen. */
    bool chosen;
};

#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

struct sim_interp {
    struct sim_thread_id holder;      /* 0: the lock is free */
    struct sim_thread_id last_holder; /* survives a release */
    uint64_t switches;                /* changes of owner */
    uint32_t lock;                    /* enum interp_lock_kind; constant */

    /* gil.h */
    uint32_t requested;   /* up to 3.12: gil_drop_request, whoever it was meant for */
    uint32_t threads_own; /* constant: from 3.13 on requests are bits of the threads */
    uint32_t mutex, cond;
    uint32_t switch_mutex, switch_cond;

    /* ticks.h */
    struct sim_wait_list sleepers;
    uint32_t waiting; /* threads that have found it taken and have not got it yet */
    uint32_t ticks; /* since the last check, as of its holder's `done`; pypy.h: counted down */

    /* hand.h, who waits in `sleepers` */
    struct sim_thread_id granted;  /* has been chosen, and is coming up */
    struct sim_thread_id standing; /* at a point; it has the lock until another is chosen */

    /* free.h */
    uint32_t attached;            /* threads */
    struct sim_wait_list paused;  /* those that wait for the world to go on */
    struct sim_thread_id stopper; /* who has stopped it, or is about to */

    /* pypy.h; queue, those waiting and what is counted are as in ticks.h */
    struct sim_thread_id stealer; /* of those waiting, who polls */
    uint32_t handed;              /* the lock is the stealer's as soon as it looks */
    uint32_t serves;              /* server.h: which is its fork server, 0 none yet */
    sim_time owned_since;         /* hand.h: the last holder took the lock from another */
    uint64_t compiled;            /* loops, a bit for each enum bytecode_body_id */
    uint64_t threaded;            /* a thread has been started, or the first began as one */
    uint32_t made_by; /* server.h: the fork server that its process was forked from; 0 none */
    uint32_t unused;
};

enum interp_locked {
    LOCKED_NOT,
    LOCKED,          /* each turn takes a lock of the program and lets it go */
    LOCKED_FROM_NOW, /* as soon as the thread goes on: the interpreter's lock has come on meanwhile */
};

enum interp_stale {
    STALE_NOT,
    STALE_KEPT, /* stopped between reading and writing a shared variable */
    STALE_TOLD, /* and a record says so */
};

/* A thread as its interpreter sees it (PyThreadState). */
struct sim_tstate {
    struct sim_interp_id interp;
    uint16_t requested;    /* 3.13 and later: its own drop bit */
    uint8_t attached;      /* may execute bytecode: has the lock, if only one may */
    uint8_t interruptible; /* its burst is bytecode, with check points */
    uint8_t stale;         /* enum interp_stale */
    uint8_t holds;         /* interrupted while it holds the lock of a `locked` update */
    uint8_t at_lock;       /* the burst ends where that lock is let go or found taken */
    uint8_t at_check;      /* the burst ends at a check at which the interpreter lock acts */
    uint8_t robbed;        /* somebody else took the lock during its check: ticks.h */
    uint8_t touched;       /* something shared, since it could be switched last: hand.h */
    uint8_t computes; /* it has been asked for the lock since it last let go by itself: gil.c */
    uint8_t payload;  /* enum sim_payload of the message it has read: pipe.h */
    uint8_t
        outside; /* in native code to which it belongs: no op takes the lock again: layers.h */
    uint8_t counts;         /* the turns of the op under way count down: pypy.h */
    uint64_t seen_switches; /* when its wait began */
    /* the stretch of bytecode under way, in work since it began */
    sim_time total; /* of the op */
    sim_time done;  /* before the burst under way */
    sim_time burst; /* up to where the burst goes, from `done` */
    int64_t stale_value;
    sim_time length; /* of the burst under way, with what its checks take: ticks.h */
    union {
        sim_time check;       /* what each of them takes: ticks.h */
        sim_time found_taken; /* when it came for the lock that it waits for: sync.c */
    };
    sim_time rest;        /* of the check with which the burst began */
    sim_time raced_since; /* when it came to the variable it updates, with */
    sim_time raced_from;  /* so much work done, and */
    int64_t raced_lost;   /* what had been lost there by then: race.h */
    uint8_t body;         /* enum bytecode_body_id */
    uint8_t bare;         /* only requests end its bursts, and nothing is done then: python.c */
    uint8_t point;        /* check point at which it stopped */
    uint8_t racing;       /* it is counted among those at the variable, as one that */
    struct race_way way;  /* updates so */
    uint32_t slowed;      /* so much longer takes each turn of the burst under way, in
                           * hundredths of a nanosecond: python.c, "updates under a lock" */
    /* what the op under way is, which its bursts ask all the time */
    uint8_t adds;    /* it updates a shared variable, */
    uint8_t locked;  /* enum interp_locked: python.c */
    uint8_t open;    /* others can be at what it uses at the same time: share.h */
    uint8_t due;     /* a check, once it has done with the lock at which it stopped: ticks.h */
    uint32_t checks; /* in the burst under way */
};

#pragma GCC diagnostic pop

/* Their rows are looked up all the time: a shift finds one, and it begins a cache line. */
_Static_assert(sizeof(struct sim_interp) == 128, "an interpreter's row is a power of two");
_Static_assert(sizeof(struct sim_tstate) == SIM_TSTATE_SIZE,
               "a thread's row is a power of two");

/* Rows for as many interpreters as the model has, and for what the scenario names (sync.h). */
void interp_layout(struct sim *sim, struct sim_layout *layout);

/* This kind, or none where [runtime] lock takes it away. */
enum interp_lock_kind interp_lock_wanted(const struct sim *sim, enum interp_lock_kind lock);

/* All of them have the model's kind of lock, or this one, if it is wanted. */
void interp_init(struct sim *sim);
void interp_init_as(struct sim *sim, enum interp_lock_kind lock);

/* Who is attached holds the lock, if there is one, and executes bytecode only then. Which of this
 * does not hold; NULL: all does. */
const char *interp_check(const struct sim *sim);

/* How long a waiter leaves the lock's owner alone; 0: under this lock nobody waits so. */
sim_time interp_interval(const struct sim *sim);

/* How many threads of an interpreter are in the one state or the other. For checks. */
uint32_t interp_threads_in(const struct sim *sim, uint32_t interp, uint32_t one,
                           uint32_t other);

/* Indexed by enum interp_lock_kind. */
extern const struct interp_lock *const interp_locks[];

/* The release whose rules of language and standard library hold. */
static inline enum sim_python interp_language(const struct sim *sim)
{
    return sim_python_language(sim->head->params.python);
}

static inline struct sim_interp *interp_of(struct sim *sim, const struct sim_thread *thread)
{
    return &sim->interps[sim->tstates[thread->self.i].interp.i];
}

static inline const struct interp_lock *interp_lock_of(const struct sim *sim,
                                                       const struct sim_thread *thread)
{
    return interp_locks[sim->interps[sim->tstates[thread->self.i].interp.i].lock];
}

/* The op under way begins: as bytecode, or, by a native worker, outside the interpreter. */
static inline void interp_begin_op(struct sim *sim, struct sim_thread *thread)
{
    engine_record(sim, SIM_RECORD_OP, thread, thread->pc,
                  sim->tstates[thread->self.i].outside ? SIM_REASON_NATIVE : SIM_REASON_RUNNING,
                  0);
}

/* Are others attached to the thread's interpreter at the same time? */
static inline bool interp_is_parallel(const struct sim *sim, const struct sim_thread *thread)
{
    return interp_lock_of(sim, thread)->parallel;
}

/* Is the thread, which holds the lock, asked to let it go? */
static inline bool interp_asks(const struct sim_interp *interp, const struct sim_tstate *tstate)
{
    return interp->threads_own ? tstate->requested : interp->requested;
}

static inline bool interp_requested(const struct sim *sim, const struct sim_thread *thread)
{
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];

    return interp_asks(&sim->interps[tstate->interp.i], tstate);
}

#endif
