/* SPDX-License-Identifier: GPL-3.0-or-later
 * Writing a scenario of what the threads of a recording wanted. */
#include "recorder/derive.h"

#include "recorder/wants.h"
#include "sim/base/dist.h"
#include "sim/scenario/params.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define LITTLE SIM_US(200) /* a burst of bytecode that may be averaged with others */
#define OPS_MAX 60000      /* below what the reader takes in one program */

#define NAME 44 /* with `wake-` before it no longer than a name may be */

struct derive {
    struct wants wants;
    char (*names)[NAME]; /* by thread */
    FILE *to;
};

/* ---- writing ---- */

/* Of the characters that a program may give a thread's name a scenario takes some. */
static void make_name(const struct sim_cast *cast, uint32_t id, char name[NAME])
{
    char written[NAME - 12];
    struct sim_text text = SIM_TEXT(written);
    char *to = name;
    const char *at;

    sim_cast_put_thread(cast, &text, id);
    snprintf(name, NAME, "%s%s", isalpha((unsigned char)*written) ? "" : "t", written);
    for (at = name; *at; at++) {
        if ((*at & 0xc0) != 0x80) /* not for the further bytes of a letter */
            *to++ = isalnum((unsigned char)*at) || *at == '_' ? *at : '-';
    }
    *to = '\0';
}

/* Two become the same where they differ in what a scenario does not take, or where the recording
 * has them so; the second has its number behind it then. */
static bool make_names(struct derive *derive)
{
    const struct sim_cast *cast = derive->wants.cast;

    derive->names = calloc(cast->threads + 1, sizeof(*derive->names));
    if (!derive->names)
        return false;
    for (uint32_t id = 1; id <= cast->threads; id++) {
        make_name(cast, id, derive->names[id]);
        for (uint32_t other = 1; other < id; other++) {
            char *end = derive->names[id] + strlen(derive->names[id]);

            if (!strcmp(derive->names[other], derive->names[id])) {
                snprintf(end, 12, "-%" PRIu32, id);
                break;
            }
        }
    }
    return true;
}

static void put_name(const struct derive *derive, uint32_t id)
{
    fputs(derive->names[id], derive->to);
}

/* These return how many ops they have written. */
static size_t put_time(const struct derive *derive, const char *op, sim_time time,
                       const char *keyword)
{
    char buffer[32];
    struct sim_text text = SIM_TEXT(buffer);

    if (!time)
        return 0;
    sim_text_put_exact_time(&text, time);
    fprintf(derive->to, "    %s %s%s\n", op, buffer, keyword);
    return 1;
}

static size_t put_burst(const struct derive *derive, const struct burst *burst)
{
    static const char *const words[] = {
        [BURST_PYTHON] = "python", [BURST_HOLD] = "native", [BURST_NATIVE] = "native",
        [BURST_IO] = "io",         [BURST_SLEEP] = "sleep", [BURST_GET] = "get",
        [BURST_PUT] = "put",       [BURST_RECEIVE] = "get", [BURST_LOCK] = "lock",
        [BURST_UNLOCK] = "unlock", [BURST_SEND] = "put",    [BURST_START] = "start"
    };
    char length[32];
    struct sim_text text = SIM_TEXT(length);

    if (burst->kind == BURST_NOTHING)
        return 0;
    if (burst->kind == BURST_SEND && !burst->other) /* nobody of the recording has read it */
        return put_time(derive, "native", burst->time, "");
    if (burst->kind < BURST_GET)
        return put_time(derive, words[burst->kind], burst->time,
                        burst->kind == BURST_HOLD ? " holding" : "");
    fprintf(derive->to, "    %s ", words[burst->kind]);
    if (burst->kind == BURST_LOCK || burst->kind == BURST_UNLOCK) {
        fprintf(derive->to, "%s\n", derive->wants.cast->locks.list[burst->other - 1]);
        return 1;
    }
    if (burst->channel)
        fprintf(derive->to, "channel-%" PRIu32 "-", burst->channel);
    else
        fputs(burst->kind == BURST_START ? "" : "wake-", derive->to);
    put_name(derive, burst->other);
    if (burst->channel) {
        sim_text_put_exact_time(&text, burst->time);
        fprintf(derive->to, " in %s", length);
    }
    fputc('\n', derive->to);
    return 1;
}

/* How many turns of little bytecode and a short way out begin here. */
static size_t turns_at(const struct life *life, size_t i)
{
    size_t turns = 0;

    for (; i + 1 < life->count; i += 2, turns++) {
        const struct burst *burst = &life->bursts[i];

        if (burst[0].kind != BURST_PYTHON || burst[0].time >= LITTLE ||
            burst[1].kind != BURST_NATIVE || burst[1].time >= WANTS_SHORT)
            break;
    }
    return turns;
}

