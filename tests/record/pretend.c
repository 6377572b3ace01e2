/* SPDX-License-Identifier: GPL-3.0-or-later
 * A program that uses a lock as CPython does, to be recorded where no Python is installed. */
#include "tests/record/pretend.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * The lock's calls are those of take_gil and drop_gil in CPython 3.2 and later, one by one. Each
 * mode is a way to use them that a recorder could get wrong; what is wrong without looking at the
 * recording is said here, with exit status 9.
 */
static long interval = 5000000;

struct gil {     /* as that of a build that can do without it lies in memory */
    int enabled; /* there: 0 off, INT_MAX for good, else for so many imports */
    unsigned long interval;
    const void *last;
    int locked;
    unsigned long switches;
    pthread_cond_t cond;
    pthread_mutex_t mutex;
    pthread_cond_t switch_cond;
    pthread_mutex_t switch_mutex;
    bool requested;
};

static struct gil gil = {
    .mutex = PTHREAD_MUTEX_INITIALIZER,
    .switch_mutex = PTHREAD_MUTEX_INITIALIZER,
    .cond = PTHREAD_COND_INITIALIZER,
    .switch_cond = PTHREAD_COND_INITIALIZER,
};
static _Thread_local int me;
static _Thread_local struct gil *mine = &gil; /* of the interpreter that this thread is in */

void require(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "pretend: %s\n", what);
    _exit(9);
}

pthread_t start(void *(*function)(void *), void *argument)
{
    pthread_t thread;

    require(pthread_create(&thread, NULL, function, argument) == 0, "no thread");
    return thread;
}

void join(const pthread_t *threads, int count)
{
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
}

/* Waits for a child, which is to exit so. */
void require_child(pid_t child, int wanted, const char *what)
{
    int status;

    waitpid(child, &status, 0);
    require(WIFEXITED(status) && WEXITSTATUS(status) == wanted, what);
}

/* ---- the lock ---- */

static int wait_for_interval(void)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += interval;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    return pthread_cond_timedwait(&mine->cond, &mine->mutex, &until);
}

pthread_mutex_t *lock_mutex(void)
{
    return &gil.mutex;
}

void take(void)
{
    pthread_mutex_lock(&mine->mutex);
    while (mine->locked) {
        unsigned long switches = mine->switches;

        if (wait_for_interval() == ETIMEDOUT && mine->locked && mine->switches == switches)
            __atomic_store_n(&mine->requested, true, __ATOMIC_RELAXED);
    }
    pthread_mutex_lock(&mine->switch_mutex);
    mine->locked = true;
    mine->switches += mine->last != &me;
    mine->last = &me;
    pthread_cond_signal(&mine->switch_cond);
    pthread_mutex_unlock(&mine->switch_mutex);
    __atomic_store_n(&mine->requested, false, __ATOMIC_RELAXED);
    pthread_mutex_unlock(&mine->mutex);
}

void drop(void)
{
    pthread_mutex_lock(&mine->mutex);
    mine->locked = false;
    pthread_cond_signal(&mine->cond);
    pthread_mutex_unlock(&mine->mutex);
}

/* CPython asks for the request only now, and may find it gone; here it counts, so that a test can
 * rely on it. */
static void drop_on_request(void)
{
    drop();
    pthread_mutex_lock(&mine->switch_mutex);
    if (mine->last == &me) {
        __atomic_store_n(&mine->requested, false, __ATOMIC_RELAXED);
        pthread_cond_wait(&mine->switch_cond, &mine->switch_mutex);
    }
    pthread_mutex_unlock(&mine->switch_mutex);
}

void pairs(int count)
{
    for (int i = 0; i < count; i++) {
        take();
        drop();
    }
}

long long now(clockid_t clock)
{
    struct timespec time;

    clock_gettime(clock, &time);
    return time.tv_sec * 1000000000ll + time.tv_nsec;
}

