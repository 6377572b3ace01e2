/* SPDX-License-Identifier: GPL-3.0-or-later
 * Who takes part in a recorded program. */
#include "recorder/inside.h"

#include "recorder/names.h"
#include "sim/base/grow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A recording longer than this is damaged: its times come from different clocks. */
#define LENGTH_MAX ((uint64_t)PART_TIME_MAX)

static bool no_memory(struct sim_errors *errors, const char *name)
{
    return sim_error_add(errors, name, 0, "out of memory", NULL);
}

/* ---- which locks are interpreter locks ---- */

struct use { /* bit per lock */
    uint64_t taken, dropped;
    uint64_t without; /* it goes on: where there is no lock, all that is known of a thread */
};

static void look_at_words(const struct walk *walk, const struct walk_thread *thread,
                          struct use *use)
{
    bool free_build = walk->processes[thread->process].free;

    for (uint32_t p = thread->first; p < thread->first + thread->count; p++) {
        for (uint32_t i = 0; i < walk->pieces[p].count; i++) {
            uint64_t word = walk->pieces[p].words[i], bit = 1ull << part_word_lock(word);

            if (part_word_kind(word) == PART_TAKE)
                use->taken |= bit;
            else if (part_word_kind(word) == PART_DROP)
                use->dropped |= bit;
            else if (part_word_kind(word) == PART_WOKEN && free_build)
                use->without |= bit;
        }
    }
}

/* ---- rows ---- */

static bool add_row(struct recording *recording, uint32_t thread, uint32_t lock,
                    uint16_t interp)
{
    if (!recording->row_count)
        recording->row_count = 1; /* row 0 is nobody */
    if (!sim_grow(&recording->rows, &recording->row_room, recording->row_count,
                  sizeof(*recording->rows)))
        return false;
    recording->row_of[(size_t)thread * PART_LOCKS + lock] = (uint32_t)recording->row_count;
    recording->rows[recording->row_count++] = (struct row){ thread, lock, interp };
    return true;
}

/*
 * A build that can do without its lock takes it while it starts, and while it imports: so a lock that
 * is lent for that, or that no second thread has taken, is none. Then its threads belong to no
 * interpreter lock; else 0 is for locks that were never let go.
 */
static uint64_t locks_in_use(const struct walk_process *process, const struct use *uses,
                             uint32_t count)
{
    uint64_t taken = 0, dropped = 0, again = 0;

    for (uint32_t i = 0; i < count; i++) {
        again |= taken & uses[i].taken;
        taken |= uses[i].taken;
        dropped |= uses[i].dropped;
    }
    return (process->free ? again & ~process->lent : taken) & dropped;
}

/* The threads of one process, from `first` up to `end`. */
static bool add_process(struct recording *recording, uint32_t first, uint32_t end)
{
    const struct walk *walk = &recording->walk;
    const struct walk_process *process = &walk->processes[walk->threads[first].process];
    uint16_t interp[PART_LOCKS] = { 0 };
    struct use *uses = calloc(end - first, sizeof(*uses));
    bool good = uses != NULL;
    uint64_t locks;

    for (uint32_t i = first; good && i < end; i++)
        look_at_words(walk, &walk->threads[i], &uses[i - first]);
    locks = good ? locks_in_use(process, uses, end - first) : 0;
    for (uint32_t lock = 0; lock < PART_LOCKS; lock++) {
        if (locks >> lock & 1 && recording->interps < UINT16_MAX)
            interp[lock] = (uint16_t)++recording->interps;
    }
    for (uint32_t i = first; good && i < end; i++) {
        for (uint32_t lock = 0; good && lock < PART_LOCKS; lock++) {
            struct use use = uses[i - first];

            if ((interp[lock] || process->free) &&
                (use.taken | use.dropped | use.without) >> lock & 1)
                good = add_row(recording, i, lock, interp[lock]);
        }
    }
    free(uses);
    return good;
}

