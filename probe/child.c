/* SPDX-License-Identifier: GPL-3.0-or-later
 * Starting, reading, and ending a child. */
#include "probe/child.h"

#include "probe/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define KEPT ((size_t)1 << 20) /* bytes of each stream: a figure's line is far shorter */
#define LOOK_MS 50             /* how soon a limit or a wish to stop is noticed */

struct stream {
    int file; /* -1: ended */
    char *text;
    size_t used;
};

/* What is beyond the bound is read and forgotten. */
static void take(struct stream *stream)
{
    char beyond[4096];
    bool full = !stream->text || stream->used >= KEPT;
    ssize_t got = read(stream->file, full ? beyond : stream->text + stream->used,
                       full ? sizeof(beyond) : KEPT - stream->used);

    if (got > 0 && !full)
        stream->used += (size_t)got;
    if (got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN)))
        return;
    close(stream->file);
    stream->file = -1;
}

static bool open_streams(struct stream streams[2], int ends[2])
{
    for (int i = 0; i < 2; i++) {
        int both[2];

        streams[i] = (struct stream){ .file = -1 };
        ends[i] = -1;
        if (pipe2(both, O_CLOEXEC) != 0)
            return false;
        streams[i].file = both[0];
        ends[i] = both[1];
        streams[i].text = calloc(1, KEPT + 1);
    }
    return true;
}

/* 0, or why it could not be started. */
static int start(pid_t *pid, const char *const *command, const int ends[2])
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    int why;

    sigemptyset(&none);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[0], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    why = posix_spawnp(pid, command[0], &actions, &attributes,
                       (char *const *)(uintptr_t)command, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return why;
}

/* Waits so long for anything to be read, and reads it. */
static bool drain(struct stream streams[2], int milliseconds)
{
    struct pollfd files[2] = { { .fd = streams[0].file, .events = POLLIN },
                               { .fd = streams[1].file, .events = POLLIN } };
    bool any = poll(files, 2, milliseconds) > 0; /* a file of -1 is passed over */

    for (int i = 0; i < 2; i++)
        if (any && files[i].revents)
            take(&streams[i]);
    return any;
}

/* Reads until the child has ended; true when it did so in time. Its own children may keep the
 * pipes open for longer: they are not waited for. */
static bool wait_for(struct child *child, pid_t pid, struct stream streams[2], int64_t end,
                     const _Atomic int *stop)
{
    for (;;) {
        bool ended = waitpid(pid, &child->status, WNOHANG) == pid;

        /* what it wrote before it ended is in the pipes by now */
        while (drain(streams, 0) && probe_now() < end)
            continue;
        if (ended)
            return true;
        child->end = stop && *stop ? CHILD_STOPPED : CHILD_LATE;
        if (probe_now() >= end || child->end == CHILD_STOPPED)
            return false;
        drain(streams, LOOK_MS);
    }
}

static void end(struct child *child, pid_t pid, bool in_time)
{
    kill(-pid, SIGKILL);
    if (!in_time) {
        int status;

        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            continue;
    } else if (WIFSIGNALED(child->status)) {
        child->end = CHILD_KILLED;
        child->status = WTERMSIG(child->status);
    } else {
        child->end = CHILD_EXITED;
        child->status = WEXITSTATUS(child->status);
    }
}

void child_run(struct child *child, const char *const *command, double seconds,
               const _Atomic int *stop)
{
    struct stream streams[2] = { { .file = -1 }, { .file = -1 } };
    int64_t limit = probe_now() + (int64_t)(seconds * 1e9);
    int ends[2] = { -1, -1 };
    pid_t pid = 0;

    *child = (struct child){ .end = CHILD_NOT_RUN };
    child->status = open_streams(streams, ends) ? start(&pid, command, ends) : errno;
    for (int i = 0; i < 2; i++)
        if (ends[i] >= 0)
            close(ends[i]);
    if (child->status == 0)
        end(child, pid, wait_for(child, pid, streams, limit, stop));
    for (int i = 0; i < 2; i++)
        if (streams[i].file >= 0)
            close(streams[i].file);
    child->out = streams[0].text;
    child->err = streams[1].text;
}

void child_free(struct child *child)
{
    free(child->out);
    free(child->err);
    *child = (struct child){ .end = CHILD_NOT_RUN };
}

bool child_is_good(const struct child *child)
{
    return child->end == CHILD_EXITED && child->status == 0 && child->out && child->err;
}

const char *child_say(char text[CHILD_TEXT], const struct child *child, double seconds)
{
    const char *name = child->end == CHILD_KILLED ? sigabbrev_np(child->status) : NULL;

    if (child->end == CHILD_NOT_RUN)
        snprintf(text, CHILD_TEXT, "cannot be started: %s", strerror(child->status));
    else if (child->end == CHILD_LATE)
        snprintf(text, CHILD_TEXT, "did not end within %g s", seconds);
    else if (child->end == CHILD_STOPPED)
        snprintf(text, CHILD_TEXT, "was interrupted");
    else if (name)
        snprintf(text, CHILD_TEXT, "was killed by SIG%s", name);
    else if (child->end == CHILD_KILLED)
        snprintf(text, CHILD_TEXT, "was killed by signal %d", child->status);
    else
        snprintf(text, CHILD_TEXT, "ended with status %d", child->status);
    return text;
}
