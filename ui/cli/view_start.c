/* SPDX-License-Identifier: GPL-3.0-or-later
 * Starting the program that has the window. */
#include "config.h"

#include "ui/cli/view.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

int view_carry_out(const struct cli *cli)
{
    char path[PATH_MAX];

    fflush(stdout);
    /* It was built, and is installed, in the same folder as this program. */
    if (cli_beside(path, "interlock-view") && access(path, X_OK) == 0)
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
