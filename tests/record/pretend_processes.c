/* SPDX-License-Identifier: GPL-3.0-or-later
 * Ways to start a program, to become another, and to be ended. */
#include "tests/record/pretend.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Every way to start a program with an environment that says nothing of a recording, as this
 * program again: the child must come up in it, and be recorded. */
static char *const nothing_set[] = { NULL };
static char empty_preload[] = "LD_PRELOAD=", pairs_mode[] = "pairs-b";
static char *const one_set[] = { empty_preload, NULL };
const char *self_path;

static void start_child(int way)
{
    char *const argv[] = { (char *)(uintptr_t)self_path, pairs_mode, NULL };
    pid_t child;
    int status = 0;

    switch (way) {
    case 0:
        execve(self_path, argv, nothing_set);
        break;
    case 1:
        execvpe(self_path, argv, one_set);
        break;
    case 2:
        execle(self_path, self_path, "pairs-b", (char *)NULL, nothing_set);
        break;
    case 3:
        clearenv();
        execl(self_path, self_path, "pairs-b", (char *)NULL);
        break;
    case 4:
        clearenv();
        execvp(self_path, argv);
        break;
    case 5:
        fexecve(open(self_path, O_RDONLY), argv, nothing_set);
        break;
    default:
        require((way == 6 ? posix_spawn : posix_spawnp)(&child, self_path, NULL, NULL, argv,
                                                        nothing_set) == 0,
                "cannot spawn");
        waitpid(child, &status, 0);
        _exit(WEXITSTATUS(status));
    }
    _exit(8);
}

#define WAYS 8

void mode_exec(void)
{
    for (int way = 0; way < WAYS; way++) {
        pid_t child = fork();

        if (child == 0)
            start_child(way);
        require_child(child, 0, "a child does not come up");
    }
    pairs(100);
}

/* What is there already stays: nothing is doubled, nothing that the program set is lost. */
void mode_environment(void)
{
    char env[] = "/usr/bin/env", first_set[] = "FIRST=1", preload[] = "LD_PRELOAD=libm.so.6",
         last_set[] = "LAST=2";
    char *const argv[] = { env, NULL }, *const own[] = { first_set, preload, last_set, NULL };

    pairs(10);
    execve(argv[0], argv, own);
    require(false, "no /usr/bin/env");
}

/* Nothing of the recorder's is to be seen, and what a shell starts is recorded all the same. */
void mode_shell(void)
{
    char command[4096];
    FILE *other;
    char line[16] = "";

    require(!getenv("LD_PRELOAD") || strcmp(getenv("LD_PRELOAD"), "libm.so.6") == 0,
            "the library is seen in the environment");
    pairs(10);
    snprintf(command, sizeof(command), "'%s' pairs-b && env | grep -c INTERLOCK_RECORD",
             self_path);
    require(system(command) >> 8 == 1, "system() does not return what the command does");
    require(system(NULL) != 0, "there is no shell");
    snprintf(command, sizeof(command), "'%s' pairs-b; echo end", self_path);
    other = popen(command, "r");
    require(other && fgets(line, sizeof(line), other) && strcmp(line, "end\n") == 0 &&
                pclose(other) == 0,
            "popen() does not read what the command writes");
}

/* With the lock: it is let go by nobody. */
void mode_become(void)
{
    char *const argv[] = { (char *)(uintptr_t)self_path, pairs_mode, NULL };

    take();
    execve("/no-such-program", argv, nothing_set);
    drop();
    rest(50000000);
    take();
    execve(self_path, argv, nothing_set);
    require(false, "does not become another program");
}

/* A child computes with the lock, rests, and is ended by a signal: no word of it tells. */
void mode_killed(void)
{
    pid_t child;
    int status;

    pairs(1);
    child = fork();
    if (child == 0) {
        pairs(1);
        take();
        compute_without(30000000);
        rest(30000000);
        kill(getpid(), SIGKILL);
    }
    require(waitpid(child, &status, 0) == child && WIFSIGNALED(status), "the signal is lost");
    pairs(1);
    rest(100000000);
    pairs(1);
}

/* Ends when each of these has come. */
static const int wanted_signals[] = { SIGINT, SIGUSR1, SIGUSR2, SIGALRM, SIGPIPE };
static atomic_int came;

static void note_signal(int number)
{
    for (size_t i = 0; i < sizeof(wanted_signals) / sizeof(*wanted_signals); i++)
        came |= wanted_signals[i] == number ? 1 << i : 0;
}

void mode_signals(void)
{
    pairs(1);
    for (size_t i = 0; i < sizeof(wanted_signals) / sizeof(*wanted_signals); i++)
        signal(wanted_signals[i], note_signal);
    puts("ready");
    fflush(stdout);
    for (int i = 0; i < 1000 && came != 31; i++)
        rest(10000000);
    require(came == 31, "not all signals have come");
}
