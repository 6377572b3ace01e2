/* SPDX-License-Identifier: GPL-3.0-or-later
 * Inside the recorded program: who is recording, what it calls, what it writes. */
#ifndef INTERLOCK_RECORDER_PRELOAD_H
#define INTERLOCK_RECORDER_PRELOAD_H

#include "recorder/format.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/poll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

/*
 * This code is a guest in somebody else's process. It allocates nothing, but for what the dynamic linker
 * does while it looks for functions, at the beginning; keeps no file open, changes no errno, sets no
 * signal handler, takes no lock that the program could hold, and changes nothing about where a thread may
 * be cancelled:
 * interpose.c and calls.c stand between the program and the C library, protocol.c and
 * ticks.c recognise interpreter locks in the calls that pass, holds.c those of the program, ends.c who is at the other end of a
 * pipe, away.c why a thread did not run; free.c sees to threads that have no lock, exec.c to
 * children, and part.c writes down what was seen.
 */

/* ---- the C library's own functions ---- */

struct real {
#define REAL(result, name, arguments) result(*name) arguments;
#define REAL_AS(symbol, result, name, arguments) result(*name) arguments;
#define REAL_SINCE(version, symbol, result, name, arguments) result(*name) arguments;
#include "recorder/real.def"
#undef REAL
#undef REAL_AS
#undef REAL_SINCE
};

extern struct real real;

/* Finds them, if nobody has yet. False while they are being looked for. */
bool real_ready(void);

/* ---- the calling thread ---- */

enum phase {
    PHASE_OUTSIDE,
    PHASE_INSIDE,    /* has a lock's mutex, and has done nothing yet but wait */
    PHASE_SIGNALLED, /* has signalled its condition: it lets the lock go */
    PHASE_TAKING,    /* has locked the second mutex too: it takes the lock */
    PHASE_SWITCH,    /* has the second mutex alone: after a drop on request */
};

struct self {
    /* writing */
    uint64_t generation; /* of the part that `chunk` belongs to */
    struct part_chunk *chunk;
    uint64_t *next, *end; /* in the chunk */
    uint32_t number, order;
    uint64_t cpu;   /* processor time when it was last looked at */
    long switches;  /* and how often the core had been given up */
    uint64_t queue; /* and for how long it had been ready without one */
    bool fresh;     /* nothing is written yet in this generation */
    bool full;      /* there is no room in this generation: nothing is recorded at present */
    bool over;      /* the recording has ended, before the program */
    uint64_t again; /* if it is full: when to look for room again; PART_NEVER: never */

    /* at a lock that is known */
    uint8_t phase;   /* enum phase */
    uint8_t lock;    /* index */
    uint8_t blocked; /* enum part_block since the last drop */
    bool waited, dropped;
    bool released;   /* a lock of ticks, and it is not settled whether for more than a moment */
    uint32_t takes;  /* of that lock, by then */
    uint64_t fought; /* time for letting it go for a moment, of which no word has told yet */
    uint64_t held;   /* bit per lock: it has it, and this was written */
    bool gave_up;    /* its core, in the stretch under way, before it came to let the lock go */
    bool counted;    /* and what it gives up now is not for anything in that stretch */
    uint64_t queued; /* how long it was ready in that stretch, as far as it was asked */
    bool writing;    /* a signal's handler must not write into the middle of a word */
    int file;        /* what it was blocked by last: a descriptor to read from */
    uint64_t object; /* or something that has a name */
    uint64_t asked;  /* when it found the mutex locked; 0: it did not */
    uint64_t stamp;  /* when it had the mutex, or had it again after a wait */
    uint64_t since;  /* when the stretch of time under way began */
    uint64_t went;   /* without a lock: into a call that may block; 0: it is in none */

    /* at mutexes that are not: what has been seen of a take */
    pthread_mutex_t *outer, *inner;
    pthread_cond_t *signalled;
    uint8_t seen;
};

extern _Thread_local struct self self;

/* Nothing that the thread does is written: then nobody has to be asked about it either. */
static inline bool part_is_deaf(void)
{
    return self.full || self.over;
}

/* Around what the recorder opens and reads for itself: a thread is not cancelled there, where it
 * called what it is never cancelled in. */
