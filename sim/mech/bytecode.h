/* SPDX-License-Identifier: GPL-3.0-or-later
 * What one turn of a loop consists of, and where in it the interpreter can be interrupted. */
#ifndef INTERLOCK_SIM_MECH_BYTECODE_H
#define INTERLOCK_SIM_MECH_BYTECODE_H

#include "sim/base/time.h"
#include "sim/scenario/python.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A hundred million loop turns are not simulated one by one. A stretch of bytecode is a number of
 * equal turns; a place in it is an amount of work since it began. Which turn that is, which
 * instruction, whether an update has been read but not yet written, and where the interpreter
 * looks next for a request to let the lock go, is arithmetic on the table of one turn:
 *
 *     FOR_ITER STORE_FAST LOAD_GLOBAL LOAD_CONST INPLACE_ADD STORE_GLOBAL JUMP_ABSOLUTE
 *             9.3                27.8                  46.0         63.5          64.8 ns
 *             *                  * read                *            * written     *
 *
 * (3.9, `plain`; the stars are check points, each at the end of an instruction: at 27.8 and 46.0
 * ns the thread carries a value that it has read and not yet written back.)
 *
 * Work is in nanoseconds, places within a turn in hundredths of one.
 */
enum bytecode_body_id {
#define BODY(id, name, source, kind, ...) BODY_##id,
#include "sim/mech/bytecode.def"
    BODY_COUNT
};

enum bytecode_kind {
    BODY_LOOP, /* for `loop` and `python` */
    BODY_ADD,  /* for `add` */
    BODY_REF,  /* for `ref` */
};

_Static_assert(BODY_COUNT <= 64, "a word has a bit for each body");

#define BYTECODE_DEFAULT_LOOP BODY_TOTAL
#define BYTECODE_DEFAULT_ADD BODY_PLAIN
#define BYTECODE_DEFAULT_REF BODY_COUNTED

#define BYTECODE_POINTS_MAX 20
#define BYTECODE_HUNDREDTHS 100 /* of a nanosecond: places in a turn */
#define BYTECODE_NOWHERE (-1)

/* A check point: the interpreter looks at once after this instruction. */
struct bytecode_point {
    int32_t at;          /* place in the turn */
    uint8_t instruction; /* enum bytecode_instruction */
    uint8_t down;        /* PyPy: how far a compiled loop counts down there: pypy.h */
    uint8_t unused[2];
};

struct bytecode_body {
    int32_t turn;          /* hundredths of a nanosecond for one turn */
    int32_t read, write;   /* places; BYTECODE_NOWHERE when it updates nothing */
    int32_t hold, release; /* places where a lock is taken and let go, or BYTECODE_NOWHERE */
    uint8_t read_by, write_by; /* enum bytecode_instruction */
    int32_t store;             /* what the instruction takes that writes */
    int32_t counts;            /* references counted up or down */
    uint32_t points;
    struct bytecode_point point[BYTECODE_POINTS_MAX];
    uint32_t unused[15];
};

_Static_assert(sizeof(struct bytecode_body) == 256, "a body is found by a shift");

/* Is an update of it one instruction, which reads and writes? */
static inline bool bytecode_is_whole(const struct bytecode_body *body)
{
    return body->read != BYTECODE_NOWHERE && body->read == body->write;
}

struct bytecode_body_info {
    const char *name;
    const char *source; /* Python, as people would write it */
    enum bytecode_kind kind;
};

/* Indexed by enum bytecode_body_id. */
extern const struct bytecode_body_info bytecode_bodies[BODY_COUNT];

/* A body as that version executes it. */
struct bytecode_body bytecode_body(enum bytecode_body_id id, enum sim_python python);

/* The same where each turn takes so much longer, in hundredths of a nanosecond. */
struct bytecode_body bytecode_slower(const struct bytecode_body *body, int32_t by);

/* The instruction that calls a function of the library. */
extern const uint8_t bytecode_library_call;

/* Name of an instruction, as `dis` of that version shows it. */
const char *bytecode_instruction_name(uint8_t instruction, enum sim_python python);

/* How long bytecode takes that takes `work` under 3.12. */
sim_time bytecode_scaled(sim_time work, enum sim_python python);

/* Work for so many turns. */
sim_time bytecode_work(const struct bytecode_body *body, int64_t turns);

/* Work after which place `at` of turn `turn` has been passed, rounded up. */
static inline sim_time bytecode_work_to(const struct bytecode_body *body, int64_t turn,
                                        int32_t at)
{
    return (turn * body->turn + at + BYTECODE_HUNDREDTHS - 1) / BYTECODE_HUNDREDTHS;
}

/* The first check point at or after a place; it is always after it when `work` is at one. */
struct bytecode_stop {
    sim_time work;
    uint32_t point; /* index into body->point */
};

static inline struct bytecode_stop bytecode_next_check(const struct bytecode_body *body,
                                                       sim_time work)
{
    int64_t place = work * BYTECODE_HUNDREDTHS, turn = place / body->turn;
    int32_t at = (int32_t)(place % body->turn);
    uint32_t i = 0;

    while (i < body->points && body->point[i].at <= at)
        i++;
    if (i == body->points) {
        turn++;
        i = 0;
    }
    return (struct bytecode_stop){ bytecode_work_to(body, turn, body->point[i].at), i };
}

/* Work up to the place `at` of the turn under way, or of the next one if that has been passed. */
sim_time bytecode_next(const struct bytecode_body *body, int32_t at, sim_time work);

/* How many check points have been passed when `work` is done, and the work at which the
 * `count`-th, from 1, is reached. */
int64_t bytecode_points_passed(const struct bytecode_body *body, sim_time work);
sim_time bytecode_point_work(const struct bytecode_body *body, int64_t count);

/* How often the place `at` of a turn has been passed when `work` is done. */
int64_t bytecode_passed(const struct bytecode_body *body, int32_t at, sim_time work);

#endif
