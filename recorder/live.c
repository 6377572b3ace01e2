/* SPDX-License-Identifier: GPL-3.0-or-later
 * Following words as they are written. */
#include "recorder/live.h"

#include "sim/base/grow.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct live_chunk { /* that was seen: where it lies, and how far it was read */
    uint64_t at;
    uint32_t thread;
    uint32_t size, used;
};

/* Takes are put in order of time before owners are compared. */
struct live_take {
    uint64_t time;
    uint32_t lock, thread;
};

/* ---- whose words they are ---- */

static struct live_thread *thread_of(struct live *live, uint32_t process,
                                     const struct part_chunk *chunk)
{
    struct live_process *its = &live->processes[process];

    for (size_t i = 0; chunk->thread <= its->threads && i < live->thread_count; i++) {
        if (live->threads[i].process == process && live->threads[i].number == chunk->thread)
            return &live->threads[i];
    }
    if (!sim_grow(&live->threads, &live->thread_room, live->thread_count,
                  sizeof(*live->threads)))
        return NULL;
    if (chunk->thread > its->threads)
        its->threads = chunk->thread;
    live->threads[live->thread_count] =
        (struct live_thread){ .process = process, .number = chunk->thread, .tid = chunk->tid };
    live->renamed = true;
    return &live->threads[live->thread_count++];
}

static struct live_lock *lock_of(struct live *live, uint32_t process, uint32_t index)
{
    for (size_t i = 0; i < live->lock_count; i++) {
        if (live->locks[i].process == process && live->locks[i].index == index)
            return &live->locks[i];
    }
    if (!sim_grow(&live->locks, &live->lock_room, live->lock_count, sizeof(*live->locks)))
        return NULL;
    live->locks[live->lock_count] = (struct live_lock){ .process = process, .index = index };
    return &live->locks[live->lock_count++];
}

/* ---- words ---- */

static void enter(struct live_thread *thread, enum live_state state, uint64_t time)
{
    if (!thread->counted) { /* its first word */
        thread->counted = thread->since = time;
        thread->state = state;
    }
    if (time > thread->counted) {
        thread->spent[thread->state] += time - thread->counted;
        thread->counted = time;
    }
    if (thread->state != state)
        thread->since = time;
    thread->state = state;
}

static bool note_take(struct live *live, uint32_t thread, uint32_t process, unsigned lock,
                      uint64_t time)
{
    struct live_lock *of = lock_of(live, process, lock);

    if (!of ||
        !sim_grow(&live->takes, &live->take_room, live->take_count, sizeof(*live->takes)))
        return false;
    live->takes[live->take_count++] =
        (struct live_take){ time, (uint32_t)(of - live->locks), thread };
    return true;
}

static bool take_word(struct live *live, uint32_t id, uint64_t word)
{
    struct live_thread *thread = &live->threads[id];
    uint64_t time = live->processes[thread->process].began + part_word_time(word);
    unsigned lock = part_word_lock(word);

    switch (part_word_kind(word)) {
    case PART_TAKE:
        enter(thread, LIVE_HOLDING, time);
        thread->lock = lock;
        return note_take(live, id, thread->process, lock, time);
    case PART_DROP:
        enter(thread, LIVE_OUTSIDE, time);
        break;
    case PART_MUTEX:
    case PART_WAIT:
        enter(thread, LIVE_WAITING, time);
        thread->lock = lock;
        break;
    case PART_FORCED:
        enter(thread, LIVE_WAITING, time); /* until somebody else has it */
        thread->yields = true;
        break;
    case PART_WOKEN:
        if (thread->yields || thread->state != LIVE_WAITING)
            enter(thread, LIVE_OUTSIDE, time);
        thread->yields = false;
        break;
    case PART_LEAVE:
        enter(thread,
              names_are_free(live->processes[thread->process].version) ? LIVE_OUTSIDE
                                                                       : LIVE_ENDED,
              time);
        break;
    case PART_END:
        enter(thread, LIVE_ENDED, time);
        break;
    default:
        break;
    }
    return true;
}

/* ---- chunks ---- */

#define AT_ONCE 1024

/* What is new in it. A word that was taken back since is one that was let go for a moment. */
static bool read_words(struct live *live, int file, struct live_chunk *chunk, uint32_t used)
{
    uint64_t words[AT_ONCE];

    if (used < chunk->used) {
        enter(&live->threads[chunk->thread], LIVE_HOLDING, live->now);
        chunk->used = used;
    }
    while (chunk->used < used) {
        size_t wanted = used - chunk->used < AT_ONCE ? used - chunk->used : AT_ONCE;
        off_t at = (off_t)(chunk->at + sizeof(struct part_chunk) + chunk->used * 8ull);

        if (pread(file, words, wanted * 8, at) != (ssize_t)(wanted * 8))
            return true;
        for (size_t i = 0; i < wanted; i++) {
            if (!take_word(live, chunk->thread, words[i]))
                return false;
        }
        chunk->used += (uint32_t)wanted;
    }
    return true;
}