static bool add_rows(struct recording *recording)
{
    const struct walk *walk = &recording->walk;
    uint32_t count = (uint32_t)walk->thread_count, end;

    for (uint32_t first = 0; first < count; first = end) {
        for (end = first + 1;
             end < count && walk->threads[end].process == walk->threads[first].process;)
            end++;
        if (!add_process(recording, first, end))
            return false;
    }
    return true;
}

/* ---- names ---- */

/* By thread; NULL when out of memory. */
static struct names_thread *make_names(const struct walk *walk)
{
    struct names_thread *names = calloc(walk->thread_count + 1, sizeof(*names));

    for (uint32_t i = 0; names && i < walk->thread_count; i++) {
        const struct walk_thread *thread = &walk->threads[i];
        const struct walk_process *process = &walk->processes[thread->process];

        names[i] = (struct names_thread){ .process = thread->process,
                                          .place = i,
                                          .process_name = process->name,
                                          .name = thread->name,
                                          .first = thread->tid == process->pid };
    }
    if (names && names_tell_apart(names, walk->thread_count))
        return names;
    free(names);
    return NULL;
}

/* ---- the cast ---- */

static const char *version_of(const struct walk *walk, const struct recording *recording)
{
    const char *version =
        walk->processes[walk->threads[recording->rows[1].thread].process].version;

    return *version ? version : "of unknown version";
}

/* 3.12 for "3.12.1", 3.14t for "3.14.0t" where it does without a lock. */
static enum sim_python number_of_version(const char *version, bool ticks, bool lockless)
{
    for (int i = SIM_PYTHON_COUNT; i-- > 0;) {
        size_t length = strlen(sim_python_names[i]);
        bool free_build = sim_python_names[i][length - 1] == 't';

        length -= free_build;
        if (free_build == lockless && !strncmp(version, sim_python_names[i], length) &&
            (version[length] < '0' || version[length] > '9'))
            return (enum sim_python)i;
    }
    return lockless ? SIM_PYTHON_3_14T : ticks ? SIM_PYTHON_3_1 : SIM_PYTHON_3_14;
}

enum sim_python cast_version_of(const struct walk_process *process)
{
    return number_of_version(process->version, process->ticks, process->free);
}

/* It was seen from a little later than it was set: round numbers are more likely. */
static sim_time interval_of(const struct recording *recording)
{
    const struct row *row = &recording->rows[1];
    uint32_t process = recording->walk.threads[row->thread].process;
    uint64_t interval = recording->walk.processes[process].interval[row->lock];

    if (interval >= LENGTH_MAX)
        return 0;
    return (sim_time)(interval < 100000 ? interval : (interval + 5000) / 10000 * 10000);
}

static bool make_groups(struct recording *recording)
{
    struct names_thread *names = make_names(&recording->walk);
    size_t count = recording->row_count;
    bool good;

    recording->groups = calloc(count, sizeof(*recording->groups));
    recording->names = calloc(count, NAMES_ROOM);
    good = names && recording->groups && recording->names;
    for (size_t i = 1; good && i < count; i++) {
        const struct row *row = &recording->rows[i];
        char *name = recording->names + i * NAMES_ROOM;

        names[row->thread].lock = row->lock;
        names_put(name, &names[row->thread]);
        recording->groups[i - 1] = (struct sim_cast_group){
            .name = name, .first = (uint32_t)i, .count = 1, .interp = row->interp
        };
    }
    free(names);
    return good;
}

static void fill_cast(struct recording *recording)
{
    const struct walk *walk = &recording->walk;
    const char *version = version_of(walk, recording);
    uint64_t ticks = walk->processes[walk->threads[recording->rows[1].thread].process].ticks;

    if (!*recording->title)
        snprintf(recording->title, sizeof(recording->title), "%s", walk->processes[0].command);
    recording->cast =
        (struct sim_cast){ .title = recording->title,
                           .model = "recorded",
                           .python = version,
                           .version = number_of_version(version, ticks, !recording->interps),
                           .interval = interval_of(recording),
                           .threads = (uint32_t)recording->row_count - 1,
                           .interps = recording->interps,
                           .groups = recording->groups,
                           .group_count = (uint32_t)recording->row_count - 1 };
}

