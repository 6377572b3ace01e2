/* SPDX-License-Identifier: GPL-3.0-or-later
 * From records to slices, arrows and counters. */
#include "ui/report/chrome.h"

#include "sim/trace/sentence.h"
#include "ui/report/chrome_event.h"
#include "ui/report/escape.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/*
 * Three kinds of tracks: what has a core (a thread), who has an interpreter lock (a thread), what a
 * thread does (a reason). Each knows what is on it and since when.
 *
 * A reader is given the fold before a record, so what a record has changed is looked up when the
 * next one comes: of the thread it was about, of its cores and of its lock. What a record's fold
 * says is said there once; nothing here knows what kinds of records mean.
 *
 * A slice is written when it ends, or when an arrow begins or ends in it, so that one that has
 * lasted no time at all is none. Its record is told then as an instant, as those are that begin no
 * slice; so each record but those of steps that nobody notices is in the file, with its sentence.
 *
 * Within a track events are in order of time, and so in the file. Between tracks they are not: a
 * slice's beginning may be written after what happened elsewhere meanwhile. Viewers sort by time.
 */
struct track {
    struct chrome_place place;
    uint32_t what;     /* a thread, a reason; 0 nothing */
    sim_time since;    /* what is shown began */
    sim_time lead_end; /* until then it is `switch`; 0: it is what it is */
    uint64_t step;
    uint64_t flow;  /* an arrow points to what comes next; 0 none */
    uint64_t arrow; /* and one to what is shown */
    bool open;      /* its beginning has been written */
    bool told;      /* its record has */
    uint8_t kind;   /* of the record that began it */
    uint16_t core;  /* where it is; 0 nowhere, or not known */
    char *why;      /* sentence of that record; "" none */
    size_t why_room;
};

struct counter {
    int64_t value, written;
    sim_time since;
};

struct chrome {
    struct chrome_file file;
    const struct sim_cast *cast;
    sim_time from, until;
    struct track *threads, *cores, *locks; /* from 1 */
    uint32_t thread_count;
    struct counter ready, blocked, *waiting; /* for a core, a lock, each interpreter lock */
    uint64_t flows;
    enum { BEFORE, WITHIN, BEHIND } stage;
    bool failed; /* out of memory */

    /* The last record, which has yet to be looked at. */
    struct sim_record last;
    uint16_t left; /* the core where its thread was before */
    uint64_t step;
    char why[SIM_SENTENCE];
};

/* ---- processes and their order ---- */

/* Cores and locks stand before the program's threads. Process ids come first, then thread ids, so
 * that no two of them are the same: a thread with its process's number would be its main thread. */
enum { PID_CORES = 1, PID_LOCKS, PID_PROGRAM };

static uint32_t pid_of(const struct sim_cast *cast, uint32_t thread)
{
    return PID_PROGRAM + sim_cast_interp_of(cast, thread);
}

static uint32_t first_tid(const struct sim_cast *cast)
{
    return PID_PROGRAM + cast->interps + 1;
}

static void place_tracks(struct chrome *chrome)
{
    const struct sim_cast *cast = chrome->cast;
    uint32_t tid = first_tid(cast);

    for (uint32_t i = 1; i <= cast->cores; i++)
        chrome->cores[i].place = (struct chrome_place){ PID_CORES, tid++ };
    for (uint32_t i = 1; i <= cast->interps; i++)
        chrome->locks[i].place = (struct chrome_place){ PID_LOCKS, tid++ };
    for (uint32_t i = 1; i <= cast->threads; i++)
        chrome->threads[i].place = (struct chrome_place){ pid_of(cast, i), tid++ };
}

#define NAME 1024

static const char *interp_name(char name[NAME], const struct sim_cast *cast, const char *before,
                               uint32_t interp)
{
    struct sim_text text = sim_text_over(name, NAME);

    sim_text_put(&text, before);
    sim_cast_put_whose(cast, &text, interp);
    return name;
}

static const char *thread_name(char name[NAME], const struct sim_cast *cast, uint32_t thread)
{
    struct sim_text text = sim_text_over(name, NAME);

    sim_cast_put_thread(cast, &text, thread);
    return name;
}

