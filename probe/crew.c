/* SPDX-License-Identifier: GPL-3.0-or-later
 * Creating, binding and joining a crew. */
#include "config.h"

#include "probe/crew.h"

#include "probe/clock.h"
#include "probe/topology.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#ifdef _OPENMP
#include <omp.h>
#endif

struct member {
    pthread_t thread;
    crew_fn *body;
    void *arg;
    int worker, workers;
};

/* Workers begin as they come: a gate before all bodies would be in what is measured. So only those that
 * wait for each other ask here. There is one crew at a time. */
enum { UNKNOWN, WHOLE, BROKEN };

static _Atomic int state;

bool crew_is_whole(void)
{
    int known;

    while ((known = atomic_load(&state)) == UNKNOWN)
        sched_yield();
    return known == WHOLE;
}

static void *work(void *arg)
{
    struct member *member = arg;

    member->body(member->arg, member->worker, member->workers);
    return NULL;
}

/* A thread that moves to its core by itself would first wait there for the one who made it. */
static bool create(struct member *member, int core)
{
    cpu_set_t *set = CPU_ALLOC(PROBE_CORES_MAX);
    size_t size = CPU_ALLOC_SIZE(PROBE_CORES_MAX);
    pthread_attr_t attributes;
    bool good;

    if (!set)
        return false;
    CPU_ZERO_S(size, set);
    CPU_SET_S(core, size, set);
    pthread_attr_init(&attributes);
    if (probe_cores()->pinnable)
        pthread_attr_setaffinity_np(&attributes, size, set);
    good = !pthread_create(&member->thread, &attributes, work, member);
    pthread_attr_destroy(&attributes);
    CPU_FREE(set);
    return good;
}

int64_t crew_run(int workers, crew_fn *body, void *arg)
{
    const struct topology *topology = topology_get();
    struct member *members = calloc((size_t)workers, sizeof(*members));
    int64_t begin, end;
    int made = 1;

    if (!members)
        return -1;
    atomic_store(&state, UNKNOWN);
    probe_pin(topology->id[0]);
    begin = probe_now();
    for (; made < workers; made++) {
        members[made] =
            (struct member){ .body = body, .arg = arg, .worker = made, .workers = workers };
        if (!create(&members[made], topology->id[made % topology->count]))
            break;
    }
    atomic_store(&state, made == workers ? WHOLE : BROKEN);
    if (made == workers)
        body(arg, 0, workers);
    for (int i = 1; i < made; i++)
        pthread_join(members[i].thread, NULL);
    end = probe_now();
    probe_unpin(0);
    free(members);
    return made == workers ? end - begin : -1;
}

int64_t crew_run_openmp(int workers, crew_fn *body, void *arg)
{
#ifdef _OPENMP
    int64_t begin = probe_now();
    _Atomic bool good = true;

    atomic_store(&state, WHOLE);
#pragma omp parallel num_threads(workers)
    if (omp_get_num_threads() == workers)
        body(arg, omp_get_thread_num(), workers);
    else
        atomic_store(&good, false);
    return good ? probe_now() - begin : -1;
#else
    (void)workers;
    (void)body;
    (void)arg;
    return -1;
#endif
}
