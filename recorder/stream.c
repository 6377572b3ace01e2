/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading a thread's words. */
#include "recorder/stream.h"

#include "sim/base/assert.h"

/* Two clocks are read one after the other: less than this between them is no blocking. */
#define CLOCK_SLACK 2000

/* ---- words ---- */

static const uint64_t *peek_word(struct stream *stream)
{
    while (stream->piece < stream->piece_count &&
           stream->word >= stream->pieces[stream->piece].count) {
        stream->piece++;
        stream->word = 0;
    }
    return stream->piece < stream->piece_count
               ? &stream->pieces[stream->piece].words[stream->word]
               : NULL;
}

static bool next_is(struct stream *stream, enum part_kind kind)
{
    const uint64_t *word = peek_word(stream);

    return word && part_word_kind(*word) == kind;
}

/* ---- items ---- */

/* A thread that computes, and does not have the lock. */
static enum sim_reason outside(const struct stream *stream)
{
    return stream->lockless ? SIM_REASON_RUNNING : SIM_REASON_NATIVE;
}

static void put(struct stream *stream, sim_time time, enum sim_record_kind kind,
                enum sim_reason reason, bool flag)
{
    struct stream_item *item = &stream->items[(stream->first + stream->count) % STREAM_ITEMS];

    SIM_REQUIRE(stream->count < STREAM_ITEMS);
    *item = (struct stream_item){ .time = time,
                                  .row = stream->row,
                                  .kind = (uint8_t)kind,
                                  .reason = (uint8_t)reason,
                                  .on_core = reason == SIM_REASON_RUNNING ||
                                             reason == SIM_REASON_NATIVE,
                                  .flag = flag,
                                  .object = stream->object,
                                  .bytes = stream->bytes };
    stream->count++;
}

static const struct section_note *next_note(const struct stream *stream)
{
    return stream->note < stream->note_count ? &stream->notes[stream->note] : NULL;
}

static struct stream_item *last_item(struct stream *stream)
{
    return &stream->items[(stream->first + stream->count - 1) % STREAM_ITEMS];
}

/* What an OBJECT word says about the word just read; 0 nothing. */
static uint64_t take_tagged(struct stream *stream, unsigned tag)
{
    const uint64_t *word = peek_word(stream);

    if (!word || part_word_kind(*word) != PART_OBJECT || part_word_lock(*word) != tag)
        return 0;
    stream->word++;
    return part_word_time(*word);
}

static uint64_t take_object(struct stream *stream)
{
    return take_tagged(stream, 0);
}

/* ---- stretches ---- */

static enum sim_reason blocked_reason(const struct stream *stream)
{
    static const enum sim_reason reasons[PART_BLOCK_COUNT] = {
        [PART_BLOCK_UNKNOWN] = SIM_REASON_IO, [PART_BLOCK_SLEEP] = SIM_REASON_SLEEP,
        [PART_BLOCK_LOCK] = SIM_REASON_LOCK,  [PART_BLOCK_PREEMPTED] = SIM_REASON_RUNNABLE,
        [PART_BLOCK_INPUT] = SIM_REASON_IO,   [PART_BLOCK_CHILD] = SIM_REASON_IO,
    };

    return reasons[stream->blocked];
}

/*
 * Computed in the stretch that ends at `time`. What the thread has used since the last CPU word
 * includes the short stretches in between, which are taken to have been computed from end to end.
 */
static sim_time computed(struct stream *stream, sim_time time)
{
    sim_time length = time - stream->since, used = length;
    const uint64_t *word = peek_word(stream);
    uint64_t cpu;

    stream->queued = stream->fought = 0;
    if (!word || part_word_kind(*word) != PART_CPU) {
        stream->presumed += length;
        return length;
    }
    cpu = part_word_time(*word);
    if (stream->cpu_known && cpu >= stream->cpu)
        used = (sim_time)(cpu - stream->cpu) - stream->presumed;
    stream->blocked = (uint8_t)(part_word_lock(*word) % PART_BLOCK_COUNT);
    stream->cpu = cpu;
    stream->cpu_known = true;
    stream->presumed = 0;
    stream->word++;
    stream->object = take_object(stream);
    stream->queued = (sim_time)take_tagged(stream, PART_QUEUED);
    stream->fought = (sim_time)take_tagged(stream, PART_FOUGHT);
    return used < 0 ? 0 : used < length ? used : length;
}