/* ---- processes that a signal has ended ---- */

static struct walk_process *process_at(struct walk *walk, uint32_t pid, uint64_t time)
{
    for (size_t i = walk->process_count; i-- > 0;) {
        if (walk->processes[i].pid == pid && walk->processes[i].began < time)
            return &walk->processes[i];
    }
    return NULL;
}

/* The word, and what follows it, may say that a process has been waited for. */
static void bury(struct walk *walk, const struct walk_piece *piece, uint32_t at)
{
    const uint64_t *word = &piece->words[at];
    uint64_t time = walk->processes[piece->process].began + part_word_time(*word);
    struct walk_process *its;

    if (at + 1 >= piece->count || part_word_kind(word[0]) != PART_POST ||
        part_word_kind(word[1]) != PART_OBJECT || !part_is_process(part_word_time(word[1])))
        return;
    its = process_at(walk, (uint32_t)part_word_time(word[1]), time);
    if (!its || its->ended || its->buried)
        return;
    its->buried = time;
    if (at + 2 < piece->count && part_word_kind(word[2]) == PART_OBJECT &&
        part_word_lock(word[2]) == PART_USED)
        its->used = part_word_time(word[2]);
}

static void bury_all(struct walk *walk)
{
    for (size_t p = 0; p < walk->piece_count; p++) {
        for (uint32_t i = 0; i < walk->pieces[p].count; i++)
            bury(walk, &walk->pieces[p], i);
    }
}

/* What a thread has told of its processor time. */
static uint64_t told_by(const struct walk *walk, const struct walk_thread *thread)
{
    for (uint32_t p = thread->first + thread->count; p-- > thread->first;) {
        const struct walk_piece *piece = &walk->pieces[p];

        for (uint32_t i = piece->count; i-- > 0;) {
            if (part_word_kind(piece->words[i]) == PART_CPU)
                return part_word_time(piece->words[i]);
        }
    }
    return 0;
}

/* What its threads have computed since; SIM_TIME_NEVER: not known. */
static sim_time untold_of(const struct walk *walk, uint32_t process)
{
    uint64_t left = walk->processes[process].used;

    if (!left)
        return SIM_TIME_NEVER;
    for (size_t i = 0; i < walk->thread_count; i++) {
        uint64_t told =
            walk->threads[i].process == process ? told_by(walk, &walk->threads[i]) : 0;

        left -= told < left ? told : left;
    }
    return (sim_time)left;
}

/* ---- times ---- */

/* The run begins with the command if it is known when that was, else with the first part. */
static void find_base(struct recording *recording)
{
    const struct walk *walk = &recording->walk;

    recording->base = walk->processes[0].began;
    for (size_t i = 1; i < walk->process_count; i++) {
        if (walk->processes[i].began < recording->base)
            recording->base = walk->processes[i].began;
    }
    if (recording->has_head && recording->head.began <= recording->base &&
        recording->base - recording->head.began < LENGTH_MAX)
        recording->base = recording->head.began;
}

static uint64_t last_word(const struct walk *walk, const struct walk_thread *thread)
{
    for (uint32_t p = thread->first + thread->count; p-- > thread->first;) {
        const struct walk_piece *piece = &walk->pieces[p];

        for (uint32_t i = piece->count; i-- > 0;) {
            enum part_kind kind = part_word_kind(piece->words[i]);

            if (kind != PART_CPU && kind != PART_OBJECT)
                return part_word_time(piece->words[i]);
        }
    }
    return 0;
}

/* When a process ended; of one that was killed, just before somebody had waited for that, else when it
 * was last heard of. */
static sim_time end_of(const struct recording *recording, uint32_t process)
{
    const struct walk *walk = &recording->walk;
    const struct walk_process *its = &walk->processes[process];
    uint64_t length = its->ended    ? its->ended - its->began
                      : its->buried ? its->buried - its->began - 1
                                    : 0;

    if (!its->ended && !its->buried && recording->has_head &&
        its->pid == recording->head.root && recording->head.ended > its->began)
        length = recording->head.ended - its->began;
    for (size_t i = 0; i < walk->thread_count; i++) {
        uint64_t last =
            walk->threads[i].process == process ? last_word(walk, &walk->threads[i]) : 0;

        length = last > length ? last : length;
    }
    return (sim_time)(length < LENGTH_MAX ? length : LENGTH_MAX);
}