static void name_cores_and_locks(struct chrome *chrome)
{
    const struct sim_cast *cast = chrome->cast;
    char name[NAME];

    chrome_put_process(&chrome->file, PID_CORES, "Cores"); /* if only for its counter */
    for (uint32_t i = 1; i <= cast->cores; i++) {
        snprintf(name, sizeof(name), "core %" PRIu32, i);
        chrome_put_thread(&chrome->file, chrome->cores[i].place, name);
    }
    chrome_put_process(&chrome->file, PID_LOCKS, "Locks");
    for (uint32_t i = 1; i <= cast->interps; i++)
        chrome_put_thread(&chrome->file, chrome->locks[i].place,
                          interp_name(name, cast, "interpreter lock", i));
}

static void name_threads(struct chrome *chrome)
{
    const struct sim_cast *cast = chrome->cast;
    bool *named = calloc(cast->interps + 1, sizeof(*named));
    char name[NAME];

    if (!named) {
        chrome->failed = true;
        return;
    }
    for (uint32_t i = 1; i <= cast->threads; i++) {
        uint16_t interp = sim_cast_interp_of(cast, i);

        if (!named[interp])
            chrome_put_process(&chrome->file, pid_of(cast, i),
                               interp ? interp_name(name, cast, "Threads", interp) : "Threads");
        named[interp] = true;
        chrome_put_thread(&chrome->file, chrome->threads[i].place, thread_name(name, cast, i));
    }
    free(named);
}

/* ---- tracks ---- */

static bool is_thread_track(const struct track *track)
{
    return track->place.pid >= PID_PROGRAM;
}

static uint32_t shown(const struct track *track)
{
    return track->lead_end ? SIM_REASON_SWITCH : track->what;
}

static const char *name_of(const struct chrome *chrome, const struct track *track,
                           char name[NAME])
{
    if (is_thread_track(track))
        return sim_reasons[shown(track)].name;
    return thread_name(name, chrome->cast, shown(track));
}

static struct chrome_args args_of(const struct track *track, char core[16])
{
    struct chrome_args args = { .step = track->step };

    snprintf(core, 16, "%u", track->core);
    args.core = track->core ? core : NULL;
    args.why = track->why && *track->why && !track->told ? track->why : NULL;
    return args;
}

/* Writes the beginning of what is shown, and the end of the arrow that points there. */
static void open_slice(struct chrome *chrome, struct track *track)
{
    char name[NAME], core[16];
    struct chrome_args args = args_of(track, core);

    if (track->open || !shown(track))
        return;
    chrome_put_open(&chrome->file, track->place, track->since, name_of(chrome, track, name),
                    &args);
    track->open = track->told = true;
    if (track->arrow)
        chrome_put_flow(&chrome->file, track->place, track->since, CHROME_FLOW_TO,
                        track->arrow);
    track->arrow = 0;
}

/* What is shown ends here. If nothing has been said of it yet, a line is enough for all of it; and
 * if it has lasted no time, its record is told. */
static void close_slice(struct chrome *chrome, struct track *track, sim_time now)
{
    char name[NAME], core[16];
    struct chrome_args args = args_of(track, core);

    if (track->arrow)
        open_slice(chrome, track);
    if (track->open)
        chrome_put_close(&chrome->file, track->place, now);
    else if (track->since < now && shown(track))
        chrome_put_slice(&chrome->file, track->place, track->since, now,
                         name_of(chrome, track, name), &args);
    else if (args.why)
        chrome_put_instant(&chrome->file, track->place, now, sim_record_kinds[track->kind].name,
                           &args);
    track->told |= args.why != NULL;
    track->open = false;
}

/* Past the end of a lead what is shown is something else. */
static void pass_lead(struct chrome *chrome, struct track *track, sim_time now)
{
    sim_time end = track->lead_end;

    if (!end || now < end)
        return;
    close_slice(chrome, track, end);
    track->lead_end = 0;
    track->since = end;
}

