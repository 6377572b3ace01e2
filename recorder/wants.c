/* SPDX-License-Identifier: GPL-3.0-or-later
 * Gathering wants. */
#include "recorder/wants.h"

#include "sim/base/grow.h"

#include <stdlib.h>
#include <string.h>

/*
 * A scenario says what threads want to do; a recording, what became of it. So waiting is left out
 * and wanting is kept:
 *
 *     time with the lock and a processor       python
 *     computing without the lock               native
 *     blocked, by something outside            io, sleep: as long as it was
 *     blocked, until another thread let it go  get, and put in the other thread's program
 *     with the lock, although it was asked     native holding: a call that cannot be interrupted
 *     blocked with the lock                    likewise
 *     waiting for the lock, for a processor    nothing: the model says how long that takes
 *     writing and reading what was written     put, get: a queue for each way through a pipe
 *                                              and each thread that reads from it
 *     having a lock of the program             lock, unlock; waiting for it is neither get nor put
 *     letting go on request                    nothing: likewise
 *     a thread's beginning                     start, in the program of who had the lock then
 *     a process's beginning                    start of its first thread, likewise
 *     computing as the process ends            computing for good: a daemon would have gone on
 *
 * Bursts are kept as a sequence. Only where a thread lets go of the lock again and again for less
 * than 20 us, with little to do in between, many such turns are written as a `repeat` of the mean
 * one: sum and number are kept, their variation is not.
 *
 * A lock within which a thread waits for another one is left out, and waits for it are gets and puts: who
 * is waited for may come to want that lock first, which the program could have borne if it looked what
 * there is to wait for, and a scenario, in which each has its own, could not.
 *
 * Not known, and assumed: a block whose end no thread of the program is seen to cause lasts as long
 * whatever else changes.
 */
#define LATE                                                                                   \
    SIM_US(100) /* bytecode answers a request sooner, and wants the lock sooner again */

static struct burst *last_of(struct life *life)
{
    return life->count ? &life->bursts[life->count - 1] : NULL;
}

static void add(struct wants *wants, struct life *life, enum burst_kind kind, uint32_t other,
                sim_time time)
{
    struct burst *last = last_of(life);

    if (last && last->kind == kind && kind == BURST_PYTHON) {
        last->time += time;
        return;
    }
    if (!sim_grow(&life->bursts, &life->room, life->count, sizeof(*life->bursts))) {
        wants->good = false;
        return;
    }
    life->bursts[life->count++] = (struct burst){ .kind = kind, .other = other, .time = time };
}

static uint32_t owner_now(const struct wants *wants, uint32_t id)
{
    return wants->fold->interps[sim_cast_interp_of(wants->cast, id)].owner;
}

/* What it was that a thread was blocked by. With the lock it is a call that kept it. */
static enum burst_kind blocked_as(const struct wants *wants, uint32_t id)
{
    if (owner_now(wants, id) == id)
        return BURST_HOLD;
    if (!wants->lives[id].waits)
        return BURST_GET;
    return wants->fold->threads[id].reason == SIM_REASON_SLEEP ? BURST_SLEEP : BURST_IO;
}

/*
 * The little that a thread computes in the call in which it blocks is its way to sleep and back,
 * which the model adds by itself. As an op of its own it would be one letting go of the lock more.
 */
static void add_block(struct wants *wants, uint32_t id, sim_time length)
{
    struct life *life = &wants->lives[id];
    struct burst *last = last_of(life);

    if (life->way == WAY_IN && last && last->kind == BURST_NATIVE && last->time < WANTS_SHORT)
        life->count--;
    add(wants, life, blocked_as(wants, id), id, length);
    if (owner_now(wants, id) != id)
        life->let_go = LET_GO_ITSELF;
    life->waits = true; /* who lets it go on does so once */
    life->way = WAY_OUT;
}

/* What a thread has done since the record before that changed its reason. */
static void add_stretch(struct wants *wants, uint32_t id, sim_time time)
{
    const struct fold_thread *thread = &wants->fold->threads[id];
    struct life *life = &wants->lives[id];
    sim_time length = time - thread->since;

    if (thread->reason == SIM_REASON_RUNNING)
        life->way = WAY_NONE;
    switch ((enum sim_reason)thread->reason) {
    case SIM_REASON_RUNNING:
        add(wants, life, life->asked && length >= LATE ? BURST_HOLD : BURST_PYTHON, 0, length);
        break;
    case SIM_REASON_NATIVE:
        if (life->way == WAY_OUT && length < WANTS_SHORT)
            break;
        if (life->sending) {
            life->bursts[life->sending - 1].time += length;
            break;
        }
        if (length >= LATE && life->let_go != LET_GO_NOT)
            life->let_go = LET_GO_ITSELF; /* to compute so long without the lock */
        if (life->let_go == LET_GO_ITSELF)
            add(wants, life, BURST_NATIVE, 0, length);
        life->way = life->let_go == LET_GO_ITSELF ? WAY_IN : WAY_NONE;
        break;
    case SIM_REASON_IO:
    case SIM_REASON_LOCK:
    case SIM_REASON_SLEEP:
        add_block(wants, id, length);
        break;
    default:
        break;
    }
}

