/* SPDX-License-Identifier: GPL-3.0-or-later
 * Finding levels. */
#include "config.h"

#include "ui/cli/levels.h"

#include "ui/cli/cli.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define BEGIN "play-"
#define END ".ini"

static int is_level(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return length > strlen(BEGIN END) && !strncmp(entry->d_name, BEGIN, strlen(BEGIN)) &&
           !strcmp(entry->d_name + length - strlen(END), END);
}

/* Of one folder; how many levels it has. */
static int next_in(const char *folder, const char *name, char next[NAME_MAX + 1])
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_level, alphasort);

    next[0] = '\0';
    for (int i = 0; i < count; i++) {
        entries[i]->d_name[strlen(entries[i]->d_name) - strlen(END)] = '\0';
        if (!next[0] && strcmp(entries[i]->d_name, name) > 0)
            snprintf(next, NAME_MAX + 1, "%s", entries[i]->d_name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return count;
}

bool levels_next(const char *name, char next[NAME_MAX + 1])
{
    for (const char *const *folder = cli_search_path(); *folder; folder++) {
        if (next_in(*folder, name, next) > 0)
            return next[0];
    }
    return false;
}

bool levels_has(const char *name)
{
    return !strncmp(name, BEGIN, strlen(BEGIN)) && !strchr(name, '/');
}
