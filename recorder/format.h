/* SPDX-License-Identifier: GPL-3.0-or-later
 * How a recording lies on disk. */
#ifndef INTERLOCK_RECORDER_FORMAT_H
#define INTERLOCK_RECORDER_FORMAT_H

#include <stdint.h>

/*
 * While the recorded program runs, each of its processes that uses an interpreter lock writes one
 * file, a part, into a folder. When it has ended, the parts are put behind each other into the
 * recording. A folder that was left behind, since the recorder itself was killed, is as readable.
 *
 *     recording   | recording_head | part | part | ...        each part 8-byte aligned
 *     folder      head: a recording_head alone; one file for each part
 *     part        | part_head, 4096 bytes | chunk | chunk | ...
 *     chunk       | part_chunk, 64 bytes | word | word | ...
 *
 * Everything is in the byte order of the machine that recorded; the magic of another byte order
 * does not match.
 *
 * A part is written through shared maps, by all threads of the process at once and without a
 * lock between them: a thread claims a chunk by adding its size to `claimed`, has the space
 * reserved, and from then on writes there alone. The number of words is published behind the
 * words. So whatever ends the process, at any instruction, what is there is whole: the kernel
 * keeps the pages of a killed process. When no chunk can be had, what a thread does is left out, and
 * `lost` counts what is missing; a word tells where the gap begins, and `causes` in the head what it
 * was for want of.
 *
 * The head in the folder is shared by all: a recording may have an end before that of the program,
 * at a time given beforehand or when it has taken so much space. Nothing is written of what comes
 * later, by any thread of any process, so that what is there ends everywhere at the same time.
 *
 * Parts and chunks begin on multiples of 8 bytes. No word looks like the first eight bytes of a
 * magic (there is no kind 15), so a reader that has lost its way looks for the next one.
 *
 * A word is one thing that a thread did with a lock, and stands by itself:
 *
 *     63    60 59    54 53                                   0
 *     +-------+--------+--------------------------------------+
 *     | kind  | lock   | nanoseconds since the part's `began` |
 *     +-------+--------+--------------------------------------+
 *
 * A CPU word tells about the word before it: the processor time that the thread had used by
 * then. One follows where a wait for the lock ended, and where the stretch of time that ended there
 * lasted PART_LONG_NS or more; in a shorter one a thread is taken to have computed. In its place for
 * a lock is an enum part_block.
 *
 * An OBJECT word tells about the word before it: what was posted, or waited for in the stretch of
 * time that a CPU word is about. An address is that of a semaphore and means something in its
 * process alone; with PART_OBJECT_SHARED it is a number made of what both ends know, of a pipe, of
 * a connection, of a semaphore that has a name, of a process that others wait for. With PART_BYTES
 * in place of a lock it is how many bytes were written (then POST has two, the name first) or read.
 * With PART_QUEUED, behind a CPU word, it is for how much of the stretch the thread waited for
 * nothing but a processor, where it was both blocked and preempted; with PART_FOUGHT, for how much of
 * what it had used since the CPU word before it let a lock of ticks go and took it again. Who has waited for a process that
 * a signal ended, and which could write nothing of that itself, posts that process's object, and
 * with PART_USED, if it is known, says how much processor time it had used.
 *
 * Three OBJECT words behind each other tell of a section, in which the thread had a lock of the program,
 * when it is over: PART_SECTION has the lock's number in its process, PART_TAKEN and PART_RELEASED when
 * it began and ended. They say nothing about the words around them, and readers that do not know them
 * pass them over. Told are sections of PART_LONG_NS and more, and those that somebody waited for.
 *
 * PART_GAP in place of a lock: of what the thread did from the word before it on, up to the next one, or
 * for good, nothing is told. Locks that it had then it may not have any more.
 */
#define RECORDING_MAGIC "interlo\xf0rec 1\r\n" /* with its zero byte 16 */
#define PART_MAGIC "interlo\xf1part 1\n"
#define PART_CHUNK_MAGIC 0xf26b6e7568632020ull