bool wants_ticks(const struct wants *wants)
{
    return sim_python_language(wants->cast->version) < SIM_PYTHON_3_2;
}

/* Let go on request: the flag says that there was one, and so it is where a waiter had asked and was
 * so fast that the owner found its request gone. Any letting go looks like that which somebody
 * waited for, or came at a hundred ticks. What the thread does next tells more: on request it wants
 * the lock at once. */
static enum let_go how_let_go(const struct wants *wants, struct sim_record record)
{
    uint16_t interp = sim_cast_interp_of(wants->cast, record.thread);

    if (record.flags & SIM_RECORD_FLAG)
        return LET_GO_ON_REQUEST;
    return wants_ticks(wants) || wants->fold->interps[interp].requested_by ? LET_GO_REQUESTED
                                                                           : LET_GO_ITSELF;
}

/* Who has the lock of an interpreter, or had it last; without a lock, who began first (assumed). 0:
 * nobody yet. */
static uint32_t owner_of(const struct wants *wants, uint32_t process, uint16_t interp)
{
    uint32_t first = 0;

    for (uint32_t i = 1; i <= wants->cast->threads && !interp; i++) {
        struct recording_home home = recording_home(wants->recording, i);

        if (home.process != process)
            continue;
        interp = sim_cast_interp_of(wants->cast, i);
        first = home.main ? i : first;
    }
    return interp ? wants->fold->interps[interp].last_owner : first;
}

/*
 * Whoever has the lock, or had it last, has started it: the lock of its interpreter, or, as the
 * first thread of a process, that of the process that started this one. Returns who; 0: nobody of
 * the recording.
 */
static uint32_t start(struct wants *wants, uint32_t id)
{
    struct recording_home home = recording_home(wants->recording, id);
    uint16_t interp = sim_cast_interp_of(wants->cast, id);
    uint32_t parent = home.main ? 0 : owner_of(wants, home.process, interp);
    struct life *life = &wants->lives[id];

    life->began = wants->fold->now;
    if (!parent && home.parent != home.process)
        parent = owner_of(wants, home.parent, 0);
    if (!parent || parent == id)
        return 0;
    life->started = true;
    add_stretch(wants, parent, wants->fold->now);
    add(wants, &wants->lives[parent], BURST_START, id, 0);
    return parent;
}

/* It has the lock, or would like to: or let it go only because it was asked to. CPython asks for no
 * request where a thread lets the lock go to end. */
static bool wants_lock(const struct life *life, const struct fold_thread *thread)
{
    return life->count &&
           (life->let_go == LET_GO_NOT || life->let_go == LET_GO_ON_REQUEST ||
            thread->reason == SIM_REASON_INTERPRETER || thread->reason == SIM_REASON_SWITCH);
}

static bool is_blocked(enum sim_reason reason)
{
    return reason == SIM_REASON_LOCK || reason == SIM_REASON_IO || reason == SIM_REASON_SLEEP;
}

static bool is_lockless(const struct wants *wants, uint32_t id)
{
    return !sim_cast_interp_of(wants->cast, id);
}

static void take_record(struct wants *wants, struct sim_record record)
{
    sim_time time = wants->fold->now + record.dt;
    struct life *life = &wants->lives[record.thread];

    /* a STEP is where the recording ends before the thread does */
    if (record.thread &&
        (sim_record_reason(record) != SIM_REASON_SAME || record.kind == SIM_RECORD_STEP))
        add_stretch(wants, record.thread, time);
    /* Of a damaged recording there may be several, and no time counts twice. */
    if (record.thread && record.kind == SIM_RECORD_STEP)
        wants->fold->threads[record.thread].since = time;
    if (record.kind == SIM_RECORD_DROP) {
        life->let_go = (uint8_t)how_let_go(wants, record);
        life->asked = false;
        life->edge.poster = 0;
    }
    if (record.kind == SIM_RECORD_TAKE) {
        life->let_go = LET_GO_NOT;
        life->sending = 0;
        life->took = time;
    }
    if (record.thread && is_lockless(wants, record.thread)) {
        life->let_go = LET_GO_ITSELF;
        life->took = record.kind == SIM_RECORD_STEP ? time : life->took;
    }
    if (record.kind == SIM_RECORD_BLOCK)
        life->waits = is_blocked(sim_record_reason(record));
    if (record.kind == SIM_RECORD_END ||
        (record.kind == SIM_RECORD_STEP && sim_record_reason(record) == SIM_REASON_SAME)) {
        life->ended = time;
        life->cut_off = wants_lock(life, &wants->fold->threads[record.thread]);
    }
}

