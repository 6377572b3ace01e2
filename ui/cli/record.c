/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock record: running a program and keeping what its interpreter locks did. */
#include "config.h"

#include "recorder/cost.h"
#include "recorder/format.h"
#include "recorder/gather.h"
#include "recorder/program.h"
#include "recorder/recording.h"
#include "scenarios/units.h"
#include "sim/trace/fold.h"
#include "ui/cli/cli.h"
#include "ui/report/recorded.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
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
#define DEFAULT_FILE "interlock.rec"

struct record {
    const struct cli *cli;
    const char *file;
    char folder[PATH_MAX]; /* absolute: the program may change its own */
    char library[PATH_MAX];
    struct recording_head head;
    struct recording_head *shared; /* with the program, in the folder */
    int64_t duration;              /* to be recorded; SIM_TIME_NEVER: all of it */
    struct cost cost;
    bool measured;
};

static uint64_t clock_time(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* ---- before ---- */

/* Beside a program that was built but not installed, else where `make install` put it. */
static bool find_library(char path[PATH_MAX])
{
    char program[PATH_MAX - 64];
    ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
    char *slash;

    if (length > 0) {
        program[length] = '\0';
        slash = strrchr(program, '/');
        snprintf(path, PATH_MAX, "%.*s/recorder/interlock-record.so", (int)(slash - program),
                 program);
        if (access(path, R_OK) == 0)
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

/* What is there already is overwritten only if it is a recording. */
static bool check_file(const char *file)
{
    struct stat info;

    if (stat(file, &info) != 0 ||
        (S_ISREG(info.st_mode) && (!info.st_size || recording_is(file))))
        return true;
    cli_say("%s is there already and is no recording: give another name with -o", file);
    return false;
}

static bool make_folder(struct record *record)
{
    char folder[PATH_MAX];

    if (snprintf(folder, sizeof(folder), "%s.parts", record->file) >= PATH_MAX) {
        cli_say("%s: the name is too long", record->file);
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
    if (!realpath(folder, record->folder)) {
        cli_say("%s: %s", folder, strerror(errno));
        rmdir(folder);
        return false;
    }
    return true;
}

/* What all processes of the command share; readable by whoever finds the folder. */
static bool share_head(struct record *record)
{
    char path[PATH_MAX + sizeof(PART_HEAD_FILE) + 1];
    int file;

    snprintf(path, sizeof(path), "%s/%s", record->folder, PART_HEAD_FILE);
    file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file >= 0 && write(file, &record->head, sizeof(record->head)) == sizeof(record->head)) {
        record->shared =
            mmap(NULL, sizeof(record->head), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        close(file);
        if (record->shared != MAP_FAILED)
            return true;
    } else if (file >= 0) {
        close(file);
    }
    cli_say("%s cannot be written: %s", path, strerror(errno));
    return false;
}

/* What became of it. From here on it is of no use, and would end what is measured of the cost. */
static void unshare_head(struct record *record)
{
    char path[PATH_MAX + sizeof(PART_HEAD_FILE) + 1];

    record->head.until = __atomic_load_n(&record->shared->until, __ATOMIC_RELAXED);
    record->head.room = __atomic_load_n(&record->shared->room, __ATOMIC_RELAXED);
    munmap(record->shared, sizeof(*record->shared));
    snprintf(path, sizeof(path), "%s/%s", record->folder, PART_HEAD_FILE);
    unlink(path);
}

static void join_command(const struct cli *cli, char text[PART_COMMAND])
{
    size_t used = 0;

    for (int i = 0; i < cli->arg_count && used + 1 < PART_COMMAND; i++)
        used += (size_t)snprintf(text + used, PART_COMMAND - used, "%s%s", i ? " " : "",
                                 cli->args[i]);
}

/* ---- while it runs ---- */

static volatile sig_atomic_t child_id;

static void pass_on(int number)
{
    if (child_id > 0)
        kill((pid_t)child_id, number);
}

/* Those that a terminal sends reach the program without us; those sent to us alone are meant for
 * it. */
static void set_signals(void)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN }, forward = { .sa_handler = pass_on };

    sigaction(SIGINT, &ignore, NULL);
    sigaction(SIGQUIT, &ignore, NULL);
    sigaction(SIGTERM, &forward, NULL);
    sigaction(SIGHUP, &forward, NULL);
}

static bool set_environment(const struct record *record)
{
    const char *others = getenv("LD_PRELOAD");
    char *all;

    if (!others || !*others)
        return setenv("LD_PRELOAD", record->library, 1) == 0 &&
               setenv(PART_FOLDER_VARIABLE, record->folder, 1) == 0;
    if (asprintf(&all, "%s:%s", record->library, others) < 0)
        return false;
    return setenv("LD_PRELOAD", all, 1) == 0 &&
           setenv(PART_FOLDER_VARIABLE, record->folder, 1) == 0;
}

/* In the child: becomes the program, or tells why not. */
static void become(const struct record *record, int tell)
{
    int why;

    if (set_environment(record))
        execvp(record->cli->args[0], (char *const *)(void *)record->cli->args);
    why = errno;
    if (write(tell, &why, sizeof(why)) != sizeof(why))
        _exit(126);
    _exit(127);
}

/* Starts the program; 0, or why it could not be. */
static int start(const struct record *record, pid_t *child)
{
    int ends[2], why = 0;
    ssize_t got;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return errno;
    *child = fork();
    if (*child == 0)
        become(record, ends[1]);
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

static uint64_t nanoseconds(struct timeval time)
{
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_usec * 1000u;
}

static void wait_for(pid_t child, struct recording_head *head)
{
    struct rusage usage = { 0 };
    int status = 0;

    while (wait4(child, &status, 0, &usage) < 0 && errno == EINTR)
        continue;
    head->ended = clock_time(CLOCK_MONOTONIC);
    head->status = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    head->processor = nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime);
}

static bool run_command(struct record *record)
{
    pid_t child = -1;
    cpu_set_t cores;
    int why;

    if (sched_getaffinity(0, sizeof(cores), &cores) == 0)
        record->head.cores = (uint32_t)CPU_COUNT(&cores);
    record->head.began_at = clock_time(CLOCK_REALTIME);
    record->head.began = clock_time(CLOCK_MONOTONIC);
    record->head.until = record->duration == SIM_TIME_NEVER
                             ? PART_NEVER
                             : record->head.began + (uint64_t)record->duration;
    if (!share_head(record))
        return false;
    why = start(record, &child);
    if (why) {
        unshare_head(record);
        cli_say("%s cannot be started: %s", record->cli->args[0], strerror(why));
        return false;
    }
    child_id = child;
    set_signals();
    record->head.root = record->shared->root = (uint32_t)child;
    wait_for(child, &record->head);
    unshare_head(record);
    return true;
}

/* ---- afterwards ---- */

struct count {
    uint64_t stretches; /* that were long enough to look at the processor time */
    sim_time cpu;
};

/* Reads the recording, which completes its facts. */
static bool count_all(struct recording *recording, struct count *count)
{
    struct sim_fold *fold = sim_fold_create(recording_cast(recording));
    struct sim_record records[SIM_RECORDS_PER_STEP];
    uint32_t threads = recording_cast(recording)->threads, got;

    *count = (struct count){ 0 };
    if (!fold)
        return false;
    while ((got = recording_next(recording, records)) != 0) {
        for (uint32_t i = 0; i < got; i++) {
            count->stretches += records[i].dt >= PART_LONG_NS;
            sim_fold_apply(fold, records[i]);
        }
    }
    sim_fold_settle(fold);
    for (uint32_t i = 1; i <= threads; i++)
        count->cpu += fold->threads[i].cpu;
    sim_fold_destroy(fold);
    return true;
}

/* The cost is measured here and now, not during the run: an estimate, and said to be one. */
static void tell_cost(const struct record *record, const struct recording_facts *facts,
                      const struct count *count)
{
    struct cost cost = record->cost;
    char buffer[32];
    struct sim_text text = SIM_TEXT(buffer);
    sim_time all;

    if (!record->measured)
        return;
    all = (sim_time)facts->takes * cost.pair + (sim_time)count->stretches * cost.clock;
    sim_text_put_time(&text, all);
    cli_say("recording took about %s, %.2f %% of the processor time (%" PRId64
            " ns for a take and a drop, %" PRId64 " ns for a look at the processor time)",
            buffer, count->cpu ? 100.0 * (double)all / (double)count->cpu : 0, cost.pair,
            cost.clock);
}

static void say_note(void *context, const char *text)
{
    (void)context;
    cli_say("%s", text);
}

static void tell(const struct record *record, struct recording *recording)
{
    const struct recording_facts *facts = recording_facts(recording);
    const struct sim_cast *cast = recording_cast(recording);
    struct count count;

    if (!count_all(recording, &count)) {
        cli_say("out of memory");
        return;
    }
    cli_say("%s: %" PRIu64 " takes of %" PRIu32 " interpreter lock%s by %" PRIu32
            " thread%s; see interlock run %s",
            record->file, facts->takes, facts->locks, facts->locks == 1 ? "" : "s",
            cast->threads, cast->threads == 1 ? "" : "s", record->file);
    recorded_warn(say_note, NULL, recording);
    tell_cost(record, facts, &count);
}

/* No lock was seen: then there is no recording. */
static void tell_why_not(const struct record *record)
{
    unlink(record->file);
    if (record->duration != SIM_TIME_NEVER && record->head.until < record->head.ended) {
        cli_say("no use of an interpreter lock was seen in %s within --duration %s; %s was not "
                "written",
                record->cli->args[0], record->cli->value[CLI_OPTION_DURATION], record->file);
        return;
    }
    cli_say("no use of an interpreter lock was seen in %s: %s; %s was not written",
            record->cli->args[0], program_why_unseen(record->cli->args[0]), record->file);
}

static void keep(struct record *record)
{
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct recording *recording;

    if (!errors || !gather_parts(record->folder, record->file, &record->head, errors)) {
        if (errors)
            scenario_print_errors(stderr, errors);
        free(errors);
        return;
    }
    if (!record->cli->given[CLI_OPTION_QUIET])
        record->measured = cost_measure(record->library, record->folder, &record->cost);
    gather_remove(record->folder);
    recording = recording_open(record->file, errors);
    if (!recording)
        tell_why_not(record);
    else if (!record->cli->given[CLI_OPTION_QUIET])
        tell(record, recording);
    if (recording)
        recording_close(recording);
    free(errors);
}

/* ---- the verb ---- */

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

static bool take_options(struct record *record)
{
    record->duration = SIM_TIME_NEVER;
    record->head.room = INT64_MAX;
    if (!take_quantity(record->cli, CLI_OPTION_DURATION, UNITS_TIME, 1, &record->duration) ||
        !take_quantity(record->cli, CLI_OPTION_MAX_SIZE, UNITS_SIZE, SIZE_LEAST,
                       &record->head.room))
        return false;
    record->head.room -= (int64_t)sizeof(record->head);
    return true;
}

static int verb(const struct cli *cli)
{
    struct record *record = calloc(1, sizeof(*record));
    int code = CLI_WORLD;

    if (!record) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    record->cli = cli;
    record->file = cli->given[CLI_OPTION_OUTPUT] ? cli->value[CLI_OPTION_OUTPUT] : DEFAULT_FILE;
    memcpy(record->head.magic, RECORDING_MAGIC, sizeof(record->head.magic));
    join_command(cli, record->head.command);
    if (!take_options(record))
        code = CLI_USAGE;
    else if (find_library(record->library) && check_library(record->library) &&
             check_file(record->file) && make_folder(record)) {
        if (run_command(record)) {
            keep(record);
            code = record->head.status < 0 ? 128 - record->head.status : record->head.status;
        } else {
            gather_remove(record->folder);
        }
    }
    free(record);
    return code;
}

static const enum cli_option_id options[] = {
    CLI_OPTION_OUTPUT, CLI_OPTION_DURATION, CLI_OPTION_MAX_SIZE,
    CLI_OPTION_QUIET,  CLI_OPTION_END,
};

const struct cli_verb verb_record = {
    .name = "record",
    .arguments = "COMMAND...",
    .summary = "record the interpreter locks of a Python program",
    .least = 1,
    .most = -1,
    .command = true,
    .options = options,
    .run = verb,
};
