/* SPDX-License-Identifier: GPL-3.0-or-later
 * A command line as one can type it again. */
#ifndef INTERLOCK_UI_CLI_COMMAND_H
#define INTERLOCK_UI_CLI_COMMAND_H

#include "sim/base/text.h"
#include "ui/cli/cli.h"

/* A word as a shell takes it: in quotes where it needs them. */
void command_put_word(struct sim_text *text, const char *word);

/* The command line that the program was given. Returns the buffer. */
#define COMMAND_SIZE 4096
const char *command_text(const struct cli *cli, char buffer[COMMAND_SIZE]);

#endif
