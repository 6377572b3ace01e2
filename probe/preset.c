/* SPDX-License-Identifier: GPL-3.0-or-later
 * Writing presets. */
#include "probe/preset.h"

#include "probe/clock.h"
#include "probe/pace.h"
#include "probe/pin.h"
#include "sim/scenario/params.h"

#include <string.h>
#include <sys/utsname.h>
#include <time.h>

/*
 * A preset is read by inih: lines of fewer than 196 bytes, nothing but a comment after a
 * semicolon, and the first '=' parts key and value. Times are a whole number of nanoseconds.
 */
const char *preset_quantity(char text[PRESET_TEXT], enum probe_unit unit, double value)
{
    if (value < 0) /* a difference of two medians may fall below nothing */
        value = 0;
    if (unit == PROBE_RATE)
        snprintf(text, PRESET_TEXT, "%.0fMB/s", value * 1e-6);
    else if (unit == PROBE_COUNT)
        snprintf(text, PRESET_TEXT, "%.0f", value);
    else if (unit == PROBE_SHARE)
        snprintf(text, PRESET_TEXT, "%.1f%%", value * 100);
    else if (value < 9999.5)
        snprintf(text, PRESET_TEXT, "%.0fns", value);
    else if (value < 999950)
        snprintf(text, PRESET_TEXT, "%.1fus", value / 1000);
    else
        snprintf(text, PRESET_TEXT, "%.0fus", value / 1000);
    return text;
}

/* The first reason there is to doubt what was measured. */
enum doubt { DOUBT_NONE, DOUBT_PINNED, DOUBT_BUSY, DOUBT_STEAL, DOUBT_PACE, DOUBT_SHARED };

static enum doubt doubt_of(const struct probe_load_figures *load)
{
    if (!probe_cores()->pinnable)
        return DOUBT_PINNED;
    if (load->other_cpu > PROBE_LOAD_TOO_BUSY)
        return DOUBT_BUSY;
    if (load->steal > PROBE_LOAD_TOO_BUSY)
        return DOUBT_STEAL;
    if (load->pace > PROBE_PACE_CHANGES)
        return DOUBT_PACE;
    return load->shared > PROBE_PACE_SHARED ? DOUBT_SHARED : DOUBT_NONE;
}

const char *preset_doubt(const struct probe_load_figures *load)
{
    static const char *const says[] = {
        [DOUBT_PINNED] = "threads may not be put on cores here",
        [DOUBT_BUSY] = "other programs were busy",
        [DOUBT_STEAL] = "the host took processor time away",
        [DOUBT_PACE] = "the processor changed its pace",
        [DOUBT_SHARED] = "two cores shared one at times",
    };

    return says[doubt_of(load)];
}

const char *preset_advice(char text[PRESET_ADVICE], const struct probe_load_figures *load)
{
    switch (doubt_of(load)) {
    case DOUBT_NONE:
        return NULL;
    case DOUBT_PINNED:
        snprintf(text, PRESET_ADVICE,
                 "threads may not be put on cores here; measure outside of this container");
        break;
    case DOUBT_BUSY:
        snprintf(text, PRESET_ADVICE,
                 "other programs used %.2f cores meanwhile: end them and measure again",
                 load->other_cpu);
        break;
    case DOUBT_STEAL:
        snprintf(text, PRESET_ADVICE,
                 "the host took %.2f cores away meanwhile: measure again at another hour",
                 load->steal);
        break;
    case DOUBT_PACE:
        snprintf(text, PRESET_ADVICE,
                 "the processor changed its pace by %.1f %%: measure again on mains power, "
                 "when it is cool and its host quiet",
                 100 * load->pace);
        break;
    case DOUBT_SHARED:
        snprintf(
            text, PRESET_ADVICE,
            "for %.0f %% of the time two cores shared one, as hardware threads or by their "
            "host: measure again at another hour, or on other cores",
            100 * load->shared);
    }
    return text;
}