/* Before a put, a start, a request the thread's stretch is cut: the fold must know, as if by a record. */
static void cut(struct wants *wants, uint32_t thread)
{
    if (!thread)
        return;
    wants->fold->threads[thread].since = wants->fold->now;
}

static bool has_just_let_go(const struct wants *wants, uint32_t id)
{
    const struct fold_thread *thread = &wants->fold->threads[id];

    return thread->reason == SIM_REASON_NATIVE &&
           (wants->lives[id].let_go == LET_GO_ITSELF ||
            wants->lives[id].let_go == LET_GO_REQUESTED) &&
           wants->fold->now - thread->since < WANTS_SHORT;
}

/*
 * Something that others wait for. Where that is a call outside the lock it is said to come first,
 * with the lock: a model takes the lock again before it, and who is let go on would wait for that,
 * too.
 */
static void add_edge(struct wants *wants, uint32_t id, enum burst_kind kind, uint32_t other)
{
    if (!has_just_let_go(wants, id)) {
        add_stretch(wants, id, wants->fold->now);
        cut(wants, id);
    }
    add(wants, &wants->lives[id], kind, other, 0);
}

/*
 * Writing is a call for which the lock is let go: one op, `put ... in`, with the time from its
 * beginning until the thread wants the lock again. What passes from letting go until the call
 * begins is letting go itself, which wakes a waiter; the model adds that.
 */
static void add_send(struct wants *wants, uint32_t id)
{
    struct life *life = &wants->lives[id];

    if (!has_just_let_go(wants, id))
        add_stretch(wants, id, wants->fold->now);
    cut(wants, id);
    if (life->let_go != LET_GO_NOT)
        life->let_go = LET_GO_ITSELF;
    life->way = WAY_NONE;
    add(wants, life, BURST_SEND, 0, 0);
}

/* Somebody is let go on: its wait is a get, and here is the put. Where it was ready already, its
 * wait is a burst already. */
static void resume(struct wants *wants, struct sim_record record)
{
    struct life *poster = &wants->lives[record.thread], *waiter = &wants->lives[record.arg];
    struct burst *last = last_of(waiter);

    add_edge(wants, record.thread, BURST_PUT, record.arg);
    waiter->edge = (struct edge){ record.thread, poster->writes, poster->count - 1 };
    waiter->waits = false;
    if (wants->fold->threads[record.arg].reason == SIM_REASON_RUNNABLE && last &&
        (last->kind == BURST_IO || last->kind == BURST_SLEEP))
        *last = (struct burst){ .kind = BURST_GET, .other = record.arg };
}

/* Who waited for a lock that it then had, has it where it began to wait. */
static bool has_waited_for_lock(const struct life *life, struct sim_record record)
{
    const struct burst *last = life->count ? &life->bursts[life->count - 1] : NULL;

    return record.flags & SIM_RECORD_FLAG && sim_record_reason(record) != SIM_REASON_SAME &&
           last && (last->kind == BURST_GET || last->kind == BURST_IO);
}

static void take_lock(struct wants *wants, struct sim_record record)
{
    struct life *life = &wants->lives[record.thread];
    enum burst_kind kind = record.kind == SIM_RECORD_LOCK_TAKE ? BURST_LOCK : BURST_UNLOCK;

    if (wants->signals[record.arg])
        return;
    if (kind == BURST_UNLOCK || !has_waited_for_lock(life, record)) {
        add_edge(wants, record.thread, kind, record.arg);
        return;
    }
    if (last_of(life)->kind == BURST_GET)
        wants->lives[life->edge.poster].bursts[life->edge.put].kind = BURST_NOTHING;
    life->edge.poster = 0;
    *last_of(life) = (struct burst){ .kind = BURST_LOCK, .other = record.arg };
}

static struct sent *channel_of(struct wants *wants, uint32_t channel)
{
    while (wants->channel_count < channel) {
        if (!sim_grow(&wants->channels, &wants->channel_room, wants->channel_count,
                      sizeof(*wants->channels))) {
            wants->good = false;
            return NULL;
        }
        wants->channels[wants->channel_count++] = (struct sent){ .count = 0 };
    }
    return &wants->channels[channel - 1];
}

