/* SPDX-License-Identifier: GPL-3.0-or-later
 * Finding sections. */
#include "recorder/sections.h"

#include "recorder/inside.h"
#include "sim/base/grow.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Of what is told those locks are left that keep threads from each other:
 *
 * - What only one thread has had is left out. Where two had it at once, it was no lock.
 * - Up to 3.12 a thread has a lock from its beginning to its end, and join() is a wait for that
 *   (_tstate_lock in Lib/threading.py, from 3.4 on). That is an order and not an exclusion: who waits
 *   shall wait even if the thread has not begun yet. It is known by its being let go last of all that
 *   the thread does; other waits that a post ends are told by the post, too.
 *
 * From 3.13.1 on a threading.Lock is a word in the interpreter's memory, and only who waits for one passes
 * the C library (Python/lock.c); what is told then is of locks of C code, and of RLock in 3.13.
 */
struct section {
    sim_time taken, released;
    uint64_t order; /* as they were told */
    uint32_t process, thread, number;
    uint32_t lock; /* of the cast; 0: none */
    bool waited;
    bool last; /* it ends with its thread */
};

struct found {
    struct section *list;
    size_t count, room;
};

static bool is_tagged(const struct walk_piece *piece, uint32_t at, unsigned tag)
{
    return at < piece->count && part_word_kind(piece->words[at]) == PART_OBJECT &&
           part_word_lock(piece->words[at]) == tag;
}

static bool is_section(const struct walk_piece *piece, uint32_t at)
{
    return is_tagged(piece, at, PART_SECTION) && is_tagged(piece, at + 1, PART_TAKEN) &&
           is_tagged(piece, at + 2, PART_RELEASED);
}

/* Does the thread nothing from that word on but let the interpreter's lock go, and end? Then it has had
 * no other section since. */
static bool only_ends(const struct walk *walk, const struct walk_thread *thread, uint32_t p,
                      uint32_t at)
{
    for (; p < thread->first + thread->count; p++, at = 0) {
        for (; at < walk->pieces[p].count; at++) {
            enum part_kind kind = part_word_kind(walk->pieces[p].words[at]);

            if (kind == PART_END)
                return true;
            if (kind != PART_OBJECT && kind != PART_CPU && kind != PART_POST &&
                kind != PART_DROP)
                return false;
            if (is_tagged(&walk->pieces[p], at, PART_SECTION))
                return false;
        }
    }
    return false;
}

static bool joins_by_lock(const struct walk_process *process)
{
    enum sim_python version = sim_python_language(cast_version_of(process));

    return version >= SIM_PYTHON_3_4 && version <= SIM_PYTHON_3_12;
}

bool sections_are_told(const struct walk_process *process)
{
    const char *version = process->version;
    bool first = !strncmp(version, "3.13.0", 6) && !isdigit((unsigned char)version[6]);

    return process->sections &&
           (sim_python_language(cast_version_of(process)) < SIM_PYTHON_3_13 || first);
}

static bool add(struct found *found, const struct recording *recording, uint32_t thread,
                uint32_t p, uint32_t at)
{
    const struct walk *walk = &recording->walk;
    const struct walk_thread *its = &walk->threads[thread];
    const struct walk_process *process = &walk->processes[its->process];
    const struct stream *stream = &recording->streams[thread];
    const uint64_t *words = &walk->pieces[p].words[at];
    sim_time taken = stream->began + (sim_time)part_word_time(words[1]),
             released = stream->began + (sim_time)part_word_time(words[2]);

    if (taken > released || released > stream->ends || released >= stream->until)
        return true; /* damaged, or cut off by the recording's end: then others wait as long */
    if (!sim_grow(&found->list, &found->room, found->count, sizeof(*found->list)))
        return false;
    found->list[found->count] =
        (struct section){ .taken = taken,
                          .released = released,
                          .order = found->count,
                          .process = its->process,
                          .thread = thread,
                          .number = (uint32_t)part_word_time(words[0]),
                          .waited = part_word_time(words[0]) & PART_SECTION_WAITED,
                          .last = its->tid != process->pid && joins_by_lock(process) &&
                                  only_ends(walk, its, p, at + 3) };
    found->count++;
    return true;
}

