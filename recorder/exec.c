/* SPDX-License-Identifier: GPL-3.0-or-later
 * Programs that the recorded one becomes or starts, with an environment of their own making. */
#include "recorder/preload.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * What is recorded reaches a child by two variables of the environment. They are taken out before a
 * program begins, which finds what it was given: some behave otherwise where anything is preloaded.
 * So here the two are put back wherever a program starts or becomes another. An environment that
 * names a folder is left as it is: it is that of a recording within this one. What system() and
 * popen() start the C library starts by itself: there the shell is told to put them back.
 *
 * This may run in a child of vfork, with its parent's memory: all that is made lies on the stack.
 * An environment too large for it is passed on as it is.
 */
#define EXPORT __attribute__((visibility("default")))

#define MOST 2048 /* variables */
#define LONGEST (PATH_MAX + 1024)

struct environment {
    char *table[MOST + 3];
    char preload[LONGEST];
};

#define PRELOAD "LD_PRELOAD="

static struct {
    bool known;
    char folder[PATH_MAX + sizeof(PART_FOLDER_VARIABLE "=")];
    char library[PATH_MAX];
} ours;

void exec_prepare(const char *folder)
{
    Dl_info info;

    if (!dladdr((void *)&ours, &info) || !info.dli_fname || info.dli_fname[0] != '/' ||
        strlen(info.dli_fname) >= sizeof(ours.library))
        return;
    strcpy(ours.library, info.dli_fname);
    snprintf(ours.folder, sizeof(ours.folder), "%s=%s", PART_FOLDER_VARIABLE, folder);
    ours.known = true;
}

/* Ours stands before what else is to be preloaded. */
const char *exec_take_back(void)
{
    const char *folder = getenv(PART_FOLDER_VARIABLE);
    char *preload = getenv("LD_PRELOAD");
    size_t own = preload ? strcspn(preload, ":") : 0;

    if (!folder)
        return NULL;
    unsetenv(PART_FOLDER_VARIABLE); /* its text stays */
    if (preload && preload[own])
        memmove(preload, preload + own + 1, strlen(preload + own + 1) + 1);
    else
        unsetenv("LD_PRELOAD");
    return folder;
}

static bool is_set(const char *variable, const char *name)
{
    return !strncmp(variable, name, strlen(name));
}

/* Ours before what else is to be preloaded; false when there is no room. */
static bool put_preload(struct environment *made, const char *others)
{
    int length = snprintf(made->preload, sizeof(made->preload), PRELOAD "%s%s%s", ours.library,
                          *others ? ":" : "", others);

    return length > 0 && (size_t)length < sizeof(made->preload);
}

/* The environment with the two variables; `given` itself when nothing is to be done. */
static char *const *with_ours(char *const *given, struct environment *made)
{
    const char *others = "";
    size_t count = 0;

    if (!ours.known)
        return given;
    for (char *const *each = given; each && *each; each++) {
        if (is_set(*each, PART_FOLDER_VARIABLE "=") || count == MOST)
            return given;
        if (is_set(*each, PRELOAD))
            others = *each + strlen(PRELOAD);
        else
            made->table[count++] = *each;
    }
    if (!put_preload(made, strstr(others, ours.library) ? "" : others))
        return given;
    made->table[count++] = ours.folder;
    made->table[count++] = made->preload;
    made->table[count] = NULL;
    return made->table;
}

/* ---- becoming another program ---- */

/* Who comes back from there is still the same. */
static int came_back(int result)
{
    part_becomes(false);
    return result;
}

EXPORT int execve(const char *path, char *const argv[], char *const envp[])
{
    struct environment made;

    real_ready();
    part_becomes(true);
    return came_back(real.execve(path, argv, with_ours(envp, &made)));
}

EXPORT int execv(const char *path, char *const argv[])
{
    return execve(path, argv, environ);
}