/* Off its core for so long at the end of the stretch, which began to be so at `from`: first blocked,
 * then ready. */
static void put_off(struct stream *stream, sim_time from, sim_time off)
{
    bool holds = stream->state == STREAM_HOLDING,
         named = part_block_has_object(stream->blocked);
    sim_time queued = stream->blocked == PART_BLOCK_PREEMPTED ? off
                      : stream->queued < off                  ? stream->queued
                                                              : off;

    if (stream->blocked != PART_BLOCK_PREEMPTED && (named || off - queued > CLOCK_SLACK))
        put(stream, from, SIM_RECORD_BLOCK, blocked_reason(stream), holds);
    if (queued > CLOCK_SLACK)
        put(stream, from + off - queued, SIM_RECORD_OFF, SIM_REASON_RUNNABLE, holds);
}

/* Up to 3.1 a part of what a thread computes with the lock is letting it go, and, if others want it,
 * waking them in vain. When is not known: it is put behind the rest. */
static void put_fought(struct stream *stream, sim_time end, sim_time used)
{
    sim_time fought = stream->fought < used ? stream->fought : used;

    if (stream->state != STREAM_HOLDING || fought <= CLOCK_SLACK)
        return;
    put(stream, end - fought, SIM_RECORD_STEP, SIM_REASON_SWITCH, false);
    last_item(stream)->on_core = true;
    stream->was_off = true;
}

/* Ends the stretch under way: tells where in it computing ended. */
static void end_stretch(struct stream *stream, sim_time time)
{
    bool works = stream->state == STREAM_OUTSIDE || stream->state == STREAM_HOLDING;
    sim_time used = works || next_is(stream, PART_CPU) ? computed(stream, time) : 0;
    sim_time off = time - stream->since - used;

    stream->was_off = works && off > CLOCK_SLACK;
    stream->off = (struct stream_part){ stream->since, stream->was_off ? time : 0, used };
    put_fought(stream, stream->since + used, used);
    if (works && off > CLOCK_SLACK)
        put_off(stream, stream->since + used, off);
    stream->since = time;
}

/* The thread does something with the lock of another row than before, or with its first one. */
static void enter_row(struct stream *stream, sim_time time, unsigned lock)
{
    uint32_t row = stream->rows[lock];

    if (row != stream->row && stream->state != STREAM_ABSENT)
        put(stream, time, SIM_RECORD_ELSEWHERE, SIM_REASON_ABSENT, false);
    stream->row = row;
    if (!(stream->started >> lock & 1))
        put(stream, time, SIM_RECORD_START, outside(stream), false);
    stream->started |= 1ull << lock;
}

static void enter(struct stream *stream, sim_time time, enum sim_record_kind kind,
                  enum sim_reason reason, enum stream_state state)
{
    put(stream, time, kind, reason, false);
    stream->state = (uint8_t)state;
}

/* Has it done nothing but wait for a processor until it wants the lock again? */
static bool is_brief(const struct stream *stream, const uint64_t *cpu)
{
    sim_time used = (sim_time)(part_word_time(*cpu) - stream->cpu) - stream->presumed;
    unsigned blocked = part_word_lock(*cpu);

    return part_word_kind(*cpu) != PART_CPU ||
           (used < PART_LONG_NS &&
            (blocked == PART_BLOCK_UNKNOWN || blocked == PART_BLOCK_PREEMPTED));
}

/* So it is where it lets go on request. */
static bool comes_back(struct stream *stream)
{
    uint32_t piece = stream->piece, word = stream->word;
    bool wants =
        next_is(stream, PART_WAIT) || next_is(stream, PART_MUTEX) || next_is(stream, PART_TAKE);
    const uint64_t *next;

    stream->word++;
    next = wants ? peek_word(stream) : NULL;
    stream->piece = piece;
    stream->word = word;
    return wants && (!next || is_brief(stream, next));
}

