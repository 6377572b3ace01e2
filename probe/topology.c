/* SPDX-License-Identifier: GPL-3.0-or-later
 * Asking hwloc, or doing without. */
#include "config.h"

#include "probe/topology.h"

#include <stdio.h>
#include <string.h>

#define TEXT sizeof(((struct topology *)0)->text)

#ifdef WITH_HWLOC
#include <hwloc.h>

/* The n-th hardware thread of each core, for n = 0, 1, ... until all are taken. */
static void take_cores(hwloc_topology_t hwloc, struct topology *topology)
{
    int cores = hwloc_get_nbobjs_by_type(hwloc, HWLOC_OBJ_CORE), before;

    topology->cores = cores;
    for (unsigned nth = 0; topology->count < PROBE_CORES_MAX; nth++) {
        before = topology->count;
        for (int i = 0; i < cores && topology->count < PROBE_CORES_MAX; i++) {
            hwloc_obj_t core = hwloc_get_obj_by_type(hwloc, HWLOC_OBJ_CORE, (unsigned)i), pu;

            pu = hwloc_get_obj_inside_cpuset_by_type(hwloc, core->cpuset, HWLOC_OBJ_PU, nth);
            if (pu)
                topology->id[topology->count++] = (int)pu->os_index;
        }
        if (topology->count == before)
            return;
    }
}

static void describe(hwloc_topology_t hwloc, int cores, int count, char text[TEXT])
{
    hwloc_obj_t cache = hwloc_get_obj_by_type(hwloc, HWLOC_OBJ_L3CACHE, 0);
    int packages = hwloc_get_nbobjs_by_type(hwloc, HWLOC_OBJ_PACKAGE);
    int nodes = hwloc_get_nbobjs_by_type(hwloc, HWLOC_OBJ_NUMANODE);
    size_t used;

    snprintf(text, TEXT, "%d core%s, %d hardware thread%s, %d package%s, %d memory node%s",
             cores, cores == 1 ? "" : "s", count, count == 1 ? "" : "s", packages,
             packages == 1 ? "" : "s", nodes, nodes == 1 ? "" : "s");
    used = strlen(text);
    if (cache)
        snprintf(text + used, TEXT - used, ", %llu MiB L3",
                 (unsigned long long)(cache->attr->cache.size >> 20));
}

/* hwloc sorts kinds of cores by efficiency, from the slowest; -1 when it cannot tell them apart. */
static int of_slowest_kind(hwloc_topology_t hwloc)
{
    hwloc_bitmap_t set = hwloc_bitmap_alloc();
    int efficiency = -1, count = 0;

    if (set && hwloc_cpukinds_get_nr(hwloc, 0) > 1 &&
        hwloc_cpukinds_get_info(hwloc, 0, set, &efficiency, NULL, NULL, 0) == 0 &&
        efficiency >= 0)
        count = hwloc_bitmap_weight(set);
    hwloc_bitmap_free(set);
    return count;
}

const char *topology_read(const char *path, struct topology_other *other)
{
    hwloc_topology_t hwloc;

    if (hwloc_topology_init(&hwloc))
        return "hwloc cannot be used";
    if (hwloc_topology_set_xml(hwloc, path) || hwloc_topology_load(hwloc)) {
        hwloc_topology_destroy(hwloc);
        return "is not what lstopo writes as XML";
    }
    other->count = hwloc_get_nbobjs_by_type(hwloc, HWLOC_OBJ_PU);
    other->cores = hwloc_get_nbobjs_by_type(hwloc, HWLOC_OBJ_CORE);
    other->hybrid = of_slowest_kind(hwloc);
    describe(hwloc, other->cores, other->count, other->text);
    hwloc_topology_destroy(hwloc);
    return NULL;
}

/* hwloc tells of what the system lets this program use; its user may have left it less (taskset, a
 * scheduler of batch jobs). */
static bool leave_out_others(hwloc_topology_t hwloc)
{
    const struct probe_cores *cores = probe_cores();
    hwloc_bitmap_t set = hwloc_bitmap_alloc();
    bool good;

    for (int i = 0; set && i < cores->count; i++)
        hwloc_bitmap_set(set, (unsigned)cores->id[i]);
    good = set && !hwloc_topology_restrict(hwloc, set, 0);
    hwloc_bitmap_free(set);
    return good;
}

/* False when hwloc cannot tell, or tells of nothing this program may use. */
static bool ask_hwloc(struct topology *topology)
{
    hwloc_topology_t hwloc;

    if (hwloc_topology_init(&hwloc))
        return false;
    if (!hwloc_topology_load(hwloc) && leave_out_others(hwloc)) {
        take_cores(hwloc, topology);
        describe(hwloc, topology->cores, topology->count, topology->text);
    }
    hwloc_topology_destroy(hwloc);
    return topology->count > 0;
}
#else
const char *topology_read(const char *path, struct topology_other *other)
{
    (void)path;
    (void)other;
    return "this interlock was built without hwloc, which reads it";
}

static bool ask_hwloc(struct topology *topology)
{
    (void)topology;
    return false;
}
#endif

static void do_without(struct topology *topology)
{
    const struct probe_cores *cores = probe_cores();

    topology->count = cores->count;
    topology->cores = 0;
    memcpy(topology->id, cores->id, sizeof(topology->id));
    snprintf(topology->text, sizeof(topology->text),
             "%d hardware thread%s; which of them share a core is not known without hwloc",
             topology->count, topology->count == 1 ? "" : "s");
}

const struct topology *topology_get(void)
{
    static struct topology topology;

    if (!topology.count && !ask_hwloc(&topology))
        do_without(&topology);
    return &topology;
}

int topology_threads_per_core(int threads, int cores, int slow)
{
    return cores > slow && threads - slow == 2 * (cores - slow) ? 2 : 1;
}
