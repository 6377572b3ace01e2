/* SPDX-License-Identifier: GPL-3.0-or-later
 * Looking at an executable file. */
#include "recorder/program.h"

#include <elf.h>
#include <limits.h>
#include <link.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool program_find(const char *command, char path[PATH_MAX])
{
    const char *folders = getenv("PATH"), *end;

    if (strchr(command, '/') || !folders)
        return snprintf(path, PATH_MAX, "%s", command) < PATH_MAX;
    for (; *folders; folders = *end ? end + 1 : end) {
        end = folders + strcspn(folders, ":");
        if (snprintf(path, PATH_MAX, "%.*s/%s", (int)(end - folders), folders, command) <
                PATH_MAX &&
            access(path, X_OK) == 0)
            return true;
    }
    return false;
}

/* A program of this machine that no dynamic linker is asked to load. */
static bool is_static(FILE *file)
{
    ElfW(Ehdr) head;
    ElfW(Phdr) part;

    if (fread(&head, sizeof(head), 1, file) != 1 ||
        memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 || head.e_phentsize != sizeof(part) ||
        fseek(file, (long)head.e_phoff, SEEK_SET) != 0)
        return false;
    for (int i = 0; i < head.e_phnum; i++) {
        if (fread(&part, sizeof(part), 1, file) != 1 || part.p_type == PT_INTERP)
            return false;
    }
    return true;
}

const char *program_why_unseen(const char *command)
{
    char path[PATH_MAX];
    struct stat info;
    FILE *file = program_find(command, path) ? fopen(path, "r") : NULL;
    bool alone = file && is_static(file), other = false;

    if (file) {
        other = fstat(fileno(file), &info) == 0 && info.st_mode & (S_ISUID | S_ISGID);
        fclose(file);
    }
    if (alone)
        return "it is linked statically, and nothing can be preloaded into it";
    if (other)
        return "it is set-uid or set-gid, and the system preloads nothing into it";
    return "it is no Python, or a Python without such a lock (free-threaded), or up to 3.6 "
           "without threads, with the first of which the lock is made";
}