/* Who will read it is known when it is read. */
static void wrote(struct wants *wants, struct sim_record record)
{
    struct life *life = &wants->lives[record.thread];
    struct sent *sent = channel_of(wants, record.arg);

    if (!sent || !sim_grow(&sent->letters, &sent->room, sent->count, sizeof(*sent->letters))) {
        wants->good = false;
        return;
    }
    add_send(wants, record.thread);
    if (!wants->good)
        return;
    last_of(life)->channel = record.arg;
    life->sending = life->count;
    sent->letters[sent->count++] = (struct letter){ record.thread, life->count - 1 };
    life->writes = record.arg;
}

/* Whoever read it then shall read it always: what else comes on that channel may be something
 * else. */
static void receive(struct wants *wants, uint32_t id, uint32_t channel)
{
    struct sent *sent = channel_of(wants, channel);
    struct letter letter;

    if (!sent || sent->next == sent->count)
        return;
    letter = sent->letters[sent->next++];
    wants->lives[letter.poster].bursts[letter.send].other = id;
    add(wants, &wants->lives[id], BURST_RECEIVE, id, 0);
    if (wants->good)
        last_of(&wants->lives[id])->channel = channel;
}

/* Was it blocked just now by reading from the channel, not by looking whether it can? */
static bool has_waited_to_read(const struct wants *wants, const struct life *life,
                               uint32_t channel)
{
    const struct burst *last = life->count ? &life->bursts[life->count - 1] : NULL;

    return wants->good && life->edge.poster && life->edge.channel == channel && last &&
           last->kind == BURST_GET && life->way == WAY_OUT;
}

/* What was written has to be there. Having waited for that very thing is the same. */
static void has_read(struct wants *wants, struct sim_record record)
{
    struct life *life = &wants->lives[record.thread];

    if (has_waited_to_read(wants, life, record.arg)) {
        life->count--;
        wants->lives[life->edge.poster].bursts[life->edge.put].kind = BURST_NOTHING;
    } else if (!has_just_let_go(wants, record.thread)) {
        add_stretch(wants, record.thread, wants->fold->now);
        cut(wants, record.thread);
    }
    life->edge.poster = 0;
    receive(wants, record.thread, record.arg);
    life->way = WAY_OUT; /* the call is the get: it lets the lock go if it has to wait */
}

/* From here on the owner is known to be asked: what it does before it answers, it does not
 * interrupt. */
static void ask(struct wants *wants, uint32_t owner)
{
    if (!owner || wants->lives[owner].asked)
        return;
    add_stretch(wants, owner, wants->fold->now);
    cut(wants, owner);
    wants->lives[owner].asked = true;
}

/* What a record means beyond the stretch that it ends; the fold has it already. */
static void take_meaning(struct wants *wants, struct sim_record record)
{
    uint32_t writes = wants->lives[record.thread].writes;

    switch (record.kind) {
    case SIM_RECORD_REQUEST:
        ask(wants, record.arg);
        break;
    case SIM_RECORD_WROTE:
        wrote(wants, record);
        return;
    case SIM_RECORD_RESUME:
        resume(wants, record);
        return; /* several may wait for the same */
    case SIM_RECORD_READ:
        has_read(wants, record);
        break;
    case SIM_RECORD_START:
        cut(wants, start(wants, record.thread));
        break;
    case SIM_RECORD_LOCK_TAKE:
    case SIM_RECORD_LOCK_DROP:
        take_lock(wants, record);
        break;
    default:
        break;
    }
    if (writes)
        wants->lives[record.thread].writes = 0;
}

static void gather(struct wants *wants)
{
    struct sim_record records[SIM_RECORDS_PER_STEP];
    uint32_t count;

    recording_rewind(wants->recording);
    while (wants->good && (count = recording_next(wants->recording, records)) != 0) {
        for (uint32_t i = 0; i < count; i++) {
            take_record(wants, records[i]);
            wakes_see(&wants->wakes, wants->fold, records[i]);
            sim_fold_apply(wants->fold, records[i]);
            take_meaning(wants, records[i]);
        }
    }
}

/* ---- locks ---- */

/* Those taken in bursts `from` to `to` and still held: a thread waits for another within them. Returns
 * how many that was not known of. */
static uint32_t mark_held(const struct wants *wants, const struct life *life,
                          const size_t *held, size_t from, size_t to)
{
    uint32_t marked = 0;

    for (size_t i = from; i < to; i++) {
        uint32_t lock = life->bursts[i].other;

        if (life->bursts[i].kind != BURST_LOCK || held[lock] != i + 1)
            continue;
        marked += !wants->signals[lock];
        wants->signals[lock] = true;
    }
    return marked;
}

