/* SPDX-License-Identifier: GPL-3.0-or-later
 * Records in less than half of their room. */
#include "sim/trace/pack.h"

#include <stdbool.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "the low bytes of a number come first");

/* ---- numbers ---- */

/* Two bits stand for a length: of dt, of arg and thread. */
static const uint8_t dt_lengths[4] = { 0, 2, 3, 4 }, lengths[4] = { 0, 1, 2, 4 };

/* The first of the four that has room for the number. */
static uint32_t code_for(const uint8_t *of, uint32_t number)
{
    uint32_t bits = number ? 32 - (uint32_t)__builtin_clz(number) : 0;

    return (bits > of[0] * 8u) + (bits > of[1] * 8u) + (bits > of[2] * 8u);
}

static unsigned char *put(unsigned char *to, uint32_t number, uint32_t length)
{
    memcpy(to, &number, sizeof(number)); /* what is too much will be overwritten */
    return to + length;
}

static uint32_t get(const unsigned char **from, uint32_t length)
{
    uint32_t number;

    memcpy(&number, *from, sizeof(number));
    *from += length;
    return (uint32_t)(number & ((UINT64_C(1) << length * 8) - 1));
}

/* ---- records ---- */

#define CORE 1u /* of the first byte: a core follows, and where the codes of the lengths are */
#define DT_AT 1
#define ARG_AT 3
#define THREAD_AT 5

#define CORES 256 /* threads have their last core kept for them by turns */

struct said {
    uint32_t thread;
    uint16_t cores[CORES];
};

static uint16_t *core_of(struct said *said, uint32_t thread)
{
    return &said->cores[thread % CORES];
}

size_t sim_records_pack_most(size_t count)
{
    return count * (3 + 2 + 3 * sizeof(uint32_t)) + SIM_RECORDS_PACK_SPARE;
}

size_t sim_records_pack(unsigned char *to, const struct sim_record *from, size_t count)
{
    struct said said = { 0 };
    unsigned char *at = to;

    for (size_t i = 0; i < count; i++) {
        struct sim_record record = from[i];
        uint16_t *core = core_of(&said, record.thread);
        bool moved = record.core != *core;
        uint32_t dt = code_for(dt_lengths, record.dt), arg = code_for(lengths, record.arg),
                 thread = code_for(lengths, record.thread ^ said.thread);

        *at++ = (unsigned char)(moved | dt << DT_AT | arg << ARG_AT | thread << THREAD_AT);
        *at++ = record.kind;
        *at++ = record.flags;
        at = put(at, record.core, moved ? sizeof(record.core) : 0);
        at = put(at, record.dt, dt_lengths[dt]);
        at = put(at, record.arg, lengths[arg]);
        at = put(at, record.thread ^ said.thread, lengths[thread]);
        *core = record.core;
        said.thread = record.thread;
    }
    return (size_t)(at - to);
}

void sim_records_unpack(struct sim_record *to, const unsigned char *from, size_t count)
{
    struct said said = { 0 };

    for (size_t i = 0; i < count; i++) {
        uint32_t codes = from[0];
        struct sim_record record = { .kind = from[1], .flags = from[2] };
        uint32_t core;

        from += 3;
        core = get(&from, codes & CORE ? sizeof(record.core) : 0);
        record.dt = get(&from, dt_lengths[codes >> DT_AT & 3]);
        record.arg = get(&from, lengths[codes >> ARG_AT & 3]);
        record.thread = said.thread ^ get(&from, lengths[codes >> THREAD_AT & 3]);
        if (codes & CORE)
            *core_of(&said, record.thread) = (uint16_t)core;
        record.core = *core_of(&said, record.thread);
        said.thread = record.thread;
        to[i] = record;
    }
}
