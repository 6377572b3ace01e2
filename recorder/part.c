/* SPDX-License-Identifier: GPL-3.0-or-later
 * Writing a part: chunks that are claimed, reserved, mapped and filled. */
#include "recorder/preload.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * The file is opened anew for each chunk and closed again, so that the program never meets a
 * descriptor that it did not open, and may close all those it did not.
 *
 * A child of fork has copies of these variables and, as its parent, the maps of the parent's
 * part. It must not write there. What tells it so is a page that the kernel wipes in a child: the
 * generation in it is then no longer the thread's, whichever way the child was made. It begins a
 * part of its own at its first word. A child of vfork or posix_spawn shares the parent's memory,
 * that page included, but calls no interpreter before it calls another program.
 *
 * Where a recording has an end, whoever writes at or behind it stops; whoever finds no room within
 * the size that was given makes the time of the word that it has to leave out that end, for all.
 *
 * Space is reserved before it is mapped: a write to a map that the file system finds no block for
 * would end the program.
 *
 * Where a chunk cannot be had, the words of the thread are left out, and the last one of its chunk says
 * so. To ask for one at each of them would cost the program more than the words do. So it is asked
 * again only where that may help, and then seldom.
 */
struct present {
    _Atomic uint64_t generation; /* of the part that is open; 0: none is */
    atomic_flag busy;            /* somebody is beginning it */
};

static struct {
    char folder[PATH_MAX];
    char file[PATH_MAX];
    struct part_head *head;
    uint64_t began;
    uint64_t generations; /* so far */
    uint64_t page;        /* bytes; a power of two */
    uint64_t again;       /* when to try once more to begin one that could not be */
    pthread_key_t key;    /* has a destructor: tells when a thread ends */
    bool has_key;
} part;

static struct present *present;
bool part_is_free;

/* Shared by all processes of the recording; where nobody gave one, there is no end. */
static struct recording_head endless = { .until = PART_NEVER, .room = INT64_MAX };
static struct recording_head *shared = &endless;

uint64_t part_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

bool part_is_on(void)
{
    return present != NULL;
}

/* ---- preparing ---- */

static void wipe(void)
{
    atomic_store(&present->generation, 0);
    atomic_flag_clear(&present->busy);
}

/* pthread_atfork, by the name that the C library at hand has for it: linked in, it would be that of the
 * one this was built with. */
static void wipe_by_hand(void)
{
    int (*watch)(void (*)(void), void (*)(void), void (*)(void), void *);
    void *found = dlsym(RTLD_DEFAULT, "__register_atfork");

    if (!found)
        found = dlsym(RTLD_DEFAULT, "pthread_atfork"); /* and leaves the last argument alone */
    if (!found)
        return;
    memcpy(&watch, &found, sizeof(watch));
    watch(NULL, NULL, wipe, NULL);
}

static void share_head(void)
{
    char path[PATH_MAX + sizeof(PART_HEAD_FILE) + 1];
    void *page = MAP_FAILED;
    int file;

    snprintf(path, sizeof(path), "%s/%s", part.folder, PART_HEAD_FILE);
    file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0)
        return;
    if (lseek(file, 0, SEEK_END) >= (off_t)sizeof(*shared))
        page = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    real.close(file);
    if (page != MAP_FAILED)
        shared = page;
}

void part_prepare(void)
{
    const char *folder = exec_take_back();
    void *page;

    if (!folder || strlen(folder) >= sizeof(part.folder))
        return;
    page = mmap(NULL, sizeof(*present), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                0);
    if (page == MAP_FAILED)
        return;
    strcpy(part.folder, folder);
    exec_prepare(folder);
    share_head();
    part.page = (uint64_t)sysconf(_SC_PAGESIZE);
    present = page;
    if (madvise(page, sizeof(*present), MADV_WIPEONFORK) != 0)
        wipe_by_hand(); /* a kernel before 4.14 */
}

/* ---- beginning a part ---- */

/* What is mapped begins and ends with a page, which is larger on some machines than a head. */
static uint64_t in_pages(uint64_t size)
{
    return (size + part.page - 1) & ~(part.page - 1);
}

