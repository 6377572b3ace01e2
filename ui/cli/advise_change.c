/* SPDX-License-Identifier: GPL-3.0-or-later
 * What limits a program, what would help, and how it scales. */
#include "config.h"

#include "ui/cli/advise.h"

#include <stdlib.h>
#include <string.h>

/* ---- what limits it ---- */

/* assumed: less than a twentieth is not what one begins with */
#define NOTABLE 0.05

static enum study_loss largest_loss(const struct study_waterfall *waterfall,
                                    enum study_loss but)
{
    enum study_loss largest = STUDY_IDEAL;

    for (int loss = STUDY_IMBALANCE; loss < STUDY_LOSS_COUNT; loss++) {
        if (loss != (int)but &&
            (largest == STUDY_IDEAL || waterfall->share[loss] > waterfall->share[largest]))
            largest = (enum study_loss)loss;
    }
    return largest;
}

static void say_loss(struct advise *advise, enum study_loss loss)
{
    const struct study_waterfall *waterfall = &advise->advised->waterfall;
    const struct study_loss_info *info = &study_losses[loss];
    struct advised_finding *finding = advised_add(advise->advised, "limit");
    char time[32], whole[32];
    struct sim_text one = SIM_TEXT(time), all = SIM_TEXT(whole);

    sim_text_put_time(&one, waterfall->share[loss]);
    sim_text_put_time(&all, waterfall->actual);
    snprintf(finding->text, sizeof(finding->text), "%s of %s (%.1f %%) go to %s: %s", time,
             whole, 100.0 * (double)waterfall->share[loss] / (double)waterfall->actual,
             info->name, info->text);
    if (info->setting)
        snprintf(finding->parameter, sizeof(finding->parameter), "%.*s",
                 (int)strcspn(info->setting, "="), info->setting);
    advise_command(advise, finding->command, sizeof(finding->command), "advise --waterfall",
                   NULL);
}

void advise_limits(struct advise *advise)
{
    const struct study_waterfall *waterfall = &advise->advised->waterfall;
    enum study_loss first, second;
    struct advised_finding *finding;

    if (!waterfall->known || !waterfall->actual)
        return;
    first = largest_loss(waterfall, STUDY_IDEAL);
    second = largest_loss(waterfall, first);
    if ((double)waterfall->share[first] < NOTABLE * (double)waterfall->actual) {
        finding = advised_add(advise->advised, "limit");
        snprintf(finding->text, sizeof(finding->text),
                 "nothing does: %.1f %% of the time is work on all cores",
                 100.0 * (double)waterfall->share[STUDY_IDEAL] / (double)waterfall->actual);
        advise_command(advise, finding->command, sizeof(finding->command), "advise --waterfall",
                       NULL);
        return;
    }
    say_loss(advise, first);
    if ((double)waterfall->share[second] >= NOTABLE * (double)waterfall->actual)
        say_loss(advise, second);
}

/* ---- what would help ---- */

static struct advised_change *add_change(struct advised *advised, const char *text)
{
    struct advised_change *change = &advised->change[advised->changes];

    if (advised->changes + 1 < ADVISED_CHANGES)
        advised->changes++;
    *change = (struct advised_change){ .text = text };
    return change;
}

struct amount {
    const char *key;
    long long value;
    const char *unit;
};

/* One step: so much less of it, by this setting. */
static void try_step(struct advise *advise, struct advised_change *change, int step,
                     int percent, const struct amount *amount)
{
    const char *settings[] = { change->setting[step], NULL };

    change->percent[step] = percent;
    snprintf(change->setting[step], sizeof(change->setting[step]), "%s=%lld%s", amount->key,
             amount->value, amount->unit);
    change->known[step] = advise_gain(advise, settings, &change->gain[step]);
}