/* On request it is of no use until somebody else has the lock. */
static void put_drop(struct stream *stream, sim_time time)
{
    bool forced = next_is(stream, PART_FORCED);

    put(stream, time, SIM_RECORD_DROP, forced ? SIM_REASON_SWITCH : outside(stream), forced);
    last_item(stream)->brief = !forced && comes_back(stream);
    stream->state = forced ? STREAM_YIELDING : STREAM_OUTSIDE;
}

/* What a thread does behind something that has nothing to do with the lock: if it was off its core
 * before, it is so no more. */
static enum sim_reason goes_on_as(const struct stream *stream)
{
    if (!stream->was_off)
        return SIM_REASON_SAME;
    return stream->state == STREAM_HOLDING ? SIM_REASON_RUNNING : outside(stream);
}

/* It had to wait for a lock of the program: it has that when it goes on. */
static void put_wait_for_lock(struct stream *stream, sim_time time)
{
    const struct section_note *note = next_note(stream);

    if (!note || !note->waited || note->time > time || !stream->row ||
        stream->state == STREAM_ABSENT)
        return;
    put(stream, time, SIM_RECORD_LOCK_TAKE, goes_on_as(stream), true);
    last_item(stream)->lock = note->lock;
    stream->note++;
}

/* With or without a lock that does not count, a thread computes. */
static bool is_nothing(const struct stream *stream, enum part_kind kind)
{
    return stream->lockless && (kind == PART_TAKE || kind == PART_DROP || kind == PART_WOKEN);
}

static void take_event(struct stream *stream, enum part_kind kind, unsigned lock, sim_time time)
{
    if (is_nothing(stream, kind)) {
        enter(stream, time, SIM_RECORD_STEP, goes_on_as(stream), STREAM_OUTSIDE);
        return;
    }
    switch (kind) {
    case PART_TAKE:
        enter(stream, time, SIM_RECORD_TAKE, SIM_REASON_RUNNING, STREAM_HOLDING);
        break;
    case PART_DROP:
        put_drop(stream, time);
        break;
    case PART_MUTEX:
        enter(stream, time, SIM_RECORD_MUTEX_WAIT, SIM_REASON_INTERPRETER, STREAM_WAITING);
        break;
    case PART_WAIT:
        enter(stream, time, stream->ticks >> lock & 1 ? SIM_RECORD_AWAIT : SIM_RECORD_WAIT,
              SIM_REASON_INTERPRETER, STREAM_WAITING);
        break;
    case PART_EXPIRE:
        enter(stream, time, SIM_RECORD_EXPIRE, SIM_REASON_INTERPRETER, STREAM_WAITING);
        break;
    case PART_WOKEN:
        if (stream->state == STREAM_YIELDING)
            enter(stream, time, SIM_RECORD_STEP, outside(stream), STREAM_OUTSIDE);
        else if (stream->state != STREAM_WAITING)
            put(stream, time, SIM_RECORD_STEP, goes_on_as(stream), false);
        else if (!next_is(stream, PART_TAKE))
            enter(stream, time, SIM_RECORD_LATE, SIM_REASON_INTERPRETER, STREAM_WAITING);
        break;
    case PART_POST:
        if (stream->bytes)
            put(stream, time, SIM_RECORD_WROTE, goes_on_as(stream), false);
        put(stream, time, SIM_RECORD_RESUME,
            stream->bytes ? SIM_REASON_SAME : goes_on_as(stream), false);
        break;
    case PART_READ:
        put(stream, time, SIM_RECORD_READ, goes_on_as(stream), false);
        break;
    case PART_YIELD:
        enter(stream, time, SIM_RECORD_YIELD, SIM_REASON_SWITCH, STREAM_YIELDING);
        break;
    case PART_LEAVE:
    case PART_END:
        if (kind == PART_LEAVE && stream->free)
            enter(stream, time, SIM_RECORD_STEP, outside(stream), STREAM_OUTSIDE);
        else
            enter(stream, time, SIM_RECORD_END, SIM_REASON_ABSENT, STREAM_ABSENT);
        break;
    default:
        break;
    }
}

/* Time never runs backwards, and never beyond the end of the process: only damage says so. */
static sim_time time_of(const struct stream *stream, uint64_t word)
{
    sim_time time = stream->began + (sim_time)part_word_time(word);

    if (time > stream->ends)
        time = stream->ends;
    return time > stream->since ? time : stream->since;
}

