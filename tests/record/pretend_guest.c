/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a program may do as long as nobody looks on, and must be able to do then, too. */
#include "tests/record/pretend.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- being cancelled ---- */

static atomic_bool cancelled;

static struct timespec in_two_seconds(void)
{
    struct timespec time;

    clock_gettime(CLOCK_REALTIME, &time);
    time.tv_sec += 2;
    return time;
}

/* Waits for what is always free: that it can be cancelled there is all that ends it. */
static void *wait_for_free(void *how)
{
    struct timespec until = in_two_seconds();
    sem_t semaphore;

    require(sem_init(&semaphore, 0, 1) == 0, "no semaphore");
    until.tv_sec += 3600;
    for (;;) {
        if (how)
            sem_timedwait(&semaphore, &until);
        else
            sem_wait(&semaphore);
        sem_post(&semaphore);
    }
    return NULL;
}

/* Whatever a recorder opens and reads, taking a lock is no place to be cancelled in. */
static void *take_and_drop(void *unused)
{
    while (!cancelled)
        continue;
    pairs(3000);
    return unused;
}

void mode_cancel(void)
{
    pthread_t thread;
    void *result;

    pairs(10);
    for (int i = 0; i < 2; i++) {
        struct timespec until = in_two_seconds();

        thread = start(wait_for_free, i ? &cancelled : NULL);
        rest(2000000);
        pthread_cancel(thread);
        require(pthread_timedjoin_np(thread, NULL, &until) == 0,
                "a wait for what is free is no cancellation point");
    }
    for (int i = 0; i < 10; i++) {
        cancelled = false;
        thread = start(take_and_drop, &cancelled);
        pthread_cancel(thread);
        cancelled = true;
        pthread_join(thread, &result);
        require(result == &cancelled, "cancelled while it took the lock");
    }
}

/* ---- a mutex whose owner has died ---- */

static void *lock_and_die(void *mutex)
{
    pthread_mutex_lock(mutex);
    return NULL;
}