struct quiet {
    int saved, cancel; /* errno, and whether it may be cancelled */
};

static inline struct quiet quiet_begin(void)
{
    struct quiet quiet = { .saved = errno };

    if (real.setcancelstate)
        real.setcancelstate(PTHREAD_CANCEL_DISABLE, &quiet.cancel);
    return quiet;
}

static inline void quiet_end(struct quiet quiet)
{
    if (real.setcancelstate)
        real.setcancelstate(quiet.cancel, NULL);
    errno = quiet.saved;
}

/* The interpreter is one that can do without its lock. part.c finds out. */
extern bool part_is_free;

/* ---- protocol.c ---- */

/* What a mutex is known as. */
enum role {
    ROLE_NONE,
    ROLE_LOCK,   /* guards an interpreter lock */
    ROLE_SWITCH, /* guards its forced switch */
    ROLE_TICKS,  /* is one: the semaphore of CPython up to 3.1 */
};

struct known {
    uintptr_t mutex; /* 0: empty */
    uint8_t role, lock;
};

struct known protocol_find(const void *mutex);

/* The mutex is destroyed. */
void protocol_forget(const void *mutex);

/* Adds a lock to those that are known. */
bool protocol_add(const struct part_lock *wanted, enum role role, uint32_t *lock);

/* One that is known lies elsewhere from now on; false: it is not known. */
bool protocol_move(const void *from, const void *to);

/* A part begins, in a child perhaps: of its parent's threads only this one is left. */
void protocol_begin(void);

/* Calls that concern a mutex that is known; they call the real function. */
int protocol_lock(struct known known, pthread_mutex_t *mutex);
void protocol_unlock(struct known known, pthread_mutex_t *mutex, int *result);
void protocol_signal(pthread_cond_t *cond);
void protocol_before_wait(struct known known, const struct timespec *until);
void protocol_after_wait(struct known known, int result);

/* Calls that concern one that is not. */
void protocol_watch_lock(pthread_mutex_t *mutex);
void protocol_watch_unlock(pthread_mutex_t *mutex);

/* Something is about to be done that others may wait for; it has a name, see below. Only threads
 * that use interpreter locks are listened to, and not within the calls of one. */
bool protocol_may_post(void);
void protocol_post(uint64_t object);

/* A process was waited for, that a signal had ended; it has used so much processor time, or 0. */
void protocol_buried(pid_t child, uint64_t used);

/* So many bytes were written, in a call that began then, or have just been read. */
void protocol_written(uint64_t object, uint64_t began, uint64_t bytes);
void protocol_read(uint64_t object, uint64_t bytes);

/* ---- ticks.c ---- */

/* A semaphore is made, and waited for the first time; true: it is an interpreter lock. */
void ticks_made(const sem_t *semaphore, unsigned value);
bool ticks_found(const sem_t *semaphore);

/* Calls that concern one that is known; they call the real function. */
int ticks_post(struct known known, sem_t *semaphore);
int ticks_wait(struct known known, sem_t *semaphore);
int ticks_trywait(struct known known, sem_t *semaphore);

/* Before anything else than taking the lock again. */
void ticks_settle(void);

/* ---- free.c ---- */

/* The calling thread goes into something that may block it so, and has come back, with UNKNOWN. Only
 * if it never does this is read. */
void part_blocks(unsigned blocked);

/* The thread is made one of the interpreter's. */
void free_bound(void);

/* The lock is switched on for a moment only: it is that of a build that does without. */
bool free_lends(const struct part_lock *lock);

/* It goes into a call that may block, and has come back. Others pass here at every call. */
void free_note_went(void);
void free_note_back(void);

static inline void free_went(void)
{
    if (__builtin_expect(part_is_free, 0))
        free_note_went();
}

static inline void free_came_back(void)
{
    part_blocks(PART_BLOCK_UNKNOWN);
    if (__builtin_expect(self.went != 0, 0))
        free_note_back();
}

/* ---- stretch.c ---- */

void stretch_begin(uint64_t time);

/* A stretch in which the thread worked, as far as is known, ends at `time`; its last word is written. */
void stretch_end(uint64_t time);

/* The one outside the lock does, with that word. */
void stretch_end_outside(enum part_kind kind, uint64_t time);