/* The stretch before the word ends, if the thread was in one; else this is the first one. */
static void take_stretch(struct stream *stream, sim_time time)
{
    if (stream->row && stream->state != STREAM_ABSENT) {
        end_stretch(stream, time);
    } else if (next_is(stream, PART_CPU)) {
        stream->since = time;
        computed(stream, time);
    }
    stream->since = time;
}

static bool is_of_object(enum part_kind kind)
{
    return kind == PART_POST || kind == PART_READ;
}

/* Does the word tell anything about an interpreter lock, or about a thread that uses one? */
static bool is_told(const struct stream *stream, enum part_kind kind, unsigned lock)
{
    if (kind == PART_END || is_of_object(kind))
        return stream->row && stream->state != STREAM_ABSENT;
    return kind != PART_NONE && kind != PART_CPU && kind < PART_OBJECT && lock < PART_LOCKS &&
           stream->rows[lock];
}

/* From the last word on nothing is known of it, and what it had then it may not have any more. */
static void leave(struct stream *stream)
{
    if (stream->state == STREAM_HOLDING)
        put(stream, stream->since, SIM_RECORD_DROP, outside(stream), false);
    if (stream->row && stream->state != STREAM_ABSENT)
        put(stream, stream->since, SIM_RECORD_ELSEWHERE, SIM_REASON_ABSENT, true);
    stream->state = STREAM_ABSENT;
    stream->cpu_known = stream->was_off = false;
    stream->presumed = 0;
}

static void take_word(struct stream *stream, uint64_t word)
{
    enum part_kind kind = part_word_kind(word);
    unsigned lock = part_word_lock(word);
    sim_time time = time_of(stream, word);
    uint64_t object = 0, bytes = 0;

    stream->word++;
    if (is_of_object(kind)) {
        object = take_object(stream);
        bytes = take_tagged(stream, PART_BYTES);
        take_tagged(stream, PART_USED); /* read before: cast.c */
    }
    if (kind == PART_OBJECT && lock == PART_GAP)
        leave(stream);
    if (!is_told(stream, kind, lock))
        return;
    take_stretch(stream, time);
    put_wait_for_lock(stream, time);
    if (kind != PART_END && !is_of_object(kind))
        enter_row(stream, time, lock);
    stream->object = object;
    stream->bytes = bytes;
    take_event(stream, kind, lock, time);
    stream->object = stream->bytes = 0;
}

/* Whoever waits for its process goes on. */
static void put_end_of_process(struct stream *stream)
{
    stream->object = stream->end_object;
    if (stream->object && stream->ends < stream->until)
        put(stream, stream->ends, SIM_RECORD_RESUME, SIM_REASON_SAME, false);
    stream->object = 0;
}

/* Without the lock, and no word came any more. Where there is no lock all that is known is whether it
 * is in a call; else it may compute, too, but hardly does so for long. */
static bool is_blocked_last(const struct stream *stream)
{
    return stream->state == STREAM_OUTSIDE && stream->ends - stream->since >= PART_LONG_NS &&
           (stream->last != PART_BLOCK_UNKNOWN || !stream->lockless);
}

/* With the lock to the end: it computed what nobody told of, and then lacked a processor. */
static void put_untold(struct stream *stream)
{
    sim_time length = stream->ends - stream->since, used = stream->untold - stream->presumed;

    if (used < 0)
        used = 0;
    if (stream->untold != SIM_TIME_NEVER && length - used > CLOCK_SLACK)
        put(stream, stream->since + used, SIM_RECORD_OFF, SIM_REASON_RUNNABLE, true);
}

/* The words are over: the thread is as it was until its process ended; or until the recording did,
 * and then nobody knows what became of it. */
