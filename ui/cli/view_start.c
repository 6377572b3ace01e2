/* SPDX-License-Identifier: GPL-3.0-or-later
 * Starting the program that has the window. */
#include "config.h"

#include "ui/cli/view.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

/* It was built, and is installed, in the same folder as this program. */
static bool find_beside(char path[PATH_MAX])
{
    ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 16);
    char *slash;

    if (length <= 0)
        return false;
    path[length] = '\0';
    slash = strrchr(path, '/');
    if (!slash)
        return false;
    strcpy(slash + 1, "interlock-view");
    return access(path, X_OK) == 0;
}

int view_carry_out(const struct cli *cli)
{
    char path[PATH_MAX];

    fflush(stdout);
    if (find_beside(path))
        execv(path, (char *const *)cli->words);
    else
        execvp("interlock-view", (char *const *)cli->words);
    if (errno == ENOENT)
        cli_say(
            "the program with the window, interlock-view, is not installed; it is built where "
            "SDL2 and SDL2_ttf are (on Debian and Ubuntu: apt-get install libsdl2-dev "
            "libsdl2-ttf-dev, then configure again)");
    else
        cli_say("interlock-view cannot be started: %s", strerror(errno));
    return CLI_WORLD;
}
