/* SPDX-License-Identifier: GPL-3.0-or-later
 * Locks, queues, barriers and events of the program. */
#ifndef INTERLOCK_SIM_MECH_SYNC_H
#define INTERLOCK_SIM_MECH_SYNC_H

#include "sim/mech/python.h"

/*
 * threading.Lock tries first without letting the interpreter lock go (Modules/_threadmodule.c,
 * acquire_timed); only a contended acquire lets it go, sleeps and takes it again. Before 3.2 each
 * acquire lets it go first (Modules/threadmodule.c of 2.7, lock_PyThread_acquire_lock), so that
 * whoever waits for the interpreter may come in with every turn. Releasing wakes
 * one sleeper, which has to try again: others may come in between. Up to 3.13.0 a lock is a POSIX
 * semaphore, which counts those who wait for it, also one that has been woken and is on its way:
 * until that one has it, each release calls the kernel to wake somebody, though nobody sleeps
 * (glibc 2.36, nptl/sem_post.c, sem_waitcommon.c; seen in 3.9: a call in every second turn of two
 * threads that fight for a lock). From 3.13.1 on, which `python = 3.13` is, it is a PyMutex
 * (gh-117721; Python/lock.c): who is woken is no longer counted, and the lock is handed over
 * directly to a sleeper who came for it more than 1 ms ago. Who is woken has the interpreter first and
 * only then tries the lock (Python/parking_lot.c, _PySemaphore_Wait attaches before it returns): it
 * may wait a switch interval for the one to find the other taken. Locks between processes are
 * semaphores under every version (multiprocessing's SemLock), and so are PyPy's; threads of native
 * code have a mutex of the system's, which is taken for such a semaphore.
 *
 * Queues, barriers and events are built on locks in Python; here each is a list of sleepers with the
 * same behaviour seen from outside: queues serve waiters in order but let others in between, an event
 * and a full barrier wake everyone, one after the other. What a queue does has its mutex (queue.h);
 * barriers and events are one step of bytecode.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

struct sim_lock {
    struct sim_wait_list waiters;
    struct sim_thread_id holder;
    struct sim_thread_id
        wheeler;     /* takes and lets it go in every turn of a burst; see python.c */
    uint32_t wanted; /* by so many who found it taken, asleep or on their way; of tasks, by so
                      * many as asyncio's own list of waiters has */
    uint32_t handed; /* over to its holder, which has not taken it yet */
};

/* A semaphore is a queue of places, into which nobody waits to put. */
struct sim_queue {
    struct sim_wait_list getters, putters;
    uint32_t items;
    uint32_t capacity; /* constant; 0: without bound */
    struct sim_thread_id
        watcher;     /* asleep until there is something here, or elsewhere: watch.h */
    uint32_t called; /* tasks that have been given a place and do not know it yet */
};

struct sim_barrier {
    struct sim_wait_list waiters;
    uint32_t here;    /* arrived in this round */
    uint32_t round;   /* how often it has opened; of tasks, or been left: tasks.c */
    uint64_t parties; /* constant */
};

struct sim_flag {
    struct sim_wait_list waiters;
    uint64_t set;
};

#pragma GCC diagnostic pop

/* What is particular to an op of those that wait until something holds, for threads and for tasks, but
 * that tasks have a barrier of their own (tasks.c). */
struct sync_rule {
    void (*arrive)(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame);
    /* May the thread go on? If so it has taken what it came for. */
    bool (*pass)(struct sim *sim, struct sim_thread *thread, const struct sim_frame *frame);
    struct sim_wait_list *(*list)(struct sim *sim, struct sim_thread *thread); /* to sleep in */
    struct sim_wait_list *(*call)(struct sim *sim,
                                  struct sim_thread *thread); /* NULL: nobody */
    bool all;                    /* call everyone there, not only the first */
    bool tells;                  /* and before them who watches the queue: watch.h */
    enum sim_record_kind kind;   /* of going to sleep */
    enum sim_record_kind passed; /* of a queue or semaphore: of having it */
    enum sim_reason reason;      /* of the time asleep */
};

/* That of the op under way. */
const struct sync_rule *sync_rule_of(const struct sim *sim, const struct sim_thread *thread);

/* Off the core until somebody calls: goes on in `state`, to look again. */
enum sim_flow sync_sleep(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                         uint16_t state);

/* The thread has passed: wakes whom that concerns, one of them; returns what that costs. */
sim_time sync_call(struct sim *sim, struct sim_thread *thread);