/* From `now` on it is `what`, after a lead of so long. False when that is nothing new. */
static bool change(struct chrome *chrome, struct track *track, uint32_t what, sim_time now,
                   sim_time lead)
{
    pass_lead(chrome, track, now);
    if (what == track->what && !lead && !track->lead_end)
        return false;
    close_slice(chrome, track, now);
    track->what = what;
    track->since = now;
    track->lead_end = lead && what ? now + lead : 0;
    track->step = chrome->step;
    track->arrow = what ? track->flow : 0;
    track->flow = what ? 0 : track->flow;
    track->told = false;
    if (track->why)
        *track->why = '\0';
    return true;
}

static void keep_why(struct chrome *chrome, struct track *track)
{
    size_t size = strlen(chrome->why) + 1;

    if (size > track->why_room) {
        char *why = realloc(track->why, size);

        if (!why) {
            chrome->failed = true;
            return;
        }
        track->why = why;
        track->why_room = size;
    }
    memcpy(track->why, chrome->why, size);
    track->kind = chrome->last.kind;
}

/* ---- counters ---- */

/* How far it got within an instant is written, not how. */
static void write_counter(struct chrome *chrome, struct counter *counter, uint32_t pid,
                          const char *name)
{
    if (counter->value != counter->written)
        chrome_put_counter(&chrome->file, pid, counter->since, name, counter->value);
    counter->written = counter->value;
}

static void count(struct chrome *chrome, struct counter *counter, uint32_t pid,
                  const char *name, int64_t value, sim_time now)
{
    if (value == counter->value)
        return;
    if (counter->since < now)
        write_counter(chrome, counter, pid, name);
    counter->value = value;
    counter->since = now;
}

#define READY PID_CORES, "run queue: ready, without a core"
#define BLOCKED PID_LOCKS, "waiting for locks of the program"

static void count_reason(struct chrome *chrome, uint32_t reason, int change_by, sim_time now)
{
    if (reason == SIM_REASON_RUNNABLE)
        count(chrome, &chrome->ready, READY, chrome->ready.value + change_by, now);
    if (reason == SIM_REASON_LOCK)
        count(chrome, &chrome->blocked, BLOCKED, chrome->blocked.value + change_by, now);
}

static void count_waiting(struct chrome *chrome, const struct sim_fold *fold, uint32_t interp,
                          sim_time now)
{
    char name[NAME];

    if (interp && fold->interps[interp].waiting != chrome->waiting[interp].value)
        count(chrome, &chrome->waiting[interp], PID_LOCKS,
              interp_name(name, chrome->cast, "waiting for the interpreter lock", interp),
              fold->interps[interp].waiting, now);
}

static void write_counters(struct chrome *chrome)
{
    char name[NAME];

    write_counter(chrome, &chrome->ready, READY);
    write_counter(chrome, &chrome->blocked, BLOCKED);
    for (uint32_t i = 1; i <= chrome->cast->interps; i++)
        write_counter(chrome, &chrome->waiting[i], PID_LOCKS,
                      interp_name(name, chrome->cast, "waiting for the interpreter lock", i));
}

/* ---- looking at what has changed ---- */

static bool look_at_thread(struct chrome *chrome, const struct sim_fold *fold, uint32_t id,
                           sim_time now)
{
    const struct fold_thread *thread = &fold->threads[id];
    struct track *track = &chrome->threads[id];
    uint32_t before = track->what;
    uint32_t what = thread->reason == SIM_REASON_ABSENT ? 0 : thread->reason;
    sim_time lead = thread->since + thread->lead > now ? thread->since + thread->lead - now : 0;

    /* A lead that goes on as it was is none that begins. */
    if (lead && what == before && track->lead_end == now + lead)
        return false;
    if (!change(chrome, track, what, now, lead))
        return false;
    track->core = thread->on_core ? thread->core : 0;
    if (what != before) {
        count_reason(chrome, before, -1, now);
        count_reason(chrome, what, 1, now);
    }
    return true;
}

static void look_at_core(struct chrome *chrome, const struct sim_fold *fold, uint32_t core,
                         sim_time now)
{
    if (core && core <= chrome->cast->cores)
        change(chrome, &chrome->cores[core], fold->cores[core].thread, now, 0);
}