static void put_turns(const struct derive *derive, const struct burst *burst, size_t turns)
{
    sim_time python = 0, native = 0;

    for (size_t i = 0; i < turns; i++) {
        python += burst[2 * i].time;
        native += burst[2 * i + 1].time;
    }
    fprintf(derive->to, "    repeat %zu\n", turns);
    put_time(derive, "python", python / (sim_time)turns, "");
    put_time(derive, "native", native / (sim_time)turns, "");
    fprintf(derive->to, "    end\n");
}

/* The number of ops written. */
static size_t put_program(const struct derive *derive, const struct life *life)
{
    size_t ops = 0;

    for (size_t i = 0; i < life->count;) {
        size_t turns = turns_at(life, i);

        if (turns >= 3) {
            put_turns(derive, &life->bursts[i], turns);
            i += 2 * turns;
            ops += 3;
        } else {
            ops += put_burst(derive, &life->bursts[i++]);
        }
    }
    return ops;
}

/* The first process has no name; the others are "p2", "p3", as in the names of their threads. */
static void put_process(const struct derive *derive, uint32_t id)
{
    uint32_t process = recording_home(derive->wants.recording, id).process;

    if (process)
        fprintf(derive->to, "process = p%" PRIu32 "\n", process + 1);
}

static void put_start(const struct derive *derive, uint32_t id)
{
    const struct life *life = &derive->wants.lives[id];
    char began[32];
    struct sim_text text = SIM_TEXT(began);

    if (life->started)
        sim_text_put(&text, "manual");
    else
        sim_text_put_exact_time(&text, life->began);
    fprintf(derive->to, "start = %s\n", began);
}

static size_t put_thread(const struct derive *derive, uint32_t id)
{
    struct life *life = &derive->wants.lives[id];
    bool daemon = wants_is_daemon(&derive->wants, id);
    size_t ops;

    fprintf(derive->to, "\n[thread ");
    put_name(derive, id);
    fprintf(derive->to, "]\n");
    put_process(derive, id);
    if (daemon)
        fprintf(derive->to, "daemon = yes\n");
    put_start(derive, id);
    fprintf(derive->to, "program =\n");
    if (daemon && !life->cut_off)
        life->count--; /* waiting for what never came */
    ops = put_program(derive, life);
    if (daemon && life->cut_off)
        fprintf(derive->to, "    python 1h\n");
    else if (!ops)
        fprintf(derive->to, "    python 1ns\n");
    return ops;
}

/* A title is one line of UTF-8, of at most so many bytes, is not empty, and no comment begins in
 * it. */
static void put_title(FILE *to, const char *title)
{
    size_t length;

    if (!title[strspn(title, " ;#")])
        title = "a recorded program";
    fprintf(to, "title = ");
    for (size_t used = 0; used < 100 && *title; used += length, title += length) {
        length = sim_text_letter(title, SIZE_MAX);
        if (length && !strchr(";#", *title))
            fwrite(title, 1, length, to);
        else
            fputc(length ? ' ' : '?', to);
        length += !length;
    }
}

/* Of the machine it is known how long waking took: whatever else it is, by a preset, so it was then. */
static void put_wakes(const struct derive *derive, const char *parameter,
                      struct wakes_times *times)
{
    sim_time parts[WAKES_PARTS];
    char buffer[32];

    if (!wakes_parts(times, parts))
        return;
    fprintf(derive->to, "%s = choice(", parameter);
    for (size_t i = 0; i < WAKES_PARTS; i++) {
        struct sim_text text = SIM_TEXT(buffer);

        sim_text_put_exact_time(&text, parts[i]);
        fprintf(derive->to, "%s%s:%d%%", i ? "," : "", buffer, 100 / WAKES_PARTS);
    }
    fprintf(derive->to, ")\n%s.source = measured: %zu times in the recording, by fifths\n",
            parameter, times->count);
}

const char *derive_caveat(const struct recording *recording)
{
    return recording_facts(recording)->unguarded
               ? "locks of the program are known by waits alone (CPython 3.13.1 and later, "
                 "older "
                 "recordings): what lets threads run side by side may come out too fast"
               : NULL;
}

static void put_until(FILE *to, sim_time until)
{
    char length[32];
    struct sim_text text = SIM_TEXT(length);

    if (until == SIM_TIME_NEVER)
        return;
    sim_text_put_time(&text, until);
    fprintf(
        to,
        "    The recording ends after %s, before the program did. Threads that computed then "
        "compute\n    on for good, as daemons: a run is as long as the recording, not as the "
        "program.\n",
        length);
}

/* Whoever reads what becomes of the scenario has read neither it nor the recorder's messages. */
static void put_caveat(const struct derive *derive)
{
    const struct recording *recording = derive->wants.recording;
    const char *caveat = derive_caveat(recording);

    fprintf(
        derive->to,
        "caveat =\n    What another version or model would do to this very program (warming up "
        "under PyPy,\n    objects that threads share without a lock) is not known.\n");
    if (caveat)
        fprintf(derive->to, "    %c%s.\n", toupper((unsigned char)*caveat), caveat + 1);
    put_until(derive->to, recording_facts(recording)->until);
}