/* Rows for what the scenario names, pools, pipes and its bag of tasks included; after the rows
 * of interpreters, by interp_layout. Variables have one for each process, those of the first
 * process first. */
void sync_layout(struct sim *sim, struct sim_layout *layout);
void sync_init(struct sim *sim);

/* Which invariant of them does not hold; NULL: all do. */
const char *sync_check(const struct sim *sim);

/* How many rows of variables there are. */
static inline uint32_t sync_var_rows(const struct sim *sim)
{
    return sim->scenario->vars.count * (sim->interp_count ? sim->interp_count : 1);
}

/* Of modules: import.h. */
static inline uint32_t sync_import_rows(const struct sim *sim)
{
    return sim->import_count * (sim->interp_count ? sim->interp_count : 1);
}

/* Locks: those of the program, of `locked` updates (one for each row of a variable), and the library's
 * own, which have no name: the mutexes of its queues, and those of modules. Of each kind the row before
 * its first. */
static inline uint32_t sync_locks_of_vars(const struct sim *sim)
{
    return sim->scenario->locks.count;
}

static inline uint32_t sync_locks_of_queues(const struct sim *sim)
{
    return sync_locks_of_vars(sim) + sync_var_rows(sim);
}

static inline uint32_t sync_locks_of_modules(const struct sim *sim)
{
    return sync_locks_of_queues(sim) + sim->scenario->queues.count;
}

/* How many of all. */
static inline uint32_t sync_lock_rows(const struct sim *sim)
{
    return sync_locks_of_modules(sim) + sync_import_rows(sim);
}

/* That of a variable (index of its row). */
static inline uint32_t sync_lock_of_var(const struct sim *sim, uint32_t var)
{
    return sync_locks_of_vars(sim) + var + 1;
}

static inline bool sync_is_unnamed(const struct sim *sim, uint32_t lock)
{
    return lock > sync_locks_of_queues(sim);
}

/* The thread has put into the queue or taken from it. Who does so, one after the other, have had the
 * queue's mutex, or what they passed through it. */
void sync_pass_queue(struct sim *sim, struct sim_thread *thread);

/* The queue that the op under way puts into or takes from (index of the scenario). */
uint32_t sync_queue(const struct sim *sim, const struct sim_thread *thread);

/* Who finds a PyMutex taken yields its core so often without looking at it again, in builds without the
 * interpreter lock, unless somebody sleeps for it.
 * published: MAX_SPIN_COUNT, Python/lock.c of 3.13 and 3.14 */
#define SYNC_YIELDS 40

/*
 * Who has to wait for a lock, or by one, lets the interpreter go and goes on in `detached`; in those
 * builds it yields first, and looks again in `look`, which must not come back here for the same wait.
 *
 * By a lock wait all who wait in a condition of Python's (Lib/threading.py, Condition.wait): each makes
 * one, takes it, and comes for it again, so nobody else sleeps for it. These are Event.wait, and so
 * Thread.start, Barrier.wait, Semaphore.acquire, queue.Queue's get and put, and Future.result. What waits
 * in the parking lot by itself does not yield: Thread.join (PyEvent, Python/lock.c), and
 * queue.SimpleQueue, at which the workers of an executor wait.
 */
enum sim_flow sync_let_go(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                          uint16_t look, uint16_t detached);

/* Takes a lock, letting the interpreter go if it must wait; goes on in `after`. */
enum sim_flow sync_acquire(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                           uint16_t after, uint32_t lock);

/* Releases it; returns the processor time that takes. */
sim_time sync_release(struct sim *sim, struct sim_thread *thread, uint32_t lock);

/* The thread has passed: wakes the first of those whom that concerns; returns what that costs. */
sim_time sync_notify(struct sim *sim, struct sim_thread *thread, engine_wake_fn *wake);

/* Must a burst take it in steps each time, although it may be free? Before 3.2, while somebody waits
 * for the interpreter or for the lock. */
bool sync_takes_steps(struct sim *sim, const struct sim_thread *thread, uint32_t lock);

/* What releasing it costs when nobody is asleep for it: nothing, or a call to the kernel for those
 * who are on their way. */
sim_time sync_call_in_vain(struct sim *sim, struct sim_thread *thread, uint32_t lock);

/* Is there now what the op under way waits for, of a queue? */
bool sync_may_pass(const struct sim *sim, const struct sim_thread *thread);

/* The thread sleeps for a lock or a queue: could it have now what it waits for? */
bool sync_could_pass(const struct sim *sim, const struct sim_thread *thread);

/* Takes it off the list in which it sleeps. */
void sync_leave_list(struct sim *sim, struct sim_thread *thread);

#endif
