/* SPDX-License-Identifier: GPL-3.0-or-later
 * Interpreters of this machine: where they are, and what they say of themselves. */
#ifndef INTERLOCK_UI_CLI_PYTHONS_H
#define INTERLOCK_UI_CLI_PYTHONS_H

#include "sim/scenario/python.h"

#include <limits.h>
#include <stdbool.h>

/*
 * Looked for where people have them: in the folders of PATH, then among pyenv's versions
 * ($PYENV_ROOT/versions, or ~/.pyenv/versions). Several names lead to one interpreter (links, and
 * scripts that choose one), so each is asked (python/about.py), and who has been seen is left out.
 */
#define PYTHONS_MAX 64

struct python {
    char path[PATH_MAX]; /* as given or found: what is run */
    char *executable;    /* as it says */
    char *label;         /* "CPython 3.12.1" */
    char *modules;       /* " asyncio zlib ": those that can be imported */
    int version;         /* enum sim_python; SIM_PYTHON_COUNT: none that the models know */
    bool answers;
    char *why; /* it does not: how it ended, and what it said on stderr */
};

struct pythons {
    struct python list[PYTHONS_MAX];
    int count;
};

/* Those of a list with commas ("3.9" is python3.9 in PATH, or among pyenv's versions), or, without a list, all that are found.
 * What was named stays in it even when it does not answer. False after having said why not. */
bool pythons_find(struct pythons *pythons, const char *list);
void pythons_free(struct pythons *pythons);

/* Can it import all modules of a list with blanks? */
bool python_has(const struct python *python, const char *modules);

/* The path of a shipped file, python/NAME or verify/NAME; false after having said that it is
 * missing. */
bool python_script(char path[PATH_MAX], const char *folder, const char *name);

/* "PYTHON -E -s -B SCRIPT words...": the command that runs a script. What lies in PYTHONPATH or in
 * the user's own packages does not stand in for the modules that a script needs. (-I would say that
 * in one word, but versions before 3.4 do not know it.) `room` for the words besides and a NULL. */
#define PYTHON_WORDS 16
void python_command(const char *command[PYTHON_WORDS], const char *python, const char *script,
                    char *words);

#endif
