/* SPDX-License-Identifier: GPL-3.0-or-later
 * Calls that block, and those that let somebody else go on. */
#include "recorder/preload.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Each is passed on as it is. What a thread was in is noted without asking the kernel anything: it
 * is looked at only if the time outside the lock turns out to have been long. What lets others go
 * on is written down as of the time before the call, so that nobody goes on before it.
 */
#define EXPORT __attribute__((visibility("default")))

/* ---- semaphores ---- */

/*
 * A post tells who lets whom go on only if somebody waits. How many do is counted here by address,
 * in few counters: two semaphores that share one make a post look wanted that is not, which costs
 * a little and is found out when the recording is read. Waiters of one with a name may be in
 * another process: it counts as waited for.
 */
#define WAITED 1024

static uint32_t waited[WAITED];

static uint32_t *waited_for(const sem_t *semaphore)
{
    uintptr_t address = (uintptr_t)semaphore;

    return &waited[(address >> 4 ^ address >> 14) % WAITED];
}

/* What the thread does now it does without the lock for more than a moment, if it does not have it. */
static void may_block(enum part_block how)
{
    real_ready();
    ticks_settle();
    self.blocked = (uint8_t)how;
    part_blocks(how);
    free_went();
}

/* Whoever is to be cancelled does not take what is free. */
static void may_be_cancelled(void)
{
    real_ready();
    real.testcancel();
}

/* These are cancellation points: a thread that is cancelled in one leaves its count behind. */
static void before_semaphore(const sem_t *semaphore)
{
    may_block(PART_BLOCK_LOCK);
    self.object = (uintptr_t)semaphore;
    __atomic_add_fetch(waited_for(semaphore), 1, __ATOMIC_SEQ_CST);
}

static int after_semaphore(const sem_t *semaphore, int result, bool slept)
{
    __atomic_sub_fetch(waited_for(semaphore), 1, __ATOMIC_RELAXED);
    free_came_back();
    if (!result)
        holds_took(semaphore, slept);
    return result;
}

/* Without waiting: then whoever had it need not be told of. */
static bool is_free(sem_t *semaphore)
{
    int saved = errno;
    bool taken = real.sem_trywait(semaphore) == 0;

    errno = saved;
    return taken;
}

EXPORT int sem_init(sem_t *semaphore, int shared, unsigned value)
{
    real_ready();
    ticks_made(semaphore, shared ? 0 : value);
    holds_made(semaphore, shared ? 0 : value);
    return real.sem_init(semaphore, shared, value);
}

EXPORT int sem_destroy(sem_t *semaphore)
{
    real_ready();
    protocol_forget(semaphore);
    holds_forget(semaphore);
    return real.sem_destroy(semaphore);
}

EXPORT int sem_post(sem_t *semaphore)
{
    struct known known;
    uint64_t name;
    bool wanted, looks;

    real_ready();
    known = protocol_find(semaphore);
    if (known.role == ROLE_TICKS)
        return ticks_post(known, semaphore);
    name = ends_of_semaphore(semaphore);
    wanted = __atomic_load_n(waited_for(semaphore), __ATOMIC_RELAXED) != 0;
    looks = holds_release(semaphore, wanted);
    if (name & PART_OBJECT_SHARED || wanted)
        protocol_post(name);
    else if (looks)
        protocol_post(0);
    return real.sem_post(semaphore);
}

EXPORT int sem_wait(sem_t *semaphore)
{
    struct known known;

    may_be_cancelled();
    known = protocol_find(semaphore);
    if (known.role == ROLE_NONE && ticks_found(semaphore))
        known = protocol_find(semaphore);
    if (known.role == ROLE_TICKS)
        return ticks_wait(known, semaphore);
    before_semaphore(semaphore);
    if (is_free(semaphore))
        return after_semaphore(semaphore, 0, false);
    return after_semaphore(semaphore, real.sem_wait(semaphore), true);
}