/* Costs by class, from a quarter less to none; of work, something is left. */
static void try_costs(struct advise *advise)
{
    static const struct {
        enum sim_param_id param;
        const char *text, *key;
    } classes[] = {
        { SIM_PARAM_work, "computing", "costs.work" },
        { SIM_PARAM_startup, "starting and ending", "costs.startup" },
        { SIM_PARAM_library, "queues, pools, event loop", "costs.library" },
        { SIM_PARAM_transfer, "messages on their way", "costs.transfer" },
        { SIM_PARAM_pickling, "pickling", "costs.pickling" },
        { SIM_PARAM_handoff, "hand-offs and wake-ups", "costs.handoff" },
        { SIM_PARAM_placement, "queueing on busy cores", "costs.placement" },
        { SIM_PARAM_sharing, "what is shared at a time", "costs.sharing" },
    };
    const struct sim_params *params = &advise->scenario->sim.params;

    for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
        int64_t now = sim_param_value(params, classes[i].param) / 10000;
        struct advised_change *change = add_change(advise->advised, classes[i].text);
        int steps = classes[i].param == SIM_PARAM_work ? ADVISED_STEPS - 1 : ADVISED_STEPS;

        for (int step = 0; step < steps; step++) {
            struct amount amount = { classes[i].key, now * (3 - step) / 4, "%" };

            try_step(advise, change, step, 25 * (step + 1), &amount);
        }
    }
}

/* All of it at once. */
static void try_lock(struct advise *advise)
{
    struct advised_change *change = add_change(advise->advised, "the interpreter lock");
    int step = ADVISED_STEPS - 1;
    const char *settings[] = { change->setting[step], NULL };

    snprintf(change->setting[step], sizeof(change->setting[step]), "runtime.lock=none");
    change->percent[step] = 100;
    change->known[step] = advise_gain(advise, settings, &change->gain[step]);
}

/* The number of hand-overs of [map]: a quarter of the chunks fewer, half, a quarter left, one for
 * each worker. */
static void try_chunks(struct advise *advise)
{
    const struct sim_map *map = advise->scenario->sim.map;
    struct advised_change *change;
    uint32_t now, most;

    if (!map)
        return;
    now = sim_map_chunk(map);
    most = (map->tasks + map->workers - 1) / map->workers;
    change = add_change(advise->advised, "chunks of [map], by larger ones");
    for (int step = 0; step < ADVISED_STEPS && most > now; step++) {
        uint32_t chunk = step == ADVISED_STEPS - 1 ? most : now * 4 / (3 - (unsigned)step);

        struct amount amount = { "map.chunk", chunk, "" };

        if (chunk > now && chunk <= most)
            try_step(advise, change, step, 25 * (step + 1), &amount);
    }
}

static void try_intervals(struct advise *advise)
{
    struct advised_change *change = add_change(advise->advised, "the switch interval");
    sim_time now = advise->scenario->sim.params.switch_interval;

    for (int step = 0; step < ADVISED_STEPS - 1; step++) {
        struct amount amount = { "runtime.switch_interval", now * (3 - step) / 4, "ns" };

        try_step(advise, change, step, 25 * (step + 1), &amount);
    }
}

/* The run in which an op does not hold the lock. No command where the op's line is of a file that
 * the scenario includes. */
static void put_without(const struct advise *advise, uint32_t op,
                        struct advised_finding *finding)
{
    const struct scenario *scenario = advise->scenario;
    struct sim_text text = SIM_TEXT(finding->command);

    if (strcmp(scenario->op_files[op], scenario->sim.file) != 0)
        return;
    sim_text_put(&text, "sed '");
    sim_text_put_int(&text, scenario->sim.ops[op].line);
    sim_text_put(&text, "s/ holding//' ");
    sim_text_put_word(&text, scenario->sim.file);
    sim_text_put(&text, " | ");
    advise_put_command(advise, &text, "run", "-", NULL);
}

/* C code that holds the lock, let go: the op itself is another, so there is no setting. */
static void say_holding(struct advise *advise)
{
    const struct scenario *scenario = advise->scenario;
    struct sim_op *ops = malloc(scenario->sim.op_count * sizeof(*ops));
    struct sim_scenario other = scenario->sim;
    size_t replications = (size_t)advise->advised->replications;

    for (uint32_t i = 0; ops && i < other.op_count; i++) {
        double times[STUDY_REPLICATIONS];
        struct study_interval gain;
        struct advised_finding *finding;
        char why[128], range[ADVISED_RANGE];
        struct sim_text text = SIM_TEXT(why);

        if (scenario->sim.ops[i].kind != SIM_OP_NATIVE || !scenario->sim.ops[i].keyword)
            continue;
        memcpy(ops, scenario->sim.ops, other.op_count * sizeof(*ops));
        ops[i].keyword = false;
        other.ops = ops;
        if (!study_series(&other, advise->own, &advise->limits, advise->aim, (int)replications,
                          times, &text) ||
            !study_interval_of_ratios(advise->times, times, replications, &gain) ||
            study_side_of(&gain) == STUDY_WITHIN)
            continue;
        finding = advised_add(advise->advised, "change");
        snprintf(finding->text, sizeof(finding->text),
                 "letting the interpreter lock go in `%s` (%s:%u) makes it %.2f times as "
                 "fast%s",
                 ops[i].text, scenario->op_files[i], (unsigned)ops[i].line, gain.mean,
                 advised_range(range, &gain, " to "));
        finding->gain = gain.mean;
        put_without(advise, i, finding);
    }
    free(ops);
}