/* Where the chunk that lies at `at` stands in its process's list, or would. */
static size_t chunk_place(const struct live_process *process, uint64_t at)
{
    size_t first = 0, end = process->chunk_count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;

        if (process->chunks[middle].at < at)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

static struct live_chunk *chunk_at(struct live_process *process, uint64_t at)
{
    size_t place = chunk_place(process, at);

    return place < process->chunk_count && process->chunks[place].at == at
               ? &process->chunks[place]
               : NULL;
}

static struct live_chunk *add_chunk(struct live *live, uint32_t process, uint64_t at,
                                    const struct part_chunk *head)
{
    struct live_process *its = &live->processes[process];
    struct live_thread *thread = thread_of(live, process, head);
    size_t place = chunk_place(its, at);

    if (!thread ||
        !sim_grow(&its->chunks, &its->chunk_room, its->chunk_count, sizeof(*its->chunks)))
        return NULL;
    memmove(its->chunks + place + 1, its->chunks + place,
            (its->chunk_count++ - place) * sizeof(*its->chunks));
    its->chunks[place] = (struct live_chunk){
        .thread = (uint32_t)(thread - live->threads),
        .at = at,
        .size = head->size,
    };
    return &its->chunks[place];
}

/* A chunk that is full is not looked at again. */
static bool is_done(const struct live_chunk *chunk)
{
    return chunk->used == (chunk->size - sizeof(struct part_chunk)) / 8;
}

static void rename_thread(struct live *live, struct live_thread *thread,
                          const char name[PART_NAME])
{
    char before[sizeof(thread->name)];

    memcpy(before, thread->name, sizeof(before));
    names_copy_name(thread->name, name);
    live->renamed |= strcmp(before, thread->name) != 0;
}

static bool read_chunk(struct live *live, int file, uint32_t process, uint64_t *at, bool *done)
{
    struct live_chunk *chunk = chunk_at(&live->processes[process], *at);
    struct part_chunk head;

    if (chunk && is_done(chunk)) {
        *at += chunk->size;
        *done = true;
        return true;
    }
    if (pread(file, &head, sizeof(head), (off_t)*at) != sizeof(head) ||
        head.magic != PART_CHUNK_MAGIC || head.size < PART_CHUNK_LEAST ||
        head.size > PART_CHUNK_MOST || head.used > (head.size - sizeof(head)) / 8) {
        *at += PART_CHUNK_LEAST; /* claimed, and not begun yet */
        return true;
    }
    if (!chunk && !(chunk = add_chunk(live, process, *at, &head)))
        return false;
    rename_thread(live, &live->threads[chunk->thread], head.name);
    *at += chunk->size;
    return read_words(live, file, chunk, head.used);
}

/* ---- parts ---- */

static bool read_part(struct live *live, int file, uint32_t process)
{
    struct live_process *its = &live->processes[process];
    struct part_head head;
    off_t size = lseek(file, 0, SEEK_END);

    if (pread(file, &head, sizeof(head), 0) != sizeof(head) ||
        memcmp(head.magic, PART_MAGIC, sizeof(head.magic)) != 0)
        return true; /* just being made */
    its->pid = head.pid;
    its->began = head.began;
    its->ended = head.ended != 0;
    names_copy_text(its->version, head.version, sizeof(its->version));
    names_copy_name(its->name, head.name);
    if (!its->done)
        its->done = PART_HEAD_SIZE;
    for (uint64_t at = its->done; size > 0 && at < (uint64_t)size;) {
        bool all_done = at == its->done, done = false;

        if (!read_chunk(live, file, process, &at, &done))
            return false;
        if (all_done && done)
            its->done = at;
    }
    return true;
}

/* Index of the process whose part this is. */
static bool find_process(struct live *live, const char *file, uint32_t *process)
{
    for (*process = 0; *process < live->process_count; ++*process) {
        if (!strcmp(live->processes[*process].file, file))
            return true;
    }
    if (!sim_grow(&live->processes, &live->process_room, live->process_count,
                  sizeof(*live->processes)))
        return false;
    live->processes[live->process_count] = (struct live_process){ 0 };
    snprintf(live->processes[live->process_count++].file, sizeof(live->processes->file), "%s",
             file);
    return true;
}

static bool read_file(struct live *live, const char *name)
{
    char path[PATH_MAX];
    uint32_t process;
    bool good;
    int file;

    if (name[0] < '0' || name[0] > '9' || strlen(name) >= sizeof(live->processes->file) ||
        snprintf(path, sizeof(path), "%s/%s", live->folder, name) >= (int)sizeof(path))
        return true; /* no part */
    if (!find_process(live, name, &process))
        return false;
    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return true;
    good = read_part(live, file, process);
    close(file);
    return good;
}

/* ---- afterwards ---- */

static int compare_takes(const void *left, const void *right)
{
    const struct live_take *a = left, *b = right;

    return a->time < b->time ? -1 : a->time > b->time;
}

static void count_takes(struct live *live)
{
    if (live->take_count)
        qsort(live->takes, live->take_count, sizeof(*live->takes), compare_takes);
    for (size_t i = 0; i < live->take_count; i++) {
        struct live_lock *lock = &live->locks[live->takes[i].lock];
        bool other = lock->last && lock->last != live->takes[i].thread + 1;

        lock->takes++;
        lock->handoffs += other;
        lock->all_handoffs += other;
        lock->last = live->takes[i].thread + 1;
    }
    live->take_count = 0;
}

/* What the kernel tells of it. */
static void ask_kernel(struct live *live, struct live_thread *thread)
{
    uint64_t cpu = 0, queued = 0;
    char path[64];
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%" PRIu32 "/task/%" PRIu32,
             live->processes[thread->process].pid, thread->tid);
    if (access(path, F_OK) != 0)
        enter(thread, LIVE_ENDED, live->now); /* it was killed */
    strcat(path, "/schedstat");
    file = fopen(path, "r");
    thread->cpu = thread->queued = 0;
    if (file && fscanf(file, "%" SCNu64 " %" SCNu64, &cpu, &queued) == 2) {
        if (thread->known) {
            thread->cpu = cpu - thread->cpu_before;
            thread->queued = queued - thread->queued_before;
        }
        thread->cpu_before = cpu;
        thread->queued_before = queued;
        thread->known = true;
    } else {
        thread->known = false;
    }
    if (file)
        fclose(file);
}