/* Leaves out what is not in pairs, and marks locks. `held` has the place + 1 of the burst by which the
 * thread has each lock, and is empty before and after. */
static uint32_t check_locks(const struct wants *wants, const struct life *life, size_t *held)
{
    uint32_t marked = 0;
    size_t seen = 0;

    for (size_t i = 0; i < life->count; i++) {
        struct burst *burst = &life->bursts[i];
        bool takes = burst->kind == BURST_LOCK;

        if (burst->kind == BURST_GET || burst->kind == BURST_RECEIVE) {
            marked += mark_held(wants, life, held, seen, i);
            seen = i;
        } else if ((takes || burst->kind == BURST_UNLOCK) &&
                   takes == (held[burst->other] != 0)) {
            burst->kind = BURST_NOTHING;
        } else if (takes || burst->kind == BURST_UNLOCK) {
            held[burst->other] = takes ? i + 1 : 0;
        }
    }
    for (size_t i = 0; i < life->count; i++) {
        struct burst *burst = &life->bursts[i];

        if (burst->kind != BURST_LOCK || held[burst->other] != i + 1)
            continue;
        held[burst->other] = 0;
        burst->kind = BURST_NOTHING;
    }
    return marked;
}

static uint32_t check_all_locks(struct wants *wants)
{
    size_t *held = calloc(wants->cast->locks.count + 1, sizeof(*held));
    uint32_t marked = 0;

    wants->good &= held != NULL;
    for (uint32_t id = 1; held && id <= wants->cast->threads; id++)
        marked += check_locks(wants, &wants->lives[id], held);
    free(held);
    return marked;
}

static bool begin(struct wants *wants, struct recording *recording, bool *signals)
{
    *wants = (struct wants){ .recording = recording,
                             .cast = recording_cast(recording),
                             .signals = signals };
    wants->lives = calloc(wants->cast->threads + 1, sizeof(*wants->lives));
    wants->fold = sim_fold_create(wants->cast);
    return wakes_begin(&wants->wakes, wants->cast, recording_facts(recording)->cores) &&
           wants->lives && wants->fold && signals;
}

/* What was a wait for a lock is one for a thread where that lock is left out, and may be within another
 * lock. So often that is followed (chosen: locks within locks are few); then all are left out. */
#define ROUNDS 4

bool wants_gather(struct wants *wants, struct recording *recording)
{
    uint32_t locks = recording_cast(recording)->locks.count;
    bool *signals = calloc(locks + 1, sizeof(*signals));

    for (int round = 0;; round++) {
        wants->good = begin(wants, recording, signals);
        if (wants->good)
            gather(wants);
        if (!wants->good || !check_all_locks(wants))
            return wants->good && wants->wakes.good;
        if (round == ROUNDS)
            memset(signals, true, (locks + 1) * sizeof(*signals));
        wants->signals = NULL;
        wants_free(wants);
    }
}

void wants_free(struct wants *wants)
{
    free(wants->signals);
    for (uint32_t id = 0; wants->lives && id <= wants->cast->threads; id++)
        free(wants->lives[id].bursts);
    free(wants->lives);
    for (size_t i = 0; i < wants->channel_count; i++)
        free(wants->channels[i].letters);
    free(wants->channels);
    wakes_end(&wants->wakes);
    sim_fold_destroy(wants->fold);
}

/* When the first thread of a process came to have the lock for the last time. */
static sim_time main_took(const struct wants *wants, uint32_t process)
{
    for (uint32_t id = 1; id <= wants->cast->threads; id++) {
        struct recording_home home = recording_home(wants->recording, id);

        if (home.process == process && home.main)
            return wants->lives[id].took;
    }
    return 0;
}

/* One that is damaged may have lost it: then whoever is left is waited for. */
static bool has_main(const struct wants *wants)
{
    for (uint32_t id = 1; id <= wants->cast->threads; id++) {
        if (recording_home(wants->recording, id).main)
            return true;
    }
    return false;
}

bool wants_is_daemon(const struct wants *wants, uint32_t thread)
{
    const struct life *life = &wants->lives[thread];
    enum burst_kind last = life->count ? life->bursts[life->count - 1].kind : BURST_NOTHING;
    struct recording_home home = recording_home(wants->recording, thread);

    if (home.main || !has_main(wants))
        return false;
    if (life->cut_off)
        return true;
    return (last == BURST_IO || last == BURST_SLEEP) &&
           life->ended >= main_took(wants, home.process);
}
