/* SPDX-License-Identifier: GPL-3.0-or-later
 * The functions that stand in front of the C library's. */
#include "recorder/preload.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

/*
 * The program's calls come here first, since a preloaded library is searched before all others.
 * Each does what the program asked for, by calling the next function of that name, and notes
 * what it needs on the way.
 *
 * The dynamic linker may call in here before this library's constructor has run, and the search
 * for the next function may do so itself (it allocates, and an allocator locks). Such a call must
 * still lock: it finds the C library's function under its second name, which needs no search.
 */
#define EXPORT __attribute__((visibility("default")))

struct real real;
_Thread_local struct self self;
static _Thread_local bool searching;

extern int __pthread_mutex_lock(pthread_mutex_t *mutex) __attribute__((weak));
extern int __pthread_mutex_trylock(pthread_mutex_t *mutex) __attribute__((weak));
extern int __pthread_mutex_unlock(pthread_mutex_t *mutex) __attribute__((weak));

/* ---- finding the real ones ---- */

/* Where condition variables were changed once, the name alone may find those of before. The
 * version has another name on architectures that are younger than the change. */
static void *find_cond(const char *name)
{
    void *found = NULL;

#ifdef __GLIBC__
    found = dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2");
#endif
    return found ? found : dlsym(RTLD_NEXT, name);
}

/* ISO C knows no way from an object pointer to a function; POSIX promises that this is one. */
static void put(void *function, void *found)
{
    memcpy(function, &found, sizeof(found));
}

static void search(void)
{
    struct real found = { 0 };

    searching = true;
    put(&found.mutex_lock, dlsym(RTLD_NEXT, "pthread_mutex_lock"));
    put(&found.mutex_trylock, dlsym(RTLD_NEXT, "pthread_mutex_trylock"));
    put(&found.mutex_unlock, dlsym(RTLD_NEXT, "pthread_mutex_unlock"));
    put(&found.mutex_destroy, dlsym(RTLD_NEXT, "pthread_mutex_destroy"));
    put(&found.cond_signal, find_cond("pthread_cond_signal"));
    put(&found.cond_wait, find_cond("pthread_cond_wait"));
    put(&found.cond_timedwait, find_cond("pthread_cond_timedwait"));
    put(&found.cond_clockwait, dlsym(RTLD_NEXT, "pthread_cond_clockwait"));
    put(&found.sem_post, dlsym(RTLD_NEXT, "sem_post"));
    put(&found.sem_wait, dlsym(RTLD_NEXT, "sem_wait"));
    put(&found.sem_timedwait, dlsym(RTLD_NEXT, "sem_timedwait"));
    put(&found.sem_clockwait, dlsym(RTLD_NEXT, "sem_clockwait"));
    put(&found.clock_nanosleep, dlsym(RTLD_NEXT, "clock_nanosleep"));
    put(&found.nanosleep, dlsym(RTLD_NEXT, "nanosleep"));
    put(&found.select, dlsym(RTLD_NEXT, "select"));
    put(&found.execve, dlsym(RTLD_NEXT, "execve"));
    put(&found.execvpe, dlsym(RTLD_NEXT, "execvpe"));
    put(&found.fexecve, dlsym(RTLD_NEXT, "fexecve"));
    put(&found.posix_spawn, dlsym(RTLD_NEXT, "posix_spawn"));
    put(&found.posix_spawnp, dlsym(RTLD_NEXT, "posix_spawnp"));
    put(&found.exit, dlsym(RTLD_NEXT, "_exit"));
    dlerror(); /* an older C library lacks some, which then nobody calls: the program did not err */
    real = found;
    searching = false;
}

bool real_ready(void)
{
    if (__builtin_expect(!real.mutex_lock, 0) && !searching)
        search();
    return !searching;
}

__attribute__((constructor)) static void begin(void)
{
    real_ready();
    part_prepare();
}

__attribute__((destructor)) static void end(void)
{
    part_end();
}

/* ---- mutexes ---- */

EXPORT int pthread_mutex_lock(pthread_mutex_t *mutex)
{
    struct known known;
    int result;

    if (!real_ready())
        return __pthread_mutex_lock ? __pthread_mutex_lock(mutex) : 0;
    known = protocol_find(mutex);
    if (known.role != ROLE_NONE)
        return protocol_lock(known, mutex);
    result = real.mutex_lock(mutex);
    if (!result)
        protocol_watch_lock(mutex);
    return result;
}

EXPORT int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    int result;

    if (!real_ready())
        return __pthread_mutex_trylock ? __pthread_mutex_trylock(mutex) : 0;
    result = real.mutex_trylock(mutex);
    if (!result)
        protocol_watch_lock(mutex);
    return result;
}

