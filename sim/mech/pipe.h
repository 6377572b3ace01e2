/* SPDX-License-Identifier: GPL-3.0-or-later
 * Messages between interpreters: pickled, through a pipe or a queue that is looked at. */
#ifndef INTERLOCK_SIM_MECH_PIPE_H
#define INTERLOCK_SIM_MECH_PIPE_H

#include "sim/mech/python.h"

/*
 * An object that goes to another interpreter is pickled there and unpickled here; only bytes pass.
 * Between processes they go through a pipe of the kernel, which holds 64 KiB:
 *
 *     sender                              pipe           receiver
 *     pickles, holding its lock
 *     waits for its turn, lets its lock go
 *     writes what there is room for      ======>         reads what is there
 *     full: sleeps                                       empty: sleeps
 *     takes its lock again                               takes its lock again, unpickles
 *
 * As in multiprocessing.SimpleQueue (Lib/multiprocessing/queues.py) one sends at a time and one
 * listens at a time; the others wait for a lock that lies between the processes. The listener keeps
 * it while it sleeps in read(), so a message wakes one thread. From 3.3 on a message is two reads, of
 * its length and of the rest (Lib/multiprocessing/connection.py, _recv_bytes). A large message is read
 * in pieces into memory that has to be fresh (_recv): a block for each read, and the buffer that they
 * are gathered in. After each read the reader takes its lock again: whoever has it meanwhile keeps it
 * waiting, with the message half read and the pipe not empty.
 *
 * Sub-interpreters share a process. Their queues hold the pickled bytes, as many as there are; who
 * finds one empty, or as full as its capacity, sleeps for ten milliseconds and looks again
 * (Lib/concurrent/interpreters/_queues.py of 3.14, Queue.put and get). Where nobody else can do
 * anything any more but look, too, that is a deadlock, and ends with it: the last looks are left out.
 * A pool of them has an ordinary queue in the main interpreter, whose sleepers are woken, and calls each
 * worker's interpreter with what it pickles (Lib/concurrent/futures/interpreter.py of 3.14): as if both
 * were one queue of pickled bytes.
 *
 * Left out: that the length of a message above 16 KiB is written by itself; the feeder thread of
 * multiprocessing.Queue, which lets `put` return though the pipe is full; out-of-band buffers, which
 * multiprocessing does not use.
 *
 * Messages alike that follow each other are one row. A pipe's bytes end before its rows do. In a queue
 * within a process, of more messages than it has rows, all different, those that come last count as being
 * like the one before them.
 */
#define PIPE_MESSAGE_LEAST 16
#define PIPE_ROWS_MOST 4096

#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

struct sim_message {
    uint32_t size;
    uint32_t payload; /* enum sim_payload */
    uint32_t times;   /* so many of them, one after the other */
};

struct sim_pipe {
    struct sim_wait_list senders, receivers; /* wait for their turn */
    struct sim_thread_id sender, receiver;   /* whose turn it is */
    struct sim_thread_id writer, reader;     /* asleep, since the pipe is full, or empty */
    uint64_t bytes;                          /* in the pipe */
    uint32_t first, rows;                    /* of messages */
    uint32_t count;                          /* of them, begun and not yet read to their end */
    uint32_t whole;                          /* of them, written to their end */
    uint32_t capacity; /* constant: whole messages that may wait; 0: any */
    uint32_t crosses;  /* constant: it joins several interpreters */
    uint32_t polled;   /* constant: within one process */
    uint32_t woken; /* constant: and a pool's: who finds it empty is woken, and does not look */
    uint32_t user;  /* constant: an interpreter whose threads use it */
    uint32_t writing; /* bytes of the write under way */
    uint32_t reading; /* and of the read */
    uint32_t untold;  /* its writer has woken who watches it, and is about to wake the reader */
};

#pragma GCC diagnostic pop

/* A pipe has so many rows: as many as messages fit, if each is as small as can be. */
static inline uint32_t pipe_rows(const struct sim *sim)
{
    return (uint32_t)sim_time_clamp(sim->scenario->params.pipe_capacity / PIPE_MESSAGE_LEAST, 1,
                                    PIPE_ROWS_MOST);
}

/* Rows for the scenario's queues, where there are several interpreters. After the rows of those. */
void pipe_layout(struct sim *sim, struct sim_layout *layout);
void pipe_init(struct sim *sim);

/* Which invariant of the pipes does not hold; NULL: all do. */
const char *pipe_check(const struct sim *sim);

#endif