static void finish(struct stream *stream)
{
    stream->ended = true;
    if (!stream->row)
        return;
    if (stream->state == STREAM_ABSENT) {
        put_end_of_process(stream);
        return;
    }
    if (is_blocked_last(stream)) {
        stream->blocked = stream->last;
        stream->stuck = stream->last == PART_BLOCK_LOCK && stream->ends != stream->until;
        put(stream, stream->since, SIM_RECORD_BLOCK, blocked_reason(stream), false);
    } else if (stream->state == STREAM_HOLDING) {
        put_untold(stream);
    }
    if (stream->ends == stream->until) {
        put(stream, stream->ends, SIM_RECORD_STEP, SIM_REASON_SAME, false);
        return;
    }
    put_end_of_process(stream);
    put(stream, stream->ends, SIM_RECORD_END, SIM_REASON_ABSENT, false);
}

/* Is the word about what came when the recording had ended? Then so are all behind it. */
static bool is_late(const struct stream *stream, uint64_t word)
{
    enum part_kind kind = part_word_kind(word);

    return kind != PART_CPU && kind != PART_OBJECT &&
           stream->began + (sim_time)part_word_time(word) >= stream->until;
}

static sim_time least(sim_time one, sim_time other)
{
    return one < other ? one : other;
}

/*
 * Where in a stretch a thread was off its core is not known: it is told as computing first. What it
 * computed with a lock that it has until the end of the stretch, or since its beginning, is as much as
 * it can be: a release of a long section ends one. Else it is in proportion.
 */
static sim_time note_time(const struct stream *stream)
{
    const struct stream_part *off = &stream->off;
    const struct section_note *note = next_note(stream);
    sim_time time = note->time;
    bool first = !stream->note || note[-1].time <= off->from;
    bool last = stream->note + 1 == stream->note_count || note[1].time + CLOCK_SLACK >= off->to;

    if (time <= off->from || time >= off->to)
        ;
    else if (note->takes && last)
        time = off->from + off->used - least(off->used, off->to - time);
    else if (!note->takes && first)
        time = off->from + least(off->used, time - off->from);
    else
        time = off->from + sim_time_ratio(time - off->from, off->used, off->to - off->from);
    return time > stream->given ? time : stream->given;
}

/* Sections are told behind what they are about: a note comes before the first item behind it, and not
 * while the thread is blocked. */
static void offer_note(struct stream *stream)
{
    const struct section_note *note = next_note(stream);
    sim_time time;

    if (!note || !stream->count || !stream->goes_on || note->waited)
        return;
    time = note_time(stream);
    if (time > stream->items[stream->first].time)
        return;
    stream->offered = true;
    stream->noted =
        (struct stream_item){ .time = time,
                              .row = stream->given_row,
                              .kind = note->takes ? SIM_RECORD_LOCK_TAKE : SIM_RECORD_LOCK_DROP,
                              .lock = note->lock };
}

const struct stream_item *stream_peek(struct stream *stream)
{
    while (!stream->count && !stream->ended) {
        const uint64_t *word = peek_word(stream);

        if (word && !is_late(stream, *word))
            take_word(stream, *word);
        else
            finish(stream);
    }
    if (!stream->offered)
        offer_note(stream);
    return stream->offered ? &stream->noted
           : stream->count ? &stream->items[stream->first]
                           : NULL;
}

void stream_advance(struct stream *stream)
{
    const struct stream_item *item = &stream->items[stream->first];

    if (stream->offered) {
        stream->given = stream->noted.time;
        stream->offered = false;
        stream->note++;
        return;
    }
    stream->given = item->time;
    stream->given_row = item->row;
    stream->goes_on = item->row && item->kind != SIM_RECORD_BLOCK &&
                      item->kind != SIM_RECORD_OFF && item->kind != SIM_RECORD_END &&
                      item->kind != SIM_RECORD_ELSEWHERE;
    stream->first = (stream->first + 1) % STREAM_ITEMS;
    stream->count--;
}

void stream_rewind(struct stream *stream)
{
    *stream = (struct stream){ .pieces = stream->pieces,
                               .piece_count = stream->piece_count,
                               .rows = stream->rows,
                               .ticks = stream->ticks,
                               .free = stream->free,
                               .lockless = stream->lockless,
                               .began = stream->began,
                               .ends = stream->ends,
                               .last = stream->last,
                               .untold = stream->untold,
                               .until = stream->until,
                               .process = stream->process,
                               .end_object = stream->end_object,
                               .notes = stream->notes,
                               .note_count = stream->note_count,
                               .since = stream->began };
}