EXPORT int sem_trywait(sem_t *semaphore)
{
    struct known known;
    int result;

    real_ready();
    known = protocol_find(semaphore);
    if (known.role == ROLE_TICKS)
        return ticks_trywait(known, semaphore);
    result = real.sem_trywait(semaphore);
    if (!result)
        holds_took(semaphore, false);
    return result;
}

EXPORT int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until)
{
    may_be_cancelled();
    before_semaphore(semaphore);
    if (is_free(semaphore))
        return after_semaphore(semaphore, 0, false);
    return after_semaphore(semaphore, real.sem_timedwait(semaphore, until), true);
}

/* This one the C library lets take what is free. */
EXPORT int sem_clockwait(sem_t *restrict semaphore, clockid_t clock,
                         const struct timespec *restrict until)
{
    before_semaphore(semaphore);
    if (is_free(semaphore))
        return after_semaphore(semaphore, 0, false);
    return after_semaphore(semaphore, real.sem_clockwait(semaphore, clock, until), true);
}

EXPORT sem_t *sem_open(const char *name, int flags, ...)
{
    va_list more;
    sem_t *opened;
    unsigned mode = 0, value = 0;

    if (flags & O_CREAT) {
        va_start(more, flags);
        mode = va_arg(more, unsigned);
        value = va_arg(more, unsigned);
        va_end(more);
    }
    real_ready();
    opened = real.sem_open(name, flags, mode, value);
    if (opened != SEM_FAILED)
        ends_name_semaphore(opened, name);
    return opened;
}

/* ---- sleeping ---- */

static int has_slept(int result)
{
    free_came_back();
    return result;
}

EXPORT int clock_nanosleep(clockid_t clock, int flags, const struct timespec *request,
                           struct timespec *left)
{
    may_block(PART_BLOCK_SLEEP);
    return has_slept(real.clock_nanosleep(clock, flags, request, left));
}

EXPORT int nanosleep(const struct timespec *request, struct timespec *left)
{
    may_block(PART_BLOCK_SLEEP);
    return has_slept(real.nanosleep(request, left));
}

/* ---- input ---- */

static void awaits(enum part_block how, int file)
{
    may_block(how);
    self.file = file;
}

static void reads(int file)
{
    awaits(PART_BLOCK_INPUT, file);
}

/* Who has read something has waited for somebody to write it, however short. */
static ssize_t has_read(int file, ssize_t bytes)
{
    bool tells = bytes > 0 && !ends_are_plain(file) && protocol_may_post();
    uint64_t name = tells ? ends_of(file, ENDS_READER) : 0;

    free_came_back();
    if (name)
        protocol_read(name, (uint64_t)bytes);
    return bytes;
}

/* What is only looked at is still to be read. */
static ssize_t has_received(int file, ssize_t bytes, int flags)
{
    if (!(flags & MSG_PEEK))
        return has_read(file, bytes);
    free_came_back();
    return bytes;
}

EXPORT ssize_t read(int file, void *bytes, size_t size)
{
    reads(file);
    return has_read(file, real.read(file, bytes, size));
}

EXPORT ssize_t recv(int file, void *bytes, size_t size, int flags)
{
    ssize_t result;

    reads(file);
    result = real.recv(file, bytes, size, flags);
    return has_received(file, result, flags);
}

EXPORT ssize_t recvfrom(int file, void *restrict bytes, size_t size, int flags,
                        struct sockaddr *restrict from, socklen_t *restrict length)
{
    ssize_t result;

    reads(file);
    result = real.recvfrom(file, bytes, size, flags, from, length);
    return has_received(file, result, flags);
}

EXPORT ssize_t recvmsg(int file, struct msghdr *message, int flags)
{
    ssize_t result;

    reads(file);
    result = real.recvmsg(file, message, flags);
    return has_received(file, result, flags);
}

/* A connection is as a byte sent to the port. */
static int has_accepted(int file, int made)
{
    has_read(file, made >= 0);
    ends_forget(made, made);
    return made;
}

EXPORT int accept(int file, struct sockaddr *restrict from, socklen_t *restrict length)
{
    reads(file);
    return has_accepted(file, real.accept(file, from, length));
}