/* With the lock, checking now and then whether somebody wants it, as bytecode does. What waiting for
 * it takes of a processor is no work. */
static void compute(long long wanted)
{
    long long done = 0, begin;

    take();
    begin = now(CLOCK_THREAD_CPUTIME_ID);
    while (done + now(CLOCK_THREAD_CPUTIME_ID) - begin < wanted) {
        if (__atomic_load_n(&mine->requested, __ATOMIC_RELAXED)) {
            done += now(CLOCK_THREAD_CPUTIME_ID) - begin;
            drop_on_request();
            take();
            begin = now(CLOCK_THREAD_CPUTIME_ID);
        }
    }
    drop();
}

/* ---- before any constructor ---- */

/* The dynamic linker calls this before the constructors of all libraries, preloaded ones too. */
static pthread_mutex_t early = PTHREAD_MUTEX_INITIALIZER;
static int early_state;

static void lock_early(void)
{
    early_state = pthread_mutex_lock(&early) == 0 && pthread_mutex_trylock(&early) == EBUSY;
}

__attribute__((section(".preinit_array"), used)) static void (*const first)(void) = lock_early;

/* ---- a C library whose versions have other names ---- */

/* The preloaded library's question comes here, since the program's names are searched first. */
extern void *dlvsym(void *handle, const char *name, const char *version);

static int versions_asked;
static bool spawn_asked; /* for the one that does not take any file for a script */

void *dlvsym(void *handle, const char *name, const char *version)
{
    (void)handle;
    versions_asked++;
    spawn_asked |= strcmp(name, "posix_spawn") == 0 && strcmp(version, "GLIBC_2.15") == 0;
    return NULL;
}

/* ---- modes ---- */

static void *compute_some(void *unused)
{
    compute(40000000);
    return unused;
}

static void in_threads(int count, void *(*function)(void *), bool together)
{
    pthread_t threads[64];

    for (int i = 0; i < count; i++) {
        threads[i] = start(function, NULL);
        if (!together)
            join(&threads[i], 1);
    }
    if (together)
        join(threads, count);
}

/* What a crowded machine does now and then, done all the time: somebody who looks at the lock loses
 * its core there, and another takes the owner's. */
static volatile int crowded;

static void *look_slowly(void *unused)
{
    while (crowded) {
        pthread_mutex_lock(&gil.mutex);
        usleep(1000);
        pthread_mutex_unlock(&gil.mutex);
        usleep(10);
    }
    return unused;
}

static void *spin(void *unused)
{
    while (crowded)
        ;
    return unused;
}

static void mode_crowded(void)
{
    pthread_t others[2];
    cpu_set_t one;

    CPU_ZERO(&one);
    CPU_SET(sched_getcpu(), &one);
    require(sched_setaffinity(0, sizeof(one), &one) == 0, "no affinity");
    pairs(1);
    crowded = 1;
    others[0] = start(look_slowly, NULL);
    others[1] = start(spin, NULL);
    for (int i = 0; i < 3; i++)
        compute(20000000);
    crowded = 0;
    join(others, 2);
}

static void mode_pairs(void)
{
    pairs(20000);
}

/* As in an interpreter, the lock is taken before there is a second thread. */
static void mode_threads(void)
{
    pairs(1);
    in_threads(3, compute_some, true);
}

/* What is set later counts. */
static void mode_quick(void)
{
    mode_threads();
    interval = 100000;
    mode_threads();
}

/* Long enough to be looked at while it runs; says something meanwhile. */
static void *compute_long(void *unused)
{
    for (int i = 0; i < 15; i++)
        compute(50000000);
    return unused;
}

static void mode_long(void)
{
    pairs(1);
    puts("begins");
    fflush(stdout);
    in_threads(2, compute_long, true);
    puts("done");
    exit(42);
}

/* More than 40, one after the other: each ends, and its chunk is given back. */
static void *a_few(void *unused)
{
    pairs(10);
    return unused;
}

