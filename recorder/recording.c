/* SPDX-License-Identifier: GPL-3.0-or-later
 * Opening recordings. */
#include "recorder/recording.h"

#include "recorder/inside.h"
#include "recorder/names.h"
#include "sim/base/grow.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- files ---- */

static bool begins_as_ours(const char *path)
{
    char magic[16] = "";
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t length = file < 0 ? 0 : read(file, magic, sizeof(magic));

    if (file >= 0)
        close(file);
    return length == sizeof(magic) && (!memcmp(magic, RECORDING_MAGIC, sizeof(magic)) ||
                                       !memcmp(magic, PART_MAGIC, sizeof(magic)));
}

static bool join(char path[PATH_MAX], const char *folder, const char *name)
{
    return snprintf(path, PATH_MAX, "%s/%s", folder, name) < PATH_MAX;
}

/* Is there a part in the folder? */
static bool holds_ours(const char *folder)
{
    DIR *listing = opendir(folder);
    const struct dirent *entry;
    char path[PATH_MAX];
    bool found = false;

    while (listing && !found && (entry = readdir(listing)) != NULL)
        found = join(path, folder, entry->d_name) && begins_as_ours(path);
    if (listing)
        closedir(listing);
    return found;
}

bool recording_is(const char *path)
{
    struct stat info;

    if (stat(path, &info) != 0)
        return false;
    return S_ISDIR(info.st_mode) ? holds_ours(path)
                                 : S_ISREG(info.st_mode) && begins_as_ours(path);
}

/* ---- reading ---- */

static bool fail(struct sim_errors *errors, const char *path, const char *what, const char *why)
{
    return sim_error_add(errors, path, 0, what, why, NULL);
}

/* Keeps the bytes as long as the recording. */
static bool take_bytes(struct recording *recording, void *bytes, size_t length)
{
    if (!sim_grow(&recording->files, &recording->file_room, recording->file_count,
                  sizeof(*recording->files))) {
        free(bytes);
        return false;
    }
    recording->files[recording->file_count++] = bytes;
    if (length >= sizeof(recording->head) && !memcmp(bytes, RECORDING_MAGIC, 16)) {
        memcpy(&recording->head, bytes, sizeof(recording->head));
        recording->has_head = true;
    }
    return walk_bytes(&recording->walk, bytes, length);
}

static ssize_t read_all(int file, char *bytes, size_t size)
{
    size_t used = 0;

    while (used < size) {
        ssize_t got = read(file, bytes + used, size - used);

        if (got < 0 && errno != EINTR)
            return -1;
        if (got == 0)
            break;
        used += got > 0 ? (size_t)got : 0;
    }
    return (ssize_t)used;
}

static bool read_file(struct recording *recording, const char *path, struct sim_errors *errors)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    char *bytes = NULL;
    ssize_t length = -1;

    if (file >= 0 && fstat(file, &info) == 0) {
        bytes = malloc((size_t)info.st_size + 1);
        length = bytes ? read_all(file, bytes, (size_t)info.st_size) : -1;
    }
    if (file >= 0)
        close(file);
    if (length < 0) {
        free(bytes);
        return fail(errors, path, "cannot be read: ", strerror(errno));
    }
    if (!take_bytes(recording, bytes, (size_t)length))
        return fail(errors, path, "out of memory", NULL);
    return true;
}

static int is_name(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool read_folder(struct recording *recording, const char *folder,
                        struct sim_errors *errors)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_name, alphasort);
    bool good = count >= 0;
    char path[PATH_MAX];

    if (!good)
        return fail(errors, folder, "cannot be read: ", strerror(errno));
    for (int i = 0; i < count; i++) {
        if (good && join(path, folder, entries[i]->d_name) && begins_as_ours(path))
            good = read_file(recording, path, errors);
        free(entries[i]);
    }
    free(entries);
    return good;
}

/* ---- opening ---- */

