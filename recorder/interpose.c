/* SPDX-License-Identifier: GPL-3.0-or-later
 * The functions that stand in front of the C library's. */
#include "recorder/preload.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
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
extern int __pthread_setspecific(pthread_key_t key, const void *value) __attribute__((weak));

/* Not every C library has these: a program of musl is recorded by the same library as one of glibc. */
#pragma weak dlvsym

/* ---- finding the real ones ---- */

/* Where a function was changed once, its name alone may find that of before: always, up to glibc 2.35.
 * The version has another name on architectures that are younger than the change. */
static void *find_since(const char *version, const char *name)
{
    void *found = NULL;

    if (dlvsym)
        found = dlvsym(RTLD_NEXT, name, version);
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
#define REAL(result, name, arguments) put(&found.name, dlsym(RTLD_NEXT, #name));
#define REAL_AS(symbol, result, name, arguments) put(&found.name, dlsym(RTLD_NEXT, #symbol));
#define REAL_SINCE(version, symbol, result, name, arguments)                                   \
    put(&found.name, find_since(version, #symbol));
#include "recorder/real.def"
#undef REAL
#undef REAL_AS
#undef REAL_SINCE
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

/* ---- what is bound to a thread ---- */

EXPORT int pthread_setspecific(pthread_key_t key, const void *value)
{
    if (!real_ready())
        return __pthread_setspecific ? __pthread_setspecific(key, value) : EAGAIN;
    if (value)
        free_bound();
    return real.setspecific(key, value);
}

/* A name that is given when the thread has written already; the end, that writes it again, may not
 * come. */
EXPORT int pthread_setname_np(pthread_t thread, const char *name)
{
    int result;

    real_ready();
    result = real.setname(thread, name);
    if (!result && pthread_equal(thread, pthread_self()))
        part_tell_name();
    return result;
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
