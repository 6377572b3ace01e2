/* SPDX-License-Identifier: GPL-3.0-or-later
 * Is this what Chrome's trace event format says, and what the run was?
 *
 *     check_chrome TRACE.json [RUN.json]
 *
 * Of the format: each event has what its phase needs; within a track times only grow, and slices
 * end in the order in which they are nested; arrows have both ends, the second not before the
 * first, each in a slice; whoever has events has a name. Of the run (as `run --json` tells it): the
 * slices of each thread's track sum to its times, reason by reason, to the nanosecond, and those of
 * a lock's track to the time for which it was held. Of a slice of work it is told only at its end how
 * much of it was waiting for memory, or hand-offs: where that is so, the sum of both counts.
 *
 * Prints what is wrong and returns 1, else how much of what there was. */
#include "config.h"

#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define NUMBERS 4096 /* pids and tids are small here, and no two alike */
#define DEPTH 8
#define FLOWS 200000

static int bad;

static void complain(size_t event, const char *what)
{
    if (bad++ < 10)
        printf("event %zu: %s\n", event, what);
}

struct track {
    char name[256];
    bool used;
    json_int_t pid;
    double last, open_since[DEPTH];
    const char *open[DEPTH]; /* names of slices */
    int depth;
    bool told_late; /* what a part of its work was */
    double closed;  /* the last whole slice ended */
    json_t *sums;
};

static struct track tracks[NUMBERS];
static char processes[NUMBERS][256];
static bool process_used[NUMBERS];
static double flow_began[FLOWS];
static unsigned char flow_ends[FLOWS];
static size_t slices, instants, counters, flows, sentences;

static double number(const json_t *event, const char *key, size_t i)
{
    const json_t *value = json_object_get(event, key);

    if (!json_is_number(value))
        complain(i, key);
    return json_number_value(value);
}

static const char *string(const json_t *event, const char *key, size_t i)
{
    const char *value = json_string_value(json_object_get(event, key));

    if (!value || !*value)
        complain(i, key);
    return value ? value : "";
}

static void add(struct track *track, const char *name, double microseconds)
{
    double ns = microseconds * 1000;

    if (!track->sums)
        track->sums = json_object();
    json_object_set_new(track->sums, name,
                        json_integer(json_integer_value(json_object_get(track->sums, name)) +
                                     (json_int_t)llround(ns)));
}

static void metadata(const json_t *event, json_int_t pid, json_int_t tid, size_t i)
{
    const json_t *args = json_object_get(event, "args");
    const char *what = string(event, "name", i);

    if (!strcmp(what, "process_name"))
        snprintf(processes[pid], sizeof(processes[pid]), "%s", string(args, "name", i));
    else if (!strcmp(what, "thread_name"))
        snprintf(tracks[tid].name, sizeof(tracks[tid].name), "%s", string(args, "name", i));
    else if (strcmp(what, "process_sort_index") && strcmp(what, "thread_sort_index"))
        complain(i, "metadata of no known kind");
    tracks[tid].pid = pid;
}

static void flow(const json_t *event, const struct track *track, char phase, double ts,
                 size_t i)
{
    json_int_t id = json_integer_value(json_object_get(event, "id"));

    string(event, "cat", i);
    if (id < 1 || id >= FLOWS) {
        complain(i, "an arrow without a number");
        return;
    }
    if (!track->depth)
        complain(i, "an arrow's end outside of any slice");
    if (phase == 's' ? flow_ends[id] != 0 : flow_ends[id] != 1)
        complain(i, "an arrow with two beginnings, or an end before its beginning");
    if (phase == 'f' && ts < flow_began[id])
        complain(i, "an arrow that points backwards in time");
    flow_began[id] = ts;
    flow_ends[id]++;
    flows += phase == 's';
}

static void in_track(const json_t *event, struct track *track, char phase, double ts, size_t i)
{
    if (ts < track->last || ts < track->closed)
        complain(i, "a track's time goes backwards");
    track->last = ts;
    switch (phase) {
    case 'B':
        if (track->depth == DEPTH) {
            complain(i, "slices nested too deep");
            return;
        }
        track->open[track->depth] = string(event, "name", i);
        track->open_since[track->depth++] = ts;
        return;
    case 'E':
        if (!track->depth) {
            complain(i, "the end of no slice");
            return;
        }
        track->depth--;
        add(track, track->open[track->depth], ts - track->open_since[track->depth]);
        slices++;
        return;
    case 'X':
        if (track->depth)
            complain(i, "a whole slice in another");
        add(track, string(event, "name", i), number(event, "dur", i));
        track->closed = ts + number(event, "dur", i) - 0.0005; /* as doubles have it */
        slices++;
        return;
    case 'i':
        string(event, "name", i);
        if (strcmp(string(event, "s", i), "t"))
            complain(i, "an instant of no track");
        track->told_late |= !strcmp(string(event, "name", i), "stall") ||
                            !strcmp(string(event, "name", i), "checks");
        instants++;
        return;
    default:
        flow(event, track, phase, ts, i);
    }
}