/* When the recording ended, if that was before the program did. */
static sim_time until_of(const struct recording *recording)
{
    const struct recording_head *head = &recording->head;

    if (!recording->has_head || !head->until || head->until == PART_NEVER ||
        (head->ended && head->until >= head->ended))
        return SIM_TIME_NEVER;
    if (head->until <= recording->base)
        return 0;
    return head->until - recording->base < LENGTH_MAX
               ? (sim_time)(head->until - recording->base)
               : SIM_TIME_NEVER;
}

/* Of its first row that belongs to a lock; 0: none does. */
static uint16_t interp_of(const struct recording *recording, size_t thread)
{
    for (uint32_t lock = 0; lock < PART_LOCKS; lock++) {
        uint32_t row = recording->row_of[thread * PART_LOCKS + lock];

        if (row && recording->rows[row].interp)
            return recording->rows[row].interp;
    }
    return 0;
}

/* Its end is none for who waits for the process. */
static bool becomes_another(const struct walk *walk, uint32_t process)
{
    for (size_t i = process + 1; i < walk->process_count; i++) {
        if (walk->processes[i].pid == walk->processes[process].pid)
            return true;
    }
    return false;
}

static bool make_streams(struct recording *recording)
{
    const struct walk *walk = &recording->walk;
    sim_time until = until_of(recording);
    sim_time *ends = calloc(walk->process_count + 1, sizeof(*ends));

    recording->streams = calloc(walk->thread_count + 1, sizeof(*recording->streams));
    if (!ends || !recording->streams) {
        free(ends);
        return false;
    }
    for (uint32_t i = 0; i < walk->process_count; i++)
        ends[i] = end_of(recording, i);
    for (size_t i = 0; i < walk->thread_count; i++) {
        const struct walk_thread *thread = &walk->threads[i];
        uint64_t began = walk->processes[thread->process].began - recording->base;
        sim_time from = (sim_time)(began < LENGTH_MAX ? began : LENGTH_MAX);

        recording->streams[i] =
            (struct stream){ .pieces = walk->pieces + thread->first,
                             .piece_count = thread->count,
                             .rows = recording->row_of + i * PART_LOCKS,
                             .ticks = walk->processes[thread->process].ticks,
                             .free = walk->processes[thread->process].free,
                             .began = from,
                             .process = thread->process,
                             .last = (uint8_t)thread->blocked,
                             .untold = untold_of(walk, thread->process),
                             .ends = from + ends[thread->process],
                             .until = until };
        recording->streams[i].lockless =
            walk->processes[thread->process].free && !interp_of(recording, i);
        if (thread->tid == walk->processes[thread->process].pid &&
            !becomes_another(walk, thread->process))
            recording->streams[i].end_object = part_process_object(thread->tid);
        if (recording->streams[i].ends > until)
            recording->streams[i].ends = until;
    }
    free(ends);
    return true;
}

bool cast_make(struct recording *recording, const char *name, struct sim_errors *errors)
{
    const struct walk *walk = &recording->walk;
    size_t threads = walk->thread_count;

    recording->row_of = calloc((threads + 1) * PART_LOCKS, sizeof(*recording->row_of));
    if (!recording->row_of || !add_rows(recording))
        return no_memory(errors, name);
    if (!recording->row_count)
        return false;
    find_base(recording);
    bury_all(&recording->walk);
    recording->heap = calloc(threads + 1, sizeof(*recording->heap));
    recording->locks = calloc(recording->interps + 1, sizeof(*recording->locks));
    if (!recording->heap || !recording->locks || !make_groups(recording) ||
        !make_streams(recording))
        return no_memory(errors, name);
    fill_cast(recording);
    return sections_make(recording) || no_memory(errors, name);
}