static void fill_facts(struct recording *recording)
{
    struct recording_facts *facts = &recording->facts;

    facts->processes = (uint32_t)recording->walk.process_count;
    facts->locks = recording->interps;
    facts->damaged = recording->walk.damaged;
    facts->finished = recording->has_head && recording->head.ended;
    facts->status = recording->head.status;
    facts->until = recording->streams[0].until;
    facts->outgrown = facts->until != SIM_TIME_NEVER && recording->head.room < 0;
    facts->processor = recording->head.processor;
    facts->cores = recording->head.cores <= 65535 ? recording->head.cores : 0;
    for (size_t i = 0; i < recording->walk.process_count; i++) {
        facts->lost += recording->walk.processes[i].lost;
        facts->crowded += recording->walk.processes[i].crowded;
        facts->unended += !recording->walk.processes[i].ended;
    }
}

/* Everything behind the reading; closes the recording when it fails. */
static struct recording *finish(struct recording *recording, const char *name,
                                struct sim_errors *errors)
{
    if (recording->has_head)
        names_copy_text(recording->title, recording->head.command, sizeof(recording->title));
    if (!walk_finish(&recording->walk)) {
        fail(errors, name, "out of memory", NULL);
    } else if (cast_make(recording, name, errors)) {
        fill_facts(recording);
        recording_rewind(recording);
        return recording;
    }
    recording_close(recording);
    return NULL;
}

struct recording *recording_open(const char *path, struct sim_errors *errors)
{
    struct recording *recording = calloc(1, sizeof(*recording));
    struct stat info;
    bool good;

    if (!recording) {
        fail(errors, path, "out of memory", NULL);
        return NULL;
    }
    if (stat(path, &info) != 0)
        good = fail(errors, path, "cannot be read: ", strerror(errno));
    else if (S_ISDIR(info.st_mode))
        good = read_folder(recording, path, errors);
    else
        good = read_file(recording, path, errors);
    if (good)
        return finish(recording, path, errors);
    recording_close(recording);
    return NULL;
}

struct recording *recording_parse(const void *bytes, size_t length, const char *name,
                                  struct sim_errors *errors)
{
    struct recording *recording = calloc(1, sizeof(*recording));
    void *copy = malloc(length + 1);

    if (recording && copy) {
        memcpy(copy, bytes, length);
        if (take_bytes(recording, copy, length))
            return finish(recording, name, errors);
        copy = NULL; /* the recording has it */
    }
    free(copy);
    if (recording)
        recording_close(recording);
    fail(errors, name, "out of memory", NULL);
    return NULL;
}

void recording_close(struct recording *recording)
{
    for (size_t i = 0; i < recording->file_count; i++)
        free(recording->files[i]);
    free(recording->files);
    walk_free(&recording->walk);
    free(recording->groups);
    free(recording->rows);
    free(recording->names);
    free(recording->row_of);
    free(recording->streams);
    free(recording->heap);
    free(recording->locks);
    for (size_t i = 0; i < recording->channel_count; i++)
        free(recording->channels[i].ends);
    free(recording->channels);
    free(recording);
}

const struct sim_cast *recording_cast(const struct recording *recording)
{
    return &recording->cast;
}

/* A process id may be used again: the last process before this one that had it. */
static uint32_t parent_of(const struct walk *walk, uint32_t process)
{
    for (uint32_t i = process; i-- > 0;) {
        if (walk->processes[i].pid == walk->processes[process].parent)
            return i;
    }
    return process;
}

struct recording_home recording_home(const struct recording *recording, uint32_t thread)
{
    const struct walk *walk = &recording->walk;
    const struct row *row = &recording->rows[thread];
    const struct walk_thread *its = &walk->threads[row->thread];

    return (struct recording_home){
        .process = its->process,
        .lock = row->lock,
        .parent = parent_of(walk, its->process),
        .main = its->tid == walk->processes[its->process].pid,
    };
}

const struct recording_facts *recording_facts(const struct recording *recording)
{
    return &recording->facts;
}