void mode_robust(void)
{
    pthread_mutexattr_t robust;
    pthread_t thread;

    pthread_mutexattr_init(&robust);
    pthread_mutexattr_setrobust(&robust, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(lock_mutex(), &robust);
    pairs(10);
    thread = start(lock_and_die, lock_mutex());
    join(&thread, 1);
    alarm(10);
    require(pthread_mutex_lock(lock_mutex()) == EOWNERDEAD, "nobody tells that the owner died");
    pthread_mutex_consistent(lock_mutex());
    pthread_mutex_unlock(lock_mutex());
    pairs(10);
}

/* ---- descriptors ---- */

#define FAR 2000

/* The set is larger than its type says, as that of whoever has more files. */
void mode_select(void)
{
    struct rlimit limit = { 2 * FAR, 2 * FAR };
    unsigned char set[2 * FAR / 8] = { 0 };
    int ends[2];

    pairs(10);
    require(setrlimit(RLIMIT_NOFILE, &limit) == 0 && pipe(ends) == 0 &&
                dup2(ends[0], FAR) == FAR && write(ends[1], "x", 1) == 1,
            "no pipe");
    set[FAR / 8] |= 1 << FAR % 8;
    require(select(FAR + 1, (fd_set *)(void *)set, NULL, NULL, NULL) == 1, "nothing to read");
    pairs(10);
}

static void *write_late(void *file)
{
    take();
    drop();
    rest(5000000);
    require(write(*(int *)file, "x", 1) == 1, "cannot write");
    return NULL;
}

/* One pipe after the other, each with the descriptors of the one before: closed by fclose(). */
void mode_streams(void)
{
    for (int i = 0; i < 3; i++) {
        int ends[2];
        char byte;
        FILE *stream;
        pthread_t thread;

        pairs(1);
        require(pipe(ends) == 0, "no pipe");
        stream = fdopen(ends[0], "r");
        require(stream, "no stream");
        thread = start(write_late, &ends[1]);
        require(read(ends[0], &byte, 1) == 1, "nothing to read");
        pairs(1);
        join(&thread, 1);
        fclose(stream);
        close(ends[1]);
    }
}

static void take_descriptors(int *first, int *last)
{
    *first = *last = dup(STDOUT_FILENO);
    for (int file = *first; file >= 0; file = dup(STDOUT_FILENO))
        *last = file;
    require(*first >= 0 && errno == EMFILE, "descriptors are not all taken");
}

static void give_back(int first, int last)
{
    for (int file = first; file <= last; file++)
        close(file);
    rest(20000000);
}

/* For a moment none is free, and then they are again: in a process that is being recorded, and in one
 * that is about to be. */
void mode_descriptors(void)
{
    struct rlimit limit = { 64, 64 };
    int first, last;
    pid_t child;

    require(setrlimit(RLIMIT_NOFILE, &limit) == 0, "no limit");
    pairs(100);
    take_descriptors(&first, &last);
    pairs(3000);
    child = fork();
    pairs(10);
    give_back(first, last);
    pairs(3000);
    if (child == 0)
        _exit(0);
    require_child(child, 0, "the child fails");
}

/* ---- little memory ---- */

static void start_from_handler(int number)
{
    static char first_set[] = "FIRST=1", pairs_mode[] = "pairs-b";
    char *argv[] = { (char *)(uintptr_t)self_path, pairs_mode, NULL };
    char *const own[] = { first_set, NULL };
    pid_t child = fork();

    (void)number;
    if (child == 0) {
        execve(self_path, argv, own);
        _exit(8);
    }
    require_child(child, 0, "a child that a signal's handler starts dies");
    require(system("exit 3") >> 8 == 3, "a shell that a signal's handler starts dies");
}

#define PAGE_MOST 65536

/* What is beyond its end cannot be written to. */
void mode_stack(void)
{
    long least = sysconf(_SC_MINSIGSTKSZ);
    size_t size = (least > 2048 ? (size_t)least : 2048) + 6144;
    char *room = mmap(NULL, PAGE_MOST + size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    stack_t stack = { .ss_sp = room + PAGE_MOST, .ss_size = size };
    struct sigaction action = { .sa_handler = start_from_handler, .sa_flags = SA_ONSTACK };

    pairs(10);
    require(room != MAP_FAILED && mprotect(room, PAGE_MOST, PROT_NONE) == 0 &&
                sigaltstack(&stack, NULL) == 0 && sigaction(SIGUSR1, &action, NULL) == 0,
            "no stack");
    raise(SIGUSR1);
}

#define TEN(each) each, each, each, each, each, each, each, each, each, each
#define HUNDRED(each)                                                                          \
    TEN(each), TEN(each), TEN(each), TEN(each), TEN(each), TEN(each), TEN(each), TEN(each),    \
        TEN(each), TEN(each)
#define THOUSAND(each)                                                                         \
    HUNDRED(each), HUNDRED(each), HUNDRED(each), HUNDRED(each), HUNDRED(each), HUNDRED(each),  \
        HUNDRED(each), HUNDRED(each), HUNDRED(each), HUNDRED(each)

/* More than anybody has set aside room for. */
void mode_arguments(void)
{
    static char first_set[] = "FIRST=1";
    char *const own[] = { first_set, NULL };
    pid_t child = fork();

    if (child == 0) {
        execle(self_path, self_path, "pairs-b", THOUSAND("x"), HUNDRED("x"), (char *)NULL, own);
        _exit(8);
    }
    require_child(child, 0, "a program with many arguments cannot be started");
    pairs(10);
}

/* The recorder can hold in memory little more than it does by now. */
void mode_starved(void)
{
    char path[64], line[256];
    unsigned long kilobytes = 0;
    struct rlimit limit;
    FILE *file;

    pairs(100000);
    snprintf(path, sizeof(path), "/proc/%d/status", (int)getppid());
    file = fopen(path, "r");
    while (file && fgets(line, sizeof(line), file) &&
           sscanf(line, "VmSize: %lu", &kilobytes) != 1)
        continue;
    require(file && kilobytes, "nothing is known of the recorder");
    fclose(file);
    limit.rlim_cur = limit.rlim_max = (kilobytes + 600) * 1024;
    require(prlimit(getppid(), RLIMIT_AS, &limit, NULL) == 0, "no limit");
}
