/* SPDX-License-Identifier: GPL-3.0-or-later
 * Running an interpreter with our script. */
#include "points/points.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* All that comes from `file`, ended by a zero byte; NULL when out of memory. */
static char *read_all(int file)
{
    size_t room = 65536, used = 0;
    char *text = malloc(room);

    while (text) {
        ssize_t got = read(file, text + used, room - used - 1);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        used += (size_t)got;
        if (room - used < 4096) {
            char *more = realloc(text, room *= 2);

            if (!more)
                free(text);
            text = more;
        }
    }
    if (text)
        text[used] = '\0';
    return text;
}

/* 0 and what it printed, or why it could not be started. What lies in PYTHONPATH or in the user's own
 * packages does not stand in for the modules that the script needs. (-I would say that in one word,
 * but versions before 3.4 do not know it, and would not come to say which they are.) */
static int run(const char *python, const char *script, const char *file, char **text)
{
    const char *const arguments[] = { python, "-E", "-s", "-B", script, file, NULL };
    posix_spawn_file_actions_t actions;
    int ends[2], why, status;
    pid_t child;

    *text = NULL;
    if (pipe(ends) != 0)
        return errno;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    why = posix_spawnp(&child, python, &actions, NULL, (char *const *)(uintptr_t)arguments,
                       environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (!why) {
        *text = read_all(ends[0]);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR)
            continue;
    }
    close(ends[0]);
    return why;
}

enum points_outcome points_ask(struct points *points, const char *python, const char *script,
                               const char *file, struct sim_errors *errors)
{
    char *text;
    int why;

    *points = (struct points){ 0 };
    why = run(python, script, file, &text);
    if (why) {
        sim_error_add(errors, python, 0, "cannot be started: ", strerror(why), NULL);
        return POINTS_WORLD;
    }
    if (!text) {
        sim_error_add(errors, python, 0, "out of memory", NULL);
        return POINTS_WORLD;
    }
    return points_read(points, text, python, errors);
}
