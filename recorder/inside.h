/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a recording is made of, for the files of this folder. */
#ifndef INTERLOCK_RECORDER_INSIDE_H
#define INTERLOCK_RECORDER_INSIDE_H

#include "recorder/meetings.h"
#include "recorder/recording.h"
#include "recorder/sections.h"
#include "recorder/stream.h"
#include "recorder/walk.h"

struct lock { /* while merging; from 1, as the cast's interpreters */
    uint32_t owner, last_owner;
    uint64_t switches; /* changes of owner, as CPython counts them */
    bool requested;    /* by somebody who waits, since the owner took it */
};

struct row {         /* thread of the cast, from 1 */
    uint32_t thread; /* of the walk */
    uint32_t lock;   /* index in its process */
    uint16_t interp;
};

/* A pipe or a connection, one way. What is written and what is read need not have the same borders:
 * whoever reads the first byte of a writing has waited for it. */
struct channel {
    uint64_t *ends; /* of the writings, in bytes since the first */
    size_t count, room;
    size_t next;   /* the first one of which nothing has been read */
    uint64_t read; /* bytes */
};

struct recording {
    void **files; /* their bytes: one, or those of a folder */
    size_t file_count, file_room;
    struct recording_head head;
    bool has_head;

    struct walk walk;
    struct sim_cast cast;
    struct sim_cast_group *groups;
    struct row *rows;
    size_t row_count, row_room;
    uint32_t interps;
    char *names;
    uint32_t *row_of; /* thread * PART_LOCKS + lock: row, or 0 */
    char title[PART_COMMAND];
    char (*lock_names)[16]; /* of the program */
    const char **lock_list;
    struct section_note *notes;

    /* merging */
    struct stream *streams; /* by thread of the walk */
    uint32_t *heap;         /* threads, the one with the next item first */
    size_t heap_count;
    struct lock *locks;
    struct meetings meetings;
    struct channel *channels;
    size_t channel_count, channel_room;
    bool more;        /* the item that came last has another record to give */
    uint64_t base;    /* CLOCK_MONOTONIC at time 0 */
    sim_time written; /* time of the last record */
    struct recording_facts facts;
};

/* Makes rows, cast and streams from the walk. False with an error; without one where there is nothing
 * to make them of. */
bool cast_make(struct recording *recording, const char *name, struct sim_errors *errors);

/* What is not known behaves as the newest with its kind of lock. */
enum sim_python cast_version_of(const struct walk_process *process);

#endif