/* The change that helps most when there is half as much of it, or none where halves are not to be
 * had. */
static const struct advised_change *best_change(const struct advised *advised, int step,
                                                const struct advised_change *but)
{
    const struct advised_change *best = NULL;

    for (size_t i = 0; i < advised->changes; i++) {
        const struct advised_change *change = &advised->change[i];

        if (change == but || !change->known[step] ||
            study_side_of(&change->gain[step]) != STUDY_ABOVE)
            continue;
        if (!best || change->gain[step].mean > best->gain[step].mean)
            best = change;
    }
    return best;
}

static void say_change(struct advise *advise, const struct advised_change *change, int step)
{
    const struct study_interval *gain = &change->gain[step];
    const char *settings[] = { change->setting[step], NULL };
    struct advised_finding *finding = advised_add(advise->advised, "change");
    char ratio[32], range[ADVISED_RANGE];

    snprintf(finding->text, sizeof(finding->text), "%s, %d %% less: %s times as fast%s",
             change->text, change->percent[step], summary_ratio(ratio, gain->mean),
             advised_range(range, gain, " to "));
    finding->gain = gain->mean;
    snprintf(finding->parameter, sizeof(finding->parameter), "%.*s",
             (int)strcspn(change->setting[step], "="), change->setting[step]);
    advise_command(advise, finding->command, sizeof(finding->command), "run", settings);
}

/* What helps most comes first; of what helps alike, what was said first. */
static void sort_by_gain(struct advised *advised, size_t from)
{
    for (size_t i = from + 1; i < advised->findings; i++) {
        struct advised_finding moved = advised->finding[i];
        size_t at = i;

        for (; at > from && advised->finding[at - 1].gain * (1 + STUDY_MARGIN) < moved.gain;
             at--)
            advised->finding[at] = advised->finding[at - 1];
        advised->finding[at] = moved;
    }
}

void advise_changes(struct advise *advise)
{
    const struct sim_params *params = &advise->scenario->sim.params;
    const struct advised_change *first, *second;
    size_t before = advise->advised->findings;

    try_costs(advise);
    if (params->lock == SIM_LOCK_OWN)
        try_lock(advise);
    try_chunks(advise);
    try_intervals(advise);
    first = best_change(advise->advised, 1, NULL);
    second = best_change(advise->advised, 1, first);
    if (first)
        say_change(advise, first, 1);
    if (first && second)
        say_change(advise, second, 1);
    first = best_change(advise->advised, ADVISED_STEPS - 1, NULL);
    if (first)
        say_change(advise, first, ADVISED_STEPS - 1);
    say_holding(advise);
    sort_by_gain(advise->advised, before);
}

/* ---- how it scales ---- */

static const int cores_tried[] = { 1, 2, 3, 4, 6, 8, 12, 16, 24, 32 };

#define TRIED (sizeof(cores_tried) / sizeof(*cores_tried))

/* Where tasks are dealt out, as many workers as cores. */
struct width {
    char cores[64], workers[64];
    const char *settings[3];
};

static void set_width(const struct advise *advise, int cores, struct width *width)
{
    snprintf(width->cores, sizeof(width->cores), "machine.cores=%d", cores);
    snprintf(width->workers, sizeof(width->workers), "map.workers=%d", cores);
    width->settings[0] = width->cores;
    width->settings[1] = advise->scenario->sim.map ? width->workers : NULL;
    width->settings[2] = NULL;
}

static bool times_at(const struct advise *advise, int cores, double *times)
{
    struct width width;

    set_width(advise, cores, &width);
    return advise_times(advise, width.settings, times);
}

/* What the program itself takes on one core: its work, and where all wait for input. */
static sim_time alone_on_one(const struct advise *advise, const struct study_waterfall *widest)
{
    struct study_waterfall narrow;
    struct width width;

    set_width(advise, 1, &width);
    return advise_waterfall(advise, width.settings, &narrow)
               ? narrow.work + narrow.share[STUDY_IDLE]
               : widest->work;
}

