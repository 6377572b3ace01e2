/* SPDX-License-Identifier: GPL-3.0-or-later
 * An integer loop: one core's arithmetic, in registers alone. */
#include "probe/kernel.h"

#include <stdint.h>
#include <string.h>

#define PIECES 64
#define TURNS 400000

struct integer {
    uint64_t result[PIECES], right[PIECES];
};

/* xorshift: each turn needs the one before, so no core can do several at a time. */
static uint64_t turns(uint64_t x)
{
    for (int i = 0; i < TURNS; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    return x;
}

static bool create(void *data, int workers)
{
    struct integer *integer = data;

    (void)workers;
    for (int i = 0; i < PIECES; i++)
        integer->right[i] = turns((uint64_t)i + 1);
    return true;
}

static void destroy(void *data)
{
    (void)data;
}

static void prepare(void *data, int workers)
{
    struct integer *integer = data;

    (void)workers;
    memset(integer->result, 0, sizeof(integer->result));
}

static void part(void *data, int worker, int workers)
{
    struct integer *integer = data;
    long last = kernel_first(PIECES, worker + 1, workers);

    for (long i = kernel_first(PIECES, worker, workers); i < last; i++)
        integer->result[i] = turns((uint64_t)i + 1);
}

static bool is_right(const void *data)
{
    const struct integer *integer = data;

    return !memcmp(integer->result, integer->right, sizeof(integer->right));
}

static void shape(const void *data, struct kernel_shape *shape)
{
    (void)data;
    *shape = (struct kernel_shape){ .kind = KERNEL_COMPUTES, .pieces = PIECES };
}

const struct kernel kernel_integer = {
    .name = "integer",
    .what = "an integer loop of 25.6 million turns",
    .size = sizeof(struct integer),
    .create = create,
    .destroy = destroy,
    .prepare = prepare,
    .part = part,
    .is_right = is_right,
    .shape = shape,
};
