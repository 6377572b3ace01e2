/* SPDX-License-Identifier: GPL-3.0-or-later
 * What each thread wanted, out of what happened to it. */
#include "recorder/derive.h"

#include "sim/base/grow.h"
#include "sim/mech/bytecode.h"
#include "sim/trace/fold.h"

#include <inttypes.h>
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
 *     waiting for the lock, for a processor    nothing: the model says how long that takes
 *     letting go on request                    nothing: likewise
 *     a thread's beginning                     start, in the program of who had the lock then
 *
 * Bursts are kept as a sequence. Only where a thread lets go of the lock again and again for less
 * than 20 us, with little to do in between, many such turns are written as a `repeat` of the mean
 * one: sum and number are kept, their variation is not.
 *
 * Not known, and assumed: a block whose end no thread of the program is seen to cause lasts as long
 * whatever else changes.
 */
#define SHORT SIM_US(20)   /* a stretch outside that is no more than letting go and taking */
#define LITTLE SIM_US(200) /* a burst of bytecode that may be averaged with others */
#define OPS_MAX 60000      /* below what the reader takes in one program */

enum burst_kind {
    BURST_PYTHON,
    BURST_NATIVE,
    BURST_IO,
    BURST_SLEEP,
    BURST_GET,
    BURST_PUT,
    BURST_START
};

struct burst {
    enum burst_kind kind;
    uint32_t other; /* thread: who is let go on, or started */
    sim_time time;
};

struct life { /* of a thread */
    struct burst *bursts;
    size_t count, room;
    sim_time began; /* when it came up; never: not yet */
    sim_time ended;
    bool released; /* it is in the stretch outside that its last burst began */
    bool waits;    /* blocked by a semaphore; whoever posts it makes this a get */
    bool started;  /* by another thread */
    bool woken;    /* somebody waits for it to wait: it needs a queue */
};

struct derive {
    struct recording *recording;
    const struct sim_cast *cast;
    struct sim_fold *fold;
    struct life *lives; /* from 1 */
    FILE *to;
    bool good;
};

/* ---- gathering ---- */

static struct burst *last_of(struct life *life)
{
    return life->count ? &life->bursts[life->count - 1] : NULL;
}

static void add(struct derive *derive, struct life *life, enum burst_kind kind, uint32_t other,
                sim_time time)
{
    struct burst *last = last_of(life);

    if (last && last->kind == kind && kind == BURST_PYTHON) {
        last->time += time;
        return;
    }
    if (!sim_grow(&life->bursts, &life->room, life->count, sizeof(*life->bursts))) {
        derive->good = false;
        return;
    }
    life->bursts[life->count++] = (struct burst){ kind, other, time };
}

/* What a thread has done since the record before that changed its reason. */
static void add_stretch(struct derive *derive, uint32_t id, sim_time time)
{
    const struct fold_thread *thread = &derive->fold->threads[id];
    struct life *life = &derive->lives[id];
    sim_time length = time - thread->since;

    switch ((enum sim_reason)thread->reason) {
    case SIM_REASON_RUNNING:
        add(derive, life, BURST_PYTHON, 0, length);
        break;
    case SIM_REASON_NATIVE:
        if (life->released)
            add(derive, life, BURST_NATIVE, 0, length);
        break;
    case SIM_REASON_IO:
        add(derive, life, BURST_IO, 0, length);
        break;
    case SIM_REASON_LOCK:
        add(derive, life, life->waits ? BURST_IO : BURST_GET, id, length);
        break;
    case SIM_REASON_SLEEP:
        add(derive, life, BURST_SLEEP, 0, length);
        break;
    default:
        break;
    }
}

/* Let go on request: the flag says so, or a waiter had asked and was so fast that the owner found
 * its request gone. */
static bool is_forced(const struct derive *derive, struct sim_record record)
{
    uint16_t interp = sim_cast_group_of(derive->cast, record.thread)->interp;

    return record.flags & SIM_RECORD_FLAG || derive->fold->interps[interp].requested_by;
}

/* Whoever has the lock, or had it last, has started it. */
static void start(struct derive *derive, uint32_t id)
{
    uint32_t parent = derive->fold->interps[1].last_owner;
    struct life *life = &derive->lives[id];

    life->began = derive->fold->now;
    if (!parent || parent == id)
        return;
    life->started = true;
    add_stretch(derive, parent, derive->fold->now);
    add(derive, &derive->lives[parent], BURST_START, id, 0);
}

