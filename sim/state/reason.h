/* SPDX-License-Identifier: GPL-3.0-or-later
 * Where a thread's time goes: the named reasons. */
#ifndef INTERLOCK_SIM_STATE_REASON_H
#define INTERLOCK_SIM_STATE_REASON_H

/*
 * Every nanosecond of every thread has exactly one of these, so the sums over a run are exact
 * and nothing hides in a remainder. REASON(identifier, JSON name, letter, what it means in a few words)
 * The letter stands for the reason on a screen without colour.
 */
#define SIM_REASONS(REASON)                                                                    \
    REASON(RUNNING, "running", 'R', "executing Python bytecode")                               \
    REASON(NATIVE, "native", 'N', "C code without the interpreter lock")                       \
    REASON(INTERPRETER, "interpreter", 'w', "waiting for the interpreter lock")                \
    REASON(SWITCH, "switch", 'x', "hand-offs and context switches")                            \
    REASON(RUNNABLE, "runnable", 'q', "ready, and waiting for a core")                         \
    REASON(IO, "io", '~', "input or output under way")                                         \
    REASON(SLEEP, "sleep", '.', "asleep by its own wish")                                      \
    REASON(LOCK, "lock", 'b', "waiting for a lock of the program")                             \
    REASON(QUEUE, "queue", 'u', "waiting at a queue")                                          \
    REASON(SYNC, "sync", 'y', "waiting for barrier, event or place")                           \
    REASON(JOIN, "join", 'j', "waiting for a thread to end")                                   \
    REASON(PICKLE, "pickle", 'p', "turning objects into bytes, or back")                       \
    REASON(TRANSFER, "transfer", 't', "bytes under way between processes")                     \
    REASON(STARTUP, "startup", 's', "interpreters coming up, or ending")                       \
    REASON(LOOP, "loop", 'e', "the loop's work, or waiting for it")                            \
    REASON(PAUSE, "pause", 'g', "stopped by the garbage collector")                            \
    REASON(STALL, "stall", 'm', "slowed by memory that cores share")                           \
    REASON(SHARED, "shared", 'h', "slowed by a thread on the same core")                       \
    REASON(ABSENT, "absent", ' ', "not yet started, or already ended")

enum sim_reason {
    SIM_REASON_SAME, /* in a record: the reason does not change */
#define REASON(id, name, letter, text) SIM_REASON_##id,
    SIM_REASONS(REASON)
#undef REASON
        SIM_REASON_COUNT
};

_Static_assert(SIM_REASON_COUNT <= 32, "a reason has five bits in a record");

struct sim_reason_info {
    const char *name;
    const char *text;
    char letter;
};

/* Indexed by enum sim_reason. */
extern const struct sim_reason_info sim_reasons[SIM_REASON_COUNT];

#endif
