/* SPDX-License-Identifier: GPL-3.0-or-later
 * One thing that happened, in 16 bytes. */
#ifndef INTERLOCK_SIM_STATE_RECORD_H
#define INTERLOCK_SIM_STATE_RECORD_H

#include "sim/base/assert.h"
#include "sim/base/time.h"
#include "sim/state/reason.h"

#include <stdint.h>

/*
 * A run is a cast (who there is) and records (what happened), and nothing else: accounts,
 * sentences, pictures and exports read only these, whether they come from the simulator or from
 * a recording of a real program.
 *
 *     0        4    5     6     8        12       16
 *     +--------+----+-----+-----+--------+--------+
 *     | dt     |kind|flags|core | thread | arg    |
 *     +--------+----+-----+-----+--------+--------+
 *
 * dt      nanoseconds since the record before; a gap of 2^32 ns or more is preceded by GAP
 *         records, each of which adds its arg times 2^32 ns
 * kind    enum sim_record_kind; sim/state/records.def says what each one means
 * flags   bits 0-4 the thread's reason from now on (SIM_REASON_SAME: as before)
 *         bit 5    the thread occupies the core from now on (with a reason only)
 *         bit 6    first record of a step: the n-th such record begins step n
 *         bit 7    as the kind says
 * core    where it happened, the core a thread is bound for, or the one it leaves; 0 none
 * thread  whom it happened to; 0 none
 * arg     as the kind says
 */
struct sim_record {
    uint32_t dt;
    uint8_t kind;
    uint8_t flags;
    uint16_t core;
    uint32_t thread;
    uint32_t arg;
};

_Static_assert(sizeof(struct sim_record) == 16, "a record is 16 bytes");

#define SIM_RECORD_REASON 0x1f
#define SIM_RECORD_ON_CORE 0x20
#define SIM_RECORD_FIRST 0x40
#define SIM_RECORD_FLAG 0x80

/* No step appends more; the driver keeps that much room. */
#define SIM_RECORDS_PER_STEP 8

enum sim_record_kind {
#define RECORD(id, name, arg, sentence) SIM_RECORD_##id,
#include "sim/state/records.def"
#undef RECORD
    SIM_RECORD_KIND_COUNT
};

/* What `arg` holds. */
enum sim_arg {
    SIM_ARG_NONE,
    SIM_ARG_THREAD, /* a thread, 0 for none */
    SIM_ARG_POOL,   /* a thread pool: index of its group */
    SIM_ARG_TIME,   /* nanoseconds */
    SIM_ARG_COUNT_, /* a plain number */
    SIM_ARG_OP,     /* index of an op in the thread's program */
    SIM_ARG_PLACE,  /* a bytecode instruction */
    SIM_ARG_LOCK,   /* a lock of the program */
    SIM_ARG_QUEUE,
    SIM_ARG_VAR,
    SIM_ARG_EVENT,
    SIM_ARG_BARRIER,
    SIM_ARG_MEASURE,
    SIM_ARG_REGION,
    SIM_ARG_SIZE, /* bytes */
};

struct sim_record_info {
    const char *name;     /* as JSON and --format csv write it */
    const char *sentence; /* template; see sim/trace/sentence.h */
    enum sim_arg arg;
};

/* Indexed by enum sim_record_kind. */
extern const struct sim_record_info sim_record_kinds[SIM_RECORD_KIND_COUNT];

/* How long after the record before it happened. */
static inline sim_time sim_record_gap(struct sim_record record)
{
    return record.dt + (record.kind == SIM_RECORD_GAP ? (sim_time)record.arg << 32 : 0);
}

static inline enum sim_reason sim_record_reason(struct sim_record record)
{
    return (enum sim_reason)(record.flags & SIM_RECORD_REASON);
}

/* Of ARRIVE: how long ago the request came. */
static inline sim_time sim_record_late(struct sim_record record)
{
    return (sim_time)record.arg * (record.flags & SIM_RECORD_FLAG ? 1000 : 1);
}

#endif
