/* SPDX-License-Identifier: GPL-3.0-or-later
 * Walking through parts and chunks. */
#include "recorder/walk.h"

#include "recorder/names.h"
#include "sim/base/grow.h"

#include <stdlib.h>
#include <string.h>

struct reading {
    struct walk *walk;
    const unsigned char *bytes;
    size_t length, at;
};

static size_t left(const struct reading *reading)
{
    return reading->length - reading->at;
}

static bool is_magic(const struct reading *reading, const char *magic)
{
    return left(reading) >= 16 && !memcmp(reading->bytes + reading->at, magic, 16);
}

static bool take_part(struct reading *reading)
{
    struct walk *walk = reading->walk;
    struct walk_process *process;
    struct part_head head;

    if (!sim_grow(&walk->processes, &walk->process_room, walk->process_count, sizeof(*process)))
        return false;
    memcpy(&head, reading->bytes + reading->at, sizeof(head));
    process = &walk->processes[walk->process_count++];
    *process = (struct walk_process){ .pid = head.pid,
                                      .parent = head.parent,
                                      .began = head.began,
                                      .ended = head.ended >= head.began ? head.ended : 0,
                                      .lost = head.lost,
                                      .crowded = head.crowded,
                                      .asked = head.asked,
                                      .sections = head.sections & 1 };
    for (size_t i = 0; i < PART_LOCKS; i++) {
        process->interval[i] = head.lock[i].interval;
        process->ticks |= (uint64_t)(head.lock[i].ticks & 1) << i;
        process->lent |= (uint64_t)(head.lock[i].state == PART_LOCK_LENT) << i;
    }
    names_copy_text(process->version, head.version, sizeof(head.version));
    process->free = names_are_free(process->version);
    names_copy_text(process->command, head.command, sizeof(head.command));
    names_copy_name(process->name, head.name);
    reading->at += PART_HEAD_SIZE;
    return true;
}

static bool take_chunk(struct reading *reading, const struct part_chunk *head)
{
    struct walk *walk = reading->walk;
    size_t room = (head->size < left(reading) ? head->size : left(reading)) - sizeof(*head);
    struct walk_piece *piece;

    if (!sim_grow(&walk->pieces, &walk->piece_room, walk->piece_count, sizeof(*piece)))
        return false;
    piece = &walk->pieces[walk->piece_count++];
    *piece = (struct walk_piece){
        .words = (const void *)(reading->bytes + reading->at + sizeof(*head)),
        .count = head->used,
        .process = (uint32_t)walk->process_count - 1,
        .thread = head->thread,
        .order = head->order,
        .tid = head->tid,
        .blocked = head->blocked % PART_BLOCK_COUNT,
    };
    names_copy_name(piece->name, head->name);
    if (piece->count > room / 8) {
        walk->damaged += (piece->count - room / 8) * 8;
        piece->count = (uint32_t)(room / 8);
    }
    reading->at += room + sizeof(*head);
    reading->at += -reading->at & 7;
    return true;
}

static bool take_something(struct reading *reading)
{
    struct part_chunk head = { 0 };
    uint64_t word;

    if (is_magic(reading, PART_MAGIC) && left(reading) >= PART_HEAD_SIZE)
        return take_part(reading);
    if (left(reading) >= sizeof(head))
        memcpy(&head, reading->bytes + reading->at, sizeof(head));
    if (head.magic == PART_CHUNK_MAGIC && head.size >= sizeof(head) &&
        reading->walk->process_count)
        return take_chunk(reading, &head);
    memcpy(&word, reading->bytes + reading->at, sizeof(word));
    reading->walk->damaged += word ? 8 : 0; /* zeros were claimed and not used */
    reading->at += 8;
    return true;
}

bool walk_bytes(struct walk *walk, const void *bytes, size_t length)
{
    struct reading reading = { walk, bytes, length, 0 };

    if (is_magic(&reading, RECORDING_MAGIC))
        reading.at =
            length < sizeof(struct recording_head) ? length : sizeof(struct recording_head);
    while (reading.at < length && left(&reading) >= 8) {
        if (!take_something(&reading))
            return false;
    }
    return true;
}

/* ---- order ---- */

struct order {
    uint64_t began;
    uint32_t process;
};

static int compare_began(const void *left, const void *right)
{
    const struct order *a = left, *b = right;

    if (a->began != b->began)
        return a->began < b->began ? -1 : 1;
    return a->process < b->process ? -1 : a->process > b->process;
}

/* Processes in the order in which they began: the first is the command, or came before all others
 * that have anything to tell. */
static bool sort_processes(struct walk *walk)
{
    size_t count = walk->process_count;
    struct order *order = calloc(count + 1, sizeof(*order));
    struct walk_process *sorted = calloc(count + 1, sizeof(*sorted));
    uint32_t *now = calloc(count + 1, sizeof(*now));
    bool good = order && sorted && now;

    for (size_t i = 0; good && i < count; i++)
        order[i] = (struct order){ walk->processes[i].began, (uint32_t)i };
    if (good && count)
        qsort(order, count, sizeof(*order), compare_began);
    for (size_t i = 0; good && i < count; i++) {
        sorted[i] = walk->processes[order[i].process];
        now[order[i].process] = (uint32_t)i;
    }
    for (size_t i = 0; good && i < walk->piece_count; i++)
        walk->pieces[i].process = now[walk->pieces[i].process];
    free(order);
    free(now);
    if (!good) {
        free(sorted);
        return false;
    }
    free(walk->processes);
    walk->processes = sorted;
    return true;
}

static int compare(const void *left, const void *right)
{
    const struct walk_piece *a = left, *b = right;

    if (a->process != b->process)
        return a->process < b->process ? -1 : 1;
    if (a->thread != b->thread)
        return a->thread < b->thread ? -1 : 1;
    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    return a->words < b->words ? -1 : a->words > b->words;
}

static bool begins_thread(const struct walk *walk, size_t i)
{
    const struct walk_piece *piece = &walk->pieces[i];

    return !i || piece[-1].process != piece->process || piece[-1].thread != piece->thread;
}

bool walk_finish(struct walk *walk)
{
    if (!sort_processes(walk))
        return false;
    if (walk->piece_count)
        qsort(walk->pieces, walk->piece_count, sizeof(*walk->pieces), compare);
    for (size_t i = 0; i < walk->piece_count; i++) {
        const struct walk_piece *piece = &walk->pieces[i];
        struct walk_thread *thread;

        if (begins_thread(walk, i)) {
            if (!sim_grow(&walk->threads, &walk->thread_room, walk->thread_count,
                          sizeof(*walk->threads)))
                return false;
            walk->threads[walk->thread_count++] =
                (struct walk_thread){ piece->process, piece->tid, (uint32_t)i, 0, 0, NULL, 0 };
        }
        thread = &walk->threads[walk->thread_count - 1];
        thread->count++;
        thread->words += piece->count;
        thread->name = piece->name;
        thread->blocked = piece->blocked;
    }
    return true;
}

void walk_free(struct walk *walk)
{
    free(walk->processes);
    free(walk->pieces);
    free(walk->threads);
    memset(walk, 0, sizeof(*walk));
}