static bool find(struct found *found, const struct recording *recording)
{
    const struct walk *walk = &recording->walk;

    for (uint32_t i = 0; i < walk->thread_count; i++) {
        const struct walk_thread *thread = &walk->threads[i];

        for (uint32_t p = thread->first; p < thread->first + thread->count; p++) {
            for (uint32_t at = 0; at < walk->pieces[p].count; at++) {
                if (is_section(&walk->pieces[p], at) && !add(found, recording, i, p, at))
                    return false;
            }
        }
    }
    return true;
}

/* ---- locks ---- */

static int compare_sections(const void *left, const void *right)
{
    const struct section *a = left, *b = right;

    if (a->process != b->process)
        return a->process < b->process ? -1 : 1;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    if (a->taken != b->taken)
        return a->taken < b->taken ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static bool is_same(const struct section *one, const struct section *other)
{
    return one->process == other->process && one->number == other->number;
}

/* Are these sections, all of one semaphore and in order, those of a lock that threads share? */
static bool is_lock(const struct section *list, size_t count)
{
    bool shared = false;

    for (size_t i = 0; i < count; i++) {
        if (list[i].last || (i && list[i].taken < list[i - 1].released))
            return false;
        shared |= list[i].thread != list[0].thread;
    }
    return shared;
}

/* Gives each section its lock; returns how many there are. */
static uint32_t number_locks(const struct found *found)
{
    uint32_t locks = 0;
    size_t end;

    if (found->count)
        qsort(found->list, found->count, sizeof(*found->list), compare_sections);
    for (size_t first = 0; first < found->count; first = end) {
        for (end = first + 1;
             end < found->count && is_same(&found->list[first], &found->list[end]);)
            end++;
        if (!is_lock(&found->list[first], end - first))
            continue;
        locks++;
        for (size_t i = first; i < end; i++)
            found->list[i].lock = locks;
    }
    return locks;
}

static bool name_locks(struct recording *recording, uint32_t count)
{
    recording->lock_names = calloc(count + 1, sizeof(*recording->lock_names));
    recording->lock_list = calloc(count + 1, sizeof(*recording->lock_list));
    if (!recording->lock_names || !recording->lock_list)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        snprintf(recording->lock_names[i], sizeof(*recording->lock_names), "m%" PRIu32, i + 1);
        recording->lock_list[i] = recording->lock_names[i];
    }
    recording->cast.locks = (struct sim_names){ recording->lock_list, count };
    return true;
}

/* ---- notes ---- */

static int compare_notes(const void *left, const void *right)
{
    const struct section_note *a = left, *b = right;

    if (a->thread != b->thread)
        return a->thread < b->thread ? -1 : 1;
    if (a->time != b->time)
        return a->time < b->time ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static bool make_notes(struct recording *recording, const struct found *found)
{
    struct section_note *notes = calloc(2 * found->count + 1, sizeof(*notes));
    size_t count = 0;

    recording->notes = notes;
    for (size_t i = 0; notes && i < found->count; i++) {
        const struct section *its = &found->list[i];

        if (!its->lock)
            continue;
        notes[count++] = (struct section_note){ its->taken, 2 * its->order, its->thread,
                                                its->lock,  true,           its->waited };
        notes[count++] = (struct section_note){ its->released, 2 * its->order + 1,
                                                its->thread,   its->lock,
                                                false,         false };
    }
    if (count)
        qsort(notes, count, sizeof(*notes), compare_notes);
    for (size_t i = 0; i < count; i++) {
        struct stream *stream = &recording->streams[notes[i].thread];

        if (!stream->note_count++)
            stream->notes = &notes[i];
    }
    return notes != NULL;
}

bool sections_make(struct recording *recording)
{
    struct found found = { .list = NULL };
    bool good = find(&found, recording) && name_locks(recording, number_locks(&found)) &&
                make_notes(recording, &found);

    free(found.list);
    return good;
}
