/* SPDX-License-Identifier: GPL-3.0-or-later
 * The threads of a recording, merged into one order. */
#include "recorder/inside.h"

#include "sim/base/grow.h"

/*
 * Words of one thread are in order; those of different threads are ordered by their stamps. Takes
 * and drops of one lock were stamped while its mutex was held, so their order is the real one
 * unless the clock is so coarse that two stamps are equal: then a drop goes first, since nobody
 * can take what has not been let go.
 *
 * What follows from the order of all is found here: whether the owner changed, and whether a
 * waiter whose interval is over posts a request (nobody else has taken the lock meanwhile) or
 * begins anew.
 */

/* ---- the heap ---- */

static int rank(const struct stream_item *item)
{
    return item->kind == SIM_RECORD_DROP ? 0 : item->kind == SIM_RECORD_TAKE ? 1 : 2;
}

static bool is_before(struct recording *recording, uint32_t left, uint32_t right)
{
    const struct stream_item *a = stream_peek(&recording->streams[left]);
    const struct stream_item *b = stream_peek(&recording->streams[right]);

    if (a->time != b->time)
        return a->time < b->time;
    if (rank(a) != rank(b))
        return rank(a) < rank(b);
    return left < right;
}

static void sink(struct recording *recording, size_t at)
{
    uint32_t *heap = recording->heap, moved = heap[at];

    for (;;) {
        size_t child = 2 * at + 1;

        if (child + 1 < recording->heap_count &&
            is_before(recording, heap[child + 1], heap[child]))
            child++;
        if (child >= recording->heap_count || !is_before(recording, heap[child], moved))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moved;
}

static void fill_heap(struct recording *recording)
{
    recording->heap_count = 0;
    for (size_t i = 0; i < recording->walk.thread_count; i++) {
        if (stream_peek(&recording->streams[i]))
            recording->heap[recording->heap_count++] = (uint32_t)i;
    }
    for (size_t i = recording->heap_count / 2; i-- > 0;)
        sink(recording, i);
}

static void advance(struct recording *recording)
{
    struct stream *stream = &recording->streams[recording->heap[0]];

    stream_advance(stream);
    if (!stream_peek(stream)) {
        recording->facts.stuck += stream->stuck;
        recording->heap[0] = recording->heap[--recording->heap_count];
    }
    if (recording->heap_count)
        sink(recording, 0);
}

/* ---- what an item means among the others ---- */

static bool take(struct recording *recording, struct lock *lock, struct sim_record *record)
{
    recording->facts.takes++;
    recording->facts.overlaps += lock->owner != 0;
    if (lock->last_owner != record->thread) {
        lock->switches++;
        record->flags |= SIM_RECORD_FLAG;
    }
    lock->owner = lock->last_owner = record->thread;
    lock->requested = false;
    return true;
}

/* Up to 3.12 who lets go on request does not wait for another to take the lock where one has done so
 * already: then it is told by the request, and by wanting the lock at once. False: it did not have it,
 * so there is nothing to tell. */
static bool drop(struct recording *recording, struct lock *lock, const struct stream_item *item,
                 struct sim_record *record)
{
    recording->facts.drops++;
    if (lock->owner != record->thread) {
        recording->facts.unpaired++;
        return false;
    }
    lock->owner = 0;
    if (lock->requested && item->brief)
        record->flags |= SIM_RECORD_FLAG;
    return true;
}

/* A process lets go of its lock by its end: behind it, as elsewhere. */
static bool end(struct recording *recording, struct lock *lock, struct sim_record *record)
{
    if (recording->more) {
        record->kind = SIM_RECORD_DROP;
        lock->owner = 0;
    }
    recording->more = record->thread == lock->owner;
    return true;
}

static void expire(struct lock *lock, struct stream *stream, struct sim_record *record)
{
    record->arg = lock->owner;
    if (!lock->owner) {
        record->flags |= SIM_RECORD_FLAG;
    } else if (lock->switches == stream->switches) {
        record->kind = SIM_RECORD_REQUEST;
        lock->requested = true;
        record->flags &= (uint8_t)~SIM_RECORD_REASON; /* it waits on, as before */
    }
    stream->switches = lock->switches;
}

/* ---- waiting for each other ---- */

static uint32_t *link_after(struct recording *recording, struct meeting *meeting,
                            uint32_t before)
{
    return before ? &recording->streams[before - 1].waits_before : &meeting->first;
}

static uint32_t *link_before(struct recording *recording, struct meeting *meeting,
                             uint32_t after)
{
    return after ? &recording->streams[after - 1].waits_behind : &meeting->last;
}

static void stop_waiting(struct recording *recording, struct stream *stream)
{
    struct meeting *meeting;

    if (!stream->waits_for)
        return;
    meeting = meetings_at(&recording->meetings, stream->process, stream->waits_for);
    *link_after(recording, meeting, stream->waits_behind) = stream->waits_before;
    *link_before(recording, meeting, stream->waits_before) = stream->waits_behind;
    stream->waits_for = 0;
}

/* Without memory nobody is seen to let it go on. */
static void begin_waiting(struct recording *recording, struct stream *stream, uint64_t object)
{
    struct meeting *meeting =
        object ? meetings_at(&recording->meetings, stream->process, object) : NULL;
    uint32_t own = (uint32_t)(stream - recording->streams) + 1;

    if (!meeting)
        return;
    stream->waits_for = object;
    stream->waits_before = 0;
    stream->waits_behind = meeting->last;
    *link_after(recording, meeting, meeting->last) = own;
    meeting->last = own;
}

/* The thread that has been waiting longest for the object; NULL nobody. */
static struct stream *waiter_for(struct recording *recording, const struct stream *poster,
                                 uint64_t object)
{
    const struct meeting *meeting = meetings_at(&recording->meetings, poster->process, object);

    return meeting && meeting->first ? &recording->streams[meeting->first - 1] : NULL;
}

/* Where nobody was waiting for that, only that the thread is off its core no more is left to tell. A
 * semaphore lets one thread go on; what is written, all that wait for it: who then reads it is another
 * question. */
static bool resume(struct recording *recording, const struct stream *poster,
                   const struct stream_item *item, struct sim_record *record)
{
    struct stream *waiter = item->object ? waiter_for(recording, poster, item->object) : NULL;

    recording->more = false;
    if (!waiter) {
        record->kind = SIM_RECORD_STEP;
        return sim_record_reason(*record) != SIM_REASON_SAME;
    }
    if (!(item->object & PART_OBJECT_SHARED) &&
        !sections_are_told(&recording->walk.processes[poster->process]))
        recording->facts.unguarded++;
    record->arg = waiter->row_that_waits;
    stop_waiting(recording, waiter);
    recording->more = item->bytes && waiter_for(recording, poster, item->object);
    return true;
}

/* The channel of that name; NULL when out of memory. */
static struct channel *channel_of(struct recording *recording, uint64_t object)
{
    struct meeting *meeting = meetings_at(&recording->meetings, 0, object);

    if (!meeting || (!meeting->channel &&
                     !sim_grow(&recording->channels, &recording->channel_room,
                               recording->channel_count, sizeof(*recording->channels))))
        return NULL;
    if (!meeting->channel) {
        recording->channels[recording->channel_count] = (struct channel){ 0 };
        meeting->channel = (uint32_t)++recording->channel_count;
    }
    return &recording->channels[meeting->channel - 1];
}

static void number_channel(const struct recording *recording, const struct channel *channel,
                           struct sim_record *record)
{
    record->arg = (uint32_t)(channel - recording->channels) + 1;
}

static bool wrote(struct recording *recording, const struct stream_item *item,
                  struct sim_record *record)
{
    struct channel *channel = channel_of(recording, item->object);
    uint64_t before;

    if (!channel ||
        !sim_grow(&channel->ends, &channel->room, channel->count, sizeof(*channel->ends)))
        return false;
    before = channel->count ? channel->ends[channel->count - 1] : 0;
    channel->ends[channel->count++] = before + item->bytes;
    number_channel(recording, channel, record);
    return true;
}

/* Has the reader come to a writing of which nothing had been read? */
static bool reads_next(const struct channel *channel)
{
    uint64_t begins = channel->next ? channel->ends[channel->next - 1] : 0;

    return channel->next < channel->count && begins < channel->read;
}

/* Of several writings that were read at once, each is read by a record of its own; where nothing of
 * a new one was, that is nobody's affair. */
static bool has_read(struct recording *recording, const struct stream_item *item,
                     struct sim_record *record)
{
    struct channel *channel = channel_of(recording, item->object);

    if (!channel)
        return false;
    if (!recording->more)
        channel->read += item->bytes;
    recording->more = false;
    if (!reads_next(channel)) {
        record->kind = SIM_RECORD_STEP;
        return sim_record_reason(*record) != SIM_REASON_SAME;
    }
    channel->next++;
    recording->more = reads_next(channel);
    number_channel(recording, channel, record);
    return true;
}

/* What the thread waits for from now on: with all that it does it waits no more. When exactly it came
 * to be ready is not known: who let it go on may be told a little later. */
static void note_wait(struct recording *recording, struct stream *stream,
                      const struct stream_item *item)
{
    if (item->kind == SIM_RECORD_OFF)
        return;
    stop_waiting(recording, stream);
    begin_waiting(recording, stream, item->kind == SIM_RECORD_BLOCK ? item->object : 0);
    stream->row_that_waits = item->row;
}

/* False when the record is to be left out. */
static bool place(struct recording *recording, struct stream *stream,
                  const struct stream_item *item, struct sim_record *record)
{
    struct lock *lock = &recording->locks[recording->rows[record->thread].interp];

    if (!recording->more)
        note_wait(recording, stream, item);
    switch (record->kind) {
    case SIM_RECORD_RESUME:
        return resume(recording, stream, item, record);
    case SIM_RECORD_WROTE:
        return wrote(recording, item, record);
    case SIM_RECORD_READ:
        return has_read(recording, item, record);
    case SIM_RECORD_TAKE:
        return take(recording, lock, record);
    case SIM_RECORD_DROP:
        return drop(recording, lock, item, record);
    case SIM_RECORD_END:
        return end(recording, lock, record);
    case SIM_RECORD_EXPIRE:
        expire(lock, stream, record);
        return true;
    case SIM_RECORD_LOCK_TAKE:
    case SIM_RECORD_LOCK_DROP:
        record->arg = item->lock;
        return true;
    case SIM_RECORD_WAIT:
    case SIM_RECORD_LATE:
        stream->switches = lock->switches;
        return true;
    default:
        return true;
    }
}

/* ---- records ---- */

static struct sim_record record_of(const struct stream_item *item)
{
    unsigned flags = item->reason | (item->flag ? SIM_RECORD_FLAG : 0u);

    if (item->on_core)
        flags |= SIM_RECORD_ON_CORE;
    return (
        struct sim_record){ .kind = item->kind, .flags = (uint8_t)flags, .thread = item->row };
}

static uint32_t put(struct recording *recording,
                    struct sim_record records[SIM_RECORDS_PER_STEP], struct sim_record record,
                    sim_time time)
{
    uint64_t gap = (uint64_t)(time - recording->written);
    uint32_t count = 0;

    if (gap >> 32)
        records[count++] =
            (struct sim_record){ .kind = SIM_RECORD_GAP, .arg = (uint32_t)(gap >> 32) };
    record.dt = (uint32_t)gap;
    records[count++] = record;
    records[0].flags |= SIM_RECORD_FIRST;
    recording->written = time;
    return count;
}

uint32_t recording_next(struct recording *recording,
                        struct sim_record records[SIM_RECORDS_PER_STEP])
{
    uint32_t count = 0;

    while (recording->heap_count && !count) {
        struct stream *stream = &recording->streams[recording->heap[0]];
        const struct stream_item *item = stream_peek(stream);
        struct sim_record record = record_of(item);

        if (recording->more) /* this one is not the first of it */
            record.flags &= (uint8_t)~SIM_RECORD_REASON;

        if (place(recording, stream, item, &record))
            count = put(recording, records, record, item->time);
        if (!recording->more)
            advance(recording);
    }
    return count;
}

void recording_rewind(struct recording *recording)
{
    recording->written = 0;
    meetings_rewind(&recording->meetings);
    recording->more = false;
    for (size_t i = 0; i < recording->channel_count; i++)
        recording->channels[i].count = recording->channels[i].next =
            recording->channels[i].read = 0;
    recording->facts.takes = recording->facts.drops = 0;
    recording->facts.overlaps = recording->facts.unpaired = 0;
    recording->facts.stuck = 0;
    recording->facts.unguarded = 0;
    for (size_t i = 0; i <= recording->interps; i++)
        recording->locks[i] = (struct lock){ 0 };
    for (size_t i = 0; i < recording->walk.thread_count; i++)
        stream_rewind(&recording->streams[i]);
    fill_heap(recording);
}
