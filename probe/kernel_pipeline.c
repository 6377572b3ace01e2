/* SPDX-License-Identifier: GPL-3.0-or-later
 * A pipeline: items go through stages, and from worker to worker through queues. */
#include "probe/kernel.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>

/*
 * Four stages of 1, 3, 2 and 1 parts of work. Each worker has some that follow each other; the one
 * with most work decides how fast items come out: two workers have 4 and 3 parts, so they are at
 * best 7 / 4 times as fast as one.
 */
#define STAGES 4
#define ITEMS 60
#define CAPACITY 4
#define TURNS 60000 /* of a part of work */

static const double stage_parts[STAGES] = { 1, 3, 2, 1 };

struct queue {
    pthread_mutex_t mutex;
    pthread_cond_t room, item;
    uint64_t items[CAPACITY];
    int first, count;
};

struct pipeline {
    uint64_t result[ITEMS], right[ITEMS];
    struct queue queues[STAGES]; /* behind each worker */
};

static uint64_t work(uint64_t x, int stage)
{
    for (int i = 0; i < TURNS * (int)stage_parts[stage]; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    return x;
}

static void put(struct queue *queue, uint64_t item)
{
    pthread_mutex_lock(&queue->mutex);
    while (queue->count == CAPACITY)
        pthread_cond_wait(&queue->room, &queue->mutex);
    queue->items[(queue->first + queue->count++) % CAPACITY] = item;
    pthread_cond_signal(&queue->item);
    pthread_mutex_unlock(&queue->mutex);
}

static uint64_t get(struct queue *queue)
{
    uint64_t item;

    pthread_mutex_lock(&queue->mutex);
    while (!queue->count)
        pthread_cond_wait(&queue->item, &queue->mutex);
    item = queue->items[queue->first];
    queue->first = (queue->first + 1) % CAPACITY;
    queue->count--;
    pthread_cond_signal(&queue->room);
    pthread_mutex_unlock(&queue->mutex);
    return item;
}

static bool create(void *data, int workers)
{
    struct pipeline *pipeline = data;

    (void)workers;
    for (int i = 0; i < STAGES; i++) {
        pthread_mutex_init(&pipeline->queues[i].mutex, NULL);
        pthread_cond_init(&pipeline->queues[i].room, NULL);
        pthread_cond_init(&pipeline->queues[i].item, NULL);
    }
    for (int i = 0; i < ITEMS; i++) {
        pipeline->right[i] = (uint64_t)i + 1;
        for (int stage = 0; stage < STAGES; stage++)
            pipeline->right[i] = work(pipeline->right[i], stage);
    }
    return true;
}

static void destroy(void *data)
{
    struct pipeline *pipeline = data;

    for (int i = 0; i < STAGES; i++) {
        pthread_mutex_destroy(&pipeline->queues[i].mutex);
        pthread_cond_destroy(&pipeline->queues[i].room);
        pthread_cond_destroy(&pipeline->queues[i].item);
    }
}

static void prepare(void *data, int workers)
{
    struct pipeline *pipeline = data;

    (void)workers;
    memset(pipeline->result, 0, sizeof(pipeline->result));
}

/* No more workers than stages have something to do; the first of them is the last to be there, so nobody
 * begins later for asking whether all are. */
static void part(void *data, int worker, int workers)
{
    struct pipeline *pipeline = data;
    int used = workers < STAGES ? workers : STAGES;
    int first = (int)kernel_first(STAGES, worker, used);
    int last = (int)kernel_first(STAGES, worker + 1, used);

    if (worker >= used || !crew_is_whole())
        return;
    for (int i = 0; i < ITEMS; i++) {
        uint64_t item = first ? get(&pipeline->queues[worker - 1]) : (uint64_t)i + 1;

        for (int stage = first; stage < last; stage++)
            item = work(item, stage);
        if (last < STAGES)
            put(&pipeline->queues[worker], item);
        else
            pipeline->result[i] = item;
    }
}

static bool is_right(const void *data)
{
    const struct pipeline *pipeline = data;

    return !memcmp(pipeline->result, pipeline->right, sizeof(pipeline->right));
}

static void shape(const void *data, struct kernel_shape *shape)
{
    (void)data;
    *shape = (struct kernel_shape){
        .kind = KERNEL_PIPES, .weights = stage_parts, .pieces = STAGES, .items = ITEMS
    };
}

const struct kernel kernel_pipeline = {
    .name = "pipeline",
    .what = "60 items through four uneven stages, queues of 4 between workers",
    .size = sizeof(struct pipeline),
    .create = create,
    .destroy = destroy,
    .prepare = prepare,
    .part = part,
    .is_right = is_right,
    .shape = shape,
};