/* Takes so many bytes from what the recording may have; false when it would be too many. */
static bool take_room(uint64_t size)
{
    if (__atomic_sub_fetch(&shared->room, (int64_t)size, __ATOMIC_RELAXED) >= 0)
        return true;
    self.over = true;
    return false;
}

/* Nothing counts from this time on, for anybody. */
static void end_recording(uint64_t time)
{
    uint64_t until = __atomic_load_n(&shared->until, __ATOMIC_RELAXED);

    while (time < until && !__atomic_compare_exchange_n(&shared->until, &until, time, true,
                                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED))
        continue;
}

#define AGAIN_NS 10000000

/* Tells why there is none; returns when to try again. */
static uint64_t note_missing(int error)
{
    bool none_free = error == EMFILE || error == ENFILE;
    enum part_cause cause = none_free                            ? PART_CAUSE_DESCRIPTOR
                            : error == EFBIG                     ? PART_CAUSE_LIMIT
                            : error == ENOSPC || error == EDQUOT ? PART_CAUSE_SPACE
                                                                 : PART_CAUSE_ACCESS;

    __atomic_or_fetch(&shared->causes, 1u << cause, __ATOMIC_RELAXED);
    return none_free || error == EINTR ? part_now() + AGAIN_NS : PART_NEVER;
}

/* A signal may come in between, and those of a timer again and again. */
#define TRIES 100

/* 0 or an error. Beyond the limit lies not an error but a signal, which would end the program. */
static int reserve(int file, uint64_t offset, size_t size)
{
    struct rlimit limit;
    int error = EINTR;

    if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && offset + size > limit.rlim_cur)
        return EFBIG;
    for (int i = 0; i < TRIES && error == EINTR; i++)
        error = posix_fallocate(file, (off_t)offset, (off_t)size);
    return error;
}

/* Reserves and maps part of the file; NULL, with errno, when there is no room. */
static void *map(int file, uint64_t offset, size_t size)
{
    void *found;

    errno = reserve(file, offset, size);
    if (errno)
        return NULL;
    found = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, (off_t)offset);
    return found == MAP_FAILED ? NULL : found;
}

/* A process that calls another program keeps its id: the second part gets another number. Below 0,
 * with errno, when there is none. */