static void look_at_lock(struct chrome *chrome, const struct sim_fold *fold, uint32_t interp,
                         sim_time now)
{
    if (interp)
        change(chrome, &chrome->locks[interp], fold->interps[interp].owner, now, 0);
    count_waiting(chrome, fold, interp, now);
}

/* A record that has begun no slice. */
static void put_instant(struct chrome *chrome, uint32_t thread, sim_time now)
{
    struct track *track = &chrome->threads[thread ? thread : 1];
    struct chrome_args args = { .step = chrome->step, .why = chrome->why };

    pass_lead(chrome, track, now);
    if (track->since < now)
        open_slice(chrome, track);
    chrome_put_instant(&chrome->file, track->place, now,
                       sim_record_kinds[chrome->last.kind].name, &args);
}

/* What the last record has changed. */
static void look(struct chrome *chrome, const struct sim_fold *fold)
{
    uint32_t thread = chrome->last.thread;
    bool told = *chrome->why; /* or there is nothing to be told */
    bool slice = thread && look_at_thread(chrome, fold, thread, fold->now);

    if (slice && told)
        keep_why(chrome, &chrome->threads[thread]);
    if (!slice && told)
        put_instant(chrome, thread, fold->now);
    if (thread) {
        look_at_core(chrome, fold, chrome->left, fold->now);
        look_at_core(chrome, fold, fold->threads[thread].core, fold->now);
        look_at_lock(chrome, fold, sim_cast_interp_of(chrome->cast, thread), fold->now);
    }
    chrome->last = (struct sim_record){ .thread = 0 };
    chrome->why[0] = '\0';
}

/* ---- the beginning and the end ---- */

static void prepare(struct chrome *chrome, const struct sim_cast *cast)
{
    chrome->cast = cast;
    chrome->thread_count = cast->threads; /* the cast may be gone when this is */
    chrome->threads = calloc(cast->threads + 1, sizeof(*chrome->threads));
    chrome->cores = calloc(cast->cores + 1, sizeof(*chrome->cores));
    chrome->locks = calloc(cast->interps + 1, sizeof(*chrome->locks));
    chrome->waiting = calloc(cast->interps + 1, sizeof(*chrome->waiting));
    chrome->failed = !chrome->threads || !chrome->cores || !chrome->locks || !chrome->waiting;
    chrome_put_begin(&chrome->file);
    if (chrome->failed)
        return;
    place_tracks(chrome);
    name_cores_and_locks(chrome);
    name_threads(chrome);
}

/* Everybody, as they are at the beginning of what is written. */
static void look_at_all(struct chrome *chrome, const struct sim_fold *fold)
{
    for (uint32_t i = 1; i <= chrome->cast->threads; i++)
        look_at_thread(chrome, fold, i, chrome->from);
    for (uint32_t i = 1; i <= chrome->cast->cores; i++)
        look_at_core(chrome, fold, i, chrome->from);
    for (uint32_t i = 1; i <= chrome->cast->interps; i++)
        look_at_lock(chrome, fold, i, chrome->from);
}

static void close_all(struct chrome *chrome, struct track *tracks, uint32_t tracks_count,
                      sim_time end)
{
    for (uint32_t i = 1; i <= tracks_count; i++) {
        struct track *track = &tracks[i];

        pass_lead(chrome, track, end);
        if (track->flow) { /* woken, and not heard of since */
            open_slice(chrome, track);
            chrome_put_flow(&chrome->file, track->place, end, CHROME_FLOW_TO, track->flow);
        }
        close_slice(chrome, track, end);
    }
}

static void close_everything(struct chrome *chrome, sim_time end)
{
    close_all(chrome, chrome->threads, chrome->cast->threads, end);
    close_all(chrome, chrome->cores, chrome->cast->cores, end);
    close_all(chrome, chrome->locks, chrome->cast->interps, end);
    write_counters(chrome);
    chrome->stage = BEHIND;
}

/* ---- reading ---- */

/* An arrow from who wakes, in the slice in which it does, to the next slice of who is woken. */
static void put_arrow(struct chrome *chrome, const struct sim_fold *before,
                      struct sim_record record, sim_time now)
{
    bool wakes = record.kind == SIM_RECORD_SIGNAL || record.kind == SIM_RECORD_RESUME;
    struct track *waker = &chrome->threads[record.thread];

