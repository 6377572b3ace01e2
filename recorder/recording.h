/* SPDX-License-Identifier: GPL-3.0-or-later
 * A recorded program as a run: a cast, and records in order of time. */
#ifndef INTERLOCK_RECORDER_RECORDING_H
#define INTERLOCK_RECORDER_RECORDING_H

#include "sim/base/error.h"
#include "sim/state/record.h"
#include "sim/trace/cast.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * What a recording can say, and what it cannot:
 *
 * - A thread of the cast is a thread of the program in one interpreter, as CPython's own thread
 *   states are. One that goes on in another interpreter of its process is `absent` from the first.
 *   Threads that never wanted an interpreter lock are not in it.
 * - Which core a thread ran on was not recorded: the cast has no cores, and work is done on
 *   core 0, which stands for all.
 * - With or without the lock a thread computes (`running`, `native`), is blocked (`sleep`, `lock`:
 *   by another thread, else `io`) or is ready and has no processor (`runnable`). How long it
 *   computed is measured, when is not: computing is put first, then being blocked, then being ready.
 *   Stretches below 20 us count as computed. From its last drop to its end a thread is taken to be
 *   blocked, by what it was in, unless it was seen to end.
 * - Who has which lock of the program is known of sections that were long or waited for, of locks that
 *   two threads had or more; from CPython 3.13.1 on, of none.
 * - Bytecode, variables and who signalled whom are not recorded.
 *
 * Nothing is a fault: a recording that was cut off or damaged gives what is left of it.
 */
struct recording;

struct recording_facts {
    uint32_t processes, locks; /* that were used */
    uint64_t takes, drops;
    uint64_t overlaps;  /* takes of a lock that somebody had: never, unless words are missing */
    uint64_t unpaired;  /* drops by somebody who did not have it; likewise */
    uint64_t looks;     /* at a thread's processor time */
    uint64_t calls;     /* that wrote or read where somebody may have been at the other end */
    uint64_t asked;     /* times that the kernel was asked how long a thread was ready */
    uint64_t lost;      /* events that could not be written */
    uint32_t causes;    /* why: bit per enum part_cause of format.h; 0: not known */
    uint64_t crowded;   /* takes of more locks than one process can have recorded */
    uint64_t damaged;   /* bytes that made no sense */
    uint64_t unguarded; /* waits for other threads, where sections of locks are not told */
    uint32_t stuck;     /* threads that waited for others until their process ended */
    uint32_t unended;   /* processes that did not end through exit() */
    uint32_t cores;     /* that the command could run on; 0: not known */
    uint64_t processor; /* ns that the kernel says the command used; 0: not known */
    sim_time until;     /* the recording ended then, before the program; SIM_TIME_NEVER: no */
    bool outgrown;      /* because it had taken all the space that it was given */
    bool finished;      /* the recorder saw the end of the command */
    int status;         /* then: its exit status, -N for signal N */
};

/* Is this the file of a recording, by its first bytes, or a folder of nothing but its parts? */
bool recording_is(const char *path);

/* NULL with an error when it cannot be read, holds no interpreter lock, or memory runs out. */
struct recording *recording_open(const char *path, struct sim_errors *errors);

/* The same; NULL without an error when all is well with it but that it holds no interpreter lock. */
struct recording *recording_open_if_any(const char *path, struct sim_errors *errors);

/* The same with bytes in memory, which are copied. */
struct recording *recording_parse(const void *bytes, size_t length, const char *name,
                                  struct sim_errors *errors);
void recording_close(struct recording *recording);

const struct sim_cast *recording_cast(const struct recording *recording);

/* Where a thread of the cast belongs. */
struct recording_home {
    uint32_t process; /* from 0, in the order in which they began */
    uint32_t lock;    /* of the process's, from 0 */
    uint32_t parent;  /* the process that started this one; itself: none of the recording */
    bool main;        /* its process's first thread */
};

struct recording_home recording_home(const struct recording *recording, uint32_t thread);

/* In the order in which they began, from 0. */
struct recording_process {
    uint32_t pid;
    const char *command; /* its command line; may be cut */
};

struct recording_process recording_process(const struct recording *recording, uint32_t process);

/* Counts are complete when all records have been read. */
const struct recording_facts *recording_facts(const struct recording *recording);

/* Writes the records of the next step, in order of time; returns how many, 0 behind the last. */
uint32_t recording_next(struct recording *recording,
                        struct sim_record records[SIM_RECORDS_PER_STEP]);

/* To the beginning. */
void recording_rewind(struct recording *recording);

#endif