static void mode_short(void)
{
    pairs(1);
    for (int i = 0; i < 5; i++)
        in_threads(60, a_few, false);
}

/* A known mutex can still be tried, and is then locked. */
static void mode_trylock(void)
{
    pairs(10);
    require(pthread_mutex_trylock(&gil.mutex) == 0, "trylock fails on a free mutex");
    require(pthread_mutex_trylock(&gil.mutex) == EBUSY, "trylock succeeds on a locked mutex");
    pthread_mutex_unlock(&gil.mutex);
    require(pthread_mutex_trylock(&gil.mutex) == 0, "unlock does not unlock");
    pthread_mutex_unlock(&gil.mutex);
    pairs(10);
}

/* Three locks in the same place, one after the other, and then a mutex that is no such lock: nothing
 * that is done with it is a take or a drop. */
static void mode_reuse(void)
{
    for (int i = 0; i < 3; i++) {
        pthread_mutex_init(&gil.mutex, NULL);
        pthread_mutex_init(&gil.switch_mutex, NULL);
        pairs(100);
        pthread_mutex_destroy(&gil.mutex);
        pthread_mutex_destroy(&gil.switch_mutex);
    }
    pthread_mutex_init(&gil.mutex, NULL);
    for (int i = 0; i < 100; i++)
        drop();
}

static void mode_fork(void)
{
    pid_t child;

    pairs(1000);
    child = fork();
    if (child == 0) {
        pairs(300);
        _exit(0);
    }
    pairs(1000);
    require_child(child, 0, "the child fails");
    pairs(1000);
}

/* Its child shares memory, and leaves by _exit. */
static void mode_vfork(void)
{
    pid_t child;

    pairs(100);
    child = vfork();
    if (child == 0)
        _exit(5);
    require_child(child, 5, "the child's status is lost");
    pairs(100);
    usleep(30000);
    pairs(100);
}

/* Closes what it has inherited, and then looks for what it has not opened. */
static void mode_close(void)
{
    for (int file = 3; file < 64; file++)
        close(file);
    for (int i = 0; i < 200; i++) {
        for (int file = 3; file < 64; file++)
            require(close(file) != 0, "a file is open that the program did not open");
        pairs(50);
    }
}

static void mode_kill(void)
{
    pairs(5000);
    take();
    kill(getpid(), SIGKILL);
}

/* No room for more than the first few chunks; the program must not notice. What a pair costs then is
 * told in a file, in nanoseconds: the least, so that others on the machine do not matter. */
static void mode_full(void)
{
    struct rlimit limit = { 65536, 65536 };
    long long least = LLONG_MAX;
    FILE *file;

    setrlimit(RLIMIT_FSIZE, &limit);
    mode_pairs();
    for (int i = 0; i < 20; i++) {
        long long begin = now(CLOCK_THREAD_CPUTIME_ID), took;

        pairs(1000);
        took = now(CLOCK_THREAD_CPUTIME_ID) - begin;
        least = took < least ? took : least;
    }
    file = fopen("cost", "w");
    require(file && fprintf(file, "%lld\n", least / 1000) > 0 && fclose(file) == 0,
            "cannot tell");
}

/* ---- several locks ---- */

#define LIVE 3
#define TOO_MANY 60 /* more than a recording tells apart */

static struct gil *new_gil(void)
{
    struct gil *made = calloc(1, sizeof(*made));

    require(made && pthread_mutex_init(&made->mutex, NULL) == 0 &&
                pthread_mutex_init(&made->switch_mutex, NULL) == 0 &&
                pthread_cond_init(&made->cond, NULL) == 0 &&
                pthread_cond_init(&made->switch_cond, NULL) == 0,
            "no lock");
    return made;
}

/* Now in this interpreter, now in that, as a thread that calls into several. */
static void *go_round(void *locks)
{
    for (int turn = 0; turn < 2000; turn++) { /* this, too, longer than one opens the file */
        mine = ((struct gil **)locks)[turn % LIVE];
        pairs(5);
    }
    return locks;
}