/* ---- the machine ---- */

static void print_processor(FILE *file)
{
    char line[512];
    FILE *info = fopen("/proc/cpuinfo", "r");
    const char *name = "unknown processor", *colon;

    while (info && fgets(line, sizeof(line), info)) {
        line[strcspn(line, "\n")] = '\0';
        colon = strchr(line, ':');
        if (!strncmp(line, "model name", 10) && colon && colon[1]) {
            name = colon + 2;
            break;
        }
    }
    fputs(name, file);
    if (info)
        fclose(info);
}

void preset_print_machine(FILE *file, const struct probe_load_figures *load)
{
    struct utsname system = { 0 };
    time_t now = time(NULL);
    char date[32] = "";

    uname(&system);
    strftime(date, sizeof(date), "%Y-%m-%d %H:%M UTC", gmtime(&now));
    print_processor(file);
    fprintf(file, ", %d %s, %s %s, %s, other_cpu %.2f, steal %.2f", probe_cores()->count,
            probe_cores()->count == 1 ? "core" : "cores", system.sysname, system.release, date,
            load->other_cpu, load->steal);
    if (load->pace > 0)
        fprintf(file, ", pace within %.1f %%", load->pace * 100);
    if (load->shared > 0)
        fprintf(file, ", cores shared %.0f %% of the time", load->shared * 100);
}

/* ---- a preset ---- */