static int create_file(void)
{
    for (int i = 0; i < 1000; i++) {
        int file;

        if (snprintf(part.file, sizeof(part.file), "%s/%d-%d", part.folder, (int)getpid(), i) >=
            (int)sizeof(part.file))
            break;
        file = open(part.file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (file >= 0 || errno != EEXIST)
            return file;
    }
    errno = ENAMETOOLONG;
    return -1;
}

static void read_command(struct part_head *head)
{
    int file = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? 0 : real.read(file, head->command, sizeof(head->command) - 1);

    if (file >= 0)
        real.close(file);
    for (ssize_t i = 0; i + 1 < length; i++) {
        if (!head->command[i])
            head->command[i] = ' ';
    }
    prctl(PR_GET_NAME, head->name);
}

/* The interpreter is asked itself. The thread has just taken its lock, so nobody else is asking,
 * and the answer lies in memory of the interpreter's own. A build that can do without its lock says
 * "free-threading build" (Python/getversion.c, 3.13 and 3.14): 3.14.0t. */
static void read_version(struct part_head *head)
{
    const char *(*ask)(void);
    void *found = dlsym(RTLD_DEFAULT, "Py_GetVersion");
    size_t length;

    if (!found) {
        dlerror(); /* the program did not err */
        return;
    }
    memcpy(&ask, &found, sizeof(ask));
    length = strcspn(ask(), " ");
    if (length > PART_VERSION - 2)
        length = PART_VERSION - 2;
    memcpy(head->version, ask(), length);
    part_is_free = strstr(ask(), "free-threading") != NULL;
    if (part_is_free)
        head->version[length] = 't';
}

void part_tell_locks(void)
{
    struct part_head *head = part.head;
    uint32_t count = __atomic_load_n(&part_lock_count, __ATOMIC_ACQUIRE);

    if (!head || atomic_load(&present->generation) != part.generations)
        return;
    memcpy(head->lock, part_locks, count * sizeof(*part_locks));
    __atomic_store_n(&head->locks, count, __ATOMIC_RELEASE);
}

static void count(size_t offset)
{
    if (part.head && atomic_load(&present->generation) == part.generations)
        __atomic_add_fetch((uint64_t *)(void *)((char *)part.head + offset), 1,
                           __ATOMIC_RELAXED);
}

void part_note_crowded(void)
{
    count(offsetof(struct part_head, crowded));
}

void part_note_asked(void)
{
    count(offsetof(struct part_head, asked));
}

static void end_thread(void *context);

/* Of a new file; NULL when there is none. */
static struct part_head *make_head(void)
{
    struct part_head *head = NULL;
    int file = create_file();

    part.again = PART_NEVER;
    if (file < 0 || (take_room(in_pages(PART_HEAD_SIZE)) &&
                     !(head = map(file, 0, in_pages(PART_HEAD_SIZE)))))
        part.again = note_missing(errno);
    if (file >= 0)
        real.close(file);
    if (file >= 0 && !head)
        unlink(part.file);
    return head;
}

static void begin_part(void)
{
    struct part_head *head = make_head();

    if (!head)
        return;
    part.began = part_now();
    *head = (struct part_head){ .pid = (uint32_t)getpid(),
                                .parent = (uint32_t)getppid(),
                                .began = part.began,
                                .sections = 1,
                                .claimed = in_pages(PART_HEAD_SIZE) };
    read_command(head);
    read_version(head);
    if (!part.has_key)
        part.has_key = pthread_key_create(&part.key, end_thread) == 0;
    memcpy(head->magic, PART_MAGIC, sizeof(head->magic));
    part.head = head;
}

bool part_is_child(void)
{
    return present && part.generations && !atomic_load(&present->generation);
}

/* Sees to it that a part is open in this process. Another thread that comes by meanwhile loses
 * the word it wanted to write. */
static bool open_part(void)
{
    if (atomic_load(&present->generation) &&
        (part.head || part.again == PART_NEVER || part_now() < part.again))
        return part.head != NULL;
    if (atomic_flag_test_and_set(&present->busy))
        return false;
    part.head = NULL;
    protocol_begin();
    begin_part();
    part.generations++;
    atomic_store(&present->generation, part.generations);
    atomic_flag_clear(&present->busy);
    part_tell_locks();
    return part.head != NULL;
}

/* ---- chunks ---- */

static void release_chunk(void)
{
    if (self.chunk && self.generation == atomic_load(&present->generation))
        munmap(self.chunk, self.chunk->size);
    self.chunk = NULL;
    self.next = self.end = NULL;
}

static uint32_t next_size(void)
{
    uint64_t size = (uint64_t)PART_CHUNK_LEAST << (self.order < 6 ? self.order : 6);

    return (uint32_t)in_pages(size < PART_CHUNK_MOST ? size : PART_CHUNK_MOST);
}

/* A chunk of the file; NULL, with errno, when there is none. */
static struct part_chunk *claim_chunk(uint32_t size)
{
    struct part_chunk *chunk = NULL;
    int file = open(part.file, O_RDWR | O_CLOEXEC);

    if (file < 0)
        return NULL;
    if (take_room(size))
        chunk =
            map(file, __atomic_fetch_add(&part.head->claimed, size, __ATOMIC_RELAXED), size);
    real.close(file);
    return chunk;
}

/* The last place of a chunk is kept for what tells that the thread has found no other. */
static void begin_chunk(struct part_chunk *chunk, uint32_t size)
{
    chunk->size = size;
    chunk->thread = self.number;
    chunk->order = self.order++;
    chunk->tid = (uint32_t)syscall(SYS_gettid);
    prctl(PR_GET_NAME, chunk->name);
    __atomic_store_n(&chunk->magic, PART_CHUNK_MAGIC, __ATOMIC_RELEASE);
    self.chunk = chunk;
    self.next = (uint64_t *)(void *)(chunk + 1);
    self.end = (uint64_t *)(void *)((char *)chunk + size) - 1;
}

static void enter_generation(void)
{
    self.chunk = NULL; /* the parent's */
    self.generation = atomic_load(&present->generation);
    self.number = __atomic_add_fetch(&part.head->threads, 1, __ATOMIC_RELAXED);
    self.order = 0;
    self.full = false;
    self.fresh = true;
    if (part.has_key)
        real.setspecific(part.key, &self);
}

/* The room was looked for before; a signal's handler may have taken it since. */
static void append(uint64_t word)
{
    self.writing = true;
    if (__builtin_expect(self.next < self.end, 1)) {
        *self.next++ = word;
        __atomic_store_n(&self.chunk->used,
                         (uint32_t)(self.next - (uint64_t *)(void *)(self.chunk + 1)),
                         __ATOMIC_RELEASE);
    }
    self.writing = false;
}

/* What it has is not known from here on: when it is heard of again it begins anew. */
static void begin_gap(void)
{
    self.full = self.fresh = true;
    self.held = 0;
    self.dropped = false;
    if (!self.chunk)
        return;
    self.end++;
    append(part_word(PART_OBJECT, PART_GAP, 0));
}

static void change_chunk(void)
{
    uint32_t size = next_size();
    struct part_chunk *chunk = claim_chunk(size);

    if (!chunk && !self.over) {
        self.again = note_missing(errno);
        begin_gap();
    }
    release_chunk();
    if (chunk) {
        self.full = false;
        begin_chunk(chunk, size);
    }
}

static bool is_fresh(void)
{
    return self.generation != atomic_load(&present->generation) || !self.generation;
}

/* Has the thread found no room, and is not to look for some at this word? */
static bool is_in_vain(void)
{
    return self.over ||
           (self.full && !is_fresh() && (self.again == PART_NEVER || part_now() < self.again));
}

/* For a word and those that tell about it, so that these are never missing. */
static bool has_room(int words)
{
    return self.end - self.next >= words &&
           self.generation == atomic_load_explicit(&present->generation, memory_order_relaxed);
}

/* Makes room for a word: a part, a chunk. False when there is none. What the thread waits for here
 * is nothing that the program did. */
static bool make_room(void)
{
    bool fresh = is_fresh();
    struct quiet quiet;

    if (is_in_vain())
        return false;
    quiet = quiet_begin();
    self.writing = true;
    if (!self.counted && !fresh) /* of a new thread nothing counts yet */
        away_count();
    if (open_part()) {
        if (fresh)
            enter_generation();
        change_chunk();
        if (!fresh)
            away_skip(AWAY_LONG_NS);
    }
    self.writing = false;
    quiet_end(quiet);
    return has_room(1);
}

/* For words that tell about another: behind a gap they do not come first. */
static bool finds_room(int words)
{
    return __builtin_expect(has_room(words), 1) || (!part_is_deaf() && make_room());
}

/* The recording has ended: gives back what the thread has, once. What would have told about this
 * word finds no room. */
static void stop(void)
{
    self.over = true;
    if (self.next)
        release_chunk();
}

uint64_t part_word_of(enum part_kind kind, unsigned lock, uint64_t time)
{
    return part_word(kind, lock, time > part.began ? time - part.began : 0);
}

bool part_take_back(uint64_t word)
{
    uint64_t *words = (uint64_t *)(void *)(self.chunk + 1);

    if (!part_is_known() || self.next == words || self.next[-1] != word)
        return false;
    self.next--;
    __atomic_store_n(&self.chunk->used, (uint32_t)(self.next - words), __ATOMIC_RELEASE);
    return true;
}

void part_write(enum part_kind kind, unsigned lock, uint64_t time)
{
    if (__builtin_expect(time >= __atomic_load_n(&shared->until, __ATOMIC_RELAXED), 0)) {
        stop();
        return;
    }
    if (__builtin_expect(!has_room(5), 0) &&
        ((self.full && kind == PART_DROP) || !make_room())) {
        if (self.over)
            end_recording(time);
        else if (self.full)
            count(offsetof(struct part_head, lost));
        return;
    }
    append(part_word_of(kind, lock, time));
    if (__builtin_expect(self.fresh, 0)) {
        self.fresh = false;
        part_write_cpu(0); /* what was used before does not count */
        away_skip(AWAY_LONG_NS);
        stretch_begin(time);
    }
}

void part_make_room(void)
{
    bool counted = self.counted;

    if (__builtin_expect(!present || has_room(6), 1) || part_is_deaf())
        return;
    make_room();
    self.counted = counted; /* no stretch ends here */
}

/* ---- processor time ---- */

static uint64_t what_blocked(unsigned blocked)
{
    if (blocked == PART_BLOCK_INPUT)
        return ends_of(self.file, ENDS_READER);
    if (blocked == PART_BLOCK_LOCK)
        return ends_of_semaphore((const sem_t *)(uintptr_t)self.object);
    return self.object;
}

void part_write_cpu(uint64_t length)
{
    struct away away = { self.blocked, 0 };
    uint64_t now;

    if (!finds_room(4))
        return;
    now = away_processor_time();
    if (now - self.cpu + AWAY_NS < length)
        away = away_judge(length - (now - self.cpu));
    self.cpu = now;
    append(part_word(PART_CPU, away.blocked, now));
    if (part_block_has_object(away.blocked))
        part_write_object(what_blocked(away.blocked));
    if (away.queued)
        append(part_word(PART_OBJECT, PART_QUEUED, away.queued));
    if (self.fought)
        append(part_word(PART_OBJECT, PART_FOUGHT, self.fought));
    self.fought = 0;
}

void part_write_object(uint64_t object)
{
    if (finds_room(1))
        append(part_word(PART_OBJECT, 0, object));
}

void part_write_number(unsigned tag, uint64_t number)
{
    if (finds_room(1))
        append(part_word(PART_OBJECT, tag, number));
}

/* All of it or nothing, and in one chunk. */
void part_write_section(uint32_t number, bool waited, uint64_t taken, uint64_t released)
{
    if (!finds_room(3))
        return;
    append(part_word(PART_OBJECT, PART_SECTION, number | (waited ? PART_SECTION_WAITED : 0)));
    append(part_word_of(PART_OBJECT, PART_TAKEN, taken));
    append(part_word_of(PART_OBJECT, PART_RELEASED, released));
}

/* ---- the end ---- */

static bool is_ours(void)
{
    return present && part.head && atomic_load(&present->generation) == part.generations &&
           part.head->pid == (uint32_t)getpid();
}

bool part_is_known(void)
{
    return self.chunk && present &&
           self.generation == atomic_load_explicit(&present->generation, memory_order_relaxed);
}

/* What comes when the recording has ended does not count. */
void part_blocks(unsigned blocked)
{
    uint64_t until = __atomic_load_n(&shared->until, __ATOMIC_RELAXED);

    if (part_is_known() && (until == PART_NEVER || part_now() < until))
        self.chunk->blocked = blocked;
}

void part_tell_name(void)
{
    if (part_is_known())
        prctl(PR_GET_NAME, self.chunk->name);
}

static void write_end(uint64_t now)
{
    ticks_settle();
    part_write(PART_END, self.lock, now);
    if (now - self.since >= PART_LONG_NS)
        part_write_cpu(now - self.since);
    self.since = now;
}

static void end_thread(void *context)
{
    (void)context;
    if (!is_ours() || !self.chunk || self.generation != part.generations)
        return;
    part_tell_name();
    write_end(part_now());
    if (self.chunk)
        release_chunk();
}

/* Of the other threads nobody knows what they are in; of this one it is known how much it has
 * computed since it came to have the lock, or let it go. */
void part_end(void)
{
    uint64_t now;

    if (!is_ours())
        return;
    now = part_now();
    if (self.chunk && self.generation == part.generations) {
        part_tell_name();
        write_end(now);
    }
    part.head->ended = now;
}

void part_becomes(bool another)
{
    if (is_ours())
        part.head->ended = another ? part_now() : 0;
}
