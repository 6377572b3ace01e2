/* SPDX-License-Identifier: GPL-3.0-or-later
 * Where a user's own files lie: the variables, and what stands for them. */
#include "config.h"

#include "ui/cli/folders.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct {
    const char *variable, *below_home;
} places[] = {
    [FOLDERS_DATA] = { "XDG_DATA_HOME", ".local/share" },
    [FOLDERS_STATE] = { "XDG_STATE_HOME", ".local/state" },
    [FOLDERS_CONFIG] = { "XDG_CONFIG_HOME", ".config" },
};

bool folders_path(enum folders_kind kind, const char *file, char path[PATH_MAX])
{
    const char *chosen = getenv(places[kind].variable), *home = getenv("HOME"),
               *slash = *file ? "/" : "";
    int length = -1;

    if (chosen && *chosen == '/')
        length = snprintf(path, PATH_MAX, "%s/interlock%s%s", chosen, slash, file);
    else if (home && *home)
        length = snprintf(path, PATH_MAX, "%s/%s/interlock%s%s", home, places[kind].below_home,
                          slash, file);
    if (length > 0 && length < PATH_MAX)
        return true;
    path[0] = '\0';
    return false;
}

bool folders_make(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        bool good;

        *slash = '\0';
        good = mkdir(path, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!good)
            return false;
    }
    return true;
}