static void take_record(struct derive *derive, struct sim_record record)
{
    sim_time time = derive->fold->now + record.dt;
    struct life *life = &derive->lives[record.thread];

    /* a STEP is where the recording ends before the thread does */
    if (record.thread &&
        (sim_record_reason(record) != SIM_REASON_SAME || record.kind == SIM_RECORD_STEP))
        add_stretch(derive, record.thread, time);
    if (record.kind == SIM_RECORD_DROP)
        life->released = !is_forced(derive, record);
    else if (record.kind == SIM_RECORD_BLOCK)
        life->waits = sim_record_reason(record) == SIM_REASON_LOCK;
    else if (record.kind == SIM_RECORD_END || record.kind == SIM_RECORD_STEP)
        life->ended = time;
}

/* Somebody is let go on: its wait is a get, and here is the put. */
static void resume(struct derive *derive, struct sim_record record)
{
    add_stretch(derive, record.thread, derive->fold->now);
    add(derive, &derive->lives[record.thread], BURST_PUT, record.arg, 0);
    derive->lives[record.arg].waits = false;
    derive->lives[record.arg].woken = true;
}

/* Before a put or a start the thread's stretch is cut: the fold must know, as if by a record. */
static void cut(struct derive *derive, uint32_t thread)
{
    derive->fold->threads[thread].since = derive->fold->now;
}

static void gather(struct derive *derive)
{
    struct sim_record records[SIM_RECORDS_PER_STEP];
    uint32_t count;

    recording_rewind(derive->recording);
    while (derive->good && (count = recording_next(derive->recording, records)) != 0) {
        for (uint32_t i = 0; i < count; i++) {
            take_record(derive, records[i]);
            sim_fold_apply(derive->fold, records[i]);
            if (records[i].kind == SIM_RECORD_RESUME) {
                resume(derive, records[i]);
                cut(derive, records[i].thread);
            } else if (records[i].kind == SIM_RECORD_START) {
                start(derive, records[i].thread);
                cut(derive, derive->fold->interps[1].last_owner);
            }
        }
    }
}

/* ---- writing ---- */

static void put_name(const struct derive *derive, uint32_t id)
{
    char name[64];
    struct sim_text text = SIM_TEXT(name);

    sim_cast_put_thread(derive->cast, &text, id);
    fputs(name, derive->to);
}

/* Bytecode is written as what it would take under 3.12: the model scales it to the version. */
static sim_time as_written(const struct derive *derive, enum burst_kind kind, sim_time time)
{
    sim_time second = bytecode_scaled(SIM_S(1), derive->cast->version);

    return kind == BURST_PYTHON && second ? sim_time_ratio(time, SIM_S(1), second) : time;
}

static void put_time(const struct derive *derive, const char *op, sim_time time)
{
    char buffer[32];
    struct sim_text text = SIM_TEXT(buffer);

    if (!time)
        return;
    sim_text_put_exact_time(&text, time);
    fprintf(derive->to, "    %s %s\n", op, buffer);
}

static void put_burst(const struct derive *derive, const struct burst *burst)
{
    static const char *const words[] = {
        [BURST_PYTHON] = "python", [BURST_NATIVE] = "native", [BURST_IO] = "io",
        [BURST_SLEEP] = "sleep",   [BURST_GET] = "get",       [BURST_PUT] = "put",
        [BURST_START] = "start"
    };

    if (burst->kind < BURST_GET) {
        put_time(derive, words[burst->kind], as_written(derive, burst->kind, burst->time));
        return;
    }
    fprintf(derive->to, "    %s %s", words[burst->kind],
            burst->kind == BURST_START ? "" : "wake-");
    put_name(derive, burst->other);
    fputc('\n', derive->to);
}

/* How many turns of little bytecode and a short way out begin here. */
static size_t turns_at(const struct life *life, size_t i)
{
    size_t turns = 0;

    for (; i + 1 < life->count; i += 2, turns++) {
        const struct burst *burst = &life->bursts[i];

        if (burst[0].kind != BURST_PYTHON || burst[0].time >= LITTLE ||
            burst[1].kind != BURST_NATIVE || burst[1].time >= SHORT)
            break;
    }
    return turns;
}

static void put_turns(const struct derive *derive, const struct burst *burst, size_t turns)
{
    sim_time python = 0, native = 0;

    for (size_t i = 0; i < turns; i++) {
        python += burst[2 * i].time;
        native += burst[2 * i + 1].time;
    }
    fprintf(derive->to, "    repeat %zu\n", turns);
    put_time(derive, "python", as_written(derive, BURST_PYTHON, python / (sim_time)turns));
    put_time(derive, "native", native / (sim_time)turns);
    fprintf(derive->to, "    end\n");
}

