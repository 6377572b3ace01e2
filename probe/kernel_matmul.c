/* SPDX-License-Identifier: GPL-3.0-or-later
 * Blocked matrix multiplication: all cores compute, hardly anything moves. */
#include "probe/kernel.h"

#include <math.h>
#include <stdlib.h>

/* Three blocks of 48 x 48 doubles are 54 KiB: they stay in a second-level cache. */
#define SIZE 384
#define BLOCK 48
#define BLOCKS (SIZE / BLOCK)

struct matmul {
    double *a, *b, *c, *right;
};

/* The plain program: three loops. */
static void multiply_plainly(struct matmul *m)
{
    for (int i = 0; i < SIZE; i++) {
        for (int k = 0; k < SIZE; k++) {
            for (int j = 0; j < SIZE; j++)
                m->right[i * SIZE + j] += m->a[i * SIZE + k] * m->b[k * SIZE + j];
        }
    }
}

static bool create(void *data, int workers)
{
    struct matmul *m = data;
    unsigned state = 1;

    (void)workers;
    m->a = malloc(sizeof(double) * SIZE * SIZE);
    m->b = malloc(sizeof(double) * SIZE * SIZE);
    m->c = malloc(sizeof(double) * SIZE * SIZE);
    m->right = calloc(sizeof(double), SIZE * SIZE);
    if (!m->a || !m->b || !m->c || !m->right)
        return false;
    for (int i = 0; i < SIZE * SIZE; i++) {
        m->a[i] = kernel_random(&state) % 1000 * 0.001;
        m->b[i] = kernel_random(&state) % 1000 * 0.001;
    }
    multiply_plainly(m);
    return true;
}

static void destroy(void *data)
{
    struct matmul *m = data;

    free(m->a);
    free(m->b);
    free(m->c);
    free(m->right);
}

static void prepare(void *data, int workers)
{
    struct matmul *m = data;

    (void)workers;
    for (int i = 0; i < SIZE * SIZE; i++)
        m->c[i] = 0;
}

static void multiply_block(struct matmul *m, int row, int column, int inner)
{
    for (int i = row; i < row + BLOCK; i++) {
        for (int k = inner; k < inner + BLOCK; k++) {
            double a = m->a[i * SIZE + k];

            for (int j = column; j < column + BLOCK; j++)
                m->c[i * SIZE + j] += a * m->b[k * SIZE + j];
        }
    }
}

static void part(void *data, int worker, int workers)
{
    long last = kernel_first(BLOCKS * BLOCKS, worker + 1, workers);

    for (long block = kernel_first(BLOCKS * BLOCKS, worker, workers); block < last; block++) {
        for (int inner = 0; inner < SIZE; inner += BLOCK)
            multiply_block(data, (int)(block / BLOCKS) * BLOCK, (int)(block % BLOCKS) * BLOCK,
                           inner);
    }
}

static bool is_right(const void *data)
{
    const struct matmul *m = data;

    for (int i = 0; i < SIZE * SIZE; i++) {
        if (fabs(m->c[i] - m->right[i]) > 1e-9 * fabs(m->right[i]))
            return false;
    }
    return true;
}

static void shape(const void *data, struct kernel_shape *shape)
{
    (void)data;
    *shape = (struct kernel_shape){ .kind = KERNEL_COMPUTES, .pieces = BLOCKS * BLOCKS };
}

const struct kernel kernel_matmul = {
    .name = "matmul",
    .what = "matrix multiplication, 384 x 384, in blocks of 48",
    .size = sizeof(struct matmul),
    .create = create,
    .destroy = destroy,
    .prepare = prepare,
    .part = part,
    .is_right = is_right,
    .shape = shape,
};