/* From the list itself: interlock-probe is linked without the engine, whose table has the same. */
static const struct bound {
    const char *key, *type;
    double least, most;
} bounds[] = {
#define PARAM(section, key, type, def, least, most, ...)                                       \
    { #key, #type, (double)(least), (double)(most) },
#include "sim/scenario/params.def"
#undef PARAM
};

/* Where others have the cores, a cost may come out longer than any scenario may say, or one of few
 * samples shorter. The preset says that it is doubtful then, but can be read. */
static double possible(const struct probe *probe, double value)
{
    for (size_t i = 0; i < sizeof(bounds) / sizeof(*bounds); i++) {
        const struct bound *bound = &bounds[i];
        bool share = !strcmp(bound->type, "SHARE") || !strcmp(bound->type, "CHANCE");
        double unit = share ? 1e6 : 1;

        if (!strcmp(bound->key, probe->parameter))
            return fmin(fmax(value, bound->least / unit), bound->most / unit);
    }
    return value;
}

static const char *put_value(char text[PRESET_TEXT], const struct probe *probe, double value)
{
    return preset_quantity(text, probe->unit, possible(probe, value));
}

static void print_source(FILE *file, const struct probe *probe,
                         const struct probe_result *result, const char *doubt)
{
    char median[PRESET_TEXT];

    fprintf(file, "%s.source = measured: %s", probe->parameter, probe->what);
    if (*result->note)
        fprintf(file, ", %s", result->note);
    else if (probe->is_range && isnan(result->value))
        fprintf(file, ", median %s of %zu, by fifths",
                put_value(median, probe, probe_figure(probe, result).value),
                result->samples.count);
    else
        fprintf(file, ", %s of %zu", probe->unit == PROBE_SHARE ? "share" : "median",
                result->samples.count);
    if (doubt)
        fprintf(file, ", doubtful: %s", doubt);
    fputc('\n', file);
}

/* A cost that differs from time to time, and whose shape decides races: five values alike in
 * probability, each the middle of a fifth of what was seen. Of a probe that works its value out of
 * its samples itself only the bounds are known. */
static void print_fifths(FILE *file, const struct probe *probe,
                         const struct probe_result *result)
{
    struct probe_figure figure = probe_figure(probe, result);
    char value[PRESET_TEXT], high[PRESET_TEXT];

    if (!isnan(result->value)) {
        fprintf(file, "%s = uniform(%s,%s)\n", probe->parameter,
                put_value(value, probe, figure.low), put_value(high, probe, figure.high));
        return;
    }
    fprintf(file, "%s = choice(", probe->parameter);
    for (int fifth = 0; fifth < 5; fifth++)
        fprintf(file, "%s%s:20%%", fifth ? "," : "",
                put_value(value, probe,
                          probe_samples_quantile(&result->samples, 0.1 + 0.2 * fifth)));
    fputs(")\n", file);
}

static void print_parameter(FILE *file, const struct probe *probe,
                            const struct probe_result *result, const char *doubt)
{
    struct probe_figure figure = probe_figure(probe, result);
    char value[PRESET_TEXT], low[PRESET_TEXT], high[PRESET_TEXT];

    put_value(value, probe, figure.value);
    put_value(low, probe, figure.low);
    put_value(high, probe, figure.high);
    if (probe->is_range)
        print_fifths(file, probe, result);
    else
        fprintf(file, "%s = %s\n", probe->parameter, value);
    fprintf(file, "%s.low = %s\n%s.high = %s\n", probe->parameter, low, probe->parameter, high);
    print_source(file, probe, result, doubt);
}

static void print_record(FILE *file, const struct probe *probe,
                         const struct probe_result *result)
{
    struct probe_figure figure = probe_figure(probe, result);
    char value[PRESET_TEXT], low[PRESET_TEXT], high[PRESET_TEXT];

    fprintf(file, "# %s: %s (%s to %s): %s\n", probe->name,
            preset_quantity(value, probe->unit, figure.value),
            preset_quantity(low, probe->unit, figure.low),
            preset_quantity(high, probe->unit, figure.high), probe->what);
}

void preset_print(FILE *file, const struct probe *const *list, size_t count,
                  const struct probe_result *results, const struct probe_load_figures *load)
{
    const char *doubt = preset_doubt(load);

    fputs("# interlock preset: measured on ", file);
    preset_print_machine(file, load);
    fprintf(file,
            "\n[machine]\ncores = %d\ncores.source = measured: those this program may use\n",
            probe_cores()->count);
    for (size_t i = 0; i < count; i++)
        if (list[i]->parameter && results[i].samples.count)
            print_parameter(file, list[i], &results[i], doubt);
    fputs("\n# for the record: middle (and low to high)\n", file);
    for (size_t i = 0; i < count; i++)
        if (!list[i]->parameter && results[i].samples.count)
            print_record(file, list[i], &results[i]);
}

/* ---- comma-separated values ---- */

static const char *unit_name(enum probe_unit unit)
{
    return unit == PROBE_TIME    ? "ns"
           : unit == PROBE_SHARE ? "share"
           : unit == PROBE_RATE  ? "B/s"
                                 : "count";
}

static void put(FILE *file, double value)
{
    if (fabs(value) >= 1000)
        fprintf(file, ",%.0f", value);
    else
        fprintf(file, ",%.4g", value);
}

void preset_print_csv(FILE *file, const struct probe *const *list, size_t count,
                      const struct probe_result *results, const struct probe_load_figures *load)
{
    fputs("# ", file);
    preset_print_machine(file, load);
    fputs("\nname,parameter,unit,n,value,low,high,least,p10,median,p90,most,mean\n", file);
    for (size_t i = 0; i < count; i++) {
        struct probe_figure figure = probe_figure(list[i], &results[i]);
        struct probe_summary summary = probe_samples_summary(&results[i].samples);

        if (!summary.count)
            continue;
        fprintf(file, "%s,%s,%s,%zu", list[i]->name,
                list[i]->parameter ? list[i]->parameter : "", unit_name(list[i]->unit),
                summary.count);
        put(file, figure.value);
        put(file, figure.low);
        put(file, figure.high);
        put(file, summary.least);
        put(file, summary.p10);
        put(file, summary.median);
        put(file, summary.p90);
        put(file, summary.most);
        put(file, summary.mean);
        fputc('\n', file);
    }
}
