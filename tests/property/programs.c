/* SPDX-License-Identifier: GPL-3.0-or-later
 * Random programs: ops that fit where they stand. */
#include "sim/mech/bytecode.h"
#include "tests/property/maker.h"

#include <stdio.h>
#include <string.h>

/* The other group that an op names; its own where there is none. */
static uint32_t other_group(struct maker *maker)
{
    if (maker->groups < 2)
        return maker->group;
    return (maker->group + 1 + (uint32_t)maker_below(maker, maker->groups - 1)) % maker->groups;
}

/* Is another group one of these? */
static bool has_other(const struct maker *maker, const bool these[])
{
    for (uint32_t g = 0; g < maker->groups; g++) {
        if (g != maker->group && these[g])
            return true;
    }
    return false;
}

static uint32_t other_of(struct maker *maker, const bool these[])
{
    uint32_t g;

    do
        g = (uint32_t)maker_below(maker, maker->groups);
    while (g == maker->group || !these[g]);
    return g;
}

/* May it stand here? */
static bool fits(struct maker *maker, enum sim_op_kind kind)
{
    const struct sim_op_info *info = &sim_op_table[kind];
    bool own = maker->place == MAKER_THREAD,
         alone = maker->in_parallel || maker->in_submit || maker->place == MAKER_TASK;

    if (!info->word[0] || !sim_model_rule(maker->model, kind)->state)
        return false;
    switch (kind) {
    case SIM_OP_END:
        return false;
    case SIM_OP_START: /* whoever waits for it is started by owed(), and by one thread once only */
        return own && maker->group && !maker->depth && !maker->started &&
               has_other(maker, maker->manual) && !alone && maker_one_in(maker, 3);
    case SIM_OP_JOIN:
        return own && maker->groups > 1 && !alone && maker_one_in(maker, 3);
    case SIM_OP_SEND:
        return own && has_other(maker, maker->inbox) && !alone;
    case SIM_OP_RECV:
        return own && maker->inbox[maker->group] && !alone;
    case SIM_OP_SUBMIT:
        return maker->pools && !alone && !maker->apart &&
               !maker->endless; /* too much to be waited for */
    case SIM_OP_RESULTS:
        return maker->pools && !alone && !maker->apart;
    case SIM_OP_PARALLEL:
        return !alone && maker->depth < MAKER_DEPTH;
    case SIM_OP_ARRIVE:
        return maker->place != MAKER_TASK && maker->depth < MAKER_DEPTH;
    case SIM_OP_UNLOCK: /* comes with its lock */
        return maker->locked && maker_one_in(maker, 4);
    case SIM_OP_BARRIER: /* at these a program soon stands for good */
        return !alone && maker_one_in(maker, 4);
    case SIM_OP_EXTENSION:
    case SIM_OP_GET:
    case SIM_OP_WAIT:
        return maker_one_in(maker, 4);
    default:
        return !info->block || maker->depth < MAKER_DEPTH;
    }
}

/* `as` and the name of a body, a form or a use that fits. */
static void put_form(struct maker *maker, char text[MAKER_QUANTITY], enum sim_op_arg as)
{
    enum bytecode_kind kind = as == SIM_OP_ARG_BODY   ? BODY_LOOP
                              : as == SIM_OP_ARG_FORM ? BODY_ADD
                                                      : BODY_REF;
    uint32_t body;

    if (maker_one_in(maker, 2))
        return;
    do
        body = (uint32_t)maker_below(maker, BODY_COUNT);
    while (bytecode_bodies[body].kind != kind);
    snprintf(text, MAKER_QUANTITY, " as %s", bytecode_bodies[body].name);
}

/* All that goes through the one queue goes by calls, and nothing through the other. */
static bool is_by_call(const char *arguments)
{
    return !strcmp(arguments, "queue1");
}

