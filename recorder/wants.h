/* SPDX-License-Identifier: GPL-3.0-or-later
 * What each thread of a recording wanted, out of what happened to it. */
#ifndef INTERLOCK_RECORDER_WANTS_H
#define INTERLOCK_RECORDER_WANTS_H

#include "recorder/recording.h"
#include "recorder/wakes.h"
#include "sim/trace/fold.h"

#define WANTS_SHORT                                                                            \
    SIM_US(20) /* a stretch outside that is no more than letting go and taking */

enum burst_kind {
    BURST_PYTHON,
    BURST_HOLD, /* keeps the lock although somebody asks for it */
    BURST_NATIVE,
    BURST_IO,
    BURST_SLEEP,
    BURST_GET,
    BURST_PUT,
    BURST_RECEIVE,
    BURST_LOCK,
    BURST_UNLOCK,
    BURST_SEND,
    BURST_START,
    BURST_NOTHING, /* it has turned out to be none */
    BURST_KIND_COUNT
};

struct burst {
    enum burst_kind kind;
    uint32_t other;   /* thread: who is let go on, or started, or reads; 0 nobody; or lock */
    uint32_t channel; /* of what is written and read */
    sim_time time;
};

/* Where a thread is in a stretch outside the lock in which it blocks. */
enum way { WAY_NONE, WAY_IN, WAY_OUT };

/* How it has let the lock go. */
enum let_go {
    LET_GO_NOT,    /* it has it */
    LET_GO_ITSELF, /* in the stretch outside that its last burst began */
    LET_GO_ON_REQUEST, /* as far as is known: if it now does something else, it would have, anyhow */
    LET_GO_REQUESTED, /* somebody had asked; whether it had noticed is not known */
};

struct life { /* of a thread */
    struct burst *bursts;
    size_t count, room;
    sim_time began; /* when it came up */
    sim_time took;  /* the lock, for the last time */
    sim_time ended;
    uint8_t let_go;  /* enum let_go */
    uint8_t way;     /* enum way */
    bool asked;      /* somebody wants the lock that it has */
    uint32_t writes; /* the channel to which it has just written; 0 none */
    size_t
        sending; /* place + 1 of the burst of a call that writes, until it has the lock again */
    struct edge {
        uint32_t poster;  /* thread; 0 none */
        uint32_t channel; /* 0: not on one */
        size_t put;       /* place of the burst */
    } edge;               /* that lets it go on from the block it is in */
    bool waits;           /* blocked, and nobody is known yet who lets it go on */
    bool started;         /* by another thread */
    bool cut_off;         /* it had the lock at its end, or wanted it: it would have gone on */
};

struct wants {
    struct recording *recording;
    const struct sim_cast *cast;
    struct sim_fold *fold;
    struct life *lives; /* from 1 */
    struct sent {
        struct letter {
            uint32_t poster; /* thread */
            size_t send;     /* place of the burst */
        } * letters;
        size_t count, room;
        size_t next; /* that is read next */
    } * channels;    /* from 0 */
    size_t channel_count, channel_room;
    struct wakes wakes;
    bool *signals; /* by lock, from 1: it may be no lock in a scenario */
    bool good;     /* false: out of memory */
};

/* Reads the whole recording; wants_free() in any case. False when out of memory. */
bool wants_gather(struct wants *wants, struct recording *recording);
void wants_free(struct wants *wants);

/* Has it the lock of CPython up to 3.1, which is let go again and again? */
bool wants_ticks(const struct wants *wants);

/* A thread that never came back to the lock, since its process ended: nobody waits for it. Of others
 * it is known that they were waited for: the process's first thread went on after their end. */
bool wants_is_daemon(const struct wants *wants, uint32_t thread);

#endif