static void check_event(const json_t *event, size_t i)
{
    const char *phase = string(event, "ph", i);
    json_int_t pid = (json_int_t)number(event, "pid", i);
    json_int_t tid = (json_int_t)number(event, "tid", i);
    double ts = number(event, "ts", i);

    if (strlen(phase) != 1 || !strchr("MBEXisfC", *phase) || pid < 1 || pid >= NUMBERS ||
        tid < 0 || tid >= NUMBERS || ts < 0) {
        complain(i, "phase, pid, tid or ts is none");
        return;
    }
    if (*phase == 'M') {
        metadata(event, pid, tid, i);
        return;
    }
    process_used[pid] = true;
    sentences += json_object_get(json_object_get(event, "args"), "why") != NULL;
    if (*phase == 'C') {
        string(event, "name", i);
        if (number(json_object_get(event, "args"), "threads", i) < 0)
            complain(i, "fewer than no threads");
        counters++;
        return;
    }
    tracks[tid].used = true;
    if (tracks[tid].pid != pid)
        complain(i, "a thread of two processes");
    in_track(event, &tracks[tid], *phase, ts, i);
}

static void check_ends(size_t count)
{
    for (int i = 1; i < NUMBERS; i++) {
        if (tracks[i].used && (!*tracks[i].name || !*processes[tracks[i].pid]))
            complain(count, "a track without a name");
        if (tracks[i].depth)
            complain(count, "a slice without an end");
        if (process_used[i] && !*processes[i])
            complain(count, "a process without a name");
    }
    for (int i = 1; i < FLOWS; i++) {
        if (flow_ends[i] == 1)
            complain(count, "an arrow that ends nowhere");
    }
}

/* ---- against the run ---- */

static struct track *find(const char *name, bool lock)
{
    for (int i = 1; i < NUMBERS; i++) {
        if (!strcmp(tracks[i].name, name) && (tracks[i].pid == 2) == lock && tracks[i].pid != 1)
            return &tracks[i];
    }
    return NULL;
}

static void compare(const char *who, const char *what, json_int_t there, json_int_t here)
{
    if (there == here)
        return;
    bad++;
    printf("%s, %s: %lld ns in the run, %lld in the slices\n", who, what, (long long)there,
           (long long)here);
}

/* Reasons between which it is told late. */
static bool is_late(const struct track *track, const char *reason)
{
    static const char *const late[] = { "running", "native", "pickle", "stall", "switch" };

    for (size_t i = 0; track->told_late && i < sizeof(late) / sizeof(*late); i++) {
        if (!strcmp(late[i], reason))
            return true;
    }
    return false;
}

static void compare_thread(const json_t *thread)
{
    const char *name = json_string_value(json_object_get(thread, "name")), *reason;
    const struct track *track = find(name, false);
    json_t *waits = json_object_get(thread, "waits"), *time;
    json_int_t there = 0, here = 0;

    if (!track) {
        printf("%s: no track\n", name);
        bad++;
        return;
    }
    json_object_foreach(waits, reason, time)
    {
        json_int_t slices_of = json_integer_value(json_object_get(track->sums, reason));

        if (is_late(track, reason))
            there += json_integer_value(time), here += slices_of;
        else if (strcmp(reason, "absent"))
            compare(name, reason, json_integer_value(time), slices_of);
    }
    compare(name, "work", there, here);
}

static void compare_lock(const json_t *lock)
{
    const char *name = json_string_value(json_object_get(lock, "name")), *owner;
    const struct track *track = find(name, true);
    json_int_t held = 0;
    json_t *time;

    if (track)
        json_object_foreach(track->sums, owner, time) held += json_integer_value(time);
    compare(name, "held", json_integer_value(json_object_get(lock, "held_ns")), held);
}

static json_t *load(const char *path)
{
    json_error_t error;
    json_t *json = json_load_file(path, JSON_REJECT_DUPLICATES, &error);

    if (json)
        return json;
    printf("%s:%d: %s\n", path, error.line, error.text);
    exit(1);
}

int main(int argc, char **argv)
{
    json_t *trace = load(argv[1]), *run = argc > 2 ? load(argv[2]) : NULL, *event;
    const json_t *events = json_object_get(trace, "traceEvents");
    size_t i;

    json_array_foreach(events, i, event) check_event(event, i);
    check_ends(i);
    bad += !i; /* an empty list is no run */
    json_array_foreach(json_object_get(run, "threads"), i, event) compare_thread(event);
    json_array_foreach(json_object_get(run, "locks"), i, event) compare_lock(event);
    printf("%zu slices, %zu instants, %zu arrows, %zu counts, %zu sentences\n", slices,
           instants, flows, counters, sentences);
    for (i = 0; i < NUMBERS; i++)
        json_decref(tracks[i].sums);
    json_decref(trace);
    json_decref(run);
    return bad != 0;
}