static void put_as(struct maker *maker, char text[MAKER_QUANTITY],
                   const struct sim_op_info *info, const char *arguments)
{
    enum sim_op_arg as = info->as;

    text[0] = 0;
    if (info->first == SIM_OP_ARG_QUEUE && is_by_call(arguments)) {
        snprintf(text, MAKER_QUANTITY, " in %lldns", (long long)maker_duration(maker));
        return;
    }
    if (info->first == SIM_OP_ARG_QUEUE)
        as = as == SIM_OP_ARG_CALL ? SIM_OP_ARG_PAYLOAD : SIM_OP_ARG_NONE;
    switch (as) {
    case SIM_OP_ARG_BODY:
    case SIM_OP_ARG_FORM:
    case SIM_OP_ARG_USE:
        put_form(maker, text, as);
        break;
    case SIM_OP_ARG_PAYLOAD:
        if (maker_one_in(maker, 2))
            snprintf(text, MAKER_QUANTITY, " as %s",
                     sim_payload_names[maker_below(maker, SIM_PAYLOAD_COUNT)]);
        break;
    case SIM_OP_ARG_SPAN:
        if (maker_one_in(maker, 2))
            snprintf(text, MAKER_QUANTITY, " in %lldns", (long long)maker_duration(maker));
        break;
    case SIM_OP_ARG_NAMED:
        if (maker_one_in(maker, 2))
            snprintf(text, MAKER_QUANTITY, " as span%d", (int)maker_below(maker, 2));
        break;
    default:
        break;
    }
}

#define INDEX 12

static void put_index(struct maker *maker, char text[INDEX])
{
    static const char *const indices[] = { "", "[0]", "[3]", "[self]", "[self+1]" };

    if (maker->in_parallel && maker_one_in(maker, 2))
        snprintf(text, INDEX, "%s", maker_one_in(maker, 2) ? "[chunk]" : "[chunk-1]");
    else
        snprintf(text, INDEX, "%s", indices[maker_below(maker, 5)]);
}

/* Requests without a number come until the run's end; all at once they would keep it from coming. */
static bool is_endless(struct maker *maker, char arguments[MAKER_QUANTITY])
{
    if (!maker_one_in(maker, 6))
        return false;
    maker->endless = true;
    snprintf(arguments, MAKER_QUANTITY, "%dus", 1 + (int)maker_below(maker, 3000));
    return true;
}

/* What stands behind the word, but for `as` and a keyword. */
static void put_arguments(struct maker *maker, char text[MAKER_QUANTITY], enum sim_op_kind kind)
{
    int n = (int)maker_below(maker, 2);
    char part[INDEX];

    text[0] = 0;
    switch (sim_op_table[kind].first) {
    case SIM_OP_ARG_DURATION:
        maker_put_duration(maker, text);
        break;
    case SIM_OP_ARG_COUNT:
        snprintf(text, MAKER_QUANTITY, "%d",
                 (int)(sim_op_table[kind].block ? maker_below(maker, 5) + 1
                                                : maker_below(maker, 200000)));
        break;
    case SIM_OP_ARG_SIZE:
        snprintf(text, MAKER_QUANTITY, "%lluB", (unsigned long long)maker_size(maker));
        break;
    case SIM_OP_ARG_VAR:
        snprintf(text, MAKER_QUANTITY, "%s%d %d", kind == SIM_OP_REF ? "object" : "var", n,
                 (int)maker_below(maker, 50000) + 1);
        break;
    case SIM_OP_ARG_LOCK:
        snprintf(text, MAKER_QUANTITY, "lock%d", n);
        break;
    case SIM_OP_ARG_BARRIER:
        snprintf(text, MAKER_QUANTITY, "barrier%d", n);
        break;
    case SIM_OP_ARG_QUEUE:
        snprintf(text, MAKER_QUANTITY, "queue%d", n);
        break;
    case SIM_OP_ARG_SEMAPHORE:
        snprintf(text, MAKER_QUANTITY, "semaphore%d", n);
        break;
    case SIM_OP_ARG_EVENT:
        snprintf(text, MAKER_QUANTITY, "event%d", n);
        break;
    case SIM_OP_ARG_THREAD:
        snprintf(text, MAKER_QUANTITY, "t%u",
                 kind == SIM_OP_START ? other_of(maker, maker->manual) : other_group(maker));
        break;
    case SIM_OP_ARG_POOL:
        snprintf(text, MAKER_QUANTITY, "crew%d", (int)maker_below(maker, maker->pools));
        break;
    case SIM_OP_ARG_MEASURE:
        snprintf(text, MAKER_QUANTITY, "span%d", n);
        break;
    case SIM_OP_ARG_REGION:
        put_index(maker, part);
        snprintf(text, MAKER_QUANTITY, "region%d%s", n, part);
        break;
    default:
        break;
    }
    if (kind == SIM_OP_SEND)
        snprintf(text + strlen(text), MAKER_QUANTITY - strlen(text), " to t%u",
                 other_of(maker, maker->inbox));
    if ((sim_op_table[kind].second == SIM_OP_ARG_SIZE && !is_by_call(text) &&
         maker_one_in(maker, 3)) ||
        kind == SIM_OP_IMPORT)
        snprintf(text + strlen(text), MAKER_QUANTITY - strlen(text), " %lluB",
                 (unsigned long long)maker_size(maker));
    if (sim_op_table[kind].second == SIM_OP_ARG_TIMES && maker_one_in(maker, 2))
        snprintf(text + strlen(text), MAKER_QUANTITY - strlen(text), " %d",
                 (int)maker_below(maker, 1000) + 1);
    if (sim_op_table[kind].second == SIM_OP_ARG_REQUESTS && !is_endless(maker, text))
        snprintf(text + strlen(text), MAKER_QUANTITY - strlen(text), " %d",
                 (int)maker_below(maker, 8) + 1);
    if (sim_op_table[kind].second == SIM_OP_ARG_WORKERS && maker_one_in(maker, 2))
        snprintf(text + strlen(text), MAKER_QUANTITY - strlen(text), " %d",
                 (int)maker_below(maker, 4) + 1);
}

