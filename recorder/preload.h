/* SPDX-License-Identifier: GPL-3.0-or-later
 * Inside the recorded program: who is recording, what it calls, what it writes. */
#ifndef INTERLOCK_RECORDER_PRELOAD_H
#define INTERLOCK_RECORDER_PRELOAD_H

#include "recorder/format.h"

#include <pthread.h>
#include <semaphore.h>
#include <spawn.h>
#include <stdbool.h>
#include <sys/select.h>
#include <time.h>

/*
 * This code is a guest in somebody else's process. It allocates nothing, keeps no file open,
 * changes no errno, sets no signal handler, and takes no lock that the program could hold:
 * interpose.c stands between the program and the C library, protocol.c recognises interpreter
 * locks in the calls that pass, part.c writes down what was seen, exec.c sees to children.
 */

/* ---- the C library's own functions ---- */

struct real {
    int (*mutex_lock)(pthread_mutex_t *);
    int (*mutex_trylock)(pthread_mutex_t *);
    int (*mutex_unlock)(pthread_mutex_t *);
    int (*mutex_destroy)(pthread_mutex_t *);
    int (*cond_signal)(pthread_cond_t *);
    int (*cond_wait)(pthread_cond_t *, pthread_mutex_t *);
    int (*cond_timedwait)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    int (*cond_clockwait)(pthread_cond_t *, pthread_mutex_t *, clockid_t,
                          const struct timespec *);
    int (*sem_post)(sem_t *);
    int (*sem_wait)(sem_t *);
    int (*sem_timedwait)(sem_t *, const struct timespec *);
    int (*sem_clockwait)(sem_t *, clockid_t, const struct timespec *);
    int (*clock_nanosleep)(clockid_t, int, const struct timespec *, struct timespec *);
    int (*nanosleep)(const struct timespec *, struct timespec *);
    int (*select)(int, fd_set *, fd_set *, fd_set *, struct timeval *);
    int (*execve)(const char *, char *const[], char *const[]);
    int (*execvpe)(const char *, char *const[], char *const[]);
    int (*fexecve)(int, char *const[], char *const[]);
    int (*posix_spawn)(pid_t *, const char *, const posix_spawn_file_actions_t *,
                       const posix_spawnattr_t *, char *const[], char *const[]);
    int (*posix_spawnp)(pid_t *, const char *, const posix_spawn_file_actions_t *,
                        const posix_spawnattr_t *, char *const[], char *const[]);
    void (*exit)(int);
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
    uint64_t cpu;  /* processor time when it was last looked at */
    long switches; /* and how often the core had been given up */
    bool fresh;    /* nothing is written yet in this generation */
    bool full;     /* no room was left: nothing more is recorded in this generation */
    bool over;     /* the recording has ended, before the program */

    /* at a lock that is known */
    uint8_t phase;   /* enum phase */
    uint8_t lock;    /* index */
    uint8_t blocked; /* enum part_block since the last drop */
    bool waited, dropped;
    const sem_t *semaphore; /* what it was blocked by last, if that was one */
    bool writing;           /* a signal's handler must not write into the middle of a word */
    uint64_t asked;         /* when it found the mutex locked; 0: it did not */
    uint64_t stamp;         /* when it had the mutex, or had it again after a wait */
    uint64_t since;         /* when the stretch of time under way began */

    /* at mutexes that are not: what has been seen of a take */
    pthread_mutex_t *outer, *inner;
    pthread_cond_t *signalled;
    uint8_t seen;
};

extern _Thread_local struct self self;

/* ---- protocol.c ---- */

/* What a mutex is known as. */
enum role {
    ROLE_NONE,
    ROLE_LOCK,   /* guards an interpreter lock */
    ROLE_SWITCH, /* guards its forced switch */
};

struct known {
    uintptr_t mutex; /* 0: empty */
    uint8_t role, lock;
};

struct known protocol_find(const pthread_mutex_t *mutex);

/* The mutex is destroyed. */
void protocol_forget(const pthread_mutex_t *mutex);

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

/* A semaphore is posted that somebody waits for. */
void protocol_post(const sem_t *semaphore);

/* ---- exec.c ---- */

/* What programs that are started from here on must find in their environment. */
void exec_prepare(const char *folder);

/* ---- part.c ---- */

/* The locks found so far; they outlive a fork. */
extern struct part_lock part_locks[PART_LOCKS];
extern uint32_t part_lock_count;

/* Time of the monotonic clock. */
uint64_t part_now(void);

void part_write(enum part_kind kind, unsigned lock, uint64_t time);

/* Follows a word that an object belongs to. */
void part_write_object(const void *object);

/* Follows a word that ended a stretch of that length. */
void part_write_cpu(uint64_t length);

/* A wait has ended: notes how often the thread has given up its core so far. True when it has done
 * so since the last call. */
bool part_see_switches(void);

/* Sees to it that the next words find room at once, if there is any. */
void part_make_room(void);

/* Copies the table of locks to where a reader finds it. */
void part_tell_locks(void);

/* A lock was taken that the table has no place for. */
void part_note_crowded(void);

/* The process ends, in good order. */
void part_end(void);

/* Reads the environment; does nothing when nobody records. */
void part_prepare(void);
bool part_is_on(void);

#endif
