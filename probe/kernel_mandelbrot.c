/* SPDX-License-Identifier: GPL-3.0-or-later
 * The Mandelbrot set: rows that take very different times, dealt out or taken. */
#include "probe/kernel.h"

#include <stdatomic.h>
#include <string.h>

/* A window that is not symmetric, or two workers would have the same to do by chance: from above
 * the set into its heart. */
#define ROWS 200
#define COLUMNS 400
#define MOST 300
#define LEFT (-2.0)
#define TOP 1.3
#define WIDTH 2.6
#define HEIGHT 1.3

struct mandelbrot {
    int row[ROWS], right[ROWS]; /* turns in each row */
    double weights[ROWS];
    _Atomic int next;
};

static int turns_at(double x, double y)
{
    double re = 0, im = 0;
    int turn = 0;

    for (; turn < MOST && re * re + im * im < 4; turn++) {
        double next = re * re - im * im + x;

        im = 2 * re * im + y;
        re = next;
    }
    return turn;
}

static int turns_in(int row)
{
    int sum = 0;

    for (int column = 0; column < COLUMNS; column++)
        sum += turns_at(LEFT + WIDTH * column / COLUMNS, TOP - HEIGHT * row / ROWS);
    return sum;
}

static bool create(void *data, int workers)
{
    struct mandelbrot *set = data;

    (void)workers;
    for (int i = 0; i < ROWS; i++) {
        set->right[i] = turns_in(i);
        set->weights[i] = set->right[i];
    }
    return true;
}

static void destroy(void *data)
{
    (void)data;
}

static void prepare(void *data, int workers)
{
    struct mandelbrot *set = data;

    (void)workers;
    memset(set->row, 0, sizeof(set->row));
    atomic_store(&set->next, 0);
}

static void dealt_part(void *data, int worker, int workers)
{
    struct mandelbrot *set = data;
    long last = kernel_first(ROWS, worker + 1, workers);

    for (long i = kernel_first(ROWS, worker, workers); i < last; i++)
        set->row[i] = turns_in((int)i);
}

static void taken_part(void *data, int worker, int workers)
{
    struct mandelbrot *set = data;
    int row;

    (void)worker;
    (void)workers;
    while ((row = atomic_fetch_add(&set->next, 1)) < ROWS)
        set->row[row] = turns_in(row);
}

static bool is_right(const void *data)
{
    const struct mandelbrot *set = data;

    return !memcmp(set->row, set->right, sizeof(set->right));
}

static void dealt(const void *data, struct kernel_shape *shape)
{
    const struct mandelbrot *set = data;

    *shape = (struct kernel_shape){ .kind = KERNEL_COMPUTES,
                                    .weights = set->weights,
                                    .pieces = ROWS };
}

static void taken(const void *data, struct kernel_shape *shape)
{
    dealt(data, shape);
    shape->dynamic = true;
}

const struct kernel kernel_mandelbrot = {
    .name = "mandelbrot",
    .what = "Mandelbrot set, 200 uneven rows, dealt out in blocks",
    .size = sizeof(struct mandelbrot),
    .create = create,
    .destroy = destroy,
    .prepare = prepare,
    .part = dealt_part,
    .is_right = is_right,
    .shape = dealt,
};

const struct kernel kernel_mandelbrot_dynamic = {
    .name = "mandelbrot-dynamic",
    .what = "the same, each worker taking the next row",
    .size = sizeof(struct mandelbrot),
    .create = create,
    .destroy = destroy,
    .prepare = prepare,
    .part = taken_part,
    .is_right = is_right,
    .shape = taken,
};