#define PART_HEAD_SIZE 4096
#define PART_CHUNK_LEAST 4096
#define PART_CHUNK_MOST 262144
#define PART_LOCKS 56
#define PART_LONG_NS 20000

#define PART_NAME 16
#define PART_VERSION 64
#define PART_COMMAND 1024

#define PART_NEVER UINT64_MAX

struct recording_head {
    char magic[16];
    uint32_t root;      /* process id of the command */
    int32_t status;     /* its exit status, -N when signal N ended it */
    uint64_t began;     /* CLOCK_MONOTONIC when it was started */
    uint64_t ended;     /* and when it had ended; 0: not known */
    uint64_t began_at;  /* CLOCK_REALTIME when it was started */
    uint32_t cores;     /* that it could run on */
    uint32_t causes;    /* why words are missing: bit per enum part_cause */
    uint64_t processor; /* time used by it and those of its children that it waited for */
    uint64_t until; /* CLOCK_MONOTONIC from which on nothing is recorded; PART_NEVER: no end */
    int64_t room;   /* bytes that parts may still take; below 0: they wanted more */
    char command[PART_COMMAND];
};

enum part_cause {
    PART_CAUSE_SPACE,      /* the disk was full */
    PART_CAUSE_LIMIT,      /* a process may not write larger files */
    PART_CAUSE_DESCRIPTOR, /* none was free for a moment */
    PART_CAUSE_ACCESS,     /* the folder could not be written to, or the file mapped */
    PART_CAUSE_COUNT
};

enum part_lock_state {
    PART_LOCK_NONE,
    PART_LOCK_LIKELY,    /* taken in the manner of an interpreter lock */
    PART_LOCK_CONFIRMED, /* and let go in that manner */
    PART_LOCK_LENT, /* so far only for a moment each time: by a build that does without its lock,
                       while it imports a module that might need it */
};

/* An interpreter lock: its four parts, by which it was known. */
struct part_lock {
    uint64_t mutex, cond, switch_mutex, switch_cond; /* addresses */
    uint64_t interval; /* switch interval as last seen, 0 not known */
    uint32_t state;    /* enum part_lock_state */
    uint32_t ticks;    /* 1: a semaphore, in `mutex`, that CPython up to 3.1 has */
};

struct part_head {
    char magic[16];
    uint32_t pid, parent;
    uint64_t began;   /* CLOCK_MONOTONIC */
    uint64_t ended;   /* likewise; 0: no exit was seen */
    uint64_t claimed; /* bytes, this head included */
    uint64_t lost;    /* words that found no room */
    uint64_t asked;   /* times that the kernel was asked how long a thread was ready */
    uint64_t crowded; /* takes of locks beyond PART_LOCKS: nothing else is known of them */
    uint32_t locks;   /* in `lock` */
    uint32_t threads; /* that wrote something */
    char version[PART_VERSION]; /* as the interpreter says; empty: not known */
    char name[PART_NAME];       /* of the process */
    char command[PART_COMMAND];
    struct part_lock lock[PART_LOCKS];
    uint32_t sections; /* 1: they are told; 0: by a recorder that did not know of them */
    uint32_t unused;
};

struct part_chunk {
    uint64_t magic;
    uint32_t size;   /* bytes, this head included */
    uint32_t used;   /* words, published last */
    uint32_t thread; /* number in the process, in order of appearance: ids are used again */
    uint32_t order;  /* of the thread's chunks, from 0 */
    uint32_t tid;
    uint32_t blocked;     /* enum part_block: in what it may be, now that no word tells of it */
    char name[PART_NAME]; /* of the thread, when the chunk was begun or the thread ended */
    uint64_t reserved[2];
};