EXPORT int accept4(int file, struct sockaddr *restrict from, socklen_t *restrict length,
                   int flags)
{
    reads(file);
    return has_accepted(file, real.accept4(file, from, length, flags));
}

/* What a program calls that was compiled with checks of its buffers. */
extern _Noreturn void __chk_fail(void) __attribute__((weak));
extern ssize_t __read_chk(int file, void *bytes, size_t size, size_t room);
extern ssize_t __recv_chk(int file, void *bytes, size_t size, size_t room, int flags);
extern ssize_t __recvfrom_chk(int file, void *restrict bytes, size_t size, size_t room,
                              int flags, struct sockaddr *restrict from,
                              socklen_t *restrict length);
extern int __poll_chk(struct pollfd *files, nfds_t count, int timeout, size_t room);

#define CHECKED(size, room)                                                                    \
    do {                                                                                       \
        if ((size) > (room) && __chk_fail)                                                     \
            __chk_fail();                                                                      \
    } while (0)

EXPORT ssize_t __read_chk(int file, void *bytes, size_t size, size_t room)
{
    CHECKED(size, room);
    return read(file, bytes, size);
}

EXPORT ssize_t __recv_chk(int file, void *bytes, size_t size, size_t room, int flags)
{
    CHECKED(size, room);
    return recv(file, bytes, size, flags);
}

EXPORT ssize_t __recvfrom_chk(int file, void *restrict bytes, size_t size, size_t room,
                              int flags, struct sockaddr *restrict from,
                              socklen_t *restrict length)
{
    CHECKED(size, room);
    return recvfrom(file, bytes, size, flags, from, length);
}

/* ---- waiting for one of many ---- */

EXPORT int poll(struct pollfd *files, nfds_t count, int timeout)
{
    int ready;

    reads(-1);
    ready = real.poll(files, count, timeout);
    for (nfds_t i = 0; ready > 0 && i < count && self.file < 0; i++) {
        if (files[i].revents)
            self.file = files[i].fd;
    }
    free_came_back();
    return ready;
}

EXPORT int __poll_chk(struct pollfd *files, nfds_t count, int timeout, size_t room)
{
    CHECKED(count, room / sizeof(*files));
    return poll(files, count, timeout);
}

/* What stands with an event is the program's own affair; CPython puts the descriptor there. What
 * is none has no name, later. */
EXPORT int epoll_wait(int file, struct epoll_event *events, int most, int timeout)
{
    int ready;

    reads(-1);
    ready = real.epoll_wait(file, events, most, timeout);
    if (ready > 0)
        self.file = events[0].data.fd;
    free_came_back();
    return ready;
}

/* Up to 3.10, time.sleep() is a select on nothing. A set may be larger than the type says. */
EXPORT int select(int count, fd_set *restrict in, fd_set *restrict out, fd_set *restrict errors,
                  struct timeval *restrict timeout)
{
    int ready;

    awaits(count ? PART_BLOCK_INPUT : PART_BLOCK_SLEEP, -1);
    ready = real.select(count, in, out, errors, timeout);
    for (int i = 0; ready > 0 && in && i < count && i < FD_SETSIZE && self.file < 0; i++) {
        if (FD_ISSET(i, in))
            self.file = i;
    }
    free_came_back();
    return ready;
}

/* ---- output ---- */

struct writing {
    uint64_t name;  /* of where it goes; 0: nobody of the recording reads there */
    uint64_t began; /* the call, so that what is written is so before it is read */
};

static struct writing writes(int file)
{
    struct writing writing = { 0 };

    may_block(PART_BLOCK_UNKNOWN);
    if (!ends_are_plain(file) && protocol_may_post())
        writing.name = ends_of(file, ENDS_WRITER);
    if (writing.name)
        writing.began = part_now();
    return writing;
}

static ssize_t has_written(struct writing writing, ssize_t bytes)
{
    if (writing.name && bytes > 0)
        protocol_written(writing.name, writing.began, (uint64_t)bytes);
    free_came_back();
    return bytes;
}

EXPORT ssize_t write(int file, const void *bytes, size_t size)
{
    struct writing writing = writes(file);

    return has_written(writing, real.write(file, bytes, size));
}