static void *stay(void *lock)
{
    mine = lock;
    pairs(5000); /* longer than one of them opens the file */
    compute(3000000);
    return lock;
}

/* Of one protocol, in use at the same time, two threads at each and one at all of them. */
static void mode_locks(void)
{
    struct gil *locks[LIVE];
    pthread_t threads[2 * LIVE + 1];

    for (int i = 0; i < LIVE; i++)
        locks[i] = new_gil();
    for (int i = 0; i < 2 * LIVE; i++)
        threads[i] = start(stay, locks[i % LIVE]);
    threads[2 * LIVE] = start(go_round, locks);
    join(threads, 2 * LIVE + 1);
}

/* The functions that were found without their versions do what they should. */
static void mode_versions(void)
{
    require(versions_asked, "nobody asks for a version: this shows nothing");
    require(spawn_asked, "posix_spawn may be that of before glibc 2.15");
    pairs(100);
    mode_threads();
}

/* ---- an interpreter that does without its lock ---- */

static const char *version = "";

__attribute__((visibility("default"))) const char *Py_GetVersion(void);

const char *Py_GetVersion(void)
{
    return version;
}

static sem_t parking;
static pthread_key_t bound;

void compute_without(long long wanted)
{
    long long begin = now(CLOCK_THREAD_CPUTIME_ID);

    while (now(CLOCK_THREAD_CPUTIME_ID) - begin < wanted)
        continue;
}

void rest(long nanoseconds)
{
    nanosleep(&(struct timespec){ 0, nanoseconds }, NULL);
}

static void *park(void *told)
{
    pthread_setspecific(bound, &me);
    compute_without(5000000);
    atomic_store((atomic_int *)told, gettid());
    sem_wait(&parking);
    compute_without(2000000);
    return NULL;
}

/* On a busy machine a thread may need long to come there. */
static void await_sleep(atomic_int *told)
{
    char path[64], line[256] = "";
    const char *state;

    do {
        FILE *file;

        rest(1000000);
        snprintf(path, sizeof(path), "/proc/self/task/%d/stat", atomic_load(told));
        file = fopen(path, "r");
        if (!file || !fgets(line, sizeof(line), file))
            *line = 0;
        if (file)
            fclose(file);
        state = strrchr(line, ')');
    } while (!state || state[2] != 'S');
}

/* It takes the lock while it starts, and then never again. Two threads wait for one that is bound to
 * nothing of the interpreter's until it lets them go on; a child does something of its own. */
static void mode_free(void)
{
    static atomic_int told[2];
    pthread_t threads[2];
    pid_t child;

    version = "3.14.0 free-threading build (pretended)";
    pairs(10);
    require(sem_init(&parking, 0, 0) == 0 && pthread_key_create(&bound, NULL) == 0, "no room");
    for (int i = 0; i < 2; i++)
        require(pthread_create(&threads[i], NULL, park, &told[i]) == 0, "no thread");
    for (int i = 0; i < 2; i++)
        await_sleep(&told[i]);
    rest(40000000);
    for (int i = 0; i < 2; i++)
        sem_post(&parking);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    child = fork();
    if (!child) {
        rest(10000000);
        compute_without(3000000);
        exit(0);
    }
    waitpid(child, NULL, 0);
}

/* ---- and takes it for a moment when it imports ---- */

/* Who waits for the lock when it is switched off goes on without, and wakes the next one so. */
static void attach(void)
{
    pthread_mutex_lock(&gil.mutex);
    while (gil.locked)
        wait_for_interval();
    require(!gil.enabled, "the lock is free while it is switched on");
    pthread_cond_signal(&gil.cond);
    pthread_mutex_unlock(&gil.mutex);
}

static void *import(void *told)
{
    pthread_setspecific(bound, &me);
    gil.enabled++;
    take();
    atomic_store((atomic_int *)told, 1);
    rest(30000000);
    gil.enabled--;
    drop();
    compute_without(5000000);
    return NULL;
}

