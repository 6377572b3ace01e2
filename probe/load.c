/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading /proc/stat. */
#include "probe/load.h"

#include "probe/clock.h"

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* The fields of the line "cpu", see proc_stat(5). */
enum { USER, NICE, SYSTEM, IDLE, IOWAIT, IRQ, SOFTIRQ, STEAL, FIELDS };

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec * 1e-6;
}

/* With that of the programs which it has run. */
static double own_time(void)
{
    struct timespec t = { 0 };
    struct rusage children = { 0 };

    getrusage(RUSAGE_CHILDREN, &children);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9 + seconds(children.ru_utime) +
           seconds(children.ru_stime);
}

uint64_t probe_load_switches(void)
{
    char line[4096];
    unsigned long long count = 0;
    FILE *file = fopen("/proc/stat", "r");

    if (!file)
        return 0;
    while (fgets(line, sizeof(line), file) && sscanf(line, "ctxt %llu", &count) != 1)
        ;
    fclose(file);
    return count;
}

struct probe_load probe_load_begin(void)
{
    struct probe_load load = { .time = probe_now(), .own = own_time() };
    unsigned long long field[FIELDS] = { 0 };
    double hz = (double)sysconf(_SC_CLK_TCK);
    FILE *file = fopen("/proc/stat", "r");

    if (!file)
        return load;
    if (fscanf(file, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &field[USER], &field[NICE],
               &field[SYSTEM], &field[IDLE], &field[IOWAIT], &field[IRQ], &field[SOFTIRQ],
               &field[STEAL]) == FIELDS) {
        load.busy =
            (double)(field[USER] + field[NICE] + field[SYSTEM] + field[IRQ] + field[SOFTIRQ]) /
            hz;
        load.steal = (double)field[STEAL] / hz;
    }
    fclose(file);
    return load;
}

struct probe_load_figures probe_load_since(const struct probe_load *begin)
{
    struct probe_load now = probe_load_begin();
    double wall = (double)(now.time - begin->time) * 1e-9, own = now.own - begin->own;
    double other = now.busy - begin->busy - own;

    if (wall <= 0)
        return (struct probe_load_figures){ 0 };
    return (struct probe_load_figures){ .other_cpu = other > 0 ? other / wall : 0,
                                        .steal = (now.steal - begin->steal) / wall,
                                        .own_cpu = own / wall };
}