EXPORT int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    struct known known;
    int result;

    if (!real_ready())
        return __pthread_mutex_unlock ? __pthread_mutex_unlock(mutex) : 0;
    known = protocol_find(mutex);
    if (known.role != ROLE_NONE) {
        protocol_unlock(known, mutex, &result);
        return result;
    }
    result = real.mutex_unlock(mutex);
    protocol_watch_unlock(mutex);
    return result;
}

EXPORT int pthread_mutex_destroy(pthread_mutex_t *mutex)
{
    real_ready();
    protocol_forget(mutex);
    return real.mutex_destroy(mutex);
}

/* ---- conditions ---- */

EXPORT int pthread_cond_signal(pthread_cond_t *cond)
{
    real_ready();
    protocol_signal(cond);
    return real.cond_signal(cond);
}

EXPORT int pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex)
{
    struct known known;
    int result;

    real_ready();
    known = protocol_find(mutex);
    protocol_before_wait(known, NULL);
    result = real.cond_wait(cond, mutex);
    protocol_after_wait(known, result);
    return result;
}

EXPORT int pthread_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex,
                                  const struct timespec *until)
{
    struct known known;
    int result;

    real_ready();
    known = protocol_find(mutex);
    protocol_before_wait(known, until);
    result = real.cond_timedwait(cond, mutex, until);
    protocol_after_wait(known, result);
    return result;
}

EXPORT int pthread_cond_clockwait(pthread_cond_t *cond, pthread_mutex_t *mutex, clockid_t clock,
                                  const struct timespec *until)
{
    struct known known;
    int result;

    real_ready();
    known = protocol_find(mutex);
    protocol_before_wait(known, until);
    result = real.cond_clockwait(cond, mutex, clock, until);
    protocol_after_wait(known, result);
    return result;
}

/* ---- what a thread is blocked by ---- */

/*
 * A post tells who lets whom go on only if somebody waits. How many do is counted here by address,
 * in few counters: two semaphores that share one make a post look wanted that is not, which costs
 * a little and is found out when the recording is read.
 */
#define WAITED 1024

static uint32_t waited[WAITED];

static uint32_t *waited_for(const sem_t *semaphore)
{
    uintptr_t address = (uintptr_t)semaphore;

    return &waited[(address >> 4 ^ address >> 14) % WAITED];
}

/* These are cancellation points: a thread that is cancelled in one leaves its count behind. */
static void before_semaphore(const sem_t *semaphore)
{
    real_ready();
    self.blocked = PART_BLOCK_LOCK;
    self.semaphore = semaphore;
    __atomic_add_fetch(waited_for(semaphore), 1, __ATOMIC_SEQ_CST);
}

static int after_semaphore(const sem_t *semaphore, int result)
{
    __atomic_sub_fetch(waited_for(semaphore), 1, __ATOMIC_RELAXED);
    return result;
}

EXPORT int sem_post(sem_t *semaphore)
{
    real_ready();
    if (__atomic_load_n(waited_for(semaphore), __ATOMIC_RELAXED))
        protocol_post(semaphore);
    return real.sem_post(semaphore);
}

EXPORT int sem_wait(sem_t *semaphore)
{
    before_semaphore(semaphore);
    return after_semaphore(semaphore, real.sem_wait(semaphore));
}

EXPORT int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until)
{
    before_semaphore(semaphore);
    return after_semaphore(semaphore, real.sem_timedwait(semaphore, until));
}

EXPORT int sem_clockwait(sem_t *restrict semaphore, clockid_t clock,
                         const struct timespec *restrict until)
{
    before_semaphore(semaphore);
    return after_semaphore(semaphore, real.sem_clockwait(semaphore, clock, until));
}

EXPORT int clock_nanosleep(clockid_t clock, int flags, const struct timespec *request,
                           struct timespec *left)
{
    real_ready();
    self.blocked = PART_BLOCK_SLEEP;
    return real.clock_nanosleep(clock, flags, request, left);
}

EXPORT int nanosleep(const struct timespec *request, struct timespec *left)
{
    real_ready();
    self.blocked = PART_BLOCK_SLEEP;
    return real.nanosleep(request, left);
}

/* Up to 3.10, time.sleep() is a select on nothing. */
EXPORT int select(int count, fd_set *restrict in, fd_set *restrict out, fd_set *restrict errors,
                  struct timeval *restrict timeout)
{
    real_ready();
    if (count == 0)
        self.blocked = PART_BLOCK_SLEEP;
    return real.select(count, in, out, errors, timeout);
}

/* ---- the end ---- */

/* Children of multiprocessing leave this way. One of vfork may come by too, with its parent's
 * memory: part_end() knows it by its process id. */
EXPORT _Noreturn void _exit(int status)
{
    real_ready();
    part_end();
    real.exit(status);
    __builtin_unreachable();
}

EXPORT _Noreturn void _Exit(int status)
{
    _exit(status);
}
