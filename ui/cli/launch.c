/* SPDX-License-Identifier: GPL-3.0-or-later
 * Running another program with the recorder in it. */
#include "config.h"

#include "ui/cli/launch.h"

#include "recorder/program.h"
#include "scenarios/units.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * The program is started as its user would, with one library more in LD_PRELOAD and the folder for
 * its parts in the environment. Nobody stands between it and its terminal; the interrupt key goes
 * to it, and to the recorder, which waits for what it makes of it.
 */
static uint64_t clock_time(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* ---- limits ---- */

/* Less would hold no more than the heads of a few parts. */
#define SIZE_LEAST 65536

static bool take_quantity(const struct cli *cli, enum cli_option_id id, enum units_kind kind,
                          int64_t least, int64_t *number)
{
    const char *value = cli->value[id];
    char why[256], unit[32];
    struct sim_text text = SIM_TEXT(why), put = SIM_TEXT(unit);

    if (!value)
        return true;
    if (!units_parse(kind, value, number, &text)) {
        cli_say("--%s %s: %s", cli_option_table[id].name, value, why);
        return false;
    }
    if (*number >= least)
        return true;
    units_put(kind, &put, least);
    cli_say("--%s %s: must be %s or more", cli_option_table[id].name, value, unit);
    return false;
}

bool launch_take_limits(const struct cli *cli, int64_t *duration, int64_t *room)
{
    *duration = SIM_TIME_NEVER;
    *room = INT64_MAX;
    return take_quantity(cli, CLI_OPTION_DURATION, UNITS_TIME, 1, duration) &&
           take_quantity(cli, CLI_OPTION_MAX_SIZE, UNITS_SIZE, SIZE_LEAST, room);
}

/* ---- before ---- */

/* Beside a program that was built but not installed, or in a copy of an installation; else where
 * `make install` put it. */
static bool find_library(char path[PATH_MAX])
{
    static const char *const beside[] = { "recorder/interlock-record.so",
                                          "../lib/interlock/interlock-record.so" };

    for (size_t i = 0; i < sizeof(beside) / sizeof(*beside); i++) {
        if (cli_beside(path, beside[i]) && access(path, R_OK) == 0)
            return true;
    }
    snprintf(path, PATH_MAX, "%s/interlock-record.so", INTERLOCK_LIBDIR);
    if (access(path, R_OK) == 0)
        return true;
    cli_say("%s: %s; it belongs to interlock, and make install puts it there", path,
            strerror(errno));
    return false;
}

static bool check_library(const char *path)
{
    if (!strpbrk(path, " :"))
        return true;
    cli_say(
        "%s: the dynamic linker cannot preload a library with a space or a colon in its path: "
        "install interlock elsewhere",
        path);
    return false;
}

static void join_command(const char *const *args, char text[PART_COMMAND])
{
    size_t used = 0;

    for (int i = 0; args[i] && used + 1 < PART_COMMAND; i++)
        used +=
            (size_t)snprintf(text + used, PART_COMMAND - used, "%s%s", i ? " " : "", args[i]);
}

bool launch_prepare(struct launch *launch, const char *const *args, const char *file)
{
    char folder[PATH_MAX];

    *launch = (struct launch){ .args = args, .output = -1 };
    memcpy(launch->head.magic, RECORDING_MAGIC, sizeof(launch->head.magic));
    launch->head.room = INT64_MAX - (int64_t)sizeof(launch->head);
    launch->head.until = PART_NEVER;
    join_command(args, launch->head.command);
    if (!find_library(launch->library) || !check_library(launch->library))
        return false;
    if (snprintf(folder, sizeof(folder), "%s.parts", file) >= PATH_MAX) {
        cli_say("%s: the name is too long", file);
        return false;
    }
    if (mkdir(folder, 0700) != 0) {
        cli_say(errno == EEXIST
                    ? "%s is there already: a recorder that was killed left it, or one is "
                      "running; look at it with interlock run, then remove it"
                    : "%s cannot be made: %s",
                folder, strerror(errno));
        return false;
    }
    if (!realpath(folder, launch->folder)) {
        cli_say("%s: %s", folder, strerror(errno));
        rmdir(folder);
        return false;
    }
    return true;
}

/* What all processes of the command share; readable by whoever finds the folder. */
static bool share_head(struct launch *launch)
{
    char path[PATH_MAX + sizeof(PART_HEAD_FILE) + 1];
    int file;

    snprintf(path, sizeof(path), "%s/%s", launch->folder, PART_HEAD_FILE);
    file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file >= 0 && write(file, &launch->head, sizeof(launch->head)) == sizeof(launch->head)) {
        launch->shared =
            mmap(NULL, sizeof(launch->head), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        close(file);
        if (launch->shared != MAP_FAILED)
            return true;
    } else if (file >= 0) {
        close(file);
    }
    cli_say("%s cannot be written: %s", path, strerror(errno));
    return false;
}

/* What became of it. From here on it is of no use, and would end what is measured of the cost. */
static void unshare_head(struct launch *launch)
{
    char path[PATH_MAX + sizeof(PART_HEAD_FILE) + 1];

    launch->head.until = __atomic_load_n(&launch->shared->until, __ATOMIC_RELAXED);
    launch->head.room = __atomic_load_n(&launch->shared->room, __ATOMIC_RELAXED);
    launch->head.causes = __atomic_load_n(&launch->shared->causes, __ATOMIC_RELAXED);
    munmap(launch->shared, sizeof(*launch->shared));
    snprintf(path, sizeof(path), "%s/%s", launch->folder, PART_HEAD_FILE);
    unlink(path);
}

/* ---- while it runs ---- */

static volatile sig_atomic_t child_id;

/* Those that a terminal's keys send reach the program without us; those that somebody sends to us
 * alone are meant for it. What our own writing causes is nobody's affair. */
static void pass_on(int number, siginfo_t *info, void *context)
{
    bool key = (number == SIGINT || number == SIGQUIT) && info->si_code == SI_KERNEL;

    (void)context;
    if (child_id > 0 && !key && info->si_pid != getpid())
        kill((pid_t)child_id, number);
}

/* Of those that would end us all but what our own mistakes cause. */
void launch_pass_signals(void)
{
    static const int numbers[] = { SIGHUP,  SIGINT,    SIGQUIT, SIGUSR1, SIGUSR2, SIGPIPE,
                                   SIGALRM, SIGVTALRM, SIGPROF, SIGIO,   SIGPWR,  SIGTERM };
    struct sigaction forward = { .sa_sigaction = pass_on, .sa_flags = SA_SIGINFO };

    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
        sigaction(numbers[i], &forward, NULL);
    for (int number = SIGRTMIN; number <= SIGRTMAX; number++)
        sigaction(number, &forward, NULL);
}

/* Where a shell tells each command its own path, the program finds its own, not ours. */
static void set_path(const char *command)
{
    const char *told = getenv("_");
    struct stat ours, its;
    char path[PATH_MAX];

    if (told && stat("/proc/self/exe", &ours) == 0 && stat(told, &its) == 0 &&
        ours.st_ino == its.st_ino && ours.st_dev == its.st_dev && program_find(command, path))
        setenv("_", path, 1);
}

static bool set_environment(const struct launch *launch)
{
    const char *others = getenv("LD_PRELOAD");
    bool more = others && *others;
    char *all;

    set_path(launch->args[0]);
    if (asprintf(&all, "%s%s%s", launch->library, more ? ":" : "", more ? others : "") < 0)
        return false;
    return setenv("LD_PRELOAD", all, 1) == 0 &&
           setenv(PART_FOLDER_VARIABLE, launch->folder, 1) == 0;
}

/* In the child: becomes the program, or tells why not. What it is to do when its own children end it
 * inherits as its user would have it. */
static void become(const struct launch *launch, int tell, const struct sigaction *children)
{
    int why;

    sigaction(SIGCHLD, children, NULL);
    if (launch->output >= 0) {
        dup2(launch->output, STDOUT_FILENO);
        if (isatty(STDERR_FILENO))
            dup2(launch->output, STDERR_FILENO);
        /* keys are for who has the screen */
        dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
    }
    if (set_environment(launch))
        execvp(launch->args[0], (char *const *)(void *)launch->args);
    why = errno;
    if (write(tell, &why, sizeof(why)) != sizeof(why))
        _exit(126);
    _exit(127);
}

/* Starts the program; 0, or why it could not be. Where the end of children is ignored, their status
 * is, too. */
static int start(const struct launch *launch, pid_t *child)
{
    struct sigaction children, kept = { .sa_handler = SIG_DFL };
    int ends[2], why = 0;
    ssize_t got;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return errno;
    sigaction(SIGCHLD, &kept, &children);
    *child = fork();
    if (*child == 0)
        become(launch, ends[1], &children);
    why = *child < 0 ? errno : 0;
    close(ends[1]);
    do
        got = *child < 0 ? 0 : read(ends[0], &why, sizeof(why));
    while (got < 0 && errno == EINTR);
    close(ends[0]);
    if (why && *child > 0)
        waitpid(*child, NULL, 0);
    return why;
}

/* What newcomers write: the source in place of who runs it. */
static void say_not_started(const char *program, int why)
{
    size_t length = strlen(program);
    bool source = length > 3 && !strcmp(program + length - 3, ".py");

    cli_say("%s cannot be started: %s%s%s", program, strerror(why),
            source ? "; a Python source is run by Python: -- python3 " : "",
            source ? program : "");
}

static uint64_t nanoseconds(struct timeval time)
{
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_usec * 1000u;
}

bool launch_ended(struct launch *launch, bool wait)
{
    struct recording_head *head = &launch->head;
    struct rusage usage = { 0 };
    int status = 0;
    pid_t got;

    do
        got = wait4((pid_t)child_id, &status, wait ? 0 : WNOHANG, &usage);
    while (got < 0 && errno == EINTR);
    if (got == 0)
        return false;
    if (got > 0) { /* else it is not known how it ended */
        head->ended = clock_time(CLOCK_MONOTONIC);
        head->status = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
        head->processor = nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime);
    }
    child_id = 0;
    unshare_head(launch);
    return true;
}

bool launch_start(struct launch *launch, int64_t duration)
{
    pid_t child = -1;
    cpu_set_t cores;
    int why;

    if (sched_getaffinity(0, sizeof(cores), &cores) == 0)
        launch->head.cores = (uint32_t)CPU_COUNT(&cores);
    launch->head.began_at = clock_time(CLOCK_REALTIME);
    launch->head.began = clock_time(CLOCK_MONOTONIC);
    if (duration != SIM_TIME_NEVER)
        launch->head.until = launch->head.began + (uint64_t)duration;
    if (!share_head(launch))
        return false;
    why = start(launch, &child);
    if (why) {
        unshare_head(launch);
        say_not_started(launch->args[0], why);
        return false;
    }
    child_id = child;
    launch_pass_signals();
    launch->head.root = launch->shared->root = (uint32_t)child;
    return true;
}

void launch_stop_recording(struct launch *launch)
{
    __atomic_store_n(&launch->shared->until, clock_time(CLOCK_MONOTONIC), __ATOMIC_RELAXED);
}

int launch_status(const struct launch *launch)
{
    if (!launch->head.ended)
        return CLI_WORLD;
    return launch->head.status < 0 ? 128 - launch->head.status : launch->head.status;
}
