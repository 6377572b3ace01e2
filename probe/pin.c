/* SPDX-License-Identifier: GPL-3.0-or-later
 * Affinity masks. */
#include "probe/pin.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

/* The number of the first core in a list like "0,4" or "0-1" is enough: siblings are listed
 * alike at each of them. */
static int first_sibling(int core)
{
    char path[96];
    FILE *file;
    int first = core;

    snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list",
             core);
    file = fopen(path, "r");
    if (!file)
        return core;
    if (fscanf(file, "%d", &first) != 1)
        first = core;
    fclose(file);
    return first;
}

/* The second of the pair takes the second place in the list. */
static void choose_pair(struct probe_cores *cores)
{
    int second = cores->count > 1;

    for (int i = cores->count - 1; i > 0; i--)
        if (first_sibling(cores->id[i]) != first_sibling(cores->id[0]))
            second = i;
    cores->here = cores->id[0];
    cores->there = cores->id[second];
    cores->id[second] = cores->id[cores->count > 1];
    cores->id[cores->count > 1] = cores->there;
}

static void find(struct probe_cores *cores)
{
    cpu_set_t *set = CPU_ALLOC(PROBE_CORES_MAX);
    size_t size = CPU_ALLOC_SIZE(PROBE_CORES_MAX);

    if (!set || sched_getaffinity(0, size, set)) {
        perror("which cores may be used");
        exit(4);
    }
    for (int core = 0; core < PROBE_CORES_MAX; core++)
        if (CPU_ISSET_S(core, size, set))
            cores->id[cores->count++] = core;
    cores->pinnable = !sched_setaffinity(0, size, set);
    CPU_FREE(set);
    choose_pair(cores);
}

const struct probe_cores *probe_cores(void)
{
    static struct probe_cores cores;

    if (!cores.count)
        find(&cores);
    return &cores;
}

static bool allow(pid_t thread, const int *core, int count)
{
    cpu_set_t *set = CPU_ALLOC(PROBE_CORES_MAX);
    size_t size = CPU_ALLOC_SIZE(PROBE_CORES_MAX);
    bool good;

    if (!set)
        return false;
    CPU_ZERO_S(size, set);
    for (int i = 0; i < count; i++)
        CPU_SET_S(core[i], size, set);
    good = !sched_setaffinity(thread, size, set);
    CPU_FREE(set);
    return good;
}

bool probe_pin(int core)
{
    return allow(0, &core, 1);
}

void probe_pin_other(pid_t thread, int core)
{
    allow(thread, &core, 1);
}

void probe_unpin(pid_t thread)
{
    allow(thread, probe_cores()->id, probe_cores()->count);
}