EXPORT int execvpe(const char *file, char *const argv[], char *const envp[])
{
    struct environment made;

    real_ready();
    part_becomes(true);
    return came_back(real.execvpe(file, argv, with_ours(envp, &made)));
}

EXPORT int execvp(const char *file, char *const argv[])
{
    return execvpe(file, argv, environ);
}

EXPORT int fexecve(int file, char *const argv[], char *const envp[])
{
    struct environment made;

    real_ready();
    part_becomes(true);
    return came_back(real.fexecve(file, argv, with_ours(envp, &made)));
}

/* ---- by a shell ---- */

#define SHELL_MOST 32768

/* On the command's own line, so that a shell that finds a mistake there names the same one. The
 * command itself where there is nothing to be told, no room, or a quote in the path. */
static const char *with_export(const char *command, char room[SHELL_MOST])
{
    int length;

    if (!ours.known || strchr(ours.folder, '\'') || strchr(ours.library, '\''))
        return command;
    length =
        snprintf(room, SHELL_MOST, "export '%s' LD_PRELOAD='%s'${LD_PRELOAD:+:$LD_PRELOAD}; %s",
                 ours.folder, ours.library, command);
    return length > 0 && length < SHELL_MOST ? room : command;
}

EXPORT int system(const char *command)
{
    char room[SHELL_MOST];

    real_ready();
    return real.system(command ? with_export(command, room) : NULL);
}

EXPORT FILE *popen(const char *command, const char *mode)
{
    char room[SHELL_MOST];

    real_ready();
    return real.popen(with_export(command, room), mode);
}

/* ---- the same with the arguments as arguments ---- */

#define ARGUMENTS 1024

/* The arguments from `first` to NULL; false when there are too many for a stack. */
static bool take_arguments(char *argv[ARGUMENTS], const char *first, va_list more)
{
    size_t count = 0;

    for (const char *each = first; each; each = va_arg(more, const char *)) {
        if (count + 1 == ARGUMENTS) {
            errno = E2BIG;
            return false;
        }
        argv[count++] = (char *)(uintptr_t)each;
    }
    argv[count] = NULL;
    return true;
}

EXPORT int execl(const char *path, const char *first, ...)
{
    char *argv[ARGUMENTS];
    va_list more;
    bool fits;

    va_start(more, first);
    fits = take_arguments(argv, first, more);
    va_end(more);
    return fits ? execv(path, argv) : -1;
}

EXPORT int execlp(const char *file, const char *first, ...)
{
    char *argv[ARGUMENTS];
    va_list more;
    bool fits;

    va_start(more, first);
    fits = take_arguments(argv, first, more);
    va_end(more);
    return fits ? execvp(file, argv) : -1;
}

EXPORT int execle(const char *path, const char *first, ...)
{
    char *argv[ARGUMENTS], *const *envp = NULL;
    va_list more;
    bool fits;

    va_start(more, first);
    fits = take_arguments(argv, first, more);
    if (fits)
        envp = va_arg(more, char *const *);
    va_end(more);
    return fits ? execve(path, argv, envp) : -1;
}

/* ---- starting one ---- */

EXPORT int posix_spawn(pid_t *restrict pid, const char *restrict path,
                       const posix_spawn_file_actions_t *restrict actions,
                       const posix_spawnattr_t *restrict attributes, char *const argv[restrict],
                       char *const envp[restrict])
{
    struct environment made;

    real_ready();
    return real.posix_spawn(pid, path, actions, attributes, argv, with_ours(envp, &made));
}

EXPORT int posix_spawnp(pid_t *restrict pid, const char *restrict file,
                        const posix_spawn_file_actions_t *restrict actions,
                        const posix_spawnattr_t *restrict attributes,
                        char *const argv[restrict], char *const envp[restrict])
{
    struct environment made;

    real_ready();
    return real.posix_spawnp(pid, file, actions, attributes, argv, with_ours(envp, &made));
}
