/* SPDX-License-Identifier: GPL-3.0-or-later
 * Turns of loop bodies by version, from bytecode.def and the measured turns.inc. */
#include "sim/mech/bytecode.h"

#include "sim/base/assert.h"

#include <stddef.h>

enum bytecode_instruction {
#define INSTRUCTION(id, ...) INSTRUCTION_##id,
#include "sim/mech/bytecode.def"
    INSTRUCTION_COUNT,
    /* marks between instructions */
    MARK_READ,
    MARK_WRITE,
    MARK_HOLD,
    MARK_RELEASE,
    MARK_END
};

#include "sim/mech/turns.inc"

/* In what an instruction differs; the names of the first two are the same. */
enum era { TO_3_9, IN_3_10, FROM_3_11, FROM_3_14, ERA_COUNT };

struct instruction {
    const char *names[ERA_COUNT];
    bool checks[ERA_COUNT];
};

static const struct instruction instructions[INSTRUCTION_COUNT] = {
#define INSTRUCTION(id, to_3_10, from_3_11, from_3_14, ...)                                    \
    [INSTRUCTION_##id] = { { to_3_10, to_3_10, from_3_11, from_3_14 }, { __VA_ARGS__ } },
#include "sim/mech/bytecode.def"
};

/* ---- the lists of bytecode.def, one array each ---- */

#define ITER INSTRUCTION_ITER
#define FREE INSTRUCTION_FREE
#define FAST INSTRUCTION_FAST
#define GLOBAL INSTRUCTION_GLOBAL
#define SET_GLOBAL INSTRUCTION_SET_GLOBAL
#define ADD INSTRUCTION_ADD
#define IN_PLACE INSTRUCTION_IN_PLACE
#define MULTIPLY INSTRUCTION_MULTIPLY
#define COMPARE INSTRUCTION_COMPARE
#define ATTRIBUTE INSTRUCTION_ATTRIBUTE
#define METHOD INSTRUCTION_METHOD
#define SET_ATTRIBUTE INSTRUCTION_SET_ATTRIBUTE
#define ITEM INSTRUCTION_ITEM
#define SET_ITEM INSTRUCTION_SET_ITEM
#define APPEND INSTRUCTION_APPEND
#define BUILD INSTRUCTION_BUILD
#define BRANCH INSTRUCTION_BRANCH
#define CALL_C INSTRUCTION_CALL_C
#define CALL_LEN INSTRUCTION_CALL_LEN
#define ENTER INSTRUCTION_ENTER
#define ENTER_METHOD INSTRUCTION_ENTER_METHOD
#define RETURN INSTRUCTION_RETURN
#define ACQUIRE INSTRUCTION_ACQUIRE
#define RELEASE INSTRUCTION_RELEASE
#define JUMP INSTRUCTION_JUMP
#define READ MARK_READ
#define WRITE MARK_WRITE
#define HOLD MARK_HOLD
#define FREE_LOCK MARK_RELEASE
#define BODY(id, name, source, kind, ...)                                                      \
    static const uint8_t list_##id[] = { __VA_ARGS__, MARK_END };
#include "sim/mech/bytecode.def"

static const uint8_t *const lists[BODY_COUNT] = {
#define BODY(id, name, source, kind, ...) [BODY_##id] = list_##id,
#include "sim/mech/bytecode.def"
};

#define JUMPS_MAX 3

/* 0: as bytecode.def says of bodies without a line. */
#define JUMPS(id, ...) [BODY_##id] = { __VA_ARGS__ },
static const uint8_t jumps[BODY_COUNT][JUMPS_MAX] = {
#include "sim/mech/bytecode.def"
};

const struct bytecode_body_info bytecode_bodies[BODY_COUNT] = {
#define BODY(id, name, source, kind, ...) [BODY_##id] = { name, source, kind },
#include "sim/mech/bytecode.def"
};

const uint8_t bytecode_library_call = INSTRUCTION_CALL_C;

static enum era era_of(enum sim_python python)
{
    enum sim_python language = sim_python_language(python);

    if (language >= SIM_PYTHON_3_11)
        return language < SIM_PYTHON_3_14 ? FROM_3_11 : FROM_3_14;
    return language < SIM_PYTHON_3_10 ? TO_3_9 : IN_3_10;
}

const char *bytecode_instruction_name(uint8_t instruction, enum sim_python python)
{
    return instructions[instruction].names[era_of(python)];
}

/* ---- one turn ---- */

static int64_t sum_of_costs(const uint8_t *list, enum sim_python python)
{
    int64_t sum = 0;

    for (; *list != MARK_END; list++) {
        if (*list < INSTRUCTION_COUNT)
            sum += instruction_costs[*list][python];
    }
    return sum;
}

/* Most instructions move a reference to or from the stack; those of two operands drop both and make
 * a result (Python/ceval.c of 3.6). Calling a Python function and coming
 * back counts the function, its code and the two dictionaries of its names (assumed, from the
 * frames of 3.6: Objects/frameobject.c, PyFrame_New and frame_dealloc). */
static int32_t counts_of(uint8_t instruction)
{
    switch (instruction) {
    case INSTRUCTION_JUMP:
    case INSTRUCTION_ITER: /* makes an integer, which is the thread's own */
    case INSTRUCTION_FREE:
        return 0;
    case INSTRUCTION_ADD:
    case INSTRUCTION_IN_PLACE:
    case INSTRUCTION_MULTIPLY:
    case INSTRUCTION_COMPARE:
        return 3;
    case INSTRUCTION_ENTER:
    case INSTRUCTION_ENTER_METHOD:
    case INSTRUCTION_RETURN:
        return 4;
    default:
        return 1;
    }
}

static void mark(struct bytecode_body *body, uint8_t what, int32_t at, uint8_t by)
{
    switch (what) {
    case MARK_READ:
        body->read = at;
        body->read_by = by;
        break;
    case MARK_WRITE:
        body->write = at;
        body->write_by = by;
        break;
    case MARK_HOLD:
        body->hold = at;
        break;
    case MARK_RELEASE:
        body->release = at;
        break;
    }
}

static void check_at(struct bytecode_body *body, uint8_t instruction, int32_t at)
{
    SIM_REQUIRE(body->points < BYTECODE_POINTS_MAX);
    body->point[body->points++] =
        (struct bytecode_point){ .at = at, .instruction = instruction };
}

/* PyPy's check points are the jumps; where there is none, the turn's end. */
static void count_down(struct bytecode_body *body, enum bytecode_body_id id, uint8_t last)
{
    if (!body->points)
        check_at(body, last, body->turn);
    SIM_REQUIRE(body->points <= JUMPS_MAX);
    for (uint32_t i = 0; i < body->points; i++)
        body->point[i].down = jumps[id][i] ? jumps[id][i] : 1;
}

static bool checks(uint8_t instruction, enum sim_python python)
{
    if (python == SIM_PYTHON_PYPY)
        return instruction == INSTRUCTION_JUMP;
    return instructions[instruction].checks[era_of(python)];
}

struct bytecode_body bytecode_body(enum bytecode_body_id id, enum sim_python python)
{
    int64_t estimated = sum_of_costs(lists[id], python), sum = 0;
    struct bytecode_body body = { .turn = turn_costs[id][python],
                                  .read = BYTECODE_NOWHERE,
                                  .write = BYTECODE_NOWHERE,
                                  .hold = BYTECODE_NOWHERE,
                                  .release = BYTECODE_NOWHERE };
    int32_t at = 0, begun = 0;
    uint8_t last = 0;

    for (const uint8_t *what = lists[id]; *what != MARK_END; what++) {
        if (*what >= INSTRUCTION_COUNT) {
            mark(&body, *what, at, last);
            if (*what == MARK_WRITE && !bytecode_is_whole(&body))
                body.store = at - begun;
            continue;
        }
        last = *what;
        /* Estimates of the parts are stretched to the measured whole. */
        sum += instruction_costs[*what][python];
        body.counts += counts_of(*what);
        begun = at;
        at = (int32_t)(sum * body.turn / estimated);
        if (checks(*what, python))
            check_at(&body, *what, at);
    }
    if (python == SIM_PYTHON_PYPY)
        count_down(&body, id, last);
    return body;
}

static int32_t stretched(int32_t at, int32_t turn, int32_t by)
{
    return at == BYTECODE_NOWHERE ? at : (int32_t)(at + (int64_t)at * by / turn);
}

struct bytecode_body bytecode_slower(const struct bytecode_body *body, int32_t by)
{
    struct bytecode_body slower = *body;
    int32_t *places[] = { &slower.read, &slower.write, &slower.hold, &slower.release,
                          &slower.store };

    for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
        *places[i] = stretched(*places[i], body->turn, by);
    for (uint32_t i = 0; i < body->points; i++)
        slower.point[i].at = stretched(body->point[i].at, body->turn, by);
    slower.turn += by;
    return slower;
}

sim_time bytecode_scaled(sim_time work, enum sim_python python)
{
    return sim_time_ratio(work, python_factors[python], 1000000);
}

/* ---- places ---- */

/* Rounded up, as all places are: else the last turn's last place would lie behind the end. */
sim_time bytecode_work(const struct bytecode_body *body, int64_t turns)
{
    bool whole = (turns % BYTECODE_HUNDREDTHS) * (body->turn % BYTECODE_HUNDREDTHS) %
                     BYTECODE_HUNDREDTHS ==
                 0;

    return sim_time_add(sim_time_ratio(turns, body->turn, BYTECODE_HUNDREDTHS), !whole);
}

sim_time bytecode_next(const struct bytecode_body *body, int32_t at, sim_time work)
{
    return bytecode_work_to(body, bytecode_passed(body, at, work), at);
}

int64_t bytecode_passed(const struct bytecode_body *body, int32_t at, sim_time work)
{
    int64_t place = work * BYTECODE_HUNDREDTHS - at;

    return place < 0 ? 0 : place / body->turn + 1;
}

int64_t bytecode_points_passed(const struct bytecode_body *body, sim_time work)
{
    int64_t place = work * BYTECODE_HUNDREDTHS, turn = place / body->turn;
    int32_t at = (int32_t)(place % body->turn);
    uint32_t i = 0;

    while (i < body->points && body->point[i].at <= at)
        i++;
    return turn * body->points + i;
}

sim_time bytecode_point_work(const struct bytecode_body *body, int64_t count)
{
    int64_t turn = (count - 1) / body->points;

    return bytecode_work_to(body, turn, body->point[(count - 1) % body->points].at);
}