enum part_kind {
    PART_NONE,
    PART_TAKE,   /* has the lock from now on */
    PART_DROP,   /* has it no more */
    PART_MUTEX,  /* wants it and finds its mutex locked */
    PART_WAIT,   /* wants it and goes to sleep for the switch interval */
    PART_EXPIRE, /* the interval is over */
    PART_WOKEN, /* it was woken before that; whether in vain, the next word says. Behind FORCED and
                    YIELD: somebody else has taken the lock, and it goes on without it, as does,
                    in a build that can do without its lock, a thread that did not want it */
    PART_LEAVE, /* does not want it any more: the interpreter is being shut down; in a build that
                    can do without its lock, that is so from now on, and the thread goes on */
    PART_FORCED, /* the drop just before was on request */
    PART_YIELD,  /* and now it waits until somebody else has taken the lock */
    PART_CPU,    /* see above */
    PART_POST,   /* does something that others may wait for */
    PART_OBJECT, /* see above, in place of a time; 0: it has no name */
    PART_END,    /* the thread ends */
    PART_READ,   /* has read what somebody may have written */
    PART_KIND_COUNT
};

/* Why a thread used less processor time than a stretch was long. */
enum part_block {
    PART_BLOCK_UNKNOWN,   /* it waited for something: usually input or output */
    PART_BLOCK_SLEEP,     /* asleep by its own wish */
    PART_BLOCK_LOCK,      /* it waited for another thread */
    PART_BLOCK_PREEMPTED, /* it waited for nothing but a processor */
    PART_BLOCK_INPUT,     /* for something to read; from whom, the object says if it is known */
    PART_BLOCK_CHILD,     /* for the end of a process */
    PART_BLOCK_COUNT
};

/* Does an OBJECT word tell more? */
static inline int part_block_has_object(unsigned block)
{
    return block == PART_BLOCK_LOCK || block == PART_BLOCK_INPUT || block == PART_BLOCK_CHILD;
}

#define PART_TIME_BITS 54
#define PART_TIME_MAX ((1ull << PART_TIME_BITS) - 1)
#define PART_OBJECT_SHARED (1ull << 53)

/* In an OBJECT word, in place of a lock: what it holds if it is no name. */
#define PART_BYTES 1
#define PART_QUEUED 2
#define PART_USED 3
#define PART_FOUGHT 4
#define PART_SECTION 5
#define PART_TAKEN 6
#define PART_RELEASED 7
#define PART_GAP 8

/* Beside the number of a lock: the thread had to wait until it could take it. */
#define PART_SECTION_WAITED (1ull << 32)

/* The object that those wait for who wait for the end of a process. */
static inline uint64_t part_process_object(uint32_t pid)
{
    return PART_OBJECT_SHARED | pid;
}

static inline int part_is_process(uint64_t object)
{
    return object & PART_OBJECT_SHARED && (object & ~PART_OBJECT_SHARED) <= UINT32_MAX;
}

static inline uint64_t part_word(enum part_kind kind, unsigned lock, uint64_t time)
{
    return (uint64_t)kind << 60 | (uint64_t)(lock & 63) << PART_TIME_BITS |
           (time < PART_TIME_MAX ? time : PART_TIME_MAX);
}

static inline enum part_kind part_word_kind(uint64_t word)
{
    return (enum part_kind)(word >> 60);
}

static inline unsigned part_word_lock(uint64_t word)
{
    return (unsigned)(word >> PART_TIME_BITS) & 63;
}

static inline uint64_t part_word_time(uint64_t word)
{
    return word & PART_TIME_MAX;
}

_Static_assert(sizeof(struct part_chunk) == 64, "the head of a chunk is 64 bytes");
_Static_assert(sizeof(struct part_head) <= PART_HEAD_SIZE, "the head of a part is one page");
_Static_assert(sizeof(struct recording_head) % 8 == 0, "parts are aligned");

/* The environment variable that names the folder for the parts; it is taken out, with the library,
 * before the program begins. */
#define PART_FOLDER_VARIABLE "INTERLOCK_RECORD_FOLDER"

/* The shared head in it. */
#define PART_HEAD_FILE "head"

#endif