static void put_head(struct derive *derive, uint32_t cores)
{
    const struct sim_param *known = &sim_param_table[SIM_PARAM_switch_interval];
    const struct sim_cast *cast = derive->wants.cast;
    char interval[32];
    struct sim_text text = SIM_TEXT(interval);

    fprintf(
        derive->to,
        "# Derived from a recording: what each thread wanted to do, without the waiting that "
        "came of it.\n# Change machine and runtime, and see what would become of the same "
        "program.\n# Durations are the recording's. Another version or model changes those of "
        "bytecode, as those\n# of small loops in the mean: docs/RECORD.md.\n");
    fprintf(derive->to, "\n[scenario]\nformat = 1\n");
    put_title(derive->to, cast->title);
    fprintf(derive->to, "\n");
    put_caveat(derive);
    fprintf(derive->to,
            "\n[machine]\n"
            "# Times are of the core it ran on: a preset of that machine does not scale "
            "them again.\n"
            "speed = 100%%\n");
    if (cores)
        fprintf(derive->to, "cores = %" PRIu32 "\n",
                cores < SIM_CORES_MAX ? cores : SIM_CORES_MAX);
    put_wakes(derive, "wake_latency", &derive->wants.wakes.latency);
    put_wakes(derive, "wake_call_idle", &derive->wants.wakes.call);
    fprintf(derive->to, "\n[runtime]\nmodel = %s\npython = %s\ntimed = %s\n",
            !cast->interps                ? "free-threaded"
            : wants_ticks(&derive->wants) ? "gil-ticks"
                                          : "gil",
            sim_python_names[cast->version], sim_python_names[cast->version]);
    sim_text_put_exact_time(&text, cast->interval);
    if (cast->interval >= known->least && cast->interval <= known->most)
        fprintf(derive->to, "switch_interval = %s\n", interval);
}

static void put_processes(const struct derive *derive)
{
    uint32_t written = 0;

    for (uint32_t id = 1; id <= derive->wants.cast->threads; id++) {
        uint32_t process = recording_home(derive->wants.recording, id).process;

        if (process <= written)
            continue;
        written = process;
        fprintf(derive->to, "\n[process p%" PRIu32 "]\n", process + 1);
    }
}

/* Does its program wait for somebody to let it go on? */
static bool is_woken(const struct life *life)
{
    for (size_t i = 0; i < life->count; i++) {
        if (life->bursts[i].kind == BURST_GET)
            return true;
    }
    return false;
}

static bool write_all(struct derive *derive, const char *name, struct sim_errors *errors)
{
    size_t ops = 0;

    put_head(derive, recording_facts(derive->wants.recording)->cores);
    put_processes(derive);
    for (uint32_t id = 1; id <= derive->wants.cast->threads; id++) {
        if (!is_woken(&derive->wants.lives[id]))
            continue;
        fprintf(derive->to, "\n[queue wake-");
        put_name(derive, id);
        fprintf(derive->to, "]\nsimple = yes\n"); /* the library's own is in `python` */
    }
    for (uint32_t id = 1; id <= derive->wants.cast->threads; id++)
        ops += put_thread(derive, id);
    if (ops <= OPS_MAX)
        return true;
    return sim_error_add(errors, name, 0,
                         "the recording is too long for a scenario: record a shorter run",
                         NULL);
}

/* A thread that goes on in another interpreter of its process would have to be two. */
static bool check_locks(const struct recording *recording, const char *name,
                        struct sim_errors *errors)
{
    for (uint32_t id = 1; id <= recording_cast(recording)->threads; id++) {
        if (recording_home(recording, id).lock)
            return sim_error_add(errors, name, 0,
                                 "a process of the recording has several interpreters, and a "
                                 "scenario has one in each process",
                                 NULL);
    }
    return true;
}

/* No stretch is longer than the whole of it, so that all can be written then. */
static bool check_length(const struct derive *derive, const char *name,
                         struct sim_errors *errors)
{
    sim_time length = derive->wants.fold->now;

    if (length <= SIM_DIST_MOST)
        return true;
    return sim_error_add(errors, name, 0,
                         "the recording lasts longer than a year, which no scenario does: it "
                         "may be damaged",
                         NULL);
}

bool derive_scenario(struct recording *recording, const char *name, FILE *to,
                     struct sim_errors *errors)
{
    struct derive derive = { .to = to };
    bool good;

    if (!check_locks(recording, name, errors))
        return false;
    good = wants_gather(&derive.wants, recording) && make_names(&derive);
    if (good)
        good = check_length(&derive, name, errors) && write_all(&derive, name, errors);
    else
        sim_error_add(errors, name, 0, "out of memory", NULL);
    free(derive.names);
    wants_free(&derive.wants);
    return good;
}
