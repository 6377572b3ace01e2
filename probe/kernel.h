/* SPDX-License-Identifier: GPL-3.0-or-later
 * Native kernels: small parallel programs whose speedups are measured and predicted. */
#ifndef INTERLOCK_PROBE_KERNEL_H
#define INTERLOCK_PROBE_KERNEL_H

#include "probe/crew.h"
#include "probe/samples.h"
#include "probe/teller.h"

#include <stddef.h>

/*
 * A kernel is one const struct at the end of its file, and kernels.c lists them. It works on data of
 * its own, made once; a run is prepare (not timed), then its parts on n cores at a time and finish,
 * and then its result is compared with that of a plain serial program. A wrong result ends the
 * whole measurement: a speedup of a wrong program is none.
 *
 * `shape` says what the kernel does in the terms of the machine model, as far as it follows from its
 * source: how much memory it moves, how many updates of one cache line it makes, how uneven its
 * pieces are. From that, its time on one core, and the costs of the machine, its speedup is
 * predicted (ui/cli/predict.c); nothing in a shape is measured with more than one core.
 */
enum kernel_kind {
    KERNEL_COMPUTES, /* nothing is shared */
    KERNEL_STREAMS,  /* `bytes` between cores and memory */
    KERNEL_UPDATES,  /* `updates` of words in cache lines that workers share */
    KERNEL_PIPES,    /* `pieces` are the stages, each item goes through all of them */
};

struct kernel_shape {
    enum kernel_kind kind;
    double bytes, updates;
    int word;              /* bytes of a worker's words; 0: all workers update the same */
    bool atomic;           /* updates are */
    const double *weights; /* of the pieces; NULL: equal */
    int pieces;            /* in the order in which they are dealt out */
    bool dynamic;          /* pieces are taken, not dealt out */
    int items;             /* of a pipeline */
};

struct kernel {
    const char *name, *what;
    size_t size; /* of its data */
    bool (*create)(void *data, int workers);
    void (*destroy)(void *data);
    void (*prepare)(void *data, int workers);
    crew_fn *part;
    void (*finish)(void *data,
                   int workers); /* after the parts, timed with them; NULL: nothing */
    bool (*is_right)(const void *data);
    void (*shape)(const void *data, struct kernel_shape *shape);
};

/* Ended by NULL. */
extern const struct kernel *const kernels[];

/* The kernel of that name, or NULL. */
const struct kernel *kernel_find(const char *name);

/* Contiguous shares: worker w of n has pieces from first_of(w) to before first_of(w + 1). */
static inline long kernel_first(long pieces, int worker, int workers)
{
    return pieces * worker / workers;
}

/* ---- measuring ---- */

struct kernel_timing {
    struct probe_samples time;   /* by POSIX threads, ns */
    struct probe_samples ratio;  /* of one worker's time in the same round to it */
    struct probe_samples openmp; /* the same ratio by OpenMP; empty without it */
};

struct kernel_run {
    const struct kernel *kernel;
    void *data;
    struct kernel_shape shape;
    struct kernel_timing *timing; /* by workers, from 1 */
    int workers;                  /* the most */
};

/* Runs the kernels of a list (ended by NULL) with 1 to `workers` workers, in `rounds` rounds, all
 * in turn. runs[i] belongs to list[i]. NULL, or what went wrong. */
const char *kernels_run(const struct kernel *const *list, struct kernel_run *runs, int workers,
                        int rounds, const struct probe_teller *teller);
void kernels_fini(struct kernel_run *runs, size_t count);

/* Numbers that look random and are the same every time. */
static inline unsigned kernel_random(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

#endif