EXPORT ssize_t send(int file, const void *bytes, size_t size, int flags)
{
    struct writing writing = writes(file);

    return has_written(writing, real.send(file, bytes, size, flags));
}

EXPORT ssize_t sendto(int file, const void *bytes, size_t size, int flags,
                      const struct sockaddr *to, socklen_t length)
{
    struct writing writing = writes(file);

    return has_written(writing, real.sendto(file, bytes, size, flags, to, length));
}

EXPORT ssize_t sendmsg(int file, const struct msghdr *message, int flags)
{
    struct writing writing = writes(file);

    return has_written(writing, real.sendmsg(file, message, flags));
}

/* One that does not wait for its answer is under way all the same. */
EXPORT int connect(int file, const struct sockaddr *to, socklen_t length)
{
    struct writing writing = { 0 };
    int result;

    reads(file);
    ends_forget(file, file);
    if (protocol_may_post())
        writing = (struct writing){ ends_of_port(to, length), part_now() };
    result = real.connect(file, to, length);
    has_written(writing, result == 0 || errno == EINPROGRESS);
    return result;
}

/* ---- children ---- */

static void child(pid_t found)
{
    self.blocked = PART_BLOCK_CHILD;
    self.object = found > 0 ? part_process_object((uint32_t)found) : 0;
    free_came_back();
}

static uint64_t nanoseconds(struct timeval time)
{
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_usec * 1000u;
}

EXPORT pid_t wait4(pid_t which, int *status, int options, struct rusage *usage)
{
    struct rusage used;
    int how = 0;
    pid_t found;

    may_block(PART_BLOCK_CHILD);
    found = real.wait4(which, &how, options, &used);
    child(found);
    if (found > 0 && WIFSIGNALED(how))
        protocol_buried(found, nanoseconds(used.ru_utime) + nanoseconds(used.ru_stime));
    if (found > 0 && status)
        *status = how;
    if (found > 0 && usage)
        *usage = used;
    return found;
}

EXPORT pid_t waitpid(pid_t which, int *status, int options)
{
    return wait4(which, status, options, NULL);
}

EXPORT int waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
    int result;

    may_block(PART_BLOCK_CHILD);
    result = real.waitid(type, id, info, options);
    child(result == 0 && info ? info->si_pid : 0);
    if (result == 0 && info && info->si_pid > 0 &&
        (info->si_code == CLD_KILLED || info->si_code == CLD_DUMPED))
        protocol_buried(info->si_pid, 0);
    return result;
}

/* ---- descriptors come and go ---- */

EXPORT int socketpair(int domain, int type, int protocol, int sockets[2])
{
    int result;

    real_ready();
    result = real.socketpair(domain, type, protocol, sockets);
    if (result == 0 && part_is_on())
        ends_pair(sockets);
    return result;
}

EXPORT int close(int file)
{
    real_ready();
    ends_forget(file, file);
    return real.close(file);
}

/* The C library closes these by itself. */
static void forget_stream(FILE *stream)
{
    int saved = errno, file = fileno(stream);

    errno = saved;
    ends_forget(file, file);
}

EXPORT int fclose(FILE *stream)
{
    real_ready();
    forget_stream(stream);
    return real.fclose(stream);
}

EXPORT int pclose(FILE *stream)
{
    real_ready();
    forget_stream(stream);
    return real.pclose(stream);
}

EXPORT int close_range(unsigned first, unsigned last, int flags)
{
    real_ready();
    if (!real.close_range) { /* an older C library: a program that asks for it finds it here */
        errno = ENOSYS;
        return -1;
    }
    ends_forget((int)first, last < INT32_MAX ? (int)last : INT32_MAX);
    return real.close_range(first, last, flags);
}

EXPORT int dup2(int from, int to)
{
    real_ready();
    ends_forget(to, to);
    return real.dup2(from, to);
}

EXPORT int dup3(int from, int to, int flags)
{
    real_ready();
    ends_forget(to, to);
    return real.dup3(from, to, flags);
}
