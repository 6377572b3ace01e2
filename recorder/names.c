/* SPDX-License-Identifier: GPL-3.0-or-later
 * Naming threads. */
#include "recorder/names.h"

#include "sim/base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- among others ---- */

static int compare(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int by_place(const void *left, const void *right)
{
    const struct names_thread *a = *(const struct names_thread *const *)left,
                              *b = *(const struct names_thread *const *)right;

    return a->process != b->process ? compare(a->process, b->process)
                                    : compare(a->place, b->place);
}

static int by_name(const void *left, const void *right)
{
    const struct names_thread *a = *(const struct names_thread *const *)left,
                              *b = *(const struct names_thread *const *)right;

    return a->process != b->process ? compare(a->process, b->process)
                                    : strcmp(a->name, b->name);
}

bool names_tell_apart(struct names_thread *threads, size_t count)
{
    struct names_thread **order = calloc(count + 1, sizeof(*order));
    bool same = false;

    if (!order)
        return false;
    for (size_t i = 0; i < count; i++)
        order[i] = &threads[i];
    qsort(order, count, sizeof(*order), by_name);
    for (size_t i = 0; i < count; i++) {
        bool before = same;

        same = i + 1 < count && !by_name(&order[i], &order[i + 1]);
        order[i]->alone = !before && !same;
    }
    qsort(order, count, sizeof(*order), by_place);
    for (size_t i = 0; i < count; i++) {
        bool begun = i && order[i - 1]->process == order[i]->process;

        order[i]->number = (begun ? order[i - 1]->number : 0) + !order[i]->first;
    }
    free(order);
    return true;
}

/* ---- names ---- */

void names_put(char name[NAMES_ROOM], const struct names_thread *thread)
{
    bool named = *thread->name && strcmp(thread->name, thread->process_name) != 0;
    size_t used = 0;

    if (thread->process)
        used = (size_t)snprintf(name, NAMES_ROOM, "p%" PRIu32 "/", thread->process + 1);
    if (thread->first)
        used += (size_t)snprintf(name + used, NAMES_ROOM - used, "main");
    else if (named && thread->alone && strcmp(thread->name, "main") != 0)
        used += (size_t)snprintf(name + used, NAMES_ROOM - used, "%s", thread->name);
    else
        used += (size_t)snprintf(name + used, NAMES_ROOM - used, "%s-%" PRIu32,
                                 named ? thread->name : "thread", thread->number);
    if (thread->lock)
        snprintf(name + used, NAMES_ROOM - used, "@%" PRIu32, thread->lock + 1);
}

bool names_are_free(const char *version)
{
    size_t length = strlen(version);

    return length && version[length - 1] == 't';
}

void names_copy_text(char *to, const char *from, size_t size)
{
    size_t i = 0, length;

    for (; i + 1 < size && from[i]; i += length) {
        length = sim_text_shown(from + i, size - 1 - i);
        if (!length) {
            length = 1;
            to[i] = '?';
        } else {
            memmove(to + i, from + i, length);
        }
    }
    to[i] = '\0';
}

void names_copy_name(char to[PART_NAME + 1], const char from[PART_NAME])
{
    memcpy(to, from, PART_NAME);
    to[PART_NAME] = '\0';
    names_copy_text(to, to, PART_NAME + 1);
}