    if (!wakes || !record.arg || !record.thread || chrome->threads[record.arg].flow ||
        before->threads[record.thread].reason == SIM_REASON_ABSENT)
        return;
    pass_lead(chrome, waker, now);
    open_slice(chrome, waker);
    chrome_put_flow(&chrome->file, waker->place, now, CHROME_FLOW_FROM, ++chrome->flows);
    chrome->threads[record.arg].flow = chrome->flows;
}

/* Notes a record; the next one shows what it has changed. */
static void note(struct chrome *chrome, const struct sim_fold *before, struct sim_record record)
{
    struct sim_text text = SIM_TEXT(chrome->why);

    chrome->last = record;
    chrome->left = before->threads[record.thread].core;
    chrome->step = before->step + !!(record.flags & SIM_RECORD_FIRST);
    if (record.kind != SIM_RECORD_GAP && record.kind != SIM_RECORD_STEP)
        sim_sentence(&text, before, record);
}

static void read_record(void *context, const struct sim_fold *before, struct sim_record record)
{
    struct chrome *chrome = context;
    sim_time now = before->now + sim_record_gap(record);

    if (!chrome->cast)
        prepare(chrome, before->cast);
    if (chrome->failed || chrome->stage == BEHIND || now < chrome->from)
        return;
    if (chrome->stage == BEFORE)
        look_at_all(chrome, before);
    else
        look(chrome, before);
    chrome->stage = WITHIN;
    if (now > chrome->until) {
        close_everything(chrome, chrome->until);
        return;
    }
    put_arrow(chrome, before, record, now);
    note(chrome, before, record);
}

struct study_reader chrome_reader(struct chrome *chrome)
{
    return (struct study_reader){ read_record, chrome, NULL };
}

static void put_fact(FILE *to, const char *name, const char *value)
{
    fprintf(to, ",\n \"%s\":", name);
    escape_json(to, value);
}

static void put_facts(struct chrome *chrome, const struct study_result *result,
                      const struct chrome_facts *facts)
{
    FILE *to = chrome->file.to;

    fputs("\n],\n\"otherData\":{\n \"schema\":\"interlock/chrome/1\"", to);
    put_fact(to, "version", facts->version);
    if (facts->seed)
        put_fact(to, "seed", facts->seed);
    put_fact(to, "title", result->cast->title);
    put_fact(to, "model", result->cast->model);
    if (result->cast->python)
        put_fact(to, "python", result->cast->python);
    put_fact(to, "command", facts->command);
    fprintf(to, ",\n \"makespan_ns\":\"%" PRId64 "\",\n \"events\":\"%" PRIu64 "\"\n}}\n",
            result->makespan, result->events);
}

bool chrome_end(struct chrome *chrome, const struct study_result *result,
                const struct chrome_facts *facts)
{
    sim_time end = result->fold->now < chrome->until ? result->fold->now : chrome->until;

    if (!chrome->cast)
        prepare(chrome, result->cast); /* nothing has happened */
    if (chrome->failed)
        return false;
    if (chrome->stage == WITHIN)
        look(chrome, result->fold);
    else if (chrome->stage == BEFORE && chrome->from < end)
        look_at_all(chrome, result->fold);
    if (chrome->stage != BEHIND)
        close_everything(chrome, end);
    put_facts(chrome, result, facts);
    return !chrome->failed;
}

struct chrome *chrome_create(FILE *to, sim_time from, sim_time until)
{
    struct chrome *chrome = calloc(1, sizeof(*chrome));

    if (chrome)
        *chrome = (struct chrome){ .file = { .to = to }, .from = from, .until = until };
    return chrome;
}

void chrome_destroy(struct chrome *chrome)
{
    if (!chrome)
        return;
    for (uint32_t i = 1; chrome->threads && i <= chrome->thread_count; i++)
        free(chrome->threads[i].why);
    free(chrome->threads);
    free(chrome->cores);
    free(chrome->locks);
    free(chrome->waiting);
    free(chrome);
}
