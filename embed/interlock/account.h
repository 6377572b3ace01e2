/* SPDX-License-Identifier: GPL-3.0-or-later
 * Where everyone is at a moment of a run, and where the time went until then. */
#ifndef INTERLOCK_ACCOUNT_H
#define INTERLOCK_ACCOUNT_H

#include <interlock/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * An account belongs to the run or result that it was asked of. At every moment
 *
 *   the times by reason of each thread sum to the time of the run so far, exactly;
 *   busy, overhead and idle time of each core sum to the same.
 */
struct interlock_account;

/* Why a thread spends a nanosecond. */
enum interlock_reason {
    INTERLOCK_REASON_NONE,        /* in a record: the reason stays what it is */
    INTERLOCK_REASON_RUNNING,     /* executing Python bytecode */
    INTERLOCK_REASON_NATIVE,      /* C code without the interpreter lock */
    INTERLOCK_REASON_INTERPRETER, /* waiting for the interpreter lock */
    INTERLOCK_REASON_SWITCH,      /* hand-offs and context switches */
    INTERLOCK_REASON_RUNNABLE,    /* ready, and waiting for a core */
    INTERLOCK_REASON_IO,          /* input or output under way */
    INTERLOCK_REASON_SLEEP,       /* asleep by its own wish */
    INTERLOCK_REASON_LOCK,        /* waiting for a lock of the program */
    INTERLOCK_REASON_QUEUE,       /* waiting at a queue */
    INTERLOCK_REASON_SYNC,        /* waiting for barrier, event or place */
    INTERLOCK_REASON_JOIN,        /* waiting for a thread to end */
    INTERLOCK_REASON_PICKLE,      /* turning objects into bytes, or back */
    INTERLOCK_REASON_TRANSFER,    /* bytes under way between processes */
    INTERLOCK_REASON_STARTUP,     /* a process or interpreter coming up or ending */
    INTERLOCK_REASON_LOOP,        /* the event loop's work, or waiting for it */
    INTERLOCK_REASON_PAUSE,       /* stopped by the garbage collector */
    INTERLOCK_REASON_STALL,       /* slowed by memory that cores share */
    INTERLOCK_REASON_SHARED,      /* slowed by a thread on the same core */
    INTERLOCK_REASON_ABSENT,      /* not yet started, or already ended */
    INTERLOCK_REASON_COUNT
};

/* As JSON has it: "interpreter". NULL for what is no reason. */
const char *interlock_reason_name(enum interlock_reason reason);

struct interlock_thread {
    enum interlock_reason reason; /* at this moment */
    uint32_t core;                /* where it is, or was last; 0: nowhere yet */
    bool on_core;                 /* it has that core now */
    int64_t cpu;                  /* processor time so far, ns, overheads included */
};

struct interlock_core {
    uint32_t thread;              /* who has it; 0: idle */
    int64_t busy, overhead, idle; /* ns */
};

/* An interpreter's lock. */
struct interlock_lock {
    uint32_t owner;        /* 0: free */
    uint32_t waiting;      /* threads that want it */
    uint32_t requested_by; /* who has posted the drop request that is pending; 0: nobody */
    uint64_t takes, handoffs, forced; /* taken; by another than before; let go on request */
    int64_t held;                     /* ns */
};

struct interlock_variable {
    const char *name;
    int64_t value,
        expected; /* of all updates so far; what is missing between processes is a copy */
    int64_t lost; /* updates gone by races */
};

/* The moment, in ns. */
int64_t interlock_account_now(const struct interlock_account *account);

uint32_t interlock_account_threads(const struct interlock_account *account);
uint32_t interlock_account_cores(const struct interlock_account *account);
uint32_t interlock_account_locks(const struct interlock_account *account);
uint32_t interlock_account_variables(const struct interlock_account *account);

struct interlock_thread interlock_account_thread(const struct interlock_account *account,
                                                 uint32_t id);
struct interlock_core interlock_account_core(const struct interlock_account *account,
                                             uint32_t id);
struct interlock_lock interlock_account_lock(const struct interlock_account *account,
                                             uint32_t id);
struct interlock_variable interlock_account_variable(const struct interlock_account *account,
                                                     uint32_t i);

/* The ns that a thread has spent for one reason. */
int64_t interlock_account_spent(const struct interlock_account *account, uint32_t thread,
                                enum interlock_reason reason);

/* "worker-2" */
size_t interlock_account_name(const struct interlock_account *account, uint32_t thread,
                              char *buffer, size_t size);

/* Id of the thread of that name; 0: there is none. */
uint32_t interlock_account_find(const struct interlock_account *account, const char *name);

#ifdef __cplusplus
}
#endif

#endif
