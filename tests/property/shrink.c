/* SPDX-License-Identifier: GPL-3.0-or-later
 * Lines are left out, as many at a time as possible. */
#include "tests/property/shrink.h"

#include <stdlib.h>
#include <string.h>

/*
 * Halves, quarters, ... single lines are left out wherever the rest still fails; then the two lines
 * of a block without what stands in it. What is no scenario any more does not fail, so nothing here
 * knows how a file is written, but that an `end` is indented like its head.
 */
struct shrinking {
    struct generated *file, *trial;
    bool (*fails)(const struct generated *file, void *context);
    void *context;
};

static bool keep_if_it_fails(struct shrinking *shrinking)
{
    if (!shrinking->fails(shrinking->trial, shrinking->context))
        return false;
    *shrinking->file = *shrinking->trial;
    return true;
}

static void leave_out(struct generated *file, uint32_t first, uint32_t count)
{
    memmove(file->lines[first], file->lines[first + count],
            (file->count - first - count) * sizeof(*file->lines));
    file->count -= count;
}

static bool without(struct shrinking *shrinking, uint32_t first, uint32_t count)
{
    if (count > shrinking->file->count - first)
        count = shrinking->file->count - first;
    *shrinking->trial = *shrinking->file;
    leave_out(shrinking->trial, first, count);
    return keep_if_it_fails(shrinking);
}

static size_t indented(const char *line)
{
    return strspn(line, " ");
}

/* The `end` of the block that begins in a line; 0: it begins none. */
static uint32_t end_of(const struct generated *file, uint32_t head)
{
    size_t depth = indented(file->lines[head]);
    uint32_t i = head + 1;

    while (i < file->count && indented(file->lines[i]) > depth)
        i++;
    if (i < file->count && indented(file->lines[i]) == depth &&
        !strcmp(file->lines[i] + depth, "end"))
        return i;
    return 0;
}

static bool without_block(struct shrinking *shrinking, uint32_t head)
{
    uint32_t end = end_of(shrinking->file, head);

    if (!end)
        return false;
    *shrinking->trial = *shrinking->file;
    leave_out(shrinking->trial, end, 1);
    leave_out(shrinking->trial, head, 1);
    return keep_if_it_fails(shrinking) || without(shrinking, head, end - head + 1);
}

static bool once(struct shrinking *shrinking)
{
    bool smaller = false;

    for (uint32_t size = shrinking->file->count / 2; size; size /= 2) {
        for (uint32_t first = 0; first < shrinking->file->count;) {
            if (without(shrinking, first, size))
                smaller = true;
            else
                first += size;
        }
    }
    for (uint32_t i = 0; i < shrinking->file->count; i++)
        smaller |= without_block(shrinking, i);
    return smaller;
}

void shrink(struct generated *file, bool (*fails)(const struct generated *file, void *context),
            void *context)
{
    struct generated *trial = malloc(sizeof(*trial));
    struct shrinking shrinking = { file, trial, fails, context };

    if (!trial)
        abort();
    while (once(&shrinking))
        ;
    free(trial);
}
