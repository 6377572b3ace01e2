/* SPDX-License-Identifier: GPL-3.0-or-later
 * Appending blocks, and finding them again. */
#include "config.h"

#include "ui/cli/journal.h"

#include "ui/cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct block {
    off_t offset;
    uint32_t length; /* 0: it is not there */
};

struct journal {
    FILE *file;
    char *path;           /* NULL: it has none */
    struct block *blocks; /* by point, from 1 */
    uint32_t points, count;
    off_t end;
};

static bool fail(const struct journal *journal, const char *what)
{
    cli_say("%s: %s: %s", journal->path ? journal->path : "temporary file", what,
            strerror(errno));
    return false;
}

/* ---- opening ---- */

/* The block that begins here; false when it is not whole. */
static bool read_block(struct journal *journal, off_t size)
{
    unsigned point, length;
    off_t begin;

    if (fscanf(journal->file, "@%u %u", &point, &length) != 2 || fgetc(journal->file) != '\n')
        return false;
    begin = ftello(journal->file);
    if (point < 1 || point > journal->points || !length || begin + (off_t)length > size ||
        fseeko(journal->file, (off_t)length, SEEK_CUR) != 0)
        return false;
    journal->count += !journal->blocks[point].length;
    journal->blocks[point] = (struct block){ begin, length };
    journal->end = begin + (off_t)length;
    return true;
}

/* Takes over what another call has left. */
static bool go_on(struct journal *journal, const char *title, off_t size)
{
    char line[256] = "";
    size_t length = strlen(title);

    if (!fgets(line, sizeof(line), journal->file) || strncmp(line, title, length) ||
        line[length] != '\n') {
        cli_say("%s: holds what is done of another sweep; finish that one, remove the file, or "
                "write to another one",
                journal->path);
        return false;
    }
    journal->end = ftello(journal->file);
    while (read_block(journal, size))
        continue;
    if (ftruncate(fileno(journal->file), journal->end) != 0 ||
        fseeko(journal->file, journal->end, SEEK_SET) != 0)
        return fail(journal, "cannot be written");
    return true;
}

static bool begin(struct journal *journal, const char *title)
{
    if (fprintf(journal->file, "%s\n", title) < 0 || fflush(journal->file) != 0)
        return fail(journal, "cannot be written");
    journal->end = ftello(journal->file);
    return true;
}

static bool open_file(struct journal *journal)
{
    int fd = open(journal->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);

    if (fd < 0)
        return fail(journal, "cannot be written");
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        cli_say("%s: is being written by another sweep", journal->path);
        close(fd);
        return false;
    }
    journal->file = fdopen(fd, "r+");
    return journal->file || fail(journal, "cannot be written");
}

static bool open_journal(struct journal *journal, const char *title)
{
    struct stat stat;

    if (!journal->path) {
        journal->file = tmpfile();
        return (journal->file || fail(journal, "cannot be made")) && begin(journal, title);
    }
    if (!open_file(journal))
        return false;
    if (fstat(fileno(journal->file), &stat) != 0)
        return fail(journal, "cannot be read");
    return stat.st_size ? go_on(journal, title, stat.st_size) : begin(journal, title);
}

struct journal *journal_open(const char *path, const char *title, uint32_t points)
{
    struct journal *journal = calloc(1, sizeof(*journal));

    if (!journal || !(journal->blocks = calloc((size_t)points + 1, sizeof(struct block))) ||
        (path && !(journal->path = strdup(path)))) {
        cli_say("out of memory");
        journal_close(journal);
        return NULL;
    }
    journal->points = points;
    if (open_journal(journal, title))
        return journal;
    journal_close(journal);
    return NULL;
}

void journal_close(struct journal *journal)
{
    if (!journal)
        return;
    if (journal->file)
        fclose(journal->file);
    free(journal->blocks);
    free(journal->path);
    free(journal);
}

void journal_remove(struct journal *journal)
{
    if (journal->path)
        unlink(journal->path);
    journal_close(journal);
}

/* ---- blocks ---- */

bool journal_has(const struct journal *journal, uint32_t point)
{
    return journal->blocks[point].length;
}

uint32_t journal_count(const struct journal *journal)
{
    return journal->count;
}

bool journal_add(struct journal *journal, uint32_t point, const char *lines, size_t length)
{
    int head = fprintf(journal->file, "@%u %u\n", point, (unsigned)length);

    if (head < 0 || fwrite(lines, 1, length, journal->file) != length ||
        fflush(journal->file) != 0)
        return fail(journal, "cannot be written");
    journal->blocks[point] = (struct block){ journal->end + head, (uint32_t)length };
    journal->end += head + (off_t)length;
    journal->count++;
    return true;
}

bool journal_copy(const struct journal *journal, uint32_t point, FILE *to)
{
    const struct block *block = &journal->blocks[point];
    char buffer[16384];

    for (uint32_t done = 0; done < block->length;) {
        size_t most =
            block->length - done < sizeof(buffer) ? block->length - done : sizeof(buffer);
        ssize_t count = pread(fileno(journal->file), buffer, most, block->offset + done);

        if (count <= 0)
            return fail(journal, "cannot be read");
        if (fwrite(buffer, 1, (size_t)count, to) != (size_t)count)
            return false; /* whoever owns `to` says why */
        done += (uint32_t)count;
    }
    return true;
}