/* As many cores as any `parallel` has chunks: a team of fewer does several one after the other, which
 * is no dependency. */
static int cores_for_all(const struct sim_scenario *sim)
{
    int64_t most = cores_tried[TRIED - 1];

    for (uint32_t i = 0; i < sim->op_count; i++) {
        const struct sim_dist *chunks = &sim->ops[i].amount;
        int64_t count = chunks->kind == SIM_DIST_CONSTANT ? chunks->a : SIM_CORES_MAX;

        if (sim->ops[i].kind == SIM_OP_PARALLEL && count > most)
            most = count;
    }
    return most < SIM_CORES_MAX ? (int)most : SIM_CORES_MAX;
}

/* The program itself where no machine keeps it, or with the most cores that are tried where that
 * cannot be run. */
static bool waterfall_of_widest(const struct advise *advise, struct study_waterfall *widest)
{
    struct width width, tried;

    set_width(advise, cores_tried[TRIED - 1], &tried);
    if (advise->scenario->sim.map)
        return advise_waterfall(advise, tried.settings, widest);
    set_width(advise, cores_for_all(&advise->scenario->sim), &width);
    return advise_waterfall(advise, width.settings, widest) ||
           advise_waterfall(advise, tried.settings, widest);
}

static struct advised_point point_at(const struct study_waterfall *waterfall, sim_time one,
                                     int cores)
{
    struct advised_point point = { .cores = cores, .bound = cores, .amdahl = cores };

    if (waterfall->known && waterfall->span && waterfall->work) {
        double parallelism = (double)one / (double)waterfall->span;
        sim_time idle = one > waterfall->work ? one - waterfall->work : 0;
        double serial = (double)(waterfall->alone + idle) / (double)one;

        point.bound = parallelism < cores ? parallelism : cores;
        point.amdahl = study_amdahl(serial, cores);
    }
    return point;
}

static void say_scaling(struct advise *advise)
{
    const struct advised *advised = advise->advised;
    const struct advised_point *last = &advised->point[advised->points - 1], *best = last;
    struct advised_finding *finding;

    for (size_t i = advised->points; i-- > 0;) {
        if (advised->point[i].speedup.mean * (1 + STUDY_MARGIN) >= best->speedup.mean)
            best = &advised->point[i];
    }
    finding = advised_add(advise->advised, "scaling");
    snprintf(finding->text, sizeof(finding->text),
             "more cores than %d bring nothing more: %.2f times as fast as with one; the work "
             "and its longest chain would allow %.2f with %d",
             best->cores, best->speedup.mean, last->bound, last->cores);
    if (best == last)
        snprintf(finding->text, sizeof(finding->text),
                 "it is still getting faster at %d cores: %.2f times as fast as with one",
                 best->cores, best->speedup.mean);
    snprintf(finding->parameter, sizeof(finding->parameter), "machine.cores");
    advise_command(advise, finding->command, sizeof(finding->command), "sweep", NULL);
    snprintf(finding->command + strlen(finding->command),
             sizeof(finding->command) - strlen(finding->command),
             " --vary 'machine.cores=1..32 x2'");
}

void advise_scaling(struct advise *advise)
{
    struct advised *advised = advise->advised;
    double one[STUDY_REPLICATIONS], times[STUDY_REPLICATIONS], n[ADVISED_POINTS],
        speedups[ADVISED_POINTS];
    struct study_waterfall widest;
    sim_time bare;

    if (!times_at(advise, 1, one) || !waterfall_of_widest(advise, &widest))
        return;
    bare = alone_on_one(advise, &widest);
    if (advise->scenario->sim.map)
        snprintf(advised->axis, sizeof(advised->axis), "map.workers");
    for (size_t i = 0; i < TRIED; i++) {
        struct advised_point point = point_at(&widest, bare, cores_tried[i]);

        const double *now = point.cores == 1 ? one : times;

        if ((now == times && !times_at(advise, point.cores, times)) ||
            !study_interval_of_ratios(one, now, (size_t)advised->replications, &point.speedup))
            continue;
        n[advised->points] = point.cores;
        speedups[advised->points] = point.speedup.mean;
        advised->point[advised->points++] = point;
    }
    advised->usl_known = study_usl_fit(n, speedups, advised->points, &advised->usl);
    if (advised->points > 1)
        say_scaling(advise);
}