/* A wait has ended at the last stamp. What it took, of whatever, belongs to no stretch. */
void stretch_end_wait(void);

/* ---- away.c ---- */

/* Why a thread was off its core. */
#define AWAY_NS 5000        /* less is no more than the clocks' own time */
#define AWAY_LONG_NS 200000 /* asking the kernel then takes a hundredth of it, and less */

struct away {
    unsigned blocked; /* enum part_block */
    uint64_t queued;  /* for how much of it the thread was ready, if it was blocked, too */
};

uint64_t away_processor_time(void);

/* The stretch under way is over, but for what the lock itself, or the recorder, takes. */
void away_count(void);

/* The thread has waited so long for something that belongs to no stretch. */
void away_skip(uint64_t time);

/* The stretch is over; for so long the thread was off its core. */
struct away away_judge(uint64_t off);

/* ---- exec.c ---- */

/* What programs that are started from here on must find in their environment. */
void exec_prepare(const char *folder);

/* The folder, if the environment names one, which is then made as the program shall find it. */
const char *exec_take_back(void);

/* ---- ends.c ---- */

/* Names of what threads wait for. Those with PART_OBJECT_SHARED mean the same in all processes; 0:
 * nobody of the recording can be at the other end. They change no errno. */
enum ends_side { ENDS_READER, ENDS_WRITER };
uint64_t ends_of(int file, enum ends_side side);
/* Known to be a file, a terminal, something to which nobody of the recording is the other end. */
#define ENDS_DESCRIPTORS 4096
extern bool ends_plain[ENDS_DESCRIPTORS];

static inline bool ends_are_plain(int file)
{
    return file >= 0 && file < ENDS_DESCRIPTORS && ends_plain[file];
}

uint64_t ends_of_port(const struct sockaddr *address, socklen_t length);
uint64_t ends_of_semaphore(const sem_t *semaphore);

void ends_pair(const int sockets[2]);
void ends_name_semaphore(const sem_t *semaphore, const char *name);

/* Descriptors are closed. */
void ends_forget(int first, int last);

/* ---- holds.c ---- */

/* A semaphore is made; is no more. */
void holds_made(const sem_t *semaphore, unsigned value);
void holds_forget(const sem_t *semaphore);

/* The calling thread has taken it; and is about to post it, while somebody may be waiting for it. True:
 * it had it for so long that it may have been off its core meanwhile, which is to be looked at. */
void holds_took(const sem_t *semaphore, bool waited);
bool holds_release(const sem_t *semaphore, bool wanted);

/* ---- part.c ---- */

/* The locks found so far; they outlive a fork. */
extern struct part_lock part_locks[PART_LOCKS];
extern uint32_t part_lock_count;

/* Time of the monotonic clock. */
uint64_t part_now(void);

void part_write(enum part_kind kind, unsigned lock, uint64_t time);

/* The word that this would write. */
uint64_t part_word_of(enum part_kind kind, unsigned lock, uint64_t time);

/* Takes back the thread's last word, if it is this one. */
bool part_take_back(uint64_t word);

/* In a child of fork that has not written anything yet? */
bool part_is_child(void);

/* Follows a word that an object belongs to. */
void part_write_object(uint64_t object);
void part_write_number(unsigned tag, uint64_t number);

/* From then until now the thread had a lock of the program. */
void part_write_section(uint32_t number, bool waited, uint64_t taken, uint64_t released);

/* Has the calling thread written into the part that is open? */
bool part_is_known(void);

/* Follows a word that ended a stretch of that length. */
void part_write_cpu(uint64_t length);

/* The calling thread has another name. */
void part_tell_name(void);

/* Sees to it that the next words find room at once, if there is any. */
void part_make_room(void);

/* Copies the table of locks to where a reader finds it. */
void part_tell_locks(void);

/* The kernel is asked for what takes long to tell. */
void part_note_asked(void);

/* A lock was taken that the table has no place for. */
void part_note_crowded(void);

/* The process ends, in good order. */
void part_end(void);

/* It is about to become another program; then, with false: it did not. */
void part_becomes(bool another);

/* Reads the environment; does nothing when nobody records. */
void part_prepare(void);
bool part_is_on(void);

#endif