/* The number of ops written. */
static size_t put_program(const struct derive *derive, const struct life *life)
{
    size_t ops = 0;

    for (size_t i = 0; i < life->count; ops++) {
        size_t turns = turns_at(life, i);

        if (turns >= 3) {
            put_turns(derive, &life->bursts[i], turns);
            i += 2 * turns;
            ops += 3;
        } else {
            put_burst(derive, &life->bursts[i++]);
        }
    }
    return ops;
}

/* At the process's end it was waiting for something that never came: nobody waits for it. */
static bool is_daemon(const struct derive *derive, uint32_t id)
{
    const struct life *life = &derive->lives[id];

    return id > 1 && life->ended == derive->fold->now && life->count &&
           life->bursts[life->count - 1].kind == BURST_IO;
}

static size_t put_thread(const struct derive *derive, uint32_t id)
{
    struct life *life = &derive->lives[id];
    bool daemon = is_daemon(derive, id);
    char began[32];
    struct sim_text text = SIM_TEXT(began);
    size_t ops;

    fprintf(derive->to, "\n[thread ");
    put_name(derive, id);
    fprintf(derive->to, "]\n");
    if (daemon)
        fprintf(derive->to, "daemon = yes\n");
    if (life->started)
        sim_text_put(&text, "manual");
    else
        sim_text_put_exact_time(&text, life->began);
    fprintf(derive->to, "start = %s\nprogram =\n", began);
    if (daemon)
        life->count--;
    ops = put_program(derive, life);
    if (!ops)
        fprintf(derive->to, "    python 1ns\n");
    return ops;
}

/* A title is one line of at most so many bytes, and no comment begins in it. */
static void put_head(const struct derive *derive, uint32_t cores)
{
    const struct sim_cast *cast = derive->cast;
    char interval[32];
    struct sim_text text = SIM_TEXT(interval);

    fprintf(
        derive->to,
        "# Derived from a recording: what each thread wanted to do, without the waiting that "
        "came of "
        "it.\n# Change machine and runtime, and see what would become of the same program.\n\n"
        "[scenario]\nformat = 1\ntitle = ");
    for (size_t i = 0; cast->title[i] && i < 100; i++)
        fputc(strchr(";#", cast->title[i]) ? ' ' : cast->title[i], derive->to);
    fprintf(derive->to, "\n\n[machine]\n");
    if (cores)
        fprintf(derive->to, "cores = %" PRIu32 "\n", cores);
    fprintf(derive->to, "\n[runtime]\nmodel = gil\npython = %s\n",
            sim_python_names[cast->version]);
    sim_text_put_exact_time(&text, cast->interval);
    if (cast->interval)
        fprintf(derive->to, "switch_interval = %s\n", interval);
}

static bool write_all(const struct derive *derive, const char *name, struct sim_errors *errors)
{
    size_t ops = 0;

    put_head(derive, recording_facts(derive->recording)->cores);
    for (uint32_t id = 1; id <= derive->cast->threads; id++) {
        if (!derive->lives[id].woken)
            continue;
        fprintf(derive->to, "\n[queue wake-");
        put_name(derive, id);
        fprintf(derive->to, "]\n");
    }
    for (uint32_t id = 1; id <= derive->cast->threads; id++)
        ops += put_thread(derive, id);
    if (ops <= OPS_MAX)
        return true;
    return sim_error_add(errors, name, 0,
                         "the recording is too long for a scenario: record a shorter run",
                         NULL);
}

bool derive_scenario(struct recording *recording, const char *name, FILE *to,
                     struct sim_errors *errors)
{
    struct derive derive = {
        .recording = recording, .cast = recording_cast(recording), .to = to, .good = true
    };
    bool good = false;

    if (derive.cast->interps > 1)
        return sim_error_add(
            errors, name, 0,
            "the recording has several interpreter locks (processes or "
            "sub-interpreters), and a scenario can have one: record one process",
            NULL);
    derive.lives = calloc(derive.cast->threads + 1, sizeof(*derive.lives));
    derive.fold = sim_fold_create(derive.cast);
    if (derive.lives && derive.fold)
        gather(&derive);
    if (!derive.lives || !derive.fold || !derive.good)
        sim_error_add(errors, name, 0, "out of memory", NULL);
    else
        good = write_all(&derive, name, errors);
    for (uint32_t id = 0; derive.lives && id <= derive.cast->threads; id++)
        free(derive.lives[id].bursts);
    free(derive.lives);
    sim_fold_destroy(derive.fold);
    return good;
}