static const char *indent(const struct maker *maker)
{
    static const char blanks[] = "                        ";

    return blanks + sizeof(blanks) - 1 - 4 * (size_t)(maker->depth + 1);
}

static void block(struct maker *maker, enum sim_op_kind kind)
{
    maker->in_parallel |= kind == SIM_OP_PARALLEL;
    maker->in_submit |= kind == SIM_OP_SUBMIT;
    maker->depth++;
    maker_ops(maker, maker_below(maker, 4));
    maker->depth--;
    if (kind == SIM_OP_PARALLEL)
        maker->in_parallel = false;
    if (kind == SIM_OP_SUBMIT)
        maker->in_submit = false;
    maker_line(maker, "%send", indent(maker));
}

/* What a lock of the program is for. */
static void locked(struct maker *maker, const char *lock)
{
    bool before = maker->locked;

    maker->locked = true;
    maker_ops(maker, maker_below(maker, 3));
    maker->locked = before;
    if (!maker_one_in(maker, 12))
        maker_line(maker, "%sunlock %s", indent(maker), lock);
}

/* An update that may not be lost. */
static void safe(struct maker *maker)
{
    maker_line(maker, "%sadd " GENERATE_SAFE " %d as locked", indent(maker),
               (int)maker_below(maker, 3000) + 1);
}

static void op(struct maker *maker)
{
    char arguments[MAKER_QUANTITY], as[MAKER_QUANTITY];
    bool endless = maker->endless;
    const struct sim_op_info *info;
    const char *keyword;
    enum sim_op_kind kind;

    do
        kind = (enum sim_op_kind)maker_below(maker, SIM_OP_COUNT);
    while (!fits(maker, kind));
    if (kind == SIM_OP_ADD && maker_one_in(maker, 3)) {
        safe(maker);
        return;
    }
    info = &sim_op_table[kind];
    put_arguments(maker, arguments, kind);
    put_as(maker, as, info, arguments);
    if (info->second == SIM_OP_ARG_SIZE && !strchr(arguments, ' ') && !is_by_call(arguments))
        as[0] = 0; /* of nothing there is no kind */
    keyword = maker_one_in(maker, 3) ? info->keyword : "";
    maker_line(maker, "%s%s%s%s%s%s%s", indent(maker), info->word, arguments[0] ? " " : "",
               arguments, as, keyword[0] ? " " : "", keyword);
    maker->started |= kind == SIM_OP_START;
    if (info->block)
        block(maker, kind);
    maker->endless = endless;
    if (kind == SIM_OP_LOCK)
        locked(maker, arguments);
}

void maker_ops(struct maker *maker, uint64_t count)
{
    while (count--)
        op(maker);
}
