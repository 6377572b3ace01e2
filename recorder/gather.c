/* SPDX-License-Identifier: GPL-3.0-or-later
 * Putting parts behind each other. */
#include "recorder/gather.h"

#include "recorder/folder.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * A process that outlives the command may still be writing. Its part is taken as it is now; each
 * count is read once, and the words before it are whole. It notices nothing: its maps stay, and
 * when they are full it finds no file and records no more.
 */

static bool copy_bytes(FILE *from, FILE *to, size_t count)
{
    char buffer[65536];

    while (count) {
        size_t wanted = count < sizeof(buffer) ? count : sizeof(buffer);
        size_t got = fread(buffer, 1, wanted, from);

        if (!got)
            memset(buffer, 0, got = wanted); /* the file was cut: what is missing is nothing */
        if (fwrite(buffer, 1, got, to) != got)
            return false;
        count -= got;
    }
    return true;
}

/* Copies the chunk at `at`; returns where to look for the next one. 0 when it cannot be written. */
static uint64_t copy_chunk(FILE *from, FILE *to, uint64_t at)
{
    struct part_chunk head;
    uint64_t next;

    if (fread(&head, sizeof(head), 1, from) != 1 || head.magic != PART_CHUNK_MAGIC ||
        head.size < PART_CHUNK_LEAST || head.size % PART_CHUNK_LEAST)
        return at + PART_CHUNK_LEAST; /* no space was left for it */
    next = at + head.size;
    if (head.used > (head.size - sizeof(head)) / 8)
        head.used = (uint32_t)((head.size - sizeof(head)) / 8);
    if (!head.used && !head.blocked)
        return next;
    head.size = (uint32_t)(sizeof(head) + (size_t)head.used * 8);
    return fwrite(&head, sizeof(head), 1, to) == 1 &&
                   copy_bytes(from, to, (size_t)head.used * 8)
               ? next
               : 0;
}

static bool copy_part(FILE *from, FILE *to)
{
    char head[PART_HEAD_SIZE];
    uint64_t at = PART_HEAD_SIZE, end;

    if (fread(head, sizeof(head), 1, from) != 1 || memcmp(head, PART_MAGIC, 16) != 0)
        return true; /* not one of ours, or without its head: it tells nothing */
    if (fwrite(head, sizeof(head), 1, to) != 1 || fseeko(from, 0, SEEK_END) != 0)
        return false;
    for (end = (uint64_t)ftello(from); at && at < end;) {
        if (fseeko(from, (off_t)at, SEEK_SET) != 0)
            return false;
        at = copy_chunk(from, to, at);
    }
    return at != 0;
}

static bool take_part(void *to, const char *path)
{
    FILE *from = fopen(path, "r");
    bool good = !from || copy_part(from, to);

    if (from)
        fclose(from);
    return good;
}

bool gather_parts(const char *folder, FILE *to, const struct recording_head *head)
{
    return fwrite(head, sizeof(*head), 1, to) == 1 && folder_walk(folder, take_part, to) &&
           fflush(to) == 0;
}

static bool remove_file(void *context, const char *path)
{
    (void)context;
    unlink(path); /* where that fails the folder stays */
    return true;
}

void gather_remove(const char *folder)
{
    folder_walk(folder, remove_file, NULL);
    rmdir(folder);
}
