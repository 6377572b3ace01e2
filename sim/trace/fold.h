/* SPDX-License-Identifier: GPL-3.0-or-later
 * Folding records: where everyone is, and where the time went. */
#ifndef INTERLOCK_SIM_TRACE_FOLD_H
#define INTERLOCK_SIM_TRACE_FOLD_H

#include "sim/state/record.h"
#include "sim/trace/cast.h"

/*
 * Applied to the records of a run one after the other, a fold knows at each moment what each
 * thread does and why, who holds which lock and who waits for it, and the sums so far. It is what
 * accounts, sentences and views are made from.
 *
 * Always so, at every record:
 *  1  the times by reason of each thread sum to the time of the run so far;
 *  2  busy, overhead and idle time of each core sum to the same;
 *  3  a lock's owner is in the thread table what it is in the lock table.
 *
 * A thread's time on a core before its work begins (context switch, a core coming up: the `lead`
 * of a DISPATCH record) is `switch` whatever its reason is afterwards. What it takes longer over its
 * work while the other hardware thread of its core is somebody's is `shared`; it takes no longer over
 * what it waits for memory.
 */
struct fold_thread {
    sim_time since;        /* accounted up to here */
    sim_time reason_since; /* when the present reason began */
    sim_time lead;         /* still to come of the time before its work */
    uint8_t reason;        /* enum sim_reason */
    uint8_t on_core;
    uint8_t lead_is_idle;     /* the core comes up meanwhile: no processor time */
    uint8_t waits_for_interp; /* it wants the interpreter lock and does not have it */
    uint16_t core;            /* where it is, or was last; 0 none yet */
    uint16_t object_kind;     /* enum sim_arg of what it waits for; 0 none */
    uint32_t object;          /* which one */
    uint32_t op;              /* index of the op under way */
    uint32_t woken_by;        /* who made it go on last, 0 a timer or nobody */
    uint32_t paced;           /* memory sets the pace of its work, whoever is beside it */
    sim_time wait_since;      /* of its present wait for the interpreter lock */
    sim_time patience_since;  /* of the interval under way in it */
    sim_time patience;        /* that interval: it stays when a command gives another */
    sim_time cpu;             /* processor time */
    sim_time beside; /* at work while the other hardware thread of its core was somebody's */
    sim_time piece; /* at work since that began last, but for what is told of that as `stall` */
    sim_time piece_beside; /* of the piece, what is in `beside` */
    sim_time late;         /* its request had come that long before it took it */
    sim_time spent[SIM_REASON_COUNT];
};

struct fold_core {
    uint32_t thread; /* who has it; 0 idle */
    uint32_t unused;
    sim_time busy, overhead;
};

struct fold_lock { /* an interpreter's */
    uint32_t owner, last_owner;
    uint32_t waiting;      /* threads that want it */
    uint32_t requested_by; /* who posted the request that is pending; 0 none */
    sim_time since;        /* the present owner has had it */
    sim_time turn_since;   /* the last owner took it over from another */
    sim_time dropped;      /* it was last let go */
    uint64_t takes, handoffs, forced;
    sim_time held; /* in turns that have ended: fold_held */
};

/* How long a lock has been had by then. */
static inline sim_time fold_held(const struct fold_lock *lock, sim_time now)
{
    return lock->held + (lock->owner ? now - lock->since : 0);
}

struct fold_var {
    int64_t value, expected; /* of all updates; what is missing was lost, or */
    int64_t copied;          /* made in the copies of other processes */
    int64_t unordered;       /* times somebody came to it in no order with another */
};

/* How many updates are gone, by races. */
static inline int64_t fold_lost(const struct fold_var *var)
{
    return var->expected - var->copied - var->value;
}

/* How often it could have gone wrong, if nothing has. */
static inline int64_t fold_luck(const struct fold_var *var)
{
    return fold_lost(var) || var->copied ? 0 : var->unordered;
}

struct fold_object { /* a lock or queue of the program */
    uint32_t owner;
    uint32_t items; /* of a lock 1: it has been handed to its owner, who is on its way */
};

struct sim_fold {
    const struct sim_cast *cast;
    /* what changes beside the rows: from `now` to before `threads` */
    sim_time now;
    uint64_t step;     /* of the last record */
    uint64_t records;  /* applied */
    sim_time measured; /* what the last MEASURED record measured */
    sim_time turn;     /* how long the owner had it from whom the last TAKE record took a lock
                          over; SIM_TIME_NEVER: nobody had it before */
    uint32_t
        handed; /* lock + 1 of the program, of which a release is told, but not yet to whom it goes */
    enum sim_record_kind last_kind;
    uint32_t ended;              /* threads */
    struct fold_thread *threads; /* from 1, as all of these */
    struct fold_core *cores;
    struct fold_lock *interps;
    struct fold_var *vars; /* from 0, as the names of the cast */
    struct fold_object *locks;
    struct fold_object *queues;
    uint64_t *races;     /* in each region: touched by two at once */
    uint64_t *luck;      /* and one after the other, with nothing to order them */
    sim_time *measuring; /* threads * measures: when each thread began each */
    uint64_t *kinds;     /* records of each kind */
    void *block;         /* all of the above */
    size_t size;
};

/* At the beginning of a run. NULL when out of memory. */
struct sim_fold *sim_fold_create(const struct sim_cast *cast);
void sim_fold_destroy(struct sim_fold *fold);

/* To the beginning again. */
void sim_fold_reset(struct sim_fold *fold);

/* Makes `to` what `from` is; both of the same cast. */
void sim_fold_copy(struct sim_fold *to, const struct sim_fold *from);

void sim_fold_apply(struct sim_fold *fold, struct sim_record record);

/* Whose time does applying the record account for? That of its thread, if that does something else from
 * then on, and of who works on the other hardware thread of a core that it comes to or leaves. Writes
 * their ids and returns how many. Who follows threads through records has to take that time from the
 * fold before. */
#define FOLD_SETTLED 2
uint32_t sim_fold_settled(const struct sim_fold *before, struct sim_record record,
                          uint32_t ids[FOLD_SETTLED]);

/* A thread's time since it was last accounted for, if it goes on like this up to `now`. */
struct fold_stretch {
    sim_time lead;   /* before its work */
    sim_time work;   /* what that would take alone */
    sim_time shared; /* what it takes longer, for who works beside it */
    sim_time beside; /* how long somebody does: work and shared, or 0 */
};

struct fold_stretch sim_fold_stretch(const struct sim_fold *fold, uint32_t thread,
                                     sim_time now);

/* What a thread does at the fold's moment: `switch` while its work has not begun. */
static inline enum sim_reason sim_fold_reason(const struct sim_fold *fold, uint32_t thread)
{
    const struct fold_thread *of = &fold->threads[thread];

    return fold->now - of->since < of->lead ? SIM_REASON_SWITCH : (enum sim_reason)of->reason;
}

/* What a thread has spent on a reason up to the fold's moment. */
sim_time sim_fold_spent(const struct sim_fold *fold, uint32_t thread, enum sim_reason reason);

/* Who has the other hardware thread of a core; 0: it has none, or that is idle. */
uint32_t sim_fold_beside(const struct sim_fold *fold, uint16_t core);

/* Brings every account up to `fold->now`, as applying a record about every thread would. */
void sim_fold_settle(struct sim_fold *fold);

#endif
