/* SPDX-License-Identifier: GPL-3.0-or-later
 * Programs that the recorded one becomes or starts, with an environment of their own making. */
#include "recorder/preload.h"

#include <alloca.h>
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
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
 * This may run in a child of vfork, with its parent's memory, or on a signal's stack: all that is made
 * lies on the stack, and is no larger than it has to be. What is too large for it is passed on as it is.
 */
#define EXPORT __attribute__((visibility("default")))

#define PRELOAD "LD_PRELOAD="
#define MOST                                                                                   \
    32768 /* bytes; and on a signal's stack, which may have been made for little else: */
#define MOST_SIGNAL 1024

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

/* So many bytes of the stack; 0 when that would be too many. */
static size_t on_stack(size_t size)
{
    stack_t now;
    bool small =
        size > MOST_SIGNAL && sigaltstack(NULL, &now) == 0 && now.ss_flags & SS_ONSTACK;

    return size > MOST || small ? 0 : size;
}

/* What else is to be preloaded. */
static const char *others_of(char *const *given)
{
    for (; given && *given; given++) {
        if (is_set(*given, PRELOAD))
            return strstr(*given, ours.library) ? "" : *given + strlen(PRELOAD);
    }
    return "";
}

/* What with_ours() needs for an environment; 0: it is passed on as it is. */
static size_t room_for(char *const *given)
{
    size_t count = 3;

    if (!ours.known)
        return 0;
    for (char *const *each = given; each && *each; each++, count++) {
        if (is_set(*each, PART_FOLDER_VARIABLE "="))
            return 0;
    }
    return on_stack(count * sizeof(char *) + sizeof(PRELOAD ":") + strlen(ours.library) +
                    strlen(others_of(given)));
}

/* The environment with the two variables, ours before what else is to be preloaded. */
static char *const *with_ours(char *const *given, size_t size, char **table)
{
    const char *others = others_of(given);
    char *end = (char *)table + size, *preload;
    size_t count = 0;

    if (!size)
        return given;
    for (char *const *each = given; each && *each; each++) {
        if ((char *)&table[count + 4] > end)
            return given; /* somebody has just set one more */
        if (!is_set(*each, PRELOAD))
            table[count++] = *each;
    }
    preload = (char *)&table[count + 3];
    table[count++] = ours.folder;
    table[count++] = preload;
    table[count] = NULL;
    snprintf(preload, (size_t)(end - preload), PRELOAD "%s%s%s", ours.library,
             *others ? ":" : "", others);
    return table;
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
    size_t size = room_for(envp);
    char *const *all = with_ours(envp, size, alloca(size));

    real_ready();
    part_becomes(true);
    return came_back(real.execve(path, argv, all));
}

EXPORT int execv(const char *path, char *const argv[])
{
    return execve(path, argv, environ);
}

EXPORT int execvpe(const char *file, char *const argv[], char *const envp[])
{
    size_t size = room_for(envp);
    char *const *all = with_ours(envp, size, alloca(size));

    real_ready();
    part_becomes(true);
    return came_back(real.execvpe(file, argv, all));
}

EXPORT int execvp(const char *file, char *const argv[])
{
    return execvpe(file, argv, environ);
}

EXPORT int fexecve(int file, char *const argv[], char *const envp[])
{
    size_t size = room_for(envp);
    char *const *all = with_ours(envp, size, alloca(size));

    real_ready();
    part_becomes(true);
    return came_back(real.fexecve(file, argv, all));
}

/* ---- by a shell ---- */

#define EXPORTED "export '%s' LD_PRELOAD='%s'${LD_PRELOAD:+:$LD_PRELOAD}; %s"

/* What with_export() needs for a command; 0: it is passed on as it is, since there is nothing to be
 * told, or a quote in the path. */
static size_t room_for_export(const char *command)
{
    if (!command || !ours.known || strchr(ours.folder, '\'') || strchr(ours.library, '\''))
        return 0;
    return on_stack(sizeof(EXPORTED) + strlen(ours.folder) + strlen(ours.library) +
                    strlen(command));
}

/* On the command's own line, so that a shell that finds a mistake there names the same one. */
static const char *with_export(const char *command, size_t size, char *room)
{
    if (!size)
        return command;
    snprintf(room, size, EXPORTED, ours.folder, ours.library, command);
    return room;
}

EXPORT int system(const char *command)
{
    size_t size = room_for_export(command);

    real_ready();
    return real.system(with_export(command, size, alloca(size)));
}

EXPORT FILE *popen(const char *command, const char *mode)
{
    size_t size = room_for_export(command);

    real_ready();
    return real.popen(with_export(command, size, alloca(size)), mode);
}

/* ---- the same with the arguments as arguments ---- */

typedef int become_function(const char *path, char *const argv[], char *const envp[]);

/* Those from `first` to NULL, on the stack, as the C library has them; then, if it is there, the
 * environment. */
static int become(become_function *function, const char *path, const char *first, va_list *more,
                  bool has_environment)
{
    size_t count = 1;
    va_list counted;
    char **argv;

    va_copy(counted, *more);
    for (const char *each = first; each; each = va_arg(counted, const char *))
        count++;
    va_end(counted);
    argv = alloca(count * sizeof(*argv));
    argv[0] = (char *)(uintptr_t)first;
    for (size_t i = 1; i < count; i++)
        argv[i] = va_arg(*more, char *);
    return function(path, argv, has_environment ? va_arg(*more, char *const *) : environ);
}

EXPORT int execl(const char *path, const char *first, ...)
{
    va_list more;
    int result;

    va_start(more, first);
    result = become(execve, path, first, &more, false);
    va_end(more);
    return result;
}

EXPORT int execlp(const char *file, const char *first, ...)
{
    va_list more;
    int result;

    va_start(more, first);
    result = become(execvpe, file, first, &more, false);
    va_end(more);
    return result;
}

EXPORT int execle(const char *path, const char *first, ...)
{
    va_list more;
    int result;

    va_start(more, first);
    result = become(execve, path, first, &more, true);
    va_end(more);
    return result;
}

/* ---- starting one ---- */

EXPORT int posix_spawn(pid_t *restrict pid, const char *restrict path,
                       const posix_spawn_file_actions_t *restrict actions,
                       const posix_spawnattr_t *restrict attributes, char *const argv[restrict],
                       char *const envp[restrict])
{
    size_t size = room_for(envp);
    char *const *all = with_ours(envp, size, alloca(size));

    real_ready();
    return real.posix_spawn(pid, path, actions, attributes, argv, all);
}

EXPORT int posix_spawnp(pid_t *restrict pid, const char *restrict file,
                        const posix_spawn_file_actions_t *restrict actions,
                        const posix_spawnattr_t *restrict attributes,
                        char *const argv[restrict], char *const envp[restrict])
{
    size_t size = room_for(envp);
    char *const *all = with_ours(envp, size, alloca(size));

    real_ready();
    return real.posix_spawnp(pid, file, actions, attributes, argv, all);
}