static void mode_lent(void)
{
    static atomic_int told;
    pthread_t thread;

    version = "3.14.0 free-threading build (pretended)";
    pairs(10);
    require(pthread_key_create(&bound, NULL) == 0, "no room");
    thread = start(import, &told);
    while (!told)
        rest(100000);
    attach();
    compute_without(5000000);
    rest(20000000);
    compute_without(5000000);
    join(&thread, 1);
}

/* Switched on for good, it is a lock as any. */
static void mode_kept(void)
{
    version = "3.14.0 free-threading build (pretended)";
    gil.enabled = INT_MAX;
    mode_threads();
}

/* ---- what has not ended when the process does ---- */

static sem_t never;

static void *sleep_on(void *unused)
{
    pairs(1);
    rest(900000000);
    return unused;
}

static void *wait_on(void *unused)
{
    pairs(1);
    pthread_setname_np(pthread_self(), "\xc3\xa9t\xc3\xa9");
    sem_wait(&never);
    return unused;
}

static void mode_unended(void)
{
    require(sem_init(&never, 0, 0) == 0, "no semaphore");
    pairs(1);
    start(sleep_on, NULL);
    start(wait_on, NULL);
    rest(200000000);
    pairs(1);
}

/* Threads wait for each other's lock a while, and then have long to rest. */
static void *compute_and_rest(void *unused)
{
    compute(3000000);
    rest(900000000);
    return unused;
}

static void mode_resting(void)
{
    pairs(1);
    in_threads(3, compute_and_rest, true);
}

static void mode_many(void)
{
    for (int i = 0; i < TOO_MANY; i++) {
        mine = new_gil();
        pairs(10);
    }
}

static void mode_pairs_b(void)
{
    pairs(10);
    exit(0);
}

static void mode_status(void)
{
    pairs(10);
    exit(42);
}

static void mode_nothing(void)
{
}

static const struct {
    const char *name;
    void (*run)(void);
} modes[] = {
    { "pairs", mode_pairs },       { "threads", mode_threads },
    { "ticks", mode_ticks },       { "long", mode_long },
    { "crowded", mode_crowded },   { "short", mode_short },
    { "trylock", mode_trylock },   { "fork", mode_fork },
    { "vfork", mode_vfork },       { "close", mode_close },
    { "kill", mode_kill },         { "full", mode_full },
    { "status", mode_status },     { "nothing", mode_nothing },
    { "reuse", mode_reuse },       { "exec", mode_exec },
    { "pairs-b", mode_pairs_b },   { "environment", mode_environment },
    { "locks", mode_locks },       { "many", mode_many },
    { "versions", mode_versions }, { "free", mode_free },
    { "shell", mode_shell },       { "lent", mode_lent },
    { "kept", mode_kept },         { "unended", mode_unended },
    { "become", mode_become },     { "killed", mode_killed },
    { "resting", mode_resting },   { "signals", mode_signals },
    { "quick", mode_quick },       { "sections", mode_sections },
    { "cancel", mode_cancel },     { "robust", mode_robust },
    { "select", mode_select },     { "streams", mode_streams },
    { "stack", mode_stack },       { "arguments", mode_arguments },
    { "starved", mode_starved },   { "descriptors", mode_descriptors },
};

int main(int argc, char **argv)
{
#ifdef __GLIBC__ /* others do not call anybody so early */
    require(early_state == 1, "a mutex that was locked before any constructor is not locked");
#endif
    self_path = argv[0];
    for (size_t i = 0; argc > 1 && i < sizeof(modes) / sizeof(*modes); i++) {
        if (strcmp(modes[i].name, argv[1]) == 0) {
            errno = 0;
            modes[i].run();
            puts("done");
            return 0;
        }
    }
    fprintf(stderr, "pretend: which mode?\n");
    return 2;
}
