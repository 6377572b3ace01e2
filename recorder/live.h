/* SPDX-License-Identifier: GPL-3.0-or-later
 * A program that is being recorded, as it is now. */
#ifndef INTERLOCK_RECORDER_LIVE_H
#define INTERLOCK_RECORDER_LIVE_H

#include "recorder/format.h"
#include "recorder/names.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Reads what the processes of the program have written since it was asked last: the number of a
 * chunk's words is published behind the words, so nobody has to stop. What it keeps does not grow
 * with the recording, but with processes, threads and chunks.
 *
 * How long a thread had the lock or waited is known from its words; how much of a processor it used,
 * and how long it was ready and had none, the kernel tells of threads that live.
 */
enum live_state {
    LIVE_OUTSIDE, /* without the lock: computes or is blocked */
    LIVE_WAITING,
    LIVE_HOLDING,
    LIVE_ENDED,
    LIVE_STATE_COUNT
};

struct live_thread {
    uint32_t process; /* index */
    uint32_t number;  /* in its process, from 1 */
    uint32_t tid;
    uint32_t lock; /* the one that it used last */
    enum live_state state;
    uint64_t since;                   /* CLOCK_MONOTONIC: when that began */
    uint64_t spent[LIVE_STATE_COUNT]; /* ns since it was asked last */
    uint64_t cpu, queued;             /* likewise, if known */
    bool known;
    bool yields; /* has let it go on request, and waits until somebody else has it */
    uint64_t cpu_before, queued_before, counted;
    char name[PART_NAME + 1];
    bool alone; /* as names.h has it, as is */
    uint32_t named;
};

struct live_lock {
    uint32_t process;
    uint32_t index;           /* in the process */
    uint32_t owner;           /* thread + 1; 0: nobody */
    uint32_t last;            /* owner, likewise */
    uint64_t takes, handoffs; /* since it was asked last */
    uint64_t all_handoffs;    /* since the beginning */
};

struct live_process {
    char file[32]; /* of its part */
    uint32_t pid;
    uint64_t began;
    uint32_t threads; /* the greatest number of one that has been seen */
    uint64_t done;    /* bytes of its part in which nothing more will change */
    bool ended;
    char version[PART_VERSION];
    char name[PART_NAME + 1];
    struct live_chunk *chunks; /* by their places */
    size_t chunk_count, chunk_room;
};

struct live {
    const char *folder;
    uint64_t now, before; /* CLOCK_MONOTONIC when it was asked last, and the time before */
    struct live_process *processes;
    struct live_thread *threads;
    struct live_lock *locks;
    struct live_take *takes;
    size_t process_count, process_room, thread_count, thread_room, lock_count, lock_room,
        take_count, take_room;
    bool renamed; /* since names were told apart */
};

/* `now` is when watching began; the folder's name must stay. */
void live_begin(struct live *live, const char *folder, uint64_t now);

/* False when out of memory. */
bool live_look(struct live *live, uint64_t now);
void live_end(struct live *live);

/* Where a process stands, from 0, in the order in which they began, as recordings have them: their
 * files come up in any order. */
uint32_t live_place(const struct live *live, uint32_t process);

/* As recordings have it. */
void live_name(const struct live *live, const struct live_thread *thread,
               char name[NAMES_ROOM]);

#endif
