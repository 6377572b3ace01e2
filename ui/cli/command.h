/* SPDX-License-Identifier: GPL-3.0-or-later
 * The command line, as one can type it again. */
#ifndef INTERLOCK_UI_CLI_COMMAND_H
#define INTERLOCK_UI_CLI_COMMAND_H

#include "ui/cli/cli.h"

/* The command line that the program was given. Returns the buffer. */
#define COMMAND_SIZE 4096
const char *command_text(const struct cli *cli, char buffer[COMMAND_SIZE]);

#endif