static void find_owners(struct live *live)
{
    for (size_t i = 0; i < live->lock_count; i++)
        live->locks[i].owner = 0;
    for (size_t i = 0; i < live->thread_count; i++) {
        struct live_thread *thread = &live->threads[i];

        if (live->processes[thread->process].ended)
            enter(thread, LIVE_ENDED, live->now);
        enter(thread, thread->state, live->now);
        if (thread->state != LIVE_ENDED)
            ask_kernel(live, thread);
        if (thread->state == LIVE_HOLDING) {
            struct live_lock *lock = lock_of(live, thread->process, thread->lock);

            if (lock)
                lock->owner = (uint32_t)i + 1;
        }
    }
}

/* ---- names ---- */

static struct names_thread name_of(const struct live *live, const struct live_thread *thread)
{
    const struct live_process *its = &live->processes[thread->process];

    return (struct names_thread){ .process = thread->process,
                                  .place = thread->number,
                                  .process_name = its->name,
                                  .name = thread->name,
                                  .first = thread->tid == its->pid,
                                  .alone = thread->alone,
                                  .number = thread->named };
}

/* Each time a thread has come up or has got another name. */
static bool tell_apart(struct live *live)
{
    struct names_thread *names = calloc(live->thread_count + 1, sizeof(*names));
    bool good;

    for (size_t i = 0; names && i < live->thread_count; i++)
        names[i] = name_of(live, &live->threads[i]);
    good = names && names_tell_apart(names, live->thread_count);
    for (size_t i = 0; good && i < live->thread_count; i++) {
        live->threads[i].alone = names[i].alone;
        live->threads[i].named = names[i].number;
    }
    free(names);
    live->renamed = !good;
    return good;
}

/* ---- looking ---- */

static void forget_counts(struct live *live)
{
    for (size_t i = 0; i < live->thread_count; i++)
        memset(live->threads[i].spent, 0, sizeof(live->threads[i].spent));
    for (size_t i = 0; i < live->lock_count; i++)
        live->locks[i].takes = live->locks[i].handoffs = 0;
}

bool live_look(struct live *live, uint64_t now)
{
    DIR *listing = opendir(live->folder);
    struct dirent *entry;
    bool good = true;

    live->before = live->now;
    live->now = now;
    forget_counts(live);
    while (listing && good && (entry = readdir(listing)) != NULL)
        good = read_file(live, entry->d_name);
    if (listing)
        closedir(listing);
    count_takes(live);
    find_owners(live);
    return good && (!live->renamed || tell_apart(live));
}

void live_begin(struct live *live, const char *folder, uint64_t now)
{
    *live = (struct live){ .folder = folder, .now = now, .before = now };
}

void live_end(struct live *live)
{
    for (size_t i = 0; i < live->process_count; i++)
        free(live->processes[i].chunks);
    free(live->processes);
    free(live->threads);
    free(live->locks);
    free(live->takes);
}

uint32_t live_place(const struct live *live, uint32_t index)
{
    const struct live_process *process = &live->processes[index];
    uint32_t place = 0;

    for (size_t i = 0; i < live->process_count; i++) {
        const struct live_process *other = &live->processes[i];

        place += other->began &&
                 (other->began < process->began ||
                  (other->began == process->began && strcmp(other->file, process->file) < 0));
    }
    return place;
}

void live_name(const struct live *live, const struct live_thread *thread, char name[NAMES_ROOM])
{
    struct names_thread its = name_of(live, thread);

    its.process = live_place(live, thread->process);
    names_put(name, &its);
}
