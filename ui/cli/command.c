/* SPDX-License-Identifier: GPL-3.0-or-later
 * The command line as it was typed. */
#include "config.h"

#include "ui/cli/command.h"

#include "sim/base/text.h"

const char *command_text(const struct cli *cli, char buffer[COMMAND_SIZE])
{
    struct sim_text text = sim_text_over(buffer, COMMAND_SIZE);

    sim_text_put(&text, cli->words[0]); /* "interlock VERB" */
    for (const char **word = cli->words + 1; *word; word++) {
        sim_text_put(&text, " ");
        sim_text_put_word(&text, *word);
    }
    return buffer;
}
