/* SPDX-License-Identifier: GPL-3.0-or-later
 * Going through a folder. */
#include "recorder/folder.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

static int is_name(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

bool folder_walk(const char *folder, bool (*take)(void *context, const char *path),
                 void *context)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_name, alphasort);
    bool good = count >= 0;
    char path[PATH_MAX];

    for (int i = 0; i < count; i++) {
        if (snprintf(path, PATH_MAX, "%s/%s", folder, entries[i]->d_name) < PATH_MAX)
            good = good && take(context, path);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return good;
}
