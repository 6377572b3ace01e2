/* SPDX-License-Identifier: GPL-3.0-or-later
 * One thread of a recording: from words to what will be records. */
#ifndef INTERLOCK_RECORDER_STREAM_H
#define INTERLOCK_RECORDER_STREAM_H

#include "recorder/sections.h"
#include "recorder/walk.h"
#include "sim/base/time.h"
#include "sim/state/record.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Where a word says what began, an item says it in the terms of records; and where a stretch of
 * time was measured to have two parts, the second one begins with an item of its own. That takes
 * looking ahead: the processor time of a stretch is written at its end.
 */
struct stream_item {
    sim_time time;
    uint32_t row; /* thread of the cast */
    uint8_t kind; /* enum sim_record_kind */
    uint8_t reason;
    bool on_core, flag;
    bool brief;      /* of a drop: it wants the lock again at once */
    uint64_t object; /* of a block, a post or a reading; 0 none */
    uint64_t bytes;  /* that were written or read */
    uint32_t lock;   /* of the program, that is taken or let go */
};

#define STREAM_ITEMS 9

enum stream_state {
    STREAM_ABSENT,
    STREAM_OUTSIDE,
    STREAM_WAITING,
    STREAM_YIELDING, /* until somebody else has the lock */
    STREAM_HOLDING
};

struct stream {
    const struct walk_piece *pieces; /* of its thread */
    uint32_t piece_count;
    const uint32_t *rows; /* by index of a lock; 0: not an interpreter lock */
    uint64_t ticks; /* bit per lock: whoever waits for it does so until somebody lets it go */
    bool free;      /* its process can do without its lock */
    bool lockless;  /* and has none that counts */
    sim_time began; /* words count from here */
    sim_time ends;  /* its process, or the recording before that */
    uint8_t last;   /* enum part_block: what it is in at the end */
    sim_time
        untold;     /* what its process has computed of which no word tells; SIM_TIME_NEVER: not
                        known */
    sim_time until; /* words from here on do not count; SIM_TIME_NEVER: all do */
    uint64_t end_object; /* others may wait for its end, that of its process; 0: no */
    const struct section_note *notes; /* of its sections */
    uint32_t note_count;

    uint32_t piece, word; /* the next one */
    uint8_t state;        /* enum stream_state */
    bool ended;
    bool stuck;        /* and waited for others until its process did */
    uint64_t object;   /* as the last OBJECT word said */
    uint64_t bytes;    /* likewise */
    uint8_t blocked;   /* enum part_block, as the last CPU word said */
    sim_time queued;   /* of that, ready: as it said, too */
    sim_time fought;   /* of what was used, for letting a lock go for a moment: likewise */
    uint64_t started;  /* bit per lock: its row has come up */
    uint32_t row;      /* the present one; 0 none yet */
    sim_time since;    /* when the stretch under way began */
    uint64_t cpu;      /* processor time at the last CPU word */
    sim_time presumed; /* computed since then, by length alone */
    bool cpu_known;
    bool was_off; /* its core, at the end of the last stretch */
    struct stream_item items[STREAM_ITEMS];
    uint32_t first, count;
    uint32_t note;            /* the next one */
    struct stream_item noted; /* it as an item, if `offered` */
    bool offered;
    bool goes_on; /* since the last item that was given: it has begun and is not blocked */
    uint32_t given_row; /* of that */
    sim_time given;     /* when that was */
    struct stream_part {
        sim_time from, to, used;
    } off; /* the last stretch in which it was off its core; the others have `to` 0 */
    uint64_t switches; /* for the merge: of its lock, when the present interval began */
    uint32_t process;
    uint32_t row_that_waits; /* for the merge, as what follows */
    uint64_t waits_for;      /* likewise: the object that it is blocked by; 0 none */
    uint32_t waits_behind, waits_before; /* in the row of those that do: streams, from 1 */
};

/* The next item; NULL behind the last. It stays until stream_advance(). */
const struct stream_item *stream_peek(struct stream *stream);
void stream_advance(struct stream *stream);

/* To the beginning; keeps pieces, rows and times. */
void stream_rewind(struct stream *stream);

#endif
