/* SPDX-License-Identifier: GPL-3.0-or-later
 * Opening recordings. */
#include "recorder/recording.h"

#include "recorder/folder.h"
#include "recorder/inside.h"
#include "recorder/names.h"
#include "sim/base/grow.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- files ---- */

enum what { FOREIGN, EMPTY, PART, WHOLE };

/* By its first bytes. */
static enum what what_is(const char *path)
{
    char magic[16] = "";
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t length = file < 0 ? -1 : read(file, magic, sizeof(magic));

    if (file >= 0)
        close(file);
    if (length != sizeof(magic))
        return length ? FOREIGN : EMPTY;
    return !memcmp(magic, PART_MAGIC, sizeof(magic))        ? PART
           : !memcmp(magic, RECORDING_MAGIC, sizeof(magic)) ? WHOLE
                                                            : FOREIGN;
}

/* A folder's head begins as a recording that is whole. */
static enum what what_in_folder(const char *path)
{
    enum what what = what_is(path);

    return what == WHOLE && strcmp(strrchr(path, '/') + 1, PART_HEAD_FILE) ? FOREIGN : what;
}

/* Only what the recorder makes may be there: many a folder has a recording among other files, or
 * what was left of one. A part that has just been begun is empty. */
static bool is_ours(void *context, const char *path)
{
    enum what what = what_in_folder(path);
    bool *any = context;

    *any |= what == PART || what == WHOLE;
    return what != FOREIGN;
}

bool recording_is(const char *path)
{
    struct stat info;
    bool any = false;

    if (stat(path, &info) != 0)
        return false;
    if (S_ISDIR(info.st_mode))
        return folder_walk(path, is_ours, &any) && any;
    return S_ISREG(info.st_mode) && (what_is(path) == PART || what_is(path) == WHOLE);
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

struct reading {
    struct recording *recording;
    struct sim_errors *errors;
};

static bool take_file(void *context, const char *path)
{
    struct reading *reading = context;

    return what_in_folder(path) <= EMPTY ||
           read_file(reading->recording, path, reading->errors);
}

static bool read_folder(struct recording *recording, const char *folder,
                        struct sim_errors *errors)
{
    struct reading reading = { recording, errors };
    uint32_t before = errors->count;

    if (folder_walk(folder, take_file, &reading))
        return true;
    if (errors->count == before)
        fail(errors, folder, "cannot be read: ", strerror(errno));
    return false;
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
    facts->causes = recording->head.causes;
    facts->processor = recording->head.processor;
    facts->cores = recording->head.cores <= 65535 ? recording->head.cores : 0;
    for (size_t i = 0; i < recording->walk.process_count; i++) {
        facts->lost += recording->walk.processes[i].lost;
        facts->crowded += recording->walk.processes[i].crowded;
        facts->asked += recording->walk.processes[i].asked;
        facts->unended += !recording->walk.processes[i].ended;
    }
}

/* What there is of each kind of word: each cost something. */
static void count_words(struct recording *recording)
{
    const struct walk *walk = &recording->walk;
    uint64_t kinds[PART_KIND_COUNT + 1] = { 0 };

    for (size_t p = 0; p < walk->piece_count; p++) {
        for (uint32_t i = 0; i < walk->pieces[p].count; i++)
            kinds[part_word_kind(walk->pieces[p].words[i])]++;
    }
    recording->facts.looks = kinds[PART_CPU];
    recording->facts.calls = kinds[PART_POST] + kinds[PART_READ];
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
        count_words(recording);
        recording_rewind(recording);
        return recording;
    }
    recording_close(recording);
    return NULL;
}

struct recording *recording_open_if_any(const char *path, struct sim_errors *errors)
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
    if (good && !recording_is(path))
        good = fail(errors, path, "is no recording; `interlock record` makes one", NULL);
    if (good)
        return finish(recording, path, errors);
    recording_close(recording);
    return NULL;
}

static void fail_without_lock(struct sim_errors *errors, const char *name)
{
    fail(errors, name,
         "the recording holds no interpreter lock: the program was no Python, "
         "or nothing of it was written",
         NULL);
}

struct recording *recording_open(const char *path, struct sim_errors *errors)
{
    uint32_t before = errors->count;
    struct recording *recording = recording_open_if_any(path, errors);

    if (!recording && errors->count == before)
        fail_without_lock(errors, path);
    return recording;
}

struct recording *recording_parse(const void *bytes, size_t length, const char *name,
                                  struct sim_errors *errors)
{
    struct recording *recording = calloc(1, sizeof(*recording));
    void *copy = malloc(length + 1);

    if (recording && copy) {
        memcpy(copy, bytes, length);
        if (take_bytes(recording, copy, length)) {
            uint32_t before = errors->count;

            recording = finish(recording, name, errors);
            if (!recording && errors->count == before)
                fail_without_lock(errors, name);
            return recording;
        }
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
    free(recording->lock_names);
    free(recording->lock_list);
    free(recording->notes);
    free(recording->heap);
    free(recording->locks);
    for (size_t i = 0; i < recording->channel_count; i++)
        free(recording->channels[i].ends);
    free(recording->channels);
    meetings_free(&recording->meetings);
    free(recording);
}

const struct sim_cast *recording_cast(const struct recording *recording)
{
    return &recording->cast;
}

/* A process id may be used again: the last process before this one that had it. One that had this
 * one's became it. */
static uint32_t parent_of(const struct walk *walk, uint32_t process)
{
    const struct walk_process *its = &walk->processes[process];

    for (uint32_t i = process; i-- > 0;) {
        if (walk->processes[i].pid == its->parent || walk->processes[i].pid == its->pid)
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

struct recording_process recording_process(const struct recording *recording, uint32_t process)
{
    const struct walk_process *its = &recording->walk.processes[process];

    return (struct recording_process){ its->pid, its->command };
}

const struct recording_facts *recording_facts(const struct recording *recording)
{
    return &recording->facts;
}
