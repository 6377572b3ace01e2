/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a random file is made with: lines, and quantities that are drawn. */
#ifndef INTERLOCK_TESTS_PROPERTY_MAKER_H
#define INTERLOCK_TESTS_PROPERTY_MAKER_H

#include "sim/models/models.h"
#include "tests/property/generate.h"

/*
 * What is drawn is small (a few threads, bursts of microseconds to milliseconds), since rare
 * interleavings come from many small runs sooner than from few large ones. Times are mostly of a
 * few fixed lengths: then things fall on the same nanosecond, which is where orders are decided.
 */
#define MAKER_GROUPS 5
#define MAKER_DEPTH 3

/* Whose program is under way. */
enum maker_place {
    MAKER_THREAD, /* a group's own */
    MAKER_COMMON, /* one that several groups have */
    MAKER_TASK,   /* that of [map] */
};

struct maker {
    struct generated *file;
    const struct sim_model *model;
    uint64_t stream, drawn;
    uint32_t groups, group; /* how many, and the one under way */
    bool inbox[MAKER_GROUPS], manual[MAKER_GROUPS];
    bool processes, common; /* there are several; there is such a program */
    bool crewed, apart;     /* so do the pools; the group does where they do not */
    uint32_t housed;        /* a group that lives in the processes */
    uint32_t pools;
    enum maker_place place;
    bool locked;  /* a lock of the program is held */
    bool started; /* the group has started another */
    bool endless; /* within requests that come until the end */
    bool in_parallel, in_submit;
    int depth; /* of blocks */
};

uint64_t maker_below(struct maker *maker, uint64_t limit);
bool maker_one_in(struct maker *maker, uint64_t n);
void maker_line(struct maker *maker, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#define MAKER_QUANTITY 80

/* A few of them often. */
int64_t maker_duration(struct maker *maker);
void maker_put_duration(struct maker *maker, char text[MAKER_QUANTITY]);

/* Some distribution with these two. */
void maker_put_dist(struct maker *maker, char text[MAKER_QUANTITY], int64_t a, int64_t b);

/* Bytes: mostly less than a pipe takes, at times more than is kept for reuse. */
uint64_t maker_size(struct maker *maker);

/* Lines of so many ops and what stands in them, as they fit where the maker is. */
void maker_ops(struct maker *maker, uint64_t count);

#endif
