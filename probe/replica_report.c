/* SPDX-License-Identifier: GPL-3.0-or-later
 * A run of the replica as text and as comma-separated values. */
#include "probe/replica_figures.h"

#include <math.h>
#include <string.h>

#define FIGURE(name, unit, what)                                                               \
    {                                                                                          \
#name, unit, what, offsetof(struct replica_figures, name)                              \
    }

struct info {
    const char *name;
    const char *unit;
    const char *what;
    size_t offset; /* of a double in struct replica_figures */
};

static const struct info table[] = {
    FIGURE(seconds, "s", "length of the run"),
    FIGURE(switches_per_s, "/s", "changes of the lock's holder"),
    FIGURE(forced_per_s, "/s", "releases because of a request"),
    FIGURE(hold_p10, "us", "holds of computing threads ended by a request"),
    FIGURE(hold_p50, "us", ""),
    FIGURE(hold_p90, "us", ""),
    FIGURE(gap_p10, "us", "from a forced release to the next taking"),
    FIGURE(gap_p50, "us", ""),
    FIGURE(gap_p90, "us", ""),
    FIGURE(
        awake_share, "",
        "of forced hand-overs to a lone requester on another core: it takes the signal awake"),
    FIGURE(mutex_held_share, "",
           "of those, it sleeps for the mutex, which the releaser still has"),
    FIGURE(awake_count, "", "how many hand-overs to a lone requester on another core"),
    FIGURE(awake_gap_p50, "us", "gap when awake all the time"),
    FIGURE(held_gap_p50, "us", "gap when it sleeps for the mutex"),
    FIGURE(asleep_gap_p50, "us", "gap when it sleeps on the condition variable"),
    FIGURE(same_core, "", "share of forced hand-overs within one core"),
    FIGURE(blocked, "", "share of forced releases that had to sleep for the mutex"),
    FIGURE(contests, "", "forced releases, beside an I/O thread those it waited for"),
    FIGURE(requester_wins, "", "of these: the one who asked took the lock"),
    FIGURE(io_wins, "", "the I/O thread, not having asked, took it"),
    FIGURE(releaser_wins, "", "the one who let it go took it back"),
    FIGURE(other_wins, "", "another computing thread took it"),
    FIGURE(requester_gap_p50, "us", "gap when the requester took it"),
    FIGURE(io_gap_p50, "us", "gap when the I/O thread took it"),
    FIGURE(other_gap_p50, "us", "gap when another took it"),
    FIGURE(io_per_s, "/s", "calls of the I/O thread"),
    FIGURE(io_mean, "us", "its wait for the lock after a call"),
    FIGURE(io_p10, "us", ""),
    FIGURE(io_p50, "us", ""),
    FIGURE(io_p90, "us", ""),
    FIGURE(io_p99, "us", ""),
    FIGURE(io_most, "us", ""),
    FIGURE(io_delayed, "", "share of these waits over a fifth of an interval"),
    FIGURE(io_one, "", "share of about one interval"),
    FIGURE(io_two, "", "of two"),
    FIGURE(io_three, "", "of three"),
    FIGURE(io_more, "", "of more"),
    FIGURE(wakes_per_s, "/s", "a computing thread that waited alone was signalled and came up"),
    FIGURE(wake_same_core, "", "share of these on the signaller's core"),
    FIGURE(wake_got_it, "", "share that found the lock free"),
    FIGURE(wake_other_p50, "us", "from the release to its coming up, another core"),
    FIGURE(wake_same_p50, "us", "the same, the signaller's core"),
    FIGURE(turns_per_s, "/s", "turns of the computing threads' loops"),
    FIGURE(cpu, "cores", "processor time used"),
    FIGURE(other_cpu, "cores", "processor time that other programs used meanwhile"),
};

#define FIGURES (sizeof(table) / sizeof(*table))

static const char *const places[] = { "free", "same", "apart" };
static const char *const protocols[] = { "3.12", "3.13" };

static double us_of(int64_t ns)
{
    return (double)ns / 1000;
}

static double value_of(const struct replica_figures *figures, size_t i)
{
    double value;

    memcpy(&value, (const char *)figures + table[i].offset, sizeof(value));
    return value;
}

/* Four digits are more than such a measurement has. */
static void print_value(FILE *file, double value)
{
    if (isnan(value))
        return;
    if (fabs(value) >= 1000)
        fprintf(file, "%.0f", value);
    else
        fprintf(file, "%.4g", value);
}

void replica_print(FILE *file, const struct replica_run *run)
{
    const struct replica_config *config = &run->config;
    struct replica_figures figures = replica_figures_of(run);

    fprintf(file, "%d computing, ", config->computing);
    if (config->with_io)
        fprintf(file, "one I/O thread (%g us off, %g ns on), ", us_of(config->io),
                (double)config->python);
    fprintf(file, "interval %g us, placed %s, protocol %s\n", us_of(config->interval),
            places[config->place], protocols[config->protocol]);
    for (size_t i = 0; i < FIGURES; i++) {
        const struct info *info = &table[i];

        if (isnan(value_of(&figures, i)))
            continue;
        fprintf(file, "  %-18s ", info->name);
        print_value(file, value_of(&figures, i));
        fprintf(file, " %s%s%s\n", info->unit, *info->what ? "  " : "", info->what);
    }
}

void replica_print_heading(FILE *file)
{
    fputs("computing,io_us,python_ns,interval_us,place,protocol", file);
    for (size_t i = 0; i < FIGURES; i++)
        fprintf(file, ",%s", table[i].name);
    fputc('\n', file);
}

void replica_print_line(FILE *file, const struct replica_run *run)
{
    const struct replica_config *config = &run->config;
    struct replica_figures figures = replica_figures_of(run);

    fprintf(file, "%d,", config->computing);
    if (config->with_io)
        fprintf(file, "%g,%g", us_of(config->io), (double)config->python);
    else
        fputc(',', file);
    fprintf(file, ",%g,%s,%s", us_of(config->interval), places[config->place],
            protocols[config->protocol]);
    for (size_t i = 0; i < FIGURES; i++) {
        fputc(',', file);
        print_value(file, value_of(&figures, i));
    }
    fputc('\n', file);
}
