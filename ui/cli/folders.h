/* SPDX-License-Identifier: GPL-3.0-or-later
 * Where a user's own files lie. */
#ifndef INTERLOCK_UI_CLI_FOLDERS_H
#define INTERLOCK_UI_CLI_FOLDERS_H

#include <limits.h>
#include <stdbool.h>

/* As the XDG Base Directory Specification has it: a variable names a folder, of which ours is
 * `interlock`; one that is not absolute is ignored, and without it there is one below HOME. */
enum folders_kind {
    FOLDERS_DATA,   /* $XDG_DATA_HOME or ~/.local/share: presets, scenarios */
    FOLDERS_STATE,  /* $XDG_STATE_HOME or ~/.local/state: what was done */
    FOLDERS_CONFIG, /* $XDG_CONFIG_HOME or ~/.config: what is wanted */
};

/* A file of it, or the folder itself when `file` is "". It need not be there. False, the path being
 * empty, when there is no place for one. */
bool folders_path(enum folders_kind kind, const char *file, char path[PATH_MAX]);

/* Makes all folders above a file for the user alone; those that are there already are no mistake.
 * False with errno. */
bool folders_make(char *path);

#endif
