/* SPDX-License-Identifier: GPL-3.0-or-later
 * Finding processes, threads and their words in the bytes of a recording. */
#ifndef INTERLOCK_RECORDER_WALK_H
#define INTERLOCK_RECORDER_WALK_H

#include "recorder/format.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The bytes may end anywhere and hold anything: a program was killed, a disk was full, a file was
 * damaged. Whatever looks whole is taken, and what does not is counted in `damaged` and skipped.
 * Words are not copied: the bytes must stay, and begin on a multiple of 8.
 */
struct walk_piece { /* a chunk's words */
    const uint64_t *words;
    uint32_t count;
    uint32_t process; /* index */
    uint32_t thread, order;
    uint32_t tid;
    uint32_t blocked; /* enum part_block, at its end */
    char name[PART_NAME + 1];
};

struct walk_process {
    uint32_t pid, parent;
    uint64_t began, ended; /* CLOCK_MONOTONIC; ended 0: not known */
    uint64_t buried; /* CLOCK_MONOTONIC: a signal had ended it, and it was waited for; 0: no */
    uint64_t used;   /* processor time, then; 0: not known */
    uint64_t lost, crowded, asked;
    uint64_t interval[PART_LOCKS];
    uint64_t ticks; /* bit per lock: it is a semaphore */
    uint64_t lent;  /* bit per lock: nobody has it for longer than importing takes */
    bool sections;  /* of locks are told, as far as they are seen */
    bool free;      /* of a build that can do without its lock */
    char version[PART_VERSION];
    char name[PART_NAME + 1];
    char command[PART_COMMAND];
};

struct walk_thread {
    uint32_t process;
    uint32_t tid;
    uint32_t first, count; /* pieces */
    uint64_t words;
    const char *name; /* as its last piece has it */
    uint32_t blocked; /* likewise */
};

struct walk {
    struct walk_process *processes;
    struct walk_piece *pieces; /* when done: by thread and order */
    struct walk_thread *threads;
    size_t process_count, process_room, piece_count, piece_room, thread_count, thread_room;
    uint64_t damaged; /* bytes */
};

/* Takes what is in the bytes; false when out of memory. May be called for several files. */
bool walk_bytes(struct walk *walk, const void *bytes, size_t length);

/* Then, once: finds the threads. False when out of memory. */
bool walk_finish(struct walk *walk);

void walk_free(struct walk *walk);

#endif
